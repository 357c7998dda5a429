#include "property/cashier/exchange_store.h"

#include "ops/json.h"
#include "property/command/statement.h"

static const OdbcStatement set_rate = {
    "set_exchange_rate",
    "INSERT INTO exchange_rate (currency, valid_from, rate_millionths, staff) VALUES (?, ?, ?, ?) "
    "ON CONFLICT (currency, valid_from) DO UPDATE SET rate_millionths = excluded.rate_millionths, staff = "
    "excluded.staff",
    4,
};

static const OdbcStatement find_rate = {
    "find_exchange_rate",
    "SELECT rate_millionths FROM exchange_rate WHERE currency = ? AND valid_from <= ? ORDER BY valid_from "
    "DESC LIMIT 1",
    2,
};

static const OdbcStatement list_rates = {
    "list_exchange_rates",
    "SELECT r.currency, r.valid_from, r.rate_millionths, r.staff FROM exchange_rate r WHERE r.valid_from = "
    "(SELECT MAX(l.valid_from) FROM exchange_rate l WHERE l.currency = r.currency AND l.valid_from <= ?) "
    "ORDER BY r.currency",
    1,
};

DatabaseStatus exchange_rate_set(OdbcConnection *connection, const char *currency, Night valid_from,
                                 int64_t rate_millionths, const char *staff, GError **error)
{
    return statement_run(connection, &set_rate, NULL, error, "snls", currency, valid_from, rate_millionths,
                         staff);
}

DatabaseStatus exchange_rate_find(OdbcConnection *connection, const char *currency, Night date,
                                  int64_t *ret_rate_millionths, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &find_rate, &result, error, "sn", currency, date);
    if (status == DATABASE_OK) {
        *ret_rate_millionths = odbc_result_rows(result) == 0 ? 0 : odbc_result_int64(result, 0, 0);
    }
    return status;
}

DatabaseStatus exchange_rates_json(OdbcConnection *connection, Night date, json_t **ret_items, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &list_rates, &result, error, "n", date);
    if (status != DATABASE_OK) {
        return status;
    }
    *ret_items = json_array();
    for (guint row = 0; row < odbc_result_rows(result); row++) {
        json_array_append_new(*ret_items,
                              json_pack("{s:s, s:o, s:I, s:s}", "currency", odbc_result_text(result, row, 0),
                                        "valid_from", json_from_night(statement_night(result, row, 1)),
                                        "rate_millionths", (json_int_t)odbc_result_int64(result, row, 2),
                                        "staff", odbc_result_text(result, row, 3)));
    }
    return DATABASE_OK;
}
