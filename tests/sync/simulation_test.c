#include "sync/simulation/simulation.h"

#include "ops/clock.h"
#include "tests/support/cunit_main.h"

/* A fixed seed: what fails here fails again, and `keyrack simulate --seed` shows it. With the sanitizers a
 * run takes ten times as long. */
#ifdef __SANITIZE_ADDRESS__
enum { SEED = 1, SOUND_RUNS = 60 };
#else
enum { SEED = 1, SOUND_RUNS = 200 };
#endif

static const guint64 ALL_FAULTS = (G_GUINT64_CONSTANT(1) << FAULT_COUNT) - 1;

static void run(guint64 seed, Mutant mutant, SimulationResult *ret_result)
{
    SimulationOptions options = {.seed = seed, .days = 1, .allowed_faults = ALL_FAULTS, .mutant = mutant};
    simulation_run(&options, ret_result);
}

static guint64 trace_of(guint64 seed)
{
    SimulationResult result;
    run(seed, MUTANT_NONE, &result);
    guint64 trace = result.trace;
    simulation_result_clear(&result);
    return trace;
}

static void test_a_seed_replays_exactly(void)
{
    guint64 trace = trace_of(SEED);
    CU_ASSERT_EQUAL(trace_of(SEED), trace);
    CU_ASSERT_NOT_EQUAL(trace_of(SEED + 1), trace);
}

static void print_violations(guint64 seed, const SimulationResult *result)
{
    for (guint i = 0; i < result->violations->len; i++)
        g_printerr("    seed %" G_GUINT64_FORMAT ": %s\n", seed, (const char *)result->violations->pdata[i]);
}

/* What is sold, refused, called back and taken back must all occur, and every kind of fault, or the runs
 * prove nothing. */
static void test_the_protocol_keeps_its_promises(void)
{
    int64_t counts[LEDGER_COUNTS] = {0};
    int64_t faults[FAULT_COUNT] = {0};
    int64_t simulated_us = 0;
    int64_t begun_us = clock_monotonic_us();
    for (int i = 0; i < SOUND_RUNS; i++) {
        SimulationResult result;
        run(simulation_seed(SEED, i), MUTANT_NONE, &result);
        print_violations(simulation_seed(SEED, i), &result);
        CU_ASSERT_EQUAL(result.violation_count, 0);
        for (int count = 0; count < LEDGER_COUNTS; count++)
            counts[count] += result.counts[count];
        for (int kind = 0; kind < FAULT_COUNT; kind++)
            faults[kind] += result.faults[kind];
        simulated_us += result.simulated_us;
        simulation_result_clear(&result);
    }
    for (int count = 0; count < LEDGER_COUNTS; count++)
        CU_ASSERT_TRUE(counts[count] > 0);
    for (int kind = 0; kind < FAULT_COUNT; kind++)
        CU_ASSERT_TRUE(faults[kind] > 0);
    g_print("%.0f times real time\n", (double)simulated_us / (double)MAX(clock_monotonic_us() - begun_us, 1));
}

/* The first run that catches the mutant, counted from 1; one more than allowed when none does. */
static int caught_after(Mutant mutant, int allowed)
{
    for (int i = 0; i < allowed; i++) {
        SimulationResult result;
        run(simulation_seed(SEED, i), mutant, &result);
        bool caught = result.violation_count > 0;
        simulation_result_clear(&result);
        if (caught)
            return i + 1;
    }
    return allowed + 1;
}

static void test_every_mutant_is_caught(void)
{
    for (int mutant = MUTANT_NONE + 1; mutant < MUTANT_COUNT; mutant++) {
        const MutantInfo *info = mutant_info((Mutant)mutant);
        int runs = caught_after((Mutant)mutant, info->runs);
        if (runs > info->runs)
            g_printerr("    %s was not caught within %d runs\n", info->name, info->runs);
        CU_ASSERT_TRUE(runs <= info->runs);
    }
}

static void test_without_faults_nothing_is_oversold(void)
{
    SimulationOptions options = {.seed = SEED, .days = 2, .mutant = MUTANT_NONE};
    SimulationResult result;
    simulation_run(&options, &result);
    print_violations(SEED, &result);
    CU_ASSERT_EQUAL(result.violation_count, 0);
    CU_ASSERT_EQUAL(result.counts[COUNT_TAKEN_BACK], 0);
    CU_ASSERT_EQUAL(result.oversold[OVERSOLD_LATE], 0);
    CU_ASSERT_TRUE(result.counts[COUNT_BOOKED] > 0);
    simulation_result_clear(&result);
}

static void test_names_are_read(void)
{
    guint64 faults;
    Mutant mutant;
    CU_ASSERT_TRUE(fault_parse("all", &faults));
    CU_ASSERT_EQUAL(faults, ALL_FAULTS);
    CU_ASSERT_TRUE(fault_parse("crash,loss", &faults));
    CU_ASSERT_EQUAL(faults, G_GUINT64_CONSTANT(1) << FAULT_CRASH | G_GUINT64_CONSTANT(1) << FAULT_LOSS);
    CU_ASSERT_FALSE(fault_parse("crash,sunshine", &faults));
    CU_ASSERT_TRUE(mutant_parse("skip-margin", &mutant));
    CU_ASSERT_EQUAL(mutant, MUTANT_SKIP_MARGIN);
    CU_ASSERT_FALSE(mutant_parse("skip", &mutant));
}

static CU_TestInfo TESTS[] = {
    {"a seed replays exactly", test_a_seed_replays_exactly},
    {"the protocol keeps its promises", test_the_protocol_keeps_its_promises},
    {"every mutant is caught", test_every_mutant_is_caught},
    {"without faults nothing is oversold", test_without_faults_nothing_is_oversold},
    {"names of faults and mutants are read", test_names_are_read},
    CU_TEST_INFO_NULL,
};

int main(void)
{
    return test_main("sync/simulation", TESTS);
}
