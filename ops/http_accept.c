/* One thread accepts every connection and deals them out to the HTTP threads in turn. Left to themselves the
 * threads race for what arrives, and of clients that all come at once (a pool of a proxy, say) one thread may
 * get nearly all: it then works alone while the others sleep. */

#include "ops/http_private.h"

#include "ops/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

/* When the process may open no more files: until some connection has ended. */
#define PAUSE_MS 20

static gboolean accept_failure_passes(int failure)
{
    return failure == EMFILE || failure == ENFILE || failure == ENOBUFS || failure == ENOMEM;
}

/* libmicrohttpd gives a connection to the thread at the place that its socket's number has modulo the
 * threads; so the socket gets a number of the thread whose turn it is. Where that cannot be had, any thread
 * will do. */
static int socket_for_thread(int client, guint thread, guint threads)
{
    int number = client;
    while (number >= 0 && (guint)number % threads != thread) {
        int tried = number;
        number = fcntl(client, F_DUPFD_CLOEXEC, tried + 1);
        if (tried != client)
            close(tried);
    }
    if (number < 0 || number == client)
        return client;
    close(client);
    return number;
}

static void *accept_thread(void *data)
{
    HttpServer *server = data;
    guint threads = server->options.threads;
    guint turn = 0;
    while (!server->is_stopping) {
        struct sockaddr_storage address;
        socklen_t length = sizeof address;
        int client =
            accept4(server->listener, (struct sockaddr *)&address, &length, SOCK_CLOEXEC | SOCK_NONBLOCK);
        if (client >= 0)
            MHD_add_connection(server->daemon, socket_for_thread(client, turn++ % threads, threads),
                               (struct sockaddr *)&address, length);
        else if (accept_failure_passes(errno))
            clock_sleep_ms(PAUSE_MS);
    }
    return NULL;
}

void http_accept_start(HttpServer *server)
{
    int failure = pthread_create(&server->accepting, NULL, accept_thread, server);
    g_assert(failure == 0);
}

void http_accept_stop(HttpServer *server)
{
    g_assert(server->is_stopping);
    shutdown(server->listener, SHUT_RD); /* wakes the thread */
    pthread_join(server->accepting, NULL);
    close(server->listener);
    server->listener = -1;
}
