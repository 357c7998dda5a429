/* Where guests can be found meanwhile, as they tell a telephone or television. */
#include "property/device/device_talk.h"
#include <string.h>

#define BACK "back"
#define MINUTES_A_DAY (24 * 60)

typedef struct Span {
    Night until_date; /* NIGHT_NONE: not said until when */
    int until_minute; /* -1 */
} Span;

/* FALSE when date, time or the time it ends (LT) came and cannot be read. A time that has passed by the time
 * it was said is tomorrow's. */
static bool read_span(const DeviceTalk *talk, Span *span)
{
    const char *date = fias_record_get(talk->record, "DA");
    const char *time = fias_record_get(talk->record, "TI");
    const char *ends = fias_record_get(talk->record, "LT");
    LocalTime now = instant_to_local(talk->now, talk->property->zone);
    Night said_on = now.date;
    int hour = now.hour, minute = now.minute, second;

    *span = (Span){NIGHT_NONE, -1};
    if ((date != NULL && !fias_date_parse(date, &said_on)) ||
        (time != NULL && !fias_time_parse(time, &hour, &minute, &second))) {
        return false;
    }
    int said_at = hour * 60 + minute;
    if (ends == NULL) {
        return true;
    }
    if (!fias_time_parse(ends, &hour, &minute, &second)) {
        return false;
    }
    span->until_minute = hour * 60 + minute;
    span->until_date = span->until_minute > said_at ? said_on : said_on + 1;
    return true;
}

static bool is_over(const DeviceTalk *talk, const Note *note)
{
    LocalTime now = instant_to_local(talk->now, talk->property->zone);
    int64_t minutes_left =
        ((int64_t)note->due_on - now.date) * MINUTES_A_DAY + note->due_minute - (now.hour * 60 + now.minute);

    return note->due_on != NIGHT_NONE && note->due_minute >= 0 && minutes_left <= 0;
}

/* The locator that holds: the last that was written, unless its time is over. */
static Note *find_locator(const DeviceTalk *talk, const GPtrArray *notes)
{
    for (guint i = notes->len; i > 0; i--) {
        Note *note = g_ptr_array_index(notes, i - 1);
        if (note->kind == NOTE_LOCATOR) {
            return is_over(talk, note) ? NULL : note;
        }
    }
    return NULL;
}

static DatabaseStatus end_locators(const DeviceTalk *talk, OdbcConnection *connection, const GPtrArray *notes,
                                   GError **error)
{
    DatabaseStatus status = DATABASE_OK;

    for (guint i = 0; status == DATABASE_OK && i < notes->len; i++) {
        Note *note = g_ptr_array_index(notes, i);
        if (note->kind == NOTE_LOCATOR) {
            status = note_close(connection, note, BACK, talk->interface->id, true, talk->now, error);
        }
    }
    return status;
}

static bool says_the_same(const Note *note, const char *place, const Span *span)
{
    return note != NULL && g_strcmp0(note->place, place) == 0 && note->due_on == span->until_date &&
           note->due_minute == span->until_minute;
}

/* Whoever says where they are now is no longer where they were. */
static DatabaseStatus put_locator(const DeviceTalk *talk, OdbcConnection *connection, const Stay *stay,
                                  const GPtrArray *notes, const Span *span, GError **error)
{
    const char *text = fias_record_get(talk->record, "CT");
    g_autofree char *place = g_utf8_substring(text, 0, MIN(g_utf8_strlen(text, -1), NOTE_PLACE_MAX));

    if (says_the_same(find_locator(talk, notes), place, span)) {
        return DATABASE_OK;
    }
    g_autoptr(Note) note = device_talk_note(talk, stay, NOTE_LOCATOR);
    note->place = g_steal_pointer(&place);
    note->due_on = span->until_date;
    note->due_minute = span->until_minute;
    DatabaseStatus status = end_locators(talk, connection, notes, error);
    return status == DATABASE_OK ? note_add(connection, note, stay, talk->now, error) : status;
}

DatabaseStatus device_talk_locate(DeviceTalk *talk, OdbcConnection *connection, GError **error)
{
    g_autoptr(Stay) stay = NULL;
    g_autoptr(GPtrArray) notes = NULL;
    DatabaseStatus status;
    Span span;

    if (!read_span(talk, &span) || fias_record_get(talk->record, "CT") == NULL) {
        talk->outcome = DEVICE_UNPROCESSABLE;
        return DATABASE_OK;
    }
    if (!device_talk_notes_needed(talk, connection, &stay, &notes, &status, error)) {
        return status;
    }
    return put_locator(talk, connection, stay, notes, &span, error);
}

DatabaseStatus device_talk_end_locator(DeviceTalk *talk, OdbcConnection *connection, GError **error)
{
    g_autoptr(Stay) stay = NULL;
    g_autoptr(GPtrArray) notes = NULL;
    DatabaseStatus status;

    if (!device_talk_notes_needed(talk, connection, &stay, &notes, &status, error)) {
        return status;
    }
    return end_locators(talk, connection, notes, error);
}

static void answer_locator(DeviceTalk *talk, const Stay *stay, const Note *locator)
{
    FiasRecord *answer = device_talk_reply(talk, "LP");

    fias_record_add(answer, "AS", device_answer_code(DEVICE_OK));
    fias_record_add(answer, "RN", stay->room);
    fias_record_add_integer(answer, "G#", stay->stay_id);
    fias_record_add(answer, "CT", locator->place);
    if (locator->due_minute >= 0) {
        g_autofree char *ends =
            g_strdup_printf("%02d%02d", locator->due_minute / 60, locator->due_minute % 60);
        fias_record_add(answer, "LT", ends);
    }
}

DatabaseStatus device_talk_tell_locator(DeviceTalk *talk, OdbcConnection *connection, GError **error)
{
    g_autoptr(Stay) stay = NULL;
    g_autoptr(GPtrArray) notes = NULL;

    DatabaseStatus status = device_talk_notes(talk, connection, &stay, &notes, error);
    if (status != DATABASE_OK) {
        return status;
    }
    const Note *locator = stay != NULL ? find_locator(talk, notes) : NULL;
    if (locator == NULL) {
        device_talk_reply_status(talk, "LP", stay != NULL ? DEVICE_NO_MESSAGE : DEVICE_NOT_FOUND);
    } else {
        answer_locator(talk, stay, locator);
    }
    return DATABASE_OK;
}
