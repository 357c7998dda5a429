#include "ops/cli/latency.h"

struct LatencyTable {
    unsigned kinds;
    GArray **samples; /* uint32_t microseconds, by kind */
};

LatencyTable *latency_table_new(unsigned kinds)
{
    LatencyTable *table = g_new0(LatencyTable, 1);
    table->kinds = kinds;
    table->samples = g_new0(GArray *, kinds);
    for (unsigned kind = 0; kind < kinds; kind++) {
        table->samples[kind] = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    }
    return table;
}

void latency_table_free(LatencyTable *table)
{
    if (!table) {
        return;
    }
    for (unsigned kind = 0; kind < table->kinds; kind++) {
        g_array_unref(table->samples[kind]);
    }
    g_free(table->samples);
    g_free(table);
}

void latency_add(LatencyTable *table, unsigned kind, int64_t elapsed_us)
{
    g_assert(kind < table->kinds);
    const uint32_t sample = (uint32_t)CLAMP(elapsed_us, 0, (int64_t)UINT32_MAX);
    g_array_append_val(table->samples[kind], sample);
}

uint64_t latency_count(const LatencyTable *table, unsigned kind)
{
    g_assert(kind < table->kinds);
    return table->samples[kind]->len;
}

static int sample_compare(const void *left, const void *right)
{
    const uint32_t a = *(const uint32_t *)left;
    const uint32_t b = *(const uint32_t *)right;
    return (a > b) - (a < b);
}

int64_t latency_percentile_us(LatencyTable *table, unsigned kind, unsigned percent)
{
    g_assert(kind < table->kinds && percent <= 100);
    GArray *samples = table->samples[kind];
    if (samples->len == 0) {
        return 0;
    }
    g_array_sort(samples, sample_compare);
    const guint64 rank = ((guint64)samples->len * percent + 99) / 100;
    return g_array_index(samples, uint32_t, rank > 0 ? rank - 1 : 0);
}
