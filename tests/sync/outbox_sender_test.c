#include "sync/outbox_sender.h"
#include "tests/support/cunit_main.h"

static const OutboxPause PAUSE = {.gather_us = 3, .failed_us = 500, .idle_us = 2000};

static OutboxSender sender_with(int64_t first, int64_t pending)
{
    OutboxSender sender;
    outbox_sender_init(&sender, &PAUSE);
    outbox_sender_next(&sender, 0);
    outbox_sender_stored(&sender, first, pending, 0);
    return sender;
}

static void test_it_looks_before_it_sends(void)
{
    OutboxSender sender;
    outbox_sender_init(&sender, &PAUSE);
    CU_ASSERT_EQUAL(outbox_sender_next(&sender, 0).what, OUTBOX_DO_LOOK);
    outbox_sender_stored(&sender, 7, 3, 10);
    OutboxAction action = outbox_sender_next(&sender, 10);
    CU_ASSERT_EQUAL(action.what, OUTBOX_DO_SEND);
    CU_ASSERT_EQUAL(action.from, 7);
    CU_ASSERT_EQUAL(outbox_sender_next(&sender, 5000).what, OUTBOX_DO_WAIT); /* one at a time */
    CU_ASSERT_EQUAL(outbox_sender_answered(&sender, 9, 20), OUTBOX_FORGET);
    outbox_sender_stored(&sender, 0, 0, 21);
    action = outbox_sender_next(&sender, 21);
    CU_ASSERT_EQUAL(action.what, OUTBOX_DO_WAIT);
    CU_ASSERT_EQUAL(action.until_us, 2021);
    CU_ASSERT_EQUAL(outbox_sender_next(&sender, 2021).what, OUTBOX_DO_LOOK);
}

static void test_new_entries_gather_a_moment(void)
{
    OutboxSender sender = sender_with(0, 0);
    outbox_sender_added(&sender, 100);
    outbox_sender_added(&sender, 102); /* the second does not put it off */
    CU_ASSERT_EQUAL(outbox_sender_next(&sender, 102).what, OUTBOX_DO_WAIT);
    CU_ASSERT_EQUAL(outbox_sender_next(&sender, 103).what, OUTBOX_DO_LOOK);
}

/* While the store was being asked, it may already have been past the new entry. */
static void test_what_is_added_during_a_look_is_not_missed(void)
{
    OutboxSender sender;
    outbox_sender_init(&sender, &PAUSE);
    CU_ASSERT_EQUAL(outbox_sender_next(&sender, 0).what, OUTBOX_DO_LOOK);
    outbox_sender_added(&sender, 1);
    outbox_sender_stored(&sender, 0, 0, 2);
    CU_ASSERT_EQUAL(outbox_sender_next(&sender, 5).what, OUTBOX_DO_LOOK);
}

static void test_after_a_failure_nothing_hurries_it_but_the_line(void)
{
    OutboxSender sender = sender_with(7, 3);
    CU_ASSERT_EQUAL(outbox_sender_next(&sender, 0).what, OUTBOX_DO_SEND);
    outbox_sender_failed(&sender, 10);
    outbox_sender_added(&sender, 11);
    CU_ASSERT_EQUAL(outbox_sender_next(&sender, 509).what, OUTBOX_DO_WAIT);
    outbox_sender_reconnected(&sender, 100);
    CU_ASSERT_EQUAL(outbox_sender_next(&sender, 100).what, OUTBOX_DO_LOOK);
    outbox_sender_stored(&sender, 7, 4, 100);
    CU_ASSERT_EQUAL(outbox_sender_next(&sender, 100).from, 7);
}

static void test_a_centre_that_lacks_entries_is_not_believed(void)
{
    OutboxSender sender = sender_with(7, 3);
    outbox_sender_next(&sender, 0);
    CU_ASSERT_EQUAL(outbox_sender_answered(&sender, 5, 0), OUTBOX_IMPLAUSIBLE);
    CU_ASSERT_EQUAL(outbox_sender_next(&sender, 499).what, OUTBOX_DO_WAIT);
    CU_ASSERT_EQUAL(outbox_sender_next(&sender, 500).what, OUTBOX_DO_LOOK);
    outbox_sender_stored(&sender, 7, 3, 500);
    CU_ASSERT_EQUAL(outbox_sender_next(&sender, 500).what, OUTBOX_DO_SEND);
    CU_ASSERT_EQUAL(outbox_sender_answered(&sender, 6, 600), OUTBOX_NOTHING_NEW);
    CU_ASSERT_EQUAL(outbox_sender_next(&sender, 601).what, OUTBOX_DO_WAIT);
    CU_ASSERT_EQUAL(outbox_sender_next(&sender, 1100).what, OUTBOX_DO_LOOK);
}

/* However answers and requests are lost, every entry is applied once and in order, and forgotten only after.
 */
static void test_a_lossy_line_delivers_each_once(void)
{
    g_autoptr(GRand) random = test_random_new();
    for (int run = 0; run < 200; run++) {
        OutboxSender sender = sender_with(0, 0);
        int64_t written = 0, kept = 1, applied = 0;
        for (int64_t now = 0; now < 200000 && (now < 20000 || applied < written); now += 50) {
            if (now < 20000 && g_rand_boolean(random)) {
                written++;
                outbox_sender_added(&sender, now);
            }
            OutboxAction action = outbox_sender_next(&sender, now);
            if (action.what == OUTBOX_DO_LOOK)
                outbox_sender_stored(&sender, kept, written - kept + 1, now);
            if (action.what != OUTBOX_DO_SEND)
                continue;
            CU_ASSERT_EQUAL(action.from, kept);
            if (g_rand_boolean(random)) /* the request arrives */
                applied = MAX(applied, MIN(written, action.from + action.at_most - 1));
            if (g_rand_boolean(random)) {
                outbox_sender_failed(&sender, now);
            } else if (outbox_sender_answered(&sender, applied, now) == OUTBOX_FORGET) {
                kept = applied + 1;
                outbox_sender_stored(&sender, kept, written - kept + 1, now);
            }
        }
        CU_ASSERT_EQUAL(applied, written);
    }
}

static CU_TestInfo TESTS[] = {
    {"it looks before it sends", test_it_looks_before_it_sends},
    {"new entries gather a moment", test_new_entries_gather_a_moment},
    {"what is added during a look is not missed", test_what_is_added_during_a_look_is_not_missed},
    {"after a failure nothing hurries it but the line", test_after_a_failure_nothing_hurries_it_but_the_line},
    {"a centre that lacks entries is not believed", test_a_centre_that_lacks_entries_is_not_believed},
    {"a lossy line delivers each once", test_a_lossy_line_delivers_each_once},
    CU_TEST_INFO_NULL,
};

int main(void)
{
    return test_main("sync/outbox_sender", TESTS);
}
