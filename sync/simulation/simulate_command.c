#include "sync/simulation/simulation.h"

#include "ops/clock.h"

#include <stdio.h>

/* The runs of a batch count on from it. */
#define SEED_MAX (G_MAXUINT64 - G_MAXINT)

typedef struct Arguments {
    char *seed;
    int runs;
    int days;
    char *faults;
    char *mutant;
    gboolean verbose;
    gboolean list_mutants;
    gboolean list_faults;
} Arguments;

static void print_mutants(void)
{
    for (int mutant = MUTANT_NONE + 1; mutant < MUTANT_COUNT; mutant++) {
        const MutantInfo *info = mutant_info((Mutant)mutant);
        g_print("%-26s %s; caught within %d runs\n", info->name, info->summary, info->runs);
    }
}

static void print_faults(void)
{
    for (int kind = 0; kind < FAULT_COUNT; kind++)
        g_print("%s\n", fault_name((FaultKind)kind));
}

static void print_run(const SimulationOptions *options, const SimulationResult *result)
{
    g_print("seed %" G_GUINT64_FORMAT " trace %016" G_GINT64_MODIFIER "x events %" G_GINT64_FORMAT
            " booked %" G_GINT64_FORMAT " refused %" G_GINT64_FORMAT " sold cut off %" G_GINT64_FORMAT
            " recalls %" G_GINT64_FORMAT " violations %" G_GINT64_FORMAT "\n",
            options->seed, result->trace, result->events, result->counts[COUNT_BOOKED],
            result->counts[COUNT_REFUSED], result->counts[COUNT_SOLD_CUT_OFF], result->counts[COUNT_RECALLED],
            result->violation_count);
    for (guint i = 0; i < result->violations->len; i++)
        g_print("  %s\n", (const char *)result->violations->pdata[i]);
}

static void total_add(SimulationResult *total, const SimulationResult *result)
{
    total->trace = (total->trace ^ result->trace) * G_GUINT64_CONSTANT(1099511628211);
    total->simulated_us += result->simulated_us;
    total->events += result->events;
    for (int i = 0; i < LEDGER_COUNTS; i++)
        total->counts[i] += result->counts[i];
    for (int i = 0; i < OVERSOLD_CAUSES; i++)
        total->oversold[i] += result->oversold[i];
    for (int i = 0; i < FAULT_COUNT; i++)
        total->faults[i] += result->faults[i];
    total->violation_count += result->violation_count > 0;
}

static void print_total(const SimulationResult *total, int runs, int64_t wall_us)
{
    g_print("booked %" G_GINT64_FORMAT ", refused %" G_GINT64_FORMAT ", changed %" G_GINT64_FORMAT
            ", sold cut off %" G_GINT64_FORMAT ", overrides %" G_GINT64_FORMAT
            ", rooms called back %" G_GINT64_FORMAT " times, rights taken back %" G_GINT64_FORMAT
            " times, stays %" G_GINT64_FORMAT "\n",
            total->counts[COUNT_BOOKED], total->counts[COUNT_REFUSED], total->counts[COUNT_CHANGED],
            total->counts[COUNT_SOLD_CUT_OFF], total->counts[COUNT_OVERRIDES], total->counts[COUNT_RECALLED],
            total->counts[COUNT_TAKEN_BACK], total->counts[COUNT_STAYS]);
    g_print("oversold room nights: %" G_GINT64_FORMAT " by a manager, %" G_GINT64_FORMAT
            " told after the lease, %" G_GINT64_FORMAT " for a guest who was there, %" G_GINT64_FORMAT
            " for want of a room out of order\nfaults:",
            total->oversold[OVERSOLD_OVERRIDE], total->oversold[OVERSOLD_LATE],
            total->oversold[OVERSOLD_GUEST_THERE], total->oversold[OVERSOLD_OUT_OF_ORDER]);
    for (int kind = 0; kind < FAULT_COUNT; kind++)
        g_print(" %s %" G_GINT64_FORMAT, fault_name((FaultKind)kind), total->faults[kind]);
    g_print("\n%d runs, %" G_GINT64_FORMAT
            " events, %.1f days in %.2f s: %.0f times real time; trace %016" G_GINT64_MODIFIER
            "x; runs with violations: %" G_GINT64_FORMAT "\n",
            runs, total->events, (double)total->simulated_us / 86400e6, (double)wall_us / 1e6,
            (double)total->simulated_us / (double)MAX(wall_us, 1), total->trace, total->violation_count);
}

static bool options_read(const Arguments *arguments, SimulationOptions *ret_options, GError **error)
{
    SimulationOptions options = {.days = arguments->days, .verbose = arguments->verbose};
    const char *mutant = arguments->mutant ? arguments->mutant : "none";
    if (!fault_parse(arguments->faults ? arguments->faults : "all", &options.allowed_faults)) {
        g_set_error(error, CLI_ERROR, CLI_ERROR_USAGE, "--faults: unknown kind; --list-faults names them");
        return false;
    }
    if (!mutant_parse(mutant, &options.mutant)) {
        g_set_error(error, CLI_ERROR, CLI_ERROR_USAGE,
                    "--mutant: there is no '%s'; --list-mutants names them", mutant);
        return false;
    }
    if (arguments->days < 1 || arguments->days > SIMULATION_DAYS_MAX || arguments->runs < 1) {
        g_set_error(error, CLI_ERROR, CLI_ERROR_USAGE, "--days takes 1 to %d, --runs at least 1",
                    SIMULATION_DAYS_MAX);
        return false;
    }
    if (!arguments->seed)
        options.seed = (guint64)clock_monotonic_us();
    else if (!g_ascii_string_to_unsigned(arguments->seed, 10, 0, SEED_MAX, &options.seed, NULL)) {
        g_set_error(error, CLI_ERROR, CLI_ERROR_USAGE,
                    "--seed: '%s' is no whole number from 0 to %" G_GUINT64_FORMAT, arguments->seed, SEED_MAX);
        return false;
    }
    *ret_options = options;
    return true;
}

static bool run_all(const SimulationOptions *first, int runs, GError **error)
{
    SimulationResult total = {0};
    int64_t begun_us = clock_monotonic_us();
    g_print("seed %" G_GUINT64_FORMAT "\n", first->seed);
    fflush(stdout); /* it is needed most by whoever ends a run that does not end */
    for (int run = 0; run < runs; run++) {
        SimulationOptions options = *first;
        SimulationResult result;
        options.seed = simulation_seed(first->seed, run);
        simulation_run(&options, &result);
        if (result.violation_count > 0 || runs == 1)
            print_run(&options, &result);
        total_add(&total, &result);
        simulation_result_clear(&result);
    }
    print_total(&total, runs, clock_monotonic_us() - begun_us);
    if (total.violation_count == 0)
        return true;
    g_set_error(error, CLI_ERROR, CLI_ERROR_DIFFERS,
                "a run broke a promise; 'keyrack simulate --seed SEED --verbose' shows one again");
    return false;
}

bool cli_simulate(int argc, char **argv, GError **error)
{
    Arguments arguments = {.runs = 1, .days = 1};
    GOptionEntry entries[] = {
        {"seed", 's', 0, G_OPTION_ARG_STRING, &arguments.seed, "of the first run; the others follow it",
         "SEED"},
        {"runs", 'n', 0, G_OPTION_ARG_INT, &arguments.runs, "how many (1)", "N"},
        {"days", 'd', 0, G_OPTION_ARG_INT, &arguments.days, "length of each, before all is healed (1)", "D"},
        {"faults", 'f', 0, G_OPTION_ARG_STRING, &arguments.faults, "kinds that may happen (all)", "LIST"},
        {"mutant", 'm', 0, G_OPTION_ARG_STRING, &arguments.mutant, "a defect that must be noticed", "NAME"},
        {"verbose", 'v', 0, G_OPTION_ARG_NONE, &arguments.verbose, "tell what happens", NULL},
        {"list-mutants", 0, 0, G_OPTION_ARG_NONE, &arguments.list_mutants, "name the mutants", NULL},
        {"list-faults", 0, 0, G_OPTION_ARG_NONE, &arguments.list_faults, "name the faults", NULL},
        {0},
    };
    SimulationOptions options;
    bool ok = cli_options_parse("",
                                "Runs centre, hotels, channels and bus in one process on a virtual clock, "
                                "with faults drawn from a seed, and checks every promise.",
                                entries, &argc, &argv, error) &&
              cli_no_more_arguments(argc, argv, error) && options_read(&arguments, &options, error);
    if (ok && arguments.list_mutants)
        print_mutants();
    else if (ok && arguments.list_faults)
        print_faults();
    else
        ok = ok && run_all(&options, arguments.runs, error);
    g_free(arguments.seed);
    g_free(arguments.faults);
    g_free(arguments.mutant);
    return ok;
}
