#include "ops/cli/generate_bookings.h"

#include <string.h>

/* Excel's WEEKNUM: week 1 holds 1 January, weeks begin on Sunday. */
static int week_number(Night night)
{
    int year = 0;
    int month = 0;
    int day = 0;
    night_to_date(night, &year, &month, &day);
    const Night new_year = night_from_date(year, 1, 1);
    return (night - new_year + night_weekday(new_year) % 7) / 7 + 1;
}

/* The file calls nights of Sunday and Monday dates weekend nights. */
static int weekend_nights(const BookingRow *booking)
{
    int nights = 0;
    for (Night night = booking->arrival; night < booking->departure; night++) {
        nights += night_weekday(night) == 7 || night_weekday(night) == 1;
    }
    return nights;
}

static void append_arrival(GString *text, Night arrival)
{
    static const char *const MONTHS[] = {"January",   "February", "March",    "April",
                                         "May",       "June",     "July",     "August",
                                         "September", "October",  "November", "December"};
    int year = 0;
    int month = 0;
    int day = 0;
    night_to_date(arrival, &year, &month, &day);
    g_string_append_printf(text, "%d,%s,%d,%d,", year, MONTHS[month - 1], week_number(arrival), day);
}

static void append_people(GString *text, const BookingRow *booking)
{
    g_string_append_printf(text, "%d,", booking->adults);
    if (booking->children == BOOKING_CHILDREN_UNKNOWN) {
        g_string_append(text, "NA,");
    } else {
        g_string_append_printf(text, "%d,", booking->children);
    }
    g_string_append_printf(text, "%d,%s,%s,", booking->infants, booking->meal,
                           booking->country ? booking->country : "NULL");
}

/* As short as it goes: 96, 96.5, 96.55. */
static void append_rate(GString *text, int64_t minor)
{
    const int64_t size = ABS(minor);
    g_string_append_printf(text, "%s%" G_GINT64_FORMAT, minor < 0 ? "-" : "", size / 100);
    if (size % 10 != 0) {
        g_string_append_printf(text, ".%02d", (int)(size % 100));
    } else if (size % 100 != 0) {
        g_string_append_printf(text, ".%d", (int)(size % 100 / 10));
    }
    g_string_append_c(text, ',');
}

/* One no-show of the real file is dated months before the arrival; so is one in each hotel here. */
static Night status_date(const BookingRow *booking, bool *first_no_show)
{
    if (booking->outcome == BOOKING_NO_SHOW && first_no_show[booking->hotel]) {
        first_no_show[booking->hotel] = false;
        return MAX(booking->booked_on, booking->arrival - 111);
    }
    return booking->status_on;
}

static void append_booking(GString *text, const BookingRow *booking, Night status_on, GRand *random)
{
    static const char *const STATUSES[] = {"Canceled", "No-Show", "Check-Out"};
    const int weekend = weekend_nights(booking);
    char date[NIGHT_TEXT_SIZE];
    g_string_append_printf(text, "%s,%d,%d,", booking_hotel_name(booking->hotel),
                           booking->outcome != BOOKING_CHECKED_OUT, booking->arrival - booking->booked_on);
    append_arrival(text, booking->arrival);
    g_string_append_printf(text, "%d,%d,", weekend, booking_row_nights(booking) - weekend);
    append_people(text, booking);
    g_string_append_printf(text, "%s,%s,%d,%d,%d,%s,%s,", booking->segment, booking->distribution,
                           booking->repeated_guest,
                           booking->repeated_guest ? g_rand_int_range(random, 0, 3) : 0,
                           booking->repeated_guest ? g_rand_int_range(random, 0, 9) : 0, booking->room_type,
                           booking->assigned_type);
    g_string_append_printf(
        text, "%d,%s,%s,%s,%d,%s,", g_rand_int_range(random, 0, 3), booking->deposit,
        booking->agent ? booking->agent : "NULL", booking->company ? booking->company : "NULL",
        g_rand_int_range(random, 0, 20) == 0 ? g_rand_int_range(random, 1, 120) : 0, booking->customer);
    append_rate(text, booking->rate_minor);
    g_string_append_printf(text, "%d,%d,%s,%s\n", g_rand_int_range(random, 0, 8) == 0,
                           g_rand_int_range(random, 0, 4), STATUSES[booking->outcome],
                           night_write(status_on, date));
}

char *generate_csv(const GArray *bookings, uint32_t seed)
{
    GString *text = g_string_new(NULL);
    for (size_t column = 0; column < BOOKING_COLUMN_COUNT; column++) {
        g_string_append_printf(text, "%s%s", column ? "," : "", BOOKING_COLUMNS[column]);
    }
    g_string_append_c(text, '\n');
    bool first_no_show[BOOKING_HOTELS] = {true, true};
    GRand *random = g_rand_new_with_seed(seed);
    for (guint index = 0; index < bookings->len; index++) {
        const BookingRow *booking = &g_array_index(bookings, BookingRow, index);
        append_booking(text, booking, status_date(booking, first_no_show), random);
    }
    g_rand_free(random);
    return g_string_free(text, FALSE);
}
