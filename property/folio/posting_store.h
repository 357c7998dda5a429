#ifndef KEYRACK_PROPERTY_FOLIO_POSTING_STORE_H
#define KEYRACK_PROPERTY_FOLIO_POSTING_STORE_H

/* Postings of all accounts: appended, never changed. Desk thread only; writes inside a transaction. What is
 * appended is added to the balance of its account and to the totals of its stay in the same transaction.
 *
 * The store finds postings by account_id, business_date, origin and transfer; a stay's account bears the
 * stay's number. */

#include "ops/odbc.h"
#include "property/cashier/means_rules.h"
#include "property/cashier/shift_store.h"
#include "property/folio/folio_rules.h"
#include "schemas/chain.h"
#include "schemas/instant.h"
#include <jansson.h>

/* SQL: a posting that corrects nothing is asked for as `+p.corrects IS NULL`. Without the plus SQLite would find
 * it by the index of those that do correct one, and read all postings of all years.
 *
 * The posting `p` of a night was not countered on its own day. One that was is posted anew when the
 * guest sleeps the night, so figures of the day count only what stands. */
#define POSTING_NOT_TAKEN_BACK                                                                               \
    "NOT EXISTS (SELECT 1 FROM posting c WHERE c.corrects = p.posting_number AND c.business_date = "         \
    "p.business_date)"

typedef struct Posting {
    Night business_date;
    Night service_date; /* the day the guest reads; 0: the business date */
    Instant posted_at;
    FolioEntry entry;
    FolioDepartment department;
    const char *code; /* what was posted: FOLIO_ROOM_CODE, a tax code, a department, a means of payment */
    const char *description;
    int64_t amount_minor;
    int64_t included_tax_minor;
    int window;            /* 1 to FOLIO_WINDOW_MAX; 0: where the routing says */
    Night night;           /* the night charged; NIGHT_NONE */
    int64_t corrects;      /* number of the posting it counters; 0 */
    int64_t origin;        /* of what it is a tax, adjusts or moves; 0 */
    int64_t transfer;      /* number the two halves of a transfer share; 0 */
    FolioDepartment taxed; /* of a tax: the department it is on, whose routing it follows */
    const char *staff;
    const char *currency; /* the hotel's, of a payment in cash */
    const PaidBy *paid;   /* of a payment: with what; NULL for cash that is laid out */
    const Tender *tender; /* of a payment in other money; NULL */
} Posting;

/* Who posts, and when. */
typedef struct PostingContext {
    const ChainHotel *hotel;
    Night business_date;
    Instant posted_at;
    const char *staff; /* "audit" for the night audit */
} PostingContext;

/* A posting of now with nothing said yet of what it is. */
Posting posting_of_context(const PostingContext *context);

/* Appends to an account; no routing. A window of 0 is 1. Cash goes into, or comes out of, the open drawer of
 * `staff`. `ret_number` may be NULL. */
DatabaseStatus posting_append(OdbcConnection *connection, int64_t account_id, const Posting *posting,
                              int64_t *ret_number, GError **error);

/* A window of an account. */
typedef struct FolioPlace {
    int64_t account_id;
    int window;
} FolioPlace;

/* Moves a debt: two postings that sum to zero and keep the day of what they move. */
typedef struct FolioMove {
    FolioPlace from;
    FolioPlace to;
    int64_t origin; /* number of the posting that is moved, wholly or in part */
    const char *code;
    const char *description;
    Night service_date;
    int64_t amount_minor;
    int64_t included_tax_minor;
} FolioMove;

DatabaseStatus posting_move(OdbcConnection *connection, const FolioMove *move, const PostingContext *context,
                            GError **error);

/* What is known of a posting that is to be countered, adjusted or moved. */
typedef struct PostingFound {
    bool found; /* and of this account */
    FolioEntry entry;
    FolioDepartment department;
    char *code;
    char *description;
    Night business_date;
    Night service_date;
    int window;
    int64_t amount_minor;
    int64_t included_tax_minor;
    Night night;    /* the night charged; NIGHT_NONE */
    int64_t origin; /* 0: none */
    bool is_correction;
    bool corrected;
} PostingFound;

void posting_found_clear(PostingFound *found);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PostingFound, posting_found_clear)

/* `ret_found` has been zeroed. */
DatabaseStatus posting_find(OdbcConnection *connection, int64_t account_id, int64_t number,
                            PostingFound *ret_found, GError **error);

/* What is left of a charge at a place after voids and transfers, and its included tax. */
typedef struct FolioItem {
    int64_t root;
    FolioPlace place;
    FolioDepartment department;
    FolioEntry entry; /* of the root */
    char *code;
    char *description;
    Night service_date;
    int64_t root_account; /* where it was posted */
    char *reference;      /* of a payment; "" */
    char *last_four;      /* of a card; "" */
    int64_t amount_minor;
    int64_t included_tax_minor;
} FolioItem;

/* What stands on an account, by window, day and number: GArray of FolioItem, none of amount 0. `root` 0: all.
 */
DatabaseStatus folio_items_read(OdbcConnection *connection, int64_t account_id, int64_t root,
                                GArray **ret_items, GError **error);

/* What is left of a charge and its live adjustments in one window of an account. */
typedef struct ChargeRest {
    int window;
    int64_t charge_minor; /* of the charge itself; 0 when all of it was moved elsewhere */
    int64_t left_minor;   /* with its adjustments */
} ChargeRest;

/* Where the charge `number` stands on an account: the window with the most of it; all zero when none of it
 * does. `ret_rest` has been zeroed. */
DatabaseStatus charge_rest_read(OdbcConnection *connection, int64_t account_id, int64_t number,
                                ChargeRest *ret_rest, GError **error);

/* Balances of the windows of an account; `ret_balances_minor[0]` is their sum. */
DatabaseStatus folio_window_balances(OdbcConnection *connection, int64_t account_id,
                                     int64_t ret_balances_minor[FOLIO_WINDOW_MAX + 1], GError **error);

/* Whether a payment was posted to the window after the posting `number`. */
DatabaseStatus posting_paid_since(OdbcConnection *connection, FolioPlace place, int64_t number,
                                  bool *ret_paid, GError **error);

/* Whether the posting is on an invoice that was not taken back. */
DatabaseStatus posting_invoiced(OdbcConnection *connection, int64_t number, bool *ret_invoiced,
                                GError **error);

/* The latest `limit` postings of an account in their order; new reference. */
DatabaseStatus postings_latest_json(OdbcConnection *connection, int64_t account_id, int limit,
                                    json_t **ret_postings, GError **error);

/* All postings of an account in their order; new reference. */
DatabaseStatus postings_json(OdbcConnection *connection, int64_t account_id, json_t **ret_postings,
                             GError **error);

#endif
