/* What makes "committed" mean "on disk", read back because the drivers accept wrong settings without a word.
 */
#include "ops/odbc_internal.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* Pages in SQLite's log (32 MB) after which a commit takes them over into the database file by itself, where
 * no thread does: one large log costs less than several small ones, because most of its pages are the same.
 */
#define TAKE_OVER_AT "PRAGMA wal_autocheckpoint = 8000"

/* KiB of pages that a writer keeps. SQLite's own 2 MiB do not even hold the inner pages of the indexes of
 * some years, and each of them would be read anew for every row that is looked for. */
#define PAGES_KEPT "PRAGMA cache_size = -12000"

/* What a savepoint may have to undo is kept in memory: no disk has to remember it, and after the first pages
 * SQLite would write it into a file that is made, and deleted, for every commit. */
#define UNDONE_FROM "PRAGMA temp_store = MEMORY"

typedef struct {
    const char *query;
    const char *wanted[3]; /* any of these */
} Durability;

static const Durability sqlite_durability[] = {
    {"PRAGMA journal_mode", {"wal"}},
    {"PRAGMA synchronous", {"2"}},
    {"PRAGMA foreign_keys", {"1"}},
};

static const Durability postgres_durability[] = {
    {"SHOW fsync", {"on"}},
    {"SHOW synchronous_commit", {"on", "remote_apply", "remote_write"}},
};

static bool durability_matches(const Durability *durability, const char *found)
{
    for (guint i = 0; i < G_N_ELEMENTS(durability->wanted); i++)
        if (durability->wanted[i] != NULL && strcmp(durability->wanted[i], found) == 0)
            return true;
    return false;
}

static bool durability_read(OdbcConnection *connection, const Durability *durability, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;
    if (odbc_execute_sql(connection, durability->query, NULL, &result, error) != DATABASE_OK)
        return false;
    const char *found = odbc_result_rows(result) == 1 ? odbc_result_text(result, 0, 0) : NULL;
    if (found != NULL && durability_matches(durability, found))
        return true;
    database_fail(error, DATABASE_HARD, NULL, NULL,
                  "%s is %s where %s is needed: a commit would not be safe on disk", durability->query,
                  found != NULL ? found : "not answered", durability->wanted[0]);
    return false;
}

bool odbc_durability_check(OdbcConnection *connection, GError **error)
{
    bool sqlite = connection->kind == ODBC_SQLITE;
    if (sqlite && odbc_execute_sql(connection, TAKE_OVER_AT, NULL, NULL, error) != DATABASE_OK)
        return false;
    if (sqlite && connection->log_apart && !odbc_takeover_settings(connection, error))
        return false;
    if (sqlite && connection->sole_writer &&
        odbc_execute_sql(connection, PAGES_KEPT, NULL, NULL, error) != DATABASE_OK)
        return false;
    if (sqlite && connection->gathers &&
        odbc_execute_sql(connection, UNDONE_FROM, NULL, NULL, error) != DATABASE_OK)
        return false;
    const Durability *settings = sqlite ? sqlite_durability : postgres_durability;
    gsize count = sqlite ? G_N_ELEMENTS(sqlite_durability) : G_N_ELEMENTS(postgres_durability);
    for (gsize i = 0; i < count; i++)
        if (!durability_read(connection, &settings[i], error))
            return false;
    return true;
}

/* Guests are in it, so nobody else may read the file; only a new file is touched, because closing a
 * descriptor of an open SQLite database would drop this process's locks on it. */
static void database_file_create(const char *path)
{
    int descriptor = open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600);
    if (descriptor >= 0)
        close(descriptor);
}

bool odbc_writer_lock(OdbcConnection *connection, GError **error)
{
    if (connection->kind != ODBC_SQLITE || connection->read_only)
        return true;
    g_autofree char *database = odbc_string_value(connection->connection_string, "Database");
    if (database == NULL || *database == '\0') {
        database_fail(error, DATABASE_HARD, NULL, NULL, "the odbc connection string names no Database file");
        return false;
    }
    /* stat() and not access(): the latter ignores capabilities, by which a daemon may reach a folder of root.
     */
    struct stat found;
    if (connection->must_exist && stat(database, &found) != 0) {
        database_fail(error, DATABASE_HARD, NULL, NULL, "%s: %s; make it with keyrack migrate", database,
                      g_strerror(errno));
        return false;
    }
    g_autofree char *path = g_strconcat(database, ".lock", NULL);
    connection->writer_lock = open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0600);
    if (connection->writer_lock >= 0 && flock(connection->writer_lock, LOCK_EX | LOCK_NB) == 0) {
        database_file_create(database);
        return true;
    }
    if (errno == EWOULDBLOCK)
        database_fail(error, DATABASE_SOFT, NULL, NULL,
                      "%s is held: the database has another writer already, stop it first", path);
    else
        database_fail(error, DATABASE_HARD, NULL, NULL, "cannot lock %s: %s", path, g_strerror(errno));
    return false;
}

/* The lock goes with the session, so it is taken again by whoever connects again. */
bool odbc_server_lock(OdbcConnection *connection, GError **error)
{
    if (connection->kind != ODBC_POSTGRES || !connection->sole_writer)
        return true;
    g_autoptr(OdbcResult) result = NULL;
    if (odbc_execute_sql(connection, "SELECT CASE WHEN pg_try_advisory_lock(1801812338) THEN 1 ELSE 0 END",
                         NULL, &result, error) != DATABASE_OK)
        return false;
    if (odbc_result_int64(result, 0, 0) == 1)
        return true;
    g_autofree char *database = odbc_string_value(connection->connection_string, "Database");
    database_fail(error, DATABASE_SOFT, NULL, NULL,
                  "%s is held: the database has another writer already, stop it first", database);
    return false;
}
