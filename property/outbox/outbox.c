#include "property/outbox/outbox.h"

#include "ops/clock.h"
#include "ops/json.h"
#include "ops/log.h"
#include "ops/metrics.h"
#include "property/copy/link.h"
#include "property/outbox/outbox_store.h"
#include "sync/outbox_sender.h"
#include <string.h>

#define SEND_TIMEOUT_MS 10000

static const OutboxPause PAUSE = {.gather_us = 3000, .failed_us = 500000, .idle_us = 2000000};

struct Outbox {
    Property *property;
    char *subject;
    GThread *thread;
    GMutex mutex;
    GCond wake;
    OutboxSender sender; /* under mutex */
    bool stopping;
    Counter *sent_counter;
};

/* One exchange with the store. */
typedef struct OutboxWork {
    json_t *entries;
    int64_t applied_through;
    int64_t pending;
    DatabaseStatus status;
} OutboxWork;

Outbox *outbox_new(Property *property)
{
    Outbox *outbox = g_new0(Outbox, 1);

    outbox->property = property;
    outbox->subject = g_strconcat("keyrack.hotel.", property->hotel->code, ".outbox", NULL);
    g_mutex_init(&outbox->mutex);
    g_cond_init(&outbox->wake);
    outbox_sender_init(&outbox->sender, &PAUSE);
    outbox->sent_counter = metrics_counter("keyrack_property_outbox_acknowledged_total",
                                           "outbox entries the centre acknowledged", NULL);
    return outbox;
}

void outbox_free(Outbox *outbox)
{
    if (outbox == NULL) {
        return;
    }
    g_cond_clear(&outbox->wake);
    g_mutex_clear(&outbox->mutex);
    g_free(outbox->subject);
    g_free(outbox);
}

void outbox_wake(Outbox *outbox)
{
    if (outbox == NULL) {
        return;
    }
    g_mutex_lock(&outbox->mutex);
    outbox_sender_added(&outbox->sender, clock_monotonic_us());
    g_cond_signal(&outbox->wake);
    g_mutex_unlock(&outbox->mutex);
}

void outbox_reconnected(Outbox *outbox)
{
    g_mutex_lock(&outbox->mutex);
    outbox_sender_reconnected(&outbox->sender, clock_monotonic_us());
    g_cond_signal(&outbox->wake);
    g_mutex_unlock(&outbox->mutex);
}

static DatabaseStatus acknowledge_body(OdbcConnection *connection, gpointer data, GError **error)
{
    const OutboxWork *work = data;

    return outbox_acknowledge(connection, work->applied_through, error);
}

/* Forgets what was acknowledged and reads what comes next, in one visit to the desk. */
static void turn_work(OdbcConnection *connection, gpointer data)
{
    OutboxWork *work = data;
    g_autoptr(GError) error = NULL;

    work->status = DATABASE_OK;
    if (work->entries != NULL) {
        work->status = odbc_run_gathered(connection, acknowledge_body, work, &error);
        g_clear_pointer(&work->entries, json_decref);
    }
    if (work->status == DATABASE_OK) {
        work->status = outbox_pending(connection, &work->pending, &error);
    }
    if (work->status == DATABASE_OK && work->pending > 0) {
        work->status = outbox_read(connection, OUTBOX_BATCH_MAX, &work->entries, &error);
    }
    if (work->status != DATABASE_OK) {
        log_error("outbox not read or acknowledged", log_error_text(error));
    }
}

static bool send_entries(Outbox *outbox, const json_t *entries, int64_t *ret_applied_through, GError **error)
{
    json_auto_t *request = json_pack("{s:O}", "entries", entries);
    g_autofree char *text = json_canonical(request);
    g_autofree char *answer = NULL;
    size_t length;

    if (!bus_request(outbox->property->bus, outbox->subject, text, strlen(text), SEND_TIMEOUT_MS, &answer,
                     &length, error)) {
        return false;
    }
    json_auto_t *document = json_parse(answer, length, error);
    if (document == NULL) {
        return false;
    }
    const json_t *through = json_object_get(document, "applied_through");
    if (!json_is_integer(through)) {
        g_set_error(error, BUS_ERROR, BUS_ERROR_FAILED,
                    "outbox: the centre's answer has no `applied_through`");
        return false;
    }
    *ret_applied_through = json_integer_value(through);
    return true;
}

static int64_t first_number(const OutboxWork *work)
{
    return json_integer_value(json_object_get(json_array_get(work->entries, 0), "number"));
}

/* One visit to the store: what was acknowledged is forgotten, what comes next is read. */
static void look(Outbox *outbox, OutboxWork *work)
{
    int64_t before = work->pending;
    bool acknowledged = work->entries != NULL;
    bool looked = desk_call_gathered(outbox->property->desk, turn_work, work) && work->status == DATABASE_OK;

    if (!looked) {
        g_clear_pointer(&work->entries, json_decref); /* what was read may not be in the store */
    }
    g_mutex_lock(&outbox->mutex);
    if (looked) {
        outbox_sender_stored(&outbox->sender, first_number(work), work->pending, clock_monotonic_us());
    } else {
        outbox_sender_failed(&outbox->sender, clock_monotonic_us());
    }
    g_mutex_unlock(&outbox->mutex);
    if (looked) {
        link_set_outbox_pending(outbox->property->link, work->pending);
        counter_add(outbox->sent_counter, acknowledged ? (uint64_t)MAX(before - work->pending, 0) : 0);
    }
}

/* Entries that are not acknowledged are let go: they are read again before the next sending. */
static void send_batch(Outbox *outbox, OutboxWork *work)
{
    g_autoptr(GError) error = NULL;
    OutboxAnswer answer = OUTBOX_NOTHING_NEW;
    bool sent = work->entries != NULL && send_entries(outbox, work->entries, &work->applied_through, &error);

    g_mutex_lock(&outbox->mutex);
    if (sent) {
        answer = outbox_sender_answered(&outbox->sender, work->applied_through, clock_monotonic_us());
    } else {
        outbox_sender_failed(&outbox->sender, clock_monotonic_us());
    }
    g_mutex_unlock(&outbox->mutex);
    if (answer == OUTBOX_FORGET) {
        look(outbox, work);
        return;
    }
    if (answer == OUTBOX_IMPLAUSIBLE) {
        log_our_fault("centre lacks outbox entries that it acknowledged",
                      log_int("applied_through", work->applied_through),
                      log_int("first_kept", first_number(work)));
    }
    log_debug("outbox not sent", log_error_text(error));
    g_clear_pointer(&work->entries, json_decref);
}

/* Waits until there is something to do; FALSE when the node is closing. */
static bool next_action(Outbox *outbox, OutboxDo *ret_what)
{
    g_mutex_lock(&outbox->mutex);
    OutboxAction action = outbox_sender_next(&outbox->sender, clock_monotonic_us());
    while (!outbox->stopping && action.what == OUTBOX_DO_WAIT) {
        g_cond_wait_until(&outbox->wake, &outbox->mutex, action.until_us);
        action = outbox_sender_next(&outbox->sender, clock_monotonic_us());
    }
    bool go_on = !outbox->stopping;
    g_mutex_unlock(&outbox->mutex);
    *ret_what = action.what;
    return go_on;
}

static gpointer send_for_ever(gpointer data)
{
    Outbox *outbox = data;
    OutboxWork work = {0};
    OutboxDo what;

    while (next_action(outbox, &what)) {
        if (what == OUTBOX_DO_SEND) {
            send_batch(outbox, &work);
        } else {
            g_clear_pointer(&work.entries, json_decref); /* nothing of it is acknowledged */
            look(outbox, &work);
        }
    }
    g_clear_pointer(&work.entries, json_decref);
    return NULL;
}

void outbox_start(Outbox *outbox)
{
    outbox->thread = g_thread_new("outbox", send_for_ever, outbox);
}

void outbox_stop(Outbox *outbox)
{
    g_mutex_lock(&outbox->mutex);
    outbox->stopping = true;
    g_cond_signal(&outbox->wake);
    g_mutex_unlock(&outbox->mutex);
    g_clear_pointer(&outbox->thread, g_thread_join);
}
