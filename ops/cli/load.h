/* What the subjects of `keyrack load` share: options, the log-in, the run, the report. */
#pragma once

#include <jansson.h>

#include "ops/cli/latency.h"
#include "ops/cli/load_line.h"
#include "ops/cli/run_folder.h"
#include "schemas/chain.h"
#include "schemas/night.h"

/* Options that every subject has. */
typedef struct {
    char *run, *chain, *client, *centre, *from, *output;
    int days, nights, connections, seconds;
    int64_t seed;
    double rate;
} LoadOptions;

void load_options_init(LoadOptions *options);
void load_options_clear(LoadOptions *options);

/* Parses them together with the subject's own entries (`own_count` of them). False with CLI_ERROR_USAGE or
 * CLI_ERROR_INPUT. */
bool load_options_parse(LoadOptions *options, const GOptionEntry *own, gsize own_count, const char *summary,
                        int argc, char **argv, GError **error);

/* The installation that is driven. */
typedef struct {
    RunFolder *folder;
    Chain *chain;
    const char *url; /* of the instance that is asked */
    char **headers;  /* of an OAuth client that is logged in there */
    Night from;
} LoadTarget;

bool load_target_open(const LoadOptions *options, LoadTarget *ret_target, GError **error);
void load_target_clear(LoadTarget *target);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(LoadTarget, load_target_clear)

/* Runs requests against the target as the options say. */
bool load_target_run(const LoadTarget *target, const LoadOptions *options, LoadMake make,
                     LoadAnswered answered, gpointer data, int64_t *ret_elapsed_us, GError **error);

/* Writes the report to the file, or to standard output when `path` is NULL; takes over the report. */
bool load_report_write(const char *path, json_t *report, GError **error);

/* {"p50", "p90", "p99", "p100"} of a kind in microseconds; new reference. */
json_t *load_latency_report(LatencyTable *latency, unsigned kind);

/* The subjects: argv[0] is their name. */
bool load_bookings_command(int argc, char **argv, GError **error);
bool load_desk_command(int argc, char **argv, GError **error);
bool load_freshness_command(int argc, char **argv, GError **error);
bool load_searches_command(int argc, char **argv, GError **error);
