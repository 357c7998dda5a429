#ifndef KEYRACK_PROPERTY_ASSIGNMENT_AUTO_ASSIGN_H
#define KEYRACK_PROPERTY_ASSIGNMENT_AUTO_ASSIGN_H

/* Rooms for all who arrive on a day, at once and explained: read in pieces on the desk thread, solved on a
 * caller's thread, written in pieces under the store's constraint. Guests who take rooms of each other are
 * written together or not at all, so that nobody ever loses a room without having another. A guest whose room
 * was taken meanwhile is solved anew. */

#include "property/assignment/candidate_store.h"
#include "property/command/command.h"

/* One guest and the room that is meant. */
typedef struct GivenPair {
    ConfirmationNumber confirmation_number;
    int64_t line;
    char *room;
} GivenPair;

typedef struct AutoAssign {
    Property *property;
    const char *staff;
    Night arrival;       /* NIGHT_NONE: today */
    bool again;          /* also those the house assigned before and nobody pinned */
    bool upgrades;       /* a better type may be given */
    const GArray *given; /* GivenPair: these, as they were shown, and nobody else; NULL: solve */
    bool dry_run;
} AutoAssign;

/* Caller's thread. The answer is {arrival, dry_run, items: [{confirmation_number, line, guest_name,
 * room_type, arrival, departure, room, assigned_type, housekeeping, explanation}], unassigned: [{…,
 * explanation}]}; new reference. */
DatabaseStatus auto_assign(const AutoAssign *task, json_t **ret_answer, GError **error);

#endif
