#include "ops/metrics.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <string.h>

#define BUCKETS_MAX 16

typedef enum { METRIC_COUNTER, METRIC_GAUGE, METRIC_HISTOGRAM_US, METRIC_HISTOGRAM_COUNT } MetricKind;

struct Counter {
    _Atomic uint64_t value;
};

struct Gauge {
    _Atomic int64_t value;
};

/* Upper bounds of the buckets, both included; what is larger is counted in the last, unbounded one. */
typedef struct {
    const int64_t *bounds;
    gsize count;
} BucketBounds;

struct Histogram {
    const BucketBounds *buckets;
    _Atomic uint64_t counts[BUCKETS_MAX + 1];
    _Atomic int64_t sum;
};

typedef struct {
    char *labels; /* hotel="H1",lane="booking" */
    union {
        Counter counter;
        Gauge gauge;
        Histogram histogram;
    } metric;
} Series;

typedef struct {
    MetricKind kind;
    char *name;
    char *help;
    GPtrArray *series;
} Family;

static const int64_t DURATION_BOUNDS_US[] = {100,   250,    500,    1000,   2500,    5000,    10000,   25000,
                                             50000, 100000, 250000, 500000, 1000000, 2500000, 10000000};
static const BucketBounds DURATION_BUCKETS = {DURATION_BOUNDS_US, G_N_ELEMENTS(DURATION_BOUNDS_US)};
static const int64_t SIZE_BOUNDS[] = {1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024};
static const BucketBounds SIZE_BUCKETS = {SIZE_BOUNDS, G_N_ELEMENTS(SIZE_BOUNDS)};

G_STATIC_ASSERT(G_N_ELEMENTS(DURATION_BOUNDS_US) <= BUCKETS_MAX);
G_STATIC_ASSERT(G_N_ELEMENTS(SIZE_BOUNDS) <= BUCKETS_MAX);

/* Families by name, in the order of their names. Guards registration and the lists while they are rendered;
 * counting needs no lock because a series never moves and never dies. */
static GMutex registry_lock;
static GTree *registry;

static bool metric_name_fits(const char *name)
{
    return (g_ascii_islower(name[0]) || name[0] == '_') &&
           strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_") == strlen(name);
}

static void append_escaped(GString *text, const char *value)
{
    for (; *value != '\0'; value++) {
        if (*value == '\n') {
            g_string_append(text, "\\n");
            continue;
        }
        if (*value == '"' || *value == '\\') {
            g_string_append_c(text, '\\');
        }
        g_string_append_c(text, *value);
    }
}

static char *labels_text(const MetricLabel *labels)
{
    GString *text = g_string_new(NULL);

    for (; labels != NULL && labels->name != NULL; labels++) {
        g_assert(metric_name_fits(labels->name) && labels->value != NULL);
        g_string_append_printf(text, "%s%s=\"", text->len > 0 ? "," : "", labels->name);
        append_escaped(text, labels->value);
        g_string_append_c(text, '"');
    }
    return g_string_free(text, FALSE);
}

static int compare_names(gconstpointer left, gconstpointer right)
{
    return strcmp(left, right);
}

static Family *family_find_or_add(MetricKind kind, const char *name, const char *help)
{
    if (registry == NULL) {
        registry = g_tree_new(compare_names);
    }
    Family *family = g_tree_lookup(registry, name);
    if (family == NULL) {
        g_assert(metric_name_fits(name));
        family = g_new0(Family, 1);
        family->kind = kind;
        family->name = g_strdup(name);
        family->help = g_strdup(help);
        family->series = g_ptr_array_new();
        g_tree_insert(registry, family->name, family);
    }
    g_assert(family->kind == kind);
    return family;
}

static Series *series_find_or_add(MetricKind kind, const char *name, const char *help,
                                  const MetricLabel *labels)
{
    g_autofree char *text = labels_text(labels);
    g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&registry_lock);
    Family *family = family_find_or_add(kind, name, help);

    for (guint index = 0; index < family->series->len; index++) {
        Series *existing = family->series->pdata[index];
        if (strcmp(existing->labels, text) == 0) {
            return existing;
        }
    }
    Series *series = g_new0(Series, 1);
    series->labels = g_steal_pointer(&text);
    if (kind == METRIC_HISTOGRAM_US || kind == METRIC_HISTOGRAM_COUNT) {
        series->metric.histogram.buckets = kind == METRIC_HISTOGRAM_US ? &DURATION_BUCKETS : &SIZE_BUCKETS;
    }
    g_ptr_array_add(family->series, series);
    return series;
}

Counter *metrics_counter(const char *name, const char *help, const MetricLabel *labels)
{
    return &series_find_or_add(METRIC_COUNTER, name, help, labels)->metric.counter;
}

Gauge *metrics_gauge(const char *name, const char *help, const MetricLabel *labels)
{
    return &series_find_or_add(METRIC_GAUGE, name, help, labels)->metric.gauge;
}

Histogram *metrics_histogram_us(const char *name, const char *help, const MetricLabel *labels)
{
    return &series_find_or_add(METRIC_HISTOGRAM_US, name, help, labels)->metric.histogram;
}

Histogram *metrics_histogram_count(const char *name, const char *help, const MetricLabel *labels)
{
    return &series_find_or_add(METRIC_HISTOGRAM_COUNT, name, help, labels)->metric.histogram;
}

void counter_add(Counter *counter, uint64_t amount)
{
    atomic_fetch_add_explicit(&counter->value, amount, memory_order_relaxed);
}

uint64_t counter_value(const Counter *counter)
{
    return atomic_load_explicit(&counter->value, memory_order_relaxed);
}

void gauge_set(Gauge *gauge, int64_t value)
{
    atomic_store_explicit(&gauge->value, value, memory_order_relaxed);
}

void gauge_add(Gauge *gauge, int64_t difference)
{
    atomic_fetch_add_explicit(&gauge->value, difference, memory_order_relaxed);
}

int64_t gauge_value(const Gauge *gauge)
{
    return atomic_load_explicit(&gauge->value, memory_order_relaxed);
}

void histogram_observe(Histogram *histogram, int64_t value)
{
    gsize bucket = 0;

    while (bucket < histogram->buckets->count && value > histogram->buckets->bounds[bucket]) {
        bucket++;
    }
    atomic_fetch_add_explicit(&histogram->counts[bucket], 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&histogram->sum, value, memory_order_relaxed);
}

uint64_t histogram_count(const Histogram *histogram)
{
    uint64_t count = 0;

    for (gsize bucket = 0; bucket <= histogram->buckets->count; bucket++) {
        count += atomic_load_explicit(&histogram->counts[bucket], memory_order_relaxed);
    }
    return count;
}

/* Durations are kept in microseconds and shown in seconds. */
static void append_measure(GString *text, MetricKind kind, int64_t value)
{
    if (kind == METRIC_HISTOGRAM_US) {
        g_string_append_printf(text, "%s%" G_GINT64_FORMAT ".%06" G_GINT64_FORMAT, value < 0 ? "-" : "",
                               ABS(value / 1000000), ABS(value % 1000000));
    } else {
        g_string_append_printf(text, "%" G_GINT64_FORMAT, value);
    }
}

static void render_histogram(GString *text, const Family *family, const Series *series)
{
    const Histogram *histogram = &series->metric.histogram;
    const char *comma = series->labels[0] == '\0' ? "" : ",";
    const char *open = series->labels[0] == '\0' ? "" : "{";
    const char *close = series->labels[0] == '\0' ? "" : "}";
    uint64_t below = 0;

    for (gsize bucket = 0; bucket < histogram->buckets->count; bucket++) {
        below += atomic_load_explicit(&histogram->counts[bucket], memory_order_relaxed);
        g_string_append_printf(text, "%s_bucket{%s%sle=\"", family->name, series->labels, comma);
        append_measure(text, family->kind, histogram->buckets->bounds[bucket]);
        g_string_append_printf(text, "\"} %" G_GUINT64_FORMAT "\n", below);
    }
    below += atomic_load_explicit(&histogram->counts[histogram->buckets->count], memory_order_relaxed);
    g_string_append_printf(text, "%s_bucket{%s%sle=\"+Inf\"} %" G_GUINT64_FORMAT "\n%s_sum%s%s%s ",
                           family->name, series->labels, comma, below, family->name, open, series->labels,
                           close);
    append_measure(text, family->kind, atomic_load_explicit(&histogram->sum, memory_order_relaxed));
    g_string_append_printf(text, "\n%s_count%s%s%s %" G_GUINT64_FORMAT "\n", family->name, open,
                           series->labels, close, below);
}

static void render_series(GString *text, const Family *family, const Series *series)
{
    if (family->kind == METRIC_HISTOGRAM_US || family->kind == METRIC_HISTOGRAM_COUNT) {
        render_histogram(text, family, series);
        return;
    }
    g_string_append(text, family->name);
    if (series->labels[0] != '\0') {
        g_string_append_printf(text, "{%s}", series->labels);
    }
    if (family->kind == METRIC_COUNTER) {
        g_string_append_printf(text, " %" G_GUINT64_FORMAT "\n", counter_value(&series->metric.counter));
    } else {
        g_string_append_printf(text, " %" G_GINT64_FORMAT "\n", gauge_value(&series->metric.gauge));
    }
}

static gboolean render_family(gpointer name, gpointer value, gpointer user)
{
    static const char *const KINDS[] = {"counter", "gauge", "histogram", "histogram"};
    const Family *family = value;
    GString *text = user;

    g_string_append_printf(text, "# HELP %s %s\n# TYPE %s %s\n", (const char *)name, family->help,
                           family->name, KINDS[family->kind]);
    for (guint index = 0; index < family->series->len; index++) {
        render_series(text, family, family->series->pdata[index]);
    }
    return FALSE;
}

char *metrics_render(void)
{
    GString *text = g_string_new(NULL);
    g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&registry_lock);

    if (registry != NULL) {
        g_tree_foreach(registry, render_family, text);
    }
    return g_string_free(text, FALSE);
}
