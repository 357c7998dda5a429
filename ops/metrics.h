/* Metrics: counters, gauges and histograms of the process, rendered as Prometheus text.
 *
 * Labels are fixed when a metric is registered, so that counting is one atomic addition without a lock.
 * Registering the same name and labels again returns the same metric. Metrics live as long as the process.
 * Values are integers; durations are observed in microseconds and rendered in seconds. All functions may be
 * called from any thread. */
#ifndef KEYRACK_OPS_METRICS_H
#define KEYRACK_OPS_METRICS_H

#include <glib.h>
#include <stdint.h>

typedef struct Counter Counter;
typedef struct Gauge Gauge;
typedef struct Histogram Histogram;

typedef struct {
    const char *name;
    const char *value;
} MetricLabel;

/* Label lists are closed by a zeroed label: METRIC_LABELS({"hotel", "H1"}, {"lane", "booking"}); or NULL for
 * none. Names are [a-z_][a-z0-9_]*; a name registered as two different kinds is a programming error and
 * asserts. */
#define METRIC_LABELS(...) ((const MetricLabel[]){__VA_ARGS__, {NULL, NULL}})

Counter *metrics_counter(const char *name, const char *help, const MetricLabel *labels);
Gauge *metrics_gauge(const char *name, const char *help, const MetricLabel *labels);
/* Durations in microseconds, buckets from 100 µs to 10 s. */
Histogram *metrics_histogram_us(const char *name, const char *help, const MetricLabel *labels);
/* Plain sizes (batch size, rows), buckets in powers of two from 1 to 1024. */
Histogram *metrics_histogram_count(const char *name, const char *help, const MetricLabel *labels);

void counter_add(Counter *counter, uint64_t amount);
uint64_t counter_value(const Counter *counter);

void gauge_set(Gauge *gauge, int64_t value);
void gauge_add(Gauge *gauge, int64_t difference);
int64_t gauge_value(const Gauge *gauge);

void histogram_observe(Histogram *histogram, int64_t value);
uint64_t histogram_count(const Histogram *histogram);

/* The whole registry in Prometheus text format 0.0.4. Free with g_free(). */
char *metrics_render(void);

#endif
