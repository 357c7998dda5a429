/* Values are parsed from PostgreSQL's text output. What does not parse is a statement that does not fit the
 * code that reads it. */
#include "ops/postgres_internal.h"
#include <string.h>

void pg_result_free(PgResult *result)
{
    PQclear(result);
}

guint pg_result_rows(const PgResult *result)
{
    return (guint)PQntuples(result);
}

guint pg_result_columns(const PgResult *result)
{
    return (guint)PQnfields(result);
}

guint pg_result_affected(const PgResult *result)
{
    guint64 count = 0;
    const char *text = PQcmdTuples((PgResult *)result);
    bool counted = *text == '\0' || g_ascii_string_to_unsigned(text, 10, 0, G_MAXUINT, &count, NULL);
    g_assert(counted);
    return (guint)count;
}

bool pg_result_is_null(const PgResult *result, guint row, guint column)
{
    g_assert(row < pg_result_rows(result));
    g_assert((int)column < PQnfields(result));
    return PQgetisnull(result, (int)row, (int)column) == 1;
}

const char *pg_result_text(const PgResult *result, guint row, guint column)
{
    return pg_result_is_null(result, row, column) ? NULL : PQgetvalue(result, (int)row, (int)column);
}

static const char *value_present(const PgResult *result, guint row, guint column)
{
    const char *text = pg_result_text(result, row, column);
    g_assert(text != NULL);
    return text;
}

int64_t pg_result_int64(const PgResult *result, guint row, guint column)
{
    gint64 value = 0;
    const char *text = value_present(result, row, column);
    bool parsed = g_ascii_string_to_signed(text, 10, G_MININT64, G_MAXINT64, &value, NULL);
    g_assert(parsed);
    return value;
}

bool pg_result_bool(const PgResult *result, guint row, guint column)
{
    const char *text = value_present(result, row, column);
    g_assert(strcmp(text, "t") == 0 || strcmp(text, "f") == 0);
    return text[0] == 't';
}

Night pg_result_night(const PgResult *result, guint row, guint column)
{
    Night night = 0;
    bool parsed = night_parse(value_present(result, row, column), &night, NULL);
    g_assert(parsed);
    return night;
}

/* "2015-07-01 06:00:00.25+00" (the session's zone is UTC) is RFC 3339 but for the blank and the short offset.
 */
Instant pg_result_instant(const PgResult *result, guint row, guint column)
{
    g_autofree char *text = g_strdup(value_present(result, row, column));
    g_assert(strlen(text) > 13 && text[10] == ' ' && g_str_has_suffix(text, "+00"));
    text[10] = 'T';
    text[strlen(text) - 3] = 'Z';
    text[strlen(text) - 2] = '\0';
    Instant at = 0;
    bool parsed = instant_parse(text, &at, NULL);
    g_assert(parsed);
    return at;
}

json_t *pg_result_json(const PgResult *result, guint row, guint column)
{
    const char *text = pg_result_text(result, row, column);
    if (text == NULL)
        return NULL;
    json_t *value = json_loads(text, JSON_DECODE_ANY, NULL);
    g_assert(value != NULL);
    return value;
}

GArray *pg_result_int64_array(const PgResult *result, guint row, guint column)
{
    const char *text = pg_result_text(result, row, column);
    if (text == NULL)
        return NULL;
    gsize length = strlen(text);
    g_assert(length >= 2 && text[0] == '{' && text[length - 1] == '}');
    GArray *values = g_array_new(false, false, sizeof(int64_t));
    const char *at = text + 1;
    while (*at != '}' && *at != '\0') {
        char *end = NULL;
        int64_t value = g_ascii_strtoll(at, &end, 10);
        g_assert(end != at && (*end == ',' || *end == '}'));
        g_array_append_val(values, value);
        at = *end == ',' ? end + 1 : end;
    }
    return values;
}

GBytes *pg_result_bytes(const PgResult *result, guint row, guint column)
{
    const char *text = pg_result_text(result, row, column);
    if (text == NULL)
        return NULL;
    g_assert(g_str_has_prefix(text, "\\x"));
    gsize length = strlen(text + 2) / 2;
    guint8 *bytes = g_malloc(length + 1);
    for (gsize i = 0; i < length; i++)
        bytes[i] =
            (guint8)(g_ascii_xdigit_value(text[2 + 2 * i]) * 16 + g_ascii_xdigit_value(text[3 + 2 * i]));
    return g_bytes_new_take(bytes, length);
}
