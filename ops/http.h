#pragma once

/*
 * HTTP server of the daemons: routes, requests, answers. The only user of libmicrohttpd.
 *
 * A request passes these steps on an HTTP thread: route found, body announced small enough and of the right
 * type, `authorise` asked, rate limit taken, body read, idempotency key checked. What is refused on the way
 * is answered with a problem document (RFC 9457) and the handler never sees it. Then the route's lane
 * decides:
 *
 *   HTTP_LANE_MEMORY   the handler runs at once on the HTTP thread; it must answer before it returns and must
 *                      never wait for anything (no database, no file, no lock held for long).
 *   HTTP_LANE_BOOKING  the connection is suspended, the handler runs on the HTTP thread, passes the request
 * on and returns; whoever finishes the work answers it, from any thread. HTTP_LANE_WORKER   the connection is
 * suspended and the request handed to the server's `submit`; a worker thread calls http_request_run(), which
 * calls the handler with that worker's state; the handler must answer before it returns.
 *
 * Every request is answered exactly once by one of the http_request_respond…() functions. In the booking and
 * worker lanes that call ends the lane's right to the request: it must not be touched afterwards.
 */

#include <glib.h>
#include <jansson.h>

G_BEGIN_DECLS

#define HTTP_ERROR (http_error_quark())
GQuark http_error_quark(void);

typedef enum HttpErrorCode {
    HTTP_ERROR_INVALID,  /* a value that no caller may pass, or text that does not parse */
    HTTP_ERROR_INSECURE, /* beyond loopback without TLS */
    HTTP_ERROR_LISTEN,   /* the address cannot be listened on */
    HTTP_ERROR_FILE,     /* certificate, key or static directory cannot be read */
    HTTP_ERROR_NETWORK,  /* client: the other side could not be reached, or the line broke */
    HTTP_ERROR_TIMEOUT,  /* client: no answer in time */
} HttpErrorCode;

typedef struct HttpServer HttpServer;
typedef struct HttpRequest HttpRequest;
typedef struct HttpResponse HttpResponse;

/* --- Routes ----------------------------------------------------------------------------------------------
 */

typedef enum HttpLane {
    HTTP_LANE_MEMORY,
    HTTP_LANE_BOOKING,
    HTTP_LANE_WORKER,
} HttpLane;

typedef enum HttpRouteFlags {
    HTTP_PLAIN = 0,
    HTTP_IDEMPOTENCY_KEY = 1 << 0, /* an `Idempotency-Key` is required: 400 without one */
    HTTP_NO_CSRF = 1 << 1,  /* for `authorise`: this write needs no CSRF token (log-in, token endpoint) */
    HTTP_RAW_BODY = 1 << 2, /* the body is not JSON: any content type, http_request_body() only */
    HTTP_BODY_REQUIRED = 1 << 3, /* JSON routes: 400 when there is no body */
    HTTP_NO_RATE_LIMIT = 1 << 4, /* does not count against the client's rate */
} HttpRouteFlags;

/* `context`: in the memory and booking lanes the `context` the routes were added with; in the worker lane the
 * worker's state given to http_request_run() (http_request_context() still returns the routes' context). */
typedef void (*HttpHandler)(HttpRequest *request, gpointer context);

/* One entry of a static route table. The table must outlive the server. */
typedef struct HttpRoute {
    const char *method;   /* "GET" (answers HEAD too), "POST", "PUT", "PATCH", "DELETE" */
    const char *template; /* "/v1/hotels/{hotel}/cells{?from,until}"; a name stands for one whole segment; at
                             most 8 names. A literal segment wins over a name: /v1/sessions/current before
                             /v1/sessions/{id}. After "{?" the parameters that the query may have; a request
                             with any other is refused before the handler */
    HttpLane lane;
    guint64 access; /* bit mask that only `authorise` interprets */
    guint flags;    /* HttpRouteFlags */
    HttpHandler handler;
    gsize body_limit_bytes; /* 0: the server's limit */
} HttpRoute;

/* --- Server ----------------------------------------------------------------------------------------------
 */

/* Asked on the HTTP thread for every request that has a route, before its body is read and before its lane.
 * Sets the principal (http_request_set_principal) and returns TRUE, or answers (401, 403, …) and returns
 * FALSE. Must not wait for anything. */
typedef gboolean (*HttpAuthorise)(HttpRequest *request, const HttpRoute *route, gpointer data);

/* Hands a request of the worker lane to a worker, who calls http_request_run() once. FALSE when the queue is
 * full: the request is answered 503 with Retry-After. Called on an HTTP thread; must not wait. */
typedef gboolean (*HttpSubmit)(HttpRequest *request, gpointer data);

/* Readiness for /readyz. FALSE: 503; `*ret_reason` (g_free) says in a few words what is missing. HTTP thread.
 */
typedef gboolean (*HttpReady)(char **ret_reason, gpointer data);

/* Text of /metrics in Prometheus format (g_free). HTTP thread. */
typedef char *(*HttpRenderMetrics)(gpointer data);

/* Strings are copied by http_server_new(). Always start from http_server_options_init(). */
typedef struct HttpServerOptions {
    const char *address; /* numeric IPv4 or IPv6 address, or "localhost"; default "127.0.0.1" */
    guint port;          /* 0: any free one, see http_server_port() */
    guint threads;       /* HTTP threads; default 2 */

    const char *tls_certificate_file; /* PEM; both or none. Without them only loopback is listened on */
    const char *tls_key_file;

    const char
        *static_directory; /* files served under /; NULL: none. A directory that is missing is an error */
    const char *static_fallback; /* file answered for unknown paths outside /v1 ("index.html"); NULL: 404 */
    const char *content_security_policy; /* for static files; NULL: a strict default for our consoles */

    gsize body_limit_bytes;             /* default 1 MiB */
    gsize header_limit_bytes;           /* request line and headers together; default 16 KiB */
    guint connection_limit;             /* default 4096; one more is closed at once */
    guint connection_limit_per_address; /* default 0: no limit of its own */
    guint idle_timeout_s;               /* kept-alive connection without a request; default 60 */
    guint
        request_timeout_ms; /* a begun request must have arrived whole in this time, or 408; default 15 000 */
    guint rate_limit_requests; /* requests a client may make per window; 0 (default): no limit */
    guint rate_limit_window_s; /* default 60 */

    gboolean access_log; /* a line in the log for each request; default TRUE */

    HttpAuthorise authorise; /* required when any route has an access mask */
    gpointer authorise_data;
    HttpSubmit submit; /* required when any route is of the worker lane */
    gpointer submit_data;
    HttpReady ready; /* NULL: ready as soon as started */
    gpointer ready_data;
    HttpRenderMetrics render_metrics; /* NULL: the registry of ops/metrics.h */
    gpointer render_metrics_data;
} HttpServerOptions;

/* Fills in the defaults. */
void http_server_options_init(HttpServerOptions *options);

/* Makes a server that does not listen yet. Never NULL. Own it with g_autoptr(HttpServer). */
HttpServer *http_server_new(const HttpServerOptions *options);

/* Adds a route table before the start. `routes` is kept, not copied; `context` goes to the handlers. A
 * template or method that does not parse, or a second route of the same method and template, is a defect
 * (asserts). */
void http_server_add_routes(HttpServer *server, const HttpRoute *routes, gsize route_count, gpointer context);

/* Loads certificate and static files, listens, starts the threads. FALSE with HTTP_ERROR_INSECURE, _LISTEN,
 * _FILE or _INVALID. A server starts once. */
gboolean http_server_start(HttpServer *server, GError **error);

/* The port listened on, after a successful start. */
guint http_server_port(const HttpServer *server);

/* Stops accepting, lets requests in flight finish for at most `grace_ms`, answers those still suspended 503,
 * closes. Waits for all of it; not to be called from a handler. Lanes may still answer late: that does no
 * harm. Safe on a server that never started, and a second time. */
void http_server_stop(HttpServer *server, guint grace_ms);

/* Requests between their first byte parsed and their answer sent. Any thread. */
guint http_server_in_flight(HttpServer *server);

/* Stops (grace 0) and frees. Requests that a lane still holds stay valid until they are answered. */
void http_server_free(HttpServer *server);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HttpServer, http_server_free)

/* --- Request: what it says. Valid until answered; any thread that holds the request ------------------------
 */

const HttpRoute *http_request_route(const HttpRequest *request);

/* The route's template without the parameters of its query: what logs and metrics call it. Borrowed. */
const char *http_request_route_path(const HttpRequest *request);

/* The same question once more with one parameter set to another value: where the next page is read. g_free().
 */
char *http_request_target_with(const HttpRequest *request, const char *name, const char *value);

/* The `context` the request's routes were added with. */
gpointer http_request_context(const HttpRequest *request);

const char *http_request_method(const HttpRequest *request);

/* Percent-decoded UTF-8 value of a name of the route's template. Never NULL; asking for another name asserts.
 */
const char *http_request_path_parameter(const HttpRequest *request, const char *name);

/* First value of a query parameter, decoded ('+' is a space), or NULL. */
const char *http_request_query(const HttpRequest *request, const char *name);

/* How often the parameter is given, and its n-th value (0-based), or NULL. */
guint http_request_query_count(const HttpRequest *request, const char *name);
const char *http_request_query_nth(const HttpRequest *request, const char *name, guint index);

/* Whole number of a query parameter; `fallback` when it is not given. FALSE: it is no number between
 * `minimum` and `maximum`, the request has been answered 400 and the handler must return. */
gboolean http_request_query_integer(HttpRequest *request, const char *name, gint64 minimum, gint64 maximum,
                                    gint64 fallback, gint64 *ret_value);

/* First header of that name (any case), or NULL. */
const char *http_request_header(const HttpRequest *request, const char *name);

/* Value of a cookie, or NULL. */
const char *http_request_cookie(const HttpRequest *request, const char *name);

/* Body as received; never NULL (NUL-terminated beyond its length), length 0 without a body. */
const char *http_request_body(const HttpRequest *request, gsize *ret_length);

/* Body of a JSON route, parsed: an object or array, borrowed; NULL when there was no body. Body text that is
 * not UTF-8 JSON, repeats a key or nests deeper than 32 was already answered 400. */
json_t *http_request_json(const HttpRequest *request);

/* Validated idempotency key without its quotes (1..128 printable ASCII characters), or NULL. */
const char *http_request_idempotency_key(const HttpRequest *request);

/* Numeric address of the client. */
const char *http_request_client_address(const HttpRequest *request);

/* Trace id, 32 hex digits: the caller's (`traceparent`) or a new one. */
const char *http_request_trace_id(const HttpRequest *request);

/* `traceparent` to send on with calls made for this request. */
const char *http_request_traceparent(const HttpRequest *request);

/* TRUE when the connection is TLS (cookies then get `Secure`). */
gboolean http_request_is_tls(const HttpRequest *request);

/* Principal: set once by `authorise`; freed with the request by `destroy` (may be NULL; any thread).
 * `client_id` is what the rate is counted by and is copied; NULL: the client's address. */
void http_request_set_principal(HttpRequest *request, gpointer principal, GDestroyNotify destroy,
                                const char *client_id);
gpointer http_request_principal(const HttpRequest *request);

/* Worker lane: runs the request's handler on the calling thread with `worker_state`. A handler that returns
 * without an answer is a defect: logged, 500. Ends the worker's right to the request. */
void http_request_run(HttpRequest *request, gpointer worker_state);

/* TRUE when nobody waits for the answer any more (the server has answered 503 while stopping). Long work may
 * ask. */
gboolean http_request_is_abandoned(const HttpRequest *request);

/* --- Answers ---------------------------------------------------------------------------------------------
 */

/* Empty answer. Own it until it is passed to http_request_respond(). */
HttpResponse *http_response_new(guint status);

/* JSON answer; takes over the reference to `body`. Written compactly at once, on the calling thread. */
HttpResponse *http_response_new_json(guint status, json_t *body);

/* Answer with bytes, which are shared, not copied: an answer that is kept ready costs nothing to repeat. */
HttpResponse *http_response_new_bytes(guint status, const char *content_type, GBytes *body);

/* Problem document: `code` is stable snake_case that programs rely on, the detail is for people: what is
 * wrong and what to do. type is urn:keyrack:problem:<code>, title the status phrase. */
HttpResponse *http_problem_new(guint status, const char *code, const char *detail_format, ...)
    G_GNUC_PRINTF(3, 4);

/* Names an offending field of the body by JSON pointer ("/rooms/0/adults"), or of the query ("?limit"). */
void http_problem_add_error(HttpResponse *problem, const char *pointer, const char *detail_format, ...)
    G_GNUC_PRINTF(3, 4);

/* Further member of a problem document ("alternatives"); takes over the reference to `value`. */
void http_problem_set_member(HttpResponse *problem, const char *name, json_t *value);

/* What a problem document says, but for the trace id that is added when it is sent. Borrowed; NULL:
 * another answer. */
const json_t *http_problem_document(const HttpResponse *problem);

/* Adds a header (Set-Cookie may be added several times). A line break in the value asserts. */
void http_response_add_header(HttpResponse *response, const char *name, const char *value);

/* Strong entity tag, given without quotes. A GET whose If-None-Match has it is answered 304 by the server. */
void http_response_set_etag(HttpResponse *response, const char *tag_format, ...) G_GNUC_PRINTF(2, 3);

/* The entity tag that follows from the body: for what many read again and again, and mostly find as it was.
 */
void http_response_set_etag_of_body(HttpResponse *response);

void http_response_set_location(HttpResponse *response, const char *location);
void http_response_add_link(HttpResponse *response, const char *target, const char *relation);
void http_response_set_retry_after(HttpResponse *response, guint seconds);

/* Answers are `Cache-Control: no-store` (`private, no-cache` with an ETag) unless this says otherwise. */
void http_response_set_cache_control(HttpResponse *response, const char *cache_control);

void http_response_free(HttpResponse *response);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HttpResponse, http_response_free)

/* Answers the request; takes over `response`. Any thread. Too late (the server stopped): quietly dropped. */
void http_request_respond(HttpRequest *request, HttpResponse *response);

/* From now on what this thread answers is held back, until http_answers_release() sends it: for answers that
 * promise what is not on the disk yet. */
void http_answers_hold(void);
/* Sends what was held and holds nothing any more. With `instead`, each request is answered with what that
 * makes. */
typedef HttpResponse *(*HttpAnswerInstead)(gconstpointer data);
void http_answers_release(HttpAnswerInstead instead, gconstpointer data);

/* Shorthand for the two common answers. */
void http_request_respond_json(HttpRequest *request, guint status, json_t *body);
void http_request_respond_problem(HttpRequest *request, guint status, const char *code,
                                  const char *detail_format, ...) G_GNUC_PRINTF(4, 5);

/* --- Preconditions ---------------------------------------------------------------------------------------
 */

/* TRUE when the header value `list` of If-Match is "*" or contains the strong tag `tag` (given without
 * quotes). */
gboolean http_etag_matches(const char *list, const char *tag);

G_END_DECLS
