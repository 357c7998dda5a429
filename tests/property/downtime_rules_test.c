/* When the downtime pack is made, when it is too old, and what is kept out of it. */

#include "property/downtime/downtime_files.h"
#include "property/downtime/downtime_rules.h"
#include "tests/support/cunit_main.h"
#include <glib/gstdio.h>

static void test_a_change_is_in_the_pack_within_a_minute(void)
{
    for (int64_t age_ms = 0; age_ms <= 2 * DOWNTIME_EVERY_MS; age_ms += 100) {
        DowntimeAge changed = {.made = true, .changed = true, .age_ms = age_ms};
        DowntimeAge quiet = {.made = true, .age_ms = age_ms};
        DowntimeAge failed = {.made = true, .changed = true, .failed = true, .age_ms = age_ms};
        CU_ASSERT_EQUAL(downtime_due(&changed), age_ms >= DOWNTIME_GATHER_MS);
        CU_ASSERT_EQUAL(downtime_due(&quiet), age_ms >= DOWNTIME_EVERY_MS);
        CU_ASSERT_EQUAL(downtime_due(&failed), age_ms >= DOWNTIME_AGAIN_MS);
    }
    CU_ASSERT_TRUE(DOWNTIME_GATHER_MS < 60000 && DOWNTIME_EVERY_MS < DOWNTIME_LATE_MS);
    CU_ASSERT_TRUE(downtime_due(&(DowntimeAge){0}));
}

static void test_a_change_is_on_paper_within_a_minute(void)
{
    CU_ASSERT_FALSE(downtime_paper_due(false, DOWNTIME_PAPER_EVERY_MS - 1));
    CU_ASSERT_TRUE(downtime_paper_due(false, DOWNTIME_PAPER_EVERY_MS));
    CU_ASSERT_FALSE(downtime_paper_due(true, DOWNTIME_PAPER_MS - 1));
    CU_ASSERT_TRUE(downtime_paper_due(true, DOWNTIME_PAPER_MS));
    CU_ASSERT_TRUE(DOWNTIME_GATHER_MS + DOWNTIME_PAPER_MS < 60000);
}

static void test_an_old_pack_is_an_alarm(void)
{
    CU_ASSERT_TRUE(downtime_late(false, 0));
    CU_ASSERT_FALSE(downtime_late(true, DOWNTIME_LATE_MS));
    CU_ASSERT_TRUE(downtime_late(true, DOWNTIME_LATE_MS + 1));
}

static void assert_blotted(const char *text, const char *expected)
{
    g_autofree char *clean = downtime_blot(text);

    CU_ASSERT_STRING_EQUAL(clean, expected);
}

static void test_card_numbers_are_blotted_out(void)
{
    assert_blotted("4111111111111111", "••••");
    assert_blotted("Visa 4111 1111-1111 1111, late", "Visa ••••, late");
    assert_blotted("+351 282 55501", "+351 282 55501");
    assert_blotted("Room 101, 2 nights", "Room 101, 2 nights");
    assert_blotted("12345678901", "12345678901");
    assert_blotted("4111111111111111 or 4012888888881881.", "•••• or ••••.");
    assert_blotted("+86 138 0013 8000", "+86 138 0013 8000"); /* who waits for a guest has to call */
    assert_blotted("例, 花子 3782 822463 10005", "例, 花子 ••••");
    assert_blotted("", "");
}

static void test_few_older_packs_are_kept(void)
{
    char *folder = test_folder_new();
    g_autoptr(GBytes) bytes = g_bytes_new_static("<html>", 6);
    guint files = 0;

    for (int hour = 10; hour < 20; hour++) {
        g_autofree char *older = g_strdup_printf("20260301-%d", hour);
        g_autoptr(GError) error = NULL;
        CU_ASSERT_TRUE(downtime_file_write(folder, "H1", "html", older, bytes, &error));
        CU_ASSERT_TRUE(downtime_file_write(folder, "H1", "html", older, bytes, &error));
        CU_ASSERT_PTR_NULL(error);
    }
    g_autoptr(GDir) directory = g_dir_open(folder, 0, NULL);
    while (g_dir_read_name(directory) != NULL) {
        files++;
    }
    CU_ASSERT_EQUAL(files, 1 + DOWNTIME_KEPT);
    g_autofree char *newest = g_build_filename(folder, "downtime-H1-20260301-19.html", NULL);
    CU_ASSERT_TRUE(g_file_test(newest, G_FILE_TEST_EXISTS));
    test_folder_remove(folder);
}

static void test_a_missing_folder_is_told_and_not_made(void)
{
    char *folder = test_folder_new();
    g_autofree char *missing = g_build_filename(folder, "stick", NULL);
    g_autoptr(GBytes) bytes = g_bytes_new_static("<html>", 6);
    g_autoptr(GError) error = NULL;

    CU_ASSERT_FALSE(downtime_file_write(missing, "H1", "html", "20260301-10", bytes, &error));
    CU_ASSERT_PTR_NOT_NULL(error);
    CU_ASSERT_FALSE(g_file_test(missing, G_FILE_TEST_EXISTS));
    test_folder_remove(folder);
}

static CU_TestInfo tests[] = {
    {"a change is in the pack within a minute", test_a_change_is_in_the_pack_within_a_minute},
    {"a change is on paper within a minute", test_a_change_is_on_paper_within_a_minute},
    {"an old pack is an alarm", test_an_old_pack_is_an_alarm},
    {"card numbers are blotted out", test_card_numbers_are_blotted_out},
    {"few older packs are kept", test_few_older_packs_are_kept},
    {"a missing folder is told and not made", test_a_missing_folder_is_told_and_not_made},
    CU_TEST_INFO_NULL,
};

int main(void)
{
    return test_main("property/downtime_rules", tests);
}
