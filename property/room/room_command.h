#ifndef KEYRACK_PROPERTY_ROOM_ROOM_COMMAND_H
#define KEYRACK_PROPERTY_ROOM_ROOM_COMMAND_H

/* What writes about a room have in common. */

#include "property/command/command.h"

/* Refuses 404 unless the hotel has the room. `ret_type` may be NULL, else its room type, to be freed. */
DatabaseStatus command_require_room(Command *command, const char *room, char **ret_type, GError **error);

#endif
