#include "ops/http_private.h"

#include "ops/clock.h"

#include <linux/tcp.h>
#include <string.h>
#include <sys/socket.h>

void http_connections_init(HttpConnections *connections, guint request_timeout_ms, gboolean is_tls)
{
    *connections = (HttpConnections){.request_timeout_ms = request_timeout_ms, .is_tls = is_tls};
    pthread_mutex_init(&connections->mutex, NULL);
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&connections->changed, &attributes);
    pthread_condattr_destroy(&attributes);
}

void http_connections_clear(HttpConnections *connections)
{
    g_assert(connections->first == NULL && !connections->watched);
    pthread_cond_destroy(&connections->changed);
    pthread_mutex_destroy(&connections->mutex);
}

HttpConnection *http_connection_open(HttpConnections *connections, int socket, const struct sockaddr *address)
{
    HttpConnection *connection = g_new0(HttpConnection, 1);
    connection->socket = socket;
    const void *number = address->sa_family == AF_INET6
                             ? (const void *)&((const struct sockaddr_in6 *)address)->sin6_addr
                             : (const void *)&((const struct sockaddr_in *)address)->sin_addr;
    if (inet_ntop(address->sa_family, number, connection->address, sizeof connection->address) == NULL)
        g_strlcpy(connection->address, "unknown", sizeof connection->address);
    connection->receiving_since_us = clock_monotonic_us();
    pthread_mutex_lock(&connections->mutex);
    connection->next = connections->first;
    if (connections->first != NULL)
        connections->first->previous = connection;
    connections->first = connection;
    pthread_mutex_unlock(&connections->mutex);
    return connection;
}

void http_connection_close(HttpConnections *connections, HttpConnection *connection)
{
    pthread_mutex_lock(&connections->mutex);
    if (connection->previous != NULL)
        connection->previous->next = connection->next;
    else
        connections->first = connection->next;
    if (connection->next != NULL)
        connection->next->previous = connection->previous;
    pthread_mutex_unlock(&connections->mutex);
    g_free(connection);
}

static guint64 connection_bytes_received(const HttpConnection *connection)
{
    struct tcp_info info = {0};
    socklen_t length = sizeof info;
    if (getsockopt(connection->socket, IPPROTO_TCP, TCP_INFO, &info, &length) != 0)
        return 0;
    return info.tcpi_bytes_received;
}

/* When the request that is now arriving began, or 0. A connection that was opened ahead of need (browsers do)
 * or is kept alive without a request is left to the idle timeout; a request line that comes byte by byte,
 * which libmicrohttpd does not report before it is whole, shows in the count of bytes. */
static gint64 connection_receiving_since(HttpConnection *connection, gint64 now_us)
{
    gint64 since_us = connection->receiving_since_us;
    guint request_count = connection->request_count;
    if (since_us == HTTP_RECEIVING_NONE)
        return 0;
    if (since_us > 0)
        return request_count > 0 || connection_bytes_received(connection) > 0 ? since_us : 0;
    guint64 bytes = connection_bytes_received(connection);
    if (connection->seen_request_count != request_count) {
        connection->seen_request_count = request_count;
        connection->seen_bytes = bytes;
        connection->line_since_us = 0;
    } else if (bytes != connection->seen_bytes && connection->line_since_us == 0) {
        connection->line_since_us = now_us;
    }
    return connection->line_since_us;
}

/* Safe beside the HTTP thread: while a request is still arriving that thread writes nothing, and the socket
 * stays open as long as the connection is in the list, whose mutex is held. */
void http_connection_end(const HttpConnections *connections, HttpConnection *connection, guint status)
{
    connection->ended_status = status;
    connection->receiving_since_us = HTTP_RECEIVING_NONE;
    if (!connections->is_tls) {
        g_autofree char *answer =
            g_strdup_printf("HTTP/1.1 %u %s\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", status,
                            MHD_get_reason_phrase_for(status));
        ssize_t sent = send(connection->socket, answer, strlen(answer), MSG_DONTWAIT | MSG_NOSIGNAL);
        (void)sent; /* the connection ends either way */
    }
    shutdown(connection->socket, SHUT_RDWR);
}

static void connections_check(HttpConnections *connections)
{
    gint64 now_us = clock_monotonic_us();
    gint64 latest_us = now_us - (gint64)connections->request_timeout_ms * 1000;
    for (HttpConnection *connection = connections->first; connection != NULL; connection = connection->next) {
        gint64 since_us = connection_receiving_since(connection, now_us);
        if (since_us != 0 && since_us <= latest_us)
            http_connection_end(connections, connection, MHD_HTTP_REQUEST_TIMEOUT);
    }
}

static void *connections_watch_thread(void *data)
{
    HttpConnections *connections = data;
    gint64 pause_us = CLAMP((gint64)connections->request_timeout_ms * 1000 / 4, 20000, 1000000);
    pthread_mutex_lock(&connections->mutex);
    while (!connections->stopping) {
        gint64 until_us = clock_monotonic_us() + pause_us;
        struct timespec until = {until_us / G_USEC_PER_SEC, until_us % G_USEC_PER_SEC * 1000};
        pthread_cond_timedwait(&connections->changed, &connections->mutex, &until);
        connections_check(connections);
    }
    pthread_mutex_unlock(&connections->mutex);
    return NULL;
}

void http_connections_watch(HttpConnections *connections)
{
    int failure = pthread_create(&connections->watchman, NULL, connections_watch_thread, connections);
    g_assert(failure == 0);
    connections->watched = TRUE;
}

void http_connections_stop(HttpConnections *connections)
{
    if (!connections->watched)
        return;
    pthread_mutex_lock(&connections->mutex);
    connections->stopping = TRUE;
    pthread_cond_signal(&connections->changed);
    pthread_mutex_unlock(&connections->mutex);
    pthread_join(connections->watchman, NULL);
    connections->watched = FALSE;
}
