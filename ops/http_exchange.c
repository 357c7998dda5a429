/* libmicrohttpd's three callbacks, through which every request passes: line, steps, completion. */

#include "ops/http_private.h"

#include "ops/clock.h"
#include "ops/log.h"

#include <string.h>

/* A refused request's body up to this length is read and thrown away, so that the connection can be kept; a
 * longer one is refused at once and the connection closed. */
#define DISCARD_MAX ((gsize)64 * 1024)

#define STATUS_CLIENT_LEFT                                                                                   \
    499 /* never sent: what the log shows when the client did not wait for an answer                         \
         */

/* libmicrohttpd would take the query apart again, and when its memory is too small for all the parameters it
 * neither goes on nor answers. We have our copy; in its buffer, which it shows us before it looks itself, the
 * query ends where it begins. */
static void query_hide(const char *target)
{
    char *query = strchr(target, '?');
    if (query != NULL)
        query[1] = '\0';
}

void *http_exchange_line(void *data, const char *target, struct MHD_Connection *handle)
{
    HttpServer *server = data;
    HttpConnection *connection =
        MHD_get_connection_info(handle, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context;
    HttpRequest *request = http_request_new(server, handle, connection, target);
    connection->request = request;
    query_hide(target);
    if (connection->request_count++ > 0)
        connection->receiving_since_us = request->started_us;
    server->in_flight++;
    gauge_add(server->in_flight_gauge, 1);
    return request;
}

static guint header_count(const HttpRequest *request, const char *name)
{
    guint count = 0;
    for (guint i = 0; i < request->header_count; i++)
        count += g_ascii_strcasecmp(request->headers[i].name, name) == 0;
    return count;
}

/* Where one request ends and the next begins must not be a matter of opinion between us and a proxy in front.
 */
static gboolean framing_is_clear(const HttpRequest *request)
{
    const char *encoding = http_request_header(request, "Transfer-Encoding");
    guint length_count = header_count(request, "Content-Length");
    gboolean encoding_is_known = encoding == NULL || g_ascii_strcasecmp(encoding, "chunked") == 0;
    return header_count(request, "Host") <= 1 && length_count <= 1 &&
           header_count(request, "Transfer-Encoding") <= 1 && encoding_is_known &&
           !(encoding != NULL && length_count > 0);
}

static gboolean take_body_length(HttpRequest *request)
{
    const char *length = http_request_header(request, "Content-Length");
    if (length != NULL && !http_content_length_parse(length, &request->announced_length))
        return FALSE;
    request->has_body =
        request->announced_length > 0 || http_request_header(request, "Transfer-Encoding") != NULL;
    return TRUE;
}

static void take_trace(HttpRequest *request)
{
    const char *incoming = http_request_header(request, "traceparent");
    gboolean sampled = FALSE;
    if (incoming == NULL || !http_traceparent_parse(incoming, request->trace_id, &sampled))
        http_trace_id_make(request->trace_id);
    http_traceparent_make(request->trace_id, sampled, request->traceparent);
}

static void receive_head(HttpRequest *request, const char *method)
{
    const union MHD_ConnectionInfo *size =
        MHD_get_connection_info(request->handle, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
    gboolean all_taken = http_request_take_head(request, method);
    take_trace(request);
    gboolean length_valid = take_body_length(request);
    request->must_close = !framing_is_clear(request);
    if (!all_taken || size->header_size > request->server->options.header_limit_bytes)
        http_request_respond_problem(request, 431, "headers_too_long", "send fewer or shorter headers");
    else if (request->must_close)
        http_request_respond_problem(request, 400, "ambiguous_framing",
                                     "send one Host, and one Content-Length or Transfer-Encoding: chunked");
    else if (!length_valid)
        http_request_respond_problem(request, 400, "malformed_length",
                                     "Content-Length must be a whole number");
    else
        http_request_check_head(request);
}

static enum MHD_Result queue_answer(HttpRequest *request)
{
    request->state = HTTP_REQUEST_ANSWERING;
    request->connection->receiving_since_us = HTTP_RECEIVING_NONE;
    if (request->file == NULL)
        return http_response_queue(request->response, request, &request->status);
    request->status = request->file_status;
    return MHD_queue_response(request->handle, request->file_status, request->file);
}

static enum MHD_Result step_head(HttpRequest *request, const char *method)
{
    request->state = HTTP_REQUEST_BODY;
    receive_head(request, method);
    gboolean may_discard =
        !request->must_close &&
        (!request->has_body || (request->announced_length > 0 && request->announced_length <= DISCARD_MAX &&
                                http_request_header(request, "Expect") == NULL));
    /* An answer queued at this point closes the connection; one queued after the body keeps it. */
    if (request->is_answered && !may_discard)
        return queue_answer(request);
    return MHD_YES;
}

/* FALSE: a body of unknown length went on for too long after it was refused. */
static gboolean step_data(HttpRequest *request, const char *data, gsize size)
{
    gsize limit = request->is_answered || request->route == NULL ? 0 : http_request_body_limit(request);
    request->received_length += size;
    if (request->received_length > limit) {
        request->body_too_long = TRUE;
        return request->received_length <= limit + DISCARD_MAX;
    }
    if (request->body == NULL)
        request->body = g_string_sized_new(MAX(request->announced_length, size));
    g_string_append_len(request->body, data, (gssize)size);
    return TRUE;
}

static void dispatch_worker(HttpRequest *request)
{
    const HttpServerOptions *options = &request->server->options;
    if (options->submit(request, options->submit_data))
        return;
    HttpResponse *problem =
        http_problem_new(503, "overloaded", "too much work is waiting; try again in a moment");
    http_response_set_retry_after(problem, 1);
    http_request_respond(request, problem);
}

static enum MHD_Result step_dispatch(HttpRequest *request)
{
    HttpLane lane = request->route->lane;
    request->state = HTTP_REQUEST_WAITING;
    request->connection->receiving_since_us = HTTP_RECEIVING_NONE;
    if (lane == HTTP_LANE_MEMORY) {
        http_request_run_memory(request);
        return queue_answer(request);
    }
    if (!http_server_suspend(request->server, request)) {
        http_request_respond(request, http_server_stopping_answer());
        return queue_answer(request);
    }
    if (lane == HTTP_LANE_BOOKING)
        http_request_run_booking(request);
    else
        dispatch_worker(request);
    return MHD_YES;
}

enum MHD_Result http_exchange_step(void *server, struct MHD_Connection *handle, const char *url,
                                   const char *method, const char *version, const char *data,
                                   size_t *data_size, void **slot)
{
    HttpRequest *request = *slot;
    (void)server, (void)handle, (void)url, (void)version;
    g_assert(request != NULL);
    if (request->state == HTTP_REQUEST_LINE)
        return step_head(request, method);
    if (request->state == HTTP_REQUEST_WAITING)
        return queue_answer(request);
    if (request->state == HTTP_REQUEST_ANSWERING) {
        /* libmicrohttpd asks again only when it dropped the answer because it is being stopped. */
        g_assert(request->server->is_stopping);
        return MHD_NO;
    }
    if (*data_size > 0) {
        gsize size = *data_size;
        *data_size = 0;
        if (step_data(request, data, size))
            return MHD_YES;
        http_connection_end(&request->server->connections, request->connection, MHD_HTTP_CONTENT_TOO_LARGE);
        return MHD_NO;
    }
    return request->is_answered ? queue_answer(request) : step_dispatch(request);
}

static void observe(HttpRequest *request, gint64 duration_us)
{
    const HttpServer *server = request->server;
    const HttpRouteMetrics *metrics = request->entry != NULL  ? &request->entry->metrics
                                      : request->file != NULL ? &server->file_metrics
                                                              : &server->unknown_metrics;
    counter_add(metrics->codes[MIN(request->status / 100 - 1, 4)], 1);
    histogram_observe(metrics->duration, duration_us);
    if (!server->options.access_log)
        return;
    const HttpRoute *route = request->route;
    gsize length = request->response == NULL ? 0 : http_response_length(request->response);
    /* Neither path nor query: they carry names and numbers of guests. */
    log_info_later("http", log_text("method", route != NULL ? route->method : NULL),
                   log_text("route", route != NULL ? http_request_route_path(request) : NULL),
                   log_int("status", request->status), log_int("duration_us", duration_us),
                   log_int("bytes", (gint64)length), log_text("trace_id", request->trace_id));
}

void http_exchange_completed(void *data, struct MHD_Connection *handle, void **slot,
                             enum MHD_RequestTerminationCode outcome)
{
    HttpServer *server = data;
    HttpRequest *request = *slot;
    (void)handle;
    if (request == NULL)
        return;
    *slot = NULL;
    if (request->status == 0)
        request->status =
            request->connection->ended_status != 0 ? request->connection->ended_status : STATUS_CLIENT_LEFT;
    else if (outcome != MHD_REQUEST_TERMINATED_COMPLETED_OK)
        request->status = STATUS_CLIENT_LEFT;
    observe(request, clock_monotonic_us() - request->started_us);
    request->connection->receiving_since_us = HTTP_RECEIVING_IDLE;
    request->connection->request = NULL;
    request->connection = NULL;
    request->handle = NULL;
    gauge_add(server->in_flight_gauge, -1);
    http_request_unref(request);
    server->in_flight--;
}
