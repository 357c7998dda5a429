#include "ops/cli/seed_plan.h"

#include <string.h>

#include "ops/chain_load.h"
#include "tests/support/cunit_main.h"

enum { TODAY = 20000 };

static Chain *demonstration(void)
{
    g_autoptr(GError) error = NULL;
    Chain *chain = chain_load(KEYRACK_SOURCE_DIR "/schemas/chain/demo.yaml", &error);
    TEST_ASSERT_NO_ERROR(error);
    CU_ASSERT_PTR_NOT_NULL_FATAL(chain);
    return chain;
}

static void assert_booking_is_sound(const ChainHotel *hotel, const SeedBooking *booking)
{
    CU_ASSERT_TRUE(booking->arrival >= TODAY && booking->departure >= booking->arrival);
    CU_ASSERT_TRUE(booking->adults >= 1 && booking->adults <= booking->room_type->max_adults);
    CU_ASSERT_TRUE(booking->adults + booking->children <= booking->room_type->max_occupancy);
    CU_ASSERT_FALSE(booking->checked_in && (booking->cancelled || booking->arrival != TODAY));
    if (booking->channel != SEED_NOTIFICATION) {
        CU_ASSERT_TRUE(booking->rate_plan && rate_plan_sells(booking->rate_plan, booking->room_type));
    }
    json_auto_t *body = seed_booking_json(hotel, booking, TODAY);
    CU_ASSERT_PTR_NOT_NULL_FATAL(body);
    CU_ASSERT_STRING_EQUAL(json_string_value(json_object_get(body, "hotel")), hotel->code);
}

typedef struct {
    unsigned channels[3];
    unsigned in_house;
    unsigned leaving;
    unsigned expected;
    unsigned cancelled;
} Count;

static Count count_bookings(const ChainHotel *hotel, const GArray *bookings)
{
    Count count = {0};
    for (guint index = 0; index < bookings->len; index++) {
        const SeedBooking *booking = &g_array_index(bookings, SeedBooking, index);
        assert_booking_is_sound(hotel, booking);
        count.channels[booking->channel]++;
        count.in_house += booking->checked_in;
        count.leaving += booking->checked_in && booking->departure == TODAY;
        count.expected += !booking->checked_in && booking->arrival == TODAY;
        count.cancelled += booking->cancelled;
    }
    return count;
}

static void test_every_hotel_has_guests_of_all_kinds(void)
{
    g_autoptr(Chain) chain = demonstration();
    for (guint index = 0; index < chain->hotels->len; index++) {
        const ChainHotel *hotel = g_ptr_array_index(chain->hotels, index);
        g_autoptr(GArray) bookings = seed_plan(hotel, TODAY);
        const Count count = count_bookings(hotel, bookings);
        CU_ASSERT_TRUE(count.channels[SEED_PHONE] > 0 && count.channels[SEED_WEBSITE] > 0 &&
                       count.channels[SEED_NOTIFICATION] > 0);
        CU_ASSERT_TRUE(count.in_house > 0 && count.leaving > 0 && count.expected > 0 && count.cancelled > 0);
    }
}

static void test_same_day_same_bookings(void)
{
    g_autoptr(Chain) chain = demonstration();
    const ChainHotel *hotel = g_ptr_array_index(chain->hotels, 2);
    g_autoptr(GArray) first = seed_plan(hotel, TODAY);
    g_autoptr(GArray) second = seed_plan(hotel, TODAY);
    CU_ASSERT_EQUAL_FATAL(first->len, second->len);
    for (guint index = 0; index < first->len; index++) {
        json_auto_t *one = seed_booking_json(hotel, &g_array_index(first, SeedBooking, index), TODAY);
        json_auto_t *two = seed_booking_json(hotel, &g_array_index(second, SeedBooking, index), TODAY);
        CU_ASSERT_TRUE(json_equal(one, two));
    }
}

static CU_TestInfo TESTS[] = {
    {"every hotel has guests of all kinds", test_every_hotel_has_guests_of_all_kinds},
    {"the same day gives the same bookings", test_same_day_same_bookings},
    CU_TEST_INFO_NULL,
};

int main(void)
{
    return test_main("ops/cli demonstration bookings", TESTS);
}
