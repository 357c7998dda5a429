#include "property/outbox/outbox.h"

#include "ops/json.h"
#include "ops/log.h"
#include "ops/metrics.h"
#include "property/copy/link.h"
#include "property/outbox/outbox_store.h"
#include <string.h>

#define SEND_BATCH 200
#define SEND_TIMEOUT_MS 10000
#define IDLE_WAIT_MS 2000
#define FAILED_WAIT_MS 500
#define GATHER_MS 3

struct Outbox {
    Property *property;
    char *subject;
    GThread *thread;
    GMutex mutex;
    GCond wake;
    bool woken;
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
    outbox->woken = true;
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
        work->status = odbc_run_transaction(connection, acknowledge_body, work, &error);
        g_clear_pointer(&work->entries, json_decref);
    }
    if (work->status == DATABASE_OK) {
        work->status = outbox_pending(connection, &work->pending, &error);
    }
    if (work->status == DATABASE_OK && work->pending > 0) {
        work->status = outbox_read(connection, SEND_BATCH, &work->entries, &error);
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

/* What the centre has applied must reach to the entry before ours at least; anything less means that one of
 * the two was restored from an older state, which no sender can mend. */
static bool plausible(const json_t *entries, int64_t applied_through)
{
    const json_t *first = json_object_get(json_array_get(entries, 0), "number");

    if (applied_through >= json_integer_value(first) - 1) {
        return true;
    }
    log_our_fault("centre lacks outbox entries that it acknowledged",
                  log_int("applied_through", applied_through),
                  log_int("first_kept", json_integer_value(first)));
    return false;
}

typedef enum SendOutcome {
    SEND_MORE,   /* some were acknowledged, others wait */
    SEND_IDLE,   /* nothing to send */
    SEND_FAILED, /* try again after a pause */
} SendOutcome;

/* Sends what `work` holds and takes the next entries; what could not be sent is read again next time. */
static SendOutcome send_batch(Outbox *outbox, OutboxWork *work)
{
    Property *property = outbox->property;
    g_autoptr(GError) error = NULL;
    int64_t before = work->pending;

    if (work->entries != NULL && !(send_entries(outbox, work->entries, &work->applied_through, &error) &&
                                   plausible(work->entries, work->applied_through))) {
        log_debug("outbox not sent", log_error_text(error));
        g_clear_pointer(&work->entries, json_decref);
        return SEND_FAILED;
    }
    bool sent = work->entries != NULL;
    if (!desk_call(property->desk, turn_work, work) || work->status != DATABASE_OK) {
        return SEND_FAILED;
    }
    link_set_outbox_pending(property->link, work->pending);
    counter_add(outbox->sent_counter, sent ? (uint64_t)MAX(before - work->pending, 0) : 0);
    return work->entries != NULL ? SEND_MORE : SEND_IDLE;
}

/* FALSE when the node is closing. */
static bool wait_for_work(Outbox *outbox, int wait_ms)
{
    int64_t end_us = clock_monotonic_us() + (int64_t)wait_ms * 1000;

    g_mutex_lock(&outbox->mutex);
    while (!outbox->stopping && !outbox->woken) {
        if (!g_cond_wait_until(&outbox->wake, &outbox->mutex, end_us)) {
            break;
        }
    }
    outbox->woken = false;
    bool go_on = !outbox->stopping;
    g_mutex_unlock(&outbox->mutex);
    return go_on;
}

/* New entries do not hurry the sender here: after a failure the line is the trouble, and before a sending a
 * moment's patience lets entries that belong together travel together. */
static bool pause_for(Outbox *outbox, int pause_ms)
{
    int64_t end_us = clock_monotonic_us() + (int64_t)pause_ms * 1000;

    g_mutex_lock(&outbox->mutex);
    while (!outbox->stopping && g_cond_wait_until(&outbox->wake, &outbox->mutex, end_us)) {
        continue;
    }
    bool go_on = !outbox->stopping;
    g_mutex_unlock(&outbox->mutex);
    return go_on;
}

static bool next_turn(Outbox *outbox, SendOutcome outcome)
{
    switch (outcome) {
    case SEND_IDLE:
        return wait_for_work(outbox, IDLE_WAIT_MS) && pause_for(outbox, GATHER_MS);
    case SEND_FAILED:
        return pause_for(outbox, FAILED_WAIT_MS);
    default:
        return wait_for_work(outbox, 0);
    }
}

static gpointer send_for_ever(gpointer data)
{
    Outbox *outbox = data;
    OutboxWork work = {0};

    while (next_turn(outbox, send_batch(outbox, &work))) {
        continue;
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
