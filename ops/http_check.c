/* What a request must satisfy before its handler sees it. Each check answers the request itself when it
 * fails. */

#include "ops/http_private.h"

#include "ops/clock.h"
#include "ops/json.h"

#include <string.h>

#define JSON_DEPTH_MAX 32

static gboolean check_target(HttpRequest *request)
{
    char *path = g_string_chunk_insert(request->texts, request->target);
    char *query = strchr(path, '?');
    if (query != NULL)
        *query++ = '\0';
    gboolean valid = http_path_split(path, request->segments, &request->segment_count);
    if (valid && query != NULL) {
        request->query = g_new(HttpPair, HTTP_QUERY_MAX);
        valid = http_query_split(query, request->query, &request->query_count);
    }
    if (!valid)
        http_request_respond_problem(request, 400, "malformed_target", "the path or query cannot be decoded");
    return valid;
}

static gboolean request_is_read(const HttpRequest *request)
{
    return strcmp(request->method, "GET") == 0 || strcmp(request->method, "HEAD") == 0;
}

static gboolean request_is_api(const HttpRequest *request)
{
    return request->segment_count > 0 && strcmp(request->segments[0], "v1") == 0;
}

static void respond_not_allowed(HttpRequest *request, const char *allow)
{
    gboolean is_question = strcmp(request->method, "OPTIONS") == 0;
    HttpResponse *response =
        is_question ? http_response_new(204)
                    : http_problem_new(405, "method_not_allowed", "this path allows %s only", allow);
    http_response_add_header(response, "Allow", allow);
    http_request_respond(request, response);
}

static gboolean check_file(HttpRequest *request)
{
    if (request->server->files == NULL || request_is_api(request))
        return FALSE;
    request->file = http_static_find(request->server->files, request->segments, request->segment_count,
                                     http_request_header(request, "Accept-Encoding"),
                                     http_request_header(request, "If-None-Match"), &request->file_status,
                                     &request->file_set);
    if (request->file == NULL)
        return FALSE;
    if (request_is_read(request)) {
        request->is_answered = TRUE;
        return TRUE;
    }
    request->file = NULL;
    respond_not_allowed(request, "GET, HEAD");
    return TRUE;
}

static gboolean check_route(HttpRequest *request)
{
    g_autofree char *allow = NULL;
    const HttpRouteEntry *entry =
        http_route_table_find(&request->server->routes, request->method, request->segments,
                              request->segment_count, request->parameters, &allow);
    if (entry != NULL) {
        request->entry = entry;
        request->route = entry->route;
        request->context = entry->context;
        return TRUE;
    }
    if (allow != NULL)
        respond_not_allowed(request, allow);
    else if (!check_file(request))
        http_request_respond_problem(request, 404, "not_found", "there is nothing at this path");
    return FALSE;
}

static void respond_unknown_parameter(HttpRequest *request, const char *name, const char *const *names)
{
    g_autofree char *known = g_strjoinv(", ", (char **)names);
    g_autofree char *pointer = g_strconcat("?", name, NULL);
    HttpResponse *problem =
        names[0] == NULL
            ? http_problem_new(400, "invalid_query", "there is no parameter '%s' here, and no other", name)
            : http_problem_new(400, "invalid_query",
                               "there is no parameter '%s' here; these may be given: %s", name, known);
    http_problem_add_error(problem, pointer, "no parameter of this path");
    http_request_respond(request, problem);
}

/* A parameter with a slip in its name would be passed over, and the answer be that to another question. */
static gboolean check_query(HttpRequest *request)
{
    const char *const *names = http_template_query_names(request->entry->template);
    for (guint i = 0; i < request->query_count; i++) {
        if (!g_strv_contains(names, request->query[i].name)) {
            respond_unknown_parameter(request, request->query[i].name, names);
            return FALSE;
        }
    }
    return TRUE;
}

gsize http_request_body_limit(const HttpRequest *request)
{
    return request->route->body_limit_bytes > 0 ? request->route->body_limit_bytes
                                                : request->server->options.body_limit_bytes;
}

static void respond_too_long(HttpRequest *request)
{
    http_request_respond_problem(request, 413, "body_too_long",
                                 "the body may have %" G_GSIZE_FORMAT " bytes at most",
                                 http_request_body_limit(request));
}

static gboolean check_announced_body(HttpRequest *request)
{
    const char *type = http_request_header(request, "Content-Type");
    if (request->announced_length > http_request_body_limit(request)) {
        respond_too_long(request);
        return FALSE;
    }
    if (request->has_body && (request->route->flags & HTTP_RAW_BODY) == 0 &&
        (type == NULL || !http_content_type_is_json(type))) {
        http_request_respond_problem(request, 415, "unsupported_media_type",
                                     "send the body as application/json");
        return FALSE;
    }
    return TRUE;
}

static gboolean check_accept(HttpRequest *request)
{
    if ((request->route->flags & HTTP_RAW_BODY) != 0 ||
        http_accepts_json(http_request_header(request, "Accept")))
        return TRUE;
    http_request_respond_problem(request, 406, "not_acceptable", "answers are application/json only");
    return FALSE;
}

static gboolean check_authority(HttpRequest *request)
{
    const HttpServerOptions *options = &request->server->options;
    if (options->authorise == NULL || options->authorise(request, request->route, options->authorise_data))
        return TRUE;
    g_assert(request->is_answered);
    return FALSE;
}

/* Also taken when `authorise` has refused, by the client's address: whoever guesses credentials is slowed
 * down. */
static gboolean check_rate(HttpRequest *request)
{
    if (request->server->rates == NULL || (request->route->flags & HTTP_NO_RATE_LIMIT) != 0)
        return TRUE;
    const char *client_id = request->client_id != NULL ? request->client_id : request->address;
    request->has_rate = TRUE;
    if (http_rates_take(request->server->rates, client_id, clock_monotonic_us(), &request->rate))
        return TRUE;
    HttpResponse *problem = http_problem_new(429, "rate_limited", "too many requests; try again in %u s",
                                             request->rate.retry_after_s);
    http_response_set_retry_after(problem, request->rate.retry_after_s);
    g_clear_pointer(&request->response, http_response_free);
    request->is_answered = FALSE;
    http_request_respond(request, problem);
    return FALSE;
}

static guint count_headers(const HttpRequest *request, const char *name)
{
    guint count = 0;
    for (guint i = 0; i < request->header_count; i++)
        count += g_ascii_strcasecmp(request->headers[i].name, name) == 0;
    return count;
}

static gboolean check_idempotency_key(HttpRequest *request)
{
    guint count = count_headers(request, "Idempotency-Key");
    if (count == 0) {
        if ((request->route->flags & HTTP_IDEMPOTENCY_KEY) == 0)
            return TRUE;
        http_request_respond_problem(request, 400, "idempotency_key_missing",
                                     "send an Idempotency-Key header, a new one for each new command");
        return FALSE;
    }
    if (count == 1 &&
        http_idempotency_key_parse(http_request_header(request, "Idempotency-Key"), request->idempotency_key))
        return TRUE;
    http_request_respond_problem(request, 400, "idempotency_key_malformed",
                                 "the Idempotency-Key must be one text of 1 to %d printable characters",
                                 HTTP_IDEMPOTENCY_KEY_MAX);
    return FALSE;
}

gboolean http_request_check_head(HttpRequest *request)
{
    if (!check_target(request) || !check_route(request) || !check_announced_body(request) ||
        !check_accept(request))
        return FALSE;
    gboolean is_authorised = check_authority(request);
    return check_rate(request) && is_authorised && check_query(request) && check_idempotency_key(request);
}

static gboolean check_json(HttpRequest *request)
{
    const GString *body = request->body;
    g_autoptr(GError) error = NULL;
    if (!http_json_depth_ok(body->str, body->len, JSON_DEPTH_MAX)) {
        http_request_respond_problem(request, 400, "malformed_json", "the body nests deeper than %d levels",
                                     JSON_DEPTH_MAX);
        return FALSE;
    }
    request->json = json_parse(body->str, body->len, &error);
    if (request->json != NULL)
        return TRUE;
    http_request_respond_problem(request, 400, "malformed_json", "%s", error->message);
    return FALSE;
}

gboolean http_request_check_body(HttpRequest *request)
{
    if (request->body_too_long) {
        respond_too_long(request);
        return FALSE;
    }
    if (request->body != NULL && request->body->len > 0)
        return (request->route->flags & HTTP_RAW_BODY) != 0 || check_json(request);
    if ((request->route->flags & HTTP_BODY_REQUIRED) == 0)
        return TRUE;
    http_request_respond_problem(request, 400, "body_missing", "send a JSON body");
    return FALSE;
}
