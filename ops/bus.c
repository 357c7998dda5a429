#include "ops/bus_internal.h"
#include "ops/clock.h"
#include "ops/log.h"

#include <string.h>

enum {
    CONNECT_RETRY_MS = 500,
    NEXT_MESSAGE_WAIT_MS = 60000,
    CLOSE_WAIT_MS = 10000,
};

/* One library connection, shared by whoever is using it; the last one out destroys it. */
typedef struct BusLink {
    natsConnection *connection;
} BusLink;

struct Bus {
    natsOptions *nats_options;
    BusStatusHandler status_handler;
    BusSlowHandler slow_handler;
    gpointer user_data;
    GThread *keeper;

    GMutex mutex; /* guards everything below */
    GCond changed;
    BusLink *link; /* NULL: the keeper has to connect */
    bool link_closed;
    bool was_connected;
    bool stopping;
    bool status_pending;
    BusStatus status;
    GPtrArray *subscriptions;
    natsStatus last_connect_result;
};

struct BusSubscription {
    Bus *bus;
    char *subject;
    char *queue_group;
    BusHandler handler;
    gpointer user_data;
    GThread *thread;

    /* guarded by bus->mutex */
    natsSubscription *nats_subscription; /* NULL while there is no connection */
    bool ended;
    int64_t dropped_seen;
};

/* ---- the connection and who uses it ---- */

static void bus_link_clear(gpointer data)
{
    BusLink *link = data;
    natsConnection_Destroy(link->connection);
}

static void bus_link_release(BusLink *link)
{
    if (link != NULL)
        g_atomic_rc_box_release_full(link, bus_link_clear);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC(BusLink, bus_link_release)

/* The connection for one use, or NULL with an error while we are cut off. */
static BusLink *bus_link_acquire(Bus *bus, const char *action, const char *subject, GError **error)
{
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&bus->mutex);

    if (bus->link != NULL && natsConnection_Status(bus->link->connection) == NATS_CONN_STATUS_CONNECTED)
        return g_atomic_rc_box_acquire(bus->link);
    g_set_error(error, BUS_ERROR, BUS_ERROR_DISCONNECTED,
                "cannot %s '%s' on the bus: not connected (%s); is nats-server running?", action, subject,
                natsStatus_GetText(bus->last_connect_result));
    return NULL;
}

/* Called with the mutex held: brings `status.connected` in line with the library's own view. */
static void bus_refresh(Bus *bus, bool came_back)
{
    bool connected = bus->link != NULL && !bus->link_closed &&
                     natsConnection_Status(bus->link->connection) == NATS_CONN_STATUS_CONNECTED;

    if (came_back)
        bus->status.reconnect_count++;
    if (connected != bus->status.connected || came_back) {
        bus->status.connected = connected;
        bus->status.changed_us = clock_monotonic_us();
        bus->status_pending = true;
    }
    g_cond_broadcast(&bus->changed);
}

static void bus_on_disconnected(natsConnection *connection, void *closure)
{
    Bus *bus = closure;
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&bus->mutex);

    (void)connection;
    bus_refresh(bus, false);
}

static void bus_on_reconnected(natsConnection *connection, void *closure)
{
    Bus *bus = closure;
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&bus->mutex);

    (void)connection;
    bus_refresh(bus, true);
}

/* The library closes a connection for good when the server refuses our password twice; the keeper makes
 * another. */
static void bus_on_closed(natsConnection *connection, void *closure)
{
    Bus *bus = closure;
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&bus->mutex);

    if (bus->link != NULL && bus->link->connection == connection)
        bus->link_closed = true;
    bus_refresh(bus, false);
}

static void bus_on_error(natsConnection *connection, natsSubscription *subscription, natsStatus status,
                         void *closure)
{
    Bus *bus = closure;
    const char *text = NULL;

    (void)subscription;
    if (status != NATS_NOT_PERMITTED)
        return;
    natsConnection_GetLastError(connection, &text);
    g_mutex_lock(&bus->mutex);
    bus->status.refused_count++;
    g_mutex_unlock(&bus->mutex);
    log_our_fault("bus subject refused by the account rules", log_text("reason", text));
}

/* ---- subscriptions ---- */

/* Called with the mutex held and a link present. */
static natsStatus bus_subscription_attach(BusSubscription *subscription)
{
    natsConnection *connection = subscription->bus->link->connection;
    natsStatus status;

    g_assert(subscription->nats_subscription == NULL);
    if (subscription->queue_group != NULL)
        status = natsConnection_QueueSubscribeSync(&subscription->nats_subscription, connection,
                                                   subscription->subject, subscription->queue_group);
    else
        status =
            natsConnection_SubscribeSync(&subscription->nats_subscription, connection, subscription->subject);
    subscription->dropped_seen = 0;
    return status;
}

/* Called with the mutex held: adds what the library dropped since we last looked. */
static void bus_subscription_count_dropped(BusSubscription *subscription)
{
    int64_t dropped = 0;

    if (subscription->nats_subscription == NULL ||
        natsSubscription_GetDropped(subscription->nats_subscription, &dropped) != NATS_OK)
        return;
    subscription->bus->status.dropped_count += (uint64_t)(dropped - subscription->dropped_seen);
    subscription->dropped_seen = dropped;
}

static void bus_subscription_deliver(BusSubscription *subscription, natsMsg *nats_message)
{
    const char *data = natsMsg_GetData(nats_message);
    BusMessage message = {
        .subject = natsMsg_GetSubject(nats_message),
        .reply_subject = natsMsg_GetReply(nats_message),
        .data = data != NULL ? data : "",
        .length = (size_t)natsMsg_GetDataLength(nats_message),
    };

    subscription->handler(subscription->bus, &message, subscription->user_data);
}

static void bus_subscription_fell_behind(BusSubscription *subscription)
{
    Bus *bus = subscription->bus;

    g_mutex_lock(&bus->mutex);
    bus_subscription_count_dropped(subscription);
    g_mutex_unlock(&bus->mutex);
    if (bus->slow_handler != NULL)
        bus->slow_handler(bus, subscription->subject, bus->user_data);
}

/* Delivers messages until the connection is closed for good or the subscription ends. */
static void bus_subscription_pump(BusSubscription *subscription, natsSubscription *nats_subscription)
{
    for (;;) {
        natsMsg *message = NULL;
        natsStatus status = natsSubscription_NextMsg(&message, nats_subscription, NEXT_MESSAGE_WAIT_MS);

        if (status == NATS_OK) {
            bus_subscription_deliver(subscription, message);
            natsMsg_Destroy(message);
        } else if (status == NATS_SLOW_CONSUMER) {
            bus_subscription_fell_behind(subscription);
        } else if (status != NATS_TIMEOUT) {
            return;
        }
    }
}

/* Waits for a library subscription to read from; NULL when this subscription has ended. */
static natsSubscription *bus_subscription_await(BusSubscription *subscription)
{
    Bus *bus = subscription->bus;
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&bus->mutex);

    while (subscription->nats_subscription == NULL && !subscription->ended)
        g_cond_wait(&bus->changed, &bus->mutex);
    return subscription->ended ? NULL : subscription->nats_subscription;
}

static void bus_subscription_detach(BusSubscription *subscription)
{
    Bus *bus = subscription->bus;
    natsSubscription *nats_subscription;

    g_mutex_lock(&bus->mutex);
    bus_subscription_count_dropped(subscription);
    nats_subscription = subscription->nats_subscription;
    subscription->nats_subscription = NULL;
    g_cond_broadcast(&bus->changed);
    g_mutex_unlock(&bus->mutex);
    natsSubscription_Destroy(nats_subscription);
}

static gpointer bus_subscription_run(gpointer data)
{
    BusSubscription *subscription = data;
    natsSubscription *nats_subscription;

    while ((nats_subscription = bus_subscription_await(subscription)) != NULL) {
        bus_subscription_pump(subscription, nats_subscription);
        bus_subscription_detach(subscription);
    }
    bus_subscription_detach(subscription);
    nats_ReleaseThreadMemory();
    return NULL;
}

static bool bus_subscription_register(BusSubscription *subscription, GError **error)
{
    Bus *bus = subscription->bus;
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&bus->mutex);

    if (bus->link != NULL && !bus->link_closed) {
        natsStatus status = bus_subscription_attach(subscription);
        if (status != NATS_OK && bus_error_code(status) != BUS_ERROR_DISCONNECTED)
            return bus_check(status, "subscribe to", subscription->subject, error);
    }
    g_ptr_array_add(bus->subscriptions, subscription);
    return true;
}

static void bus_subscription_dispose(BusSubscription *subscription)
{
    g_free(subscription->subject);
    g_free(subscription->queue_group);
    g_free(subscription);
}

static bool bus_subject_valid(const char *subject)
{
    if (subject == NULL || *subject == '\0' || *subject == '.' || g_str_has_suffix(subject, ".") ||
        strstr(subject, "..") != NULL)
        return false;
    for (const char *c = subject; *c != '\0'; c++)
        if (g_ascii_isspace(*c) || g_ascii_iscntrl(*c))
            return false;
    return true;
}

BusSubscription *bus_subscribe(Bus *bus, const char *subject, const char *queue_group, BusHandler handler,
                               gpointer user_data, GError **error)
{
    BusSubscription *subscription;

    g_assert(bus != NULL);
    g_assert(handler != NULL);
    if (!bus_subject_valid(subject) || (queue_group != NULL && !bus_subject_valid(queue_group))) {
        bus_check(NATS_INVALID_SUBJECT, "subscribe to", subject != NULL ? subject : "", error);
        return NULL;
    }
    subscription = g_new0(BusSubscription, 1);
    subscription->bus = bus;
    subscription->subject = g_strdup(subject);
    subscription->queue_group = g_strdup(queue_group);
    subscription->handler = handler;
    subscription->user_data = user_data;
    if (!bus_subscription_register(subscription, error)) {
        bus_subscription_dispose(subscription);
        return NULL;
    }
    subscription->thread = g_thread_new("bus-reader", bus_subscription_run, subscription);
    return subscription;
}

void bus_subscription_free(BusSubscription *subscription)
{
    Bus *bus;

    if (subscription == NULL)
        return;
    bus = subscription->bus;
    g_assert(g_thread_self() != subscription->thread);
    g_mutex_lock(&bus->mutex);
    subscription->ended = true;
    if (subscription->nats_subscription != NULL)
        natsSubscription_Unsubscribe(subscription->nats_subscription);
    g_cond_broadcast(&bus->changed);
    g_mutex_unlock(&bus->mutex);
    g_thread_join(subscription->thread);
    g_mutex_lock(&bus->mutex);
    g_ptr_array_remove_fast(bus->subscriptions, subscription);
    g_mutex_unlock(&bus->mutex);
    bus_subscription_dispose(subscription);
}

/* ---- the keeper: connects, connects again, tells of changes ---- */

/* Called with the mutex held: the new connection carries every subscription before anybody hears of it. */
static void bus_install(Bus *bus, natsConnection *connection)
{
    bus->link = g_atomic_rc_box_new0(BusLink);
    bus->link->connection = connection;
    bus->link_closed = false;
    for (guint i = 0; i < bus->subscriptions->len; i++) {
        BusSubscription *subscription = g_ptr_array_index(bus->subscriptions, i);
        if (!subscription->ended)
            bus_subscription_attach(subscription);
    }
    bus_refresh(bus, bus->was_connected);
    bus->was_connected = true;
}

/* Called with the mutex held, which it gives up while connecting. */
static void bus_connect(Bus *bus)
{
    natsConnection *connection = NULL;
    natsStatus status;

    g_mutex_unlock(&bus->mutex);
    status = natsConnection_Connect(&connection, bus->nats_options);
    g_mutex_lock(&bus->mutex);
    if (status != bus->last_connect_result && status != NATS_OK)
        log_warning("bus not reachable, trying for ever", log_text("reason", natsStatus_GetText(status)));
    bus->last_connect_result = status;
    if (status == NATS_OK)
        bus_install(bus, connection);
    else if (!bus->stopping)
        g_cond_wait_until(&bus->changed, &bus->mutex,
                          clock_monotonic_us() + CONNECT_RETRY_MS * G_TIME_SPAN_MILLISECOND);
}

/* Called with the mutex held. */
static bool bus_readers_detached(Bus *bus)
{
    for (guint i = 0; i < bus->subscriptions->len; i++) {
        BusSubscription *subscription = g_ptr_array_index(bus->subscriptions, i);
        if (subscription->nats_subscription != NULL)
            return false;
    }
    return true;
}

/* Called with the mutex held, which it gives up while the handler runs. */
static void bus_tell_status(Bus *bus)
{
    BusStatus status = bus->status;

    bus->status_pending = false;
    if (bus->status_handler == NULL)
        return;
    g_mutex_unlock(&bus->mutex);
    bus->status_handler(bus, &status, bus->user_data);
    g_mutex_lock(&bus->mutex);
}

static gpointer bus_keep(gpointer data)
{
    Bus *bus = data;

    g_mutex_lock(&bus->mutex);
    while (!bus->stopping) {
        if (bus->status_pending)
            bus_tell_status(bus);
        else if (bus->link == NULL)
            bus_connect(bus);
        else if (bus->link_closed && bus_readers_detached(bus))
            g_clear_pointer(&bus->link, bus_link_release);
        else
            g_cond_wait(&bus->changed, &bus->mutex);
    }
    g_mutex_unlock(&bus->mutex);
    nats_ReleaseThreadMemory();
    return NULL;
}

/* ---- life cycle ---- */

static natsStatus bus_set_callbacks(Bus *bus)
{
    natsStatus status = natsOptions_SetDisconnectedCB(bus->nats_options, bus_on_disconnected, bus);

    if (status == NATS_OK)
        status = natsOptions_SetReconnectedCB(bus->nats_options, bus_on_reconnected, bus);
    if (status == NATS_OK)
        status = natsOptions_SetClosedCB(bus->nats_options, bus_on_closed, bus);
    if (status == NATS_OK)
        status = natsOptions_SetErrorHandler(bus->nats_options, bus_on_error, bus);
    return status;
}

Bus *bus_new(const BusOptions *options, GError **error)
{
    natsOptions *nats_options = bus_options_build(options, error);
    Bus *bus;

    if (nats_options == NULL)
        return NULL;
    bus = g_new0(Bus, 1);
    bus->nats_options = nats_options;
    g_mutex_init(&bus->mutex);
    g_cond_init(&bus->changed);
    bus->subscriptions = g_ptr_array_new();
    bus->status_handler = options->status_handler;
    bus->slow_handler = options->slow_handler;
    bus->user_data = options->user_data;
    bus->status.changed_us = clock_monotonic_us();
    bus->last_connect_result = NATS_NOT_YET_CONNECTED;
    if (!bus_check(bus_set_callbacks(bus), "set", "callbacks", error)) {
        bus_free(bus);
        return NULL;
    }
    bus->keeper = g_thread_new("bus-keeper", bus_keep, bus);
    return bus;
}

/* Called with the mutex held: the library calls back into `bus` until it has told us that it closed. */
static void bus_close_link(Bus *bus)
{
    gint64 deadline_us = clock_monotonic_us() + CLOSE_WAIT_MS * G_TIME_SPAN_MILLISECOND;

    g_mutex_unlock(&bus->mutex);
    natsConnection_Close(bus->link->connection);
    g_mutex_lock(&bus->mutex);
    while (!bus->link_closed)
        if (!g_cond_wait_until(&bus->changed, &bus->mutex, deadline_us))
            g_error("the bus library did not close its connection within %d ms", CLOSE_WAIT_MS);
}

void bus_stop(Bus *bus)
{
    g_mutex_lock(&bus->mutex);
    bus->stopping = true;
    g_cond_broadcast(&bus->changed);
    g_mutex_unlock(&bus->mutex);
    g_clear_pointer(&bus->keeper, g_thread_join);
    g_mutex_lock(&bus->mutex);
    if (bus->link != NULL)
        bus_close_link(bus);
    g_mutex_unlock(&bus->mutex);
}

void bus_free(Bus *bus)
{
    if (bus == NULL)
        return;
    g_assert(bus->subscriptions->len == 0);
    bus_stop(bus);
    g_clear_pointer(&bus->link, bus_link_release);
    natsOptions_Destroy(bus->nats_options);
    g_ptr_array_unref(bus->subscriptions);
    g_cond_clear(&bus->changed);
    g_mutex_clear(&bus->mutex);
    g_free(bus);
}

void bus_library_close(void)
{
    nats_CloseAndWait(0);
}

/* ---- use ---- */

void bus_get_status(Bus *bus, BusStatus *ret_status)
{
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&bus->mutex);

    for (guint i = 0; i < bus->subscriptions->len; i++)
        bus_subscription_count_dropped(g_ptr_array_index(bus->subscriptions, i));
    *ret_status = bus->status;
}

bool bus_wait_connected(Bus *bus, unsigned timeout_ms)
{
    gint64 deadline_us = clock_monotonic_us() + timeout_ms * G_TIME_SPAN_MILLISECOND;
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&bus->mutex);

    while (!bus->status.connected)
        if (!g_cond_wait_until(&bus->changed, &bus->mutex, deadline_us))
            return false;
    return true;
}

bool bus_publish(Bus *bus, const char *subject, const void *data, size_t length, GError **error)
{
    g_autoptr(BusLink) link = NULL;

    if (!bus_subject_valid(subject) || length > INT_MAX)
        return bus_check(NATS_INVALID_SUBJECT, "publish on", subject != NULL ? subject : "", error);
    link = bus_link_acquire(bus, "publish on", subject, error);
    return link != NULL && bus_check(natsConnection_Publish(link->connection, subject, data, (int)length),
                                     "publish on", subject, error);
}

bool bus_request(Bus *bus, const char *subject, const void *data, size_t length, unsigned timeout_ms,
                 char **ret_data, size_t *ret_length, GError **error)
{
    g_autoptr(BusLink) link = NULL;
    natsMsg *answer = NULL;
    natsStatus status;

    if (!bus_subject_valid(subject) || length > INT_MAX)
        return bus_check(NATS_INVALID_SUBJECT, "ask", subject != NULL ? subject : "", error);
    link = bus_link_acquire(bus, "ask", subject, error);
    if (link == NULL)
        return false;
    status = natsConnection_Request(&answer, link->connection, subject, data, (int)length, timeout_ms);
    if (!bus_check(status, "ask", subject, error))
        return false;
    *ret_length = (size_t)natsMsg_GetDataLength(answer);
    *ret_data = g_malloc(*ret_length + 1);
    if (*ret_length > 0)
        memcpy(*ret_data, natsMsg_GetData(answer), *ret_length);
    (*ret_data)[*ret_length] = '\0';
    natsMsg_Destroy(answer);
    return true;
}

bool bus_reply(Bus *bus, const BusMessage *message, const void *data, size_t length, GError **error)
{
    if (message->reply_subject == NULL) {
        g_set_error(error, BUS_ERROR, BUS_ERROR_CONFIGURATION, "nobody awaits an answer to '%s' on the bus",
                    message->subject);
        return false;
    }
    return bus_publish(bus, message->reply_subject, data, length, error);
}

bool bus_flush(Bus *bus, unsigned timeout_ms, GError **error)
{
    g_autoptr(BusLink) link = bus_link_acquire(bus, "flush", "everything", error);

    return link != NULL &&
           bus_check(natsConnection_FlushTimeout(link->connection, timeout_ms), "flush", "everything", error);
}
