#include "ops/lane.h"

#include "ops/clock.h"
#include "ops/metrics.h"

#include <stdint.h>

#define THREADS_MAX 256

typedef struct {
    gpointer job;
    int64_t submitted_us;
} Waiting;

/* What worker and batch lanes share: a ring of waiting jobs and the threads that take from it. */
typedef struct {
    GMutex lock;
    GCond changed; /* a job came, a thread got ready or failed, or the lane is stopping */
    Waiting *ring;
    unsigned capacity;
    unsigned first;
    unsigned depth;
    bool stopping;

    unsigned batch_max;
    GPtrArray *threads;
    unsigned ready; /* threads that have their state */
    GError *start_error;

    LaneStateNew state_new;
    LaneStateFree state_free;
    void (*run)(gpointer state, gpointer *jobs, gsize count, gpointer lane);
    void (*idle)(gpointer state, gpointer user); /* NULL: nothing is done then */
    int64_t idle_us;
    gpointer user;

    Gauge *depth_gauge;
    Counter *refused;
    Histogram *wait;
    Histogram *batch_size;
} Lane;

struct WorkerLane {
    Lane lane;
    void (*run)(gpointer state, gpointer job, gpointer user);
};

struct BatchLane {
    Lane lane;
    void (*run)(gpointer state, gpointer *jobs, gsize count, gpointer user);
};

/* Whether nothing has come for so long that the thread may do something else. */
static bool lane_stays_idle(Lane *lane)
{
    g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&lane->lock);
    int64_t until_us = clock_monotonic_us() + lane->idle_us;
    bool in_time = true;

    while (in_time && lane->depth == 0 && !lane->stopping) {
        in_time = g_cond_wait_until(&lane->changed, &lane->lock, until_us);
    }
    return lane->depth == 0 && !lane->stopping;
}

/* Waits for jobs and takes up to batch_max of them. 0 means the lane is stopping and empty. */
static unsigned lane_take(Lane *lane, gpointer *jobs)
{
    g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&lane->lock);
    int64_t now_us;
    unsigned count;

    while (lane->depth == 0 && !lane->stopping) {
        g_cond_wait(&lane->changed, &lane->lock);
    }
    now_us = clock_monotonic_us();
    for (count = 0; count < lane->batch_max && lane->depth > 0; count++) {
        const Waiting *waiting = &lane->ring[lane->first];
        jobs[count] = waiting->job;
        histogram_observe(lane->wait, now_us - waiting->submitted_us);
        lane->first = (lane->first + 1) % lane->capacity;
        lane->depth--;
    }
    gauge_add(lane->depth_gauge, -(int64_t)count);
    return count;
}

static bool lane_thread_start(Lane *lane, gpointer *ret_state)
{
    GError *error = NULL;
    gpointer state = lane->state_new == NULL ? NULL : lane->state_new(lane->user, &error);
    bool good = lane->state_new == NULL || state != NULL;

    g_assert(good || error != NULL);
    g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&lane->lock);
    if (good) {
        lane->ready++;
        *ret_state = state;
    } else if (lane->start_error == NULL) {
        lane->start_error = error;
    } else {
        g_clear_error(&error);
    }
    g_cond_broadcast(&lane->changed);
    return good;
}

static gpointer lane_thread(gpointer data)
{
    Lane *lane = data;
    gpointer state = NULL;
    g_autofree gpointer *jobs = g_new(gpointer, lane->batch_max);
    unsigned count;

    if (!lane_thread_start(lane, &state)) {
        return NULL;
    }
    while ((count = lane_take(lane, jobs)) > 0) {
        histogram_observe(lane->batch_size, count);
        lane->run(state, jobs, count, lane);
        if (lane->idle != NULL && lane_stays_idle(lane)) {
            lane->idle(state, lane->user);
        }
    }
    if (lane->state_free != NULL) {
        lane->state_free(state);
    }
    return NULL;
}

static void lane_init(Lane *lane, const char *name, unsigned capacity, unsigned batch_max)
{
    const MetricLabel labels[] = {{"lane", name}, {NULL, NULL}};

    g_assert(name != NULL && capacity > 0);
    g_assert(batch_max > 0);
    g_mutex_init(&lane->lock);
    g_cond_init(&lane->changed);
    lane->ring = g_new0(Waiting, capacity);
    lane->capacity = capacity;
    lane->batch_max = batch_max;
    lane->threads = g_ptr_array_new();
    lane->depth_gauge = metrics_gauge("keyrack_lane_depth", "jobs waiting in the lane", labels);
    lane->refused =
        metrics_counter("keyrack_lane_refused_total", "jobs refused because the lane was full", labels);
    lane->wait = metrics_histogram_us("keyrack_lane_wait_seconds", "time a job waited in the lane", labels);
    lane->batch_size =
        metrics_histogram_count("keyrack_lane_batch_jobs", "jobs handed over together", labels);
}

static void lane_stop(Lane *lane)
{
    g_mutex_lock(&lane->lock);
    lane->stopping = true;
    g_cond_broadcast(&lane->changed);
    g_mutex_unlock(&lane->lock);
    for (guint index = 0; index < lane->threads->len; index++) {
        g_thread_join(lane->threads->pdata[index]);
    }
    g_ptr_array_set_size(lane->threads, 0);
    g_assert(lane->depth == 0 || lane->ready == 0);
}

static void lane_clear(Lane *lane)
{
    lane_stop(lane);
    g_ptr_array_unref(lane->threads);
    g_clear_error(&lane->start_error);
    g_free(lane->ring);
    g_cond_clear(&lane->changed);
    g_mutex_clear(&lane->lock);
}

/* Starts the threads and waits until each has its state. */
static bool lane_start(Lane *lane, const char *name, unsigned threads, GError **error)
{
    g_assert(threads > 0 && threads <= THREADS_MAX);
    for (unsigned index = 0; index < threads; index++) {
        g_ptr_array_add(lane->threads, g_thread_new(name, lane_thread, lane));
    }
    g_mutex_lock(&lane->lock);
    while (lane->ready < threads && lane->start_error == NULL) {
        g_cond_wait(&lane->changed, &lane->lock);
    }
    GError *start_error = g_steal_pointer(&lane->start_error);
    g_mutex_unlock(&lane->lock);
    if (start_error != NULL) {
        g_propagate_error(error, start_error);
        return false;
    }
    return true;
}

static bool lane_submit(Lane *lane, gpointer job)
{
    g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&lane->lock);

    if (lane->stopping || lane->depth == lane->capacity) {
        counter_add(lane->refused, 1);
        return false;
    }
    lane->ring[(lane->first + lane->depth) % lane->capacity] = (Waiting){job, clock_monotonic_us()};
    lane->depth++;
    gauge_add(lane->depth_gauge, 1);
    g_cond_signal(&lane->changed);
    return true;
}

static unsigned lane_depth(Lane *lane)
{
    g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&lane->lock);
    return lane->depth;
}

static void worker_run(gpointer state, gpointer *jobs, gsize count, gpointer data)
{
    WorkerLane *worker = data; /* the lane is its first member */

    g_assert(count == 1);
    worker->run(state, jobs[0], worker->lane.user);
}

WorkerLane *worker_lane_new(const WorkerLaneOptions *options, GError **error)
{
    WorkerLane *worker = g_new0(WorkerLane, 1);

    g_assert(options->run != NULL);
    lane_init(&worker->lane, options->name, options->capacity, 1);
    worker->lane.state_new = options->state_new;
    worker->lane.state_free = options->state_free;
    worker->lane.user = options->user;
    worker->lane.run = worker_run;
    worker->run = options->run;
    if (!lane_start(&worker->lane, options->name, options->threads, error)) {
        worker_lane_free(worker);
        return NULL;
    }
    return worker;
}

bool worker_lane_submit(WorkerLane *lane, gpointer job)
{
    return lane_submit(&lane->lane, job);
}

unsigned worker_lane_depth(WorkerLane *lane)
{
    return lane_depth(&lane->lane);
}

void worker_lane_stop(WorkerLane *lane)
{
    lane_stop(&lane->lane);
}

void worker_lane_free(WorkerLane *lane)
{
    if (lane != NULL) {
        lane_clear(&lane->lane);
        g_free(lane);
    }
}

static void batch_run(gpointer state, gpointer *jobs, gsize count, gpointer data)
{
    BatchLane *batch = data; /* the lane is its first member */

    batch->run(state, jobs, count, batch->lane.user);
}

BatchLane *batch_lane_new(const BatchLaneOptions *options, GError **error)
{
    BatchLane *batch = g_new0(BatchLane, 1);

    g_assert(options->run != NULL);
    lane_init(&batch->lane, options->name, options->capacity, options->batch_max);
    batch->lane.state_new = options->state_new;
    batch->lane.state_free = options->state_free;
    batch->lane.user = options->user;
    batch->lane.run = batch_run;
    batch->lane.idle = options->idle;
    batch->lane.idle_us = (int64_t)options->idle_ms * 1000;
    batch->run = options->run;
    if (!lane_start(&batch->lane, options->name, 1, error)) {
        batch_lane_free(batch);
        return NULL;
    }
    return batch;
}

bool batch_lane_submit(BatchLane *lane, gpointer job)
{
    return lane_submit(&lane->lane, job);
}

unsigned batch_lane_depth(BatchLane *lane)
{
    return lane_depth(&lane->lane);
}

void batch_lane_stop(BatchLane *lane)
{
    lane_stop(&lane->lane);
}

void batch_lane_free(BatchLane *lane)
{
    if (lane != NULL) {
        lane_clear(&lane->lane);
        g_free(lane);
    }
}
