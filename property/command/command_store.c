#include "property/command/command_store.h"

#include "property/command/statement.h"

static const OdbcStatement find_record = {
    "find_command_record",
    "SELECT request_digest, status, body FROM command_record WHERE idempotency_key = ?",
    1,
};

static const OdbcStatement add_record = {
    "add_command_record",
    "INSERT INTO command_record (idempotency_key, request_digest, status, body, recorded_at) VALUES (?, ?, "
    "?, ?, ?)",
    5,
};

static const OdbcStatement prune_records = {
    "prune_command_records",
    "DELETE FROM command_record WHERE idempotency_key IN (SELECT idempotency_key FROM command_record WHERE "
    "recorded_at < ? ORDER BY recorded_at LIMIT ?)",
    2,
};

void command_record_clear(CommandRecord *record)
{
    g_clear_pointer(&record->request_digest, g_free);
    g_clear_pointer(&record->body, g_free);
}

DatabaseStatus command_record_find(OdbcConnection *connection, const char *key, CommandRecord *ret_record,
                                   GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &find_record, &result, error, "s", key);
    if (status == DATABASE_OK && odbc_result_rows(result) == 1) {
        ret_record->request_digest = g_strdup(odbc_result_text(result, 0, 0));
        ret_record->status = (guint)odbc_result_int64(result, 0, 1);
        ret_record->body = g_strdup(odbc_result_text(result, 0, 2));
    }
    return status;
}

DatabaseStatus command_record_add(OdbcConnection *connection, const char *key, const CommandRecord *record,
                                  Instant now, GError **error)
{
    return statement_run(connection, &add_record, NULL, error, "ssisa", key, record->request_digest,
                         (int)record->status, record->body, now);
}

DatabaseStatus command_record_prune(OdbcConnection *connection, Instant before, int limit, int *ret_forgotten,
                                    GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &prune_records, &result, error, "ai", before, limit);
    if (status == DATABASE_OK) {
        *ret_forgotten = (int)odbc_result_affected(result);
    }
    return status;
}
