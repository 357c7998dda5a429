/* Calls with log-in and retries, against a server in this process. */
#include "ops/cli/api.h"

#include <string.h>

#include "ops/cli/cli.h"
#include "ops/http.h"
#include "tests/support/cunit_main.h"

/* What the server counts; touched by its one HTTP thread, read when nothing is in flight. */
static struct {
    int logins;
    int tries;
    char *key; /* of the last try */
    bool keys_differ;
} seen;

static void handle_login(HttpRequest *request, gpointer context)
{
    (void)context;
    const json_t *body = http_request_json(request);
    if (g_strcmp0(json_string_value(json_object_get(body, "password")), "right") != 0) {
        http_request_respond_problem(request, 401, "wrong_credentials", "no");
        return;
    }
    HttpResponse *response = http_response_new_json(201, json_pack("{ss}", "csrf_token", "token"));
    g_autofree char *cookie =
        g_strdup_printf("keyrack_session=s%d; HttpOnly; SameSite=Strict", ++seen.logins);
    http_response_add_header(response, "Set-Cookie", cookie);
    http_request_respond(request, response);
}

static void note_try(HttpRequest *request)
{
    const char *key = http_request_header(request, "Idempotency-Key");
    seen.keys_differ = seen.keys_differ || (seen.tries > 0 && g_strcmp0(key, seen.key) != 0);
    seen.tries++;
    g_free(seen.key);
    seen.key = g_strdup(key);
}

static void answer(HttpRequest *request)
{
    http_request_respond_json(request, 200, json_pack("{si ss}", "number", 7, "text", "x"));
}

/* Three kinds of passing trouble, then the answer. */
static void handle_flaky(HttpRequest *request, gpointer context)
{
    (void)context;
    note_try(request);
    if (seen.tries == 1) {
        http_request_respond_problem(request, 503, "busy", "wait");
    } else if (seen.tries == 2) {
        http_request_respond_problem(request, 409, "request_in_progress", "wait");
    } else if (seen.tries == 3) {
        http_request_respond_problem(request, 429, "rate_limited", "wait");
    } else {
        answer(request);
    }
}

/* Accepts only the second log-in. */
static void handle_expired(HttpRequest *request, gpointer context)
{
    (void)context;
    note_try(request);
    const char *session = http_request_cookie(request, "keyrack_session");
    if (g_strcmp0(session, "s2") == 0 &&
        g_strcmp0(http_request_header(request, "X-CSRF-Token"), "token") == 0) {
        answer(request);
    } else {
        http_request_respond_problem(request, 401, "session_expired", "log in again");
    }
}

static void handle_refused(HttpRequest *request, gpointer context)
{
    (void)context;
    note_try(request);
    HttpResponse *problem = http_problem_new(422, "no_such_type", "the hotel has no such type");
    http_problem_add_error(problem, "/rooms/0/room_type", "unknown");
    http_request_respond(request, problem);
}

static const HttpRoute ROUTES[] = {
    {"POST", "/v1/sessions", HTTP_LANE_MEMORY, 0, HTTP_PLAIN, handle_login, 0},
    {"POST", "/v1/flaky", HTTP_LANE_MEMORY, 0, HTTP_PLAIN, handle_flaky, 0},
    {"POST", "/v1/expired", HTTP_LANE_MEMORY, 0, HTTP_PLAIN, handle_expired, 0},
    {"POST", "/v1/refused", HTTP_LANE_MEMORY, 0, HTTP_PLAIN, handle_refused, 0},
};

typedef struct {
    HttpServer *server;
    ApiParty *party;
    ApiCaller *caller;
} Fixture;

static void fixture_init(Fixture *fixture, const char *password, int64_t patience_ms)
{
    HttpServerOptions options;
    http_server_options_init(&options);
    options.threads = 1;
    fixture->server = http_server_new(&options);
    http_server_add_routes(fixture->server, ROUTES, G_N_ELEMENTS(ROUTES), NULL);
    CU_ASSERT_TRUE_FATAL(http_server_start(fixture->server, NULL));
    g_autofree char *url = g_strdup_printf("http://127.0.0.1:%u", http_server_port(fixture->server));
    fixture->party = api_party_new_staff(url, "desk", password);
    fixture->caller = api_caller_new(4, patience_ms);
    seen.logins = 0;
    seen.tries = 0;
    seen.keys_differ = false;
}

static void fixture_clear(Fixture *fixture)
{
    api_caller_free(fixture->caller);
    api_party_free(fixture->party);
    http_server_free(fixture->server);
    g_clear_pointer(&seen.key, g_free);
}

static void test_passing_trouble_is_tried_again(void)
{
    Fixture fixture;
    fixture_init(&fixture, "right", 60000);
    g_autoptr(GError) error = NULL;
    json_auto_t *body = api_fetch(fixture.caller, fixture.party, "POST", "/v1/flaky",
                                  json_pack("{si}", "a", 1), "key-1", &error);
    TEST_ASSERT_NO_ERROR(error);
    CU_ASSERT_EQUAL(json_integer_value(json_object_get(body, "number")), 7);
    CU_ASSERT_EQUAL(seen.tries, 4);
    CU_ASSERT_FALSE(seen.keys_differ);
    CU_ASSERT_STRING_EQUAL(seen.key, "key-1");
    CU_ASSERT_EQUAL(api_caller_retries(fixture.caller), 3);
    fixture_clear(&fixture);
}

static void test_expired_log_in_is_renewed(void)
{
    Fixture fixture;
    fixture_init(&fixture, "right", 60000);
    g_autoptr(GError) error = NULL;
    for (int call = 0; call < 5; call++) {
        api_call(fixture.caller, fixture.party, "POST", "/v1/expired", NULL, NULL, NULL, NULL);
    }
    CU_ASSERT_TRUE(api_caller_drain(fixture.caller, &error));
    TEST_ASSERT_NO_ERROR(error);
    CU_ASSERT_EQUAL(seen.logins, 2);
    fixture_clear(&fixture);
}

static void test_refusal_is_told(void)
{
    Fixture fixture;
    fixture_init(&fixture, "right", 60000);
    g_autoptr(GError) error = NULL;
    for (int call = 0; call < 50; call++) {
        api_call(fixture.caller, fixture.party, "POST", "/v1/refused", NULL, NULL, NULL, NULL);
    }
    CU_ASSERT_FALSE(api_caller_drain(fixture.caller, &error));
    TEST_ASSERT_ERROR(
        error, CLI_ERROR, CLI_ERROR_FAILED,
        "POST /v1/refused: status 422 no_such_type: the hotel has no such type; /rooms/0/room_type: unknown");
    /* The caller is good for other calls afterwards. */
    seen.tries = 3;
    json_auto_t *body = api_fetch(fixture.caller, fixture.party, "POST", "/v1/flaky", NULL, NULL, &error);
    TEST_ASSERT_NO_ERROR(error);
    CU_ASSERT_PTR_NOT_NULL(body);
    fixture_clear(&fixture);
}

static void test_wrong_password_ends_at_once(void)
{
    Fixture fixture;
    fixture_init(&fixture, "wrong", 60000);
    g_autoptr(GError) error = NULL;
    CU_ASSERT_PTR_NULL(api_fetch(fixture.caller, fixture.party, "POST", "/v1/flaky", NULL, NULL, &error));
    TEST_ASSERT_ERROR(error, CLI_ERROR, CLI_ERROR_FAILED, "log-in of desk at http://127.0.0.1:");
    CU_ASSERT_EQUAL(seen.tries, 0);
    fixture_clear(&fixture);
}

static void test_patience_ends(void)
{
    Fixture fixture;
    fixture_init(&fixture, "right", 300);
    http_server_stop(fixture.server, 0);
    g_autoptr(GError) error = NULL;
    CU_ASSERT_PTR_NULL(api_fetch(fixture.caller, fixture.party, "POST", "/v1/flaky", NULL, NULL, &error));
    TEST_ASSERT_ERROR(error, CLI_ERROR, CLI_ERROR_FAILED, "run the same command again");
    fixture_clear(&fixture);
}

static bool finished_twice(const ApiAnswer *reply, gpointer data, GError **error)
{
    int *calls = data;
    const char *text = NULL;
    int64_t number = 0;
    (*calls)++;
    return !reply || (api_answer_text(reply, "text", &text, error) &&
                      api_answer_integer(reply, "text", &number, error));
}

static void test_missing_member_is_named(void)
{
    Fixture fixture;
    fixture_init(&fixture, "right", 60000);
    seen.tries = 3;
    int calls = 0;
    g_autoptr(GError) error = NULL;
    api_call(fixture.caller, fixture.party, "POST", "/v1/flaky", NULL, NULL, finished_twice, &calls);
    CU_ASSERT_FALSE(api_caller_drain(fixture.caller, &error));
    TEST_ASSERT_ERROR(error, CLI_ERROR, CLI_ERROR_FAILED, "POST /v1/flaky: the answer has no number 'text'");
    CU_ASSERT_EQUAL(calls, 1);
    fixture_clear(&fixture);
}

static CU_TestInfo TESTS[] = {
    {"passing trouble is tried again with the same key", test_passing_trouble_is_tried_again},
    {"an expired log-in is renewed once", test_expired_log_in_is_renewed},
    {"a refusal is told and ends the run", test_refusal_is_told},
    {"a wrong password ends at once", test_wrong_password_ends_at_once},
    {"patience ends", test_patience_ends},
    {"a missing member is named", test_missing_member_is_named},
    CU_TEST_INFO_NULL,
};

int main(void)
{
    return test_main("ops/cli api calls", TESTS);
}
