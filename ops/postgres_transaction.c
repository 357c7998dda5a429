#include "ops/postgres_internal.h"

static const char *const begin_commands[] = {
    [PG_READ_COMMITTED] = "BEGIN ISOLATION LEVEL READ COMMITTED",
    [PG_REPEATABLE_READ] = "BEGIN ISOLATION LEVEL REPEATABLE READ",
    [PG_SERIALIZABLE] = "BEGIN ISOLATION LEVEL SERIALIZABLE",
    [PG_SNAPSHOT_READ_ONLY] = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
};

void pg_queue_commit(PgConnection *connection)
{
    g_assert(connection->in_transaction && !connection->commit_queued);
    pg_queue_command(connection, PG_ENTRY_COMMIT, "COMMIT");
    /* Also when it could not be queued: the collection reports the broken connection, and nothing may follow.
     */
    connection->commit_queued = connection->queue_failure == NULL;
}

/* Statements that were queued and never collected are answered first, then ROLLBACK begins a pipeline of its
 * own. */
DatabaseStatus pg_roll_back(PgConnection *connection, GError **error)
{
    if (pg_connection_is_alive(connection) && connection->entries->len > 0)
        pg_collect(connection, NULL, NULL);
    if (!pg_connection_is_alive(connection) || PQtransactionStatus(connection->handle) == PQTRANS_IDLE)
        return DATABASE_OK;
    pg_queue_command(connection, PG_ENTRY_ROLLBACK, "ROLLBACK");
    return pg_collect(connection, NULL, error);
}

static DatabaseStatus transaction_finish(PgConnection *connection, DatabaseStatus status, GError **error)
{
    if (connection->commit_answered) {
        g_assert(status == DATABASE_OK); /* a body does not change its mind behind its own COMMIT */
        return DATABASE_OK;
    }
    if (status == DATABASE_OK) {
        if (!connection->commit_queued)
            pg_queue_commit(connection);
        status = pg_collect(connection, NULL, error);
    }
    if (status != DATABASE_OK)
        pg_roll_back(connection, NULL);
    return status;
}

typedef struct {
    PgConnection *connection;
    PgIsolation isolation;
    PgTransactionBody body;
    gpointer data;
} Transaction;

static DatabaseStatus transaction_try(gpointer data, bool *ret_final, GError **error)
{
    const Transaction *transaction = data;
    PgConnection *connection = transaction->connection;
    *ret_final = !pg_connection_ensure(connection, error);
    if (*ret_final)
        return DATABASE_CONNECTION_LOST;
    g_assert(PQtransactionStatus(connection->handle) == PQTRANS_IDLE);
    connection->in_transaction = true;
    connection->commit_queued = false;
    connection->commit_answered = false;
    pg_queue_command(connection, PG_ENTRY_BEGIN, begin_commands[transaction->isolation]);
    DatabaseStatus status =
        transaction_finish(connection, transaction->body(connection, transaction->data, error), error);
    connection->in_transaction = false;
    connection->commit_queued = false;
    return status;
}

DatabaseStatus pg_run_transaction(PgConnection *connection, PgIsolation isolation, PgTransactionBody body,
                                  gpointer data, GError **error)
{
    g_assert(!connection->in_transaction);
    g_assert(isolation < G_N_ELEMENTS(begin_commands));
    Transaction transaction = {connection, isolation, body, data};
    return database_repeat("postgres", transaction_try, &transaction, error);
}
