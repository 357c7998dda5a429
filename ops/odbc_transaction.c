/* Transactions are begun and ended by statements, with the drivers left in autocommit: SQLite's own BEGIN
 * through the driver (autocommit off) is deferred, and a deferred transaction that reads first and writes
 * later fails with SQLITE_BUSY at once when another writer came in between, without any waiting. BEGIN
 * IMMEDIATE takes the write lock first, waiting for it up to the busy timeout. */
#include "ops/odbc_internal.h"

typedef struct {
    const char *begin[2]; /* statements; the second may be NULL */
    const char *end;      /* runs after COMMIT or ROLLBACK; may be NULL */
} Bracket;

static const Bracket write_brackets[] = {
    [ODBC_SQLITE] = {{"BEGIN IMMEDIATE"}, NULL},
    [ODBC_POSTGRES] = {{"BEGIN ISOLATION LEVEL SERIALIZABLE"}, NULL},
};

static const Bracket snapshot_brackets[] = {
    [ODBC_SQLITE] = {{"PRAGMA query_only = 1", "BEGIN"}, "PRAGMA query_only = 0"},
    [ODBC_POSTGRES] = {{"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"}, NULL},
};

typedef struct {
    OdbcConnection *connection;
    const Bracket *bracket;
    OdbcTransactionBody body;
    gpointer data;
} Transaction;

static DatabaseStatus run_sql(OdbcConnection *connection, const char *sql, GError **error)
{
    return odbc_execute_sql(connection, sql, NULL, NULL, error);
}

static DatabaseStatus transaction_begin(const Transaction *transaction, GError **error)
{
    DatabaseStatus status = DATABASE_OK;
    for (guint i = 0; i < G_N_ELEMENTS(transaction->bracket->begin) && status == DATABASE_OK; i++)
        if (transaction->bracket->begin[i] != NULL)
            status = run_sql(transaction->connection, transaction->bracket->begin[i], error);
    return status;
}

/* A COMMIT after a failed statement would answer well: PostgreSQL calls its rollback a success through this
 * driver, and SQLite keeps what came before. */
static DatabaseStatus transaction_commit(OdbcConnection *connection, GError **error)
{
    if (connection->failed)
        return database_fail(error, DATABASE_HARD, NULL, NULL,
                             "the transaction was in error when it was to be committed");
    DatabaseStatus status = run_sql(connection, "COMMIT", error);
    if (status != DATABASE_CONNECTION_LOST)
        return status;
    g_clear_error(error);
    return database_fail(error, DATABASE_UNKNOWN, NULL, NULL,
                         "the connection broke before the outcome of COMMIT was known");
}

static DatabaseStatus transaction_finish(const Transaction *transaction, DatabaseStatus status,
                                         GError **error)
{
    OdbcConnection *connection = transaction->connection;
    if (status == DATABASE_OK)
        status = transaction_commit(connection, error);
    if (status == DATABASE_OK && transaction->bracket != &snapshot_brackets[connection->kind])
        connection->commits++;
    if (status != DATABASE_OK && !connection->lost)
        run_sql(connection, "ROLLBACK", NULL); /* fails when the commit already undid everything */
    if (transaction->bracket->end != NULL && !connection->read_only && !connection->lost)
        run_sql(connection, transaction->bracket->end, NULL);
    return status;
}

static DatabaseStatus transaction_try(gpointer data, bool *ret_final, GError **error)
{
    const Transaction *transaction = data;
    OdbcConnection *connection = transaction->connection;
    *ret_final = !odbc_connection_ensure(connection, error);
    if (*ret_final)
        return DATABASE_CONNECTION_LOST;
    connection->in_transaction = true;
    connection->failed = false;
    DatabaseStatus status = transaction_begin(transaction, error);
    if (status == DATABASE_OK)
        status = transaction->body(connection, transaction->data, error);
    status = transaction_finish(transaction, status, error);
    connection->in_transaction = false;
    return status;
}

DatabaseStatus odbc_run_transaction(OdbcConnection *connection, OdbcTransactionBody body, gpointer data,
                                    GError **error)
{
    g_assert(!connection->in_transaction);
    g_assert(!connection->read_only);
    Transaction transaction = {connection, &write_brackets[connection->kind], body, data};
    return database_repeat("odbc", transaction_try, &transaction, error);
}

guint64 odbc_connection_commits(const OdbcConnection *connection)
{
    return connection->commits;
}

DatabaseStatus odbc_run_snapshot(OdbcConnection *connection, OdbcTransactionBody body, gpointer data,
                                 GError **error)
{
    g_assert(!connection->in_transaction);
    Transaction transaction = {connection, &snapshot_brackets[connection->kind], body, data};
    return database_repeat("odbc", transaction_try, &transaction, error);
}
