/* What a daemon does at SIGHUP: settings that may change while it runs, and a new file for its log. */
#ifndef KEYRACK_OPS_RELOAD_H
#define KEYRACK_OPS_RELOAD_H

#include "ops/config.h"

typedef struct {
    Config *config;       /* borrowed */
    const int *log_level; /* the member of the configuration that holds it, a LogLevel */
} Reload;

/* For process_wait(): `reload` is a Reload. Puts what is reloadable in force, says in the log what changed and what
 * waits for a restart, and opens the log file anew. A file with a mistake changes nothing and is reported. */
void reload_settings(gpointer reload);

#endif
