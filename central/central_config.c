#include "central/central_config.h"

#include "ops/daemon.h"

#define SETTING(...) CONFIG_SETTING(CentralConfig, __VA_ARGS__)

static const ConfigSetting SETTINGS[] = {
    DAEMON_SETTINGS(CentralConfig),
    SETTING("listen_port", CONFIG_INT, listen_port, .initial = "7400", .min = 1, .max = 65535,
            .help = "port of the HTTP service"),
    SETTING("issuer", CONFIG_TEXT, issuer, .help = "base address of this service as its clients see it"),
    SETTING("database", CONFIG_TEXT, database, .required = true,
            .help = "libpq connection string without the password"),
    SETTING("database_password_file", CONFIG_SECRET_FILE, database_password,
            .help = "file with the database password"),
    SETTING("console", CONFIG_PATH, console, .help = "folder of the reservation centre's console"),
    SETTING("token_key_file", CONFIG_SECRET_FILE, token_key, .required = true,
            .help = "secret that seals sessions and tokens"),
    SETTING("clients_file", CONFIG_PATH, clients_file, .required = true, .help = "OAuth clients"),
    SETTING("blind_index_key_file", CONFIG_SECRET_FILE, blind_index_key,
            .help = "secret of the blind indexes"),
    SETTING("read_log", CONFIG_BOOL, read_log, .initial = "true",
            .help = "hear of changes from the database's log as well, sooner than from the bus; takes one "
                    "replication slot"),
    SETTING("workers", CONFIG_INT, workers, .initial = "4", .min = 1, .max = 64,
            .help = "worker threads, each with a database connection"),
    SETTING("booking_lanes", CONFIG_INT, booking_lanes, .initial = "2", .min = 1, .max = 16,
            .help = "booking threads, each with a database connection"),
    SETTING("booking_batch", CONFIG_INT, booking_batch, .initial = "128", .min = 1, .max = 512,
            .help = "bookings in one transaction at most"),
};

Config *central_config_load(const char *path, const char *const *overrides, CentralConfig *ret_config,
                            GError **error)
{
    return config_load(SETTINGS, G_N_ELEMENTS(SETTINGS), ret_config, path, overrides, error);
}
