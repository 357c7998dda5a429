#include "ops/migrate.h"
#include "ops/clock.h"
#include "ops/migrate_internal.h"
#include <string.h>

G_DEFINE_QUARK(migrate - error - quark, migrate_error)

/* ---- comparing ---- */

/* Columns of a row of schema_migration. */
enum { APPLIED_NUMBER, APPLIED_NAME, APPLIED_SHA256 };

static DatabaseStatus applied_read(const MigrateTarget *target, GPtrArray **ret_applied, GError **error)
{
    g_autoptr(GPtrArray) found = NULL;
    DatabaseStatus status =
        target->driver->execute(target->connection, target->driver->table_exists_sql, &found, error);
    if (status != DATABASE_OK)
        return status;
    if (found->len == 0) {
        *ret_applied = g_steal_pointer(&found);
        return DATABASE_OK;
    }
    return target->driver->execute(target->connection,
                                   "SELECT number, name, sha256 FROM schema_migration ORDER BY number",
                                   ret_applied, error);
}

static guint applied_number(char *const *row)
{
    return (guint)g_ascii_strtoull(row[APPLIED_NUMBER], NULL, 10);
}

static bool applied_is(char *const *row, const Migration *migration)
{
    return applied_number(row) == migration->number && strcmp(row[APPLIED_NAME], migration->name) == 0 &&
           strcmp(row[APPLIED_SHA256], migration->sha256) == 0;
}

/* *ret_first is the first migration that is not applied, or the first that does not agree. */
static MigrateState applied_compare(const GPtrArray *applied, const GPtrArray *known, guint *ret_first)
{
    guint common = MIN(applied->len, known->len);
    *ret_first = common;
    for (guint i = 0; i < common; i++) {
        if (!applied_is(g_ptr_array_index(applied, i), g_ptr_array_index(known, i))) {
            *ret_first = i;
            return MIGRATE_EDITED;
        }
    }
    if (applied->len > known->len)
        return MIGRATE_NEWER;
    if (applied->len == known->len)
        return MIGRATE_CURRENT;
    return applied->len == 0 ? MIGRATE_MISSING : MIGRATE_OLDER;
}

const char *migrate_state_name(MigrateState state)
{
    static const char *const names[] = {
        [MIGRATE_CURRENT] = "current", [MIGRATE_MISSING] = "missing", [MIGRATE_OLDER] = "older",
        [MIGRATE_NEWER] = "newer",     [MIGRATE_EDITED] = "edited",
    };
    g_assert(state < G_N_ELEMENTS(names));
    return names[state];
}

/* Folder and database side by side. */
typedef struct {
    GPtrArray *known;
    GPtrArray *applied;
    MigrateState state;
    guint first; /* as in applied_compare */
} Comparison;

static void comparison_clear(Comparison *comparison)
{
    g_clear_pointer(&comparison->known, g_ptr_array_unref);
    g_clear_pointer(&comparison->applied, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Comparison, comparison_clear)

static bool comparison_make(const MigrateTarget *target, const char *folder, Comparison *comparison,
                            GError **error)
{
    comparison->known = migrate_folder_read(folder, error);
    if (comparison->known == NULL)
        return false;
    g_autoptr(GError) failure = NULL;
    if (applied_read(target, &comparison->applied, &failure) != DATABASE_OK) {
        g_set_error(error, MIGRATE_ERROR, MIGRATE_ERROR_DATABASE, "cannot read schema_migration: %s",
                    failure->message);
        return false;
    }
    comparison->state = applied_compare(comparison->applied, comparison->known, &comparison->first);
    return true;
}

static bool refuse_edited(const Comparison *comparison, const char *folder, GError **error)
{
    const Migration *migration = g_ptr_array_index(comparison->known, comparison->first);
    char *const *row = g_ptr_array_index(comparison->applied, comparison->first);
    g_set_error(error, MIGRATE_ERROR, MIGRATE_ERROR_EDITED,
                "%s/%s is not what was applied as %s %s: history is never edited, add a new migration",
                folder, migration->folder, row[APPLIED_NUMBER], row[APPLIED_NAME]);
    return false;
}

static bool refuse_newer(const Comparison *comparison, GError **error)
{
    g_set_error(error, MIGRATE_ERROR, MIGRATE_ERROR_NEWER,
                "the database is newer than this program: it has %u migrations, the program knows %u; "
                "install the newer program",
                comparison->applied->len, comparison->known->len);
    return false;
}

static bool refuse_behind(const Comparison *comparison, GError **error)
{
    bool missing = comparison->state == MIGRATE_MISSING;
    g_set_error(error, MIGRATE_ERROR, missing ? MIGRATE_ERROR_MISSING : MIGRATE_ERROR_OLDER,
                "the database %s: %u of %u migrations are applied; run keyrack migrate",
                missing ? "was never set up" : "is older than this program", comparison->applied->len,
                comparison->known->len);
    return false;
}

bool migrate_check(const MigrateTarget *target, const char *folder, MigrateState *ret_state, GError **error)
{
    g_auto(Comparison) comparison = {0};
    if (!comparison_make(target, folder, &comparison, error))
        return false;
    *ret_state = comparison.state;
    return true;
}

bool migrate_require_current(const MigrateTarget *target, const char *folder, GError **error)
{
    g_auto(Comparison) comparison = {0};
    if (!comparison_make(target, folder, &comparison, error))
        return false;
    switch (comparison.state) {
    case MIGRATE_EDITED:
        return refuse_edited(&comparison, folder, error);
    case MIGRATE_NEWER:
        return refuse_newer(&comparison, error);
    case MIGRATE_MISSING:
    case MIGRATE_OLDER:
        return refuse_behind(&comparison, error);
    case MIGRATE_CURRENT:
        break;
    }
    return true;
}

ExitStatus migrate_exit_status(const GError *error)
{
    g_assert(error != NULL);
    switch (error->domain == MIGRATE_ERROR ? error->code : MIGRATE_ERROR_DATABASE) {
    case MIGRATE_ERROR_FOLDER:
        return EXIT_STATUS_CONFIG;
    case MIGRATE_ERROR_OLDER:
        return EXIT_STATUS_SCHEMA_OLDER;
    case MIGRATE_ERROR_NEWER:
        return EXIT_STATUS_SCHEMA_NEWER;
    case MIGRATE_ERROR_EDITED:
        return EXIT_STATUS_SCHEMA_EDITED;
    default:
        return EXIT_STATUS_DATABASE_MISSING;
    }
}

/* ---- applying ---- */

/* The same failure, said as one of a migration; the status keeps telling whether to run again. */
static DatabaseStatus fail_statement(DatabaseStatus status, const GError *failure, const char *where,
                                     guint number, GError **error)
{
    g_set_error(error, MIGRATE_ERROR, MIGRATE_ERROR_UP, "%s statement %u: %s", where, number,
                failure->message);
    return status;
}

static DatabaseStatus statements_run(const MigrateTarget *target, const GPtrArray *statements,
                                     const char *where, GError **error)
{
    for (guint i = 0; i < statements->len; i++) {
        g_autoptr(GError) failure = NULL;
        DatabaseStatus status =
            target->driver->execute(target->connection, g_ptr_array_index(statements, i), NULL, &failure);
        if (status != DATABASE_OK)
            return fail_statement(status, failure, where, i + 1, error);
    }
    return DATABASE_OK;
}

static bool cell_is_true(const char *cell)
{
    return strcmp(cell, "t") == 0 || strcmp(cell, "true") == 0 || g_ascii_strtoll(cell, NULL, 10) != 0;
}

static bool rows_hold(const GPtrArray *rows)
{
    for (guint i = 0; i < rows->len; i++) {
        char *const *row = g_ptr_array_index(rows, i);
        if (row[0] == NULL || !cell_is_true(row[0]))
            return false;
    }
    return rows->len > 0;
}

static DatabaseStatus checks_run(const MigrateTarget *target, const GPtrArray *checks, const char *where,
                                 MigrateError code, GError **error)
{
    for (guint i = 0; i < checks->len; i++) {
        g_autoptr(GError) failure = NULL;
        g_autoptr(GPtrArray) rows = NULL;
        const char *check = g_ptr_array_index(checks, i);
        DatabaseStatus status = target->driver->execute(target->connection, check, &rows, &failure);
        if (status != DATABASE_OK)
            return fail_statement(status, failure, where, i + 1, error);
        if (!rows_hold(rows)) {
            g_set_error(error, MIGRATE_ERROR, (gint)code, "%s check %u does not hold: %.200s", where, i + 1,
                        check);
            return DATABASE_ROLLBACK;
        }
    }
    return DATABASE_OK;
}

/* Name and checksum are of harmless characters: migrate_folder_read sees to it. */
static DatabaseStatus record_write(const MigrateTarget *target, const Migration *migration, GError **error)
{
    g_autoptr(Clock) clock = clock_new_real();
    char applied_at[INSTANT_TEXT_SIZE];
    g_autofree char *sql = g_strdup_printf(
        "INSERT INTO schema_migration (number, name, sha256, applied_at) VALUES (%u, '%s', '%s', '%s')",
        migration->number, migration->name, migration->sha256, instant_write(clock_now(clock), applied_at));
    return target->driver->execute(target->connection, sql, NULL, error);
}

/* One of the three files; a missing one has nothing to do. */
static GPtrArray *file_split(const Migration *migration, const char *file, const char *text, char **ret_where,
                             GError **error)
{
    *ret_where = g_strdup_printf("%s/%s", migration->folder, file);
    GPtrArray *statements = migrate_split(text != NULL ? text : "", error);
    if (statements == NULL)
        g_prefix_error(error, "%s: ", *ret_where);
    return statements;
}

static DatabaseStatus file_check(const MigrateTarget *target, const Migration *migration, const char *file,
                                 const char *text, MigrateError code, GError **error)
{
    g_autofree char *where = NULL;
    g_autoptr(GPtrArray) checks = file_split(migration, file, text, &where, error);
    return checks != NULL ? checks_run(target, checks, where, code, error) : DATABASE_ROLLBACK;
}

static DatabaseStatus file_run(const MigrateTarget *target, const Migration *migration, GError **error)
{
    g_autofree char *where = NULL;
    g_autoptr(GPtrArray) statements = file_split(migration, "up.sql", migration->up, &where, error);
    if (statements == NULL)
        return DATABASE_ROLLBACK;
    if (statements->len > 0)
        return statements_run(target, statements, where, error);
    g_set_error(error, MIGRATE_ERROR, MIGRATE_ERROR_FOLDER, "%s holds no statement", where);
    return DATABASE_ROLLBACK;
}

static DatabaseStatus migration_body(const MigrateTarget *target, gpointer data, GError **error)
{
    const Migration *migration = data;
    DatabaseStatus status =
        file_check(target, migration, "before.sql", migration->before, MIGRATE_ERROR_BEFORE, error);
    if (status == DATABASE_OK)
        status = file_run(target, migration, error);
    if (status == DATABASE_OK)
        status = file_check(target, migration, "after.sql", migration->after, MIGRATE_ERROR_AFTER, error);
    if (status == DATABASE_OK)
        status = record_write(target, migration, error);
    return status;
}

static bool migration_apply(const MigrateTarget *target, Migration *migration, GError **error)
{
    g_autoptr(GError) failure = NULL;
    if (target->driver->run(target, migration_body, migration, &failure) == DATABASE_OK)
        return true;
    if (failure->domain == MIGRATE_ERROR)
        g_propagate_error(error, g_steal_pointer(&failure));
    else
        g_set_error(error, MIGRATE_ERROR, MIGRATE_ERROR_DATABASE, "%s: %s", migration->folder,
                    failure->message);
    return false;
}

static DatabaseStatus table_body(const MigrateTarget *target, gpointer data, GError **error)
{
    (void)data;
    return target->driver->execute(
        target->connection,
        "CREATE TABLE IF NOT EXISTS schema_migration (number INTEGER PRIMARY KEY, name TEXT NOT NULL, "
        "sha256 TEXT NOT NULL, applied_at TEXT NOT NULL)",
        NULL, error);
}

static bool pending_apply(const MigrateTarget *target, const Comparison *comparison, guint *ret_applied,
                          GError **error)
{
    g_autoptr(GError) failure = NULL;
    if (target->driver->run(target, table_body, NULL, &failure) != DATABASE_OK) {
        g_set_error(error, MIGRATE_ERROR, MIGRATE_ERROR_DATABASE, "cannot make schema_migration: %s",
                    failure->message);
        return false;
    }
    guint applied = 0;
    for (guint i = comparison->first; i < comparison->known->len; i++, applied++)
        if (!migration_apply(target, g_ptr_array_index(comparison->known, i), error))
            return false;
    *ret_applied = applied;
    return true;
}

static bool apply_locked(const MigrateTarget *target, const char *folder, guint *ret_applied, GError **error)
{
    g_auto(Comparison) comparison = {0};
    if (!comparison_make(target, folder, &comparison, error))
        return false;
    if (comparison.state == MIGRATE_EDITED)
        return refuse_edited(&comparison, folder, error);
    if (comparison.state == MIGRATE_NEWER)
        return refuse_newer(&comparison, error);
    return pending_apply(target, &comparison, ret_applied, error);
}

bool migrate_apply(const MigrateTarget *target, const char *folder, guint *ret_applied, GError **error)
{
    const MigrateDriver *driver = target->driver;
    g_autoptr(GError) failure = NULL;
    if (driver->lock_sql != NULL &&
        driver->execute(target->connection, driver->lock_sql, NULL, &failure) != DATABASE_OK) {
        g_set_error(error, MIGRATE_ERROR, MIGRATE_ERROR_DATABASE, "cannot take the lock of migrations: %s",
                    failure->message);
        return false;
    }
    guint applied = 0;
    bool done = apply_locked(target, folder, &applied, error);
    if (driver->unlock_sql != NULL) /* fails only with the session, and the lock ends with it */
        driver->execute(target->connection, driver->unlock_sql, NULL, NULL);
    if (done && ret_applied != NULL)
        *ret_applied = applied;
    return done;
}
