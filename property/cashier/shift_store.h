#ifndef KEYRACK_PROPERTY_CASHIER_SHIFT_STORE_H
#define KEYRACK_PROPERTY_CASHIER_SHIFT_STORE_H

/* Drawers: whose, what went in and out, what was counted. Every posting that moves cash belongs to the open
 * shift of whoever posts it; who has none begins one with it, so that the desk is never held up. Desk thread
 * only; writes inside a transaction. */

#include "ops/odbc.h"
#include "schemas/instant.h"
#include "schemas/night.h"
#include <jansson.h>
#include <stdbool.h>

/* Who moves cash, and when. */
typedef struct CashContext {
    const char *staff;
    const char *currency; /* the hotel's */
    Night business_date;
    Instant now;
} CashContext;

/* Foreign (or larger) money that a payment was made with. */
typedef struct Tender {
    const char *currency;
    int64_t tendered_minor;
    int64_t rate_millionths;
    int64_t value_minor;  /* in the hotel's money */
    int64_t change_minor; /* given back in it */
} Tender;

/* 0 when the person has no open shift. */
DatabaseStatus shift_find_open(OdbcConnection *connection, const char *staff, int64_t *ret_shift,
                               GError **error);

DatabaseStatus shift_open(OdbcConnection *connection, const CashContext *context, int64_t float_minor,
                          int64_t *ret_shift, GError **error);

/* Cash of a posting: `amount_minor` into the drawer (negative: out). `tender` NULL: exactly, in the hotel's
 * money. `paid_out`: laid out for a guest. */
DatabaseStatus shift_cash(OdbcConnection *connection, const CashContext *context, int64_t posting_number,
                          int64_t amount_minor, bool paid_out, const Tender *tender, GError **error);

/* Takes back what the posting `corrects` moved, for the posting that counters it. */
DatabaseStatus shift_cash_back(OdbcConnection *connection, const CashContext *context, int64_t posting_number,
                               int64_t corrects, GError **error);

/* Money taken to the safe. */
DatabaseStatus shift_drop(OdbcConnection *connection, const CashContext *context, int64_t shift,
                          const char *currency, int64_t amount_minor, const char *note, GError **error);

/* What should be in the drawer: {"EUR": 12345, …}; new reference. */
DatabaseStatus shift_expected(OdbcConnection *connection, int64_t shift, json_t **ret_expected,
                              GError **error);

/* Whose shift it is (transfer full, NULL when there is none), and whether it is still open. */
DatabaseStatus shift_find(OdbcConnection *connection, int64_t shift, char **ret_staff, bool *ret_is_open,
                          GError **error);

/* Closes with the amounts that `context->staff` counted, {"EUR": 12300, …}; a currency that was not counted was
 * not there. `counted_means`, {"visa": 5000, …}, are the slips, vouchers and notices of each means in the
 * hotel's money; NULL: nobody counted them. */
DatabaseStatus shift_close(OdbcConnection *connection, const CashContext *context, int64_t shift,
                           const json_t *counted, const json_t *counted_means, GError **error);

/* A shift as the API shows it. An open one does not tell what should be in it: the count is blind.
 * `*ret_shift` stays NULL when there is none; new reference. */
DatabaseStatus shift_json(OdbcConnection *connection, int64_t shift, json_t **ret_shift, GError **error);

/* Open shifts, and those closed on a business date; new reference. */
DatabaseStatus shifts_json(OdbcConnection *connection, Night date, json_t **ret_items, GError **error);

/* How many shifts are open. */
DatabaseStatus shifts_count_open(OdbcConnection *connection, int64_t *ret_count, GError **error);

#endif
