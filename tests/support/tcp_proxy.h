/* A line between a client and a server of the machine that can be cut at a chosen moment. */
#ifndef KEYRACK_TESTS_SUPPORT_TCP_PROXY_H
#define KEYRACK_TESTS_SUPPORT_TCP_PROXY_H

#include <glib.h>

typedef enum {
    TCP_PROXY_PASS,
    TCP_PROXY_CUT_AT_REQUEST, /* the next bytes of a client never arrive, and its line is cut */
    TCP_PROXY_CUT_AT_ANSWER,  /* the next bytes of the server never arrive: it has done what was asked */
    TCP_PROXY_SILENT,         /* nothing passes, nothing is cut */
} TcpProxyMode;

typedef struct TcpProxy TcpProxy;

/* Listens on a port of 127.0.0.1 and passes on to target_port, in a thread of its own. */
TcpProxy *tcp_proxy_new(int target_port);
void tcp_proxy_free(TcpProxy *proxy);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TcpProxy, tcp_proxy_free)

int tcp_proxy_port(const TcpProxy *proxy);

/* From now on; after a cut the proxy is back to passing, so that a client can come again. Any thread. */
void tcp_proxy_set(TcpProxy *proxy, TcpProxyMode mode);

/* How many times bytes of clients passed so far. */
guint tcp_proxy_requests(const TcpProxy *proxy);

#endif
