/* When something was reached and when it was seen: each is matched with the first sight that shows it. */
#include "ops/cli/load_series.h"

#include "tests/support/cunit_main.h"

typedef struct {
    LoadSeries reached, seen;
    LatencyTable *latency;
} Match;

static void match_init(Match *match)
{
    load_series_init(&match->reached);
    load_series_init(&match->seen);
    match->latency = latency_table_new(1);
}

static void match_clear(Match *match)
{
    load_series_clear(&match->reached);
    load_series_clear(&match->seen);
    latency_table_free(match->latency);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Match, match_clear)

static void test_a_later_value_shows_the_earlier_ones_too(void)
{
    g_auto(Match) match;
    match_init(&match);
    load_series_add(&match.reached, 1, 1000);
    load_series_add(&match.reached, 2, 1100);
    load_series_add(&match.reached, 3, 1200);
    load_series_add(&match.seen, 2, 1150);
    load_series_add(&match.seen, 5, 1300);
    CU_ASSERT_EQUAL(load_series_match(&match.reached, &match.seen, match.latency, 0), 0);
    CU_ASSERT_EQUAL(latency_count(match.latency, 0), 3);
    CU_ASSERT_EQUAL(latency_percentile_us(match.latency, 0, 1), 50);
    CU_ASSERT_EQUAL(latency_percentile_us(match.latency, 0, 50), 100);
    CU_ASSERT_EQUAL(latency_percentile_us(match.latency, 0, 100), 150);
}

/* Asking again and seeing the same is not seeing it later. */
static void test_only_the_first_sight_counts(void)
{
    g_auto(Match) match;
    match_init(&match);
    load_series_add(&match.reached, -9, 1000);
    load_series_add(&match.seen, -10, 900);
    load_series_add(&match.seen, -9, 1010);
    load_series_add(&match.seen, -9, 5000);
    load_series_add(&match.seen, -10, 6000);
    CU_ASSERT_EQUAL(match.seen.points->len, 2);
    CU_ASSERT_EQUAL(load_series_match(&match.reached, &match.seen, match.latency, 0), 0);
    CU_ASSERT_EQUAL(latency_percentile_us(match.latency, 0, 100), 10);
}

static void test_what_is_never_seen_is_counted(void)
{
    g_auto(Match) match;
    match_init(&match);
    load_series_add(&match.reached, 1, 1000);
    load_series_add(&match.reached, 2, 1100);
    load_series_add(&match.seen, 1, 1050);
    CU_ASSERT_EQUAL(load_series_match(&match.reached, &match.seen, match.latency, 0), 1);
    CU_ASSERT_EQUAL(latency_count(match.latency, 0), 1);
}

int main(void)
{
    static CU_TestInfo TESTS[] = {
        {"a later value shows the earlier ones too", test_a_later_value_shows_the_earlier_ones_too},
        {"only the first sight counts", test_only_the_first_sight_counts},
        {"what is never seen is counted", test_what_is_never_seen_is_counted},
        CU_TEST_INFO_NULL,
    };
    return test_main("ops/cli_load_series", TESTS);
}
