#include "ops/http_client.h"

#include "ops/http.h"
#include "ops/json.h"
#include "tests/support/cunit_main.h"
#include "tests/support/tsan_glib.h"

#include <arpa/inet.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

static HttpServer *server;
static char *base;

static void handle_mirror(HttpRequest *request, gpointer context)
{
    (void)context;
    gsize length;
    const char *body = http_request_body(request, &length);
    HttpResponse *response = http_response_new_json(
        200, json_pack("{s:s, s:s%, s:s?, s:s?, s:s?}", "method", http_request_method(request), "body", body,
                       length, "type", http_request_header(request, "Content-Type"), "test",
                       http_request_header(request, "X-Test"), "cookie",
                       http_request_cookie(request, "keyrack_session")));
    http_response_add_header(response, "Set-Cookie",
                             "keyrack_session=s3; HttpOnly; SameSite=Strict; Max-Age=1000");
    http_request_respond(request, response);
}

static void handle_problem(HttpRequest *request, gpointer context)
{
    (void)context;
    http_request_respond_problem(request, 409, "no_rooms", "no rooms are left");
}

static void handle_big(HttpRequest *request, gpointer context)
{
    (void)context;
    g_autofree char *text = g_strnfill(5000, 'x');
    g_autoptr(GBytes) body = g_bytes_new(text, 5000);
    http_request_respond(request, http_response_new_bytes(200, "text/plain", body));
}

static const HttpRoute ROUTES[] = {
    {"GET", "/mirror", HTTP_LANE_MEMORY, 0, HTTP_RAW_BODY, handle_mirror, 0},
    {"POST", "/mirror", HTTP_LANE_MEMORY, 0, HTTP_RAW_BODY, handle_mirror, 0},
    {"PUT", "/mirror", HTTP_LANE_MEMORY, 0, HTTP_RAW_BODY, handle_mirror, 0},
    {"DELETE", "/mirror", HTTP_LANE_MEMORY, 0, HTTP_RAW_BODY, handle_mirror, 0},
    {"GET", "/problem", HTTP_LANE_MEMORY, 0, HTTP_RAW_BODY, handle_problem, 0},
    {"GET", "/big", HTTP_LANE_MEMORY, 0, HTTP_RAW_BODY, handle_big, 0},
};

static char *url_of(const char *path)
{
    return g_strconcat(base, path, NULL);
}

/* Sends and returns the mirrored request. */
static json_t *mirror(HttpClient *client, const HttpClientRequest *request)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(HttpClientResponse) response = http_client_perform(client, request, &error);
    TEST_ASSERT_NO_ERROR(error);
    CU_ASSERT_PTR_NOT_NULL_FATAL(response);
    CU_ASSERT_EQUAL(response->status, 200);
    CU_ASSERT_TRUE(response->elapsed_us > 0);
    return json_parse(response->body->str, response->body->len, NULL);
}

static void assert_member(const json_t *value, const char *name, const char *expected)
{
    CU_ASSERT_TRUE(g_strcmp0(json_string_value(json_object_get(value, name)), expected) == 0);
}

static void test_methods(void)
{
    g_autoptr(HttpClient) client = http_client_new(NULL);
    g_autofree char *url = url_of("/mirror");
    static const char *const METHODS[] = {"GET", "POST", "PUT", "DELETE"};
    for (guint i = 0; i < G_N_ELEMENTS(METHODS); i++) {
        json_t *value = mirror(client, &(HttpClientRequest){.method = METHODS[i], .url = url});
        assert_member(value, "method", METHODS[i]);
        assert_member(value, "body", "");
        json_decref(value);
    }
    const char *const headers[] = {"X-Test: seven", NULL};
    json_t *value =
        mirror(client,
               &(HttpClientRequest){.url = url, .headers = headers, .body = "{\"a\":1}xx", .body_length = 7});
    assert_member(value, "method", "POST");
    assert_member(value, "body", "{\"a\":1}");
    assert_member(value, "type", "application/json");
    assert_member(value, "test", "seven");
    json_decref(value);
    const char *const text[] = {"content-type: text/plain", NULL};
    value = mirror(client, &(HttpClientRequest){
                               .method = "PUT", .url = url, .headers = text, .body = "", .body_length = 0});
    assert_member(value, "type", "text/plain");
    json_decref(value);
}

static void test_answers(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(HttpClient) client = http_client_new(NULL);
    g_autofree char *problem_url = url_of("/problem");
    g_autoptr(HttpClientResponse) problem = http_client_send(client, "GET", problem_url, NULL, &error);
    TEST_ASSERT_NO_ERROR(error);
    CU_ASSERT_EQUAL(problem->status, 409);
    CU_ASSERT_STRING_EQUAL(http_client_response_header(problem, "content-TYPE"), "application/problem+json");
    CU_ASSERT_PTR_NULL(http_client_response_header(problem, "Content"));
    g_autofree char *big_url = url_of("/big");
    g_autoptr(HttpClientResponse) head = http_client_send(client, "HEAD", big_url, NULL, &error);
    TEST_ASSERT_NO_ERROR(error);
    CU_ASSERT_EQUAL(head->body->len, 0);
    CU_ASSERT_STRING_EQUAL(http_client_response_header(head, "Content-Length"), "5000");
    g_autoptr(HttpClient) modest = http_client_new(&(HttpClientOptions){.body_limit_bytes = 1000});
    CU_ASSERT_PTR_NULL(http_client_send(modest, "GET", big_url, NULL, &error));
    TEST_ASSERT_ERROR(error, HTTP_ERROR, HTTP_ERROR_NETWORK, "longer than 1000 bytes");
}

static void test_cookies(void)
{
    char *folder = test_folder_new();
    g_autofree char *jar = g_build_filename(folder, "cookies", NULL);
    g_autofree char *url = url_of("/mirror");
    HttpClientOptions options = {.cookie_file = jar};
    HttpClient *client = http_client_new(&options);
    json_decref(mirror(client, &(HttpClientRequest){.url = url}));
    json_t *second = mirror(client, &(HttpClientRequest){.url = url});
    assert_member(second, "cookie", "s3");
    json_decref(second);
    g_autofree char *cookie = http_client_cookie(client, "127.0.0.1", "keyrack_session");
    CU_ASSERT_TRUE(g_strcmp0(cookie, "s3") == 0);
    CU_ASSERT_PTR_NULL(http_client_cookie(client, "127.0.0.1", "other"));
    http_client_free(client);
    struct stat status;
    CU_ASSERT_EQUAL(stat(jar, &status), 0);
    CU_ASSERT_EQUAL(status.st_mode & 0777, 0600);
    g_autoptr(HttpClient) later = http_client_new(&options);
    json_t *third = mirror(later, &(HttpClientRequest){.url = url});
    assert_member(third, "cookie", "s3");
    json_decref(third);
    test_folder_remove(folder);
}

/* A socket that listens but never answers. */
static int silent_socket(char **ret_url)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t length = sizeof address;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    int failure = bind(listener, (struct sockaddr *)&address, sizeof address) | listen(listener, 8) |
                  getsockname(listener, (struct sockaddr *)&address, &length);
    g_assert(failure == 0);
    *ret_url = g_strdup_printf("http://127.0.0.1:%u/guests/secret-name", ntohs(address.sin_port));
    return listener;
}

static void test_errors(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(HttpClient) client = http_client_new(&(HttpClientOptions){.timeout_ms = 100});
    CU_ASSERT_PTR_NULL(http_client_send(client, "GET", "ftp://127.0.0.1/", NULL, &error));
    TEST_ASSERT_ERROR(error, HTTP_ERROR, HTTP_ERROR_INVALID, "http://");
    CU_ASSERT_PTR_NULL(http_client_send(client, "GET", "no address", NULL, &error));
    TEST_ASSERT_ERROR(error, HTTP_ERROR, HTTP_ERROR_INVALID, "http://");
    g_autofree char *silent_url = NULL;
    int listener = silent_socket(&silent_url);
    CU_ASSERT_PTR_NULL(http_client_send(client, "GET", silent_url, NULL, &error));
    CU_ASSERT_PTR_NOT_NULL_FATAL(error);
    CU_ASSERT_PTR_NULL(strstr(error->message, "secret-name"));
    TEST_ASSERT_ERROR(error, HTTP_ERROR, HTTP_ERROR_TIMEOUT, "GET http://127.0.0.1:");
    close(listener);
    CU_ASSERT_PTR_NULL(http_client_send(client, "GET", silent_url, NULL, &error));
    TEST_ASSERT_ERROR(error, HTTP_ERROR, HTTP_ERROR_NETWORK, "GET http://127.0.0.1:");
    g_autoptr(HttpClient) jarred = http_client_new(&(HttpClientOptions){.cookie_file = "/nonexistent/jar"});
    CU_ASSERT_PTR_NULL(http_client_send(jarred, "GET", base, NULL, &error));
    TEST_ASSERT_ERROR(error, HTTP_ERROR, HTTP_ERROR_FILE, "/nonexistent/jar");
}

/* --- Queue -------------------------------------------------------------------------------------------------
 */

typedef struct Tally {
    HttpQueue *queue;
    const char *url;
    int again; /* further requests a callback submits */
    int answered, refused;
} Tally;

static void count_answer(const HttpClientResponse *response, const GError *error, gpointer data)
{
    Tally *tally = data;
    g_assert((response == NULL) != (error == NULL));
    if (response != NULL && response->status == 200)
        tally->answered++;
    else
        tally->refused++;
    if (tally->again > 0) {
        tally->again--;
        http_queue_submit(tally->queue, &(HttpClientRequest){.url = tally->url}, count_answer, tally);
    }
}

static void test_queue(void)
{
    g_autofree char *url = url_of("/mirror");
    g_autoptr(HttpQueue) queue = http_queue_new(NULL, 8);
    Tally tally = {.queue = queue, .url = url, .again = 500};
    char body[] = "{}";
    for (int i = 0; i < 500; i++) {
        HttpClientRequest request = {
            .method = i % 2 == 0 ? "POST" : "PUT", .url = url, .body = body, .body_length = 2};
        http_queue_submit(queue, &request, count_answer, &tally);
    }
    memset(body, 'x', 2); /* the queue has its own copy */
    CU_ASSERT_EQUAL(http_queue_pending(queue), 500);
    http_queue_run(queue);
    CU_ASSERT_EQUAL(tally.answered, 1000);
    CU_ASSERT_EQUAL(tally.refused, 0);
    CU_ASSERT_EQUAL(http_queue_pending(queue), 0);
    http_queue_step(queue, 0);
    http_queue_run(queue);
}

/* No more are on their way than the limit says: as many connections arrive at a server that never answers. */
static void test_queue_limit(void)
{
    g_autofree char *silent_url = NULL;
    int listener = silent_socket(&silent_url);
    HttpQueue *queue = http_queue_new(NULL, 3);
    Tally tally = {.queue = queue};
    for (int i = 0; i < 10; i++)
        http_queue_submit(queue, &(HttpClientRequest){.url = silent_url}, count_answer, &tally);
    for (int i = 0; i < 10; i++)
        http_queue_step(queue, 10);
    CU_ASSERT_EQUAL(http_queue_pending(queue), 10);
    int arrived = 0;
    for (int accepted = 0; accepted >= 0; arrived += accepted >= 0) {
        accepted = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
        if (accepted >= 0)
            close(accepted);
    }
    CU_ASSERT_EQUAL(arrived, 3);
    http_queue_free(queue);
    CU_ASSERT_EQUAL(tally.refused, 10);
    close(listener);
}

static void test_queue_errors(void)
{
    g_autofree char *url = url_of("/mirror");
    g_autofree char *silent_url = NULL;
    int listener = silent_socket(&silent_url);
    HttpQueue *queue = http_queue_new(&(HttpClientOptions){.timeout_ms = 100}, 2);
    Tally tally = {.queue = queue};
    http_queue_submit(queue, &(HttpClientRequest){.url = "no address"}, count_answer, &tally);
    http_queue_submit(queue, &(HttpClientRequest){.url = silent_url}, count_answer, &tally);
    http_queue_submit(queue, &(HttpClientRequest){.url = url}, count_answer, &tally);
    http_queue_run(queue);
    CU_ASSERT_EQUAL(tally.refused, 2);
    CU_ASSERT_EQUAL(tally.answered, 1);
    /* What is pending at the end is given up, in flight or waiting, and what its callbacks submit as well. */
    tally.again = 1;
    tally.url = silent_url;
    for (int i = 0; i < 4; i++)
        http_queue_submit(queue, &(HttpClientRequest){.url = silent_url, .timeout_ms = 60000}, count_answer,
                          &tally);
    http_queue_step(queue, 10);
    http_queue_free(queue);
    CU_ASSERT_EQUAL(tally.refused, 7);
    close(listener);
}

static CU_TestInfo TESTS[] = {
    {"methods", test_methods},
    {"answers", test_answers},
    {"cookies", test_cookies},
    {"errors", test_errors},
    {"queue", test_queue},
    {"queue limit", test_queue_limit},
    {"queue errors", test_queue_errors},
    CU_TEST_INFO_NULL,
};

int main(void)
{
    g_autoptr(GError) error = NULL;
    HttpServerOptions options;
    http_server_options_init(&options);
    options.access_log = FALSE;
    server = http_server_new(&options);
    http_server_add_routes(server, ROUTES, G_N_ELEMENTS(ROUTES), NULL);
    gboolean started = http_server_start(server, &error);
    g_assert_no_error(error);
    g_assert(started);
    base = g_strdup_printf("http://127.0.0.1:%u", http_server_port(server));
    int status = test_main("ops/http_client", TESTS);
    http_server_free(server);
    g_free(base);
    return status;
}
