#ifndef KEYRACK_PROPERTY_STAY_CHECK_IN_H
#define KEYRACK_PROPERTY_STAY_CHECK_IN_H

/* A guest moves in: the room, the stay, its promised prices and the news for the centre, in the running
 * transaction of a command. */

#include "property/command/command.h"
#include "property/copy/copy_rules.h"
#include "property/room/room_store.h"
#include "property/stay/stay.h"

typedef struct CheckInWish {
    int line;
    const char *room_type;    /* NULL: the type sold */
    const char *room;         /* NULL: the house chooses */
    int adults;               /* -1: as booked */
    const char *kind;         /* of the outbox entry: "check_in" or "walk_in" */
    const json_t *extra;      /* further members of its body; may be NULL */
    const char *price_reason; /* why each night of a new stay costs `price_minor`; NULL: as it was sold */
    int64_t price_minor;
} CheckInWish;

/* Checks one line of a reservation in. On success the command's answer is the stay; refusals are set on the
 * command. */
DatabaseStatus check_in_line(Command *command, const CopiedReservation *reservation, const CheckInWish *wish,
                             GError **error);

/* Finds the room for a guest: the one named, or the best free one of the type. `*ret_room` is a new string.
 */
DatabaseStatus check_in_find_room(Command *command, const RoomNeed *need, char **ret_room,
                                  char *ret_room_type, RoomHousekeeping *ret_housekeeping, GError **error);

/* Whether such a room could be found now. Desk thread. */
DatabaseStatus check_in_room_verdict(OdbcConnection *connection, const RoomNeed *need,
                                     RoomVerdict *ret_verdict, GError **error);

/* A stay that is not in the store yet, with what the reservation says; caller frees. */
Stay *stay_of_line(const CopiedReservation *reservation, const CopiedLine *line);

/* The stay of a guest whose check-in was undone, with what the reservation says now: until this moment the
 * centre may have changed it. `*stay` is replaced, and written with its night prices (int64_t). */
DatabaseStatus stay_begin_anew(OdbcConnection *connection, const CopiedReservation *reservation,
                               const CopiedLine *line, const GArray *night_prices_minor, Stay **stay,
                               GError **error);

/* Answers 409 with the verdict's code and text. */
DatabaseStatus command_refuse_verdict(Command *command, StayVerdict verdict);

#endif
