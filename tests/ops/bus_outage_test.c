#include "ops/bus.h"
#include "ops/clock.h"
#include "tests/support/bus_received.h"
#include "tests/support/cunit_main.h"
#include "tests/support/nats_fixture.h"

#include <string.h>

/* The centre is killed and comes back: publishing fails at once meanwhile, then everything goes on by itself.
 */
static void test_server_killed_and_back(void)
{
    NatsFixture nats;
    BusReceived received;
    nats_fixture_init(&nats);
    bus_received_init(&received);
    server_start(&nats.server);
    {
        g_autoptr(Bus) centre = nats_fixture_bus(&nats, "centre");
        g_autoptr(Bus) hotel = nats_fixture_bus(&nats, "H1");
        g_autoptr(BusSubscription) feed = bus_test_subscribe(hotel, "keyrack.feed.H1", &received);
        g_autoptr(GError) error = NULL;
        BusStatus status;

        server_kill(&nats.server);
        CU_ASSERT_TRUE(wait_until(bus_is_disconnected, centre, 5000));
        CU_ASSERT_TRUE(wait_until(bus_is_disconnected, hotel, 5000));
        CU_ASSERT_FALSE(bus_publish(centre, "keyrack.feed.H1", "lost", 4, &error));
        TEST_ASSERT_ERROR(error, BUS_ERROR, BUS_ERROR_DISCONNECTED, "keyrack.feed.H1");
        server_start(&nats.server);
        CU_ASSERT_TRUE(wait_until(bus_is_connected, centre, 10000));
        CU_ASSERT_TRUE(wait_until(bus_is_connected, hotel, 10000));
        CU_ASSERT_TRUE(bus_flush(hotel, 5000, NULL));
        bus_test_publish(centre, "keyrack.feed.H1", "back");
        CU_ASSERT_TRUE(wait_until(bus_has_received_one, &received, 5000));
        CU_ASSERT_STRING_EQUAL(g_ptr_array_index(received.texts, 0), "back");
        bus_get_status(hotel, &status);
        CU_ASSERT_EQUAL(status.reconnect_count, 1);
    }
    bus_received_clear(&received);
    nats_fixture_clear(&nats);
}

/* The bus is made, and subscribed to, before there is a server. */
static void test_server_comes_late(void)
{
    NatsFixture nats;
    BusReceived received;
    nats_fixture_init(&nats);
    bus_received_init(&received);
    {
        g_autoptr(Bus) hotel = nats_fixture_bus(&nats, "H1");
        g_autoptr(BusSubscription) feed = bus_test_subscribe(hotel, "keyrack.feed.H1", &received);
        g_autoptr(Bus) centre = NULL;

        CU_ASSERT_FALSE(bus_wait_connected(hotel, 700));
        server_start(&nats.server);
        CU_ASSERT_TRUE(bus_wait_connected(hotel, 10000));
        centre = nats_fixture_bus(&nats, "centre");
        CU_ASSERT_TRUE(bus_flush(hotel, 5000, NULL));
        bus_test_publish(centre, "keyrack.feed.H1", "hello");
        CU_ASSERT_TRUE(wait_until(bus_has_received_one, &received, 5000));
    }
    bus_received_clear(&received);
    nats_fixture_clear(&nats);
}

/* A server that refuses the password makes the library give up for ever; the bus does not. */
static void test_password_refused_then_accepted(void)
{
    NatsFixture nats;
    BusReceived received;
    nats_fixture_init(&nats);
    bus_received_init(&received);
    server_start(&nats.server);
    {
        g_autoptr(Bus) hotel = nats_fixture_bus(&nats, "H1");
        g_autoptr(BusSubscription) feed = bus_test_subscribe(hotel, "keyrack.feed.H1", &received);
        g_autoptr(Bus) centre = NULL;

        server_kill(&nats.server);
        nats_fixture_set_password_suffix(&nats, "-other");
        server_start(&nats.server);
        CU_ASSERT_TRUE(wait_until(bus_is_disconnected, hotel, 5000));
        g_usleep(3 * G_USEC_PER_SEC);
        CU_ASSERT_FALSE(bus_is_connected(hotel));
        server_kill(&nats.server);
        nats_fixture_set_password_suffix(&nats, "-secret");
        server_start(&nats.server);
        CU_ASSERT_TRUE(wait_until(bus_is_connected, hotel, 10000));
        centre = nats_fixture_bus(&nats, "centre");
        CU_ASSERT_TRUE(bus_flush(hotel, 5000, NULL));
        bus_test_publish(centre, "keyrack.feed.H1", "hello");
        CU_ASSERT_TRUE(wait_until(bus_has_received_one, &received, 5000));
    }
    bus_received_clear(&received);
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
        CU_ASSERT_TRUE(wait_until(bus_is_disconnected, hotel, 1500));
        server_resume(&nats.server);
        CU_ASSERT_TRUE(wait_until(bus_is_connected, hotel, 10000));
    }
    nats_fixture_clear(&nats);
}

typedef struct Request {
    Bus *bus;
    GError *error;
    bool answered;
} Request;

/* Longer than the test may run: a request that ends before has noticed that the line is gone. */
enum { ANSWER_PATIENCE_MS = 600000 };

static gpointer ask(gpointer data)
{
    Request *request = data;
    char *answer = NULL;
    size_t length = 0;

    request->answered =
        bus_request(request->bus, "keyrack.hotel.H1.x", "", 0, ANSWER_PATIENCE_MS, &answer, &length, &request->error);
    g_free(answer);
    return NULL;
}

static void kill_server(NatsFixture *nats, Bus *hotel G_GNUC_UNUSED)
{
    server_kill(&nats->server);
}

static void stop_bus(NatsFixture *nats G_GNUC_UNUSED, Bus *hotel)
{
    bus_stop(hotel);
}

static void check_request_ends(void (*end)(NatsFixture *nats, Bus *hotel))
{
    NatsFixture nats;
    BusReceived received;
    nats_fixture_init(&nats);
    bus_received_init(&received);
    server_start(&nats.server);
    {
        g_autoptr(Bus) centre = nats_fixture_bus(&nats, "centre");
        g_autoptr(Bus) hotel = nats_fixture_bus(&nats, "H1");
        g_autoptr(BusSubscription) silent = bus_test_subscribe(centre, "keyrack.hotel.H1.x", &received);
        Request request = {.bus = hotel};
        GThread *thread = g_thread_new("asking", ask, &request);

        CU_ASSERT_TRUE(wait_until(bus_has_received_one, &received, 5000));
        end(&nats, hotel);
        g_thread_join(thread);
        CU_ASSERT_FALSE(request.answered);
        TEST_ASSERT_ERROR(request.error, BUS_ERROR, BUS_ERROR_DISCONNECTED, "keyrack.hotel.H1.x");
    }
    bus_received_clear(&received);
    nats_fixture_clear(&nats);
}

/* Whoever waits for an answer learns at once that the connection broke … */
static void test_request_ends_with_the_connection(void)
{
    check_request_ends(kill_server);
}

/* … or that the program is to end. */
static void test_request_ends_when_the_bus_stops(void)
{
    check_request_ends(stop_bus);
}

typedef struct StatusLog {
    gint connected;    /* atomic */
    gint disconnected; /* atomic */
} StatusLog;

static void on_status(Bus *bus, const BusStatus *status, gpointer user_data)
{
    StatusLog *log = user_data;

    (void)bus;
    g_atomic_int_inc(status->connected ? &log->connected : &log->disconnected);
}

static bool told_disconnected(gpointer data)
{
    return g_atomic_int_get(&((StatusLog *)data)->disconnected) > 0;
}

static bool told_connected_twice(gpointer data)
{
    return g_atomic_int_get(&((StatusLog *)data)->connected) == 2;
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
        bus_test_publish(bus, "keyrack.feed.H1", "x");
        CU_ASSERT_TRUE(bus_flush(bus, 5000, NULL));
    }
    nats_fixture_clear(&first);
    nats_fixture_clear(&second);
}

static CU_TestInfo TESTS[] = {
    {"server killed and back", test_server_killed_and_back},
    {"server comes after the bus", test_server_comes_late},
    {"password refused, then accepted", test_password_refused_then_accepted},
    {"freed while the server refuses", test_freed_while_refused},
    {"silent server is noticed", test_silent_server_is_noticed},
    {"a request ends with the connection", test_request_ends_with_the_connection},
    {"a request ends when the bus stops", test_request_ends_when_the_bus_stops},
    {"changes of the connection are told", test_status_is_told},
    {"the next server of the list takes over", test_list_of_servers},
    CU_TEST_INFO_NULL,
};

int main(void)
{
    int status = test_main("ops/bus outage", TESTS);
    bus_library_close();
    return status;
}
