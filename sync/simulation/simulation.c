#include "sync/simulation/simulation.h"

#include "sync/simulation/world.h"

#include <string.h>

#define REST_LOOKS (30 * SECOND)
#define REST_MAX (3 * HOUR)

guint64 simulation_seed(guint64 seed, int index)
{
    return seed + (guint64)index;
}

/* All is mended; what was begun must come to its end by itself. */
static void come_to_rest(World *world)
{
    fault_heal(world);
    int64_t give_up_us = world->now_us + REST_MAX;
    bool rest = false;
    while (!rest && world->now_us < give_up_us) {
        int64_t until_us = world->now_us + REST_LOOKS;
        while (world_step(world, until_us))
            continue;
        world->now_us = until_us;
        rest = checker_at_rest(world);
    }
}

void simulation_run(const SimulationOptions *options, SimulationResult *ret_result)
{
    World *world =
        world_new(options->seed, options->days, options->allowed_faults, options->mutant, options->verbose);
    while (world_step(world, world->settings.length_us))
        continue;
    come_to_rest(world);
    checker_finish(world);
    *ret_result = (SimulationResult){.trace = world->trace,
                                     .simulated_us = world->now_us,
                                     .events = world->event_count,
                                     .violation_count = world->ledger->violation_count,
                                     .violations = g_ptr_array_ref(world->ledger->violations)};
    memcpy(ret_result->counts, world->ledger->counts, sizeof ret_result->counts);
    memcpy(ret_result->oversold, world->ledger->oversold, sizeof ret_result->oversold);
    memcpy(ret_result->faults, world->faults.happened, sizeof ret_result->faults);
    world_free(world);
}

void simulation_result_clear(SimulationResult *result)
{
    g_clear_pointer(&result->violations, g_ptr_array_unref);
}
