#ifndef KEYRACK_PROPERTY_MAINTENANCE_PLAN_RULES_H
#define KEYRACK_PROPERTY_MAINTENANCE_PLAN_RULES_H

/* When preventive work comes round. Pure: no store, no clock. */

#include "schemas/night.h"
#include <stdbool.h>
#include <stdint.h>

typedef enum PlanUnit {
    PLAN_DAY,
    PLAN_WEEK,
    PLAN_MONTH,
    PLAN_METER, /* of the asset's own meter */
    PLAN_UNIT_COUNT,
} PlanUnit;

extern const char *const plan_unit_codes[]; /* NULL-terminated */

/* The date after `due` and after `today`: what was missed is done once, not as often as it was missed. Months
 * come round on the day of `first`, the date it was first due, or on their last day: what begins on the 31st
 * is due on the 28th of February and on the 31st of March. */
Night plan_next_due(PlanUnit unit, int64_t every, Night first, Night due, Night today);

/* The reading after `due` and after `reading`. */
int64_t plan_next_meter(int64_t every, int64_t due, int64_t reading);

/* The day to do it in a room: today while it is vacant, or the day its guest leaves when that is soon enough;
 * otherwise the date itself. `guest_leaves` NIGHT_NONE: vacant. */
Night plan_preferred_day(Night due, int64_t slack_days, Night guest_leaves, Night today);

#endif
