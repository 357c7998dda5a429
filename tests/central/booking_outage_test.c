/* Rooms that a hotel took out of order or put back, applied at the centre. */

#include "tests/central/support/booking_fixture.h"

#include <string.h>

#include "ops/json.h"
#include "tests/support/cunit_main.h"

static json_t *nights(const BookingFixture *fixture, int from, int until)
{
    return json_pack("{s:o, s:o}", "from", json_from_night(fixture->today + from), "until",
                     json_from_night(fixture->today + until));
}

static void apply(BookingFixture *fixture, int64_t number, const char *kind, const char *room_type, int from,
                  int until, json_t *was)
{
    json_t *outage = nights(fixture, from, until);
    json_object_set_new(outage, "outage_id", json_integer(5));
    json_object_set_new(outage, "room", json_string("101"));
    json_object_set_new(outage, "room_type", json_string(room_type));
    json_object_set_new(outage, "kind", json_string(kind));
    json_object_set_new(outage, "reason", json_string("water in the ceiling"));
    json_auto_t *body = json_pack("{s:o, s:o}", "outage", outage, "was", was ? was : json_null());
    g_autoptr(BookingCommand) command = booking_fixture_command(fixture, BOOKING_OUTBOX);
    g_ptr_array_add(command->entries, booking_entry_new(number, "room_outage", fixture->now, body));
    CU_ASSERT_EQUAL(booking_fixture_decide(fixture, command), 200);
    CU_ASSERT_EQUAL(outcome_number(command, "applied_through"), number);
}

static int out(BookingFixture *fixture, const char *room_type, int day)
{
    return booking_fixture_cell(fixture, room_type, day)->out_of_order;
}

static void test_a_room_leaves_and_comes_back(void)
{
    g_auto(BookingFixture) fixture;
    booking_fixture_init(&fixture);
    int32_t left = inventory_cell_left(booking_fixture_cell(&fixture, "STD", 2));
    apply(&fixture, 1, "out_of_order", "STD", 1, 4, NULL);
    CU_ASSERT_EQUAL(out(&fixture, "STD", 0), 0);
    CU_ASSERT_EQUAL(out(&fixture, "STD", 1), 1);
    CU_ASSERT_EQUAL(out(&fixture, "STD", 3), 1);
    CU_ASSERT_EQUAL(out(&fixture, "STD", 4), 0);
    CU_ASSERT_EQUAL(inventory_cell_left(booking_fixture_cell(&fixture, "STD", 2)), left - 1);
    apply(&fixture, 2, "out_of_order", "STD", 1, 2, nights(&fixture, 1, 4));
    CU_ASSERT_EQUAL(out(&fixture, "STD", 1), 1);
    CU_ASSERT_EQUAL(out(&fixture, "STD", 2), 0);
    CU_ASSERT_EQUAL(inventory_cell_left(booking_fixture_cell(&fixture, "STD", 2)), left);
    apply(&fixture, 3, "out_of_order", "STD", 1, 5, nights(&fixture, 1, 2));
    CU_ASSERT_EQUAL(out(&fixture, "STD", 4), 1);
    CU_ASSERT_EQUAL(fixture.state->exceptions->len, 0);
    booking_fixture_check(&fixture);
}

static void test_out_of_service_takes_nothing(void)
{
    g_auto(BookingFixture) fixture;
    booking_fixture_init(&fixture);
    apply(&fixture, 1, "out_of_service", "STD", 0, 3, NULL);
    CU_ASSERT_EQUAL(out(&fixture, "STD", 0), 0);
    CU_ASSERT_EQUAL(fixture.state->outages->len, 1);
}

static void test_a_granted_room_goes_first(void)
{
    g_auto(BookingFixture) fixture;
    booking_fixture_init(&fixture);
    InventoryCell *cell = booking_fixture_cell(&fixture, "STD", 0);
    cell->granted = 1;
    int32_t left = inventory_cell_left(cell);
    apply(&fixture, 1, "out_of_order", "STD", 0, 1, NULL);
    CU_ASSERT_EQUAL(cell->granted, 0);
    CU_ASSERT_EQUAL(inventory_cell_left(cell), left);
}

static void test_sold_already_is_listed_and_ends_with_the_outage(void)
{
    g_auto(BookingFixture) fixture;
    booking_fixture_init(&fixture);
    g_autoptr(BookingCommand) sold = booking_fixture_wish(&fixture, BOOKING_BOOK, "STE", 0, 1);
    CU_ASSERT_EQUAL(booking_fixture_decide(&fixture, sold), 201);
    apply(&fixture, 1, "out_of_order", "STE", 0, 2, NULL);
    const InventoryCell *tonight = booking_fixture_cell(&fixture, "STE", 0);
    CU_ASSERT_EQUAL(tonight->oversell_authorised, 1);
    CU_ASSERT_EQUAL(booking_fixture_cell(&fixture, "STE", 1)->oversell_authorised, 0);
    CU_ASSERT_EQUAL_FATAL(fixture.state->exceptions->len, 1);
    const StateException *listed = fixture.state->exceptions->pdata[0];
    CU_ASSERT_STRING_EQUAL(listed->reason, "room_out_of_order");
    CU_ASSERT_PTR_NOT_NULL(strstr(listed->detail, "water in the ceiling"));
    CU_ASSERT_EQUAL(listed->nights, 1);
    CU_ASSERT_EQUAL(listed->rooms, 1);
    apply(&fixture, 2, "out_of_order", "STE", 0, 0, nights(&fixture, 0, 2));
    CU_ASSERT_EQUAL(tonight->oversell_authorised, 0);
    CU_ASSERT_EQUAL(inventory_cell_left(tonight), 0);
    booking_fixture_check(&fixture);
}

static void test_nights_that_are_made_later(void)
{
    g_auto(BookingFixture) fixture;
    booking_fixture_init(&fixture);
    apply(&fixture, 1, "out_of_order", "STD", 0, FIXTURE_NIGHTS + 2, NULL);
    g_autoptr(BookingCommand) command = booking_fixture_command(&fixture, BOOKING_OUTBOX);
    json_auto_t *body = json_pack("{s:o}", "business_date", json_from_night(fixture.today + 1));
    g_ptr_array_add(command->entries, booking_entry_new(2, "business_date", fixture.now, body));
    CU_ASSERT_EQUAL(booking_fixture_decide(&fixture, command), 200);
    int counted = 0;
    for (guint i = 0; i < fixture.state->new_cells->len; i++)
        counted += g_array_index(fixture.state->new_cells, InventoryCell, i).out_of_order;
    CU_ASSERT_EQUAL(counted, 2);
}

static void test_what_cannot_be_read(void)
{
    g_auto(BookingFixture) fixture;
    booking_fixture_init(&fixture);
    apply(&fixture, 1, "broken", "STD", 0, 1, NULL);
    apply(&fixture, 2, "out_of_order", "STD", 3, 1, NULL);
    apply(&fixture, 3, "out_of_order", "A TYPE TOO LONG", 0, 1, NULL);
    CU_ASSERT_EQUAL(fixture.state->exceptions->len, 3);
    CU_ASSERT_EQUAL(fixture.state->outages->len, 0);
}

static CU_TestInfo TESTS[] = {
    {"a room leaves and comes back", test_a_room_leaves_and_comes_back},
    {"out of service takes nothing", test_out_of_service_takes_nothing},
    {"a granted room goes first", test_a_granted_room_goes_first},
    {"sold already: listed, and it ends with the outage",
     test_sold_already_is_listed_and_ends_with_the_outage},
    {"nights that are made later", test_nights_that_are_made_later},
    {"what cannot be read", test_what_cannot_be_read},
    CU_TEST_INFO_NULL,
};

int main(void)
{
    return test_main("central/booking_outage", TESTS);
}
