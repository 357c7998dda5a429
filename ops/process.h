/* What every daemon needs of the operating system: exit statuses, stopping by signal. */
#ifndef KEYRACK_OPS_PROCESS_H
#define KEYRACK_OPS_PROCESS_H

#include <glib.h>
#include <stdbool.h>

/* Exit statuses of the daemons. Scripts and tests rely on the numbers. */
typedef enum {
    EXIT_STATUS_OK = 0,
    EXIT_STATUS_FAILURE = 1,
    EXIT_STATUS_CONFIG = 2,           /* configuration or command line is wrong */
    EXIT_STATUS_DATABASE_MISSING = 3, /* not reachable, or never set up */
    EXIT_STATUS_SCHEMA_OLDER = 4,     /* the database lacks migrations this program needs */
    EXIT_STATUS_SCHEMA_NEWER = 5,     /* the database has migrations this program does not know */
    EXIT_STATUS_PORT_IN_USE = 6,
    EXIT_STATUS_ALREADY_RUNNING = 7, /* the hotel's store is held by a living process */
    EXIT_STATUS_SCHEMA_EDITED = 8,   /* the database and this program disagree about the same migration */
} ExitStatus;

#define PROCESS_ERROR process_error_quark()
GQuark process_error_quark(void);

typedef enum {
    PROCESS_ERROR_SYSTEM, /* a system call failed */
} ProcessError;

/* Runs a program to its end and gives what it writes to its standard output; NULL, with the reason, when it
 * does not end with status 0. `command` is NULL-terminated and names the program by its path; its standard
 * error is ours. Caller unrefs. Any thread; waits. */
GBytes *process_output(const char *const *command, GError **error);

/* For the program that process_output() runs: it ends when the one that wants its output does, also when that
 * is killed, and then holds no file open any more. */
void process_end_with_parent(void);

/* Blocks SIGTERM, SIGINT and SIGHUP in this and all later threads and ignores SIGPIPE. Call first thing in
 * main(), before any thread is started. */
bool process_signals_init(GError **error);

/* Main thread: sleeps until SIGTERM or SIGINT comes or process_stop() is called. on_reload (may be NULL) runs
 * in the main thread at each SIGHUP. Returns the signal number, or 0 after process_stop(). */
int process_wait(void (*on_reload)(gpointer user), gpointer user);

/* Ends process_wait(). Any thread. */
void process_stop(void);

/* True once a stop was asked for by signal or process_stop(). Any thread. */
bool process_is_stopping(void);

#endif
