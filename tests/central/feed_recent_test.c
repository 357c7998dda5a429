/* The window on the change feed: what readers are given, what only some may see, and that it stays bounded.
 */
#include "central/feed/feed_recent.h"

#include <string.h>

#include "ops/clock.h"
#include "ops/json.h"
#include "schemas/instant.h"
#include "tests/support/chain_fixture.h"
#include "tests/support/cunit_main.h"

typedef struct {
    Chain *chain;
    FeedMemory *memory;
    FeedRecent *recent;
} Window;

static void window_init(Window *window, gsize bytes_max)
{
    window->chain = chain_fixture_small();
    window->memory = feed_memory_new(window->chain, bytes_max);
    window->recent = feed_memory_hotel(window->memory, "SEA");
    CU_ASSERT_PTR_NOT_NULL_FATAL(window->recent);
    feed_recent_watched(window->recent, clock_monotonic_us() + 60 * INSTANT_SECOND);
}

static void window_clear(Window *window)
{
    feed_memory_free(window->memory);
    chain_free(window->chain);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Window, window_clear)

/* A message of versions from..to: cells, or reservations of `owner`. */
static gboolean take(Window *window, int64_t from, int64_t to, const char *owner)
{
    json_auto_t *message = json_pack("{s:s, s:I, s:I, s:[]}", "hotel", "SEA", "from", (json_int_t)from, "to",
                                     (json_int_t)to, "changes");
    for (int64_t version = from; version <= to; version++)
        json_array_append_new(json_object_get(message, "changes"),
                              json_pack("{s:I, s:s, s:s, s:{s:s}}", "version", (json_int_t)version, "kind",
                                        owner ? "reservation" : "cell", "key", "k", "row", "booked_by",
                                        owner ? owner : "nobody"));
    return feed_memory_take(window->memory, window->recent, message);
}

/* "from-to/head: versions", or "list" when the window does not reach back. */
static char *seen(const Window *window, int64_t after, guint limit, const char *owner)
{
    FeedSlice *slice = feed_recent_slice(window->recent, after, limit, owner);
    if (!slice)
        return g_strdup("list");
    g_autoptr(GBytes) text = feed_slice_text(slice);
    feed_slice_free(slice);
    gsize length;
    const char *bytes = g_bytes_get_data(text, &length);
    json_auto_t *answer = json_parse(bytes, length, NULL);
    CU_ASSERT_PTR_NOT_NULL_FATAL(answer);
    json_int_t to = json_integer_value(json_object_get(answer, "to"));
    json_int_t head = json_integer_value(json_object_get(answer, "head"));
    CU_ASSERT_EQUAL(json_is_true(json_object_get(answer, "more")), to < head);
    GString *summary = g_string_new(NULL);
    g_string_printf(summary, "%" JSON_INTEGER_FORMAT "-%" JSON_INTEGER_FORMAT "/%" JSON_INTEGER_FORMAT ":",
                    json_integer_value(json_object_get(answer, "from")), to, head);
    size_t index;
    json_t *change;
    json_array_foreach(json_object_get(answer, "changes"), index, change) g_string_append_printf(
        summary, " %" JSON_INTEGER_FORMAT, json_integer_value(json_object_get(change, "version")));
    return g_string_free(summary, FALSE);
}

#define ASSERT_SEEN(window, after, limit, owner, expected)                                                   \
    do {                                                                                                     \
        g_autofree char *summary_ = seen(window, after, limit, owner);                                       \
        CU_ASSERT_STRING_EQUAL(summary_, expected);                                                          \
    } while (0)

static void test_changes_are_given_in_order(void)
{
    g_auto(Window) window;
    window_init(&window, 100000);
    CU_ASSERT_TRUE(feed_recent_position(window.recent, 10));
    ASSERT_SEEN(&window, 10, 100, NULL, "11-10/10:");
    CU_ASSERT_TRUE(take(&window, 11, 13, NULL));
    CU_ASSERT_TRUE(take(&window, 14, 14, NULL));
    ASSERT_SEEN(&window, 10, 100, NULL, "11-14/14: 11 12 13 14");
    ASSERT_SEEN(&window, 12, 100, NULL, "13-14/14: 13 14");
    ASSERT_SEEN(&window, 10, 3, NULL, "11-13/14: 11 12 13");
    ASSERT_SEEN(&window, 14, 100, NULL, "15-14/14:");
    ASSERT_SEEN(&window, 99, 100, NULL, "list"); /* is it true? the database knows */
    ASSERT_SEEN(&window, 9, 100, NULL, "list");
}

static void test_messages_come_twice_and_late(void)
{
    g_auto(Window) window;
    window_init(&window, 100000);
    CU_ASSERT_TRUE(take(&window, 1, 2, NULL));
    CU_ASSERT_FALSE(take(&window, 1, 2, NULL));
    CU_ASSERT_FALSE(take(&window, 2, 2, NULL));
    CU_ASSERT_FALSE(feed_recent_position(window.recent, 2));
    ASSERT_SEEN(&window, 0, 100, NULL, "1-2/2: 1 2");
}

static void test_a_gap_begins_a_new_window(void)
{
    g_auto(Window) window;
    window_init(&window, 100000);
    take(&window, 1, 2, NULL);
    CU_ASSERT_TRUE(take(&window, 5, 6, NULL));
    ASSERT_SEEN(&window, 1, 100, NULL, "list");
    ASSERT_SEEN(&window, 4, 100, NULL, "5-6/6: 5 6");
    CU_ASSERT_TRUE(feed_recent_position(window.recent, 9));
    ASSERT_SEEN(&window, 6, 100, NULL, "list");
    ASSERT_SEEN(&window, 9, 100, NULL, "10-9/9:");
}

/* Overlapping what is known: only a list tells what the rows between were. */
static void test_an_overlap_is_listed(void)
{
    g_auto(Window) window;
    window_init(&window, 100000);
    take(&window, 1, 3, NULL);
    CU_ASSERT_TRUE(take(&window, 3, 5, NULL));
    ASSERT_SEEN(&window, 3, 100, NULL, "list");
    ASSERT_SEEN(&window, 5, 100, NULL, "6-5/5:");
}

static void test_an_announcement_has_no_rows(void)
{
    g_auto(Window) window;
    window_init(&window, 100000);
    take(&window, 1, 1, NULL);
    json_auto_t *message = json_pack("{s:s, s:i, s:i}", "hotel", "SEA", "from", 2, "to", 5000);
    CU_ASSERT_TRUE(feed_memory_take(window.memory, window.recent, message));
    ASSERT_SEEN(&window, 1, 100, NULL, "list");
    CU_ASSERT_TRUE(take(&window, 5001, 5001, NULL));
    ASSERT_SEEN(&window, 5000, 100, NULL, "5001-5001/5001: 5001");
}

static void test_reservations_of_others_are_not_shown(void)
{
    g_auto(Window) window;
    window_init(&window, 100000);
    take(&window, 1, 1, "client:one");
    take(&window, 2, 2, NULL);
    take(&window, 3, 3, "client:two");
    ASSERT_SEEN(&window, 0, 100, NULL, "1-3/3: 1 2 3");
    ASSERT_SEEN(&window, 0, 100, "client:one", "1-3/3: 1 2");
    ASSERT_SEEN(&window, 0, 100, "client:two", "1-3/3: 2 3");
    ASSERT_SEEN(&window, 0, 100, "client:three", "1-3/3: 2");
    ASSERT_SEEN(&window, 2, 100, "client:one", "3-3/3:");
}

static void test_the_window_is_bounded(void)
{
    g_auto(Window) window;
    window_init(&window, 1000);
    for (int64_t version = 1; version <= 1000; version++)
        take(&window, version, version, NULL);
    ASSERT_SEEN(&window, 500, 100, NULL, "list");
    ASSERT_SEEN(&window, 998, 100, NULL, "999-1000/1000: 999 1000");
    feed_recent_position(window.recent, 2000); /* what is forgotten at once is taken off the sum later */
    for (int64_t version = 2001; version <= 2100; version++)
        take(&window, version, version, NULL);
    ASSERT_SEEN(&window, 2098, 100, NULL, "2099-2100/2100: 2099 2100");
}

static void test_what_nobody_watches_is_not_kept(void)
{
    g_auto(Window) window = {.chain = chain_fixture_small()};
    window.memory = feed_memory_new(window.chain, 100000);
    window.recent = feed_memory_hotel(window.memory, "SEA");
    CU_ASSERT_TRUE(take(&window, 1, 2, NULL));
    CU_ASSERT_EQUAL(feed_recent_reached(window.recent), 2);
    ASSERT_SEEN(&window, 1, 100, NULL, "list");
    ASSERT_SEEN(&window, 2, 100, NULL, "3-2/2:");
    CU_ASSERT_PTR_NULL(feed_memory_hotel(window.memory, "NOPE"));
    CU_ASSERT_PTR_NULL(feed_memory_hotel(window.memory, NULL));
}

int main(void)
{
    static CU_TestInfo TESTS[] = {
        {"changes are given in order", test_changes_are_given_in_order},
        {"messages come twice and late", test_messages_come_twice_and_late},
        {"a gap begins a new window", test_a_gap_begins_a_new_window},
        {"an overlap is listed", test_an_overlap_is_listed},
        {"an announcement has no rows", test_an_announcement_has_no_rows},
        {"reservations of others are not shown", test_reservations_of_others_are_not_shown},
        {"the window is bounded", test_the_window_is_bounded},
        {"what nobody watches is not kept", test_what_nobody_watches_is_not_kept},
        CU_TEST_INFO_NULL,
    };
    return test_main("central/feed_recent", TESTS);
}
