#ifndef KEYRACK_PROPERTY_COMMAND_DESK_H
#define KEYRACK_PROPERTY_COMMAND_DESK_H

/* The desk: the hotel's one database connection and the one thread that uses it. Everything that reads or
 * writes the store is a piece of work on this thread, one after the other; so there is one writer, and work
 * that is long cuts itself into pieces and queues the next piece behind whoever is waiting.
 *
 * When several wait, requests and other work that allows it, their transactions are gathered into one commit
 * (odbc_run_gathered), and no answer leaves before it is on the disk; GET requests among them go first, and
 * need not wait for it. The log of a SQLite store is looked after between the batches (odbc_tidy). */

#include "ops/http.h"
#include "ops/odbc.h"
#include "ops/process.h"
#include "property/command/changes.h"
#include <stdbool.h>

typedef struct Desk Desk;

typedef void (*DeskWork)(OdbcConnection *connection, gpointer data);

typedef struct DeskOptions {
    const char *store;         /* ODBC connection string */
    const char *password;      /* of the store's server; NULL: in the string, or none */
    const char *schema_folder; /* migrations the store must have had */
    Changes *changes;          /* told of every commit; must outlive the desk. NULL: nobody is told */
    int64_t together_us;       /* for how long others join one commit; 0: as is best for who waits */
} DeskOptions;

/* Opens the store and starts the thread. NULL with an error; `*ret_exit_status` then tells the status a
 * daemon ends with (missing, older, newer, edited, held by another). */
Desk *desk_new(const DeskOptions *options, ExitStatus *ret_exit_status, GError **error);

/* Runs what was accepted, stops the thread, closes the store. NULL is allowed. */
void desk_free(Desk *desk);

/* Queues work. FALSE when the queue is full or the desk is closing: the work will not run. Any thread. */
bool desk_submit(Desk *desk, DeskWork work, gpointer data);

/* How it went with work whose transactions may be gathered with those of others: `committed` tells whether
 * what it wrote is in the store. Desk thread; outside of any transaction. */
typedef void (*DeskDone)(OdbcConnection *connection, gpointer data, bool committed);

/* Queues work whose transactions may be gathered with those of requests: it has no effect but on the store,
 * on `data` and by answering requests. Everything else waits for `done`, which follows the commit; NULL:
 * nothing does. FALSE as above, then neither of them will run. Any thread. */
bool desk_submit_gathered(Desk *desk, DeskWork work, DeskDone done, gpointer data);

/* Queues work and waits until it has run; FALSE when the desk is closing. Waits while the queue is full. Any
 * thread but the desk's own. */
bool desk_call(Desk *desk, DeskWork work, gpointer data);

/* The same for work that may be gathered, as desk_submit_gathered() has it. FALSE also when what it wrote was
 * not committed. */
bool desk_call_gathered(Desk *desk, DeskWork work, gpointer data);

/* Whether somebody waits behind the work that runs now, which may be shorter then. Any thread. */
bool desk_somebody_waits(const Desk *desk);

/* HttpSubmit of the HTTP server: `data` is the desk, and handlers of the worker lane get the OdbcConnection.
 */
gboolean desk_submit_request(HttpRequest *request, gpointer data);

/* Refuses new work, runs what was accepted and stops the thread; desk_free() then only frees. Call it after
 * the HTTP server has stopped and before anything the work refers to is freed. */
void desk_stop(Desk *desk);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Desk, desk_free)

#endif
