#ifndef KEYRACK_PROPERTY_FOLIO_FOLIO_STORE_H
#define KEYRACK_PROPERTY_FOLIO_FOLIO_STORE_H

/* The postings of a stay's folio: appended, never changed. Desk thread only; writes inside a transaction. The
 * totals of the Stay given are brought up to date with each posting; the caller saves or tells the stay
 * afterwards. */

#include "ops/odbc.h"
#include "property/stay/stay.h"
#include "revenue/price_rules.h"

#define FOLIO_ROOM_CODE "ROOM"

typedef struct Posting {
    Night business_date;
    Instant posted_at;
    FolioDepartment department;
    const char *code; /* what was posted: FOLIO_ROOM_CODE, a tax code, a department, a means of payment */
    const char *description;
    int64_t amount_minor;
    int64_t included_tax_minor;
    Night night;      /* the night charged; NIGHT_NONE */
    int64_t corrects; /* number of the posting it counters; 0 */
    const char *staff;
} Posting;

/* Who posts, and when. */
typedef struct PostingContext {
    const ChainHotel *hotel;
    Night business_date;
    Instant posted_at;
    const char *staff; /* "audit" for the night audit */
} PostingContext;

DatabaseStatus folio_post(OdbcConnection *connection, Stay *stay, const Posting *posting, GError **error);

/* Posts nights as priced, each with its exclusive taxes. */
DatabaseStatus folio_post_nights(OdbcConnection *connection, Stay *stay, const PriceBreakdown *charge,
                                 const PostingContext *context, GError **error);

/* Posts one slept night of the stay at the price promised. */
DatabaseStatus folio_post_slept_night(OdbcConnection *connection, Stay *stay, Night night,
                                      int64_t price_minor, const PostingContext *context, GError **error);

/* Posts a charge of another department with the taxes due on it. */
DatabaseStatus folio_post_charge(OdbcConnection *connection, Stay *stay, FolioDepartment department,
                                 const char *description, int64_t amount_minor, const PostingContext *context,
                                 GError **error);

/* Posts money that came in (positive) or was given back (negative). */
DatabaseStatus folio_post_payment(OdbcConnection *connection, Stay *stay, const char *method,
                                  int64_t amount_minor, const PostingContext *context, GError **error);

/* The nights before this one are on the folio; NIGHT_MIN when none is. */
DatabaseStatus folio_charged_until(OdbcConnection *connection, int64_t stay_id, Night *ret_night,
                                   GError **error);

/* What is known of a posting that is to be corrected. */
typedef struct PostingFound {
    bool found; /* and of this stay */
    FolioDepartment department;
    char *code;
    int64_t amount_minor;
    int64_t included_tax_minor;
    bool is_correction;
    bool corrected;
} PostingFound;

/* `ret_found` has been zeroed; the caller frees its code. */
DatabaseStatus folio_posting_find(OdbcConnection *connection, int64_t stay_id, int64_t number,
                                  PostingFound *ret_found, GError **error);

/* All postings of a folio in their order; new reference. */
DatabaseStatus folio_postings_json(OdbcConnection *connection, int64_t stay_id, json_t **ret_postings,
                                   GError **error);

#endif
