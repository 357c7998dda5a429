#ifndef KEYRACK_OPS_BUS_H
#define KEYRACK_OPS_BUS_H

/* The bus adapter: the only file that knows NATS.
 *
 * The bus moves messages and remembers nothing. A publish that returned TRUE was copied to memory, no more; a
 * message may be lost, late or doubled, so every reader lists from the owner when it notices a gap.
 *
 * A Bus never gives up: it is created whether or not a server answers, reconnects for ever, tries the servers
 * of its list in turn, and notices a dead server within about two ping intervals. While it is cut off,
 * bus_publish() and bus_request() fail at once instead of piling messages up. Subscriptions survive every
 * reconnect.
 *
 * All functions may be called from any thread. Handlers run on threads of the bus: one thread for each
 * subscription, one for status changes. A handler may publish, request and reply; it must not free its own
 * subscription or the bus. */

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct Bus Bus;
typedef struct BusSubscription BusSubscription;

typedef enum BusError {
    BUS_ERROR_CONFIGURATION, /* an option, subject or queue name is not valid: our bug or the operator's */
    BUS_ERROR_DISCONNECTED,  /* no server at the moment, or the connection broke while waiting */
    BUS_ERROR_TIMEOUT,       /* no answer in time; the request may or may not have been carried out */
    BUS_ERROR_NO_RESPONDER,  /* connected, but nobody listens on the subject: certainly not carried out */
    BUS_ERROR_TOO_LARGE,     /* the payload is over the limit of the server (1 MiB as packaged) */
    BUS_ERROR_FAILED,        /* anything else the library reports */
} BusError;

#define BUS_ERROR (bus_error_quark())
GQuark bus_error_quark(void);

/* What the connection looks like at this moment. */
typedef struct BusStatus {
    bool connected;
    int64_t changed_us; /* clock_monotonic_us() when `connected` last changed (or when the bus was made) */
    uint64_t reconnect_count; /* times a lost connection came back */
    uint64_t dropped_count;   /* messages dropped because a handler was too slow */
    uint64_t refused_count;   /* subjects the server's account rules refused */
} BusStatus;

/* Called after `connected` changed, and once after the first connection. */
typedef void (*BusStatusHandler)(Bus *bus, const BusStatus *status, gpointer user_data);

/* Called when messages of `subject` were dropped because its handler was too slow: the reader has missed
 * something and should list again. At most once for each time the subscription falls behind. */
typedef void (*BusSlowHandler)(Bus *bus, const char *subject, gpointer user_data);

typedef struct BusOptions {
    const char *urls;          /* "nats://host:port[,nats://host:port…]", tried in turn; required */
    const char *user;          /* NULL: no user */
    const char *password;      /* NULL if and only if `user` is NULL */
    const char *client_name;   /* shown in the server's monitoring; NULL: "keyrack" */
    const char *inbox_prefix;  /* where answers to requests arrive, such as "_INBOX.H1": an account can be
                                * restricted to it; NULL: "_INBOX" */
    unsigned ping_interval_ms; /* 0: 10,000; two unanswered pings end a connection */
    BusStatusHandler status_handler; /* may be NULL */
    BusSlowHandler slow_handler;     /* may be NULL */
    gpointer user_data;              /* passed to both handlers */
} BusOptions;

/* A message as a handler sees it; borrowed for the duration of the call. `data` is followed by a NUL byte
 * that `length` does not count, so JSON can be read from it as a string. */
typedef struct BusMessage {
    const char *subject;
    const char *reply_subject; /* where an answer is awaited; NULL: none is */
    const char *data;
    size_t length;
} BusMessage;

typedef void (*BusHandler)(Bus *bus, const BusMessage *message, gpointer user_data);

/* Starts a connection. Strings of `options` are copied. Returns NULL and BUS_ERROR_CONFIGURATION when the
 * options cannot work (bad URL, bad inbox prefix); a server that is away or refuses the password is not an
 * error here: the bus is returned and goes on trying. */
Bus *bus_new(const BusOptions *options, GError **error);

/* Closes the connection for good, so that nobody who waits holds up the end of a program: requests under way
 * and all that is asked later end at once with BUS_ERROR_DISCONNECTED. Subscriptions get nothing any more,
 * and are still to be freed. Must not be called from a handler. */
void bus_stop(Bus *bus);

/* Closes the connection, waits until no handler runs any more, and frees the bus. Every subscription must
 * have been freed before. NULL is allowed. Must not be called from a handler. */
void bus_free(Bus *bus);

/* Fills `ret_status`. */
void bus_get_status(Bus *bus, BusStatus *ret_status);

/* Waits until the bus is connected; FALSE if `timeout_ms` passed first. For programs that cannot start
 * without the bus, and for tests. */
bool bus_wait_connected(Bus *bus, unsigned timeout_ms);

/* Publishes `length` bytes on `subject`; `data` stays the caller's. FALSE with BUS_ERROR_DISCONNECTED,
 * _TOO_LARGE, _CONFIGURATION (bad subject). A subject that the account may not use is refused by the server
 * asynchronously: it shows in refused_count and is logged. */
bool bus_publish(Bus *bus, const char *subject, const void *data, size_t length, GError **error);

/* Sends a request and waits for the first answer. On success `*ret_data` is the answer, NUL-terminated beyond
 * `*ret_length`, to be freed with g_free(); on failure both stay untouched. A lost connection ends the wait
 * at once with BUS_ERROR_DISCONNECTED. */
bool bus_request(Bus *bus, const char *subject, const void *data, size_t length, unsigned timeout_ms,
                 char **ret_data, size_t *ret_length, GError **error);

/* Answers `message`: publishes on its reply_subject. FALSE with BUS_ERROR_CONFIGURATION if none is awaited.
 * To answer after the handler returned, keep a copy of reply_subject and bus_publish() on it. */
bool bus_reply(Bus *bus, const BusMessage *message, const void *data, size_t length, GError **error);

/* Subscribes `handler` to `subject` (wildcards `*` and `>` allowed). Messages arrive in order, one at a time,
 * on a thread of this subscription. With `queue_group`, each message goes to one member of the group only
 * (several central instances sharing work); NULL: to every subscriber. Works while cut off: it takes effect
 * on connect. A subscription that the account may not make is refused by the server asynchronously
 * (refused_count, log). */
BusSubscription *bus_subscribe(Bus *bus, const char *subject, const char *queue_group, BusHandler handler,
                               gpointer user_data, GError **error);

/* Ends a subscription: when this returns its handler neither runs nor will run. NULL is allowed. Must not be
 * called from the subscription's own handler. */
void bus_subscription_free(BusSubscription *subscription);

/* Waits until everything published so far has reached the server. */
bool bus_flush(Bus *bus, unsigned timeout_ms, GError **error);

/* Releases the library's own threads and memory, so that a leak checker sees nothing. Once, at the very end
 * of a program, after the last bus_free(). */
void bus_library_close(void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Bus, bus_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BusSubscription, bus_subscription_free)

#endif
