#include "ops/cli/replay_plan.h"

#include "ops/cli/cli.h"
#include "ops/cli/generate_bookings.h"
#include "ops/cli/generate_rooms.h"
#include "tests/support/cunit_main.h"

static const Night ARRIVAL = 16617; /* 2015-07-01 */

static BookingRow booking(uint32_t row, BookingOutcome outcome, int lead, int nights, int status_after)
{
    return (BookingRow){.row = row,
                        .outcome = outcome,
                        .arrival = ARRIVAL,
                        .departure = ARRIVAL + nights,
                        .booked_on = ARRIVAL - lead,
                        .status_on = ARRIVAL + status_after,
                        .room_type = "A",
                        .assigned_type = "A"};
}

/* The row numbers of one phase of one day, as text. */
static char *rows_of(const ReplayPlan *plan, const GArray *bookings, Night day, ReplayPhase phase)
{
    size_t count = 0;
    const uint32_t *indexes = replay_plan_phase(plan, day, phase, &count);
    GString *text = g_string_new(NULL);
    for (size_t at = 0; at < count; at++) {
        g_string_append_printf(text, "%s%u", at ? " " : "",
                               g_array_index(bookings, BookingRow, indexes[at]).row);
    }
    return g_string_free(text, FALSE);
}

static void assert_rows(const ReplayPlan *plan, const GArray *bookings, Night day, ReplayPhase phase,
                        const char *rows)
{
    g_autofree char *found = rows_of(plan, bookings, day, phase);
    CU_ASSERT_STRING_EQUAL(found, rows);
}

static GArray *sample(void)
{
    GArray *bookings = g_array_new(FALSE, FALSE, sizeof(BookingRow));
    const BookingRow rows[] = {
        booking(1, BOOKING_CANCELLED, 3, 2, -1),  booking(2, BOOKING_CANCELLED, 3, 2, -3),
        booking(3, BOOKING_CHECKED_OUT, 3, 2, 2), booking(4, BOOKING_CHECKED_OUT, 0, 0, 0),
        booking(5, BOOKING_CHECKED_OUT, 1, 3, 0), booking(6, BOOKING_NO_SHOW, 0, 1, 0),
        booking(7, BOOKING_CANCELLED, 0, 1, 0),
    };
    g_array_append_vals(bookings, rows, G_N_ELEMENTS(rows));
    return bookings;
}

static void test_phases_of_each_day(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GArray) bookings = sample();
    g_autoptr(ReplayPlan) plan = replay_plan_new(bookings, ARRIVAL - 5, NIGHT_MAX, &error);
    TEST_ASSERT_NO_ERROR(error);
    CU_ASSERT_EQUAL(replay_plan_first(plan), ARRIVAL - 5);
    CU_ASSERT_EQUAL(replay_plan_last(plan), ARRIVAL + 2);
    assert_rows(plan, bookings, ARRIVAL - 3, REPLAY_BOOK, "1 2 3");
    assert_rows(plan, bookings, ARRIVAL - 3, REPLAY_CANCEL_TODAY, "2");
    assert_rows(plan, bookings, ARRIVAL - 1, REPLAY_CANCEL_EARLIER, "1");
    assert_rows(plan, bookings, ARRIVAL - 1, REPLAY_BOOK, "5");
    assert_rows(plan, bookings, ARRIVAL, REPLAY_BOOK, "4 6 7");
    assert_rows(plan, bookings, ARRIVAL, REPLAY_CHECK_IN, "3");
    assert_rows(plan, bookings, ARRIVAL, REPLAY_SAME_DAY, "4 5");
    assert_rows(plan, bookings, ARRIVAL, REPLAY_CANCEL_TODAY, "7");
    assert_rows(plan, bookings, ARRIVAL, REPLAY_NO_SHOW, "6");
    assert_rows(plan, bookings, ARRIVAL + 2, REPLAY_CHECK_OUT, "3");
    assert_rows(plan, bookings, ARRIVAL + 2, REPLAY_BOOK, "");
    /* 7 bookings, 3 cancellations, 3 check-ins and check-outs, 1 no-show; clocks and audits of 8 days. */
    CU_ASSERT_EQUAL(replay_plan_operations(plan), 7 + 3 + 6 + 1 + 8 * 5);
}

static void test_stopping_early(void)
{
    g_autoptr(GArray) bookings = sample();
    g_autoptr(ReplayPlan) plan = replay_plan_new(bookings, ARRIVAL - 5, ARRIVAL - 1, NULL);
    CU_ASSERT_EQUAL(replay_plan_last(plan), ARRIVAL - 1);
    CU_ASSERT_EQUAL(replay_plan_operations(plan), 4 + 2 + 5 * 5);
    g_autoptr(ReplayPlan) nothing = replay_plan_new(bookings, ARRIVAL - 5, ARRIVAL - 9, NULL);
    CU_ASSERT_EQUAL(replay_plan_operations(nothing), 0);
}

static void test_booking_before_opening(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GArray) bookings = sample();
    g_autoptr(ReplayPlan) plan = replay_plan_new(bookings, ARRIVAL - 2, NIGHT_MAX, &error);
    CU_ASSERT_PTR_NULL(plan);
    TEST_ASSERT_ERROR(error, CLI_ERROR, CLI_ERROR_INPUT, "row 1: booked on 2015-06-28");
}

static GArray *generated(uint32_t seed)
{
    const GenerateOptions options = {.seed = seed,
                                     .rows = 4000,
                                     .from = night_from_date(2015, 7, 1),
                                     .until = night_from_date(2015, 8, 29),
                                     .opens = night_from_date(2013, 6, 24)};
    return generate_bookings(&options);
}

static void test_repeat_guests_were_there_before(void)
{
    g_autoptr(GArray) bookings = generated(test_seed());
    g_autoptr(ReplayPlan) plan = replay_plan_new(bookings, night_from_date(2013, 6, 24), NIGHT_MAX, NULL);
    unsigned repeats = 0;
    for (guint32 index = 0; index < bookings->len; index++) {
        const BookingRow *own = &g_array_index(bookings, BookingRow, index);
        const BookingRow *guest = &g_array_index(bookings, BookingRow, replay_plan_guest(plan, index) - 1);
        CU_ASSERT_EQUAL(own->hotel, guest->hotel);
        if (guest != own) {
            repeats++;
            CU_ASSERT_TRUE(own->repeated_guest);
            CU_ASSERT_TRUE(guest->booked_on < own->booked_on);
            CU_ASSERT_EQUAL(replay_plan_guest(plan, guest->row - 1), guest->row);
        }
    }
    CU_ASSERT_TRUE(repeats > 0);
}

/* ---- the order suffices: a walk of its own over the plan, counting rooms ------------------------------- */

enum { WALK_NIGHTS = 1000, WALK_TYPES = 26 };

typedef struct {
    const GArray *bookings;
    const ReplayPlan *plan;
    int on_books[BOOKING_HOTELS][WALK_TYPES][WALK_NIGHTS];
    int occupied[BOOKING_HOTELS][WALK_TYPES];
    unsigned broken; /* limits or rooms that did not suffice */
} Walk;

static const GenerateType *type_of(unsigned hotel, const char *letter)
{
    size_t count = 0;
    const GenerateType *types = generate_types(hotel, &count);
    for (size_t type = 0; type < count; type++) {
        if (types[type].letter[0] == letter[0]) {
            return &types[type];
        }
    }
    return NULL;
}

static void walk_books(Walk *walk, const BookingRow *own, int change)
{
    for (Night night = own->arrival; night < own->departure; night++) {
        int *cell =
            &walk->on_books[own->hotel][own->room_type[0] - 'A'][night - replay_plan_first(walk->plan)];
        *cell += change;
        walk->broken += *cell > type_of(own->hotel, own->room_type)->limit;
    }
}

static void walk_room(Walk *walk, const BookingRow *own, int change)
{
    int *rooms = &walk->occupied[own->hotel][own->assigned_type[0] - 'A'];
    *rooms += change;
    walk->broken += *rooms > type_of(own->hotel, own->assigned_type)->rooms;
}

static void walk_row(Walk *walk, ReplayPhase phase, const BookingRow *own)
{
    if (phase == REPLAY_CANCEL_EARLIER || phase == REPLAY_CANCEL_TODAY) {
        walk_books(walk, own, -1);
    } else if (phase == REPLAY_BOOK) {
        walk_books(walk, own, 1);
    }
    if (phase == REPLAY_CHECK_IN || phase == REPLAY_SAME_DAY) {
        walk_room(walk, own, 1);
    }
    if (phase == REPLAY_CHECK_OUT || phase == REPLAY_SAME_DAY) {
        walk_room(walk, own, -1);
    }
}

static unsigned walk_all(const GArray *bookings)
{
    g_autoptr(ReplayPlan) plan = replay_plan_new(bookings, night_from_date(2013, 6, 24), NIGHT_MAX, NULL);
    g_autofree Walk *walk = g_new0(Walk, 1);
    walk->bookings = bookings;
    walk->plan = plan;
    for (Night day = replay_plan_first(plan); day <= replay_plan_last(plan); day++) {
        for (ReplayPhase phase = 0; phase < REPLAY_PHASES; phase++) {
            size_t count = 0;
            const uint32_t *indexes = replay_plan_phase(plan, day, phase, &count);
            for (size_t at = 0; at < count; at++) {
                walk_row(walk, phase, &g_array_index(bookings, BookingRow, indexes[at]));
            }
        }
    }
    return walk->broken;
}

static void test_generated_bookings_fit(void)
{
    g_autoptr(GArray) bookings = generated(test_seed());
    CU_ASSERT_EQUAL(walk_all(bookings), 0);
    /* The walk can fail: one booking more for the only placeholder of the city hotel. */
    BookingRow more = booking(bookings->len + 1, BOOKING_NO_SHOW, 3, 2, 0);
    more.hotel = 1;
    more.room_type = "P";
    more.assigned_type = "P";
    g_array_append_val(bookings, more);
    g_array_append_val(bookings, more);
    CU_ASSERT_TRUE(walk_all(bookings) > 0);
}

static CU_TestInfo TESTS[] = {
    {"phases of each day", test_phases_of_each_day},
    {"stopping early", test_stopping_early},
    {"a booking made before the hotels open", test_booking_before_opening},
    {"repeat guests were there before", test_repeat_guests_were_there_before},
    {"generated bookings fit in the order of the plan", test_generated_bookings_fit},
    CU_TEST_INFO_NULL,
};

int main(void)
{
    return test_main("ops/cli replay plan", TESTS);
}
