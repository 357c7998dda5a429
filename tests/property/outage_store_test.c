/* Rooms taken out night by night, on both databases. */

#include "property/audit/business_date.h"
#include "property/room/outage_store.h"
#include "property/room/room_store.h"
#include "tests/property/support/both_stores.h"
#include "tests/support/cunit_main.h"
#include <string.h>

#define OPENS 15880 /* 2013-06-24, the first business date of H1 */

static PostgresFixture postgres;
static PropertyFixture fixture;

#define ASSERT_DONE(Body, Data) CU_ASSERT_EQUAL(property_fixture_run(&fixture, Body, Data), DATABASE_OK)

static const char *room_number(guint index)
{
    return ((const ChainRoom *)g_ptr_array_index(fixture.property.hotel->rooms, index))->number;
}

typedef struct Plan {
    guint room;
    OutageKind kind;
    OutageNights nights;
    int64_t outage_id;
} Plan;

static DatabaseStatus insert(OdbcConnection *connection, gpointer data, GError **error)
{
    Plan *plan = data;
    g_auto(Outage) outage = {
        .room = g_strdup(room_number(plan->room)),
        .room_type = "A",
        .kind = plan->kind,
        .nights = plan->nights,
        .reason = g_strdup("paint"),
        .return_status = ROOM_PICKUP,
    };

    DatabaseStatus status = outage_insert(connection, &outage, "somebody", OPENS, error);
    plan->outage_id = outage.outage_id;
    return status;
}

static Plan planned(guint room, OutageKind kind, Night from, Night until)
{
    Plan plan = {.room = room, .kind = kind, .nights = {from, until}};

    ASSERT_DONE(insert, &plan);
    return plan;
}

static int64_t nights_out(void)
{
    return property_fixture_number(&fixture, "SELECT COUNT(*) FROM room_night WHERE outage IS NOT NULL");
}

static void test_a_room_is_out_for_one_reason_at_a_time(void)
{
    Plan second = {.kind = OUTAGE_OUT_OF_SERVICE, .nights = {OPENS + 2, OPENS + 4}};

    planned(0, OUTAGE_OUT_OF_ORDER, OPENS, OPENS + 3);
    CU_ASSERT_EQUAL(nights_out(), 3);
    CU_ASSERT_EQUAL(property_fixture_run(&fixture, insert, &second), DATABASE_UNIQUE);
    CU_ASSERT_EQUAL(nights_out(), 3);
    second.nights.from = OPENS + 3;
    ASSERT_DONE(insert, &second);
    CU_ASSERT_EQUAL(nights_out(), 4);
}

static DatabaseStatus end_it(OdbcConnection *connection, gpointer data, GError **error)
{
    const Plan *plan = data;
    g_auto(Outage) outage = {0};

    DatabaseStatus status = outage_find(connection, plan->outage_id, &outage, error);
    Night was = outage.nights.until;
    outage.nights.until = plan->nights.until;
    return status == DATABASE_OK ? outage_save(connection, &outage, was, error) : status;
}

static void test_another_end_moves_its_nights(void)
{
    Plan plan = planned(0, OUTAGE_OUT_OF_ORDER, OPENS, OPENS + 3);

    plan.nights.until = OPENS + 1;
    ASSERT_DONE(end_it, &plan);
    CU_ASSERT_EQUAL(nights_out(), 1);
    plan.nights.until = OPENS + 5;
    ASSERT_DONE(end_it, &plan);
    CU_ASSERT_EQUAL(nights_out(), 5);
    plan.nights.until = OPENS;
    ASSERT_DONE(end_it, &plan);
    CU_ASSERT_EQUAL(nights_out(), 0);
}

typedef struct Counted {
    int64_t total;
    int64_t out_of_order;
    json_t *free;
} Counted;

static DatabaseStatus count(OdbcConnection *connection, gpointer data, GError **error)
{
    Counted *counted = data;

    DatabaseStatus status = rooms_count(connection, &counted->total, &counted->out_of_order, error);
    if (status == DATABASE_OK) {
        g_clear_pointer(&counted->free, json_decref);
        status = rooms_free_by_type(connection, &counted->free, error);
    }
    return status;
}

static int64_t all_free(const Counted *counted)
{
    const char *type;
    json_t *rooms;
    int64_t sum = 0;

    json_object_foreach(counted->free, type, rooms) sum += json_integer_value(rooms);
    return sum;
}

static void test_only_tonight_counts(void)
{
    Counted counted = {0};

    planned(0, OUTAGE_OUT_OF_ORDER, OPENS + 1, OPENS + 3);
    planned(1, OUTAGE_OUT_OF_SERVICE, OPENS, OPENS + 3);
    ASSERT_DONE(count, &counted);
    CU_ASSERT_EQUAL(counted.out_of_order, 0);
    CU_ASSERT_EQUAL(all_free(&counted), counted.total);
    planned(0, OUTAGE_OUT_OF_ORDER, OPENS, OPENS + 1);
    ASSERT_DONE(count, &counted);
    CU_ASSERT_EQUAL(counted.out_of_order, 1);
    CU_ASSERT_EQUAL(all_free(&counted), counted.total - 1);
    json_decref(counted.free);
}

static DatabaseStatus next_day(OdbcConnection *connection, gpointer data G_GNUC_UNUSED, GError **error)
{
    DatabaseStatus status = outages_ended_set_status(connection, OPENS + 1, OPENS, error);

    return status == DATABASE_OK ? business_date_roll(connection, OPENS, error) : status;
}

static void test_a_room_comes_back_by_itself(void)
{
    planned(0, OUTAGE_OUT_OF_ORDER, OPENS, OPENS + 1);
    planned(1, OUTAGE_OUT_OF_ORDER, OPENS, OPENS + 2);
    ASSERT_DONE(next_day, NULL);
    CU_ASSERT_EQUAL(
        property_fixture_number(&fixture, "SELECT COUNT(*) FROM room WHERE housekeeping = 'pickup'"), 1);
    CU_ASSERT_EQUAL(
        property_fixture_number(&fixture, "SELECT position FROM room WHERE housekeeping = 'pickup'"), 1);
}

#define ON_BOTH(Name)                                                                                        \
    static void Name##_on_both(void)                                                                         \
    {                                                                                                        \
        both_stores_run(&postgres, &fixture, Name);                                                          \
    }

ON_BOTH(test_a_room_is_out_for_one_reason_at_a_time)
ON_BOTH(test_another_end_moves_its_nights)
ON_BOTH(test_only_tonight_counts)
ON_BOTH(test_a_room_comes_back_by_itself)

static CU_TestInfo tests[] = {
    {"a room is out for one reason at a time", test_a_room_is_out_for_one_reason_at_a_time_on_both},
    {"another end moves its nights", test_another_end_moves_its_nights_on_both},
    {"only tonight counts", test_only_tonight_counts_on_both},
    {"a room comes back by itself", test_a_room_comes_back_by_itself_on_both},
    CU_TEST_INFO_NULL,
};

int main(void)
{
    postgres_fixture_init(&postgres);
    int failed = test_main("property/outage_store", tests);
    postgres_fixture_clear(&postgres);
    return failed;
}
