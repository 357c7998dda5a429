#ifndef KEYRACK_PROPERTY_MAINTENANCE_WORK_ORDER_STORE_H
#define KEYRACK_PROPERTY_MAINTENANCE_WORK_ORDER_STORE_H

/* What is written and asked about work orders beside their own rows. Desk thread only; writes inside a
 * transaction. */

#include "ops/odbc.h"
#include "schemas/instant.h"
#include "schemas/night.h"
#include <jansson.h>

/* Something that happened to an order; texts may be NULL, numbers 0 where they do not apply. */
typedef struct WorkOrderEvent {
    int64_t work_order;
    Instant at;
    const char *staff;
    const char *kind; /* state, edit, note, part, labour, vendor_cost, room */
    const char *from_state;
    const char *to_state;
    const char *note;
    int64_t quantity;
    int64_t amount_minor;
} WorkOrderEvent;

DatabaseStatus work_order_event_add(OdbcConnection *connection, const WorkOrderEvent *event, GError **error);

DatabaseStatus work_order_check_add(OdbcConnection *connection, int64_t work_order, Instant at,
                                    const char *staff, bool passed, const char *points, const char *note,
                                    GError **error);

/* Failures of a kind in a room since then; preventive work, cancelled orders and duplicates are none. */
DatabaseStatus work_orders_failures(OdbcConnection *connection, const char *room, const char *category,
                                    Instant since, int64_t *ret_failures, GError **error);

/* The oldest other open order that keeps the room out; 0 when there is none. */
DatabaseStatus work_order_holding_room(OdbcConnection *connection, const char *room, int64_t except,
                                       int64_t *ret_work_order, GError **error);

/* Orders whose room is not out any more in the night of the business date, whoever or whatever put it back,
 * let it go; each notes that. */
DatabaseStatus work_orders_let_rooms_go(OdbcConnection *connection, Night business_date, const char *staff,
                                        Instant now, GError **error);

/* Makes an outage that another order began this one's. */
DatabaseStatus work_order_inherit_outage(OdbcConnection *connection, int64_t work_order, int64_t outage,
                                         GError **error);

/* Adds to a document: events, checks, parts, technician_name, similar (open orders of the place and kind). */
DatabaseStatus work_order_details(OdbcConnection *connection, int64_t work_order, json_t *document,
                                  GError **error);

#endif
