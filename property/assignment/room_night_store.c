#include "property/assignment/room_night_store.h"

#include "ops/json.h"
#include "property/command/statement.h"

static const OdbcStatement take_night = {
    "take_room_night",
    "INSERT INTO room_night (room, night, day_use, confirmation_number, line) VALUES (?, ?, ?, ?, ?)",
    5,
};

static const OdbcStatement take_outage_night = {
    "take_outage_night",
    "INSERT INTO room_night (room, night, day_use, outage) VALUES (?, ?, 0, ?)",
    3,
};

static const OdbcStatement release_nights = {
    "release_room_nights",
    "DELETE FROM room_night WHERE confirmation_number = ? AND line = ? AND "
    "((night >= ? AND night < ?) OR (night = ? AND day_use = 1))",
    5,
};

static const OdbcStatement release_outage = {
    "release_outage_nights",
    "DELETE FROM room_night WHERE outage = ? AND night >= ? AND night < ?",
    3,
};

static const OdbcStatement nights_of_line = {
    "room_nights_of_line",
    "SELECT night, room FROM room_night WHERE confirmation_number = ? AND line = ? AND night >= ? ORDER BY "
    "night",
    3,
};

static const OdbcStatement conflicts = {
    "room_night_conflicts",
    "SELECT n.night, n.confirmation_number, n.line, n.outage, COALESCE(s.guest_name, r.guest_name), s.status "
    "FROM room_night n "
    "LEFT JOIN stay s ON s.confirmation_number = n.confirmation_number AND s.line = n.line "
    "LEFT JOIN copied_reservation r ON r.confirmation_number = n.confirmation_number "
    "WHERE n.room = ? AND n.day_use = ? AND n.night >= ? AND n.night < ? "
    "AND (n.outage IS NOT NULL OR n.confirmation_number <> ? OR n.line <> ?) ORDER BY n.night",
    6,
};

static const OdbcStatement drop_unneeded = {
    "drop_unneeded_room_nights",
    "DELETE FROM room_night WHERE confirmation_number = ? AND line IS NOT NULL "
    "AND NOT EXISTS (SELECT 1 FROM stay s WHERE s.confirmation_number = room_night.confirmation_number AND "
    "s.line = room_night.line) "
    "AND NOT EXISTS (SELECT 1 FROM copied_line l WHERE l.confirmation_number = "
    "room_night.confirmation_number "
    "AND l.line = room_night.line AND l.status = 'reserved' AND ((room_night.day_use = 0 "
    "AND room_night.night >= l.arrival AND room_night.night < l.departure) "
    "OR (room_night.day_use = 1 AND room_night.night = l.arrival AND l.arrival = l.departure)))",
    1,
};

static const OdbcStatement drop_empty_assignments = {
    "drop_empty_assignments",
    "DELETE FROM room_assignment WHERE confirmation_number = ? AND NOT EXISTS (SELECT 1 FROM room_night n "
    "WHERE n.confirmation_number = room_assignment.confirmation_number AND n.line = room_assignment.line)",
    1,
};

/* Nights in a row of one holder in one room have the same difference to their number in that row. */
static const OdbcStatement plan = {
    "room_plan",
    "SELECT b.room, b.first_night, b.last_night, b.day_use, b.confirmation_number, b.line, b.outage, "
    "s.stay_id, s.status, "
    "COALESCE(s.guest_name, r.guest_name), COALESCE(s.sold_type, l.room_type), COALESCE(s.arrival, "
    "l.arrival), "
    "COALESCE(s.departure, l.departure), COALESCE(a.do_not_move, 0), s.room FROM ("
    "SELECT room, position, day_use, confirmation_number, line, outage, MIN(night) AS first_night, "
    "MAX(night) AS last_night FROM ("
    "SELECT n.room, m.position, n.night, n.day_use, n.confirmation_number, n.line, n.outage, "
    "n.night - ROW_NUMBER() OVER (PARTITION BY n.room, n.day_use, n.confirmation_number, n.line, n.outage "
    "ORDER BY n.night) "
    "AS island FROM room_night n JOIN room m ON m.room = n.room "
    "WHERE n.night >= ? AND n.night < ? AND m.position > ? AND m.position <= ? AND m.in_use = 1) each_night "
    "GROUP BY room, position, day_use, confirmation_number, line, outage, island) b "
    "LEFT JOIN stay s ON s.confirmation_number = b.confirmation_number AND s.line = b.line "
    "LEFT JOIN copied_line l ON l.confirmation_number = b.confirmation_number AND l.line = b.line "
    "LEFT JOIN copied_reservation r ON r.confirmation_number = b.confirmation_number "
    "LEFT JOIN room_assignment a ON a.confirmation_number = b.confirmation_number AND a.line = b.line "
    "ORDER BY b.position, b.first_night",
    4,
};

static const OdbcStatement overdue = {
    "room_plan_overdue",
    "SELECT s.room, s.departure, s.confirmation_number, s.line, s.stay_id, s.guest_name, s.sold_type, "
    "s.arrival FROM stay s JOIN room m ON m.room = s.room WHERE s.status = 'in_house' AND s.departure <= ? "
    "AND s.shares_with IS NULL AND m.position > ? AND m.position <= ? ORDER BY m.position",
    3,
};

LineKey line_key(const char *confirmation_number, int line)
{
    LineKey key = {.line = line};

    g_strlcpy(key.confirmation_number, confirmation_number, sizeof key.confirmation_number);
    return key;
}

static json_t *conflict_of_row(const OdbcResult *result, guint row)
{
    bool outage = !odbc_result_is_null(result, row, 3);
    bool stay = !odbc_result_is_null(result, row, 5);
    json_t *line = outage ? json_null() : json_integer(odbc_result_int64(result, row, 2));

    return json_pack("{s:o, s:s, s:o, s:o, s:o}", "night", json_from_night(statement_night(result, row, 0)),
                     "kind",
                     outage ? "outage"
                     : stay ? "stay"
                            : "assignment",
                     "guest_name", json_from_text(odbc_result_text(result, row, 4)), "confirmation_number",
                     json_from_text(odbc_result_text(result, row, 1)), "line", line);
}

DatabaseStatus room_nights_conflicts(OdbcConnection *connection, const char *room, Night from, Night until,
                                     const LineKey *except, json_t **ret_conflicts, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(
        connection, &conflicts, &result, error, "sinnsi", room, from == until, from, MAX(until, from + 1),
        except != NULL ? except->confirmation_number : "", except != NULL ? except->line : 0);
    if (status != DATABASE_OK) {
        return status;
    }
    *ret_conflicts = json_array();
    for (guint row = 0; row < odbc_result_rows(result); row++) {
        json_array_append_new(*ret_conflicts, conflict_of_row(result, row));
    }
    return DATABASE_OK;
}

DatabaseStatus room_nights_take(OdbcConnection *connection, const char *room, Night from, Night until,
                                const LineKey *guest, GError **error)
{
    DatabaseStatus status = DATABASE_OK;

    for (Night night = from; night < MAX(until, from + 1) && status == DATABASE_OK; night++) {
        status = statement_run(connection, &take_night, NULL, error, "snisi", room, night, from == until,
                               guest->confirmation_number, guest->line);
    }
    return status;
}

DatabaseStatus room_nights_release(OdbcConnection *connection, const LineKey *guest, Night from, Night until,
                                   GError **error)
{
    return statement_run(connection, &release_nights, NULL, error, "sinnn", guest->confirmation_number,
                         guest->line, from, until, from);
}

DatabaseStatus room_nights_take_outage(OdbcConnection *connection, const char *room, Night from, Night until,
                                       int64_t outage, GError **error)
{
    DatabaseStatus status = DATABASE_OK;

    for (Night night = from; night < until && status == DATABASE_OK; night++) {
        status = statement_run(connection, &take_outage_night, NULL, error, "snl", room, night, outage);
    }
    return status;
}

DatabaseStatus room_nights_release_outage(OdbcConnection *connection, int64_t outage, Night from, Night until,
                                          GError **error)
{
    return statement_run(connection, &release_outage, NULL, error, "lnn", outage, from, until);
}

DatabaseStatus room_nights_of(OdbcConnection *connection, const LineKey *guest, Night from,
                              GArray **ret_nights, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &nights_of_line, &result, error, "sin",
                                          guest->confirmation_number, guest->line, from);
    if (status != DATABASE_OK) {
        return status;
    }
    *ret_nights = g_array_new(FALSE, FALSE, sizeof(RoomNight));
    for (guint row = 0; row < odbc_result_rows(result); row++) {
        RoomNight night = {.night = statement_night(result, row, 0)};
        g_strlcpy(night.room, odbc_result_text(result, row, 1), sizeof night.room);
        g_array_append_val(*ret_nights, night);
    }
    return DATABASE_OK;
}

DatabaseStatus room_nights_follow_reservation(OdbcConnection *connection, const char *confirmation_number,
                                              GError **error)
{
    DatabaseStatus status = statement_run(connection, &drop_unneeded, NULL, error, "s", confirmation_number);

    return status == DATABASE_OK
               ? statement_run(connection, &drop_empty_assignments, NULL, error, "s", confirmation_number)
               : status;
}

/* ---- the plan ---- */

static json_t *key_of_row(const OdbcResult *result, guint row, guint column)
{
    return odbc_result_is_null(result, row, column) ? json_null()
                                                    : json_integer(odbc_result_int64(result, row, column));
}

/* A guest in the house is a stay where the guest is now; the room of a later move is still an assignment. */
static const char *kind_of_row(const OdbcResult *result, guint row)
{
    const char *room_now = odbc_result_text(result, row, 14);

    if (!odbc_result_is_null(result, row, 6)) {
        return "outage";
    }
    bool there = room_now != NULL && g_str_equal(room_now, odbc_result_text(result, row, 0));
    return there || g_strcmp0(odbc_result_text(result, row, 8), "checked_out") == 0 ? "stay" : "assignment";
}

static json_t *block_of_row(const OdbcResult *result, guint row)
{
    Night from = statement_night(result, row, 1);
    bool day_use = odbc_result_int64(result, row, 3) != 0;
    Night until = day_use ? from : statement_night(result, row, 2) + 1;

    return json_pack("{s:s, s:o, s:o, s:s, s:b, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:b, s:b}", "room",
                     odbc_result_text(result, row, 0), "from", json_from_night(from), "until",
                     json_from_night(until), "kind", kind_of_row(result, row), "day_use", day_use,
                     "confirmation_number", json_from_text(odbc_result_text(result, row, 4)), "line",
                     key_of_row(result, row, 5), "outage", key_of_row(result, row, 6), "stay_id",
                     key_of_row(result, row, 7), "guest_name",
                     json_from_text(odbc_result_text(result, row, 9)), "room_type",
                     json_from_text(odbc_result_text(result, row, 10)), "arrival",
                     json_from_night(statement_night(result, row, 11)), "departure",
                     json_from_night(statement_night(result, row, 12)), "do_not_move",
                     odbc_result_int64(result, row, 13) != 0, "overdue", false);
}

/* Shown from the day of departure through today: tonight's guest of that room cannot have it yet. */
static json_t *overdue_of_row(const OdbcResult *result, guint row, Night from, Night business_date)
{
    Night departure = statement_night(result, row, 1);

    return json_pack("{s:s, s:o, s:o, s:s, s:b, s:s, s:I, s:n, s:I, s:s, s:s, s:o, s:o, s:b, s:b}", "room",
                     odbc_result_text(result, row, 0), "from", json_from_night(MAX(departure, from)), "until",
                     json_from_night(business_date + 1), "kind", "stay", "day_use", false,
                     "confirmation_number", odbc_result_text(result, row, 2), "line",
                     (json_int_t)odbc_result_int64(result, row, 3), "outage", "stay_id",
                     (json_int_t)odbc_result_int64(result, row, 4), "guest_name",
                     odbc_result_text(result, row, 5), "room_type", odbc_result_text(result, row, 6),
                     "arrival", json_from_night(statement_night(result, row, 7)), "departure",
                     json_from_night(departure), "do_not_move", false, "overdue", true);
}

static DatabaseStatus plan_overdue(OdbcConnection *connection, Night from, Night business_date,
                                   int after_position, int rooms, json_t *blocks, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &overdue, &result, error, "nii", business_date - 1,
                                          after_position, after_position + rooms);
    for (guint row = 0; status == DATABASE_OK && row < odbc_result_rows(result); row++) {
        json_array_append_new(blocks, overdue_of_row(result, row, from, business_date));
    }
    return status;
}

DatabaseStatus room_nights_plan(OdbcConnection *connection, Night from, Night until, Night business_date,
                                int after_position, int rooms, json_t **ret_blocks, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;
    json_auto_t *blocks = json_array();

    DatabaseStatus status = statement_run(connection, &plan, &result, error, "nnii", from, until,
                                          after_position, after_position + rooms);
    for (guint row = 0; status == DATABASE_OK && row < odbc_result_rows(result); row++) {
        json_array_append_new(blocks, block_of_row(result, row));
    }
    if (status == DATABASE_OK && business_date >= from && business_date < until) {
        status = plan_overdue(connection, from, business_date, after_position, rooms, blocks, error);
    }
    if (status == DATABASE_OK) {
        *ret_blocks = json_incref(blocks);
    }
    return status;
}
