#include "ops/migrate_internal.h"

/* Any number that nothing else uses as an advisory lock. */
#define LOCK_KEY "7203114021"

typedef struct {
    const MigrateTarget *target;
    MigrateBody body;
    gpointer data;
} Run;

typedef const char *(*CellText)(gconstpointer result, guint row, guint column);

static GPtrArray *rows_new(void)
{
    return g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);
}

static void row_add(GPtrArray *rows, gconstpointer result, guint row, guint columns, CellText cell_text)
{
    char **cells = g_new0(char *, columns + 1);
    for (guint column = 0; column < columns; column++) {
        const char *text = cell_text(result, row, column);
        cells[column] = g_strdup(text != NULL ? text : "");
    }
    g_ptr_array_add(rows, cells);
}

/* ---- libpq ---- */

static const char *pg_cell(gconstpointer result, guint row, guint column)
{
    return pg_result_text(result, row, column);
}

static DatabaseStatus pg_target_execute(gpointer connection, const char *sql, GPtrArray **ret_rows,
                                        GError **error)
{
    g_autoptr(PgResult) result = NULL;
    DatabaseStatus status = pg_execute_sql(connection, sql, NULL, &result, error);
    if (status != DATABASE_OK || ret_rows == NULL)
        return status;
    *ret_rows = rows_new();
    for (guint row = 0; row < pg_result_rows(result); row++)
        row_add(*ret_rows, result, row, pg_result_columns(result), pg_cell);
    return DATABASE_OK;
}

static DatabaseStatus pg_target_body(PgConnection *connection, gpointer data, GError **error)
{
    (void)connection;
    const Run *run = data;
    return run->body(run->target, run->data, error);
}

static DatabaseStatus pg_target_run(const MigrateTarget *target, MigrateBody body, gpointer data,
                                    GError **error)
{
    Run run = {target, body, data};
    return pg_run_transaction(target->connection, PG_READ_COMMITTED, pg_target_body, &run, error);
}

/* ---- ODBC ---- */

static const char *odbc_cell(gconstpointer result, guint row, guint column)
{
    return odbc_result_text(result, row, column);
}

static DatabaseStatus odbc_target_execute(gpointer connection, const char *sql, GPtrArray **ret_rows,
                                          GError **error)
{
    g_autoptr(OdbcResult) result = NULL;
    DatabaseStatus status = odbc_execute_sql(connection, sql, NULL, &result, error);
    if (status != DATABASE_OK || ret_rows == NULL)
        return status;
    *ret_rows = rows_new();
    for (guint row = 0; row < odbc_result_rows(result); row++)
        row_add(*ret_rows, result, row, odbc_result_columns(result), odbc_cell);
    return DATABASE_OK;
}

static DatabaseStatus odbc_target_body(OdbcConnection *connection, gpointer data, GError **error)
{
    (void)connection;
    const Run *run = data;
    return run->body(run->target, run->data, error);
}

static DatabaseStatus odbc_target_run(const MigrateTarget *target, MigrateBody body, gpointer data,
                                      GError **error)
{
    Run run = {target, body, data};
    return odbc_run_transaction(target->connection, odbc_target_body, &run, error);
}

/* ---- the three databases ---- */

static const char postgres_table_exists[] = "SELECT 1 WHERE to_regclass('schema_migration') IS NOT NULL";
static const char postgres_lock[] = "SELECT pg_advisory_lock(" LOCK_KEY ")";
static const char postgres_unlock[] = "SELECT pg_advisory_unlock(" LOCK_KEY ")";

static const MigrateDriver pg_driver = {pg_target_execute, pg_target_run, postgres_table_exists,
                                        postgres_lock, postgres_unlock};

/* The lock is the session's, not the transaction's: a serializable transaction would look at the moment
 * before it waited. SQLite needs none, there is one writer. */
static const MigrateDriver odbc_drivers[] = {
    [ODBC_SQLITE] = {odbc_target_execute, odbc_target_run,
                     "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'schema_migration'", NULL,
                     NULL},
    [ODBC_POSTGRES] = {odbc_target_execute, odbc_target_run, postgres_table_exists, postgres_lock,
                       postgres_unlock},
};

MigrateTarget migrate_target_postgres(PgConnection *connection)
{
    return (MigrateTarget){&pg_driver, connection};
}

MigrateTarget migrate_target_odbc(OdbcConnection *connection)
{
    return (MigrateTarget){&odbc_drivers[odbc_connection_kind(connection)], connection};
}
