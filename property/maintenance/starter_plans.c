#include "property/maintenance/starter_plans.h"

#include "ops/yaml.h"
#include "property/maintenance/plan_rules.h"
#include "property/maintenance/work_order_rules.h"

#define EVERY_MAX 3660
#define DAYS_MAX 90
#define MINUTES_MAX 10000

/* {en, zh}; NULL with an error. */
static json_t *load_words(const YamlNode *node, GError **error)
{
    static const char *const keys[] = {"en", "zh", NULL};
    const char *en, *zh;

    if (node == NULL || !yaml_expect(node, YAML_MAP, error) || !yaml_check_keys(node, keys, error)) {
        return NULL;
    }
    const YamlNode *english = yaml_require(node, "en", error);
    const YamlNode *chinese = english == NULL ? NULL : yaml_require(node, "zh", error);
    if (chinese == NULL || !yaml_text(english, &en, error) || !yaml_text(chinese, &zh, error)) {
        return NULL;
    }
    return json_pack("{s:s, s:s}", "en", en, "zh", zh);
}

static json_t *load_list(const YamlNode *plan, const char *key, GError **error)
{
    const YamlNode *list = yaml_require(plan, key, error);
    json_auto_t *words = json_array();

    if (list == NULL || !yaml_expect(list, YAML_LIST, error)) {
        return NULL;
    }
    for (gsize i = 0; i < yaml_count(list); i++) {
        json_t *each = load_words(yaml_at(list, i), error);
        if (each == NULL) {
            return NULL;
        }
        json_array_append_new(words, each);
    }
    return json_incref(words);
}

static bool load_int(const YamlNode *plan, const char *key, int64_t min, int64_t max, int64_t *ret_value,
                     GError **error)
{
    const YamlNode *node = yaml_require(plan, key, error);

    return node != NULL && yaml_int(node, min, max, ret_value, error);
}

static bool load_flag(const YamlNode *plan, const char *key, bool *ret_value, GError **error)
{
    const YamlNode *node = yaml_require(plan, key, error);

    return node != NULL && yaml_bool(node, ret_value, error);
}

/* How often, how long, what it is. */
static json_t *load_facts(const YamlNode *plan, GError **error)
{
    const YamlNode *code_node = yaml_require(plan, "code", error);
    const YamlNode *category_node = code_node == NULL ? NULL : yaml_require(plan, "category", error);
    const YamlNode *unit_node = category_node == NULL ? NULL : yaml_require(plan, "unit", error);
    int64_t every, lead_days, slack_days, minutes;
    bool prefer_vacant, law;
    int category, unit;
    const char *code;

    if (unit_node == NULL || !yaml_text(code_node, &code, error) ||
        !yaml_choice(category_node, work_category_codes, &category, error) ||
        !yaml_choice(unit_node, plan_unit_codes, &unit, error) ||
        !load_int(plan, "every", 1, EVERY_MAX, &every, error) ||
        !load_int(plan, "lead_days", 0, DAYS_MAX, &lead_days, error) ||
        !load_int(plan, "slack_days", 0, DAYS_MAX, &slack_days, error) ||
        !load_int(plan, "minutes", 1, MINUTES_MAX, &minutes, error) ||
        !load_flag(plan, "prefer_vacant", &prefer_vacant, error) || !load_flag(plan, "law", &law, error)) {
        return NULL;
    }
    return json_pack("{s:s, s:s, s:I, s:s, s:I, s:I, s:b, s:I, s:b}", "code", code, "category",
                     work_category_codes[category], "every_count", (json_int_t)every, "every_unit",
                     plan_unit_codes[unit], "lead_days", (json_int_t)lead_days, "slack_days",
                     (json_int_t)slack_days, "prefer_vacant", prefer_vacant, "estimated_minutes",
                     (json_int_t)minutes, "law", law);
}

static json_t *load_plan(const YamlNode *plan, GHashTable *codes, GError **error)
{
    static const char *const keys[] = {"code",       "category",      "every",   "unit", "lead_days",
                                       "slack_days", "prefer_vacant", "minutes", "law",  "name",
                                       "places",     "checklist",     NULL};

    if (!yaml_expect(plan, YAML_MAP, error) || !yaml_check_keys(plan, keys, error)) {
        return NULL;
    }
    json_auto_t *facts = load_facts(plan, error);
    json_auto_t *name = facts == NULL ? NULL : load_words(yaml_require(plan, "name", error), error);
    json_auto_t *places = name == NULL ? NULL : load_list(plan, "places", error);
    json_auto_t *checklist = places == NULL ? NULL : load_list(plan, "checklist", error);
    if (checklist == NULL) {
        return NULL;
    }
    if (!g_hash_table_add(codes, g_strdup(json_string_value(json_object_get(facts, "code"))))) {
        yaml_set_error(error, plan, YAML_ERROR_VALUE, "give each plan a code of its own");
        return NULL;
    }
    json_object_set(facts, "name", name);
    json_object_set(facts, "places", places);
    json_object_set(facts, "checklist", checklist);
    return json_incref(facts);
}

json_t *starter_plans_load(const char *path, GError **error)
{
    static const char *const keys[] = {"starter_plans", NULL};
    g_autoptr(YamlFile) file = yaml_file_load(path, error);
    g_autoptr(GHashTable) codes = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    json_auto_t *plans = json_array();

    if (file == NULL || !yaml_check_keys(yaml_file_root(file), keys, error)) {
        return NULL;
    }
    const YamlNode *list = yaml_require(yaml_file_root(file), "starter_plans", error);
    if (list == NULL || !yaml_expect(list, YAML_LIST, error)) {
        return NULL;
    }
    for (gsize i = 0; i < yaml_count(list); i++) {
        json_t *plan = load_plan(yaml_at(list, i), codes, error);
        if (plan == NULL) {
            return NULL;
        }
        json_array_append_new(plans, plan);
    }
    return json_incref(plans);
}
