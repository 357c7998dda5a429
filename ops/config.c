#include "ops/config.h"

#include "ops/config_value.h"
#include "ops/yaml.h"

#include <string.h>

G_DEFINE_QUARK(keyrack - config - error - quark, config_error)

struct Config {
    const ConfigSetting *settings;
    gsize setting_count;
    char *target;
    char *path;       /* of the file, or NULL */
    char *folder;     /* what relative paths start from */
    char **overrides; /* name=value */
    ConfigValue *values;
};

static ConfigValue *values_new(const Config *config)
{
    return g_new0(ConfigValue, config->setting_count);
}

static void values_free(const Config *config, ConfigValue *values)
{
    for (gsize index = 0; values != NULL && index < config->setting_count; index++) {
        config_value_clear(&values[index]);
    }
    g_free(values);
}

static gsize setting_find(const Config *config, const char *name)
{
    gsize index = 0;

    while (index < config->setting_count && strcmp(config->settings[index].name, name) != 0) {
        index++;
    }
    return index;
}

/* True when the name is a level above some setting: "http" for "http.port". */
static bool is_section(const Config *config, const char *name)
{
    gsize length = strlen(name);

    for (gsize index = 0; index < config->setting_count; index++) {
        const char *setting = config->settings[index].name;
        if (strncmp(setting, name, length) == 0 && setting[length] == '.') {
            return true;
        }
    }
    return false;
}

/* All names a key may have: the settings and the sections above them. NULL-terminated, free with
 * g_strfreev(). */
static char **known_names(const Config *config)
{
    g_autoptr(GStrvBuilder) builder = g_strv_builder_new();

    for (gsize index = 0; index < config->setting_count; index++) {
        const char *name = config->settings[index].name;
        g_strv_builder_add(builder, name);
        for (const char *dot = strchr(name, '.'); dot != NULL; dot = strchr(dot + 1, '.')) {
            g_autofree char *section = g_strndup(name, (gsize)(dot - name));
            g_strv_builder_add(builder, section);
        }
    }
    return g_strv_builder_end(builder);
}

static char *unknown_message(const Config *config, const char *name)
{
    g_auto(GStrv) names = known_names(config);
    const char *closest = yaml_closest(name, (const char *const *)names);

    if (closest == NULL) {
        g_autofree char *known = g_strjoinv(", ", names);
        return g_strdup_printf("unknown setting '%.64s': remove it; known are %s", name, known);
    }
    return g_strdup_printf("unknown setting '%.64s': did you mean %s", name, closest);
}

static bool read_section(const Config *config, const YamlNode *map, const char *prefix, ConfigValue *values,
                         GError **error);

static bool read_entry(const Config *config, const YamlNode *key, const YamlNode *node, const char *name,
                       ConfigValue *values, GError **error)
{
    gsize index = setting_find(config, name);

    if (index == config->setting_count) {
        if (is_section(config, name)) {
            return read_section(config, node, name, values, error);
        }
        g_autofree char *message = unknown_message(config, name);
        g_set_error(error, CONFIG_ERROR, CONFIG_ERROR_UNKNOWN, "%s", message);
        yaml_prefix_error(error, key);
        return false;
    }
    if (!config_value_from_node(&config->settings[index], node, config->folder, &values[index], error)) {
        return false;
    }
    values[index].origin = g_strdup_printf("%s:%u:%u", config->path, yaml_line(node), yaml_column(node));
    return true;
}

static bool read_section(const Config *config, const YamlNode *map, const char *prefix, ConfigValue *values,
                         GError **error)
{
    if (!yaml_expect(map, YAML_MAP, error)) {
        return false;
    }
    for (gsize index = 0; index < yaml_count(map); index++) {
        g_autofree char *name =
            g_strconcat(prefix, prefix[0] == '\0' ? "" : ".", yaml_key_at(map, index), NULL);
        if (!read_entry(config, yaml_key_node_at(map, index), yaml_at(map, index), name, values, error)) {
            return false;
        }
    }
    return true;
}

static bool read_override(const Config *config, const char *override, ConfigValue *values, GError **error)
{
    const char *equals = strchr(override, '=');
    g_autofree char *name =
        equals == NULL ? g_strdup(override) : g_strndup(override, (gsize)(equals - override));
    gsize index = setting_find(config, name);

    if (index == config->setting_count) {
        g_autofree char *message = unknown_message(config, name);
        g_set_error(error, CONFIG_ERROR, CONFIG_ERROR_UNKNOWN, "command line: %s", message);
        return false;
    }
    if (equals == NULL) {
        g_set_error(error, CONFIG_ERROR, CONFIG_ERROR_VALUE, "command line: %s: write %s=value", name, name);
        return false;
    }
    if (!config_value_from_text(&config->settings[index], equals + 1, config->folder, &values[index],
                                error)) {
        g_prefix_error(error, "command line: ");
        return false;
    }
    values[index].origin = g_strdup("command line");
    return true;
}

/* Where in the file the setting would have to stand: its innermost section that is there. */
static const YamlNode *place_of(const YamlNode *root, const char *name)
{
    g_auto(GStrv) levels = g_strsplit(name, ".", 0);
    const YamlNode *place = root;

    for (gsize level = 0; levels[level] != NULL; level++) {
        const YamlNode *inner = yaml_get(place, levels[level]);
        if (inner == NULL) {
            break;
        }
        place = inner;
    }
    return place;
}

static bool missing_error(const ConfigSetting *setting, const YamlNode *root, GError **error)
{
    g_set_error(error, CONFIG_ERROR, CONFIG_ERROR_MISSING, "setting '%s' is missing: add it (%s; %s)",
                setting->name, config_type_name(setting->type), setting->help);
    if (root != NULL) {
        yaml_prefix_error(error, place_of(root, setting->name));
    } else {
        g_prefix_error(error, "no configuration file: ");
    }
    return false;
}

static bool read_default(const Config *config, gsize index, const YamlNode *root, ConfigValue *values,
                         GError **error)
{
    const ConfigSetting *setting = &config->settings[index];

    if (values[index].origin != NULL) {
        return true;
    }
    if (setting->required) {
        return missing_error(setting, root, error);
    }
    /* The table is ours, but a default secret or path depends on the machine. */
    if (setting->initial != NULL &&
        !config_value_from_text(setting, setting->initial, config->folder, &values[index], error)) {
        g_prefix_error(error, "default: ");
        return false;
    }
    values[index].origin = g_strdup("default");
    return true;
}

static bool read_values(const Config *config, ConfigValue *values, GError **error)
{
    g_autoptr(YamlFile) file = config->path == NULL ? NULL : yaml_file_load(config->path, error);
    const YamlNode *root = file == NULL ? NULL : yaml_file_root(file);

    if (config->path != NULL && (file == NULL || !read_section(config, root, "", values, error))) {
        return false;
    }
    for (char **override = config->overrides; override != NULL && *override != NULL; override++) {
        if (!read_override(config, *override, values, error)) {
            return false;
        }
    }
    for (gsize index = 0; index < config->setting_count; index++) {
        if (!read_default(config, index, root, values, error)) {
            return false;
        }
    }
    return true;
}

static void store(const Config *config, gsize index)
{
    const ConfigSetting *setting = &config->settings[index];
    const ConfigValue *value = &config->values[index];
    char *member = config->target + setting->offset;

    switch (setting->type) {
    case CONFIG_INT:
    case CONFIG_DURATION_MS:
    case CONFIG_SIZE_BYTES:
        __atomic_store_n((int64_t *)member, value->number, __ATOMIC_RELAXED);
        break;
    case CONFIG_BOOL:
        __atomic_store_n((bool *)member, value->number != 0, __ATOMIC_RELAXED);
        break;
    case CONFIG_ENUM:
        __atomic_store_n((int *)member, (int)value->number, __ATOMIC_RELAXED);
        break;
    case CONFIG_TEXT_LIST:
        *(char ***)member = value->list;
        break;
    case CONFIG_TEXT:
    case CONFIG_PATH:
    case CONFIG_SECRET_FILE:
    default:
        *(char **)member = value->text;
        break;
    }
}

static bool is_number(ConfigType type)
{
    return type == CONFIG_INT || type == CONFIG_BOOL || type == CONFIG_DURATION_MS ||
           type == CONFIG_SIZE_BYTES || type == CONFIG_ENUM;
}

Config *config_load(const ConfigSetting *settings, gsize setting_count, gpointer target, const char *path,
                    const char *const *overrides, GError **error)
{
    g_autoptr(Config) config = g_new0(Config, 1);

    config->settings = settings;
    config->setting_count = setting_count;
    config->target = target;
    config->path = g_strdup(path);
    config->overrides = g_strdupv((char **)overrides);
    config->values = values_new(config);
    g_autofree char *absolute = path == NULL ? NULL : g_canonicalize_filename(path, NULL);
    config->folder = absolute == NULL ? g_get_current_dir() : g_path_get_dirname(absolute);

    for (gsize index = 0; index < setting_count; index++) {
        g_assert(!settings[index].reloadable || is_number(settings[index].type));
        g_assert(!settings[index].required || settings[index].initial == NULL);
    }
    if (!read_values(config, config->values, error)) {
        return NULL;
    }
    for (gsize index = 0; index < setting_count; index++) {
        store(config, index);
    }
    return g_steal_pointer(&config);
}

static bool values_equal(const ConfigValue *left, const ConfigValue *right)
{
    bool lists_equal = left->list == right->list ||
                       (left->list != NULL && right->list != NULL &&
                        g_strv_equal((const char *const *)left->list, (const char *const *)right->list));

    return left->number == right->number && g_strcmp0(left->text, right->text) == 0 && lists_equal;
}

bool config_reload(Config *config, gsize *ret_changed, char **ret_ignored, GError **error)
{
    ConfigValue *values = values_new(config);
    g_autoptr(GString) ignored = g_string_new(NULL);
    gsize changed = 0;

    if (!read_values(config, values, error)) {
        values_free(config, values);
        return false;
    }
    for (gsize index = 0; index < config->setting_count; index++) {
        if (values_equal(&config->values[index], &values[index])) {
            continue;
        }
        if (!config->settings[index].reloadable) {
            g_string_append_printf(ignored, "%s%s", ignored->len > 0 ? ", " : "",
                                   config->settings[index].name);
            continue;
        }
        config_value_clear(&config->values[index]);
        config->values[index] = values[index];
        values[index] = (ConfigValue){0};
        store(config, index);
        changed++;
    }
    values_free(config, values);
    if (ret_changed != NULL) {
        *ret_changed = changed;
    }
    if (ret_ignored != NULL) {
        *ret_ignored = ignored->len == 0 ? NULL : g_strdup(ignored->str);
    }
    return true;
}

/* A secret has a file of its own, but connection strings and addresses can hold one too. */
static char *secrets_masked(const char *text)
{
    g_autoptr(GRegex) regex =
        g_regex_new("((?:password|passwd|pwd)\\s*=\\s*)(?:'(?:\\\\.|[^'])*'|\\{[^}]*\\}|[^;\\s]*)"
                    "|(://[^:@/\\s]*:)[^@\\s]*(?=@)",
                    G_REGEX_CASELESS, 0, NULL);

    g_assert(regex != NULL);
    return g_regex_replace(regex, text, -1, 0, "\\1\\2********", 0, NULL);
}

char *config_show(const Config *config)
{
    GString *text = g_string_new(NULL);

    for (gsize index = 0; index < config->setting_count; index++) {
        const ConfigSetting *setting = &config->settings[index];
        const ConfigValue *value = &config->values[index];
        const char *written = setting->type == CONFIG_PATH ? value->text : value->written;
        g_autofree char *shown = written == NULL ? g_strdup("(not set)") : secrets_masked(written);
        if (setting->type == CONFIG_SECRET_FILE && value->text != NULL) {
            g_free(shown);
            shown = g_strdup("********");
        }
        g_string_append_printf(text, "%s = %s  # %s\n", setting->name, shown, value->origin);
    }
    return g_string_free(text, FALSE);
}

void config_free(Config *config)
{
    if (config != NULL) {
        values_free(config, config->values);
        g_strfreev(config->overrides);
        g_free(config->folder);
        g_free(config->path);
        g_free(config);
    }
}
