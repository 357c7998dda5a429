/* What every database adapter (ops/postgres.h, ops/odbc.h) says about the fate of a statement or a
 * transaction.
 *
 * The status tells the caller what to do next; the GError (domain DATABASE_ERROR, code = the status) tells a
 * person what happened. Both are always given together: a status other than DATABASE_OK sets the error,
 * DATABASE_ROLLBACK alone may leave it unset. */
#ifndef KEYRACK_OPS_DATABASE_H
#define KEYRACK_OPS_DATABASE_H

#include <glib.h>
#include <stdbool.h>

typedef enum {
    DATABASE_OK = 0,
    DATABASE_ROLLBACK, /* the body decided to undo: nothing is wrong with the database, nothing was written */
    DATABASE_SOFT,     /* serialization failure, deadlock, lock held: nothing was written, run the whole
                          transaction again */
    DATABASE_UNIQUE,   /* a unique or exclusion constraint refused: database_error_constraint() names it */
    DATABASE_CHECK, /* a check, not-null or foreign-key constraint refused: database_error_constraint() names
                       it */
    DATABASE_CONNECTION_LOST, /* the connection broke before COMMIT was sent: nothing was written */
    DATABASE_UNKNOWN,   /* COMMIT was sent, its answer never read: look the effect up by its key, never repeat
                           blindly */
    DATABASE_DISK_FULL, /* no room left: nothing was written; clear space, then run again */
    DATABASE_HARD,      /* anything else: a wrong statement, missing rights, a damaged file */
} DatabaseStatus;

/* GError domain; the code is a DatabaseStatus. */
#define DATABASE_ERROR (database_error_quark())
GQuark database_error_quark(void);

/* Name of the constraint that refused (DATABASE_UNIQUE, DATABASE_CHECK), or "" when the driver does not tell.
 * SQLite tells "table.column" for unique constraints. Owned by the error; never NULL. Any other error gives
 * "". */
const char *database_error_constraint(const GError *error);

/* Five-character SQLSTATE of the error, "" when there is none. Owned by the error; never NULL. */
const char *database_error_sqlstate(const GError *error);

/* Short lower-case word for logs and metrics labels ("ok", "soft", "unique" …). Static. */
const char *database_status_name(DatabaseStatus status);

/* true when nothing was written and the same transaction may simply run again (DATABASE_SOFT,
 * DATABASE_CONNECTION_LOST). */
bool database_status_may_repeat(DatabaseStatus status);

/* For adapters: sets *error (when not NULL) to DATABASE_ERROR with this status, constraint and SQLSTATE
 * (either may be NULL) and returns the status. */
DatabaseStatus database_fail(GError **error, DatabaseStatus status, const char *sqlstate,
                             const char *constraint, const char *format, ...) G_GNUC_PRINTF(5, 6);

/* For adapters: what an SQLSTATE means. NULL gives DATABASE_HARD. */
DatabaseStatus database_status_of_sqlstate(const char *sqlstate);

/* For adapters: what may be told of a server's message. Those of class 22 (data exceptions) quote values, and
 * values may be a guest's: they are told by their SQLSTATE alone. The answer is static or the message itself.
 */
const char *database_message_to_tell(const char *sqlstate, const char *message);

/* For adapters: the pause before attempt number `attempt` (2 = first repetition) of something that met a
 * conflict or a broken connection; exponential with full jitter, at most `longest_ms`. Sleeps the calling
 * thread in real time. */
void database_pause_before(guint attempt, guint longest_ms);

/* For adapters: runs `attempt` until it gives a status that is not to be repeated, at most 10 times with
 * jittered pauses. Conflicts, lost connections and unknown outcomes are counted in metrics under the
 * adapter's name. Each run gets a fresh error; the last one's is passed on. An attempt sets *ret_final when a
 * repetition is pointless: it has waited for the server already. */
typedef DatabaseStatus (*DatabaseAttempt)(gpointer data, bool *ret_final, GError **error);
DatabaseStatus database_repeat(const char *adapter, DatabaseAttempt attempt, gpointer data, GError **error);

#endif
