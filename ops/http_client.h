#pragma once

/*
 * HTTP client, on libcurl. Two forms: HttpClient waits for each answer (command line,
 * webhooks); HttpQueue keeps many requests in flight on one thread (load, replay). Neither retries: that is
 * the caller's decision. Errors are of the HTTP_ERROR domain of ops/http.h. An answer of any status is no
 * error.
 */

#include <glib.h>

G_BEGIN_DECLS

/* Strings are copied. Zero values are the defaults. */
typedef struct HttpClientOptions {
    guint timeout_ms;         /* whole exchange; default 30 000 */
    guint connect_timeout_ms; /* default 5 000 */
    const char *ca_file;      /* PEM of certificates to trust; NULL: the system's */
    const char
        *cookie_file; /* cookies are read from here and written back (0600); NULL: kept in memory only */
    const char *unix_socket; /* path of a socket to connect to instead of the URL's host; NULL: none */
    const char *user_agent;  /* default "keyrack" */
    gsize body_limit_bytes;  /* longest answer accepted; default 64 MiB */
} HttpClientOptions;

/* A request to make. Everything is copied where it must outlive the call. */
typedef struct HttpClientRequest {
    const char *method;         /* NULL: GET, or POST with a body */
    const char *url;            /* http:// or https:// */
    const char *const *headers; /* NULL-terminated "Name: value"; NULL: none */
    const char *body;           /* NULL: none; Content-Type defaults to application/json */
    gsize body_length;
    guint timeout_ms; /* 0: the client's */
} HttpClientRequest;

typedef struct HttpClientResponse {
    guint status;
    GString *body;      /* never NULL; NUL-terminated */
    gint64 elapsed_us;  /* from sending to the whole answer, without waiting in our own queue */
    GPtrArray *headers; /* "Name: value" */
} HttpClientResponse;

/* First header of that name (any case) without surrounding blanks, or NULL. */
const char *http_client_response_header(const HttpClientResponse *response, const char *name);

void http_client_response_free(HttpClientResponse *response);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HttpClientResponse, http_client_response_free)

/* --- One at a time ---------------------------------------------------------------------------------------
 */

typedef struct HttpClient HttpClient;

/* `options` may be NULL. A client keeps its connection and cookies; one thread at a time. */
HttpClient *http_client_new(const HttpClientOptions *options);

/* Makes the request and waits. NULL with HTTP_ERROR_NETWORK, _TIMEOUT or _INVALID, naming method and host. */
HttpClientResponse *http_client_perform(HttpClient *client, const HttpClientRequest *request, GError **error);

/* Shorthand: `body_json` NULL for none. */
HttpClientResponse *http_client_send(HttpClient *client, const char *method, const char *url,
                                     const char *body_json, GError **error);

/* Value of a cookie the client holds for that host (g_free), or NULL. */
char *http_client_cookie(HttpClient *client, const char *host, const char *name);

/* Writes the cookie file, if there is one. */
void http_client_free(HttpClient *client);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HttpClient, http_client_free)

/* --- Many at once ----------------------------------------------------------------------------------------
 */

typedef struct HttpQueue HttpQueue;

/* Called on the thread that runs the queue, once per request: either `response` (borrowed) or `error` is set.
 * May submit further requests. */
typedef void (*HttpQueueCallback)(const HttpClientResponse *response, const GError *error, gpointer data);

/* At most `in_flight_limit` requests are on their way at a time, over kept-alive connections to any number of
 * hosts; the rest wait in order. `options` may be NULL; cookies are not kept. One thread. */
HttpQueue *http_queue_new(const HttpClientOptions *options, guint in_flight_limit);

/* Adds a request; copied. */
void http_queue_submit(HttpQueue *queue, const HttpClientRequest *request, HttpQueueCallback callback,
                       gpointer data);

/* Requests not yet answered, waiting ones included. */
guint http_queue_pending(const HttpQueue *queue);

/* Moves things on, waiting at most `timeout_ms` for something to happen; callbacks run inside. For open-loop
 * load the caller submits by its own timetable between steps. */
void http_queue_step(HttpQueue *queue, guint timeout_ms);

/* Steps until nothing is pending. */
void http_queue_run(HttpQueue *queue);

/* Requests still pending are given up; their callbacks get an error. */
void http_queue_free(HttpQueue *queue);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HttpQueue, http_queue_free)

G_END_DECLS
