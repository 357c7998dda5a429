#include "ops/yaml.h"

#include "ops/yaml_node.h"

#include <string.h>

#define CLOSE_DISTANCE_MAX 3
#define WORD_MAX 63

G_DEFINE_QUARK(keyrack - yaml - error - quark, yaml_error)

const YamlNode *yaml_file_root(const YamlFile *file)
{
    return file->root;
}

YamlKind yaml_kind(const YamlNode *node)
{
    return node->kind;
}

unsigned yaml_line(const YamlNode *node)
{
    return node->line;
}

unsigned yaml_column(const YamlNode *node)
{
    return node->column;
}

gsize yaml_count(const YamlNode *node)
{
    return node->values == NULL ? 0 : node->values->len;
}

const YamlNode *yaml_at(const YamlNode *node, gsize index)
{
    g_assert(index < yaml_count(node));
    return node->values->pdata[index];
}

const YamlNode *yaml_key_node_at(const YamlNode *map, gsize index)
{
    g_assert(map->kind == YAML_MAP);
    g_assert(index < map->keys->len);
    return map->keys->pdata[index];
}

const char *yaml_key_at(const YamlNode *map, gsize index)
{
    return yaml_key_node_at(map, index)->text;
}

const YamlNode *yaml_get(const YamlNode *map, const char *key)
{
    return map->kind == YAML_MAP ? yaml_map_find(map, key) : NULL;
}

const YamlNode *yaml_require(const YamlNode *map, const char *key, GError **error)
{
    if (!yaml_expect(map, YAML_MAP, error)) {
        return NULL;
    }
    const YamlNode *value = yaml_get(map, key);
    if (value == NULL) {
        yaml_set_error(error, map, YAML_ERROR_MISSING, "key '%s' is missing here: add it", key);
    }
    return value;
}

void yaml_set_error(GError **error, const YamlNode *node, YamlError code, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    g_autofree char *message = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_set_error(error, YAML_ERROR, (gint)code, "%s:%u:%u: %s", node->file->name, node->line, node->column,
                message);
}

void yaml_prefix_error(GError **error, const YamlNode *node)
{
    g_prefix_error(error, "%s:%u:%u: ", node->file->name, node->line, node->column);
}

static const char *kind_name(YamlKind kind)
{
    static const char *const NAMES[] = {"a mapping (key: value)", "a list (- entry)", "a single value"};
    return NAMES[kind];
}

bool yaml_expect(const YamlNode *node, YamlKind kind, GError **error)
{
    if (node->kind != kind) {
        yaml_set_error(error, node, YAML_ERROR_TYPE, "expected %s, found %s", kind_name(kind),
                       kind_name(node->kind));
        return false;
    }
    return true;
}

/* Edit distance in which a swap of neighbours is one slip (optimal string alignment). */
static unsigned edit_distance(const char *left, const char *right)
{
    gsize left_length = strlen(left);
    gsize right_length = strlen(right);
    unsigned rows[3][WORD_MAX + 2];

    g_assert(right_length <= WORD_MAX);
    for (gsize column = 0; column <= right_length; column++) {
        rows[0][column] = (unsigned)column;
    }
    for (gsize row = 1; row <= left_length; row++) {
        unsigned *current = rows[row % 3];
        const unsigned *above = rows[(row + 2) % 3];
        const unsigned *two_above = rows[(row + 1) % 3];
        current[0] = (unsigned)row;
        for (gsize column = 1; column <= right_length; column++) {
            unsigned change = above[column - 1] + (left[row - 1] == right[column - 1] ? 0 : 1);
            unsigned slip = MIN(above[column], current[column - 1]) + 1;
            current[column] = MIN(change, slip);
            if (row > 1 && column > 1 && left[row - 1] == right[column - 2] &&
                left[row - 2] == right[column - 1]) {
                current[column] = MIN(current[column], two_above[column - 2] + 1);
            }
        }
    }
    return rows[left_length % 3][right_length];
}

const char *yaml_closest(const char *word, const char *const *candidates)
{
    const char *closest = NULL;
    /* A short word needs to be nearer: nothing is like everything. */
    unsigned limit = MIN(CLOSE_DISTANCE_MAX, (unsigned)strlen(word) / 2 + 1);

    if (strlen(word) > WORD_MAX) {
        return NULL;
    }
    for (; *candidates != NULL; candidates++) {
        unsigned distance = strlen(*candidates) > WORD_MAX ? UINT_MAX : edit_distance(word, *candidates);
        if (distance <= limit) {
            closest = *candidates;
            limit = distance == 0 ? 0 : distance - 1;
            if (distance == 0) {
                break;
            }
        }
    }
    return closest;
}

bool yaml_check_keys(const YamlNode *map, const char *const *allowed, GError **error)
{
    if (!yaml_expect(map, YAML_MAP, error)) {
        return false;
    }
    for (gsize index = 0; index < yaml_count(map); index++) {
        const YamlNode *key = yaml_key_node_at(map, index);
        if (g_strv_contains(allowed, key->text)) {
            continue;
        }
        const char *closest = yaml_closest(key->text, allowed);
        g_autofree char *known = g_strjoinv(", ", (char **)allowed);
        yaml_set_error(error, key, YAML_ERROR_UNKNOWN_KEY, "unknown key '%.64s': %s%s", key->text,
                       closest == NULL ? "known here are " : "did you mean ",
                       closest == NULL ? known : closest);
        return false;
    }
    return true;
}

const char *yaml_raw(const YamlNode *node)
{
    return node->text;
}

bool yaml_is_plain(const YamlNode *node)
{
    return node->plain;
}

bool yaml_text(const YamlNode *node, const char **ret_text, GError **error)
{
    if (!yaml_expect(node, YAML_SCALAR, error)) {
        return false;
    }
    if (node->text[0] == '\0' ||
        (node->plain && (strcmp(node->text, "~") == 0 || strcmp(node->text, "null") == 0))) {
        yaml_set_error(error, node, YAML_ERROR_VALUE,
                       "a text is expected here, not nothing: write it or quote it");
        return false;
    }
    *ret_text = node->text;
    return true;
}

static bool plain_text(const YamlNode *node, const char *expected, const char **ret_text, GError **error)
{
    if (!yaml_expect(node, YAML_SCALAR, error)) {
        return false;
    }
    if (!node->plain) {
        yaml_set_error(error, node, YAML_ERROR_TYPE, "expected %s without quotes", expected);
        return false;
    }
    *ret_text = node->text;
    return true;
}

bool yaml_int(const YamlNode *node, int64_t min, int64_t max, int64_t *ret_value, GError **error)
{
    const char *text = NULL;
    gint64 value;

    g_assert(min <= max);
    if (!plain_text(node, "a whole number", &text, error)) {
        return false;
    }
    if (!g_ascii_string_to_signed(text, 10, min, max, &value, NULL)) {
        yaml_set_error(error, node, YAML_ERROR_VALUE,
                       "expected a whole number from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT
                       ", found '%.64s'",
                       min, max, text);
        return false;
    }
    *ret_value = value;
    return true;
}

bool yaml_bool(const YamlNode *node, bool *ret_value, GError **error)
{
    const char *text = NULL;

    if (!plain_text(node, "true or false", &text, error)) {
        return false;
    }
    if (strcmp(text, "true") != 0 && strcmp(text, "false") != 0) {
        yaml_set_error(error, node, YAML_ERROR_VALUE, "expected true or false, found '%.64s'", text);
        return false;
    }
    *ret_value = text[0] == 't';
    return true;
}

bool yaml_night(const YamlNode *node, Night *ret_night, GError **error)
{
    const char *text = NULL;

    if (!yaml_text(node, &text, error)) {
        return false;
    }
    if (!night_parse(text, ret_night, error)) {
        yaml_prefix_error(error, node);
        return false;
    }
    return true;
}

bool yaml_money(const YamlNode *node, const Currency *currency, Money *ret_money, GError **error)
{
    const char *text = NULL;

    if (!yaml_text(node, &text, error)) {
        return false;
    }
    if (!money_parse(text, currency, ret_money, error)) {
        yaml_prefix_error(error, node);
        return false;
    }
    return true;
}

bool yaml_percent(const YamlNode *node, int64_t max_basis_points, int64_t *ret_basis_points, GError **error)
{
    /* A percentage with two decimals reads like an amount of a currency with two decimals. */
    static const Currency PERCENT = {"%", 2};
    const char *text = NULL;
    Money percent;

    if (!plain_text(node, "a percentage", &text, error)) {
        return false;
    }
    if (!money_parse(text, &PERCENT, &percent, NULL) || percent.amount_minor < 0 ||
        percent.amount_minor > max_basis_points) {
        yaml_set_error(error, node, YAML_ERROR_VALUE,
                       "expected a percentage from 0 to %" G_GINT64_FORMAT ".%02" G_GINT64_FORMAT
                       " with at most two decimals, found '%.64s'",
                       max_basis_points / 100, max_basis_points % 100, text);
        return false;
    }
    *ret_basis_points = percent.amount_minor;
    return true;
}

bool yaml_choice(const YamlNode *node, const char *const *choices, int *ret_index, GError **error)
{
    const char *text = NULL;

    if (!yaml_text(node, &text, error)) {
        return false;
    }
    for (int index = 0; choices[index] != NULL; index++) {
        if (strcmp(choices[index], text) == 0) {
            *ret_index = index;
            return true;
        }
    }
    g_autofree char *known = g_strjoinv(", ", (char **)choices);
    yaml_set_error(error, node, YAML_ERROR_VALUE, "expected one of %s, found '%.64s'", known, text);
    return false;
}
