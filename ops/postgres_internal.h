/* What the parts of the PostgreSQL adapter share; nobody else includes it. */
#ifndef KEYRACK_OPS_POSTGRES_INTERNAL_H
#define KEYRACK_OPS_POSTGRES_INTERNAL_H

#include "ops/postgres.h"
#include <libpq-fe.h>

typedef enum {
    PG_ENTRY_BEGIN,
    PG_ENTRY_PREPARE,
    PG_ENTRY_STATEMENT, /* the only kind whose result goes to the caller */
    PG_ENTRY_COMMIT,
    PG_ENTRY_ROLLBACK,
} PgEntryKind;

/* One thing on its way to the server; its result has not been read. */
typedef struct {
    PgEntryKind kind;
    const char *name; /* static: the statement's, or the command itself */
} PgEntry;

struct PgConnection {
    char *conninfo;
    char *application_name;
    guint answer_timeout_ms;
    guint reconnect_ms;
    PGconn *handle; /* NULL while lost */
    guint generation;
    GHashTable *prepared;    /* names (static) that this generation of the connection knows */
    GArray *entries;         /* PgEntry, in order of sending, since the last sync */
    guint statements_queued; /* entries of PG_ENTRY_STATEMENT */
    char *queue_failure;     /* why an entry could not be queued; nothing more is queued then */
    bool in_transaction;     /* pg_run_transaction is running */
    bool commit_queued;      /* a COMMIT is among the entries, or was and its fate is in commit_status */
    bool commit_answered;    /* the answer of COMMIT was read, it was yes */
};

/* postgres_connection.c */
DatabaseStatus pg_connection_lose(PgConnection *connection, DatabaseStatus status, GError **error);
bool pg_connection_wait(PgConnection *connection, short events, short *ret_happened);

/* postgres_execute.c */
void pg_queue_command(PgConnection *connection, PgEntryKind kind, const char *command);
void pg_queue_forget(PgConnection *connection);

/* postgres_transaction.c */
DatabaseStatus pg_roll_back(PgConnection *connection, GError **error);

/* postgres_status.c */
DatabaseStatus pg_result_fail(const PGresult *result, const char *what, GError **error);

/* postgres_parameters.c */
int pg_parameters_count(const PgParameters *parameters);
/* Fills values[count]; pointers live as long as the parameters stay unchanged. */
void pg_parameters_values(const PgParameters *parameters, const char **values);

enum { PG_PARAMETERS_MAX = 64 };

#endif
