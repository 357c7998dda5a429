#ifndef KEYRACK_PROPERTY_ASSIGNMENT_ROOM_NIGHT_STORE_H
#define KEYRACK_PROPERTY_ASSIGNMENT_ROOM_NIGHT_STORE_H

/* Which room is taken in which night, by whom: the one place that the tape chart, assignment, moves, swaps
 * and outages share. The store refuses a second holder (DATABASE_UNIQUE), so ask room_nights_conflicts()
 * first when a person is to be told who stands in the way. Desk thread only; writes inside a transaction.
 *
 * A guest is named by the line of the reservation, from the assignment before arrival to check-out. Spans are
 * [from, until); a day-use guest has from == until and takes the day, not the night. */

#include "ops/odbc.h"
#include "schemas/confirmation.h"
#include "schemas/night.h"
#include <jansson.h>
#include <stdbool.h>

typedef struct LineKey {
    char confirmation_number[CONFIRMATION_DIGITS + 1];
    int line;
} LineKey;

LineKey line_key(const char *confirmation_number, int line);

/* Who holds nights of the span in the room, other than `except` (NULL: everybody counts): [{night, kind,
 * guest_name, confirmation_number, line}], kind "stay", "assignment" or "outage"; new reference. */
DatabaseStatus room_nights_conflicts(OdbcConnection *connection, const char *room, Night from, Night until,
                                     const LineKey *except, json_t **ret_conflicts, GError **error);

/* Takes the span in the room for the guest, who must not hold any of these nights yet. */
DatabaseStatus room_nights_take(OdbcConnection *connection, const char *room, Night from, Night until,
                                const LineKey *guest, GError **error);

/* Gives back what the guest holds of [from, until), in whatever room; a day-use guest's day of `from`, too.
 */
DatabaseStatus room_nights_release(OdbcConnection *connection, const LineKey *guest, Night from, Night until,
                                   GError **error);

/* The same for an outage of a room, known by its number. */
DatabaseStatus room_nights_take_outage(OdbcConnection *connection, const char *room, Night from, Night until,
                                       int64_t outage, GError **error);
DatabaseStatus room_nights_release_outage(OdbcConnection *connection, int64_t outage, Night from, Night until,
                                          GError **error);

/* One night a guest holds. */
typedef struct RoomNight {
    Night night;
    char room[17];
} RoomNight;

/* The nights the guest holds from `from` on, in their order: GArray of RoomNight, caller frees. */
DatabaseStatus room_nights_of(OdbcConnection *connection, const LineKey *guest, Night from,
                              GArray **ret_nights, GError **error);

/* After the centre changed a reservation whose guests have not arrived: gives back what its lines do not
 * need any more, and forgets assignments of which nothing is left. */
DatabaseStatus room_nights_follow_reservation(OdbcConnection *connection, const char *confirmation_number,
                                              GError **error);

/* The blocks of the rooms whose position lies in (after_position, after_position + rooms], over the nights
 * [from, until), by room and night; new reference. A block is an unbroken span of one holder in one room:
 * {room, from, until, kind ("stay", "assignment" or "outage"), day_use, confirmation_number, line, stay_id,
 * guest_name, room_type (sold), arrival, departure, do_not_move, overdue}. Members that an outage does not
 * have are null, and it has `outage`. A guest who should have left is shown through `business_date`. */
DatabaseStatus room_nights_plan(OdbcConnection *connection, Night from, Night until, Night business_date,
                                int after_position, int rooms, json_t **ret_blocks, GError **error);

#endif
