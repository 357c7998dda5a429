/* The access log: one line for each request, and nothing in it that names a guest. */

#include "ops/http.h"
#include "ops/log.h"
#include "tests/support/cunit_main.h"
#include "tests/support/http_raw.h"
#include "tests/support/tsan_glib.h"

#include <jansson.h>
#include <string.h>
#include <unistd.h>

#define TRACE "4bf92f3577b34da6a3ce929d0e0e4736"

static void handle_guest(HttpRequest *request, gpointer context)
{
    (void)context;
    log_info("guest read");
    http_request_respond_json(request, 200,
                              json_pack("{s:s}", "guest", http_request_path_parameter(request, "guest")));
}

static const HttpRoute ROUTES[] = {
    {"GET", "/v1/guests/{guest}{?email}", HTTP_LANE_MEMORY, 0, HTTP_PLAIN, handle_guest, 0},
    {"POST", "/v1/guests", HTTP_LANE_MEMORY, 0, HTTP_RAW_BODY, handle_guest, 0},
};

/* Runs requests against a server that logs into a file, and returns the file's text. */
static char *log_of(const char *const *requests, guint count, gboolean access_log)
{
    g_autoptr(GError) error = NULL;
    char *folder = test_folder_new();
    g_autofree char *path = g_build_filename(folder, "log", NULL);
    log_open("test", path, LOG_LEVEL_INFO, &error);
    g_assert_no_error(error);
    HttpServerOptions options;
    http_server_options_init(&options);
    options.access_log = access_log;
    options.request_timeout_ms = 400;
    HttpServer *server = http_server_new(&options);
    http_server_add_routes(server, ROUTES, G_N_ELEMENTS(ROUTES), NULL);
    http_server_start(server, &error);
    g_assert_no_error(error);
    for (guint i = 0; i < count; i++)
        g_free(raw_exchange(http_server_port(server), "%s", requests[i]));
    http_server_stop(server, 1000);
    http_server_free(server);
    log_close();
    char *text = NULL;
    g_file_get_contents(path, &text, NULL, &error);
    g_assert_no_error(error);
    test_folder_remove(folder);
    return text;
}

static json_t *line_with(const char *text, const char *needle)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (char **line = lines; *line != NULL; line++) {
        if (strstr(*line, needle) != NULL)
            return json_loads(*line, 0, NULL);
    }
    return NULL;
}

static void assert_line(const char *text, const char *needle, const char *route, int status)
{
    json_t *line = line_with(text, needle);
    CU_ASSERT_PTR_NOT_NULL_FATAL(line);
    CU_ASSERT_TRUE(g_strcmp0(json_string_value(json_object_get(line, "route")), route) == 0);
    CU_ASSERT_EQUAL(json_integer_value(json_object_get(line, "status")), status);
    CU_ASSERT_TRUE(json_integer_value(json_object_get(line, "duration_us")) > 0);
    CU_ASSERT_EQUAL(strlen(json_string_value(json_object_get(line, "trace_id"))), 32);
    json_decref(line);
}

static void test_lines(void)
{
    static const char *const REQUESTS[] = {
        "GET /v1/guests/Pessoa?email=fernando HTTP/1.1\r\nHost: h\r\ntraceparent: 00-" TRACE
        "-00f067aa0ba902b7-01\r\n\r\n",
        "GET /v1/Pessoa HTTP/1.1\r\nHost: h\r\nX-Guest: fernando\r\n\r\n",
        "POST /v1/guests HTTP/1.1\r\nHost: h\r\nContent-Length: 100\r\n\r\nPessoa",
    };
    g_autofree char *text = log_of(REQUESTS, G_N_ELEMENTS(REQUESTS), TRUE);
    assert_line(text, "\"status\":200", "/v1/guests/{guest}", 200);
    assert_line(text, "\"status\":404", NULL, 404);
    assert_line(text, "\"status\":408", "/v1/guests", 408);
    CU_ASSERT_PTR_NULL(strstr(text, "Pessoa"));
    CU_ASSERT_PTR_NULL(strstr(text, "fernando"));
    /* What a handler logs carries the request's trace. */
    json_t *handler_line = line_with(text, "guest read");
    CU_ASSERT_PTR_NOT_NULL_FATAL(handler_line);
    CU_ASSERT_STRING_EQUAL(json_string_value(json_object_get(handler_line, "trace_id")), TRACE);
    json_decref(handler_line);
}

static void test_switched_off(void)
{
    static const char *const REQUESTS[] = {"GET /healthz HTTP/1.1\r\nHost: h\r\n\r\n"};
    g_autofree char *text = log_of(REQUESTS, 1, FALSE);
    CU_ASSERT_PTR_NULL(strstr(text, "healthz"));
}

static CU_TestInfo TESTS[] = {
    {"lines", test_lines},
    {"switched off", test_switched_off},
    CU_TEST_INFO_NULL,
};

int main(void)
{
    return test_main("ops/http_log", TESTS);
}
