#include "property/device/device_server_internal.h"

#include "ops/clock.h"
#include "ops/log.h"
#include "property/device/device_talk.h"
#include <errno.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define READ_BYTES 16384
#define OUT_BYTES_MAX (1024 * 1024) /* somebody who does not read for so long is not there */
#define AT_DESK_MAX 32
#define HELD_MAX 256
#define MALFORMED_MAX 1000
#define WISHES_MAX 64
#define UNKNOWN_MAX_US INT64_C(60000000) /* a caller says who it is within this time */

static void free_record(gpointer record)
{
    fias_record_free(record);
}

/* ---- jobs ---- */

DeviceJob *device_job_new(DeviceServer *server, DeviceConnection *connection)
{
    DeviceJob *job = g_new0(DeviceJob, 1);

    job->server = server;
    if (connection != NULL) {
        job->connection_number = connection->number;
        job->interface = connection->slot->interface;
    }
    return job;
}

void device_job_free(DeviceJob *job)
{
    fias_record_free(job->record);
    g_clear_pointer(&job->answers, g_ptr_array_unref);
    g_clear_pointer(&job->events, g_array_unref);
    g_free(job->room);
    g_free(job);
}

static void run_job(OdbcConnection *connection, gpointer data)
{
    DeviceJob *job = data;
    DeviceServer *server = job->server;
    uint64_t one = 1;

    job->run(job, connection);
    g_mutex_lock(&server->mutex);
    g_queue_push_tail(&server->finished, job);
    if (write(server->wake_fd, &one, sizeof one) != sizeof one) {
        log_our_fault("device server not woken", log_int("errno", errno));
    }
    g_mutex_unlock(&server->mutex);
}

bool device_job_submit(DeviceJob *job)
{
    return desk_submit(job->server->property->desk, run_job, job);
}

/* ---- life ---- */

static void watch(DeviceConnection *connection)
{
    struct epoll_event event = {
        .events =
            (connection->reads ? (uint32_t)EPOLLIN : 0) | (connection->wants_out ? (uint32_t)EPOLLOUT : 0),
        .data.u64 = (uint64_t)connection->number,
    };

    if (epoll_ctl(connection->server->epoll_fd, EPOLL_CTL_MOD, connection->fd, &event) != 0) {
        log_our_fault("device socket not watched", log_int("errno", errno));
    }
}

DeviceConnection *device_connection_new(DeviceServer *server, int fd, guint port, const char *address)
{
    DeviceConnection *connection = g_new0(DeviceConnection, 1);

    connection->server = server;
    connection->number = server->next_number++;
    connection->fd = fd;
    connection->port = port;
    connection->reads = true;
    connection->opened_at_us = clock_monotonic_us();
    connection->out = g_byte_array_new();
    g_strlcpy(connection->address, address, sizeof connection->address);
    g_queue_init(&connection->held);
    fias_link_init(&connection->link, connection->opened_at_us);
    fias_reader_init(&connection->reader);
    return connection;
}

static void leave_slot(DeviceConnection *connection)
{
    DeviceSlot *slot = connection->slot;
    DeviceServer *server = connection->server;

    if (slot == NULL || slot->connection != connection) {
        return;
    }
    slot->connection = NULL;
    gauge_set(slot->alive_gauge, 0);
    g_mutex_lock(&server->mutex);
    slot->view.connected = false;
    slot->view.alive = false;
    slot->view.telling_all = false;
    slot->view.since = clock_now(server->property->wall);
    g_mutex_unlock(&server->mutex);
    log_info("device disconnected", log_text("interface", slot->interface->id));
}

void device_connection_free(gpointer data)
{
    DeviceConnection *connection = data;

    leave_slot(connection);
    close(connection->fd);
    g_queue_clear_full(&connection->held, free_record);
    fias_link_clear(&connection->link);
    fias_reader_clear(&connection->reader);
    g_byte_array_unref(connection->out);
    g_free(connection->told_room);
    g_free(connection);
}

/* ---- sending ---- */

static const char *charset_of(const DeviceConnection *connection)
{
    return connection->slot != NULL ? connection->slot->interface->charset : "UTF-8";
}

static void put(DeviceConnection *connection, const FiasRecord *record)
{
    fias_record_frame(record, charset_of(connection), connection->out);
    if (connection->slot != NULL) {
        counter_add(connection->slot->sent_counter, 1);
        g_mutex_lock(&connection->server->mutex);
        connection->slot->view.sent++;
        g_mutex_unlock(&connection->server->mutex);
    }
}

void device_connection_send(DeviceConnection *connection, const FiasRecord *record, bool answer)
{
    g_autoptr(FiasRecord) wanted = fias_link_outgoing(&connection->link, record, answer);

    if (wanted != NULL) {
        put(connection, wanted);
    }
}

/* A record of the link itself, which nobody has to list. */
static void send_link(DeviceConnection *connection, const char *id)
{
    const Property *property = connection->server->property;
    LocalTime local = instant_to_local(clock_now(property->clock), property->zone);
    g_autoptr(FiasRecord) record = fias_record_new(id);

    fias_record_add_date(record, "DA", local.date);
    fias_record_add_time(record, "TI", local.hour, local.minute, local.second);
    put(connection, record);
}

void device_connection_greet(DeviceConnection *connection)
{
    send_link(connection, "LS");
}

void device_connection_end(DeviceConnection *connection)
{
    if (!connection->closing) {
        send_link(connection, "LE");
        connection->closing = true;
    }
}

bool device_connection_write(DeviceConnection *connection)
{
    while (connection->out->len > 0) {
        ssize_t sent = send(connection->fd, connection->out->data, connection->out->len, MSG_NOSIGNAL);
        if (sent <= 0) {
            break;
        }
        g_byte_array_remove_range(connection->out, 0, (guint)sent);
    }
    bool pending = connection->out->len > 0;
    if (pending && errno != EAGAIN && errno != EINTR) {
        return false;
    }
    if (pending != connection->wants_out) {
        connection->wants_out = pending;
        watch(connection);
    }
    return connection->out->len <= OUT_BYTES_MAX && (pending || !connection->closing);
}

/* ---- whose link it is ---- */

static bool may_be(const DeviceConnection *connection, const DeviceSlot *slot)
{
    const DeviceInterface *interface = slot->interface;
    guint port = interface->port != 0 ? interface->port : device_server_port(connection->server);

    return port == connection->port && device_interface_admits(interface, connection->address) &&
           (connection->link.family[0] == '\0' || strcmp(connection->link.family, interface->family) == 0);
}

/* Of several that it may be, one that nobody serves yet. A device that does not say what it is must be the
 * only one. */
static DeviceSlot *find_slot(const DeviceConnection *connection)
{
    const GPtrArray *slots = connection->server->slots;
    DeviceSlot *found = NULL;
    guint count = 0;

    for (guint i = 0; i < slots->len; i++) {
        DeviceSlot *slot = g_ptr_array_index(slots, i);
        if (!may_be(connection, slot)) {
            continue;
        }
        count++;
        if (found == NULL || (found->connection != NULL && slot->connection == NULL)) {
            found = slot;
        }
    }
    return connection->link.family[0] == '\0' && count > 1 ? NULL : found;
}

static void show_connected(DeviceConnection *connection)
{
    DeviceLinkView *view = &connection->slot->view;
    DeviceServer *server = connection->server;

    g_mutex_lock(&server->mutex);
    view->connected = true;
    view->since = clock_now(server->property->wall);
    g_strlcpy(view->address, connection->address, sizeof view->address);
    g_strlcpy(view->version, connection->link.version, sizeof view->version);
    g_mutex_unlock(&server->mutex);
    log_info("device connected", log_text("interface", connection->slot->interface->id),
             log_text("address", connection->address));
}

/* A device that comes again has lost its former connection, whatever that one believes. */
static void take_slot(DeviceConnection *connection, DeviceSlot *slot)
{
    DeviceConnection *former = slot->connection;

    if (former == connection) {
        return;
    }
    if (former != NULL) {
        device_connection_end(former);
        leave_slot(former);
    }
    leave_slot(connection);
    connection->slot = slot;
    connection->sent_through = 0;
    slot->connection = connection;
    connection->link.identified = true;
    show_connected(connection);
}

/* FALSE: it cannot be told whose link it is. */
static bool identify(DeviceConnection *connection)
{
    DeviceSlot *slot = find_slot(connection);

    if (slot != NULL) {
        take_slot(connection, slot);
        return true;
    }
    if (connection->link.family[0] != '\0') {
        log_their_fault("device of an unknown family", log_text("family", connection->link.family),
                        log_text("address", connection->address));
        counter_add(connection->server->refused_counter, 1);
        device_connection_end(connection);
    } else {
        connection->link.state = FIAS_LINK_STARTED;
        send_link(connection, "LS");
    }
    return false;
}

/* ---- receiving ---- */

static void record_done(DeviceJob *job, DeviceConnection *connection)
{
    if (connection == NULL) {
        return;
    }
    connection->at_desk--;
    for (guint i = 0; i < job->answers->len; i++) {
        device_connection_send(connection, g_ptr_array_index(job->answers, i), true);
    }
    if (!job->known) {
        g_mutex_lock(&connection->server->mutex);
        connection->slot->view.unknown++;
        g_mutex_unlock(&connection->server->mutex);
    }
}

static void record_run(DeviceJob *job, OdbcConnection *connection)
{
    DeviceTalk talk = {
        .property = job->server->property,
        .interface = job->interface,
        .record = job->record,
        .now = clock_now(job->server->property->clock),
        .answers = job->answers,
    };

    job->known = device_talk_answer(&talk, connection);
    device_server_wake(job->server);
}

void device_connection_pump(DeviceConnection *connection)
{
    while (connection->at_desk < AT_DESK_MAX && !g_queue_is_empty(&connection->held)) {
        DeviceJob *job = device_job_new(connection->server, connection);
        job->record = g_queue_pop_head(&connection->held);
        job->answers = g_ptr_array_new_with_free_func(free_record);
        job->run = record_run;
        job->done = record_done;
        if (!device_job_submit(job)) {
            g_queue_push_head(&connection->held, g_steal_pointer(&job->record));
            device_job_free(job);
            break;
        }
        connection->at_desk++;
    }
    bool reads = g_queue_get_length(&connection->held) < HELD_MAX;
    if (reads != connection->reads) {
        connection->reads = reads;
        watch(connection);
    }
}

static void pass_on(DeviceConnection *connection, FiasRecord *record)
{
    if (strcmp(record->id, "DR") == 0) {
        device_feed_tell_all(connection, true);
        fias_record_free(record);
        return;
    }
    g_queue_push_tail(&connection->held, record);
    device_connection_pump(connection);
}

static void set_alive(DeviceConnection *connection, bool alive)
{
    if (connection->slot == NULL) {
        return;
    }
    gauge_set(connection->slot->alive_gauge, alive);
    g_mutex_lock(&connection->server->mutex);
    connection->slot->view.alive = alive;
    g_mutex_unlock(&connection->server->mutex);
}

static void act(DeviceConnection *connection, unsigned actions)
{
    if (actions & FIAS_DO_HOLD) {
        set_alive(connection, false);
        connection->telling = DEVICE_TELLING_NOTHING;
    }
    if (actions & FIAS_DO_SEND_START) {
        send_link(connection, "LS");
    }
    if (actions & FIAS_DO_SEND_ALIVE) {
        send_link(connection, "LA");
    }
    if (actions & FIAS_DO_BEGIN) {
        set_alive(connection, true);
        device_feed_begin(connection);
    }
}

static void count_received(DeviceConnection *connection)
{
    if (connection->slot == NULL) {
        return;
    }
    counter_add(connection->slot->received_counter, 1);
    g_mutex_lock(&connection->server->mutex);
    connection->slot->view.received++;
    connection->slot->view.heard_at = clock_now(connection->server->property->wall);
    g_mutex_unlock(&connection->server->mutex);
}

static void receive(DeviceConnection *connection, FiasRecord *record)
{
    unsigned actions = fias_link_receive(&connection->link, record, clock_monotonic_us());

    if ((actions & FIAS_DO_IDENTIFY) && !identify(connection)) {
        fias_record_free(record);
        return;
    }
    act(connection, actions);
    count_received(connection);
    if (actions & FIAS_DO_PASS_ON) {
        pass_on(connection, record);
    } else {
        fias_record_free(record);
    }
}

/* FALSE: it sends nothing but rubbish. */
static bool count_malformed(DeviceConnection *connection)
{
    connection->malformed++;
    if (connection->slot != NULL) {
        g_mutex_lock(&connection->server->mutex);
        connection->slot->view.malformed++;
        g_mutex_unlock(&connection->server->mutex);
    }
    return connection->malformed < MALFORMED_MAX;
}

static bool take_bytes(DeviceConnection *connection, const uint8_t *data, gsize length)
{
    const char *text;
    gsize text_length;

    for (;;) {
        FiasRead read = fias_reader_next(&connection->reader, &data, &length, &text, &text_length);
        if (read == FIAS_READ_MORE) {
            return true;
        }
        FiasRecord *record =
            read == FIAS_READ_RECORD ? fias_record_parse(text, text_length, charset_of(connection)) : NULL;
        if (record != NULL) {
            receive(connection, record);
        } else if (!count_malformed(connection)) {
            log_their_fault("device sends no records", log_text("address", connection->address));
            return false;
        }
        if (g_hash_table_size(connection->link.wanted) > WISHES_MAX) {
            return false;
        }
    }
}

bool device_connection_read(DeviceConnection *connection)
{
    uint8_t bytes[READ_BYTES];
    ssize_t length = recv(connection->fd, bytes, sizeof bytes, 0);

    if (length == 0 || (length < 0 && errno != EAGAIN && errno != EINTR)) {
        return false;
    }
    return length < 0 || connection->closing || take_bytes(connection, bytes, (gsize)length);
}

bool device_connection_tick(DeviceConnection *connection, int64_t now_us)
{
    unsigned actions = fias_link_tick(&connection->link, &connection->server->options->times, now_us);

    if ((actions & FIAS_DO_CLOSE) ||
        (connection->slot == NULL && now_us - connection->opened_at_us > UNKNOWN_MAX_US)) {
        return false;
    }
    act(connection, actions);
    device_connection_pump(connection);
    device_feed_pump(connection, now_us);
    return device_connection_write(connection);
}
