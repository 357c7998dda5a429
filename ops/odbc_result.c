#include "ops/odbc_internal.h"
#include <string.h>

struct OdbcResult {
    GString *text;   /* all values, each closed by a NUL */
    GArray *offsets; /* gssize into text, row by row; -1 for SQL NULL */
    guint columns;
    guint affected;
};

OdbcResult *odbc_result_new(guint columns)
{
    OdbcResult *result = g_new0(OdbcResult, 1);
    result->text = g_string_new(NULL);
    result->offsets = g_array_new(false, false, sizeof(gssize));
    result->columns = columns;
    return result;
}

void odbc_result_free(OdbcResult *result)
{
    if (result == NULL)
        return;
    g_string_free(result->text, true);
    g_array_unref(result->offsets);
    g_free(result);
}

void odbc_result_set_affected(OdbcResult *result, SQLLEN affected)
{
    result->affected = affected > 0 ? (guint)affected : 0;
}

void odbc_result_add(OdbcResult *result, const char *text, gsize length)
{
    gssize offset = text != NULL ? (gssize)result->text->len : -1;
    g_array_append_val(result->offsets, offset);
    if (text == NULL)
        return;
    g_string_append_len(result->text, text, (gssize)length);
    g_string_append_c(result->text, '\0');
}

guint odbc_result_rows(const OdbcResult *result)
{
    return result->columns > 0 ? result->offsets->len / result->columns : 0;
}

guint odbc_result_columns(const OdbcResult *result)
{
    return result->columns;
}

guint odbc_result_affected(const OdbcResult *result)
{
    return result->affected;
}

const char *odbc_result_text(const OdbcResult *result, guint row, guint column)
{
    g_assert(row < odbc_result_rows(result));
    g_assert(column < result->columns);
    gssize offset = g_array_index(result->offsets, gssize, row * result->columns + column);
    return offset < 0 ? NULL : result->text->str + offset;
}

bool odbc_result_is_null(const OdbcResult *result, guint row, guint column)
{
    return odbc_result_text(result, row, column) == NULL;
}

int64_t odbc_result_int64(const OdbcResult *result, guint row, guint column)
{
    gint64 value = 0;
    const char *text = odbc_result_text(result, row, column);
    g_assert(text != NULL);
    bool parsed = g_ascii_string_to_signed(text, 10, G_MININT64, G_MAXINT64, &value, NULL);
    g_assert(parsed);
    return value;
}

/* Comparisons come as 1 or t, depending on the driver. */
bool odbc_result_bool(const OdbcResult *result, guint row, guint column)
{
    const char *text = odbc_result_text(result, row, column);
    g_assert(text != NULL && strlen(text) == 1 && strchr("01tf", text[0]) != NULL);
    return text[0] == '1' || text[0] == 't';
}

json_t *odbc_result_json(const OdbcResult *result, guint row, guint column)
{
    const char *text = odbc_result_text(result, row, column);
    if (text == NULL)
        return NULL;
    json_t *value = json_loads(text, JSON_DECODE_ANY, NULL);
    g_assert(value != NULL);
    return value;
}
