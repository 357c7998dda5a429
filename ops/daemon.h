/* What both daemons do alike: the status they end with when they cannot start, and what SIGHUP means. */
#ifndef KEYRACK_OPS_DAEMON_H
#define KEYRACK_OPS_DAEMON_H

#include "ops/config.h"
#include "ops/process.h"

/* The status to end with after this error of a start: whose mistake it is tells the operator where to look.
 * EXIT_STATUS_FAILURE for what is nobody's setting. */
ExitStatus daemon_start_status(const GError *error);

typedef struct {
    Config *config;       /* borrowed */
    const int *log_level; /* the member of the configuration that holds it, a LogLevel */
} Reload;

/* For process_wait(): `reload` is a Reload. Puts what is reloadable in force, says in the log what changed
 * and what waits for a restart, and opens the log file anew. A file with a mistake changes nothing and is
 * reported. */
void daemon_reload(gpointer reload);

#endif
