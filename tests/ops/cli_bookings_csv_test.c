#include "ops/cli/bookings_csv.h"

#include <string.h>

#include "ops/cli/csv_reader.h"
#include "ops/cli/generate_bookings.h"
#include "tests/support/cunit_main.h"

static const char GOOD[] = "Resort Hotel,0,342,2015,July,27,1,0,3,2,0,0,BB,PRT,Direct,Direct,0,0,0,C,D,3,No "
                           "Deposit,NULL,NULL,0,Transient,"
                           "96.5,0,0,Check-Out,2015-07-04";

static GArray *parse_line(const char *line, GError **error)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (size_t column = 0; column < BOOKING_COLUMN_COUNT; column++) {
        g_string_append_printf(text, "%s%s", column ? "," : "", BOOKING_COLUMNS[column]);
    }
    g_string_append_printf(text, "\n%s\n", line);
    return bookings_csv_parse("b.csv", g_bytes_new(text->str, text->len), error);
}

static void test_a_row_is_read(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GArray) bookings = parse_line(GOOD, &error);
    TEST_ASSERT_NO_ERROR(error);
    CU_ASSERT_EQUAL_FATAL(bookings->len, 1);
    const BookingRow *booking = &g_array_index(bookings, BookingRow, 0);
    CU_ASSERT_EQUAL(booking->row, 1);
    CU_ASSERT_EQUAL(booking->hotel, 0);
    CU_ASSERT_EQUAL(booking->arrival, night_from_date(2015, 7, 1));
    CU_ASSERT_EQUAL(booking->departure, night_from_date(2015, 7, 4));
    CU_ASSERT_EQUAL(booking->booked_on, night_from_date(2015, 7, 1) - 342);
    CU_ASSERT_EQUAL(booking->rate_minor, 9650);
    CU_ASSERT_EQUAL(booking->outcome, BOOKING_CHECKED_OUT);
    CU_ASSERT_STRING_EQUAL(booking->room_type, "C");
    CU_ASSERT_STRING_EQUAL(booking->assigned_type, "D");
    CU_ASSERT_STRING_EQUAL(booking->country, "PRT");
    CU_ASSERT_PTR_NULL(booking->agent);
}

/* Replaces one field of the good row and expects a message about that column. */
static void test_bad_values_are_refused(void)
{
    static const struct {
        const char *column;
        const char *value;
    } BAD[] = {
        {"hotel", "Beach Hotel"},
        {"is_canceled", "2"},
        {"is_canceled", "1"},
        {"lead_time", "-1"},
        {"lead_time", "1001"},
        {"arrival_date_year", "15"},
        {"arrival_date_month", "July "},
        {"arrival_date_day_of_month", "32"},
        {"arrival_date_week_number", "x"},
        {"stays_in_week_nights", "1.5"},
        {"stays_in_weekend_nights", "100"},
        {"adults", ""},
        {"children", "NULL"},
        {"babies", "NA"},
        {"meal", "XX"},
        {"country", "prt"},
        {"country", "PRTX"},
        {"market_segment", "Online"},
        {"distribution_channel", "?"},
        {"is_repeated_guest", "yes"},
        {"reserved_room_type", ""},
        {"assigned_room_type", "AB"},
        {"deposit_type", "None"},
        {"agent", "x"},
        {"company", "-3"},
        {"customer_type", "transient"},
        {"adr", "1.234"},
        {"adr", "99999999999"},
        {"reservation_status", "Out"},
        {"reservation_status_date", "2015-7-4"},
        {"reservation_status_date", "2015-07-05"},
        {"reservation_status_date", "2015-06-30"},
        {"reservation_status_date", "2015-02-30"},
        {"booking_changes", "-1"},
        {"required_car_parking_spaces", ""},
    };
    for (size_t bad = 0; bad < G_N_ELEMENTS(BAD); bad++) {
        g_auto(GStrv) fields = g_strsplit(GOOD, ",", -1);
        for (size_t column = 0; column < BOOKING_COLUMN_COUNT; column++) {
            if (strcmp(BOOKING_COLUMNS[column], BAD[bad].column) == 0) {
                g_free(fields[column]);
                fields[column] = g_strdup(BAD[bad].value);
            }
        }
        g_autofree char *line = g_strjoinv(",", fields);
        g_autofree char *place = g_strdup_printf("b.csv:2:%s: ", BAD[bad].column);
        g_autoptr(GError) error = NULL;
        g_autoptr(GArray) bookings = parse_line(line, &error);
        CU_ASSERT_PTR_NULL(bookings);
        if (!error || !g_str_has_prefix(error->message, place)) {
            g_printerr("    '%s' as %s: %s\n", BAD[bad].value, BAD[bad].column,
                       error ? error->message : "accepted");
            CU_FAIL("a bad value was not refused at its place");
        }
    }
}

static void test_impossible_day(void)
{
    g_autoptr(GError) error = NULL;
    g_auto(GStrv) parts = g_strsplit(GOOD, "July,27,1,", 2);
    g_autofree char *line = g_strconcat(parts[0], "June,27,31,", parts[1], NULL);
    g_autoptr(GArray) bookings = parse_line(line, &error);
    CU_ASSERT_PTR_NULL(bookings);
    TEST_ASSERT_ERROR(error, CSV_ERROR, CSV_ERROR_VALUE,
                      "b.csv:2:arrival_date_day_of_month: June 2015 has no day 31");
}

static void test_a_no_show_is_one_on_its_day(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GArray) bookings = parse_line(
        "City Hotel,1,100,2016,July,30,17,2,5,2,NA,0,Undefined,NULL,Undefined,Undefined,1,0,0,A,A,0,Non "
        "Refund,9,40,0,Group,-6.38,0,0,No-Show,2016-04-28",
        &error);
    TEST_ASSERT_NO_ERROR(error);
    const BookingRow *booking = &g_array_index(bookings, BookingRow, 0);
    CU_ASSERT_EQUAL(booking->hotel, 1);
    CU_ASSERT_EQUAL(booking->status_on, booking->arrival);
    CU_ASSERT_EQUAL(booking->children, BOOKING_CHILDREN_UNKNOWN);
    CU_ASSERT_EQUAL(booking->rate_minor, -638);
    CU_ASSERT_PTR_NULL(booking->country);
    CU_ASSERT_STRING_EQUAL(booking->company, "40");
}

static void test_fingerprint_tells_files_apart(void)
{
    g_autoptr(GArray) one = parse_line(GOOD, NULL);
    g_autoptr(GArray) same = parse_line(GOOD, NULL);
    g_autofree char *first = bookings_fingerprint(one);
    g_autofree char *second = bookings_fingerprint(same);
    CU_ASSERT_STRING_EQUAL(first, second);
    g_array_index(same, BookingRow, 0).rate_minor++;
    g_autofree char *third = bookings_fingerprint(same);
    CU_ASSERT_STRING_NOT_EQUAL(first, third);
}

/* A valid file with some bytes changed: read, or refused with a place. */
static void test_damaged_files(void)
{
    GRand *random = test_random_new();
    const GenerateOptions options = {.seed = test_seed(),
                                     .rows = 60,
                                     .from = night_from_date(2015, 7, 1),
                                     .until = night_from_date(2015, 7, 9),
                                     .opens = night_from_date(2013, 6, 24)};
    g_autoptr(GArray) bookings = generate_bookings(&options);
    g_autofree char *csv = generate_csv(bookings, options.seed);
    const size_t length = strlen(csv);
    for (int round = 0; round < 3000; round++) {
        g_autofree char *damaged = g_strdup(csv);
        for (int64_t left = test_random_between(random, 1, 4); left > 0; left--) {
            damaged[test_random_between(random, 0, (int64_t)length - 1)] =
                (char)test_random_between(random, 1, 255);
        }
        g_autoptr(GError) error = NULL;
        g_autoptr(GArray) read = bookings_csv_parse("b.csv", g_bytes_new(damaged, length), &error);
        CU_ASSERT_TRUE((read != NULL) != (error != NULL));
        CU_ASSERT_TRUE(read || g_str_has_prefix(error->message, "b.csv:"));
    }
    g_rand_free(random);
}

static void test_real_file(void)
{
    static const char PATH[] = KEYRACK_SOURCE_DIR "/../shared/data/hotel_bookings.csv.xz";
    if (!g_file_test(PATH, G_FILE_TEST_EXISTS)) {
        return;
    }
    g_autoptr(GError) error = NULL;
    g_autoptr(GArray) bookings = bookings_csv_read(PATH, &error);
    TEST_ASSERT_NO_ERROR(error);
    CU_ASSERT_EQUAL(bookings->len, 119390);
}

static CU_TestInfo TESTS[] = {
    {"a row is read", test_a_row_is_read},
    {"bad values are refused at their place", test_bad_values_are_refused},
    {"a day that the month does not have", test_impossible_day},
    {"a no-show happens on the day of arrival", test_a_no_show_is_one_on_its_day},
    {"the fingerprint tells files apart", test_fingerprint_tells_files_apart},
    {"damaged files", test_damaged_files},
    {"the real file", test_real_file},
    CU_TEST_INFO_NULL,
};

int main(void)
{
    return test_main("ops/cli bookings csv", TESTS);
}
