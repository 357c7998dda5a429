#include "property/report/report_pack_store.h"

#include "ops/json.h"
#include "property/command/statement.h"

static const OdbcStatement keep_document = {
    "keep_report_document",
    "INSERT INTO report_day (business_date, report, document) VALUES (?, ?, ?)",
    3,
};

static const OdbcStatement find_document = {
    "find_report_document",
    "SELECT document FROM report_day WHERE business_date = ? AND report = ?",
    2,
};

static const OdbcStatement list_days = {
    "list_report_days",
    "SELECT business_date FROM night_audit WHERE status = 'completed' ORDER BY business_date DESC LIMIT ?",
    1,
};

static const OdbcStatement read_high_balance = {
    "read_high_balance",
    "SELECT high_balance_minor FROM report_setting",
    0,
};

static const OdbcStatement write_high_balance = {
    "write_high_balance",
    "UPDATE report_setting SET high_balance_minor = ? WHERE singleton = 1",
    1,
};

DatabaseStatus report_document_keep(OdbcConnection *connection, Night business_date, const char *report,
                                    const json_t *document, GError **error)
{
    return statement_run(connection, &keep_document, NULL, error, "nsj", business_date, report, document);
}

DatabaseStatus report_document_find(OdbcConnection *connection, Night business_date, const char *report,
                                    json_t **ret_document, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status =
        statement_run(connection, &find_document, &result, error, "ns", business_date, report);
    if (status == DATABASE_OK && odbc_result_rows(result) == 1) {
        *ret_document = odbc_result_json(result, 0, 0);
    }
    return status;
}

DatabaseStatus report_days(OdbcConnection *connection, int limit, json_t **ret_days, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &list_days, &result, error, "i", limit);
    if (status != DATABASE_OK) {
        return status;
    }
    *ret_days = json_array();
    for (guint row = 0; row < odbc_result_rows(result); row++) {
        json_array_append_new(*ret_days, json_from_night(statement_night(result, row, 0)));
    }
    return DATABASE_OK;
}

DatabaseStatus report_high_balance_read(OdbcConnection *connection, int64_t *ret_minor, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &read_high_balance, &result, error, "");
    if (status == DATABASE_OK) {
        *ret_minor = odbc_result_int64(result, 0, 0);
    }
    return status;
}

DatabaseStatus report_high_balance_write(OdbcConnection *connection, int64_t minor, GError **error)
{
    return statement_change_one(connection, &write_high_balance, error, "l", minor);
}
