#include "property/housekeeping/inspection_store.h"

#include "ops/json.h"
#include "property/command/statement.h"

#define INSPECTION_COUNTER "inspection"

static const OdbcStatement list_items = {
    "list_inspection_items",
    "SELECT item, english, chinese FROM inspection_item WHERE in_use = 1 ORDER BY position, item",
    0,
};

static const OdbcStatement retire_items = {
    "retire_inspection_items",
    "UPDATE inspection_item SET in_use = 0 WHERE in_use = 1",
    0,
};

static const OdbcStatement put_item = {
    "put_inspection_item",
    "INSERT INTO inspection_item (item, position, english, chinese, in_use) VALUES (?, ?, ?, ?, 1) "
    "ON CONFLICT (item) DO UPDATE SET position = excluded.position, english = excluded.english, chinese = "
    "excluded.chinese, in_use = 1",
    4,
};

static const OdbcStatement find_item = {
    "find_inspection_item",
    "SELECT 1 FROM inspection_item WHERE item = ? AND in_use = 1",
    1,
};

static const OdbcStatement add_inspection = {
    "add_inspection",
    "INSERT INTO inspection (inspection_id, business_date, room, passed, note, inspected_by, inspected_at) "
    "VALUES (?, ?, ?, ?, ?, ?, ?)",
    7,
};

static const OdbcStatement add_result = {
    "add_inspection_result",
    "INSERT INTO inspection_result (inspection_id, item, passed, note) VALUES (?, ?, ?, ?) "
    "ON CONFLICT (inspection_id, item) DO UPDATE SET passed = excluded.passed, note = excluded.note",
    4,
};

static const OdbcStatement list_inspections = {
    "list_inspections",
    "SELECT inspection_id, room, business_date, passed, note, inspected_by, inspected_at FROM inspection "
    "WHERE room = ? ORDER BY inspection_id DESC LIMIT ?",
    2,
};

static const OdbcStatement list_failed = {
    "list_failed_items",
    "SELECT r.item, r.note, i.english, i.chinese FROM inspection_result r JOIN inspection_item i ON i.item = "
    "r.item WHERE r.inspection_id = ? AND r.passed = 0 ORDER BY i.position",
    1,
};

DatabaseStatus inspection_checklist_to_json(OdbcConnection *connection, json_t **ret_items, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &list_items, &result, error, "");
    if (status != DATABASE_OK) {
        return status;
    }
    *ret_items = json_array();
    for (guint row = 0; row < odbc_result_rows(result); row++) {
        json_array_append_new(*ret_items,
                              json_pack("{s:s, s:s, s:s}", "item", odbc_result_text(result, row, 0),
                                        "english", odbc_result_text(result, row, 1), "chinese",
                                        odbc_result_text(result, row, 2)));
    }
    return DATABASE_OK;
}

DatabaseStatus inspection_checklist_write(OdbcConnection *connection, const GArray *items, GError **error)
{
    DatabaseStatus status = statement_run(connection, &retire_items, NULL, error, "");

    for (guint i = 0; i < items->len && status == DATABASE_OK; i++) {
        const InspectionItem *item = &g_array_index(items, InspectionItem, i);
        status = statement_run(connection, &put_item, NULL, error, "siss", item->item, (int)i + 1,
                               item->english, item->chinese);
    }
    return status;
}

DatabaseStatus inspection_item_exists(OdbcConnection *connection, const char *item, bool *ret_exists,
                                      GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &find_item, &result, error, "s", item);
    *ret_exists = status == DATABASE_OK && odbc_result_rows(result) > 0;
    return status;
}

DatabaseStatus inspection_insert(OdbcConnection *connection, Inspection *inspection, Night business_date,
                                 const GArray *results, GError **error)
{
    DatabaseStatus status = counter_advance(connection, INSPECTION_COUNTER, error);

    if (status == DATABASE_OK) {
        status = counter_last(connection, INSPECTION_COUNTER, &inspection->inspection_id, error);
    }
    if (status == DATABASE_OK) {
        status = statement_run(connection, &add_inspection, NULL, error, "lnsissa", inspection->inspection_id,
                               business_date, inspection->room, inspection->passed ? 1 : 0, inspection->note,
                               inspection->inspected_by, inspection->inspected_at);
    }
    for (guint i = 0; i < results->len && status == DATABASE_OK; i++) {
        const InspectionResult *each = &g_array_index(results, InspectionResult, i);
        status = statement_run(connection, &add_result, NULL, error, "lsis", inspection->inspection_id,
                               each->item, each->passed ? 1 : 0, each->note != NULL ? each->note : "");
    }
    return status;
}

static DatabaseStatus add_failed(OdbcConnection *connection, int64_t inspection_id, json_t *inspection,
                                 GError **error)
{
    g_autoptr(OdbcResult) result = NULL;
    json_t *failed = json_array();

    json_object_set_new(inspection, "failed", failed);
    DatabaseStatus status = statement_run(connection, &list_failed, &result, error, "l", inspection_id);
    for (guint row = 0; status == DATABASE_OK && row < odbc_result_rows(result); row++) {
        json_array_append_new(
            failed, json_pack("{s:s, s:s, s:s, s:s}", "item", odbc_result_text(result, row, 0), "note",
                              odbc_result_text(result, row, 1), "english", odbc_result_text(result, row, 2),
                              "chinese", odbc_result_text(result, row, 3)));
    }
    return status;
}

DatabaseStatus inspections_to_json(OdbcConnection *connection, const char *room, int limit,
                                   json_t **ret_inspections, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &list_inspections, &result, error, "si", room, limit);
    json_t *inspections = json_array();
    for (guint row = 0; status == DATABASE_OK && row < odbc_result_rows(result); row++) {
        json_t *inspection =
            json_pack("{s:I, s:s, s:o, s:b, s:s, s:s, s:o}", "inspection_id",
                      (json_int_t)odbc_result_int64(result, row, 0), "room", odbc_result_text(result, row, 1),
                      "business_date", json_from_night(statement_night(result, row, 2)), "passed",
                      odbc_result_int64(result, row, 3) != 0, "note", odbc_result_text(result, row, 4),
                      "inspected_by", odbc_result_text(result, row, 5), "inspected_at",
                      json_from_instant(odbc_result_int64(result, row, 6)));
        json_array_append_new(inspections, inspection);
        status = add_failed(connection, odbc_result_int64(result, row, 0), inspection, error);
    }
    if (status != DATABASE_OK) {
        json_decref(inspections);
        return status;
    }
    *ret_inspections = inspections;
    return DATABASE_OK;
}
