#ifndef KEYRACK_PROPERTY_STAY_STAY_MOVE_H
#define KEYRACK_PROPERTY_STAY_STAY_MOVE_H

/* A guest in the house changes rooms, in the running transaction of a command: the nights of
 * room_night_store.h, the stay and those who share the room, the room that is left dirty, the news for the
 * centre. */

#include "property/command/command.h"
#include "property/stay/stay.h"

/* Moves the guest and all who share the room into `room` now. Whoever shares another guest's room cannot be
 * moved alone: end the sharing first. The command's answer is the stay. */
DatabaseStatus stay_move(Command *command, Stay *stay, const char *room, const char *reason, GError **error);

/* Two guests exchange rooms whose nights have been exchanged already; NULL for one who is not in the house.
 */
DatabaseStatus stays_exchange_rooms(Command *command, Stay *first, const char *first_to, Stay *second,
                                    const char *second_to, const char *reason, GError **error);

#endif
