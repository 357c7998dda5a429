#include "property/device/device_talk.h"

#include "ops/log.h"
#include "property/audit/business_date.h"
#include "property/device/device_event.h"
#include "property/device/device_store.h"
#include "property/device/key_store.h"
#include "property/housekeeping/sighting_store.h"
#include "property/room/room_store.h"
#include <string.h>

#define PERSONS_MAX 99

/* What is done for a record, and the record that answers it when it cannot be done; NULL: none does. */
typedef struct Duty {
    const char *record;
    const char *answer;
    DatabaseStatus (*run)(DeviceTalk *talk, OdbcConnection *connection, GError **error);
} Duty;

/* ---- answers ---- */

static void add_moment(FiasRecord *reply, const DeviceTalk *talk)
{
    const char *date = fias_record_get(talk->record, "DA");
    const char *time = fias_record_get(talk->record, "TI");
    LocalTime local = instant_to_local(talk->now, talk->property->zone);

    if (date != NULL) {
        fias_record_add(reply, "DA", date);
    } else {
        fias_record_add_date(reply, "DA", local.date);
    }
    if (time != NULL) {
        fias_record_add(reply, "TI", time);
    } else {
        fias_record_add_time(reply, "TI", local.hour, local.minute, local.second);
    }
}

static void echo(FiasRecord *reply, const FiasRecord *record, const char *field)
{
    const char *value = fias_record_get(record, field);

    if (value != NULL) {
        fias_record_add(reply, field, value);
    }
}

FiasRecord *device_talk_reply(DeviceTalk *talk, const char *record_id)
{
    FiasRecord *reply = fias_record_new(record_id);

    echo(reply, talk->record, "P#");
    echo(reply, talk->record, "WS");
    echo(reply, talk->record, "C#");
    echo(reply, talk->record, "SO");
    echo(reply, talk->record, "ID");
    add_moment(reply, talk);
    g_ptr_array_add(talk->answers, reply);
    return reply;
}

FiasRecord *device_talk_reply_status(DeviceTalk *talk, const char *record_id, DeviceAnswer answer)
{
    FiasRecord *reply = device_talk_reply(talk, record_id);

    fias_record_add(reply, "AS", device_answer_code(answer));
    echo(reply, talk->record, "RN");
    echo(reply, talk->record, "G#");
    fias_record_add(reply, "CT", device_answer_text(answer));
    talk->outcome = answer;
    return reply;
}

/* ---- rooms ---- */

/* FALSE when a room status came that there is not. `*ret_status` is 0 when none came. */
static bool read_room_status(const FiasRecord *record, int *ret_status)
{
    const char *status = fias_record_get(record, "RS");

    *ret_status = 0;
    if (status == NULL) {
        return true;
    }
    if (strlen(status) != 1 || status[0] < '1' || status[0] > '6') {
        return false;
    }
    *ret_status = status[0] - '0';
    return true;
}

/* How many the attendant counted; -1: did not say. */
static int persons_seen(const FiasRecord *record)
{
    const char *counted = fias_record_get(record, "PU");
    int64_t persons;

    return counted != NULL && fias_amount_parse(counted, &persons) && persons >= 0 && persons <= PERSONS_MAX
               ? (int)persons
               : -1;
}

/* The attendant dials what became of the room, and with it whether somebody lives there. */
static DatabaseStatus set_maid_status(const DeviceTalk *talk, OdbcConnection *connection, const char *room,
                                      int room_status, GError **error)
{
    static const RoomHousekeeping states[] = {ROOM_DIRTY, ROOM_CLEAN, ROOM_INSPECTED};
    const char *attendant = fias_record_get(talk->record, "ID");
    Sighting sighting = {
        .room = room,
        .occupied = room_status % 2 == 0,
        .persons = persons_seen(talk->record),
        .seen_by = attendant != NULL ? attendant : talk->interface->id,
        .seen_at = talk->now,
    };

    if (room_status == 0) {
        return DATABASE_OK;
    }
    DatabaseStatus set =
        room_set_housekeeping(connection, room, states[(room_status - 1) / 2], talk->now, error);
    return set == DATABASE_OK ? sighting_put(connection, &sighting, talk->business_date, error) : set;
}

static bool read_flag(const FiasRecord *record, const char *field, bool *flag)
{
    const char *value = fias_record_get(record, field);
    bool told = value != NULL && (g_ascii_toupper(value[0]) == 'Y' || g_ascii_toupper(value[0]) == 'N');
    bool changed = told && (g_ascii_toupper(value[0]) == 'Y') != *flag;

    *flag = changed ? !*flag : *flag;
    return changed;
}

/* The guest pressed "do not disturb", or the exchange barred the telephone. */
static DatabaseStatus set_rights(const DeviceTalk *talk, OdbcConnection *connection, GError **error)
{
    g_autoptr(Stay) stay = NULL;
    StayRights rights;
    int64_t class_told;

    DatabaseStatus status = device_talk_guest(talk, connection, &stay, error);
    if (status != DATABASE_OK || stay == NULL) {
        return status;
    }
    status = stay_rights_read(connection, stay->stay_id, &rights, error);
    if (status != DATABASE_OK) {
        return status;
    }
    bool changed = read_flag(talk->record, "DN", &rights.do_not_disturb);
    changed = read_flag(talk->record, "ML", &rights.message_light) || changed;
    const char *class = fias_record_get(talk->record, "CS");
    if (class != NULL && fias_amount_parse(class, &class_told) && class_told >= 0 && class_told <= 3) {
        changed = changed || rights.telephone_class != (int)class_told;
        rights.telephone_class = (int)class_told;
    }
    return changed ? stay_rights_save(connection, stay, &rights, talk->now, error) : DATABASE_OK;
}

static DatabaseStatus change_room(DeviceTalk *talk, OdbcConnection *connection, GError **error)
{
    const char *number = fias_record_get(talk->record, "RN");
    g_auto(RoomList) list = {0};
    int room_status;

    if (!read_room_status(talk->record, &room_status)) {
        talk->outcome = DEVICE_UNPROCESSABLE;
        return DATABASE_OK;
    }
    DatabaseStatus status = number != NULL ? room_find(connection, number, &list, error) : DATABASE_OK;
    if (status != DATABASE_OK) {
        return status;
    }
    if (number == NULL || list.rooms->len == 0) {
        talk->outcome = DEVICE_NOT_FOUND; /* no answer is prescribed */
        return DATABASE_OK;
    }
    status = set_maid_status(talk, connection, number, room_status, error);
    return status == DATABASE_OK ? set_rights(talk, connection, error) : status;
}

/* ---- keys ---- */

/* An answer without a number is one to KD or KM, which nobody waits for: that a card was not locked out must
 * be seen. */
static DatabaseStatus answer_key(DeviceTalk *talk, OdbcConnection *connection, GError **error)
{
    const char *workstation = fias_record_get(talk->record, "WS");
    const char *answer = fias_record_get(talk->record, "AS");
    int64_t number = 0;

    if (workstation != NULL && !fias_amount_parse(workstation, &number)) {
        number = 0;
    }
    if (number == 0 && answer != NULL && g_ascii_strcasecmp(answer, "OK") != 0) {
        talk->outcome = DEVICE_KEY_NOT_CHANGED;
    }
    return device_key_answer(connection, talk->interface->id, number, talk->record, talk->now, error);
}

static DatabaseStatus request_or_post(DeviceTalk *talk, OdbcConnection *connection, GError **error)
{
    return fias_record_get(talk->record, "TA") != NULL ? device_talk_post(talk, connection, error)
                                                       : device_talk_inquire(talk, connection, error);
}

/* ---- all of it ---- */

static const Duty duties[] = {
    {"PS", "PA", device_talk_post},
    {"PR", "PA", request_or_post},
    {"RE", NULL, change_room},
    {"KA", NULL, answer_key},
    {"KZ", NULL, answer_key}, /* what an encoder has read: some say it in KA */
    {"XR", "XB", device_talk_show_bill},
    {"XC", "XC", device_talk_check_out},
    {"XM", "XT", device_talk_show_messages},
    {"XD", NULL, device_talk_delete_message},
    {"XL", NULL, device_talk_write_message},
    {"LO", NULL, device_talk_locate},
    {"LF", NULL, device_talk_end_locator},
    {"LP", "LP", device_talk_tell_locator},
    {"LD", "LC", device_talk_describe},
    {"WR", NULL, device_talk_wake_up},
    {"WC", NULL, device_talk_wake_up},
    {"WA", NULL, device_talk_wake_up},
};

static const Duty *find_duty(const FiasRecord *record)
{
    for (gsize i = 0; i < G_N_ELEMENTS(duties); i++) {
        if (strcmp(duties[i].record, record->id) == 0) {
            return &duties[i];
        }
    }
    return NULL;
}

typedef struct TalkRun {
    DeviceTalk *talk;
    const Duty *duty;
} TalkRun;

static DatabaseStatus run_body(OdbcConnection *connection, gpointer data, GError **error)
{
    const TalkRun *run = data;
    DeviceTalk *talk = run->talk;

    g_ptr_array_set_size(talk->answers, 0);
    talk->outcome = DEVICE_OK;
    DatabaseStatus status = business_date_read(connection, &talk->business_date, error);
    return status == DATABASE_OK ? run->duty->run(talk, connection, error) : status;
}

static DatabaseStatus refusal_body(OdbcConnection *connection, gpointer data, GError **error)
{
    const DeviceTalk *talk = data;
    g_autofree char *text = fias_record_text(talk->record);

    return device_refusal_add(connection, talk->interface->id, device_answer_code(talk->outcome), text,
                              talk->now, error);
}

static void keep_refusal(DeviceTalk *talk, OdbcConnection *connection)
{
    g_autoptr(GError) error = NULL;

    if (odbc_run_transaction(connection, refusal_body, talk, &error) != DATABASE_OK) {
        log_error("device refusal not kept", log_text("interface", talk->interface->id),
                  log_error_text(error));
    }
}

/* Whether it was committed or not is found out when the device sends it again. */
static void ask_again(DeviceTalk *talk, const Duty *duty, const GError *error)
{
    log_error("device record not processed", log_text("interface", talk->interface->id),
              log_text("record_id", duty->record), log_error_text(error));
    g_ptr_array_set_size(talk->answers, 0);
    talk->ask_for_retry = true;
    if (duty->answer != NULL) {
        device_talk_reply_status(talk, duty->answer, DEVICE_RETRY);
    }
}

bool device_talk_answer(DeviceTalk *talk, OdbcConnection *connection)
{
    g_autoptr(GError) error = NULL;
    TalkRun run = {talk, find_duty(talk->record)};

    if (run.duty == NULL) {
        return false;
    }
    DatabaseStatus status = odbc_run_transaction(connection, run_body, &run, &error);
    if (status == DATABASE_ROLLBACK) {
        status = DATABASE_OK; /* a refusal that has undone what it had begun */
    }
    if (status != DATABASE_OK) {
        ask_again(talk, run.duty, error);
    } else if (talk->outcome != DEVICE_OK) {
        keep_refusal(talk, connection);
    }
    return true;
}
