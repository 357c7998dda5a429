#include "property/outbox/outbox_store.h"

#include "ops/json.h"
#include "property/command/statement.h"

#define OUTBOX_COUNTER "outbox"

static const OdbcStatement add_entry = {
    "add_outbox_entry",
    "INSERT INTO outbox (number, kind, at, body) VALUES ((SELECT value FROM counter WHERE name = "
    "'" OUTBOX_COUNTER "'), ?, ?, ?)",
    3,
};

static const OdbcStatement read_entries = {
    "read_outbox_entries",
    "SELECT number, kind, at, body FROM outbox ORDER BY number LIMIT ?",
    1,
};

static const OdbcStatement first_number = {
    "first_outbox_number",
    "SELECT MIN(number) FROM outbox",
    0,
};

static const OdbcStatement forget_entries = {
    "forget_outbox_entries",
    "DELETE FROM outbox WHERE number <= ?",
    1,
};

DatabaseStatus outbox_add(OdbcConnection *connection, const char *kind, Instant at, const json_t *body,
                          GError **error)
{
    DatabaseStatus status = counter_advance(connection, OUTBOX_COUNTER, error);

    return status == DATABASE_OK ? statement_run(connection, &add_entry, NULL, error, "saj", kind, at, body)
                                 : status;
}

DatabaseStatus outbox_last(OdbcConnection *connection, int64_t *ret_number, GError **error)
{
    return counter_last(connection, OUTBOX_COUNTER, ret_number, error);
}

DatabaseStatus outbox_read(OdbcConnection *connection, int limit, json_t **ret_entries, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &read_entries, &result, error, "i", limit);
    if (status != DATABASE_OK) {
        return status;
    }
    *ret_entries = json_array();
    for (guint row = 0; row < odbc_result_rows(result); row++) {
        json_array_append_new(*ret_entries, json_pack("{s:I, s:s, s:o, s:o}", "number",
                                                      (json_int_t)odbc_result_int64(result, row, 0), "kind",
                                                      odbc_result_text(result, row, 1), "at",
                                                      json_from_instant(odbc_result_int64(result, row, 2)),
                                                      "body", odbc_result_json(result, row, 3)));
    }
    return DATABASE_OK;
}

/* Numbers have no gaps, so two look-ups tell how many there are, however many those may be. */
DatabaseStatus outbox_pending(OdbcConnection *connection, int64_t *ret_pending, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;
    int64_t last;

    DatabaseStatus status = counter_last(connection, OUTBOX_COUNTER, &last, error);
    if (status == DATABASE_OK) {
        status = statement_run(connection, &first_number, &result, error, "");
    }
    if (status == DATABASE_OK) {
        *ret_pending = odbc_result_is_null(result, 0, 0) ? 0 : last - odbc_result_int64(result, 0, 0) + 1;
    }
    return status;
}

DatabaseStatus outbox_acknowledge(OdbcConnection *connection, int64_t applied_through, GError **error)
{
    return statement_run(connection, &forget_entries, NULL, error, "l", applied_through);
}
