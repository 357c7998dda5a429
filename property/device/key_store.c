#include "property/device/key_store.h"

#include "ops/json.h"
#include "property/command/statement.h"
#include "property/device/device_event.h"
#include <string.h>

#define KEYS_SHOWN 20

static const OdbcStatement add_key = {
    "add_device_key",
    "INSERT INTO device_key (key_number, stay_id, interface, coder, kind, keys, asked_at, staff, departure, "
    "options) VALUES "
    "((SELECT value FROM counter WHERE name = 'device_key'), ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    9,
};

static const OdbcStatement answer_key = {
    "answer_device_key",
    "UPDATE device_key SET answer = ?, answered_at = ? WHERE key_number = ? AND interface = ? AND answer IS "
    "NULL",
    4,
};

static const OdbcStatement list_keys = {
    "list_device_keys",
    "SELECT key_number, interface, coder, kind, keys, asked_at, staff, answered_at, answer, departure FROM "
    "device_key "
    "WHERE stay_id = ? ORDER BY key_number DESC LIMIT ?",
    2,
};

static const OdbcStatement add_reading = {
    "add_device_key_reading",
    "INSERT INTO device_key_reading (reading_number, interface, coder, asked_at, staff) VALUES "
    "((SELECT value FROM counter WHERE name = 'device_key'), ?, ?, ?, ?)",
    4,
};

static const OdbcStatement answer_reading = {
    "answer_device_key_reading",
    "UPDATE device_key_reading SET answer = ?, answered_at = ?, room = ?, stay_id = ?, departure = ? "
    "WHERE reading_number = ? AND interface = ? AND answer IS NULL",
    7,
};

static const OdbcStatement find_reading = {
    "find_device_key_reading",
    "SELECT r.coder, r.asked_at, r.staff, r.answered_at, r.answer, r.room, s.stay_id, s.guest_name, "
    "r.departure FROM "
    "device_key_reading r LEFT JOIN stay s ON s.stay_id = r.stay_id WHERE r.reading_number = ? AND "
    "r.interface = ?",
    2,
};

/* ---- asking ---- */

DatabaseStatus device_key_add(OdbcConnection *connection, const DeviceKey *key, Instant now,
                              int64_t *ret_number, GError **error)
{
    DatabaseStatus status = counter_advance(connection, "device_key", error);

    if (status == DATABASE_OK) {
        status =
            statement_run(connection, &add_key, NULL, error, "lsssiasns", key->stay_id, key->interface,
                          key->coder, key->kind, key->keys, now, key->staff, key->departure, key->options);
    }
    return status == DATABASE_OK ? counter_last(connection, "device_key", ret_number, error) : status;
}

DatabaseStatus device_reading_add(OdbcConnection *connection, const char *interface, const char *coder,
                                  const char *staff, Instant now, int64_t *ret_number, GError **error)
{
    DatabaseStatus status = counter_advance(connection, "device_key", error);

    if (status == DATABASE_OK) {
        status = statement_run(connection, &add_reading, NULL, error, "ssas", interface, coder, now, staff);
    }
    return status == DATABASE_OK ? counter_last(connection, "device_key", ret_number, error) : status;
}

/* ---- answers ---- */

DatabaseStatus device_key_answer(OdbcConnection *connection, const char *interface, int64_t number,
                                 const FiasRecord *answer, Instant now, GError **error)
{
    const char *code = fias_record_get(answer, "AS");
    const char *guest = fias_record_get(answer, "G#");
    const char *leaves = fias_record_get(answer, "GD");
    int64_t stay_id = 0;
    Night departure = NIGHT_NONE;

    code = code != NULL ? code : "OK";
    if (guest != NULL && !fias_amount_parse(guest, &stay_id)) {
        stay_id = 0;
    }
    if (leaves != NULL && !fias_date_parse(leaves, &departure)) {
        departure = NIGHT_NONE;
    }
    DatabaseStatus status =
        statement_run(connection, &answer_key, NULL, error, "sals", code, now, number, interface);
    return status == DATABASE_OK ? statement_run(connection, &answer_reading, NULL, error,
                                                 "saskn"
                                                 "ls",
                                                 code, now, fias_record_get(answer, "RN"), stay_id, departure,
                                                 number, interface)
                                 : status;
}

/* ---- for the console ---- */

static json_t *key_json(const OdbcResult *result, guint row)
{
    return json_pack("{s:I, s:s, s:s, s:s, s:I, s:o, s:s, s:o, s:o, s:o}", "key_number",
                     (json_int_t)odbc_result_int64(result, row, 0), "interface",
                     odbc_result_text(result, row, 1), "coder", odbc_result_text(result, row, 2), "kind",
                     odbc_result_text(result, row, 3), "keys", (json_int_t)odbc_result_int64(result, row, 4),
                     "asked_at", json_from_instant(odbc_result_int64(result, row, 5)), "staff",
                     odbc_result_text(result, row, 6), "answered_at",
                     json_from_instant(statement_instant(result, row, 7)), "answer",
                     json_from_text(odbc_result_text(result, row, 8)), "departure",
                     json_from_night(statement_night(result, row, 9)));
}

DatabaseStatus device_keys_json(OdbcConnection *connection, int64_t stay_id, json_t **ret_keys,
                                GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &list_keys, &result, error, "li", stay_id, KEYS_SHOWN);
    if (status == DATABASE_OK) {
        *ret_keys = json_array();
        for (guint row = 0; row < odbc_result_rows(result); row++) {
            json_array_append_new(*ret_keys, key_json(result, row));
        }
    }
    return status;
}

DatabaseStatus device_reading_json(OdbcConnection *connection, const char *interface, int64_t number,
                                   json_t **ret_reading, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &find_reading, &result, error, "ls", number, interface);
    if (status != DATABASE_OK || odbc_result_rows(result) != 1) {
        return status;
    }
    bool known = !odbc_result_is_null(result, 0, 6);
    *ret_reading = json_pack(
        "{s:I, s:s, s:s, s:o, s:s, s:o, s:o, s:o, s:o, s:o, s:o}", "reading_number", (json_int_t)number,
        "interface", interface, "coder", odbc_result_text(result, 0, 0), "asked_at",
        json_from_instant(odbc_result_int64(result, 0, 1)), "staff", odbc_result_text(result, 0, 2),
        "answered_at", json_from_instant(statement_instant(result, 0, 3)), "answer",
        json_from_text(odbc_result_text(result, 0, 4)), "room",
        json_from_text(odbc_result_text(result, 0, 5)), "stay_id",
        known ? json_integer(odbc_result_int64(result, 0, 6)) : json_null(), "guest_name",
        json_from_text(odbc_result_text(result, 0, 7)), "departure",
        json_from_night(statement_night(result, 0, 8)));
    return DATABASE_OK;
}

/* ---- what locks are told ---- */

static FiasRecord *end_record(int64_t stay_id, const char *room, bool shares)
{
    FiasRecord *record = fias_record_new("KD");

    fias_record_add(record, "RN", room);
    fias_record_add_integer(record, "G#", stay_id);
    fias_record_add(record, "GS", shares ? "Y" : "N");
    return record;
}

static FiasRecord *validity_record(const Stay *stay)
{
    FiasRecord *record = fias_record_new("KM");

    fias_record_add(record, "RN", stay->room);
    fias_record_add_integer(record, "G#", stay->stay_id);
    fias_record_add_date(record, "GA", stay->arrival);
    fias_record_add_date(record, "GD", stay->departure);
    return record;
}

DatabaseStatus device_keys_end(OdbcConnection *connection, int64_t stay_id, const char *room, bool shares,
                               Instant now, GError **error)
{
    g_autoptr(FiasRecord) record = end_record(stay_id, room, shares);

    return device_event_add(connection, record, NULL, INSTANT_NONE, now, error);
}

/* A lock that knows guests takes their keys along (KM with RO); any other only ends those of the room left.
 * Both are written, and each lock gets the one it understands (fias_link_outgoing()): RO in KD is for that
 * alone. */
DatabaseStatus device_keys_moved(OdbcConnection *connection, const Stay *stay, const char *room_left,
                                 bool shares, Instant now, GError **error)
{
    g_autoptr(FiasRecord) moved = validity_record(stay);
    g_autoptr(FiasRecord) ended = end_record(stay->stay_id, room_left, shares);

    fias_record_add(moved, "RO", room_left);
    fias_record_add(moved, "GS", shares ? "Y" : "N");
    fias_record_add(ended, "RO", room_left);
    DatabaseStatus status = device_event_add(connection, moved, NULL, INSTANT_NONE, now, error);
    return status == DATABASE_OK ? device_event_add(connection, ended, NULL, INSTANT_NONE, now, error)
                                 : status;
}

static bool dates_differ(const Stay *stay, const FiasRecord *told)
{
    const char *arrival = fias_record_get(told, "GA");
    const char *departure = fias_record_get(told, "GD");
    Night from, until;

    return arrival == NULL || departure == NULL || !fias_date_parse(arrival, &from) ||
           !fias_date_parse(departure, &until) || from != stay->arrival || until != stay->departure;
}

DatabaseStatus device_keys_changed(OdbcConnection *connection, const Stay *stay, const FiasRecord *told,
                                   Instant now, GError **error)
{
    if (told == NULL || !dates_differ(stay, told)) {
        return DATABASE_OK;
    }
    g_autoptr(FiasRecord) record = validity_record(stay);
    return device_event_add(connection, record, NULL, INSTANT_NONE, now, error);
}
