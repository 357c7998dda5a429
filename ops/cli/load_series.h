/* When values were reached, and when they were seen: two rising series, and the times between them. */
#pragma once

#include <glib.h>
#include <stdint.h>

#include "ops/cli/latency.h"
#include "schemas/instant.h"

/* Points of rising value; those that do not rise are passed over. */
typedef struct {
    GArray *points; /* LoadPoint */
} LoadSeries;

typedef struct {
    int64_t value;
    Instant at;
} LoadPoint;

void load_series_init(LoadSeries *series);
void load_series_clear(LoadSeries *series);
void load_series_add(LoadSeries *series, int64_t value, Instant at);

/* For each point of `reached`: the time until `seen` shows that value or a higher one, added to `latency`.
 * Points that were never seen are counted in the answer. */
guint load_series_match(const LoadSeries *reached, const LoadSeries *seen, LatencyTable *latency,
                        unsigned kind);
