#include "property/stay/queue_store.h"

#include "ops/json.h"
#include "property/command/statement.h"
#include "property/room/room_store.h"

static const OdbcStatement put_entry = {
    "put_room_queue",
    "INSERT INTO room_queue (confirmation_number, line, queued_at, queued_by, priority, note) VALUES (?, ?, "
    "?, ?, ?, "
    "?) ON CONFLICT (confirmation_number, line) DO UPDATE SET priority = excluded.priority, note = "
    "excluded.note",
    6,
};

static const OdbcStatement tell_guest = {
    "tell_queued_guest",
    "UPDATE room_queue SET told_at = ?, told_room = ? WHERE confirmation_number = ? AND line = ?",
    4,
};

static const OdbcStatement remove_entry = {
    "remove_room_queue",
    "DELETE FROM room_queue WHERE confirmation_number = ? AND line = ?",
    2,
};

#define READY                                                                                                \
    ROOM_READY("m.housekeeping")                                                                             \
    " AND NOT EXISTS (SELECT 1 FROM stay i WHERE i.room = m.room "                                           \
    "AND i.status = 'in_house') AND NOT EXISTS (SELECT 1 FROM room_night x WHERE x.room = m.room AND "       \
    "x.night = l.arrival AND x.outage IS NOT NULL)"

/* Free tonight: nobody else was given the room. */
static const OdbcStatement read_entries = {
    "read_room_queue",
    "SELECT q.confirmation_number, q.line, r.guest_name, l.room_type, l.arrival, l.departure, q.priority, "
    "q.queued_at, q.queued_by, q.note, n.room, m.housekeeping, CASE WHEN m.room IS NULL THEN 0 WHEN " READY
    " THEN 1 ELSE 0 END, CASE WHEN EXISTS (SELECT 1 FROM stay o WHERE o.room = n.room AND o.status = "
    "'in_house') "
    "THEN 1 ELSE 0 END, (SELECT COUNT(*) FROM room m WHERE m.room_type = l.room_type AND m.in_use = 1 "
    "AND " READY " AND NOT EXISTS (SELECT 1 FROM room_night t WHERE t.room = m.room AND t.night = l.arrival "
    "AND t.day_use = 0)), CASE WHEN q.told_room = n.room THEN q.told_at END "
    "FROM room_queue q JOIN copied_line l ON l.confirmation_number = q.confirmation_number AND l.line = "
    "q.line "
    "JOIN copied_reservation r ON r.confirmation_number = q.confirmation_number "
    "LEFT JOIN room_night n ON n.confirmation_number = q.confirmation_number AND n.line = q.line AND n.night "
    "= "
    "l.arrival LEFT JOIN room m ON m.room = n.room WHERE l.status = 'reserved' AND NOT EXISTS (SELECT 1 FROM "
    "stay s "
    "WHERE s.confirmation_number = q.confirmation_number AND s.line = q.line AND s.undone_on IS NULL) "
    "ORDER BY q.priority, q.queued_at, q.confirmation_number, q.line",
    0,
};

static const OdbcStatement put_time = {
    "put_expected_time",
    "INSERT INTO expected_time (confirmation_number, line, eta_minute) VALUES (?, ?, ?) ON CONFLICT "
    "(confirmation_number, line) DO UPDATE SET eta_minute = excluded.eta_minute",
    3,
};

static const OdbcStatement remove_time = {
    "remove_expected_time",
    "DELETE FROM expected_time WHERE confirmation_number = ? AND line = ?",
    2,
};

DatabaseStatus queue_put(OdbcConnection *connection, const LineKey *guest, const QueueEntry *entry,
                         GError **error)
{
    return statement_run(connection, &put_entry, NULL, error, "siasis", guest->confirmation_number,
                         guest->line, entry->queued_at, entry->queued_by, entry->priority, entry->note);
}

DatabaseStatus queue_tell(OdbcConnection *connection, const LineKey *guest, const char *room, Instant at,
                          GError **error)
{
    return statement_run(connection, &tell_guest, NULL, error, "assi", at, room, guest->confirmation_number,
                         guest->line);
}

DatabaseStatus queue_remove(OdbcConnection *connection, const LineKey *guest, GError **error)
{
    return statement_run(connection, &remove_entry, NULL, error, "si", guest->confirmation_number,
                         guest->line);
}

static json_t *entry_of_row(const OdbcResult *result, guint row)
{
    return json_pack(
        "{s:s, s:I, s:s, s:s, s:o, s:o, s:I, s:o, s:s, s:o, s:o, s:o, s:b, s:b, s:I, s:o}",
        "confirmation_number", odbc_result_text(result, row, 0), "line",
        (json_int_t)odbc_result_int64(result, row, 1), "guest_name", odbc_result_text(result, row, 2),
        "room_type", odbc_result_text(result, row, 3), "arrival",
        json_from_night(statement_night(result, row, 4)), "departure",
        json_from_night(statement_night(result, row, 5)), "priority",
        (json_int_t)odbc_result_int64(result, row, 6), "queued_at",
        json_from_instant(odbc_result_int64(result, row, 7)), "queued_by", odbc_result_text(result, row, 8),
        "note", json_from_text(odbc_result_text(result, row, 9)), "room",
        json_from_text(odbc_result_text(result, row, 10)), "room_status",
        json_from_text(odbc_result_text(result, row, 11)), "ready", odbc_result_int64(result, row, 12) != 0,
        "room_occupied", odbc_result_int64(result, row, 13) != 0, "ready_rooms",
        (json_int_t)odbc_result_int64(result, row, 14), "told_at",
        odbc_result_is_null(result, row, 15) ? json_null()
                                             : json_from_instant(odbc_result_int64(result, row, 15)));
}

DatabaseStatus queue_read(OdbcConnection *connection, json_t **ret_items, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &read_entries, &result, error, "");
    if (status != DATABASE_OK) {
        return status;
    }
    *ret_items = json_array();
    for (guint row = 0; row < odbc_result_rows(result); row++) {
        json_array_append_new(*ret_items, entry_of_row(result, row));
    }
    return DATABASE_OK;
}

DatabaseStatus expected_time_put(OdbcConnection *connection, const LineKey *guest, int eta_minute,
                                 GError **error)
{
    return eta_minute < 0 ? statement_run(connection, &remove_time, NULL, error, "si",
                                          guest->confirmation_number, guest->line)
                          : statement_run(connection, &put_time, NULL, error, "sii",
                                          guest->confirmation_number, guest->line, eta_minute);
}
