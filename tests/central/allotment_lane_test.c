/* Granting, taking back, returning and merging on a real database, through the lane. */
#include "tests/central/support/lane_fixture.h"

#include "central/allotment/allotment_store.h"
#include "ops/json.h"
#include "schemas/confirmation.h"
#include "tests/support/cunit_main.h"
#include "tests/support/tsan_glib.h"

static LaneFixture fixture;

static int64_t number(const char *question)
{
    return postgres_fixture_number(fixture.connection, question);
}

static void reset(void)
{
    lane_fixture_reset(&fixture);
    pg_result_free(postgres_fixture_run(
        fixture.connection, "UPDATE hotel_lease SET renewal = 0, heard_at = NULL, rights_since = 0"));
}

/* Rights over every cell add up to its limit. */
static void check_rights(void)
{
    CU_ASSERT_EQUAL(number("SELECT count(*) FROM inventory_cell WHERE sold + held + blocked + granted + out_of_order + "
                           "centre_right <> sell_limit + oversell_authorised OR centre_right < 0"),
                    0);
    lane_fixture_check(&fixture);
}

static void policy_add(BookingCommand *command, const char *room_type, AllotmentPolicy policy)
{
    BookingAllotment allotment = {.policy = policy};
    g_strlcpy(allotment.room_type, room_type, sizeof allotment.room_type);
    g_array_append_val(command->allotments, allotment);
}

/* Grants so many STD of the next `nights`, and one STE of as many when the centre keeps none. */
static BookingCommand *grant(int32_t nights, int32_t rooms)
{
    BookingCommand *command = lane_command(&fixture, BOOKING_GRANT, NULL, NULL);
    command->business_date = fixture.today;
    command->allotments = g_array_new(FALSE, TRUE, sizeof(BookingAllotment));
    policy_add(command, "STD", (AllotmentPolicy){.nights_ahead = nights, .rooms = rooms, .keep = 1});
    policy_add(command, "STE", (AllotmentPolicy){.nights_ahead = nights, .rooms = 1});
    return command;
}

static int64_t outcome_member(const BookingCommand *command, const char *name)
{
    return json_integer_value(json_object_get(command->outcome.body, name));
}

static BookingCommand *take_back(int64_t renewal)
{
    BookingCommand *command = lane_command(&fixture, BOOKING_TAKE_BACK, NULL, NULL);
    command->renewal = renewal;
    return command;
}

static int64_t renew(void)
{
    g_autoptr(GPtrArray) hotels = g_ptr_array_new();
    g_ptr_array_add(hotels, (gpointer)fixture.hotel);
    g_autoptr(GArray) renewals = NULL;
    CU_ASSERT_EQUAL(lease_renew(fixture.connection, hotels, &renewals, NULL), DATABASE_OK);
    CU_ASSERT_EQUAL(renewals->len, 1);
    return g_array_index(renewals, LeaseRenewal, 0).renewal;
}

static void grant_now(BookingLane *lane, int32_t nights, int32_t rooms)
{
    g_autoptr(BookingCommand) command = grant(nights, rooms);
    CU_ASSERT_EQUAL(lane_run_status(lane, command), 200);
}

/* Takes over `body`. Answers applied_through. */
static int64_t report(BookingLane *lane, int64_t entry, const char *kind, json_t *body)
{
    g_autoptr(BookingCommand) command = lane_command(&fixture, BOOKING_OUTBOX, NULL, NULL);
    g_ptr_array_add(command->entries, booking_entry_new(entry, kind, fixture.now, body));
    json_decref(body);
    CU_ASSERT_EQUAL(lane_run_status(lane, command), 200);
    return outcome_member(command, "applied_through");
}

static json_t *reservation_body(int64_t sequence, const char *room_type, int nights, const char *reason)
{
    ConfirmationNumber own;
    bool made = confirmation_make_hotel(fixture.hotel->number, sequence, &own, NULL);
    g_assert(made);
    json_t *prices = json_array();
    for (int i = 0; i < nights; i++)
        json_array_append_new(prices, json_integer(9000));
    json_t *line =
        json_pack("{s:i, s:s, s:s, s:s, s:o, s:o, s:i, s:o}", "line", 1, "status", "reserved", "room_type",
                  room_type, "rate_plan", "BAR", "arrival", json_from_night(fixture.today), "departure",
                  json_from_night(fixture.today + nights), "adults", 1, "night_prices_minor", prices);
    json_t *reservation = json_pack("{s:s, s:s, s:s, s:{s:s, s:s}, s:[o]}", "confirmation_number", own.digits,
                                    "hotel", "SEA", "booked_at", "2016-03-01T22:00:00Z", "guest",
                                    "given_name", "Ana", "surname", "Silva", "lines", line);
    return json_pack("{s:o, s:s*}", "reservation", reservation, "override_reason", reason);
}

/* ---- granting ---- */

static void test_grants_follow_the_policy(void)
{
    reset();
    g_autoptr(BookingLane) lane = lane_fixture_lane(&fixture, NULL, 2);
    g_autoptr(BookingCommand) sold = lane_wish(&fixture, BOOKING_BOOK, "g1", "STD", 1, 1);
    lane_command_add_room(&fixture, sold, "STD", 1, 1);
    lane_command_add_room(&fixture, sold, "STD", 1, 1);
    CU_ASSERT_EQUAL(lane_run_status(lane, sold), 201);
    g_ptr_array_unref(lane_fixture_messages(&fixture));
    int64_t before = number("SELECT feed_version FROM hotel");
    g_autoptr(BookingCommand) first = grant(3, 2);
    CU_ASSERT_EQUAL(lane_run_status(lane, first), 200);
    CU_ASSERT_EQUAL(outcome_member(first, "cells"), 6);
    CU_ASSERT_EQUAL(number("SELECT sum(granted) FROM inventory_cell WHERE room_type = 'STD'"), 5);
    CU_ASSERT_EQUAL(number("SELECT granted FROM inventory_cell WHERE room_type = 'STD' AND night = "
                           "'2016-03-02'"),
                    1); /* three of five are sold, one stays with the centre */
    CU_ASSERT_EQUAL(number("SELECT sum(granted) FROM inventory_cell WHERE room_type = 'STE'"), 3);
    g_autoptr(GPtrArray) messages = lane_fixture_messages(&fixture);
    CU_ASSERT_EQUAL(lane_check_gap_free(messages, before), before + 6);
    g_autoptr(GHashTable) digests = feed_digests(messages, "cell");
    CU_ASSERT_EQUAL(lane_compare_copies(&fixture, "cells", digests), 6);
    g_autoptr(BookingCommand) again = grant(3, 2);
    CU_ASSERT_EQUAL(lane_run_status(lane, again), 200);
    CU_ASSERT_EQUAL(outcome_member(again, "cells"), 0);
    check_rights();
}

static gpointer grant_at_once(gpointer data)
{
    g_autoptr(BookingCommand) command = grant(2, 2);
    booking_lane_run(data, command);
    return GINT_TO_POINTER(command->outcome.status);
}

static void test_several_instances_grant_once(void)
{
    enum { INSTANCES = 3, ROUNDS = 5 };
    reset();
    BookingLane *lanes[INSTANCES];
    GThread *threads[INSTANCES * ROUNDS];
    for (int i = 0; i < INSTANCES; i++)
        lanes[i] = lane_fixture_lane(&fixture, NULL, 2);
    for (int i = 0; i < INSTANCES * ROUNDS; i++)
        threads[i] = g_thread_new("instance", grant_at_once, lanes[i % INSTANCES]);
    for (int i = 0; i < INSTANCES * ROUNDS; i++)
        CU_ASSERT_EQUAL(GPOINTER_TO_INT(g_thread_join(threads[i])), 200);
    CU_ASSERT_EQUAL(number("SELECT sum(granted) FROM inventory_cell WHERE room_type = 'STD'"), 4);
    for (int i = 0; i < INSTANCES; i++)
        booking_lane_free(lanes[i]);
    check_rights();
}

/* ---- what is granted is not the centre's to sell ---- */

static void test_granted_rooms_are_sold_by_nobody_else(void)
{
    reset();
    g_autoptr(BookingLane) lane = lane_fixture_lane(&fixture, NULL, 2);
    grant_now(lane, 2, 2);
    g_autoptr(BookingCommand) suite = lane_wish(&fixture, BOOKING_BOOK, "s1", "STE", 1, 1);
    CU_ASSERT_EQUAL(lane_run_status(lane, suite), 409); /* nobody can be asked for it */
    CU_ASSERT_EQUAL(report(lane, 1, "reservation", reservation_body(1, "STE", 2, NULL)), 1);
    CU_ASSERT_EQUAL(number("SELECT sum(sold) FROM inventory_cell WHERE room_type = 'STE'"), 2);
    CU_ASSERT_EQUAL(number("SELECT sum(granted) FROM inventory_cell WHERE room_type = 'STE'"), 0);
    CU_ASSERT_EQUAL(number("SELECT count(*) FROM desk_exception"), 0);
    CU_ASSERT_EQUAL(report(lane, 1, "reservation", reservation_body(1, "STE", 2, NULL)), 1);
    CU_ASSERT_EQUAL(number("SELECT count(*) FROM reservation WHERE channel = 'telephone'"), 1);
    check_rights();
}

static void test_a_merged_reservation_is_one_like_any_other(void)
{
    reset();
    g_autoptr(BookingLane) lane = lane_fixture_lane(&fixture, NULL, 2);
    grant_now(lane, 2, 2);
    report(lane, 1, "reservation", reservation_body(2, "STD", 2, NULL));
    g_autoptr(PgResult) row =
        postgres_fixture_run(fixture.connection, "SELECT confirmation_number FROM reservation");
    g_autoptr(BookingCommand) modify = lane_command(&fixture, BOOKING_MODIFY, "m1", "modify");
    modify->confirmation_number = g_strdup(pg_result_text(row, 0, 0));
    lane_command_add_room(&fixture, modify, "STD", 0, 1);
    BookingLine *line = modify->lines->pdata[0];
    line->line = 1;
    CU_ASSERT_EQUAL(lane_run_status(lane, modify), 200);
    CU_ASSERT_EQUAL(number("SELECT sum(sold) FROM inventory_cell"), 1);
    g_autoptr(BookingCommand) cancel = lane_command(&fixture, BOOKING_CANCEL, "m2", "cancel");
    cancel->confirmation_number = g_strdup(pg_result_text(row, 0, 0));
    CU_ASSERT_EQUAL(lane_run_status(lane, cancel), 200);
    CU_ASSERT_EQUAL(number("SELECT sum(sold) FROM inventory_cell"), 0);
    check_rights();
}

static void test_rooms_are_given_back_once(void)
{
    reset();
    g_autoptr(BookingLane) lane = lane_fixture_lane(&fixture, NULL, 2);
    grant_now(lane, 1, 2);
    json_t *cell = json_pack("{s:s, s:s, s:i}", "room_type", "STD", "night", "2016-03-01", "rooms", 1);
    json_t *body = json_pack("{s:[o]}", "cells", cell);
    CU_ASSERT_EQUAL(report(lane, 1, "allotment_return", json_incref(body)), 1);
    CU_ASSERT_EQUAL(report(lane, 1, "allotment_return", json_incref(body)), 1);
    CU_ASSERT_EQUAL(number("SELECT sum(granted) FROM inventory_cell WHERE room_type = 'STD'"), 1);
    json_integer_set(json_object_get(cell, "rooms"), 9); /* more than is granted: the rest is nobody's */
    CU_ASSERT_EQUAL(report(lane, 2, "allotment_return", body), 2);
    CU_ASSERT_EQUAL(number("SELECT sum(granted) FROM inventory_cell WHERE room_type = 'STD'"), 0);
    json_t *spoilt = json_pack("{s:[{s:s}, i]}", "cells", "room_type", "STD", 7);
    CU_ASSERT_EQUAL(report(lane, 3, "allotment_return", spoilt), 3);
    check_rights();
}

/* ---- taking back ---- */

static void test_rights_of_a_silent_hotel_are_taken_back(void)
{
    reset();
    g_autoptr(BookingLane) lane = lane_fixture_lane(&fixture, NULL, 2);
    int64_t renewal = renew();
    grant_now(lane, 2, 2);
    g_autoptr(BookingCommand) early = take_back(renewal - 1); /* it has renewed since that was seen */
    CU_ASSERT_EQUAL(lane_run_status(lane, early), 409);
    CU_ASSERT_EQUAL(number("SELECT sum(granted) FROM inventory_cell"), 6);
    g_autoptr(BookingCommand) command = take_back(renewal);
    CU_ASSERT_EQUAL(lane_run_status(lane, command), 200);
    CU_ASSERT_EQUAL(outcome_member(command, "rooms"), 6);
    CU_ASSERT_EQUAL(number("SELECT sum(granted) FROM inventory_cell"), 0);
    CU_ASSERT_EQUAL(number("SELECT rights_since FROM hotel_lease"), number("SELECT feed_version FROM hotel"));
    g_autoptr(BookingCommand) suite = lane_wish(&fixture, BOOKING_BOOK, "t1", "STE", 0, 1);
    CU_ASSERT_EQUAL(lane_run_status(lane, suite), 201);
    check_rights();
}

/* The hotel sold the suite within its lease, but told it after it was sold again. */
static void test_a_sale_told_too_late_is_a_fact(void)
{
    reset();
    g_autoptr(BookingLane) lane = lane_fixture_lane(&fixture, NULL, 2);
    grant_now(lane, 2, 2);
    g_autoptr(BookingCommand) command = take_back(0);
    CU_ASSERT_EQUAL(lane_run_status(lane, command), 200);
    g_autoptr(BookingCommand) suite = lane_wish(&fixture, BOOKING_BOOK, "l1", "STE", 0, 1);
    CU_ASSERT_EQUAL(lane_run_status(lane, suite), 201);
    report(lane, 1, "reservation", reservation_body(3, "STE", 2, NULL));
    report(lane, 2, "reservation",
           reservation_body(4, "STD", 2, NULL)); /* rooms are left: nothing to look at */
    CU_ASSERT_EQUAL(number("SELECT sum(oversell_authorised) FROM inventory_cell"), 1);
    CU_ASSERT_EQUAL(number("SELECT count(*) FROM desk_exception"), 1);
    CU_ASSERT_EQUAL(number("SELECT count(*) FROM desk_exception WHERE room_type = 'STE' AND first_night = "
                           "'2016-03-01' AND nights = 1 AND rooms = 1 AND detail LIKE '%after its lease%'"),
                    1);
    check_rights();
}

static void test_a_manager_sells_without_a_right(void)
{
    reset();
    g_autoptr(BookingLane) lane = lane_fixture_lane(&fixture, NULL, 2);
    grant_now(lane, 2, 2);
    report(lane, 1, "reservation", reservation_body(5, "STE", 2, "regular guest in tears"));
    CU_ASSERT_EQUAL(number("SELECT sum(granted) FROM inventory_cell WHERE room_type = 'STE'"), 0);
    CU_ASSERT_EQUAL(number("SELECT sum(oversell_authorised) FROM inventory_cell"), 0);
    report(lane, 2, "reservation", reservation_body(7, "STE", 2, "regular guest in tears"));
    CU_ASSERT_EQUAL(number("SELECT sum(oversell_authorised) FROM inventory_cell"), 2);
    CU_ASSERT_EQUAL(number("SELECT count(*) FROM desk_exception WHERE nights = 2 AND detail = "
                           "'STE over the limit: a manager sold it: regular guest in tears'"),
                    1);
    report(lane, 3, "reservation", reservation_body(6, "STD", 1, "regular guest"));
    CU_ASSERT_EQUAL(number("SELECT count(*) FROM desk_exception WHERE nights = 0 AND detail LIKE "
                           "'%rooms were left: regular guest'"),
                    1);
    check_rights();
}

/* With the entry of the new date everything the hotel sold of the nights before it has been told. */
static void test_grants_of_past_nights_are_given_up(void)
{
    reset();
    g_autoptr(BookingLane) lane = lane_fixture_lane(&fixture, NULL, 2);
    grant_now(lane, 3, 2);
    g_ptr_array_unref(lane_fixture_messages(&fixture));
    int64_t before = number("SELECT feed_version FROM hotel");
    report(lane, 1, "business_date", json_pack("{s:s, s:{}}", "business_date", "2016-03-03", "statistics"));
    CU_ASSERT_EQUAL(number("SELECT sum(granted) FROM inventory_cell WHERE night < '2016-03-03'"), 0);
    CU_ASSERT_EQUAL(number("SELECT sum(granted) FROM inventory_cell WHERE night >= '2016-03-03'"), 3);
    g_autoptr(GPtrArray) messages = lane_fixture_messages(&fixture);
    CU_ASSERT_EQUAL(lane_check_gap_free(messages, before), number("SELECT feed_version FROM hotel"));
    check_rights();
    pg_result_free(postgres_fixture_run(fixture.connection, "UPDATE hotel SET business_date = '2016-03-01'"));
}

/* ---- taking back and renewing at once ---- */

static gpointer renew_at_once(gpointer data)
{
    g_autoptr(PgConnection) connection = postgres_fixture_connect(&fixture.postgres);
    g_autoptr(GPtrArray) hotels = g_ptr_array_new();
    g_ptr_array_add(hotels, (gpointer)fixture.hotel);
    g_autoptr(GArray) renewals = NULL;
    CU_ASSERT_EQUAL(lease_renew(connection, hotels, &renewals, NULL), DATABASE_OK);
    *(LeaseRenewal *)data = g_array_index(renewals, LeaseRenewal, 0);
    return NULL;
}

/* Either the renewal came first, and nothing is taken; or it came after, and says what is void. */
static void test_taking_back_raced_with_a_renewal(void)
{
    enum { RACES = 40 };
    int taken = 0;
    g_autoptr(BookingLane) lane = lane_fixture_lane(&fixture, NULL, 1);
    for (int i = 0; i < RACES; i++) {
        reset();
        int64_t renewal = renew();
        grant_now(lane, 2, 2);
        g_autoptr(BookingCommand) command = take_back(renewal);
        LeaseRenewal raced;
        GThread *thread = g_thread_new("hotel", renew_at_once, &raced);
        int status = lane_run_status(lane, command);
        g_thread_join(thread);
        int64_t granted = number("SELECT sum(granted) FROM inventory_cell");
        if (status == 200) {
            CU_ASSERT_EQUAL(granted, 0);
            CU_ASSERT_EQUAL(raced.rights_since, number("SELECT feed_version FROM hotel"));
            taken++;
        } else {
            CU_ASSERT_EQUAL(granted, 6);
            CU_ASSERT_EQUAL(raced.rights_since, 0);
        }
    }
    g_printerr("taken back in %d of %d races\n", taken, RACES);
    check_rights();
}

/* Both orders, whatever the race above brought. */
static void test_both_orders_of_taking_back_and_renewing(void)
{
    g_autoptr(BookingLane) lane = lane_fixture_lane(&fixture, NULL, 1);
    reset();
    int64_t renewal = renew();
    grant_now(lane, 2, 2);
    LeaseRenewal later;
    renew_at_once(&later);
    g_autoptr(BookingCommand) refused = take_back(renewal);
    CU_ASSERT_EQUAL(lane_run_status(lane, refused), 409);
    CU_ASSERT_EQUAL(later.rights_since, 0);
    g_autoptr(BookingCommand) taken = take_back(later.renewal);
    CU_ASSERT_EQUAL(lane_run_status(lane, taken), 200);
    renew_at_once(&later);
    CU_ASSERT_EQUAL(later.rights_since, number("SELECT feed_version FROM hotel"));
    check_rights();
}

/* ---- limits ---- */

static BookingCommand *limit(const char *room_type, int rooms)
{
    BookingCommand *command = lane_command(&fixture, BOOKING_LIMITS, NULL, NULL);
    command->limits = json_pack("[{s:s, s:o, s:i}]", "room_type", room_type, "night",
                                json_from_night(fixture.today), "sell_limit", rooms);
    return command;
}

static void test_a_limit_does_not_fall_below_what_is_granted(void)
{
    reset();
    g_autoptr(BookingLane) lane = lane_fixture_lane(&fixture, NULL, 1);
    grant_now(lane, 1, 2);
    g_autoptr(BookingCommand) low = limit("STD", 1);
    CU_ASSERT_EQUAL(lane_run_status(lane, low), 409);
    CU_ASSERT_PTR_NOT_NULL(
        g_strrstr(json_string_value(json_object_get(low->outcome.body, "detail")), "2 are granted"));
    g_autoptr(BookingCommand) fits = limit("STD", 2);
    CU_ASSERT_EQUAL(lane_run_status(lane, fits), 200);
    check_rights();
    g_autoptr(BookingCommand) back = limit("STD", 5);
    CU_ASSERT_EQUAL(lane_run_status(lane, back), 200);
}

static CU_TestInfo TESTS[] = {
    {"grants follow the policy", test_grants_follow_the_policy},
    {"several instances grant once", test_several_instances_grant_once},
    {"granted rooms are sold by nobody else", test_granted_rooms_are_sold_by_nobody_else},
    {"a merged reservation is one like any other", test_a_merged_reservation_is_one_like_any_other},
    {"rooms are given back once", test_rooms_are_given_back_once},
    {"rights of a silent hotel are taken back", test_rights_of_a_silent_hotel_are_taken_back},
    {"a sale told too late is a fact", test_a_sale_told_too_late_is_a_fact},
    {"grants of past nights are given up", test_grants_of_past_nights_are_given_up},
    {"a manager sells without a right", test_a_manager_sells_without_a_right},
    {"taking back raced with a renewal", test_taking_back_raced_with_a_renewal},
    {"both orders of taking back and renewing", test_both_orders_of_taking_back_and_renewing},
    {"a limit does not fall below what is granted", test_a_limit_does_not_fall_below_what_is_granted},
    CU_TEST_INFO_NULL,
};

int main(void)
{
    lane_fixture_init(&fixture);
    int status = test_main("central/allotment_lane", TESTS);
    lane_fixture_clear(&fixture);
    return status;
}
