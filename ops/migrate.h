/* Migrations: numbered folders of SQL that bring a database to the shape the program expects, applied once
 * and in order.
 *
 *     schemas/central/0001_hotel/up.sql       the change
 *                               before.sql    optional: queries that must hold before it
 *                               after.sql     optional: queries that must hold after it
 *
 * Numbers begin at 1 and have no gap. Every query of before.sql and after.sql must give rows whose first
 * column is true (a non-zero number), and at least one row; otherwise the migration is refused and rolled
 * back, naming the check. Each migration is one transaction with its record in table schema_migration(number,
 * name, sha256, applied_at); sha256 covers the three files. History is never edited: a changed file of an
 * applied migration is refused. A statement ends at ';' outside quotes, dollar quotes, comments and CREATE
 * TRIGGER … BEGIN … END. */
#ifndef KEYRACK_OPS_MIGRATE_H
#define KEYRACK_OPS_MIGRATE_H

#include "ops/odbc.h"
#include "ops/postgres.h"
#include "ops/process.h"
#include <glib.h>
#include <stdbool.h>

typedef enum {
    MIGRATE_CURRENT, /* exactly what the folder says */
    MIGRATE_MISSING, /* nothing was ever applied */
    MIGRATE_OLDER,   /* migrations of the folder are not yet applied */
    MIGRATE_NEWER,   /* the database has migrations that this program does not know */
    MIGRATE_EDITED,  /* an applied migration's files or name are not what was applied */
} MigrateState;

typedef enum {
    MIGRATE_ERROR_FOLDER,  /* unreadable folder, bad name, gap or duplicate number, missing or empty up.sql */
    MIGRATE_ERROR_MISSING, /* nothing was ever applied (migrate_require_current) */
    MIGRATE_ERROR_OLDER,   /* migrations are not yet applied (migrate_require_current) */
    MIGRATE_ERROR_NEWER,   /* the database is newer than this program */
    MIGRATE_ERROR_EDITED,  /* history was edited */
    MIGRATE_ERROR_BEFORE,  /* a query of before.sql did not hold */
    MIGRATE_ERROR_AFTER,   /* a query of after.sql did not hold */
    MIGRATE_ERROR_UP,      /* a statement of up.sql (or a check) failed in the database */
    MIGRATE_ERROR_DATABASE, /* the database failed otherwise */
} MigrateError;

#define MIGRATE_ERROR (migrate_error_quark())
GQuark migrate_error_quark(void);

/* What a migration needs of a database; made by migrate_target_postgres and migrate_target_odbc. A plain
 * value, borrowed connection. */
typedef struct MigrateDriver MigrateDriver;
typedef struct {
    const MigrateDriver *driver;
    gpointer connection;
} MigrateTarget;

MigrateTarget migrate_target_postgres(PgConnection *connection);
MigrateTarget migrate_target_odbc(OdbcConnection *connection);

/* Applies what is missing. *ret_applied (may be NULL) is the number of migrations applied now. false with
 * MIGRATE_ERROR: the failing migration left no trace, those before it stay. Two programs may do this at once:
 * they take turns. applied_at is the real time, also on a controlled clock. A statement that takes longer
 * than the connection's answer_timeout_ms counts as lost: give it a generous one. */
bool migrate_apply(const MigrateTarget *target, const char *folder, guint *ret_applied, GError **error);

/* Compares without changing anything. false with an error only when folder or database cannot be read. */
bool migrate_check(const MigrateTarget *target, const char *folder, MigrateState *ret_state, GError **error);

/* For a daemon's start: true when current; otherwise an error that says what is wrong and what to do ("run
 * keyrack migrate"). */
bool migrate_require_current(const MigrateTarget *target, const char *folder, GError **error);

/* The status a daemon ends with when migrate_require_current() refused with this error. */
ExitStatus migrate_exit_status(const GError *error);

/* Lower-case word for a state ("current", "older" …). Static. */
const char *migrate_state_name(MigrateState state);

/* Splits SQL text into statements without their ';' and without comments, empty ones left out. NULL with an
 * error for an open quote or comment. Caller frees with g_ptr_array_unref. */
GPtrArray *migrate_split(const char *sql, GError **error);

#endif
