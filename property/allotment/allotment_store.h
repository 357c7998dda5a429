#ifndef KEYRACK_PROPERTY_ALLOTMENT_ALLOTMENT_STORE_H
#define KEYRACK_PROPERTY_ALLOTMENT_ALLOTMENT_STORE_H

/* The hotel's allotment: the rooms granted to it in the copied cells, what it has used of them since, and the
 * lease they rest on. Desk thread only; writes inside a transaction. */

#include "ops/odbc.h"
#include "property/copy/copy_rules.h"
#include "sync/inventory_rules.h"
#include "sync/lease_rules.h"

/* What every question about rights begins with. */
typedef struct AllotmentState {
    Lease lease;           /* as stored: the process may know a newer moment */
    int64_t settled_entry; /* the newest outbox entry whose effect is in the copies */
    int64_t feed_version;  /* the copies have come to */
} AllotmentState;

/* A copied cell and what the hotel has used or given back of its grant in entries the copy does not know of;
 * less than nothing when guests gave it more nights than that. */
typedef struct AllotmentCell {
    CopiedCell cell;
    int32_t used_since;
} AllotmentCell;

DatabaseStatus allotment_state_read(OdbcConnection *connection, AllotmentState *ret_state, GError **error);

DatabaseStatus allotment_lease_write(OdbcConnection *connection, const Lease *lease, GError **error);

/* Which cells are asked for. A hotel's horizon has thousands, and rights to a few. */
typedef enum AllotmentScope {
    ALLOTMENT_ALL_CELLS,
    ALLOTMENT_OWN_CELLS, /* something is granted, or was used since */
} AllotmentScope;

/* Appends the cells (AllotmentCell) of the nights [from, until) by type and night, in one query. */
DatabaseStatus allotment_cells_read(OdbcConnection *connection, AllotmentScope scope, Night from, Night until,
                                    GArray *cells, GError **error);

/* The outbox entry `entry` uses, or gives back, these rooms of the grant; `rooms` below 0: nights that guests
 * gave up become the hotel's. */
DatabaseStatus allotment_use_add(OdbcConnection *connection, int64_t entry, const InventoryClaim *claims,
                                 gsize claim_count, GError **error);

/* The copies now include the effect of all entries through this one; an older number changes nothing. Belongs
 * into the transaction that brings the copies there. */
DatabaseStatus allotment_settle(OdbcConnection *connection, int64_t applied_entry, GError **error);

/* A page of a list went into the copies: lease_listed(). */
DatabaseStatus allotment_listed(OdbcConnection *connection, bool more, GError **error);

#endif
