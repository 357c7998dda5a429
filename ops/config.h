/* Configuration: one typed table names every setting of a program and gives loading, checking and
 * --show-config.
 *
 *   typedef struct { int64_t http_port; char *database; } HotelConfig;
 *   static const ConfigSetting SETTINGS[] = {
 *       {"http.port", CONFIG_INT, offsetof(HotelConfig, http_port), .initial = "7401", .min = 1,
 *        .max = 65535, .help = "port of the front desk"},
 *       {"database", CONFIG_PATH, offsetof(HotelConfig, database), .required = true,
 *        .help = "SQLite file"},
 *   };
 *
 * A dot in a name is a level of nesting in the YAML file. Load once in the main thread; afterwards the
 * structure may be read from any thread (reloadable settings are replaced by single aligned stores). */
#ifndef KEYRACK_OPS_CONFIG_H
#define KEYRACK_OPS_CONFIG_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CONFIG_ERROR config_error_quark()
GQuark config_error_quark(void);

typedef enum {
    CONFIG_ERROR_UNKNOWN, /* a key of the file or an override that no setting has */
    CONFIG_ERROR_MISSING, /* a required setting is absent */
    CONFIG_ERROR_VALUE,   /* wrong type, out of range, not one of the choices */
    CONFIG_ERROR_SECRET,  /* the secret file cannot be read, is empty, or others may read it */
} ConfigError;

/* The type says what the member of the structure is. */
typedef enum {
    CONFIG_TEXT,        /* char * */
    CONFIG_INT,         /* int64_t */
    CONFIG_BOOL,        /* bool */
    CONFIG_DURATION_MS, /* int64_t milliseconds; written 250ms, 10s, 5m, 2h, 7d */
    CONFIG_SIZE_BYTES,  /* int64_t bytes; written 512, 64KiB, 8MiB, 1GiB */
    CONFIG_PATH,        /* char *, made absolute against the folder of the configuration file */
    CONFIG_ENUM,        /* int, index into choices */
    CONFIG_TEXT_LIST,   /* char **, NULL-terminated; a YAML list or one text */
    CONFIG_SECRET_FILE, /* char *, the content of the named file without its last newline; mode 0600 or
                           stricter */
} ConfigType;

typedef struct {
    const char *name;
    ConfigType type;
    gsize offset;        /* of the member in the structure */
    const char *initial; /* default, as it would be written in the file; NULL leaves 0, false or NULL */
    bool required;       /* must be in the file; then there is no default */
    bool reloadable;     /* may change while running: int, bool, duration, size and enum only */
    int64_t min, max;    /* for int, duration and size; both 0 means any value from 0 up */
    const char *const *choices; /* for enum, NULL-terminated */
    const char *help;           /* one line for people */
} ConfigSetting;

/* A line of the table, for a member of the structure. */
#define CONFIG_SETTING(Struct, Name, Type, Member, ...)                                                      \
    {                                                                                                        \
        .name = (Name), .type = (Type), .offset = offsetof(Struct, Member), __VA_ARGS__                      \
    }

typedef struct Config Config;

/* Fills target from the file and the overrides ("name=value", NULL-terminated list or NULL), which win over
 * the file. path NULL means no file: defaults and overrides only. On failure target is untouched and the
 * message says file, line, column, setting and remedy. The Config owns every text of target. settings and
 * target must outlive it. */
Config *config_load(const ConfigSetting *settings, gsize setting_count, gpointer target, const char *path,
                    const char *const *overrides, GError **error);

/* Reads the file again and puts reloadable settings into target; the others keep their value. ret_changed
 * (may be NULL) receives the number of values replaced, ret_ignored (may be NULL) a comma-separated list of
 * settings that differ but need a restart, or NULL; free with g_free(). On failure nothing changes. Main
 * thread only. */
bool config_reload(Config *config, gsize *ret_changed, char **ret_ignored, GError **error);

/* What is in force: "name = value  # origin" a line, in the order of the table; secrets masked. Free with
 * g_free(). */
char *config_show(const Config *config);

/* Frees the texts of target as well. */
void config_free(Config *config);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Config, config_free)

#endif
