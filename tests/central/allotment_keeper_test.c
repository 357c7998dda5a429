/* The keeper of the allotments at work: on a real database, with the lane beside it. */
#include "central/allotment/allotment_keeper.h"

#include "central/allotment/allotment_store.h"
#include "central/allotment/lines.h"
#include "ops/json.h"
#include "schemas/confirmation.h"
#include "tests/central/support/lane_fixture.h"
#include "tests/support/cunit_main.h"
#include "tests/support/tsan_glib.h"

enum { PATIENCE_MS = 20000 };

static LaneFixture fixture;
static Central central;

static int64_t number(const char *question)
{
    return postgres_fixture_number(fixture.connection, question);
}

static void run(const char *statement)
{
    pg_result_free(postgres_fixture_run(fixture.connection, statement));
}

static int64_t granted(const char *room_type)
{
    g_autofree char *question = g_strdup_printf(
        "SELECT coalesce(sum(granted), 0) FROM inventory_cell WHERE room_type = '%s'", room_type);
    return number(question);
}

/* Waits until so many rooms of a type are granted, and asserts it. */
static void expect_granted(const char *room_type, int64_t rooms)
{
    for (int waited = 0; granted(room_type) != rooms && waited < PATIENCE_MS; waited += 20)
        g_usleep(20000);
    CU_ASSERT_EQUAL(granted(room_type), rooms);
}

static void committed(const json_t *message, gpointer data G_GNUC_UNUSED)
{
    if (central.allotment_keeper)
        allotment_keeper_note(central.allotment_keeper, message);
}

static void begin(void)
{
    lane_fixture_reset(&fixture);
    run("UPDATE hotel_lease SET renewal = 0, heard_at = NULL, rights_since = 0");
    run("DELETE FROM allotment_policy");
    BookingLaneOptions options = {
        .chain = fixture.chain,
        .memory = fixture.memory,
        .database = central.database,
        .lanes = 1,
        .capacity = 1024,
        .batch_max = 64,
        .committed = committed,
    };
    central.lines = lines_new(fixture.chain, fixture.memory);
    central.allotments = allotment_book_new(fixture.chain);
    central.lane = booking_lane_new(&options, NULL);
    central.allotment_keeper = allotment_keeper_new(&central, NULL);
    g_assert(central.lane && central.allotment_keeper);
}

static void end(void)
{
    allotment_keeper_stop(central.allotment_keeper);
    g_clear_pointer(&central.lane, booking_lane_free);
    g_clear_pointer(&central.allotment_keeper, allotment_keeper_free);
    g_clear_pointer(&central.lines, lines_free);
    g_clear_pointer(&central.allotments, allotment_book_free);
    CU_ASSERT_EQUAL(number("SELECT count(*) FROM inventory_cell WHERE centre_right < 0"), 0);
    lane_fixture_check(&fixture);
}

static void renew(void)
{
    g_autoptr(GPtrArray) hotels = g_ptr_array_new();
    g_ptr_array_add(hotels, (gpointer)fixture.hotel);
    g_autoptr(GArray) renewals = NULL;
    CU_ASSERT_EQUAL(lease_renew(fixture.connection, hotels, &renewals, NULL), DATABASE_OK);
}

static void report_business_date(Night date)
{
    g_autoptr(BookingCommand) command = lane_command(&fixture, BOOKING_OUTBOX, NULL, NULL);
    json_auto_t *body = json_pack("{s:o, s:{}}", "business_date", json_from_night(date), "statistics");
    g_ptr_array_add(command->entries, booking_entry_new(1, "business_date", fixture.now, body));
    CU_ASSERT_EQUAL(lane_run_status(central.lane, command), 200);
}

/* Two STD of three nights, and the one STE, which the centre does not keep: 50 % of one, rounded up. */
static void test_a_hotel_that_is_heard_is_granted_its_rooms(void)
{
    begin();
    g_usleep(600000);
    CU_ASSERT_EQUAL(granted("STD"), 0); /* nobody has heard it */
    renew();
    expect_granted("STD", 6);
    expect_granted("STE", 3);
    end();
}

static void test_what_becomes_free_is_granted(void)
{
    begin();
    g_autoptr(BookingCommand) sold = lane_wish(&fixture, BOOKING_BOOK, "k1", "STE", 0, 3);
    CU_ASSERT_EQUAL(lane_run_status(central.lane, sold), 201);
    renew();
    expect_granted("STD", 6);
    CU_ASSERT_EQUAL(granted("STE"), 0);
    g_autoptr(BookingCommand) cancel = lane_command(&fixture, BOOKING_CANCEL, "k2", "cancel");
    cancel->confirmation_number =
        g_strdup(json_string_value(json_object_get(sold->outcome.body, "confirmation_number")));
    CU_ASSERT_EQUAL(lane_run_status(central.lane, cancel), 200);
    expect_granted("STE", 3);
    end();
}

static void test_a_new_business_date_and_a_new_policy(void)
{
    begin();
    renew();
    expect_granted("STD", 6);
    report_business_date(fixture.today + 1);
    expect_granted("STD", 6); /* one night more, and yesterday is given up */
    CU_ASSERT_EQUAL(number("SELECT sum(granted) FROM inventory_cell WHERE room_type = 'STD' AND night = "
                           "'2016-03-01'"),
                    0);
    g_autoptr(GArray) rows = g_array_new(FALSE, TRUE, sizeof(AllotmentPolicyRow));
    AllotmentPolicyRow row = {
        .hotel_id = fixture.hotel->number, .room_type = "STD", .policy = {.nights_ahead = 3, .rooms = 4}};
    g_array_append_val(rows, row);
    CU_ASSERT_EQUAL(
        allotment_policies_write(fixture.connection, fixture.hotel, rows, "staff:revenue", fixture.now, NULL),
        DATABASE_OK);
    renew();
    expect_granted("STD", 12);
    end();
    run("UPDATE hotel SET business_date = '2016-03-01'");
}

/* As after a new start with another lease in the hotel's file. */
static void keeper_restart(int32_t lease_minutes, int32_t margin_minutes)
{
    ChainHotel *hotel = (ChainHotel *)fixture.hotel;
    g_clear_pointer(&central.allotment_keeper, allotment_keeper_free);
    hotel->allotment.lease_minutes = lease_minutes;
    hotel->allotment.margin_minutes = margin_minutes;
    central.allotment_keeper = allotment_keeper_new(&central, NULL);
    g_assert(central.allotment_keeper);
}

static void test_rights_of_a_silent_hotel_are_taken_back(void)
{
    ChainAllotment before = fixture.hotel->allotment;
    begin();
    renew();
    expect_granted("STD", 6);
    run("UPDATE hotel_lease SET heard_at = heard_at - interval '1 hour', lease_ms = 0, margin_ms = 0");
    keeper_restart(0, 0);
    expect_granted("STD", 0);
    CU_ASSERT_EQUAL(granted("STE"), 0);
    CU_ASSERT_EQUAL(number("SELECT rights_since FROM hotel_lease"), number("SELECT feed_version FROM hotel"));
    run("UPDATE inventory_cell SET granted = 1 WHERE room_type = 'STD' AND night = '2016-03-01'");
    expect_granted("STD", 0); /* a grant that was committed after the taking back */
    keeper_restart(before.lease_minutes, before.margin_minutes);
    renew(); /* heard again */
    expect_granted("STD", 6);
    end();
}

static CU_TestInfo TESTS[] = {
    {"a hotel that is heard is granted its rooms", test_a_hotel_that_is_heard_is_granted_its_rooms},
    {"what becomes free is granted", test_what_becomes_free_is_granted},
    {"a new business date and a new policy", test_a_new_business_date_and_a_new_policy},
    {"rights of a silent hotel are taken back", test_rights_of_a_silent_hotel_are_taken_back},
    CU_TEST_INFO_NULL,
};

int main(void)
{
    lane_fixture_init(&fixture);
    central.chain = fixture.chain;
    central.memory = fixture.memory;
    central.database = (PgOptions){.conninfo = fixture.postgres.conninfo, .application_name = "keeper"};
    central.wall = clock_new_controlled(fixture.now);
    int status = test_main("central/allotment_keeper", TESTS);
    clock_free(central.wall);
    lane_fixture_clear(&fixture);
    return status;
}
