/* The keeper of the rights over a real NATS server, against a centre that renews the lease, answers late, and
 * calls rooms back. */

#include "ops/clock.h"
#include "ops/json.h"
#include "property/allotment/allotment.h"
#include "property/copy/copy_store.h"
#include "property/copy/link.h"
#include "tests/support/cunit_main.h"
#include "tests/support/nats_fixture.h"
#include "tests/support/property_fixture.h"
#include <string.h>

#define OPENS 15880
#define PATIENCE_MS 10000
#define LEASE_MS 60000
#define LATE_MS 400

/* What the test lets the centre be. */
typedef struct Centre {
    Bus *bus;
    BusSubscription *renew;
    gint renewals;      /* atomic */
    gint late_ms;       /* atomic: the answer is held back so long */
    gint rights_since;  /* atomic */
    gint without_sense; /* atomic: answers what nobody can read */
} Centre;

static NatsFixture nats;
static PropertyFixture fixture;
static Centre centre;

static void on_renew(Bus *bus, const BusMessage *message, gpointer data)
{
    Centre *self = data;
    g_autofree char *text = g_strdup_printf("{\"lease_ms\":%d,\"rights_since\":%d,\"feed_version\":5}",
                                            LEASE_MS, g_atomic_int_get(&self->rights_since));

    clock_sleep_ms(g_atomic_int_get(&self->late_ms));
    if (g_atomic_int_get(&self->without_sense)) {
        g_free(text);
        text = g_strdup("{\"lease_ms\":-1,\"rights_since\":0,\"feed_version\":5}");
    }
    bus_reply(bus, message, text, strlen(text), NULL);
    g_atomic_int_inc(&self->renewals);
}

static DatabaseStatus grant_body(OdbcConnection *connection, gpointer data G_GNUC_UNUSED, GError **error)
{
    CopiedCell cell = {.room_type = "A", .night = OPENS, .sell_limit = 10, .granted = 3};
    json_auto_t *row = copied_cell_to_json(&cell);
    CopyChange change = {.version = 5, .kind = COPY_CELL, .key = "", .row = row};

    DatabaseStatus status = copy_change_apply(connection, &change, error);
    return status == DATABASE_OK ? copy_version_write(connection, 5, error) : status;
}

static void setup(void)
{
    Property *property = &fixture.property;

    centre = (Centre){.bus = nats_fixture_bus(&nats, "centre")};
    centre.renew = bus_subscribe(centre.bus, "keyrack.hotel.H1.renew", NULL, on_renew, &centre, NULL);
    g_assert_true(bus_wait_connected(centre.bus, PATIENCE_MS));
    g_assert_true(bus_flush(centre.bus, PATIENCE_MS, NULL));
    property_fixture_init(&fixture, KEYRACK_SOURCE_DIR, NULL, "H1");
    property->bus = nats_fixture_bus(&nats, "H1");
    g_assert_true(bus_wait_connected(property->bus, PATIENCE_MS));
    property->allotment = allotment_new(property);
    g_assert_cmpint(property_fixture_run(&fixture, grant_body, NULL), ==, DATABASE_OK);
}

static void teardown(void)
{
    Property *property = &fixture.property;

    allotment_stop(property->allotment);
    desk_stop(property->desk);
    bus_free(property->bus);
    allotment_free(property->allotment);
    property_fixture_clear(&fixture);
    bus_subscription_free(centre.renew);
    bus_free(centre.bus);
}

typedef struct Reading {
    int32_t right;
    int64_t left_ms;
} Reading;

static DatabaseStatus rights_body(OdbcConnection *connection, gpointer data, GError **error)
{
    Reading *reading = data;
    g_auto(AllotmentRights) rights = {0};

    DatabaseStatus status = allotment_rights_read(&fixture.property, connection, ALLOTMENT_OWN_CELLS, OPENS,
                                                  OPENS + 1, &rights, error);
    if (status == DATABASE_OK) {
        reading->right = allotment_rooms_left(&rights, "A", OPENS, OPENS + 1);
        reading->left_ms = rights.left_ms;
    }
    return status;
}

static Reading read_rights(void)
{
    Reading reading = {0};

    g_assert_cmpint(property_fixture_run(&fixture, rights_body, &reading), ==, DATABASE_OK);
    return reading;
}

static bool right_becomes(int32_t right)
{
    for (int waited_ms = 0; waited_ms < PATIENCE_MS; waited_ms += 5) {
        if (read_rights().right == right) {
            return true;
        }
        clock_sleep_ms(5);
    }
    return false;
}

static bool renewals_reach(int count)
{
    for (int waited_ms = 0; waited_ms < PATIENCE_MS; waited_ms += 5) {
        if (g_atomic_int_get(&centre.renewals) >= count) {
            return true;
        }
        clock_sleep_ms(5);
    }
    return false;
}

static void test_the_lease_counts_from_the_question(void)
{
    setup();
    g_atomic_int_set(&centre.late_ms, LATE_MS);
    g_assert_true(allotment_start(fixture.property.allotment, NULL));
    CU_ASSERT_TRUE(right_becomes(3));
    int64_t left_ms = read_rights().left_ms;
    CU_ASSERT_TRUE(left_ms > 0 && left_ms <= LEASE_MS - LATE_MS);
    teardown();
}

/* The moment of each renewal is in memory; the store has one that is at most a minute older, and counts on
 * from it after a restart. */
static void test_renewals_are_written_seldom_and_survive(void)
{
    setup();
    g_assert_true(allotment_start(fixture.property.allotment, NULL));
    CU_ASSERT_TRUE(right_becomes(3));
    int64_t written = property_fixture_number(&fixture, "SELECT asked_wall FROM lease");
    clock_sleep_ms(20);
    allotment_wake(fixture.property.allotment);
    CU_ASSERT_TRUE(renewals_reach(2));
    CU_ASSERT_EQUAL(property_fixture_number(&fixture, "SELECT asked_wall FROM lease"), written);
    allotment_stop(fixture.property.allotment);
    g_clear_pointer(&fixture.property.allotment, allotment_free);
    CU_ASSERT_EQUAL(read_rights().right, 3);
    fixture.property.allotment = allotment_new(&fixture.property);
    teardown();
}

static void test_rights_taken_back_are_void(void)
{
    setup();
    g_atomic_int_set(&centre.rights_since, 6);
    g_assert_true(allotment_start(fixture.property.allotment, NULL));
    CU_ASSERT_TRUE(renewals_reach(1));
    clock_sleep_ms(50);
    CU_ASSERT_EQUAL(read_rights().right, 0); /* the copies are at 5: the taking back is not in them */
    g_atomic_int_set(&centre.rights_since, 5);
    allotment_wake(fixture.property.allotment);
    CU_ASSERT_TRUE(renewals_reach(2));
    clock_sleep_ms(50);
    CU_ASSERT_EQUAL(read_rights().right, 0); /* an older answer makes nothing valid again */
    teardown();
}

static void test_an_answer_without_sense_is_none(void)
{
    setup();
    g_atomic_int_set(&centre.without_sense, 1);
    g_assert_true(allotment_start(fixture.property.allotment, NULL));
    CU_ASSERT_TRUE(renewals_reach(1));
    CU_ASSERT_EQUAL(read_rights().right, 0);
    g_atomic_int_set(&centre.without_sense, 0);
    allotment_wake(fixture.property.allotment);
    CU_ASSERT_TRUE(right_becomes(3));
    teardown();
}

/* Calls for `rooms` of the one cell there is; what the hotel gave back in all its waiting entries. */
static json_int_t recall(int rooms)
{
    g_autofree char *request =
        g_strdup_printf("{\"cells\":[{\"room_type\":\"A\",\"night\":\"2013-06-24\",\"rooms\":%d}]}", rooms);
    g_autofree char *answer = NULL;
    size_t length, index;
    json_t *entry;
    json_int_t given = 0;

    g_assert_true(bus_request(centre.bus, "keyrack.property.H1.recall", request, strlen(request), PATIENCE_MS,
                              &answer, &length, NULL));
    json_auto_t *document = json_parse(answer, length, NULL);
    json_array_foreach(json_object_get(document, "entries"), index, entry)
    {
        const json_t *cells = json_object_get(json_object_get(entry, "body"), "cells");
        CU_ASSERT_STRING_EQUAL(json_string_value(json_object_get(entry, "kind")), "allotment_return");
        given += json_integer_value(json_object_get(json_array_get(cells, 0), "rooms"));
    }
    return given;
}

static void test_rooms_are_called_back_and_then_not_sold(void)
{
    static const char rubbish[] = "{\"cells\":[{\"room_type\":\"a b\",\"night\":\"never\",\"rooms\":0}]}";

    setup();
    g_assert_true(allotment_start(fixture.property.allotment, NULL));
    CU_ASSERT_TRUE(right_becomes(3));
    CU_ASSERT_TRUE(bus_publish(centre.bus, "keyrack.property.H1.recall", rubbish, strlen(rubbish), NULL));
    CU_ASSERT_EQUAL(recall(1), 1);
    CU_ASSERT_EQUAL(read_rights().right, 2);
    CU_ASSERT_EQUAL(recall(5), 3); /* the first entry still waits and is sent along */
    CU_ASSERT_EQUAL(read_rights().right, 0);
    CU_ASSERT_EQUAL(recall(1), 3);
    CU_ASSERT_EQUAL(property_fixture_number(&fixture, "SELECT COUNT(*) FROM outbox"), 2);
    teardown();
}

static CU_TestInfo tests[] = {
    {"the lease counts from the question", test_the_lease_counts_from_the_question},
    {"renewals are written seldom and survive", test_renewals_are_written_seldom_and_survive},
    {"rights taken back are void", test_rights_taken_back_are_void},
    {"an answer without sense is none", test_an_answer_without_sense_is_none},
    {"rooms are called back and then not sold", test_rooms_are_called_back_and_then_not_sold},
    CU_TEST_INFO_NULL,
};

int main(void)
{
    nats_fixture_init(&nats);
    server_start(&nats.server);
    int failed = test_main("property/allotment_line", tests);
    nats_fixture_clear(&nats);
    bus_library_close();
    return failed;
}
