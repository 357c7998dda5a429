#include "property/maintenance/part_store.h"

#include "property/command/statement.h"

static const OdbcStatement add_movement = {
    "add_part_movement",
    "INSERT INTO part_movement (part_movement, part, work_order, moved_at, staff, kind, quantity, "
    "stock_after, "
    "cost_minor, note) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    10,
};

static const OdbcStatement sum_used = {
    "sum_part_used",
    "SELECT -SUM(quantity), MAX(cost_minor) FROM part_movement WHERE part = ? AND work_order = ?",
    2,
};

static const OdbcStatement list_movements = {
    "list_part_movements",
    "SELECT moved_at, staff, kind, quantity, stock_after, cost_minor, work_order, note FROM part_movement "
    "WHERE part = ? ORDER BY part_movement DESC LIMIT 50",
    1,
};

DatabaseStatus part_movement_add(OdbcConnection *connection, const Part *part, const PartMovement *movement,
                                 const char *staff, Instant now, GError **error)
{
    int64_t number;

    DatabaseStatus status = record_number(connection, "part_movement", &number, error);
    return status == DATABASE_OK
               ? statement_run(connection, &add_movement, NULL, error, "llkassllls", number, part->head.key,
                               movement->work_order, now, staff, movement->kind, movement->quantity,
                               part->stock, movement->cost_minor, movement->note)
               : status;
}

DatabaseStatus part_used(OdbcConnection *connection, int64_t part, int64_t work_order, int64_t *ret_quantity,
                         int64_t *ret_cost_minor, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &sum_used, &result, error, "ll", part, work_order);
    if (status == DATABASE_OK) {
        bool none = odbc_result_is_null(result, 0, 0);
        *ret_quantity = none ? 0 : odbc_result_int64(result, 0, 0);
        *ret_cost_minor = none ? 0 : odbc_result_int64(result, 0, 1);
    }
    return status;
}

static json_t *movement_of_row(const OdbcResult *result, guint row)
{
    json_t *work_order =
        odbc_result_is_null(result, row, 6) ? json_null() : json_integer(odbc_result_int64(result, row, 6));

    return json_pack("{s:o, s:s, s:s, s:I, s:I, s:I, s:o, s:o}", "at",
                     json_from_instant(odbc_result_int64(result, row, 0)), "staff",
                     odbc_result_text(result, row, 1), "kind", odbc_result_text(result, row, 2), "quantity",
                     (json_int_t)odbc_result_int64(result, row, 3), "stock_after",
                     (json_int_t)odbc_result_int64(result, row, 4), "cost_minor",
                     (json_int_t)odbc_result_int64(result, row, 5), "work_order", work_order, "note",
                     json_from_text(odbc_result_text(result, row, 7)));
}

DatabaseStatus part_movements(OdbcConnection *connection, int64_t part, json_t **ret_movements,
                              GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &list_movements, &result, error, "l", part);
    if (status != DATABASE_OK) {
        return status;
    }
    *ret_movements = json_array();
    for (guint row = 0; row < odbc_result_rows(result); row++) {
        json_array_append_new(*ret_movements, movement_of_row(result, row));
    }
    return DATABASE_OK;
}
