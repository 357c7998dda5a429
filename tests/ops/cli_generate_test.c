#include "ops/cli/generate_bookings.h"

#include <string.h>

#include "tests/support/cunit_main.h"

static GenerateOptions options_of(uint32_t seed)
{
    return (GenerateOptions){.seed = seed,
                             .rows = 2000,
                             .from = night_from_date(2015, 7, 1),
                             .until = night_from_date(2015, 8, 29),
                             .opens = night_from_date(2013, 6, 24)};
}

static void test_same_seed_same_file(void)
{
    const GenerateOptions options = options_of(test_seed());
    g_autoptr(GArray) first = generate_bookings(&options);
    g_autoptr(GArray) second = generate_bookings(&options);
    g_autofree char *one = generate_csv(first, options.seed);
    g_autofree char *two = generate_csv(second, options.seed);
    CU_ASSERT_STRING_EQUAL(one, two);
    const GenerateOptions other_options = options_of(test_seed() + 1);
    g_autoptr(GArray) other = generate_bookings(&other_options);
    g_autofree char *three = generate_csv(other, other_options.seed);
    CU_ASSERT_STRING_NOT_EQUAL(one, three);
}

static void test_file_reads_as_made(void)
{
    const GenerateOptions options = options_of(test_seed());
    g_autoptr(GArray) made = generate_bookings(&options);
    g_autofree char *csv = generate_csv(made, options.seed);
    g_autoptr(GError) error = NULL;
    g_autoptr(GArray) read = bookings_csv_parse("g.csv", g_bytes_new(csv, strlen(csv)), &error);
    TEST_ASSERT_NO_ERROR(error);
    CU_ASSERT_EQUAL_FATAL(read->len, made->len);
    CU_ASSERT_EQUAL(read->len, options.rows);
    g_autofree char *fingerprint = bookings_fingerprint(made);
    g_autofree char *fingerprint_read = bookings_fingerprint(read);
    CU_ASSERT_STRING_EQUAL(fingerprint, fingerprint_read);
}

/* ---- every trap of the real file is there -------------------------------------------------------------- */

static bool is_negative(const BookingRow *b)
{
    return b->rate_minor < 0 && b->outcome == BOOKING_CHECKED_OUT;
}

static bool is_free(const BookingRow *b)
{
    return b->rate_minor == 0 && b->departure > b->arrival;
}

static bool is_huge(const BookingRow *b)
{
    return b->rate_minor >= 540000;
}

static bool is_day_use(const BookingRow *b)
{
    return b->departure == b->arrival && b->outcome == BOOKING_CHECKED_OUT;
}

static bool is_without_adults(const BookingRow *b)
{
    return b->adults == 0 && b->children > 0;
}

static bool is_empty(const BookingRow *b)
{
    return b->adults == 0 && b->children == 0 && b->infants == 0 && b->outcome == BOOKING_CHECKED_OUT;
}

static bool has_unknown_children(const BookingRow *b)
{
    return b->children == BOOKING_CHILDREN_UNKNOWN;
}

static bool has_no_country(const BookingRow *b)
{
    return !b->country;
}

static bool has_short_country(const BookingRow *b)
{
    return g_strcmp0(b->country, "CN") == 0;
}

static bool is_undefined(const BookingRow *b)
{
    return strcmp(b->meal, "Undefined") == 0 && strcmp(b->segment, "Undefined") == 0 &&
           strcmp(b->distribution, "Undefined") == 0;
}

static bool is_never_reserved(const BookingRow *b)
{
    return strcmp(b->assigned_type, b->hotel == 0 ? "I" : "K") == 0;
}

static bool is_placeholder(const BookingRow *b)
{
    return strcmp(b->room_type, "P") == 0;
}

static bool is_longest(const BookingRow *b)
{
    return booking_row_nights(b) == 69 && b->outcome == BOOKING_CHECKED_OUT;
}

static bool leaves_at_once(const BookingRow *b)
{
    return b->outcome == BOOKING_CHECKED_OUT && b->status_on == b->arrival && b->departure > b->arrival;
}

static bool leaves_early(const BookingRow *b)
{
    return b->outcome == BOOKING_CHECKED_OUT && b->status_on > b->arrival && b->status_on < b->departure;
}

static bool leaves_early_for_nothing(const BookingRow *b)
{
    return leaves_at_once(b) && b->rate_minor == 0;
}

static bool is_cancelled_on_arrival(const BookingRow *b)
{
    return b->outcome == BOOKING_CANCELLED && b->status_on == b->arrival && b->booked_on < b->arrival;
}

static bool is_cancelled_at_once(const BookingRow *b)
{
    return b->outcome == BOOKING_CANCELLED && b->status_on == b->arrival && b->booked_on == b->arrival;
}

static bool is_no_show(const BookingRow *b)
{
    return b->outcome == BOOKING_NO_SHOW;
}

static bool is_long_before(const BookingRow *b)
{
    return b->arrival - b->booked_on == 737;
}

static bool changes_type(const BookingRow *b)
{
    return strcmp(b->room_type, b->assigned_type) != 0 && b->outcome == BOOKING_CHECKED_OUT;
}

static const struct {
    const char *name;
    bool (*is)(const BookingRow *booking);
} TRAPS[] = {
    {"negative rate", is_negative},
    {"free", is_free},
    {"huge rate", is_huge},
    {"day use", is_day_use},
    {"no adults", is_without_adults},
    {"nobody", is_empty},
    {"children unknown", has_unknown_children},
    {"no country", has_no_country},
    {"short country", has_short_country},
    {"undefined", is_undefined},
    {"never reserved", is_never_reserved},
    {"placeholder", is_placeholder},
    {"69 nights", is_longest},
    {"leaves at once", leaves_at_once},
    {"leaves early", leaves_early},
    {"leaves early for nothing", leaves_early_for_nothing},
    {"cancelled on arrival", is_cancelled_on_arrival},
    {"cancelled at once", is_cancelled_at_once},
    {"no-show", is_no_show},
    {"737 days before", is_long_before},
    {"other type", changes_type},
};

static void test_traps_are_there(void)
{
    const GenerateOptions options = options_of(test_seed());
    g_autoptr(GArray) bookings = generate_bookings(&options);
    for (size_t trap = 0; trap < G_N_ELEMENTS(TRAPS); trap++) {
        unsigned found = 0;
        for (guint index = 0; index < bookings->len; index++) {
            found += TRAPS[trap].is(&g_array_index(bookings, BookingRow, index));
        }
        if (found == 0) {
            g_printerr("    no booking with: %s\n", TRAPS[trap].name);
            CU_FAIL("a trap is missing");
        }
    }
}

static void test_file_has_a_no_show_dated_before(void)
{
    const GenerateOptions options = options_of(test_seed());
    g_autoptr(GArray) bookings = generate_bookings(&options);
    g_autofree char *csv = generate_csv(bookings, options.seed);
    g_auto(GStrv) lines = g_strsplit(csv, "\n", -1);
    unsigned before = 0;
    for (char **line = lines + 1; *line && **line; line++) {
        const BookingRow *booking = &g_array_index(bookings, BookingRow, (guint)(line - lines - 1));
        char date[NIGHT_TEXT_SIZE];
        before += is_no_show(booking) && !g_str_has_suffix(*line, night_write(booking->arrival, date));
    }
    CU_ASSERT_TRUE(before <= BOOKING_HOTELS);
}

static void test_some_rows_are_identical(void)
{
    const GenerateOptions options = options_of(test_seed());
    g_autoptr(GArray) bookings = generate_bookings(&options);
    unsigned identical = 0;
    for (guint index = 1; index < bookings->len; index++) {
        BookingRow previous = g_array_index(bookings, BookingRow, index - 1);
        previous.row++;
        identical += memcmp(&previous, &g_array_index(bookings, BookingRow, index), sizeof previous) == 0;
    }
    CU_ASSERT_TRUE(identical > 0);
}

static CU_TestInfo TESTS[] = {
    {"the same seed gives the same file", test_same_seed_same_file},
    {"the file reads as it was made", test_file_reads_as_made},
    {"every trap is there", test_traps_are_there},
    {"a no-show dated before the arrival", test_file_has_a_no_show_dated_before},
    {"some rows are identical", test_some_rows_are_identical},
    CU_TEST_INFO_NULL,
};

int main(void)
{
    return test_main("ops/cli generated bookings", TESTS);
}
