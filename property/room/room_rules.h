#ifndef KEYRACK_PROPERTY_ROOM_ROOM_RULES_H
#define KEYRACK_PROPERTY_ROOM_ROOM_RULES_H

/* Which physical room a guest gets. Pure: no store, no clock. */

#include "schemas/verdict.h"
#include <stdbool.h>
#include <stddef.h>

typedef enum RoomHousekeeping {
    ROOM_INSPECTED,
    ROOM_CLEAN,
    ROOM_PICKUP, /* needs a light touch: looked at, not slept in */
    ROOM_DIRTY,
    ROOM_HOUSEKEEPING_COUNT,
} RoomHousekeeping;

/* A room as the rules see it; strings are borrowed. */
typedef struct Room {
    const char *room;
    const char *room_type;
    RoomHousekeeping housekeeping;
    bool out_of_order;
    bool out_of_service;
    bool occupied;
} Room;

typedef enum RoomVerdict {
    ROOM_FREE,
    ROOM_UNKNOWN,
    ROOM_OCCUPIED,
    ROOM_OUT_OF_ORDER,
    ROOM_OUT_OF_SERVICE,
    ROOM_OF_ANOTHER_TYPE,
    ROOM_NONE_FREE,
} RoomVerdict;

const char *room_housekeeping_code(RoomHousekeeping housekeeping);
bool room_housekeeping_parse(const char *code, RoomHousekeeping *ret_housekeeping);

/* Whether `room` (NULL: there is no such room) can take a guest of `room_type` (NULL: any type). A dirty room
 * may be given on purpose: the answer tells the desk, and the guest waits or does not mind. */
RoomVerdict room_check(const Room *room, const char *room_type);

/* The room to give: inspected before clean before pickup before dirty, then in the order given. NULL when
 * none is free. */
const Room *room_choose(const Room *rooms, size_t count, const char *room_type);

/* By RoomVerdict. */
extern const VerdictWords room_verdicts[];

#endif
