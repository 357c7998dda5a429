#include "property/maintenance/asset_store.h"

#include "ops/json.h"
#include "property/command/statement.h"
#include "property/maintenance/record_store.h"

static const OdbcStatement read_terms = {
    "read_asset_terms",
    "SELECT a.warranty_until, w.vendor, w.name, w.telephone, c.starts_on, c.ends_on, v.vendor, v.name, "
    "v.telephone, c.response_minutes FROM asset a LEFT JOIN vendor w ON w.vendor = a.warranty_vendor "
    "LEFT JOIN service_contract c ON c.service_contract = a.service_contract "
    "LEFT JOIN vendor v ON v.vendor = c.vendor WHERE a.asset = ?",
    1,
};

static const OdbcStatement add_reading = {
    "add_asset_reading",
    "INSERT INTO asset_reading (asset_reading, asset, read_at, reading, staff) VALUES (?, ?, ?, ?, ?)",
    5,
};

static const OdbcStatement list_readings = {
    "list_asset_readings",
    "SELECT read_at, reading, staff FROM asset_reading WHERE asset = ? ORDER BY asset_reading DESC LIMIT 20",
    1,
};

static const OdbcStatement list_of_room = {
    "list_assets_of_room",
    "SELECT asset, tag, name, category FROM asset WHERE room = ? AND retired = 0 "
    "ORDER BY CASE WHEN category = ? THEN 0 ELSE 1 END, asset LIMIT 50",
    2,
};

static int64_t number_or_zero(const OdbcResult *result, guint column)
{
    return odbc_result_is_null(result, 0, column) ? 0 : odbc_result_int64(result, 0, column);
}

DatabaseStatus asset_terms_read(OdbcConnection *connection, int64_t asset, AssetTerms *ret_terms,
                                GError **error)
{
    OdbcResult *result = NULL;

    DatabaseStatus status = statement_run(connection, &read_terms, &result, error, "l", asset);
    if (status != DATABASE_OK) {
        return status;
    }
    ret_terms->result = result;
    if (odbc_result_rows(result) == 0) {
        ret_terms->warranty_until = ret_terms->contract_starts = ret_terms->contract_ends = NIGHT_NONE;
        return DATABASE_OK;
    }
    ret_terms->warranty_until = statement_night(result, 0, 0);
    ret_terms->warranty_vendor = number_or_zero(result, 1);
    ret_terms->warranty_vendor_name = odbc_result_text(result, 0, 2);
    ret_terms->warranty_telephone = odbc_result_text(result, 0, 3);
    ret_terms->contract_starts = statement_night(result, 0, 4);
    ret_terms->contract_ends = statement_night(result, 0, 5);
    ret_terms->contract_vendor = number_or_zero(result, 6);
    ret_terms->contract_vendor_name = odbc_result_text(result, 0, 7);
    ret_terms->contract_telephone = odbc_result_text(result, 0, 8);
    ret_terms->response_minutes = number_or_zero(result, 9);
    return DATABASE_OK;
}

DatabaseStatus asset_reading_add(OdbcConnection *connection, int64_t asset, Instant now, int64_t reading,
                                 const char *staff, GError **error)
{
    int64_t number;

    DatabaseStatus status = record_number(connection, "asset_reading", &number, error);
    return status == DATABASE_OK ? statement_run(connection, &add_reading, NULL, error, "llals", number,
                                                 asset, now, reading, staff)
                                 : status;
}

DatabaseStatus asset_readings(OdbcConnection *connection, int64_t asset, json_t **ret_readings,
                              GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &list_readings, &result, error, "l", asset);
    if (status != DATABASE_OK) {
        return status;
    }
    *ret_readings = json_array();
    for (guint row = 0; row < odbc_result_rows(result); row++) {
        json_array_append_new(*ret_readings,
                              json_pack("{s:o, s:I, s:s}", "read_at",
                                        json_from_instant(odbc_result_int64(result, row, 0)), "reading",
                                        (json_int_t)odbc_result_int64(result, row, 1), "staff",
                                        odbc_result_text(result, row, 2)));
    }
    return DATABASE_OK;
}

DatabaseStatus assets_of_room(OdbcConnection *connection, const char *room, const char *category,
                              json_t **ret_assets, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &list_of_room, &result, error, "ss", room, category);
    if (status != DATABASE_OK) {
        return status;
    }
    *ret_assets = json_array();
    for (guint row = 0; row < odbc_result_rows(result); row++) {
        json_array_append_new(*ret_assets, json_pack("{s:I, s:s, s:s, s:s}", "asset",
                                                     (json_int_t)odbc_result_int64(result, row, 0), "tag",
                                                     odbc_result_text(result, row, 1), "name",
                                                     odbc_result_text(result, row, 2), "category",
                                                     odbc_result_text(result, row, 3)));
    }
    return DATABASE_OK;
}
