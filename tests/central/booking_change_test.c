#include "tests/central/support/booking_fixture.h"

#include <string.h>

#include "tests/support/cunit_main.h"
#include "tests/support/tsan_glib.h"

static void test_kept_nights_keep_the_price_they_were_sold_at(void)
{
    g_auto(BookingFixture) fixture;
    booking_fixture_init(&fixture);
    g_autoptr(BookingCommand) booked = booking_fixture_wish(&fixture, BOOKING_BOOK, "STD", 6, 3);
    CU_ASSERT_EQUAL(booking_fixture_decide(&fixture, booked), 201);
    ReservationLine *line = booking_fixture_reservation(&fixture, booked)->lines->pdata[0];
    g_array_index(line->night_prices_minor, int64_t, 1) = 7777; /* as if the rate had been lower then */
    g_autoptr(BookingCommand) change = booking_fixture_change(&fixture, BOOKING_MODIFY, booked);
    BookingLine *wish = booking_fixture_line(&fixture, "", "", 7, 3);
    wish->line = 1;
    g_ptr_array_add(change->lines, wish);
    CU_ASSERT_EQUAL(booking_fixture_decide(&fixture, change), 200);
    CU_ASSERT_EQUAL(outcome_line_price(change, 0, 0), 7777);
    CU_ASSERT_EQUAL(outcome_line_price(change, 0, 1), 10000);
    CU_ASSERT_EQUAL(outcome_line_price(change, 0, 2), 10000);
    CU_ASSERT_EQUAL(booking_fixture_sold(&fixture, 6), 0);
    CU_ASSERT_EQUAL(booking_fixture_sold(&fixture, 9), 1);
    CU_ASSERT_EQUAL(outcome_number(change, "revision"), 2);
    booking_fixture_check(&fixture);
}

static void test_another_occupancy_is_priced_anew(void)
{
    g_auto(BookingFixture) fixture;
    booking_fixture_init(&fixture);
    g_autoptr(BookingCommand) booked = booking_fixture_wish(&fixture, BOOKING_BOOK, "STD", 6, 1);
    CU_ASSERT_EQUAL(booking_fixture_decide(&fixture, booked), 201);
    g_autoptr(BookingCommand) change = booking_fixture_change(&fixture, BOOKING_MODIFY, booked);
    BookingLine *wish = booking_line_new();
    wish->line = 1;
    wish->adults = 3;
    g_ptr_array_add(change->lines, wish);
    CU_ASSERT_EQUAL(booking_fixture_decide(&fixture, change), 200);
    CU_ASSERT_EQUAL(outcome_line_price(change, 0, 0), 13000);
    booking_fixture_check(&fixture);
}

static void test_a_change_that_does_not_fit_leaves_everything(void)
{
    g_auto(BookingFixture) fixture;
    booking_fixture_init(&fixture);
    booking_fixture_book_rooms(&fixture, "STE", 8, 1);
    g_autoptr(BookingCommand) booked = booking_fixture_wish(&fixture, BOOKING_BOOK, "STD", 6, 3);
    CU_ASSERT_EQUAL(booking_fixture_decide(&fixture, booked), 201);
    g_autoptr(BookingCommand) change = booking_fixture_change(&fixture, BOOKING_MODIFY, booked);
    BookingLine *wish = booking_line_new();
    wish->line = 1;
    g_strlcpy(wish->room_type, "STE", sizeof wish->room_type);
    g_ptr_array_add(change->lines, wish);
    CU_ASSERT_EQUAL(booking_fixture_decide(&fixture, change), 409);
    CU_ASSERT_STRING_EQUAL(outcome_text(change, "code"), "sold_out");
    CU_ASSERT_STRING_EQUAL(
        ((ReservationLine *)booking_fixture_reservation(&fixture, booked)->lines->pdata[0])->room_type,
        "STD");
    booking_fixture_check(&fixture);
}

static void test_a_line_named_twice_is_refused(void)
{
    g_auto(BookingFixture) fixture;
    booking_fixture_init(&fixture);
    booking_fixture_book_rooms(&fixture, "STD", 6,
                               2); /* so that giving a room back twice would not be noticed by the cell */
    g_autoptr(BookingCommand) booked = booking_fixture_wish(&fixture, BOOKING_BOOK, "STD", 6, 2);
    CU_ASSERT_EQUAL(booking_fixture_decide(&fixture, booked), 201);
    g_autoptr(BookingCommand) change = booking_fixture_change(&fixture, BOOKING_MODIFY, booked);
    for (int i = 0; i < 2; i++) {
        BookingLine *wish = booking_fixture_line(&fixture, "", "", 6, 1);
        wish->line = 1;
        g_ptr_array_add(change->lines, wish);
    }
    CU_ASSERT_EQUAL(booking_fixture_decide(&fixture, change), 422);
    CU_ASSERT_STRING_EQUAL(outcome_text(change, "code"), "line_repeated");
    CU_ASSERT_STRING_EQUAL(outcome_pointer(change), "/rooms/1/line");
    booking_fixture_check(&fixture);
}

static void test_a_reservation_has_at_most_99_lines(void)
{
    g_auto(BookingFixture) fixture;
    booking_fixture_init(&fixture);
    g_autoptr(BookingCommand) booked = booking_fixture_wish(&fixture, BOOKING_BOOK, "STD", 6, 0);
    for (int i = 1; i < RESERVATION_LINES_MAX; i++)
        g_ptr_array_add(booked->lines, booking_fixture_line(&fixture, "STD", "BAR", 6, 0));
    CU_ASSERT_EQUAL(booking_fixture_decide(&fixture, booked), 201);
    g_autoptr(BookingCommand) change = booking_fixture_change(&fixture, BOOKING_MODIFY, booked);
    g_ptr_array_add(change->lines, booking_fixture_line(&fixture, "STD", "BAR", 6, 0));
    CU_ASSERT_EQUAL(booking_fixture_decide(&fixture, change), 422);
    CU_ASSERT_STRING_EQUAL(outcome_text(change, "code"), "too_many_lines");
}

static void test_changes_need_the_right_revision_and_hotel(void)
{
    g_auto(BookingFixture) fixture;
    booking_fixture_init(&fixture);
    g_autoptr(BookingCommand) booked = booking_fixture_wish(&fixture, BOOKING_BOOK, "STD", 6, 1);
    CU_ASSERT_EQUAL(booking_fixture_decide(&fixture, booked), 201);
    g_autoptr(BookingCommand) change = booking_fixture_change(&fixture, BOOKING_MODIFY, booked);
    change->comments = g_strdup("late arrival");
    change->expected_revision = 2;
    CU_ASSERT_EQUAL(booking_fixture_decide(&fixture, change), 412);
    CU_ASSERT_STRING_EQUAL(outcome_text(change, "code"), "reservation_changed");
    change->expected_revision = 1;
    CU_ASSERT_EQUAL(booking_fixture_decide(&fixture, change), 200);
    CU_ASSERT_STRING_EQUAL(outcome_text(change, "comments"), "late arrival");
    ChainHotel elsewhere = *fixture.hotel;
    elsewhere.number = 8;
    g_autoptr(BookingCommand) foreign = booking_fixture_change(&fixture, BOOKING_CANCEL, booked);
    foreign->hotel = &elsewhere;
    CU_ASSERT_EQUAL(booking_fixture_decide(&fixture, foreign), 404);
    g_autoptr(BookingCommand) no_guest = booking_fixture_change(&fixture, BOOKING_MODIFY, booked);
    no_guest->guest.guest_id = 999999;
    CU_ASSERT_EQUAL(booking_fixture_decide(&fixture, no_guest), 422);
    CU_ASSERT_STRING_EQUAL(outcome_text(no_guest, "code"), "guest_not_found");
    g_autoptr(BookingCommand) no_line = booking_fixture_change(&fixture, BOOKING_MODIFY, booked);
    BookingLine *wish = booking_line_new();
    wish->line = 4;
    g_ptr_array_add(no_line->lines, wish);
    CU_ASSERT_EQUAL(booking_fixture_decide(&fixture, no_line), 422);
    CU_ASSERT_STRING_EQUAL(outcome_text(no_line, "code"), "line_not_found");
}

static void test_who_has_arrived_belongs_to_the_hotel(void)
{
    g_auto(BookingFixture) fixture;
    booking_fixture_init(&fixture);
    g_autoptr(BookingCommand) booked = booking_fixture_wish(&fixture, BOOKING_BOOK, "STD", 0, 2);
    CU_ASSERT_EQUAL(booking_fixture_decide(&fixture, booked), 201);
    ((ReservationLine *)booking_fixture_reservation(&fixture, booked)->lines->pdata[0])->status =
        LINE_IN_HOUSE;
    g_autoptr(BookingCommand) change = booking_fixture_change(&fixture, BOOKING_MODIFY, booked);
    BookingLine *wish = booking_line_new();
    wish->line = 1;
    g_ptr_array_add(change->lines, wish);
    g_autoptr(BookingCommand) cancel = booking_fixture_change(&fixture, BOOKING_CANCEL, booked);
    CU_ASSERT_EQUAL(booking_fixture_decide(&fixture, change), 409);
    CU_ASSERT_EQUAL(booking_fixture_decide(&fixture, cancel), 409);
    CU_ASSERT_STRING_EQUAL(outcome_text(change, "code"), "owned_by_hotel");
    CU_ASSERT_STRING_EQUAL(outcome_text(cancel, "code"), "owned_by_hotel");
}

/* ---- cancellation ---- */

static void test_cancelling_late_costs_and_early_does_not(void)
{
    g_auto(BookingFixture) fixture;
    booking_fixture_init(&fixture);
    g_autoptr(BookingCommand) soon = booking_fixture_wish(&fixture, BOOKING_BOOK, "STD", 0, 3);
    g_autoptr(BookingCommand) later = booking_fixture_wish(&fixture, BOOKING_BOOK, "STD", 30, 3);
    CU_ASSERT_EQUAL(booking_fixture_decide(&fixture, soon), 201);
    CU_ASSERT_EQUAL(booking_fixture_decide(&fixture, later), 201);
    g_autoptr(BookingCommand) cancel_soon = booking_fixture_change(&fixture, BOOKING_CANCEL, soon);
    g_autoptr(BookingCommand) cancel_later = booking_fixture_change(&fixture, BOOKING_CANCEL, later);
    cancel_soon->at += 9 * INSTANT_HOUR; /* after the cut-off of 18:00 on the day before */
    cancel_later->reason = g_strdup("flight cancelled");
    CU_ASSERT_EQUAL(booking_fixture_decide(&fixture, cancel_soon), 200);
    CU_ASSERT_EQUAL(booking_fixture_decide(&fixture, cancel_later), 200);
    CU_ASSERT_TRUE(outcome_line_number(cancel_soon, 0, "penalty_minor") >= 10000);
    CU_ASSERT_TRUE(outcome_line_number(cancel_soon, 0, "penalty_minor") < 20000);
    CU_ASSERT_EQUAL(outcome_line_number(cancel_later, 0, "penalty_minor"), 0);
    CU_ASSERT_STRING_EQUAL(outcome_line_text(cancel_later, 0, "reason"), "flight cancelled");
    CU_ASSERT_STRING_EQUAL(outcome_line_text(cancel_later, 0, "status"), "cancelled");
    CU_ASSERT_EQUAL(booking_fixture_sold(&fixture, 30), 0);
    g_autoptr(BookingCommand) again = booking_fixture_change(&fixture, BOOKING_CANCEL, later);
    CU_ASSERT_EQUAL(booking_fixture_decide(&fixture, again), 409);
    CU_ASSERT_STRING_EQUAL(outcome_text(again, "code"), "already_cancelled");
    booking_fixture_check(&fixture);
}

static void test_some_lines_cancelled_and_brought_back(void)
{
    g_auto(BookingFixture) fixture;
    booking_fixture_init(&fixture);
    g_autoptr(BookingCommand) booked = booking_fixture_wish(&fixture, BOOKING_BOOK, "STD", 6, 2);
    g_ptr_array_add(booked->lines, booking_fixture_line(&fixture, "STE", "BAR", 6, 2));
    CU_ASSERT_EQUAL(booking_fixture_decide(&fixture, booked), 201);
    g_autoptr(BookingCommand) cancel = booking_fixture_change(&fixture, BOOKING_CANCEL, booked);
    booking_command_name_line(cancel, 2);
    CU_ASSERT_EQUAL(booking_fixture_decide(&fixture, cancel), 200);
    CU_ASSERT_STRING_EQUAL(outcome_line_text(cancel, 0, "status"), "reserved");
    CU_ASSERT_STRING_EQUAL(outcome_line_text(cancel, 1, "status"), "cancelled");
    CU_ASSERT_EQUAL(booking_fixture_cell(&fixture, "STE", 6)->sold, 0);
    g_autoptr(BookingCommand) unknown = booking_fixture_change(&fixture, BOOKING_CANCEL, booked);
    booking_command_name_line(unknown, 7);
    CU_ASSERT_EQUAL(booking_fixture_decide(&fixture, unknown), 422);
    CU_ASSERT_STRING_EQUAL(outcome_pointer(unknown), "/lines/0");
    g_autoptr(BookingCommand) back = booking_fixture_change(&fixture, BOOKING_REINSTATE, booked);
    CU_ASSERT_EQUAL(booking_fixture_decide(&fixture, back), 200);
    CU_ASSERT_STRING_EQUAL(outcome_line_text(back, 1, "status"), "reserved");
    CU_ASSERT_EQUAL(booking_fixture_cell(&fixture, "STE", 7)->sold, 1);
    g_autoptr(BookingCommand) nothing = booking_fixture_change(&fixture, BOOKING_REINSTATE, booked);
    CU_ASSERT_EQUAL(booking_fixture_decide(&fixture, nothing), 409);
    CU_ASSERT_STRING_EQUAL(outcome_text(nothing, "code"), "not_cancelled");
    booking_fixture_check(&fixture);
}

static void test_a_room_sold_meanwhile_is_not_brought_back(void)
{
    g_auto(BookingFixture) fixture;
    booking_fixture_init(&fixture);
    g_autoptr(BookingCommand) booked = booking_fixture_wish(&fixture, BOOKING_BOOK, "STE", 6, 2);
    CU_ASSERT_EQUAL(booking_fixture_decide(&fixture, booked), 201);
    g_autoptr(BookingCommand) cancel = booking_fixture_change(&fixture, BOOKING_CANCEL, booked);
    CU_ASSERT_EQUAL(booking_fixture_decide(&fixture, cancel), 200);
    booking_fixture_book_rooms(&fixture, "STE", 7, 1);
    g_autoptr(BookingCommand) back = booking_fixture_change(&fixture, BOOKING_REINSTATE, booked);
    CU_ASSERT_EQUAL(booking_fixture_decide(&fixture, back), 409);
    CU_ASSERT_STRING_EQUAL(outcome_text(back, "code"), "sold_out");
    booking_state_hotel(fixture.state, 7)->business_date += 10;
    CU_ASSERT_EQUAL(booking_fixture_decide(&fixture, back), 409);
    CU_ASSERT_STRING_EQUAL(outcome_text(back, "code"), "arrival_in_past");
    booking_fixture_check(&fixture);
}

/* ---- any sequence ---- */

static BookingCommand *random_change(BookingFixture *fixture, GRand *random, GPtrArray *booked)
{
    static const BookingKind kinds[] = {BOOKING_MODIFY, BOOKING_CANCEL, BOOKING_REINSTATE};
    const BookingCommand *of = booked->pdata[g_rand_int_range(random, 0, (gint32)booked->len)];
    BookingCommand *command = booking_fixture_change(fixture, kinds[g_rand_int_range(random, 0, 3)], of);
    for (int i = g_rand_int_range(random, 0, 3); command->kind == BOOKING_MODIFY && i > 0; i--) {
        BookingLine *line =
            booking_fixture_line(fixture, g_rand_boolean(random) ? "STD" : "STE", "BAR",
                                 g_rand_int_range(random, 0, 12), g_rand_int_range(random, 0, 5));
        line->line = g_rand_int_range(random, 0, 4);
        g_ptr_array_add(command->lines, line);
    }
    for (int i = g_rand_int_range(random, 0, 2); command->kind != BOOKING_MODIFY && i > 0; i--)
        booking_command_name_line(command, g_rand_int_range(random, 1, 3));
    return command;
}

static BookingCommand *random_command(BookingFixture *fixture, GRand *random, GPtrArray *booked,
                                      GPtrArray *holds)
{
    if (booked->len > 0 && g_rand_boolean(random))
        return random_change(fixture, random, booked);
    if (holds->len > 0 && g_rand_int_range(random, 0, 3) == 0) {
        const BookingCommand *hold = holds->pdata[g_rand_int_range(random, 0, (gint32)holds->len)];
        BookingCommand *command =
            booking_fixture_command(fixture, g_rand_boolean(random) ? BOOKING_BOOK : BOOKING_RELEASE_HOLD);
        command->hold_id = g_strdup(outcome_text(hold, "hold"));
        return command;
    }
    BookingCommand *command =
        booking_fixture_command(fixture, g_rand_int_range(random, 0, 4) ? BOOKING_BOOK : BOOKING_HOLD);
    for (int i = g_rand_int_range(random, 1, 4); i > 0; i--)
        g_ptr_array_add(command->lines, booking_fixture_line(
                                            fixture, g_rand_int_range(random, 0, 4) ? "STD" : "STE", "BAR",
                                            g_rand_int_range(random, 0, 12), g_rand_int_range(random, 0, 5)));
    return command;
}

static void test_cells_always_count_what_lines_hold(void)
{
    GRand *random = test_random_new();
    for (int run = 0; run < 20; run++) {
        g_auto(BookingFixture) fixture;
        booking_fixture_init(&fixture);
        g_autoptr(GPtrArray) booked = g_ptr_array_new_with_free_func((GDestroyNotify)booking_command_free);
        g_autoptr(GPtrArray) holds = g_ptr_array_new_with_free_func((GDestroyNotify)booking_command_free);
        for (int step = 0; step < 150; step++) {
            BookingCommand *command = random_command(&fixture, random, booked, holds);
            int status = booking_fixture_decide(&fixture, command);
            CU_ASSERT_TRUE(status >= 200 && status < 500);
            if (status == 201)
                g_ptr_array_add(command->kind == BOOKING_HOLD ? holds : booked, command);
            else
                booking_command_free(command);
        }
        CU_ASSERT_TRUE(booked->len > 5);
        booking_fixture_check(&fixture);
    }
    g_rand_free(random);
}

/* The hotel's guest stays until day `until`; each of `gained` nights before it costs 123.00. */
static BookingCommand *extension(const BookingFixture *fixture, const BookingCommand *booked, int until,
                                 guint gained)
{
    BookingCommand *command = booking_fixture_command(fixture, BOOKING_MODIFY);
    command->confirmation_number = g_strdup(outcome_text(booked, "confirmation_number"));
    command->extends = TRUE;
    BookingLine *wish = booking_line_new();
    wish->line = 1;
    wish->departure = fixture->today + until;
    wish->night_prices_minor = g_array_new(FALSE, FALSE, sizeof(int64_t));
    for (guint i = 0; i < gained; i++) {
        int64_t price_minor = 12300;
        g_array_append_val(wish->night_prices_minor, price_minor);
    }
    g_ptr_array_add(command->lines, wish);
    return command;
}

/* A guest was booked for four nights, meant to leave after two, and stays after all: within the booking, then
 * beyond it. */
static void test_who_was_to_leave_earlier_stays_longer(void)
{
    g_auto(BookingFixture) fixture;
    booking_fixture_init(&fixture);
    g_autoptr(BookingCommand) booked = booking_fixture_wish(&fixture, BOOKING_BOOK, "STD", 0, 4);
    CU_ASSERT_EQUAL(booking_fixture_decide(&fixture, booked), 201);
    ReservationLine *line = booking_fixture_reservation(&fixture, booked)->lines->pdata[0];
    line->status = LINE_IN_HOUSE;
    line->holds_until = line->arrival + 2;
    for (int day = 2; day < 4; day++)
        booking_fixture_cell(&fixture, "STD", day)->sold--;
    booking_fixture_check(&fixture);

    g_autoptr(BookingCommand) within = extension(&fixture, booked, 3, 1);
    CU_ASSERT_EQUAL(booking_fixture_decide(&fixture, within), 200);
    CU_ASSERT_EQUAL(outcome_line_price(within, 0, 1), 10000);
    CU_ASSERT_EQUAL(outcome_line_price(within, 0, 2), 12300);
    CU_ASSERT_EQUAL(booking_fixture_sold(&fixture, 2), 1);
    CU_ASSERT_EQUAL(booking_fixture_sold(&fixture, 3), 0);
    booking_fixture_check(&fixture);

    g_autoptr(BookingCommand) gap = extension(&fixture, booked, 6, 1); /* a night between has no price */
    CU_ASSERT_EQUAL(booking_fixture_decide(&fixture, gap), 422);
    CU_ASSERT_STRING_EQUAL(outcome_text(gap, "code"), "price_each_night");
    g_autoptr(BookingCommand) beyond = extension(&fixture, booked, 6, 3);
    CU_ASSERT_EQUAL(booking_fixture_decide(&fixture, beyond), 200);
    line = booking_fixture_reservation(&fixture, booked)->lines->pdata[0];
    CU_ASSERT_EQUAL(line->departure, fixture.today + 6);
    CU_ASSERT_EQUAL(line->holds_until, fixture.today + 6);
    CU_ASSERT_EQUAL(line->night_prices_minor->len, 6);
    CU_ASSERT_EQUAL(outcome_line_price(beyond, 0, 5), 12300);
    for (int day = 0; day < 6; day++)
        CU_ASSERT_EQUAL(booking_fixture_sold(&fixture, day), 1);
    booking_fixture_check(&fixture);
}

static CU_TestInfo TESTS[] = {
    {"who was to leave earlier stays longer", test_who_was_to_leave_earlier_stays_longer},
    {"kept nights keep the price they were sold at", test_kept_nights_keep_the_price_they_were_sold_at},
    {"another occupancy is priced anew", test_another_occupancy_is_priced_anew},
    {"a change that does not fit leaves everything", test_a_change_that_does_not_fit_leaves_everything},
    {"a line named twice is refused", test_a_line_named_twice_is_refused},
    {"a reservation has at most 99 lines", test_a_reservation_has_at_most_99_lines},
    {"changes need the right revision and hotel", test_changes_need_the_right_revision_and_hotel},
    {"who has arrived belongs to the hotel", test_who_has_arrived_belongs_to_the_hotel},
    {"cancelling late costs and early does not", test_cancelling_late_costs_and_early_does_not},
    {"some lines cancelled and brought back", test_some_lines_cancelled_and_brought_back},
    {"a room sold meanwhile is not brought back", test_a_room_sold_meanwhile_is_not_brought_back},
    {"cells always count what lines hold", test_cells_always_count_what_lines_hold},
    CU_TEST_INFO_NULL,
};

int main(void)
{
    return test_main("central/booking_change", TESTS);
}
