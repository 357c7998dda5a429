#include "central/report/report_store.h"

#include <string.h>

#include "tests/central/support/lane_fixture.h"
#include "tests/support/cunit_main.h"
#include "tests/support/tsan_glib.h"

static LaneFixture fixture;
static BookingLane *lane;
static int64_t entries;

static int64_t member(const json_t *object, const char *name)
{
    return json_integer_value(json_object_get(object, name));
}

static char *book(const char *key, int days, int nights)
{
    g_autoptr(BookingCommand) command = lane_wish(&fixture, BOOKING_BOOK, key, "STD", days, nights);
    CU_ASSERT_EQUAL(lane_run_status(lane, command), 201);
    return g_strdup(json_string_value(json_object_get(command->outcome.body, "confirmation_number")));
}

static void report_stay(const char *number, const char *status, int days, int nights, int revenue_minor,
                        int balance_minor)
{
    char arrival[NIGHT_TEXT_SIZE], departure[NIGHT_TEXT_SIZE];
    entries++;
    json_t *stay = json_pack("{s:I, s:s, s:i, s:s, s:s, s:s, s:s, s:i, s:i, s:i, s:I}", "stay_id",
                             (json_int_t)entries, "confirmation_number", number, "line", 1, "room", "101",
                             "status", status, "arrival", night_write(fixture.today + days, arrival),
                             "departure", night_write(fixture.today + days + nights, departure),
                             "nights_charged", nights, "room_revenue_minor", revenue_minor, "balance_minor",
                             balance_minor, "version", (json_int_t)entries);
    json_t *body = json_pack("{s:o}", "stay", stay);
    g_autoptr(BookingCommand) command = lane_command(&fixture, BOOKING_OUTBOX, NULL, "outbox");
    g_ptr_array_add(command->entries, booking_entry_new(entries, "check_out", fixture.now, body));
    json_decref(body);
    CU_ASSERT_EQUAL(lane_run_status(lane, command), 200);
    CU_ASSERT_EQUAL(member(command->outcome.body, "applied_through"), entries);
}

static json_t *production(void)
{
    json_t *report = NULL;
    g_autoptr(GError) error = NULL;
    DatabaseStatus status =
        report_production(fixture.connection, fixture.chain, fixture.hotel, night_from_date(2016, 3, 1),
                          night_from_date(2016, 5, 1), &report, &error);
    TEST_ASSERT_NO_ERROR(error);
    CU_ASSERT_EQUAL(status, DATABASE_OK);
    return report;
}

static void begin(void)
{
    lane_fixture_reset(&fixture);
    entries = 0;
}

static void test_production_by_month_of_arrival(void)
{
    begin();
    g_autofree char *stayed = book("p1", 5, 3);
    g_autofree char *absent = book("p2", 6, 2);
    g_autofree char *cancelled = book("p3", 7, 1);
    g_autofree char *april = book("p4", 35, 1);
    report_stay(stayed, "checked_out", 5, 3, 32000, 0);
    report_stay(absent, "no_show", 6, 2, 10000, 0);
    g_autoptr(BookingCommand) cancel = lane_command(&fixture, BOOKING_CANCEL, "p5", "cancel");
    cancel->confirmation_number = g_strdup(cancelled);
    CU_ASSERT_EQUAL(lane_run_status(lane, cancel), 200);
    json_auto_t *report = production();
    const json_t *items = json_object_get(report, "items");
    CU_ASSERT_EQUAL(json_array_size(items), 2);
    const json_t *march = json_array_get(items, 0);
    CU_ASSERT_STRING_EQUAL(json_string_value(json_object_get(march, "month")), "2016-03");
    CU_ASSERT_EQUAL(member(march, "bookings"), 3);
    CU_ASSERT_EQUAL(member(march, "cancelled"), 1);
    CU_ASSERT_EQUAL(member(march, "no_show"), 1);
    CU_ASSERT_EQUAL(member(march, "checked_out"), 1);
    CU_ASSERT_EQUAL(member(march, "room_nights"), 3); /* a no-show's nights are not slept */
    CU_ASSERT_EQUAL(member(march, "room_revenue_minor"), 32000);
    CU_ASSERT_EQUAL(member(json_array_get(items, 1), "bookings"), 1);
    CU_ASSERT_EQUAL(member(json_array_get(items, 1), "room_nights"), 0);
}

/* A checker that cannot fail is none: each count notices what was spoilt on purpose. */
static void test_checks_notice_what_is_spoilt(void)
{
    typedef struct {
        const char *spoil;
        const char *member;
        const char *mend;
    } Mutant;
    static const Mutant mutants[] = {
        {"UPDATE inventory_cell SET sold = sold + 1 WHERE room_type = 'STD' AND night = '2016-03-06'",
         "cells_counted_wrong",
         "UPDATE inventory_cell SET sold = sold - 1 WHERE room_type = 'STD' AND night = '2016-03-06'"},
        {"UPDATE reservation_line SET holds_until = holds_until - 1", "cells_counted_wrong",
         "UPDATE reservation_line SET holds_until = holds_until + 1"},
        {"UPDATE inventory_cell SET held = 1 WHERE room_type = 'STD' AND night = '2016-03-09'",
         "cells_counted_wrong",
         "UPDATE inventory_cell SET held = 0 WHERE room_type = 'STD' AND night = '2016-03-09'"},
        {"UPDATE stay SET balance_minor = 1", "folios_unbalanced", "UPDATE stay SET balance_minor = 0"},
        {"UPDATE stay SET row = row || '{\"tax_minor\": 1, \"other_revenue_minor\": 0, \"payments_minor\": "
         "0}'",
         "folios_misadded", "UPDATE stay SET row = row - 'tax_minor'"},
        {"UPDATE reservation SET version = version + 100000", "versions_ahead",
         "UPDATE reservation SET version = version - 100000"},
        {"UPDATE hotel SET version = (SELECT max(version) FROM inventory_cell WHERE hotel_id = "
         "hotel.hotel_id) WHERE hotel_id = (SELECT hotel_id FROM reservation)",
         "versions_doubled", "UPDATE hotel SET version = 0"},
    };
    begin();
    g_autofree char *number = book("c1", 5, 2);
    report_stay(number, "checked_out", 5, 2, 20000, 0);
    for (gsize i = 0; i < G_N_ELEMENTS(mutants); i++) {
        json_t *checks = NULL;
        lane_fixture_check(&fixture);
        pg_result_free(postgres_fixture_run(fixture.connection, mutants[i].spoil));
        CU_ASSERT_EQUAL(report_checks(fixture.connection, &checks, NULL), DATABASE_OK);
        CU_ASSERT_EQUAL(member(checks, mutants[i].member), 1);
        CU_ASSERT_EQUAL(json_array_size(json_object_get(checks, "findings")), 1);
        json_decref(checks);
        pg_result_free(postgres_fixture_run(fixture.connection, mutants[i].mend));
    }
    /* The limit itself can only be broken where the constraint is gone. */
    pg_result_free(postgres_fixture_run(
        fixture.connection, "ALTER TABLE inventory_cell DROP CONSTRAINT inventory_cell_within_limit"));
    pg_result_free(postgres_fixture_run(
        fixture.connection, "UPDATE inventory_cell SET held = sell_limit + 1 WHERE night = '2016-03-20'"));
    json_auto_t *checks = NULL;
    CU_ASSERT_EQUAL(report_checks(fixture.connection, &checks, NULL), DATABASE_OK);
    CU_ASSERT_EQUAL(member(checks, "cells_over_limit"), 2);   /* of both room types */
    CU_ASSERT_EQUAL(member(checks, "cells_rights_wrong"), 2); /* nothing is left for the centre */
}

static CU_TestInfo TESTS[] = {
    {"production by month of arrival", test_production_by_month_of_arrival},
    {"checks notice what is spoilt", test_checks_notice_what_is_spoilt},
    CU_TEST_INFO_NULL,
};

int main(void)
{
    lane_fixture_init(&fixture);
    lane = lane_fixture_lane(&fixture, NULL, 1);
    int failed = test_main("central/report_store", TESTS);
    booking_lane_free(lane);
    lane_fixture_clear(&fixture);
    return failed;
}
