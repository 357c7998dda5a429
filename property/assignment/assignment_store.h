#ifndef KEYRACK_PROPERTY_ASSIGNMENT_ASSIGNMENT_STORE_H
#define KEYRACK_PROPERTY_ASSIGNMENT_ASSIGNMENT_STORE_H

/* How rooms came to be assigned, what guests asked of a room, and who travels together. The nights themselves
 * are in room_night_store.h. Desk thread only; writes inside a transaction. */

#include "property/assignment/room_night_store.h"
#include "schemas/instant.h"

typedef struct AssignmentNote {
    const char *assigned_by;
    Instant assigned_at;
    bool automatic;
    bool do_not_move;
    const char *reason;        /* NULL: none */
    const json_t *explanation; /* borrowed; NULL: none */
} AssignmentNote;

/* Writes or replaces the note. */
DatabaseStatus assignment_note_put(OdbcConnection *connection, const LineKey *guest,
                                   const AssignmentNote *note, GError **error);

DatabaseStatus assignment_note_remove(OdbcConnection *connection, const LineKey *guest, GError **error);

/* {assigned_by, assigned_at, automatic, do_not_move, reason, explanation}; NULL when there is none. */
DatabaseStatus assignment_note_read(OdbcConnection *connection, const LineKey *guest, json_t **ret_note,
                                    GError **error);

/* Replaces what the guest asked of the room; `wishes` and `needed` are NULL-terminated lists of codes. */
DatabaseStatus room_wishes_put(OdbcConnection *connection, const LineKey *guest, char **wishes, char **needed,
                               GError **error);

/* {wishes: […], needed: […]}; new reference. */
DatabaseStatus room_wishes_read(OdbcConnection *connection, const LineKey *guest, json_t **ret_wishes,
                                GError **error);

/* The reservation travels with all others of this party; `party` NULL: alone again. */
/* Of all lines that ask for something: [{line, wishes, needed}], by line; new reference. */
DatabaseStatus room_wishes_of_reservation(OdbcConnection *connection, const char *confirmation_number,
                                          json_t **ret_lines, GError **error);

DatabaseStatus travel_party_put(OdbcConnection *connection, const char *confirmation_number,
                                const char *party, const char *closeness, GError **error);

/* Party of a reservation and its members: {party, closeness, members: [confirmation number…]}, NULL when it
 * has none. */
DatabaseStatus travel_party_read(OdbcConnection *connection, const char *confirmation_number,
                                 json_t **ret_party, GError **error);

#endif
