#ifndef KEYRACK_PROPERTY_STAY_QUEUE_STORE_H
#define KEYRACK_PROPERTY_STAY_QUEUE_STORE_H

/* Guests who are here and wait for a room, and when others said to come. Desk thread only; writes inside a
 * transaction. */

#include "ops/odbc.h"
#include "property/assignment/room_night_store.h"
#include "schemas/instant.h"

typedef struct QueueEntry {
    Instant queued_at;
    const char *queued_by;
    int priority;     /* 1 before 3 */
    const char *note; /* NULL: none */
} QueueEntry;

/* Adds the guest, or changes priority and note of one who waits already: that one keeps the place. */
DatabaseStatus queue_put(OdbcConnection *connection, const LineKey *guest, const QueueEntry *entry,
                         GError **error);

/* The guest was told that the room is ready. */
DatabaseStatus queue_tell(OdbcConnection *connection, const LineKey *guest, const char *room, Instant at,
                          GError **error);

DatabaseStatus queue_remove(OdbcConnection *connection, const LineKey *guest, GError **error);

/* Who waits and has not arrived or been cancelled, by priority and time: [{confirmation_number, line,
 * guest_name, room_type, arrival, departure, priority, queued_at, queued_by, note, room, room_status,
 * room_occupied, ready, ready_rooms}]; `ready`: the assigned room is, `ready_rooms`: how many others of the
 * type are. New reference. */
DatabaseStatus queue_read(OdbcConnection *connection, json_t **ret_items, GError **error);

/* Minutes after midnight of the day of arrival; -1: not known any more. */
DatabaseStatus expected_time_put(OdbcConnection *connection, const LineKey *guest, int eta_minute,
                                 GError **error);

#endif
