/* The hotel's own store through unixODBC: one code path for SQLite (libsqliteodbc) and PostgreSQL (psqlODBC),
 * portable SQL.
 *
 * Portable SQL here means: parameters are '?'; whole numbers are BIGINT or INTEGER, texts TEXT; nights are
 * whole days since 1970-01-01 and instants whole microseconds since 1970-01-01T00:00Z; truth values are 0/1;
 * JSON is TEXT. INSERT … ON CONFLICT (key) DO UPDATE SET x = excluded.x works on both. RETURNING is refused:
 * the SQLite driver executes it and shows no rows. NULLs sort first in SQLite and last in PostgreSQL: say
 * NULLS FIRST or NULLS LAST where it matters. After a failed statement a transaction can only be undone, on
 * both.
 *
 * SQLite: exactly one writer connection exists per file (several risk corruption in the packaged version;
 * what the thread that takes over the log does beside it is thought through in odbc_takeover.c); the adapter
 * holds a lock file beside the database and refuses a second writer, in this process or another. Readers open
 * with read_only. A connection belongs to one thread at a time. */
#ifndef KEYRACK_OPS_ODBC_H
#define KEYRACK_OPS_ODBC_H

#include "ops/database.h"
#include <glib.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct OdbcConnection OdbcConnection;

typedef enum {
    ODBC_SQLITE,
    ODBC_POSTGRES,
} OdbcKind;

typedef struct {
    /* ODBC connection string, e.g. "Driver=SQLite3;Database=/var/lib/keyrack/H1.db" or
     * "Driver=PostgreSQL Unicode;Server=127.0.0.1;Port=5432;Database=h1;Username=h1;Password=…". What the
     * adapter needs (journal mode, synchronous, foreign keys, busy timeout for SQLite; protocol options for
     * PostgreSQL) is added by it; a string that says otherwise is refused. */
    const char *connection_string;
    const char *password; /* of a server, instead of one in the string; NULL: none. A file has none */
    bool read_only;
    bool sole_writer;   /* a PostgreSQL database that another sole writer has is refused; a SQLite file always
                           is */
    bool must_exist;    /* a SQLite file that is not there is refused instead of made */
    bool gathers;       /* odbc_run_gathered() is what it is for: a SQLite store then keeps in memory what
                           savepoints may undo, and whatever else it would put into temporary files */
    bool log_apart;     /* a SQLite file's log is taken over into the file on a thread and a connection of its
                           own, and not by commits; odbc_tidy() has to be called then. Not with read_only */
    guint reconnect_ms; /* how long a lost server is tried again before giving up. 0 = 5 s */
} OdbcOptions;

/* Connects and, for SQLite, reads back journal_mode, synchronous and foreign_keys: refused (DATABASE_HARD)
 * unless wal, 2 (FULL) and 1. Passwords never appear in an error. Options are copied. Caller frees. */
OdbcConnection *odbc_connection_new(const OdbcOptions *options, GError **error);
void odbc_connection_free(OdbcConnection *connection);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(OdbcConnection, odbc_connection_free)

/* The file that a connection string of a SQLite store names; NULL for a server's. Free with g_free(). */
char *odbc_string_file(const char *connection_string);

OdbcKind odbc_connection_kind(const OdbcConnection *connection);

/* ---- statements and parameters ---- */

/* A statement, always a static constant: prepared once per connection, the first time it is used. */
typedef struct {
    const char *name;
    const char *sql; /* parameters are ? */
    guint parameter_count;
} OdbcStatement;

typedef struct OdbcParameters OdbcParameters;

/* The parameters of one execution in order. Values are copied. Caller frees. */
OdbcParameters *odbc_parameters_new(void);
void odbc_parameters_free(OdbcParameters *parameters);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(OdbcParameters, odbc_parameters_free)
void odbc_parameters_clear(OdbcParameters *parameters); /* empties it for another execution */

void odbc_add_null(OdbcParameters *parameters);
void odbc_add_int64(OdbcParameters *parameters, int64_t value);
void odbc_add_bool(OdbcParameters *parameters, bool value);          /* 0 or 1 */
void odbc_add_text(OdbcParameters *parameters, const char *text);    /* UTF-8; NULL = SQL NULL */
void odbc_add_json(OdbcParameters *parameters, const json_t *value); /* canonical text; C NULL = SQL NULL */

/* ---- executing ---- */

typedef struct OdbcResult OdbcResult;
void odbc_result_free(OdbcResult *result);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(OdbcResult, odbc_result_free)

/* Executes one statement and reads all its rows. ret_result may be NULL. Outside odbc_run_transaction a
 * statement is its own transaction; use that for reads only (a write outside a transaction is refused by
 * read_only connections and may meet DATABASE_SOFT on others). */
DatabaseStatus odbc_execute(OdbcConnection *connection, const OdbcStatement *statement,
                            const OdbcParameters *parameters, OdbcResult **ret_result, GError **error);

/* The same for SQL text that is not kept prepared (migrations, pragmas). One statement; parameters may be
 * NULL. */
DatabaseStatus odbc_execute_sql(OdbcConnection *connection, const char *sql, const OdbcParameters *parameters,
                                OdbcResult **ret_result, GError **error);

/* Executes the statement once for each row of parameters (GPtrArray of OdbcParameters), in order, stopping at
 * the first failure. Only inside odbc_run_transaction. Uses the driver's arrays of parameters where it has
 * them. */
DatabaseStatus odbc_execute_many(OdbcConnection *connection, const OdbcStatement *statement,
                                 const GPtrArray *rows, GError **error);

/* ---- transactions ---- */

/* The body of a transaction. It may run several times, so it has no effect outside the database and its
 * `data`. DATABASE_OK commits; DATABASE_ROLLBACK undoes by decision; another status undoes because of an
 * error. */
typedef DatabaseStatus (*OdbcTransactionBody)(OdbcConnection *connection, gpointer data, GError **error);

/* Runs the body in a transaction that holds the write lock from its beginning (SQLite) or runs at
 * SERIALIZABLE (PostgreSQL): the body may read, decide and write without another writer in between. Runs
 * again after DATABASE_SOFT and DATABASE_CONNECTION_LOST (at most 10 runs), never after DATABASE_UNKNOWN.
 * DATABASE_OK means committed and on disk. Not to be nested. What was gathered (below) is committed first. */
DatabaseStatus odbc_run_transaction(OdbcConnection *connection, OdbcTransactionBody body, gpointer data,
                                    GError **error);

/* Several transactions in one commit, which costs the disk as much as one. Between odbc_gather_begin() and
 * odbc_gather_commit() each body that odbc_run_gathered() runs is a savepoint: it alone is undone when it
 * does not succeed. DATABASE_OK then means that it will be committed with the others, so nobody may be told
 * before odbc_gather_commit() has answered DATABASE_OK. Bodies run once. Outside of the two,
 * odbc_run_gathered() is odbc_run_transaction(). Reads in between see what was gathered. */
void odbc_gather_begin(OdbcConnection *connection);
DatabaseStatus odbc_run_gathered(OdbcConnection *connection, OdbcTransactionBody body, gpointer data,
                                 GError **error);
/* Whether somebody has to wait for odbc_gather_commit() to know how it went. */
bool odbc_has_gathered(const OdbcConnection *connection);
/* Any other answer than DATABASE_OK and DATABASE_UNKNOWN: nothing of what was gathered is in the database. */
DatabaseStatus odbc_gather_commit(OdbcConnection *connection, GError **error);

/* For the moment between a commit that was told and the next transaction, of a store with log_apart: looks
 * after the log. Sets the thread to work when much is in the log, or something and nobody waits; once it has
 * ended, takes over the little that came meanwhile, so that the log begins anew. The log stays below some
 * 160 MB, by waiting for the thread if need be, unless another program reads the file and does not let go;
 * the journal tells that. Failures are left to the next time. Other stores: nothing is done. */
void odbc_tidy(OdbcConnection *connection, bool somebody_waits);

/* The same for reading several statements at one moment: no write lock is taken, writes are refused. */
DatabaseStatus odbc_run_snapshot(OdbcConnection *connection, OdbcTransactionBody body, gpointer data,
                                 GError **error);

/* How many transactions of odbc_run_transaction() were committed on this connection. */
guint64 odbc_connection_commits(const OdbcConnection *connection);

/* ---- results ---- */

guint odbc_result_rows(const OdbcResult *result);
guint odbc_result_columns(const OdbcResult *result);
/* Rows touched by INSERT, UPDATE, DELETE without RETURNING. */
guint odbc_result_affected(const OdbcResult *result);

/* Values by row and column, both from 0. Out of range, a NULL where none is allowed, or a value that is no
 * number is a programming error and stops the process. Text is owned by the result; NULL for SQL NULL. */
bool odbc_result_is_null(const OdbcResult *result, guint row, guint column);
int64_t odbc_result_int64(const OdbcResult *result, guint row, guint column);
bool odbc_result_bool(const OdbcResult *result, guint row, guint column);
const char *odbc_result_text(const OdbcResult *result, guint row, guint column);
/* New reference, or NULL for SQL NULL. Caller releases with json_decref. */
json_t *odbc_result_json(const OdbcResult *result, guint row, guint column);

/* ---- health ---- */

/* SQLite: PRAGMA integrity_check (or quick_check); PostgreSQL: nothing to check, true. false with an error
 * that tells the first finding. May take long. */
bool odbc_check_integrity(OdbcConnection *connection, bool quick, GError **error);

#endif
