#include "ops/json.h"
#include "ops/odbc_internal.h"
#include <string.h>

struct OdbcParameters {
    GArray *values; /* OdbcValue */
    GString *text;  /* all texts, each closed by a NUL */
};

OdbcParameters *odbc_parameters_new(void)
{
    OdbcParameters *parameters = g_new0(OdbcParameters, 1);
    parameters->values = g_array_new(false, true, sizeof(OdbcValue));
    parameters->text = g_string_new(NULL);
    return parameters;
}

void odbc_parameters_free(OdbcParameters *parameters)
{
    if (parameters == NULL)
        return;
    g_array_unref(parameters->values);
    g_string_free(parameters->text, true);
    g_free(parameters);
}

void odbc_parameters_clear(OdbcParameters *parameters)
{
    g_array_set_size(parameters->values, 0);
    g_string_truncate(parameters->text, 0);
}

guint odbc_parameters_count(const OdbcParameters *parameters)
{
    return parameters != NULL ? parameters->values->len : 0;
}

const OdbcValue *odbc_parameters_value(const OdbcParameters *parameters, guint index)
{
    g_assert(index < parameters->values->len);
    return &g_array_index(parameters->values, OdbcValue, index);
}

const char *odbc_parameters_text(const OdbcParameters *parameters, const OdbcValue *value)
{
    g_assert(value->kind == ODBC_VALUE_TEXT);
    return parameters->text->str + value->offset;
}

void odbc_add_null(OdbcParameters *parameters)
{
    OdbcValue value = {.kind = ODBC_VALUE_NULL, .length = SQL_NULL_DATA};
    g_array_append_val(parameters->values, value);
}

void odbc_add_int64(OdbcParameters *parameters, int64_t number)
{
    OdbcValue value = {.kind = ODBC_VALUE_INT64, .number = number};
    g_array_append_val(parameters->values, value);
}

void odbc_add_bool(OdbcParameters *parameters, bool value)
{
    odbc_add_int64(parameters, value ? 1 : 0);
}

void odbc_add_text(OdbcParameters *parameters, const char *text)
{
    if (text == NULL) {
        odbc_add_null(parameters);
        return;
    }
    gsize length = strlen(text);
    OdbcValue value = {.kind = ODBC_VALUE_TEXT, .offset = parameters->text->len, .length = (SQLLEN)length};
    g_array_append_val(parameters->values, value);
    g_string_append_len(parameters->text, text, (gssize)length + 1);
}

void odbc_add_json(OdbcParameters *parameters, const json_t *value)
{
    g_autofree char *text = value != NULL ? json_canonical(value) : NULL;
    odbc_add_text(parameters, text);
}
