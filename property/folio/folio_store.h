#ifndef KEYRACK_PROPERTY_FOLIO_FOLIO_STORE_H
#define KEYRACK_PROPERTY_FOLIO_FOLIO_STORE_H

/* The folio of a stay: what is charged, paid and moved. Desk thread only; writes inside a transaction.
 * Balance and totals are kept in the store with each posting, and those of the Stay given are brought up to
 * date; so stay_save() and stay_tell() afterwards only keep or tell what else has changed.
 *
 * A charge goes to the window, or to the other account, that the stay's routing names. Revenue stays with the
 * stay that caused it: what another account takes over counts in the stay's totals like a payment. */

#include "property/folio/posting_store.h"
#include "property/stay/stay.h"
#include "revenue/price_rules.h"

#define FOLIO_ROOM_CODE "ROOM"

/* Posts as it is, routed when it is a charge of window 0. */
DatabaseStatus folio_post(OdbcConnection *connection, Stay *stay, const Posting *posting, GError **error);

/* Posts nights as priced, each with its exclusive taxes. Used for what a policy charges. */
DatabaseStatus folio_post_nights(OdbcConnection *connection, Stay *stay, const PriceBreakdown *charge,
                                 const PostingContext *context, GError **error);

/* What posting these nights on `business_date` would add to the stay's own windows, and in place 0 to all of
 * them together, where the routing says; nothing is posted. */
DatabaseStatus folio_preview_nights(OdbcConnection *connection, const Stay *stay,
                                    const PriceBreakdown *charge, Night business_date,
                                    int64_t balances_minor[FOLIO_WINDOW_MAX + 1], GError **error);

/* Posts one slept night of the stay at the price promised, with the taxes the stay is not exempt from, its
 * package's elements and its fixed charges. */
DatabaseStatus folio_post_slept_night(OdbcConnection *connection, Stay *stay, Night night,
                                      int64_t price_minor, const PostingContext *context, GError **error);

/* Posts a charge of another department with the taxes due on it. */
DatabaseStatus folio_post_charge(OdbcConnection *connection, Stay *stay, FolioDepartment department,
                                 const char *description, int64_t amount_minor, const PostingContext *context,
                                 GError **error);

/* Money that comes in (positive) or is given back (negative), to one window. */
typedef struct FolioPayment {
    int window;
    const PaidBy *paid;
    int64_t amount_minor; /* what it settles */
    const Tender *tender; /* NULL: in the hotel's money, without change */
} FolioPayment;

/* Posts it. Of cash only what coins can make up is paid; what that leaves or adds is a posting of its own
 * which hangs from the payment. `ret_number` may be NULL. */
DatabaseStatus folio_pay(OdbcConnection *connection, Stay *stay, const FolioPayment *payment,
                         const PostingContext *context, int64_t *ret_number, GError **error);

/* The same to window 1, in the hotel's money. */
DatabaseStatus folio_post_payment(OdbcConnection *connection, Stay *stay, const PaidBy *paid,
                                  int64_t amount_minor, const PostingContext *context, GError **error);

/* The night after the last one whose price is on the folio; NIGHT_MIN when none is. */
DatabaseStatus folio_charged_until(OdbcConnection *connection, int64_t stay_id, Night *ret_night,
                                   GError **error);

/* The nights from `from` on whose price is on the folio, in order: GArray of Night. A night whose posting was
 * countered is not among them. */
DatabaseStatus folio_charged_nights(OdbcConnection *connection, int64_t stay_id, Night from,
                                    GArray **ret_nights, GError **error);

/* Cash the house lays out for the guest: owed, but no revenue. */
DatabaseStatus folio_pay_out(OdbcConnection *connection, Stay *stay, int window, const char *what,
                             int64_t amount_minor, const PostingContext *context, GError **error);

/* The balance of the first window that is not settled; 0 when every one is. */
DatabaseStatus folio_open_minor(OdbcConnection *connection, int64_t stay_id, int64_t *ret_open_minor,
                                GError **error);

/* Takes a payment for each window that is not settled; afterwards every one is. `tender` NULL: in the hotel's
 * money, without change; otherwise it is for all that is open together, and none of it is owed to the guest.
 */
DatabaseStatus folio_settle(OdbcConnection *connection, Stay *stay, const PaidBy *paid, const Tender *tender,
                            const PostingContext *context, GError **error);

/* As folio_post(), and tells the number it got. */
DatabaseStatus folio_post_numbered(OdbcConnection *connection, Stay *stay, const Posting *posting,
                                   int64_t *ret_number, GError **error);

/* A charge with the taxes due on it, of which only window, entry, origin, code, service date and night of
 * `charge` need be set beside department, description and amount. `ret_number` may be NULL. */
DatabaseStatus folio_post_taxed(OdbcConnection *connection, Stay *stay, const Posting *charge,
                                const PostingContext *context, int64_t *ret_number, GError **error);

/* Moves what stands at a place of the stay's account elsewhere. */
DatabaseStatus folio_move_item(OdbcConnection *connection, Stay *stay, const FolioItem *item, FolioPlace to,
                               int64_t amount_minor, const PostingContext *context, GError **error);

#endif
