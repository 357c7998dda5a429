#include "ops/http_private.h"

#include "ops/clock.h"
#include "ops/log.h"

#include <string.h>

G_DEFINE_QUARK(keyrack - http - error, http_error)

/* --- Life -------------------------------------------------------------------------------------------------
 */

HttpRequest *http_request_new(HttpServer *server, struct MHD_Connection *handle, HttpConnection *connection,
                              const char *target)
{
    HttpRequest *request = g_malloc(sizeof *request);
    /* The header array is filled as it is counted; clearing it for every request would cost more than the
     * rest. */
    memset(request, 0, offsetof(HttpRequest, headers));
    request->references = 1;
    request->server = server;
    request->handle = handle;
    request->connection = connection;
    request->is_tls = server->connections.is_tls;
    request->started_us = clock_monotonic_us();
    request->texts = g_string_chunk_new(2048);
    request->target = g_string_chunk_insert(request->texts, target);
    memcpy(request->address, connection->address, sizeof request->address);
    return request;
}

static void request_free(HttpRequest *request)
{
    if (request->principal_free != NULL)
        request->principal_free(request->principal);
    http_response_free(request->response);
    http_static_set_unref(request->file_set);
    if (request->body != NULL)
        g_string_free(request->body, TRUE);
    json_decref(request->json);
    g_free(request->query);
    g_string_chunk_free(request->texts);
    gboolean held_by_lane = request->is_suspended;
    HttpServer *server = request->server;
    g_free(request);
    if (held_by_lane)
        http_server_unref(server);
}

void http_request_unref(HttpRequest *request)
{
    if (atomic_fetch_sub(&request->references, 1) == 1)
        request_free(request);
}

static enum MHD_Result request_take_header(void *data, enum MHD_ValueKind kind, const char *name,
                                           const char *value)
{
    HttpRequest *request = data;
    (void)kind;
    if (request->header_count < HTTP_HEADERS_MAX) {
        request->headers[request->header_count].name = g_string_chunk_insert(request->texts, name);
        request->headers[request->header_count].value =
            g_string_chunk_insert(request->texts, value == NULL ? "" : value);
    }
    request->header_count++;
    return MHD_YES;
}

gboolean http_request_take_head(HttpRequest *request, const char *method)
{
    request->method = g_string_chunk_insert(request->texts, method);
    MHD_get_connection_values(request->handle, MHD_HEADER_KIND, request_take_header, request);
    gboolean all_taken = request->header_count <= HTTP_HEADERS_MAX;
    request->header_count = MIN(request->header_count, HTTP_HEADERS_MAX);
    return all_taken;
}

/* --- What it says -----------------------------------------------------------------------------------------
 */

const HttpRoute *http_request_route(const HttpRequest *request)
{
    return request->route;
}

gpointer http_request_context(const HttpRequest *request)
{
    return request->context;
}

const char *http_request_method(const HttpRequest *request)
{
    return request->method;
}

const char *http_request_path_parameter(const HttpRequest *request, const char *name)
{
    int index = http_template_name_index(request->entry->template, name);
    g_assert(index >= 0);
    return request->parameters[index];
}

const char *http_request_route_path(const HttpRequest *request)
{
    return http_template_path(request->entry->template);
}

static void target_add(GString *target, const char *name, const char *value)
{
    g_autofree char *escaped = g_uri_escape_string(value, NULL, FALSE);
    g_string_append_printf(target, "%c%s=%s", strchr(target->str, '?') == NULL ? '?' : '&', name, escaped);
}

char *http_request_target_with(const HttpRequest *request, const char *name, const char *value)
{
    GString *target = g_string_new_len(request->target, (gssize)strcspn(request->target, "?"));
    for (guint i = 0; i < request->query_count; i++) {
        if (strcmp(request->query[i].name, name) != 0)
            target_add(target, request->query[i].name, request->query[i].value);
    }
    target_add(target, name, value);
    return g_string_free(target, FALSE);
}

const char *http_request_query(const HttpRequest *request, const char *name)
{
    return http_request_query_nth(request, name, 0);
}

guint http_request_query_count(const HttpRequest *request, const char *name)
{
    guint count = 0;
    for (guint i = 0; i < request->query_count; i++)
        count += strcmp(request->query[i].name, name) == 0;
    return count;
}

const char *http_request_query_nth(const HttpRequest *request, const char *name, guint index)
{
    for (guint i = 0; i < request->query_count; i++) {
        if (strcmp(request->query[i].name, name) == 0 && index-- == 0)
            return request->query[i].value;
    }
    return NULL;
}

gboolean http_request_query_integer(HttpRequest *request, const char *name, gint64 minimum, gint64 maximum,
                                    gint64 fallback, gint64 *ret_value)
{
    const char *text = http_request_query(request, name);
    if (text == NULL) {
        *ret_value = fallback;
        return TRUE;
    }
    if (g_ascii_string_to_signed(text, 10, minimum, maximum, ret_value, NULL))
        return TRUE;
    HttpResponse *problem = http_problem_new(400, "invalid_query", "a query parameter cannot be understood");
    g_autofree char *pointer = g_strconcat("?", name, NULL);
    http_problem_add_error(problem, pointer,
                           "must be a whole number from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT, minimum,
                           maximum);
    http_request_respond(request, problem);
    return FALSE;
}

const char *http_request_header(const HttpRequest *request, const char *name)
{
    for (guint i = 0; i < request->header_count; i++) {
        if (g_ascii_strcasecmp(request->headers[i].name, name) == 0)
            return request->headers[i].value;
    }
    return NULL;
}

const char *http_request_cookie(const HttpRequest *request, const char *name)
{
    const char *header = http_request_header(request, "Cookie");
    g_autofree char *value = header == NULL ? NULL : http_cookie_find(header, name);
    return value == NULL ? NULL : g_string_chunk_insert(request->texts, value);
}

const char *http_request_body(const HttpRequest *request, gsize *ret_length)
{
    *ret_length = request->body == NULL ? 0 : request->body->len;
    return request->body == NULL ? "" : request->body->str;
}

json_t *http_request_json(const HttpRequest *request)
{
    return request->json;
}

const char *http_request_idempotency_key(const HttpRequest *request)
{
    return request->idempotency_key[0] == '\0' ? NULL : request->idempotency_key;
}

const char *http_request_client_address(const HttpRequest *request)
{
    return request->address;
}

const char *http_request_trace_id(const HttpRequest *request)
{
    return request->trace_id;
}

const char *http_request_traceparent(const HttpRequest *request)
{
    return request->traceparent;
}

gboolean http_request_is_tls(const HttpRequest *request)
{
    return request->is_tls;
}

void http_request_set_principal(HttpRequest *request, gpointer principal, GDestroyNotify destroy,
                                const char *client_id)
{
    g_assert(request->principal == NULL);
    request->principal = principal;
    request->principal_free = destroy;
    if (client_id != NULL)
        request->client_id = g_string_chunk_insert(request->texts, client_id);
}

gpointer http_request_principal(const HttpRequest *request)
{
    return request->principal;
}

gboolean http_request_is_abandoned(const HttpRequest *request)
{
    return request->is_abandoned;
}

/* --- Answering --------------------------------------------------------------------------------------------
 */

gboolean http_request_claim(HttpRequest *request, HttpResponse *response)
{
    bool unanswered = false;
    if (!atomic_compare_exchange_strong(&request->is_answered, &unanswered, true)) {
        http_response_free(response);
        return FALSE;
    }
    request->response = response;
    return TRUE;
}

typedef struct {
    HttpRequest *request;
    HttpResponse *response;
} HeldAnswer;

static _Thread_local GArray *held_answers; /* NULL: nothing is held back on this thread */

void http_answers_hold(void)
{
    g_assert(held_answers == NULL);
    held_answers = g_array_new(FALSE, FALSE, sizeof(HeldAnswer));
}

void http_answers_release(HttpAnswerInstead instead, gconstpointer data)
{
    g_autoptr(GArray) answers = g_steal_pointer(&held_answers);
    for (guint i = 0; answers != NULL && i < answers->len; i++) {
        HeldAnswer *held = &g_array_index(answers, HeldAnswer, i);
        held->request->is_held = FALSE;
        if (instead != NULL) {
            http_response_free(held->response);
            held->response = instead(data);
        }
        http_request_respond(held->request, held->response);
    }
}

static void answer_hold(HttpRequest *request, HttpResponse *response)
{
    g_assert(!request->is_held); /* a second answer of a handler is a defect */
    HeldAnswer held = {request, response};
    request->is_held = TRUE;
    g_array_append_val(held_answers, held);
}

void http_request_respond(HttpRequest *request, HttpResponse *response)
{
    g_assert(response != NULL);
    if (held_answers != NULL && request->is_suspended) {
        answer_hold(request, response);
        return;
    }
    gboolean claimed = http_request_claim(request, response);
    /* Only the stopping server may have been faster; a second answer of a handler is a defect. */
    g_assert(claimed || request->is_abandoned);
    if (!request->is_suspended)
        return;
    if (claimed)
        http_server_resume(request->server, request);
    http_request_unref(request);
}

void http_request_respond_json(HttpRequest *request, guint status, json_t *body)
{
    http_request_respond(request, http_response_new_json(status, body));
}

void http_request_respond_problem(HttpRequest *request, guint status, const char *code,
                                  const char *detail_format, ...)
{
    va_list arguments;
    va_start(arguments, detail_format);
    g_autofree char *detail = g_strdup_vprintf(detail_format, arguments);
    va_end(arguments);
    http_request_respond(request, http_problem_new(status, code, "%s", detail));
}

static void request_respond_defect(HttpRequest *request)
{
    log_our_fault("http handler returned without an answer", log_text("method", request->route->method),
                  log_text("route", http_request_route_path(request)));
    http_request_respond_problem(request, 500, "internal_error",
                                 "the server has a defect; tell its operator");
}

static void request_handle(HttpRequest *request, gpointer context)
{
    log_trace_set(request->trace_id);
    request->route->handler(request, context);
    log_trace_set(NULL);
}

void http_request_run(HttpRequest *request, gpointer worker_state)
{
    g_assert(request->is_suspended);
    atomic_fetch_add(&request->references, 1); /* the handler gives the lane's reference away by answering */
    if (http_request_check_body(request)) {
        request_handle(request, worker_state);
        if (!request->is_answered && !request->is_held)
            request_respond_defect(request);
    }
    http_request_unref(request);
}

void http_request_run_memory(HttpRequest *request)
{
    if (!http_request_check_body(request))
        return;
    request_handle(request, request->context);
    if (!request->is_answered)
        request_respond_defect(request);
}

void http_request_run_booking(HttpRequest *request)
{
    if (http_request_check_body(request))
        request_handle(request, request->context);
}
