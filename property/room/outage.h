#ifndef KEYRACK_PROPERTY_ROOM_OUTAGE_H
#define KEYRACK_PROPERTY_ROOM_OUTAGE_H

/* Taking rooms out of order or out of service and putting them back, inside a desk command. A room out of
 * order leaves what the chain can sell at once: the hotel counts it against its own grant in the same
 * transaction, and an outbox entry tells the centre, which never refuses it. Put back early, its nights are
 * for sale again everywhere as soon as the centre has the entry. */

#include "property/command/command.h"
#include "property/room/outage_store.h"

typedef struct OutageWish {
    const char *room;
    OutageKind kind;
    OutageNights nights;
    const char *reason;
    RoomHousekeeping return_status; /* the room's status when it comes back */
} OutageWish;

#define OUTAGE_UNKNOWN "outage_not_found", "There is no such outage."

/* Takes the room out. Refuses with a problem document when there is no such room, when a guest is in it or is
 * assigned to it in these nights, or when it is out already. */
DatabaseStatus room_take_out(Command *command, const OutageWish *wish, int64_t *ret_outage_id,
                             GError **error);

/* Gives the outage another end, and reason and return status where these are not NULL. Refuses likewise. */
DatabaseStatus room_outage_change(Command *command, int64_t outage_id, Night until, const char *reason,
                                  const RoomHousekeeping *return_status, GError **error);

/* Ends the outage now; one that has not begun never happens. `status` NULL: the room comes back as planned.
 * Refuses 404 when there is none, 409 when it is over. */
DatabaseStatus room_put_back(Command *command, int64_t outage_id, const RoomHousekeeping *status,
                             GError **error);

/* Puts outages the centre was never told of into the outbox: those of a store from before it was told. */
DatabaseStatus outages_tell(OdbcConnection *connection, const char *hotel, Night business_date, Instant now,
                            GError **error);

#endif
