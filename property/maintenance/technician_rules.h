#ifndef KEYRACK_PROPERTY_MAINTENANCE_TECHNICIAN_RULES_H
#define KEYRACK_PROPERTY_MAINTENANCE_TECHNICIAN_RULES_H

/* Who should repair something, and when. Pure: no store, no clock. */

#include "property/maintenance/service_hours_rules.h"

/* Time somebody has given away already. */
typedef struct BusySpan {
    Instant from;
    Instant until;
} BusySpan;

/* A technician as the suggestion sees them. */
typedef struct TechnicianView {
    int64_t technician;
    int level;            /* in what broke; 0: never learnt it */
    ServiceHours hours;   /* of work; days of absence are closed days */
    const GArray *busy;   /* BusySpan by beginning */
    int64_t load_minutes; /* of open orders */
    int64_t open_orders;
} TechnicianView;

typedef struct TechnicianOffer {
    int64_t technician;
    Instant from; /* INSTANT_NONE: no free time in the next two weeks */
    Instant until;
    bool in_time; /* done before it is due; true when nothing is due */
    int64_t cost; /* the smaller the better */
} TechnicianOffer;

/* The first time from `now` on, within two weeks, in which somebody works and is free for so many minutes on
 * end (or for a whole working day when it takes longer). INSTANT_NONE when there is none. */
Instant technician_free_from(const TechnicianView *view, Instant now, int64_t minutes);

/* What a technician could do. The cost counts minutes until it would be done, a quarter of the work they
 * have, and takes half an hour off for each level of skill above the first; without the skill a day is added,
 * when it would be late two. `due_at` may be INSTANT_NONE. */
TechnicianOffer technician_offer(const TechnicianView *view, Instant now, int64_t minutes, Instant due_at);

#endif
