#include "property/audit/business_date.h"
#include "property/device/device_talk.h"
#include "property/note/note_store.h"
#include <string.h>

#define HEARD "heard"
#define CLEARED "cleared"

DatabaseStatus device_talk_notes(const DeviceTalk *talk, OdbcConnection *connection, Stay **ret_stay,
                                 GPtrArray **ret_notes, GError **error)
{
    DatabaseStatus status = device_talk_guest(talk, connection, ret_stay, error);

    return status == DATABASE_OK && *ret_stay != NULL
               ? notes_open_of_stay(connection, (*ret_stay)->stay_id, ret_notes, error)
               : status;
}

bool device_talk_notes_needed(DeviceTalk *talk, OdbcConnection *connection, Stay **ret_stay,
                              GPtrArray **ret_notes, DatabaseStatus *ret_status, GError **error)
{
    *ret_status = device_talk_notes(talk, connection, ret_stay, ret_notes, error);
    if (*ret_status == DATABASE_OK && *ret_stay != NULL) {
        return true;
    }
    talk->outcome = DEVICE_NOT_FOUND;
    return false;
}

Note *device_talk_note(const DeviceTalk *talk, const Stay *stay, NoteKind kind)
{
    Note *note = note_new(kind);

    note->stay_id = stay->stay_id;
    note->confirmation_number = g_strdup(stay->confirmation_number);
    note->room = g_strdup(stay->room);
    note->text = g_strdup("");
    note->business_date = talk->business_date;
    note->written_at = talk->now;
    note->written_by = g_strdup(talk->interface->id);
    return note;
}

/* ---- messages ---- */

DatabaseStatus device_talk_show_messages(DeviceTalk *talk, OdbcConnection *connection, GError **error)
{
    g_autoptr(Stay) stay = NULL;
    g_autoptr(GPtrArray) notes = NULL;
    guint shown = 0;

    DatabaseStatus status = device_talk_notes(talk, connection, &stay, &notes, error);
    for (guint i = 0; status == DATABASE_OK && notes != NULL && i < notes->len; i++) {
        const Note *note = g_ptr_array_index(notes, i);
        if (note->kind != NOTE_MESSAGE) {
            continue;
        }
        FiasRecord *text = device_talk_reply_status(talk, "XT", DEVICE_OK);
        fias_record_add_integer(text, "MI", note->note_id);
        fias_record_add(text, "MT", note->text);
        shown++;
    }
    if (status == DATABASE_OK && shown == 0) {
        device_talk_reply_status(talk, "XT", stay != NULL ? DEVICE_NO_MESSAGE : DEVICE_NOT_FOUND);
    }
    return status;
}

/* The guest has read a message on the television and deleted it. */
DatabaseStatus device_talk_delete_message(DeviceTalk *talk, OdbcConnection *connection, GError **error)
{
    g_autoptr(Stay) stay = NULL;
    g_autoptr(GPtrArray) notes = NULL;
    const char *number = fias_record_get(talk->record, "MI");
    int64_t wanted;

    DatabaseStatus status = device_talk_notes(talk, connection, &stay, &notes, error);
    for (guint i = 0; status == DATABASE_OK && notes != NULL && i < notes->len; i++) {
        Note *note = g_ptr_array_index(notes, i);
        bool meant = number == NULL || (fias_amount_parse(number, &wanted) && wanted == note->note_id);
        if (note->kind == NOTE_MESSAGE && meant) {
            status = note_close(connection, note, HEARD, talk->interface->id, true, talk->now, error);
        }
    }
    return status;
}

/* The device's own number ($J) tells a message that is sent again; without one it is who says the same twice.
 */
static bool was_written(const GPtrArray *notes, const char *tag, const char *text)
{
    for (guint i = 0; i < notes->len; i++) {
        const Note *note = g_ptr_array_index(notes, i);
        if (note->kind == NOTE_MESSAGE &&
            (tag != NULL ? g_strcmp0(note->tag, tag) == 0 : strcmp(note->text, text) == 0)) {
            return true;
        }
    }
    return false;
}

DatabaseStatus device_talk_write_message(DeviceTalk *talk, OdbcConnection *connection, GError **error)
{
    g_autoptr(Stay) stay = NULL;
    g_autoptr(GPtrArray) notes = NULL;
    DatabaseStatus status;
    const char *text = fias_record_get(talk->record, "MT");
    const char *number = fias_record_get(talk->record, "$J");
    g_autofree char *tag = number != NULL ? g_strdup_printf("%s/%.20s", talk->interface->id, number) : NULL;

    if (text == NULL) {
        talk->outcome = DEVICE_UNPROCESSABLE;
        return DATABASE_OK;
    }
    if (!device_talk_notes_needed(talk, connection, &stay, &notes, &status, error)) {
        return status;
    }
    if (was_written(notes, tag, text)) {
        return DATABASE_OK;
    }
    g_autoptr(Note) note = device_talk_note(talk, stay, NOTE_MESSAGE);
    g_free(note->text);
    note->text = g_utf8_substring(text, 0, MIN(g_utf8_strlen(text, -1), NOTE_TEXT_MAX));
    note->tag = g_steal_pointer(&tag);
    return note_add(connection, note, stay, talk->now, error);
}

/* ---- wake-up calls ---- */

/* FALSE when the record does not tell a moment. Without a date it is the next time the clock shows the time.
 */
static bool read_moment(const DeviceTalk *talk, Night *ret_date, int *ret_minute)
{
    const char *date = fias_record_get(talk->record, "DA");
    const char *time = fias_record_get(talk->record, "TI");
    LocalTime now = instant_to_local(talk->now, talk->property->zone);
    int hour, minute, second;

    if (time == NULL || !fias_time_parse(time, &hour, &minute, &second)) {
        return false;
    }
    *ret_minute = hour * 60 + minute;
    *ret_date = *ret_minute > now.hour * 60 + now.minute ? now.date : now.date + 1;
    return date == NULL || fias_date_parse(date, ret_date);
}

static Note *find_wake_up(const GPtrArray *notes, Night date, int minute)
{
    for (guint i = 0; notes != NULL && i < notes->len; i++) {
        Note *note = g_ptr_array_index(notes, i);
        if (note->kind == NOTE_WAKE_UP && note->due_on == date && note->due_minute == minute) {
            return note;
        }
    }
    return NULL;
}

DatabaseStatus device_wake_up_records(OdbcConnection *connection, const Stay *stay, GPtrArray *records,
                                      GError **error)
{
    g_autoptr(GPtrArray) notes = NULL;

    DatabaseStatus status = notes_open_of_stay(connection, stay->stay_id, &notes, error);
    for (guint i = 0; status == DATABASE_OK && i < notes->len; i++) {
        const Note *note = g_ptr_array_index(notes, i);
        if (note->kind != NOTE_WAKE_UP) {
            continue;
        }
        FiasRecord *record = fias_record_new("WR");
        fias_record_add(record, "RN", stay->room);
        fias_record_add_date(record, "DA", note->due_on);
        fias_record_add_time(record, "TI", note->due_minute / 60, note->due_minute % 60, 0);
        g_ptr_array_add(records, record);
    }
    return status;
}

static Note *wake_up_of(const DeviceTalk *talk, const Stay *stay, Night date, int minute)
{
    Note *note = device_talk_note(talk, stay, NOTE_WAKE_UP);

    note->due_on = date;
    note->due_minute = minute;
    return note;
}

/* Nobody answered: somebody must go and knock. */
static DatabaseStatus send_somebody(const DeviceTalk *talk, OdbcConnection *connection, const Note *call,
                                    const Stay *stay, const char *outcome, GError **error)
{
    g_autoptr(Note) trace = device_talk_note(talk, stay, NOTE_TRACE);

    trace->department = g_strdup("frontdesk");
    g_free(trace->text);
    trace->text = g_strdup_printf("Wake-up call at %02d:%02d failed (%s): knock at the door.",
                                  call->due_minute / 60, call->due_minute % 60, outcome);
    trace->due_on = talk->business_date;
    return note_add(connection, trace, stay, talk->now, error);
}

static bool is_request(const DeviceTalk *talk)
{
    return strcmp(talk->record->id, "WR") == 0;
}

/* WR, WC and WA differ in what becomes of the call. */
DatabaseStatus device_talk_wake_up(DeviceTalk *talk, OdbcConnection *connection, GError **error)
{
    g_autoptr(Stay) stay = NULL;
    g_autoptr(GPtrArray) notes = NULL;
    DatabaseStatus status;
    Night date;
    int minute;

    if (!read_moment(talk, &date, &minute)) {
        talk->outcome = DEVICE_UNPROCESSABLE;
        return DATABASE_OK;
    }
    if (!device_talk_notes_needed(talk, connection, &stay, &notes, &status, error)) {
        return status;
    }
    Note *known = find_wake_up(notes, date, minute);
    if (is_request(talk) && known == NULL) {
        g_autoptr(Note) note = wake_up_of(talk, stay, date, minute);
        return note_add(connection, note, stay, talk->now, error);
    }
    if (is_request(talk) || known == NULL) {
        return DATABASE_OK;
    }
    const char *answer = fias_record_get(talk->record, "AS");
    bool cleared = strcmp(talk->record->id, "WC") == 0;
    const char *outcome = cleared ? CLEARED : note_wake_up_outcome(answer != NULL ? answer : "OK");
    status = note_close(connection, known, outcome, talk->interface->id, cleared, talk->now, error);
    return status == DATABASE_OK && !cleared && !note_wake_up_done(outcome)
               ? send_somebody(talk, connection, known, stay, outcome, error)
               : status;
}
