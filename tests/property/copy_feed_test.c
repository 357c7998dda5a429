/* Copies and outbox over a real NATS server, against a centre that answers as agreed, late, twice, in part or
 * not at all. */

#include "ops/clock.h"
#include "ops/json.h"
#include "property/copy/copy_store.h"
#include "property/copy/feed.h"
#include "property/copy/link.h"
#include "property/outbox/outbox.h"
#include "property/outbox/outbox_store.h"
#include "schemas/confirmation.h"
#include "sync/outbox_rules.h"
#include "tests/support/cunit_main.h"
#include "tests/support/nats_fixture.h"
#include "tests/support/property_fixture.h"
#include <string.h>

#define OPENS 15880
#define PATIENCE_MS 10000

/* What the test lets the centre be. */
typedef struct Centre {
    Bus *bus;
    BusSubscription *list;
    BusSubscription *outbox;
    GMutex mutex;
    GPtrArray *changes; /* json_t *, by version */
    int lists;
    int64_t applied_through;
    int64_t applied_count;
    int64_t take_at_most; /* entries applied of one request */
    bool silent;          /* applies, but the answer is lost */
} Centre;

static NatsFixture nats;
static PropertyFixture fixture;
static Centre centre;

static void answer(Bus *bus, const BusMessage *message, json_t *document)
{
    g_autofree char *text = json_canonical(document);

    json_decref(document);
    bus_reply(bus, message, text, strlen(text), NULL);
}

static void on_list(Bus *bus, const BusMessage *message, gpointer data)
{
    Centre *self = data;
    json_auto_t *request = json_parse(message->data, message->length, NULL);
    int64_t after = json_integer_value(json_object_get(request, "after"));
    int64_t limit = json_integer_value(json_object_get(request, "limit"));
    json_t *changes = json_array();
    bool more = false;

    g_mutex_lock(&self->mutex);
    for (guint i = 0; i < self->changes->len && !more; i++) {
        json_t *change = g_ptr_array_index(self->changes, i);
        if (json_integer_value(json_object_get(change, "version")) <= after) {
            continue;
        }
        more = (int64_t)json_array_size(changes) == limit;
        if (!more) {
            json_array_append(changes, change);
        }
    }
    self->lists++;
    int64_t head = self->changes->len;
    g_mutex_unlock(&self->mutex);
    answer(bus, message,
           json_pack("{s:I, s:o, s:b}", "head", (json_int_t)head, "changes", changes, "more", more));
}

static void on_outbox(Bus *bus, const BusMessage *message, gpointer data)
{
    Centre *self = data;
    json_auto_t *request = json_parse(message->data, message->length, NULL);
    const json_t *entries = json_object_get(request, "entries");
    int64_t left = self->take_at_most;

    for (size_t i = 0; i < json_array_size(entries) && left > 0; i++, left--) {
        int64_t number = json_integer_value(json_object_get(json_array_get(entries, i), "number"));
        OutboxDecision decision = outbox_decide(self->applied_through, number);
        g_assert_cmpint(decision, !=, OUTBOX_GAP);
        if (decision == OUTBOX_APPLY) {
            self->applied_through = number;
            self->applied_count++;
        }
    }
    if (!self->silent) {
        answer(bus, message, json_pack("{s:I}", "applied_through", (json_int_t)self->applied_through));
    }
}

/* The next change of the centre: reservation number `sequence`, under the next version. */
static json_t *change_make(int64_t sequence, Night departure)
{
    ConfirmationNumber number;

    g_assert_true(confirmation_make_central(sequence, &number, NULL));
    g_mutex_lock(&centre.mutex);
    json_t *document = property_fixture_document(number.digits, OPENS, departure, "reserved");
    json_t *change =
        property_fixture_change((int64_t)centre.changes->len + 1, "reservation", number.digits, document);
    g_ptr_array_add(centre.changes, change);
    g_mutex_unlock(&centre.mutex);
    return change;
}

static void publish(int64_t from, int64_t to, json_t *change)
{
    json_auto_t *message =
        json_pack("{s:s, s:I, s:I}", "hotel", "H1", "from", (json_int_t)from, "to", (json_int_t)to);

    if (change != NULL) {
        json_object_set_new(message, "changes", json_pack("[O]", change));
    }
    g_autofree char *text = json_canonical(message);
    g_assert_true(bus_publish(centre.bus, "keyrack.feed.H1", text, strlen(text), NULL));
}

static LinkState link_state(void)
{
    LinkState state;

    link_read(fixture.property.link, &state);
    return state;
}

static bool reaches(int64_t version)
{
    for (int waited_ms = 0; waited_ms < PATIENCE_MS; waited_ms += 5) {
        if (link_state().feed_version == version) {
            return true;
        }
        clock_sleep_ms(5);
    }
    return false;
}

static bool becomes_connected(bool wanted)
{
    for (int waited_ms = 0; waited_ms < 2 * PATIENCE_MS; waited_ms += 5) {
        if (link_state().connected == wanted) {
            return true;
        }
        clock_sleep_ms(5);
    }
    return false;
}

static void centre_init(void)
{
    centre = (Centre){.changes = g_ptr_array_new_with_free_func((GDestroyNotify)json_decref),
                      .take_at_most = 1000};
    g_mutex_init(&centre.mutex);
    centre.bus = nats_fixture_bus(&nats, "centre");
    centre.list = bus_subscribe(centre.bus, "keyrack.hotel.H1.list", NULL, on_list, &centre, NULL);
    centre.outbox = bus_subscribe(centre.bus, "keyrack.hotel.H1.outbox", NULL, on_outbox, &centre, NULL);
    g_assert_true(bus_wait_connected(centre.bus, PATIENCE_MS));
    g_assert_true(bus_flush(centre.bus, PATIENCE_MS, NULL));
}

static void centre_clear(void)
{
    bus_subscription_free(centre.list);
    bus_subscription_free(centre.outbox);
    bus_free(centre.bus);
    g_ptr_array_unref(centre.changes);
    g_mutex_clear(&centre.mutex);
}

static void hotel_start(void)
{
    Property *property = &fixture.property;

    property_fixture_init(&fixture, KEYRACK_SOURCE_DIR, NULL, "H1");
    property->bus = nats_fixture_bus(&nats, "H1");
    g_assert_true(bus_wait_connected(property->bus, PATIENCE_MS));
    property->feed = feed_new(property);
    property->outbox = outbox_new(property);
    g_assert_true(feed_start(property->feed, NULL));
}

static void hotel_stop(void)
{
    Property *property = &fixture.property;

    feed_stop(property->feed);
    outbox_stop(property->outbox);
    desk_stop(property->desk);
    bus_free(property->bus);
    feed_free(property->feed);
    outbox_free(property->outbox);
    property_fixture_clear(&fixture);
}

static void setup(void)
{
    centre_init();
    hotel_start();
}

static void teardown(void)
{
    hotel_stop();
    centre_clear();
}

static int64_t copies(void)
{
    return property_fixture_number(&fixture, "SELECT COUNT(*) FROM copied_reservation");
}

/* ---- copies ---- */

static void test_what_was_there_is_listed(void)
{
    centre_init();
    for (int64_t i = 1; i <= 1200; i++) {
        change_make(i, OPENS + 2);
    }
    hotel_start();
    CU_ASSERT_TRUE(reaches(1200));
    CU_ASSERT_EQUAL(copies(), 1200);
    CU_ASSERT_TRUE(becomes_connected(true));
    CU_ASSERT_TRUE(centre.lists >= 3);
    teardown();
}

static void test_what_happens_is_watched(void)
{
    setup();
    CU_ASSERT_TRUE(becomes_connected(true));
    publish(1, 1, change_make(1, OPENS + 2));
    CU_ASSERT_TRUE(reaches(1));
    publish(1, 1, change_make(1, OPENS + 5)); /* an old number with other rows: known already */
    publish(2, 2, g_ptr_array_index(centre.changes, 1));
    CU_ASSERT_TRUE(reaches(2));
    CU_ASSERT_EQUAL(copies(), 1);
    CU_ASSERT_EQUAL(property_fixture_number(&fixture, "SELECT departure FROM copied_line"), OPENS + 5);
    teardown();
}

static void test_a_gap_is_listed(void)
{
    setup();
    CU_ASSERT_TRUE(becomes_connected(true));
    change_make(1, OPENS + 2);
    change_make(2, OPENS + 2);
    publish(3, 3, change_make(3, OPENS + 2));
    CU_ASSERT_TRUE(reaches(3));
    CU_ASSERT_EQUAL(copies(), 3);
    teardown();
}

static void test_an_announcement_is_listed(void)
{
    setup();
    CU_ASSERT_TRUE(becomes_connected(true));
    change_make(1, OPENS + 2);
    change_make(2, OPENS + 2);
    publish(1, 2, NULL);
    CU_ASSERT_TRUE(reaches(2));
    CU_ASSERT_EQUAL(copies(), 2);
    teardown();
}

static void test_rubbish_does_no_harm(void)
{
    static const char *const rubbish[] = {"",
                                          "{",
                                          "[]",
                                          "{\"from\":\"x\"}",
                                          "{\"from\":1,\"to\":0,\"changes\":[]}",
                                          "{\"from\":-5,\"to\":99,\"changes\":{}}"};

    setup();
    CU_ASSERT_TRUE(becomes_connected(true));
    for (size_t i = 0; i < G_N_ELEMENTS(rubbish); i++) {
        bus_publish(centre.bus, "keyrack.feed.H1", rubbish[i], strlen(rubbish[i]), NULL);
    }
    publish(1, 1, change_make(1, OPENS + 2));
    CU_ASSERT_TRUE(reaches(1));
    CU_ASSERT_EQUAL(copies(), 1);
    teardown();
}

static DatabaseStatus run_ahead(OdbcConnection *connection, gpointer data G_GNUC_UNUSED, GError **error)
{
    return copy_version_write(connection, 1000, error);
}

/* The centre was restored, or the number is spoilt: what comes now would seem old. */
static void test_copies_ahead_of_the_centre_are_listed_anew(void)
{
    setup();
    CU_ASSERT_TRUE(becomes_connected(true));
    publish(1, 1, change_make(1, OPENS + 2));
    CU_ASSERT_TRUE(reaches(1));
    CU_ASSERT_EQUAL(property_fixture_run(&fixture, run_ahead, NULL), DATABASE_OK);
    link_set_feed_version(fixture.property.link, 1000);
    change_make(2, OPENS + 2);
    publish(2000, 2000, NULL);
    CU_ASSERT_TRUE(reaches(2));
    CU_ASSERT_EQUAL(copies(), 2);
    publish(3, 3, change_make(3, OPENS + 2));
    CU_ASSERT_TRUE(reaches(3));
    CU_ASSERT_EQUAL(copies(), 3);
    teardown();
}

/* A row that cannot be read is left out; the rows beside it are not. */
static void test_a_spoilt_row_stops_nothing(void)
{
    setup();
    CU_ASSERT_TRUE(becomes_connected(true));
    json_t *spoilt = change_make(1, OPENS + 2);
    json_object_del(json_object_get(spoilt, "row"), "lines");
    json_t *good = change_make(2, OPENS + 2);
    json_auto_t *message =
        json_pack("{s:s, s:i, s:i, s:[O, O]}", "hotel", "H1", "from", 1, "to", 2, "changes", spoilt, good);
    g_autofree char *text = json_canonical(message);
    g_assert_true(bus_publish(centre.bus, "keyrack.feed.H1", text, strlen(text), NULL));
    CU_ASSERT_TRUE(reaches(2));
    CU_ASSERT_EQUAL(copies(), 1);
    teardown();
}

static void test_thousands_at_once(void)
{
    setup();
    CU_ASSERT_TRUE(becomes_connected(true));
    for (int64_t i = 1; i <= 3000; i++) {
        publish(i, i, change_make(i, OPENS + 2));
    }
    CU_ASSERT_TRUE(reaches(3000));
    CU_ASSERT_EQUAL(copies(), 3000);
    teardown();
}

static void test_nats_that_died_is_no_loss(void)
{
    setup();
    CU_ASSERT_TRUE(becomes_connected(true));
    publish(1, 1, change_make(1, OPENS + 2));
    CU_ASSERT_TRUE(reaches(1));
    server_kill(&nats.server);
    CU_ASSERT_TRUE(becomes_connected(false));
    change_make(2, OPENS + 2);
    server_start(&nats.server);
    CU_ASSERT_TRUE(reaches(2));
    CU_ASSERT_TRUE(becomes_connected(true));
    teardown();
}

static void test_catching_up_is_shared(void)
{
    GError *error = NULL;

    setup();
    CU_ASSERT_TRUE(becomes_connected(true));
    change_make(1, OPENS + 2);
    CU_ASSERT_TRUE(feed_catch_up(fixture.property.feed, PATIENCE_MS, &error));
    CU_ASSERT_PTR_NULL(error);
    CU_ASSERT_EQUAL(link_state().feed_version, 1);
    bus_subscription_free(centre.list);
    centre.list = NULL;
    bus_flush(centre.bus, PATIENCE_MS, NULL);
    CU_ASSERT_FALSE(feed_catch_up(fixture.property.feed, PATIENCE_MS, &error));
    TEST_ASSERT_ERROR(error, BUS_ERROR, BUS_ERROR_NO_RESPONDER, "");
    CU_ASSERT_FALSE(link_state().connected);
    teardown();
}

/* ---- outbox ---- */

static DatabaseStatus add_entry(OdbcConnection *connection, gpointer data G_GNUC_UNUSED, GError **error)
{
    json_auto_t *body = json_object();

    return outbox_add(connection, "stay_update", 1, body, error);
}

static void add_entries(int count)
{
    for (int i = 0; i < count; i++) {
        g_assert_cmpint(property_fixture_run(&fixture, add_entry, NULL), ==, DATABASE_OK);
    }
    outbox_wake(fixture.property.outbox);
}

static bool outbox_empties(void)
{
    for (int waited_ms = 0; waited_ms < 3 * PATIENCE_MS; waited_ms += 5) {
        if (property_fixture_number(&fixture, "SELECT COUNT(*) FROM outbox") == 0) {
            return true;
        }
        clock_sleep_ms(5);
    }
    return false;
}

static void test_entries_go_out_in_order(void)
{
    setup();
    add_entries(450);
    outbox_start(fixture.property.outbox);
    CU_ASSERT_TRUE(outbox_empties());
    CU_ASSERT_EQUAL(centre.applied_through, 450);
    CU_ASSERT_EQUAL(centre.applied_count, 450);
    add_entries(3);
    CU_ASSERT_TRUE(outbox_empties());
    CU_ASSERT_EQUAL(centre.applied_through, 453);
    teardown();
}

static void test_what_was_taken_in_part_goes_on(void)
{
    setup();
    centre.take_at_most = 7;
    add_entries(60);
    outbox_start(fixture.property.outbox);
    CU_ASSERT_TRUE(outbox_empties());
    CU_ASSERT_EQUAL(centre.applied_through, 60);
    CU_ASSERT_EQUAL(centre.applied_count, 60);
    teardown();
}

/* The centre applies, dies before it answers, and comes back: nothing is applied twice, nothing is lost. */
static void test_a_lost_answer_is_asked_for_again(void)
{
    setup();
    centre.silent = true;
    add_entries(5);
    outbox_start(fixture.property.outbox);
    for (int waited_ms = 0; waited_ms < PATIENCE_MS && centre.applied_through < 5; waited_ms += 5) {
        clock_sleep_ms(5);
    }
    server_kill(&nats.server);
    CU_ASSERT_TRUE(becomes_connected(false));
    CU_ASSERT_EQUAL(property_fixture_number(&fixture, "SELECT COUNT(*) FROM outbox"), 5);
    centre.silent = false;
    server_start(&nats.server);
    CU_ASSERT_TRUE(outbox_empties());
    CU_ASSERT_EQUAL(centre.applied_count, 5);
    teardown();
}

static CU_TestInfo tests[] = {
    {"what was there is listed", test_what_was_there_is_listed},
    {"what happens is watched", test_what_happens_is_watched},
    {"a gap is listed", test_a_gap_is_listed},
    {"an announcement is listed", test_an_announcement_is_listed},
    {"rubbish does no harm", test_rubbish_does_no_harm},
    {"copies ahead of the centre are listed anew", test_copies_ahead_of_the_centre_are_listed_anew},
    {"a spoilt row stops nothing", test_a_spoilt_row_stops_nothing},
    {"thousands at once", test_thousands_at_once},
    {"NATS that died is no loss", test_nats_that_died_is_no_loss},
    {"catching up is shared", test_catching_up_is_shared},
    {"entries go out in order", test_entries_go_out_in_order},
    {"what was taken in part goes on", test_what_was_taken_in_part_goes_on},
    {"a lost answer is asked for again", test_a_lost_answer_is_asked_for_again},
    CU_TEST_INFO_NULL,
};

int main(void)
{
    nats_fixture_init(&nats);
    server_start(&nats.server);
    int failed = test_main("property/copy_feed", tests);
    nats_fixture_clear(&nats);
    bus_library_close();
    return failed;
}
