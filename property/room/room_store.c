#include "property/room/room_store.h"

#include "ops/json.h"
#include "property/command/statement.h"
#include "property/device/device_event.h"
#include <string.h>

/* Out in the night of the business date. */
#define OUT_TONIGHT                                                                                          \
    "FROM hotel_state h JOIN room_night n ON n.night = h.business_date AND n.day_use = 0 JOIN room_outage "  \
    "o "                                                                                                     \
    "ON o.outage_id = n.outage WHERE n.room = r.room"
#define OCCUPIED "EXISTS (SELECT 1 FROM stay s WHERE s.room = r.room AND s.status = 'in_house')"

static const OdbcStatement retire_rooms = {
    "retire_rooms",
    "UPDATE room SET in_use = 0 WHERE in_use = 1",
    0,
};

static const OdbcStatement put_room = {
    "put_room",
    "INSERT INTO room (room, room_type, position, floor, in_use, housekeeping, changed_at) VALUES (?, ?, ?, "
    "?, 1, 'clean', ?) ON CONFLICT (room) DO UPDATE SET room_type = excluded.room_type, position = "
    "excluded.position, floor = excluded.floor, in_use = 1",
    5,
};

static const OdbcStatement find_room = {
    "find_room",
    "SELECT r.room, r.room_type, r.housekeeping, CASE WHEN " OCCUPIED " THEN 1 ELSE 0 END, "
    "(SELECT CASE o.kind WHEN 'out_of_order' THEN 1 ELSE 0 END " OUT_TONIGHT
    ") FROM room r WHERE r.room = ? AND r.in_use = 1",
    1,
};

static const OdbcStatement free_rooms = {
    "free_rooms",
    "SELECT r.room, r.room_type, r.housekeeping, 0, NULL FROM room r WHERE r.room_type = ? AND r.in_use = 1 "
    "AND r.housekeeping = ? AND NOT EXISTS (SELECT 1 " OUT_TONIGHT ") AND NOT " OCCUPIED
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

static const OdbcStatement list_rooms = {
    "list_rooms",
    "SELECT r.room, r.room_type, r.housekeeping, s.stay_id, s.guest_name, s.departure, r.floor, o.outage_id, "
    "o.kind, o.reason, o.until_night, CASE WHEN " ROOM_READY(
        "r.housekeeping") " THEN 1 ELSE 0 END FROM room r CROSS JOIN hotel_state h LEFT JOIN stay s ON "
                          "s.room = "
                          "r.room AND s.status = 'in_house' AND s.shares_with IS NULL LEFT JOIN room_night n "
                          "ON n.room = r.room "
                          "AND n.night = h.business_date AND n.day_use = 0 AND n.outage IS NOT NULL LEFT "
                          "JOIN room_outage o ON "
                          "o.outage_id = n.outage WHERE r.in_use = 1 ORDER BY r.position",
    0,
};

static const OdbcStatement count_rooms = {
    "count_rooms",
    "SELECT COUNT(*), COALESCE(SUM(CASE WHEN EXISTS (SELECT 1 " OUT_TONIGHT
    " AND o.kind = 'out_of_order') THEN 1 ELSE 0 END), 0) FROM room r WHERE r.in_use = 1",
    0,
};

static const OdbcStatement count_free_by_type = {
    "count_free_by_type",
    "SELECT r.room_type, COUNT(*) FROM room r WHERE r.in_use = 1 AND NOT EXISTS (SELECT 1 " OUT_TONIGHT
    " AND o.kind = 'out_of_order') AND NOT " OCCUPIED " GROUP BY r.room_type",
    0,
};

DatabaseStatus rooms_configure(OdbcConnection *connection, const ChainHotel *hotel, Instant now,
                               GError **error)
{
    DatabaseStatus status = statement_run(connection, &retire_rooms, NULL, error, "");

    for (guint i = 0; i < hotel->rooms->len && status == DATABASE_OK; i++) {
        const ChainRoom *room = g_ptr_array_index(hotel->rooms, i);
        status = statement_run(connection, &put_room, NULL, error, "ssiia", room->number,
                               room->room_type->code, (int)i + 1, room->floor, now);
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
            .occupied = odbc_result_int64(result, row, 3) != 0,
            .out_of_order = !odbc_result_is_null(result, row, 4) && odbc_result_int64(result, row, 4) != 0,
            .out_of_service = !odbc_result_is_null(result, row, 4) && odbc_result_int64(result, row, 4) == 0,
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
    const char *code = room_housekeeping_code(housekeeping);
    g_autoptr(OdbcResult) found = NULL;

    DatabaseStatus status = statement_run(connection, &find_room, &found, error, "s", room);
    if (status != DATABASE_OK) {
        return status;
    }
    bool same = odbc_result_rows(found) == 1 && strcmp(odbc_result_text(found, 0, 2), code) == 0;
    status = statement_change_one(connection, &set_housekeeping, error, "sas", code, now, room);
    return status == DATABASE_OK && !same ? device_event_room(connection, room, now, error) : status;
}

/* The reason a room is out, under the name of the kind of outage that it is. */
static void add_outage(const OdbcResult *result, guint row, json_t *room)
{
    bool is_out = !odbc_result_is_null(result, row, 7);
    const char *kind = odbc_result_text(result, row, 8);
    const char *reason = odbc_result_text(result, row, 9);
    bool out_of_order = is_out && strcmp(kind, "out_of_order") == 0;

    json_object_set_new(room, "out_of_order_reason", json_from_text(out_of_order ? reason : NULL));
    json_object_set_new(room, "out_of_service_reason",
                        json_from_text(is_out && !out_of_order ? reason : NULL));
    json_object_set_new(room, "outage_id",
                        is_out ? json_integer(odbc_result_int64(result, row, 7)) : json_null());
    json_object_set_new(room, "outage_until", json_from_night(statement_night(result, row, 10)));
}

static json_t *room_of_row(const OdbcResult *result, guint row)
{
    bool occupied = !odbc_result_is_null(result, row, 3);
    json_t *stay_id = occupied ? json_integer(odbc_result_int64(result, row, 3)) : json_null();
    json_t *room =
        json_pack("{s:s, s:s, s:s, s:b, s:I, s:b, s:o, s:o, s:o}", "room", odbc_result_text(result, row, 0),
                  "room_type", odbc_result_text(result, row, 1), "housekeeping",
                  odbc_result_text(result, row, 2), "ready", odbc_result_int64(result, row, 11) != 0, "floor",
                  (json_int_t)odbc_result_int64(result, row, 6), "occupied", occupied, "stay_id", stay_id,
                  "guest_name", json_from_text(odbc_result_text(result, row, 4)), "departure",
                  json_from_night(statement_night(result, row, 5)));

    add_outage(result, row, room);
    return room;
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
