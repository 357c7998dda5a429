#include "property/note/note_store.h"

#include "ops/json.h"
#include "property/command/statement.h"
#include "property/copy/fact_store.h"
#include "property/device/device_event.h"
#include "property/stay/stay_store.h"
#include <string.h>

#define LEFT "checked_out"
#define MINUTES_AN_HOUR 60

#define NOTE_COLUMNS                                                                                         \
    "note_id, kind, department, occasion, stay_id, confirmation_number, room, text, place, tag, due_on, "    \
    "due_minute, business_date, written_at, written_by, outcome, closed_at, closed_by, changed_at, "         \
    "changed_by"

static const OdbcStatement add_note = {
    "add_note",
    "INSERT INTO note (" NOTE_COLUMNS
    ") VALUES ((SELECT value FROM counter WHERE name = 'note'), ?, ?, ?, ?, "
    "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, NULL, NULL, NULL, NULL)",
    14,
};

static const OdbcStatement find_note = {
    "find_note",
    "SELECT " NOTE_COLUMNS " FROM note WHERE note_id = ?",
    1,
};

static const OdbcStatement count_tag = {
    "count_note_tag",
    "SELECT COUNT(*) FROM note WHERE kind = ? AND tag = ? AND closed_at IS NULL",
    2,
};

static const OdbcStatement change_note = {
    "change_note",
    "UPDATE note SET department = ?, occasion = ?, text = ?, place = ?, tag = ?, due_on = ?, due_minute = ?, "
    "changed_at = ?, changed_by = ? WHERE note_id = ? AND closed_at IS NULL",
    10,
};

static const OdbcStatement close_note = {
    "close_note",
    "UPDATE note SET outcome = ?, closed_at = ?, closed_by = ? WHERE note_id = ? AND closed_at IS NULL",
    4,
};

static const OdbcStatement move_note = {
    "move_note",
    "UPDATE note SET room = ? WHERE note_id = ?",
    2,
};

static const OdbcStatement list_open = {
    "list_open_notes",
    "SELECT " NOTE_COLUMNS " FROM note WHERE kind = ? AND closed_at IS NULL AND note_id > ? ORDER BY note_id "
    "LIMIT ?",
    3,
};

static const OdbcStatement list_day = {
    "list_notes_of_day",
    "SELECT " NOTE_COLUMNS " FROM note WHERE kind = ? AND business_date = ? AND note_id > ? ORDER BY note_id "
    "LIMIT ?",
    4,
};

static const OdbcStatement list_stay = {
    "list_notes_of_stay",
    "SELECT " NOTE_COLUMNS " FROM note WHERE stay_id = ? AND note_id > ? ORDER BY note_id LIMIT ?",
    3,
};

static const OdbcStatement list_stay_open = {
    "list_open_notes_of_stay",
    "SELECT " NOTE_COLUMNS " FROM note WHERE stay_id = ? AND closed_at IS NULL ORDER BY note_id",
    1,
};

static const OdbcStatement list_waiting = {
    "list_notes_waiting_for_guest",
    "SELECT " NOTE_COLUMNS
    " FROM note WHERE confirmation_number = ? AND stay_id IS NULL AND closed_at IS NULL "
    "AND kind IN ('message', 'trace') ORDER BY note_id",
    1,
};

static const OdbcStatement hand_over_note = {
    "hand_over_note",
    "UPDATE note SET stay_id = ?, room = ? WHERE note_id = ?",
    3,
};

static const OdbcStatement give_back_notes = {
    "give_back_notes_of_stay",
    "UPDATE note SET stay_id = NULL, room = NULL WHERE stay_id = ? AND closed_at IS NULL AND kind IN "
    "('alert', 'message', 'trace')",
    1,
};

static const OdbcStatement list_reservation = {
    "list_notes_of_reservation",
    "SELECT " NOTE_COLUMNS
    " FROM note WHERE confirmation_number = ? AND note_id > ? ORDER BY note_id LIMIT ?",
    3,
};

/* ---- notes ---- */

Note *note_new(NoteKind kind)
{
    Note *note = g_new0(Note, 1);

    note->kind = kind;
    note->due_on = NIGHT_NONE;
    note->due_minute = -1;
    note->closed_at = INSTANT_NONE;
    note->changed_at = INSTANT_NONE;
    return note;
}

void note_free(Note *note)
{
    if (note == NULL) {
        return;
    }
    g_free(note->department);
    g_free(note->occasion);
    g_free(note->confirmation_number);
    g_free(note->room);
    g_free(note->text);
    g_free(note->place);
    g_free(note->tag);
    g_free(note->written_by);
    g_free(note->outcome);
    g_free(note->closed_by);
    g_free(note->changed_by);
    g_free(note);
}

static json_t *due_at_json(const Note *note)
{
    char text[8];

    if (note->due_minute < 0) {
        return json_null();
    }
    g_snprintf(text, sizeof text, "%02d:%02d", note->due_minute / MINUTES_AN_HOUR,
               note->due_minute % MINUTES_AN_HOUR);
    return json_string(text);
}

json_t *note_to_json(const Note *note)
{
    json_t *document =
        json_pack("{s:I, s:s, s:o, s:o, s:o, s:o, s:o, s:s, s:o, s:o}", "note_id", (json_int_t)note->note_id,
                  "kind", note_kind_codes[note->kind], "department", json_from_text(note->department),
                  "occasion", json_from_text(note->occasion), "stay_id",
                  note->stay_id != 0 ? json_integer(note->stay_id) : json_null(), "confirmation_number",
                  json_from_text(note->confirmation_number), "room", json_from_text(note->room), "text",
                  note->text, "place", json_from_text(note->place), "tag", json_from_text(note->tag));

    json_object_update_new(
        document,
        json_pack("{s:o, s:o, s:o, s:o, s:s, s:o, s:o, s:o, s:o, s:o}", "due_on",
                  json_from_night(note->due_on), "due_at", due_at_json(note), "business_date",
                  json_from_night(note->business_date), "written_at", json_from_instant(note->written_at),
                  "written_by", note->written_by, "outcome", json_from_text(note->outcome), "closed_at",
                  json_from_instant(note->closed_at), "closed_by", json_from_text(note->closed_by),
                  "changed_at", json_from_instant(note->changed_at), "changed_by",
                  json_from_text(note->changed_by)));
    return document;
}

static NoteKind kind_of(const char *code)
{
    int kind = 0;

    while (strcmp(note_kind_codes[kind], code) != 0) {
        kind++;
        g_assert(kind < NOTE_KIND_COUNT);
    }
    return (NoteKind)kind;
}

static Note *note_of_row(const OdbcResult *result, guint row)
{
    Note *note = note_new(kind_of(odbc_result_text(result, row, 1)));

    note->note_id = odbc_result_int64(result, row, 0);
    note->department = g_strdup(odbc_result_text(result, row, 2));
    note->occasion = g_strdup(odbc_result_text(result, row, 3));
    note->stay_id = odbc_result_is_null(result, row, 4) ? 0 : odbc_result_int64(result, row, 4);
    note->confirmation_number = g_strdup(odbc_result_text(result, row, 5));
    note->room = g_strdup(odbc_result_text(result, row, 6));
    note->text = g_strdup(odbc_result_text(result, row, 7));
    note->place = g_strdup(odbc_result_text(result, row, 8));
    note->tag = g_strdup(odbc_result_text(result, row, 9));
    note->due_on = statement_night(result, row, 10);
    note->due_minute = odbc_result_is_null(result, row, 11) ? -1 : (int)odbc_result_int64(result, row, 11);
    note->business_date = statement_night(result, row, 12);
    note->written_at = odbc_result_int64(result, row, 13);
    note->written_by = g_strdup(odbc_result_text(result, row, 14));
    note->outcome = g_strdup(odbc_result_text(result, row, 15));
    note->closed_at = statement_instant(result, row, 16);
    note->closed_by = g_strdup(odbc_result_text(result, row, 17));
    note->changed_at = statement_instant(result, row, 18);
    note->changed_by = g_strdup(odbc_result_text(result, row, 19));
    return note;
}

/* ---- devices ---- */

static DatabaseStatus tell_wake_up(OdbcConnection *connection, const Note *note, const char *room,
                                   bool cleared, Instant now, GError **error)
{
    return device_event_wake_up(connection, room, note->due_on, note->due_minute / MINUTES_AN_HOUR,
                                note->due_minute % MINUTES_AN_HOUR, cleared, now, error);
}

static DatabaseStatus set_light(OdbcConnection *connection, const Stay *stay, bool lit, Instant now,
                                GError **error)
{
    StayRights rights;

    DatabaseStatus status = stay_rights_read(connection, stay->stay_id, &rights, error);
    if (status != DATABASE_OK || rights.message_light == lit) {
        return status;
    }
    rights.message_light = lit;
    return stay_rights_save(connection, stay, &rights, now, error);
}

static DatabaseStatus tell_new(OdbcConnection *connection, const Note *note, const Stay *stay, Instant now,
                               GError **error)
{
    if (note->kind == NOTE_WAKE_UP) {
        return tell_wake_up(connection, note, note->room, false, now, error);
    }
    if (note->kind != NOTE_MESSAGE || stay == NULL) {
        return DATABASE_OK;
    }
    DatabaseStatus status = set_light(connection, stay, true, now, error);
    return status == DATABASE_OK
               ? device_event_message(connection, stay, note->note_id, note->text, now, error)
               : status;
}

/* The light goes out with the last message. */
static DatabaseStatus tell_message_closed(OdbcConnection *connection, const Note *note, Instant now,
                                          GError **error)
{
    g_autoptr(GPtrArray) notes = NULL;
    g_autoptr(Stay) stay = NULL;
    bool more = false;

    DatabaseStatus status = stay_find(connection, note->stay_id, &stay, error);
    if (status != DATABASE_OK || stay == NULL || stay->status != STAY_IN_HOUSE) {
        return status;
    }
    status = notes_open_of_stay(connection, note->stay_id, &notes, error);
    for (guint i = 0; status == DATABASE_OK && i < notes->len; i++) {
        const Note *other = g_ptr_array_index(notes, i);
        more = more || other->kind == NOTE_MESSAGE;
    }
    if (status == DATABASE_OK) {
        status = set_light(connection, stay, more, now, error);
    }
    return status == DATABASE_OK ? device_event_message(connection, stay, note->note_id, NULL, now, error)
                                 : status;
}

/* ---- writing ---- */

static DatabaseStatus count_for_lists(OdbcConnection *connection, const Note *note, GError **error)
{
    return note->confirmation_number != NULL
               ? reservation_facts_count_notes(connection, note->confirmation_number, error)
               : DATABASE_OK;
}

DatabaseStatus note_add(OdbcConnection *connection, Note *note, const Stay *stay, Instant now, GError **error)
{
    DatabaseStatus status = counter_advance(connection, "note", error);

    if (status == DATABASE_OK) {
        status = counter_last(connection, "note", &note->note_id, error);
    }
    if (status != DATABASE_OK) {
        return status;
    }
    status = statement_run(connection, &add_note, NULL, error, "sssksssssnnnas", note_kind_codes[note->kind],
                           note->department, note->occasion, note->stay_id, note->confirmation_number,
                           note->room, note->text, note->place, note->tag, note->due_on,
                           note->due_minute < 0 ? NIGHT_NONE : (Night)note->due_minute, note->business_date,
                           note->written_at, note->written_by);
    if (status == DATABASE_OK) {
        status = count_for_lists(connection, note, error);
    }
    return status == DATABASE_OK ? tell_new(connection, note, stay, now, error) : status;
}

/* What waits at the devices is taken back before they are told anew. */
static DatabaseStatus tell_changed(OdbcConnection *connection, const Note *before, const Note *note,
                                   const Stay *stay, Instant now, GError **error)
{
    DatabaseStatus status = DATABASE_OK;

    if (note->kind == NOTE_WAKE_UP &&
        (note->due_on != before->due_on || note->due_minute != before->due_minute)) {
        status = tell_wake_up(connection, before, before->room, true, now, error);
        return status == DATABASE_OK ? tell_wake_up(connection, note, note->room, false, now, error) : status;
    }
    if (note->kind == NOTE_MESSAGE && stay != NULL && strcmp(note->text, before->text) != 0) {
        status = device_event_message(connection, stay, note->note_id, NULL, now, error);
        return status == DATABASE_OK
                   ? device_event_message(connection, stay, note->note_id, note->text, now, error)
                   : status;
    }
    return status;
}

DatabaseStatus note_change(OdbcConnection *connection, const Note *before, const Note *note, const Stay *stay,
                           Instant now, GError **error)
{
    DatabaseStatus status = statement_change_one(
        connection, &change_note, error, "sssssnnasl", note->department, note->occasion, note->text,
        note->place, note->tag, note->due_on, note->due_minute < 0 ? NIGHT_NONE : (Night)note->due_minute,
        note->changed_at, note->changed_by, note->note_id);

    return status == DATABASE_OK ? tell_changed(connection, before, note, stay, now, error) : status;
}

DatabaseStatus note_close(OdbcConnection *connection, Note *note, const char *outcome, const char *by,
                          bool tell, Instant now, GError **error)
{
    DatabaseStatus status =
        statement_change_one(connection, &close_note, error, "sasl", outcome, now, by, note->note_id);

    if (status != DATABASE_OK) {
        return status;
    }
    g_free(note->outcome);
    g_free(note->closed_by);
    note->outcome = g_strdup(outcome);
    note->closed_by = g_strdup(by);
    note->closed_at = now;
    if (note->kind == NOTE_WAKE_UP && tell) {
        return tell_wake_up(connection, note, note->room, true, now, error);
    }
    status = count_for_lists(connection, note, error);
    return status == DATABASE_OK && note->kind == NOTE_MESSAGE
               ? tell_message_closed(connection, note, now, error)
               : status;
}

/* ---- reading ---- */

static void free_note(gpointer note)
{
    note_free(note);
}

static GPtrArray *notes_of_result(const OdbcResult *result)
{
    GPtrArray *notes = g_ptr_array_new_with_free_func(free_note);

    for (guint row = 0; row < odbc_result_rows(result); row++) {
        g_ptr_array_add(notes, note_of_row(result, row));
    }
    return notes;
}

DatabaseStatus note_find(OdbcConnection *connection, int64_t note_id, Note **ret_note, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &find_note, &result, error, "l", note_id);
    if (status == DATABASE_OK && odbc_result_rows(result) == 1) {
        *ret_note = note_of_row(result, 0);
    }
    return status;
}

DatabaseStatus note_tag_is_out(OdbcConnection *connection, NoteKind kind, const char *tag, bool *ret_out,
                               GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status =
        statement_run(connection, &count_tag, &result, error, "ss", note_kind_codes[kind], tag);
    if (status == DATABASE_OK) {
        *ret_out = odbc_result_int64(result, 0, 0) > 0;
    }
    return status;
}

DatabaseStatus notes_open(OdbcConnection *connection, NoteKind kind, int64_t after, int limit,
                          GPtrArray **ret_notes, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status =
        statement_run(connection, &list_open, &result, error, "sli", note_kind_codes[kind], after, limit);
    if (status == DATABASE_OK) {
        *ret_notes = notes_of_result(result);
    }
    return status;
}

DatabaseStatus notes_of_day(OdbcConnection *connection, NoteKind kind, Night business_date, int64_t after,
                            int limit, GPtrArray **ret_notes, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &list_day, &result, error, "snli",
                                          note_kind_codes[kind], business_date, after, limit);
    if (status == DATABASE_OK) {
        *ret_notes = notes_of_result(result);
    }
    return status;
}

DatabaseStatus notes_open_of_stay(OdbcConnection *connection, int64_t stay_id, GPtrArray **ret_notes,
                                  GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &list_stay_open, &result, error, "l", stay_id);
    if (status == DATABASE_OK) {
        *ret_notes = notes_of_result(result);
    }
    return status;
}

DatabaseStatus notes_of_stay(OdbcConnection *connection, int64_t stay_id, int64_t after, int limit,
                             GPtrArray **ret_notes, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status =
        statement_run(connection, &list_stay, &result, error, "lli", stay_id, after, limit);
    if (status == DATABASE_OK) {
        *ret_notes = notes_of_result(result);
    }
    return status;
}

DatabaseStatus notes_of_reservation(OdbcConnection *connection, const char *confirmation_number,
                                    int64_t after, int limit, GPtrArray **ret_notes, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &list_reservation, &result, error, "sli",
                                          confirmation_number, after, limit);
    if (status == DATABASE_OK) {
        *ret_notes = notes_of_result(result);
    }
    return status;
}

/* ---- the guest arrives, moves, or leaves ---- */

/* What was written down before the guest came, or before a check-in was taken back. Alerts stay with the
 * booking: they pop up for each of its rooms. */
static DatabaseStatus hand_over(OdbcConnection *connection, const Stay *stay, Instant now, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status =
        statement_run(connection, &list_waiting, &result, error, "s", stay->confirmation_number);
    if (status != DATABASE_OK) {
        return status;
    }
    g_autoptr(GPtrArray) notes = notes_of_result(result);
    for (guint i = 0; status == DATABASE_OK && i < notes->len; i++) {
        const Note *note = g_ptr_array_index(notes, i);
        status = statement_run(connection, &hand_over_note, NULL, error, "lsl", stay->stay_id, stay->room,
                               note->note_id);
        if (status == DATABASE_OK) {
            status = tell_new(connection, note, stay, now, error);
        }
    }
    return status;
}

static DatabaseStatus follow_guest(OdbcConnection *connection, const Note *note, const Stay *stay,
                                   Instant now, GError **error)
{
    if (g_strcmp0(note->room, stay->room) == 0) {
        return DATABASE_OK;
    }
    DatabaseStatus status = tell_wake_up(connection, note, note->room, true, now, error);
    if (status == DATABASE_OK) {
        status = tell_wake_up(connection, note, stay->room, false, now, error);
    }
    return status == DATABASE_OK
               ? statement_run(connection, &move_note, NULL, error, "sl", stay->room, note->note_id)
               : status;
}

static DatabaseStatus give_back(OdbcConnection *connection, const Stay *stay, Instant now, GError **error)
{
    DatabaseStatus status = set_light(connection, stay, false, now, error);

    return status == DATABASE_OK
               ? statement_run(connection, &give_back_notes, NULL, error, "l", stay->stay_id)
               : status;
}

DatabaseStatus note_stay_changed(OdbcConnection *connection, const Stay *stay, Instant now, GError **error)
{
    g_autoptr(GPtrArray) notes = NULL;

    DatabaseStatus status = notes_open_of_stay(connection, stay->stay_id, &notes, error);
    for (guint i = 0; status == DATABASE_OK && i < notes->len; i++) {
        Note *note = g_ptr_array_index(notes, i);
        bool ends_with_stay = note->kind == NOTE_WAKE_UP || note->kind == NOTE_LOCATOR;
        if (!ends_with_stay) {
            continue;
        }
        if (stay->status != STAY_IN_HOUSE) {
            status = note_close(connection, note, LEFT, "", true, now, error);
        } else if (note->kind == NOTE_WAKE_UP) {
            status = follow_guest(connection, note, stay, now, error);
        }
    }
    if (status != DATABASE_OK || stay->status == STAY_IN_HOUSE) {
        return status == DATABASE_OK ? hand_over(connection, stay, now, error) : status;
    }
    return stay->undone_on != NIGHT_NONE ? give_back(connection, stay, now, error) : DATABASE_OK;
}
