/* What every server answers by itself: health, readiness, metrics; and how many connections it lets in. */

#include "ops/http.h"
#include "tests/support/cunit_main.h"
#include "tests/support/http_raw.h"
#include "tests/support/tsan_glib.h"

#include <string.h>
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

static CU_TestInfo TESTS[] = {
    {"built in", test_built_in},
    {"connection limit", test_connection_limit},
    CU_TEST_INFO_NULL,
};

int main(void)
{
    return test_main("ops/http_service", TESTS);
}
