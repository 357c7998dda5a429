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

static void clear_choice(DeviceChoice *choice)
{
    g_free(choice->number);
    g_free(choice->name_en);
    g_free(choice->name_zh);
}

static void free_choice(gpointer data)
{
    clear_choice(data);
    g_free(data);
}

static void free_outlet(gpointer data)
{
    clear_choice(&((DeviceOutlet *)data)->choice);
    g_free(data);
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
    g_ptr_array_unref(interface->outlets);
    g_ptr_array_unref(interface->coders);
    g_ptr_array_unref(interface->doors);
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

const DeviceOutlet *device_interface_outlet(const DeviceInterface *interface, const char *number)
{
    for (guint i = 0; number != NULL && i < interface->outlets->len; i++) {
        const DeviceOutlet *outlet = g_ptr_array_index(interface->outlets, i);
        if (strcmp(outlet->choice.number, number) == 0) {
            return outlet;
        }
    }
    return NULL;
}

bool device_interface_has_coder(const DeviceInterface *interface, const char *number)
{
    for (guint i = 0; i < interface->coders->len; i++) {
        const DeviceChoice *coder = g_ptr_array_index(interface->coders, i);
        if (strcmp(coder->number, number) == 0) {
            return true;
        }
    }
    return interface->coders->len == 0;
}

void device_leaving_add(const DeviceInterface *interface, int minute_of_day, FiasRecord *record)
{
    if (interface->plain_leaving) {
        fias_record_add_time(record, "DT", minute_of_day / 60, minute_of_day % 60, 0);
    } else {
        fias_record_add_clock(record, "DT", minute_of_day);
    }
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

/* `departments` of what has none of its own: `department`. */
static bool read_subtotals(FolioDepartment departments[DEVICE_SUBTOTALS], FolioDepartment department,
                           const YamlNode *map, GError **error)
{
    const YamlNode *list = yaml_get(map, "subtotals");

    for (guint i = 0; i < DEVICE_SUBTOTALS; i++) {
        departments[i] = department;
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
        if (!read_department(yaml_at(list, i), &departments[i], error)) {
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
           read_subtotals(interface->departments, interface->department, map, error);
}

static bool read_name(const YamlNode *map, char **english, char **chinese, GError **error)
{
    const YamlNode *name = yaml_require(map, "name", error);

    return name != NULL && require_text(name, "en", english, error) &&
           require_text(name, "zh", chinese, error);
}

static bool read_choice(DeviceChoice *choice, const YamlNode *node, GError **error)
{
    return require_text(node, "number", &choice->number, error) &&
           read_name(node, &choice->name_en, &choice->name_zh, error);
}

/* The list under `key`, which may be absent; FALSE when it is something else or too long. */
static bool find_list(const YamlNode *map, const char *key, const YamlNode **ret_list, GError **error)
{
    *ret_list = yaml_get(map, key);
    if (*ret_list == NULL) {
        return true;
    }
    if (!yaml_expect(*ret_list, YAML_LIST, error)) {
        return false;
    }
    if (yaml_count(*ret_list) > DEVICE_CHOICES_MAX) {
        yaml_set_error(error, *ret_list, YAML_ERROR_VALUE, "at most %d %s", DEVICE_CHOICES_MAX, key);
        return false;
    }
    return true;
}

static bool read_choices(GPtrArray *choices, const YamlNode *map, const char *key, GError **error)
{
    static const char *const keys[] = {"number", "name", NULL};
    const YamlNode *list;

    if (!find_list(map, key, &list, error)) {
        return false;
    }
    for (gsize i = 0; list != NULL && i < yaml_count(list); i++) {
        DeviceChoice *choice = g_new0(DeviceChoice, 1);
        g_ptr_array_add(choices, choice);
        if (!yaml_check_keys(yaml_at(list, i), keys, error) ||
            !read_choice(choice, yaml_at(list, i), error)) {
            return false;
        }
    }
    return true;
}

static bool read_outlet(DeviceInterface *interface, const YamlNode *node, GError **error)
{
    static const char *const keys[] = {"number", "name", "department", "subtotals", NULL};
    const YamlNode *department = yaml_get(node, "department");
    DeviceOutlet *outlet = g_new0(DeviceOutlet, 1);
    bool good = yaml_check_keys(node, keys, error) && read_choice(&outlet->choice, node, error);

    outlet->department = interface->department;
    if (good && department != NULL) {
        good = read_department(department, &outlet->department, error);
    }
    good = good && read_subtotals(outlet->departments, outlet->department, node, error);
    if (good && device_interface_outlet(interface, outlet->choice.number) != NULL) {
        yaml_set_error(error, node, YAML_ERROR_VALUE, "there is already an outlet '%s'",
                       outlet->choice.number);
        good = false;
    }
    g_ptr_array_add(interface->outlets, outlet);
    return good;
}

static bool read_outlets(DeviceInterface *interface, const YamlNode *map, GError **error)
{
    const YamlNode *list;

    if (!find_list(map, "outlets", &list, error)) {
        return false;
    }
    for (gsize i = 0; list != NULL && i < yaml_count(list); i++) {
        if (!read_outlet(interface, yaml_at(list, i), error)) {
            return false;
        }
    }
    return true;
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

/* One of two words; the first one when the key is absent. */
static bool read_choice_of_two(const YamlNode *map, const char *key, const char *const words[2],
                               bool *ret_second, GError **error)
{
    const YamlNode *node = yaml_get(map, key);
    const char *word = words[0];

    if (node != NULL && !yaml_text(node, &word, error)) {
        return false;
    }
    *ret_second = strcmp(word, words[1]) == 0;
    if (!*ret_second && strcmp(word, words[0]) != 0) {
        yaml_set_error(error, node, YAML_ERROR_VALUE, "'%s' is '%s' or '%s', not '%s'", key, words[0],
                       words[1], word);
        return false;
    }
    return true;
}

static bool read_interface(DeviceInterface *interface, const YamlNode *node, GError **error)
{
    static const char *const over_limits[] = {"refused", "by_supervisor"};
    static const char *const departure_times[] = {"HH:MM", "HHMMSS"};
    static const char *const keys[] = {"id",          "name",           "family",     "port",
                                       "addresses",   "charset",        "department", "subtotals",
                                       "house_room",  "pulse_minor",    "articles",   "minute_minor",
                                       "limit_minor", "outlets",        "coders",     "doors",
                                       "over_limit",  "departure_time", NULL};

    return yaml_check_keys(node, keys, error) && require_text(node, "id", &interface->id, error) &&
           read_name(node, &interface->name_en, &interface->name_zh, error) &&
           read_family(interface, node, error) && read_port(interface, node, error) &&
           read_addresses(interface, node, error) && read_charset(interface, node, error) &&
           read_departments(interface, node, error) &&
           read_text(node, "house_room", &interface->house_room, error) &&
           read_amount(node, "pulse_minor", &interface->pulse_minor, error) &&
           read_amount(node, "minute_minor", &interface->minute_minor, error) &&
           read_amount(node, "limit_minor", &interface->limit_minor, error) &&
           read_choice_of_two(node, "over_limit", over_limits, &interface->may_pass_limit, error) &&
           read_choice_of_two(node, "departure_time", departure_times, &interface->plain_leaving, error) &&
           read_articles(interface, node, error) && read_outlets(interface, node, error) &&
           read_choices(interface->coders, node, "coders", error) &&
           read_choices(interface->doors, node, "doors", error);
}

static bool read_next(DeviceConfig *config, const YamlNode *node, GError **error)
{
    DeviceInterface *interface = g_new0(DeviceInterface, 1);

    interface->articles = g_ptr_array_new_with_free_func(free_article);
    interface->outlets = g_ptr_array_new_with_free_func(free_outlet);
    interface->coders = g_ptr_array_new_with_free_func(free_choice);
    interface->doors = g_ptr_array_new_with_free_func(free_choice);
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
