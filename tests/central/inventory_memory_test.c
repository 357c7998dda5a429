#include "tests/central/support/booking_fixture.h"

#include <string.h>

#include "tests/support/cunit_main.h"
#include "tests/support/tsan_glib.h"

static BookingFixture fixture;
static int64_t reached;

/* A message of one change; takes over `row` (NULL: a message that only announces). */
static FeedDecision tell(int64_t from, int64_t to, const char *kind, json_t *row)
{
    json_t *message =
        json_pack("{s:s, s:I, s:I}", "hotel", "SEA", "from", (json_int_t)from, "to", (json_int_t)to);
    if (row)
        json_object_set_new(message, "changes",
                            json_pack("[{s:I, s:s, s:s, s:o}]", "version", (json_int_t)from, "kind", kind,
                                      "key", "", "row", row));
    FeedDecision decision = inventory_memory_apply(fixture.memory, message);
    json_decref(message);
    return decision;
}

static void tell_next(const char *kind, json_t *row)
{
    reached++;
    CU_ASSERT_EQUAL(tell(reached, reached, kind, row), FEED_APPLY);
    CU_ASSERT_EQUAL(inventory_memory_version(fixture.memory, fixture.hotel), reached);
}

static json_t *cell_row(int days, int sell_limit, int oversell, int sold, int held)
{
    char night[NIGHT_TEXT_SIZE];
    return json_pack("{s:s, s:s, s:i, s:i, s:i, s:i, s:i, s:i}", "room_type", "STD", "night",
                     night_write(fixture.today + days, night), "sell_limit", sell_limit,
                     "oversell_authorised", oversell, "sold", sold, "held", held, "blocked", 0, "granted", 0);
}

static int left(const char *room_type, int days, int nights)
{
    g_autoptr(HotelMemory) memory = hotel_memory_open(fixture.memory, fixture.hotel);
    return hotel_memory_left(memory, hotel_room_type(fixture.hotel, room_type), fixture.today + days,
                             fixture.today + days + nights);
}

static void test_the_next_message_is_taken_and_no_other(void)
{
    reached = inventory_memory_version(fixture.memory, fixture.hotel);
    CU_ASSERT_EQUAL(left("STD", 3, 1), 5);
    tell_next("cell", cell_row(3, 5, 0, 2, 1));
    CU_ASSERT_EQUAL(left("STD", 3, 1), 2);
    CU_ASSERT_EQUAL(tell(reached, reached, "cell", cell_row(3, 5, 0, 5, 0)), FEED_IGNORE);
    CU_ASSERT_EQUAL(tell(reached + 2, reached + 2, "cell", cell_row(3, 5, 0, 5, 0)), FEED_LIST);
    CU_ASSERT_EQUAL(tell(reached + 1, reached + 1, NULL, NULL), FEED_LIST);
    CU_ASSERT_EQUAL(left("STD", 3, 1), 2);
    CU_ASSERT_EQUAL(inventory_memory_version(fixture.memory, fixture.hotel), reached);
    json_t *foreign = json_pack("{s:s, s:i, s:i, s:[]}", "hotel", "ELSE", "from", 1, "to", 1, "changes");
    CU_ASSERT_EQUAL(inventory_memory_apply(fixture.memory, foreign), FEED_IGNORE);
    json_decref(foreign);
}

static void test_a_stay_has_what_its_tightest_night_has(void)
{
    tell_next("cell", cell_row(10, 5, 0, 1, 0));
    tell_next("cell", cell_row(11, 5, 2, 6, 0));
    tell_next("cell", cell_row(12, 5, 0, 5, 1)); /* over its limit: nothing, not less than nothing */
    CU_ASSERT_EQUAL(left("STD", 10, 1), 4);
    CU_ASSERT_EQUAL(left("STD", 10, 2), 1);
    CU_ASSERT_EQUAL(left("STD", 10, 3), 0);
    CU_ASSERT_EQUAL(left("STD", FIXTURE_NIGHTS - 1, 2), 0); /* beyond what is on sale */
    CU_ASSERT_EQUAL(left("STE", 10, 3), 1);
    CU_ASSERT_TRUE(left("STD", 12, 0) > 0); /* day use asks for no night */
    tell_next("cell", cell_row(FIXTURE_NIGHTS, 5, 0, 0, 0));
    CU_ASSERT_EQUAL(left("STD", FIXTURE_NIGHTS - 1, 2), 5);
}

static gsize overrides(int64_t *ret_amount_minor)
{
    g_autoptr(HotelMemory) memory = hotel_memory_open(fixture.memory, fixture.hotel);
    const PriceBook *book = hotel_memory_book(memory);
    if (book->override_count > 0)
        *ret_amount_minor = book->overrides[0].amount_minor;
    return book->override_count;
}

static json_t *override_row(json_t *amount)
{
    return json_pack("{s:s, s:s, s:s, s:o}", "rate_plan", "BAR", "room_type", "STD", "night", "2016-03-20",
                     "amount_minor", amount);
}

static void test_amounts_are_set_changed_and_withdrawn(void)
{
    int64_t amount_minor = 0;
    tell_next("rate_override", override_row(json_integer(7700)));
    CU_ASSERT_EQUAL(overrides(&amount_minor), 1);
    CU_ASSERT_EQUAL(amount_minor, 7700);
    tell_next("rate_override", override_row(json_integer(8800)));
    CU_ASSERT_EQUAL(overrides(&amount_minor), 1);
    CU_ASSERT_EQUAL(amount_minor, 8800);
    tell_next("rate_override", override_row(json_null()));
    CU_ASSERT_EQUAL(overrides(&amount_minor), 0);
}

static json_t *restriction_row(int min_stay)
{
    return json_pack("{s:s, s:s, s:s, s:b, s:b, s:b, s:i, s:i}", "rate_plan", "*", "room_type", "STD",
                     "night", "2016-03-20", "closed", 0, "closed_to_arrival", 1, "closed_to_departure", 0,
                     "min_stay", min_stay, "max_stay", 0);
}

static void test_restrictions_replace_each_other(void)
{
    tell_next("restriction", restriction_row(2));
    tell_next("restriction", restriction_row(3));
    g_autoptr(HotelMemory) memory = hotel_memory_open(fixture.memory, fixture.hotel);
    const PriceBook *book = hotel_memory_book(memory);
    CU_ASSERT_EQUAL(book->restriction_count, 1);
    CU_ASSERT_EQUAL(book->restrictions[0].min_stay_nights, 3);
    CU_ASSERT_STRING_EQUAL(book->restrictions[0].rate_plan, "");
    CU_ASSERT_STRING_EQUAL(book->restrictions[0].room_type, "STD");
    CU_ASSERT_TRUE(book->restrictions[0].closed_to_arrival);
}

static void test_what_it_does_not_know_is_passed_over(void)
{
    tell_next("reservation", json_object());
    tell_next("cell", json_object());
    tell_next("rate_override", json_object());
    tell_next("restriction", json_object());
    tell_next("hotel", json_pack("{s:s}", "business_date", "2016-03-02"));
    g_autoptr(HotelMemory) memory = hotel_memory_open(fixture.memory, fixture.hotel);
    CU_ASSERT_EQUAL(hotel_memory_business_date(memory), fixture.today + 1);
}

static CU_TestInfo TESTS[] = {
    {"the next message is taken and no other", test_the_next_message_is_taken_and_no_other},
    {"a stay has what its tightest night has", test_a_stay_has_what_its_tightest_night_has},
    {"amounts are set, changed and withdrawn", test_amounts_are_set_changed_and_withdrawn},
    {"restrictions replace each other", test_restrictions_replace_each_other},
    {"what it does not know is passed over", test_what_it_does_not_know_is_passed_over},
    CU_TEST_INFO_NULL,
};

int main(void)
{
    booking_fixture_init(&fixture);
    int failed = test_main("central/inventory_memory", TESTS);
    booking_fixture_clear(&fixture);
    return failed;
}
