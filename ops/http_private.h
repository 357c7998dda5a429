#pragma once

/* What the files of the HTTP server share. Nobody else includes this. */

#include "ops/http.h"
#include "ops/http_parse.h"
#include "ops/http_rate.h"
#include "ops/metrics.h"

#include <arpa/inet.h>
#include <microhttpd.h>
#include <pthread.h>
#include <stdatomic.h>

#define HTTP_HEADERS_MAX 64

typedef struct HttpStatic HttpStatic;
typedef struct HttpStaticSet HttpStaticSet;

/* --- Connections and their deadlines (http_connection.c) ---------------------------------------------------
 */

#define HTTP_RECEIVING_IDLE 0    /* waiting for a request */
#define HTTP_RECEIVING_NONE (-1) /* the request is there, its answer is not yet sent */

typedef struct HttpConnection {
    int socket;
    char address[INET6_ADDRSTRLEN];
    _Atomic gint64 receiving_since_us; /* when the request that is arriving began, or one of the two below */
    atomic_uint request_count;         /* request lines read from it */
    atomic_uint ended_status;          /* of the answer after which we ended it ourselves; 0: not yet */
    HttpRequest *request;              /* from its line to its completion; HTTP thread only */
    guint seen_request_count;          /* this and the following belong to the watchman */
    guint64 seen_bytes;
    gint64 line_since_us;
    struct HttpConnection *previous, *next;
} HttpConnection;

/* Every open connection. A watchman thread ends those whose request does not arrive in time: libmicrohttpd
 * itself counts a connection as alive with every byte, so one byte a minute would hold it for ever. */
typedef struct HttpConnections {
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    HttpConnection *first;
    gboolean is_tls;
    guint request_timeout_ms;
    gboolean stopping;
    pthread_t watchman;
    gboolean watched;
} HttpConnections;

void http_connections_init(HttpConnections *connections, guint request_timeout_ms, gboolean is_tls);
void http_connections_clear(HttpConnections *connections);
void http_connections_watch(HttpConnections *connections);
void http_connections_stop(HttpConnections *connections);

/* Registers a socket when it is accepted; unregisters and frees it before it is closed. */
HttpConnection *http_connection_open(HttpConnections *connections, int socket,
                                     const struct sockaddr *address);
void http_connection_close(HttpConnections *connections, HttpConnection *connection);

/* Answers with an empty body and ends the connection without libmicrohttpd, while a request is still
 * arriving. */
void http_connection_end(const HttpConnections *connections, HttpConnection *connection, guint status);

/* --- Route table (http_route.c) ----------------------------------------------------------------------------
 */

/* What is counted for a route, by template and method; `codes` by status class 1xx to 5xx. */
typedef struct HttpRouteMetrics {
    Counter *codes[5];
    Histogram *duration;
} HttpRouteMetrics;

typedef struct HttpRouteEntry {
    const HttpRoute *route;
    HttpTemplate *template;
    gpointer context;
    HttpRouteMetrics metrics;
} HttpRouteEntry;

typedef struct HttpRouteTable {
    GPtrArray *entries; /* HttpRouteEntry, sorted by template */
} HttpRouteTable;

void http_route_table_init(HttpRouteTable *table);
void http_route_table_clear(HttpRouteTable *table);
void http_route_table_add(HttpRouteTable *table, const HttpRoute *route, gpointer context);

/* The entry for a path and method (HEAD is served by GET). NULL: none; `*ret_allow` (g_free) then lists the
 * methods the path has, or is NULL when no template fits it. */
const HttpRouteEntry *http_route_table_find(const HttpRouteTable *table, const char *method,
                                            const char *const *segments, guint segment_count,
                                            const char *ret_values[HTTP_PARAMETERS_MAX], char **ret_allow);

/* TRUE when any route needs `authorise`, or is of the worker lane. */
gboolean http_route_table_needs_authorise(const HttpRouteTable *table);
gboolean http_route_table_needs_submit(const HttpRouteTable *table);

/* Registers the metrics of a template and method; both are texts from the code, never from a client. */
void http_route_metrics_init(HttpRouteMetrics *metrics, const char *method, const char *template);

/* --- Static files (http_static.c) --------------------------------------------------------------------------
 */

/* Reads all files below `directory` into memory; requests only ever look up what was read, so no path can
 * lead out of it. Symbolic links are not followed. Once the fallback (index.html without one) or the list of
 * assets is written anew, the next page that is asked for has all of it read again. */
HttpStatic *http_static_load(const char *directory, const char *fallback, const char *content_security_policy,
                             GError **error);
void http_static_free(HttpStatic *files);

/* The answer for a decoded path, or NULL when there is none; `*ret_status` is 200 or 304. The answer belongs
 * to
 * `*ret_set`, which the caller keeps until it is sent, then gives back with http_static_set_unref(). Any
 * thread. */
struct MHD_Response *http_static_find(HttpStatic *files, const char *const *segments, guint segment_count,
                                      const char *accept_encoding, const char *if_none_match,
                                      guint *ret_status, HttpStaticSet **ret_set);
void http_static_set_unref(HttpStaticSet *set); /* NULL is allowed */

/* --- Server ------------------------------------------------------------------------------------------------
 */

struct HttpServer {
    atomic_int references; /* the owner's, and one for each request that a lane holds */
    HttpServerOptions options;
    GStringChunk *option_texts;
    HttpRouteTable routes;
    HttpRouteMetrics file_metrics, unknown_metrics;
    Gauge *in_flight_gauge;
    HttpConnections connections;
    HttpStatic *files;
    HttpRates *rates;
    struct MHD_Daemon *daemon;
    int listener;
    pthread_t accepting;
    guint port;
    gboolean started, stopped;
    atomic_bool is_stopping;
    atomic_uint in_flight;
    pthread_mutex_t suspended_mutex;
    pthread_cond_t suspended_changed;
    HttpRequest *first_suspended;
    gboolean lanes_closed;
};

void http_server_unref(HttpServer *server);

/* Accepting connections (http_accept.c): from the start until the server stops, which also closes the
 * listening socket. */
void http_accept_start(HttpServer *server);
void http_accept_stop(HttpServer *server);

/* Suspends the connection and gives the lane its right to the request. FALSE when the server is about to
 * close: from then on nothing may be suspended. HTTP thread. */
gboolean http_server_suspend(HttpServer *server, HttpRequest *request);

/* The 503 for requests that a stopping server has no time for. */
HttpResponse *http_server_stopping_answer(void);

/* Lets an answered request go back to its HTTP thread. Any thread. */
void http_server_resume(HttpServer *server, HttpRequest *request);

/* --- Requests (http_request.c) -----------------------------------------------------------------------------
 */

typedef enum HttpRequestState {
    HTTP_REQUEST_LINE,    /* request line read, headers still to come */
    HTTP_REQUEST_BODY,    /* headers checked; the body is read, or thrown away if an answer stands already */
    HTTP_REQUEST_WAITING, /* given to its lane */
    HTTP_REQUEST_ANSWERING, /* answer queued */
} HttpRequestState;

struct HttpRequest {
    atomic_int references; /* libmicrohttpd's, and the lane's while suspended */
    HttpServer *server;
    HttpConnection *connection;    /* gone when completed */
    struct MHD_Connection *handle; /* gone when completed */
    HttpRequestState state;
    gint64 started_us;
    gboolean is_tls;
    gboolean is_suspended;
    gboolean has_body;
    gboolean must_close;      /* nobody can say where the next request would begin */
    guint64 announced_length; /* Content-Length */
    guint64 received_length;
    gboolean body_too_long;
    atomic_bool is_answered;
    gboolean is_held; /* its answer waits for http_answers_release() */
    atomic_bool is_abandoned;
    HttpResponse *response;
    struct MHD_Response *file; /* instead of `response`: belongs to `file_set` */
    HttpStaticSet *file_set;
    guint file_status;
    guint status; /* as sent */

    const char *method;
    char *target; /* as received */
    const char *segments[HTTP_SEGMENTS_MAX];
    guint segment_count;
    HttpPair *query;
    guint query_count;
    guint header_count;
    const HttpRouteEntry *entry;
    const HttpRoute *route;
    gpointer context;
    const char *parameters[HTTP_PARAMETERS_MAX];
    GString *body;
    json_t *json;
    char idempotency_key[HTTP_IDEMPOTENCY_KEY_MAX + 1];
    char trace_id[HTTP_TRACE_ID_LENGTH + 1];
    char traceparent[HTTP_TRACEPARENT_LENGTH + 1];
    char address[INET6_ADDRSTRLEN];
    gboolean has_rate;
    HttpRateState rate;
    gpointer principal;
    GDestroyNotify principal_free;
    char *client_id;
    HttpRequest *previous_suspended, *next_suspended;
    GStringChunk *texts; /* copies of everything above that libmicrohttpd would take away when it completes */
    HttpPair headers[HTTP_HEADERS_MAX];
};

/* libmicrohttpd's callbacks (http_exchange.c). */
void *http_exchange_line(void *server, const char *target, struct MHD_Connection *handle);
enum MHD_Result http_exchange_step(void *server, struct MHD_Connection *handle, const char *url,
                                   const char *method, const char *version, const char *data,
                                   size_t *data_size, void **request);
void http_exchange_completed(void *server, struct MHD_Connection *handle, void **request,
                             enum MHD_RequestTerminationCode outcome);

HttpRequest *http_request_new(HttpServer *server, struct MHD_Connection *handle, HttpConnection *connection,
                              const char *target);
void http_request_unref(HttpRequest *request);

/* Takes method and headers over from libmicrohttpd. FALSE when there are more than HTTP_HEADERS_MAX. */
gboolean http_request_take_head(HttpRequest *request, const char *method);

/* The checks before the body is read, and those on the body. FALSE: answered. */
gboolean http_request_check_head(HttpRequest *request);
gboolean http_request_check_body(HttpRequest *request);

/* Longest body the request's route takes. */
gsize http_request_body_limit(const HttpRequest *request);

/* New ids for a request that came without a trace, and the text to pass on. Any thread. */
void http_trace_id_make(char ret_trace_id[HTTP_TRACE_ID_LENGTH + 1]);
void http_traceparent_make(const char *trace_id, gboolean sampled,
                           char ret_traceparent[HTTP_TRACEPARENT_LENGTH + 1]);

/* Checks the body and runs the handler: in the memory lane, where it must have answered, and in the booking
 * lane. */
void http_request_run_memory(HttpRequest *request);
void http_request_run_booking(HttpRequest *request);

/* Gives the request an answer if it has none; FALSE (and `response` freed) otherwise. */
gboolean http_request_claim(HttpRequest *request, HttpResponse *response);

/* --- Answers (http_response.c) -----------------------------------------------------------------------------
 */

/* Bytes of its body. */
gsize http_response_length(const HttpResponse *response);

/* Queues the answer on the connection with the headers every answer has. HTTP thread. `*ret_status` is what
 * is sent: 304 when the client has it already. */
enum MHD_Result http_response_queue(HttpResponse *response, const HttpRequest *request, guint *ret_status);
