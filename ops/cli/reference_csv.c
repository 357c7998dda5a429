/* The reference file: totals by hotel and month of arrival. Reading it and writing one for generated
 * bookings; the writing counts in its own way, so that it can prove replay_expect() and the centre's report
 * wrong. */
#include "ops/cli/replay_expect.h"

#include <string.h>

#include "ops/cli/csv_reader.h"

enum {
    REFERENCE_HOTEL,
    REFERENCE_MONTH,
    REFERENCE_BOOKINGS,
    REFERENCE_CANCELLED,
    REFERENCE_NO_SHOW,
    REFERENCE_CHECK_OUT,
    REFERENCE_IS_CANCELED,
    REFERENCE_ROOM_NIGHTS,
    REFERENCE_REVENUE,
    REFERENCE_GROSS,
    REFERENCE_LEAD_TIME,
    REFERENCE_NIGHTS_BY_DATE,
    REFERENCE_REVENUE_BY_DATE,
    REFERENCE_COUNT
};

static const char *const REFERENCE_COLUMNS[] = {
    "hotel",
    "month_of_arrival",
    "bookings",
    "cancelled",
    "no_show",
    "check_out",
    "is_canceled",
    "room_nights_stayed",
    "revenue_adr_x_nights_checked_out",
    "gross_value_all_bookings",
    "avg_lead_time",
    "room_nights_by_stay_date",
    "revenue_by_stay_date",
};
G_STATIC_ASSERT(G_N_ELEMENTS(REFERENCE_COLUMNS) == REFERENCE_COUNT);

static const int64_t AMOUNT_LIMIT_MINOR = INT64_C(99999999999);

static bool read_totals(const CsvReader *reader, MonthTotals *totals, GError **error)
{
    return csv_reader_integer(reader, REFERENCE_BOOKINGS, 0, INT32_MAX, &totals->bookings, error) &&
           csv_reader_integer(reader, REFERENCE_CANCELLED, 0, INT32_MAX, &totals->cancelled, error) &&
           csv_reader_integer(reader, REFERENCE_NO_SHOW, 0, INT32_MAX, &totals->no_show, error) &&
           csv_reader_integer(reader, REFERENCE_CHECK_OUT, 0, INT32_MAX, &totals->checked_out, error) &&
           csv_reader_integer(reader, REFERENCE_ROOM_NIGHTS, 0, INT32_MAX, &totals->room_nights, error) &&
           csv_reader_amount(reader, REFERENCE_REVENUE, -AMOUNT_LIMIT_MINOR, AMOUNT_LIMIT_MINOR,
                             &totals->room_revenue_minor, error);
}

static void totals_add(MonthTotals *sum, const MonthTotals *totals)
{
    sum->bookings += totals->bookings;
    sum->cancelled += totals->cancelled;
    sum->no_show += totals->no_show;
    sum->checked_out += totals->checked_out;
    sum->room_nights += totals->room_nights;
    sum->room_revenue_minor += totals->room_revenue_minor;
}

/* A line of sums: the hotel's months so far, or both hotels'. */
static bool check_sum_line(const CsvReader *reader, const MonthTotals sums[BOOKING_HOTELS],
                           const MonthTotals *line, GError **error)
{
    const char *hotel = csv_reader_field(reader, REFERENCE_HOTEL);
    MonthTotals sum = {0};
    for (unsigned index = 0; index < BOOKING_HOTELS; index++) {
        if (strcmp(hotel, "ALL") == 0 || strcmp(hotel, booking_hotel_code(index)) == 0) {
            totals_add(&sum, &sums[index]);
        }
    }
    if (!month_totals_equal(&sum, line)) {
        csv_reader_refuse(reader, REFERENCE_MONTH, error,
                          "the line is not the sum of its months; the file was "
                          "changed by hand, make it again");
        return false;
    }
    return true;
}

static bool read_hotel(const CsvReader *reader, unsigned *ret_hotel, GError **error)
{
    static const char *const HOTELS[] = {"H1", "H2"};
    size_t hotel = 0;
    if (!csv_reader_choice(reader, REFERENCE_HOTEL, HOTELS, G_N_ELEMENTS(HOTELS), &hotel, error)) {
        return false;
    }
    *ret_hotel = (unsigned)hotel;
    return true;
}

static bool read_month_line(const CsvReader *reader, const MonthTotals *line, MonthTable *table,
                            MonthTotals sums[BOOKING_HOTELS], GError **error)
{
    unsigned hotel = 0;
    const char *month = csv_reader_field(reader, REFERENCE_MONTH);
    if (!read_hotel(reader, &hotel, error)) {
        return false;
    }
    Night first = 0;
    if (!night_parse_month(month, &first, NULL)) {
        csv_reader_refuse(reader, REFERENCE_MONTH, error, "'%.40s' is not a month; write it like 2015-07",
                          month);
        return false;
    }
    if (month_table_find(table, hotel, month)) {
        csv_reader_refuse(reader, REFERENCE_MONTH, error, "%s %s is listed twice; keep one line",
                          booking_hotel_code(hotel), month);
        return false;
    }
    *month_table_row(table, hotel, month) = *line;
    totals_add(&sums[hotel], line);
    return true;
}

MonthTable *reference_read(const char *path, GError **error)
{
    g_autoptr(CsvReader) reader = csv_reader_open(path, REFERENCE_COLUMNS, REFERENCE_COUNT, error);
    if (!reader) {
        return NULL;
    }
    g_autoptr(MonthTable) table = month_table_new();
    MonthTotals sums[BOOKING_HOTELS] = {0};
    bool more = false;
    while (csv_reader_next(reader, &more, error)) {
        if (!more) {
            return g_steal_pointer(&table);
        }
        MonthTotals line = {0};
        const bool is_sum = strcmp(csv_reader_field(reader, REFERENCE_MONTH), "ALL") == 0;
        if (!read_totals(reader, &line, error) ||
            !(is_sum ? check_sum_line(reader, sums, &line, error)
                     : read_month_line(reader, &line, table, sums, error))) {
            return NULL;
        }
    }
    return NULL;
}

/* ---- writing -------------------------------------------------------------------------------------- */

enum { REFERENCE_MONTHS = 12 * 300, REFERENCE_FIRST_YEAR = 1950 };

typedef struct {
    int64_t outcomes[3];
    int64_t nights;
    int64_t revenue_minor;
    int64_t gross_minor;
    int64_t lead_days;
    int64_t nights_by_date;
    int64_t revenue_by_date_minor;
} ReferenceLine;

static unsigned month_number(Night night)
{
    int year = 0;
    int month = 0;
    int day = 0;
    night_to_date(night, &year, &month, &day);
    return (unsigned)(year - REFERENCE_FIRST_YEAR) * 12 + (unsigned)month - 1;
}

static int64_t line_bookings(const ReferenceLine *line)
{
    return line->outcomes[BOOKING_CANCELLED] + line->outcomes[BOOKING_NO_SHOW] +
           line->outcomes[BOOKING_CHECKED_OUT];
}

static void count_booking(ReferenceLine *months, const BookingRow *booking)
{
    ReferenceLine *line = &months[month_number(booking->arrival)];
    line->outcomes[booking->outcome]++;
    line->lead_days += booking->arrival - booking->booked_on;
    for (Night night = booking->arrival; night < booking->departure; night++) {
        line->gross_minor += booking->rate_minor;
        if (booking->outcome == BOOKING_CHECKED_OUT) {
            line->nights++;
            line->revenue_minor += booking->rate_minor;
            months[month_number(night)].nights_by_date++;
            months[month_number(night)].revenue_by_date_minor += booking->rate_minor;
        }
    }
}

static void append_amount(GString *text, int64_t minor)
{
    g_string_append_printf(text, "%s%" G_GINT64_FORMAT ".%02d", minor < 0 ? "-" : "", ABS(minor) / 100,
                           (int)(ABS(minor) % 100));
}

/* Days with four decimals, rounded half up. */
static void append_average(GString *text, int64_t total, int64_t count)
{
    const int64_t scaled = count == 0 ? 0 : (total * 20000 + count) / (2 * count);
    g_string_append_printf(text, "%" G_GINT64_FORMAT ".%04d", scaled / 10000, (int)(scaled % 10000));
}

static void append_line(GString *text, const char *hotel, const char *month, const ReferenceLine *line)
{
    g_string_append_printf(text,
                           "%s,%s,%" G_GINT64_FORMAT ",%" G_GINT64_FORMAT ",%" G_GINT64_FORMAT
                           ",%" G_GINT64_FORMAT ",%" G_GINT64_FORMAT ",%" G_GINT64_FORMAT ",",
                           hotel, month, line_bookings(line), line->outcomes[BOOKING_CANCELLED],
                           line->outcomes[BOOKING_NO_SHOW], line->outcomes[BOOKING_CHECKED_OUT],
                           line->outcomes[BOOKING_CANCELLED] + line->outcomes[BOOKING_NO_SHOW], line->nights);
    append_amount(text, line->revenue_minor);
    g_string_append_c(text, ',');
    append_amount(text, line->gross_minor);
    g_string_append_c(text, ',');
    append_average(text, line->lead_days, line_bookings(line));
    g_string_append_c(text, ',');
    if (strcmp(month, "ALL") != 0) {
        g_string_append_printf(text, "%" G_GINT64_FORMAT ",", line->nights_by_date);
        append_amount(text, line->revenue_by_date_minor);
    } else {
        g_string_append_c(text, ',');
    }
    g_string_append_c(text, '\n');
}

static void line_add(ReferenceLine *sum, const ReferenceLine *line)
{
    for (unsigned outcome = 0; outcome < G_N_ELEMENTS(sum->outcomes); outcome++) {
        sum->outcomes[outcome] += line->outcomes[outcome];
    }
    sum->nights += line->nights;
    sum->revenue_minor += line->revenue_minor;
    sum->gross_minor += line->gross_minor;
    sum->lead_days += line->lead_days;
}

/* Months in which nobody arrives have no line, as in the reference of the real data. */
static void append_hotel(GString *text, const GArray *bookings, unsigned hotel, ReferenceLine *total)
{
    g_autofree ReferenceLine *months = g_new0(ReferenceLine, REFERENCE_MONTHS);
    for (guint index = 0; index < bookings->len; index++) {
        const BookingRow *booking = &g_array_index(bookings, BookingRow, index);
        if (booking->hotel == hotel) {
            count_booking(months, booking);
        }
    }
    ReferenceLine sum = {0};
    for (unsigned number = 0; number < REFERENCE_MONTHS; number++) {
        if (line_bookings(&months[number]) > 0) {
            g_autofree char *month =
                g_strdup_printf("%04u-%02u", REFERENCE_FIRST_YEAR + number / 12, number % 12 + 1);
            append_line(text, booking_hotel_code(hotel), month, &months[number]);
            line_add(&sum, &months[number]);
        }
    }
    append_line(text, booking_hotel_code(hotel), "ALL", &sum);
    line_add(total, &sum);
}

char *reference_text(const GArray *bookings)
{
    GString *text = g_string_new(NULL);
    for (size_t column = 0; column < REFERENCE_COUNT; column++) {
        g_string_append_printf(text, "%s%s", column ? "," : "", REFERENCE_COLUMNS[column]);
    }
    g_string_append_c(text, '\n');
    ReferenceLine total = {0};
    for (unsigned hotel = 0; hotel < BOOKING_HOTELS; hotel++) {
        append_hotel(text, bookings, hotel, &total);
    }
    append_line(text, "ALL", "ALL", &total);
    return g_string_free(text, FALSE);
}
