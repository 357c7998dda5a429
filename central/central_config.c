#include "central/central_config.h"

#include "ops/log.h"

#define SETTING(Name, Type, Member, ...)                                                                     \
    {                                                                                                        \
        .name = (Name), .type = (Type), .offset = offsetof(CentralConfig, Member), __VA_ARGS__               \
    }

static const ConfigSetting SETTINGS[] = {
    SETTING("listen_address", CONFIG_TEXT, listen_address, .initial = "127.0.0.1",
            .help = "address to listen on; beyond loopback only with TLS"),
    SETTING("listen_port", CONFIG_INT, listen_port, .initial = "7400", .min = 1, .max = 65535,
            .help = "port of the HTTP service"),
    SETTING("tls_certificate", CONFIG_PATH, tls_certificate, .help = "PEM certificate chain"),
    SETTING("tls_key", CONFIG_PATH, tls_key, .help = "PEM private key"),
    SETTING("issuer", CONFIG_TEXT, issuer, .help = "base address of this service as its clients see it"),
    SETTING("database", CONFIG_TEXT, database, .required = true,
            .help = "libpq connection string without the password"),
    SETTING("database_password_file", CONFIG_SECRET_FILE, database_password,
            .help = "file with the database password"),
    SETTING("bus_url", CONFIG_TEXT, bus_url, .required = true, .help = "NATS servers, nats://host:port[,…]"),
    SETTING("bus_user", CONFIG_TEXT, bus_user, .help = "user on the bus"),
    SETTING("bus_password_file", CONFIG_SECRET_FILE, bus_password,
            .help = "file with the password on the bus"),
    SETTING("directory_uri", CONFIG_TEXT, directory_uri, .required = true,
            .help = "LDAP servers, tried in turn"),
    SETTING("directory_base", CONFIG_TEXT, directory_base, .required = true,
            .help = "base of the staff directory"),
    SETTING("chain", CONFIG_PATH, chain, .required = true, .help = "chain file"),
    SETTING("console", CONFIG_PATH, console, .help = "folder of the reservation centre's console"),
    SETTING("schema_folder", CONFIG_PATH, schema_folder, .required = true,
            .help = "migrations this program expects"),
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
    SETTING("http_threads", CONFIG_INT, http_threads, .initial = "2", .min = 1, .max = 64,
            .help = "HTTP threads"),
    SETTING("booking_lanes", CONFIG_INT, booking_lanes, .initial = "2", .min = 1, .max = 16,
            .help = "booking threads, each with a database connection"),
    SETTING("booking_batch", CONFIG_INT, booking_batch, .initial = "128", .min = 1, .max = 512,
            .help = "bookings in one transaction at most"),
    SETTING("rate_limit_per_minute", CONFIG_INT, rate_limit_per_minute, .initial = "0", .min = 0,
            .max = 10000000, .help = "requests a minute of one client; 0: no limit"),
    SETTING("log_level", CONFIG_ENUM, log_level, .initial = "info", .choices = LOG_LEVEL_NAMES,
            .reloadable = true, .help = "least level that is written"),
    SETTING("log_file", CONFIG_PATH, log_file,
            .help = "file of the log, opened anew at SIGHUP; standard error without it"),
};

Config *central_config_load(const char *path, const char *const *overrides, CentralConfig *ret_config,
                            GError **error)
{
    return config_load(SETTINGS, G_N_ELEMENTS(SETTINGS), ret_config, path, overrides, error);
}
