#ifndef KEYRACK_PROPERTY_PROPERTY_CONFIG_H
#define KEYRACK_PROPERTY_PROPERTY_CONFIG_H

/* The settings of a hotel's node. */

#include "ops/config.h"

typedef struct PropertyConfig {
    char *hotel;
    char *listen_address;
    int64_t listen_port;
    char *tls_certificate;
    char *tls_key;
    char *store;
    char *store_password;
    char *bus_url;
    char *bus_user;
    char *bus_password;
    char *directory_uri;
    char *directory_base;
    char *chain;
    char *console;
    char *schema_folder;
    char *known_faults;
    char *starter_plans;
    char *downtime_folder;
    char *downtime_second_folder;
    char *card_terms_en;
    char *card_terms_zh;
    char *token_key;
    int64_t http_threads;
    int64_t callers;
    int64_t rate_limit_per_minute;
    char *devices;
    char *device_address;
    int64_t device_port;
    int64_t device_alive_ms;
    int64_t device_silence_ms;
    char *mail_host;
    int64_t mail_port;
    int mail_security;
    char *mail_user;
    char *mail_password;
    char *mail_ca_file;
    char *mail_from;
    int64_t mail_attempts;
    int64_t mail_pause_ms;
    int64_t mail_pause_longest_ms;
    int log_level;
    char *log_file;
} PropertyConfig;

/* As config_load(). */
Config *property_config_load(const char *path, const char *const *overrides, PropertyConfig *ret_config,
                             GError **error);

#endif
