/* What the centre keeps of the reconciliation of a hotel, and the line it makes of it. */
#include "central/reconcile/reconcile_memory.h"

#include "tests/central/support/booking_fixture.h"
#include "tests/support/cunit_main.h"

static json_int_t member(const json_t *line, const char *name)
{
    return json_integer_value(json_object_get(line, name));
}

static void test_a_line_sums_the_tables_and_ages(void)
{
    g_auto(BookingFixture) fixture;
    booking_fixture_init(&fixture);
    ReconcileMemory *memory = reconcile_memory_new();
    json_t *report =
        json_pack("{s:b, s:i, s:s, s:[{s:i, s:i}, {s:i, s:i}]}", "agrees", 0, "age_ms", 500, "checked_at",
                  "2016-03-01T10:00:00Z", "tables", "open", 1, "repaired", 4, "open", 2, "repaired", 5);
    reconcile_memory_put(memory, fixture.hotel, report, fixture.now);
    json_auto_t *line = reconcile_memory_line(memory, fixture.hotel, fixture.now + 2 * INSTANT_SECOND);
    CU_ASSERT_EQUAL(member(line, "open"), 3);
    CU_ASSERT_EQUAL(member(line, "repaired"), 9);
    CU_ASSERT_EQUAL(member(line, "age_ms"), 2500);
    CU_ASSERT_TRUE(json_is_false(json_object_get(line, "agrees")));
    CU_ASSERT_TRUE(json_is_string(json_object_get(line, "checked_at")));
    json_auto_t *whole = reconcile_memory_report(memory, fixture.hotel, fixture.now + INSTANT_SECOND);
    CU_ASSERT_EQUAL(member(whole, "age_ms"), 1500);
    reconcile_memory_free(memory);
}

static void test_a_hotel_that_never_reported(void)
{
    g_auto(BookingFixture) fixture;
    booking_fixture_init(&fixture);
    ReconcileMemory *memory = reconcile_memory_new();
    json_auto_t *line = reconcile_memory_line(memory, fixture.hotel, fixture.now);
    CU_ASSERT_TRUE(json_is_null(json_object_get(line, "agrees")));
    CU_ASSERT_TRUE(json_is_null(json_object_get(line, "age_ms")));
    CU_ASSERT_EQUAL(member(line, "open"), 0);
    reconcile_memory_free(memory);
}

static CU_TestInfo TESTS[] = {
    {"a line sums the tables and ages", test_a_line_sums_the_tables_and_ages},
    {"a hotel that never reported", test_a_hotel_that_never_reported},
    CU_TEST_INFO_NULL,
};

int main(void)
{
    return test_main("central/reconcile_memory", TESTS);
}
