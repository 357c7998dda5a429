#ifndef KEYRACK_PROPERTY_ASSIGNMENT_ASSIGNMENT_RULES_H
#define KEYRACK_PROPERTY_ASSIGNMENT_ASSIGNMENT_RULES_H

/* What a room costs a guest, and why one was given, in words. The costs are points: 0 is the room one would
 * choose without thinking. Pure: no store, no clock. Strings are borrowed. */

#include "property/room/room_rules.h"
#include "revenue/assignment_solver.h"
#include "schemas/chain.h"
#include <glib.h>
#include <jansson.h>

/* A room as it stands for one day of arrival. */
typedef struct CandidateRoom {
    const ChainRoom *room;
    int32_t connecting; /* index of the room it connects with; -1 */
    int32_t floor_rank; /* 0 the lowest floor of the house, 1000 the highest */
    RoomHousekeeping housekeeping;
    bool ready;           /* as the housekeepers left it: a clean room may still wait for its inspection */
    bool in_order;        /* and in use */
    bool occupied;        /* somebody is in it now */
    const uint8_t *taken; /* a byte for each night from `first_night` on: somebody else has it */
} CandidateRoom;

typedef enum Closeness {
    CLOSE_CONNECTING,
    CLOSE_ADJACENT,
    CLOSE_SAME_FLOOR,
} Closeness;

typedef struct CandidateGuest {
    const char *guest_name;
    const ChainRoomType *sold_type;
    Night arrival;
    Night departure;       /* after the arrival */
    int32_t guests;        /* who need a bed */
    GPtrArray *wishes;     /* const char * */
    GPtrArray *needed;     /* const char * */
    const char *kept_room; /* the room the guest has, or had the night before; NULL */
    const char *party;     /* NULL: alone */
    Closeness closeness;
} CandidateGuest;

/* What holds for all of them. */
typedef struct AssignmentTask {
    const ChainHotel *hotel;
    Night first_night; /* of the bytes in `taken` */
    int32_t night_count;
    bool arrives_today; /* whether the room is ready matters */
    bool upgrades;      /* a better type may be given */
    const CandidateRoom *rooms;
    int32_t room_count;
} AssignmentTask;

/* Whether the room has what the code says: a feature of its own or of its type, or a place that follows from
 * its floor (high_floor, low_floor). */
bool candidate_room_has(const CandidateRoom *room, const char *wish);

/* The points, or -1: not this room. `ret_wrong` (may be NULL) receives why not. */
typedef enum RoomWrong {
    WRONG_NOTHING,
    WRONG_TYPE,
    WRONG_ORDER,
    WRONG_TAKEN,
    WRONG_LACKS_NEEDED,
} RoomWrong;

int32_t assignment_cost(const AssignmentTask *task, const CandidateGuest *guest, int32_t room,
                        RoomWrong *ret_wrong);

/* How close two rooms are: the points that a party pays for rooms which are further apart than it asked. */
int32_t assignment_distance_cost(const AssignmentTask *task, int32_t one, int32_t other, Closeness asked);

/* Tuples of rooms for a party of two to ASSIGNMENT_TUPLE_MAX guests, the cheapest first, at most `limit`:
 * appends AssignmentTuple to `tuples`. */
void assignment_party_tuples(const AssignmentTask *task, int32_t party, const CandidateGuest *const *guests,
                             int32_t guest_count, guint limit, GArray *tuples);

/* What can be asked of a room of this hotel: [{code, name: {en, zh}}]; new reference. */
json_t *assignment_wishes_json(const ChainHotel *hotel);

/* Why this room: {en, zh}. `others`: rooms given to the rest of the party (int32_t), may be NULL. New
 * reference. */
json_t *assignment_because(const AssignmentTask *task, const CandidateGuest *guest, int32_t room,
                           const GArray *others);

/* Why none: {en, zh}; new reference. */
json_t *assignment_because_none(const AssignmentTask *task, const CandidateGuest *guest);

#endif
