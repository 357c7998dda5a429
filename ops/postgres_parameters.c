#include "ops/json.h"
#include "ops/postgres_internal.h"
#include <string.h>

struct PgParameters {
    GString *text;                     /* all values, each closed by a NUL */
    gssize offsets[PG_PARAMETERS_MAX]; /* where each value begins in text; -1 for SQL NULL */
    guint count;
};

PgParameters *pg_parameters_new(void)
{
    PgParameters *parameters = g_new0(PgParameters, 1);
    parameters->text = g_string_sized_new(256);
    return parameters;
}

void pg_parameters_free(PgParameters *parameters)
{
    if (parameters == NULL)
        return;
    g_string_free(parameters->text, true);
    g_free(parameters);
}

void pg_parameters_clear(PgParameters *parameters)
{
    g_string_truncate(parameters->text, 0);
    parameters->count = 0;
}

int pg_parameters_count(const PgParameters *parameters)
{
    return parameters != NULL ? (int)parameters->count : 0;
}

void pg_parameters_values(const PgParameters *parameters, const char **values)
{
    for (int i = 0; i < pg_parameters_count(parameters); i++)
        values[i] = parameters->offsets[i] < 0 ? NULL : parameters->text->str + parameters->offsets[i];
}

/* Opens the next value at the end of text; value_end closes it. */
static void value_begin(PgParameters *parameters)
{
    g_assert(parameters->count < PG_PARAMETERS_MAX);
    parameters->offsets[parameters->count++] = (gssize)parameters->text->len;
}

static void value_end(PgParameters *parameters)
{
    g_string_append_c(parameters->text, '\0');
}

static void value_add(PgParameters *parameters, const char *text)
{
    value_begin(parameters);
    g_string_append(parameters->text, text);
    value_end(parameters);
}

void pg_add_null(PgParameters *parameters)
{
    g_assert(parameters->count < PG_PARAMETERS_MAX);
    parameters->offsets[parameters->count++] = -1;
}

void pg_add_int64(PgParameters *parameters, int64_t value)
{
    value_begin(parameters);
    g_string_append_printf(parameters->text, "%" G_GINT64_FORMAT, value);
    value_end(parameters);
}

void pg_add_bool(PgParameters *parameters, bool value)
{
    value_add(parameters, value ? "t" : "f");
}

void pg_add_text(PgParameters *parameters, const char *text)
{
    if (text == NULL)
        pg_add_null(parameters);
    else
        value_add(parameters, text);
}

void pg_add_night(PgParameters *parameters, Night night)
{
    char buffer[NIGHT_TEXT_SIZE];
    value_add(parameters, night_write(night, buffer));
}

void pg_add_instant(PgParameters *parameters, Instant at)
{
    char buffer[INSTANT_TEXT_SIZE];
    value_add(parameters, instant_write(at, buffer));
}

void pg_add_json(PgParameters *parameters, const json_t *value)
{
    g_autofree char *text = value != NULL ? json_canonical(value) : NULL;
    pg_add_text(parameters, text);
}

void pg_add_bytes(PgParameters *parameters, const void *bytes, gsize length)
{
    if (bytes == NULL) {
        pg_add_null(parameters);
        return;
    }
    static const char digits[] = "0123456789abcdef";
    const guint8 *octets = bytes;
    value_begin(parameters);
    g_string_append(parameters->text, "\\x");
    for (gsize i = 0; i < length; i++) {
        g_string_append_c(parameters->text, digits[octets[i] >> 4]);
        g_string_append_c(parameters->text, digits[octets[i] & 15]);
    }
    value_end(parameters);
}

void pg_add_hex(PgParameters *parameters, const char *hex_digits)
{
    if (hex_digits == NULL) {
        pg_add_null(parameters);
        return;
    }
    value_begin(parameters);
    g_string_append(parameters->text, "\\x");
    g_string_append(parameters->text, hex_digits);
    value_end(parameters);
}

/* ---- arrays ---- */

struct PgArray {
    GString *literal; /* "{a,b": the closing brace is added when the array is used */
    guint length;
};

PgArray *pg_array_new(void)
{
    PgArray *array = g_new0(PgArray, 1);
    array->literal = g_string_new("{");
    return array;
}

void pg_array_free(PgArray *array)
{
    if (array == NULL)
        return;
    g_string_free(array->literal, true);
    g_free(array);
}

guint pg_array_length(const PgArray *array)
{
    return array->length;
}

/* For elements that need no quotes. */
static void element_add(PgArray *array, const char *text)
{
    if (array->length++ > 0)
        g_string_append_c(array->literal, ',');
    g_string_append(array->literal, text);
}

void pg_array_add_null(PgArray *array)
{
    element_add(array, "NULL");
}

void pg_array_add_int64(PgArray *array, int64_t value)
{
    char buffer[24];
    g_snprintf(buffer, sizeof buffer, "%" G_GINT64_FORMAT, value);
    element_add(array, buffer);
}

void pg_array_add_bool(PgArray *array, bool value)
{
    element_add(array, value ? "t" : "f");
}

/* Always quoted: empty texts, the word NULL, braces, commas and blanks at the ends would mean something else
 * without. */
void pg_array_add_text(PgArray *array, const char *text)
{
    if (text == NULL) {
        pg_array_add_null(array);
        return;
    }
    element_add(array, "\"");
    while (*text != '\0') {
        gsize plain = strcspn(text, "\"\\");
        g_string_append_len(array->literal, text, (gssize)plain);
        text += plain;
        if (*text != '\0') {
            g_string_append_c(array->literal, '\\');
            g_string_append_c(array->literal, *text++);
        }
    }
    g_string_append_c(array->literal, '"');
}

void pg_array_add_night(PgArray *array, Night night)
{
    char buffer[NIGHT_TEXT_SIZE];
    element_add(array, night_write(night, buffer));
}

void pg_array_add_instant(PgArray *array, Instant at)
{
    char buffer[INSTANT_TEXT_SIZE];
    element_add(array, instant_write(at, buffer));
}

void pg_array_add_json(PgArray *array, const json_t *value)
{
    g_autofree char *text = value != NULL ? json_canonical(value) : NULL;
    pg_array_add_text(array, text);
}

void pg_add_array(PgParameters *parameters, const PgArray *array)
{
    value_begin(parameters);
    g_string_append_len(parameters->text, array->literal->str, (gssize)array->literal->len);
    g_string_append_c(parameters->text, '}');
    value_end(parameters);
}

void pg_add_int64_array(PgParameters *parameters, const int64_t *values, guint count)
{
    PgArray *array = pg_array_new();
    for (guint i = 0; i < count; i++)
        pg_array_add_int64(array, values[i]);
    pg_add_array(parameters, array);
    pg_array_free(array);
}

void pg_add_text_array(PgParameters *parameters, const char *const *texts, guint count)
{
    PgArray *array = pg_array_new();
    for (guint i = 0; i < count; i++)
        pg_array_add_text(array, texts[i]);
    pg_add_array(parameters, array);
    pg_array_free(array);
}

void pg_add_night_array(PgParameters *parameters, const Night *nights, guint count)
{
    PgArray *array = pg_array_new();
    for (guint i = 0; i < count; i++)
        pg_array_add_night(array, nights[i]);
    pg_add_array(parameters, array);
    pg_array_free(array);
}
