#include "sync/feed_rules.h"

#include "sync/outbox_rules.h"
#include "tests/support/cunit_main.h"

enum {
    HISTORY = 200,
    RUNS = 200,
};

static void test_reader_takes_only_the_next(void)
{
    CU_ASSERT_EQUAL(feed_decide(100, 101, 104, true), FEED_APPLY);
    CU_ASSERT_EQUAL(feed_decide(0, 1, 1, true), FEED_APPLY);
    CU_ASSERT_EQUAL(feed_decide(100, 102, 104, true), FEED_LIST);
    CU_ASSERT_EQUAL(feed_decide(100, 99, 104, true), FEED_LIST);
    CU_ASSERT_EQUAL(feed_decide(100, 97, 100, true), FEED_IGNORE);
    CU_ASSERT_EQUAL(feed_decide(100, 1, 1, false), FEED_IGNORE);
    CU_ASSERT_EQUAL(feed_decide(100, 101, 104, false), FEED_LIST);
}

static void test_nonsense_asks_for_a_list(void)
{
    CU_ASSERT_EQUAL(feed_decide(100, 104, 101, true), FEED_LIST);
    CU_ASSERT_EQUAL(feed_decide(100, 0, 101, true), FEED_LIST);
    CU_ASSERT_EQUAL(feed_decide(100, -5, 3, true), FEED_LIST);
}

/* However messages are lost, doubled and shuffled, the reader ends at the head and never applies one twice.
 */
static void test_lossy_feed_converges(void)
{
    g_autoptr(GRand) random = test_random_new();
    for (int run = 0; run < RUNS; run++) {
        int applied[HISTORY + 1] = {0};
        int64_t reached = 0;
        for (int step = 0; step < HISTORY * 2; step++) {
            int64_t from = test_random_between(random, 1, HISTORY);
            int64_t length = test_random_between(random, 0, 3);
            int64_t to = MIN(HISTORY, from + length);
            FeedDecision decision = feed_decide(reached, from, to, g_rand_boolean(random));
            /* A list brings everything up to some later version, in order. */
            int64_t end = decision == FEED_APPLY ? to : decision == FEED_LIST ? MAX(reached, to) : reached;
            while (reached < end)
                applied[++reached]++;
        }
        if (feed_decide(reached, HISTORY, HISTORY, false) == FEED_LIST)
            while (reached < HISTORY)
                applied[++reached]++;
        CU_ASSERT_EQUAL(reached, HISTORY);
        for (int version = 1; version <= HISTORY; version++)
            CU_ASSERT_EQUAL(applied[version], 1);
    }
}

static void test_outbox_applies_each_entry_once_in_order(void)
{
    CU_ASSERT_EQUAL(outbox_decide(16, 17), OUTBOX_APPLY);
    CU_ASSERT_EQUAL(outbox_decide(0, 1), OUTBOX_APPLY);
    CU_ASSERT_EQUAL(outbox_decide(17, 17), OUTBOX_DUPLICATE);
    CU_ASSERT_EQUAL(outbox_decide(17, 3), OUTBOX_DUPLICATE);
    CU_ASSERT_EQUAL(outbox_decide(17, 19), OUTBOX_GAP);
}

static CU_TestInfo TESTS[] = {
    {"a reader takes only the next message", test_reader_takes_only_the_next},
    {"nonsense asks for a list", test_nonsense_asks_for_a_list},
    {"a lossy feed converges, nothing twice", test_lossy_feed_converges},
    {"the outbox applies each entry once, in order", test_outbox_applies_each_entry_once_in_order},
    CU_TEST_INFO_NULL,
};

int main(void)
{
    return test_main("sync/feed_rules", TESTS);
}
