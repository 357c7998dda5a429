#include "ops/bus.h"
#include "tests/support/cunit_main.h"
#include "tests/support/nats_fixture.h"

#include <string.h>

/* What a handler received, in order. */
typedef struct Received {
    GMutex mutex;
    GPtrArray *texts;
    unsigned delay_ms;
    bool reply;
} Received;

static void received_init(Received *received)
{
    memset(received, 0, sizeof *received);
    g_mutex_init(&received->mutex);
    received->texts = g_ptr_array_new_with_free_func(g_free);
}

static void received_clear(Received *received)
{
    g_ptr_array_unref(received->texts);
    g_mutex_clear(&received->mutex);
}

static void on_message(Bus *bus, const BusMessage *message, gpointer user_data)
{
    Received *received = user_data;

    if (received->delay_ms > 0)
        g_usleep(received->delay_ms * 1000);
    if (received->reply)
        CU_ASSERT_TRUE(bus_reply(bus, message, message->data, message->length, NULL));
    g_mutex_lock(&received->mutex);
    g_ptr_array_add(received->texts, g_strndup(message->data, message->length));
    g_mutex_unlock(&received->mutex);
}

static unsigned received_count(Received *received)
{
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&received->mutex);
    return received->texts->len;
}

static bool has_received_one(gpointer data)
{
    return received_count(data) >= 1;
}

static bool has_received_hundred(gpointer data)
{
    return received_count(data) >= 100;
}

static bool is_connected(gpointer data)
{
    BusStatus status;
    bus_get_status(data, &status);
    return status.connected;
}

static bool is_disconnected(gpointer data)
{
    return !is_connected(data);
}

static bool was_refused(gpointer data)
{
    BusStatus status;
    bus_get_status(data, &status);
    return status.refused_count > 0;
}

static BusSubscription *subscribe(Bus *bus, const char *subject, Received *received)
{
    g_autoptr(GError) error = NULL;
    BusSubscription *subscription = bus_subscribe(bus, subject, NULL, on_message, received, &error);

    TEST_ASSERT_NO_ERROR(error);
    if (is_connected(bus))
        CU_ASSERT_TRUE(bus_flush(bus, 5000, NULL));
    return subscription;
}

static void publish(Bus *bus, const char *subject, const char *text)
{
    g_autoptr(GError) error = NULL;

    CU_ASSERT_TRUE(bus_publish(bus, subject, text, strlen(text), &error));
    TEST_ASSERT_NO_ERROR(error);
}

/* A hotel asks, the centre answers into the hotel's own inbox. */
static void test_request_and_reply(void)
{
    NatsFixture nats;
    Received received;
    nats_fixture_init(&nats);
    received_init(&received);
    received.reply = true;
    server_start(&nats.server);
    {
        g_autoptr(Bus) centre = nats_fixture_bus(&nats, "centre");
        g_autoptr(Bus) hotel = nats_fixture_bus(&nats, "H1");
        g_autoptr(BusSubscription) subscription = subscribe(centre, "keyrack.hotel.*.ping", &received);
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
    received_clear(&received);
    nats_fixture_clear(&nats);
}

static void test_request_failures(void)
{
    NatsFixture nats;
    Received received;
    nats_fixture_init(&nats);
    received_init(&received);
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
        g_autoptr(BusSubscription) silent = subscribe(centre, "keyrack.hotel.H1.x", &received);
        CU_ASSERT_FALSE(bus_request(hotel, "keyrack.hotel.H1.x", "", 0, 100, &answer, &length, &error));
        TEST_ASSERT_ERROR(error, BUS_ERROR, BUS_ERROR_TIMEOUT, "keyrack.hotel.H1.x");
        CU_ASSERT_FALSE(bus_publish(hotel, "keyrack.hotel.H1.x", large, 2 << 20, &error));
        TEST_ASSERT_ERROR(error, BUS_ERROR, BUS_ERROR_TOO_LARGE, "keyrack.hotel.H1.x");
        CU_ASSERT_FALSE(bus_publish(hotel, "two words", "", 0, &error));
        TEST_ASSERT_ERROR(error, BUS_ERROR, BUS_ERROR_CONFIGURATION, "two words");
        CU_ASSERT_PTR_NULL(bus_subscribe(hotel, "a..b", NULL, on_message, &received, &error));
        TEST_ASSERT_ERROR(error, BUS_ERROR, BUS_ERROR_CONFIGURATION, "a..b");
        CU_ASSERT_PTR_NULL(answer);
        CU_ASSERT_EQUAL(length, 77);
    }
    received_clear(&received);
    nats_fixture_clear(&nats);
}

/* H2 reads none of H1's subjects, speaks on none, and cannot pose as the centre. */
static void test_hotels_are_isolated(void)
{
    NatsFixture nats;
    Received stolen;
    Received forged;
    nats_fixture_init(&nats);
    received_init(&stolen);
    received_init(&forged);
    server_start(&nats.server);
    {
        g_autoptr(Bus) centre = nats_fixture_bus(&nats, "centre");
        g_autoptr(Bus) h2 = nats_fixture_bus(&nats, "H2");
        g_autoptr(BusSubscription) feed = subscribe(h2, "keyrack.feed.H1", &stolen);
        g_autoptr(BusSubscription) inbox = subscribe(h2, "_INBOX.H1.>", &stolen);
        g_autoptr(BusSubscription) all = subscribe(h2, ">", &stolen);
        g_autoptr(BusSubscription) commands = subscribe(centre, "keyrack.>", &forged);

        publish(h2, "keyrack.hotel.H1.outbox", "forged");
        publish(h2, "keyrack.feed.H2", "forged");
        publish(h2, "keyrack.hotel.H2.outbox", "own");
        publish(centre, "keyrack.feed.H1", "for H1 only");
        CU_ASSERT_TRUE(bus_flush(h2, 5000, NULL));
        CU_ASSERT_TRUE(wait_until(was_refused, h2, 5000));
        CU_ASSERT_TRUE(wait_until(has_received_one, &forged, 5000));
        CU_ASSERT_TRUE(bus_flush(centre, 5000, NULL));
        CU_ASSERT_EQUAL(received_count(&stolen), 0);
        for (unsigned i = 0; i < received_count(&forged); i++)
            CU_ASSERT_STRING_NOT_EQUAL(g_ptr_array_index(forged.texts, i), "forged");
    }
    received_clear(&stolen);
    received_clear(&forged);
    nats_fixture_clear(&nats);
}

/* The centre is killed and comes back: publishing fails at once meanwhile, then everything goes on by itself.
 */
static void test_server_killed_and_back(void)
{
    NatsFixture nats;
    Received received;
    nats_fixture_init(&nats);
    received_init(&received);
    server_start(&nats.server);
    {
        g_autoptr(Bus) centre = nats_fixture_bus(&nats, "centre");
        g_autoptr(Bus) hotel = nats_fixture_bus(&nats, "H1");
        g_autoptr(BusSubscription) feed = subscribe(hotel, "keyrack.feed.H1", &received);
        g_autoptr(GError) error = NULL;
        BusStatus status;

        server_kill(&nats.server);
        CU_ASSERT_TRUE(wait_until(is_disconnected, centre, 5000));
        CU_ASSERT_TRUE(wait_until(is_disconnected, hotel, 5000));
        CU_ASSERT_FALSE(bus_publish(centre, "keyrack.feed.H1", "lost", 4, &error));
        TEST_ASSERT_ERROR(error, BUS_ERROR, BUS_ERROR_DISCONNECTED, "keyrack.feed.H1");
        server_start(&nats.server);
        CU_ASSERT_TRUE(wait_until(is_connected, centre, 10000));
        CU_ASSERT_TRUE(wait_until(is_connected, hotel, 10000));
        CU_ASSERT_TRUE(bus_flush(hotel, 5000, NULL));
        publish(centre, "keyrack.feed.H1", "back");
        CU_ASSERT_TRUE(wait_until(has_received_one, &received, 5000));
        CU_ASSERT_STRING_EQUAL(g_ptr_array_index(received.texts, 0), "back");
        bus_get_status(hotel, &status);
        CU_ASSERT_EQUAL(status.reconnect_count, 1);
    }
    received_clear(&received);
    nats_fixture_clear(&nats);
}

/* The bus is made, and subscribed to, before there is a server. */
static void test_server_comes_late(void)
{
    NatsFixture nats;
    Received received;
    nats_fixture_init(&nats);
    received_init(&received);
    {
        g_autoptr(Bus) hotel = nats_fixture_bus(&nats, "H1");
        g_autoptr(BusSubscription) feed = subscribe(hotel, "keyrack.feed.H1", &received);
        g_autoptr(Bus) centre = NULL;

        CU_ASSERT_FALSE(bus_wait_connected(hotel, 700));
        server_start(&nats.server);
        CU_ASSERT_TRUE(bus_wait_connected(hotel, 10000));
        centre = nats_fixture_bus(&nats, "centre");
        CU_ASSERT_TRUE(bus_flush(hotel, 5000, NULL));
        publish(centre, "keyrack.feed.H1", "hello");
        CU_ASSERT_TRUE(wait_until(has_received_one, &received, 5000));
    }
    received_clear(&received);
    nats_fixture_clear(&nats);
}

/* A server that refuses the password makes the library give up for ever; the bus does not. */
static void test_password_refused_then_accepted(void)
{
    NatsFixture nats;
    Received received;
    nats_fixture_init(&nats);
    received_init(&received);
    server_start(&nats.server);
    {
        g_autoptr(Bus) hotel = nats_fixture_bus(&nats, "H1");
        g_autoptr(BusSubscription) feed = subscribe(hotel, "keyrack.feed.H1", &received);
        g_autoptr(Bus) centre = NULL;

        server_kill(&nats.server);
        nats_fixture_set_password_suffix(&nats, "-other");
        server_start(&nats.server);
        CU_ASSERT_TRUE(wait_until(is_disconnected, hotel, 5000));
        g_usleep(3 * G_USEC_PER_SEC);
        CU_ASSERT_FALSE(is_connected(hotel));
        server_kill(&nats.server);
        nats_fixture_set_password_suffix(&nats, "-secret");
        server_start(&nats.server);
        CU_ASSERT_TRUE(wait_until(is_connected, hotel, 10000));
        centre = nats_fixture_bus(&nats, "centre");
        CU_ASSERT_TRUE(bus_flush(hotel, 5000, NULL));
        publish(centre, "keyrack.feed.H1", "hello");
        CU_ASSERT_TRUE(wait_until(has_received_one, &received, 5000));
    }
    received_clear(&received);
    nats_fixture_clear(&nats);
}

static void test_freed_while_refused(void)
{
    NatsFixture nats;
    nats_fixture_init(&nats);
    nats_fixture_set_password_suffix(&nats, "-other");
    server_start(&nats.server);
    for (int i = 0; i < 5; i++) {
        g_autoptr(GPtrArray) strings = NULL;
        BusOptions options = nats_fixture_options(&nats, "H1", &strings);
        g_autoptr(Bus) hotel = bus_new(&options, NULL);

        CU_ASSERT_FALSE(bus_wait_connected(hotel, (unsigned)(i * 20)));
    }
    nats_fixture_clear(&nats);
}

/* A server that holds the connection and says nothing is noticed by its unanswered pings. */
static void test_silent_server_is_noticed(void)
{
    NatsFixture nats;
    nats_fixture_init(&nats);
    server_start(&nats.server);
    {
        g_autoptr(GPtrArray) strings = NULL;
        BusOptions options = nats_fixture_options(&nats, "H1", &strings);
        options.ping_interval_ms = 200;
        g_autoptr(Bus) hotel = bus_new(&options, NULL);

        CU_ASSERT_TRUE(bus_wait_connected(hotel, 5000));
        server_pause(&nats.server);
        CU_ASSERT_TRUE(wait_until(is_disconnected, hotel, 1500));
        server_resume(&nats.server);
        CU_ASSERT_TRUE(wait_until(is_connected, hotel, 10000));
    }
    nats_fixture_clear(&nats);
}

typedef struct Request {
    Bus *bus;
    GError *error;
    bool answered;
} Request;

static gpointer ask(gpointer data)
{
    Request *request = data;
    char *answer = NULL;
    size_t length = 0;

    request->answered =
        bus_request(request->bus, "keyrack.hotel.H1.x", "", 0, 20000, &answer, &length, &request->error);
    g_free(answer);
    return NULL;
}

/* Whoever waits for an answer learns at once that the connection broke. */
static void test_request_ends_with_the_connection(void)
{
    NatsFixture nats;
    Received received;
    nats_fixture_init(&nats);
    received_init(&received);
    server_start(&nats.server);
    {
        g_autoptr(Bus) centre = nats_fixture_bus(&nats, "centre");
        g_autoptr(Bus) hotel = nats_fixture_bus(&nats, "H1");
        g_autoptr(BusSubscription) silent = subscribe(centre, "keyrack.hotel.H1.x", &received);
        Request request = {.bus = hotel};
        gint64 began_us = g_get_monotonic_time();
        GThread *thread = g_thread_new("asking", ask, &request);

        CU_ASSERT_TRUE(wait_until(has_received_one, &received, 5000));
        server_kill(&nats.server);
        g_thread_join(thread);
        CU_ASSERT_FALSE(request.answered);
        CU_ASSERT_TRUE(g_get_monotonic_time() - began_us < 10 * G_USEC_PER_SEC);
        TEST_ASSERT_ERROR(request.error, BUS_ERROR, BUS_ERROR_DISCONNECTED, "keyrack.hotel.H1.x");
    }
    received_clear(&received);
    nats_fixture_clear(&nats);
}

typedef struct StatusLog {
    gint connected;    /* atomic */
    gint disconnected; /* atomic */
    gint slow;         /* atomic */
} StatusLog;

static void on_status(Bus *bus, const BusStatus *status, gpointer user_data)
{
    StatusLog *log = user_data;

    (void)bus;
    g_atomic_int_inc(status->connected ? &log->connected : &log->disconnected);
}

static void on_slow(Bus *bus, const char *subject, gpointer user_data)
{
    StatusLog *log = user_data;

    (void)bus;
    CU_ASSERT_STRING_EQUAL(subject, "keyrack.feed.H1");
    g_atomic_int_inc(&log->slow);
}

static bool told_disconnected(gpointer data)
{
    return g_atomic_int_get(&((StatusLog *)data)->disconnected) > 0;
}

static bool told_connected_twice(gpointer data)
{
    return g_atomic_int_get(&((StatusLog *)data)->connected) == 2;
}

static bool told_slow(gpointer data)
{
    return g_atomic_int_get(&((StatusLog *)data)->slow) > 0;
}

static void test_status_is_told(void)
{
    NatsFixture nats;
    nats_fixture_init(&nats);
    server_start(&nats.server);
    {
        g_autoptr(GPtrArray) strings = NULL;
        StatusLog log = {0};
        BusOptions options = nats_fixture_options(&nats, "H1", &strings);
        options.status_handler = on_status;
        options.user_data = &log;
        g_autoptr(Bus) hotel = bus_new(&options, NULL);

        CU_ASSERT_TRUE(bus_wait_connected(hotel, 5000));
        server_kill(&nats.server);
        CU_ASSERT_TRUE(wait_until(told_disconnected, &log, 5000));
        server_start(&nats.server);
        CU_ASSERT_TRUE(wait_until(told_connected_twice, &log, 10000));
    }
    nats_fixture_clear(&nats);
}

/* A handler that cannot keep up loses messages; its owner is told, so that it lists again. */
static void test_slow_handler_is_told(void)
{
    NatsFixture nats;
    Received received;
    nats_fixture_init(&nats);
    received_init(&received);
    received.delay_ms = 1500;
    server_start(&nats.server);
    {
        g_autoptr(GPtrArray) strings = NULL;
        StatusLog log = {0};
        BusOptions options = nats_fixture_options(&nats, "H1", &strings);
        options.slow_handler = on_slow;
        options.user_data = &log;
        g_autoptr(Bus) hotel = bus_new(&options, NULL);
        g_autoptr(Bus) centre = nats_fixture_bus(&nats, "centre");
        BusStatus status;

        CU_ASSERT_TRUE(bus_wait_connected(hotel, 5000));
        g_autoptr(BusSubscription) feed = subscribe(hotel, "keyrack.feed.H1", &received);
        for (int i = 0; i < 70000; i++)
            bus_publish(centre, "keyrack.feed.H1", "x", 1, NULL);
        CU_ASSERT_TRUE(bus_flush(centre, 10000, NULL));
        CU_ASSERT_TRUE(wait_until(has_received_one, &received, 10000));
        received.delay_ms = 0;
        CU_ASSERT_TRUE(wait_until(told_slow, &log, 20000));
        bus_get_status(hotel, &status);
        CU_ASSERT_TRUE(status.dropped_count > 0);
        CU_ASSERT_TRUE(status.dropped_count < 70000);
    }
    received_clear(&received);
    nats_fixture_clear(&nats);
}

/* Several instances of the centre share the work: each message once. */
static void test_queue_group_shares(void)
{
    NatsFixture nats;
    Received first;
    Received second;
    nats_fixture_init(&nats);
    received_init(&first);
    received_init(&second);
    server_start(&nats.server);
    {
        g_autoptr(Bus) one = nats_fixture_bus(&nats, "centre");
        g_autoptr(Bus) two = nats_fixture_bus(&nats, "centre");
        g_autoptr(Bus) hotel = nats_fixture_bus(&nats, "H1");
        Received everything;
        received_init(&everything);
        g_autoptr(BusSubscription) a =
            bus_subscribe(one, "keyrack.hotel.*.outbox", "central", on_message, &first, NULL);
        g_autoptr(BusSubscription) b =
            bus_subscribe(two, "keyrack.hotel.*.outbox", "central", on_message, &second, NULL);
        g_autoptr(BusSubscription) c = subscribe(two, "keyrack.hotel.*.outbox", &everything);

        CU_ASSERT_TRUE(bus_flush(one, 5000, NULL));
        for (int i = 0; i < 100; i++)
            publish(hotel, "keyrack.hotel.H1.outbox", "x");
        CU_ASSERT_TRUE(wait_until(has_received_hundred, &everything, 5000));
        CU_ASSERT_TRUE(bus_flush(two, 5000, NULL));
        g_usleep(100000);
        CU_ASSERT_EQUAL(received_count(&first) + received_count(&second), 100);
        CU_ASSERT_TRUE(received_count(&first) > 0);
        bus_subscription_free(g_steal_pointer(&c));
        received_clear(&everything);
    }
    received_clear(&first);
    received_clear(&second);
    nats_fixture_clear(&nats);
}

/* When bus_subscription_free() returns, the handler is not running any more. */
static void test_free_waits_for_the_handler(void)
{
    NatsFixture nats;
    Received received;
    nats_fixture_init(&nats);
    received_init(&received);
    received.delay_ms = 300;
    server_start(&nats.server);
    {
        g_autoptr(Bus) centre = nats_fixture_bus(&nats, "centre");
        g_autoptr(Bus) hotel = nats_fixture_bus(&nats, "H1");
        BusSubscription *feed = subscribe(hotel, "keyrack.feed.H1", &received);

        publish(centre, "keyrack.feed.H1", "x");
        CU_ASSERT_TRUE(bus_flush(centre, 5000, NULL));
        g_usleep(100000);
        bus_subscription_free(feed);
        CU_ASSERT_EQUAL(received_count(&received), 1);
    }
    received_clear(&received);
    nats_fixture_clear(&nats);
}

/* Two servers in the list: the second takes over when the first is killed. */
static void test_list_of_servers(void)
{
    NatsFixture first;
    NatsFixture second;
    nats_fixture_init(&first);
    nats_fixture_init(&second);
    server_start(&first.server);
    server_start(&second.server);
    {
        g_autoptr(GPtrArray) strings = NULL;
        BusOptions options = nats_fixture_options(&first, "centre", &strings);
        g_autofree char *urls = g_strdup_printf("%s, %s", first.url, second.url);
        options.urls = urls;
        g_autoptr(Bus) bus = bus_new(&options, NULL);

        CU_ASSERT_TRUE(bus_wait_connected(bus, 5000));
        server_kill(&first.server);
        g_usleep(1500000);
        CU_ASSERT_TRUE(bus_wait_connected(bus, 5000));
        publish(bus, "keyrack.feed.H1", "x");
        CU_ASSERT_TRUE(bus_flush(bus, 5000, NULL));
    }
    nats_fixture_clear(&first);
    nats_fixture_clear(&second);
}

static void test_bad_options(void)
{
    const char *bad_urls[] = {NULL,          "", "http://127.0.0.1", "nats://", "nats://127.0.0.1:4222,",
                              "nats://:4222"};
    g_autoptr(GError) error = NULL;

    for (size_t i = 0; i < G_N_ELEMENTS(bad_urls); i++) {
        BusOptions options = {.urls = bad_urls[i]};
        CU_ASSERT_PTR_NULL(bus_new(&options, &error));
        TEST_ASSERT_ERROR(error, BUS_ERROR, BUS_ERROR_CONFIGURATION, "bus_url");
    }
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
    {"server killed and back", test_server_killed_and_back},
    {"server comes after the bus", test_server_comes_late},
    {"password refused, then accepted", test_password_refused_then_accepted},
    {"freed while the server refuses", test_freed_while_refused},
    {"silent server is noticed", test_silent_server_is_noticed},
    {"a request ends with the connection", test_request_ends_with_the_connection},
    {"changes of the connection are told", test_status_is_told},
    {"a slow handler's owner is told", test_slow_handler_is_told},
    {"a queue group shares the messages", test_queue_group_shares},
    {"freeing a subscription waits for its handler", test_free_waits_for_the_handler},
    {"the next server of the list takes over", test_list_of_servers},
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
