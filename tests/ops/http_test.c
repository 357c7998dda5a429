/* The HTTP server as its clients meet it: every request over a real socket. */

#include "ops/http.h"
#include "tests/support/cunit_main.h"
#include "tests/support/http_raw.h"
#include "tests/support/tsan_glib.h"

#include <string.h>
#include <unistd.h>

enum { ACCESS_ANYONE = 0, ACCESS_STAFF = 1 };

static void handle_echo(HttpRequest *request, gpointer context)
{
    gsize length;
    const char *body = http_request_body(request, &length);
    json_t *answer = json_pack(
        "{s:s, s:s, s:s?, s:i, s:s%, s:s?, s:s, s:s, s:s?}", "context", (const char *)context, "hotel",
        http_request_path_parameter(request, "hotel"), "name", http_request_query(request, "name"),
        "name_count", (int)http_request_query_count(request, "name"), "body", body, length, "key",
        http_request_idempotency_key(request), "address", http_request_client_address(request), "trace_id",
        http_request_trace_id(request), "cookie", http_request_cookie(request, "keyrack_session"));
    json_object_set(answer, "json", http_request_json(request));
    http_request_respond_json(request, 200, answer);
}

static void handle_current(HttpRequest *request, gpointer context)
{
    (void)context;
    http_request_respond_json(request, 200, json_pack("{s:s}", "route", "current"));
}

static void handle_tagged(HttpRequest *request, gpointer context)
{
    (void)context;
    HttpResponse *response = http_response_new_json(200, json_pack("{s:i}", "version", 7));
    http_response_set_etag(response, "v%d", 7);
    http_response_add_link(response, "/v1/tagged?cursor=8", "next");
    http_response_add_header(response, "Set-Cookie", "a=1");
    http_response_add_header(response, "Set-Cookie", "b=2");
    http_request_respond(request, response);
}

static void handle_limited(HttpRequest *request, gpointer context)
{
    gint64 limit;
    (void)context;
    if (http_request_query_integer(request, "limit", 1, 500, 100, &limit))
        http_request_respond_json(request, 200, json_pack("{s:I}", "limit", (json_int_t)limit));
}

static void handle_next(HttpRequest *request, gpointer context)
{
    (void)context;
    g_autofree char *target = http_request_target_with(request, "cursor", "a b&c");
    http_request_respond_json(
        request, 200, json_pack("{s:s, s:s}", "target", target, "route", http_request_route_path(request)));
}

static void handle_silent(HttpRequest *request, gpointer context)
{
    (void)request, (void)context;
}

static const HttpRoute ROUTES[] = {
    {"GET", "/v1/hotels/{hotel}{?name,flag}", HTTP_LANE_MEMORY, ACCESS_ANYONE, HTTP_PLAIN, handle_echo, 0},
    {"PUT", "/v1/hotels/{hotel}", HTTP_LANE_MEMORY, ACCESS_ANYONE, HTTP_BODY_REQUIRED, handle_echo, 0},
    {"POST", "/v1/hotels/{hotel}/bookings", HTTP_LANE_MEMORY, ACCESS_STAFF, HTTP_IDEMPOTENCY_KEY, handle_echo,
     0},
    {"POST", "/v1/hotels/{hotel}/raw", HTTP_LANE_MEMORY, ACCESS_ANYONE, HTTP_RAW_BODY, handle_echo, 64},
    {"GET", "/v1/hotels/current", HTTP_LANE_MEMORY, ACCESS_ANYONE, HTTP_PLAIN, handle_current, 0},
    {"GET", "/v1/tagged", HTTP_LANE_MEMORY, ACCESS_ANYONE, HTTP_PLAIN, handle_tagged, 0},
    {"GET", "/v1/limited{?limit}", HTTP_LANE_MEMORY, ACCESS_ANYONE, HTTP_PLAIN, handle_limited, 0},
    {"GET", "/v1/hotels/{hotel}/rooms{?limit,cursor,floor}", HTTP_LANE_MEMORY, ACCESS_ANYONE, HTTP_PLAIN,
     handle_next, 0},
    {"GET", "/v1/silent", HTTP_LANE_MEMORY, ACCESS_ANYONE, HTTP_PLAIN, handle_silent, 0},
};

static gboolean authorise(HttpRequest *request, const HttpRoute *route, gpointer data)
{
    (void)data;
    const char *credentials = http_request_header(request, "authorization");
    if (route->access == ACCESS_ANYONE)
        return TRUE;
    if (credentials == NULL) {
        http_request_respond_problem(request, 401, "not_logged_in", "log in first");
        return FALSE;
    }
    http_request_set_principal(request, g_strdup(credentials), g_free, credentials);
    return TRUE;
}

static HttpServer *server_start(HttpServerOptions *options)
{
    g_autoptr(GError) error = NULL;
    options->authorise = authorise;
    options->access_log = FALSE;
    HttpServer *server = http_server_new(options);
    http_server_add_routes(server, ROUTES, G_N_ELEMENTS(ROUTES), (gpointer) "the context");
    gboolean started = http_server_start(server, &error);
    g_assert_no_error(error);
    g_assert(started);
    return server;
}

static HttpServer *server_start_default(void)
{
    HttpServerOptions options;
    http_server_options_init(&options);
    options.body_limit_bytes = 1000;
    options.header_limit_bytes = 4096;
    return server_start(&options);
}

static HttpServer *server_start_hasty(void)
{
    HttpServerOptions options;
    http_server_options_init(&options);
    options.request_timeout_ms = 400;
    return server_start(&options);
}

static json_t *answer_json(const char *answer)
{
    json_t *value = json_loads(raw_body(answer), 0, NULL);
    CU_ASSERT_PTR_NOT_NULL_FATAL(value);
    return value;
}

static void assert_text(const json_t *value, const char *name, const char *expected)
{
    const char *text = json_string_value(json_object_get(value, name));
    if (g_strcmp0(text, expected) != 0)
        g_printerr("    %s is %s, not %s\n", name, text, expected);
    CU_ASSERT_TRUE(g_strcmp0(text, expected) == 0);
}

static void assert_problem(const char *answer, int status, const char *code)
{
    g_autofree char *line = NULL;
    if (raw_status(answer) != status)
        g_printerr("    answer to %s is: %s\n", code, answer);
    CU_ASSERT_EQUAL(raw_status(answer), status);
    CU_ASSERT_TRUE(raw_has_header(answer, "Content-Type: application/problem+json"));
    json_t *problem = answer_json(answer);
    assert_text(problem, "code", code);
    line = g_strconcat("urn:keyrack:problem:", code, NULL);
    assert_text(problem, "type", line);
    CU_ASSERT_EQUAL(json_integer_value(json_object_get(problem, "status")), status);
    CU_ASSERT_EQUAL(strlen(json_string_value(json_object_get(problem, "trace_id"))), 32);
    json_decref(problem);
}

static void test_request_access(void)
{
    g_autoptr(HttpServer) server = server_start_default();
    g_autofree char *answer =
        raw_exchange(http_server_port(server),
                     "GET /v1/hotels/H%%2F1?name=Jos%%C3%%A9+P&name=x&&flag HTTP/1.1\r\nHost: h\r\n"
                     "Cookie: other=1; keyrack_session=abc \r\n"
                     "traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\r\n\r\n");
    CU_ASSERT_EQUAL(raw_status(answer), 200);
    json_t *value = answer_json(answer);
    assert_text(value, "context", "the context");
    assert_text(value, "hotel", "H/1");
    assert_text(value, "name", "José P");
    CU_ASSERT_EQUAL(json_integer_value(json_object_get(value, "name_count")), 2);
    assert_text(value, "address", "127.0.0.1");
    assert_text(value, "trace_id", "4bf92f3577b34da6a3ce929d0e0e4736");
    assert_text(value, "cookie", "abc");
    CU_ASSERT_PTR_NULL(json_object_get(value, "json"));
    CU_ASSERT_PTR_NOT_NULL(strstr(answer, "\r\ntraceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-"));
    json_decref(value);
}

static void test_answer_headers(void)
{
    g_autoptr(HttpServer) server = server_start_default();
    g_autofree char *plain = raw_exchange(http_server_port(server), GET("/v1/hotels/current"));
    CU_ASSERT_STRING_EQUAL(raw_body(plain), "{\"route\":\"current\"}");
    CU_ASSERT_TRUE(raw_has_header(plain, "Content-Type: application/json"));
    CU_ASSERT_TRUE(raw_has_header(plain, "Cache-Control: no-store"));
    CU_ASSERT_TRUE(raw_has_header(plain, "X-Content-Type-Options: nosniff"));
    CU_ASSERT_TRUE(
        raw_has_header(plain, "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'"));
    CU_ASSERT_TRUE(raw_has_header(plain, "Referrer-Policy: no-referrer"));
    g_autofree char *tagged = raw_exchange(http_server_port(server), GET("/v1/tagged"));
    CU_ASSERT_TRUE(raw_has_header(tagged, "ETag: \"v7\""));
    CU_ASSERT_TRUE(raw_has_header(tagged, "Cache-Control: private, no-cache"));
    CU_ASSERT_TRUE(raw_has_header(tagged, "Link: </v1/tagged?cursor=8>; rel=\"next\""));
    CU_ASSERT_TRUE(raw_has_header(tagged, "Set-Cookie: a=1"));
    CU_ASSERT_TRUE(raw_has_header(tagged, "Set-Cookie: b=2"));
}

static void test_conditional_get(void)
{
    g_autoptr(HttpServer) server = server_start_default();
    guint port = http_server_port(server);
    int connection = raw_connect(port);
    raw_send(connection, "GET /v1/tagged HTTP/1.1\r\nHost: h\r\nIf-None-Match: \"v6\", W/\"v7\"\r\n\r\n");
    g_autofree char *same = raw_read_head(connection);
    CU_ASSERT_EQUAL(raw_status(same), 304);
    CU_ASSERT_TRUE(raw_has_header(same, "ETag: \"v7\""));
    raw_send(connection, "GET /v1/tagged HTTP/1.1\r\nHost: h\r\nIf-None-Match: \"v6\"\r\n\r\n");
    g_autofree char *other = raw_read_answer(connection);
    CU_ASSERT_EQUAL(raw_status(other), 200);
    CU_ASSERT_STRING_EQUAL(raw_body(other), "{\"version\":7}");
    close(connection);
}

static void test_methods(void)
{
    g_autoptr(HttpServer) server = server_start_default();
    guint port = http_server_port(server);
    g_autofree char *wrong = raw_exchange(port, "DELETE /v1/hotels/H1 HTTP/1.1\r\nHost: h\r\n\r\n");
    assert_problem(wrong, 405, "method_not_allowed");
    CU_ASSERT_TRUE(raw_has_header(wrong, "Allow: GET, HEAD, PUT"));
    g_autofree char *options = raw_exchange(port, "OPTIONS /v1/hotels/H1 HTTP/1.1\r\nHost: h\r\n\r\n");
    CU_ASSERT_EQUAL(raw_status(options), 204);
    CU_ASSERT_TRUE(raw_has_header(options, "Allow: GET, HEAD, PUT"));
    CU_ASSERT_PTR_NULL(strstr(options, "Access-Control"));
    g_autofree char *nowhere = raw_exchange(port, GET("/v1/nowhere"));
    assert_problem(nowhere, 404, "not_found");
    g_autofree char *empty = raw_exchange(port, GET("/v1/hotels/"));
    assert_problem(empty, 404, "not_found");
    int connection = raw_connect(port);
    raw_send(connection, "HEAD /v1/hotels/current HTTP/1.1\r\nHost: h\r\n\r\n");
    g_autofree char *head = raw_read_head(connection);
    CU_ASSERT_EQUAL(raw_status(head), 200);
    CU_ASSERT_TRUE(raw_has_header(head, "Content-Length: 19"));
    raw_send(connection, GET("/v1/hotels/current"));
    g_autofree char *next = raw_read_answer(connection);
    CU_ASSERT_EQUAL(raw_status(next), 200);
    close(connection);
}

static char *send_body(guint port, const char *path, const char *headers, const char *body)
{
    return raw_exchange(port, "%s HTTP/1.1\r\nHost: h\r\n%sContent-Length: %zu\r\n\r\n%s", path, headers,
                        strlen(body), body);
}

#define JSON_TYPE "Content-Type: application/json; charset=UTF-8\r\n"

static void test_json_body(void)
{
    g_autoptr(HttpServer) server = server_start_default();
    guint port = http_server_port(server);
    g_autofree char *good = send_body(port, "PUT /v1/hotels/H1", JSON_TYPE, "{\"rooms\":[1,2]}");
    json_t *value = answer_json(good);
    CU_ASSERT_EQUAL(json_array_size(json_object_get(json_object_get(value, "json"), "rooms")), 2);
    json_decref(value);
    static const char *const BROKEN[] = {"{",   "{\"a\":1,\"a\":2}", "{\"a\":\"\xff\"}", "{\"a\":1} x",
                                         "17x", "\"\\u0000\""};
    for (guint i = 0; i < G_N_ELEMENTS(BROKEN); i++) {
        g_autofree char *answer = send_body(port, "PUT /v1/hotels/H1", JSON_TYPE, BROKEN[i]);
        assert_problem(answer, 400, "malformed_json");
    }
    g_autofree char *open = g_strnfill(33, '[');
    g_autofree char *shut = g_strnfill(33, ']');
    g_autofree char *deep = g_strconcat(open, shut, NULL);
    g_autofree char *too_deep = send_body(port, "PUT /v1/hotels/H1", JSON_TYPE, deep);
    assert_problem(too_deep, 400, "malformed_json");
    g_autofree char *not_so_deep =
        send_body(port, "PUT /v1/hotels/H1", JSON_TYPE, "[[[[\"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\"]]]]");
    CU_ASSERT_EQUAL(raw_status(not_so_deep), 200);
    g_autofree char *missing = send_body(port, "PUT /v1/hotels/H1", "", "");
    assert_problem(missing, 400, "body_missing");
    g_autofree char *form = send_body(port, "PUT /v1/hotels/H1", "Content-Type: text/plain\r\n", "a=1");
    assert_problem(form, 415, "unsupported_media_type");
    g_autofree char *accept = send_body(port, "PUT /v1/hotels/H1", JSON_TYPE "Accept: text/html\r\n", "{}");
    assert_problem(accept, 406, "not_acceptable");
    g_autofree char *raw = send_body(port, "POST /v1/hotels/H1/raw", "Content-Type: text/plain\r\n", "a=1");
    json_t *raw_value = answer_json(raw);
    assert_text(raw_value, "body", "a=1");
    json_decref(raw_value);
}

static void test_body_limits(void)
{
    g_autoptr(HttpServer) server = server_start_default();
    guint port = http_server_port(server);
    g_autofree char *announced = raw_exchange(port, "PUT /v1/hotels/H1 HTTP/1.1\r\nHost: h\r\n" JSON_TYPE
                                                    "Content-Length: 100000000000\r\n\r\n{");
    assert_problem(announced, 413, "body_too_long");
    g_autofree char *long_text = g_strnfill(1001, 'x');
    g_autofree char *longer = send_body(port, "PUT /v1/hotels/H1", JSON_TYPE, long_text);
    assert_problem(longer, 413, "body_too_long");
    g_autofree char *route_limit = send_body(port, "POST /v1/hotels/H1/raw", "", long_text + 936);
    assert_problem(route_limit, 413, "body_too_long");
    g_autofree char *within = send_body(port, "POST /v1/hotels/H1/raw", "", long_text + 937);
    CU_ASSERT_EQUAL(raw_status(within), 200);
    g_autofree char *chunked = raw_exchange(port,
                                            "PUT /v1/hotels/H1 HTTP/1.1\r\nHost: h\r\n" JSON_TYPE
                                            "Transfer-Encoding: chunked\r\n\r\n3e9\r\n%s\r\n0\r\n\r\n",
                                            long_text);
    assert_problem(chunked, 413, "body_too_long");
    g_autofree char *expect = raw_exchange(port, "PUT /v1/hotels/H1 HTTP/1.1\r\nHost: h\r\n" JSON_TYPE
                                                 "Expect: 100-continue\r\nContent-Length: 5000\r\n\r\n");
    assert_problem(expect, 413, "body_too_long");
}

/* A body of unknown length that never ends is cut off: the server does not read for ever. */
static void test_endless_body(void)
{
    g_autoptr(HttpServer) server = server_start_default();
    int connection = raw_connect(http_server_port(server));
    raw_send(connection,
             "PUT /v1/hotels/H1 HTTP/1.1\r\nHost: h\r\n" JSON_TYPE "Transfer-Encoding: chunked\r\n\r\n");
    g_autofree char *chunk = g_strnfill(0x1000, 'x');
    gsize sent = 0;
    while (sent < 64 * 1024 * 1024 && raw_send(connection, "1000\r\n%s\r\n", chunk))
        sent += 0x1000;
    CU_ASSERT_TRUE(sent < 64 * 1024 * 1024);
    close(connection);
}

static void test_expect_continue(void)
{
    g_autoptr(HttpServer) server = server_start_default();
    int connection = raw_connect(http_server_port(server));
    raw_send(connection, "PUT /v1/hotels/H1 HTTP/1.1\r\nHost: h\r\n" JSON_TYPE
                         "Expect: 100-continue\r\nContent-Length: 2\r\n\r\n");
    g_autofree char *go_on = raw_read_head(connection);
    CU_ASSERT_EQUAL(raw_status(go_on), 100);
    raw_send(connection, "{}");
    g_autofree char *answer = raw_read_answer(connection);
    CU_ASSERT_EQUAL(raw_status(answer), 200);
    close(connection);
}

static void test_idempotency_key(void)
{
    g_autoptr(HttpServer) server = server_start_default();
    guint port = http_server_port(server);
#define BOOK "POST /v1/hotels/H1/bookings"
#define STAFF "Authorization: staff\r\n"
    g_autofree char *missing = send_body(port, BOOK, STAFF, "");
    assert_problem(missing, 400, "idempotency_key_missing");
    g_autofree char *malformed = send_body(port, BOOK, STAFF "Idempotency-Key: \"open\r\n", "");
    assert_problem(malformed, 400, "idempotency_key_malformed");
    g_autofree char *twice = send_body(port, BOOK, STAFF "Idempotency-Key: a\r\nIdempotency-Key: b\r\n", "");
    assert_problem(twice, 400, "idempotency_key_malformed");
    g_autofree char *quoted = send_body(port, BOOK, STAFF "Idempotency-Key: \"key 1\"\r\n", "");
    json_t *value = answer_json(quoted);
    assert_text(value, "key", "key 1");
    json_decref(value);
}

static void test_authorise(void)
{
    g_autoptr(HttpServer) server = server_start_default();
    int connection = raw_connect(http_server_port(server));
    raw_send(connection, BOOK " HTTP/1.1\r\nHost: h\r\n" JSON_TYPE "Content-Length: 2\r\n\r\n{}");
    g_autofree char *refused = raw_read_answer(connection);
    assert_problem(refused, 401, "not_logged_in");
    /* The refused body was read and dropped, so the connection goes on. */
    raw_send(connection, BOOK " HTTP/1.1\r\nHost: h\r\n" STAFF "Idempotency-Key: 1\r\n\r\n");
    g_autofree char *allowed = raw_read_answer(connection);
    CU_ASSERT_EQUAL(raw_status(allowed), 200);
    close(connection);
}

static void test_malformed(void)
{
    g_autoptr(HttpServer) server = server_start_default();
    guint port = http_server_port(server);
    static const char *const TARGETS[] = {"/v1/hotels/%zz", "/v1/hotels/%00", "/v1/hotels/%ff",
                                          "/v1/hotels/H1?a=%0a", "/v1/hotels/H1?%=1"};
    for (guint i = 0; i < G_N_ELEMENTS(TARGETS); i++) {
        g_autofree char *answer = raw_exchange(port, "GET %s HTTP/1.1\r\nHost: h\r\n\r\n", TARGETS[i]);
        assert_problem(answer, 400, "malformed_target");
    }
    static const char *const LINES[] = {"NONSENSE\r\n\r\n", "GET\r\n\r\n", "GET / HTTP/1.1\r\n\r\n",
                                        "PUT /v1/hotels/H1 HTTP/1.1\r\nHost: h\r\nContent-Length: -1\r\n\r\n",
                                        "PUT /v1/hotels/H1 HTTP/1.1\r\nHost: h\r\nContent-Length: x\r\n\r\n"};
    for (guint i = 0; i < G_N_ELEMENTS(LINES); i++) {
        g_autofree char *answer = raw_exchange(port, "%s", LINES[i]);
        CU_ASSERT_TRUE(raw_status(answer) == 400 || raw_status(answer) == 0);
    }
    g_autofree char *healthy = raw_exchange(port, GET("/healthz"));
    CU_ASSERT_EQUAL(raw_status(healthy), 200);
}

static void test_header_flood(void)
{
    g_autoptr(HttpServer) server = server_start_default();
    guint port = http_server_port(server);
    g_autofree char *long_value = g_strnfill(5000, 'x');
    g_autofree char *longish =
        raw_exchange(port, "GET /healthz HTTP/1.1\r\nHost: h\r\nX: %s\r\n\r\n", long_value);
    assert_problem(longish, 431, "headers_too_long");
    g_autofree char *flood_value = g_strnfill(200000, 'x');
    g_autofree char *flood =
        raw_exchange(port, "GET /healthz HTTP/1.1\r\nHost: h\r\nX: %s\r\n\r\n", flood_value);
    CU_ASSERT_EQUAL(raw_status(flood), 431);
    g_autofree char *target = raw_exchange(port, "GET /%s HTTP/1.1\r\nHost: h\r\n\r\n", flood_value);
    CU_ASSERT_EQUAL(raw_status(target), 414);
    g_autoptr(GString) many = g_string_new("GET /healthz HTTP/1.1\r\nHost: h\r\n");
    for (int i = 0; i < 100; i++)
        g_string_append_printf(many, "X%d: 1\r\n", i);
    g_autofree char *many_answer = raw_exchange(port, "%s\r\n", many->str);
    assert_problem(many_answer, 431, "headers_too_long");
    g_autofree char *healthy = raw_exchange(port, GET("/healthz"));
    CU_ASSERT_EQUAL(raw_status(healthy), 200);
}

static void test_half_sent(void)
{
    g_autoptr(HttpServer) server = server_start_hasty();
    static const char *const HALVES[] = {"GET /heal", "GET /healthz HTTP/1.1\r\nHost: h\r\n",
                                         "PUT /v1/hotels/H1 HTTP/1.1\r\nHost: h\r\n" JSON_TYPE
                                         "Content-Length: 10\r\n\r\n{"};
    for (guint i = 0; i < G_N_ELEMENTS(HALVES); i++) {
        int connection = raw_connect(http_server_port(server));
        raw_send(connection, "%s", HALVES[i]);
        g_autofree char *answer = raw_read_all(connection);
        CU_ASSERT_EQUAL(raw_status(answer), 408);
        close(connection);
    }
}

/* One byte after the other keeps a connection busy, but not beyond the deadline; and one that is only kept
 * alive is left alone. */
static void test_dripping(void)
{
    g_autoptr(HttpServer) server = server_start_hasty();
    int connection = raw_connect(http_server_port(server));
    raw_send(connection, GET("/healthz"));
    g_autofree char *first = raw_read_answer(connection);
    CU_ASSERT_EQUAL(raw_status(first), 200);
    g_usleep(900000);
    raw_send(connection, GET("/healthz"));
    g_autofree char *second = raw_read_answer(connection);
    CU_ASSERT_EQUAL(raw_status(second), 200);
    g_usleep(300000);
    gboolean open = TRUE;
    for (int i = 0; i < 100 && open; i++) {
        open = raw_send(connection, "G");
        g_usleep(20000);
    }
    CU_ASSERT_FALSE(open);
    g_autofree char *late = raw_read_all(connection);
    CU_ASSERT_EQUAL(raw_status(late), 408);
    close(connection);
}

static void test_pipelining(void)
{
    g_autoptr(HttpServer) server = server_start_default();
    int connection = raw_connect(http_server_port(server));
    raw_send(connection, "%s",
             GET("/v1/hotels/A") GET("/v1/nowhere")
                 GET("/v1/hotels/current") "PUT /v1/hotels/B HTTP/1.1\r\nHost: "
                                           "h\r\n" JSON_TYPE "Content-Length: "
                                           "2\r\n\r\n{}" GET("/v1/hotels/C"));
    static const int STATUS[] = {200, 404, 200, 200, 200};
    for (guint i = 0; i < G_N_ELEMENTS(STATUS); i++) {
        g_autofree char *answer = raw_read_answer(connection);
        CU_ASSERT_EQUAL(raw_status(answer), STATUS[i]);
    }
    close(connection);
}

/* A slip in a name is not passed over; what may be asked is said. */
static void test_unknown_parameter(void)
{
    g_autoptr(HttpServer) server = server_start_default();
    guint port = http_server_port(server);
    g_autofree char *slip = raw_exchange(port, GET("/v1/hotels/H1/rooms?flor=3"));
    assert_problem(slip, 400, "invalid_query");
    CU_ASSERT_PTR_NOT_NULL(strstr(slip, "'flor'"));
    CU_ASSERT_PTR_NOT_NULL(strstr(slip, "limit, cursor, floor"));
    CU_ASSERT_PTR_NOT_NULL(strstr(slip, "\"pointer\":\"?flor\""));
    g_autofree char *none = raw_exchange(port, GET("/v1/hotels/current?x"));
    assert_problem(none, 400, "invalid_query");
    g_autofree char *written = raw_exchange(port, "PUT /v1/hotels/B?x=1 HTTP/1.1\r\nHost: h\r\n" JSON_TYPE
                                                  "Content-Length: 2\r\n\r\n{}");
    assert_problem(written, 400, "invalid_query");
}

static void test_target_with(void)
{
    g_autoptr(HttpServer) server = server_start_default();
    g_autofree char *answer = raw_exchange(http_server_port(server),
                                           GET("/v1/hotels/H%%2F1/rooms?cursor=7&floor=%%C3%%A9+1&limit=5"));
    json_t *body = answer_json(answer);
    assert_text(body, "target", "/v1/hotels/H%2F1/rooms?floor=%C3%A9%201&limit=5&cursor=a%20b%26c");
    assert_text(body, "route", "/v1/hotels/{hotel}/rooms");
    json_decref(body);
}

static void test_query_integer(void)
{
    g_autoptr(HttpServer) server = server_start_default();
    guint port = http_server_port(server);
    g_autofree char *given = raw_exchange(port, GET("/v1/limited?limit=7"));
    CU_ASSERT_STRING_EQUAL(raw_body(given), "{\"limit\":7}");
    g_autofree char *fallback = raw_exchange(port, GET("/v1/limited"));
    CU_ASSERT_STRING_EQUAL(raw_body(fallback), "{\"limit\":100}");
    g_autofree char *beyond = raw_exchange(port, GET("/v1/limited?limit=501"));
    assert_problem(beyond, 400, "invalid_query");
    CU_ASSERT_PTR_NOT_NULL(strstr(beyond, "\"pointer\":\"?limit\""));
}

static void test_silent_handler(void)
{
    g_autoptr(HttpServer) server = server_start_default();
    g_autofree char *answer = raw_exchange(http_server_port(server), GET("/v1/silent"));
    assert_problem(answer, 500, "internal_error");
}

static void test_rate_limit(void)
{
    HttpServerOptions options;
    http_server_options_init(&options);
    options.rate_limit_requests = 3;
    options.rate_limit_window_s = 3600;
    g_autoptr(HttpServer) server = server_start(&options);
    guint port = http_server_port(server);
    for (int left = 2; left >= 0; left--) {
        g_autofree char *answer = raw_exchange(port, GET("/v1/hotels/H1"));
        CU_ASSERT_EQUAL(raw_status(answer), 200);
        CU_ASSERT_TRUE(raw_has_header(answer, "RateLimit-Policy: \"client\";q=3;w=3600"));
        g_autofree char *remaining = g_strdup_printf("\r\nRateLimit: \"client\";r=%d;t=", left);
        CU_ASSERT_PTR_NOT_NULL(strstr(answer, remaining));
    }
    g_autofree char *limited = raw_exchange(port, GET("/v1/hotels/H1"));
    assert_problem(limited, 429, "rate_limited");
    CU_ASSERT_PTR_NOT_NULL(strstr(limited, "\r\nRetry-After: 1200\r\n"));
    /* Guessing credentials counts against the address; a client of its own name has its own rate; health is
     * free. */
    g_autofree char *guess = send_body(port, BOOK, "Idempotency-Key: 1\r\n", "");
    assert_problem(guess, 429, "rate_limited");
    g_autofree char *staff = send_body(port, BOOK, STAFF "Idempotency-Key: 1\r\n", "");
    CU_ASSERT_EQUAL(raw_status(staff), 200);
    g_autofree char *healthy = raw_exchange(port, GET("/healthz"));
    CU_ASSERT_EQUAL(raw_status(healthy), 200);
}

static CU_TestInfo TESTS[] = {
    {"request access", test_request_access},
    {"answer headers", test_answer_headers},
    {"conditional get", test_conditional_get},
    {"methods", test_methods},
    {"json body", test_json_body},
    {"body limits", test_body_limits},
    {"endless body", test_endless_body},
    {"expect continue", test_expect_continue},
    {"idempotency key", test_idempotency_key},
    {"authorise", test_authorise},
    {"malformed", test_malformed},
    {"header flood", test_header_flood},
    {"half sent", test_half_sent},
    {"dripping", test_dripping},
    {"pipelining", test_pipelining},
    {"unknown parameter", test_unknown_parameter},
    {"the same question with one parameter changed", test_target_with},
    {"query integer", test_query_integer},
    {"silent handler", test_silent_handler},
    {"rate limit", test_rate_limit},
    CU_TEST_INFO_NULL,
};

int main(void)
{
    return test_main("ops/http", TESTS);
}
