#include "ops/lane.h"
#include "tests/support/cunit_main.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <string.h>

/* A gate that holds jobs back until the test opens it, and counts what ran. */
typedef struct {
    GMutex lock;
    GCond changed;
    bool open;
    int waiting;
    atomic_int ran;
    atomic_int states;
    int fail_at; /* the n-th state cannot be made; 0: never */
    GArray *order;
    GArray *batches;
    int idle_times;
    int idle_after; /* jobs that had run when the lane was idle */
} Gate;

static void gate_init(Gate *gate)
{
    memset(gate, 0, sizeof *gate);
    g_mutex_init(&gate->lock);
    g_cond_init(&gate->changed);
    gate->order = g_array_new(FALSE, FALSE, sizeof(int));
    gate->batches = g_array_new(FALSE, FALSE, sizeof(gsize));
}

static void gate_clear(Gate *gate)
{
    g_array_unref(gate->order);
    g_array_unref(gate->batches);
    g_cond_clear(&gate->changed);
    g_mutex_clear(&gate->lock);
}

static void gate_open(Gate *gate)
{
    g_mutex_lock(&gate->lock);
    gate->open = true;
    g_cond_broadcast(&gate->changed);
    g_mutex_unlock(&gate->lock);
}

static void gate_await_waiting(Gate *gate, int count)
{
    g_mutex_lock(&gate->lock);
    while (gate->waiting < count) {
        g_cond_wait(&gate->changed, &gate->lock);
    }
    g_mutex_unlock(&gate->lock);
}

static void gate_pass(Gate *gate, gpointer *jobs, gsize count)
{
    g_mutex_lock(&gate->lock);
    gate->waiting++;
    g_cond_broadcast(&gate->changed);
    while (!gate->open) {
        g_cond_wait(&gate->changed, &gate->lock);
    }
    for (gsize index = 0; index < count; index++) {
        int number = GPOINTER_TO_INT(jobs[index]);
        g_array_append_val(gate->order, number);
    }
    g_array_append_val(gate->batches, count);
    g_mutex_unlock(&gate->lock);
    atomic_fetch_add(&gate->ran, (int)count);
}

static gpointer state_new(gpointer user, GError **error)
{
    Gate *gate = user;
    int number = atomic_fetch_add(&gate->states, 1) + 1;

    if (number == gate->fail_at) {
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_NOENT, "no database");
        return NULL;
    }
    return user;
}

static void state_free(gpointer state)
{
    atomic_fetch_sub(&((Gate *)state)->states, 1);
}

static void run_one(gpointer state, gpointer job, gpointer user)
{
    g_assert(state == user);
    gate_pass(user, &job, 1);
}

static void run_batch(gpointer state, gpointer *jobs, gsize count, gpointer user)
{
    g_assert(state == user);
    gate_pass(user, jobs, count);
}

static WorkerLane *worker_lane(Gate *gate, unsigned threads, unsigned capacity, GError **error)
{
    return worker_lane_new(&(WorkerLaneOptions){.name = "test-worker",
                                                .threads = threads,
                                                .capacity = capacity,
                                                .state_new = state_new,
                                                .state_free = state_free,
                                                .run = run_one,
                                                .user = gate},
                           error);
}

static BatchLane *batch_lane(Gate *gate, unsigned capacity, unsigned batch_max)
{
    return batch_lane_new(&(BatchLaneOptions){.name = "test-batch",
                                              .capacity = capacity,
                                              .batch_max = batch_max,
                                              .state_new = state_new,
                                              .state_free = state_free,
                                              .run = run_batch,
                                              .user = gate},
                          NULL);
}

static void test_each_thread_has_its_state_and_every_job_runs(void)
{
    Gate gate;
    gate_init(&gate);
    gate.open = true;
    WorkerLane *lane = worker_lane(&gate, 3, 1000, NULL);

    CU_ASSERT_EQUAL(atomic_load(&gate.states), 3);
    for (int job = 1; job <= 1000; job++) {
        CU_ASSERT_TRUE(worker_lane_submit(lane, GINT_TO_POINTER(job)));
    }
    worker_lane_free(lane);
    CU_ASSERT_EQUAL(atomic_load(&gate.ran), 1000);
    CU_ASSERT_EQUAL(atomic_load(&gate.states), 0);
    gate_clear(&gate);
}

static void test_full_lane_refuses(void)
{
    Gate gate;
    gate_init(&gate);
    WorkerLane *lane = worker_lane(&gate, 1, 2, NULL);

    CU_ASSERT_TRUE(worker_lane_submit(lane, GINT_TO_POINTER(1)));
    gate_await_waiting(&gate, 1);
    CU_ASSERT_TRUE(worker_lane_submit(lane, GINT_TO_POINTER(2)));
    CU_ASSERT_TRUE(worker_lane_submit(lane, GINT_TO_POINTER(3)));
    CU_ASSERT_FALSE(worker_lane_submit(lane, GINT_TO_POINTER(4)));
    CU_ASSERT_EQUAL(worker_lane_depth(lane), 2);
    gate_open(&gate);
    worker_lane_stop(lane);
    CU_ASSERT_EQUAL(atomic_load(&gate.ran), 3);
    CU_ASSERT_FALSE(worker_lane_submit(lane, GINT_TO_POINTER(5)));
    worker_lane_stop(lane);
    worker_lane_free(lane);
    gate_clear(&gate);
}

static void test_failing_state_stops_the_start(void)
{
    for (int fail_at = 1; fail_at <= 3; fail_at++) {
        GError *error = NULL;
        Gate gate;
        gate_init(&gate);
        gate.fail_at = fail_at;
        CU_ASSERT_PTR_NULL(worker_lane(&gate, 3, 10, &error));
        TEST_ASSERT_ERROR(error, G_FILE_ERROR, G_FILE_ERROR_NOENT, "no database");
        gate_clear(&gate);
    }
}

static void test_waiting_jobs_go_together_in_order(void)
{
    Gate gate;
    gate_init(&gate);
    BatchLane *lane = batch_lane(&gate, 100, 64);

    CU_ASSERT_TRUE(batch_lane_submit(lane, GINT_TO_POINTER(1)));
    gate_await_waiting(&gate, 1);
    for (int job = 2; job <= 80; job++) {
        CU_ASSERT_TRUE(batch_lane_submit(lane, GINT_TO_POINTER(job)));
    }
    CU_ASSERT_EQUAL(batch_lane_depth(lane), 79);
    gate_open(&gate);
    batch_lane_stop(lane);

    CU_ASSERT_EQUAL(gate.batches->len, 3);
    CU_ASSERT_EQUAL(g_array_index(gate.batches, gsize, 0), 1);
    CU_ASSERT_EQUAL(g_array_index(gate.batches, gsize, 1), 64);
    CU_ASSERT_EQUAL(g_array_index(gate.batches, gsize, 2), 15);
    for (int job = 1; job <= 80; job++) {
        CU_ASSERT_EQUAL(g_array_index(gate.order, int, job - 1), job);
    }
    batch_lane_free(lane);
    gate_clear(&gate);
}

static void test_full_batch_lane_refuses(void)
{
    Gate gate;
    gate_init(&gate);
    BatchLane *lane = batch_lane(&gate, 1, 64);

    CU_ASSERT_TRUE(batch_lane_submit(lane, GINT_TO_POINTER(1)));
    gate_await_waiting(&gate, 1);
    CU_ASSERT_TRUE(batch_lane_submit(lane, GINT_TO_POINTER(2)));
    CU_ASSERT_FALSE(batch_lane_submit(lane, GINT_TO_POINTER(3)));
    gate_open(&gate);
    batch_lane_free(lane);
    CU_ASSERT_EQUAL(atomic_load(&gate.ran), 2);
    gate_clear(&gate);
}

static void gate_idle(gpointer state, gpointer user)
{
    Gate *gate = user;
    (void)state;

    g_mutex_lock(&gate->lock);
    gate->idle_after = (int)gate->order->len;
    gate->idle_times++;
    g_cond_broadcast(&gate->changed);
    g_mutex_unlock(&gate->lock);
}

static void gate_await_idle(Gate *gate, int times)
{
    g_mutex_lock(&gate->lock);
    while (gate->idle_times < times) {
        g_cond_wait(&gate->changed, &gate->lock);
    }
    g_mutex_unlock(&gate->lock);
}

static void test_idle_once_after_it_was_busy(void)
{
    Gate gate;
    gate_init(&gate);
    BatchLane *lane = batch_lane_new(&(BatchLaneOptions){.name = "test-idle",
                                                         .capacity = 100,
                                                         .batch_max = 1,
                                                         .state_new = state_new,
                                                         .state_free = state_free,
                                                         .run = run_batch,
                                                         .idle = gate_idle,
                                                         .idle_ms = 1,
                                                         .user = &gate},
                                     NULL);

    CU_ASSERT_TRUE(batch_lane_submit(lane, GINT_TO_POINTER(1)));
    gate_await_waiting(&gate, 1);
    CU_ASSERT_TRUE(batch_lane_submit(lane, GINT_TO_POINTER(2)));
    gate_open(&gate);
    gate_await_idle(&gate, 1);
    CU_ASSERT_EQUAL(gate.idle_after, 2); /* not while one waited */
    g_usleep(20000);
    CU_ASSERT_EQUAL(gate.idle_times, 1);
    CU_ASSERT_TRUE(batch_lane_submit(lane, GINT_TO_POINTER(3)));
    gate_await_idle(&gate, 2);
    CU_ASSERT_EQUAL(gate.idle_after, 3);
    batch_lane_free(lane);
    gate_clear(&gate);
}

typedef struct {
    BatchLane *lane;
    atomic_int accepted;
} Submitters;

static gpointer submit_many(gpointer data)
{
    Submitters *submitters = data;

    for (int job = 0; job < 5000; job++) {
        if (batch_lane_submit(submitters->lane, GINT_TO_POINTER(job))) {
            atomic_fetch_add(&submitters->accepted, 1);
        }
    }
    return NULL;
}

static void test_accepted_jobs_run_exactly_once(void)
{
    Gate gate;
    gate_init(&gate);
    gate.open = true;
    Submitters submitters = {.lane = batch_lane(&gate, 64, 16)};
    GThread *threads[4];

    for (gsize index = 0; index < G_N_ELEMENTS(threads); index++) {
        threads[index] = g_thread_new("submitter", submit_many, &submitters);
    }
    for (gsize index = 0; index < G_N_ELEMENTS(threads); index++) {
        g_thread_join(threads[index]);
    }
    batch_lane_free(submitters.lane);
    CU_ASSERT(atomic_load(&submitters.accepted) > 0);
    CU_ASSERT_EQUAL(atomic_load(&gate.ran), atomic_load(&submitters.accepted));
    gate_clear(&gate);
}

int main(void)
{
    CU_TestInfo tests[] = {
        {"each thread has its state and every job runs", test_each_thread_has_its_state_and_every_job_runs},
        {"full lane refuses", test_full_lane_refuses},
        {"failing state stops the start", test_failing_state_stops_the_start},
        {"waiting jobs go together in order", test_waiting_jobs_go_together_in_order},
        {"idle once after it was busy", test_idle_once_after_it_was_busy},
        {"full batch lane refuses", test_full_batch_lane_refuses},
        {"accepted jobs run exactly once", test_accepted_jobs_run_exactly_once},
        CU_TEST_INFO_NULL,
    };
    return test_main("ops/lane", tests);
}
