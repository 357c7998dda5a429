#include "property/device/device_event.h"

#include "property/command/statement.h"
#include "property/device/guest_record.h"
#include "property/device/key_store.h"
#include <string.h>

#define MESSAGE_TEXT_MAX 400

static const OdbcStatement count_listening = {
    "count_listening_devices",
    "SELECT COUNT(*) FROM device_interface WHERE in_use = 1 AND resync <> 1",
    0,
};

static const OdbcStatement add_event = {
    "add_device_event",
    "INSERT INTO device_event (event_number, at, interface, expires_at, record) "
    "VALUES ((SELECT value FROM counter WHERE name = 'device_event'), ?, ?, ?, ?)",
    4,
};

static const OdbcStatement find_told = {
    "find_device_guest",
    "SELECT room, record FROM device_guest WHERE stay_id = ?",
    1,
};

static const OdbcStatement keep_told = {
    "keep_device_guest",
    "INSERT INTO device_guest (stay_id, room, record) VALUES (?, ?, ?) "
    "ON CONFLICT (stay_id) DO UPDATE SET room = excluded.room, record = excluded.record",
    3,
};

static const OdbcStatement forget_told = {
    "forget_device_guest",
    "DELETE FROM device_guest WHERE stay_id = ?",
    1,
};

static const OdbcStatement read_rights = {
    "read_stay_rights",
    "SELECT no_post, limit_minor, telephone_class, television, minibar_locked, do_not_disturb, "
    "message_light, "
    "language FROM stay_right WHERE stay_id = ?",
    1,
};

static const OdbcStatement save_rights = {
    "save_stay_rights",
    "INSERT INTO stay_right (stay_id, no_post, limit_minor, telephone_class, television, minibar_locked, "
    "do_not_disturb, message_light, language) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) "
    "ON CONFLICT (stay_id) DO UPDATE SET no_post = excluded.no_post, limit_minor = excluded.limit_minor, "
    "telephone_class = excluded.telephone_class, television = excluded.television, "
    "minibar_locked = excluded.minibar_locked, do_not_disturb = excluded.do_not_disturb, "
    "message_light = excluded.message_light, language = excluded.language",
    9,
};

const char *const stay_television_codes[] = {"all", "restricted", "none", NULL};

/* ---- rights ---- */

static StayTelevision television_of(const char *code)
{
    int index = 0;

    while (strcmp(stay_television_codes[index], code) != 0) {
        index++;
        g_assert(stay_television_codes[index] != NULL);
    }
    return (StayTelevision)index;
}

DatabaseStatus stay_rights_read(OdbcConnection *connection, int64_t stay_id, StayRights *ret_rights,
                                GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &read_rights, &result, error, "l", stay_id);
    if (status != DATABASE_OK) {
        return status;
    }
    *ret_rights = (StayRights){.telephone_class = 3};
    if (odbc_result_rows(result) == 1) {
        ret_rights->no_post = odbc_result_bool(result, 0, 0);
        ret_rights->limit_minor = odbc_result_int64(result, 0, 1);
        ret_rights->telephone_class = (int)odbc_result_int64(result, 0, 2);
        ret_rights->television = television_of(odbc_result_text(result, 0, 3));
        ret_rights->minibar_locked = odbc_result_bool(result, 0, 4);
        ret_rights->do_not_disturb = odbc_result_bool(result, 0, 5);
        ret_rights->message_light = odbc_result_bool(result, 0, 6);
        const char *language = odbc_result_text(result, 0, 7);
        g_strlcpy(ret_rights->language, language != NULL ? language : "", sizeof ret_rights->language);
    }
    return DATABASE_OK;
}

/* ---- events ---- */

static DatabaseStatus anybody_listens(OdbcConnection *connection, bool *ret_listens, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &count_listening, &result, error, "");
    *ret_listens = status == DATABASE_OK && odbc_result_int64(result, 0, 0) > 0;
    return status;
}

DatabaseStatus device_event_add(OdbcConnection *connection, const FiasRecord *record, const char *interface,
                                Instant expires_at, Instant now, GError **error)
{
    g_autofree char *text = fias_record_text(record);
    bool listens = interface != NULL; /* what is asked of one is kept while it is told the rest */
    DatabaseStatus status = listens ? DATABASE_OK : anybody_listens(connection, &listens, error);

    if (status != DATABASE_OK || !listens) {
        return status;
    }
    status = counter_advance(connection, "device_event", error);
    return status == DATABASE_OK
               ? statement_run(connection, &add_event, NULL, error, "asas", now, interface, expires_at, text)
               : status;
}

static DatabaseStatus add_for_all(OdbcConnection *connection, const FiasRecord *record, Instant now,
                                  GError **error)
{
    return device_event_add(connection, record, NULL, INSTANT_NONE, now, error);
}

typedef struct Told {
    char *room; /* NULL: nothing was told */
    char *record;
} Told;

static void told_clear(Told *told)
{
    g_free(told->room);
    g_free(told->record);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Told, told_clear)

static DatabaseStatus read_told(OdbcConnection *connection, int64_t stay_id, Told *ret_told, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &find_told, &result, error, "l", stay_id);
    if (status == DATABASE_OK && odbc_result_rows(result) == 1) {
        ret_told->room = g_strdup(odbc_result_text(result, 0, 0));
        ret_told->record = g_strdup(odbc_result_text(result, 0, 1));
    }
    return status;
}

static DatabaseStatus tell_out(OdbcConnection *connection, const Stay *stay, const char *room, Instant now,
                               GError **error)
{
    g_autoptr(FiasRecord) record = fias_record_new("GO");
    bool shares = false;

    DatabaseStatus status = device_room_shared(connection, room, stay->stay_id, &shares, error);
    if (status != DATABASE_OK) {
        return status;
    }
    fias_record_add(record, "RN", room);
    fias_record_add_integer(record, "G#", stay->stay_id);
    fias_record_add(record, "GS", shares ? "Y" : "N");
    status = statement_run(connection, &forget_told, NULL, error, "l", stay->stay_id);
    if (status == DATABASE_OK) {
        status = add_for_all(connection, record, now, error);
    }
    if (status == DATABASE_OK) {
        status = device_event_room(connection, room, now, error);
    }
    return status == DATABASE_OK ? device_keys_end(connection, stay->stay_id, room, shares, now, error)
                                 : status;
}

/* A change is the guest's record under another name, with the room that was left. */
static FiasRecord *change_record(const FiasRecord *guest, const Stay *stay, const Told *told)
{
    FiasRecord *record = fias_record_new("GC");

    for (guint i = 0; i < guest->fields->len; i++) {
        const FiasField *field = &g_array_index(guest->fields, FiasField, i);
        fias_record_add(record, field->id, field->value);
    }
    if (strcmp(told->room, stay->room) != 0) {
        fias_record_add(record, "RO", told->room);
    }
    return record;
}

/* Keys of the room that was left open it no longer; those of a guest who stays open it for other dates. */
static DatabaseStatus tell_rooms_and_locks(OdbcConnection *connection, const Stay *stay, const Told *told,
                                           Instant now, GError **error)
{
    g_autoptr(FiasRecord) before = fias_record_parse(told->record, strlen(told->record), "UTF-8");
    bool shares = false;

    if (strcmp(told->room, stay->room) == 0) {
        return device_keys_changed(connection, stay, before, now, error);
    }
    DatabaseStatus status = device_room_shared(connection, told->room, stay->stay_id, &shares, error);
    if (status == DATABASE_OK) {
        status = device_event_room(connection, told->room, now, error);
    }
    if (status == DATABASE_OK) {
        status = device_event_room(connection, stay->room, now, error);
    }
    return status == DATABASE_OK ? device_keys_moved(connection, stay, told->room, shares, now, error)
                                 : status;
}

static DatabaseStatus tell_in(OdbcConnection *connection, const Stay *stay, const Told *told, Instant now,
                              GError **error)
{
    g_autoptr(FiasRecord) guest = NULL;

    DatabaseStatus status = device_guest_record(connection, stay, &guest, error);
    if (status != DATABASE_OK) {
        return status;
    }
    g_autofree char *text = fias_record_text(guest);
    if (told->room != NULL && strcmp(text, told->record) == 0) {
        return DATABASE_OK;
    }
    status = statement_run(connection, &keep_told, NULL, error, "lss", stay->stay_id, stay->room, text);
    if (status != DATABASE_OK) {
        return status;
    }
    if (told->room == NULL) {
        status = add_for_all(connection, guest, now, error);
        return status == DATABASE_OK ? device_event_room(connection, stay->room, now, error) : status;
    }
    g_autoptr(FiasRecord) change = change_record(guest, stay, told);
    status = add_for_all(connection, change, now, error);
    return status == DATABASE_OK ? tell_rooms_and_locks(connection, stay, told, now, error) : status;
}

DatabaseStatus device_event_stay(OdbcConnection *connection, const Stay *stay, Instant now, GError **error)
{
    g_auto(Told) told = {0};

    DatabaseStatus status = read_told(connection, stay->stay_id, &told, error);
    if (status != DATABASE_OK) {
        return status;
    }
    if (stay->status == STAY_IN_HOUSE && stay->room != NULL) {
        return tell_in(connection, stay, &told, now, error);
    }
    return told.room != NULL ? tell_out(connection, stay, told.room, now, error) : DATABASE_OK;
}

DatabaseStatus stay_rights_save(OdbcConnection *connection, const Stay *stay, const StayRights *rights,
                                Instant now, GError **error)
{
    g_autoptr(FiasRecord) record = NULL;

    DatabaseStatus status =
        statement_run(connection, &save_rights, NULL, error, "lilisiiis", stay->stay_id, (int)rights->no_post,
                      rights->limit_minor, rights->telephone_class, stay_television_codes[rights->television],
                      (int)rights->minibar_locked, (int)rights->do_not_disturb, (int)rights->message_light,
                      rights->language[0] != '\0' ? rights->language : NULL);
    if (status != DATABASE_OK || stay->status != STAY_IN_HOUSE || stay->room == NULL) {
        return status;
    }
    record = device_equipment_record(stay, rights);
    status = device_event_stay(connection, stay, now, error);
    return status == DATABASE_OK ? add_for_all(connection, record, now, error) : status;
}

DatabaseStatus device_event_room(OdbcConnection *connection, const char *room, Instant now, GError **error)
{
    g_autoptr(FiasRecord) record = NULL;
    bool listens;

    DatabaseStatus status = anybody_listens(connection, &listens, error);
    if (status != DATABASE_OK || !listens) {
        return status;
    }
    status = device_room_record(connection, room, &record, error);
    return status == DATABASE_OK && record != NULL ? add_for_all(connection, record, now, error) : status;
}

DatabaseStatus device_event_audit(OdbcConnection *connection, bool begins, Instant now, GError **error)
{
    g_autoptr(FiasRecord) record = fias_record_new(begins ? "NS" : "NE");

    return add_for_all(connection, record, now, error);
}

DatabaseStatus device_event_wake_up(OdbcConnection *connection, const char *room, Night date, int hour,
                                    int minute, bool cleared, Instant now, GError **error)
{
    g_autoptr(FiasRecord) record = fias_record_new(cleared ? "WC" : "WR");

    fias_record_add(record, "RN", room);
    fias_record_add_date(record, "DA", date);
    fias_record_add_time(record, "TI", hour, minute, 0);
    return add_for_all(connection, record, now, error);
}

DatabaseStatus device_event_message(OdbcConnection *connection, const Stay *stay, int64_t message,
                                    const char *text, Instant now, GError **error)
{
    g_autoptr(FiasRecord) record = fias_record_new(text != NULL ? "XL" : "XD");

    if (stay->room == NULL) {
        return DATABASE_OK;
    }
    fias_record_add(record, "RN", stay->room);
    fias_record_add_integer(record, "G#", stay->stay_id);
    fias_record_add_integer(record, "MI", message);
    if (text != NULL) {
        g_autofree char *cut = g_utf8_substring(text, 0, MIN(g_utf8_strlen(text, -1), MESSAGE_TEXT_MAX));
        fias_record_add(record, "MT", cut);
    }
    return add_for_all(connection, record, now, error);
}
