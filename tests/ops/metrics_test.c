#include "ops/metrics.h"
#include "tests/support/cunit_main.h"

#include <stdbool.h>
#include <string.h>

static bool rendered(const char *line)
{
    g_autofree char *text = metrics_render();
    g_autofree char *framed = g_strconcat("\n", text, NULL);
    g_autofree char *wanted = g_strconcat("\n", line, "\n", NULL);

    return strstr(framed, wanted) != NULL;
}

static void test_counter(void)
{
    Counter *plain = metrics_counter("test_bookings_total", "bookings made", NULL);
    Counter *labelled =
        metrics_counter("test_answers_total", "answers", METRIC_LABELS({"hotel", "H1"}, {"code", "201"}));

    counter_add(plain, 2);
    counter_add(plain, 3);
    counter_add(labelled, 1);
    CU_ASSERT_EQUAL(counter_value(plain), 5);
    CU_ASSERT_TRUE(rendered("# HELP test_bookings_total bookings made"));
    CU_ASSERT_TRUE(rendered("# TYPE test_bookings_total counter"));
    CU_ASSERT_TRUE(rendered("test_bookings_total 5"));
    CU_ASSERT_TRUE(rendered("test_answers_total{hotel=\"H1\",code=\"201\"} 1"));
}

static void test_same_name_and_labels_are_the_same_metric(void)
{
    const MetricLabel one[] = {{"hotel", "H1"}, {NULL, NULL}};
    const MetricLabel two[] = {{"hotel", "H2"}, {NULL, NULL}};

    CU_ASSERT_PTR_EQUAL(metrics_gauge("test_lag", "lag", one), metrics_gauge("test_lag", "lag", one));
    CU_ASSERT_PTR_NOT_EQUAL(metrics_gauge("test_lag", "lag", one), metrics_gauge("test_lag", "lag", two));
}

static void test_gauge(void)
{
    Gauge *gauge = metrics_gauge("test_depth", "depth", NULL);

    gauge_set(gauge, 10);
    gauge_add(gauge, -13);
    CU_ASSERT_EQUAL(gauge_value(gauge), -3);
    CU_ASSERT_TRUE(rendered("test_depth -3"));
}

static void test_histogram_of_durations(void)
{
    Histogram *histogram =
        metrics_histogram_us("test_wait_seconds", "wait", METRIC_LABELS({"lane", "booking"}));

    histogram_observe(histogram, 100);
    histogram_observe(histogram, 101);
    histogram_observe(histogram, 3000000);
    histogram_observe(histogram, 60000000);
    CU_ASSERT_EQUAL(histogram_count(histogram), 4);
    CU_ASSERT_TRUE(rendered("# TYPE test_wait_seconds histogram"));
    CU_ASSERT_TRUE(rendered("test_wait_seconds_bucket{lane=\"booking\",le=\"0.000100\"} 1"));
    CU_ASSERT_TRUE(rendered("test_wait_seconds_bucket{lane=\"booking\",le=\"0.000250\"} 2"));
    CU_ASSERT_TRUE(rendered("test_wait_seconds_bucket{lane=\"booking\",le=\"10.000000\"} 3"));
    CU_ASSERT_TRUE(rendered("test_wait_seconds_bucket{lane=\"booking\",le=\"+Inf\"} 4"));
    CU_ASSERT_TRUE(rendered("test_wait_seconds_sum{lane=\"booking\"} 63.000201"));
    CU_ASSERT_TRUE(rendered("test_wait_seconds_count{lane=\"booking\"} 4"));
}

static void test_histogram_of_sizes(void)
{
    Histogram *histogram = metrics_histogram_count("test_batch_jobs", "jobs", NULL);

    histogram_observe(histogram, 1);
    histogram_observe(histogram, 65);
    CU_ASSERT_TRUE(rendered("test_batch_jobs_bucket{le=\"64\"} 1"));
    CU_ASSERT_TRUE(rendered("test_batch_jobs_bucket{le=\"128\"} 2"));
    CU_ASSERT_TRUE(rendered("test_batch_jobs_sum 66"));
    CU_ASSERT_TRUE(rendered("test_batch_jobs_count 2"));
}

static void test_label_values_are_escaped(void)
{
    counter_add(metrics_counter("test_odd_total", "odd", METRIC_LABELS({"path", "a\"b\\c\nd"})), 1);
    CU_ASSERT_TRUE(rendered("test_odd_total{path=\"a\\\"b\\\\c\\nd\"} 1"));
}

static gpointer count_often(gpointer data)
{
    for (int round = 0; round < 10000; round++) {
        counter_add(data, 1);
        metrics_counter("test_shared_total", "shared", NULL);
    }
    return NULL;
}

static void test_counting_from_many_threads(void)
{
    Counter *counter = metrics_counter("test_shared_total", "shared", NULL);
    GThread *threads[4];

    for (gsize index = 0; index < G_N_ELEMENTS(threads); index++) {
        threads[index] = g_thread_new("counter", count_often, counter);
    }
    for (gsize index = 0; index < G_N_ELEMENTS(threads); index++) {
        g_thread_join(threads[index]);
    }
    CU_ASSERT_EQUAL(counter_value(counter), 40000);
}

int main(void)
{
    CU_TestInfo tests[] = {
        {"counter", test_counter},
        {"same name and labels are the same metric", test_same_name_and_labels_are_the_same_metric},
        {"gauge", test_gauge},
        {"histogram of durations", test_histogram_of_durations},
        {"histogram of sizes", test_histogram_of_sizes},
        {"label values are escaped", test_label_values_are_escaped},
        {"counting from many threads", test_counting_from_many_threads},
        CU_TEST_INFO_NULL,
    };
    return test_main("ops/metrics", tests);
}
