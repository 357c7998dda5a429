#include "central/feed/feed_store.h"

#include <string.h>

#include "central/rate/rate_store.h"
#include "tests/central/support/lane_fixture.h"
#include "tests/support/cunit_main.h"
#include "tests/support/tsan_glib.h"

static LaneFixture fixture;

static int64_t member(const json_t *object, const char *name)
{
    return json_integer_value(json_object_get(object, name));
}

/* Sets the amount of so many nights from today on. */
static FeedMessage *set_rates(guint nights, int64_t amount_minor, gboolean withdrawn)
{
    g_autoptr(GArray) changes = g_array_new(FALSE, TRUE, sizeof(RateChange));
    g_autoptr(GArray) none = g_array_new(FALSE, TRUE, sizeof(PriceRestriction));
    for (guint i = 0; i < nights; i++) {
        RateChange change = {.rate_plan = "BAR",
                             .room_type = "STD",
                             .night = fixture.today + (Night)i,
                             .withdrawn = withdrawn,
                             .amount_minor = amount_minor};
        g_array_append_val(changes, change);
    }
    FeedMessage *message = NULL;
    g_autoptr(GError) error = NULL;
    DatabaseStatus status =
        rate_changes_write(fixture.connection, fixture.hotel, changes, none, &message, &error);
    TEST_ASSERT_NO_ERROR(error);
    CU_ASSERT_EQUAL(status, DATABASE_OK);
    return message;
}

static json_t *list_after(int64_t after, int limit)
{
    json_t *list = NULL;
    g_autoptr(GError) error = NULL;
    DatabaseStatus status =
        feed_list(fixture.connection, fixture.chain, fixture.hotel, after, limit, &list, &error);
    TEST_ASSERT_NO_ERROR(error);
    CU_ASSERT_EQUAL(status, DATABASE_OK);
    return list;
}

static void test_a_small_change_travels_with_its_rows(void)
{
    lane_fixture_reset(&fixture);
    int64_t before = postgres_fixture_number(fixture.connection, "SELECT feed_version FROM hotel");
    g_autoptr(FeedMessage) message = set_rates(3, 7700, FALSE);
    g_autoptr(GPtrArray) messages = lane_fixture_messages(&fixture);
    CU_ASSERT_EQUAL(messages->len, 1);
    CU_ASSERT_EQUAL(lane_check_gap_free(messages, before), before + 3);
    CU_ASSERT_EQUAL(json_array_size(json_object_get(messages->pdata[0], "changes")), 3);
    json_auto_t *document = feed_message_to_json(message);
    CU_ASSERT_TRUE(json_equal(document, messages->pdata[0]));
    CU_ASSERT_EQUAL(inventory_memory_apply(fixture.memory, document), FEED_APPLY);
    CU_ASSERT_EQUAL(inventory_memory_apply(fixture.memory, document), FEED_IGNORE);
}

/* More than the bus carries: the message only announces, and who hears it lists. */
static void test_a_large_change_is_only_announced(void)
{
    enum { NIGHTS = 6000 };
    lane_fixture_reset(&fixture);
    int64_t before = postgres_fixture_number(fixture.connection, "SELECT feed_version FROM hotel");
    g_autoptr(FeedMessage) message = set_rates(NIGHTS, 8800, FALSE);
    g_autoptr(GPtrArray) messages = lane_fixture_messages(&fixture);
    CU_ASSERT_EQUAL(messages->len, 1);
    const json_t *announced = messages->pdata[0];
    CU_ASSERT_PTR_NULL(json_object_get(announced, "changes"));
    CU_ASSERT_EQUAL(member(announced, "from"), before + 1);
    CU_ASSERT_EQUAL(member(announced, "to"), before + NIGHTS);
    CU_ASSERT_EQUAL(inventory_memory_apply(fixture.memory, announced), FEED_LIST);
    g_autoptr(GError) error = NULL;
    CU_ASSERT_EQUAL(inventory_memory_load(fixture.memory, fixture.hotel, fixture.connection, &error),
                    DATABASE_OK);
    CU_ASSERT_EQUAL(inventory_memory_version(fixture.memory, fixture.hotel), before + NIGHTS);
    g_autoptr(HotelMemory) memory = hotel_memory_open(fixture.memory, fixture.hotel);
    CU_ASSERT_EQUAL(hotel_memory_book(memory)->override_count, NIGHTS);
}

static void test_a_list_is_read_page_by_page(void)
{
    enum { NIGHTS = 2500 };
    lane_fixture_reset(&fixture);
    int64_t after = postgres_fixture_number(fixture.connection, "SELECT feed_version FROM hotel");
    feed_message_free(set_rates(NIGHTS, 9900, FALSE));
    int rows = 0, pages = 0;
    for (gboolean more = TRUE; more; pages++) {
        json_auto_t *list = list_after(after, FEED_LIST_MAX);
        const json_t *changes = json_object_get(list, "changes");
        more = json_boolean_value(json_object_get(list, "more"));
        CU_ASSERT_EQUAL(member(json_array_get(changes, 0), "version"), after + 1);
        CU_ASSERT_EQUAL(member(json_array_get(changes, json_array_size(changes) - 1), "version"),
                        member(list, "head"));
        rows += (int)json_array_size(changes);
        after = member(list, "head");
    }
    CU_ASSERT_EQUAL(rows, NIGHTS);
    CU_ASSERT_EQUAL(pages, 3);
    json_auto_t *nothing = list_after(after, 1);
    CU_ASSERT_EQUAL(json_array_size(json_object_get(nothing, "changes")), 0);
    CU_ASSERT_EQUAL(member(nothing, "head"), after);
}

/* A row that changed again stands in the list once, under its last version; a withdrawn amount is told as
 * null. */
static void test_a_row_stands_under_its_last_version(void)
{
    lane_fixture_reset(&fixture);
    int64_t after = postgres_fixture_number(fixture.connection, "SELECT feed_version FROM hotel");
    feed_message_free(set_rates(2, 100, FALSE));
    feed_message_free(set_rates(1, 0, TRUE));
    json_auto_t *list = list_after(after, 10);
    const json_t *changes = json_object_get(list, "changes");
    CU_ASSERT_EQUAL(json_array_size(changes), 2);
    CU_ASSERT_EQUAL(member(json_array_get(changes, 0), "version"), after + 2);
    CU_ASSERT_EQUAL(member(json_array_get(changes, 1), "version"), after + 3);
    const json_t *withdrawn = json_object_get(json_array_get(changes, 1), "row");
    CU_ASSERT_TRUE(json_is_null(json_object_get(withdrawn, "amount_minor")));
    CU_ASSERT_EQUAL(member(list, "head"), after + 3);
}

static CU_TestInfo TESTS[] = {
    {"a small change travels with its rows", test_a_small_change_travels_with_its_rows},
    {"a large change is only announced", test_a_large_change_is_only_announced},
    {"a list is read page by page", test_a_list_is_read_page_by_page},
    {"a row stands under its last version", test_a_row_stands_under_its_last_version},
    CU_TEST_INFO_NULL,
};

int main(void)
{
    lane_fixture_init(&fixture);
    int failed = test_main("central/feed_store", TESTS);
    lane_fixture_clear(&fixture);
    return failed;
}
