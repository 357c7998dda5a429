#ifndef KEYRACK_PROPERTY_MAINTENANCE_WORK_ORDER_RULES_H
#define KEYRACK_PROPERTY_MAINTENANCE_WORK_ORDER_RULES_H

/* The life of a work order, from the report of a fault to its end, as one table of moves; and its clock,
 * which stands still while the hotel waits for somebody else and goes on from where it stood when the order
 * is opened again. Pure: no store, no clock. */

#include "property/maintenance/service_hours_rules.h"

typedef enum WorkState {
    WORK_REPORTED,
    WORK_TRIAGED,
    WORK_ASSIGNED,
    WORK_IN_PROGRESS,
    WORK_WAITING_PARTS,  /* the hotel's own business: the clock runs on */
    WORK_WAITING_VENDOR, /* the clock stands */
    WORK_WAITING_GUEST,  /* the clock stands: the guest does not want to be disturbed */
    WORK_REPAIRED,
    WORK_CHECKED,
    WORK_CLOSED,
    WORK_REOPENED,
    WORK_CANCELLED,
    WORK_DUPLICATE, /* of another order, which goes on */
    WORK_STATE_COUNT,
} WorkState;

typedef enum WorkPriority {
    PRIORITY_EMERGENCY,
    PRIORITY_URGENT,
    PRIORITY_NORMAL,
    PRIORITY_LOW,
    PRIORITY_COUNT,
} WorkPriority;

/* NULL-terminated, in the order of the enumerations, as they stand in the store and in JSON. */
extern const char *const work_state_codes[];
extern const char *const work_priority_codes[];
extern const char *const work_category_codes[]; /* what broke; also the kinds of assets and the skills */
extern const char *const work_origin_codes[];

#define WORK_ORIGIN_DESK 0
#define WORK_ORIGIN_HOUSEKEEPING 1
#define WORK_ORIGIN_GUEST 2
#define WORK_ORIGIN_PLAN 4

/* Whether the table has this move. A state is not a move to itself, but an assigned order may be given to
 * somebody else. */
bool work_move_exists(WorkState from, WorkState to);

/* What a move must bring along, and who may make it. */
typedef enum WorkMoveNeeds {
    MOVE_NEEDS_NOTE = 1 << 0,
    MOVE_NEEDS_TECHNICIAN = 1 << 1,
    MOVE_NEEDS_REMEDY = 1 << 2,
    MOVE_NEEDS_ORIGINAL = 1 << 3, /* the order of which this is a duplicate */
} WorkMoveNeeds;

typedef enum WorkHands {
    HANDS_REPORTER, /* whoever may report a fault */
    HANDS_REPAIRER, /* technicians and managers */
    HANDS_PLANNER,  /* managers */
} WorkHands;

unsigned work_move_needs(WorkState to);
WorkHands work_move_hands(WorkState to);

/* Not over yet: neither closed, cancelled nor a duplicate. */
bool work_state_is_open(WorkState state);

/* The hotel's time runs in this state. */
bool work_state_counts(WorkState state);

/* What was promised for a priority, in minutes of service time. */
typedef struct WorkPromise {
    int64_t respond_minutes; /* until somebody is at it */
    int64_t complete_minutes;
    bool around_the_clock; /* also outside service hours */
} WorkPromise;

/* The clock of one order. `used_us` is what had run by `since`; while it stands `since` is INSTANT_NONE. */
typedef struct WorkClock {
    int64_t used_us;
    Instant since;
    Instant responded_at;      /* INSTANT_NONE: nobody was at it yet */
    int64_t responded_used_us; /* what had run then */
} WorkClock;

/* What has run by `now`. */
int64_t work_clock_used(const WorkClock *clock, const WorkPromise *promise, const ServiceHours *hours,
                        Instant now);

/* Brings what has run up to `now`, and lets it run or stand from then on as `state` wants. Also to be called
 * before the promise or the hours change, so that the past stays as it was counted. */
void work_clock_settle(WorkClock *clock, const WorkPromise *promise, const ServiceHours *hours,
                       WorkState state, Instant now);

/* When the promise will be broken if nothing happens. INSTANT_NONE while the clock stands; in the past when
 * it is broken already. */
Instant work_clock_due(const WorkClock *clock, const WorkPromise *promise, const ServiceHours *hours);

/* The same for the first response; INSTANT_NONE once somebody has been at it. */
Instant work_clock_respond_due(const WorkClock *clock, const WorkPromise *promise, const ServiceHours *hours);

/* Whether failures in one place are to be called repeated. */
bool work_is_repeat(int64_t failures, int64_t threshold);

/* Mean time to repair and between failures, in minutes, of failures of one place; 0 when it cannot be told.
 * `repair_us`: from report to repair, summed over `repaired` of them. */
typedef struct WorkReliability {
    int64_t mean_repair_minutes;
    int64_t mean_between_minutes;
} WorkReliability;
WorkReliability work_reliability(int64_t failures, Instant first, Instant last, int64_t repaired,
                                 int64_t repair_us);

#endif
