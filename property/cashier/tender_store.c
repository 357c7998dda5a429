#include "property/cashier/tender_store.h"

#include "property/command/statement.h"

static const OdbcStatement add_together = {
    "add_paid_together",
    "INSERT INTO paid_together (posting_number, tender_number) VALUES (?, ?)",
    2,
};

DatabaseStatus paid_together_add(OdbcConnection *connection, int64_t posting_number, int64_t tender_number,
                                 GError **error)
{
    return statement_run(connection, &add_together, NULL, error, "ll", posting_number, tender_number);
}
