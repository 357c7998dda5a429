#ifndef KEYRACK_PROPERTY_LEDGER_LEDGER_STORE_H
#define KEYRACK_PROPERTY_LEDGER_LEDGER_STORE_H

/* The trial balance of a business date over guest, deposit and city ledger. Desk thread only. Reading costs
 * as much as the day was busy and accounts are open, never as much as there is history. */

#include "ops/odbc.h"
#include "property/ledger/ledger_rules.h"
#include <jansson.h>

/* What was posted to one department of one ledger: payments by means, taxes by tax, all else by department.
 */
typedef struct LedgerLine {
    Ledger ledger;
    char *department; /* "room", "tax", "payment", "transfer", … */
    char *code;       /* "ROOM", a tax, a means of payment, … */
    int64_t amount_minor;
    int64_t count;
} LedgerLine;

typedef struct LedgerDay {
    Night business_date;
    bool closed; /* by the night audit; then the sums are as they stood then */
    LedgerSums ledgers[LEDGER_COUNT];
    GArray *lines; /* LedgerLine, by ledger, department and code */
} LedgerDay;

void ledger_day_clear(LedgerDay *day);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(LedgerDay, ledger_day_clear)

/* The trial balance of `business_date`: the current date, or one that ledger_day_close() has closed.
 * `ret_day` has been zeroed. */
DatabaseStatus ledger_day_read(OdbcConnection *connection, Night business_date, LedgerDay *ret_day,
                               GError **error);

/* The night audit, inside the transaction that rolls the date: keeps the sums; the next day opens with them.
 */
DatabaseStatus ledger_day_close(OdbcConnection *connection, const LedgerDay *day, GError **error);

/* {"business_date", "closed", "balances", "ledgers": {"guest": {"opening_minor", …}, …}, "total": {…},
 * "lines": […]}; new reference. */
json_t *ledger_day_to_json(const LedgerDay *day);

#endif
