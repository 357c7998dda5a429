#include "property/room/room_rules.h"

#include "schemas/codes.h"
#include <glib.h>
#include <string.h>

static const char *const housekeeping_codes[ROOM_HOUSEKEEPING_COUNT] = {
    [ROOM_INSPECTED] = "inspected",
    [ROOM_CLEAN] = "clean",
    [ROOM_PICKUP] = "pickup",
    [ROOM_DIRTY] = "dirty",
};

const VerdictWords room_verdicts[] = {
    [ROOM_FREE] = {"room_free", "The room is free."},
    [ROOM_UNKNOWN] = {"room_unknown", "This hotel has no such room. Check the room number."},
    [ROOM_OCCUPIED] = {"room_occupied", "Another guest is in this room. Choose another one."},
    [ROOM_OUT_OF_ORDER] = {"room_out_of_order", "The room is out of order. Choose another one."},
    [ROOM_OUT_OF_SERVICE] = {"room_out_of_service",
                             "The room is out of service. Put it back first, or choose another one."},
    [ROOM_OF_ANOTHER_TYPE] =
        {"room_of_another_type",
         "The room is of another type. Name its type as room_type to give it all the same."},
    [ROOM_NONE_FREE] = {"no_room_free",
                        "No room of this type is free. Choose another type or wait for a departure."},
};

const char *room_housekeeping_code(RoomHousekeeping housekeeping)
{
    g_assert(housekeeping < ROOM_HOUSEKEEPING_COUNT);
    return housekeeping_codes[housekeeping];
}

bool room_housekeeping_parse(const char *code, RoomHousekeeping *ret_housekeeping)
{
    int index = code_index(housekeeping_codes, ROOM_HOUSEKEEPING_COUNT, code);

    if (index >= 0) {
        *ret_housekeeping = (RoomHousekeeping)index;
    }
    return index >= 0;
}

RoomVerdict room_check(const Room *room, const char *room_type)
{
    if (room == NULL) {
        return ROOM_UNKNOWN;
    }
    if (room->occupied) {
        return ROOM_OCCUPIED;
    }
    if (room->out_of_order) {
        return ROOM_OUT_OF_ORDER;
    }
    if (room->out_of_service) {
        return ROOM_OUT_OF_SERVICE;
    }
    if (room_type != NULL && strcmp(room->room_type, room_type) != 0) {
        return ROOM_OF_ANOTHER_TYPE;
    }
    return ROOM_FREE;
}

const Room *room_choose(const Room *rooms, size_t count, const char *room_type)
{
    const Room *best = NULL;

    for (size_t i = 0; i < count; i++) {
        const Room *room = &rooms[i];
        if (room_check(room, room_type) != ROOM_FREE) {
            continue;
        }
        if (best == NULL || room->housekeeping < best->housekeeping) {
            best = room;
        }
    }
    return best;
}
