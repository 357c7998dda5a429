#ifndef KEYRACK_PROPERTY_MAINTENANCE_WORK_ORDER_H
#define KEYRACK_PROPERTY_MAINTENANCE_WORK_ORDER_H

/* A work order, from the report of a fault to the accepted repair. Desk thread only. */

#include "property/maintenance/catalog.h"
#include "property/maintenance/settings_store.h"
#include "property/maintenance/work_order_rules.h"
#include "property/room/outage.h"

typedef struct WorkOrder {
    CatalogHead head;
    int state; /* WorkState */
    int origin;
    int priority; /* WorkPriority */
    int category;
    char *symptom;
    char *detail;
    char *room;
    char *area;
    int64_t asset;
    int64_t stay_id; /* of the guest who told the desk; 0 */
    int64_t plan;
    int64_t plan_target;
    int64_t plan_round;
    Night preferred_on; /* a day on which the room is expected to be vacant */
    int64_t duplicate_of;
    int64_t vendor; /* who was called */
    char *reported_by;
    Instant reported_at;
    int64_t technician;
    Instant scheduled_from;
    Instant scheduled_until;
    int64_t estimated_minutes;
    WorkPromise promise; /* as it was when the priority was set */
    WorkClock clock;
    Instant respond_due_at;
    Instant due_at;
    bool room_out;       /* this order keeps the room out of order */
    int64_t room_outage; /* the outage it made; 0 when the room was out already */
    char *cause;
    char *remedy;
    int64_t article;
    char *repaired_by;
    Instant repaired_at;
    char *checked_by;
    Instant checked_at;
    Instant closed_at;
    int64_t repeat_count; /* failures of this kind in this room in the window, this one included */
    int64_t labour_minutes;
    int64_t labour_minor;
    int64_t parts_minor;
    int64_t vendor_minor;
} WorkOrder;

extern const JsonShape work_order_row;
extern const Catalog work_order_catalog;

void work_order_clear(WorkOrder *order);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(WorkOrder, work_order_clear)

/* The order the path names, for a body; see catalog_find(). */
DatabaseStatus work_order_of_request(Command *command, WorkOrder *order, GError **error);

/* Settles the clock up to now, puts the order into `state` and gives it the promise of its priority. */
void work_order_enter(WorkOrder *order, WorkState state, const MaintenanceSettings *settings, Instant now);

/* Numbers and inserts a new order, whose place, fault, origin and priority are set, and records its report.
 */
DatabaseStatus work_order_open(OdbcConnection *connection, WorkOrder *order, WorkState state,
                               const MaintenanceSettings *settings, const char *staff, Instant now,
                               GError **error);

/* Saves a changed order and answers with its document. */
DatabaseStatus work_order_finish(Command *command, WorkOrder *order, guint status_code, GError **error);

/* Takes the order's room out from tonight on, until it is given back; refuses as room_take_out() does, and
 * when the order has no room. A room that is out already stays as it is. */
DatabaseStatus work_order_take_room(Command *command, WorkOrder *order, OutageKind kind, GError **error);

/* Gives the room back, to be cleaned. Another order that needs it out inherits the outage. */
DatabaseStatus work_order_give_room_back(Command *command, WorkOrder *order, GError **error);

extern const HttpRoute work_order_routes[];
extern const gsize work_order_route_count;
extern const HttpRoute work_order_move_routes[];
extern const gsize work_order_move_route_count;
extern const HttpRoute work_order_cost_routes[];
extern const gsize work_order_cost_route_count;

#endif
