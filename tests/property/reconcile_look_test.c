/* Looking at copies over a real NATS server, against a centre that lacks what the hotel sold by itself: the
 * hotel keeps it until the centre has heard of it. */

#include "property/copy/copy_store.h"
#include "property/outbox/outbox_store.h"
#include "property/reconcile/reconcile_look.h"
#include "tests/support/cunit_main.h"
#include "tests/support/nats_fixture.h"
#include "tests/support/property_fixture.h"
#include <string.h>

#define OPENS 15880
#define OWN_NUMBER "500010000010" /* of the hotel's range */
#define PATIENCE_MS 10000

static NatsFixture nats;
static PropertyFixture fixture;
static Bus *centre;
static BusSubscription *rows;
static gint applied_entry; /* atomic: what the centre has applied of the outbox */

/* A centre without any reservation. */
static void on_rows(Bus *bus, const BusMessage *message, gpointer data G_GNUC_UNUSED)
{
    g_autofree char *text = g_strdup_printf("{\"rows\":[],\"feed_version\":0,\"applied_entry\":%d}",
                                            g_atomic_int_get(&applied_entry));

    bus_reply(bus, message, text, strlen(text), NULL);
}

/* As the desk does while cut off: the copy under version 0, and the entry. */
static DatabaseStatus sell_body(OdbcConnection *connection, gpointer data G_GNUC_UNUSED, GError **error)
{
    json_auto_t *document = property_fixture_document(OWN_NUMBER, OPENS, OPENS + 2, "reserved");
    CopyChange change = {.kind = COPY_RESERVATION, .key = OWN_NUMBER, .row = document};

    DatabaseStatus status = copy_change_apply(connection, &change, error);
    return status == DATABASE_OK ? outbox_add(connection, "reservation", 1, document, error) : status;
}

static void setup(void)
{
    g_atomic_int_set(&applied_entry, 0);
    centre = nats_fixture_bus(&nats, "centre");
    rows = bus_subscribe(centre, "keyrack.hotel.H1.rows", NULL, on_rows, NULL, NULL);
    g_assert_true(bus_wait_connected(centre, PATIENCE_MS));
    g_assert_true(bus_flush(centre, PATIENCE_MS, NULL));
    property_fixture_init(&fixture, KEYRACK_SOURCE_DIR, NULL, "H1");
    fixture.property.bus = nats_fixture_bus(&nats, "H1");
    g_assert_true(bus_wait_connected(fixture.property.bus, PATIENCE_MS));
    g_assert_cmpint(property_fixture_run(&fixture, sell_body, NULL), ==, DATABASE_OK);
}

static void teardown(void)
{
    bus_free(fixture.property.bus);
    property_fixture_clear(&fixture);
    bus_subscription_free(rows);
    bus_free(centre);
}

static ReconcileLook look(void)
{
    ReconcileLook look = {0};

    g_assert_true(reconcile_look_at_day(&fixture.property, RECONCILE_RESERVATIONS, OPENS, &look, NULL));
    return look;
}

typedef struct Removal {
    const ReconcileRow *seen;
    bool done;
} Removal;

static DatabaseStatus remove_body(OdbcConnection *connection, gpointer data, GError **error)
{
    Removal *removal = data;

    removal->done = false;
    return reconcile_remove(connection, RECONCILE_RESERVATIONS, removal->seen, &removal->done, error);
}

static bool removed(const ReconcileRow *seen)
{
    Removal removal = {.seen = seen};

    g_assert_cmpint(property_fixture_run(&fixture, remove_body, &removal), ==, DATABASE_OK);
    return removal.done;
}

static DatabaseStatus acknowledge_body(OdbcConnection *connection, gpointer data G_GNUC_UNUSED,
                                       GError **error)
{
    return outbox_acknowledge(connection, 1, error);
}

static void test_what_the_centre_cannot_know_is_not_one_too_many(void)
{
    setup();
    for (int i = 0; i < 2; i++) {
        g_auto(ReconcileLook) seen = look();
        CU_ASSERT_EQUAL(seen.mine->len, 1);
        CU_ASSERT_EQUAL(seen.differences->len, 0);
    }
    teardown();
}

/* Between the look and the repair the outbox may have got its next entry. */
static void test_it_is_not_removed_while_entries_wait(void)
{
    setup();
    g_atomic_int_set(&applied_entry, 1);
    g_auto(ReconcileLook) seen = look();
    CU_ASSERT_EQUAL_FATAL(seen.differences->len, 1);
    const ReconcileDifference *difference = &g_array_index(seen.differences, ReconcileDifference, 0);
    CU_ASSERT_EQUAL(difference->kind, RECONCILE_EXTRA);
    CU_ASSERT_FALSE(removed(difference->copy));
    CU_ASSERT_EQUAL(property_fixture_number(&fixture, "SELECT COUNT(*) FROM copied_line"), 1);
    g_assert_cmpint(property_fixture_run(&fixture, acknowledge_body, NULL), ==, DATABASE_OK);
    CU_ASSERT_TRUE(removed(difference->copy));
    CU_ASSERT_EQUAL(property_fixture_number(&fixture, "SELECT COUNT(*) FROM copied_line"), 0);
    teardown();
}

static CU_TestInfo tests[] = {
    {"what the centre cannot know is not one too many", test_what_the_centre_cannot_know_is_not_one_too_many},
    {"it is not removed while entries wait", test_it_is_not_removed_while_entries_wait},
    CU_TEST_INFO_NULL,
};

int main(void)
{
    nats_fixture_init(&nats);
    server_start(&nats.server);
    int failed = test_main("property/reconcile_look", tests);
    nats_fixture_clear(&nats);
    bus_library_close();
    return failed;
}
