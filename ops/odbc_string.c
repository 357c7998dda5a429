/* Connection strings: "Key=value;Key={value with ;}". */
#include "ops/odbc_internal.h"
#include <string.h>

typedef struct {
    const char *key;
    const char *value;
} Setting;

/* Timeout is the driver's wait for a lock, in milliseconds. */
static const Setting sqlite_settings[] = {
    {"JournalMode", "WAL"}, {"SyncPragma", "FULL"}, {"FKSupport", "1"},
    {"Timeout", "5000"},    {"NoTXN", "0"},         {"StepAPI", "0"},
};

/* Protocol 7.4-0: the driver leaves the handling of errors in transactions to us (otherwise it sets
 * savepoints or rolls back by itself). */
static const Setting postgres_settings[] = {
    {"Protocol", "7.4-0"},   {"UseServerSidePrepare", "1"}, {"UseDeclareFetch", "0"},
    {"KeepaliveTime", "10"}, {"KeepaliveInterval", "3"},
};

/* The next "key=value" of the text at *at; false at the end, and in front of what is neither. */
static bool setting_next(const char **at, char **ret_key, char **ret_value)
{
    *at += strspn(*at, "; \t\n");
    gsize key_length = strcspn(*at, "=;");
    if (key_length == 0)
        return false;
    const char *value = *at + key_length + ((*at)[key_length] == '=' ? 1 : 0);
    bool braced = *value == '{';
    value += braced ? 1 : 0;
    gsize value_length = strcspn(value, braced ? "}" : ";");
    if (braced && value[value_length] != '}')
        return false;
    *ret_key = g_strstrip(g_strndup(*at, key_length));
    *ret_value = g_strndup(value, value_length);
    *at = value + value_length + (braced ? 1 : 0);
    return true;
}

char *odbc_string_value(const char *connection_string, const char *key)
{
    const char *at = connection_string;
    char *found_key = NULL;
    char *found_value = NULL;
    while (setting_next(&at, &found_key, &found_value)) {
        bool matches = g_ascii_strcasecmp(found_key, key) == 0;
        g_free(found_key);
        if (matches)
            return found_value;
        g_free(found_value);
    }
    return NULL;
}

/* A driver might take what we add for a part of what the string left open. */
static bool string_is_sound(const char *connection_string, GError **error)
{
    const char *at = connection_string;
    char *key = NULL;
    char *value = NULL;
    while (setting_next(&at, &key, &value)) {
        g_free(key);
        g_free(value);
    }
    if (*at == '\0')
        return true;
    database_fail(error, DATABASE_HARD, NULL, NULL,
                  "the odbc connection string is no list of key=value;key={value} from byte %td on",
                  at - connection_string);
    return false;
}

static bool kind_of(const char *connection_string, OdbcKind *ret_kind, GError **error)
{
    g_autofree char *driver = odbc_string_value(connection_string, "Driver");
    g_autofree char *folded = g_ascii_strdown(driver != NULL ? driver : "", -1);
    bool sqlite = strstr(folded, "sqlite") != NULL;
    if (!sqlite && strstr(folded, "postgresql") == NULL && strstr(folded, "psqlodbc") == NULL) {
        database_fail(error, DATABASE_HARD, NULL, NULL,
                      "the odbc connection string names no known driver: write Driver=SQLite3 or "
                      "Driver=PostgreSQL Unicode");
        return false;
    }
    *ret_kind = sqlite ? ODBC_SQLITE : ODBC_POSTGRES;
    return true;
}

static bool setting_add(GString *complete, const char *connection_string, const Setting *setting,
                        GError **error)
{
    g_autofree char *present = odbc_string_value(connection_string, setting->key);
    if (present == NULL) {
        g_string_append_printf(complete, ";%s=%s", setting->key, setting->value);
        return true;
    }
    if (g_ascii_strcasecmp(present, setting->value) == 0)
        return true;
    database_fail(error, DATABASE_HARD, NULL, NULL,
                  "the odbc connection string says %s=%s where durable transactions need %s: leave it out",
                  setting->key, present, setting->value);
    return false;
}

/* A string that has a password too is as doubtful as one that has another protocol. */
static bool password_add(GString *complete, const char *connection_string, const char *password,
                         GError **error)
{
    static const char *const keys[] = {"Password", "PWD"};

    for (gsize i = 0; i < G_N_ELEMENTS(keys); i++) {
        g_autofree char *present = odbc_string_value(connection_string, keys[i]);
        if (present != NULL) {
            database_fail(error, DATABASE_HARD, NULL, NULL,
                          "the odbc connection string has a %s beside the password file: leave one out",
                          keys[i]);
            return false;
        }
    }
    if (strchr(password, '}') != NULL) {
        database_fail(error, DATABASE_HARD, NULL, NULL,
                      "a password with '}' cannot be given to the odbc driver");
        return false;
    }
    g_string_append_printf(complete, ";Password={%s}", password);
    return true;
}

char *odbc_string_complete(const char *connection_string, const char *password, OdbcKind *ret_kind,
                           GError **error)
{
    OdbcKind kind;
    if (!string_is_sound(connection_string, error) || !kind_of(connection_string, &kind, error))
        return NULL;
    const Setting *settings = kind == ODBC_SQLITE ? sqlite_settings : postgres_settings;
    gsize count = kind == ODBC_SQLITE ? G_N_ELEMENTS(sqlite_settings) : G_N_ELEMENTS(postgres_settings);
    g_autoptr(GString) complete = g_string_new(connection_string);
    for (gsize i = 0; i < count; i++)
        if (!setting_add(complete, connection_string, &settings[i], error))
            return NULL;
    if (password != NULL && kind == ODBC_POSTGRES &&
        !password_add(complete, connection_string, password, error))
        return NULL;
    *ret_kind = kind;
    return g_strdup(complete->str);
}

char *odbc_string_file(const char *connection_string)
{
    g_autofree char *driver = odbc_string_value(connection_string, "Driver");
    g_autofree char *folded = g_ascii_strdown(driver != NULL ? driver : "", -1);

    return strstr(folded, "sqlite") != NULL ? odbc_string_value(connection_string, "Database") : NULL;
}
