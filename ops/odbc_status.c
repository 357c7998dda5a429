/* From the drivers' diagnostics to what the caller does next. psqlODBC gives the server's SQLSTATE; the
 * SQLite driver gives HY000 for everything, SQLite's primary result code as the native error, and the rest
 * only in words. */
#include "ops/odbc_internal.h"
#include <string.h>

typedef struct {
    char sqlstate[6];
    SQLINTEGER native;
    char message[1024];
} Diagnostic;

/* SQLite's primary result codes. */
enum { LITE_BUSY = 5, LITE_LOCKED = 6, LITE_FULL = 13, LITE_CONSTRAINT = 19 };

/* The first record that is more than a notice. */
static void diagnostic_read(SQLSMALLINT handle_type, SQLHANDLE handle, Diagnostic *ret_diagnostic)
{
    Diagnostic found = {.sqlstate = "HY000", .message = "the driver gave no message"};
    for (SQLSMALLINT record = 1;; record++) {
        Diagnostic next = {0};
        SQLSMALLINT length = 0;
        SQLRETURN done = SQLGetDiagRec(handle_type, handle, record, (SQLCHAR *)next.sqlstate, &next.native,
                                       (SQLCHAR *)next.message, sizeof next.message, &length);
        if (!SQL_SUCCEEDED(done))
            break;
        found = next;
        if (!g_str_has_prefix(next.sqlstate, "00") && !g_str_has_prefix(next.sqlstate, "01"))
            break;
    }
    *ret_diagnostic = found;
}

/* DETAIL quotes the row, and rows hold guests: it is cut off. */
static void message_trim(char *message)
{
    char *newline = strchr(message, '\n');
    if (newline != NULL)
        *newline = '\0';
    g_strchomp(message);
    gsize length = strlen(message);
    if (length > 0 && message[length - 1] == ';')
        message[length - 1] = '\0';
}

/* "UNIQUE constraint failed: t.a (19)" -> "t.a" */
static char *sqlite_constraint(const char *message)
{
    static const char mark[] = "constraint failed: ";
    const char *at = strstr(message, mark);
    if (at == NULL)
        return NULL;
    at += strlen(mark);
    const char *end = strstr(at, " (");
    return end != NULL ? g_strndup(at, (gsize)(end - at)) : g_strdup(at);
}

/* The name in double quotes behind the word constraint, or behind the word column for not-null. */
static char *postgres_constraint(const char *message)
{
    static const char *const marks[] = {"constraint \"", "column \""};
    for (guint i = 0; i < G_N_ELEMENTS(marks); i++) {
        const char *at = strstr(message, marks[i]);
        if (at != NULL) {
            at += strlen(marks[i]);
            return g_strndup(at, strcspn(at, "\""));
        }
    }
    return NULL;
}

static DatabaseStatus sqlite_status(const Diagnostic *diagnostic)
{
    switch (diagnostic->native) {
    case LITE_BUSY:
    case LITE_LOCKED:
        return DATABASE_SOFT;
    case LITE_FULL:
        return DATABASE_DISK_FULL;
    case LITE_CONSTRAINT:
        return strstr(diagnostic->message, "UNIQUE constraint") != NULL ? DATABASE_UNIQUE : DATABASE_CHECK;
    default:
        return DATABASE_HARD;
    }
}

static DatabaseStatus postgres_status(OdbcConnection *connection, const Diagnostic *diagnostic)
{
    SQLUINTEGER dead = SQL_CD_FALSE;
    SQLGetConnectAttr(connection->handle, SQL_ATTR_CONNECTION_DEAD, &dead, sizeof dead, NULL);
    if (dead == SQL_CD_TRUE)
        return DATABASE_CONNECTION_LOST;
    return database_status_of_sqlstate(diagnostic->sqlstate);
}

DatabaseStatus odbc_fail(OdbcConnection *connection, SQLSMALLINT handle_type, SQLHANDLE handle,
                         const char *what, GError **error)
{
    Diagnostic diagnostic;
    diagnostic_read(handle_type, handle, &diagnostic);
    bool sqlite = connection->kind == ODBC_SQLITE;
    DatabaseStatus status = sqlite ? sqlite_status(&diagnostic) : postgres_status(connection, &diagnostic);
    message_trim(diagnostic.message);
    g_autofree char *constraint = NULL;
    if (status == DATABASE_UNIQUE || status == DATABASE_CHECK)
        constraint = sqlite ? sqlite_constraint(diagnostic.message) : postgres_constraint(diagnostic.message);
    connection->lost = connection->lost || status == DATABASE_CONNECTION_LOST;
    return database_fail(error, status, diagnostic.sqlstate, constraint, "%s: %s (sqlstate %s, native %d)",
                         what, database_message_to_tell(diagnostic.sqlstate, diagnostic.message),
                         diagnostic.sqlstate, diagnostic.native);
}
