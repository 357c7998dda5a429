#ifndef KEYRACK_PROPERTY_STAY_STAY_SHARE_H
#define KEYRACK_PROPERTY_STAY_STAY_SHARE_H

/* Guests who share a room: one has it, the others name that guest's stay; each has a folio and a share of the
 * rate. All in the running transaction of a command. */

#include "property/command/command.h"
#include "property/copy/copy_rules.h"
#include "property/sale/sale.h"
#include "property/stay/share_rules.h"
#include "property/stay/stay.h"

typedef struct ShareWish {
    ShareBasis basis;
    int64_t share_minor;
    const char *reason; /* NULL: none */
} ShareWish;

/* A guest in the house gives up the own room and joins. The answer is the sharer's stay. */
DatabaseStatus sharing_join(Command *command, Stay *host, Stay *joining, const ShareWish *wish,
                            GError **error);

/* An expected guest is checked in into the room. */
DatabaseStatus sharing_check_in(Command *command, Stay *host, const CopiedReservation *reservation, int line,
                                const ShareWish *wish, GError **error);

/* A guest without a reservation is checked in into the room: the hotel makes one that needs no room. */
DatabaseStatus sharing_walk_in(Command *command, Stay *host, const SaleGuest *guest,
                               const HttpRequest *request, const ShareWish *wish, GError **error);

/* The guest leaves the sharing for a room of the own, at `price_minor` a night; the others take over the
 * share. Who has the room leaves it to the first of the sharers. `room` NULL: the house chooses. */
DatabaseStatus sharing_part(Command *command, Stay *stay, const char *room, int64_t price_minor,
                            const char *reason, GError **error);

/* The guest checks out. `*ret_kept`: somebody stays in the room, so it is neither free nor dirty. */
DatabaseStatus sharing_leave(Command *command, Stay *stay, bool *ret_kept, GError **error);

#endif
