/** Settings of keyrack-central, read from YAML. */
#pragma once

#include "ops/config.h"

typedef struct {
    char *listen_address;
    int64_t listen_port;
    char *tls_certificate;
    char *tls_key;
    char *issuer;
    char *database;
    char *database_password;
    char *bus_url;
    char *bus_user;
    char *bus_password;
    char *directory_uri;
    char *directory_base;
    char *chain;
    char *console;
    char *schema_folder;
    char *token_key;
    char *clients_file;
    char *blind_index_key;
    bool read_log;
    int64_t workers;
    int64_t http_threads;
    int64_t booking_lanes;
    int64_t booking_batch;
    int64_t rate_limit_per_minute;
    int log_level;
    char *log_file;
} CentralConfig;

/** Loads `path` with `overrides` into `ret_config`; the Config owns its texts. NULL and an error that names
 * file, line, column and remedy. */
Config *central_config_load(const char *path, const char *const *overrides, CentralConfig *ret_config,
                            GError **error);
