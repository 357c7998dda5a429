#include "ops/chain_load_internal.h"

#include <string.h>

enum {
    CODE_LENGTH_MAX = 24,
    LEAP_YEAR = 2000, /* a year in which every month and day exists */
};

/* The member under a key. False: it is missing and required. True with NULL: it may be missing and is. */
static bool member_find(const YamlNode *map, const char *key, bool required, const YamlNode **ret_node,
                        GError **error)
{
    const YamlNode *node = required ? yaml_require(map, key, error) : yaml_get(map, key);
    if (node == NULL && required)
        return false;
    *ret_node = node;
    return true;
}

bool load_text(const YamlNode *map, const char *key, bool required, char **ret_text, GError **error)
{
    const YamlNode *node = NULL;
    const char *text = NULL;
    if (!member_find(map, key, required, &node, error) || (node != NULL && !yaml_text(node, &text, error)))
        return false;
    if (text != NULL)
        *ret_text = chain_string(text);
    return true;
}

bool load_texts(const YamlNode *map, const char *key, bool required, ChainText *ret_text, GError **error)
{
    static const char *const keys[] = {"en", "zh", NULL};
    const YamlNode *node = NULL;
    if (!member_find(map, key, required, &node, error))
        return false;
    if (node == NULL) {
        ret_text->en = chain_string("");
        ret_text->zh = chain_string("");
        return true;
    }
    return yaml_expect(node, YAML_MAP, error) && yaml_check_keys(node, keys, error) &&
           load_text(node, "en", true, &ret_text->en, error) &&
           load_text(node, "zh", true, &ret_text->zh, error);
}

bool load_words(const YamlNode *map, const char *key, char ***ret_words, GError **error)
{
    const YamlNode *node = yaml_get(map, key);
    g_autoptr(GStrvBuilder) words = g_strv_builder_new();
    if (node != NULL && !yaml_expect(node, YAML_LIST, error))
        return false;
    for (gsize i = 0; node != NULL && i < yaml_count(node); i++) {
        const char *word;
        if (!yaml_text(yaml_at(node, i), &word, error))
            return false;
        g_strv_builder_add(words, word);
    }
    *ret_words = g_strv_builder_end(words);
    return true;
}

bool load_int(const YamlNode *map, const char *key, bool required, int64_t min, int64_t max,
              int32_t *ret_value, GError **error)
{
    const YamlNode *node = NULL;
    int64_t value = 0;
    g_assert(min >= INT32_MIN && max <= INT32_MAX);
    if (!member_find(map, key, required, &node, error) ||
        (node != NULL && !yaml_int(node, min, max, &value, error)))
        return false;
    if (node != NULL)
        *ret_value = (int32_t)value;
    return true;
}

bool load_bool(const YamlNode *map, const char *key, bool required, bool *ret_value, GError **error)
{
    const YamlNode *node = NULL;
    return member_find(map, key, required, &node, error) &&
           (node == NULL || yaml_bool(node, ret_value, error));
}

bool load_night(const YamlNode *map, const char *key, bool required, Night *ret_night, GError **error)
{
    const YamlNode *node = NULL;
    return member_find(map, key, required, &node, error) &&
           (node == NULL || yaml_night(node, ret_night, error));
}

bool load_choice(const YamlNode *map, const char *key, bool required, const char *const *choices,
                 int *ret_index, GError **error)
{
    const YamlNode *node = NULL;
    return member_find(map, key, required, &node, error) &&
           (node == NULL || yaml_choice(node, choices, ret_index, error));
}

/* Reads [-+]digits[.digits] in units of its last decimal; false when it is anything else or far too large. */
static bool decimal_parse(const char *text, int decimals, int64_t *ret_value)
{
    const char *at = *text == '-' || *text == '+' ? text + 1 : text;
    int64_t value = 0;
    int digits_after_point = -1;
    bool any_digit = false;
    for (; *at != '\0'; at++) {
        if (*at == '.' && digits_after_point < 0 && any_digit) {
            digits_after_point = 0;
            continue;
        }
        if (!g_ascii_isdigit(*at) || value > INT32_MAX || digits_after_point == decimals)
            return false;
        value = value * 10 + (*at - '0');
        any_digit = true;
        digits_after_point += digits_after_point >= 0 ? 1 : 0;
    }
    if (!any_digit || digits_after_point == 0)
        return false;
    for (int i = MAX(digits_after_point, 0); i < decimals; i++)
        value *= 10;
    *ret_value = *text == '-' ? -value : value;
    return true;
}

/* Writes a bound for a message, without zeros after the point. */
static char *decimal_write(int64_t value, int decimals)
{
    g_autoptr(GString) digits = g_string_new(NULL);
    g_string_printf(digits, "%0*" G_GINT64_FORMAT, decimals + 1, ABS(value));
    gsize point = digits->len - (gsize)decimals;
    g_string_insert_c(digits, (gssize)point, '.');
    while (g_str_has_suffix(digits->str, "0"))
        g_string_truncate(digits, digits->len - 1);
    if (g_str_has_suffix(digits->str, "."))
        g_string_truncate(digits, digits->len - 1);
    return g_strdup_printf("%s%s", value < 0 ? "-" : "", digits->str);
}

static bool decimal_refuse(const YamlNode *node, const char *key, int decimals, int64_t min, int64_t max,
                           GError **error)
{
    g_autofree char *low = decimal_write(min, decimals);
    g_autofree char *high = decimal_write(max, decimals);
    yaml_set_error(error, node, YAML_ERROR_VALUE, "%s must be from %s to %s", key, low, high);
    return false;
}

bool load_decimal(const YamlNode *map, const char *key, bool required, int decimals, int64_t min, int64_t max,
                  int32_t *ret_value, GError **error)
{
    const YamlNode *node = NULL;
    int64_t value = 0;
    g_assert(min >= INT32_MIN && max <= INT32_MAX);
    if (!member_find(map, key, required, &node, error))
        return false;
    if (node == NULL)
        return true;
    const char *text = yaml_raw(node);
    if (text == NULL || !decimal_parse(text, decimals, &value)) {
        yaml_set_error(error, node, YAML_ERROR_VALUE,
                       "%s must be a decimal number with at most %d digits after the point", key, decimals);
        return false;
    }
    if (value < min || value > max)
        return decimal_refuse(node, key, decimals, min, max, error);
    *ret_value = (int32_t)value;
    return true;
}

bool load_amount(const YamlNode *map, const char *key, bool required, const Currency *currency,
                 int64_t min_minor, int64_t *ret_minor, GError **error)
{
    const YamlNode *node = NULL;
    Money money = {0};
    if (!member_find(map, key, required, &node, error))
        return false;
    if (node == NULL)
        return true;
    if (!yaml_money(node, currency, &money, error))
        return false;
    if (money.amount_minor < min_minor || money.amount_minor > CHAIN_LOAD_AMOUNT_MAX) {
        g_autofree char *low = money_format((Money){min_minor, currency});
        g_autofree char *high = money_format_with_code((Money){CHAIN_LOAD_AMOUNT_MAX, currency});
        yaml_set_error(error, node, YAML_ERROR_VALUE, "%s must be from %s to %s", key, low, high);
        return false;
    }
    *ret_minor = money.amount_minor;
    return true;
}

/* Reads two numbers of two digits with one character between: "15:00", "06-24". */
static bool pair_parse(const char *text, char separator, int *ret_first, int *ret_second)
{
    if (text == NULL || strlen(text) != 5 || text[2] != separator)
        return false;
    for (int i = 0; i < 5; i++)
        if (i != 2 && !g_ascii_isdigit(text[i]))
            return false;
    *ret_first = (text[0] - '0') * 10 + (text[1] - '0');
    *ret_second = (text[3] - '0') * 10 + (text[4] - '0');
    return true;
}

bool load_minute(const YamlNode *map, const char *key, bool required, int32_t *ret_minute, GError **error)
{
    const YamlNode *node = NULL;
    int hour = 0;
    int minute = 0;
    if (!member_find(map, key, required, &node, error))
        return false;
    if (node == NULL)
        return true;
    if (!pair_parse(yaml_raw(node), ':', &hour, &minute) || hour > 23 || minute > 59) {
        yaml_set_error(error, node, YAML_ERROR_VALUE, "%s must be a time of day such as \"15:00\"", key);
        return false;
    }
    *ret_minute = hour * 60 + minute;
    return true;
}

bool load_month_day(const YamlNode *map, const char *key, int32_t *ret_month_day, GError **error)
{
    const YamlNode *node = yaml_require(map, key, error);
    int month = 0;
    int day = 0;
    if (node == NULL)
        return false;
    if (!pair_parse(yaml_raw(node), '-', &month, &day) || !night_date_is_valid(LEAP_YEAR, month, day)) {
        yaml_set_error(error, node, YAML_ERROR_VALUE, "%s must be a month and day such as \"06-24\"", key);
        return false;
    }
    *ret_month_day = month * 100 + day;
    return true;
}

bool load_code(const YamlNode *map, const char *kind, char **ret_code, GError **error)
{
    const YamlNode *node = yaml_require(map, "code", error);
    const char *text = NULL;
    if (node == NULL || !yaml_text(node, &text, error))
        return false;
    if (strlen(text) > CODE_LENGTH_MAX ||
        strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") != strlen(text)) {
        yaml_set_error(error, node, YAML_ERROR_VALUE,
                       "%s code '%s' must be 1 to %d upper-case letters, digits, '-' or '_'", kind, text,
                       CODE_LENGTH_MAX);
        return false;
    }
    *ret_code = chain_string(text);
    return true;
}

bool load_unique(const YamlNode *map, const char *kind, const char *code, gconstpointer taken, GError **error)
{
    if (taken == NULL)
        return true;
    yaml_set_error(error, yaml_get(map, "code"), YAML_ERROR_VALUE, "%s %s stands twice; rename or remove one",
                   kind, code);
    return false;
}

bool load_list(ChainHotel *hotel, const YamlNode *map, const char *key, bool required,
               const char *const *keys, LoadEntry read_entry, GError **error)
{
    const YamlNode *list = NULL;
    if (!member_find(map, key, required, &list, error))
        return false;
    if (list == NULL)
        return true;
    if (!yaml_expect(list, YAML_LIST, error))
        return false;
    for (gsize i = 0; i < yaml_count(list); i++) {
        const YamlNode *entry = yaml_at(list, i);
        if (!yaml_expect(entry, YAML_MAP, error) || !yaml_check_keys(entry, keys, error) ||
            !read_entry(hotel, entry, error))
            return false;
    }
    return true;
}

void load_unknown(const YamlNode *node, const char *kind, const char *code, const GPtrArray *list,
                  LoadCodeOf code_of, GError **error)
{
    g_autoptr(GString) known = g_string_new(NULL);
    for (guint i = 0; i < list->len; i++)
        g_string_append_printf(known, "%s%s", i == 0 ? "" : ", ", code_of(list->pdata[i]));
    yaml_set_error(error, node, YAML_ERROR_VALUE, "unknown %s '%s'; known are: %s", kind, code,
                   known->len > 0 ? known->str : "none");
}
