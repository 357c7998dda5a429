#include "sync/feed_reader.h"
#include "tests/support/cunit_main.h"

#include <string.h>

enum { SECOND = 1000000 };

static int freed;

static void message_free(gpointer message)
{
    freed++;
    g_free(message);
}

static FeedReader reader_of(guint capacity)
{
    FeedReader reader;
    freed = 0;
    feed_reader_init(&reader, capacity, 5 * SECOND, message_free);
    return reader;
}

static void test_a_new_reader_lists_at_once_and_then_at_its_pace(void)
{
    FeedReader reader = reader_of(2);
    CU_ASSERT_TRUE(feed_reader_list_begin(&reader, SECOND));
    CU_ASSERT_FALSE(feed_reader_list_begin(&reader, 100 * SECOND)); /* one at a time */
    feed_reader_list_end(&reader);
    CU_ASSERT_FALSE(feed_reader_list_begin(&reader, 2 * SECOND));
    CU_ASSERT_EQUAL(feed_reader_list_due_us(&reader), 6 * SECOND);
    CU_ASSERT_TRUE(feed_reader_list_begin(&reader, 6 * SECOND));
    CU_ASSERT_EQUAL(feed_reader_want_list(&reader), FEED_DO_LIST); /* missed after it began */
    feed_reader_list_end(&reader);
    CU_ASSERT_TRUE(feed_reader_list_begin(&reader, 6 * SECOND));
    feed_reader_clear(&reader);
}

static void test_applying_is_asked_for_once(void)
{
    FeedReader reader = reader_of(3);
    CU_ASSERT_EQUAL(feed_reader_message(&reader, g_strdup("1")), FEED_DO_APPLY);
    CU_ASSERT_EQUAL(feed_reader_message(&reader, g_strdup("2")), FEED_DO_NOTHING);
    CU_ASSERT_EQUAL(feed_reader_message(&reader, g_strdup("3")), FEED_DO_NOTHING);
    g_autoptr(GPtrArray) taken = feed_reader_take(&reader, 2);
    CU_ASSERT_EQUAL(taken->len, 2);
    CU_ASSERT_STRING_EQUAL(taken->pdata[0], "1");
    CU_ASSERT_EQUAL(feed_reader_applied(&reader, true), FEED_DO_APPLY);
    g_autoptr(GPtrArray) rest = feed_reader_take(&reader, 2);
    CU_ASSERT_EQUAL(rest->len, 1);
    CU_ASSERT_EQUAL(feed_reader_applied(&reader, true), FEED_DO_NOTHING);
    CU_ASSERT_EQUAL(feed_reader_message(&reader, g_strdup("4")), FEED_DO_APPLY);
    feed_reader_apply_later(&reader);
    CU_ASSERT_EQUAL(feed_reader_message(&reader, g_strdup("5")), FEED_DO_APPLY);
    feed_reader_clear(&reader);
}

static void test_memory_is_bounded(void)
{
    FeedReader reader = reader_of(1);
    CU_ASSERT_TRUE(feed_reader_list_begin(&reader, 0));
    feed_reader_list_end(&reader);
    CU_ASSERT_EQUAL(feed_reader_message(&reader, g_strdup("1")), FEED_DO_APPLY);
    CU_ASSERT_EQUAL(feed_reader_message(&reader, g_strdup("2")), FEED_DO_LIST);
    CU_ASSERT_EQUAL(freed, 1);
    CU_ASSERT_TRUE(feed_reader_list_begin(&reader, 0));
    CU_ASSERT_EQUAL(feed_reader_message(&reader, NULL), FEED_DO_LIST);
    feed_reader_clear(&reader);
    CU_ASSERT_EQUAL(freed, 2);
}

static void test_a_gap_lists_and_passes_over_the_rest(void)
{
    FeedPass pass = feed_pass(10, 3);
    CU_ASSERT_EQUAL(feed_pass_message(&pass, 9, 10, true), FEED_IGNORE);
    CU_ASSERT_EQUAL(feed_pass_message(&pass, 11, 12, true), FEED_APPLY);
    feed_pass_applied(&pass, 12, 4, true);
    CU_ASSERT_EQUAL(feed_pass_message(&pass, 14, 14, true), FEED_LIST);
    CU_ASSERT_EQUAL(feed_pass_message(&pass, 13, 13, true), FEED_LIST);
    CU_ASSERT_EQUAL(pass.reached, 12);
    CU_ASSERT_EQUAL(pass.settled_entry, 4);
    CU_ASSERT_FALSE(pass.complete);
}

static void test_what_cannot_be_read_is_not_believed(void)
{
    FeedPass pass = feed_pass(10, 3);
    CU_ASSERT_EQUAL(feed_pass_message(&pass, 11, 12, true), FEED_APPLY);
    feed_pass_applied(&pass, 12, 4, false);
    CU_ASSERT_EQUAL(pass.reached, 10);
    CU_ASSERT_EQUAL(pass.settled_entry, 3);
    CU_ASSERT_FALSE(pass.complete);
}

static void test_only_the_last_page_settles(void)
{
    FeedPass pass = feed_pass(10, 3);
    feed_pass_listed(&pass, 15, 7, true);
    CU_ASSERT_EQUAL(pass.reached, 15);
    CU_ASSERT_EQUAL(pass.settled_entry, 3);
    feed_pass_listed(&pass, 20, 8, false);
    CU_ASSERT_EQUAL(pass.settled_entry, 8);
    feed_pass_listed(&pass, 18, 6, false); /* an older list that came late */
    CU_ASSERT_EQUAL(pass.reached, 20);
    CU_ASSERT_EQUAL(pass.settled_entry, 8);
    CU_ASSERT_TRUE(pass.complete);
}

static CU_TestInfo TESTS[] = {
    {"a new reader lists at once, then at its pace", test_a_new_reader_lists_at_once_and_then_at_its_pace},
    {"applying is asked for once", test_applying_is_asked_for_once},
    {"memory is bounded", test_memory_is_bounded},
    {"a gap lists and passes over the rest", test_a_gap_lists_and_passes_over_the_rest},
    {"what cannot be read is not believed", test_what_cannot_be_read_is_not_believed},
    {"only the last page settles", test_only_the_last_page_settles},
    CU_TEST_INFO_NULL,
};

int main(void)
{
    return test_main("sync/feed_reader", TESTS);
}
