#include "property/maintenance/record_store.h"

#include "property/command/statement.h"
#include <stdarg.h>

#define MEMBER(Type, Record, Field) ((Type *)(gpointer)((char *)(gpointer)(Record) + (Field)->offset))
#define CONST_MEMBER(Type, Record, Field)                                                                    \
    ((const Type *)(gconstpointer)((const char *)(Record) + (Field)->offset))

/* The key of another row, which may be missing. */
static bool is_optional_key(const JsonField *field)
{
    return !field->required && field->min >= 1;
}

void record_init(const JsonShape *shape, gpointer record)
{
    for (gsize i = 0; i < shape->field_count; i++) {
        const JsonField *field = &shape->fields[i];
        if (field->type == JSON_FIELD_NIGHT) {
            *MEMBER(Night, record, field) = NIGHT_NONE;
        } else if (field->type == JSON_FIELD_INSTANT) {
            *MEMBER(Instant, record, field) = INSTANT_NONE;
        } else if (field->type == JSON_FIELD_CHOICE && !field->required) {
            *MEMBER(int, record, field) = -1;
        }
    }
}

static void add_number(OdbcParameters *parameters, int64_t number, bool is_null)
{
    if (is_null) {
        odbc_add_null(parameters);
    } else {
        odbc_add_int64(parameters, number);
    }
}

static void add_field(OdbcParameters *parameters, const JsonField *field, gconstpointer record)
{
    int64_t number;

    switch (field->type) {
    case JSON_FIELD_TEXT:
        odbc_add_text(parameters, *CONST_MEMBER(char *, record, field));
        break;
    case JSON_FIELD_INT:
        number = *CONST_MEMBER(int64_t, record, field);
        add_number(parameters, number, number == 0 && is_optional_key(field));
        break;
    case JSON_FIELD_BOOL:
        odbc_add_bool(parameters, *CONST_MEMBER(bool, record, field));
        break;
    case JSON_FIELD_NIGHT:
        number = *CONST_MEMBER(Night, record, field);
        add_number(parameters, number, number == NIGHT_NONE);
        break;
    case JSON_FIELD_INSTANT:
        number = *CONST_MEMBER(Instant, record, field);
        add_number(parameters, number, number == INSTANT_NONE);
        break;
    case JSON_FIELD_CHOICE:
        number = *CONST_MEMBER(int, record, field);
        odbc_add_text(parameters, number < 0 ? NULL : field->choices[number]);
        break;
    default:
        g_assert_not_reached();
    }
}

static void add_columns(GString *sql, const JsonShape *shape, const char *after_name)
{
    for (gsize i = 0; i < shape->field_count; i++) {
        g_string_append_printf(sql, "%s%s%s", i == 0 ? "" : ", ", shape->fields[i].name, after_name);
    }
}

DatabaseStatus record_insert(OdbcConnection *connection, const char *table, const JsonShape *shape,
                             gconstpointer record, GError **error)
{
    g_autoptr(GString) sql = g_string_new(NULL);
    g_autoptr(OdbcParameters) parameters = odbc_parameters_new();

    g_string_printf(sql, "INSERT INTO %s (", table);
    add_columns(sql, shape, "");
    g_string_append(sql, ") VALUES (");
    for (gsize i = 0; i < shape->field_count; i++) {
        g_string_append(sql, i == 0 ? "?" : ", ?");
        add_field(parameters, &shape->fields[i], record);
    }
    g_string_append_c(sql, ')');
    return odbc_execute_sql(connection, sql->str, parameters, NULL, error);
}

DatabaseStatus record_update(OdbcConnection *connection, const char *table, const JsonShape *shape,
                             gconstpointer record, GError **error)
{
    g_autoptr(GString) sql = g_string_new(NULL);
    g_autoptr(OdbcParameters) parameters = odbc_parameters_new();
    g_autoptr(OdbcResult) result = NULL;

    g_string_printf(sql, "UPDATE %s SET ", table);
    add_columns(sql, shape, " = ?");
    g_string_append_printf(sql, " WHERE %s = ?", shape->fields[0].name);
    for (gsize i = 0; i < shape->field_count; i++) {
        add_field(parameters, &shape->fields[i], record);
    }
    add_field(parameters, &shape->fields[0], record);
    DatabaseStatus status = odbc_execute_sql(connection, sql->str, parameters, &result, error);
    if (status == DATABASE_OK && odbc_result_affected(result) != 1) {
        return database_fail(error, DATABASE_HARD, NULL, NULL, "a row of %s is not there to be changed",
                             table);
    }
    return status;
}

DatabaseStatus record_select(OdbcConnection *connection, const JsonShape *shape, const char *tail,
                             const OdbcParameters *parameters, OdbcResult **ret_result, GError **error)
{
    g_autoptr(GString) sql = g_string_new("SELECT ");

    add_columns(sql, shape, "");
    g_string_append_printf(sql, " FROM %s", tail);
    return odbc_execute_sql(connection, sql->str, parameters, ret_result, error);
}

static int choice_of(const JsonField *field, const char *text)
{
    int choice = 0;

    if (text == NULL) {
        return -1;
    }
    while (g_strcmp0(field->choices[choice], text) != 0) {
        g_assert(field->choices[choice] != NULL);
        choice++;
    }
    return choice;
}

static void read_field(const OdbcResult *result, guint row, guint column, const JsonField *field,
                       gpointer record)
{
    bool is_null = odbc_result_is_null(result, row, column);

    switch (field->type) {
    case JSON_FIELD_TEXT:
        *MEMBER(char *, record, field) = g_strdup(odbc_result_text(result, row, column));
        break;
    case JSON_FIELD_INT:
        *MEMBER(int64_t, record, field) = is_null ? 0 : odbc_result_int64(result, row, column);
        break;
    case JSON_FIELD_BOOL:
        *MEMBER(bool, record, field) = odbc_result_bool(result, row, column);
        break;
    case JSON_FIELD_NIGHT:
        *MEMBER(Night, record, field) = statement_night(result, row, column);
        break;
    case JSON_FIELD_INSTANT:
        *MEMBER(Instant, record, field) = statement_instant(result, row, column);
        break;
    case JSON_FIELD_CHOICE:
        *MEMBER(int, record, field) = choice_of(field, odbc_result_text(result, row, column));
        break;
    default:
        g_assert_not_reached();
    }
}

void record_read(const OdbcResult *result, guint row, const JsonShape *shape, gpointer record)
{
    for (guint column = 0; column < shape->field_count; column++) {
        read_field(result, row, column, &shape->fields[column], record);
    }
}

DatabaseStatus record_find(OdbcConnection *connection, const char *table, const JsonShape *shape, int64_t key,
                           gpointer record, bool *ret_found, GError **error)
{
    g_autofree char *tail = g_strdup_printf("%s WHERE %s = ?", table, shape->fields[0].name);
    g_autoptr(OdbcParameters) parameters = odbc_parameters_new();
    g_autoptr(OdbcResult) result = NULL;

    odbc_add_int64(parameters, key);
    DatabaseStatus status = record_select(connection, shape, tail, parameters, &result, error);
    if (status != DATABASE_OK) {
        return status;
    }
    *ret_found = odbc_result_rows(result) == 1;
    if (*ret_found) {
        record_read(result, 0, shape, record);
    }
    return DATABASE_OK;
}

static json_t *field_json(const JsonField *field, gconstpointer record)
{
    int64_t number;

    switch (field->type) {
    case JSON_FIELD_TEXT:
        return json_from_text(*CONST_MEMBER(char *, record, field));
    case JSON_FIELD_INT:
        number = *CONST_MEMBER(int64_t, record, field);
        return number == 0 && is_optional_key(field) ? json_null() : json_integer(number);
    case JSON_FIELD_BOOL:
        return json_boolean(*CONST_MEMBER(bool, record, field));
    case JSON_FIELD_NIGHT:
        return json_from_night(*CONST_MEMBER(Night, record, field));
    case JSON_FIELD_INSTANT:
        return json_from_instant(*CONST_MEMBER(Instant, record, field));
    case JSON_FIELD_CHOICE:
        number = *CONST_MEMBER(int, record, field);
        return number < 0 ? json_null() : json_string(field->choices[number]);
    default:
        g_assert_not_reached();
    }
}

json_t *record_to_json(const JsonShape *shape, gconstpointer record)
{
    json_t *document = json_object();

    for (gsize i = 0; i < shape->field_count; i++) {
        json_object_set_new(document, shape->fields[i].name, field_json(&shape->fields[i], record));
    }
    return document;
}

DatabaseStatus record_list(OdbcConnection *connection, const JsonShape *shape, const char *tail,
                           const OdbcParameters *parameters, json_t **ret_items, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;
    g_autofree char *record = g_malloc0(shape->size);

    DatabaseStatus status = record_select(connection, shape, tail, parameters, &result, error);
    if (status != DATABASE_OK) {
        return status;
    }
    *ret_items = json_array();
    for (guint row = 0; row < odbc_result_rows(result); row++) {
        record_read(result, row, shape, record);
        json_array_append_new(*ret_items, record_to_json(shape, record));
        json_shape_clear(shape, record);
    }
    return DATABASE_OK;
}

DatabaseStatus record_number(OdbcConnection *connection, const char *table, int64_t *ret_number,
                             GError **error)
{
    DatabaseStatus status = counter_advance(connection, table, error);

    return status == DATABASE_OK ? counter_last(connection, table, ret_number, error) : status;
}

DatabaseStatus record_count(OdbcConnection *connection, const OdbcStatement *statement, int64_t *ret_number,
                            GError **error, const char *types, ...)
{
    g_autoptr(OdbcResult) result = NULL;
    va_list values;

    va_start(values, types);
    DatabaseStatus status = statement_run_list(connection, statement, &result, error, types, values);
    va_end(values);
    if (status == DATABASE_OK) {
        bool none = odbc_result_rows(result) == 0 || odbc_result_is_null(result, 0, 0);
        *ret_number = none ? 0 : odbc_result_int64(result, 0, 0);
    }
    return status;
}
