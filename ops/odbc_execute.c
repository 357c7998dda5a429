#include "ops/odbc_internal.h"
#include <string.h>

/* ---- statements ---- */

/* The SQLite driver executes INSERT … RETURNING but shows no rows, so the clause would work in one hotel and
 * not in the next. */
static bool sql_is_portable(const char *sql, GError **error)
{
    if (strcasestr(sql, "returning") == NULL ||
        !g_regex_match_simple("\\sreturning\\s", sql, G_REGEX_CASELESS, 0))
        return true;
    database_fail(error, DATABASE_HARD, NULL, NULL,
                  "RETURNING gives no rows through the sqlite driver: select them instead");
    return false;
}

static bool connection_usable(OdbcConnection *connection, GError **error)
{
    if (!connection->in_transaction && !connection->gathered)
        return odbc_connection_ensure(connection, error);
    if (!connection->lost)
        return true;
    database_fail(error, DATABASE_CONNECTION_LOST, NULL, NULL, "the database connection is lost");
    return false;
}

/* What SQLite's driver has prepared it keeps only for what begins like a query; anything else it parses anew
 * each time, which for a write takes as long as writing. So a write begins with a WITH that nobody asks. Its
 * rows the driver then does not count: SQLite is asked for them. */
#define LIKE_A_QUERY "WITH kept_prepared AS (SELECT 1) "

static const OdbcStatement count_touched = {"count_touched", "SELECT changes()", 0};

static bool is_write_like_a_query(const OdbcConnection *connection, const OdbcStatement *statement)
{
    static const char *const words[] = {"INSERT ", "UPDATE ", "DELETE "};
    if (connection->kind != ODBC_SQLITE)
        return false;
    for (guint i = 0; i < G_N_ELEMENTS(words); i++)
        if (g_ascii_strncasecmp(statement->sql, words[i], strlen(words[i])) == 0)
            return true;
    return false;
}

static SQLHSTMT statement_new(OdbcConnection *connection)
{
    SQLHSTMT handle = NULL;
    SQLRETURN done = SQLAllocHandle(SQL_HANDLE_STMT, connection->handle, &handle);
    g_assert(SQL_SUCCEEDED(done));
    return handle;
}

static DatabaseStatus statement_refused(OdbcConnection *connection, DatabaseStatus status)
{
    connection->failed = true;
    return status;
}

DatabaseStatus odbc_statement_prepare(OdbcConnection *connection, const OdbcStatement *statement,
                                      SQLHSTMT *ret_handle, GError **error)
{
    *ret_handle = g_hash_table_lookup(connection->statements, statement->name);
    if (*ret_handle != NULL)
        return DATABASE_OK;
    if (!sql_is_portable(statement->sql, error))
        return statement_refused(connection, DATABASE_HARD);
    SQLHSTMT handle = statement_new(connection);
    const char *before = is_write_like_a_query(connection, statement) ? LIKE_A_QUERY : "";
    g_autofree char *sql = g_strconcat(before, statement->sql, NULL);
    if (!SQL_SUCCEEDED(SQLPrepare(handle, (SQLCHAR *)sql, SQL_NTS))) {
        DatabaseStatus status = odbc_fail(connection, SQL_HANDLE_STMT, handle, statement->name, error);
        SQLFreeHandle(SQL_HANDLE_STMT, handle);
        return statement_refused(connection, status);
    }
    g_hash_table_insert(connection->statements, (gpointer)statement->name, handle);
    *ret_handle = handle;
    return DATABASE_OK;
}

/* Executing a failed statement again makes psqlODBC leak its diagnosis: a new one is prepared instead. */
void odbc_statement_forget(OdbcConnection *connection, const OdbcStatement *statement)
{
    g_hash_table_remove(connection->statements, statement->name);
}

void odbc_direct_forget(OdbcConnection *connection)
{
    if (connection->direct != NULL)
        SQLFreeHandle(SQL_HANDLE_STMT, connection->direct);
    connection->direct = NULL;
}

/* ---- binding ---- */

/* NULL is bound as text: both drivers leave its type to the column. The bound memory belongs to the
 * parameters and is only read. */
static void value_bind(SQLHSTMT handle, SQLUSMALLINT number, const OdbcParameters *parameters,
                       const OdbcValue *value)
{
    SQLRETURN done;
    if (value->kind == ODBC_VALUE_INT64) {
        done = SQLBindParameter(handle, number, SQL_PARAM_INPUT, SQL_C_SBIGINT, SQL_BIGINT, 0, 0,
                                (SQLPOINTER)&value->number, 0, (SQLLEN *)&value->length);
    } else {
        const char *text = value->kind == ODBC_VALUE_TEXT ? odbc_parameters_text(parameters, value) : "";
        SQLULEN size = (SQLULEN)MAX(value->length, 1);
        done = SQLBindParameter(handle, number, SQL_PARAM_INPUT, SQL_C_CHAR, SQL_VARCHAR, size, 0,
                                (SQLPOINTER)text, (SQLLEN)size, (SQLLEN *)&value->length);
    }
    g_assert(SQL_SUCCEEDED(done));
}

static void parameters_bind(SQLHSTMT handle, const OdbcParameters *parameters)
{
    for (guint i = 0; i < odbc_parameters_count(parameters); i++)
        value_bind(handle, (SQLUSMALLINT)(i + 1), parameters, odbc_parameters_value(parameters, i));
}

/* ---- reading ---- */

/* Reads one value of whatever length into `buffer`, which grows as needed. */
static bool value_read(SQLHSTMT handle, SQLUSMALLINT column, GByteArray *buffer, OdbcResult *result)
{
    gsize have = 0;
    for (;;) {
        SQLLEN left = 0;
        SQLRETURN done =
            SQLGetData(handle, column, SQL_C_CHAR, buffer->data + have, (SQLLEN)(buffer->len - have), &left);
        if (!SQL_SUCCEEDED(done))
            return false;
        if (left == SQL_NULL_DATA) {
            odbc_result_add(result, NULL, 0);
            return true;
        }
        if (done == SQL_SUCCESS) {
            odbc_result_add(result, (const char *)buffer->data, have + (gsize)left);
            return true;
        }
        have = buffer->len - 1; /* what was given ends with a NUL */
        g_byte_array_set_size(buffer, buffer->len * 2);
    }
}

static bool rows_read(SQLHSTMT handle, guint columns, OdbcResult *result)
{
    g_autoptr(GByteArray) buffer = g_byte_array_new();
    g_byte_array_set_size(buffer, 1024);
    for (;;) {
        SQLRETURN done = SQLFetch(handle);
        if (done == SQL_NO_DATA)
            return true;
        if (!SQL_SUCCEEDED(done))
            return false;
        for (guint column = 1; column <= columns; column++)
            if (!value_read(handle, (SQLUSMALLINT)column, buffer, result))
                return false;
    }
}

static bool result_read(SQLHSTMT handle, bool touched, OdbcResult **ret_result)
{
    SQLSMALLINT columns = 0;
    if (touched && !SQL_SUCCEEDED(SQLNumResultCols(handle, &columns)))
        return false;
    OdbcResult *result = odbc_result_new((guint)columns);
    SQLLEN affected = 0;
    if (touched && columns == 0 && SQL_SUCCEEDED(SQLRowCount(handle, &affected)))
        odbc_result_set_affected(result, affected);
    if (columns > 0 && !rows_read(handle, (guint)columns, result)) {
        odbc_result_free(result);
        return false;
    }
    *ret_result = result;
    return true;
}

/* ---- executing ---- */

/* SQL_NO_DATA is how a driver says that an UPDATE or DELETE touched no row. */
DatabaseStatus odbc_statement_run(OdbcConnection *connection, SQLHSTMT handle, SQLRETURN done,
                                  const char *what, OdbcResult **ret_result, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;
    DatabaseStatus status = DATABASE_OK;
    if ((!SQL_SUCCEEDED(done) && done != SQL_NO_DATA) || !result_read(handle, done != SQL_NO_DATA, &result))
        status = odbc_fail(connection, SQL_HANDLE_STMT, handle, what, error);
    SQLFreeStmt(handle, SQL_CLOSE);
    connection->failed = connection->failed || status != DATABASE_OK;
    if (status == DATABASE_OK && ret_result != NULL)
        *ret_result = g_steal_pointer(&result);
    return status;
}

static DatabaseStatus touched_read(OdbcConnection *connection, OdbcResult *result, GError **error)
{
    g_autoptr(OdbcResult) touched = NULL;
    DatabaseStatus status = odbc_execute(connection, &count_touched, NULL, &touched, error);
    if (status == DATABASE_OK)
        odbc_result_set_affected(result, (SQLLEN)odbc_result_int64(touched, 0, 0));
    return status;
}

DatabaseStatus odbc_execute(OdbcConnection *connection, const OdbcStatement *statement,
                            const OdbcParameters *parameters, OdbcResult **ret_result, GError **error)
{
    g_assert(odbc_parameters_count(parameters) == statement->parameter_count);
    if (!connection_usable(connection, error))
        return DATABASE_CONNECTION_LOST;
    SQLHSTMT handle = NULL;
    DatabaseStatus status = odbc_statement_prepare(connection, statement, &handle, error);
    if (status != DATABASE_OK)
        return status;
    parameters_bind(handle, parameters);
    status = odbc_statement_run(connection, handle, SQLExecute(handle), statement->name, ret_result, error);
    if (status != DATABASE_OK)
        odbc_statement_forget(connection, statement);
    else if (ret_result != NULL && is_write_like_a_query(connection, statement))
        status = touched_read(connection, *ret_result, error);
    return status;
}

DatabaseStatus odbc_execute_sql(OdbcConnection *connection, const char *sql, const OdbcParameters *parameters,
                                OdbcResult **ret_result, GError **error)
{
    if (!connection_usable(connection, error))
        return DATABASE_CONNECTION_LOST;
    if (!sql_is_portable(sql, error))
        return DATABASE_HARD;
    if (connection->direct == NULL)
        connection->direct = statement_new(connection);
    SQLHSTMT handle = connection->direct;
    parameters_bind(handle, parameters);
    SQLRETURN done = SQLExecDirect(handle, (SQLCHAR *)sql, SQL_NTS);
    DatabaseStatus status = odbc_statement_run(connection, handle, done, "statement", ret_result, error);
    SQLFreeStmt(handle, SQL_RESET_PARAMS);
    if (status != DATABASE_OK)
        odbc_direct_forget(connection);
    return status;
}
