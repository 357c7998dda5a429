/* Lanes: bounded queues with their own threads.
 *
 * A worker lane has N threads, each with its own state (a database connection), and runs one job at a time
 * straight through. A batch lane has one thread that takes all jobs waiting, up to a maximum, and hands them
 * over together: while one batch commits the next gathers. A full or stopping lane refuses a job, and the
 * refused job stays the caller's. Submitting is possible from any thread; depth and refusals are metrics
 * keyrack_lane_*. */
#ifndef KEYRACK_OPS_LANE_H
#define KEYRACK_OPS_LANE_H

#include <glib.h>
#include <stdbool.h>

typedef struct WorkerLane WorkerLane;
typedef struct BatchLane BatchLane;

/* Makes the state of one thread, in that thread. NULL with error set when it fails. */
typedef gpointer (*LaneStateNew)(gpointer user, GError **error);
typedef void (*LaneStateFree)(gpointer state);

typedef struct {
    const char *name;         /* label of its metrics and thread name; static text */
    unsigned threads;         /* 1 … 256 */
    unsigned capacity;        /* jobs waiting at most */
    LaneStateNew state_new;   /* may be NULL: state is NULL */
    LaneStateFree state_free; /* may be NULL */
    void (*run)(gpointer state, gpointer job, gpointer user); /* takes over the job */
    gpointer user;
} WorkerLaneOptions;

/* Starts the threads; when a state cannot be made the lane is stopped again and that error returned. */
WorkerLane *worker_lane_new(const WorkerLaneOptions *options, GError **error);

/* False when the queue is full or the lane is stopping; then the job stays the caller's. */
bool worker_lane_submit(WorkerLane *lane, gpointer job);

/* Jobs waiting now. */
unsigned worker_lane_depth(WorkerLane *lane);

/* Refuses new jobs, runs those already accepted, joins the threads. Not from a thread of the lane.
 * Idempotent. */
void worker_lane_stop(WorkerLane *lane);

/* Stops and frees. */
void worker_lane_free(WorkerLane *lane);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(WorkerLane, worker_lane_free)

typedef struct {
    const char *name;
    unsigned capacity;
    unsigned batch_max; /* jobs handed over together at most */
    LaneStateNew state_new;
    LaneStateFree state_free;
    void (*run)(gpointer state, gpointer *jobs, gsize count,
                gpointer user);                  /* takes over the jobs, in order */
    void (*idle)(gpointer state, gpointer user); /* on the same thread, once after each time the lane was
                                                    busy, when no job has come for `idle_ms`; NULL: nothing */
    unsigned idle_ms;
    gpointer user;
} BatchLaneOptions;

BatchLane *batch_lane_new(const BatchLaneOptions *options, GError **error);
bool batch_lane_submit(BatchLane *lane, gpointer job);
unsigned batch_lane_depth(BatchLane *lane);
void batch_lane_stop(BatchLane *lane);
void batch_lane_free(BatchLane *lane);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BatchLane, batch_lane_free)

#endif
