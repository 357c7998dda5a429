/* Where a request ends, and how much of it there may be: what must be settled before anybody reads it. */
#include "ops/clock.h"
#include "ops/http.h"
#include "tests/support/cunit_main.h"
#include "tests/support/http_raw.h"

#include <string.h>
#include <unistd.h>

#define HEALTHZ "GET /healthz HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"

static HttpServer *server_start(void)
{
    HttpServerOptions options;
    g_autoptr(GError) error = NULL;

    http_server_options_init(&options);
    options.port = 0;
    HttpServer *server = http_server_new(&options);
    g_assert_true(http_server_start(server, &error));
    return server;
}

/* Behind a proxy that reads such a request in another way, its tail would be somebody else's request. */
static void test_ambiguous_framing(void)
{
    static const char *const HEADS[] = {
        "Host: h\r\nHost: i\r\n",
        "Host: h\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n",
        "Host: h\r\nContent-Length: 4\r\nContent-Length: 5\r\n",
        "Host: h\r\nTransfer-Encoding: gzip\r\n",
        "Host: h\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
    };
    g_autoptr(HttpServer) server = server_start();

    for (gsize index = 0; index < G_N_ELEMENTS(HEADS); index++) {
        int connection = raw_connect(http_server_port(server));
        raw_send(connection, "PUT /v1/x HTTP/1.1\r\n%s\r\n0\r\n\r\n" HEALTHZ, HEADS[index]);
        g_autofree char *answer = raw_read_all(connection);
        CU_ASSERT_EQUAL(raw_status(answer), 400);
        CU_ASSERT_PTR_NOT_NULL(strstr(answer, "ambiguous_framing"));
        CU_ASSERT_PTR_NULL(strstr(answer, "\"ok\"")); /* what follows is not answered */
        close(connection);
    }
}

static void test_query_flood(void)
{
    g_autoptr(HttpServer) server = server_start();
    g_autoptr(GString) many = g_string_new("a=1");

    for (int index = 0; index < 500; index++) {
        g_string_append_printf(many, "&a%d=1", index);
    }
    g_autofree char *answer =
        raw_exchange(http_server_port(server), "GET /healthz?%s HTTP/1.1\r\nHost: h\r\n\r\n", many->str);
    CU_ASSERT_EQUAL(raw_status(answer), 400);
    CU_ASSERT_PTR_NOT_NULL(strstr(answer, "malformed_target"));
}

/* No room is left even for an answer; the leak checker and the count of requests in flight see what stays. */
static void test_cookie_flood(void)
{
    g_autoptr(HttpServer) server = server_start();
    g_autoptr(GString) many = g_string_new(NULL);

    for (int index = 0; index < 2000; index++) {
        g_string_append(many, "a=b; ");
    }
    g_autofree char *answer = raw_exchange(
        http_server_port(server), "GET /healthz HTTP/1.1\r\nHost: h\r\nCookie: %s\r\n\r\n", many->str);
    CU_ASSERT_TRUE(raw_status(answer) == 431 || raw_status(answer) == 0);
    for (int tenths = 0; tenths < 50 && http_server_in_flight(server) > 0; tenths++) {
        clock_sleep_ms(100);
    }
    CU_ASSERT_EQUAL(http_server_in_flight(server), 0);
}

int main(void)
{
    CU_TestInfo tests[] = {
        {"ambiguous framing", test_ambiguous_framing},
        {"query flood", test_query_flood},
        {"cookie flood", test_cookie_flood},
        CU_TEST_INFO_NULL,
    };
    return test_main("ops/http_framing", tests);
}
