#include "tests/support/tcp_proxy.h"

#include "tests/support/server_fixture.h"

#include <arpa/inet.h>
#include <poll.h>
#include <stdatomic.h>
#include <sys/socket.h>
#include <unistd.h>

enum { LINES_MAX = 16, TICK_MS = 5 };

typedef struct {
    int client; /* -1: free */
    int server;
} Line;

struct TcpProxy {
    int port;
    int target_port;
    int listener;
    Line lines[LINES_MAX];
    _Atomic int mode;
    _Atomic bool stopping;
    _Atomic guint requests;
    GThread *thread;
};

static struct sockaddr_in loopback(int port)
{
    return (struct sockaddr_in){
        .sin_family = AF_INET,
        .sin_port = htons((uint16_t)port),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
    };
}

static void line_cut(Line *line)
{
    close(line->client);
    close(line->server);
    *line = (Line){-1, -1};
}

static void line_open(TcpProxy *proxy)
{
    struct sockaddr_in target = loopback(proxy->target_port);
    Line opened = {accept4(proxy->listener, NULL, NULL, SOCK_CLOEXEC),
                   socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    if (connect(opened.server, (struct sockaddr *)&target, sizeof target) != 0) {
        line_cut(&opened);
        return;
    }
    for (guint i = 0; i < LINES_MAX; i++) {
        if (proxy->lines[i].client < 0) {
            proxy->lines[i] = opened;
            return;
        }
    }
    g_error("more than %d lines through the proxy", LINES_MAX);
}

static bool descriptor_has_input(int descriptor)
{
    struct pollfd waiting = {.fd = descriptor, .events = POLLIN};
    return poll(&waiting, 1, 0) > 0;
}

static bool bytes_pass(int from, int to)
{
    char buffer[16384];
    ssize_t length = recv(from, buffer, sizeof buffer, 0);
    return length > 0 && send(to, buffer, (size_t)length, MSG_NOSIGNAL) == length;
}

/* One direction of a line: bytes pass, or the line ends here. */
static void line_serve(TcpProxy *proxy, Line *line, int from, int to, TcpProxyMode cutting)
{
    int mode = atomic_load(&proxy->mode);
    if (line->client < 0 || mode == TCP_PROXY_SILENT || !descriptor_has_input(from))
        return;
    if (mode == (int)cutting) {
        atomic_store(&proxy->mode, TCP_PROXY_PASS);
        line_cut(line);
    } else if (!bytes_pass(from, to)) {
        line_cut(line);
    } else if (from == line->client) {
        atomic_fetch_add(&proxy->requests, 1);
    }
}

static void lines_wait(const TcpProxy *proxy)
{
    struct pollfd waiting[2 * LINES_MAX + 1];
    nfds_t count = 0;
    bool silent = atomic_load(&proxy->mode) == TCP_PROXY_SILENT;
    waiting[count++] = (struct pollfd){.fd = proxy->listener, .events = POLLIN};
    for (guint i = 0; i < LINES_MAX && !silent; i++) {
        waiting[count++] = (struct pollfd){.fd = proxy->lines[i].client, .events = POLLIN};
        waiting[count++] = (struct pollfd){.fd = proxy->lines[i].server, .events = POLLIN};
    }
    poll(waiting, count, TICK_MS);
}

static gpointer proxy_run(gpointer data)
{
    TcpProxy *proxy = data;
    while (!atomic_load(&proxy->stopping)) {
        lines_wait(proxy);
        if (descriptor_has_input(proxy->listener))
            line_open(proxy);
        for (guint i = 0; i < LINES_MAX; i++) {
            Line *line = &proxy->lines[i];
            line_serve(proxy, line, line->client, line->server, TCP_PROXY_CUT_AT_REQUEST);
            line_serve(proxy, line, line->server, line->client, TCP_PROXY_CUT_AT_ANSWER);
        }
    }
    return NULL;
}

TcpProxy *tcp_proxy_new(int target_port)
{
    TcpProxy *proxy = g_new0(TcpProxy, 1);
    proxy->port = server_free_port();
    proxy->target_port = target_port;
    for (guint i = 0; i < LINES_MAX; i++)
        proxy->lines[i] = (Line){-1, -1};
    struct sockaddr_in address = loopback(proxy->port);
    proxy->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    g_assert(bind(proxy->listener, (struct sockaddr *)&address, sizeof address) == 0);
    g_assert(listen(proxy->listener, LINES_MAX) == 0);
    proxy->thread = g_thread_new("tcp-proxy", proxy_run, proxy);
    return proxy;
}

void tcp_proxy_free(TcpProxy *proxy)
{
    if (proxy == NULL)
        return;
    atomic_store(&proxy->stopping, true);
    g_thread_join(proxy->thread);
    for (guint i = 0; i < LINES_MAX; i++)
        if (proxy->lines[i].client >= 0)
            line_cut(&proxy->lines[i]);
    close(proxy->listener);
    g_free(proxy);
}

int tcp_proxy_port(const TcpProxy *proxy)
{
    return proxy->port;
}

void tcp_proxy_set(TcpProxy *proxy, TcpProxyMode mode)
{
    atomic_store(&proxy->mode, mode);
}

guint tcp_proxy_requests(const TcpProxy *proxy)
{
    return atomic_load(&proxy->requests);
}
