#include "property/room/room_store.h"

#include "ops/json.h"
#include "property/command/statement.h"

#define OCCUPIED "EXISTS (SELECT 1 FROM stay s WHERE s.room = r.room AND s.status = 'in_house')"

static const OdbcStatement retire_rooms = {
    "retire_rooms",
    "UPDATE room SET in_use = 0 WHERE in_use = 1",
    0,
};

static const OdbcStatement put_room = {
    "put_room",
    "INSERT INTO room (room, room_type, position, in_use, housekeeping, changed_at) VALUES (?, ?, ?, 1, "
    "'clean', ?) "
    "ON CONFLICT (room) DO UPDATE SET room_type = excluded.room_type, position = excluded.position, in_use = "
    "1",
    4,
};

static const OdbcStatement find_room = {
    "find_room",
    "SELECT r.room, r.room_type, r.housekeeping, CASE WHEN r.out_of_order_reason IS NULL THEN 0 ELSE 1 END, "
    "CASE WHEN " OCCUPIED " THEN 1 ELSE 0 END FROM room r WHERE r.room = ? AND r.in_use = 1",
    1,
};

static const OdbcStatement free_rooms = {
    "free_rooms",
    "SELECT r.room, r.room_type, r.housekeeping, 0, 0 FROM room r WHERE r.room_type = ? AND r.in_use = 1 "
    "AND r.housekeeping = ? AND r.out_of_order_reason IS NULL AND NOT " OCCUPIED
    " AND NOT EXISTS (SELECT 1 FROM room_night n WHERE n.room = r.room AND n.day_use = ? AND n.night >= ? "
    "AND n.night < ? AND (n.outage IS NOT NULL OR n.confirmation_number <> ? OR n.line <> ?)) "
    "ORDER BY r.position LIMIT ?",
    8,
};

static const OdbcStatement set_housekeeping = {
    "set_housekeeping",
    "UPDATE room SET housekeeping = ?, changed_at = ? WHERE room = ?",
    3,
};

static const OdbcStatement set_out_of_order = {
    "set_out_of_order",
    "UPDATE room SET out_of_order_reason = ?, changed_at = ? WHERE room = ?",
    3,
};

static const OdbcStatement list_rooms = {
    "list_rooms",
    "SELECT r.room, r.room_type, r.housekeeping, r.out_of_order_reason, s.stay_id, s.guest_name, s.departure "
    "FROM room r LEFT JOIN stay s ON s.room = r.room AND s.status = 'in_house' AND s.shares_with IS NULL "
    "WHERE r.in_use = 1 ORDER BY "
    "r.position",
    0,
};

static const OdbcStatement count_rooms = {
    "count_rooms",
    "SELECT COUNT(*), COUNT(out_of_order_reason) FROM room WHERE in_use = 1",
    0,
};

static const OdbcStatement count_free_by_type = {
    "count_free_by_type",
    "SELECT r.room_type, COUNT(*) FROM room r WHERE r.in_use = 1 AND r.out_of_order_reason IS NULL AND "
    "NOT " OCCUPIED " GROUP BY r.room_type",
    0,
};

DatabaseStatus rooms_configure(OdbcConnection *connection, const ChainHotel *hotel, Instant now,
                               GError **error)
{
    DatabaseStatus status = statement_run(connection, &retire_rooms, NULL, error, "");

    for (guint i = 0; i < hotel->rooms->len && status == DATABASE_OK; i++) {
        const ChainRoom *room = g_ptr_array_index(hotel->rooms, i);
        status = statement_run(connection, &put_room, NULL, error, "ssia", room->number,
                               room->room_type->code, (int)i + 1, now);
    }
    return status;
}

void room_list_clear(RoomList *list)
{
    g_clear_pointer(&list->rooms, g_array_unref);
    g_clear_pointer(&list->result, odbc_result_free);
}

static void take_rooms(OdbcResult *result, RoomList *list)
{
    list->result = result;
    list->rooms = g_array_new(FALSE, FALSE, sizeof(Room));
    for (guint row = 0; row < odbc_result_rows(result); row++) {
        Room room = {
            .room = odbc_result_text(result, row, 0),
            .room_type = odbc_result_text(result, row, 1),
            .out_of_order = odbc_result_int64(result, row, 3) != 0,
            .occupied = odbc_result_int64(result, row, 4) != 0,
        };
        g_assert(room_housekeeping_parse(odbc_result_text(result, row, 2), &room.housekeeping));
        g_array_append_val(list->rooms, room);
    }
}

DatabaseStatus room_find(OdbcConnection *connection, const char *room, RoomList *ret_list, GError **error)
{
    OdbcResult *result = NULL;

    DatabaseStatus status = statement_run(connection, &find_room, &result, error, "s", room);
    if (status == DATABASE_OK) {
        take_rooms(result, ret_list);
    }
    return status;
}

DatabaseStatus rooms_free(OdbcConnection *connection, const RoomNeed *need, RoomHousekeeping housekeeping,
                          int limit, RoomList *ret_list, GError **error)
{
    OdbcResult *result = NULL;

    DatabaseStatus status =
        statement_run(connection, &free_rooms, &result, error, "ssinnsii", need->room_type,
                      room_housekeeping_code(housekeeping), need->from == need->until, need->from,
                      MAX(need->until, need->from + 1),
                      need->confirmation_number != NULL ? need->confirmation_number : "", need->line, limit);
    if (status == DATABASE_OK) {
        take_rooms(result, ret_list);
    }
    return status;
}

DatabaseStatus room_set_housekeeping(OdbcConnection *connection, const char *room,
                                     RoomHousekeeping housekeeping, Instant now, GError **error)
{
    return statement_change_one(connection, &set_housekeeping, error, "sas",
                                room_housekeeping_code(housekeeping), now, room);
}

DatabaseStatus room_set_out_of_order(OdbcConnection *connection, const char *room, const char *reason,
                                     Instant now, GError **error)
{
    return statement_change_one(connection, &set_out_of_order, error, "sas", reason, now, room);
}

static json_t *room_of_row(const OdbcResult *result, guint row)
{
    bool occupied = !odbc_result_is_null(result, row, 4);
    json_t *stay_id = occupied ? json_integer(odbc_result_int64(result, row, 4)) : json_null();

    return json_pack("{s:s, s:s, s:s, s:o, s:b, s:o, s:o, s:o}", "room", odbc_result_text(result, row, 0),
                     "room_type", odbc_result_text(result, row, 1), "housekeeping",
                     odbc_result_text(result, row, 2), "out_of_order_reason",
                     json_from_text(odbc_result_text(result, row, 3)), "occupied", occupied, "stay_id",
                     stay_id, "guest_name", json_from_text(odbc_result_text(result, row, 5)), "departure",
                     json_from_night(statement_night(result, row, 6)));
}

DatabaseStatus rooms_to_json(OdbcConnection *connection, json_t **ret_rooms, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &list_rooms, &result, error, "");
    if (status != DATABASE_OK) {
        return status;
    }
    *ret_rooms = json_array();
    for (guint row = 0; row < odbc_result_rows(result); row++) {
        json_array_append_new(*ret_rooms, room_of_row(result, row));
    }
    return DATABASE_OK;
}

DatabaseStatus rooms_count(OdbcConnection *connection, int64_t *ret_total, int64_t *ret_out_of_order,
                           GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &count_rooms, &result, error, "");
    if (status == DATABASE_OK) {
        *ret_total = odbc_result_int64(result, 0, 0);
        *ret_out_of_order = odbc_result_int64(result, 0, 1);
    }
    return status;
}

DatabaseStatus rooms_free_by_type(OdbcConnection *connection, json_t **ret_counts, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &count_free_by_type, &result, error, "");
    if (status != DATABASE_OK) {
        return status;
    }
    *ret_counts = json_object();
    for (guint row = 0; row < odbc_result_rows(result); row++) {
        json_object_set_new(*ret_counts, odbc_result_text(result, row, 0),
                            json_integer(odbc_result_int64(result, row, 1)));
    }
    return DATABASE_OK;
}
