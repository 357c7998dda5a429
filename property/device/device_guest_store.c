#include "property/device/device_talk.h"

#include "property/command/statement.h"
#include "property/stay/stay_store.h"

static const OdbcStatement guests_of_room = {
    "device_guests_of_room",
    "SELECT stay_id FROM device_guest WHERE room = ? ORDER BY stay_id",
    1,
};

static const OdbcStatement guests_of_name = {
    "device_guests_of_name",
    "SELECT g.stay_id FROM device_guest g JOIN stay s ON s.stay_id = g.stay_id "
    "WHERE LOWER(s.guest_name) LIKE ? ORDER BY g.room, g.stay_id LIMIT ?",
    2,
};

static void free_stay(gpointer stay)
{
    stay_free(stay);
}

static DatabaseStatus stays_of_ids(OdbcConnection *connection, const OdbcResult *ids, GPtrArray **ret_stays,
                                   GError **error)
{
    g_autoptr(GPtrArray) stays = g_ptr_array_new_with_free_func(free_stay);
    DatabaseStatus status = DATABASE_OK;

    for (guint row = 0; row < odbc_result_rows(ids) && status == DATABASE_OK; row++) {
        Stay *stay = NULL;
        status = stay_find(connection, odbc_result_int64(ids, row, 0), &stay, error);
        if (stay != NULL) {
            g_ptr_array_add(stays, stay);
        }
    }
    if (status == DATABASE_OK) {
        *ret_stays = g_steal_pointer(&stays);
    }
    return status;
}

DatabaseStatus device_room_guests(OdbcConnection *connection, const char *room, GPtrArray **ret_stays,
                                  GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &guests_of_room, &result, error, "s", room);
    return status == DATABASE_OK ? stays_of_ids(connection, result, ret_stays, error) : status;
}

DatabaseStatus device_named_guests(OdbcConnection *connection, const char *name, int limit,
                                   GPtrArray **ret_stays, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;
    g_autofree char *lower = g_utf8_strdown(name, -1);

    g_strdelimit(lower, "%_", ' ');
    g_autofree char *pattern = g_strconcat(g_strstrip(lower), "%", NULL);
    DatabaseStatus status = statement_run(connection, &guests_of_name, &result, error, "si", pattern, limit);
    return status == DATABASE_OK ? stays_of_ids(connection, result, ret_stays, error) : status;
}

DatabaseStatus device_talk_guest(const DeviceTalk *talk, OdbcConnection *connection, Stay **ret_stay,
                                 GError **error)
{
    const char *number = fias_record_get(talk->record, "G#");
    const char *room = fias_record_get(talk->record, "RN");
    g_autoptr(GPtrArray) stays = NULL;
    g_autoptr(Stay) stay = NULL;
    int64_t stay_id;
    DatabaseStatus status = DATABASE_OK;

    if (number != NULL) {
        /* The number is one guest's; the room may have another by now. */
        status =
            fias_amount_parse(number, &stay_id) ? stay_find(connection, stay_id, &stay, error) : DATABASE_OK;
        if (status == DATABASE_OK && stay != NULL && stay->status == STAY_IN_HOUSE) {
            *ret_stay = g_steal_pointer(&stay);
        }
        return status;
    }
    status = room != NULL ? device_room_guests(connection, room, &stays, error) : DATABASE_OK;
    if (status == DATABASE_OK && stays != NULL && stays->len > 0) {
        *ret_stay = g_ptr_array_steal_index(stays, 0);
    }
    return status;
}
