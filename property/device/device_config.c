#include "property/device/device_config.h"

#include "ops/yaml.h"
#include <string.h>

#define PRICE_MAX_MINOR FOLIO_AMOUNT_MAX_MINOR

static void free_article(gpointer data)
{
    DeviceArticle *article = data;

    g_free(article->number);
    g_free(article->name);
    g_free(article);
}

static void free_interface(gpointer data)
{
    DeviceInterface *interface = data;

    g_free(interface->id);
    g_free(interface->name_en);
    g_free(interface->name_zh);
    g_strfreev(interface->addresses);
    g_free(interface->charset);
    g_free(interface->house_room);
    g_ptr_array_unref(interface->articles);
    g_free(interface);
}

void device_config_free(DeviceConfig *config)
{
    if (config == NULL) {
        return;
    }
    g_ptr_array_unref(config->interfaces);
    g_free(config);
}

const DeviceInterface *device_config_find(const DeviceConfig *config, const char *id)
{
    for (guint i = 0; config != NULL && i < config->interfaces->len; i++) {
        const DeviceInterface *interface = g_ptr_array_index(config->interfaces, i);
        if (strcmp(interface->id, id) == 0) {
            return interface;
        }
    }
    return NULL;
}

bool device_interface_admits(const DeviceInterface *interface, const char *address)
{
    return interface->addresses[0] == NULL ||
           g_strv_contains((const char *const *)interface->addresses, address);
}

const DeviceArticle *device_interface_article(const DeviceInterface *interface, const char *number)
{
    for (guint i = 0; i < interface->articles->len; i++) {
        const DeviceArticle *article = g_ptr_array_index(interface->articles, i);
        if (strcmp(article->number, number) == 0) {
            return article;
        }
    }
    return NULL;
}

/* ---- reading ---- */

static bool read_text(const YamlNode *map, const char *key, char **target, GError **error)
{
    const YamlNode *node = yaml_get(map, key);
    const char *text;

    if (node == NULL) {
        return true;
    }
    if (!yaml_text(node, &text, error)) {
        return false;
    }
    g_free(*target);
    *target = g_strdup(text);
    return true;
}

static bool require_text(const YamlNode *map, const char *key, char **target, GError **error)
{
    return yaml_require(map, key, error) != NULL && read_text(map, key, target, error);
}

static bool read_amount(const YamlNode *map, const char *key, int64_t *target, GError **error)
{
    const YamlNode *node = yaml_get(map, key);

    return node == NULL || yaml_int(node, 0, PRICE_MAX_MINOR, target, error);
}

static bool read_department(const YamlNode *node, FolioDepartment *target, GError **error)
{
    const char *code;

    if (!yaml_text(node, &code, error)) {
        return false;
    }
    if (!folio_department_parse(code, target) || *target == FOLIO_ROOM || *target == FOLIO_TAX ||
        !folio_department_is_charge(*target)) {
        yaml_set_error(error, node, YAML_ERROR_VALUE, "devices cannot post to a department '%s'", code);
        return false;
    }
    return true;
}

static bool read_subtotals(DeviceInterface *interface, const YamlNode *map, GError **error)
{
    const YamlNode *list = yaml_get(map, "subtotals");

    for (guint i = 0; i < DEVICE_SUBTOTALS; i++) {
        interface->departments[i] = interface->department;
    }
    if (list == NULL) {
        return true;
    }
    if (!yaml_expect(list, YAML_LIST, error)) {
        return false;
    }
    if (yaml_count(list) > DEVICE_SUBTOTALS) {
        yaml_set_error(error, list, YAML_ERROR_VALUE, "there are at most %d subtotals", DEVICE_SUBTOTALS);
        return false;
    }
    for (gsize i = 0; i < yaml_count(list); i++) {
        if (!read_department(yaml_at(list, i), &interface->departments[i], error)) {
            return false;
        }
    }
    return true;
}

static bool read_departments(DeviceInterface *interface, const YamlNode *map, GError **error)
{
    const YamlNode *node = yaml_get(map, "department");

    interface->department = FOLIO_OTHER;
    return (node == NULL || read_department(node, &interface->department, error)) &&
           read_subtotals(interface, map, error);
}

static bool read_article(DeviceInterface *interface, const YamlNode *node, GError **error)
{
    static const char *const keys[] = {"number", "name", "price_minor", NULL};
    DeviceArticle *article = g_new0(DeviceArticle, 1);

    g_ptr_array_add(interface->articles, article);
    return yaml_check_keys(node, keys, error) && require_text(node, "number", &article->number, error) &&
           require_text(node, "name", &article->name, error) &&
           yaml_require(node, "price_minor", error) != NULL &&
           read_amount(node, "price_minor", &article->price_minor, error);
}

static bool read_articles(DeviceInterface *interface, const YamlNode *map, GError **error)
{
    const YamlNode *list = yaml_get(map, "articles");

    if (list == NULL) {
        return true;
    }
    if (!yaml_expect(list, YAML_LIST, error)) {
        return false;
    }
    for (gsize i = 0; i < yaml_count(list); i++) {
        if (!read_article(interface, yaml_at(list, i), error)) {
            return false;
        }
    }
    return true;
}

static bool read_addresses(DeviceInterface *interface, const YamlNode *map, GError **error)
{
    const YamlNode *list = yaml_get(map, "addresses");
    g_autoptr(GStrvBuilder) builder = g_strv_builder_new();

    if (list != NULL && !yaml_expect(list, YAML_LIST, error)) {
        return false;
    }
    for (gsize i = 0; list != NULL && i < yaml_count(list); i++) {
        const char *address;
        if (!yaml_text(yaml_at(list, i), &address, error)) {
            return false;
        }
        g_strv_builder_add(builder, address);
    }
    interface->addresses = g_strv_builder_end(builder);
    return true;
}

static bool read_family(DeviceInterface *interface, const YamlNode *map, GError **error)
{
    const YamlNode *node = yaml_require(map, "family", error);
    const char *family;

    if (node == NULL || !yaml_text(node, &family, error)) {
        return false;
    }
    if (strlen(family) != FIAS_ID_SIZE - 1) {
        yaml_set_error(error, node, YAML_ERROR_VALUE, "a family has two letters, such as PO or PB");
        return false;
    }
    g_strlcpy(interface->family, family, sizeof interface->family);
    return true;
}

static bool read_name(DeviceInterface *interface, const YamlNode *map, GError **error)
{
    const YamlNode *name = yaml_require(map, "name", error);

    return name != NULL && require_text(name, "en", &interface->name_en, error) &&
           require_text(name, "zh", &interface->name_zh, error);
}

static bool read_charset(DeviceInterface *interface, const YamlNode *map, GError **error)
{
    interface->charset = g_strdup("UTF-8");
    if (!read_text(map, "charset", &interface->charset, error)) {
        return false;
    }
    g_autofree char *tried = g_convert("A", 1, interface->charset, "UTF-8", NULL, NULL, NULL);
    if (tried == NULL) {
        yaml_set_error(error, yaml_get(map, "charset"), YAML_ERROR_VALUE,
                       "the code page '%s' is not known; UTF-8, ISO-8859-1, CP850 and GB18030 are",
                       interface->charset);
    }
    return tried != NULL;
}

static bool read_port(DeviceInterface *interface, const YamlNode *map, GError **error)
{
    const YamlNode *node = yaml_get(map, "port");
    int64_t port = 0;

    if (node != NULL && !yaml_int(node, 1, UINT16_MAX, &port, error)) {
        return false;
    }
    interface->port = (uint16_t)port;
    return true;
}

static bool read_interface(DeviceInterface *interface, const YamlNode *node, GError **error)
{
    static const char *const keys[] = {"id",       "name",         "family",      "port",       "addresses",
                                       "charset",  "department",   "subtotals",   "house_room", "pulse_minor",
                                       "articles", "minute_minor", "limit_minor", NULL};

    return yaml_check_keys(node, keys, error) && require_text(node, "id", &interface->id, error) &&
           read_name(interface, node, error) && read_family(interface, node, error) &&
           read_port(interface, node, error) && read_addresses(interface, node, error) &&
           read_charset(interface, node, error) && read_departments(interface, node, error) &&
           read_text(node, "house_room", &interface->house_room, error) &&
           read_amount(node, "pulse_minor", &interface->pulse_minor, error) &&
           read_amount(node, "minute_minor", &interface->minute_minor, error) &&
           read_amount(node, "limit_minor", &interface->limit_minor, error) &&
           read_articles(interface, node, error);
}

static bool read_next(DeviceConfig *config, const YamlNode *node, GError **error)
{
    DeviceInterface *interface = g_new0(DeviceInterface, 1);

    interface->articles = g_ptr_array_new_with_free_func(free_article);
    bool read = read_interface(interface, node, error);
    bool again = read && device_config_find(config, interface->id) != NULL;
    if (again) {
        yaml_set_error(error, node, YAML_ERROR_VALUE, "there is already an interface '%s'", interface->id);
    }
    g_ptr_array_add(config->interfaces, interface);
    return read && !again;
}

static bool read_all(DeviceConfig *config, const YamlNode *root, GError **error)
{
    static const char *const keys[] = {"interfaces", NULL};
    const YamlNode *list = yaml_require(root, "interfaces", error);

    if (list == NULL || !yaml_check_keys(root, keys, error) || !yaml_expect(list, YAML_LIST, error)) {
        return false;
    }
    if (yaml_count(list) > DEVICE_INTERFACES_MAX) {
        yaml_set_error(error, list, YAML_ERROR_VALUE, "at most %d interfaces", DEVICE_INTERFACES_MAX);
        return false;
    }
    for (gsize i = 0; i < yaml_count(list); i++) {
        if (!read_next(config, yaml_at(list, i), error)) {
            return false;
        }
    }
    return true;
}

DeviceConfig *device_config_load(const char *path, GError **error)
{
    g_autoptr(YamlFile) file = yaml_file_load(path, error);
    g_autoptr(DeviceConfig) config = g_new0(DeviceConfig, 1);

    config->interfaces = g_ptr_array_new_with_free_func(free_interface);
    return file != NULL && read_all(config, yaml_file_root(file), error) ? g_steal_pointer(&config) : NULL;
}
