#ifndef KEYRACK_PROPERTY_NOTE_NOTE_STORE_H
#define KEYRACK_PROPERTY_NOTE_NOTE_STORE_H

/* Notes in the store. Desk thread only; writes inside a transaction. Wake-up calls and messages are told to
 * the devices of the house in the same transaction. */

#include "ops/odbc.h"
#include "property/note/note_rules.h"
#include "property/stay/stay.h"
#include "schemas/instant.h"
#include <jansson.h>

typedef struct Note {
    int64_t note_id;
    NoteKind kind;
    char *department;
    char *occasion;
    int64_t stay_id; /* 0: none */
    char *confirmation_number;
    char *room; /* of the stay when it was written; a wake-up call moves with the guest */
    char *text;
    char *place;
    char *tag;
    Night due_on;
    int due_minute; /* -1: none */
    Night business_date;
    Instant written_at;
    char *written_by;
    char *outcome;
    Instant closed_at; /* INSTANT_NONE: open */
    char *closed_by;
    Instant changed_at; /* INSTANT_NONE: as it was written */
    char *changed_by;
} Note;

Note *note_new(NoteKind kind);
void note_free(Note *note);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Note, note_free)

/* As the API shows it; new reference. */
json_t *note_to_json(const Note *note);

/* Writes a new note and gives it its number. `stay` is the guest's, when it has one. */
DatabaseStatus note_add(OdbcConnection *connection, Note *note, const Stay *stay, Instant now,
                        GError **error);

/* `*ret_note` stays NULL when there is none. */
DatabaseStatus note_find(OdbcConnection *connection, int64_t note_id, Note **ret_note, GError **error);

/* Whether a ticket or plate is out. */
DatabaseStatus note_tag_is_out(OdbcConnection *connection, NoteKind kind, const char *tag, bool *ret_out,
                               GError **error);

/* Writes what an open note says now; `before` is how it stood, `stay` the guest's, when it has one. The
 * devices are told of another call or message. */
DatabaseStatus note_change(OdbcConnection *connection, const Note *before, const Note *note, const Stay *stay,
                           Instant now, GError **error);

/* Closes an open note. `tell`: the devices are told that the call or message is no more. */
DatabaseStatus note_close(OdbcConnection *connection, Note *note, const char *outcome, const char *by,
                          bool tell, Instant now, GError **error);

/* Lists, by number: GPtrArray of Note. */
DatabaseStatus notes_open(OdbcConnection *connection, NoteKind kind, int64_t after, int limit,
                          GPtrArray **ret_notes, GError **error);
DatabaseStatus notes_of_day(OdbcConnection *connection, NoteKind kind, Night business_date, int64_t after,
                            int limit, GPtrArray **ret_notes, GError **error);
DatabaseStatus notes_of_stay(OdbcConnection *connection, int64_t stay_id, int64_t after, int limit,
                             GPtrArray **ret_notes, GError **error);
DatabaseStatus notes_open_of_stay(OdbcConnection *connection, int64_t stay_id, GPtrArray **ret_notes,
                                  GError **error); /* all of them: whoever lives here long has written many */
DatabaseStatus notes_of_reservation(OdbcConnection *connection, const char *confirmation_number,
                                    int64_t after, int limit, GPtrArray **ret_notes, GError **error);

/* A stay is as it is now: messages and traces that waited for the guest are handed over at check-in, the
 * light of the telephone with them, and wait again when the check-in is taken back; wake-up calls move with
 * the guest to another room, and end with the stay, like the locator. stay_announce() and stay_tell() call
 * it, and whoever takes a check-in back. */
DatabaseStatus note_stay_changed(OdbcConnection *connection, const Stay *stay, Instant now, GError **error);

#endif
