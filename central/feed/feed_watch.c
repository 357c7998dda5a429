#include "central/feed/feed_watch.h"

#include "central/feed/feed_recent.h"
#include "ops/clock.h"
#include "ops/metrics.h"
#include "schemas/instant.h"

/* How often the watch looks for questions whose time is over. */
enum { LOOK_AROUND_MS = 250, WATCHED_S = 60 };

typedef struct {
    HttpRequest *request;
    int64_t after;
    guint limit;
    int64_t until_us;
    char *owner;
    char *client;
    FeedSlice *slice; /* what it is answered with, once that is known; NULL: a worker lists */
} Waiter;

struct FeedWatch {
    WorkerLane *workers;
    GMutex mutex;
    GCond wake;
    FeedMemory *memory;
    GHashTable *waiting; /* FeedRecent * -> GQueue of Waiter *; hotels nobody waits for are not in it */
    GHashTable *clients; /* client -> how many of its questions wait */
    GHashTable *news;    /* set of FeedRecent * that moved while somebody waits */
    guint waiting_count;
    gboolean stopping;
    GThread *thread;
    Gauge *waiting_gauge;
};

static void waiter_free(Waiter *waiter)
{
    feed_slice_free(waiter->slice);
    g_free(waiter->owner);
    g_free(waiter->client);
    g_free(waiter);
}

/* ---- answering: without the lock ---- */

static void respond_busy(HttpRequest *request, guint status, const char *code, const char *detail)
{
    HttpResponse *problem = http_problem_new(status, code, "%s", detail);
    http_response_set_retry_after(problem, 1);
    http_request_respond(request, problem);
}

static void waiter_answer(FeedWatch *watch, Waiter *waiter)
{
    if (waiter->slice) {
        g_autoptr(GBytes) text = feed_slice_text(waiter->slice);
        http_request_respond(waiter->request, http_response_new_bytes(200, "application/json", text));
    } else if (!worker_lane_submit(watch->workers, waiter->request)) {
        respond_busy(waiter->request, 503, "overloaded", "too much work is waiting; try again in a moment");
    }
    waiter_free(waiter);
}

/* ---- waiting: under the lock ---- */

static void client_add(FeedWatch *watch, const char *client, int change)
{
    int count = GPOINTER_TO_INT(g_hash_table_lookup(watch->clients, client)) + change;
    if (count > 0)
        g_hash_table_insert(watch->clients, g_strdup(client), GINT_TO_POINTER(count));
    else
        g_hash_table_remove(watch->clients, client);
    watch->waiting_count += (guint)change;
    gauge_set(watch->waiting_gauge, watch->waiting_count);
}

static void waiter_park(FeedWatch *watch, FeedRecent *recent, Waiter *waiter)
{
    GQueue *queue = g_hash_table_lookup(watch->waiting, recent);
    if (!queue) {
        queue = g_queue_new();
        g_hash_table_insert(watch->waiting, recent, queue);
    }
    g_queue_push_tail(queue, waiter);
    client_add(watch, waiter->client, 1);
    if (watch->waiting_count == 1)
        g_cond_signal(&watch->wake);
}

static gboolean is_due(const FeedWatch *watch, const FeedRecent *recent, const Waiter *waiter, int64_t now)
{
    return watch->stopping || waiter->after < feed_recent_reached(recent) || waiter->until_us <= now;
}

/* Moves those of a hotel whose time has come to `ready`. */
static void hotel_collect(FeedWatch *watch, FeedRecent *recent, GQueue *queue, GPtrArray *ready)
{
    int64_t now = clock_monotonic_us();
    for (GList *link = queue->head, *next; link; link = next) {
        Waiter *waiter = link->data;
        next = link->next;
        if (!is_due(watch, recent, waiter, now))
            continue;
        waiter->slice = feed_recent_slice(recent, waiter->after, waiter->limit, waiter->owner);
        g_queue_delete_link(queue, link);
        client_add(watch, waiter->client, -1);
        g_ptr_array_add(ready, waiter);
    }
}

static void collect_news(FeedWatch *watch, GPtrArray *ready)
{
    GHashTableIter iter;
    gpointer recent;
    g_hash_table_iter_init(&iter, watch->news);
    while (g_hash_table_iter_next(&iter, &recent, NULL)) {
        GQueue *queue = g_hash_table_lookup(watch->waiting, recent);
        if (queue)
            hotel_collect(watch, recent, queue, ready);
        if (queue && queue->length == 0)
            g_hash_table_remove(watch->waiting, recent);
    }
    g_hash_table_remove_all(watch->news);
}

static void collect_over(FeedWatch *watch, GPtrArray *ready)
{
    GHashTableIter iter;
    gpointer recent, queue;
    g_hash_table_iter_init(&iter, watch->waiting);
    while (g_hash_table_iter_next(&iter, &recent, &queue)) {
        hotel_collect(watch, recent, queue, ready);
        if (((GQueue *)queue)->length == 0)
            g_hash_table_iter_remove(&iter);
    }
}

/* Waits until there is news, or it is time to look around. TRUE: it is. */
static gboolean wait_for_news(FeedWatch *watch, int64_t look_around_us)
{
    while (!watch->stopping && g_hash_table_size(watch->news) == 0) {
        if (watch->waiting_count == 0)
            g_cond_wait(&watch->wake, &watch->mutex);
        else if (!g_cond_wait_until(&watch->wake, &watch->mutex, look_around_us))
            return TRUE;
    }
    return clock_monotonic_us() >= look_around_us;
}

static gpointer watch_run(gpointer data)
{
    FeedWatch *watch = data;
    int64_t look_around_us = 0;
    gboolean stopping;
    g_mutex_lock(&watch->mutex);
    do {
        gboolean look_around = wait_for_news(watch, look_around_us);
        stopping = watch->stopping;
        g_autoptr(GPtrArray) ready = g_ptr_array_new();
        collect_news(watch, ready);
        if (look_around || stopping) {
            collect_over(watch, ready);
            look_around_us = clock_monotonic_us() + LOOK_AROUND_MS * INSTANT_MILLISECOND;
        }
        g_mutex_unlock(&watch->mutex);
        for (guint i = 0; i < ready->len; i++)
            waiter_answer(watch, ready->pdata[i]);
        g_mutex_lock(&watch->mutex);
    } while (!stopping);
    g_mutex_unlock(&watch->mutex);
    return NULL;
}

/* ---- what others call ---- */

FeedWatch *feed_watch_new(const Chain *chain, WorkerLane *workers)
{
    FeedWatch *watch = g_new0(FeedWatch, 1);
    watch->workers = workers;
    g_mutex_init(&watch->mutex);
    g_cond_init(&watch->wake);
    watch->memory = feed_memory_new(chain, FEED_RECENT_BYTES);
    watch->waiting = g_hash_table_new_full(g_direct_hash, g_direct_equal, NULL, (GDestroyNotify)g_queue_free);
    watch->clients = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    watch->news = g_hash_table_new(g_direct_hash, g_direct_equal);
    watch->waiting_gauge = metrics_gauge("keyrack_feed_waiting", "Questions that wait for the feed", NULL);
    watch->thread = g_thread_new("feed watch", watch_run, watch);
    return watch;
}

void feed_watch_stop(FeedWatch *watch)
{
    g_mutex_lock(&watch->mutex);
    watch->stopping = TRUE;
    g_cond_signal(&watch->wake);
    g_mutex_unlock(&watch->mutex);
    if (watch->thread)
        g_thread_join(g_steal_pointer(&watch->thread));
}

void feed_watch_free(FeedWatch *watch)
{
    if (!watch)
        return;
    feed_watch_stop(watch);
    g_hash_table_unref(watch->waiting);
    g_hash_table_unref(watch->clients);
    g_hash_table_unref(watch->news);
    feed_memory_free(watch->memory);
    g_mutex_clear(&watch->mutex);
    g_cond_clear(&watch->wake);
    g_free(watch);
}

static void moved(FeedWatch *watch, FeedRecent *recent)
{
    if (!g_hash_table_contains(watch->waiting, recent))
        return;
    g_hash_table_add(watch->news, recent);
    g_cond_signal(&watch->wake);
}

void feed_watch_take(FeedWatch *watch, const json_t *message)
{
    g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&watch->mutex);
    const char *code = json_string_value(json_object_get(message, "hotel"));
    FeedRecent *recent = feed_memory_hotel(watch->memory, code);
    if (recent && feed_memory_take(watch->memory, recent, message))
        moved(watch, recent);
}

void feed_watch_position(FeedWatch *watch, const ChainHotel *hotel, int64_t version)
{
    g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&watch->mutex);
    FeedRecent *recent = feed_memory_hotel(watch->memory, hotel->code);
    if (feed_recent_position(recent, version))
        moved(watch, recent);
}

int64_t feed_watch_reached(FeedWatch *watch, const ChainHotel *hotel)
{
    g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&watch->mutex);
    return feed_recent_reached(feed_memory_hotel(watch->memory, hotel->code));
}

/* NULL: it may wait; otherwise why not. */
static const char *refusal(const FeedWatch *watch, const char *client, guint *ret_status)
{
    guint of_client = GPOINTER_TO_UINT(g_hash_table_lookup(watch->clients, client));
    *ret_status = of_client >= FEED_WAITING_MAX_OF_CLIENT ? 429 : 503;
    if (of_client >= FEED_WAITING_MAX_OF_CLIENT)
        return "too many questions of this client wait already: read their answers first";
    return watch->waiting_count >= FEED_WAITING_MAX ? "too many readers wait here: try another instance"
                                                    : NULL;
}

static Waiter *waiter_new(HttpRequest *request, const FeedQuestion *question, int64_t now)
{
    Waiter *waiter = g_new0(Waiter, 1);
    waiter->request = request;
    waiter->after = question->after;
    waiter->limit = question->limit;
    waiter->until_us = now + question->wait_s * INSTANT_SECOND;
    waiter->owner = g_strdup(question->owner);
    waiter->client = g_strdup(question->client);
    return waiter;
}

void feed_watch_ask(FeedWatch *watch, HttpRequest *request, const FeedQuestion *question)
{
    int64_t now = clock_monotonic_us();
    guint status = 0;
    const char *why = NULL;
    Waiter *waiter = waiter_new(request, question, now);
    g_mutex_lock(&watch->mutex);
    FeedRecent *recent = feed_memory_hotel(watch->memory, question->hotel->code);
    feed_recent_watched(recent, now + WATCHED_S * INSTANT_SECOND);
    gboolean due = is_due(watch, recent, waiter, now);
    if (due && question->wait_s > 0)
        waiter->slice = feed_recent_slice(recent, waiter->after, waiter->limit, waiter->owner);
    if (!due && !(why = refusal(watch, question->client, &status)))
        waiter_park(watch, recent, waiter);
    g_mutex_unlock(&watch->mutex);
    if (due) {
        waiter_answer(watch, waiter);
    } else if (why) {
        waiter_free(waiter);
        respond_busy(request, status, status == 429 ? "too_many_waiting" : "overloaded", why);
    }
}
