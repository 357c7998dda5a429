/* PostgreSQL through libpq: connections, prepared statements, pipelined batches, transactions that are run
 * again after a conflict.
 *
 * A connection is always in libpq's pipeline mode. Statements are queued (pg_queue) and travel together when
 * they are collected (pg_collect); pg_execute is both for one statement. BEGIN waits in the queue for the
 * first statement, so it costs no round trip; a body may also queue the COMMIT with its last statements
 * (pg_queue_commit), and then the whole end of a transaction is one round trip.
 *
 * Typical use:
 *
 *     static const PgStatement cells_lock = {"cells_lock", "SELECT … WHERE hotel = $1 FOR UPDATE", 1};
 *
 *     static DatabaseStatus body(PgConnection *connection, gpointer data, GError **error)
 *     {
 *         g_autoptr(PgParameters) parameters = pg_parameters_new();
 *         pg_add_text(parameters, "H1");
 *         g_autoptr(PgResult) result = NULL;
 *         DatabaseStatus status = pg_execute(connection, &cells_lock, parameters, &result, error);
 *         …
 *         return DATABASE_OK;              // pg_run_transaction commits; anything else rolls back
 *     }
 *     status = pg_run_transaction(connection, PG_READ_COMMITTED, body, data, error);
 *
 * A connection, and everything that came from it, belongs to one thread at a time. The pool may be used from
 * any thread. */
#ifndef KEYRACK_OPS_POSTGRES_H
#define KEYRACK_OPS_POSTGRES_H

#include "ops/database.h"
#include "schemas/instant.h"
#include "schemas/night.h"
#include <glib.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

/* ---- connections ---- */

typedef struct PgConnection PgConnection;

typedef struct {
    const char *conninfo; /* libpq connection string or URI, e.g. "host=/run/x port=7420 dbname=keyrack
                             user=central" */
    const char *application_name; /* shown in pg_stat_activity; NULL = "keyrack" */
    guint answer_timeout_ms; /* longest wait for an answer; then the connection counts as lost. 0 = 30 s */
    guint reconnect_ms;      /* how long a lost connection is tried again before giving up. 0 = 5 s */
} PgOptions;

/* The connection string with a password added, quoted as libpq reads it; a copy when `password` is NULL.
 * Never to be logged. Free with g_free(). */
char *pg_conninfo_with_password(const char *conninfo, const char *password);

/* Connects. NULL and an error (DATABASE_CONNECTION_LOST) when the server cannot be reached; passwords never
 * appear in the error. Options are copied. Caller frees. */
PgConnection *pg_connection_new(const PgOptions *options, GError **error);
void pg_connection_free(PgConnection *connection);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PgConnection, pg_connection_free)

/* Connects again if the connection is broken, with growing jittered pauses, for at most options.reconnect_ms.
 * Prepared statements are prepared again as they are used. false and an error when the server stays away.
 * pg_run_transaction calls it itself. */
bool pg_connection_ensure(PgConnection *connection, GError **error);

/* false once libpq has noticed that the connection broke. Does no I/O. */
bool pg_connection_is_alive(const PgConnection *connection);

/* Number of times the connection was made: 1, 2 after the first reconnect … */
guint pg_connection_generation(const PgConnection *connection);

/* Process id of the server's backend (for pg_terminate_backend and for logs). */
int pg_connection_backend_pid(const PgConnection *connection);

/* ---- pool ---- */

typedef struct PgPool PgPool;

/* A pool of at most `size` connections, made when first needed. Options are copied. Caller frees, after every
 * connection came back. */
PgPool *pg_pool_new(const PgOptions *options, guint size);
void pg_pool_free(PgPool *pool);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PgPool, pg_pool_free)

/* Borrows a connection for this thread; waits up to timeout_ms for a free one. NULL and an error
 * (DATABASE_SOFT: all are busy; DATABASE_CONNECTION_LOST: server away). Give it back with pg_pool_release.
 * Any thread. */
PgConnection *pg_pool_acquire(PgPool *pool, guint timeout_ms, GError **error);

/* Gives a connection back. An open transaction is rolled back; a broken connection is repaired at its next
 * use. NULL is ignored. Any thread. */
void pg_pool_release(PgPool *pool, PgConnection *connection);

/* ---- statements and parameters ---- */

/* A statement, always a static constant: it is prepared once per connection under its name, the first time it
 * is used. The name is unique in the program. */
typedef struct {
    const char *name;
    const char *sql; /* parameters are $1, $2 …, all sent as text: cast where the type is not clear from the
                        place ($1::bigint[]) */
    guint parameter_count;
} PgStatement;

typedef struct PgParameters PgParameters;

/* The parameters of one execution, added in order of their numbers. Values are copied. Caller frees. */
PgParameters *pg_parameters_new(void);
void pg_parameters_free(PgParameters *parameters);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PgParameters, pg_parameters_free)
void pg_parameters_clear(PgParameters *parameters); /* empties it for another execution */

void pg_add_null(PgParameters *parameters);
void pg_add_int64(PgParameters *parameters, int64_t value);
void pg_add_bool(PgParameters *parameters, bool value);
void pg_add_text(PgParameters *parameters, const char *text); /* NULL = SQL NULL */
void pg_add_night(PgParameters *parameters, Night night);     /* date */
void pg_add_instant(PgParameters *parameters, Instant at);    /* timestamptz */
void pg_add_json(PgParameters *parameters,
                 const json_t *value); /* json, jsonb or text, canonical; C NULL = SQL NULL */
void pg_add_bytes(PgParameters *parameters, const void *bytes, gsize length); /* bytea; NULL = SQL NULL */
void pg_add_hex(PgParameters *parameters,
                const char *hex_digits); /* bytea from hexadecimal digits (a digest); NULL = SQL NULL */

/* An array literal, for batches: INSERT … SELECT … FROM unnest($1::bigint[], $2::text[], $3::date[]).
 * Elements may be mixed with NULLs. */
typedef struct PgArray PgArray;
PgArray *pg_array_new(void);
void pg_array_free(PgArray *array);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PgArray, pg_array_free)
void pg_array_add_null(PgArray *array);
void pg_array_add_int64(PgArray *array, int64_t value);
void pg_array_add_bool(PgArray *array, bool value);
void pg_array_add_text(PgArray *array, const char *text); /* any text, quoted as needed; NULL = SQL NULL */
void pg_array_add_night(PgArray *array, Night night);
void pg_array_add_instant(PgArray *array, Instant at);
void pg_array_add_json(PgArray *array, const json_t *value);
guint pg_array_length(const PgArray *array);
/* Adds the array as the next parameter; the array is copied and stays usable. */
void pg_add_array(PgParameters *parameters, const PgArray *array);
/* The same for plain C arrays. */
void pg_add_int64_array(PgParameters *parameters, const int64_t *values, guint count);
void pg_add_text_array(PgParameters *parameters, const char *const *texts, guint count);
void pg_add_night_array(PgParameters *parameters, const Night *nights, guint count);

/* ---- executing ---- */

typedef struct pg_result PgResult; /* libpq's own result, read through the functions below */
void pg_result_free(PgResult *result);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PgResult, pg_result_free)

/* Executes one statement and reads its result. ret_result may be NULL when the rows do not matter.
 * Inside pg_run_transaction a broken connection gives DATABASE_CONNECTION_LOST. Outside, the statement is a
 * transaction of its own and gives DATABASE_UNKNOWN when the connection broke after it was sent (a read may
 * simply be repeated). Nothing may be queued when it is called. */
DatabaseStatus pg_execute(PgConnection *connection, const PgStatement *statement,
                          const PgParameters *parameters, PgResult **ret_result, GError **error);

/* The same for SQL text that is not prepared (migrations, administration). One statement, no ';'-separated
 * list. parameters may be NULL. */
DatabaseStatus pg_execute_sql(PgConnection *connection, const char *sql, const PgParameters *parameters,
                              PgResult **ret_result, GError **error);

/* Queues one statement; its result is number (returned value) of the next pg_collect, counted from 0.
 * Parameters are copied. Errors, a broken connection included, show in pg_collect. */
guint pg_queue(PgConnection *connection, const PgStatement *statement, const PgParameters *parameters);

/* Queues the COMMIT of the running pg_run_transaction behind the statements queued so far; the next
 * pg_collect must be the last act of the body. Has no result of its own. */
void pg_queue_commit(PgConnection *connection);

/* Sends what is queued, waits for all answers and gives the results in the order of queueing. On failure
 * *ret_results is untouched: the first error is reported, the statements behind it were not executed. Outside
 * a transaction the statements collected together are one transaction. ret_results (GPtrArray of PgResult,
 * owns them) may be NULL. */
DatabaseStatus pg_collect(PgConnection *connection, GPtrArray **ret_results, GError **error);

/* ---- transactions ---- */

typedef enum {
    PG_READ_COMMITTED,
    PG_REPEATABLE_READ,
    PG_SERIALIZABLE,
    PG_SNAPSHOT_READ_ONLY, /* repeatable read, read only: a report sees one moment */
} PgIsolation;

/* The body of a transaction. It may run several times, so it has no effect outside the database and its
 * `data` (which it sets afresh each time). DATABASE_OK commits; DATABASE_ROLLBACK undoes by decision; another
 * status (as got from pg_execute) undoes because of an error. */
typedef DatabaseStatus (*PgTransactionBody)(PgConnection *connection, gpointer data, GError **error);

/* Runs the body in a transaction: reconnects when needed, runs again after DATABASE_SOFT and
 * DATABASE_CONNECTION_LOST (at most 10 runs, jittered pauses), never again after DATABASE_UNKNOWN.
 * DATABASE_OK only when the answer of COMMIT was read. Conflicts and unknown outcomes are counted in metrics.
 * Not to be nested. */
DatabaseStatus pg_run_transaction(PgConnection *connection, PgIsolation isolation, PgTransactionBody body,
                                  gpointer data, GError **error);

/* ---- results ---- */

guint pg_result_rows(const PgResult *result);
guint pg_result_columns(const PgResult *result);
/* Rows touched by INSERT, UPDATE, DELETE; rows given by SELECT. */
guint pg_result_affected(const PgResult *result);

/* Values by row and column, both from 0. Out of range, a NULL where none is allowed, or a value that is not
 * of the type is a programming error and stops the process. Text is owned by the result; NULL for SQL NULL.
 */
bool pg_result_is_null(const PgResult *result, guint row, guint column);
int64_t pg_result_int64(const PgResult *result, guint row, guint column);
bool pg_result_bool(const PgResult *result, guint row, guint column);
const char *pg_result_text(const PgResult *result, guint row, guint column);
Night pg_result_night(const PgResult *result, guint row, guint column);
Instant pg_result_instant(const PgResult *result, guint row, guint column);
/* New reference, or NULL for SQL NULL. Caller releases with json_decref. */
json_t *pg_result_json(const PgResult *result, guint row, guint column);
/* New array of int64_t from a bigint[] or integer[] column without NULLs; empty for '{}'. NULL for SQL NULL.
 * Caller unrefs. */
GArray *pg_result_int64_array(const PgResult *result, guint row, guint column);
/* New bytes from a bytea column; NULL for SQL NULL. Caller unrefs. */
GBytes *pg_result_bytes(const PgResult *result, guint row, guint column);

/* ---- advisory locks ---- */

/* Tries to take the session's advisory lock `key`; it is held until pg_advisory_unlock or until the
 * connection ends, whichever comes first (a holder must watch pg_connection_is_alive and
 * pg_advisory_is_held). *ret_taken is false when another session has it. */
DatabaseStatus pg_advisory_try_lock(PgConnection *connection, int64_t key, bool *ret_taken, GError **error);
DatabaseStatus pg_advisory_unlock(PgConnection *connection, int64_t key, GError **error);
/* Asks the server whether this session still holds the lock: false after a reconnect. */
DatabaseStatus pg_advisory_is_held(PgConnection *connection, int64_t key, bool *ret_held, GError **error);

#endif
