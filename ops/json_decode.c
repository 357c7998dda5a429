#include "ops/json.h"

#include <string.h>

#define TEXT_LENGTH_DEFAULT 255
#define LIST_LENGTH_DEFAULT 1000

/* How far into the value the reading has come, and what was found wrong. */
typedef struct {
    GString *pointer;
    JsonProblem problem;
} Decoding;

static bool decode_members(Decoding *decoding, const json_t *object, const JsonShape *shape, char *target);

static bool problem_set(Decoding *decoding, const char *code, const char *format, ...) G_GNUC_PRINTF(3, 4);

static bool problem_set(Decoding *decoding, const char *code, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    decoding->problem.pointer = g_strdup(decoding->pointer->str);
    decoding->problem.code = code;
    decoding->problem.message = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    return false;
}

static bool problem_from_error(Decoding *decoding, GError *error)
{
    problem_set(decoding, "invalid_value", "%s", error->message);
    g_error_free(error);
    return false;
}

static bool wrong_type(Decoding *decoding, const char *expected)
{
    return problem_set(decoding, "wrong_type", "expected %s", expected);
}

/* Appends "/name" to the pointer, escaped as RFC 6901 says, and returns the length to cut it back to. */
static gsize pointer_push(Decoding *decoding, const char *name)
{
    gsize length = decoding->pointer->len;

    g_string_append_c(decoding->pointer, '/');
    for (; *name != '\0'; name++) {
        if (*name == '~') {
            g_string_append(decoding->pointer, "~0");
        } else if (*name == '/') {
            g_string_append(decoding->pointer, "~1");
        } else {
            g_string_append_c(decoding->pointer, *name);
        }
    }
    return length;
}

static gsize pointer_push_index(Decoding *decoding, gsize index)
{
    gsize length = decoding->pointer->len;

    g_string_append_printf(decoding->pointer, "/%zu", index);
    return length;
}

static bool text_of(Decoding *decoding, const json_t *value, const char **ret_text)
{
    const char *text = json_string_value(value);

    if (text == NULL) {
        return wrong_type(decoding, "a text");
    }
    *ret_text = text;
    return true;
}

static bool is_blank(const char *text)
{
    while (g_unichar_isspace(g_utf8_get_char(text))) {
        text = g_utf8_next_char(text);
    }
    return *text == '\0';
}

/* Lines and tabulators are writing; other control characters are somebody's accident, and the next reader's.
 */
static bool has_control_character(const char *text)
{
    for (; *text != '\0'; text++) {
        if (g_ascii_iscntrl(*text) && strchr("\t\n\r", *text) == NULL) {
            return true;
        }
    }
    return false;
}

static bool check_text(Decoding *decoding, const JsonField *field, const char *text)
{
    gsize max_length = field->max_length == 0 ? TEXT_LENGTH_DEFAULT : field->max_length;
    GError *error = NULL;

    if (!field->allow_empty && is_blank(text)) {
        return problem_set(decoding, "empty", "the text must not be empty");
    }
    if (strlen(text) > max_length) {
        return problem_set(decoding, "too_long", "the text has more than %zu bytes", max_length);
    }
    if (has_control_character(text)) {
        return problem_set(decoding, "invalid_value", "the text contains a control character: leave it out");
    }
    if (field->validate != NULL && text[0] != '\0' && !field->validate(text, &error)) {
        return problem_from_error(decoding, error);
    }
    return true;
}

static bool decode_text(Decoding *decoding, const JsonField *field, const json_t *value, char *member)
{
    const char *text = NULL;

    if (!text_of(decoding, value, &text) || !check_text(decoding, field, text)) {
        return false;
    }
    *(char **)member = g_strdup(text);
    return true;
}

static bool decode_int(Decoding *decoding, const JsonField *field, const json_t *value, char *member)
{
    bool any = field->min == 0 && field->max == 0;
    int64_t number = json_integer_value(value);

    if (!json_is_integer(value)) {
        return wrong_type(decoding, "a whole number");
    }
    if (!any && (number < field->min || number > field->max)) {
        return problem_set(decoding, "out_of_range",
                           "the number must be between %" G_GINT64_FORMAT " and %" G_GINT64_FORMAT,
                           field->min, field->max);
    }
    *(int64_t *)member = number;
    return true;
}

static bool decode_bool(Decoding *decoding, const JsonField *field G_GNUC_UNUSED, const json_t *value,
                        char *member)
{
    if (!json_is_boolean(value)) {
        return wrong_type(decoding, "true or false");
    }
    *(bool *)member = json_is_true(value);
    return true;
}

static bool decode_night(Decoding *decoding, const JsonField *field G_GNUC_UNUSED, const json_t *value,
                         char *member)
{
    const char *text = NULL;
    GError *error = NULL;

    if (!text_of(decoding, value, &text)) {
        return false;
    }
    return night_parse(text, (Night *)member, &error) || problem_from_error(decoding, error);
}

static bool decode_instant(Decoding *decoding, const JsonField *field G_GNUC_UNUSED, const json_t *value,
                           char *member)
{
    const char *text = NULL;
    GError *error = NULL;

    if (!text_of(decoding, value, &text)) {
        return false;
    }
    return instant_parse(text, (Instant *)member, &error) || problem_from_error(decoding, error);
}

static bool decode_currency(Decoding *decoding, const JsonField *field G_GNUC_UNUSED, const json_t *value,
                            char *member)
{
    const char *text = NULL;
    GError *error = NULL;

    if (!text_of(decoding, value, &text)) {
        return false;
    }
    const Currency *currency = currency_require(text, &error);
    if (currency == NULL) {
        return problem_from_error(decoding, error);
    }
    *(const Currency **)member = currency;
    return true;
}

static bool decode_money(Decoding *decoding, const JsonField *field G_GNUC_UNUSED, const json_t *value,
                         char *member)
{
    static const JsonField FIELDS[] = {
        FIELD_INT("amount_minor", Money, amount_minor, .required = true),
        FIELD_CURRENCY("currency", Money, currency, .required = true),
    };
    static const JsonShape SHAPE = JSON_SHAPE(Money, FIELDS);

    return decode_members(decoding, value, &SHAPE, member);
}

static bool decode_confirmation(Decoding *decoding, const JsonField *field G_GNUC_UNUSED, const json_t *value,
                                char *member)
{
    const char *text = NULL;
    GError *error = NULL;

    if (!text_of(decoding, value, &text)) {
        return false;
    }
    return confirmation_parse(text, (ConfirmationNumber *)member, &error) ||
           problem_from_error(decoding, error);
}

static bool decode_choice(Decoding *decoding, const JsonField *field, const json_t *value, char *member)
{
    const char *text = NULL;

    if (!text_of(decoding, value, &text)) {
        return false;
    }
    for (int index = 0; field->choices[index] != NULL; index++) {
        if (strcmp(field->choices[index], text) == 0) {
            *(int *)member = index;
            return true;
        }
    }
    g_autofree char *known = g_strjoinv(", ", (char **)field->choices);
    return problem_set(decoding, "invalid_value", "expected one of: %s", known);
}

static bool decode_object(Decoding *decoding, const JsonField *field, const json_t *value, char *member)
{
    return decode_members(decoding, value, field->shape, member);
}

static bool list_length_fits(Decoding *decoding, const JsonField *field, const json_t *value)
{
    gsize max = field->max == 0 ? LIST_LENGTH_DEFAULT : (gsize)field->max;
    gsize length = json_array_size(value);

    if (!json_is_array(value)) {
        return wrong_type(decoding, "a list");
    }
    if (length < (gsize)field->min || length > max) {
        return problem_set(decoding, "wrong_length",
                           "the list must have between %" G_GINT64_FORMAT " and %zu entries", field->min,
                           max);
    }
    return true;
}

/* A new structure is all zeros, but for dates and times zero would be a date and a time. */
static void shape_init(const JsonShape *shape, char *target)
{
    memset(target, 0, shape->size);
    for (gsize index = 0; index < shape->field_count; index++) {
        const JsonField *field = &shape->fields[index];
        if (field->type == JSON_FIELD_NIGHT) {
            *(Night *)(target + field->offset) = NIGHT_NONE;
        } else if (field->type == JSON_FIELD_INSTANT) {
            *(Instant *)(target + field->offset) = INSTANT_NONE;
        } else if (field->type == JSON_FIELD_OBJECT) {
            shape_init(field->shape, target + field->offset);
        }
    }
}

static bool decode_list(Decoding *decoding, const JsonField *field, const json_t *value, char *member)
{
    if (!list_length_fits(decoding, field, value)) {
        return false;
    }
    gsize length = json_array_size(value);
    GArray *list = g_array_sized_new(FALSE, TRUE, (guint)field->shape->size, (guint)length);
    *(GArray **)member = list;
    for (gsize index = 0; index < length; index++) {
        gsize cut = pointer_push_index(decoding, index);
        g_array_set_size(list, (guint)index + 1);
        char *element = list->data + index * field->shape->size;
        shape_init(field->shape, element);
        if (!decode_members(decoding, json_array_get(value, index), field->shape, element)) {
            return false;
        }
        g_string_truncate(decoding->pointer, cut);
    }
    return true;
}

static bool decode_int_list(Decoding *decoding, const JsonField *field, const json_t *value, char *member)
{
    if (!list_length_fits(decoding, field, value)) {
        return false;
    }
    gsize length = json_array_size(value);
    GArray *list = g_array_sized_new(FALSE, TRUE, sizeof(int64_t), (guint)length);
    *(GArray **)member = list;
    for (gsize index = 0; index < length; index++) {
        const json_t *entry = json_array_get(value, index);
        int64_t number = json_integer_value(entry);
        if (!json_is_integer(entry)) {
            pointer_push_index(decoding, index);
            return wrong_type(decoding, "a whole number");
        }
        g_array_append_val(list, number);
    }
    return true;
}

static bool decode_text_list(Decoding *decoding, const JsonField *field, const json_t *value, char *member)
{
    if (!list_length_fits(decoding, field, value)) {
        return false;
    }
    gsize length = json_array_size(value);
    char **list = g_new0(char *, length + 1);
    *(char ***)member = list;
    for (gsize index = 0; index < length; index++) {
        const char *text = NULL;
        gsize cut = pointer_push_index(decoding, index);
        if (!text_of(decoding, json_array_get(value, index), &text) || !check_text(decoding, field, text)) {
            return false;
        }
        list[index] = g_strdup(text);
        g_string_truncate(decoding->pointer, cut);
    }
    return true;
}

static bool decode_any(Decoding *decoding G_GNUC_UNUSED, const JsonField *field G_GNUC_UNUSED,
                       const json_t *value, char *member)
{
    *(json_t **)member = json_incref((json_t *)value);
    return true;
}

/* How each type is read and how large its member is. */
static const struct {
    bool (*decode)(Decoding *decoding, const JsonField *field, const json_t *value, char *member);
    gsize size; /* 0: any */
} TYPES[] = {
    [JSON_FIELD_TEXT] = {decode_text, sizeof(char *)},
    [JSON_FIELD_INT] = {decode_int, sizeof(int64_t)},
    [JSON_FIELD_BOOL] = {decode_bool, sizeof(bool)},
    [JSON_FIELD_NIGHT] = {decode_night, sizeof(Night)},
    [JSON_FIELD_INSTANT] = {decode_instant, sizeof(Instant)},
    [JSON_FIELD_MONEY] = {decode_money, sizeof(Money)},
    [JSON_FIELD_CURRENCY] = {decode_currency, sizeof(Currency *)},
    [JSON_FIELD_CONFIRMATION] = {decode_confirmation, sizeof(ConfirmationNumber)},
    [JSON_FIELD_CHOICE] = {decode_choice, sizeof(int)},
    [JSON_FIELD_OBJECT] = {decode_object, 0},
    [JSON_FIELD_LIST] = {decode_list, sizeof(GArray *)},
    [JSON_FIELD_INT_LIST] = {decode_int_list, sizeof(GArray *)},
    [JSON_FIELD_TEXT_LIST] = {decode_text_list, sizeof(char **)},
    [JSON_FIELD_ANY] = {decode_any, sizeof(json_t *)},
};

static bool decode_field(Decoding *decoding, const JsonField *field, const json_t *value, char *target)
{
    g_assert(TYPES[field->type].size == 0 || TYPES[field->type].size == field->size);
    if (value == NULL || json_is_null(value)) {
        return !field->required || problem_set(decoding, "required", "this member is required");
    }
    if (!TYPES[field->type].decode(decoding, field, value, target + field->offset)) {
        return false;
    }
    if (field->present_offset != 0) {
        *(bool *)(target + field->present_offset) = true;
    }
    return true;
}

static bool refuse_unknown(Decoding *decoding, const json_t *object, const JsonShape *shape)
{
    const char *name;
    json_t *value;

    json_object_foreach((json_t *)object, name, value)
    {
        bool known = false;
        for (gsize index = 0; index < shape->field_count && !known; index++) {
            known = strcmp(shape->fields[index].name, name) == 0;
        }
        if (!known) {
            pointer_push(decoding, name);
            return problem_set(decoding, "unknown_field",
                               "no such member: check its spelling or leave it out");
        }
    }
    return true;
}

static bool decode_members(Decoding *decoding, const json_t *object, const JsonShape *shape, char *target)
{
    if (!json_is_object(object)) {
        return wrong_type(decoding, "an object");
    }
    if (!refuse_unknown(decoding, object, shape)) {
        return false;
    }
    for (gsize index = 0; index < shape->field_count; index++) {
        const JsonField *field = &shape->fields[index];
        gsize cut = pointer_push(decoding, field->name);
        if (!decode_field(decoding, field, json_object_get(object, field->name), target)) {
            return false;
        }
        g_string_truncate(decoding->pointer, cut);
    }
    return true;
}

static void free_list(const JsonShape *shape, GArray *list)
{
    for (guint index = 0; index < list->len; index++) {
        json_shape_clear(shape, list->data + (gsize)index * shape->size);
    }
    g_array_unref(list);
}

static void free_owned(const JsonField *field, gpointer owned)
{
    if (field->type == JSON_FIELD_LIST) {
        free_list(field->shape, owned);
    } else if (field->type == JSON_FIELD_INT_LIST) {
        g_array_unref(owned);
    } else if (field->type == JSON_FIELD_TEXT_LIST) {
        g_strfreev(owned);
    } else if (field->type == JSON_FIELD_ANY) {
        json_decref(owned);
    } else {
        g_free(owned);
    }
}

static bool field_owns(const JsonField *field)
{
    return field->type == JSON_FIELD_TEXT || field->type == JSON_FIELD_LIST ||
           field->type == JSON_FIELD_INT_LIST || field->type == JSON_FIELD_TEXT_LIST ||
           field->type == JSON_FIELD_ANY;
}

/* Frees what target owns, except what it shares with kept (which may be NULL). */
static void shape_free_except(const JsonShape *shape, char *target, const char *kept)
{
    for (gsize index = 0; index < shape->field_count; index++) {
        const JsonField *field = &shape->fields[index];
        char *member = target + field->offset;
        if (field->type == JSON_FIELD_OBJECT) {
            shape_free_except(field->shape, member, kept == NULL ? NULL : kept + field->offset);
        } else if (field_owns(field)) {
            gpointer owned = *(gpointer *)member;
            gpointer shared = kept == NULL ? NULL : *(gpointer *)(kept + field->offset);
            if (owned != NULL && owned != shared) {
                free_owned(field, owned);
            }
            *(gpointer *)member = NULL;
        }
    }
}

bool json_decode(const json_t *value, const JsonShape *shape, gpointer target, JsonProblem *ret_problem)
{
    g_autofree char *scratch = g_memdup2(target, shape->size);
    Decoding decoding = {.pointer = g_string_new(NULL)};
    bool good = decode_members(&decoding, value, shape, scratch);

    g_string_free(decoding.pointer, TRUE);
    if (good) {
        /* Initial texts that were replaced belong to nobody now. */
        shape_free_except(shape, target, scratch);
        memcpy(target, scratch, shape->size);
        return true;
    }
    shape_free_except(shape, scratch, target);
    if (ret_problem != NULL) {
        *ret_problem = decoding.problem;
    } else {
        json_problem_clear(&decoding.problem);
    }
    return false;
}

bool json_decode_strict(const json_t *value, const JsonShape *shape, gpointer target, GError **error)
{
    JsonProblem problem;

    if (json_decode(value, shape, target, &problem)) {
        return true;
    }
    g_set_error(error, JSON_ERROR, JSON_ERROR_SHAPE, "%s: %s",
                problem.pointer[0] == '\0' ? "/" : problem.pointer, problem.message);
    json_problem_clear(&problem);
    return false;
}

void json_shape_clear(const JsonShape *shape, gpointer target)
{
    shape_free_except(shape, target, NULL);
}
