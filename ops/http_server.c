#include "ops/http_private.h"

#include "ops/clock.h"
#include "ops/log.h"

#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define BACKLOG 1024
/* Room for the headers of the answer beside the longest ones of a request, in the memory libmicrohttpd gives
 * a connection; an ordinary request leaves most of its own as well. Not more than needed: all of it is
 * cleared after every request. */
#define ANSWER_HEADER_ROOM ((gsize)8 * 1024)
#define LAST_ANSWERS_MS 1000

void http_server_options_init(HttpServerOptions *options)
{
    *options = (HttpServerOptions){
        .address = "127.0.0.1",
        .threads = 2,
        .body_limit_bytes = (gsize)1024 * 1024,
        .header_limit_bytes = (gsize)16 * 1024,
        .connection_limit = 4096,
        .idle_timeout_s = 60,
        .request_timeout_ms = 15000,
        .rate_limit_window_s = 60,
        .access_log = TRUE,
    };
}

/* --- What every server answers -----------------------------------------------------------------------------
 */

static void handle_healthz(HttpRequest *request, gpointer server)
{
    (void)server;
    http_request_respond_json(request, 200, json_pack("{s:s}", "status", "ok"));
}

static void handle_readyz(HttpRequest *request, gpointer data)
{
    HttpServer *server = data;
    g_autofree char *reason = NULL;
    if (server->is_stopping)
        http_request_respond_problem(request, 503, "stopping", "the server is stopping");
    else if (server->options.ready == NULL || server->options.ready(&reason, server->options.ready_data))
        http_request_respond_json(request, 200, json_pack("{s:s}", "status", "ready"));
    else
        http_request_respond_problem(request, 503, "not_ready", "%s", reason == NULL ? "not ready" : reason);
}

static void handle_metrics(HttpRequest *request, gpointer data)
{
    HttpServer *server = data;
    const HttpServerOptions *options = &server->options;
    char *text = options->render_metrics == NULL ? metrics_render()
                                                 : options->render_metrics(options->render_metrics_data);
    g_autoptr(GBytes) body = g_bytes_new_take(text, strlen(text));
    http_request_respond(request,
                         http_response_new_bytes(200, "text/plain; version=0.0.4; charset=utf-8", body));
}

static const HttpRoute BUILT_IN_ROUTES[] = {
    {"GET", "/healthz", HTTP_LANE_MEMORY, 0, HTTP_RAW_BODY | HTTP_NO_RATE_LIMIT, handle_healthz, 0},
    {"GET", "/readyz", HTTP_LANE_MEMORY, 0, HTTP_RAW_BODY | HTTP_NO_RATE_LIMIT, handle_readyz, 0},
    {"GET", "/metrics", HTTP_LANE_MEMORY, 0, HTTP_RAW_BODY | HTTP_NO_RATE_LIMIT, handle_metrics, 0},
};

/* --- Life --------------------------------------------------------------------------------------------------
 */

static void server_keep_text(HttpServer *server, const char **text)
{
    if (*text != NULL)
        *text = g_string_chunk_insert(server->option_texts, *text);
}

HttpServer *http_server_new(const HttpServerOptions *options)
{
    HttpServer *server = g_new0(HttpServer, 1);
    server->references = 1;
    server->options = *options;
    server->option_texts = g_string_chunk_new(512);
    server_keep_text(server, &server->options.address);
    server_keep_text(server, &server->options.tls_certificate_file);
    server_keep_text(server, &server->options.tls_key_file);
    server_keep_text(server, &server->options.static_directory);
    server_keep_text(server, &server->options.static_fallback);
    server_keep_text(server, &server->options.content_security_policy);
    http_route_table_init(&server->routes);
    http_route_metrics_init(&server->file_metrics, "GET", "static");
    http_route_metrics_init(&server->unknown_metrics, "-", "unknown");
    server->in_flight_gauge =
        metrics_gauge("keyrack_http_in_flight", "HTTP requests not yet answered.", NULL);
    http_connections_init(&server->connections, options->request_timeout_ms,
                          options->tls_certificate_file != NULL);
    pthread_mutex_init(&server->suspended_mutex, NULL);
    pthread_cond_init(&server->suspended_changed, NULL);
    if (options->rate_limit_requests > 0)
        server->rates = http_rates_new(options->rate_limit_requests, options->rate_limit_window_s);
    http_server_add_routes(server, BUILT_IN_ROUTES, G_N_ELEMENTS(BUILT_IN_ROUTES), server);
    return server;
}

void http_server_add_routes(HttpServer *server, const HttpRoute *routes, gsize route_count, gpointer context)
{
    g_assert(!server->started);
    for (gsize i = 0; i < route_count; i++)
        http_route_table_add(&server->routes, &routes[i], context);
}

void http_server_unref(HttpServer *server)
{
    if (atomic_fetch_sub(&server->references, 1) != 1)
        return;
    g_assert(server->first_suspended == NULL);
    http_route_table_clear(&server->routes);
    http_connections_clear(&server->connections);
    http_static_free(server->files);
    http_rates_free(server->rates);
    pthread_cond_destroy(&server->suspended_changed);
    pthread_mutex_destroy(&server->suspended_mutex);
    g_string_chunk_free(server->option_texts);
    g_free(server);
}

void http_server_free(HttpServer *server)
{
    if (server == NULL)
        return;
    http_server_stop(server, 0);
    http_server_unref(server);
}

guint http_server_port(const HttpServer *server)
{
    return server->port;
}

guint http_server_in_flight(HttpServer *server)
{
    return server->in_flight;
}

/* --- Starting ----------------------------------------------------------------------------------------------
 */

typedef struct ListenAddress {
    struct sockaddr_storage storage;
    socklen_t length;
    gboolean is_loopback;
} ListenAddress;

static gboolean listen_address_parse(const HttpServerOptions *options, ListenAddress *ret_address,
                                     GError **error)
{
    const char *text = strcmp(options->address, "localhost") == 0 ? "127.0.0.1" : options->address;
    ListenAddress address = {0};
    struct sockaddr_in *four = (struct sockaddr_in *)&address.storage;
    struct sockaddr_in6 *six = (struct sockaddr_in6 *)&address.storage;
    if (inet_pton(AF_INET, text, &four->sin_addr) == 1) {
        four->sin_family = AF_INET;
        four->sin_port = htons((guint16)options->port);
        address.length = sizeof *four;
        address.is_loopback = ntohl(four->sin_addr.s_addr) >> 24 == 127;
    } else if (inet_pton(AF_INET6, text, &six->sin6_addr) == 1) {
        six->sin6_family = AF_INET6;
        six->sin6_port = htons((guint16)options->port);
        address.length = sizeof *six;
        address.is_loopback = IN6_IS_ADDR_LOOPBACK(&six->sin6_addr);
    } else {
        g_set_error(error, HTTP_ERROR, HTTP_ERROR_INVALID,
                    "listen address '%s' is not a numeric IPv4 or IPv6 address", options->address);
        return FALSE;
    }
    *ret_address = address;
    return TRUE;
}

static gboolean options_check(const HttpServer *server, gboolean is_loopback, GError **error)
{
    const HttpServerOptions *options = &server->options;
    if (options->port > 65535 || options->threads == 0 || options->request_timeout_ms == 0) {
        g_set_error(error, HTTP_ERROR, HTTP_ERROR_INVALID,
                    "http: port must be at most 65535, threads and request timeout at least 1");
        return FALSE;
    }
    if ((options->tls_certificate_file == NULL) != (options->tls_key_file == NULL)) {
        g_set_error(error, HTTP_ERROR, HTTP_ERROR_INVALID,
                    "http: set both the TLS certificate and its key, or neither");
        return FALSE;
    }
    if (!is_loopback && options->tls_certificate_file == NULL) {
        g_set_error(
            error, HTTP_ERROR, HTTP_ERROR_INSECURE,
            "refusing to listen on %s without TLS: set a certificate and its key, or listen on 127.0.0.1",
            options->address);
        return FALSE;
    }
    g_assert(options->authorise != NULL || !http_route_table_needs_authorise(&server->routes));
    g_assert(options->submit != NULL || !http_route_table_needs_submit(&server->routes));
    return TRUE;
}

static int listen_socket_open(const HttpServerOptions *options, const ListenAddress *address, GError **error)
{
    int on = 1;
    int listener = socket(address->storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (listener >= 0 && setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0 &&
        bind(listener, (const struct sockaddr *)&address->storage, address->length) == 0 &&
        listen(listener, BACKLOG) == 0)
        return listener;
    g_set_error(error, HTTP_ERROR, HTTP_ERROR_LISTEN, "cannot listen on %s port %u: %s", options->address,
                options->port, g_strerror(errno));
    if (listener >= 0)
        close(listener);
    return -1;
}

static guint socket_port(int listener)
{
    struct sockaddr_in6 address = {0}; /* the port stands at the same place in an IPv4 address */
    socklen_t length = sizeof address;
    int failure = getsockname(listener, (struct sockaddr *)&address, &length);
    g_assert(failure == 0);
    return ntohs(address.sin6_port);
}

static void connection_notify(void *data, struct MHD_Connection *handle, void **slot,
                              enum MHD_ConnectionNotificationCode code)
{
    HttpServer *server = data;
    if (code == MHD_CONNECTION_NOTIFY_STARTED) {
        int socket_number = MHD_get_connection_info(handle, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
        const struct sockaddr *address =
            MHD_get_connection_info(handle, MHD_CONNECTION_INFO_CLIENT_ADDRESS)->client_addr;
        *slot = http_connection_open(&server->connections, socket_number, address);
    } else if (*slot != NULL) {
        /* When its memory is too small even for an error page, libmicrohttpd forgets to complete the request.
         */
        void *request = ((HttpConnection *)*slot)->request;
        http_exchange_completed(server, handle, &request, MHD_REQUEST_TERMINATED_WITH_ERROR);
        http_connection_close(&server->connections, *slot);
        *slot = NULL;
    }
}

static gboolean tls_read_file(const char *path, char **ret_text, GError **error)
{
    g_autoptr(GError) failure = NULL;
    if (path == NULL || g_file_get_contents(path, ret_text, NULL, &failure))
        return TRUE;
    g_set_error(error, HTTP_ERROR, HTTP_ERROR_FILE, "tls: %s", failure->message);
    return FALSE;
}

static struct MHD_Daemon *daemon_start(HttpServer *server, const char *certificate, const char *key)
{
    const HttpServerOptions *options = &server->options;
    struct MHD_OptionItem tls[] = {
        {MHD_OPTION_HTTPS_MEM_CERT, 0, (void *)certificate},
        {MHD_OPTION_HTTPS_MEM_KEY, 0, (void *)key},
        {MHD_OPTION_HTTPS_PRIORITIES, 0, (void *)"SECURE128:+SECURE192:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2"},
        {MHD_OPTION_END, 0, NULL},
    };
    struct MHD_OptionItem no_tls[] = {{MHD_OPTION_END, 0, NULL}};
    guint flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_TURBO |
                  MHD_USE_NO_LISTEN_SOCKET | (certificate != NULL ? MHD_USE_TLS : 0);
    return MHD_start_daemon(
        flags, 0, NULL, NULL, http_exchange_step, server, MHD_OPTION_ARRAY,
        certificate != NULL ? tls : no_tls, MHD_OPTION_THREAD_POOL_SIZE, options->threads,
        MHD_OPTION_CONNECTION_LIMIT, options->connection_limit, MHD_OPTION_PER_IP_CONNECTION_LIMIT,
        options->connection_limit_per_address, MHD_OPTION_CONNECTION_TIMEOUT, options->idle_timeout_s,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, options->header_limit_bytes + ANSWER_HEADER_ROOM,
        MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_URI_LOG_CALLBACK, http_exchange_line, server,
        MHD_OPTION_NOTIFY_COMPLETED, http_exchange_completed, server, MHD_OPTION_NOTIFY_CONNECTION,
        connection_notify, server, MHD_OPTION_END);
}

static gboolean server_load_files(HttpServer *server, GError **error)
{
    const HttpServerOptions *options = &server->options;
    if (options->static_directory == NULL || server->files != NULL)
        return TRUE;
    server->files = http_static_load(options->static_directory, options->static_fallback,
                                     options->content_security_policy, error);
    return server->files != NULL;
}

static gboolean server_listen(HttpServer *server, const ListenAddress *address, const char *certificate,
                              const char *key, GError **error)
{
    server->listener = listen_socket_open(&server->options, address, error);
    if (server->listener < 0)
        return FALSE;
    server->port = socket_port(server->listener);
    server->daemon = daemon_start(server, certificate, key);
    if (server->daemon != NULL)
        return TRUE;
    close(server->listener);
    g_set_error(
        error, HTTP_ERROR, HTTP_ERROR_LISTEN,
        "cannot serve HTTP on port %u: check the TLS certificate and key, and the limit of open files",
        server->port);
    return FALSE;
}

gboolean http_server_start(HttpServer *server, GError **error)
{
    ListenAddress address;
    g_autofree char *certificate = NULL;
    g_autofree char *key = NULL;
    g_assert(!server->started && !server->stopped);
    if (!listen_address_parse(&server->options, &address, error) ||
        !options_check(server, address.is_loopback, error) ||
        !tls_read_file(server->options.tls_certificate_file, &certificate, error) ||
        !tls_read_file(server->options.tls_key_file, &key, error) || !server_load_files(server, error) ||
        !server_listen(server, &address, certificate, key, error))
        return FALSE;
    http_connections_watch(&server->connections);
    http_accept_start(server);
    server->started = TRUE;
    return TRUE;
}

/* --- Suspended requests and stopping -----------------------------------------------------------------------
 */

gboolean http_server_suspend(HttpServer *server, HttpRequest *request)
{
    pthread_mutex_lock(&server->suspended_mutex);
    gboolean is_open = !server->lanes_closed;
    if (is_open) {
        request->is_suspended = TRUE;
        request->references++;
        server->references++;
        MHD_suspend_connection(request->handle);
        request->next_suspended = server->first_suspended;
        if (server->first_suspended != NULL)
            server->first_suspended->previous_suspended = request;
        server->first_suspended = request;
    }
    pthread_mutex_unlock(&server->suspended_mutex);
    return is_open;
}

/* Under the mutex: libmicrohttpd must not be stopped between the unlinking and the resuming. */
static void suspended_release(HttpServer *server, HttpRequest *request)
{
    if (request->previous_suspended != NULL)
        request->previous_suspended->next_suspended = request->next_suspended;
    else
        server->first_suspended = request->next_suspended;
    if (request->next_suspended != NULL)
        request->next_suspended->previous_suspended = request->previous_suspended;
    MHD_resume_connection(request->handle);
    pthread_cond_signal(&server->suspended_changed);
}

void http_server_resume(HttpServer *server, HttpRequest *request)
{
    pthread_mutex_lock(&server->suspended_mutex);
    suspended_release(server, request);
    pthread_mutex_unlock(&server->suspended_mutex);
}

HttpResponse *http_server_stopping_answer(void)
{
    HttpResponse *response =
        http_problem_new(503, "stopping", "the server is stopping; ask again with the same idempotency key");
    http_response_set_retry_after(response, 1);
    return response;
}

static void server_abandon_suspended(HttpServer *server)
{
    HttpRequest *next;
    pthread_mutex_lock(&server->suspended_mutex);
    server->lanes_closed = TRUE;
    for (HttpRequest *request = server->first_suspended; request != NULL; request = next) {
        next = request->next_suspended;
        request->is_abandoned = TRUE;
        if (http_request_claim(request, http_server_stopping_answer()))
            suspended_release(server, request);
    }
    /* Those that a lane is answering at this moment are released by it. */
    while (server->first_suspended != NULL)
        pthread_cond_wait(&server->suspended_changed, &server->suspended_mutex);
    pthread_mutex_unlock(&server->suspended_mutex);
}

static void server_wait_idle(HttpServer *server, guint timeout_ms)
{
    gint64 until_us = clock_monotonic_us() + (gint64)timeout_ms * 1000;
    while (server->in_flight > 0 && clock_monotonic_us() < until_us)
        clock_sleep_ms(1);
}

void http_server_stop(HttpServer *server, guint grace_ms)
{
    if (!server->started || server->stopped)
        return;
    server->stopped = TRUE;
    server->is_stopping = TRUE;
    http_accept_stop(server);
    server_wait_idle(server, grace_ms);
    server_abandon_suspended(server);
    server_wait_idle(server, MIN(grace_ms, LAST_ANSWERS_MS));
    http_connections_stop(&server->connections);
    MHD_stop_daemon(server->daemon);
    server->daemon = NULL;
}
