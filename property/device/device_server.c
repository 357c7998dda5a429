#include "property/device/device_server_internal.h"

#include "ops/clock.h"
#include "ops/daemon.h"
#include "ops/log.h"
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#define EVENTS_AT_ONCE 64
#define TURN_MS 200
#define LOOK_EVERY_US INT64_C(2000000) /* also for what nobody woke the server for */
#define BACKLOG 64
#define DEAD_PEER_MS 30000
#define CONNECTIONS_SPARE 16
#define LISTENER_BIT (UINT64_C(1) << 62) /* epoll data: a listener, not a connection */
#define WAKE_DATA UINT64_MAX

static void free_slot(gpointer slot)
{
    g_free(slot);
}

static DeviceSlot *slot_new(const DeviceServer *server, const DeviceInterface *interface)
{
    DeviceSlot *slot = g_new0(DeviceSlot, 1);

    slot->interface = interface;
    slot->view.since = clock_now(server->property->wall);
    slot->view.heard_at = INSTANT_NONE;
    slot->received_counter =
        metrics_counter("keyrack_property_device_received_total", "records that came from devices",
                        METRIC_LABELS({"interface", interface->id}));
    slot->sent_counter = metrics_counter("keyrack_property_device_sent_total", "records sent to devices",
                                         METRIC_LABELS({"interface", interface->id}));
    slot->alive_gauge = metrics_gauge("keyrack_property_device_link_alive", "1 while the link is alive",
                                      METRIC_LABELS({"interface", interface->id}));
    slot->waiting_gauge = metrics_gauge("keyrack_property_device_events_waiting",
                                        "events the device has not had when last looked at",
                                        METRIC_LABELS({"interface", interface->id}));
    return slot;
}

DeviceServer *device_server_new(Property *property, const DeviceServerOptions *options)
{
    DeviceServer *server = g_new0(DeviceServer, 1);

    server->property = property;
    server->options = options;
    server->epoll_fd = -1;
    server->wake_fd = -1;
    server->next_number = 1;
    server->listeners = g_array_new(FALSE, FALSE, sizeof(DeviceListener));
    server->slots = g_ptr_array_new_with_free_func(free_slot);
    server->connections = g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL, device_connection_free);
    g_mutex_init(&server->mutex);
    g_queue_init(&server->finished);
    server->refused_counter = metrics_counter("keyrack_property_device_connections_refused_total",
                                              "connections of devices that are not configured", NULL);
    for (guint i = 0; i < options->config->interfaces->len; i++) {
        g_ptr_array_add(server->slots, slot_new(server, g_ptr_array_index(options->config->interfaces, i)));
    }
    return server;
}

/* ---- listening ---- */

static int open_socket(const char *address, guint port, GError **error)
{
    struct sockaddr_in6 six = {.sin6_family = AF_INET6, .sin6_port = htons((uint16_t)port)};
    struct sockaddr_in four = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    bool is_four = inet_pton(AF_INET, address, &four.sin_addr) == 1;
    const int on = 1;

    if (!is_four && inet_pton(AF_INET6, address, &six.sin6_addr) != 1) {
        g_set_error(error, HTTP_ERROR, HTTP_ERROR_INVALID, "device_address %s is no numeric address",
                    address);
        return -1;
    }
    int fd = socket(is_four ? AF_INET : AF_INET6, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    const struct sockaddr *name = is_four ? (const struct sockaddr *)&four : (const struct sockaddr *)&six;
    if (bind(fd, name, is_four ? sizeof four : sizeof six) != 0 || listen(fd, BACKLOG) != 0) {
        g_set_error(error, HTTP_ERROR, HTTP_ERROR_LISTEN, "device port %u on %s: %s", port, address,
                    g_strerror(errno));
        close(fd);
        return -1;
    }
    return fd;
}

static guint bound_port(int fd)
{
    struct sockaddr_storage name;
    socklen_t length = sizeof name;

    g_assert(getsockname(fd, (struct sockaddr *)&name, &length) == 0);
    return ntohs(name.ss_family == AF_INET ? ((const struct sockaddr_in *)&name)->sin_port
                                           : ((const struct sockaddr_in6 *)&name)->sin6_port);
}

static bool watch_new(const DeviceServer *server, int fd, uint64_t data)
{
    struct epoll_event event = {.events = EPOLLIN, .data.u64 = data};

    return epoll_ctl(server->epoll_fd, EPOLL_CTL_ADD, fd, &event) == 0;
}

static bool listen_at(DeviceServer *server, guint port, GError **error)
{
    int fd = open_socket(server->options->address, port, error);

    if (fd < 0) {
        return false;
    }
    DeviceListener listener = {.fd = fd, .port = bound_port(fd)};
    g_array_append_val(server->listeners, listener);
    return watch_new(server, fd, LISTENER_BIT | (server->listeners->len - 1));
}

static bool is_listening(const DeviceServer *server, guint port)
{
    for (guint i = 0; i < server->listeners->len; i++) {
        if (g_array_index(server->listeners, DeviceListener, i).port == port) {
            return true;
        }
    }
    return false;
}

static bool listen_all(DeviceServer *server, GError **error)
{
    if (!listen_at(server, server->options->port, error)) {
        return false;
    }
    for (guint i = 0; i < server->slots->len; i++) {
        const DeviceSlot *slot = g_ptr_array_index(server->slots, i);
        guint port = slot->interface->port;
        if (port != 0 && !is_listening(server, port) && !listen_at(server, port, error)) {
            return false;
        }
    }
    return true;
}

guint device_server_port(const DeviceServer *server)
{
    return g_array_index(server->listeners, DeviceListener, 0).port;
}

/* ---- new connections ---- */

static void tune(int fd)
{
    const int on = 1;
    const guint dead_ms = DEAD_PEER_MS;

    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
    setsockopt(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &dead_ms, sizeof dead_ms);
}

static bool somebody_admits(const DeviceServer *server, const char *address)
{
    for (guint i = 0; i < server->slots->len; i++) {
        const DeviceSlot *slot = g_ptr_array_index(server->slots, i);
        if (device_interface_admits(slot->interface, address)) {
            return true;
        }
    }
    return false;
}

static void address_text(const struct sockaddr_storage *name, char *text, socklen_t size)
{
    const void *address = name->ss_family == AF_INET
                              ? (const void *)&((const struct sockaddr_in *)name)->sin_addr
                              : (const void *)&((const struct sockaddr_in6 *)name)->sin6_addr;

    if (inet_ntop(name->ss_family, address, text, size) == NULL) {
        text[0] = '\0';
    }
}

static void accept_one(DeviceServer *server, const DeviceListener *listener)
{
    struct sockaddr_storage name;
    socklen_t length = sizeof name;
    char address[INET6_ADDRSTRLEN];
    int fd = accept4(listener->fd, (struct sockaddr *)&name, &length, SOCK_NONBLOCK | SOCK_CLOEXEC);

    if (fd < 0) {
        return;
    }
    address_text(&name, address, sizeof address);
    if (!somebody_admits(server, address) ||
        g_hash_table_size(server->connections) >= 2 * server->slots->len + CONNECTIONS_SPARE ||
        !watch_new(server, fd, (uint64_t)server->next_number)) {
        log_their_fault("device connection refused", log_text("address", address));
        counter_add(server->refused_counter, 1);
        close(fd);
        return;
    }
    tune(fd);
    DeviceConnection *connection = device_connection_new(server, fd, listener->port, address);
    g_hash_table_insert(server->connections, &connection->number, connection);
    device_connection_greet(connection);
}

/* ---- the thread ---- */

static void handle_connection(DeviceServer *server, const struct epoll_event *event)
{
    int64_t number = (int64_t)event->data.u64;
    DeviceConnection *connection = g_hash_table_lookup(server->connections, &number);

    if (connection == NULL) {
        return;
    }
    bool lives = (event->events & (EPOLLIN | EPOLLHUP | EPOLLERR)) == 0 || device_connection_read(connection);
    if (!lives) {
        g_hash_table_remove(server->connections, &number);
    }
}

static void handle_event(DeviceServer *server, const struct epoll_event *event)
{
    uint64_t counted;

    if (event->data.u64 == WAKE_DATA) {
        if (read(server->wake_fd, &counted, sizeof counted) < 0) {
            log_debug("device server woken for nothing");
        }
    } else if (event->data.u64 & LISTENER_BIT) {
        accept_one(server,
                   &g_array_index(server->listeners, DeviceListener, event->data.u64 & ~LISTENER_BIT));
    } else {
        handle_connection(server, event);
    }
}

static void finish_jobs(DeviceServer *server)
{
    DeviceJob *job;

    for (;;) {
        g_mutex_lock(&server->mutex);
        job = g_queue_pop_head(&server->finished);
        g_mutex_unlock(&server->mutex);
        if (job == NULL) {
            return;
        }
        if (job->done != NULL) {
            job->done(job, g_hash_table_lookup(server->connections, &job->connection_number));
        }
        device_job_free(job);
    }
}

static void look_everywhere(DeviceServer *server)
{
    for (guint i = 0; i < server->slots->len; i++) {
        const DeviceSlot *slot = g_ptr_array_index(server->slots, i);
        if (slot->connection != NULL) {
            slot->connection->look = true;
        }
    }
}

static gboolean tick_connection(gpointer key G_GNUC_UNUSED, gpointer connection, gpointer now_us)
{
    return !device_connection_tick(connection, *(int64_t *)now_us);
}

/* FALSE when the server is stopping. */
static bool begin_turn(DeviceServer *server, int64_t now_us)
{
    g_mutex_lock(&server->mutex);
    bool stopping = server->stopping;
    bool woken = server->woken;
    server->woken = false;
    g_mutex_unlock(&server->mutex);
    if (woken || now_us - server->looked_at_us > LOOK_EVERY_US) {
        server->looked_at_us = now_us;
        look_everywhere(server);
    }
    return !stopping;
}

static void end_connections(DeviceServer *server)
{
    GHashTableIter iterator;
    gpointer connection;

    g_hash_table_iter_init(&iterator, server->connections);
    while (g_hash_table_iter_next(&iterator, NULL, &connection)) {
        device_connection_end(connection);
        device_connection_write(connection);
    }
    g_hash_table_remove_all(server->connections);
}

static gpointer serve(gpointer data)
{
    DeviceServer *server = data;
    struct epoll_event events[EVENTS_AT_ONCE];

    for (int64_t now_us = clock_monotonic_us(); begin_turn(server, now_us); now_us = clock_monotonic_us()) {
        finish_jobs(server);
        g_hash_table_foreach_remove(server->connections, tick_connection, &now_us);
        device_feed_keep_house(server, now_us);
        int count = epoll_wait(server->epoll_fd, events, EVENTS_AT_ONCE, TURN_MS);
        for (int i = 0; i < count; i++) {
            handle_event(server, &events[i]);
        }
    }
    end_connections(server);
    return NULL;
}

/* ---- start and stop ---- */

typedef struct ConfigureCall {
    const DeviceConfig *config;
    DatabaseStatus status;
    GError *error;
} ConfigureCall;

static DatabaseStatus configure_body(OdbcConnection *connection, gpointer data, GError **error)
{
    const ConfigureCall *call = data;

    return device_interfaces_configure(connection, call->config, error);
}

static void configure_work(OdbcConnection *connection, gpointer data)
{
    ConfigureCall *call = data;

    call->status = odbc_run_transaction(connection, configure_body, call, &call->error);
}

static bool configure_store(Property *property, const DeviceConfig *config, GError **error)
{
    ConfigureCall call = {.config = config, .status = DATABASE_HARD};

    if (!desk_call(property->desk, configure_work, &call) || call.status != DATABASE_OK) {
        g_propagate_error(error, call.error);
        return false;
    }
    return true;
}

bool device_server_none(Property *property, GError **error)
{
    return configure_store(property, NULL, error);
}

bool device_server_start(DeviceServer *server, GError **error)
{
    if (!configure_store(server->property, server->options->config, error)) {
        return false;
    }
    server->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    server->wake_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    g_assert(server->epoll_fd >= 0 && server->wake_fd >= 0);
    if (!watch_new(server, server->wake_fd, WAKE_DATA) || !listen_all(server, error)) {
        return false;
    }
    server->thread = g_thread_new("devices", serve, server);
    log_info("serving devices", log_int("device_port", device_server_port(server)));
    return true;
}

static void poke(DeviceServer *server)
{
    uint64_t one = 1;

    if (write(server->wake_fd, &one, sizeof one) != sizeof one) {
        log_debug("device server is awake");
    }
}

void device_server_wake(DeviceServer *server)
{
    if (server == NULL || server->wake_fd < 0) {
        return;
    }
    g_mutex_lock(&server->mutex);
    server->woken = true;
    g_mutex_unlock(&server->mutex);
    poke(server);
}

void device_server_stop(DeviceServer *server)
{
    if (server->thread == NULL) {
        return;
    }
    g_mutex_lock(&server->mutex);
    server->stopping = true;
    g_mutex_unlock(&server->mutex);
    poke(server);
    g_clear_pointer(&server->thread, g_thread_join);
}

void device_server_free(DeviceServer *server)
{
    if (server == NULL) {
        return;
    }
    g_queue_clear_full(&server->finished, (GDestroyNotify)device_job_free);
    g_hash_table_unref(server->connections);
    for (guint i = 0; i < server->listeners->len; i++) {
        close(g_array_index(server->listeners, DeviceListener, i).fd);
    }
    g_array_unref(server->listeners);
    g_ptr_array_unref(server->slots);
    if (server->epoll_fd >= 0) {
        close(server->epoll_fd);
        close(server->wake_fd);
    }
    g_mutex_clear(&server->mutex);
    g_free(server);
}

const DeviceConfig *device_server_config(const DeviceServer *server)
{
    return server != NULL ? server->options->config : NULL;
}

bool device_server_view(DeviceServer *server, const char *interface, DeviceLinkView *ret_view)
{
    for (guint i = 0; server != NULL && i < server->slots->len; i++) {
        const DeviceSlot *slot = g_ptr_array_index(server->slots, i);
        if (strcmp(slot->interface->id, interface) == 0) {
            g_mutex_lock(&server->mutex);
            *ret_view = slot->view;
            g_mutex_unlock(&server->mutex);
            return true;
        }
    }
    return false;
}
