#include "ops/cli/replay_expect.h"

#include <string.h>

#include "ops/cli/csv_reader.h"
#include "ops/cli/generate_bookings.h"
#include "tests/support/cunit_main.h"

static void assert_tables_equal(const MonthTable *left, const MonthTable *right)
{
    g_autoptr(GList) keys = month_table_keys(left);
    g_autoptr(GList) other_keys = month_table_keys(right);
    CU_ASSERT_TRUE(g_list_length(keys) > 0);
    CU_ASSERT_EQUAL(g_list_length(keys), g_list_length(other_keys));
    for (const GList *at = keys; at; at = at->next) {
        unsigned hotel = 0;
        const char *month = NULL;
        month_key_split(at->data, &hotel, &month);
        const MonthTotals *other = month_table_find(right, hotel, month);
        CU_ASSERT_TRUE(other && month_totals_equal(month_table_find(left, hotel, month), other));
    }
}

static GArray *generated(void)
{
    const GenerateOptions options = {.seed = test_seed(),
                                     .rows = 1500,
                                     .from = night_from_date(2015, 7, 1),
                                     .until = night_from_date(2015, 8, 29),
                                     .opens = night_from_date(2013, 6, 24)};
    return generate_bookings(&options);
}

static void test_facts_count_from_their_day(void)
{
    g_autoptr(GArray) bookings = g_array_new(FALSE, FALSE, sizeof(BookingRow));
    const Night arrival = night_from_date(2015, 7, 31);
    const BookingRow row = {.row = 1,
                            .hotel = 1,
                            .outcome = BOOKING_CHECKED_OUT,
                            .arrival = arrival,
                            .departure = arrival + 3,
                            .booked_on = arrival - 5,
                            .status_on = arrival + 2,
                            .rate_minor = -638};
    g_array_append_val(bookings, row);
    g_autoptr(MonthTable) before = replay_expect(bookings, arrival - 6);
    CU_ASSERT_PTR_NULL(month_table_find(before, 1, "2015-07"));
    g_autoptr(MonthTable) booked = replay_expect(bookings, arrival + 1);
    const MonthTotals *totals = month_table_find(booked, 1, "2015-07");
    CU_ASSERT_TRUE(totals->bookings == 1 && totals->checked_out == 0 && totals->room_revenue_minor == 0);
    g_autoptr(MonthTable) left = replay_expect(bookings, arrival + 2);
    totals = month_table_find(left, 1, "2015-07");
    CU_ASSERT_EQUAL(totals->checked_out, 1);
    CU_ASSERT_EQUAL(totals->room_nights, 3);
    CU_ASSERT_EQUAL(totals->room_revenue_minor, -1914);
}

static void test_reference_made_here_is_read_again(void)
{
    char *folder = test_folder_new();
    g_autofree char *path = g_build_filename(folder, "reference.csv", NULL);
    g_autoptr(GArray) bookings = generated();
    g_autofree char *text = reference_text(bookings);
    CU_ASSERT_TRUE(g_file_set_contents(path, text, -1, NULL));
    g_autoptr(GError) error = NULL;
    g_autoptr(MonthTable) reference = reference_read(path, &error);
    TEST_ASSERT_NO_ERROR(error);
    g_autoptr(MonthTable) expected = replay_expect(bookings, NIGHT_MAX);
    assert_tables_equal(expected, reference);
    test_folder_remove(folder);
}

static void test_changed_reference_is_refused(void)
{
    char *folder = test_folder_new();
    g_autofree char *path = g_build_filename(folder, "reference.csv", NULL);
    g_autoptr(GArray) bookings = generated();
    g_autofree char *text = reference_text(bookings);
    char *digit = strstr(text, "H1,2015-07,") + strlen("H1,2015-07,");
    *digit = *digit == '9' ? '1' : '9';
    CU_ASSERT_TRUE(g_file_set_contents(path, text, -1, NULL));
    g_autoptr(GError) error = NULL;
    CU_ASSERT_PTR_NULL(reference_read(path, &error));
    TEST_ASSERT_ERROR(error, CSV_ERROR, CSV_ERROR_VALUE, "the line is not the sum of its months");
    test_folder_remove(folder);
}

/* Both ways of counting agree with the totals that were published for the real file. */
static void test_real_reference(void)
{
    static const char BOOKINGS[] = KEYRACK_SOURCE_DIR "/../shared/data/hotel_bookings.csv.xz";
    static const char REFERENCE[] = KEYRACK_SOURCE_DIR "/../shared/data/hotel_bookings_reference.csv";
    if (!g_file_test(BOOKINGS, G_FILE_TEST_EXISTS)) {
        return;
    }
    g_autoptr(GError) error = NULL;
    g_autoptr(GArray) bookings = bookings_csv_read(BOOKINGS, &error);
    TEST_ASSERT_NO_ERROR(error);
    g_autoptr(MonthTable) reference = reference_read(REFERENCE, &error);
    TEST_ASSERT_NO_ERROR(error);
    g_autoptr(MonthTable) expected = replay_expect(bookings, NIGHT_MAX);
    assert_tables_equal(expected, reference);
    g_autofree char *published = NULL;
    g_autofree char *own = reference_text(bookings);
    CU_ASSERT_TRUE(g_file_get_contents(REFERENCE, &published, NULL, NULL));
    CU_ASSERT_STRING_EQUAL(own, published);
}

static CU_TestInfo TESTS[] = {
    {"facts count from their day on", test_facts_count_from_their_day},
    {"a reference made here is read again", test_reference_made_here_is_read_again},
    {"a changed reference is refused", test_changed_reference_is_refused},
    {"the published reference", test_real_reference},
    CU_TEST_INFO_NULL,
};

int main(void)
{
    return test_main("ops/cli replay expectation", TESTS);
}
