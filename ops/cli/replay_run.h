/* Runs a replay plan against the running system, day by day. */
#pragma once

#include "ops/cli/latency.h"
#include "ops/cli/replay_messages.h"
#include "ops/cli/replay_plan.h"
#include "ops/cli/replay_state.h"
#include "ops/cli/replay_system.h"
#include "ops/progress.h"

typedef struct {
    const GArray *bookings; /* BookingRow */
    const ReplayPlan *plan;
    const char *fingerprint;
    System *system;          /* hotels in the order of booking_hotel_code(), with its channel */
    LatencyTable *latencies; /* by ReplaySend */
    const char *journal;     /* path */
} ReplayJob;

typedef struct {
    uint64_t operations; /* requests answered in this run */
    int64_t elapsed_us;
    Night resumed_after; /* last day an earlier run had finished, NIGHT_NONE when it began at the first */
} ReplaySummary;

/* Replays every day of the plan, showing progress. False with the first error; running it again goes on. */
bool replay_run(const ReplayJob *job, ReplaySummary *ret_summary, GError **error);
