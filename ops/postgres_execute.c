/* Queue, send, collect: the only place that talks on an open connection.
 *
 * An error aborts everything behind it up to the next sync, a queued ROLLBACK included; so each collection
 * ends with its own sync, and a rollback is always the first thing of a new pipeline. */
#include "ops/postgres_internal.h"
#include <poll.h>
#include <string.h>

/* What the entries answered, while they are being read. */
typedef struct {
    GPtrArray *results;
    DatabaseStatus status;
    GError *error;
    bool fatal;     /* the server said that it ends this session: nothing behind this entry was executed */
    bool committed; /* the answer of COMMIT was read and it is yes */
} PgHarvest;

void pg_queue_forget(PgConnection *connection)
{
    g_array_set_size(connection->entries, 0);
    connection->statements_queued = 0;
    g_clear_pointer(&connection->queue_failure, g_free);
}

static bool queue_is_open(const PgConnection *connection)
{
    return connection->handle != NULL && connection->queue_failure == NULL;
}

/* Notes what libpq accepted (sent != 0), or why it did not. */
static void entry_add(PgConnection *connection, PgEntryKind kind, const char *name, int sent)
{
    if (sent == 0) {
        connection->queue_failure = g_strdup(PQerrorMessage(connection->handle));
        return;
    }
    PgEntry entry = {.kind = kind, .name = name};
    g_array_append_val(connection->entries, entry);
}

void pg_queue_command(PgConnection *connection, PgEntryKind kind, const char *command)
{
    if (queue_is_open(connection))
        entry_add(connection, kind, command,
                  PQsendQueryParams(connection->handle, command, 0, NULL, NULL, NULL, NULL, 0));
}

static void statement_prepare(PgConnection *connection, const PgStatement *statement)
{
    if (g_hash_table_contains(connection->prepared, statement->name) || !queue_is_open(connection))
        return;
    int sent = PQsendPrepare(connection->handle, statement->name, statement->sql, 0, NULL);
    entry_add(connection, PG_ENTRY_PREPARE, statement->name, sent);
    g_hash_table_add(connection->prepared, (gpointer)statement->name);
}

static void statement_send(PgConnection *connection, const PgStatement *statement,
                           const PgParameters *parameters)
{
    const char *values[PG_PARAMETERS_MAX];
    int count = pg_parameters_count(parameters);
    g_assert((guint)count == statement->parameter_count);
    pg_parameters_values(parameters, values);
    statement_prepare(connection, statement);
    if (!queue_is_open(connection))
        return;
    int sent = PQsendQueryPrepared(connection->handle, statement->name, count, values, NULL, NULL, 0);
    entry_add(connection, PG_ENTRY_STATEMENT, statement->name, sent);
}

guint pg_queue(PgConnection *connection, const PgStatement *statement, const PgParameters *parameters)
{
    g_assert(!connection->commit_queued);
    statement_send(connection, statement, parameters);
    return connection->statements_queued++;
}

/* Sends the rest of the output while also reading, or both sides could wait for each other with full buffers.
 * false when the connection broke. */
static bool output_flush(PgConnection *connection)
{
    for (;;) {
        int left = PQflush(connection->handle);
        if (left == 0)
            return true;
        short happened = 0;
        if (left < 0 || !pg_connection_wait(connection, POLLIN | POLLOUT, &happened))
            return false;
        if ((happened & POLLIN) != 0 && PQconsumeInput(connection->handle) == 0)
            return false;
    }
}

/* Reads one result; *ret_result may be NULL (the end of an entry). false when the connection broke or stayed
 * silent too long. */
static bool result_next(PgConnection *connection, PGresult **ret_result)
{
    while (PQisBusy(connection->handle) != 0) {
        short happened = 0;
        if (!pg_connection_wait(connection, POLLIN, &happened) || PQconsumeInput(connection->handle) == 0)
            return false;
    }
    PGresult *result = PQgetResult(connection->handle);
    if (result == NULL && PQstatus(connection->handle) == CONNECTION_BAD)
        return false;
    *ret_result = result;
    return true;
}

static bool severity_ends_session(const PGresult *result)
{
    const char *severity = PQresultErrorField(result, PG_DIAG_SEVERITY_NONLOCALIZED);
    return severity != NULL && (strcmp(severity, "FATAL") == 0 || strcmp(severity, "PANIC") == 0);
}

static void harvest_failure(PgConnection *connection, PgHarvest *harvest, const PgEntry *entry,
                            const PGresult *result)
{
    if (entry->kind == PG_ENTRY_PREPARE)
        g_hash_table_remove(connection->prepared, entry->name);
    if (PQresultStatus(result) == PGRES_PIPELINE_ABORTED || harvest->status != DATABASE_OK)
        return; /* the first error is the cause */
    harvest->fatal = severity_ends_session(result);
    if (harvest->fatal && entry->kind == PG_ENTRY_COMMIT)
        return; /* the session may have ended on either side of the commit */
    harvest->status = pg_result_fail(result, entry->name, &harvest->error);
}

/* COMMIT of a transaction that is in error answers without an error, with the tag ROLLBACK. */
static void harvest_commit(PgHarvest *harvest, const PGresult *result)
{
    harvest->committed = strcmp(PQcmdStatus((PGresult *)result), "COMMIT") == 0;
    if (!harvest->committed)
        harvest->status = database_fail(&harvest->error, DATABASE_HARD, NULL, NULL,
                                        "the transaction was in error when it was to be committed");
}

static void harvest_result(PgConnection *connection, PgHarvest *harvest, const PgEntry *entry,
                           PGresult *result)
{
    ExecStatusType kind = PQresultStatus(result);
    if (kind != PGRES_COMMAND_OK && kind != PGRES_TUPLES_OK) {
        harvest_failure(connection, harvest, entry, result);
        PQclear(result);
        return;
    }
    if (entry->kind == PG_ENTRY_COMMIT)
        harvest_commit(harvest, result);
    if (entry->kind == PG_ENTRY_STATEMENT)
        g_ptr_array_add(harvest->results, result);
    else
        PQclear(result);
}

/* Each entry answers with one result and an end; false when the connection broke before both were read. */
static bool harvest_entry(PgConnection *connection, PgHarvest *harvest, const PgEntry *entry)
{
    PGresult *result = NULL;
    if (!result_next(connection, &result) || result == NULL)
        return false;
    harvest_result(connection, harvest, entry, result);
    if (harvest->fatal)
        return false;
    return result_next(connection, &result) && result == NULL;
}

/* Statements without a transaction of their own commit at the sync: a deferred constraint may still refuse
 * there, before the sync's own answer. */
static bool harvest_sync(PgConnection *connection, PgHarvest *harvest)
{
    static const PgEntry sync = {.kind = PG_ENTRY_STATEMENT, .name = "commit"};
    for (guint answers = 0; answers < 3; answers++) {
        PGresult *result = NULL;
        if (!result_next(connection, &result))
            return false;
        bool synced = PQresultStatus(result) == PGRES_PIPELINE_SYNC;
        if (result != NULL && !synced)
            harvest_failure(connection, harvest, &sync, result);
        PQclear(result);
        if (synced || harvest->fatal)
            return synced;
    }
    return false;
}

static bool harvest_all(PgConnection *connection, PgHarvest *harvest)
{
    for (guint i = 0; i < connection->entries->len; i++)
        if (!harvest_entry(connection, harvest, &g_array_index(connection->entries, PgEntry, i)))
            return false;
    return harvest_sync(connection, harvest);
}

/* The connection broke with entries unanswered: what can have happened to them? A session that ended with a
 * FATAL answer to an earlier entry never came to the COMMIT; any other break behind a COMMIT, or behind
 * statements that are their own transaction, leaves the outcome unknown. */
static DatabaseStatus collect_broken(PgConnection *connection, PgHarvest *harvest, bool sent, GError **error)
{
    bool own_transaction = !connection->in_transaction || connection->commit_queued;
    bool refused_before = harvest->status != DATABASE_OK;
    DatabaseStatus status =
        sent && own_transaction && !refused_before ? DATABASE_UNKNOWN : DATABASE_CONNECTION_LOST;
    if (harvest->committed)
        status = DATABASE_OK;
    g_clear_error(&harvest->error);
    if (status == DATABASE_OK) {
        pg_connection_lose(connection, DATABASE_CONNECTION_LOST, NULL);
        return DATABASE_OK;
    }
    return pg_connection_lose(connection, status, error);
}

static DatabaseStatus collect_harvest(PgConnection *connection, PgHarvest *harvest, GError **error)
{
    if (!queue_is_open(connection) || PQpipelineSync(connection->handle) == 0)
        return collect_broken(connection, harvest, false, error);
    if (!output_flush(connection) || !harvest_all(connection, harvest))
        return collect_broken(connection, harvest, true, error);
    if (harvest->status != DATABASE_OK)
        g_propagate_error(error, g_steal_pointer(&harvest->error));
    return harvest->status;
}

DatabaseStatus pg_collect(PgConnection *connection, GPtrArray **ret_results, GError **error)
{
    g_autoptr(GPtrArray) results = g_ptr_array_new_with_free_func((GDestroyNotify)pg_result_free);
    PgHarvest harvest = {.results = results};
    DatabaseStatus status = collect_harvest(connection, &harvest, error);
    connection->commit_answered = harvest.committed;
    pg_queue_forget(connection);
    if (status == DATABASE_OK && ret_results != NULL)
        *ret_results = g_steal_pointer(&results);
    return status;
}

static DatabaseStatus collect_one(PgConnection *connection, PgResult **ret_result, GError **error)
{
    g_autoptr(GPtrArray) results = NULL;
    DatabaseStatus status = pg_collect(connection, &results, error);
    if (status == DATABASE_OK && ret_result != NULL)
        *ret_result = g_ptr_array_steal_index(results, 0);
    return status;
}

DatabaseStatus pg_execute(PgConnection *connection, const PgStatement *statement,
                          const PgParameters *parameters, PgResult **ret_result, GError **error)
{
    g_assert(connection->statements_queued == 0);
    pg_queue(connection, statement, parameters);
    return collect_one(connection, ret_result, error);
}

DatabaseStatus pg_execute_sql(PgConnection *connection, const char *sql, const PgParameters *parameters,
                              PgResult **ret_result, GError **error)
{
    g_assert(connection->statements_queued == 0 && !connection->commit_queued);
    const char *values[PG_PARAMETERS_MAX];
    int count = pg_parameters_count(parameters);
    pg_parameters_values(parameters, values);
    if (queue_is_open(connection)) {
        int sent = PQsendQueryParams(connection->handle, sql, count, NULL, values, NULL, NULL, 0);
        entry_add(connection, PG_ENTRY_STATEMENT, "statement", sent);
    }
    connection->statements_queued++;
    return collect_one(connection, ret_result, error);
}
