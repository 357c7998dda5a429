#ifndef KEYRACK_PROPERTY_ROOM_ROOM_STORE_H
#define KEYRACK_PROPERTY_ROOM_ROOM_STORE_H

/* The rooms of the house and their state. Desk thread only; writes inside a transaction. */

#include "ops/odbc.h"
#include "property/room/room_rules.h"
#include "schemas/chain.h"
#include "schemas/instant.h"
#include <jansson.h>

/* SQL: whether a guest may be sent to a room as the housekeepers left it, from its column of that name. A
 * clean room of a hotel that inspects every room waits for its inspection. Asked of the store, so every list
 * and every choice means the same by "ready". */
#define ROOM_READY(Housekeeping)                                                                             \
    "(" Housekeeping " = 'inspected' OR (" Housekeeping " = 'clean' AND (SELECT inspection_required FROM "   \
    "housekeeping_setting WHERE singleton = 1) = 0))"

/* Brings the store's rooms in line with the chain's configuration: new ones are clean, those gone are not in
 * use. */
DatabaseStatus rooms_configure(OdbcConnection *connection, const ChainHotel *hotel, Instant now,
                               GError **error);

/* Rooms that were found; their strings live as long as the list. */
typedef struct RoomList {
    OdbcResult *result; /* owns the strings */
    GArray *rooms;      /* Room */
} RoomList;

void room_list_clear(RoomList *list);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(RoomList, room_list_clear)

/* The room of that number, or none. `ret_list` has been zeroed. */
DatabaseStatus room_find(OdbcConnection *connection, const char *room, RoomList *ret_list, GError **error);

/* What a guest needs of a room; texts are borrowed. The guest may be one who holds nights already. */
typedef struct RoomNeed {
    const char *room;      /* NULL: the house chooses */
    const char *room_type; /* NULL: of the room named, whatever it is */
    Night from;            /* nights [from, until); the day when they are equal */
    Night until;
    const char *confirmation_number; /* NULL: of nobody yet */
    int line;
} RoomNeed;

/* The first rooms of a type and state that are neither occupied nor out of order, and that nobody else holds
 * in the nights needed, in the order of the house. */
DatabaseStatus rooms_free(OdbcConnection *connection, const RoomNeed *need, RoomHousekeeping housekeeping,
                          int limit, RoomList *ret_list, GError **error);

/* The devices hear of it in the same transaction when it is another status than before. */
DatabaseStatus room_set_housekeeping(OdbcConnection *connection, const char *room,
                                     RoomHousekeeping housekeeping, Instant now, GError **error);

/* All rooms in use with who is in them, for the desk; new reference. */
DatabaseStatus rooms_to_json(OdbcConnection *connection, json_t **ret_rooms, GError **error);

/* How many rooms there are and how many of them are out of order in the night of the business date. */
DatabaseStatus rooms_count(OdbcConnection *connection, int64_t *ret_total, int64_t *ret_out_of_order,
                           GError **error);

/* Free rooms of each type, {"A": 12, …}; new reference. */
DatabaseStatus rooms_free_by_type(OdbcConnection *connection, json_t **ret_counts, GError **error);

#endif
