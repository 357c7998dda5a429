/* What every server answers by itself: health, readiness, metrics; how many connections it lets in, and which
 * of its threads serve them. */

#include "ops/http.h"
#include "tests/support/cunit_main.h"
#include "tests/support/http_raw.h"
#include "tests/support/tsan_glib.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static HttpServer *server_start(HttpServerOptions *options)
{
    g_autoptr(HttpServer) server = NULL;
    g_autoptr(GError) error = NULL;
    options->port = 0;
    server = http_server_new(options);
    CU_ASSERT_TRUE_FATAL(http_server_start(server, &error));
    return g_steal_pointer(&server);
}

static HttpServer *server_start_default(void)
{
    HttpServerOptions options;
    http_server_options_init(&options);
    return server_start(&options);
}

static gboolean never_ready(char **ret_reason, gpointer data)
{
    (void)data;
    *ret_reason = g_strdup("no database");
    return FALSE;
}

static char *render_fixed(gpointer data)
{
    (void)data;
    return g_strdup("a_metric 1\n");
}

static void test_built_in(void)
{
    g_autoptr(HttpServer) server = server_start_default();
    g_autofree char *ready = raw_exchange(http_server_port(server), GET("/readyz"));
    CU_ASSERT_EQUAL(raw_status(ready), 200);
    g_autofree char *unknown = raw_exchange(http_server_port(server), GET("/v1/nowhere"));
    CU_ASSERT_EQUAL(raw_status(unknown), 404);
    /* Metrics of a request are counted after its answer was sent. */
    for (int i = 0; i < 100 && http_server_in_flight(server) > 0; i++)
        g_usleep(10000);
    g_autofree char *metrics = raw_exchange(http_server_port(server), GET("/metrics"));
    CU_ASSERT_PTR_NOT_NULL(
        strstr(metrics, "keyrack_http_requests_total{method=\"GET\",route=\"/readyz\",status=\"2xx\"}"));
    CU_ASSERT_PTR_NULL(strstr(metrics, "nowhere"));
    HttpServerOptions options;
    http_server_options_init(&options);
    options.ready = never_ready;
    options.render_metrics = render_fixed;
    g_autoptr(HttpServer) unready = server_start(&options);
    g_autofree char *answer = raw_exchange(http_server_port(unready), GET("/readyz"));
    CU_ASSERT_EQUAL(raw_status(answer), 503);
    CU_ASSERT_PTR_NOT_NULL(strstr(answer, "\"not_ready\""));
    CU_ASSERT_PTR_NOT_NULL(strstr(answer, "no database"));
    g_autofree char *rendered = raw_exchange(http_server_port(unready), GET("/metrics"));
    CU_ASSERT_STRING_EQUAL(raw_body(rendered), "a_metric 1\n");
}

static void test_connection_limit(void)
{
    HttpServerOptions options;
    http_server_options_init(&options);
    options.connection_limit_per_address = 3;
    g_autoptr(HttpServer) server = server_start(&options);
    int connections[4];
    for (int i = 0; i < 3; i++) {
        connections[i] = raw_connect(http_server_port(server));
        raw_send(connections[i], GET("/healthz"));
        g_autofree char *answer = raw_read_answer(connections[i]);
        CU_ASSERT_EQUAL(raw_status(answer), 200);
    }
    connections[3] = raw_connect(http_server_port(server));
    raw_send(connections[3], GET("/healthz"));
    g_autofree char *refused = raw_read_answer(connections[3]);
    CU_ASSERT_EQUAL(raw_status(refused), 0);
    for (int i = 0; i < 4; i++)
        close(connections[i]);
}

static void handle_thread(HttpRequest *request, gpointer context)
{
    (void)context;
    g_autofree char *thread = g_strdup_printf("%p", (void *)pthread_self());
    http_request_respond_json(request, 200, json_pack("{s:s}", "thread", thread));
}

static const HttpRoute THREAD_ROUTES[] = {
    {"GET", "/v1/thread", HTTP_LANE_MEMORY, 0, HTTP_PLAIN, handle_thread, 0},
};

enum { POOL = 8 };

/* As a pool of another process would: the server's ends are then numbered one after the other. */
static void pool_connect(guint port, int connections[POOL])
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((guint16)port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    for (int i = 0; i < POOL; i++)
        connections[i] = socket(AF_INET, SOCK_STREAM, 0);
    for (int i = 0; i < POOL; i++)
        CU_ASSERT_EQUAL(connect(connections[i], (struct sockaddr *)&address, sizeof address), 0);
}

static void test_threads_share(void)
{
    HttpServerOptions options;
    http_server_options_init(&options);
    options.threads = 2;
    options.access_log = FALSE;
    g_autoptr(HttpServer) server = http_server_new(&options);
    g_autoptr(GError) error = NULL;
    http_server_add_routes(server, THREAD_ROUTES, G_N_ELEMENTS(THREAD_ROUTES), NULL);
    CU_ASSERT_TRUE_FATAL(http_server_start(server, &error));
    int connections[POOL];
    pool_connect(http_server_port(server), connections);
    g_autoptr(GHashTable) counts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (int i = 0; i < POOL; i++) {
        raw_send(connections[i], GET("/v1/thread"));
        g_autofree char *answer = raw_read_answer(connections[i]);
        char *thread = g_strdup(raw_body(answer));
        gpointer count = g_hash_table_lookup(counts, thread);
        g_hash_table_insert(counts, thread, GINT_TO_POINTER(GPOINTER_TO_INT(count) + 1));
        close(connections[i]);
    }
    GHashTableIter each;
    gpointer count;
    CU_ASSERT_EQUAL(g_hash_table_size(counts), 2);
    g_hash_table_iter_init(&each, counts);
    while (g_hash_table_iter_next(&each, NULL, &count))
        CU_ASSERT_EQUAL(GPOINTER_TO_INT(count), POOL / 2);
}

static CU_TestInfo TESTS[] = {
    {"built in", test_built_in},
    {"threads share the connections", test_threads_share},
    {"connection limit", test_connection_limit},
    CU_TEST_INFO_NULL,
};

int main(void)
{
    return test_main("ops/http_service", TESTS);
}
