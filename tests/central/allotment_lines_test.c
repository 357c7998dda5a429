/* Which policy counts, who is heard, and whose silence has outlasted its lease: no database, no clock. */
#include "central/allotment/allotment_book.h"
#include "central/allotment/lines.h"
#include "central/inventory/inventory_store.h"
#include "ops/json.h"
#include "tests/central/support/booking_fixture.h"
#include "tests/support/cunit_main.h"

enum { SECOND_US = 1000000, MINUTE_US = 60 * SECOND_US };

/* ---- policies ---- */

static GArray *rows_new(void)
{
    return g_array_new(FALSE, TRUE, sizeof(AllotmentPolicyRow));
}

static void row_add(GArray *rows, const ChainHotel *hotel, const char *room_type, int32_t nights)
{
    AllotmentPolicyRow row = {.hotel_id = hotel->number, .policy = {.nights_ahead = nights}};
    g_strlcpy(row.room_type, room_type, sizeof row.room_type);
    g_array_append_val(rows, row);
}

static int32_t nights_of(AllotmentBook *book, const BookingFixture *fixture, const char *room_type)
{
    return allotment_book_policy(book, fixture->hotel, hotel_room_type(fixture->hotel, room_type))
        .nights_ahead;
}

static void test_the_most_exact_policy_counts(void)
{
    g_auto(BookingFixture) fixture;
    booking_fixture_init(&fixture);
    g_autoptr(AllotmentBook) book = allotment_book_new(fixture.chain);
    CU_ASSERT_EQUAL(nights_of(book, &fixture, "STD"), 3); /* the hotel's in its file */
    AllotmentPolicy suite = allotment_book_policy(book, fixture.hotel, hotel_room_type(fixture.hotel, "STE"));
    CU_ASSERT_EQUAL(suite.basis_points, 5000); /* the type's own in the file */
    g_autoptr(GArray) rows = rows_new();
    row_add(rows, fixture.hotel, "*", 7);
    g_autoptr(GPtrArray) first = allotment_book_take(book, rows);
    CU_ASSERT_EQUAL(first->len, 1);
    CU_ASSERT_EQUAL(nights_of(book, &fixture, "STD"), 7);
    CU_ASSERT_EQUAL(nights_of(book, &fixture, "STE"), 7);
    row_add(rows, fixture.hotel, "STE", 9);
    g_autoptr(GPtrArray) second = allotment_book_take(book, rows);
    CU_ASSERT_EQUAL(second->len, 1);
    CU_ASSERT_EQUAL(nights_of(book, &fixture, "STE"), 9);
    CU_ASSERT_EQUAL(allotment_book_nights(book, fixture.hotel), 9);
    g_autoptr(GPtrArray) third = allotment_book_take(book, rows);
    CU_ASSERT_EQUAL(third->len, 0); /* nothing is new */
    g_array_set_size(rows, 0);
    g_autoptr(GPtrArray) none = allotment_book_take(book, rows);
    CU_ASSERT_EQUAL(none->len, 1);
    CU_ASSERT_EQUAL(nights_of(book, &fixture, "STD"), 3);
}

/* ---- lines ---- */

static void take(Lines *lines, const BookingFixture *fixture, int64_t renewal, int64_t age_ms, int64_t now_us)
{
    g_autoptr(GArray) rows = g_array_new(FALSE, TRUE, sizeof(LeaseRow));
    LeaseRow row = {.hotel_id = fixture->hotel->number,
                    .renewal = renewal,
                    .heard_at = renewal > 0 ? fixture->now : 0,
                    .age_ms = renewal > 0 ? age_ms : -1};
    g_array_append_val(rows, row);
    lines_take(lines, rows, now_us);
}

static gboolean memory_counts_granted(const BookingFixture *fixture)
{
    g_autoptr(HotelMemory) memory = hotel_memory_open(fixture->memory, fixture->hotel);
    return hotel_memory_left(memory, hotel_room_type(fixture->hotel, "STD"), fixture->today,
                             fixture->today + 1) > 3;
}

/* Two of the five STD of tonight are granted. */
static void grant_two(const BookingFixture *fixture)
{
    int64_t version = inventory_memory_version(fixture->memory, fixture->hotel) + 1;
    InventoryCell cell = {.room_type = "STD", .night = fixture->today, .sell_limit = 5, .granted = 2};
    json_t *change = json_pack("{s:I, s:s, s:s, s:o}", "version", (json_int_t)version, "kind", "cell", "key",
                               "", "row", inventory_cell_to_json(&cell));
    json_auto_t *message = json_pack("{s:s, s:I, s:I, s:[o]}", "hotel", "SEA", "from", (json_int_t)version,
                                     "to", (json_int_t)version, "changes", change);
    CU_ASSERT_EQUAL(inventory_memory_apply(fixture->memory, message), FEED_APPLY);
}

static void test_a_hotel_is_heard_for_fifteen_seconds(void)
{
    int64_t now = 1000 * (int64_t)SECOND_US;
    g_auto(BookingFixture) fixture;
    booking_fixture_init(&fixture);
    grant_two(&fixture);
    g_autoptr(Lines) lines = lines_new(fixture.chain, fixture.memory);
    CU_ASSERT_FALSE(lines_is_heard(lines, fixture.hotel, now));
    take(lines, &fixture, 0, -1, now);
    CU_ASSERT_FALSE(lines_is_heard(lines, fixture.hotel, now)); /* it never asked */
    lines_heard(lines, fixture.hotel, 1, fixture.now, now);
    CU_ASSERT_TRUE(lines_is_heard(lines, fixture.hotel, now + 14 * SECOND_US));
    CU_ASSERT_TRUE(memory_counts_granted(&fixture));
    CU_ASSERT_FALSE(lines_is_heard(lines, fixture.hotel, now + 16 * SECOND_US));
    take(lines, &fixture, 1, 16000, now + 16 * SECOND_US);
    CU_ASSERT_FALSE(memory_counts_granted(&fixture));
    take(lines, &fixture, 2, 500, now + 17 * SECOND_US); /* another instance renewed it */
    CU_ASSERT_TRUE(lines_is_heard(lines, fixture.hotel, now + 17 * SECOND_US));
    CU_ASSERT_TRUE(memory_counts_granted(&fixture));
}

static void test_a_hotel_that_did_not_answer_is_silent_until_it_asks_again(void)
{
    int64_t now = 1000 * (int64_t)SECOND_US;
    g_auto(BookingFixture) fixture;
    booking_fixture_init(&fixture);
    g_autoptr(Lines) lines = lines_new(fixture.chain, fixture.memory);
    lines_heard(lines, fixture.hotel, 1, fixture.now, now);
    lines_lost(lines, fixture.hotel);
    CU_ASSERT_FALSE(lines_is_heard(lines, fixture.hotel, now));
    take(lines, &fixture, 1, 100, now + SECOND_US);
    CU_ASSERT_FALSE(lines_is_heard(lines, fixture.hotel, now + SECOND_US));
    lines_heard(lines, fixture.hotel, 2, fixture.now, now + 5 * SECOND_US);
    CU_ASSERT_TRUE(lines_is_heard(lines, fixture.hotel, now + 5 * SECOND_US));
    take(lines, &fixture, 1, 100, now + 6 * SECOND_US); /* read before the renewal, taken after it */
    CU_ASSERT_TRUE(lines_is_heard(lines, fixture.hotel, now + 6 * SECOND_US));
}

/* The lease is four minutes and the margin fifteen; they count from when this instance saw the renewal. */
static void test_silence_outlasts_lease_and_margin(void)
{
    int64_t now = 1000 * (int64_t)SECOND_US;
    int64_t renewal = -1;
    g_auto(BookingFixture) fixture;
    booking_fixture_init(&fixture);
    g_autoptr(Lines) lines = lines_new(fixture.chain, fixture.memory);
    CU_ASSERT_FALSE(lines_is_over(lines, fixture.hotel, now + 1000 * (int64_t)MINUTE_US, &renewal));
    take(lines, &fixture, 5, 100000000, now); /* silent for a day, but this instance has just started */
    CU_ASSERT_FALSE(lines_is_over(lines, fixture.hotel, now + 19 * (int64_t)MINUTE_US, &renewal));
    CU_ASSERT_EQUAL(renewal, -1);
    take(lines, &fixture, 5, 100000000, now + 10 * (int64_t)MINUTE_US);
    CU_ASSERT_TRUE(lines_is_over(lines, fixture.hotel, now + 19 * (int64_t)MINUTE_US + 1, &renewal));
    CU_ASSERT_EQUAL(renewal, 5);
    take(lines, &fixture, 5, 100, now + 20 * (int64_t)MINUTE_US); /* it renews under a number seen before */
    CU_ASSERT_FALSE(lines_is_over(lines, fixture.hotel, now + 20 * (int64_t)MINUTE_US, &renewal));
    lines_heard(lines, fixture.hotel, 6, fixture.now, now + 20 * (int64_t)MINUTE_US);
    CU_ASSERT_FALSE(lines_is_over(lines, fixture.hotel, now + 30 * (int64_t)MINUTE_US, &renewal));
}

static void take_given(Lines *lines, const BookingFixture *fixture, LeaseTerms given, int64_t now_us)
{
    g_autoptr(GArray) rows = g_array_new(FALSE, TRUE, sizeof(LeaseRow));
    LeaseRow row = {.hotel_id = fixture->hotel->number,
                    .renewal = 3,
                    .heard_at = fixture->now,
                    .age_ms = 100000,
                    .given = given};
    g_array_append_val(rows, row);
    lines_take(lines, rows, now_us);
}

/* The configuration was shortened after the hotel was given an hour and half an hour of margin. */
static void test_silence_is_measured_by_the_lease_that_was_given(void)
{
    int64_t now = 1000 * (int64_t)SECOND_US;
    int64_t renewal = -1;
    g_auto(BookingFixture) fixture;
    booking_fixture_init(&fixture);
    g_autoptr(Lines) lines = lines_new(fixture.chain, fixture.memory);
    take_given(lines, &fixture, (LeaseTerms){.lease_ms = 60 * 60000, .margin_ms = 30 * 60000}, now);
    CU_ASSERT_FALSE(lines_is_over(lines, fixture.hotel, now + 90 * (int64_t)MINUTE_US, &renewal));
    CU_ASSERT_TRUE(lines_is_over(lines, fixture.hotel, now + 90 * (int64_t)MINUTE_US + 1, &renewal));
    g_autoptr(Lines) longer = lines_new(fixture.chain, fixture.memory);
    take_given(longer, &fixture, (LeaseTerms){.lease_ms = 1, .margin_ms = 1}, now);
    CU_ASSERT_FALSE(lines_is_over(longer, fixture.hotel, now + 19 * (int64_t)MINUTE_US, &renewal));
}

/* After a failover the number is lower than one that was seen; the hotel is heard all the same, and the time
 * of taking back counts from then on, also when the numbers come to one that was seen long ago. */
static void test_renewals_after_a_failover_count(void)
{
    int64_t now = 1000 * (int64_t)SECOND_US;
    int64_t renewal = -1;
    g_auto(BookingFixture) fixture;
    booking_fixture_init(&fixture);
    g_autoptr(Lines) lines = lines_new(fixture.chain, fixture.memory);
    take(lines, &fixture, 9, 20000, now);
    CU_ASSERT_FALSE(lines_is_heard(lines, fixture.hotel, now));
    int64_t later = now + 18 * (int64_t)MINUTE_US;
    lines_heard(lines, fixture.hotel, 8, fixture.now + INSTANT_MINUTE, later);
    CU_ASSERT_TRUE(lines_is_heard(lines, fixture.hotel, later));
    fixture.now += 2 * INSTANT_MINUTE;
    take(lines, &fixture, 9, 0, later + SECOND_US);
    fixture.now += INSTANT_MINUTE;
    take(lines, &fixture, 7, 0,
         later + 2 * SECOND_US); /* another instance heard it, after one more failover */
    CU_ASSERT_TRUE(lines_is_heard(lines, fixture.hotel, later + 16 * SECOND_US));
    CU_ASSERT_FALSE(lines_is_over(lines, fixture.hotel, later + 19 * (int64_t)MINUTE_US, &renewal));
    CU_ASSERT_TRUE(lines_is_over(lines, fixture.hotel, later + 20 * (int64_t)MINUTE_US, &renewal));
    CU_ASSERT_EQUAL(renewal, 7);
}

static void test_what_people_are_told_of_a_line(void)
{
    int64_t now = 1000 * (int64_t)SECOND_US;
    g_auto(BookingFixture) fixture;
    booking_fixture_init(&fixture);
    g_autoptr(Lines) lines = lines_new(fixture.chain, fixture.memory);
    json_auto_t *never = json_object();
    lines_describe(lines, fixture.hotel, now, never);
    CU_ASSERT_TRUE(json_is_false(json_object_get(never, "connected")));
    CU_ASSERT_TRUE(json_is_null(json_object_get(never, "heard_at")));
    lines_heard(lines, fixture.hotel, 1, fixture.now, now);
    json_auto_t *heard = json_object();
    lines_describe(lines, fixture.hotel, now, heard);
    CU_ASSERT_TRUE(json_is_true(json_object_get(heard, "connected")));
    CU_ASSERT_TRUE(json_is_string(json_object_get(heard, "heard_at")));
}

static CU_TestInfo TESTS[] = {
    {"the most exact policy counts", test_the_most_exact_policy_counts},
    {"a hotel is heard for fifteen seconds", test_a_hotel_is_heard_for_fifteen_seconds},
    {"a hotel that did not answer is silent until it asks again",
     test_a_hotel_that_did_not_answer_is_silent_until_it_asks_again},
    {"silence outlasts lease and margin", test_silence_outlasts_lease_and_margin},
    {"silence is measured by the lease that was given", test_silence_is_measured_by_the_lease_that_was_given},
    {"renewals after a failover count", test_renewals_after_a_failover_count},
    {"what people are told of a line", test_what_people_are_told_of_a_line},
    CU_TEST_INFO_NULL,
};

int main(void)
{
    return test_main("central/allotment_lines", TESTS);
}
