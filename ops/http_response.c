#include "ops/http_private.h"

#include <stdlib.h>
#include <string.h>

/* An answer is data, whatever a browser may think: nothing in it runs, loads or is framed. */
#define ANSWER_SECURITY_POLICY "default-src 'none'; frame-ancestors 'none'"

typedef struct ResponseHeader {
    char *name;
    char *value;
} ResponseHeader;

struct HttpResponse {
    guint status;
    char *content_type;
    char *cache_control;
    char *etag;
    GBytes *body;
    json_t *problem; /* written as the body when the request, and with it the trace id, is known */
    GArray *headers; /* ResponseHeader */
};

static void response_header_clear(gpointer data)
{
    ResponseHeader *header = data;
    g_free(header->name);
    g_free(header->value);
}

HttpResponse *http_response_new(guint status)
{
    g_assert(status >= 200 && status <= 599);
    HttpResponse *response = g_new0(HttpResponse, 1);
    response->status = status;
    return response;
}

HttpResponse *http_response_new_bytes(guint status, const char *content_type, GBytes *body)
{
    HttpResponse *response = http_response_new(status);
    response->content_type = g_strdup(content_type);
    response->body = g_bytes_ref(body);
    return response;
}

static GBytes *bytes_from_json(const json_t *value)
{
    char *text = json_dumps(value, JSON_COMPACT);
    g_assert(text != NULL);
    return g_bytes_new_with_free_func(text, strlen(text), free, text);
}

HttpResponse *http_response_new_json(guint status, json_t *body)
{
    g_assert(body != NULL);
    HttpResponse *response = http_response_new(status);
    response->content_type = g_strdup("application/json");
    response->body = bytes_from_json(body);
    json_decref(body);
    return response;
}

void http_response_free(HttpResponse *response)
{
    if (response == NULL)
        return;
    g_free(response->content_type);
    g_free(response->cache_control);
    g_free(response->etag);
    g_clear_pointer(&response->body, g_bytes_unref);
    json_decref(response->problem);
    g_clear_pointer(&response->headers, g_array_unref);
    g_free(response);
}

/* --- Problem documents -------------------------------------------------------------------------------------
 */

HttpResponse *http_problem_new(guint status, const char *code, const char *detail_format, ...)
{
    va_list arguments;
    va_start(arguments, detail_format);
    g_autofree char *format_result = g_strdup_vprintf(detail_format, arguments);
    va_end(arguments);
    g_autofree char *detail = g_utf8_make_valid(format_result, -1);
    HttpResponse *response = http_response_new(status);
    response->content_type = g_strdup("application/problem+json");
    g_autofree char *type = g_strconcat("urn:keyrack:problem:", code, NULL);
    response->problem =
        json_pack("{s:s, s:s, s:i, s:s, s:s}", "type", type, "title", MHD_get_reason_phrase_for(status),
                  "status", (int)status, "detail", detail, "code", code);
    g_assert(response->problem != NULL);
    return response;
}

void http_problem_add_error(HttpResponse *problem, const char *pointer, const char *detail_format, ...)
{
    va_list arguments;
    va_start(arguments, detail_format);
    g_autofree char *format_result = g_strdup_vprintf(detail_format, arguments);
    va_end(arguments);
    g_autofree char *detail = g_utf8_make_valid(format_result, -1);
    json_t *errors = json_object_get(problem->problem, "errors");
    if (errors == NULL) {
        errors = json_array();
        json_object_set_new(problem->problem, "errors", errors);
    }
    json_array_append_new(errors, json_pack("{s:s, s:s}", "pointer", pointer, "detail", detail));
}

void http_problem_set_member(HttpResponse *problem, const char *name, json_t *value)
{
    g_assert(problem->problem != NULL && value != NULL);
    json_object_set_new(problem->problem, name, value);
}

const json_t *http_problem_document(const HttpResponse *problem)
{
    return problem->problem;
}

/* --- Headers -----------------------------------------------------------------------------------------------
 */

void http_response_add_header(HttpResponse *response, const char *name, const char *value)
{
    g_assert(strpbrk(value, "\r\n") == NULL);
    if (response->headers == NULL) {
        response->headers = g_array_new(FALSE, FALSE, sizeof(ResponseHeader));
        g_array_set_clear_func(response->headers, response_header_clear);
    }
    ResponseHeader header = {g_strdup(name), g_strdup(value)};
    g_array_append_val(response->headers, header);
}

void http_response_set_etag(HttpResponse *response, const char *tag_format, ...)
{
    va_list arguments;
    va_start(arguments, tag_format);
    g_free(response->etag);
    response->etag = g_strdup_vprintf(tag_format, arguments);
    va_end(arguments);
    g_assert(strpbrk(response->etag, "\"\r\n") == NULL);
}

void http_response_set_etag_of_body(HttpResponse *response)
{
    g_autofree char *digest = g_compute_checksum_for_bytes(G_CHECKSUM_SHA1, response->body);

    http_response_set_etag(response, "%s", digest);
}

void http_response_set_location(HttpResponse *response, const char *location)
{
    http_response_add_header(response, "Location", location);
}

void http_response_add_link(HttpResponse *response, const char *target, const char *relation)
{
    g_autofree char *value = g_strdup_printf("<%s>; rel=\"%s\"", target, relation);
    http_response_add_header(response, "Link", value);
}

void http_response_set_retry_after(HttpResponse *response, guint seconds)
{
    g_autofree char *value = g_strdup_printf("%u", seconds);
    http_response_add_header(response, "Retry-After", value);
}

void http_response_set_cache_control(HttpResponse *response, const char *cache_control)
{
    g_free(response->cache_control);
    response->cache_control = g_strdup(cache_control);
}

/* --- Sending -----------------------------------------------------------------------------------------------
 */

static void bytes_release(void *bytes)
{
    g_bytes_unref(bytes);
}

static struct MHD_Response *response_message(const HttpResponse *response, gboolean with_body)
{
    if (!with_body || response->body == NULL)
        return MHD_create_response_from_buffer(0, NULL, MHD_RESPMEM_PERSISTENT);
    gsize length;
    const void *data = g_bytes_get_data(response->body, &length);
    return MHD_create_response_from_buffer_with_free_callback_cls(length, (void *)data, bytes_release,
                                                                  g_bytes_ref(response->body));
}

static void message_add(struct MHD_Response *message, const char *name, const char *value)
{
    enum MHD_Result added = MHD_add_response_header(message, name, value);
    g_assert(added == MHD_YES);
}

static void message_add_rate(struct MHD_Response *message, const HttpRequest *request)
{
    const HttpServerOptions *options = &request->server->options;
    char value[96];
    if (!request->has_rate)
        return;
    g_snprintf(value, sizeof value, "\"client\";q=%u;w=%u", options->rate_limit_requests,
               options->rate_limit_window_s);
    message_add(message, "RateLimit-Policy", value);
    g_snprintf(value, sizeof value, "\"client\";r=%u;t=%u", request->rate.remaining, request->rate.reset_s);
    message_add(message, "RateLimit", value);
}

static void message_add_etag(struct MHD_Response *message, const HttpResponse *response)
{
    if (response->etag == NULL)
        return;
    g_autofree char *quoted = g_strdup_printf("\"%s\"", response->etag);
    message_add(message, "ETag", quoted);
}

static void message_add_common(struct MHD_Response *message, const HttpResponse *response,
                               const HttpRequest *request)
{
    const char *cache_control = response->cache_control != NULL ? response->cache_control
                                : response->etag != NULL        ? "private, no-cache"
                                                                : "no-store";
    message_add(message, "Cache-Control", cache_control);
    message_add(message, "X-Content-Type-Options", "nosniff");
    message_add(message, "Content-Security-Policy", ANSWER_SECURITY_POLICY);
    message_add(message, "Referrer-Policy", "no-referrer");
    message_add(message, "traceparent", request->traceparent);
    if (request->is_tls)
        message_add(message, "Strict-Transport-Security", "max-age=31536000");
    if (request->server->is_stopping)
        message_add(message, "Connection", "close");
}

static gboolean client_has_it(const HttpResponse *response, const HttpRequest *request)
{
    const char *known = http_request_header(request, "If-None-Match");
    return known != NULL && response->status == 200 && response->etag != NULL &&
           (strcmp(request->method, "GET") == 0 || strcmp(request->method, "HEAD") == 0) &&
           http_etag_list_has(known, response->etag, TRUE);
}

static void response_write_problem(HttpResponse *response, const HttpRequest *request)
{
    if (response->problem == NULL)
        return;
    json_object_set_new(response->problem, "trace_id", json_string(request->trace_id));
    response->body = bytes_from_json(response->problem);
}

enum MHD_Result http_response_queue(HttpResponse *response, const HttpRequest *request, guint *ret_status)
{
    gboolean not_modified = client_has_it(response, request);
    response_write_problem(response, request);
    struct MHD_Response *message = response_message(response, !not_modified);
    if (message == NULL)
        return MHD_NO;
    if (response->content_type != NULL && !not_modified)
        message_add(message, "Content-Type", response->content_type);
    message_add_common(message, response, request);
    message_add_etag(message, response);
    message_add_rate(message, request);
    for (guint i = 0; response->headers != NULL && i < response->headers->len; i++) {
        const ResponseHeader *header = &g_array_index(response->headers, ResponseHeader, i);
        message_add(message, header->name, header->value);
    }
    guint status = not_modified ? 304 : response->status;
    enum MHD_Result queued = MHD_queue_response(request->handle, status, message);
    MHD_destroy_response(message);
    *ret_status = status;
    return queued;
}

gsize http_response_length(const HttpResponse *response)
{
    return response->body == NULL ? 0 : g_bytes_get_size(response->body);
}

gboolean http_etag_matches(const char *list, const char *tag)
{
    return http_etag_list_has(list, tag, FALSE);
}
