#include "property/device/device_server_internal.h"

#include "ops/clock.h"
#include "ops/log.h"
#include "property/command/statement.h"
#include "property/device/device_event.h"
#include "property/device/device_talk.h"
#include "property/device/guest_record.h"
#include <linux/sockios.h>
#include <string.h>
#include <sys/ioctl.h>

/* Nobody acknowledges a guest record. It counts as delivered when the device's machine has it and the link
 * has lived on for a moment; what is lost all the same is found in doubt, and told again on the next link. */
#define SETTLED_US INT64_C(1500000)
#define EVENTS_AT_ONCE 100
#define ROOMS_AT_ONCE 50
#define OUT_BYTES_FULL (128 * 1024)
#define HOUSE_EVERY_US INT64_C(30000000)

static const OdbcStatement rooms_after = {
    "device_rooms_after",
    "SELECT room FROM room WHERE in_use = 1 AND room > ? ORDER BY room LIMIT ?",
    2,
};

/* ---- at the desk ---- */

static void report(const char *what, const DeviceJob *job, const GError *error)
{
    log_error(what, log_text("interface", job->interface->id), log_error_text(error));
}

static DatabaseStatus look_body(OdbcConnection *connection, gpointer data, GError **error)
{
    DeviceJob *job = data;

    g_clear_pointer(&job->events, g_array_unref);
    DatabaseStatus status = device_state_read(connection, job->interface->id, &job->state, error);
    if (status != DATABASE_OK || job->state.resync != DEVICE_IN_STEP || job->state.paused) {
        return status;
    }
    return device_events_read(connection, job->interface->id, MAX(job->through, job->state.delivered),
                              EVENTS_AT_ONCE, clock_now(job->server->property->clock), &job->events, error);
}

static void look_run(DeviceJob *job, OdbcConnection *connection)
{
    g_autoptr(GError) error = NULL;

    job->succeeded = odbc_run_snapshot(connection, look_body, job, &error) == DATABASE_OK;
    if (!job->succeeded) {
        report("device events not read", job, error);
    }
}

static DatabaseStatus delivered_body(OdbcConnection *connection, gpointer data, GError **error)
{
    const DeviceJob *job = data;
    DatabaseStatus status = DATABASE_OK;

    if (job->more) { /* everything was told anew */
        status = device_resync_end(connection, job->interface->id, error);
    }
    return status == DATABASE_OK ? device_set_delivered(connection, job->interface->id, job->through, error)
                                 : status;
}

static void delivered_run(DeviceJob *job, OdbcConnection *connection)
{
    g_autoptr(GError) error = NULL;

    job->succeeded = odbc_run_transaction(connection, delivered_body, job, &error) == DATABASE_OK;
    if (!job->succeeded) {
        report("device events not marked as delivered", job, error);
    }
}

/* Telling everything anew tells the state of the house, not what was asked or ended meanwhile. A device that
 * is new here has no use for the keys of others' past. */
static bool outlives_telling(const DeviceEvent *event, bool is_new)
{
    static const char *const state[] = {"GI", "GO", "GC", "RE", "WR", "NS", "NE", NULL};
    char id[FIAS_ID_SIZE];

    if (event->record == NULL || event->addressed || is_new) {
        return event->record != NULL && event->addressed;
    }
    g_strlcpy(id, event->record, sizeof id);
    return !g_strv_contains(state, id);
}

static DatabaseStatus keep_orders(OdbcConnection *connection, const char *interface, const GArray *events,
                                  bool is_new, GError **error)
{
    DatabaseStatus status = DATABASE_OK;

    for (guint i = 0; i < events->len && status == DATABASE_OK; i++) {
        const DeviceEvent *event = &g_array_index(events, DeviceEvent, i);
        if (!outlives_telling(event, is_new)) {
            continue;
        }
        g_autoptr(FiasRecord) record = fias_record_parse(event->record, strlen(event->record), "UTF-8");
        status = device_event_add(connection, record, interface, event->expires_at, event->at, error);
    }
    return status;
}

static DatabaseStatus resync_body(OdbcConnection *connection, gpointer data, GError **error)
{
    DeviceJob *job = data;
    const char *interface = job->interface->id;
    g_autoptr(GArray) events = NULL;

    DatabaseStatus status = device_state_read(connection, interface, &job->state, error);
    bool is_new = status == DATABASE_OK && job->state.delivered == 0;
    if (status == DATABASE_OK) {
        status = device_events_read(connection, interface, job->state.delivered, DEVICE_QUEUE_MAX,
                                    clock_now(job->server->property->clock), &events, error);
    }
    if (status == DATABASE_OK) {
        status = device_resync_begin(connection, interface, error);
    }
    if (status == DATABASE_OK) {
        status = device_state_read(connection, interface, &job->state, error);
    }
    return status == DATABASE_OK ? keep_orders(connection, interface, events, is_new, error) : status;
}

static void resync_run(DeviceJob *job, OdbcConnection *connection)
{
    g_autoptr(GError) error = NULL;

    job->succeeded = odbc_run_transaction(connection, resync_body, job, &error) == DATABASE_OK;
    if (!job->succeeded) {
        report("device resync not begun", job, error);
    }
}

/* A guest, what the room's equipment allows, and the calls that are wanted. */
static DatabaseStatus tell_guest(DeviceJob *job, OdbcConnection *connection, const Stay *stay, GError **error)
{
    FiasRecord *guest = NULL;
    StayRights rights;

    DatabaseStatus status = device_guest_record(connection, stay, &guest, error);
    if (guest != NULL) {
        g_ptr_array_add(job->answers, guest);
        status = stay_rights_read(connection, stay->stay_id, &rights, error);
    }
    if (status != DATABASE_OK) {
        return status;
    }
    g_ptr_array_add(job->answers, device_equipment_record(stay, &rights));
    return device_wake_up_records(connection, stay, job->answers, error);
}

static DatabaseStatus tell_room(DeviceJob *job, OdbcConnection *connection, const char *room, GError **error)
{
    g_autoptr(GPtrArray) stays = NULL;
    FiasRecord *state = NULL;

    DatabaseStatus status = device_room_guests(connection, room, &stays, error);
    if (status == DATABASE_OK && stays->len == 0) {
        FiasRecord *vacant = fias_record_new("GO");
        fias_record_add(vacant, "RN", room);
        fias_record_add(vacant, "GS", "N");
        g_ptr_array_add(job->answers, vacant);
    }
    for (guint i = 0; status == DATABASE_OK && i < stays->len; i++) {
        status = tell_guest(job, connection, g_ptr_array_index(stays, i), error);
    }
    if (status == DATABASE_OK) {
        status = device_room_record(connection, room, &state, error);
    }
    if (state != NULL) {
        g_ptr_array_add(job->answers, state);
    }
    return status;
}

static DatabaseStatus rooms_body(OdbcConnection *connection, gpointer data, GError **error)
{
    DeviceJob *job = data;
    g_autoptr(OdbcResult) rooms = NULL;

    g_ptr_array_set_size(job->answers, 0);
    DatabaseStatus status = statement_run(connection, &rooms_after, &rooms, error, "si",
                                          job->room != NULL ? job->room : "", ROOMS_AT_ONCE);
    for (guint row = 0; status == DATABASE_OK && row < odbc_result_rows(rooms); row++) {
        status = tell_room(job, connection, odbc_result_text(rooms, row, 0), error);
    }
    if (status == DATABASE_OK) {
        guint count = odbc_result_rows(rooms);
        job->more = count == ROOMS_AT_ONCE;
        if (count > 0) {
            g_free(job->room);
            job->room = g_strdup(odbc_result_text(rooms, count - 1, 0));
        }
    }
    return status;
}

static void rooms_run(DeviceJob *job, OdbcConnection *connection)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *from = g_strdup(job->room);

    job->succeeded = odbc_run_snapshot(connection, rooms_body, job, &error) == DATABASE_OK;
    if (!job->succeeded) {
        report("rooms not read for a device", job, error);
        g_free(job->room);
        job->room = g_steal_pointer(&from);
    }
}

static DatabaseStatus house_body(OdbcConnection *connection, gpointer data, GError **error)
{
    const DeviceJob *job = data;

    return device_keep_house(connection, clock_now(job->server->property->clock), error);
}

static void house_run(DeviceJob *job, OdbcConnection *connection)
{
    g_autoptr(GError) error = NULL;

    if (odbc_run_transaction(connection, house_body, job, &error) != DATABASE_OK) {
        log_error("device events not tidied up", log_error_text(error));
    }
}

/* ---- sending ---- */

static void submit(DeviceConnection *connection, void (*run)(DeviceJob *, OdbcConnection *),
                   void (*done)(DeviceJob *, DeviceConnection *), int64_t through, bool more)
{
    DeviceJob *job = device_job_new(connection->server, connection);

    job->run = run;
    job->done = done;
    job->through = through;
    job->more = more;
    job->room = g_strdup(connection->told_room);
    job->answers = g_ptr_array_new_with_free_func((GDestroyNotify)fias_record_free);
    connection->looking = device_job_submit(job);
    if (!connection->looking) {
        device_job_free(job);
    }
}

static void add_moment(const DeviceConnection *connection, FiasRecord *record, Instant at)
{
    const Property *property = connection->server->property;
    LocalTime local = instant_to_local(at, property->zone);

    if (!fias_record_has(record, "DA")) {
        fias_record_add_date(record, "DA", local.date);
        fias_record_add_time(record, "TI", local.hour, local.minute, local.second);
    }
}

/* Keys are good until the hotel's check-out time. */
static void add_leaving_time(const DeviceConnection *connection, FiasRecord *record)
{
    if (strcmp(record->id, "KM") == 0) {
        device_leaving_add(connection->slot->interface, connection->server->property->hotel->check_out_minute,
                           record);
    }
}

static void send_event(DeviceConnection *connection, const DeviceEvent *event)
{
    if (event->record == NULL) {
        return;
    }
    g_autoptr(FiasRecord) record = fias_record_parse(event->record, strlen(event->record), "UTF-8");
    g_assert(record != NULL);
    add_moment(connection, record, event->at);
    add_leaving_time(connection, record);
    device_connection_send(connection, record, false);
}

static void send_plain(DeviceConnection *connection, const char *id)
{
    g_autoptr(FiasRecord) record = fias_record_new(id);

    add_moment(connection, record, clock_now(connection->server->property->clock));
    /* DS and DE need not be listed. */
    fias_record_frame(record, connection->slot->interface->charset, connection->out);
}

static void delivered_done(DeviceJob *job, DeviceConnection *connection)
{
    if (connection == NULL) {
        return;
    }
    connection->looking = false;
    if (job->succeeded) {
        connection->delivered = job->through;
        if (job->more && connection->telling == DEVICE_TELLING_ENDS) {
            connection->telling = DEVICE_TELLING_NOTHING;
            connection->look = true;
        }
    }
}

static void show_telling(DeviceConnection *connection)
{
    g_mutex_lock(&connection->server->mutex);
    connection->slot->view.telling_all = connection->telling != DEVICE_TELLING_NOTHING;
    g_mutex_unlock(&connection->server->mutex);
}

static bool wants_guests(const DeviceConnection *connection)
{
    return fias_link_wants(&connection->link, "GI") || fias_link_wants(&connection->link, "GO");
}

static void resync_done(DeviceJob *job, DeviceConnection *connection)
{
    if (connection == NULL) {
        return;
    }
    connection->looking = false;
    if (!job->succeeded || connection->telling != DEVICE_TELLING_BEGINS) {
        return;
    }
    connection->sent_through = job->state.delivered;
    connection->delivered = job->state.delivered;
    g_clear_pointer(&connection->told_room, g_free);
    bool silent = !connection->told_on_request && !wants_guests(connection);
    connection->telling = silent ? DEVICE_TELLING_ENDS : DEVICE_TELLING_ROOMS;
    connection->sent_at_us = clock_monotonic_us();
    if (!silent) {
        send_plain(connection, "DS");
    }
}

static void rooms_done(DeviceJob *job, DeviceConnection *connection)
{
    if (connection == NULL) {
        return;
    }
    connection->looking = false;
    if (!job->succeeded || connection->telling != DEVICE_TELLING_ROOMS) {
        return;
    }
    for (guint i = 0; i < job->answers->len; i++) {
        FiasRecord *record = g_ptr_array_index(job->answers, i);
        if (record->id[0] == 'G') {
            fias_record_add(record, "SF", "");
        }
        add_moment(connection, record, clock_now(connection->server->property->clock));
        device_connection_send(connection, record, false);
    }
    g_free(connection->told_room);
    connection->told_room = g_strdup(job->room);
    if (!job->more) {
        send_plain(connection, "DE");
        connection->telling = DEVICE_TELLING_ENDS;
        connection->sent_at_us = clock_monotonic_us();
    }
}

static void look_done(DeviceJob *job, DeviceConnection *connection)
{
    if (connection == NULL) {
        return;
    }
    connection->looking = false;
    if (!job->succeeded || connection->telling != DEVICE_TELLING_NOTHING) {
        return;
    }
    gauge_set(connection->slot->waiting_gauge, job->state.waiting);
    if (job->state.paused) {
        device_connection_end(connection);
        return;
    }
    if (job->state.resync != DEVICE_IN_STEP) {
        device_feed_tell_all(connection, false);
        return;
    }
    connection->delivered = MAX(connection->delivered, job->state.delivered);
    connection->sent_through = MAX(connection->sent_through, job->state.delivered);
    for (guint i = 0; i < job->events->len; i++) {
        const DeviceEvent *event = &g_array_index(job->events, DeviceEvent, i);
        send_event(connection, event);
        connection->sent_through = event->number;
        connection->sent_at_us = clock_monotonic_us();
    }
    connection->look = connection->look || job->events->len == EVENTS_AT_ONCE;
}

void device_feed_begin(DeviceConnection *connection)
{
    connection->look = true;
    connection->telling = DEVICE_TELLING_NOTHING;
    connection->sent_through = 0;
}

void device_feed_tell_all(DeviceConnection *connection, bool on_request)
{
    if (connection->telling == DEVICE_TELLING_BEGINS || connection->telling == DEVICE_TELLING_ROOMS) {
        connection->told_on_request = connection->told_on_request || on_request;
        return;
    }
    connection->telling = DEVICE_TELLING_BEGINS;
    connection->told_on_request = on_request;
    show_telling(connection);
}

/* Whether what was sent has come to the device's machine, and it did not vanish at once. */
static bool settled(const DeviceConnection *connection, int64_t now_us)
{
    int unacknowledged = 0;

    return connection->out->len == 0 && ioctl(connection->fd, SIOCOUTQ, &unacknowledged) == 0 &&
           unacknowledged == 0 &&
           (connection->link.heard_at_us > connection->sent_at_us ||
            now_us - connection->sent_at_us > SETTLED_US);
}

static void pump_alive(DeviceConnection *connection, int64_t now_us)
{
    if (connection->telling == DEVICE_TELLING_BEGINS) {
        submit(connection, resync_run, resync_done, 0, false);
    } else if (connection->telling == DEVICE_TELLING_ROOMS) {
        submit(connection, rooms_run, rooms_done, 0, false);
    } else if (connection->telling == DEVICE_TELLING_ENDS) {
        if (settled(connection, now_us)) {
            submit(connection, delivered_run, delivered_done, connection->sent_through, true);
        }
    } else if (connection->look) {
        connection->look = false;
        submit(connection, look_run, look_done, connection->sent_through, false);
        connection->look = !connection->looking;
    } else if (connection->sent_through > connection->delivered && settled(connection, now_us)) {
        submit(connection, delivered_run, delivered_done, connection->sent_through, false);
    }
}

void device_feed_pump(DeviceConnection *connection, int64_t now_us)
{
    if (connection->looking || connection->closing || connection->slot == NULL ||
        connection->slot->connection != connection || connection->link.state != FIAS_LINK_ALIVE ||
        connection->out->len > OUT_BYTES_FULL) {
        return;
    }
    pump_alive(connection, now_us);
    show_telling(connection);
}

void device_feed_keep_house(DeviceServer *server, int64_t now_us)
{
    if (now_us - server->house_kept_at_us < HOUSE_EVERY_US) {
        return;
    }
    DeviceJob *job = device_job_new(server, NULL);
    job->run = house_run;
    server->house_kept_at_us = now_us;
    if (!device_job_submit(job)) {
        device_job_free(job);
    }
}
