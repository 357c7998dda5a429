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
    bool writes = transaction->bracket != &snapshot_brackets[connection->kind];
    if (status == DATABASE_OK && writes)
        status = odbc_takeover_before_commit(connection, error);
    if (status == DATABASE_OK)
        status = transaction_commit(connection, error);
    if (status == DATABASE_OK && writes)
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

/* ---- gathering ---- */

void odbc_gather_begin(OdbcConnection *connection)
{
    g_assert(!connection->gathering && !connection->in_transaction);
    connection->gathering = true;
    connection->gather_broken = false;
}

bool odbc_has_gathered(const OdbcConnection *connection)
{
    return connection->gathered || connection->gather_broken;
}

static DatabaseStatus gather_try(gpointer data, bool *ret_final, GError **error)
{
    const Transaction *transaction = data;
    OdbcConnection *connection = transaction->connection;
    *ret_final = !odbc_connection_ensure(connection, error);
    if (*ret_final)
        return DATABASE_CONNECTION_LOST;
    connection->failed = false;
    DatabaseStatus status = transaction_begin(transaction, error);
    connection->gathered = status == DATABASE_OK;
    return status;
}

/* SAVEPOINT outside a transaction would begin one of its own, so nothing follows a transaction that broke. */
static DatabaseStatus gather_open(OdbcConnection *connection, GError **error)
{
    Transaction transaction = {connection, &write_brackets[connection->kind], NULL, NULL};
    if (!connection->gathered)
        return database_repeat("odbc", gather_try, &transaction, error);
    if (connection->failed)
        return database_fail(error, DATABASE_SOFT, NULL, NULL, "what was gathered before was in error");
    return DATABASE_OK;
}

/* A failed statement is forgotten once all that was done since the savepoint is undone. */
static void gathered_undo(OdbcConnection *connection)
{
    if (connection->lost)
        return;
    bool undone = run_sql(connection, "ROLLBACK TO gathered", NULL) == DATABASE_OK &&
                  run_sql(connection, "RELEASE gathered", NULL) == DATABASE_OK;
    connection->failed = !undone;
}

static DatabaseStatus gathered_run(OdbcConnection *connection, OdbcTransactionBody body, gpointer data,
                                   GError **error)
{
    DatabaseStatus status = run_sql(connection, "SAVEPOINT gathered", error);
    if (status != DATABASE_OK)
        return status;
    status = body(connection, data, error);
    if (status == DATABASE_OK && connection->failed)
        status = database_fail(error, DATABASE_HARD, NULL, NULL,
                               "the transaction was in error when it was to be committed");
    if (status == DATABASE_OK)
        return run_sql(connection, "RELEASE gathered", error);
    gathered_undo(connection);
    return status;
}

DatabaseStatus odbc_run_gathered(OdbcConnection *connection, OdbcTransactionBody body, gpointer data,
                                 GError **error)
{
    g_assert(!connection->in_transaction);
    if (!connection->gathering)
        return odbc_run_transaction(connection, body, data, error);
    DatabaseStatus status = gather_open(connection, error);
    if (status != DATABASE_OK)
        return status;
    connection->in_transaction = true;
    status = gathered_run(connection, body, data, error);
    connection->in_transaction = false;
    return status;
}

static DatabaseStatus gathered_commit(OdbcConnection *connection, GError **error)
{
    if (!connection->gathered)
        return DATABASE_OK;
    Transaction transaction = {connection, &write_brackets[connection->kind], NULL, NULL};
    connection->gathered = false;
    connection->in_transaction = true;
    DatabaseStatus status = transaction_finish(&transaction, DATABASE_OK, error);
    connection->in_transaction = false;
    connection->gather_broken = connection->gather_broken || status != DATABASE_OK;
    return status;
}

DatabaseStatus odbc_gather_commit(OdbcConnection *connection, GError **error)
{
    g_assert(connection->gathering);
    connection->gathering = false;
    DatabaseStatus status = gathered_commit(connection, error);
    if (status == DATABASE_OK && connection->gather_broken)
        return database_fail(error, DATABASE_UNKNOWN, NULL, NULL,
                             "a part of what was gathered was not committed");
    return status;
}

/* ---- one by one ---- */

DatabaseStatus odbc_run_transaction(OdbcConnection *connection, OdbcTransactionBody body, gpointer data,
                                    GError **error)
{
    g_assert(!connection->in_transaction);
    g_assert(!connection->read_only);
    DatabaseStatus status = gathered_commit(connection, error);
    if (status != DATABASE_OK)
        return status;
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
    DatabaseStatus status = gathered_commit(connection, error);
    if (status != DATABASE_OK)
        return status;
    Transaction transaction = {connection, &snapshot_brackets[connection->kind], body, data};
    return database_repeat("odbc", transaction_try, &transaction, error);
}
