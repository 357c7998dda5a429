#include "ops/http_rate.h"

#include "tests/support/cunit_main.h"

#define SECOND ((gint64)G_USEC_PER_SEC)

static void test_window(void)
{
    g_autoptr(HttpRates) rates = http_rates_new(10, 60);
    HttpRateState state = {0};
    for (guint left = 10; left-- > 0;) {
        CU_ASSERT_TRUE(http_rates_take(rates, "a", 100 * SECOND, &state));
        CU_ASSERT_EQUAL(state.remaining, left);
        CU_ASSERT_EQUAL(state.retry_after_s, 0);
    }
    CU_ASSERT_EQUAL(state.reset_s, 60);
    CU_ASSERT_FALSE(http_rates_take(rates, "a", 100 * SECOND, &state));
    CU_ASSERT_EQUAL(state.retry_after_s, 6);
    CU_ASSERT_EQUAL(state.remaining, 0);
    /* A refused request costs nothing: after six seconds exactly one is allowed again. */
    CU_ASSERT_FALSE(http_rates_take(rates, "a", 105 * SECOND, &state));
    CU_ASSERT_EQUAL(state.retry_after_s, 1);
    CU_ASSERT_TRUE(http_rates_take(rates, "a", 106 * SECOND, &state));
    CU_ASSERT_FALSE(http_rates_take(rates, "a", 106 * SECOND, &state));
    CU_ASSERT_TRUE(http_rates_take(rates, "b", 106 * SECOND, &state));
    /* However long it rests, no more than a window's worth is saved up. */
    for (int i = 0; i < 10; i++)
        CU_ASSERT_TRUE(http_rates_take(rates, "a", 10000 * SECOND, &state));
    CU_ASSERT_FALSE(http_rates_take(rates, "a", 10000 * SECOND, &state));
}

/* A clock read on another thread may lie a little behind: nobody gains or loses by it. */
static void test_earlier_time(void)
{
    g_autoptr(HttpRates) rates = http_rates_new(2, 10);
    HttpRateState state;
    CU_ASSERT_TRUE(http_rates_take(rates, "a", 100 * SECOND, &state));
    CU_ASSERT_TRUE(http_rates_take(rates, "a", 90 * SECOND, &state));
    CU_ASSERT_FALSE(http_rates_take(rates, "a", 100 * SECOND, &state));
    CU_ASSERT_TRUE(http_rates_take(rates, "a", 105 * SECOND, &state));
}

static void test_many_clients(void)
{
    g_autoptr(HttpRates) rates = http_rates_new(100, 60);
    HttpRateState state;
    for (guint i = 0; i < 200000; i++) {
        char client[32];
        g_snprintf(client, sizeof client, "client %u", i);
        CU_ASSERT_TRUE(http_rates_take(rates, client, 100 * SECOND + i, &state));
    }
    CU_ASSERT_TRUE(http_rates_size(rates) <= 65536);
}

static CU_TestInfo TESTS[] = {
    {"window", test_window},
    {"earlier time", test_earlier_time},
    {"many clients", test_many_clients},
    CU_TEST_INFO_NULL,
};

int main(void)
{
    return test_main("ops/http_rate", TESTS);
}
