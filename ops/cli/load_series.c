#include "ops/cli/load_series.h"

void load_series_init(LoadSeries *series)
{
    series->points = g_array_new(FALSE, FALSE, sizeof(LoadPoint));
}

void load_series_clear(LoadSeries *series)
{
    g_clear_pointer(&series->points, g_array_unref);
}

static const LoadPoint *point(const LoadSeries *series, guint index)
{
    return &g_array_index(series->points, LoadPoint, index);
}

void load_series_add(LoadSeries *series, int64_t value, Instant at)
{
    const guint count = series->points->len;
    LoadPoint added = {.value = value, .at = at};
    if (count == 0 || value > point(series, count - 1)->value)
        g_array_append_val(series->points, added);
}

guint load_series_match(const LoadSeries *reached, const LoadSeries *seen, LatencyTable *latency,
                        unsigned kind)
{
    guint next = 0, unseen = 0;
    for (guint i = 0; i < reached->points->len; i++) {
        while (next < seen->points->len && point(seen, next)->value < point(reached, i)->value)
            next++;
        if (next < seen->points->len)
            latency_add(latency, kind, point(seen, next)->at - point(reached, i)->at);
        else
            unseen++;
    }
    return unseen;
}
