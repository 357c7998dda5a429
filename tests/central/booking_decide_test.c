#include "tests/central/support/booking_fixture.h"

#include <string.h>

#include "tests/support/cunit_main.h"
#include "tests/support/tsan_glib.h"

static void test_books_at_the_price_of_each_night(void)
{
    g_auto(BookingFixture) fixture;
    booking_fixture_init(&fixture);
    g_autoptr(BookingCommand) command =
        booking_fixture_wish(&fixture, BOOKING_BOOK, "STD", 2, 3); /* Thu, Fri, Sat */
    CU_ASSERT_EQUAL(booking_fixture_decide(&fixture, command), 201);
    CU_ASSERT_STRING_EQUAL(outcome_text(command, "hotel"), "SEA");
    CU_ASSERT_EQUAL(strlen(outcome_text(command, "confirmation_number")), 12);
    CU_ASSERT_EQUAL(outcome_number(command, "revision"), 1);
    CU_ASSERT_EQUAL(outcome_line_price(command, 0, 0), 10000);
    CU_ASSERT_EQUAL(outcome_line_price(command, 0, 1), 11000);
    CU_ASSERT_EQUAL(outcome_line_price(command, 0, 2), 11000);
    CU_ASSERT_EQUAL(outcome_line_number(command, 0, "total_minor"), 32000);
    CU_ASSERT_STRING_EQUAL(outcome_line_text(command, 0, "status"), "reserved");
    CU_ASSERT_STRING_EQUAL(outcome_line_text(command, 0, "price_source"), "quoted");
    CU_ASSERT_EQUAL(booking_fixture_sold(&fixture, 1), 0);
    CU_ASSERT_EQUAL(booking_fixture_sold(&fixture, 2), 1);
    CU_ASSERT_EQUAL(booking_fixture_sold(&fixture, 4), 1);
    CU_ASSERT_EQUAL(booking_fixture_sold(&fixture, 5), 0);
    booking_fixture_check(&fixture);
}

/* A transaction that met a conflict is run again with the same commands and a new state, in which a guest
 * made by the first run does not exist. */
static void test_deciding_leaves_the_command_as_it_came(void)
{
    g_auto(BookingFixture) fixture;
    booking_fixture_init(&fixture);
    g_autoptr(BookingCommand) command = booking_fixture_wish(&fixture, BOOKING_BOOK, "STD", 2, 1);
    command->guest.reference = g_strdup("website-guest-1");
    CU_ASSERT_EQUAL(booking_fixture_decide(&fixture, command), 201);
    CU_ASSERT_EQUAL(command->guest.guest_id, 0);
    CU_ASSERT_STRING_EQUAL(command->guest.reference, "website-guest-1");
    const Reservation *made = booking_fixture_reservation(&fixture, command);
    CU_ASSERT_NOT_EQUAL(made->guest.guest_id, 0);
    booking_fixture_check(&fixture);
}

static void test_sold_out_names_what_else_is_free(void)
{
    g_auto(BookingFixture) fixture;
    booking_fixture_init(&fixture);
    booking_fixture_book_rooms(&fixture, "STD", 7, 5);
    g_autoptr(BookingCommand) loser = booking_fixture_wish(&fixture, BOOKING_BOOK, "STD", 6, 3);
    CU_ASSERT_EQUAL(booking_fixture_decide(&fixture, loser), 409);
    CU_ASSERT_STRING_EQUAL(outcome_text(loser, "code"), "sold_out");
    CU_ASSERT_STRING_EQUAL(outcome_text(loser, "room_type"), "STD");
    CU_ASSERT_STRING_EQUAL(outcome_text(loser, "night"), "2016-03-08");
    CU_ASSERT_EQUAL(outcome_number(loser, "left"), 0);
    const json_t *alternatives = json_object_get(loser->outcome.body, "alternatives");
    CU_ASSERT_EQUAL(json_array_size(alternatives), 1);
    const json_t *first = json_array_get(alternatives, 0);
    CU_ASSERT_STRING_EQUAL(json_string_value(json_object_get(first, "room_type")), "STE");
    CU_ASSERT_EQUAL(booking_fixture_sold(&fixture, 6), 0);
    CU_ASSERT_EQUAL(booking_fixture_sold(&fixture, 7), 5);
    booking_fixture_check(&fixture);
}

static void test_beyond_the_cells_is_not_on_sale(void)
{
    g_auto(BookingFixture) fixture;
    booking_fixture_init(&fixture);
    g_autoptr(BookingCommand) command =
        booking_fixture_wish(&fixture, BOOKING_BOOK, "STD", FIXTURE_NIGHTS - 1, 2);
    CU_ASSERT_EQUAL(booking_fixture_decide(&fixture, command), 409);
    CU_ASSERT_STRING_EQUAL(outcome_text(command, "code"), "not_on_sale");
    booking_fixture_check(&fixture);
}

static void test_price_changed_since_it_was_told(void)
{
    g_auto(BookingFixture) fixture;
    booking_fixture_init(&fixture);
    g_autoptr(BookingCommand) command = booking_fixture_wish(&fixture, BOOKING_BOOK, "STD", 6, 1);
    command->expected_total_minor = 9999;
    CU_ASSERT_EQUAL(booking_fixture_decide(&fixture, command), 409);
    CU_ASSERT_STRING_EQUAL(outcome_text(command, "code"), "price_changed");
    CU_ASSERT_STRING_EQUAL(outcome_pointer(command), "/expected_total_minor");
    CU_ASSERT_EQUAL(outcome_number(command, "total_minor"), 10000);
    CU_ASSERT_EQUAL(booking_fixture_sold(&fixture, 6), 0);
    g_autoptr(BookingCommand) right = booking_fixture_wish(&fixture, BOOKING_BOOK, "STD", 6, 1);
    right->expected_total_minor = 10000;
    CU_ASSERT_EQUAL(booking_fixture_decide(&fixture, right), 201);
}

typedef struct {
    const char *room_type;
    const char *rate_plan;
    int days, nights, adults;
    int status;
    const char *code;
    const char *pointer;
} Refusal;

static void test_wishes_that_cannot_be_name_the_field(void)
{
    static const Refusal refusals[] = {
        {"XXL", "BAR", 6, 1, 2, 422, "unknown_room_type", "/rooms/1/room_type"},
        {"STD", "NOPE", 6, 1, 2, 422, "unknown_rate_plan", "/rooms/1/rate_plan"},
        {"STD", "BAR", 6, -1, 2, 422, "departure_before_arrival", "/rooms/1/departure"},
        {"STD", "BAR", 6, 366, 2, 422, "stay_too_long", "/rooms/1/departure"},
        {"STD", "BAR", -1, 3, 2, 422, "arrival_in_past", "/rooms/1/arrival"},
        {"STD", "BAR", 6, 1, 9, 409, "rate_not_offered", "/rooms/1/rate_plan"},
        {"STD", "CORP", 6, 1, 2, 409, "rate_not_offered", "/rooms/1/rate_plan"},
        {"STD", "EARLY", 6, 1, 2, 409, "rate_not_offered", "/rooms/1/rate_plan"},
    };
    g_auto(BookingFixture) fixture;
    booking_fixture_init(&fixture);
    for (gsize i = 0; i < G_N_ELEMENTS(refusals); i++) {
        const Refusal *refusal = &refusals[i];
        g_autoptr(BookingCommand) command = booking_fixture_wish(&fixture, BOOKING_BOOK, "STD", 3, 1);
        BookingLine *line = booking_fixture_line(&fixture, refusal->room_type, refusal->rate_plan,
                                                 refusal->days, refusal->nights);
        line->adults = refusal->adults;
        g_ptr_array_add(command->lines, line);
        CU_ASSERT_EQUAL(booking_fixture_decide(&fixture, command), refusal->status);
        CU_ASSERT_STRING_EQUAL(outcome_text(command, "code"), refusal->code);
        CU_ASSERT_STRING_EQUAL(outcome_pointer(command), refusal->pointer);
    }
    CU_ASSERT_EQUAL(g_hash_table_size(fixture.state->reservations), 0);
    booking_fixture_check(&fixture);
}

static void test_access_opens_a_negotiated_plan(void)
{
    static const char *const access[] = {"ACME", NULL};
    g_auto(BookingFixture) fixture;
    booking_fixture_init(&fixture);
    g_autoptr(BookingCommand) command = booking_fixture_command(&fixture, BOOKING_BOOK);
    g_ptr_array_add(command->lines, booking_fixture_line(&fixture, "STD", "CORP", 6, 2));
    command->access = g_strdupv((char **)access);
    CU_ASSERT_EQUAL(booking_fixture_decide(&fixture, command), 201);
    CU_ASSERT_EQUAL(outcome_line_number(command, 0, "total_minor"), 17600);
}

static void test_several_rooms_all_or_nothing(void)
{
    g_auto(BookingFixture) fixture;
    booking_fixture_init(&fixture);
    booking_fixture_book_rooms(&fixture, "STD", 6, 3);
    g_autoptr(BookingCommand) three = booking_fixture_wish(&fixture, BOOKING_BOOK, "STE", 6, 1);
    for (int i = 0; i < 3; i++)
        g_ptr_array_add(three->lines, booking_fixture_line(&fixture, "STD", "BAR", 6, 1));
    CU_ASSERT_EQUAL(booking_fixture_decide(&fixture, three), 409);
    CU_ASSERT_EQUAL(booking_fixture_cell(&fixture, "STE", 6)->sold, 0);
    CU_ASSERT_EQUAL(booking_fixture_sold(&fixture, 6), 3);
    g_ptr_array_remove_index(three->lines, 3);
    CU_ASSERT_EQUAL(booking_fixture_decide(&fixture, three), 201);
    CU_ASSERT_EQUAL(json_array_size(json_object_get(three->outcome.body, "lines")), 3);
    CU_ASSERT_EQUAL(outcome_line_number(three, 2, "line"), 3);
    CU_ASSERT_EQUAL(booking_fixture_sold(&fixture, 6), 5);
    booking_fixture_check(&fixture);
}

static void test_day_use_takes_no_cell(void)
{
    g_auto(BookingFixture) fixture;
    booking_fixture_init(&fixture);
    booking_fixture_book_rooms(&fixture, "STD", 6, 5);
    g_autoptr(BookingCommand) day_use = booking_fixture_wish(&fixture, BOOKING_BOOK, "STD", 6, 0);
    CU_ASSERT_EQUAL(booking_fixture_decide(&fixture, day_use), 201);
    CU_ASSERT_EQUAL(outcome_line_number(day_use, 0, "total_minor"), 10000); /* as the night would */
    CU_ASSERT_EQUAL(booking_fixture_sold(&fixture, 6), 5);
    g_autoptr(BookingCommand) cancel = booking_fixture_change(&fixture, BOOKING_CANCEL, day_use);
    CU_ASSERT_EQUAL(booking_fixture_decide(&fixture, cancel), 200);
    booking_fixture_check(&fixture);
}

/* ---- holds ---- */

static BookingCommand *book_from_hold(const BookingFixture *fixture, const BookingCommand *hold)
{
    BookingCommand *command = booking_fixture_command(fixture, BOOKING_BOOK);
    command->hold_id = g_strdup(outcome_text(hold, "hold"));
    return command;
}

static void test_hold_then_book_then_over(void)
{
    g_auto(BookingFixture) fixture;
    booking_fixture_init(&fixture);
    g_autoptr(BookingCommand) hold = booking_fixture_wish(&fixture, BOOKING_HOLD, "STD", 6, 2);
    CU_ASSERT_EQUAL(booking_fixture_decide(&fixture, hold), 201);
    CU_ASSERT_STRING_EQUAL(outcome_text(hold, "status"), "held");
    CU_ASSERT_EQUAL(outcome_number(hold, "total_minor"), 20000);
    CU_ASSERT_EQUAL(booking_fixture_held(&fixture, 6), 1);
    g_autoptr(BookingCommand) book = book_from_hold(&fixture, hold);
    CU_ASSERT_EQUAL(booking_fixture_decide(&fixture, book), 201);
    CU_ASSERT_EQUAL(booking_fixture_held(&fixture, 6), 0);
    CU_ASSERT_EQUAL(booking_fixture_sold(&fixture, 7), 1);
    g_autoptr(BookingCommand) again = book_from_hold(&fixture, hold);
    CU_ASSERT_EQUAL(booking_fixture_decide(&fixture, again), 409);
    CU_ASSERT_STRING_EQUAL(outcome_text(again, "code"), "hold_over");
    g_autoptr(BookingCommand) release = booking_fixture_command(&fixture, BOOKING_RELEASE_HOLD);
    release->hold_id = g_strdup(outcome_text(hold, "hold"));
    CU_ASSERT_EQUAL(booking_fixture_decide(&fixture, release), 200);
    CU_ASSERT_STRING_EQUAL(outcome_text(release, "status"), "committed");
    booking_fixture_check(&fixture);
}

static void test_hold_keeps_the_last_room(void)
{
    g_auto(BookingFixture) fixture;
    booking_fixture_init(&fixture);
    g_autoptr(BookingCommand) hold = booking_fixture_wish(&fixture, BOOKING_HOLD, "STE", 6, 1);
    CU_ASSERT_EQUAL(booking_fixture_decide(&fixture, hold), 201);
    g_autoptr(BookingCommand) other = booking_fixture_wish(&fixture, BOOKING_BOOK, "STE", 6, 1);
    CU_ASSERT_EQUAL(booking_fixture_decide(&fixture, other), 409);
    g_autoptr(BookingCommand) release = booking_fixture_command(&fixture, BOOKING_RELEASE_HOLD);
    release->hold_id = g_strdup(outcome_text(hold, "hold"));
    CU_ASSERT_EQUAL(booking_fixture_decide(&fixture, release), 200);
    CU_ASSERT_STRING_EQUAL(outcome_text(release, "status"), "released");
    CU_ASSERT_EQUAL(booking_fixture_decide(&fixture, other), 201);
    booking_fixture_check(&fixture);
}

static void test_hold_over_its_time(void)
{
    g_auto(BookingFixture) fixture;
    booking_fixture_init(&fixture);
    g_autoptr(BookingCommand) hold = booking_fixture_wish(&fixture, BOOKING_HOLD, "STD", 6, 1);
    CU_ASSERT_EQUAL(booking_fixture_decide(&fixture, hold), 201);
    g_autoptr(BookingCommand) early = booking_fixture_command(&fixture, BOOKING_EXPIRE_HOLD);
    early->hold_id = g_strdup(outcome_text(hold, "hold"));
    early->at += 599 * INSTANT_SECOND;
    CU_ASSERT_EQUAL(booking_fixture_decide(&fixture, early), 200);
    CU_ASSERT_STRING_EQUAL(outcome_text(early, "status"), "held");
    g_autoptr(BookingCommand) late = book_from_hold(&fixture, hold);
    late->at += 600 * INSTANT_SECOND;
    CU_ASSERT_EQUAL(booking_fixture_decide(&fixture, late), 409);
    CU_ASSERT_STRING_EQUAL(outcome_text(late, "code"), "hold_over");
    CU_ASSERT_EQUAL(booking_fixture_held(&fixture, 6), 1);
    early->at += INSTANT_SECOND;
    CU_ASSERT_EQUAL(booking_fixture_decide(&fixture, early), 200);
    CU_ASSERT_STRING_EQUAL(outcome_text(early, "status"), "expired");
    CU_ASSERT_EQUAL(booking_fixture_held(&fixture, 6), 0);
    booking_fixture_check(&fixture);
}

static void test_holds_belong_to_who_made_them_and_to_their_hotel(void)
{
    g_auto(BookingFixture) fixture;
    booking_fixture_init(&fixture);
    g_autoptr(BookingCommand) hold = booking_fixture_wish(&fixture, BOOKING_HOLD, "STD", 6, 1);
    CU_ASSERT_EQUAL(booking_fixture_decide(&fixture, hold), 201);
    g_autoptr(BookingCommand) stranger = book_from_hold(&fixture, hold);
    g_free(stranger->scope);
    stranger->scope = g_strdup("client:website");
    CU_ASSERT_EQUAL(booking_fixture_decide(&fixture, stranger), 404);
    CU_ASSERT_STRING_EQUAL(outcome_text(stranger, "code"), "hold_not_found");
    ChainHotel elsewhere = *fixture.hotel;
    elsewhere.number = 8;
    g_autoptr(BookingCommand) other = book_from_hold(&fixture, hold);
    other->hotel = &elsewhere;
    CU_ASSERT_EQUAL(booking_fixture_decide(&fixture, other), 404);
    CU_ASSERT_STRING_EQUAL(outcome_pointer(other), "/hold");
    g_autoptr(BookingCommand) release = booking_fixture_command(&fixture, BOOKING_RELEASE_HOLD);
    g_free(release->scope);
    release->scope = g_strdup("client:website");
    release->hold_id = g_strdup(outcome_text(hold, "hold"));
    CU_ASSERT_EQUAL(booking_fixture_decide(&fixture, release), 404);
    CU_ASSERT_EQUAL(booking_fixture_held(&fixture, 6), 1);
    booking_fixture_check(&fixture);
}

/* ---- websites ---- */

static BookingCommand *notification(const BookingFixture *fixture, BookingKind kind, const char *external_id,
                                    int nights)
{
    BookingCommand *command = booking_fixture_command(fixture, kind);
    g_free(command->channel);
    command->channel = g_strdup("website");
    command->external_id = g_strdup(external_id);
    BookingLine *line = booking_fixture_line(fixture, "STD", "", 6, nights);
    line->adults = 0;
    line->night_prices_minor = g_array_new(FALSE, FALSE, sizeof(int64_t));
    for (int i = 0; i < nights; i++) {
        int64_t price_minor = i == 0 ? 0 : -500; /* a free night, and one that gives money back */
        g_array_append_val(line->night_prices_minor, price_minor);
    }
    g_ptr_array_add(command->lines, line);
    return command;
}

static void test_a_websites_price_stands_as_it_is(void)
{
    g_auto(BookingFixture) fixture;
    booking_fixture_init(&fixture);
    g_autoptr(BookingCommand) command = notification(&fixture, BOOKING_BOOK, "X1", 2);
    CU_ASSERT_EQUAL(booking_fixture_decide(&fixture, command), 201);
    CU_ASSERT_EQUAL(outcome_line_number(command, 0, "total_minor"), -500);
    CU_ASSERT_EQUAL(outcome_line_number(command, 0, "adults"), 0);
    CU_ASSERT_STRING_EQUAL(outcome_line_text(command, 0, "price_source"), "channel");
    CU_ASSERT_STRING_EQUAL(outcome_line_text(command, 0, "rate_plan"), RATE_PLAN_CHANNEL);
    g_autoptr(BookingCommand) short_of = notification(&fixture, BOOKING_BOOK, "X2", 2);
    ((BookingLine *)short_of->lines->pdata[0])->departure++;
    CU_ASSERT_EQUAL(booking_fixture_decide(&fixture, short_of), 422);
    CU_ASSERT_STRING_EQUAL(outcome_text(short_of, "code"), "price_each_night");
    CU_ASSERT_STRING_EQUAL(outcome_pointer(short_of), "/rooms/0/night_prices_minor");
    booking_fixture_check(&fixture);
}

static void test_the_same_number_of_a_website_is_the_same_booking(void)
{
    g_auto(BookingFixture) fixture;
    booking_fixture_init(&fixture);
    g_autoptr(BookingCommand) first = notification(&fixture, BOOKING_BOOK, "X1", 2);
    g_autoptr(BookingCommand) second = notification(&fixture, BOOKING_BOOK, "X1", 1);
    CU_ASSERT_EQUAL(booking_fixture_decide(&fixture, first), 201);
    CU_ASSERT_EQUAL(booking_fixture_decide(&fixture, second), 200);
    CU_ASSERT_STRING_EQUAL(outcome_text(first, "confirmation_number"),
                           outcome_text(second, "confirmation_number"));
    CU_ASSERT_EQUAL(booking_fixture_sold(&fixture, 6), 1);
    g_autoptr(BookingCommand) cancel = notification(&fixture, BOOKING_CANCEL, "X1", 1);
    g_ptr_array_set_size(cancel->lines, 0);
    CU_ASSERT_EQUAL(booking_fixture_decide(&fixture, cancel), 200);
    CU_ASSERT_EQUAL(booking_fixture_decide(&fixture, cancel), 200); /* says so twice: nothing more happens */
    CU_ASSERT_EQUAL(outcome_number(cancel, "revision"), 2);
    g_autoptr(BookingCommand) unknown = notification(&fixture, BOOKING_CANCEL, "X9", 1);
    CU_ASSERT_EQUAL(booking_fixture_decide(&fixture, unknown), 404);
    booking_fixture_check(&fixture);
}

static void test_a_website_changes_dates_with_new_prices_and_adds_rooms(void)
{
    g_auto(BookingFixture) fixture;
    booking_fixture_init(&fixture);
    g_autoptr(BookingCommand) first = notification(&fixture, BOOKING_BOOK, "X1", 2);
    CU_ASSERT_EQUAL(booking_fixture_decide(&fixture, first), 201);
    g_autoptr(BookingCommand) bare = notification(&fixture, BOOKING_MODIFY, "X1", 3);
    BookingLine *line = bare->lines->pdata[0];
    line->line = 1;
    g_clear_pointer(&line->night_prices_minor, g_array_unref);
    CU_ASSERT_EQUAL(booking_fixture_decide(&fixture, bare), 422);
    CU_ASSERT_STRING_EQUAL(outcome_text(bare, "code"), "price_each_night");
    g_autoptr(BookingCommand) change = notification(&fixture, BOOKING_MODIFY, "X1", 3);
    ((BookingLine *)change->lines->pdata[0])->line = 1;
    g_autoptr(BookingCommand) donor = notification(&fixture, BOOKING_MODIFY, "X1", 1);
    BookingLine *added = g_ptr_array_steal_index(donor->lines, 0);
    added->line = 2;
    g_ptr_array_add(change->lines, added);
    CU_ASSERT_EQUAL(booking_fixture_decide(&fixture, change), 200);
    CU_ASSERT_EQUAL(json_array_size(json_object_get(change->outcome.body, "lines")), 2);
    CU_ASSERT_EQUAL(booking_fixture_sold(&fixture, 6), 2);
    CU_ASSERT_EQUAL(booking_fixture_sold(&fixture, 8), 1);
    booking_fixture_check(&fixture);
}

/* ---- limits ---- */

static json_t *limits(const BookingFixture *fixture, int days, int sell_limit)
{
    char night[NIGHT_TEXT_SIZE];
    return json_pack("[{s:s, s:s, s:i}]", "room_type", "STD", "night",
                     night_write(fixture->today + days, night), "sell_limit", sell_limit);
}

static void test_a_limit_never_falls_below_what_is_sold(void)
{
    g_auto(BookingFixture) fixture;
    booking_fixture_init(&fixture);
    booking_fixture_book_rooms(&fixture, "STD", 6, 3);
    g_autoptr(BookingCommand) low = booking_fixture_command(&fixture, BOOKING_LIMITS);
    low->limits = limits(&fixture, 6, 2);
    CU_ASSERT_EQUAL(booking_fixture_decide(&fixture, low), 409);
    CU_ASSERT_STRING_EQUAL(outcome_text(low, "code"), "limit_below_sold");
    CU_ASSERT_STRING_EQUAL(outcome_pointer(low), "/limits/0");
    g_autoptr(BookingCommand) exact = booking_fixture_command(&fixture, BOOKING_LIMITS);
    exact->limits = limits(&fixture, 6, 3);
    CU_ASSERT_EQUAL(booking_fixture_decide(&fixture, exact), 200);
    g_autoptr(BookingCommand) full = booking_fixture_wish(&fixture, BOOKING_BOOK, "STD", 6, 1);
    CU_ASSERT_EQUAL(booking_fixture_decide(&fixture, full), 409);
    g_autoptr(BookingCommand) nowhere = booking_fixture_command(&fixture, BOOKING_LIMITS);
    nowhere->limits = limits(&fixture, FIXTURE_NIGHTS, 3);
    CU_ASSERT_EQUAL(booking_fixture_decide(&fixture, nowhere), 409);
    CU_ASSERT_STRING_EQUAL(outcome_text(nowhere, "code"), "not_on_sale");
    booking_fixture_check(&fixture);
}

static CU_TestInfo TESTS[] = {
    {"books at the price of each night", test_books_at_the_price_of_each_night},
    {"sold out names what else is free", test_sold_out_names_what_else_is_free},
    {"beyond the cells is not on sale", test_beyond_the_cells_is_not_on_sale},
    {"price changed since it was told", test_price_changed_since_it_was_told},
    {"wishes that cannot be name the field", test_wishes_that_cannot_be_name_the_field},
    {"deciding leaves the command as it came", test_deciding_leaves_the_command_as_it_came},
    {"access opens a negotiated plan", test_access_opens_a_negotiated_plan},
    {"several rooms all or nothing", test_several_rooms_all_or_nothing},
    {"day use takes no cell", test_day_use_takes_no_cell},
    {"hold, then book, then over", test_hold_then_book_then_over},
    {"a hold keeps the last room", test_hold_keeps_the_last_room},
    {"a hold over its time", test_hold_over_its_time},
    {"holds belong to who made them and to their hotel",
     test_holds_belong_to_who_made_them_and_to_their_hotel},
    {"a website's price stands as it is", test_a_websites_price_stands_as_it_is},
    {"the same number of a website is the same booking",
     test_the_same_number_of_a_website_is_the_same_booking},
    {"a website changes dates and adds rooms", test_a_website_changes_dates_with_new_prices_and_adds_rooms},
    {"a limit never falls below what is sold", test_a_limit_never_falls_below_what_is_sold},
    CU_TEST_INFO_NULL,
};

int main(void)
{
    return test_main("central/booking_decide", TESTS);
}
