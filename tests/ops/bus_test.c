#include "ops/bus.h"
#include "tests/support/bus_received.h"
#include "tests/support/cunit_main.h"
#include "tests/support/nats_fixture.h"

#include <string.h>

static bool has_received_hundred(gpointer data)
{
    return bus_received_count(data) >= 100;
}

static bool was_refused(gpointer data)
{
    BusStatus status;
    bus_get_status(data, &status);
    return status.refused_count > 0;
}

/* A hotel asks, the centre answers into the hotel's own inbox. */
static void test_request_and_reply(void)
{
    NatsFixture nats;
    BusReceived received;
    nats_fixture_init(&nats);
    bus_received_init(&received);
    received.reply = true;
    server_start(&nats.server);
    {
        g_autoptr(Bus) centre = nats_fixture_bus(&nats, "centre");
        g_autoptr(Bus) hotel = nats_fixture_bus(&nats, "H1");
        g_autoptr(BusSubscription) subscription =
            bus_test_subscribe(centre, "keyrack.hotel.*.ping", &received);
        g_autoptr(GError) error = NULL;
        g_autofree char *answer = NULL;
        size_t length = 0;

        CU_ASSERT_TRUE(bus_request(hotel, "keyrack.hotel.H1.ping", "{}", 2, 5000, &answer, &length, &error));
        TEST_ASSERT_NO_ERROR(error);
        CU_ASSERT_EQUAL(length, 2);
        CU_ASSERT_STRING_EQUAL(answer, "{}");
        g_clear_pointer(&answer, g_free);
        CU_ASSERT_TRUE(bus_request(hotel, "keyrack.hotel.H1.ping", NULL, 0, 5000, &answer, &length, &error));
        CU_ASSERT_EQUAL(length, 0);
        CU_ASSERT_STRING_EQUAL(answer, "");
    }
    bus_received_clear(&received);
    nats_fixture_clear(&nats);
}

static void test_request_failures(void)
{
    NatsFixture nats;
    BusReceived received;
    nats_fixture_init(&nats);
    bus_received_init(&received);
    server_start(&nats.server);
    {
        g_autoptr(Bus) centre = nats_fixture_bus(&nats, "centre");
        g_autoptr(Bus) hotel = nats_fixture_bus(&nats, "H1");
        g_autofree char *large = g_malloc0(2 << 20);
        g_autoptr(GError) error = NULL;
        char *answer = NULL;
        size_t length = 77;

        CU_ASSERT_FALSE(bus_request(hotel, "keyrack.hotel.H1.x", "", 0, 5000, &answer, &length, &error));
        TEST_ASSERT_ERROR(error, BUS_ERROR, BUS_ERROR_NO_RESPONDER, "keyrack.hotel.H1.x");
        g_autoptr(BusSubscription) silent = bus_test_subscribe(centre, "keyrack.hotel.H1.x", &received);
        CU_ASSERT_FALSE(bus_request(hotel, "keyrack.hotel.H1.x", "", 0, 100, &answer, &length, &error));
        TEST_ASSERT_ERROR(error, BUS_ERROR, BUS_ERROR_TIMEOUT, "keyrack.hotel.H1.x");
        CU_ASSERT_FALSE(bus_publish(hotel, "keyrack.hotel.H1.x", large, 2 << 20, &error));
        TEST_ASSERT_ERROR(error, BUS_ERROR, BUS_ERROR_TOO_LARGE, "keyrack.hotel.H1.x");
        CU_ASSERT_FALSE(bus_publish(hotel, "two words", "", 0, &error));
        TEST_ASSERT_ERROR(error, BUS_ERROR, BUS_ERROR_CONFIGURATION, "two words");
        CU_ASSERT_PTR_NULL(bus_subscribe(hotel, "a..b", NULL, bus_received_message, &received, &error));
        TEST_ASSERT_ERROR(error, BUS_ERROR, BUS_ERROR_CONFIGURATION, "a..b");
        CU_ASSERT_PTR_NULL(answer);
        CU_ASSERT_EQUAL(length, 77);
    }
    bus_received_clear(&received);
    nats_fixture_clear(&nats);
}

/* H2 reads none of H1's subjects, speaks on none, and cannot pose as the centre. */
static void test_hotels_are_isolated(void)
{
    NatsFixture nats;
    BusReceived stolen;
    BusReceived forged;
    nats_fixture_init(&nats);
    bus_received_init(&stolen);
    bus_received_init(&forged);
    server_start(&nats.server);
    {
        g_autoptr(Bus) centre = nats_fixture_bus(&nats, "centre");
        g_autoptr(Bus) h2 = nats_fixture_bus(&nats, "H2");
        g_autoptr(BusSubscription) feed = bus_test_subscribe(h2, "keyrack.feed.H1", &stolen);
        g_autoptr(BusSubscription) inbox = bus_test_subscribe(h2, "_INBOX.H1.>", &stolen);
        g_autoptr(BusSubscription) all = bus_test_subscribe(h2, ">", &stolen);
        g_autoptr(BusSubscription) commands = bus_test_subscribe(centre, "keyrack.>", &forged);

        bus_test_publish(h2, "keyrack.hotel.H1.outbox", "forged");
        bus_test_publish(h2, "keyrack.feed.H2", "forged");
        bus_test_publish(h2, "keyrack.hotel.H2.outbox", "own");
        bus_test_publish(centre, "keyrack.feed.H1", "for H1 only");
        CU_ASSERT_TRUE(bus_flush(h2, 5000, NULL));
        CU_ASSERT_TRUE(wait_until(was_refused, h2, 5000));
        CU_ASSERT_TRUE(wait_until(bus_has_received_one, &forged, 5000));
        CU_ASSERT_TRUE(bus_flush(centre, 5000, NULL));
        CU_ASSERT_EQUAL(bus_received_count(&stolen), 0);
        for (unsigned i = 0; i < bus_received_count(&forged); i++)
            CU_ASSERT_STRING_NOT_EQUAL(g_ptr_array_index(forged.texts, i), "forged");
    }
    bus_received_clear(&stolen);
    bus_received_clear(&forged);
    nats_fixture_clear(&nats);
}

static void on_slow(Bus *bus, const char *subject, gpointer user_data)
{
    gint *slow_count = user_data;

    (void)bus;
    CU_ASSERT_STRING_EQUAL(subject, "keyrack.feed.H1");
    g_atomic_int_inc(slow_count);
}

static bool told_slow(gpointer data)
{
    return g_atomic_int_get((gint *)data) > 0;
}

/* A handler that cannot keep up loses messages; its owner is told, so that it lists again. */
static void test_slow_handler_is_told(void)
{
    NatsFixture nats;
    BusReceived received;
    nats_fixture_init(&nats);
    bus_received_init(&received);
    received.delay_ms = 1500;
    server_start(&nats.server);
    {
        g_autoptr(GPtrArray) strings = NULL;
        gint slow_count = 0;
        BusOptions options = nats_fixture_options(&nats, "H1", &strings);
        options.slow_handler = on_slow;
        options.user_data = &slow_count;
        g_autoptr(Bus) hotel = bus_new(&options, NULL);
        g_autoptr(Bus) centre = nats_fixture_bus(&nats, "centre");
        BusStatus status;

        CU_ASSERT_TRUE(bus_wait_connected(hotel, 5000));
        g_autoptr(BusSubscription) feed = bus_test_subscribe(hotel, "keyrack.feed.H1", &received);
        for (int i = 0; i < 70000; i++)
            bus_publish(centre, "keyrack.feed.H1", "x", 1, NULL);
        CU_ASSERT_TRUE(bus_flush(centre, 10000, NULL));
        CU_ASSERT_TRUE(wait_until(bus_has_received_one, &received, 10000));
        g_atomic_int_set(&received.delay_ms, 0);
        CU_ASSERT_TRUE(wait_until(told_slow, &slow_count, 20000));
        bus_get_status(hotel, &status);
        CU_ASSERT_TRUE(status.dropped_count > 0);
        CU_ASSERT_TRUE(status.dropped_count < 70000);
    }
    bus_received_clear(&received);
    nats_fixture_clear(&nats);
}

/* Several instances of the centre share the work: each message once. */
static void test_queue_group_shares(void)
{
    NatsFixture nats;
    BusReceived first;
    BusReceived second;
    nats_fixture_init(&nats);
    bus_received_init(&first);
    bus_received_init(&second);
    server_start(&nats.server);
    {
        g_autoptr(Bus) one = nats_fixture_bus(&nats, "centre");
        g_autoptr(Bus) two = nats_fixture_bus(&nats, "centre");
        g_autoptr(Bus) hotel = nats_fixture_bus(&nats, "H1");
        BusReceived everything;
        bus_received_init(&everything);
        g_autoptr(BusSubscription) a =
            bus_subscribe(one, "keyrack.hotel.*.outbox", "central", bus_received_message, &first, NULL);
        g_autoptr(BusSubscription) b =
            bus_subscribe(two, "keyrack.hotel.*.outbox", "central", bus_received_message, &second, NULL);
        g_autoptr(BusSubscription) c = bus_test_subscribe(two, "keyrack.hotel.*.outbox", &everything);

        CU_ASSERT_TRUE(bus_flush(one, 5000, NULL));
        for (int i = 0; i < 100; i++)
            bus_test_publish(hotel, "keyrack.hotel.H1.outbox", "x");
        CU_ASSERT_TRUE(wait_until(has_received_hundred, &everything, 5000));
        CU_ASSERT_TRUE(bus_flush(two, 5000, NULL));
        g_usleep(100000);
        CU_ASSERT_EQUAL(bus_received_count(&first) + bus_received_count(&second), 100);
        CU_ASSERT_TRUE(bus_received_count(&first) > 0);
        bus_subscription_free(g_steal_pointer(&c));
        bus_received_clear(&everything);
    }
    bus_received_clear(&first);
    bus_received_clear(&second);
    nats_fixture_clear(&nats);
}

/* When bus_subscription_free() returns, the handler is not running any more. */
static void test_free_waits_for_the_handler(void)
{
    NatsFixture nats;
    BusReceived received;
    nats_fixture_init(&nats);
    bus_received_init(&received);
    received.delay_ms = 300;
    server_start(&nats.server);
    {
        g_autoptr(Bus) centre = nats_fixture_bus(&nats, "centre");
        g_autoptr(Bus) hotel = nats_fixture_bus(&nats, "H1");
        BusSubscription *feed = bus_test_subscribe(hotel, "keyrack.feed.H1", &received);

        bus_test_publish(centre, "keyrack.feed.H1", "x");
        CU_ASSERT_TRUE(bus_flush(centre, 5000, NULL));
        g_usleep(100000);
        bus_subscription_free(feed);
        CU_ASSERT_EQUAL(bus_received_count(&received), 1);
    }
    bus_received_clear(&received);
    nats_fixture_clear(&nats);
}

static void test_bad_options(void)
{
    const char *bad_urls[] = {NULL,
                              "",
                              "http://127.0.0.1",
                              "nats://",
                              "nats://127.0.0.1:4222,",
                              "nats://:4222",
                              "nats://127.0.0.1:port",
                              "nats://127.0.0.1:70000",
                              "nats://me:swordfish@127.0.0.1:4222"};
    g_autoptr(GError) error = NULL;

    for (size_t i = 0; i < G_N_ELEMENTS(bad_urls); i++) {
        BusOptions options = {.urls = bad_urls[i]};
        CU_ASSERT_PTR_NULL(bus_new(&options, &error));
        CU_ASSERT_PTR_NULL(strstr(error->message, "swordfish"));
        TEST_ASSERT_ERROR(error, BUS_ERROR, BUS_ERROR_CONFIGURATION, "bus_url");
    }
    BusOptions half = {.urls = "nats://127.0.0.1:4222", .user = "H1"};
    CU_ASSERT_PTR_NULL(bus_new(&half, &error));
    TEST_ASSERT_ERROR(error, BUS_ERROR, BUS_ERROR_CONFIGURATION, "only one is given: give both or none");
    BusOptions options = {.urls = "nats://127.0.0.1:4222", .inbox_prefix = "_INBOX.*"};
    CU_ASSERT_PTR_NULL(bus_new(&options, &error));
    TEST_ASSERT_ERROR(error, BUS_ERROR, BUS_ERROR_CONFIGURATION, "bus");
}

static void test_reply_needs_somebody_who_waits(void)
{
    BusOptions options = {.urls = "nats://127.0.0.1:1"};
    g_autoptr(Bus) bus = bus_new(&options, NULL);
    BusMessage message = {.subject = "keyrack.feed.H1", .data = ""};
    g_autoptr(GError) error = NULL;

    CU_ASSERT_FALSE(bus_reply(bus, &message, "", 0, &error));
    TEST_ASSERT_ERROR(error, BUS_ERROR, BUS_ERROR_CONFIGURATION, "keyrack.feed.H1");
}

static CU_TestInfo TESTS[] = {
    {"a request is answered into the hotel's own inbox", test_request_and_reply},
    {"each way a request can fail has its own error", test_request_failures},
    {"hotels are isolated from each other", test_hotels_are_isolated},
    {"a slow handler's owner is told", test_slow_handler_is_told},
    {"a queue group shares the messages", test_queue_group_shares},
    {"freeing a subscription waits for its handler", test_free_waits_for_the_handler},
    {"options that cannot work are refused", test_bad_options},
    {"a reply needs somebody who waits", test_reply_needs_somebody_who_waits},
    CU_TEST_INFO_NULL,
};

int main(void)
{
    int status = test_main("ops/bus", TESTS);
    bus_library_close();
    return status;
}
