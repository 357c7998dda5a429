/* What the parts of the migrations share; nobody else includes it. */
#ifndef KEYRACK_OPS_MIGRATE_INTERNAL_H
#define KEYRACK_OPS_MIGRATE_INTERNAL_H

#include "ops/migrate.h"

/* One folder NNNN_name. */
typedef struct {
    guint number;
    char *folder; /* "0001_hotel" */
    char *name;   /* "hotel" */
    char *before; /* text of before.sql, NULL without */
    char *up;
    char *after;
    char *sha256;
} Migration;

/* migrate_folder.c: migrations of a folder in order of their numbers (GPtrArray of Migration, owns them). */
GPtrArray *migrate_folder_read(const char *folder, GError **error);

/* migrate_target.c: one database, whichever adapter. */
typedef DatabaseStatus (*MigrateBody)(const MigrateTarget *target, gpointer data, GError **error);

struct MigrateDriver {
    /* Runs one statement; *ret_rows (may be NULL) gets a GStrv for each row, "" for SQL NULL. */
    DatabaseStatus (*execute)(gpointer connection, const char *sql, GPtrArray **ret_rows, GError **error);
    /* Runs the body in a transaction that is run again after conflicts. */
    DatabaseStatus (*run)(const MigrateTarget *target, MigrateBody body, gpointer data, GError **error);
    const char *table_exists_sql; /* gives one row when schema_migration is there */
    const char *lock_sql; /* waits for other programs that migrate, for this session; NULL when a transaction
                             does that already */
    const char *unlock_sql;
};

#endif
