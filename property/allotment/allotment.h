#ifndef KEYRACK_PROPERTY_ALLOTMENT_ALLOTMENT_H
#define KEYRACK_PROPERTY_ALLOTMENT_ALLOTMENT_H

/* The keeper of the hotel's rights: renews the lease they rest on every few seconds, and gives rooms back
 * when the centre calls for them. What the rights are at a moment is read on the desk thread, where
 * everything is sold. */

#include "property/allotment/allotment_store.h"
#include "property/property.h"

/* The hotel's rights at one moment. */
typedef struct AllotmentRights {
    bool live;         /* the lease holds: without it every right is 0 */
    int64_t left_ms;   /* of the lease, 0 when it is over */
    Instant asked_at;  /* when it was last asked for, by the machine's clock; INSTANT_NONE: never */
    bool copies_short; /* the copies have not come to where the rights begin */
    GArray *cells;     /* AllotmentCell of the nights asked for, by type and night */
} AllotmentRights;

Allotment *allotment_new(Property *property);

/* Subscribes to the centre's calls and starts the renewing thread. Needs `property->bus`. */
bool allotment_start(Allotment *allotment, GError **error);

/* Ends both; nothing is asked of the desk any more. */
void allotment_stop(Allotment *allotment);

/* After the desk has stopped. NULL is allowed. */
void allotment_free(Allotment *allotment);

/* The line came back: renew now. Any thread. */
void allotment_wake(Allotment *allotment);

/* Desk thread: the rights over the nights [from, until). `ret_rights` has been zeroed. Without a keeper
 * (tests of the desk alone) the stored lease counts. */
DatabaseStatus allotment_rights_read(const Property *property, OdbcConnection *connection,
                                     AllotmentScope scope, Night from, Night until,
                                     AllotmentRights *ret_rights, GError **error);
void allotment_rights_clear(AllotmentRights *rights);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(AllotmentRights, allotment_rights_clear)

/* Rooms of this cell that the hotel may sell by itself, now. */
int32_t allotment_cell_right(const AllotmentRights *rights, const AllotmentCell *cell);

/* Rooms of a type that the hotel may sell for every night of [from, until): 0 when a night has no cell or
 * there is no night. */
int32_t allotment_rooms_left(const AllotmentRights *rights, const char *room_type, Night from, Night until);

/* Desk thread, in a transaction: gives back of each claim what of it is unsold, at most `rooms`, lease or no
 * lease, and adds the outbox entry that says so. `*ret_entries`: what waits in the outbox, oldest first, at
 * most as much as one message carries; new reference. */
DatabaseStatus allotment_give_back(OdbcConnection *connection, const GArray *claims, Instant at,
                                   json_t **ret_entries, GError **error);

#endif
