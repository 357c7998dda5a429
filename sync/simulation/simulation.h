/*
 * The simulator: centre with two instances, three hotels, two channels and a bus in one process, on a virtual
 * clock, under faults drawn from a seed. The decisions are those of sync, unchanged.
 */
#ifndef KEYRACK_SYNC_SIMULATION_SIMULATION_H
#define KEYRACK_SYNC_SIMULATION_SIMULATION_H

#include "ops/cli/cli.h"
#include "sync/simulation/checker.h"

enum { SIMULATION_DAYS_MAX = NIGHTS_MAX - 6 };

typedef struct SimulationOptions {
    guint64 seed;
    int days;               /* 1 … SIMULATION_DAYS_MAX, then everything is healed */
    guint64 allowed_faults; /* bits of FaultKind */
    Mutant mutant;
    bool verbose; /* what happens, to standard error */
} SimulationOptions;

typedef struct SimulationResult {
    guint64 trace; /* the same for the same options, always */
    int64_t simulated_us;
    int64_t events;
    int64_t violation_count;
    GPtrArray *violations; /* text of the first ones */
    int64_t counts[LEDGER_COUNTS];
    int64_t oversold[OVERSOLD_CAUSES];
    int64_t faults[FAULT_COUNT];
} SimulationResult;

/* One run. Clear the result with simulation_result_clear(). */
void simulation_run(const SimulationOptions *options, SimulationResult *ret_result);
void simulation_result_clear(SimulationResult *result);

/* The seed of run `index` of a batch; run 0 has the batch's own, so that a seed that was printed can be
 * given. */
guint64 simulation_seed(guint64 seed, int index);

/* `keyrack simulate` */
bool cli_simulate(int argc, char **argv, GError **error);

#endif
