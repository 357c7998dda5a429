#include "ops/clock.h"
#include "tests/support/cunit_main.h"

#include <string.h>

#define SETTERS 4
#define STEPS 5000

static void test_real_clock_moves_and_cannot_be_set(void)
{
    g_autoptr(Clock) clock = clock_new_real();
    GError *error = NULL;
    Instant before = clock_now(clock);

    CU_ASSERT(before > instant_from_night_utc(night_from_date(2024, 1, 1)));
    clock_sleep_ms(2);
    CU_ASSERT(clock_now(clock) >= before);
    CU_ASSERT_FALSE(clock_is_controlled(clock));
    CU_ASSERT_FALSE(clock_set(clock, before, &error));
    TEST_ASSERT_ERROR(error, CLOCK_ERROR, CLOCK_ERROR_NOT_CONTROLLED, "practice hotel");
}

static void test_controlled_clock_stands_still_and_goes_forward_only(void)
{
    g_autoptr(Clock) clock = clock_new_controlled(1000);
    GError *error = NULL;

    CU_ASSERT_TRUE(clock_is_controlled(clock));
    clock_sleep_ms(1);
    CU_ASSERT_EQUAL(clock_now(clock), 1000);
    CU_ASSERT_TRUE(clock_set(clock, 2000, NULL));
    CU_ASSERT_TRUE(clock_set(clock, 2000, NULL));
    CU_ASSERT_FALSE(clock_set(clock, 1999, &error));
    TEST_ASSERT_ERROR(error, CLOCK_ERROR, CLOCK_ERROR_BACKWARDS, "1970-01-01T00:00:00.002000Z");
    CU_ASSERT_EQUAL(clock_now(clock), 2000);
}

static void test_monotonic_clock_measures(void)
{
    int64_t start_us = clock_monotonic_us();

    clock_sleep_ms(5);
    CU_ASSERT(clock_monotonic_us() - start_us >= 5000);
    clock_sleep_ms(0);
}

static void test_machine_moment_names_its_run(void)
{
    ClockMoment first;
    ClockMoment second;

    clock_machine_moment(&first);
    clock_sleep_ms(5);
    clock_machine_moment(&second);
    CU_ASSERT(strlen(first.boot_id) > 30);
    CU_ASSERT_STRING_EQUAL(first.boot_id, second.boot_id);
    CU_ASSERT(second.boot_us - first.boot_us >= 5000);
    CU_ASSERT(first.wall > instant_from_night_utc(night_from_date(2024, 1, 1)));
}

static gpointer set_often(gpointer data)
{
    Clock *clock = data;
    int64_t last = 0;

    for (int step = 1; step <= STEPS; step++) {
        clock_set(clock, step, NULL);
        Instant now = clock_now(clock);
        if (now < last || now < step) {
            return GINT_TO_POINTER(1);
        }
        last = now;
    }
    return NULL;
}

static void test_concurrent_setters_never_turn_it_back(void)
{
    g_autoptr(Clock) clock = clock_new_controlled(0);
    GThread *threads[SETTERS];

    for (int index = 0; index < SETTERS; index++) {
        threads[index] = g_thread_new("setter", set_often, clock);
    }
    for (int index = 0; index < SETTERS; index++) {
        CU_ASSERT_PTR_NULL(g_thread_join(threads[index]));
    }
    CU_ASSERT_EQUAL(clock_now(clock), STEPS);
}

int main(void)
{
    CU_TestInfo tests[] = {
        {"real clock moves and cannot be set", test_real_clock_moves_and_cannot_be_set},
        {"controlled clock stands still and goes forward only",
         test_controlled_clock_stands_still_and_goes_forward_only},
        {"a moment of the machine names the run it is of", test_machine_moment_names_its_run},
        {"monotonic clock measures", test_monotonic_clock_measures},
        {"concurrent setters never turn it back", test_concurrent_setters_never_turn_it_back},
        CU_TEST_INFO_NULL,
    };
    return test_main("ops/clock", tests);
}
