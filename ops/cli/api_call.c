#include "ops/cli/api_internal.h"

#include <string.h>

#include "ops/cli/cli.h"
#include "ops/clock.h"

enum {
    STEP_MS = 20,
    TICK_US = 200000,
    PAUSE_FIRST_MS = 50,
    PAUSE_LONGEST_MS = 5000,
};

typedef struct {
    ApiCaller *caller;
    ApiParty *party;
    char *method;
    char *path;
    char *body;
    char *key;
    ApiFinished finished;
    gpointer data;
    unsigned tries;
    unsigned login_count; /* of the log-in that the last try used */
    int64_t begun_us;
    int64_t due_us; /* when the next try is due */
    char *reason;   /* why the last try did not count */
} Call;

struct ApiCaller {
    unsigned connections;
    HttpQueue *queue;
    HttpClient *login_client;
    GQueue waiting; /* Call: pausing before the next try */
    int64_t patience_us;
    uint64_t retries;
    ApiTick tick;
    gpointer tick_data;
    int64_t ticked_us;
    GError *error; /* the first one; from then on nothing is sent any more */
};

static void call_free(Call *call)
{
    g_free(call->method);
    g_free(call->path);
    g_free(call->body);
    g_free(call->key);
    g_free(call->reason);
    g_free(call);
}

static void call_drop(gpointer data)
{
    Call *call = data;
    if (call->finished) {
        call->finished(NULL, call->data, NULL);
    }
    call_free(call);
}

ApiCaller *api_caller_new(unsigned connections, int64_t patience_ms)
{
    ApiCaller *caller = g_new0(ApiCaller, 1);
    caller->connections = connections;
    caller->queue = http_queue_new(NULL, connections);
    caller->login_client = http_client_new(NULL);
    caller->patience_us = patience_ms * 1000;
    g_queue_init(&caller->waiting);
    return caller;
}

/* Gives up all calls; those on their way end in queue_answered(), which sees the error. */
static void drop_all(ApiCaller *caller)
{
    g_assert(caller->error);
    http_queue_free(caller->queue);
    caller->queue = NULL;
    g_queue_clear_full(&caller->waiting, call_drop);
}

void api_caller_free(ApiCaller *caller)
{
    if (!caller) {
        return;
    }
    if (!caller->error) {
        caller->error = g_error_new_literal(CLI_ERROR, CLI_ERROR_FAILED, "the run was ended");
    }
    drop_all(caller);
    http_client_free(caller->login_client);
    g_clear_error(&caller->error);
    g_free(caller);
}

void api_caller_set_tick(ApiCaller *caller, ApiTick tick, gpointer data)
{
    caller->tick = tick;
    caller->tick_data = data;
}

const char *api_caller_waits_for(const ApiCaller *caller)
{
    const Call *call = g_queue_peek_tail((GQueue *)&caller->waiting);
    return call ? call->reason : NULL;
}

uint64_t api_caller_retries(const ApiCaller *caller)
{
    return caller->retries;
}

/* ---- answers -------------------------------------------------------------------------------------- */

const char *api_answer_code(const ApiAnswer *answer)
{
    const char *code = json_string_value(json_object_get(answer->body, "code"));
    return code ? code : "";
}

/* The first of a problem's findings: "; /rooms/0/adults: at most 99". */
static void append_finding(GString *text, const json_t *problem)
{
    const json_t *finding = json_array_get(json_object_get(problem, "errors"), 0);
    const char *pointer = json_string_value(json_object_get(finding, "pointer"));
    const char *detail = json_string_value(json_object_get(finding, "detail"));
    if (pointer && detail) {
        g_string_append_printf(text, "; %s: %s", pointer, detail);
    }
}

bool api_answer_expect_success(const ApiAnswer *answer, GError **error)
{
    if (answer->status / 100 == 2) {
        return true;
    }
    const char *detail = json_string_value(json_object_get(answer->body, "detail"));
    g_autoptr(GString) text = g_string_new(detail ? detail : "no explanation");
    append_finding(text, answer->body);
    g_set_error(error, CLI_ERROR, CLI_ERROR_FAILED, "%s %s: status %u %s: %s", answer->method, answer->path,
                answer->status, api_answer_code(answer), text->str);
    return false;
}

static bool member_error(const ApiAnswer *answer, const char *member, const char *type, GError **error)
{
    g_set_error(error, CLI_ERROR, CLI_ERROR_FAILED,
                "%s %s: the answer has no %s '%s'; run programs of one version", answer->method, answer->path,
                type, member);
    return false;
}

bool api_answer_text(const ApiAnswer *answer, const char *member, const char **ret_text, GError **error)
{
    const char *text = json_string_value(json_object_get(answer->body, member));
    if (!text) {
        return member_error(answer, member, "text", error);
    }
    *ret_text = text;
    return true;
}

bool api_answer_integer(const ApiAnswer *answer, const char *member, int64_t *ret_value, GError **error)
{
    const json_t *value = json_object_get(answer->body, member);
    if (!json_is_integer(value)) {
        return member_error(answer, member, "number", error);
    }
    *ret_value = json_integer_value(value);
    return true;
}

/* ---- trying --------------------------------------------------------------------------------------- */

static void call_finish(Call *call, const ApiAnswer *answer)
{
    g_autoptr(GError) error = NULL;
    const bool good = call->finished ? call->finished(answer, call->data, &error)
                                     : api_answer_expect_success(answer, &error);
    if (!good && !call->caller->error) {
        call->caller->error = g_steal_pointer(&error);
    }
    call_free(call);
}

static void call_fail(Call *call, const GError *error)
{
    if (!call->caller->error) {
        call->caller->error = g_error_copy(error);
    }
    call_drop(call);
}

/* Pauses before the next try: doubled each time, between half of it and the whole of it, so that calls that
 * failed together do not come back together. */
static void call_pause(Call *call, const char *reason)
{
    ApiCaller *caller = call->caller;
    const int64_t now_us = clock_monotonic_us();
    if (now_us - call->begun_us > caller->patience_us) {
        g_autoptr(GError) error =
            g_error_new(CLI_ERROR, CLI_ERROR_FAILED,
                        "%s %s%s: given up after %u tries in %d s: %s; look at ops/status, then run "
                        "the same command again: it goes on where it stopped",
                        call->method, call->party->base_url, call->path, call->tries,
                        (int)((now_us - call->begun_us) / G_USEC_PER_SEC), reason);
        call_fail(call, error);
        return;
    }
    g_free(call->reason);
    call->reason = g_strdup(reason);
    const unsigned doublings = MIN(call->tries, 8U);
    const int64_t longest_ms = MIN((int64_t)PAUSE_FIRST_MS << doublings, (int64_t)PAUSE_LONGEST_MS);
    call->due_us =
        now_us + g_random_int_range((gint32)(longest_ms / 2), (gint32)longest_ms + 1) * INT64_C(1000);
    caller->retries++;
    g_queue_push_tail(&caller->waiting, call);
}

/* Statuses that pass by themselves: the other side is busy, restarting, or still working on the same key. */
static bool answer_is_passing(const ApiAnswer *answer)
{
    const char *code = api_answer_code(answer);
    return answer->status >= 500 || answer->status == 429 || answer->status == 408 ||
           (answer->status == 409 && (strstr(code, "in_progress") || strstr(code, "running")));
}

static void call_answered(Call *call, const ApiAnswer *answer)
{
    if (answer->status == 401) {
        /* Another call may have logged in anew since this one was sent. */
        if (call->login_count == call->party->login_count) {
            g_clear_pointer(&call->party->login_headers, g_strfreev);
        }
        call_pause(call, "the log-in is not accepted");
    } else if (answer_is_passing(answer)) {
        g_autofree char *reason = g_strdup_printf("status %u %s", answer->status, api_answer_code(answer));
        call_pause(call, reason);
    } else {
        call_finish(call, answer);
    }
}

static void queue_answered(const HttpClientResponse *response, const GError *error, gpointer data)
{
    Call *call = data;
    if (call->caller->error) {
        call_drop(call);
    } else if (!response) {
        call_pause(call, error->message);
    } else {
        json_auto_t *body = json_loadb(response->body->str, response->body->len, JSON_DECODE_ANY, NULL);
        const ApiAnswer answer = {.method = call->method,
                                  .path = call->path,
                                  .status = response->status,
                                  .body = body,
                                  .elapsed_us = response->elapsed_us};
        call_answered(call, &answer);
    }
}

/* True when the party has a log-in. Otherwise the call waits for another try, or has failed. */
static bool call_log_in(Call *call)
{
    if (call->party->login_headers) {
        return true;
    }
    g_autoptr(GError) error = NULL;
    const ApiLogin login = api_party_login(call->party, call->caller->login_client, &error);
    if (login == API_LOGIN_LATER) {
        call_pause(call, error->message);
    } else if (login == API_LOGIN_REFUSED) {
        call_fail(call, error);
    }
    return login == API_LOGIN_DONE;
}

static void call_try(Call *call)
{
    if (call->caller->error) {
        call_drop(call);
        return;
    }
    call->tries++;
    if (!call_log_in(call)) {
        return;
    }
    call->login_count = call->party->login_count;
    g_autofree char *url = g_strconcat(call->party->base_url, call->path, NULL);
    g_auto(GStrv) headers = api_party_headers(call->party, call->key);
    const HttpClientRequest request = {.method = call->method,
                                       .url = url,
                                       .headers = (const char *const *)headers,
                                       .body = call->body,
                                       .body_length = call->body ? strlen(call->body) : 0};
    http_queue_submit(call->caller->queue, &request, queue_answered, call);
}

static Call *call_new(ApiCaller *caller, ApiParty *party, const char *method, const char *path, json_t *body,
                      const char *key, ApiFinished finished, gpointer data)
{
    Call *call = g_new0(Call, 1);
    call->caller = caller;
    call->party = party;
    call->method = g_strdup(method);
    call->path = g_strdup(path);
    call->key = g_strdup(key);
    call->finished = finished;
    call->data = data;
    call->begun_us = clock_monotonic_us();
    if (body) {
        call->body = json_dumps(body, JSON_COMPACT);
        json_decref(body);
    }
    return call;
}

void api_call(ApiCaller *caller, ApiParty *party, const char *method, const char *path, json_t *body,
              const char *key, ApiFinished finished, gpointer data)
{
    api_call_later(caller, 0, party, method, path, body, key, finished, data);
}

void api_call_later(ApiCaller *caller, int64_t delay_ms, ApiParty *party, const char *method,
                    const char *path, json_t *body, const char *key, ApiFinished finished, gpointer data)
{
    Call *call = call_new(caller, party, method, path, body, key, finished, data);

    if (delay_ms == 0) {
        call_try(call);
        return;
    }
    call->begun_us += delay_ms * 1000;
    call->due_us = call->begun_us;
    g_queue_push_tail(&caller->waiting, call);
}

static void try_due_calls(ApiCaller *caller)
{
    const int64_t now_us = clock_monotonic_us();
    for (guint left = caller->waiting.length; left > 0 && !caller->error; left--) {
        Call *call = g_queue_pop_head(&caller->waiting);
        if (call->due_us <= now_us) {
            call_try(call);
        } else {
            g_queue_push_tail(&caller->waiting, call);
        }
    }
}

static void caller_tick(ApiCaller *caller)
{
    const int64_t now_us = clock_monotonic_us();
    if (caller->tick && now_us - caller->ticked_us >= TICK_US) {
        caller->ticked_us = now_us;
        caller->tick(caller->tick_data);
    }
}

bool api_caller_drain(ApiCaller *caller, GError **error)
{
    while (!caller->error && (http_queue_pending(caller->queue) > 0 || caller->waiting.length > 0)) {
        http_queue_step(caller->queue, STEP_MS);
        if (http_queue_pending(caller->queue) == 0 && caller->waiting.length > 0) {
            clock_sleep_ms(STEP_MS);
        }
        try_due_calls(caller);
        caller_tick(caller);
    }
    if (caller->error) {
        drop_all(caller);
        caller->queue = http_queue_new(NULL, caller->connections);
        g_propagate_error(error, g_steal_pointer(&caller->error));
        return false;
    }
    return true;
}

static bool fetch_finished(const ApiAnswer *answer, gpointer data, GError **error)
{
    json_t **body = data;
    if (!answer) {
        return true;
    }
    if (!api_answer_expect_success(answer, error)) {
        return false;
    }
    *body = answer->body ? json_deep_copy(answer->body) : json_null();
    return true;
}

json_t *api_fetch(ApiCaller *caller, ApiParty *party, const char *method, const char *path, json_t *body,
                  const char *key, GError **error)
{
    json_t *answer = NULL;
    api_call(caller, party, method, path, body, key, fetch_finished, &answer);
    return api_caller_drain(caller, error) ? answer : NULL;
}
