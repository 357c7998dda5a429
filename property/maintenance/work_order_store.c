#include "property/maintenance/work_order_store.h"

#include "ops/json.h"
#include "property/command/statement.h"
#include "property/maintenance/record_store.h"

static const OdbcStatement add_event = {
    "add_work_order_event",
    "INSERT INTO work_order_event (work_order_event, work_order, happened_at, staff, kind, from_state, "
    "to_state, "
    "note, quantity, amount_minor) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    10,
};

static const OdbcStatement add_check = {
    "add_work_order_check",
    "INSERT INTO work_order_check (work_order_check, work_order, checked_at, staff, passed, points, note) "
    "VALUES (?, ?, ?, ?, ?, ?, ?)",
    7,
};

static const OdbcStatement count_failures = {
    "count_failures",
    "SELECT COUNT(*) FROM work_order WHERE room = ? AND category = ? AND reported_at >= ? AND origin <> "
    "'plan' "
    "AND state NOT IN ('cancelled', 'duplicate')",
    3,
};

static const OdbcStatement find_holding = {
    "find_order_holding_room",
    "SELECT MIN(work_order) FROM work_order WHERE room = ? AND work_order <> ? AND room_out = 1 AND state "
    "NOT IN "
    "('closed', 'cancelled', 'duplicate')",
    2,
};

static const OdbcStatement inherit_outage = {
    "inherit_outage",
    "UPDATE work_order SET room_outage = ?, revision = revision + 1 WHERE work_order = ?",
    2,
};

static const OdbcStatement list_holding_nothing = {
    "list_orders_holding_nothing",
    "SELECT w.work_order FROM work_order w WHERE w.room_out = 1 AND NOT EXISTS (SELECT 1 FROM room_night n "
    "WHERE n.room = w.room AND n.night = ? AND n.outage IS NOT NULL) ORDER BY w.work_order",
    1,
};

static const OdbcStatement let_go = {
    "let_room_go",
    "UPDATE work_order SET room_out = 0, room_outage = NULL, revision = revision + 1, changed_at = ? WHERE "
    "work_order = ?",
    2,
};

static const OdbcStatement list_events = {
    "list_work_order_events",
    "SELECT happened_at, staff, kind, from_state, to_state, note, quantity, amount_minor FROM "
    "work_order_event "
    "WHERE work_order = ? ORDER BY work_order_event LIMIT 500",
    1,
};

static const OdbcStatement list_checks = {
    "list_work_order_checks",
    "SELECT checked_at, staff, passed, points, note FROM work_order_check WHERE work_order = ? ORDER BY "
    "work_order_check",
    1,
};

static const OdbcStatement list_parts = {
    "list_work_order_parts",
    "SELECT p.part, p.code, p.name_en, p.name_zh, p.unit, -SUM(m.quantity), -SUM(m.quantity * m.cost_minor) "
    "FROM part_movement m JOIN part p ON p.part = m.part WHERE m.work_order = ? "
    "GROUP BY p.part, p.code, p.name_en, p.name_zh, p.unit HAVING SUM(m.quantity) <> 0 ORDER BY p.part",
    1,
};

static const OdbcStatement technician_name = {
    "work_order_technician_name",
    "SELECT t.name FROM work_order w JOIN technician t ON t.technician = w.technician WHERE w.work_order = ?",
    1,
};

static const OdbcStatement list_similar = {
    "list_similar_orders",
    "SELECT o.work_order, o.symptom, o.state FROM work_order w JOIN work_order o ON o.room = w.room AND "
    "o.category = w.category AND o.work_order <> w.work_order WHERE w.work_order = ? AND o.state NOT IN "
    "('closed', 'cancelled', 'duplicate') ORDER BY o.work_order LIMIT 10",
    1,
};

DatabaseStatus work_order_event_add(OdbcConnection *connection, const WorkOrderEvent *event, GError **error)
{
    int64_t number;

    DatabaseStatus status = record_number(connection, "work_order_event", &number, error);
    return status == DATABASE_OK
               ? statement_run(connection, &add_event, NULL, error, "llasssssll", number, event->work_order,
                               event->at, event->staff, event->kind, event->from_state, event->to_state,
                               event->note, event->quantity, event->amount_minor)
               : status;
}

DatabaseStatus work_order_check_add(OdbcConnection *connection, int64_t work_order, Instant at,
                                    const char *staff, bool passed, const char *points, const char *note,
                                    GError **error)
{
    int64_t number;

    DatabaseStatus status = record_number(connection, "work_order_check", &number, error);
    return status == DATABASE_OK ? statement_run(connection, &add_check, NULL, error, "llasiss", number,
                                                 work_order, at, staff, passed ? 1 : 0, points, note)
                                 : status;
}

DatabaseStatus work_orders_failures(OdbcConnection *connection, const char *room, const char *category,
                                    Instant since, int64_t *ret_failures, GError **error)
{
    return record_count(connection, &count_failures, ret_failures, error, "ssa", room, category, since);
}

DatabaseStatus work_order_holding_room(OdbcConnection *connection, const char *room, int64_t except,
                                       int64_t *ret_work_order, GError **error)
{
    return record_count(connection, &find_holding, ret_work_order, error, "sl", room, except);
}

DatabaseStatus work_order_inherit_outage(OdbcConnection *connection, int64_t work_order, int64_t outage,
                                         GError **error)
{
    return statement_change_one(connection, &inherit_outage, error, "ll", outage, work_order);
}

DatabaseStatus work_orders_let_rooms_go(OdbcConnection *connection, Night business_date, const char *staff,
                                        Instant now, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status =
        statement_run(connection, &list_holding_nothing, &result, error, "n", business_date);
    for (guint row = 0; status == DATABASE_OK && row < odbc_result_rows(result); row++) {
        int64_t order = odbc_result_int64(result, row, 0);
        WorkOrderEvent event = {
            .work_order = order, .at = now, .staff = staff, .kind = "room", .note = "in_order"};
        status = statement_run(connection, &let_go, NULL, error, "al", now, order);
        if (status == DATABASE_OK) {
            status = work_order_event_add(connection, &event, error);
        }
    }
    return status;
}

static json_t *event_of_row(const OdbcResult *result, guint row)
{
    return json_pack("{s:o, s:s, s:s, s:o, s:o, s:o, s:I, s:I}", "at",
                     json_from_instant(odbc_result_int64(result, row, 0)), "staff",
                     odbc_result_text(result, row, 1), "kind", odbc_result_text(result, row, 2), "from",
                     json_from_text(odbc_result_text(result, row, 3)), "to",
                     json_from_text(odbc_result_text(result, row, 4)), "note",
                     json_from_text(odbc_result_text(result, row, 5)), "quantity",
                     (json_int_t)odbc_result_int64(result, row, 6), "amount_minor",
                     (json_int_t)odbc_result_int64(result, row, 7));
}

static json_t *check_of_row(const OdbcResult *result, guint row)
{
    return json_pack("{s:o, s:s, s:b, s:s, s:o}", "at", json_from_instant(odbc_result_int64(result, row, 0)),
                     "staff", odbc_result_text(result, row, 1), "passed", odbc_result_bool(result, row, 2),
                     "points", odbc_result_text(result, row, 3), "note",
                     json_from_text(odbc_result_text(result, row, 4)));
}

static json_t *part_of_row(const OdbcResult *result, guint row)
{
    return json_pack("{s:I, s:s, s:s, s:s, s:s, s:I, s:I}", "part",
                     (json_int_t)odbc_result_int64(result, row, 0), "code", odbc_result_text(result, row, 1),
                     "name_en", odbc_result_text(result, row, 2), "name_zh", odbc_result_text(result, row, 3),
                     "unit", odbc_result_text(result, row, 4), "quantity",
                     (json_int_t)odbc_result_int64(result, row, 5), "cost_minor",
                     (json_int_t)odbc_result_int64(result, row, 6));
}

static json_t *similar_of_row(const OdbcResult *result, guint row)
{
    return json_pack("{s:I, s:s, s:s}", "work_order", (json_int_t)odbc_result_int64(result, row, 0),
                     "symptom", odbc_result_text(result, row, 1), "state", odbc_result_text(result, row, 2));
}

static json_t *name_of_row(const OdbcResult *result, guint row)
{
    return json_from_text(odbc_result_text(result, row, 0));
}

static const struct {
    const char *name;
    const OdbcStatement *statement;
    json_t *(*of_row)(const OdbcResult *result, guint row);
} detail_lists[] = {
    {"events", &list_events, event_of_row},
    {"checks", &list_checks, check_of_row},
    {"parts", &list_parts, part_of_row},
    {"similar", &list_similar, similar_of_row},
    {"technician_name", &technician_name, name_of_row},
};

DatabaseStatus work_order_details(OdbcConnection *connection, int64_t work_order, json_t *document,
                                  GError **error)
{
    DatabaseStatus status = DATABASE_OK;

    for (gsize i = 0; i < G_N_ELEMENTS(detail_lists) && status == DATABASE_OK; i++) {
        g_autoptr(OdbcResult) result = NULL;
        status = statement_run(connection, detail_lists[i].statement, &result, error, "l", work_order);
        if (status != DATABASE_OK) {
            break;
        }
        json_t *items = json_array();
        for (guint row = 0; row < odbc_result_rows(result); row++) {
            json_array_append_new(items, detail_lists[i].of_row(result, row));
        }
        json_object_set_new(document, detail_lists[i].name, items);
    }
    json_t *name = json_incref(json_array_get(json_object_get(document, "technician_name"), 0));
    json_object_set_new(document, "technician_name", name == NULL ? json_null() : name);
    return status;
}
