#include "ops/cli/generate_bookings.h"

#include <string.h>

#include "ops/cli/generate_rooms.h"

enum {
    TRIES_A_ROW = 50,
    LONGEST_STAY = 69,
    LONGEST_LEAD = 737,
    BLOCK_MAXIMUM = 12, /* identical rows of one group */
};

typedef struct {
    const GenerateOptions *options;
    GRand *random;
    GenerateRooms *rooms;
    GArray *bookings;
} Maker;

/* ---- chance ---------------------------------------------------------------------------------------- */

static int between(Maker *maker, int low, int high)
{
    return g_rand_int_range(maker->random, low, high + 1);
}

static bool one_in(Maker *maker, int number)
{
    return between(maker, 1, number) == 1;
}

#define PICK(maker, list) ((list)[between((maker), 0, (int)G_N_ELEMENTS(list) - 1)])

/* ---- an ordinary booking ----------------------------------------------------------------------------- */

static const char *reserved_type(Maker *maker, unsigned hotel)
{
    size_t count = 0;
    const GenerateType *types = generate_types(hotel, &count);
    int total = 0;
    for (size_t type = 0; type < count; type++) {
        total += types[type].weight;
    }
    int drawn = between(maker, 0, total - 1);
    size_t type = 0;
    while (drawn >= types[type].weight) {
        drawn -= types[type].weight;
        type++;
    }
    return types[type].letter;
}

/* Mostly the type reserved; else any that has rooms, those never reserved among them. */
static const char *assigned_type(Maker *maker, unsigned hotel, const char *reserved)
{
    size_t count = 0;
    const GenerateType *types = generate_types(hotel, &count);
    const bool no_rooms = strcmp(reserved, "L") == 0 || strcmp(reserved, "P") == 0;
    if (!no_rooms && !one_in(maker, 8)) {
        return reserved;
    }
    size_t type = 0;
    do {
        type = (size_t)between(maker, 0, (int)count - 1);
    } while (types[type].rooms == 0);
    return types[type].letter;
}

static void make_dates(Maker *maker, BookingRow *booking)
{
    const GenerateOptions *options = maker->options;
    booking->arrival = between(maker, options->from, options->until);
    const int nights = one_in(maker, 12) ? between(maker, 7, 14) : between(maker, 1, 5);
    booking->departure = booking->arrival + (one_in(maker, 60) ? 0 : nights);
    const int furthest = MIN(LONGEST_LEAD, booking->arrival - options->opens);
    const int usual = one_in(maker, 3) ? 10 : one_in(maker, 4) ? 365 : 120;
    booking->booked_on = booking->arrival - between(maker, 0, MIN(usual, furthest));
}

static void make_outcome(Maker *maker, BookingRow *booking)
{
    const int drawn = between(maker, 1, 1000);
    if (drawn <= 360) {
        booking->outcome = BOOKING_CANCELLED;
        booking->status_on = one_in(maker, 6)    ? booking->booked_on
                             : one_in(maker, 30) ? booking->arrival
                                                 : between(maker, booking->booked_on, booking->arrival);
    } else if (drawn <= 372) {
        booking->outcome = BOOKING_NO_SHOW;
        booking->status_on = booking->arrival;
    } else {
        booking->outcome = BOOKING_CHECKED_OUT;
        booking->status_on =
            one_in(maker, 300) ? between(maker, booking->arrival, booking->departure) : booking->departure;
    }
}

static void make_people(Maker *maker, BookingRow *booking)
{
    booking->adults = (int16_t)(one_in(maker, 4) ? 1 : one_in(maker, 15) ? 3 : one_in(maker, 250) ? 0 : 2);
    booking->children = (int16_t)(one_in(maker, 14) ? between(maker, 1, 3) : 0);
    booking->infants = (int16_t)one_in(maker, 120);
    booking->repeated_guest = one_in(maker, 30);
}

static void make_market(Maker *maker, BookingRow *booking)
{
    static const char *const COUNTRIES[] = {"PRT", "PRT", "PRT", "GBR", "FRA", "ESP", "DEU", "ITA", "CN",
                                            "IRL", "BRA", "USA", "CHN", "JPN", "POL", "RUS", NULL};
    static const char *const MEALS[] = {"BB", "BB", "BB", "BB", "HB", "SC", "FB", "Undefined"};
    static const char *const SEGMENTS[] = {"Online TA", "Online TA", "Offline TA/TO", "Groups",
                                           "Direct",    "Corporate", "Complementary", "Aviation"};
    static const char *const DISTRIBUTIONS[] = {"TA/TO", "TA/TO", "TA/TO", "Direct", "Corporate", "GDS"};
    static const char *const CUSTOMERS[] = {"Transient", "Transient", "Transient-Party", "Contract", "Group"};
    booking->country = PICK(maker, COUNTRIES);
    booking->meal = PICK(maker, MEALS);
    booking->segment = PICK(maker, SEGMENTS);
    booking->distribution = PICK(maker, DISTRIBUTIONS);
    booking->customer = PICK(maker, CUSTOMERS);
    booking->deposit = one_in(maker, 8) ? "Non Refund" : one_in(maker, 200) ? "Refundable" : "No Deposit";
    g_autofree char *agent = g_strdup_printf("%d", between(maker, 1, 500));
    booking->agent = one_in(maker, 7) ? NULL : g_intern_string(agent);
    g_autofree char *company = g_strdup_printf("%d", between(maker, 1, 540));
    booking->company = one_in(maker, 18) ? g_intern_string(company) : NULL;
}

/* Whole euros, tenths or cents, and now and then nothing at all; day use costs nothing. */
static int64_t make_rate(Maker *maker, const BookingRow *booking)
{
    if (booking_row_nights(booking) == 0 || one_in(maker, 60)) {
        return 0;
    }
    const int minor = between(maker, 2500, 25000);
    return one_in(maker, 5) ? minor : one_in(maker, 4) ? minor / 10 * 10 : minor / 100 * 100;
}

static BookingRow make_booking(Maker *maker)
{
    BookingRow booking = {.hotel = (uint8_t)one_in(maker, 3) ? 0 : 1};
    make_dates(maker, &booking);
    make_outcome(maker, &booking);
    make_people(maker, &booking);
    make_market(maker, &booking);
    booking.rate_minor = make_rate(maker, &booking);
    booking.room_type = reserved_type(maker, booking.hotel);
    booking.assigned_type = assigned_type(maker, booking.hotel, booking.room_type);
    return booking;
}

/* ---- traps: each turns an ordinary booking into one that has gone wrong somewhere before ----------------
 */

static void stay_through(BookingRow *booking, int nights)
{
    booking->departure = booking->arrival + nights;
    booking->outcome = BOOKING_CHECKED_OUT;
    booking->status_on = booking->departure;
}

static void trap_negative_rate(BookingRow *booking)
{
    stay_through(booking, 3);
    booking->rate_minor = -638;
}

static void trap_zero_rate(BookingRow *booking)
{
    stay_through(booking, 2);
    booking->rate_minor = 0;
}

static void trap_huge_rate(BookingRow *booking)
{
    stay_through(booking, 1);
    booking->rate_minor = 540000;
}

static void trap_day_use(BookingRow *booking)
{
    stay_through(booking, 0);
    booking->rate_minor = 0;
}

static void trap_no_adults(BookingRow *booking)
{
    booking->adults = 0;
    booking->children = 2;
}

static void trap_nobody(BookingRow *booking)
{
    stay_through(booking, 1);
    booking->adults = 0;
    booking->children = 0;
    booking->infants = 0;
}

static void trap_children_unknown(BookingRow *booking)
{
    booking->children = BOOKING_CHILDREN_UNKNOWN;
}

static void trap_country_unknown(BookingRow *booking)
{
    booking->country = NULL;
}

static void trap_country_two_letters(BookingRow *booking)
{
    booking->country = "CN";
}

static void trap_undefined(BookingRow *booking)
{
    booking->meal = "Undefined";
    booking->segment = "Undefined";
    booking->distribution = "Undefined";
}

static void trap_never_reserved(BookingRow *booking)
{
    stay_through(booking, 2);
    booking->assigned_type = booking->hotel == 0 ? "I" : "K";
}

/* The placeholder has one place in the city hotel and none in the resort: there it can only be day use. */
static void trap_placeholder(BookingRow *booking)
{
    booking->departure = booking->arrival + (booking->hotel == 0 ? 0 : 15);
    booking->outcome = BOOKING_CANCELLED;
    booking->status_on = booking->booked_on;
    booking->rate_minor = 0;
    booking->adults = 0;
    booking->children = 0;
    booking->infants = 0;
    booking->room_type = "P";
    booking->assigned_type = "P";
}

static void trap_longest_stay(BookingRow *booking)
{
    stay_through(booking, LONGEST_STAY);
}

static void trap_leaves_at_once(BookingRow *booking)
{
    stay_through(booking, 4);
    booking->status_on = booking->arrival;
}

static void trap_leaves_early(BookingRow *booking)
{
    stay_through(booking, 5);
    booking->status_on = booking->arrival + 2;
}

static void trap_leaves_early_for_nothing(BookingRow *booking)
{
    stay_through(booking, 12);
    booking->status_on = booking->arrival;
    booking->rate_minor = 0;
}

static void trap_cancelled_on_arrival(BookingRow *booking)
{
    booking->outcome = BOOKING_CANCELLED;
    booking->status_on = booking->arrival;
}

static void trap_made_and_cancelled_on_arrival(BookingRow *booking)
{
    booking->booked_on = booking->arrival;
    trap_cancelled_on_arrival(booking);
}

static void trap_no_show(BookingRow *booking)
{
    booking->outcome = BOOKING_NO_SHOW;
    booking->status_on = booking->arrival;
}

static void trap_longest_lead(BookingRow *booking)
{
    booking->booked_on = booking->arrival - LONGEST_LEAD;
    stay_through(booking, 2);
}

static void trap_crowd(BookingRow *booking)
{
    booking->outcome = BOOKING_CANCELLED;
    booking->status_on = booking->booked_on;
    booking->adults = 55;
}

static void (*const TRAPS[])(BookingRow *booking) = {
    trap_negative_rate,
    trap_zero_rate,
    trap_huge_rate,
    trap_day_use,
    trap_no_adults,
    trap_nobody,
    trap_children_unknown,
    trap_country_unknown,
    trap_country_two_letters,
    trap_undefined,
    trap_never_reserved,
    trap_placeholder,
    trap_longest_stay,
    trap_leaves_at_once,
    trap_leaves_early,
    trap_leaves_early_for_nothing,
    trap_cancelled_on_arrival,
    trap_made_and_cancelled_on_arrival,
    trap_no_show,
    trap_longest_lead,
    trap_crowd,
};

/* ---- the whole file ---------------------------------------------------------------------------------- */

static bool take(Maker *maker, const BookingRow *booking)
{
    if (booking->booked_on < maker->options->opens || !generate_rooms_take(maker->rooms, booking)) {
        return false;
    }
    g_array_append_val(maker->bookings, *booking);
    return true;
}

static void add_trap(Maker *maker, void (*trap)(BookingRow *booking), unsigned hotel)
{
    for (int attempt = 0; attempt < TRIES_A_ROW; attempt++) {
        BookingRow booking = make_booking(maker);
        booking.hotel = (uint8_t)hotel;
        booking.room_type = reserved_type(maker, hotel);
        booking.assigned_type = assigned_type(maker, hotel, booking.room_type);
        trap(&booking);
        if (take(maker, &booking)) {
            return;
        }
    }
}

/* A group books the same room several times; every row is a booking of its own. */
static void add_block(Maker *maker, const BookingRow *booking)
{
    for (int more = between(maker, 2, BLOCK_MAXIMUM) - 1;
         more > 0 && maker->bookings->len < maker->options->rows; more--) {
        if (!take(maker, booking)) {
            return;
        }
    }
}

static void add_ordinary(Maker *maker)
{
    for (int attempt = 0; attempt < TRIES_A_ROW; attempt++) {
        const BookingRow booking = make_booking(maker);
        if (take(maker, &booking)) {
            if (one_in(maker, 25)) {
                add_block(maker, &booking);
            }
            return;
        }
    }
}

/* As in the real file: by hotel and day of arrival; equal ones stay in the order in which they were made. */
static int file_order(const void *left, const void *right)
{
    const BookingRow *a = left;
    const BookingRow *b = right;
    if (a->hotel != b->hotel) {
        return a->hotel < b->hotel ? -1 : 1;
    }
    if (a->arrival != b->arrival) {
        return a->arrival < b->arrival ? -1 : 1;
    }
    return (a->row > b->row) - (a->row < b->row);
}

static void number_rows(GArray *bookings)
{
    for (guint index = 0; index < bookings->len; index++) {
        g_array_index(bookings, BookingRow, index).row = index + 1;
    }
}

GArray *generate_bookings(const GenerateOptions *options)
{
    g_assert(options->opens <= options->from && options->from <= options->until);
    Maker maker = {.options = options,
                   .random = g_rand_new_with_seed(options->seed),
                   .rooms = generate_rooms_new(options->opens, options->until + BOOKING_NIGHTS_MAXIMUM),
                   .bookings = g_array_new(FALSE, TRUE, sizeof(BookingRow))};
    for (unsigned hotel = 0; hotel < BOOKING_HOTELS; hotel++) {
        for (size_t trap = 0; trap < G_N_ELEMENTS(TRAPS); trap++) {
            add_trap(&maker, TRAPS[trap], hotel);
        }
    }
    for (unsigned tries = 0; maker.bookings->len < options->rows && tries < options->rows; tries++) {
        add_ordinary(&maker);
    }
    g_rand_free(maker.random);
    generate_rooms_free(maker.rooms);
    number_rows(maker.bookings);
    g_array_sort(maker.bookings, file_order);
    number_rows(maker.bookings);
    return maker.bookings;
}
