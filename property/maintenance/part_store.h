#ifndef KEYRACK_PROPERTY_MAINTENANCE_PART_STORE_H
#define KEYRACK_PROPERTY_MAINTENANCE_PART_STORE_H

/* Movements of spare parts. Desk thread only; writes inside a transaction. */

#include "property/maintenance/part.h"

DatabaseStatus part_movement_add(OdbcConnection *connection, const Part *part, const PartMovement *movement,
                                 const char *staff, Instant now, GError **error);

/* How many of a part an order has used, less what came back, and what one of them cost when it was taken. */
DatabaseStatus part_used(OdbcConnection *connection, int64_t part, int64_t work_order, int64_t *ret_quantity,
                         int64_t *ret_cost_minor, GError **error);

/* The last movements of a part, the newest first; new reference. */
DatabaseStatus part_movements(OdbcConnection *connection, int64_t part, json_t **ret_movements,
                              GError **error);

#endif
