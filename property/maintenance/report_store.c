#include "property/maintenance/report_store.h"

#include "ops/json.h"
#include "property/command/statement.h"
#include "property/maintenance/work_order_rules.h"

#define FAILURE "origin <> 'plan' AND state NOT IN ('cancelled', 'duplicate')"
#define COST "labour_minor + parts_minor + vendor_minor"
#define LATE "clock_used_us > complete_minutes * 60000000"

static const OdbcStatement list_repeats = {
    "report_repeats",
    "SELECT room, category, COUNT(*), SUM(" COST "), MIN(reported_at), MAX(reported_at), COUNT(repaired_at), "
    "COALESCE(SUM(CASE WHEN repaired_at IS NULL THEN 0 ELSE repaired_at - reported_at END), 0) FROM "
    "work_order "
    "WHERE reported_at >= ? AND reported_at < ? AND room IS NOT NULL AND " FAILURE
    " GROUP BY room, category HAVING COUNT(*) >= ? ORDER BY COUNT(*) DESC, room, category LIMIT 500",
    3,
};
static const OdbcStatement list_categories = {
    "report_categories",
    "SELECT category, COUNT(*), SUM(CASE WHEN origin = 'plan' THEN 1 ELSE 0 END), "
    "SUM(CASE WHEN state = 'closed' THEN 1 ELSE 0 END), SUM(CASE WHEN " LATE " THEN 1 ELSE 0 END), "
    "SUM(labour_minutes), SUM(" COST
    ") FROM work_order WHERE reported_at >= ? AND reported_at < ? AND state NOT "
    "IN ('cancelled', 'duplicate') GROUP BY category ORDER BY COUNT(*) DESC, category",
    2,
};
static const OdbcStatement list_technicians = {
    "report_technicians",
    "SELECT t.technician, t.name, COUNT(*), SUM(CASE WHEN w." LATE
    " THEN 0 ELSE 1 END), SUM(w.labour_minutes), "
    "(SELECT COUNT(*) FROM work_order_check c JOIN work_order v ON v.work_order = c.work_order WHERE "
    "c.passed = 0 "
    "AND v.technician = t.technician AND c.checked_at >= ? AND c.checked_at < ?) FROM work_order w "
    "JOIN technician t ON t.technician = w.technician WHERE w.reported_at >= ? AND w.reported_at < ? AND "
    "w.repaired_at IS NOT NULL GROUP BY t.technician, t.name ORDER BY COUNT(*) DESC, t.technician",
    4,
};
static const OdbcStatement list_short = {
    "report_short_parts",
    "SELECT part, code, name_en, name_zh, stock, minimum, unit FROM part WHERE stock < minimum AND retired = "
    "0 "
    "ORDER BY part LIMIT 200",
    0,
};
static const OdbcStatement list_room_failures = {
    "report_room_failures",
    "SELECT category, COUNT(*) FROM work_order WHERE room = ? AND reported_at >= ? AND " FAILURE
    " GROUP BY category ORDER BY COUNT(*) DESC, category",
    2,
};

static json_int_t number(const OdbcResult *result, guint row, guint column)
{
    return (json_int_t)odbc_result_int64(result, row, column);
}

static json_t *rows_json(OdbcResult *result, json_t *(*of_row)(const OdbcResult *, guint))
{
    json_t *rows = json_array();

    for (guint row = 0; row < odbc_result_rows(result); row++) {
        json_array_append_new(rows, of_row(result, row));
    }
    return rows;
}

static json_t *repeat_of_row(const OdbcResult *result, guint row)
{
    WorkReliability reliability =
        work_reliability(odbc_result_int64(result, row, 2), odbc_result_int64(result, row, 4),
                         odbc_result_int64(result, row, 5), odbc_result_int64(result, row, 6),
                         odbc_result_int64(result, row, 7));

    return json_pack("{s:s, s:s, s:I, s:I, s:o, s:o, s:I, s:I}", "room", odbc_result_text(result, row, 0),
                     "category", odbc_result_text(result, row, 1), "failures", number(result, row, 2),
                     "cost_minor", number(result, row, 3), "first_at",
                     json_from_instant(odbc_result_int64(result, row, 4)), "last_at",
                     json_from_instant(odbc_result_int64(result, row, 5)), "mean_repair_minutes",
                     (json_int_t)reliability.mean_repair_minutes, "mean_between_minutes",
                     (json_int_t)reliability.mean_between_minutes);
}

DatabaseStatus report_repeats(OdbcConnection *connection, Instant from, Instant until, int64_t least,
                              json_t **ret_rows, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status =
        statement_run(connection, &list_repeats, &result, error, "aal", from, until, least);
    if (status == DATABASE_OK) {
        *ret_rows = rows_json(result, repeat_of_row);
    }
    return status;
}

static json_t *category_of_row(const OdbcResult *result, guint row)
{
    return json_pack("{s:s, s:I, s:I, s:I, s:I, s:I, s:I}", "category", odbc_result_text(result, row, 0),
                     "orders", number(result, row, 1), "preventive", number(result, row, 2), "closed",
                     number(result, row, 3), "late", number(result, row, 4), "labour_minutes",
                     number(result, row, 5), "cost_minor", number(result, row, 6));
}

DatabaseStatus report_categories(OdbcConnection *connection, Instant from, Instant until, json_t **ret_rows,
                                 GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &list_categories, &result, error, "aa", from, until);
    if (status == DATABASE_OK) {
        *ret_rows = rows_json(result, category_of_row);
    }
    return status;
}

static json_t *technician_of_row(const OdbcResult *result, guint row)
{
    return json_pack("{s:I, s:s, s:I, s:I, s:I, s:I}", "technician", number(result, row, 0), "name",
                     odbc_result_text(result, row, 1), "repaired", number(result, row, 2), "in_time",
                     number(result, row, 3), "labour_minutes", number(result, row, 4), "returned",
                     number(result, row, 5));
}

DatabaseStatus report_technicians(OdbcConnection *connection, Instant from, Instant until, json_t **ret_rows,
                                  GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status =
        statement_run(connection, &list_technicians, &result, error, "aaaa", from, until, from, until);
    if (status == DATABASE_OK) {
        *ret_rows = rows_json(result, technician_of_row);
    }
    return status;
}

static json_t *short_of_row(const OdbcResult *result, guint row)
{
    return json_pack("{s:I, s:s, s:s, s:s, s:I, s:I, s:s}", "part", number(result, row, 0), "code",
                     odbc_result_text(result, row, 1), "name_en", odbc_result_text(result, row, 2), "name_zh",
                     odbc_result_text(result, row, 3), "stock", number(result, row, 4), "minimum",
                     number(result, row, 5), "unit", odbc_result_text(result, row, 6));
}

DatabaseStatus report_short_parts(OdbcConnection *connection, json_t **ret_rows, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &list_short, &result, error, "");
    if (status == DATABASE_OK) {
        *ret_rows = rows_json(result, short_of_row);
    }
    return status;
}

DatabaseStatus report_room_failures(OdbcConnection *connection, const char *room, Instant since,
                                    int64_t least, json_t **ret_rows, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &list_room_failures, &result, error, "sa", room, since);
    if (status != DATABASE_OK) {
        return status;
    }
    *ret_rows = json_array();
    for (guint row = 0; row < odbc_result_rows(result); row++) {
        int64_t failures = odbc_result_int64(result, row, 1);
        json_array_append_new(
            *ret_rows, json_pack("{s:s, s:I, s:b}", "category", odbc_result_text(result, row, 0), "failures",
                                 (json_int_t)failures, "repeat", work_is_repeat(failures, least)));
    }
    return DATABASE_OK;
}
