#include "property/room/room_command.h"

#include "property/room/room_store.h"

DatabaseStatus command_require_room(Command *command, const char *room, char **ret_type, GError **error)
{
    g_auto(RoomList) list = {0};

    DatabaseStatus status = room_find(command->connection, room, &list, error);
    if (status == DATABASE_OK && list.rooms->len == 0) {
        return command_refuse_words(command, 404, &room_verdicts[ROOM_UNKNOWN]);
    }
    if (status == DATABASE_OK && ret_type != NULL) {
        *ret_type = g_strdup(g_array_index(list.rooms, Room, 0).room_type);
    }
    return status;
}
