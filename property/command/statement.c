#include "property/command/statement.h"

#include "schemas/instant.h"
#include "schemas/night.h"
#include <stdbool.h>

static const OdbcStatement take_number = {
    "take_number",
    "INSERT INTO counter (name, value) VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET value = counter.value "
    "+ 1",
    1,
};

static const OdbcStatement last_number = {
    "last_number",
    "SELECT value FROM counter WHERE name = ?",
    1,
};

static void add_number(OdbcParameters *parameters, bool is_null, int64_t number)
{
    if (is_null) {
        odbc_add_null(parameters);
    } else {
        odbc_add_int64(parameters, number);
    }
}

static OdbcParameters *parameters_of(const char *types, va_list values)
{
    OdbcParameters *parameters = odbc_parameters_new();

    for (const char *type = types; *type != '\0'; type++) {
        int64_t number;
        switch (*type) {
        case 'i':
            odbc_add_int64(parameters, va_arg(values, int));
            break;
        case 'l':
            odbc_add_int64(parameters, va_arg(values, int64_t));
            break;
        case 'n':
            number = va_arg(values, Night);
            add_number(parameters, number == NIGHT_NONE, number);
            break;
        case 'a':
            number = va_arg(values, Instant);
            add_number(parameters, number == INSTANT_NONE, number);
            break;
        case 'k':
            number = va_arg(values, int64_t);
            add_number(parameters, number == 0, number);
            break;
        case 's':
            odbc_add_text(parameters, va_arg(values, const char *));
            break;
        case 'j':
            odbc_add_json(parameters, va_arg(values, const json_t *));
            break;
        default:
            g_assert_not_reached();
        }
    }
    return parameters;
}

DatabaseStatus statement_run_list(OdbcConnection *connection, const OdbcStatement *statement,
                                  OdbcResult **ret_result, GError **error, const char *types, va_list values)
{
    g_autoptr(OdbcParameters) parameters = parameters_of(types, values);

    return odbc_execute(connection, statement, parameters, ret_result, error);
}

DatabaseStatus statement_run(OdbcConnection *connection, const OdbcStatement *statement,
                             OdbcResult **ret_result, GError **error, const char *types, ...)
{
    va_list values;

    va_start(values, types);
    DatabaseStatus status = statement_run_list(connection, statement, ret_result, error, types, values);
    va_end(values);
    return status;
}

DatabaseStatus statement_change_one(OdbcConnection *connection, const OdbcStatement *statement,
                                    GError **error, const char *types, ...)
{
    g_autoptr(OdbcResult) result = NULL;
    va_list values;

    va_start(values, types);
    g_autoptr(OdbcParameters) parameters = parameters_of(types, values);
    va_end(values);
    DatabaseStatus status = odbc_execute(connection, statement, parameters, &result, error);
    if (status != DATABASE_OK) {
        return status;
    }
    guint affected = odbc_result_affected(result);
    if (affected != 1) {
        return database_fail(error, DATABASE_HARD, NULL, NULL, "statement %s touched %u rows instead of one",
                             statement->name, affected);
    }
    return DATABASE_OK;
}

int32_t statement_night(const OdbcResult *result, guint row, guint column)
{
    return odbc_result_is_null(result, row, column) ? NIGHT_NONE
                                                    : (Night)odbc_result_int64(result, row, column);
}

int64_t statement_instant(const OdbcResult *result, guint row, guint column)
{
    return odbc_result_is_null(result, row, column) ? INSTANT_NONE : odbc_result_int64(result, row, column);
}

DatabaseStatus counter_last(OdbcConnection *connection, const char *name, int64_t *ret_last, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &last_number, &result, error, "s", name);
    if (status == DATABASE_OK) {
        *ret_last = odbc_result_rows(result) == 0 ? 0 : odbc_result_int64(result, 0, 0);
    }
    return status;
}

DatabaseStatus counter_advance(OdbcConnection *connection, const char *name, GError **error)
{
    return statement_run(connection, &take_number, NULL, error, "s", name);
}
