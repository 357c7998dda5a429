/* What the parts of the ODBC adapter share; nobody else includes it. */
#ifndef KEYRACK_OPS_ODBC_INTERNAL_H
#define KEYRACK_OPS_ODBC_INTERNAL_H

#include "ops/odbc.h"
#include <sql.h>
#include <sqlext.h>

typedef struct OdbcTakeover OdbcTakeover;

struct OdbcConnection {
    char *connection_string; /* with the adapter's own settings */
    OdbcKind kind;
    bool read_only;
    bool sole_writer;
    bool must_exist;
    bool gathers;
    bool log_apart;
    guint reconnect_ms;
    int writer_lock; /* descriptor of the lock file beside a SQLite database; -1 for others */
    SQLHENV environment;
    SQLHDBC handle;         /* NULL while lost */
    GHashTable *statements; /* name (static) -> SQLHSTMT, prepared */
    SQLHSTMT direct;        /* of odbc_execute_sql(); NULL before its first and after a failed one */
    bool in_transaction;    /* odbc_run_transaction or odbc_run_snapshot is running */
    bool failed;            /* a statement of the transaction failed: it must not be committed */
    bool lost;              /* the driver said that the connection is gone */
    guint64 commits;        /* transactions that wrote and were committed */
    OdbcTakeover *takeover; /* of a SQLite database with log_apart; else NULL */
    bool gathering;         /* between odbc_gather_begin() and odbc_gather_commit() */
    bool gathered;          /* a transaction of gathered bodies is open */
    bool gather_broken;     /* what was gathered since odbc_gather_begin() was not committed */
};

/* One value: a number, a text, or nothing. */
typedef enum {
    ODBC_VALUE_NULL,
    ODBC_VALUE_INT64,
    ODBC_VALUE_TEXT,
} OdbcValueKind;

typedef struct {
    OdbcValueKind kind;
    SQLBIGINT number;
    gsize offset; /* of a text, in the text of its parameters */
    SQLLEN length;
} OdbcValue;

/* odbc_parameters.c */
guint odbc_parameters_count(const OdbcParameters *parameters);
const OdbcValue *odbc_parameters_value(const OdbcParameters *parameters, guint index);
const char *odbc_parameters_text(const OdbcParameters *parameters, const OdbcValue *value);

/* odbc_result.c */
OdbcResult *odbc_result_new(guint columns);
void odbc_result_set_affected(OdbcResult *result, SQLLEN affected);
/* Adds the next value of the row; NULL is SQL NULL. */
void odbc_result_add(OdbcResult *result, const char *text, gsize length);

/* odbc_status.c */
/* Reads the diagnostic records of a handle into status and error; notes on the connection that it is lost. */
DatabaseStatus odbc_fail(OdbcConnection *connection, SQLSMALLINT handle_type, SQLHANDLE handle,
                         const char *what, GError **error);

/* odbc_string.c */
/* Adds to a connection string what the adapter needs; NULL and an error when the string contradicts it. */
char *odbc_string_complete(const char *connection_string, const char *password, OdbcKind *ret_kind,
                           GError **error);
/* Value of a key, without braces; NULL when missing. Caller frees. */
char *odbc_string_value(const char *connection_string, const char *key);

/* odbc_connection.c */
bool odbc_connection_ensure(OdbcConnection *connection, GError **error);

/* odbc_execute.c */
DatabaseStatus odbc_statement_prepare(OdbcConnection *connection, const OdbcStatement *statement,
                                      SQLHSTMT *ret_handle, GError **error);
/* Takes what SQLExecute gave, reads the rows and closes the cursor. */
DatabaseStatus odbc_statement_run(OdbcConnection *connection, SQLHSTMT handle, SQLRETURN done,
                                  const char *what, OdbcResult **ret_result, GError **error);
void odbc_statement_forget(OdbcConnection *connection, const OdbcStatement *statement);
void odbc_direct_forget(OdbcConnection *connection);

/* odbc_takeover.c */
/* Starts the thread that takes over the log of a SQLite database; nothing to do for others. */
bool odbc_takeover_open(OdbcConnection *connection, GError **error);
/* Ends the thread, after what it is doing. NULL is allowed. */
void odbc_takeover_end(OdbcTakeover *takeover);
/* After the writer's session has ended: closing a descriptor drops this process's locks on the file. */
void odbc_takeover_free(OdbcTakeover *takeover);
/* What the writer's session needs beside the thread. */
bool odbc_takeover_settings(OdbcConnection *connection, GError **error);
/* The last that is done within a transaction that writes. */
DatabaseStatus odbc_takeover_before_commit(OdbcConnection *connection, GError **error);

/* odbc_durable.c */
/* Takes the writer's lock file of a SQLite database; nothing to do for others. */
bool odbc_server_lock(OdbcConnection *connection, GError **error);
bool odbc_writer_lock(OdbcConnection *connection, GError **error);
/* Reads back what makes a commit durable; refuses a connection on which it is not. */
bool odbc_durability_check(OdbcConnection *connection, GError **error);

#endif
