#ifndef KEYRACK_PROPERTY_MAINTENANCE_SERVICE_HOURS_RULES_H
#define KEYRACK_PROPERTY_MAINTENANCE_SERVICE_HOURS_RULES_H

/* Time that counts: the hours in which a hotel's maintenance works, and arithmetic in them. The clock of a
 * work order runs in service time. Pure: no store, no clock. */

#include "schemas/instant.h"
#include <stdbool.h>
#include <stdint.h>

#define DAY_MINUTES 1440

/* Hours by weekday, 1 Monday … 7 Sunday, as minutes after local midnight; from = until: closed. An entry
 * never runs over midnight. */
typedef struct ServiceHours {
    GTimeZone *zone; /* borrowed */
    int from_minute[8];
    int until_minute[8];
    const GArray *closed_days; /* Night, ascending; NULL: none. Borrowed */
} ServiceHours;

/* The open span of a local date; FALSE when it is closed. */
bool service_hours_of_day(const ServiceHours *hours, Night day, Instant *ret_from, Instant *ret_until);

/* Microseconds of service time in [from, until); 0 when until is not after from. `around_the_clock`: every
 * moment counts. */
int64_t service_time_between(const ServiceHours *hours, bool around_the_clock, Instant from, Instant until);

/* The first instant by which `service_us` of service time have passed since `from`; `from` itself for none or
 * less. INSTANT_NONE when that lies more than two years off, as it does when the hotel is never open. */
Instant service_time_add(const ServiceHours *hours, bool around_the_clock, Instant from, int64_t service_us);

#endif
