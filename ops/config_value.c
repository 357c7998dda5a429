#include "ops/config_value.h"

#include <string.h>
#include <sys/stat.h>

typedef struct {
    const char *name;
    int64_t factor;
} Unit;

static const Unit DURATION_UNITS[] = {{"ms", 1},      {"s", 1000},     {"m", 60000},
                                      {"h", 3600000}, {"d", 86400000}, {NULL, 0}};
static const Unit SIZE_UNITS[] = {{"", 1}, {"KiB", 1 << 10}, {"MiB", 1 << 20}, {"GiB", 1 << 30}, {NULL, 0}};

void config_value_clear(ConfigValue *value)
{
    g_clear_pointer(&value->text, g_free);
    g_clear_pointer(&value->list, g_strfreev);
    g_clear_pointer(&value->written, g_free);
    g_clear_pointer(&value->origin, g_free);
}

const char *config_type_name(ConfigType type)
{
    static const char *const NAMES[] = {
        [CONFIG_TEXT] = "text",
        [CONFIG_INT] = "whole number",
        [CONFIG_BOOL] = "true or false",
        [CONFIG_DURATION_MS] = "duration such as 250ms, 10s, 5m, 2h, 7d",
        [CONFIG_SIZE_BYTES] = "size such as 512, 64KiB, 8MiB, 1GiB",
        [CONFIG_PATH] = "path",
        [CONFIG_ENUM] = "one word of the choices",
        [CONFIG_TEXT_LIST] = "list of texts",
        [CONFIG_SECRET_FILE] = "path of a file that holds the secret",
    };
    return NAMES[type];
}

static bool value_error(GError **error, const ConfigSetting *setting, const char *text)
{
    g_set_error(error, CONFIG_ERROR, CONFIG_ERROR_VALUE, "%s: expected a %s, found '%.64s'", setting->name,
                config_type_name(setting->type), text);
    return false;
}

static bool range_check(const ConfigSetting *setting, int64_t number, GError **error)
{
    int64_t max = setting->min == 0 && setting->max == 0 ? INT64_MAX : setting->max;

    if (number < setting->min || number > max) {
        g_set_error(error, CONFIG_ERROR, CONFIG_ERROR_VALUE,
                    "%s: %" G_GINT64_FORMAT " is outside %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT,
                    setting->name, number, setting->min, max);
        return false;
    }
    return true;
}

static bool number_with_unit(const ConfigSetting *setting, const char *text, const Unit *units,
                             int64_t *ret_number, GError **error)
{
    gsize digits = strspn(text, "0123456789");
    g_autofree char *digits_text = g_strndup(text, digits);
    guint64 count;
    int64_t number;

    for (; units->name != NULL && strcmp(units->name, text + digits) != 0; units++) {
    }
    if (units->name == NULL || !g_ascii_string_to_unsigned(digits_text, 10, 0, INT64_MAX, &count, NULL) ||
        __builtin_mul_overflow((int64_t)count, units->factor, &number)) {
        return value_error(error, setting, text);
    }
    *ret_number = number;
    return range_check(setting, number, error);
}

static bool whole_number(const ConfigSetting *setting, const char *text, int64_t *ret_number, GError **error)
{
    gint64 number;

    if (!g_ascii_string_to_signed(text, 10, G_MININT64, G_MAXINT64, &number, NULL)) {
        return value_error(error, setting, text);
    }
    *ret_number = number;
    return range_check(setting, number, error);
}

static bool true_or_false(const ConfigSetting *setting, const char *text, int64_t *ret_number, GError **error)
{
    if (strcmp(text, "true") != 0 && strcmp(text, "false") != 0) {
        return value_error(error, setting, text);
    }
    *ret_number = text[0] == 't';
    return true;
}

static bool choice(const ConfigSetting *setting, const char *text, int64_t *ret_number, GError **error)
{
    for (int index = 0; setting->choices[index] != NULL; index++) {
        if (strcmp(setting->choices[index], text) == 0) {
            *ret_number = index;
            return true;
        }
    }
    g_autofree char *known = g_strjoinv(", ", (char **)setting->choices);
    g_set_error(error, CONFIG_ERROR, CONFIG_ERROR_VALUE, "%s: expected one of %s, found '%.64s'",
                setting->name, known, text);
    return false;
}

static bool secret_error(GError **error, const ConfigSetting *setting, const char *path, const char *what)
{
    g_set_error(error, CONFIG_ERROR, CONFIG_ERROR_SECRET, "%s: the secret file %s %s", setting->name, path,
                what);
    return false;
}

static bool secret_read(const ConfigSetting *setting, const char *path, char **ret_secret, GError **error)
{
    g_autofree char *content = NULL;
    gsize length = 0;
    struct stat status;

    if (stat(path, &status) != 0 || !g_file_get_contents(path, &content, &length, NULL)) {
        return secret_error(error, setting, path, "cannot be read: create it or correct the path");
    }
    if ((status.st_mode & 077) != 0) {
        return secret_error(error, setting, path, "may be read by others: run chmod 600 on it");
    }
    if (length > 0 && content[length - 1] == '\n') {
        content[length - 1] = '\0';
    }
    if (content[0] == '\0') {
        return secret_error(error, setting, path, "is empty: write the secret into it");
    }
    *ret_secret = g_steal_pointer(&content);
    return true;
}

static bool parse_text(const ConfigSetting *setting, const char *text, const char *folder, ConfigValue *value,
                       GError **error)
{
    g_autofree char *path = NULL;

    switch (setting->type) {
    case CONFIG_INT:
        return whole_number(setting, text, &value->number, error);
    case CONFIG_BOOL:
        return true_or_false(setting, text, &value->number, error);
    case CONFIG_DURATION_MS:
        return number_with_unit(setting, text, DURATION_UNITS, &value->number, error);
    case CONFIG_SIZE_BYTES:
        return number_with_unit(setting, text, SIZE_UNITS, &value->number, error);
    case CONFIG_ENUM:
        return choice(setting, text, &value->number, error);
    case CONFIG_TEXT_LIST:
        value->list = text[0] == '\0' ? g_new0(char *, 1) : g_strsplit(text, ",", 0);
        return true;
    case CONFIG_PATH:
        value->text = g_canonicalize_filename(text, folder);
        return true;
    case CONFIG_SECRET_FILE:
        path = g_canonicalize_filename(text, folder);
        return secret_read(setting, path, &value->text, error);
    case CONFIG_TEXT:
    default:
        value->text = g_strdup(text);
        return true;
    }
}

bool config_value_from_text(const ConfigSetting *setting, const char *text, const char *folder,
                            ConfigValue *value, GError **error)
{
    ConfigValue parsed = {.written = g_strdup(text)};

    if (text[0] == '\0' && setting->type != CONFIG_TEXT_LIST && setting->type != CONFIG_TEXT) {
        config_value_clear(&parsed);
        return value_error(error, setting, text);
    }
    if (!parse_text(setting, text, folder, &parsed, error)) {
        config_value_clear(&parsed);
        return false;
    }
    config_value_clear(value);
    *value = parsed;
    return true;
}

static bool list_from_node(const YamlNode *node, ConfigValue *value, GError **error)
{
    g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
    const char *text = NULL;

    for (gsize index = 0; index < yaml_count(node); index++) {
        if (!yaml_text(yaml_at(node, index), &text, error)) {
            return false;
        }
        g_strv_builder_add(builder, text);
    }
    config_value_clear(value);
    value->list = g_strv_builder_end(builder);
    value->written = g_strjoinv(",", value->list);
    return true;
}

/* A quoted number is a text: who writes "7400" in quotes has something else in mind than a port. */
static bool style_fits(const ConfigSetting *setting, const YamlNode *node, GError **error)
{
    bool wants_plain = setting->type == CONFIG_INT || setting->type == CONFIG_BOOL;

    if (wants_plain && !yaml_is_plain(node)) {
        yaml_set_error(error, node, YAML_ERROR_TYPE, "%s: expected a %s without quotes", setting->name,
                       config_type_name(setting->type));
        return false;
    }
    return true;
}

bool config_value_from_node(const ConfigSetting *setting, const YamlNode *node, const char *folder,
                            ConfigValue *value, GError **error)
{
    const char *text = NULL;

    if (setting->type == CONFIG_TEXT_LIST && yaml_kind(node) == YAML_LIST) {
        return list_from_node(node, value, error);
    }
    if (!yaml_text(node, &text, error) || !style_fits(setting, node, error)) {
        return false;
    }
    if (!config_value_from_text(setting, text, folder, value, error)) {
        yaml_prefix_error(error, node);
        return false;
    }
    return true;
}
