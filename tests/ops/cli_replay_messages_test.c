#include "ops/cli/replay_messages.h"

#include "ops/cli/latency.h"
#include "tests/support/cunit_main.h"

static BookingRow sample(void)
{
    return (BookingRow){.row = 17,
                        .hotel = 1,
                        .arrival = 16617,
                        .departure = 16619,
                        .booked_on = 16600,
                        .rate_minor = -638,
                        .room_type = "A",
                        .assigned_type = "D",
                        .children = BOOKING_CHILDREN_UNKNOWN,
                        .country = "CN",
                        .meal = "BB",
                        .segment = "Online TA",
                        .distribution = "TA/TO",
                        .deposit = "No Deposit",
                        .customer = "Transient",
                        .agent = "9"};
}

static void test_notification(void)
{
    const BookingRow booking = sample();
    BookingRow guest = booking;
    guest.row = 5;
    json_auto_t *body = replay_notification("0a1b2c3d", &booking, &guest);
    CU_ASSERT_PTR_NOT_NULL_FATAL(body);
    const json_t *room = json_array_get(json_object_get(body, "rooms"), 0);
    const json_t *prices = json_object_get(room, "night_prices_minor");
    CU_ASSERT_STRING_EQUAL(json_string_value(json_object_get(body, "external_id")), "0a1b2c3d-000017");
    CU_ASSERT_STRING_EQUAL(json_string_value(json_object_get(body, "booked_at")), "2015-06-14T06:00:00Z");
    CU_ASSERT_EQUAL(json_array_size(prices), 2);
    CU_ASSERT_EQUAL(json_integer_value(json_array_get(prices, 1)), -638);
    CU_ASSERT_EQUAL(json_integer_value(json_object_get(room, "adults")), 0);
    CU_ASSERT_STRING_EQUAL(json_string_value(json_object_get(room, "departure")), "2015-07-03");
    const json_t *who = json_object_get(body, "guest");
    CU_ASSERT_STRING_EQUAL(json_string_value(json_object_get(who, "surname")), "000005");
    CU_ASSERT_STRING_EQUAL(json_string_value(json_object_get(who, "language")), "zh");
    const json_t *market = json_object_get(body, "market");
    CU_ASSERT_STRING_EQUAL(json_string_value(json_object_get(market, "agent")), "9");
    CU_ASSERT_PTR_NULL(json_object_get(market, "company"));
}

static void test_day_use_has_no_price(void)
{
    BookingRow booking = sample();
    booking.departure = booking.arrival;
    json_auto_t *body = replay_notification("0a1b2c3d", &booking, &booking);
    const json_t *room = json_array_get(json_object_get(body, "rooms"), 0);
    CU_ASSERT_EQUAL(json_array_size(json_object_get(room, "night_prices_minor")), 0);
    CU_ASSERT_TRUE(json_is_array(json_object_get(room, "night_prices_minor")));
}

static void test_keys(void)
{
    g_autofree char *key = replay_key("0a1b2c3d", 17, REPLAY_SEND_CHECK_IN);
    g_autofree char *audit = replay_audit_key("0a1b2c3d", 0, 16617);
    CU_ASSERT_STRING_EQUAL(key, "replay-0a1b2c3d-000017-check-in");
    CU_ASSERT_STRING_EQUAL(audit, "replay-0a1b2c3d-H1-2015-07-01-audit");
}

static void test_percentiles(void)
{
    g_autoptr(LatencyTable) table = latency_table_new(2);
    CU_ASSERT_EQUAL(latency_percentile_us(table, 1, 99), 0);
    for (int64_t sample_us = 100; sample_us >= 1; sample_us--) {
        latency_add(table, 0, sample_us);
    }
    CU_ASSERT_EQUAL(latency_count(table, 0), 100);
    CU_ASSERT_EQUAL(latency_percentile_us(table, 0, 50), 50);
    CU_ASSERT_EQUAL(latency_percentile_us(table, 0, 99), 99);
    CU_ASSERT_EQUAL(latency_percentile_us(table, 0, 100), 100);
    CU_ASSERT_EQUAL(latency_percentile_us(table, 0, 0), 1);
}

static CU_TestInfo TESTS[] = {
    {"notification", test_notification},
    {"day use has no price", test_day_use_has_no_price},
    {"idempotency keys", test_keys},
    {"percentiles of durations", test_percentiles},
    CU_TEST_INFO_NULL,
};

int main(void)
{
    return test_main("ops/cli replay messages", TESTS);
}
