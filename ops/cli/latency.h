/* Durations of requests by kind, for the final report. One thread. */
#pragma once

#include <glib.h>
#include <stdint.h>

typedef struct LatencyTable LatencyTable;

LatencyTable *latency_table_new(unsigned kinds);
void latency_table_free(LatencyTable *table);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LatencyTable, latency_table_free)

void latency_add(LatencyTable *table, unsigned kind, int64_t elapsed_us);
uint64_t latency_count(const LatencyTable *table, unsigned kind);

/* The duration that `percent` of the requests of that kind did not exceed; 0 when there were none. Sorts in
 * place. */
int64_t latency_percentile_us(LatencyTable *table, unsigned kind, unsigned percent);
