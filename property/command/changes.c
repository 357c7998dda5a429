#include "property/command/changes.h"

#include "ops/clock.h"
#include "property/property.h"
#include "property/staff/staff_rules.h"

/* A burst of commits, as the night audit makes them, is told once in this time. */
#define CHANGES_PAUSE_MS 100

typedef struct Waiter {
    HttpRequest *request;
    int64_t since;
    int64_t until_us;
} Waiter;

struct Changes {
    GMutex mutex;
    GCond wake;
    GThread *thread;
    GQueue waiters; /* Waiter; all wait equally long, so the first ends first */
    int64_t number;
    bool stopping;
};

static void answer_waiter(Waiter *waiter, int64_t number)
{
    http_request_respond_json(waiter->request, 200, json_pack("{s:I}", "number", (json_int_t)number));
    g_free(waiter);
}

/* Takes out of the queue who is to be answered now. Called with the mutex held. */
static void take_due(Changes *changes, GQueue *due)
{
    int64_t now_us = clock_monotonic_us();

    for (GList *link = changes->waiters.head, *next; link != NULL; link = next) {
        const Waiter *waiter = link->data;
        next = link->next;
        if (changes->stopping || waiter->since != changes->number || waiter->until_us <= now_us) {
            g_queue_unlink(&changes->waiters, link);
            g_queue_push_tail_link(due, link);
        }
    }
}

/* Called with the mutex held. */
static void wait_for_work(Changes *changes)
{
    const Waiter *first = g_queue_peek_head(&changes->waiters);

    if (first == NULL) {
        g_cond_wait(&changes->wake, &changes->mutex);
    } else {
        g_cond_wait_until(&changes->wake, &changes->mutex, first->until_us);
    }
}

/* Answers who is due, without the mutex; false when there was nobody. */
static bool answer_due(Changes *changes, GQueue *due)
{
    int64_t number = changes->number;
    bool any = due->length > 0;

    g_mutex_unlock(&changes->mutex);
    for (Waiter *waiter; (waiter = g_queue_pop_head(due)) != NULL;) {
        answer_waiter(waiter, number);
    }
    if (any) {
        clock_sleep_ms(CHANGES_PAUSE_MS);
    }
    g_mutex_lock(&changes->mutex);
    return any;
}

static gpointer run(gpointer data)
{
    Changes *changes = data;

    g_mutex_lock(&changes->mutex);
    while (!changes->stopping) {
        GQueue due = G_QUEUE_INIT;
        take_due(changes, &due);
        if (!answer_due(changes, &due) && !changes->stopping) {
            wait_for_work(changes);
        }
    }
    g_mutex_unlock(&changes->mutex);
    return NULL;
}

Changes *changes_new(int64_t first)
{
    Changes *changes = g_new0(Changes, 1);

    changes->number = first;
    g_mutex_init(&changes->mutex);
    g_cond_init(&changes->wake);
    g_queue_init(&changes->waiters);
    changes->thread = g_thread_new("changes", run, changes);
    return changes;
}

void changes_stop(Changes *changes)
{
    GQueue due = G_QUEUE_INIT;

    g_mutex_lock(&changes->mutex);
    changes->stopping = true;
    take_due(changes, &due);
    g_cond_signal(&changes->wake);
    g_mutex_unlock(&changes->mutex);
    for (Waiter *waiter; (waiter = g_queue_pop_head(&due)) != NULL;) {
        answer_waiter(waiter, changes->number);
    }
    if (changes->thread != NULL) {
        g_thread_join(g_steal_pointer(&changes->thread));
    }
}

void changes_free(Changes *changes)
{
    if (changes == NULL) {
        return;
    }
    changes_stop(changes);
    g_mutex_clear(&changes->mutex);
    g_cond_clear(&changes->wake);
    g_free(changes);
}

void changes_note(Changes *changes)
{
    g_mutex_lock(&changes->mutex);
    changes->number++;
    g_cond_signal(&changes->wake);
    g_mutex_unlock(&changes->mutex);
}

int64_t changes_number(Changes *changes)
{
    g_mutex_lock(&changes->mutex);
    int64_t number = changes->number;
    g_mutex_unlock(&changes->mutex);
    return number;
}

void changes_wait(Changes *changes, HttpRequest *request, int64_t since)
{
    Waiter *waiter = g_new0(Waiter, 1);

    *waiter = (Waiter){request, since, clock_monotonic_us() + CHANGES_WAIT_S * G_TIME_SPAN_SECOND};
    g_mutex_lock(&changes->mutex);
    int64_t number = changes->number;
    bool waits = !changes->stopping && since == number;
    if (waits) {
        g_queue_push_tail(&changes->waiters, waiter);
        g_cond_signal(&changes->wake);
    }
    g_mutex_unlock(&changes->mutex);
    if (!waits) {
        answer_waiter(waiter, number);
    }
}

static void get_changes(HttpRequest *request, gpointer context)
{
    const Property *property = context;
    gint64 since;

    if (http_request_query_integer(request, "since", 0, G_MAXINT64, 0, &since)) {
        changes_wait(property->changes, request, since);
    }
}

const HttpRoute changes_routes[] = {
    {.method = "GET",
     .template = "/v1/changes{?since}",
     .lane = HTTP_LANE_BOOKING,
     .access = UINT64_C(1) << STAFF_LOOK,
     .flags = HTTP_NO_RATE_LIMIT,
     .handler = get_changes},
};
const gsize changes_route_count = G_N_ELEMENTS(changes_routes);
