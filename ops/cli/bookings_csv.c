#include "ops/cli/bookings_csv.h"

#include <string.h>

#include "ops/cli/csv_reader.h"

enum {
    COLUMN_HOTEL,
    COLUMN_IS_CANCELED,
    COLUMN_LEAD_TIME,
    COLUMN_YEAR,
    COLUMN_MONTH,
    COLUMN_WEEK,
    COLUMN_DAY,
    COLUMN_WEEKEND_NIGHTS,
    COLUMN_WEEK_NIGHTS,
    COLUMN_ADULTS,
    COLUMN_CHILDREN,
    COLUMN_BABIES,
    COLUMN_MEAL,
    COLUMN_COUNTRY,
    COLUMN_SEGMENT,
    COLUMN_DISTRIBUTION,
    COLUMN_REPEATED,
    COLUMN_PREVIOUS_CANCELLATIONS,
    COLUMN_PREVIOUS_BOOKINGS,
    COLUMN_RESERVED_TYPE,
    COLUMN_ASSIGNED_TYPE,
    COLUMN_CHANGES,
    COLUMN_DEPOSIT,
    COLUMN_AGENT,
    COLUMN_COMPANY,
    COLUMN_WAITING_DAYS,
    COLUMN_CUSTOMER,
    COLUMN_ADR,
    COLUMN_PARKING,
    COLUMN_REQUESTS,
    COLUMN_STATUS,
    COLUMN_STATUS_DATE,
    COLUMN_COUNT
};

const char *const BOOKING_COLUMNS[] = {
    "hotel",
    "is_canceled",
    "lead_time",
    "arrival_date_year",
    "arrival_date_month",
    "arrival_date_week_number",
    "arrival_date_day_of_month",
    "stays_in_weekend_nights",
    "stays_in_week_nights",
    "adults",
    "children",
    "babies",
    "meal",
    "country",
    "market_segment",
    "distribution_channel",
    "is_repeated_guest",
    "previous_cancellations",
    "previous_bookings_not_canceled",
    "reserved_room_type",
    "assigned_room_type",
    "booking_changes",
    "deposit_type",
    "agent",
    "company",
    "days_in_waiting_list",
    "customer_type",
    "adr",
    "required_car_parking_spaces",
    "total_of_special_requests",
    "reservation_status",
    "reservation_status_date",
};
const size_t BOOKING_COLUMN_COUNT = G_N_ELEMENTS(BOOKING_COLUMNS);
G_STATIC_ASSERT(G_N_ELEMENTS(BOOKING_COLUMNS) == COLUMN_COUNT);

static const char *const HOTEL_NAMES[] = {"Resort Hotel", "City Hotel", "H1", "H2"};
static const char *const MONTHS[] = {"January", "February", "March",     "April",   "May",      "June",
                                     "July",    "August",   "September", "October", "November", "December"};
static const char *const MEALS[] = {"BB", "HB", "FB", "SC", "Undefined"};
static const char *const SEGMENTS[] = {"Online TA", "Offline TA/TO", "Groups",   "Direct",
                                       "Corporate", "Complementary", "Aviation", "Undefined"};
static const char *const DISTRIBUTIONS[] = {"TA/TO", "Direct", "Corporate", "GDS", "Undefined"};
static const char *const DEPOSITS[] = {"No Deposit", "Non Refund", "Refundable"};
static const char *const CUSTOMERS[] = {"Transient", "Transient-Party", "Contract", "Group"};
static const char *const STATUSES[] = {"Canceled", "No-Show", "Check-Out"};

/* 10,000,000.00 either way: far beyond any night's price, far from overflow. */
static const int64_t RATE_LIMIT_MINOR = 1000000000;

/* Columns that hold a count the replay does not act on; they are checked all the same. */
static const struct {
    int column;
    int64_t maximum;
} COUNT_COLUMNS[] = {
    {COLUMN_WEEK, 54},     {COLUMN_PREVIOUS_CANCELLATIONS, 9999}, {COLUMN_PREVIOUS_BOOKINGS, 9999},
    {COLUMN_CHANGES, 999}, {COLUMN_WAITING_DAYS, 9999},           {COLUMN_PARKING, 99},
    {COLUMN_REQUESTS, 99},
};

int booking_row_nights(const BookingRow *booking)
{
    return night_count(booking->arrival, booking->departure);
}

const char *booking_hotel_code(unsigned hotel)
{
    g_assert(hotel < BOOKING_HOTELS);
    return hotel == 0 ? "H1" : "H2";
}

const char *booking_hotel_name(unsigned hotel)
{
    g_assert(hotel < BOOKING_HOTELS);
    return HOTEL_NAMES[hotel];
}

static bool read_hotel(const CsvReader *reader, BookingRow *booking, GError **error)
{
    size_t choice = 0;
    if (!csv_reader_choice(reader, COLUMN_HOTEL, HOTEL_NAMES, G_N_ELEMENTS(HOTEL_NAMES), &choice, error)) {
        return false;
    }
    booking->hotel = (uint8_t)(choice % BOOKING_HOTELS);
    return true;
}

static bool read_arrival(const CsvReader *reader, BookingRow *booking, GError **error)
{
    int64_t year = 0;
    int64_t day = 0;
    size_t month = 0;
    if (!csv_reader_integer(reader, COLUMN_YEAR, 1990, 2199, &year, error) ||
        !csv_reader_choice(reader, COLUMN_MONTH, MONTHS, G_N_ELEMENTS(MONTHS), &month, error) ||
        !csv_reader_integer(reader, COLUMN_DAY, 1, 31, &day, error)) {
        return false;
    }
    if (!g_date_valid_dmy((GDateDay)day, (GDateMonth)(month + 1), (GDateYear)year)) {
        csv_reader_refuse(reader, COLUMN_DAY, error, "%s %d has no day %d; correct the date", MONTHS[month],
                          (int)year, (int)day);
        return false;
    }
    booking->arrival = night_from_date((int)year, (int)month + 1, (int)day);
    return true;
}

static bool read_nights(const CsvReader *reader, BookingRow *booking, GError **error)
{
    int64_t weekend = 0;
    int64_t week = 0;
    int64_t lead = 0;
    if (!csv_reader_integer(reader, COLUMN_WEEKEND_NIGHTS, 0, BOOKING_NIGHTS_MAXIMUM, &weekend, error) ||
        !csv_reader_integer(reader, COLUMN_WEEK_NIGHTS, 0, BOOKING_NIGHTS_MAXIMUM, &week, error) ||
        !csv_reader_integer(reader, COLUMN_LEAD_TIME, 0, BOOKING_LEAD_MAXIMUM, &lead, error)) {
        return false;
    }
    if (weekend + week > BOOKING_NIGHTS_MAXIMUM) {
        csv_reader_refuse(reader, COLUMN_WEEK_NIGHTS, error, "the stay has %d nights, at most %d are allowed",
                          (int)(weekend + week), BOOKING_NIGHTS_MAXIMUM);
        return false;
    }
    booking->departure = booking->arrival + (Night)(weekend + week);
    booking->booked_on = booking->arrival - (Night)lead;
    return true;
}

static bool read_children(const CsvReader *reader, BookingRow *booking, GError **error)
{
    int64_t children = BOOKING_CHILDREN_UNKNOWN;
    if (strcmp(csv_reader_field(reader, COLUMN_CHILDREN), "NA") != 0 &&
        !csv_reader_integer(reader, COLUMN_CHILDREN, 0, 99, &children, error)) {
        return false;
    }
    booking->children = (int16_t)children;
    return true;
}

static bool read_people(const CsvReader *reader, BookingRow *booking, GError **error)
{
    int64_t adults = 0;
    int64_t infants = 0;
    int64_t repeated = 0;
    if (!csv_reader_integer(reader, COLUMN_ADULTS, 0, 99, &adults, error) ||
        !read_children(reader, booking, error) ||
        !csv_reader_integer(reader, COLUMN_BABIES, 0, 99, &infants, error) ||
        !csv_reader_integer(reader, COLUMN_REPEATED, 0, 1, &repeated, error)) {
        return false;
    }
    booking->adults = (int16_t)adults;
    booking->infants = (int16_t)infants;
    booking->repeated_guest = repeated == 1;
    return true;
}

static bool read_choice(const CsvReader *reader, int column, const char *const *choices, size_t count,
                        const char **ret_text, GError **error)
{
    size_t choice = 0;
    if (!csv_reader_choice(reader, (size_t)column, choices, count, &choice, error)) {
        return false;
    }
    *ret_text = choices[choice];
    return true;
}

static bool read_market(const CsvReader *reader, BookingRow *booking, GError **error)
{
    return read_choice(reader, COLUMN_MEAL, MEALS, G_N_ELEMENTS(MEALS), &booking->meal, error) &&
           read_choice(reader, COLUMN_SEGMENT, SEGMENTS, G_N_ELEMENTS(SEGMENTS), &booking->segment, error) &&
           read_choice(reader, COLUMN_DISTRIBUTION, DISTRIBUTIONS, G_N_ELEMENTS(DISTRIBUTIONS),
                       &booking->distribution, error) &&
           read_choice(reader, COLUMN_DEPOSIT, DEPOSITS, G_N_ELEMENTS(DEPOSITS), &booking->deposit, error) &&
           read_choice(reader, COLUMN_CUSTOMER, CUSTOMERS, G_N_ELEMENTS(CUSTOMERS), &booking->customer,
                       error);
}

/* Upper-case letters: two or three of them for a country ("CN" stands beside ISO-3 codes), one for a room
 * type. */
static bool read_letters(const CsvReader *reader, int column, size_t minimum, size_t maximum,
                         const char **ret_text, GError **error)
{
    const char *field = csv_reader_field(reader, (size_t)column);
    const size_t length = strspn(field, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
    if (length < minimum || length > maximum || field[length] != '\0') {
        csv_reader_refuse(reader, (size_t)column, error, "'%.40s' is not a code of %d to %d capital letters",
                          field, (int)minimum, (int)maximum);
        return false;
    }
    *ret_text = g_intern_string(field);
    return true;
}

static bool read_country(const CsvReader *reader, BookingRow *booking, GError **error)
{
    booking->country = NULL;
    return strcmp(csv_reader_field(reader, COLUMN_COUNTRY), "NULL") == 0 ||
           read_letters(reader, COLUMN_COUNTRY, 2, 3, &booking->country, error);
}

/* Agents and companies are numbers in the file, or NULL. */
static bool read_partner(const CsvReader *reader, int column, const char **ret_text, GError **error)
{
    const char *field = csv_reader_field(reader, (size_t)column);
    int64_t number = 0;
    *ret_text = NULL;
    if (strcmp(field, "NULL") == 0) {
        return true;
    }
    if (!csv_reader_integer(reader, (size_t)column, 0, 999999, &number, error)) {
        return false;
    }
    *ret_text = g_intern_string(field);
    return true;
}

static bool read_counts(const CsvReader *reader, GError **error)
{
    for (size_t index = 0; index < G_N_ELEMENTS(COUNT_COLUMNS); index++) {
        int64_t value = 0;
        if (!csv_reader_integer(reader, (size_t)COUNT_COLUMNS[index].column, 0, COUNT_COLUMNS[index].maximum,
                                &value, error)) {
            return false;
        }
    }
    return true;
}

static bool read_status(const CsvReader *reader, BookingRow *booking, GError **error)
{
    size_t status = 0;
    int64_t is_cancelled = 0;
    if (!csv_reader_choice(reader, COLUMN_STATUS, STATUSES, G_N_ELEMENTS(STATUSES), &status, error) ||
        !csv_reader_integer(reader, COLUMN_IS_CANCELED, 0, 1, &is_cancelled, error)) {
        return false;
    }
    booking->outcome = (BookingOutcome)status;
    if ((is_cancelled == 0) != (booking->outcome == BOOKING_CHECKED_OUT)) {
        csv_reader_refuse(
            reader, COLUMN_IS_CANCELED, error,
            "%d does not agree with reservation_status %s; it is 0 for Check-Out and 1 otherwise",
            (int)is_cancelled, STATUSES[status]);
        return false;
    }
    return true;
}

static bool read_status_date(const CsvReader *reader, BookingRow *booking, GError **error)
{
    const char *field = csv_reader_field(reader, COLUMN_STATUS_DATE);
    Night status_on = 0;
    if (!night_parse(field, &status_on, NULL)) {
        csv_reader_refuse(reader, COLUMN_STATUS_DATE, error,
                          "'%.40s' is not a date; write it like 2015-07-31", field);
        return false;
    }
    const Night earliest = booking->outcome == BOOKING_CHECKED_OUT ? booking->arrival : booking->booked_on;
    const Night latest = booking->outcome == BOOKING_CHECKED_OUT ? booking->departure : booking->arrival;
    if (status_on < earliest || status_on > latest) {
        csv_reader_refuse(reader, COLUMN_STATUS_DATE, error,
                          "%s is dated %s, outside the booking's life; correct it",
                          STATUSES[booking->outcome], field);
        return false;
    }
    /* A no-show can only be seen on the day of arrival; the real data have one that is dated months before.
     */
    booking->status_on = booking->outcome == BOOKING_NO_SHOW ? booking->arrival : status_on;
    return true;
}

static bool read_booking(const CsvReader *reader, BookingRow *booking, GError **error)
{
    return read_hotel(reader, booking, error) && read_arrival(reader, booking, error) &&
           read_nights(reader, booking, error) && read_people(reader, booking, error) &&
           read_market(reader, booking, error) && read_country(reader, booking, error) &&
           read_letters(reader, COLUMN_RESERVED_TYPE, 1, 1, &booking->room_type, error) &&
           read_letters(reader, COLUMN_ASSIGNED_TYPE, 1, 1, &booking->assigned_type, error) &&
           read_partner(reader, COLUMN_AGENT, &booking->agent, error) &&
           read_partner(reader, COLUMN_COMPANY, &booking->company, error) && read_counts(reader, error) &&
           csv_reader_amount(reader, COLUMN_ADR, -RATE_LIMIT_MINOR, RATE_LIMIT_MINOR, &booking->rate_minor,
                             error) &&
           read_status(reader, booking, error) && read_status_date(reader, booking, error);
}

static GArray *read_all(CsvReader *reader, GError **error)
{
    g_autoptr(GArray) bookings = g_array_new(FALSE, TRUE, sizeof(BookingRow));
    bool more = false;
    if (!csv_reader_next(reader, &more, error)) {
        return NULL;
    }
    while (more) {
        BookingRow booking = {.row = bookings->len + 1};
        if (!read_booking(reader, &booking, error)) {
            return NULL;
        }
        g_array_append_val(bookings, booking);
        if (!csv_reader_next(reader, &more, error)) {
            return NULL;
        }
    }
    return g_steal_pointer(&bookings);
}

GArray *bookings_csv_parse(const char *name, GBytes *text, GError **error)
{
    g_autoptr(CsvReader) reader = csv_reader_new(name, text, BOOKING_COLUMNS, BOOKING_COLUMN_COUNT, error);
    return reader ? read_all(reader, error) : NULL;
}

GArray *bookings_csv_read(const char *path, GError **error)
{
    GBytes *text = csv_file_contents(path, error);
    return text ? bookings_csv_parse(path, text, error) : NULL;
}

char *bookings_fingerprint(const GArray *bookings)
{
    g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
    for (guint index = 0; index < bookings->len; index++) {
        const BookingRow *booking = &g_array_index(bookings, BookingRow, index);
        g_autofree char *line = g_strdup_printf(
            "%u %u %d %d %d %d %d %" G_GINT64_FORMAT " %s %s\n", booking->row, booking->hotel,
            booking->outcome, booking->arrival, booking->departure, booking->booked_on, booking->status_on,
            booking->rate_minor, booking->room_type, booking->assigned_type);
        g_checksum_update(checksum, (const guchar *)line, -1);
    }
    return g_strndup(g_checksum_get_string(checksum), 8);
}
