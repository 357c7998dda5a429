#include "tests/central/support/booking_fixture.h"

#include <string.h>

#include "schemas/confirmation.h"
#include "tests/support/cunit_main.h"
#include "tests/support/tsan_glib.h"

static char *date_text(const BookingFixture *fixture, int days)
{
    char text[NIGHT_TEXT_SIZE];
    return g_strdup(night_write(fixture->today + days, text));
}

/* What a hotel reports of a stay that arrives at `arrival` and, as it knows now, leaves at `departure`. */
static json_t *stay_row(const BookingFixture *fixture, const char *number, const char *status, int arrival,
                        int departure)
{
    g_autofree char *from = date_text(fixture, arrival);
    g_autofree char *until = date_text(fixture, departure);
    return json_pack("{s:i, s:s, s:i, s:s, s:s, s:s, s:s, s:s, s:i, s:i, s:i, s:i}", "stay_id", 1,
                     "confirmation_number", number, "line", 1, "room", "101", "room_type", "STD", "status",
                     status, "arrival", from, "departure", until, "nights_charged", 1, "room_revenue_minor",
                     10000, "balance_minor", 0, "version", 1);
}

/* The same row for a guest in a room of that type. */
static json_t *in_type(json_t *row, const char *room_type)
{
    json_object_set_new(row, "room_type", json_string(room_type));
    return row;
}

/* Takes over `body`. */
static BookingCommand *outbox(const BookingFixture *fixture, int64_t number, const char *kind, json_t *body)
{
    BookingCommand *command = booking_fixture_command(fixture, BOOKING_OUTBOX);
    g_ptr_array_add(command->entries, booking_entry_new(number, kind, fixture->now, body));
    json_decref(body);
    return command;
}

static BookingCommand *stay_entry(const BookingFixture *fixture, int64_t number, const char *kind,
                                  json_t *stay)
{
    return outbox(fixture, number, kind, json_pack("{s:o}", "stay", stay));
}

static BookingCommand *date_entry(const BookingFixture *fixture, int64_t number, const char *date)
{
    return outbox(fixture, number, "business_date",
                  json_pack("{s:s, s:{s:i}}", "business_date", date, "statistics", "rooms_sold", 3));
}

/* Applies and returns applied_through. */
static int64_t apply(BookingFixture *fixture, BookingCommand *command)
{
    CU_ASSERT_EQUAL(booking_fixture_decide(fixture, command), 200);
    int64_t through = outcome_number(command, "applied_through");
    booking_command_free(command);
    return through;
}

static const char *last_exception(const BookingFixture *fixture)
{
    const GPtrArray *list = fixture->state->exceptions;
    return list->len > 0 ? ((const StateException *)list->pdata[list->len - 1])->detail : "";
}

static BookingCommand *booked(BookingFixture *fixture, const char *room_type, int days, int nights)
{
    BookingCommand *command = booking_fixture_wish(fixture, BOOKING_BOOK, room_type, days, nights);
    CU_ASSERT_EQUAL(booking_fixture_decide(fixture, command), 201);
    return command;
}

static ReservationLine *line_of(BookingFixture *fixture, const BookingCommand *command)
{
    return booking_fixture_reservation(fixture, command)->lines->pdata[0];
}

static void test_check_in_and_early_departure(void)
{
    g_auto(BookingFixture) fixture;
    booking_fixture_init(&fixture);
    g_autoptr(BookingCommand) stay = booked(&fixture, "STD", 0, 4);
    const char *number = outcome_text(stay, "confirmation_number");
    CU_ASSERT_EQUAL(
        apply(&fixture, stay_entry(&fixture, 1, "check_in", stay_row(&fixture, number, "in_house", 0, 4))),
        1);
    CU_ASSERT_EQUAL(line_of(&fixture, stay)->status, LINE_IN_HOUSE);
    CU_ASSERT_EQUAL(booking_fixture_sold(&fixture, 3), 1);
    CU_ASSERT_EQUAL(apply(&fixture, stay_entry(&fixture, 2, "check_out",
                                               stay_row(&fixture, number, "checked_out", 0, 2))),
                    2);
    CU_ASSERT_EQUAL(line_of(&fixture, stay)->status, LINE_CHECKED_OUT);
    CU_ASSERT_EQUAL(line_of(&fixture, stay)->holds_until, fixture.today + 2);
    CU_ASSERT_EQUAL(booking_fixture_sold(&fixture, 1), 1);
    CU_ASSERT_EQUAL(booking_fixture_sold(&fixture, 2), 0);
    CU_ASSERT_EQUAL(fixture.state->stays->len, 2);
    CU_ASSERT_EQUAL(fixture.state->exceptions->len, 0);
    booking_fixture_check(&fixture);
}

/* Takes over `stay`. */
static void apply_own_right(BookingFixture *fixture, int64_t number, const char *kind, json_t *stay)
{
    apply(fixture, outbox(fixture, number, kind, json_pack("{s:o, s:b}", "stay", stay, "own_right", TRUE)));
}

/* While the line was cut the nights given up are the hotel's, until the guest stays after all. */
static void test_nights_given_up_stay_with_the_hotel(void)
{
    g_auto(BookingFixture) fixture;
    booking_fixture_init(&fixture);
    g_autoptr(BookingCommand) stay = booked(&fixture, "STD", 0, 3);
    const char *number = outcome_text(stay, "confirmation_number");
    apply(&fixture, stay_entry(&fixture, 1, "check_in", stay_row(&fixture, number, "in_house", 0, 3)));
    apply_own_right(&fixture, 2, "check_out", stay_row(&fixture, number, "checked_out", 0, 1));
    CU_ASSERT_EQUAL(line_of(&fixture, stay)->holds_until, fixture.today + 1);
    CU_ASSERT_EQUAL(booking_fixture_sold(&fixture, 0), 1);
    CU_ASSERT_EQUAL(booking_fixture_sold(&fixture, 1), 0);
    CU_ASSERT_EQUAL(booking_fixture_cell(&fixture, "STD", 0)->granted, 0);
    CU_ASSERT_EQUAL(booking_fixture_cell(&fixture, "STD", 1)->granted, 1);
    CU_ASSERT_EQUAL(booking_fixture_cell(&fixture, "STD", 2)->granted, 1);
    apply_own_right(&fixture, 3, "stay_update", stay_row(&fixture, number, "in_house", 0, 3));
    CU_ASSERT_EQUAL(line_of(&fixture, stay)->holds_until, fixture.today + 3);
    CU_ASSERT_EQUAL(booking_fixture_sold(&fixture, 2), 1);
    CU_ASSERT_EQUAL(booking_fixture_cell(&fixture, "STD", 2)->granted, 0);
    CU_ASSERT_EQUAL(fixture.state->exceptions->len, 0);
    booking_fixture_check(&fixture);
}

static void test_no_show_keeps_the_first_night(void)
{
    g_auto(BookingFixture) fixture;
    booking_fixture_init(&fixture);
    g_autoptr(BookingCommand) stay = booked(&fixture, "STD", 0, 3);
    const char *number = outcome_text(stay, "confirmation_number");
    apply(&fixture, stay_entry(&fixture, 1, "no_show", stay_row(&fixture, number, "no_show", 0, 3)));
    CU_ASSERT_EQUAL(line_of(&fixture, stay)->status, LINE_NO_SHOW);
    CU_ASSERT_EQUAL(booking_fixture_sold(&fixture, 0), 1);
    CU_ASSERT_EQUAL(booking_fixture_sold(&fixture, 1), 0);
    g_autoptr(BookingCommand) day_use = booked(&fixture, "STD", 0, 0);
    const char *other = outcome_text(day_use, "confirmation_number");
    apply(&fixture, stay_entry(&fixture, 2, "no_show", stay_row(&fixture, other, "no_show", 0, 0)));
    CU_ASSERT_EQUAL(line_of(&fixture, day_use)->holds_until, fixture.today);
    booking_fixture_check(&fixture);
}

static void test_entries_are_applied_once_and_in_order(void)
{
    g_auto(BookingFixture) fixture;
    booking_fixture_init(&fixture);
    g_autoptr(BookingCommand) stay = booked(&fixture, "STD", 0, 2);
    const char *number = outcome_text(stay, "confirmation_number");
    CU_ASSERT_EQUAL(apply(&fixture, stay_entry(&fixture, 2, "check_out",
                                               stay_row(&fixture, number, "checked_out", 0, 1))),
                    0);
    CU_ASSERT_EQUAL(line_of(&fixture, stay)->status, LINE_RESERVED);
    CU_ASSERT_EQUAL(
        apply(&fixture, stay_entry(&fixture, 1, "check_in", stay_row(&fixture, number, "in_house", 0, 2))),
        1);
    CU_ASSERT_EQUAL(
        apply(&fixture, stay_entry(&fixture, 1, "check_in", stay_row(&fixture, number, "no_show", 0, 2))), 1);
    CU_ASSERT_EQUAL(line_of(&fixture, stay)->status, LINE_IN_HOUSE);
    BookingCommand *batch = stay_entry(&fixture, 1, "check_in", stay_row(&fixture, number, "in_house", 0, 2));
    static const char *const kinds[] = {"check_out", "telepathy", "check_out"};
    for (int i = 0; i < 3; i++) {
        json_t *body = json_pack("{s:o}", "stay", stay_row(&fixture, number, "checked_out", 0, 2));
        g_ptr_array_add(batch->entries, booking_entry_new(i + 2, kinds[i], fixture.now, body));
        json_decref(body);
    }
    /* An entry of a kind that this program does not know waits, and what stands behind it. */
    CU_ASSERT_EQUAL(apply(&fixture, batch), 2);
    CU_ASSERT_EQUAL(line_of(&fixture, stay)->status, LINE_CHECKED_OUT);
    CU_ASSERT_EQUAL(booking_state_hotel(fixture.state, 7)->applied_entry, 2);
    booking_fixture_check(&fixture);
}

static void test_the_guest_who_is_there_wins(void)
{
    g_auto(BookingFixture) fixture;
    booking_fixture_init(&fixture);
    g_autoptr(BookingCommand) first = booked(&fixture, "STE", 0, 1);
    g_autoptr(BookingCommand) cancel = booking_fixture_change(&fixture, BOOKING_CANCEL, first);
    CU_ASSERT_EQUAL(booking_fixture_decide(&fixture, cancel), 200);
    g_autoptr(BookingCommand) second = booked(&fixture, "STE", 0, 1);
    const char *number = outcome_text(first, "confirmation_number");
    apply(&fixture, stay_entry(&fixture, 1, "check_in", in_type(stay_row(&fixture, number, "in_house", 0, 1), "STE")));
    const InventoryCell *cell = booking_fixture_cell(&fixture, "STE", 0);
    CU_ASSERT_EQUAL(cell->sold, 2);
    CU_ASSERT_EQUAL(cell->sell_limit, 1);
    CU_ASSERT_EQUAL(cell->oversell_authorised, 1);
    CU_ASSERT_EQUAL(fixture.state->exceptions->len, 2); /* cancelled meanwhile, and oversold */
    CU_ASSERT_EQUAL(line_of(&fixture, first)->status, LINE_IN_HOUSE);
    booking_fixture_check(&fixture);
}

/* ---- another type of room than was sold ---- */

static int sold(BookingFixture *fixture, const char *room_type, int days)
{
    return booking_fixture_cell(fixture, room_type, days)->sold;
}

static void test_the_type_lived_in_is_counted(void)
{
    g_auto(BookingFixture) fixture;
    booking_fixture_init(&fixture);
    g_autoptr(BookingCommand) stay = booked(&fixture, "STD", 0, 3);
    const char *number = outcome_text(stay, "confirmation_number");
    apply(&fixture, stay_entry(&fixture, 1, "check_in", in_type(stay_row(&fixture, number, "in_house", 0, 3), "STE")));
    for (int day = 0; day < 3; day++) {
        CU_ASSERT_EQUAL(sold(&fixture, "STD", day), 0);
        CU_ASSERT_EQUAL(sold(&fixture, "STE", day), 1);
    }
    CU_ASSERT_STRING_EQUAL(line_of(&fixture, stay)->room_type, "STD");
    booking_fixture_check(&fixture);

    /* The night slept stays where it was slept. */
    apply(&fixture, date_entry(&fixture, 2, "2016-03-02"));
    apply(&fixture, stay_entry(&fixture, 3, "room_move", in_type(stay_row(&fixture, number, "in_house", 0, 3), "STD")));
    CU_ASSERT_EQUAL(sold(&fixture, "STE", 0), 1);
    CU_ASSERT_EQUAL(sold(&fixture, "STE", 1), 0);
    CU_ASSERT_EQUAL(sold(&fixture, "STD", 1), 1);
    json_auto_t *document = reservation_to_json(booking_fixture_reservation(&fixture, stay));
    const json_t *line = json_array_get(json_object_get(document, "lines"), 0);
    json_auto_t *moves = json_pack("[{s:s, s:s}, {s:s, s:s}]", "from", "2016-03-01", "room_type", "STE", "from",
                                   "2016-03-02", "room_type", "STD");
    CU_ASSERT_TRUE(json_equal(json_object_get(line, "moves"), moves));
    booking_fixture_check(&fixture);

    apply(&fixture, stay_entry(&fixture, 4, "check_out", in_type(stay_row(&fixture, number, "checked_out", 0, 2), "STD")));
    CU_ASSERT_EQUAL(sold(&fixture, "STD", 1), 1);
    CU_ASSERT_EQUAL(sold(&fixture, "STD", 2), 0);
    CU_ASSERT_EQUAL(fixture.state->exceptions->len, 0);
    booking_fixture_check(&fixture);
}

/* Takes over `stay`: a check-in was taken back. */
static BookingCommand *undone_entry(const BookingFixture *fixture, int64_t number, json_t *stay)
{
    return outbox(fixture, number, "stay_update", json_pack("{s:o, s:b}", "stay", stay, "undone", true));
}

/* The line is the centre's again, with what was sold; told once more, it is left as the centre made it since. */
static void test_an_undone_check_in_gives_the_line_back(void)
{
    g_auto(BookingFixture) fixture;
    booking_fixture_init(&fixture);
    g_autoptr(BookingCommand) stay = booked(&fixture, "STD", 0, 3);
    const char *number = outcome_text(stay, "confirmation_number");
    apply(&fixture, stay_entry(&fixture, 1, "check_in", in_type(stay_row(&fixture, number, "in_house", 0, 3), "STE")));
    g_autoptr(BookingCommand) cancel = booking_fixture_change(&fixture, BOOKING_CANCEL, stay);
    CU_ASSERT_EQUAL(booking_fixture_decide(&fixture, cancel), 409);

    apply(&fixture, undone_entry(&fixture, 2, stay_row(&fixture, number, "no_show", 0, 3)));
    CU_ASSERT_EQUAL(line_of(&fixture, stay)->status, LINE_RESERVED);
    for (int day = 0; day < 3; day++) {
        CU_ASSERT_EQUAL(sold(&fixture, "STD", day), 1);
        CU_ASSERT_EQUAL(sold(&fixture, "STE", day), 0);
    }
    booking_fixture_check(&fixture);

    CU_ASSERT_EQUAL(booking_fixture_decide(&fixture, cancel), 200);
    apply(&fixture, undone_entry(&fixture, 3, stay_row(&fixture, number, "no_show", 0, 3)));
    CU_ASSERT_EQUAL(line_of(&fixture, stay)->status, LINE_CANCELLED);
    CU_ASSERT_EQUAL(sold(&fixture, "STD", 0), 0);
    CU_ASSERT_EQUAL(fixture.state->exceptions->len, 0);
    booking_fixture_check(&fixture);
}

/* Somebody has the suite, and another guest is given it: it is over its limit, and people are told. */
static void test_a_room_given_away_twice_is_listed(void)
{
    g_auto(BookingFixture) fixture;
    booking_fixture_init(&fixture);
    g_autoptr(BookingCommand) suite = booked(&fixture, "STE", 1, 1);
    g_autoptr(BookingCommand) stay = booked(&fixture, "STD", 0, 3);
    const char *number = outcome_text(stay, "confirmation_number");
    apply(&fixture, stay_entry(&fixture, 1, "check_in", in_type(stay_row(&fixture, number, "in_house", 0, 3), "STE")));
    CU_ASSERT_EQUAL(sold(&fixture, "STE", 1), 2);
    CU_ASSERT_EQUAL(booking_fixture_cell(&fixture, "STE", 0)->oversell_authorised, 0);
    CU_ASSERT_EQUAL(booking_fixture_cell(&fixture, "STE", 1)->oversell_authorised, 1);
    CU_ASSERT_EQUAL_FATAL(fixture.state->exceptions->len, 1);
    const StateException *exception = fixture.state->exceptions->pdata[0];
    CU_ASSERT_STRING_EQUAL(exception->reason, "guest_is_there");
    CU_ASSERT_STRING_EQUAL(exception->room_type, "STE");
    CU_ASSERT_EQUAL(exception->first_night, fixture.today + 1);
    CU_ASSERT_EQUAL(exception->nights, 1);
    booking_fixture_check(&fixture);
}

/* The room given is the hotel's own first; while it is cut off, so is the one that was booked. */
static void test_the_hotels_right_moves_with_the_guest(void)
{
    g_auto(BookingFixture) fixture;
    booking_fixture_init(&fixture);
    g_autoptr(BookingCommand) stay = booked(&fixture, "STD", 0, 2);
    const char *number = outcome_text(stay, "confirmation_number");
    booking_fixture_cell(&fixture, "STE", 0)->granted = 1;
    apply_own_right(&fixture, 1, "check_in", in_type(stay_row(&fixture, number, "in_house", 0, 2), "STE"));
    CU_ASSERT_EQUAL(booking_fixture_cell(&fixture, "STE", 0)->granted, 0);
    CU_ASSERT_EQUAL(booking_fixture_cell(&fixture, "STD", 0)->granted, 1);
    CU_ASSERT_EQUAL(booking_fixture_cell(&fixture, "STD", 1)->granted, 1);
    CU_ASSERT_EQUAL(fixture.state->exceptions->len, 0);
    booking_fixture_check(&fixture);
    apply(&fixture, stay_entry(&fixture, 2, "room_move", stay_row(&fixture, number, "in_house", 0, 2)));
    CU_ASSERT_EQUAL(booking_fixture_cell(&fixture, "STD", 0)->granted, 0);
    CU_ASSERT_EQUAL(booking_fixture_cell(&fixture, "STE", 0)->granted, 0);
    CU_ASSERT_EQUAL(sold(&fixture, "STE", 0), 0);
    booking_fixture_check(&fixture);
}

/* Moved to other nights and another type at the centre while the hotel was cut off, and the guest came as before. */
static void test_changed_at_the_centre_but_arrived(void)
{
    g_auto(BookingFixture) fixture;
    booking_fixture_init(&fixture);
    g_autoptr(BookingCommand) stay = booked(&fixture, "STD", 0, 3);
    const char *number = outcome_text(stay, "confirmation_number");
    g_autoptr(BookingCommand) change = booking_fixture_change(&fixture, BOOKING_MODIFY, stay);
    BookingLine *wish = booking_fixture_line(&fixture, "STE", "BAR", 5, 1);
    wish->line = 1;
    g_ptr_array_add(change->lines, wish);
    CU_ASSERT_EQUAL(booking_fixture_decide(&fixture, change), 200);
    CU_ASSERT_EQUAL(sold(&fixture, "STE", 5), 1);
    apply(&fixture, stay_entry(&fixture, 1, "check_in", stay_row(&fixture, number, "in_house", 0, 3)));
    const ReservationLine *line = line_of(&fixture, stay);
    CU_ASSERT_EQUAL(sold(&fixture, "STE", 5), 0);
    for (int day = 0; day < 3; day++)
        CU_ASSERT_EQUAL(sold(&fixture, "STD", day), 1);
    CU_ASSERT_EQUAL(line->arrival, fixture.today);
    CU_ASSERT_EQUAL(line->departure, fixture.today + 3);
    CU_ASSERT_EQUAL(line->night_prices_minor->len, 3);
    CU_ASSERT_EQUAL_FATAL(fixture.state->exceptions->len, 1);
    const StateException *exception = fixture.state->exceptions->pdata[0];
    CU_ASSERT_STRING_EQUAL(exception->reason, "changed_but_arrived");
    booking_fixture_check(&fixture);
    apply_own_right(&fixture, 2, "check_out", stay_row(&fixture, number, "checked_out", 0, 1));
    CU_ASSERT_EQUAL(booking_fixture_cell(&fixture, "STD", 2)->granted, 1);
    booking_fixture_check(&fixture);
}

static void test_types_that_change_nothing(void)
{
    g_auto(BookingFixture) fixture;
    booking_fixture_init(&fixture);
    g_autoptr(BookingCommand) stay = booked(&fixture, "STD", 0, 2);
    const char *number = outcome_text(stay, "confirmation_number");
    static const char *const unknown[] = {"", "XYZ", "a type of no hotel, and far too long for its place"};
    for (int i = 0; i < 3; i++)
        apply(&fixture, stay_entry(&fixture, i + 1, "check_in",
                                   in_type(stay_row(&fixture, number, "in_house", 0, 2), unknown[i])));
    json_t *sharer = in_type(stay_row(&fixture, number, "in_house", 0, 2), "STE");
    json_object_set_new(sharer, "shares_with", json_integer(77));
    apply(&fixture, stay_entry(&fixture, 4, "room_move", sharer));
    apply(&fixture, stay_entry(&fixture, 5, "check_out", in_type(stay_row(&fixture, number, "checked_out", 0, 2), "STE")));
    CU_ASSERT_PTR_NULL(line_of(&fixture, stay)->moves);
    CU_ASSERT_EQUAL(sold(&fixture, "STE", 0), 0);
    booking_fixture_check(&fixture);
}

/* Whatever a hotel reports of its guests and in whichever order, each line holds what is counted as sold. */
static void test_any_sequence_keeps_the_count(void)
{
    g_autoptr(GRand) random = test_random_new();
    g_auto(BookingFixture) fixture;
    booking_fixture_init(&fixture);
    g_autoptr(GPtrArray) stays = g_ptr_array_new_with_free_func((GDestroyNotify)booking_command_free);
    for (int i = 0; i < 5; i++)
        g_ptr_array_add(stays, booked(&fixture, "STD", 0, g_rand_int_range(random, 1, 8)));
    Night opened = fixture.today;
    for (int64_t entry = 1; entry <= 400; entry++) {
        if (g_rand_int_range(random, 0, 60) == 0) {
            Night date = booking_state_hotel(fixture.state, 7)->business_date + 1;
            g_autofree char *text = date_text(&fixture, (int)(date - opened));
            apply(&fixture, date_entry(&fixture, entry, text));
            continue;
        }
        static const char *const states[] = {"in_house", "in_house", "in_house", "checked_out", "no_show"};
        const BookingCommand *stay = stays->pdata[g_rand_int_range(random, 0, 5)];
        json_t *row = in_type(stay_row(&fixture, outcome_text(stay, "confirmation_number"),
                                       states[g_rand_int_range(random, 0, 5)], 0, g_rand_int_range(random, 1, 9)),
                              g_rand_boolean(random) ? "STE" : "STD");
        if (g_rand_int_range(random, 0, 5) == 0)
            json_object_set_new(row, "shares_with", json_integer(77));
        if (g_rand_boolean(random))
            apply_own_right(&fixture, entry, "stay_update", row);
        else
            apply(&fixture, stay_entry(&fixture, entry, "stay_update", row));
        booking_fixture_check(&fixture);
    }
}

/* ---- walk-ins made while the line was cut ---- */

static void own_number(int hotel_number, int64_t sequence, ConfirmationNumber *ret_number)
{
    bool made = confirmation_make_hotel(hotel_number, sequence, ret_number, NULL);
    g_assert(made);
}

static json_t *walk_in_body(const BookingFixture *fixture, const char *number, const char *room_type)
{
    g_autofree char *from = date_text(fixture, 0);
    g_autofree char *until = date_text(fixture, 2);
    json_t *line = json_pack("{s:i, s:s, s:s, s:s, s:s, s:s, s:i, s:[i, i]}", "line", 1, "status", "in_house",
                             "room_type", room_type, "rate_plan", "BAR", "arrival", from, "departure", until,
                             "adults", 1, "night_prices_minor", 9000, 9500);
    json_t *reservation = json_pack("{s:s, s:s, s:s, s:{s:s, s:s}, s:[o]}", "confirmation_number", number,
                                    "hotel", "SEA", "booked_at", "2016-03-01T22:00:00Z", "guest",
                                    "given_name", "Ana", "surname", "Silva", "lines", line);
    return json_pack("{s:o, s:o, s:s}", "reservation", reservation, "stay",
                     in_type(stay_row(fixture, number, "in_house", 0, 2), room_type), "override_reason",
                     "line cut, guest at the desk");
}

static void test_a_walk_in_is_merged_even_over_the_limit(void)
{
    g_auto(BookingFixture) fixture;
    booking_fixture_init(&fixture);
    g_autoptr(BookingCommand) sold = booked(&fixture, "STE", 0, 1);
    ConfirmationNumber number;
    own_number(7, 1, &number);
    CU_ASSERT_EQUAL(
        apply(&fixture, outbox(&fixture, 1, "walk_in", walk_in_body(&fixture, number.digits, "STE"))), 1);
    const InventoryCell *tonight = booking_fixture_cell(&fixture, "STE", 0);
    CU_ASSERT_EQUAL(tonight->sold, 2);
    CU_ASSERT_EQUAL(tonight->oversell_authorised, 1);
    CU_ASSERT_EQUAL(booking_fixture_cell(&fixture, "STE", 1)->oversell_authorised, 0);
    StateReservation *entry = g_hash_table_lookup(fixture.state->reservations, number.digits);
    CU_ASSERT_PTR_NOT_NULL_FATAL(entry);
    CU_ASSERT_TRUE(entry->is_new);
    CU_ASSERT_STRING_EQUAL(entry->reservation->channel, "walk-in");
    CU_ASSERT_STRING_EQUAL(entry->reservation->guest.surname, "Silva");
    CU_ASSERT_TRUE(entry->reservation->guest.guest_id > 0);
    const ReservationLine *line = entry->reservation->lines->pdata[0];
    CU_ASSERT_EQUAL(line->status, LINE_IN_HOUSE);
    CU_ASSERT_EQUAL(reservation_line_total_minor(line), 18500);
    CU_ASSERT_EQUAL(fixture.state->exceptions->len, 1);
    CU_ASSERT_STRING_EQUAL(last_exception(&fixture),
                           "STE over the limit: a manager sold it: line cut, guest at the desk");
    const StateException *exception = fixture.state->exceptions->pdata[0];
    CU_ASSERT_EQUAL(exception->first_night, fixture.today);
    CU_ASSERT_EQUAL(exception->nights, 1);
    CU_ASSERT_EQUAL(exception->rooms, 1);
    booking_fixture_check(&fixture);
}

static void test_a_walk_in_under_a_number_that_is_not_its_own(void)
{
    g_auto(BookingFixture) fixture;
    booking_fixture_init(&fixture);
    g_autoptr(BookingCommand) other = booked(&fixture, "STD", 5, 1);
    ConfirmationNumber foreign;
    own_number(8, 1, &foreign);
    const char *numbers[] = {foreign.digits, outcome_text(other, "confirmation_number")};
    for (int i = 0; i < 2; i++) {
        CU_ASSERT_EQUAL(
            apply(&fixture, outbox(&fixture, i + 1, "walk_in", walk_in_body(&fixture, numbers[i], "STD"))),
            i + 1);
        CU_ASSERT_PTR_NOT_NULL(strstr(last_exception(&fixture), "not the hotel's own"));
    }
    CU_ASSERT_EQUAL(booking_fixture_sold(&fixture, 0), 0);
    CU_ASSERT_EQUAL(line_of(&fixture, other)->status, LINE_RESERVED);
    ConfirmationNumber number;
    own_number(7, 2, &number);
    apply(&fixture, outbox(&fixture, 3, "walk_in", walk_in_body(&fixture, number.digits, "STD")));
    CU_ASSERT_EQUAL(booking_fixture_sold(&fixture, 0), 1);
    apply(&fixture, outbox(&fixture, 4, "walk_in", walk_in_body(&fixture, number.digits, "STD")));
    CU_ASSERT_PTR_NOT_NULL(strstr(last_exception(&fixture), "is taken"));
    CU_ASSERT_EQUAL(booking_fixture_sold(&fixture, 0), 1);
    booking_fixture_check(&fixture);
}

/* ---- what cannot be read, or is not the hotel's, never holds up the outbox ---- */

static void test_stays_that_no_row_can_hold(void)
{
    static const char *const needed[] = {
        "stay_id",        "confirmation_number", "line",          "status", "arrival", "departure",
        "nights_charged", "room_revenue_minor",  "balance_minor", "version"};
    g_auto(BookingFixture) fixture;
    booking_fixture_init(&fixture);
    g_autoptr(BookingCommand) stay = booked(&fixture, "STD", 0, 2);
    const char *number = outcome_text(stay, "confirmation_number");
    int64_t entry = 0;
    for (gsize i = 0; i < G_N_ELEMENTS(needed); i++) {
        json_t *row = stay_row(&fixture, number, "in_house", 0, 2);
        json_object_del(row, needed[i]);
        entry++;
        CU_ASSERT_EQUAL(apply(&fixture, stay_entry(&fixture, entry, "check_in", row)), entry);
        row = stay_row(&fixture, number, "in_house", 0, 2);
        json_object_set_new(row, needed[i], json_true());
        entry++;
        CU_ASSERT_EQUAL(apply(&fixture, stay_entry(&fixture, entry, "check_in", row)), entry);
    }
    entry++;
    apply(&fixture, stay_entry(&fixture, entry, "check_in", stay_row(&fixture, number, "reserved", 0, 2)));
    entry++;
    apply(&fixture, outbox(&fixture, entry, "check_in", json_object()));
    CU_ASSERT_EQUAL(fixture.state->exceptions->len, 2 * G_N_ELEMENTS(needed) + 2);
    CU_ASSERT_EQUAL(fixture.state->stays->len, 0);
    CU_ASSERT_EQUAL(line_of(&fixture, stay)->status, LINE_RESERVED);
    booking_fixture_check(&fixture);
}

static void test_a_stay_of_another_hotel_or_of_nobody(void)
{
    g_auto(BookingFixture) fixture;
    booking_fixture_init(&fixture);
    g_autoptr(BookingCommand) stay = booked(&fixture, "STD", 0, 2);
    const char *number = outcome_text(stay, "confirmation_number");
    booking_fixture_reservation(&fixture, stay)->hotel_id = 8;
    apply(&fixture, stay_entry(&fixture, 1, "check_in", stay_row(&fixture, number, "in_house", 0, 2)));
    CU_ASSERT_EQUAL(line_of(&fixture, stay)->status, LINE_RESERVED);
    apply(&fixture,
          stay_entry(&fixture, 2, "check_in", stay_row(&fixture, "100000009990", "in_house", 0, 2)));
    CU_ASSERT_EQUAL(fixture.state->exceptions->len, 2);
    CU_ASSERT_EQUAL(fixture.state->stays->len, 0);
}

/* ---- the business date ---- */

static void test_the_business_date_moves_forward_and_opens_nights(void)
{
    g_auto(BookingFixture) fixture;
    booking_fixture_init(&fixture);
    StateHotel *row = booking_state_hotel(fixture.state, 7);
    CU_ASSERT_EQUAL(apply(&fixture, date_entry(&fixture, 1, "2016-03-02")), 1);
    CU_ASSERT_EQUAL(row->business_date, fixture.today + 1);
    CU_ASSERT_TRUE(row->row_changed);
    CU_ASSERT_EQUAL(row->cells_until, fixture.today + 1 + fixture.hotel->horizon_nights);
    CU_ASSERT_EQUAL(fixture.state->new_cells->len,
                    2 * (guint)(1 + fixture.hotel->horizon_nights - FIXTURE_NIGHTS));
    CU_ASSERT_EQUAL(apply(&fixture, date_entry(&fixture, 2, "2016-03-01")), 2); /* never backwards */
    CU_ASSERT_EQUAL(row->business_date, fixture.today + 1);
    CU_ASSERT_EQUAL(apply(&fixture, date_entry(&fixture, 3, "9016-03-03")), 3);
    CU_ASSERT_EQUAL(row->business_date, fixture.today + 1);
    CU_ASSERT_EQUAL(apply(&fixture, date_entry(&fixture, 4, "soon")), 4);
    CU_ASSERT_EQUAL(apply(&fixture, outbox(&fixture, 5, "business_date", json_object())), 5);
    CU_ASSERT_EQUAL(fixture.state->exceptions->len, 3);
    CU_ASSERT_EQUAL(fixture.state->days->len, 2);
}

static CU_TestInfo TESTS[] = {
    {"check-in and early departure", test_check_in_and_early_departure},
    {"an undone check-in gives the line back", test_an_undone_check_in_gives_the_line_back},
    {"nights given up while cut off", test_nights_given_up_stay_with_the_hotel},
    {"a no-show keeps the first night", test_no_show_keeps_the_first_night},
    {"entries are applied once and in order", test_entries_are_applied_once_and_in_order},
    {"the guest who is there wins", test_the_guest_who_is_there_wins},
    {"the type lived in is counted", test_the_type_lived_in_is_counted},
    {"a room given away twice is listed", test_a_room_given_away_twice_is_listed},
    {"the hotel's right moves with the guest", test_the_hotels_right_moves_with_the_guest},
    {"changed at the centre, but arrived", test_changed_at_the_centre_but_arrived},
    {"types that change nothing", test_types_that_change_nothing},
    {"any sequence keeps the count", test_any_sequence_keeps_the_count},
    {"a walk-in is merged even over the limit", test_a_walk_in_is_merged_even_over_the_limit},
    {"a walk-in under a number that is not its own", test_a_walk_in_under_a_number_that_is_not_its_own},
    {"stays that no row can hold", test_stays_that_no_row_can_hold},
    {"a stay of another hotel or of nobody", test_a_stay_of_another_hotel_or_of_nobody},
    {"the business date moves forward and opens nights",
     test_the_business_date_moves_forward_and_opens_nights},
    CU_TEST_INFO_NULL,
};

int main(void)
{
    return test_main("central/booking_entries", TESTS);
}
