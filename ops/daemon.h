/* What both daemons do alike: most of their settings, the status they end with when they cannot start, and
 * what SIGHUP means. */
#ifndef KEYRACK_OPS_DAEMON_H
#define KEYRACK_OPS_DAEMON_H

#include "ops/config.h"
#include "ops/log.h"
#include "ops/process.h"

/* The settings that both daemons have, lines of a table of ConfigSetting: the members of `Struct` have these
 * names. */
#define DAEMON_SETTINGS(Struct)                                                                              \
    CONFIG_SETTING(Struct, "listen_address", CONFIG_TEXT, listen_address, .initial = "127.0.0.1",            \
                   .help = "address to listen on; beyond loopback only with TLS"),                           \
        CONFIG_SETTING(Struct, "tls_certificate", CONFIG_PATH, tls_certificate,                              \
                       .help = "PEM certificate chain"),                                                     \
        CONFIG_SETTING(Struct, "tls_key", CONFIG_PATH, tls_key, .help = "PEM private key"),                  \
        CONFIG_SETTING(Struct, "bus_url", CONFIG_TEXT, bus_url, .required = true,                            \
                       .help = "NATS servers, nats://host:port[,…]"),                                        \
        CONFIG_SETTING(Struct, "bus_user", CONFIG_TEXT, bus_user, .help = "user on the bus"),                \
        CONFIG_SETTING(Struct, "bus_password_file", CONFIG_SECRET_FILE, bus_password,                        \
                       .help = "file with the password on the bus"),                                         \
        CONFIG_SETTING(Struct, "directory_uri", CONFIG_TEXT, directory_uri, .required = true,                \
                       .help = "LDAP servers, tried in turn"),                                               \
        CONFIG_SETTING(Struct, "directory_base", CONFIG_TEXT, directory_base, .required = true,              \
                       .help = "base of the staff directory"),                                               \
        CONFIG_SETTING(Struct, "chain", CONFIG_PATH, chain, .required = true, .help = "chain file"),         \
        CONFIG_SETTING(Struct, "schema_folder", CONFIG_PATH, schema_folder, .required = true,                \
                       .help = "migrations this program expects"),                                           \
        CONFIG_SETTING(Struct, "http_threads", CONFIG_INT, http_threads, .initial = "2", .min = 1,           \
                       .max = 64, .help = "HTTP threads"),                                                   \
        CONFIG_SETTING(Struct, "rate_limit_per_minute", CONFIG_INT, rate_limit_per_minute, .initial = "0",   \
                       .min = 0, .max = 10000000, .help = "requests a minute of one client; 0: no limit"),   \
        CONFIG_SETTING(Struct, "log_level", CONFIG_ENUM, log_level, .initial = "info",                       \
                       .choices = LOG_LEVEL_NAMES, .reloadable = true,                                       \
                       .help = "least level that is written"),                                               \
        CONFIG_SETTING(Struct, "log_file", CONFIG_PATH, log_file,                                            \
                       .help = "file of the log, opened anew at SIGHUP; standard error without it")

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
