/* What the subjects of `keyrack load` share. */
#pragma once

#include <jansson.h>

#include "ops/cli/latency.h"
#include "ops/cli/run_folder.h"

/* Headers of an OAuth client (NULL: website) that is logged in at `url`; NULL with an error. Free with
 * g_strfreev(). */
char **load_headers(RunFolder *folder, const char *client_id, const char *url, GError **error);

/* Writes the report to the file, or to standard output when `path` is NULL; takes over the report. */
bool load_report_write(const char *path, json_t *report, GError **error);

/* {"p50", "p90", "p99", "p100"} in microseconds; new reference. */
json_t *load_latency_report(LatencyTable *latency);

/* `keyrack load searches`: argv[0] is "searches". */
bool load_searches_run(int argc, char **argv, GError **error);
