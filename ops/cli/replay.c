/* keyrack replay: drives the running system with a file of bookings, then compares what the centre holds with
 * what the file says. */
#include <string.h>

#include "ops/cli/cli.h"
#include "ops/cli/compare.h"
#include "ops/cli/replay_run.h"

enum {
    CONNECTIONS_DEFAULT = 32,
    CONNECTIONS_MAXIMUM = 512,
    DRAIN_PATIENCE_MS = 60000,
};

typedef struct {
    char *data;
    char *reference;
    char *until;
    char *run;
    char *opens;
    char *centre;
    char **hotels;
    int connections;
    char *json;
} Options;

static void options_clear(Options *options)
{
    g_free(options->data);
    g_free(options->reference);
    g_free(options->until);
    g_free(options->run);
    g_free(options->opens);
    g_free(options->centre);
    g_strfreev(options->hotels);
    g_free(options->json);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Options, options_clear)

static bool options_read(Options *options, int argc, char **argv, GError **error)
{
    GOptionEntry entries[] = {
        {"data", 0, 0, G_OPTION_ARG_FILENAME, &options->data, "bookings, .csv or .csv.xz", "FILE"},
        {"reference", 0, 0, G_OPTION_ARG_FILENAME, &options->reference, "totals to compare with", "FILE"},
        {"until", 0, 0, G_OPTION_ARG_STRING, &options->until, "stop after this day", "DATE"},
        {"run", 0, 0, G_OPTION_ARG_FILENAME, &options->run, "run folder of the installation (default .run)",
         "DIR"},
        {"opens", 0, 0, G_OPTION_ARG_STRING, &options->opens,
         "first business date of the practice hotels (default 2013-06-24)", "DATE"},
        {"centre", 0, 0, G_OPTION_ARG_STRING, &options->centre,
         "address of the centre, if not of the run folder", "URL"},
        {"hotel", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->hotels,
         "address of a hotel, if not of the run folder", "H1=URL"},
        {"connections", 0, 0, G_OPTION_ARG_INT, &options->connections, "requests in flight (default 32)",
         "N"},
        {"json", 0, 0, G_OPTION_ARG_FILENAME, &options->json, "write speed and latencies here", "FILE"},
        {NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL},
    };
    if (!cli_options_parse(
            "",
            "Sends every booking, change, arrival and departure of the file to the running system "
            "in date order, through its public interfaces, and compares the result. May be "
            "interrupted and run again.",
            entries, &argc, &argv, error) ||
        !cli_no_more_arguments(argc, argv, error) || !cli_require("--data", options->data, error)) {
        return false;
    }
    if (options->connections < 1 || options->connections > CONNECTIONS_MAXIMUM) {
        g_set_error(error, CLI_ERROR, CLI_ERROR_USAGE, "--connections: %d is not from 1 to %d",
                    options->connections, CONNECTIONS_MAXIMUM);
        return false;
    }
    return true;
}

/* ---- preparing ------------------------------------------------------------------------------------- */

static bool folder_override(RunFolder *folder, const Options *options, GError **error)
{
    if (options->centre) {
        run_folder_set_centre(folder, options->centre);
    }
    for (char **hotel = options->hotels; hotel && *hotel; hotel++) {
        g_auto(GStrv) words = g_strsplit(*hotel, "=", 2);
        if (g_strv_length(words) != 2) {
            g_set_error(error, CLI_ERROR, CLI_ERROR_USAGE,
                        "--hotel: '%s' is not of the form H1=http://host:port", *hotel);
            return false;
        }
        run_folder_set_hotel(folder, words[0], words[1]);
    }
    return true;
}

static System *system_prepare(RunFolder *folder, const Options *options, GError **error)
{
    const char *const codes[] = {booking_hotel_code(0), booking_hotel_code(1), NULL};
    if (!folder_override(folder, options, error)) {
        return NULL;
    }
    return system_new(folder, codes, true, (unsigned)options->connections, error);
}

static ReplayPlan *plan_prepare(const GArray *bookings, const Options *options, GError **error)
{
    Night opens = 0;
    Night until = NIGHT_MAX;
    if (!cli_date_parse("--opens", options->opens ? options->opens : "2013-06-24", &opens, error) ||
        (options->until && !cli_date_parse("--until", options->until, &until, error))) {
        return NULL;
    }
    return replay_plan_new(bookings, opens, until, error);
}

/* ---- comparing ------------------------------------------------------------------------------------- */

typedef struct {
    const GArray *bookings;
    const ReplayPlan *plan;
    const MonthTable *reference; /* NULL: none, or the replay stopped before the end */
    const System *system;
} Comparison;

static bool compare_totals(const Comparison *comparison, unsigned *ret_differences, GError **error)
{
    g_autoptr(MonthTable) found = compare_fetch_production(comparison->system, error);
    if (!found) {
        return false;
    }
    g_autoptr(MonthTable) expected = replay_expect(comparison->bookings, replay_plan_last(comparison->plan));
    *ret_differences += compare_production("centre against the bookings of the file", expected, found);
    if (comparison->reference) {
        *ret_differences += compare_production("centre against the reference", comparison->reference, found);
    }
    return true;
}

static bool compare_all(const Comparison *comparison, GError **error)
{
    unsigned totals = 0;
    unsigned copies = 0;
    unsigned checks = 0;
    g_autoptr(GString) table = compare_table_new();
    if (!compare_wait_drained(comparison->system, DRAIN_PATIENCE_MS, error) ||
        !compare_totals(comparison, &totals, error) ||
        !compare_copies(comparison->system, NULL, table, &copies, error) ||
        !compare_checks(comparison->system, NULL, table, &checks, error)) {
        return false;
    }
    g_print("%s", table->str);
    if (totals + copies + checks > 0) {
        g_set_error(error, CLI_ERROR, CLI_ERROR_DIFFERS,
                    "%u months, %u copied rows and %u checks do not agree; the tables name them", totals,
                    copies, checks);
        return false;
    }
    g_print("\neverything agrees: totals, copies, folios, limits\n");
    return true;
}

/* ---- speed ----------------------------------------------------------------------------------------- */

static double summary_rate(const ReplaySummary *summary)
{
    return summary->elapsed_us > 0
               ? (double)summary->operations * G_USEC_PER_SEC / (double)summary->elapsed_us
               : 0.0;
}

static void print_speed(const ReplaySummary *summary, LatencyTable *latencies, uint64_t retries)
{
    g_print("\n%" G_GUINT64_FORMAT " operations in %.1f s: %.0f/s, %" G_GUINT64_FORMAT " tried again\n",
            summary->operations, (double)summary->elapsed_us / G_USEC_PER_SEC, summary_rate(summary),
            retries);
    g_print("%-10s %9s %9s %9s %9s\n", "request", "number", "p50 ms", "p95 ms", "p99 ms");
    for (ReplaySend send = 0; send < REPLAY_SENDS; send++) {
        g_print("%-10s %9" G_GUINT64_FORMAT " %9.2f %9.2f %9.2f\n", replay_send_name(send),
                latency_count(latencies, send), (double)latency_percentile_us(latencies, send, 50) / 1000,
                (double)latency_percentile_us(latencies, send, 95) / 1000,
                (double)latency_percentile_us(latencies, send, 99) / 1000);
    }
}

static bool write_speed(const char *path, const ReplaySummary *summary, LatencyTable *latencies,
                        uint64_t retries, GError **error)
{
    json_auto_t *requests = json_object();
    for (ReplaySend send = 0; send < REPLAY_SENDS; send++) {
        json_object_set_new(requests, replay_send_name(send),
                            json_pack("{sI sI sI sI}", "number", (json_int_t)latency_count(latencies, send),
                                      "p50_us", (json_int_t)latency_percentile_us(latencies, send, 50),
                                      "p95_us", (json_int_t)latency_percentile_us(latencies, send, 95),
                                      "p99_us", (json_int_t)latency_percentile_us(latencies, send, 99)));
    }
    json_auto_t *speed =
        json_pack("{sI sI sf sI sO}", "operations", (json_int_t)summary->operations, "elapsed_us",
                  (json_int_t)summary->elapsed_us, "operations_per_second", summary_rate(summary),
                  "tried_again", (json_int_t)retries, "requests", requests);
    g_autofree char *text = json_dumps(speed, JSON_INDENT(2));
    return g_file_set_contents(path, text, -1, error);
}

/* ---- the command ----------------------------------------------------------------------------------- */

static bool report_speed(const Options *options, const System *system, const ReplaySummary *summary,
                         LatencyTable *latencies, GError **error)
{
    const uint64_t retries = api_caller_retries(system->caller);
    if (summary->resumed_after != NIGHT_NONE) {
        char date[NIGHT_TEXT_SIZE];
        g_print("went on after %s, where an earlier run stopped\n",
                night_write(summary->resumed_after, date));
    }
    print_speed(summary, latencies, retries);
    return !options->json || write_speed(options->json, summary, latencies, retries, error);
}

static char *journal_path(const RunFolder *folder, const char *fingerprint)
{
    g_autofree char *name = g_strdup_printf("replay/%s.state", fingerprint);
    return run_folder_path(folder, name);
}

static bool replay_and_compare(const Options *options, const GArray *bookings, const ReplayPlan *plan,
                               const MonthTable *reference, GError **error)
{
    g_autoptr(RunFolder) folder = run_folder_open(options->run ? options->run : ".run", error);
    g_autoptr(System) system = folder ? system_prepare(folder, options, error) : NULL;
    if (!system) {
        return false;
    }
    g_autofree char *fingerprint = bookings_fingerprint(bookings);
    g_autofree char *journal = journal_path(folder, fingerprint);
    g_autoptr(LatencyTable) latencies = latency_table_new(REPLAY_SENDS);
    const ReplayJob job = {.bookings = bookings,
                           .plan = plan,
                           .fingerprint = fingerprint,
                           .system = system,
                           .latencies = latencies,
                           .journal = journal};
    ReplaySummary summary = {0};
    if (!replay_run(&job, &summary, error) || !report_speed(options, system, &summary, latencies, error)) {
        return false;
    }
    const Comparison comparison = {
        .bookings = bookings, .plan = plan, .reference = options->until ? NULL : reference, .system = system};
    return compare_all(&comparison, error);
}

bool cli_replay(int argc, char **argv, GError **error)
{
    g_auto(Options) options = {.connections = CONNECTIONS_DEFAULT};
    if (!options_read(&options, argc, argv, error)) {
        return false;
    }
    g_autoptr(GArray) bookings = bookings_csv_read(options.data, error);
    g_autoptr(ReplayPlan) plan = bookings ? plan_prepare(bookings, &options, error) : NULL;
    if (!plan) {
        return false;
    }
    g_autoptr(MonthTable) reference = options.reference ? reference_read(options.reference, error) : NULL;
    if (options.reference && !reference) {
        return false;
    }
    return replay_and_compare(&options, bookings, plan, reference, error);
}
