#include "ops/clock.h"
#include "ops/odbc_internal.h"
#include <unistd.h>

enum { DEFAULT_RECONNECT_MS = 5000, PAUSE_LONGEST_MS = 500, LOGIN_TIMEOUT_S = 5 };

static void statement_free(gpointer statement)
{
    SQLFreeHandle(SQL_HANDLE_STMT, statement);
}

static void handle_close(OdbcConnection *connection)
{
    if (connection->handle == NULL)
        return;
    g_hash_table_remove_all(connection->statements);
    odbc_direct_forget(connection);
    SQLDisconnect(connection->handle);
    SQLFreeHandle(SQL_HANDLE_DBC, connection->handle);
    connection->handle = NULL;
    connection->lost = false;
}

static bool handle_open(OdbcConnection *connection, GError **error)
{
    SQLRETURN done = SQLAllocHandle(SQL_HANDLE_DBC, connection->environment, &connection->handle);
    g_assert(SQL_SUCCEEDED(done));
    SQLSetConnectAttr(connection->handle, SQL_ATTR_LOGIN_TIMEOUT, (SQLPOINTER)(uintptr_t)LOGIN_TIMEOUT_S, 0);
    done = SQLDriverConnect(connection->handle, NULL, (SQLCHAR *)connection->connection_string, SQL_NTS, NULL,
                            0, NULL, SQL_DRIVER_NOPROMPT);
    if (SQL_SUCCEEDED(done))
        return true;
    odbc_fail(connection, SQL_HANDLE_DBC, connection->handle, "cannot open the database", error);
    SQLFreeHandle(SQL_HANDLE_DBC, connection->handle);
    connection->handle = NULL;
    return false;
}

static bool connection_open(OdbcConnection *connection, GError **error)
{
    if (!handle_open(connection, error))
        return false;
    bool ready = odbc_durability_check(connection, error) && odbc_server_lock(connection, error);
    if (ready && connection->kind == ODBC_SQLITE && connection->read_only)
        ready = odbc_execute_sql(connection, "PRAGMA query_only = 1", NULL, NULL, error) == DATABASE_OK;
    if (!ready)
        handle_close(connection);
    return ready;
}

OdbcConnection *odbc_connection_new(const OdbcOptions *options, GError **error)
{
    g_assert(options != NULL && options->connection_string != NULL);
    OdbcKind kind;
    char *complete = odbc_string_complete(options->connection_string, options->password, &kind, error);
    if (complete == NULL)
        return NULL;
    g_autoptr(OdbcConnection) connection = g_new0(OdbcConnection, 1);
    connection->connection_string = complete;
    connection->kind = kind;
    connection->read_only = options->read_only;
    connection->sole_writer = options->sole_writer;
    connection->must_exist = options->must_exist;
    connection->gathers = options->gathers;
    connection->log_apart = options->log_apart;
    connection->reconnect_ms = options->reconnect_ms != 0 ? options->reconnect_ms : DEFAULT_RECONNECT_MS;
    connection->writer_lock = -1;
    connection->statements = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, statement_free);
    SQLRETURN done = SQLAllocHandle(SQL_HANDLE_ENV, SQL_NULL_HANDLE, &connection->environment);
    g_assert(SQL_SUCCEEDED(done));
    SQLSetEnvAttr(connection->environment, SQL_ATTR_ODBC_VERSION, (SQLPOINTER)SQL_OV_ODBC3, 0);
    if (!odbc_writer_lock(connection, error) || !connection_open(connection, error))
        return NULL;
    if (connection->log_apart && !odbc_takeover_open(connection, error))
        return NULL;
    return g_steal_pointer(&connection);
}

void odbc_connection_free(OdbcConnection *connection)
{
    if (connection == NULL)
        return;
    g_assert(!connection->in_transaction);
    odbc_takeover_end(connection->takeover);
    handle_close(connection);
    odbc_takeover_free(connection->takeover);
    SQLFreeHandle(SQL_HANDLE_ENV, connection->environment);
    g_hash_table_unref(connection->statements);
    if (connection->writer_lock >= 0)
        close(connection->writer_lock); /* only now may another writer come */
    g_free(connection->connection_string);
    g_free(connection);
}

OdbcKind odbc_connection_kind(const OdbcConnection *connection)
{
    return connection->kind;
}

bool odbc_connection_ensure(OdbcConnection *connection, GError **error)
{
    if (connection->handle != NULL && !connection->lost)
        return true;
    g_assert(!connection->in_transaction); /* what the transaction wrote is gone with the old session */
    handle_close(connection);
    const int64_t deadline_us = clock_monotonic_us() + (int64_t)connection->reconnect_ms * 1000;
    for (guint attempt = 2;; attempt++) {
        g_autoptr(GError) failure = NULL;
        if (connection_open(connection, &failure))
            return true;
        if (clock_monotonic_us() >= deadline_us) {
            g_propagate_error(error, g_steal_pointer(&failure));
            return false;
        }
        database_pause_before(attempt, PAUSE_LONGEST_MS);
    }
}

bool odbc_check_integrity(OdbcConnection *connection, bool quick, GError **error)
{
    if (connection->kind != ODBC_SQLITE)
        return true;
    const char *query = quick ? "PRAGMA quick_check" : "PRAGMA integrity_check";
    g_autoptr(OdbcResult) result = NULL;
    if (odbc_execute_sql(connection, query, NULL, &result, error) != DATABASE_OK)
        return false;
    const char *finding = odbc_result_rows(result) > 0 ? odbc_result_text(result, 0, 0) : "no answer";
    if (g_strcmp0(finding, "ok") == 0)
        return true;
    database_fail(error, DATABASE_HARD, NULL, NULL,
                  "the database file is damaged: %s; restore the last backup", finding);
    return false;
}
