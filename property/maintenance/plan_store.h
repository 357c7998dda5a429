#ifndef KEYRACK_PROPERTY_MAINTENANCE_PLAN_STORE_H
#define KEYRACK_PROPERTY_MAINTENANCE_PLAN_STORE_H

/* What plans look after and what of it is due. Desk thread only; writes inside a transaction. */

#include "property/maintenance/plan.h"

/* One thing of a plan. */
typedef struct PlanTarget {
    int64_t plan;
    int64_t target;
    int64_t asset;
    char *room;
    char *area;
    Night next_due;                /* NIGHT_NONE: by meter */
    Night first_due;               /* its months come round on the day of this one; NIGHT_NONE: by meter */
    int64_t next_meter;            /* when next_due is NIGHT_NONE */
    int64_t reading;               /* of its asset */
    char *asset_room, *asset_area; /* where its asset is */
    Night guest_leaves;            /* of the guest in the room; NIGHT_NONE */
} PlanTarget;

/* Targets that are due and have no open order, at most `limit` (GPtrArray of PlanTarget, freed with it). */
DatabaseStatus plan_targets_due(OdbcConnection *connection, Night business_date, int limit,
                                GPtrArray **ret_due, GError **error);

DatabaseStatus plan_target_advance(OdbcConnection *connection, const PlanTarget *target, GError **error);

/* Replacing what a plan looks after: the new ones are added, then those up to the number that was the last
 * before (0: there was none) are taken away. A new one in the same place, due on the same date as an old one,
 * keeps the date on which that was first due; `target->first_due` is not looked at. Numbers are drawn. */
DatabaseStatus plan_targets_last(OdbcConnection *connection, int64_t plan, int64_t *ret_last, GError **error);
DatabaseStatus plan_target_add(OdbcConnection *connection, const PlanTarget *target, GError **error);
DatabaseStatus plan_targets_clear(OdbcConnection *connection, int64_t plan, int64_t until, GError **error);

/* New reference. */
DatabaseStatus plan_targets_json(OdbcConnection *connection, int64_t plan, json_t **ret_targets,
                                 GError **error);

#endif
