#include "property/report/report.h"

#include "ops/json.h"
#include "property/command/statement.h"
#include "property/report/report_figures_store.h"
#include "property/report/report_list_store.h"
#include "property/report/report_taxes_store.h"
#include "property/report/report_variance_store.h"
#include <string.h>

static const ReportDefinition *const definitions[] = {
    &report_manager,     &report_trial_balance, &report_revenue,       &report_segments,
    &report_pickup,      &report_arrivals,      &report_departures,    &report_in_house,
    &report_no_shows,    &report_cancellations, &report_rate_variance, &report_high_balance,
    &report_corrections, &report_cashier,       &report_taxes,         &report_out_of_order,
};

static const char *const kind_codes[REPORT_KIND_COUNT] = {
    [REPORT_TEXT] = "text",   [REPORT_LABEL] = "label", [REPORT_COUNT] = "count", [REPORT_MONEY] = "money",
    [REPORT_SHARE] = "share", [REPORT_NIGHT] = "night", [REPORT_VALUE] = "value",
};

const ReportDefinition *const *report_definitions(guint *ret_count)
{
    *ret_count = G_N_ELEMENTS(definitions);
    return definitions;
}

const ReportDefinition *report_find(const char *code)
{
    for (guint i = 0; i < G_N_ELEMENTS(definitions); i++) {
        if (strcmp(definitions[i]->code, code) == 0) {
            return definitions[i];
        }
    }
    return NULL;
}

const char *report_kind_code(ReportKind kind)
{
    g_assert(kind < REPORT_KIND_COUNT);
    return kind_codes[kind];
}

bool report_language_parse(const char *text, ReportLanguage *ret_language)
{
    if (strcmp(text, "en") == 0) {
        *ret_language = REPORT_ENGLISH;
        return true;
    }
    if (strcmp(text, "zh") == 0) {
        *ret_language = REPORT_CHINESE;
        return true;
    }
    return false;
}

json_t *report_count(int64_t count)
{
    return json_pack("{s:I}", "count", (json_int_t)count);
}

json_t *report_money(int64_t amount_minor)
{
    return json_pack("{s:I}", "money", (json_int_t)amount_minor);
}

json_t *report_share(int64_t basis_points)
{
    return json_pack("{s:I}", "share", (json_int_t)basis_points);
}

static json_t *cell_of(const ReportColumn *column, const OdbcResult *result, guint row, guint place)
{
    if (column->kind == REPORT_TEXT || column->kind == REPORT_LABEL) {
        return json_from_text(odbc_result_text(result, row, place));
    }
    if (column->kind == REPORT_NIGHT) {
        return json_from_night(statement_night(result, row, place));
    }
    return odbc_result_is_null(result, row, place) ? json_null()
                                                   : json_integer(odbc_result_int64(result, row, place));
}

static DatabaseStatus rows_of_statement(OdbcConnection *connection, const ReportDefinition *definition,
                                        const ReportDay *day, json_t *rows, GError **error)
{
    g_autoptr(OdbcParameters) parameters = odbc_parameters_new();
    g_autoptr(OdbcResult) result = NULL;

    for (guint i = 0; i < definition->statement->parameter_count; i++) {
        odbc_add_int64(parameters, day->business_date);
    }
    DatabaseStatus status = odbc_execute(connection, definition->statement, parameters, &result, error);
    for (guint row = 0; status == DATABASE_OK && row < odbc_result_rows(result); row++) {
        json_t *cells = json_array();
        for (guint i = 0; i < definition->column_count; i++) {
            json_array_append_new(cells, cell_of(&definition->columns[i], result, row, i));
        }
        json_array_append_new(rows, cells);
    }
    return status;
}

DatabaseStatus report_build(OdbcConnection *connection, const ReportDefinition *definition,
                            const ReportDay *day, json_t **ret_document, GError **error)
{
    json_auto_t *rows = json_array();

    DatabaseStatus status = definition->rows != NULL
                                ? definition->rows(connection, day, rows, error)
                                : rows_of_statement(connection, definition, day, rows, error);
    if (status == DATABASE_OK) {
        *ret_document = json_pack("{s:s, s:o, s:O}", "report", definition->code, "business_date",
                                  json_from_night(day->business_date), "rows", rows);
    }
    return status;
}
