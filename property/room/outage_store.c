#include "property/room/outage_store.h"

#include "ops/json.h"
#include "property/assignment/room_night_store.h"
#include "property/command/statement.h"

#define OUTAGE_COUNTER "outage"
#define OUTAGE_COLUMNS                                                                                       \
    "o.outage_id, o.room, o.room_type, o.kind, o.from_night, o.until_night, o.reason, o.return_status"

static const OdbcStatement find_outage = {
    "find_outage",
    "SELECT " OUTAGE_COLUMNS " FROM room_outage o WHERE o.outage_id = ?",
    1,
};

static const OdbcStatement find_night = {
    "find_outage_of_night",
    "SELECT " OUTAGE_COLUMNS " FROM room_night n JOIN room_outage o ON o.outage_id = n.outage "
    "WHERE n.room = ? AND n.night = ? AND n.day_use = 0",
    2,
};

static const OdbcStatement read_situation = {
    "read_outage_situation",
    "SELECT (SELECT MAX(s.departure) FROM stay s WHERE s.room = ? AND s.status = 'in_house'), "
    "(SELECT MIN(n.night) FROM room_night n WHERE n.room = ? AND n.night >= ? AND n.outage IS NULL AND "
    "n.day_use = 0), "
    "(SELECT MIN(n.night) FROM room_night n WHERE n.room = ? AND n.night >= ? AND n.outage IS NOT NULL)",
    5,
};

static const OdbcStatement add_outage = {
    "add_outage",
    "INSERT INTO room_outage (outage_id, told, room, room_type, kind, from_night, until_night, "
    "planned_until, reason, return_status, staff, made_at) VALUES (?, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    11,
};

static const OdbcStatement save_outage = {
    "save_outage",
    "UPDATE room_outage SET until_night = ?, planned_until = CASE WHEN planned_until < ? THEN ? ELSE "
    "planned_until END, reason = ?, return_status = ? WHERE outage_id = ?",
    6,
};

static const OdbcStatement note_return = {
    "note_outage_return",
    "UPDATE room_outage SET returned_by = ?, returned_at = ? WHERE outage_id = ?",
    3,
};

static const OdbcStatement note_told = {
    "note_outage_told",
    "UPDATE room_outage SET told = ? WHERE outage_id = ?",
    2,
};

static const OdbcStatement list_untold = {
    "list_untold_outages",
    "SELECT outage_id FROM room_outage WHERE told = 0 ORDER BY outage_id",
    0,
};

static const OdbcStatement return_ended = {
    "return_ended_rooms",
    "UPDATE room SET housekeeping = (SELECT o.return_status FROM room_outage o WHERE o.room = room.room AND "
    "o.until_night = ? AND o.from_night < o.until_night AND o.returned_at IS NULL), changed_at = ? "
    "WHERE room IN (SELECT o.room FROM room_outage o WHERE o.until_night = ? AND o.from_night < "
    "o.until_night AND o.returned_at IS NULL) AND NOT EXISTS (SELECT 1 FROM stay s WHERE s.room = room.room "
    "AND s.status = 'in_house')",
    3,
};

static const OdbcStatement list_outages = {
    "list_outages",
    "SELECT " OUTAGE_COLUMNS ", s.stay_id, s.guest_name, s.departure FROM room_outage o LEFT JOIN stay s ON "
    "s.room = o.room AND s.status = 'in_house' AND s.shares_with IS NULL WHERE o.until_night > ? AND "
    "o.from_night < ? AND o.from_night "
    "< o.until_night ORDER BY o.room, o.from_night",
    2,
};

void outage_clear(Outage *outage)
{
    g_clear_pointer(&outage->room, g_free);
    g_clear_pointer(&outage->reason, g_free);
}

static void take_outage(const OdbcResult *result, guint row, Outage *outage)
{
    bool kind_read = outage_kind_parse(odbc_result_text(result, row, 3), &outage->kind);
    bool status_read = room_housekeeping_parse(odbc_result_text(result, row, 7), &outage->return_status);

    g_assert(kind_read && status_read); /* the store's constraints hold both */
    outage->outage_id = odbc_result_int64(result, row, 0);
    outage->room = g_strdup(odbc_result_text(result, row, 1));
    g_strlcpy(outage->room_type, odbc_result_text(result, row, 2), sizeof outage->room_type);
    outage->nights = (OutageNights){statement_night(result, row, 4), statement_night(result, row, 5)};
    outage->reason = g_strdup(odbc_result_text(result, row, 6));
}

DatabaseStatus outage_find(OdbcConnection *connection, int64_t outage_id, Outage *ret_outage, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &find_outage, &result, error, "l", outage_id);
    if (status == DATABASE_OK && odbc_result_rows(result) > 0) {
        take_outage(result, 0, ret_outage);
    }
    return status;
}

DatabaseStatus outage_of_night(OdbcConnection *connection, const char *room, Night night, Outage *ret_outage,
                               GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &find_night, &result, error, "sn", room, night);
    if (status == DATABASE_OK && odbc_result_rows(result) > 0) {
        take_outage(result, 0, ret_outage);
    }
    return status;
}

DatabaseStatus outage_situation_read(OdbcConnection *connection, const char *room, Night from,
                                     Night business_date, OutageSituation *ret_situation, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status =
        statement_run(connection, &read_situation, &result, error, "ssnsn", room, room, from, room, from);
    if (status == DATABASE_OK) {
        *ret_situation = (OutageSituation){
            .business_date = business_date,
            .guest_leaves = statement_night(result, 0, 0),
            .guest_expected = statement_night(result, 0, 1),
            .other_outage = statement_night(result, 0, 2),
        };
    }
    return status;
}

DatabaseStatus outage_insert(OdbcConnection *connection, Outage *outage, const char *staff, Instant now,
                             GError **error)
{
    DatabaseStatus status = counter_advance(connection, OUTAGE_COUNTER, error);

    if (status == DATABASE_OK) {
        status = counter_last(connection, OUTAGE_COUNTER, &outage->outage_id, error);
    }
    if (status == DATABASE_OK) {
        status = statement_run(connection, &add_outage, NULL, error, "lsssnnnsssa", outage->outage_id,
                               outage->room, outage->room_type, outage_kind_code(outage->kind),
                               outage->nights.from, outage->nights.until, outage->nights.until,
                               outage->reason, room_housekeeping_code(outage->return_status), staff, now);
    }
    return status == DATABASE_OK ? room_nights_take_outage(connection, outage->room, outage->nights.from,
                                                           outage->nights.until, outage->outage_id, error)
                                 : status;
}

DatabaseStatus outage_save(OdbcConnection *connection, const Outage *outage, Night old_until, GError **error)
{
    DatabaseStatus status =
        statement_change_one(connection, &save_outage, error, "nnnssl", outage->nights.until,
                             outage->nights.until, outage->nights.until, outage->reason,
                             room_housekeeping_code(outage->return_status), outage->outage_id);

    if (status == DATABASE_OK) {
        status =
            room_nights_release_outage(connection, outage->outage_id, outage->nights.until, old_until, error);
    }
    return status == DATABASE_OK ? room_nights_take_outage(connection, outage->room, old_until,
                                                           outage->nights.until, outage->outage_id, error)
                                 : status;
}

DatabaseStatus outage_note_return(OdbcConnection *connection, int64_t outage_id, const char *staff,
                                  Instant now, GError **error)
{
    return statement_change_one(connection, &note_return, error, "sal", staff, now, outage_id);
}

DatabaseStatus outage_note_told(OdbcConnection *connection, int64_t outage_id, int64_t entry, GError **error)
{
    return statement_change_one(connection, &note_told, error, "ll", entry, outage_id);
}

DatabaseStatus outages_untold(OdbcConnection *connection, GArray **ret_ids, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &list_untold, &result, error, "");
    if (status != DATABASE_OK) {
        return status;
    }
    *ret_ids = g_array_new(FALSE, FALSE, sizeof(int64_t));
    for (guint row = 0; row < odbc_result_rows(result); row++) {
        int64_t outage_id = odbc_result_int64(result, row, 0);
        g_array_append_val(*ret_ids, outage_id);
    }
    return DATABASE_OK;
}

DatabaseStatus outages_ended_set_status(OdbcConnection *connection, Night date, Instant now, GError **error)
{
    return statement_run(connection, &return_ended, NULL, error, "nan", date, now, date);
}

json_t *outage_to_json(const Outage *outage, Night business_date)
{
    return json_pack("{s:I, s:s, s:s, s:s, s:o, s:o, s:s, s:s, s:b}", "outage_id",
                     (json_int_t)outage->outage_id, "room", outage->room, "room_type", outage->room_type,
                     "kind", outage_kind_code(outage->kind), "from", json_from_night(outage->nights.from),
                     "until", json_from_night(outage->nights.until), "reason", outage->reason,
                     "return_status", room_housekeeping_code(outage->return_status), "now",
                     outage_is_on(&outage->nights, business_date));
}

/* A guest who stayed longer than was known when the outage was planned. */
static json_t *conflict_of(const OdbcResult *result, guint row, const Outage *outage, Night business_date)
{
    Night departure = statement_night(result, row, 10);

    if (departure == NIGHT_NONE ||
        (departure <= outage->nights.from && !outage_is_on(&outage->nights, business_date))) {
        return json_null();
    }
    return json_pack("{s:I, s:s, s:o}", "stay_id", (json_int_t)odbc_result_int64(result, row, 8),
                     "guest_name", odbc_result_text(result, row, 9), "departure", json_from_night(departure));
}

DatabaseStatus outages_to_json(OdbcConnection *connection, Night from, Night until, Night business_date,
                               json_t **ret_outages, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &list_outages, &result, error, "nn", from, until);
    if (status != DATABASE_OK) {
        return status;
    }
    *ret_outages = json_array();
    for (guint row = 0; row < odbc_result_rows(result); row++) {
        g_auto(Outage) outage = {0};
        take_outage(result, row, &outage);
        json_t *item = outage_to_json(&outage, business_date);
        json_object_set_new(item, "conflict", conflict_of(result, row, &outage, business_date));
        json_array_append_new(*ret_outages, item);
    }
    return DATABASE_OK;
}
