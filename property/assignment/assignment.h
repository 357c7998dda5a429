#ifndef KEYRACK_PROPERTY_ASSIGNMENT_ASSIGNMENT_H
#define KEYRACK_PROPERTY_ASSIGNMENT_ASSIGNMENT_H

/* Giving rooms to guests before they arrive, and other rooms while they stay: by hand, by drag on the tape
 * chart, or by the automatic assignment. Every change keeps the constraint of room_night_store.h; what stands
 * in the way is told with names and nights. All functions run in the transaction of a command: a refusal is
 * set on the command and DATABASE_ROLLBACK returned. To read the chart: room_nights_plan(). */

#include "property/assignment/assignment_store.h"
#include "property/command/command.h"
#include "property/stay/stay.h"

typedef struct AssignmentWish {
    const char *room;
    Night from;            /* NIGHT_NONE: from the arrival, or from tonight for a guest in the house */
    Night until;           /* NIGHT_NONE: until the departure */
    bool another_type;     /* a room of another type than was sold is meant */
    bool do_not_move;      /* needs a reason */
    const char *reason;    /* NULL: none */
    const json_t *because; /* explanation of an automatic assignment; NULL: by hand */
} AssignmentWish;

/* The guest of a reservation's line: expected or in the house, and for which nights. */
typedef struct AssignedGuest {
    LineKey key;
    Stay *stay; /* NULL: expected */
    char guest_name[256];
    char sold_type[ROOM_TYPE_CODE_SIZE];
    Night arrival;
    Night departure;
} AssignedGuest;

void assigned_guest_clear(AssignedGuest *guest);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(AssignedGuest, assigned_guest_clear)

/* The line that the path names by {confirmation} and {line}; refuses 404 when they cannot be read. */
DatabaseStatus command_path_line(Command *command, LineKey *ret_key);

/* Finds the guest. Refuses 404 when there is no such line, and 409 when the guest is neither expected nor in
 * the house. `ret_guest` has been zeroed. */
DatabaseStatus assigned_guest_find(Command *command, const LineKey *key, AssignedGuest *ret_guest,
                                   GError **error);

/* Assigns a room for all or some of the nights, in place of what the guest held of them. For a guest in the
 * house the nights must lie after tonight: tonight's room is changed by stay_move(). The command's answer is
 * the assignment. */
DatabaseStatus assignment_assign(Command *command, const LineKey *key, const AssignmentWish *wish,
                                 GError **error);

/* Takes the room of an expected guest back. One that is not to be moved needs `released`: somebody said so.
 */
DatabaseStatus assignment_unassign(Command *command, const LineKey *key, bool released, GError **error);

/* Exchanges the rooms of two guests, expected or in the house, for all their nights from tonight on. Guests
 * in the house change rooms now. */
DatabaseStatus assignment_swap(Command *command, const LineKey *first, const LineKey *second,
                               const char *reason, GError **error);

/* Takes the nights of a guest who moves into `room` now: those the guest holds already in this room stay, and
 * nights after an assigned change of rooms. Refuses with names when somebody else holds one of them. */
DatabaseStatus assignment_occupy(Command *command, const LineKey *key, const char *room, Night arrival,
                                 Night from, Night departure, GError **error);

/* The room the guest is to have in `night`, or NULL; new string. */
DatabaseStatus assignment_room(OdbcConnection *connection, const LineKey *key, Night night, char **ret_room,
                               GError **error);

/* Refuses 409 `room_taken`, naming who holds the nights (`conflicts` as room_nights_conflicts() gives them).
 */
DatabaseStatus command_refuse_room_taken(Command *command, const char *room, json_t *conflicts);

/* {confirmation_number, line, guest_name, room_type, arrival, departure, rooms: [{room, from, until}], note};
 * new reference. */
DatabaseStatus assignment_to_json(OdbcConnection *connection, const AssignedGuest *guest,
                                  json_t **ret_assignment, GError **error);

#endif
