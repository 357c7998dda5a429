/*
 * How many rooms of a cell a hotel is granted, and what of them is still its own. Pure: the centre, the hotel
 * and the simulator call it unchanged.
 *
 * The centre's cell says how many rooms are granted as of the hotel's outbox entries it has applied. What the
 * hotel has used since stands in entries the centre has not yet confirmed through the feed; the hotel's right
 * is the difference. So no count is kept twice, a repeated or late message changes nothing, and a hotel that
 * has not heard of a confirmation yet only believes it has less.
 */
#ifndef KEYRACK_SYNC_ALLOTMENT_RULES_H
#define KEYRACK_SYNC_ALLOTMENT_RULES_H

#include "sync/inventory_rules.h"

/* What a hotel is to have of one room type. */
typedef struct AllotmentPolicy {
    int32_t nights_ahead; /* from the business date on; 0: none */
    int32_t rooms;        /* of each of these nights, when > 0; otherwise … */
    int32_t basis_points; /* … this part of the authorised limit, rounded up */
    int32_t keep;         /* rooms that stay with the centre before any is granted */
} AllotmentPolicy;

/* The nights [business_date, end) a policy covers. */
Night allotment_end(const AllotmentPolicy *policy, Night business_date);

/*
 * Rooms by which the grant of a cell is to grow, 0 or more; never more than the centre has beyond `keep`, and
 * nothing outside the policy's nights. A grant that is larger than the policy wants is left alone: a sale at
 * the centre that needs the room calls it back.
 */
int32_t allotment_grant(const AllotmentPolicy *policy, const InventoryCell *cell, Night business_date);

/*
 * The hotel's right: what the centre's row grants less what the hotel has used or given back in entries newer
 * than those the row knows of, and more when these entries gave it nights that guests do not stay. Never
 * below 0.
 */
int32_t allotment_right(int32_t granted, int32_t used_since);

/*
 * Can calling rooms back serve a command that was refused for want of them? True when it would be accepted if
 * the hotel gave everything back. Then `missing` (InventoryClaim, one night each) receives what must come
 * back. `cells` are sorted, as inventory_decide() wants them; the command gives back no grant itself.
 */
bool allotment_recall_wanted(const InventoryCell *cells, gsize cell_count, const InventoryCommand *command,
                             GArray *missing);

#endif
