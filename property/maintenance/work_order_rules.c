#include "property/maintenance/work_order_rules.h"

const char *const work_state_codes[] = {
    "reported", "triaged", "assigned", "in_progress", "waiting_parts", "waiting_vendor", "waiting_guest",
    "repaired", "checked", "closed",   "reopened",    "cancelled",     "duplicate",      NULL,
};
const char *const work_priority_codes[] = {"emergency", "urgent", "normal", "low", NULL};
const char *const work_category_codes[] = {
    "hvac",       "plumbing", "bathroom",  "electrical", "lighting", "lock",
    "television", "internet", "furniture", "minibar",    "laundry",  "kitchen",
    "elevator",   "safety",   "pool",      "building",   "other",    NULL,
};
const char *const work_origin_codes[] = {"desk", "housekeeping", "guest", "inspection", "plan", NULL};

#define BIT(State) (1U << WORK_##State)
#define WAITING (BIT(WAITING_PARTS) | BIT(WAITING_VENDOR) | BIT(WAITING_GUEST))
#define DROPPED (BIT(CANCELLED) | BIT(DUPLICATE))

/* From each state, the states it may move to. */
static const unsigned moves[WORK_STATE_COUNT] = {
    [WORK_REPORTED] = BIT(TRIAGED) | DROPPED,
    [WORK_TRIAGED] = BIT(ASSIGNED) | WAITING | DROPPED,
    [WORK_ASSIGNED] = BIT(ASSIGNED) | BIT(TRIAGED) | BIT(IN_PROGRESS) | WAITING | DROPPED,
    [WORK_IN_PROGRESS] = BIT(ASSIGNED) | WAITING | BIT(REPAIRED) | DROPPED,
    [WORK_WAITING_PARTS] = BIT(ASSIGNED) | BIT(IN_PROGRESS) | BIT(REPAIRED) | DROPPED,
    [WORK_WAITING_VENDOR] = BIT(ASSIGNED) | BIT(IN_PROGRESS) | BIT(REPAIRED) | DROPPED,
    [WORK_WAITING_GUEST] = BIT(ASSIGNED) | BIT(IN_PROGRESS) | DROPPED,
    [WORK_REPAIRED] = BIT(CHECKED) | BIT(REOPENED),
    [WORK_CHECKED] = BIT(CLOSED) | BIT(REOPENED),
    [WORK_CLOSED] = BIT(REOPENED),
    [WORK_REOPENED] = BIT(TRIAGED) | BIT(ASSIGNED) | BIT(IN_PROGRESS) | WAITING | DROPPED,
    [WORK_CANCELLED] = 0,
    [WORK_DUPLICATE] = BIT(REOPENED), /* it was none after all */
};

static const struct {
    unsigned needs;
    WorkHands hands;
} move_rules[WORK_STATE_COUNT] = {
    [WORK_REPORTED] = {0, HANDS_REPORTER},
    [WORK_TRIAGED] = {0, HANDS_REPAIRER},
    [WORK_ASSIGNED] = {MOVE_NEEDS_TECHNICIAN, HANDS_REPAIRER},
    [WORK_IN_PROGRESS] = {0, HANDS_REPAIRER},
    [WORK_WAITING_PARTS] = {MOVE_NEEDS_NOTE, HANDS_REPAIRER},
    [WORK_WAITING_VENDOR] = {MOVE_NEEDS_NOTE, HANDS_REPAIRER},
    [WORK_WAITING_GUEST] = {MOVE_NEEDS_NOTE, HANDS_REPAIRER},
    [WORK_REPAIRED] = {MOVE_NEEDS_REMEDY, HANDS_REPAIRER},
    [WORK_CHECKED] = {0, HANDS_REPORTER},
    [WORK_CLOSED] = {0, HANDS_REPORTER},
    [WORK_REOPENED] = {MOVE_NEEDS_NOTE, HANDS_REPORTER},
    [WORK_CANCELLED] = {MOVE_NEEDS_NOTE, HANDS_PLANNER},
    [WORK_DUPLICATE] = {MOVE_NEEDS_ORIGINAL, HANDS_REPAIRER},
};

bool work_move_exists(WorkState from, WorkState to)
{
    g_assert(from < WORK_STATE_COUNT && to < WORK_STATE_COUNT);
    return (moves[from] & (1U << to)) != 0;
}

unsigned work_move_needs(WorkState to)
{
    g_assert(to < WORK_STATE_COUNT);
    return move_rules[to].needs;
}

WorkHands work_move_hands(WorkState to)
{
    g_assert(to < WORK_STATE_COUNT);
    return move_rules[to].hands;
}

bool work_state_is_open(WorkState state)
{
    return state != WORK_CLOSED && state != WORK_CANCELLED && state != WORK_DUPLICATE;
}

bool work_state_counts(WorkState state)
{
    const unsigned counting =
        BIT(REPORTED) | BIT(TRIAGED) | BIT(ASSIGNED) | BIT(IN_PROGRESS) | BIT(WAITING_PARTS) | BIT(REOPENED);

    return (counting & (1U << state)) != 0;
}

int64_t work_clock_used(const WorkClock *clock, const WorkPromise *promise, const ServiceHours *hours,
                        Instant now)
{
    return clock->since == INSTANT_NONE
               ? clock->used_us
               : clock->used_us + service_time_between(hours, promise->around_the_clock, clock->since, now);
}

void work_clock_settle(WorkClock *clock, const WorkPromise *promise, const ServiceHours *hours,
                       WorkState state, Instant now)
{
    clock->used_us = work_clock_used(clock, promise, hours, now);
    clock->since = work_state_counts(state) ? now : INSTANT_NONE;
    if (state == WORK_IN_PROGRESS && clock->responded_at == INSTANT_NONE) {
        clock->responded_at = now;
        clock->responded_used_us = clock->used_us;
    }
}

static Instant due_after(const WorkClock *clock, const WorkPromise *promise, const ServiceHours *hours,
                         int64_t minutes)
{
    int64_t left_us = minutes * INSTANT_MINUTE - clock->used_us;

    if (clock->since == INSTANT_NONE) {
        return INSTANT_NONE;
    }
    return left_us <= 0 ? clock->since
                        : service_time_add(hours, promise->around_the_clock, clock->since, left_us);
}

Instant work_clock_due(const WorkClock *clock, const WorkPromise *promise, const ServiceHours *hours)
{
    return due_after(clock, promise, hours, promise->complete_minutes);
}

Instant work_clock_respond_due(const WorkClock *clock, const WorkPromise *promise, const ServiceHours *hours)
{
    return clock->responded_at == INSTANT_NONE ? due_after(clock, promise, hours, promise->respond_minutes)
                                               : INSTANT_NONE;
}

bool work_is_repeat(int64_t failures, int64_t threshold)
{
    return threshold > 0 && failures >= threshold;
}

WorkReliability work_reliability(int64_t failures, Instant first, Instant last, int64_t repaired,
                                 int64_t repair_us)
{
    return (WorkReliability){
        .mean_repair_minutes = repaired == 0 ? 0 : repair_us / repaired / INSTANT_MINUTE,
        .mean_between_minutes = failures < 2 ? 0 : (last - first) / (failures - 1) / INSTANT_MINUTE,
    };
}
