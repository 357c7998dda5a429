/* Suspended requests: lanes, clients that leave, servers that stop. */

#include "ops/clock.h"
#include "ops/http.h"
#include "ops/lane.h"
#include "tests/support/cunit_main.h"
#include "tests/support/http_raw.h"
#include "tests/support/tsan_glib.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define POST(Path, Body)                                                                                     \
    "POST " Path " HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s",  \
        strlen(Body), Body

/* What a booking handler has put aside, for the test to answer when it likes. */
typedef struct Shelf {
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    HttpRequest *requests[64];
    guint count;
} Shelf;

static Shelf shelf = {.mutex = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};
static atomic_int principals_freed;

static void handle_shelve(HttpRequest *request, gpointer context)
{
    Shelf *target = context;
    pthread_mutex_lock(&target->mutex);
    target->requests[target->count++] = request;
    pthread_cond_signal(&target->changed);
    pthread_mutex_unlock(&target->mutex);
}

static HttpRequest *shelf_take(void)
{
    pthread_mutex_lock(&shelf.mutex);
    while (shelf.count == 0)
        pthread_cond_wait(&shelf.changed, &shelf.mutex);
    HttpRequest *request = shelf.requests[--shelf.count];
    pthread_mutex_unlock(&shelf.mutex);
    return request;
}

static void handle_worker(HttpRequest *request, gpointer state)
{
    const char *pause_ms = http_request_query(request, "pause_ms");
    if (pause_ms != NULL)
        clock_sleep_ms(g_ascii_strtoll(pause_ms, NULL, 10));
    json_t *answer = json_pack("{s:s, s:s}", "state", (const char *)state, "hotel",
                               http_request_path_parameter(request, "hotel"));
    json_object_set(answer, "json", http_request_json(request));
    http_request_respond_json(request, 200, answer);
}

static void handle_forgetful(HttpRequest *request, gpointer state)
{
    (void)request, (void)state;
}

static void handle_now(HttpRequest *request, gpointer context)
{
    HttpServer *server = *(HttpServer **)context;
    http_request_respond_json(request, 200,
                              json_pack("{s:i}", "in_flight", (int)http_server_in_flight(server)));
}

static HttpServer *now_server;

static const HttpRoute BOOKING_ROUTES[] = {
    {"GET", "/v1/shelve{?a}", HTTP_LANE_BOOKING, 0, HTTP_PLAIN, handle_shelve, 0},
    {"POST", "/v1/shelve", HTTP_LANE_BOOKING, 0, HTTP_PLAIN, handle_shelve, 0},
};
static const HttpRoute WORKER_ROUTES[] = {
    {"GET", "/v1/work/{hotel}{?pause_ms}", HTTP_LANE_WORKER, 0, HTTP_PLAIN, handle_worker, 0},
    {"POST", "/v1/work/{hotel}", HTTP_LANE_WORKER, 0, HTTP_PLAIN, handle_worker, 0},
    {"GET", "/v1/forget", HTTP_LANE_WORKER, 0, HTTP_PLAIN, handle_forgetful, 0},
};
static const HttpRoute MEMORY_ROUTES[] = {
    {"GET", "/v1/now", HTTP_LANE_MEMORY, 0, HTTP_PLAIN, handle_now, 0},
};

static void principal_free(gpointer principal)
{
    g_free(principal);
    principals_freed++;
}

static gboolean authorise(HttpRequest *request, const HttpRoute *route, gpointer data)
{
    (void)route, (void)data;
    http_request_set_principal(request, g_strdup("somebody"), principal_free, NULL);
    return TRUE;
}

static gpointer state_new(gpointer user, GError **error)
{
    (void)user, (void)error;
    return g_strdup("connection");
}

static void run_job(gpointer state, gpointer job, gpointer user)
{
    (void)user;
    http_request_run(job, state);
}

static gboolean submit(HttpRequest *request, gpointer data)
{
    return worker_lane_submit(data, request);
}

static WorkerLane *lane_start(unsigned threads, unsigned capacity)
{
    g_autoptr(GError) error = NULL;
    WorkerLaneOptions options = {.name = "test",
                                 .threads = threads,
                                 .capacity = capacity,
                                 .state_new = state_new,
                                 .state_free = g_free,
                                 .run = run_job};
    WorkerLane *lane = worker_lane_new(&options, &error);
    g_assert_no_error(error);
    return lane;
}

static HttpServer *server_start(WorkerLane *lane)
{
    g_autoptr(GError) error = NULL;
    HttpServerOptions options;
    http_server_options_init(&options);
    options.access_log = FALSE;
    options.authorise = authorise;
    options.submit = submit;
    options.submit_data = lane;
    HttpServer *server = http_server_new(&options);
    http_server_add_routes(server, BOOKING_ROUTES, G_N_ELEMENTS(BOOKING_ROUTES), &shelf);
    http_server_add_routes(server, WORKER_ROUTES, G_N_ELEMENTS(WORKER_ROUTES), NULL);
    http_server_add_routes(server, MEMORY_ROUTES, G_N_ELEMENTS(MEMORY_ROUTES), &now_server);
    now_server = server;
    gboolean started = http_server_start(server, &error);
    g_assert_no_error(error);
    g_assert(started);
    return server;
}

static void test_booking_lane(void)
{
    g_autoptr(WorkerLane) lane = lane_start(1, 4);
    g_autoptr(HttpServer) server = server_start(lane);
    int connection = raw_connect(http_server_port(server));
    raw_send(connection, POST("/v1/shelve", "{\"hotel\":\"H1\"}"));
    HttpRequest *request = shelf_take();
    CU_ASSERT_STRING_EQUAL(json_string_value(json_object_get(http_request_json(request), "hotel")), "H1");
    CU_ASSERT_STRING_EQUAL(http_request_principal(request), "somebody");
    CU_ASSERT_EQUAL(http_server_in_flight(server), 1);
    /* The HTTP threads go on meanwhile. */
    g_autofree char *now = raw_exchange(http_server_port(server), GET("/v1/now"));
    CU_ASSERT_EQUAL(raw_status(now), 200);
    http_request_respond_json(request, 201, json_pack("{s:i}", "line", 1));
    g_autofree char *answer = raw_read_answer(connection);
    CU_ASSERT_EQUAL(raw_status(answer), 201);
    CU_ASSERT_STRING_EQUAL(raw_body(answer), "{\"line\":1}");
    /* Kept alive, and a refused body is answered by the server although the lane is suspended. */
    raw_send(connection, POST("/v1/shelve", "{broken"));
    g_autofree char *refused = raw_read_answer(connection);
    CU_ASSERT_EQUAL(raw_status(refused), 400);
    close(connection);
}

/* A batch: many clients wait, one thread answers them in another order. */
static void test_booking_batch(void)
{
    g_autoptr(WorkerLane) lane = lane_start(1, 4);
    g_autoptr(HttpServer) server = server_start(lane);
    int connections[32];
    HttpRequest *requests[32];
    for (guint i = 0; i < G_N_ELEMENTS(connections); i++) {
        connections[i] = raw_connect(http_server_port(server));
        raw_send(connections[i], GET("/v1/shelve?a=1"));
    }
    for (guint i = 0; i < G_N_ELEMENTS(requests); i++)
        requests[i] = shelf_take();
    for (guint i = G_N_ELEMENTS(requests); i > 0; i--)
        http_request_respond_problem(requests[i - 1], 409, "no_rooms", "no rooms of this type are left");
    for (guint i = 0; i < G_N_ELEMENTS(connections); i++) {
        g_autofree char *answer = raw_read_answer(connections[i]);
        CU_ASSERT_EQUAL(raw_status(answer), 409);
        close(connections[i]);
    }
}

static HttpResponse *not_kept(gconstpointer data)
{
    return http_problem_new(503, data, "nothing was written");
}

/* An answer that is held back leaves when it is let go, as it was or with another one in its place. */
static void test_held_answers(void)
{
    g_autoptr(WorkerLane) lane = lane_start(1, 4);
    g_autoptr(HttpServer) server = server_start(lane);
    for (int kept = 0; kept < 2; kept++) {
        int connection = raw_connect(http_server_port(server));
        raw_send(connection, GET("/v1/shelve?a=1"));
        HttpRequest *request = shelf_take();
        http_answers_hold();
        http_request_respond_json(request, 201, json_pack("{s:i}", "line", 1));
        CU_ASSERT_EQUAL(http_server_in_flight(server), 1);
        http_answers_release(kept ? NULL : not_kept, "not_kept");
        g_autofree char *answer = raw_read_answer(connection);
        CU_ASSERT_EQUAL(raw_status(answer), kept ? 201 : 503);
        close(connection);
    }
}

static void test_worker_lane(void)
{
    g_autoptr(WorkerLane) lane = lane_start(2, 16);
    g_autoptr(HttpServer) server = server_start(lane);
    guint port = http_server_port(server);
    g_autofree char *answer = raw_exchange(port, POST("/v1/work/H1", "[1]"));
    CU_ASSERT_STRING_EQUAL(raw_body(answer), "{\"state\":\"connection\",\"hotel\":\"H1\",\"json\":[1]}");
    g_autofree char *broken = raw_exchange(port, POST("/v1/work/H1", "[1"));
    CU_ASSERT_EQUAL(raw_status(broken), 400);
    g_autofree char *forgotten = raw_exchange(port, GET("/v1/forget"));
    CU_ASSERT_EQUAL(raw_status(forgotten), 500);
    worker_lane_stop(lane);
    g_autofree char *refused = raw_exchange(port, GET("/v1/work/H1"));
    CU_ASSERT_EQUAL(raw_status(refused), 503);
    CU_ASSERT_TRUE(raw_has_header(refused, "Retry-After: 1"));
}

static void test_full_lane(void)
{
    g_autoptr(WorkerLane) lane = lane_start(1, 1);
    g_autoptr(HttpServer) server = server_start(lane);
    int connections[8];
    int answered = 0, refused = 0;
    for (guint i = 0; i < G_N_ELEMENTS(connections); i++) {
        connections[i] = raw_connect(http_server_port(server));
        raw_send(connections[i], GET("/v1/work/H1?pause_ms=200"));
    }
    for (guint i = 0; i < G_N_ELEMENTS(connections); i++) {
        g_autofree char *answer = raw_read_answer(connections[i]);
        answered += raw_status(answer) == 200;
        refused += raw_status(answer) == 503;
        close(connections[i]);
    }
    CU_ASSERT_EQUAL(answered + refused, 8);
    CU_ASSERT_TRUE(answered >= 1 && answered <= 3);
}

/* The client leaves; the lane answers later and nothing leaks (the sanitizers look on). */
static void test_client_leaves(void)
{
    g_autoptr(WorkerLane) lane = lane_start(1, 4);
    g_autoptr(HttpServer) server = server_start(lane);
    int freed_before = principals_freed;
    for (int i = 0; i < 10; i++) {
        int connection = raw_connect(http_server_port(server));
        raw_send(connection, GET("/v1/shelve"));
        HttpRequest *request = shelf_take();
        struct linger abort_it = {.l_onoff = 1};
        if (i % 2 == 1)
            setsockopt(connection, SOL_SOCKET, SO_LINGER, &abort_it, sizeof abort_it);
        close(connection);
        http_request_respond_json(request, 200, json_object());
    }
    for (int i = 0; i < 500 && principals_freed < freed_before + 10; i++)
        g_usleep(10000);
    CU_ASSERT_EQUAL(principals_freed, freed_before + 10);
    CU_ASSERT_EQUAL(http_server_in_flight(server), 0);
}

/* Stopping answers what is suspended 503; the lane's own answer comes too late and does no harm, even when
 * the server is gone. */
static void test_stop_with_suspended(void)
{
    g_autoptr(WorkerLane) lane = lane_start(1, 4);
    HttpServer *server = server_start(lane);
    guint port = http_server_port(server);
    int connections[3];
    HttpRequest *requests[3];
    for (guint i = 0; i < G_N_ELEMENTS(connections); i++) {
        connections[i] = raw_connect(port);
        raw_send(connections[i], POST("/v1/shelve", "{\"hotel\":\"H1\"}"));
        requests[i] = shelf_take();
        CU_ASSERT_FALSE(http_request_is_abandoned(requests[i]));
    }
    http_server_stop(server, 50);
    for (guint i = 0; i < G_N_ELEMENTS(connections); i++) {
        g_autofree char *answer = raw_read_all(connections[i]);
        CU_ASSERT_EQUAL(raw_status(answer), 503);
        CU_ASSERT_TRUE(raw_has_header(answer, "Connection: close"));
        close(connections[i]);
    }
    http_server_free(server);
    for (guint i = 0; i < G_N_ELEMENTS(requests); i++) {
        CU_ASSERT_TRUE(http_request_is_abandoned(requests[i]));
        CU_ASSERT_STRING_EQUAL(http_request_header(requests[i], "host"), "h");
        CU_ASSERT_STRING_EQUAL(json_string_value(json_object_get(http_request_json(requests[i]), "hotel")),
                               "H1");
        http_request_respond_json(requests[i], 200, json_object());
    }
}

typedef struct Waiter {
    int connection;
    char *answer;
} Waiter;

static void *wait_for_answer(void *data)
{
    Waiter *waiter = data;
    waiter->answer = raw_read_all(waiter->connection);
    return NULL;
}

enum { NOBODY_WAITS_THAT_LONG_MS = 600000 };

/* What finishes within the grace is answered as usual, and then nobody waits for the rest of it. */
static void test_stop_with_grace(void)
{
    g_autoptr(WorkerLane) lane = lane_start(1, 4);
    HttpServer *server = server_start(lane);
    Waiter waiter = {.connection = raw_connect(http_server_port(server))};
    raw_send(waiter.connection, GET("/v1/work/H1?pause_ms=300"));
    pthread_t thread;
    pthread_create(&thread, NULL, wait_for_answer, &waiter);
    while (http_server_in_flight(server) == 0)
        g_usleep(1000);
    http_server_stop(server, NOBODY_WAITS_THAT_LONG_MS);
    pthread_join(thread, NULL);
    CU_ASSERT_EQUAL(raw_status(waiter.answer), 200);
    g_free(waiter.answer);
    close(waiter.connection);
    http_server_stop(server, 0);
    http_server_free(server);
}

static atomic_bool hammering;

static void *hammer(void *data)
{
    int connection = GPOINTER_TO_INT(data);
    static const char *const REQUESTS[] = {GET("/v1/work/H1"), GET("/v1/now"), GET("/v1/work/H2?pause_ms=2")};
    for (guint i = 0; hammering && raw_send(connection, "%s", REQUESTS[i % G_N_ELEMENTS(REQUESTS)]); i++) {
        g_autofree char *answer = raw_read_answer(connection);
        if (raw_status(answer) == 0)
            break;
        CU_ASSERT_TRUE(raw_status(answer) == 200 || raw_status(answer) == 503);
    }
    close(connection);
    return NULL;
}

/* Clients that go on asking while the server stops: every one gets an answer or a closed connection. */
static void test_stop_under_load(void)
{
    for (int round = 0; round < 5; round++) {
        g_autoptr(WorkerLane) lane = lane_start(2, 4);
        HttpServer *server = server_start(lane);
        pthread_t threads[6];
        hammering = true;
        for (guint i = 0; i < G_N_ELEMENTS(threads); i++) {
            int connection = raw_connect(http_server_port(server));
            pthread_create(&threads[i], NULL, hammer, GINT_TO_POINTER(connection));
        }
        g_usleep(50000);
        http_server_stop(server, round % 2 == 0 ? 0 : 100);
        hammering = false;
        for (guint i = 0; i < G_N_ELEMENTS(threads); i++)
            pthread_join(threads[i], NULL);
        CU_ASSERT_EQUAL(http_server_in_flight(server), 0);
        http_server_free(server);
    }
}

static void test_never_started(void)
{
    HttpServerOptions options;
    http_server_options_init(&options);
    g_autoptr(HttpServer) server = http_server_new(&options);
    http_server_stop(server, 10);
    CU_ASSERT_EQUAL(http_server_in_flight(server), 0);
}

static CU_TestInfo TESTS[] = {
    {"booking lane", test_booking_lane},
    {"booking batch", test_booking_batch},
    {"held answers", test_held_answers},
    {"worker lane", test_worker_lane},
    {"full lane", test_full_lane},
    {"client leaves", test_client_leaves},
    {"stop with suspended", test_stop_with_suspended},
    {"stop with grace", test_stop_with_grace},
    {"stop under load", test_stop_under_load},
    {"never started", test_never_started},
    CU_TEST_INFO_NULL,
};

int main(void)
{
    return test_main("ops/http_lanes", TESTS);
}
