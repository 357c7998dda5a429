#include "property/sale/asked_sale_store.h"

#include "property/command/statement.h"

static const OdbcStatement add_asked = {
    "add_asked_sale",
    "INSERT INTO asked_sale (idempotency_key, asked_at) VALUES (?, ?) ON CONFLICT (idempotency_key) DO "
    "NOTHING",
    2,
};

static const OdbcStatement find_asked = {
    "find_asked_sale",
    "SELECT COUNT(*) FROM asked_sale WHERE idempotency_key = ?",
    1,
};

static const OdbcStatement forget_asked = {
    "forget_asked_sale",
    "DELETE FROM asked_sale WHERE idempotency_key = ?",
    1,
};

static const OdbcStatement prune_asked = {
    "prune_asked_sales",
    "DELETE FROM asked_sale WHERE idempotency_key IN (SELECT idempotency_key FROM asked_sale WHERE asked_at "
    "< "
    "? ORDER BY asked_at LIMIT ?)",
    2,
};

DatabaseStatus asked_sale_find(OdbcConnection *connection, const char *key, bool *ret_found, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &find_asked, &result, error, "s", key);
    if (status == DATABASE_OK) {
        *ret_found = odbc_result_int64(result, 0, 0) > 0;
    }
    return status;
}

DatabaseStatus asked_sale_add(OdbcConnection *connection, const char *key, Instant at, bool *ret_before,
                              GError **error)
{
    DatabaseStatus status = asked_sale_find(connection, key, ret_before, error);

    return status == DATABASE_OK ? statement_run(connection, &add_asked, NULL, error, "sa", key, at) : status;
}

DatabaseStatus asked_sale_forget(OdbcConnection *connection, const char *key, GError **error)
{
    return statement_run(connection, &forget_asked, NULL, error, "s", key);
}

DatabaseStatus asked_sale_prune(OdbcConnection *connection, Instant before, int limit, int *ret_forgotten,
                                GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &prune_asked, &result, error, "ai", before, limit);
    if (status == DATABASE_OK) {
        *ret_forgotten = (int)odbc_result_affected(result);
    }
    return status;
}
