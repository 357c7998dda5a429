#include "property/maintenance/plan_store.h"

#include "property/command/statement.h"

#define NO_OPEN_ORDER                                                                                        \
    "NOT EXISTS (SELECT 1 FROM work_order w WHERE w.plan = t.plan AND w.plan_target = t.target AND w.state " \
    "NOT IN ('closed', 'cancelled', 'duplicate'))"
#define TARGET_COLUMNS                                                                                       \
    "t.plan, t.target, t.asset, t.room, t.area, t.next_due, t.next_meter, a.meter_reading, a.room, a.area, " \
    "(SELECT s.departure FROM stay s WHERE s.room = COALESCE(t.room, a.room) AND s.status = 'in_house'), "   \
    "t.first_due"

static const OdbcStatement list_due = {
    "list_plan_targets_due",
    "SELECT " TARGET_COLUMNS " FROM plan_target t JOIN plan p ON p.plan = t.plan "
    "LEFT JOIN asset a ON a.asset = t.asset WHERE t.next_due IS NOT NULL AND t.next_due <= ? + p.lead_days "
    "AND "
    "p.retired = 0 AND COALESCE(a.retired, 0) = 0 AND " NO_OPEN_ORDER
    " ORDER BY t.next_due, t.target LIMIT ?",
    2,
};
static const OdbcStatement list_due_by_meter = {
    "list_plan_targets_due_by_meter",
    "SELECT " TARGET_COLUMNS " FROM plan_target t JOIN plan p ON p.plan = t.plan "
    "JOIN asset a ON a.asset = t.asset WHERE t.next_meter IS NOT NULL AND t.next_meter <= a.meter_reading "
    "AND "
    "p.retired = 0 AND a.retired = 0 AND " NO_OPEN_ORDER " ORDER BY t.target LIMIT ?",
    1,
};
static const OdbcStatement advance = {
    "advance_plan_target",
    "UPDATE plan_target SET next_due = ?, next_meter = ? WHERE plan = ? AND target = ?",
    4,
};
static const OdbcStatement last_target = {
    "last_plan_target",
    "SELECT COALESCE(MAX(target), 0) FROM plan_target WHERE plan = ?",
    1,
};
static const OdbcStatement clear_targets = {
    "clear_plan_targets",
    "DELETE FROM plan_target WHERE plan = ? AND target <= ?",
    2,
};
static const OdbcStatement find_first_due = {
    "find_plan_target_first_due",
    "SELECT MIN(first_due) FROM plan_target WHERE plan = ? AND next_due = ? AND COALESCE(asset, 0) = ? AND "
    "COALESCE(room, '') = ? AND COALESCE(area, '') = ?",
    5,
};
static const OdbcStatement add_target = {
    "add_plan_target",
    "INSERT INTO plan_target (plan, target, asset, room, area, next_due, next_meter, first_due) VALUES (?, "
    "?, ?, ?, ?, ?, ?, ?)",
    8,
};
static const OdbcStatement list_targets = {
    "list_plan_targets",
    "SELECT t.target, t.asset, t.room, t.area, t.next_due, t.next_meter, a.name FROM plan_target t LEFT JOIN "
    "asset "
    "a ON a.asset = t.asset WHERE t.plan = ? ORDER BY t.target",
    1,
};

static void target_free(gpointer data)
{
    PlanTarget *target = data;

    g_free(target->room);
    g_free(target->area);
    g_free(target->asset_room);
    g_free(target->asset_area);
    g_free(target);
}

static int64_t number_or_zero(const OdbcResult *result, guint row, guint column)
{
    return odbc_result_is_null(result, row, column) ? 0 : odbc_result_int64(result, row, column);
}

static PlanTarget *target_of_row(const OdbcResult *result, guint row)
{
    PlanTarget *target = g_new0(PlanTarget, 1);

    target->plan = odbc_result_int64(result, row, 0);
    target->target = odbc_result_int64(result, row, 1);
    target->asset = number_or_zero(result, row, 2);
    target->room = g_strdup(odbc_result_text(result, row, 3));
    target->area = g_strdup(odbc_result_text(result, row, 4));
    target->next_due = statement_night(result, row, 5);
    target->next_meter = number_or_zero(result, row, 6);
    target->reading = number_or_zero(result, row, 7);
    target->asset_room = g_strdup(odbc_result_text(result, row, 8));
    target->asset_area = g_strdup(odbc_result_text(result, row, 9));
    target->guest_leaves = statement_night(result, row, 10);
    target->first_due = statement_night(result, row, 11);
    return target;
}

static void take_rows(GPtrArray *due, const OdbcResult *result)
{
    for (guint row = 0; row < odbc_result_rows(result); row++) {
        g_ptr_array_add(due, target_of_row(result, row));
    }
}

DatabaseStatus plan_targets_due(OdbcConnection *connection, Night business_date, int limit,
                                GPtrArray **ret_due, GError **error)
{
    g_autoptr(GPtrArray) due = g_ptr_array_new_with_free_func(target_free);
    g_autoptr(OdbcResult) by_date = NULL;
    g_autoptr(OdbcResult) by_meter = NULL;

    DatabaseStatus status = statement_run(connection, &list_due, &by_date, error, "ni", business_date, limit);
    if (status == DATABASE_OK) {
        take_rows(due, by_date);
    }
    if (status == DATABASE_OK && due->len < (guint)limit) {
        status = statement_run(connection, &list_due_by_meter, &by_meter, error, "i", limit - (int)due->len);
    }
    if (status == DATABASE_OK && by_meter != NULL) {
        take_rows(due, by_meter);
    }
    if (status == DATABASE_OK) {
        *ret_due = g_steal_pointer(&due);
    }
    return status;
}

DatabaseStatus plan_target_advance(OdbcConnection *connection, const PlanTarget *target, GError **error)
{
    return statement_change_one(connection, &advance, error, "nkll", target->next_due, target->next_meter,
                                target->plan, target->target);
}

DatabaseStatus plan_targets_last(OdbcConnection *connection, int64_t plan, int64_t *ret_last, GError **error)
{
    return record_count(connection, &last_target, ret_last, error, "l", plan);
}

DatabaseStatus plan_targets_clear(OdbcConnection *connection, int64_t plan, int64_t until, GError **error)
{
    return statement_run(connection, &clear_targets, NULL, error, "ll", plan, until);
}

static DatabaseStatus first_due_of(OdbcConnection *connection, const PlanTarget *target, Night *ret_first,
                                   GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(
        connection, &find_first_due, &result, error, "lnlss", target->plan, target->next_due, target->asset,
        target->room == NULL ? "" : target->room, target->area == NULL ? "" : target->area);
    if (status == DATABASE_OK) {
        *ret_first = odbc_result_is_null(result, 0, 0) ? target->next_due : statement_night(result, 0, 0);
    }
    return status;
}

DatabaseStatus plan_target_add(OdbcConnection *connection, const PlanTarget *target, GError **error)
{
    int64_t number;
    Night first = NIGHT_NONE;

    DatabaseStatus status = first_due_of(connection, target, &first, error);
    if (status == DATABASE_OK) {
        status = record_number(connection, "plan_target", &number, error);
    }
    return status == DATABASE_OK ? statement_run(connection, &add_target, NULL, error, "llkssnkn",
                                                 target->plan, number, target->asset, target->room,
                                                 target->area, target->next_due, target->next_meter, first)
                                 : status;
}

static json_t *target_json(const OdbcResult *result, guint row)
{
    int64_t asset = number_or_zero(result, row, 1);
    int64_t meter = number_or_zero(result, row, 5);

    return json_pack("{s:I, s:o, s:o, s:o, s:o, s:o, s:o}", "target",
                     (json_int_t)odbc_result_int64(result, row, 0), "asset",
                     asset == 0 ? json_null() : json_integer(asset), "room",
                     json_from_text(odbc_result_text(result, row, 2)), "area",
                     json_from_text(odbc_result_text(result, row, 3)), "next_due",
                     json_from_night(statement_night(result, row, 4)), "next_meter",
                     meter == 0 ? json_null() : json_integer(meter), "asset_name",
                     json_from_text(odbc_result_text(result, row, 6)));
}

DatabaseStatus plan_targets_json(OdbcConnection *connection, int64_t plan, json_t **ret_targets,
                                 GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &list_targets, &result, error, "l", plan);
    if (status != DATABASE_OK) {
        return status;
    }
    *ret_targets = json_array();
    for (guint row = 0; row < odbc_result_rows(result); row++) {
        json_array_append_new(*ret_targets, target_json(result, row));
    }
    return DATABASE_OK;
}
