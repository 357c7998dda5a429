#include "property/command/desk.h"

#include "ops/clock.h"
#include "ops/lane.h"
#include "ops/log.h"
#include "ops/migrate.h"
#include "property/command/command.h"
#include <string.h>

/* Enough for every client of a busy desk and the change feed to wait; beyond it a refusal is kinder. */
#define DESK_QUEUE_MAX 4096
#define DESK_FULL_PAUSE_MS 5

/* Who waits together is committed together, for as long as that does not keep the first of them waiting. */
#define TOGETHER_MAX 16
#define TOGETHER_US 6000

/* Whoever has just been answered may have the next question ready: the disk is made busy with the log when
 * nobody has come for a while. */
#define TIDY_AFTER_MS 10

struct Desk {
    BatchLane *lane;
    const DeskOptions *options; /* borrowed while desk_new() runs */
    Changes *changes;
    ExitStatus exit_status;
    int64_t together_us;
    gint taken_up;          /* jobs that wait behind the running one, but in no queue any more (atomic) */
    GPtrArray *uncommitted; /* DeskJob * that ran, and is to be told of the commit; desk thread */
};

typedef struct DeskCall {
    DeskWork work;
    gpointer data;
    GMutex mutex;
    GCond done_condition;
    bool done;
    bool committed;
} DeskCall;

typedef struct DeskJob {
    DeskWork work;
    DeskDone done; /* NULL: nobody is to be told */
    gpointer data;
    HttpRequest *request; /* instead of `work` */
    bool together;        /* its transactions may be gathered with those of others */
} DeskJob;

/* A store that another process holds is the one soft refusal there is when a file is opened. */
static ExitStatus opening_status(const GError *error)
{
    return g_error_matches(error, DATABASE_ERROR, DATABASE_SOFT) ? EXIT_STATUS_ALREADY_RUNNING
                                                                 : EXIT_STATUS_DATABASE_MISSING;
}

static gpointer open_store(gpointer user, GError **error)
{
    Desk *desk = user;
    OdbcOptions options = {.connection_string = desk->options->store,
                           .password = desk->options->password,
                           .sole_writer = true,
                           .gathers = true,
                           .log_apart = true,
                           .must_exist = true};
    GError *failure = NULL;

    g_autoptr(OdbcConnection) connection = odbc_connection_new(&options, &failure);
    if (connection == NULL) {
        desk->exit_status = opening_status(failure);
        g_propagate_error(error, failure);
        return NULL;
    }
    MigrateTarget target = migrate_target_odbc(connection);
    if (!migrate_require_current(&target, desk->options->schema_folder, &failure)) {
        desk->exit_status = migrate_exit_status(failure);
        g_propagate_error(error, failure);
        return NULL;
    }
    return g_steal_pointer(&connection);
}

static void close_store(gpointer state)
{
    odbc_connection_free(state);
}

static void call_done(DeskCall *call, bool committed)
{
    g_mutex_lock(&call->mutex);
    call->committed = committed;
    call->done = true;
    g_cond_signal(&call->done_condition);
    g_mutex_unlock(&call->mutex);
}

static void run_call(OdbcConnection *connection, gpointer data)
{
    const DeskCall *call = data;

    call->work(connection, call->data);
}

static void finish_call(OdbcConnection *connection G_GNUC_UNUSED, gpointer data, bool committed)
{
    call_done(data, committed);
}

static HttpResponse *not_kept_problem(gconstpointer data)
{
    const DatabaseStatus *status = data;

    return command_store_problem(*status == DATABASE_DISK_FULL ? DATABASE_DISK_FULL : DATABASE_SOFT);
}

/* ---- together ---- */

static void together_begin(OdbcConnection *connection)
{
    odbc_gather_begin(connection);
    http_answers_hold();
}

static void job_done(OdbcConnection *connection, const DeskJob *job, bool committed)
{
    if (job->done != NULL) {
        job->done(connection, job->data, committed);
    }
}

static void let_go(Desk *desk, OdbcConnection *connection, DatabaseStatus status)
{
    http_answers_release(status == DATABASE_OK ? NULL : not_kept_problem, &status);
    for (guint i = 0; i < desk->uncommitted->len; i++) {
        job_done(connection, g_ptr_array_index(desk->uncommitted, i), status == DATABASE_OK);
    }
    g_ptr_array_set_size(desk->uncommitted, 0);
}

/* Commits, and only then lets go of those who wait for it. */
static void together_end(Desk *desk, OdbcConnection *connection)
{
    g_autoptr(GError) error = NULL;
    DatabaseStatus status = odbc_gather_commit(connection, &error);

    if (status != DATABASE_OK) {
        log_error("what several had written was not committed",
                  log_text("status", database_status_name(status)), log_error_text(error));
    }
    let_go(desk, connection, status);
}

static void run_job(Desk *desk, OdbcConnection *connection, const DeskJob *job)
{
    g_atomic_int_dec_and_test(&desk->taken_up);
    if (job->request != NULL) {
        http_request_run(job->request, connection);
    } else {
        job->work(connection, job->data);
    }
}

/* Who came before anybody wrote need not wait. */
static void run_together(Desk *desk, OdbcConnection *connection, DeskJob *job)
{
    run_job(desk, connection, job);
    g_ptr_array_add(desk->uncommitted, job);
    if (!odbc_has_gathered(connection)) {
        let_go(desk, connection, DATABASE_OK);
        http_answers_hold();
    }
}

static void run_alone(Desk *desk, OdbcConnection *connection, const DeskJob *job)
{
    run_job(desk, connection, job);
    job_done(connection, job, true);
}

/* Runs jobs from the first on for as long as they may be together; returns how many. */
static gsize run_some(Desk *desk, OdbcConnection *connection, DeskJob **jobs, gsize count)
{
    int64_t until_us = clock_monotonic_us() + desk->together_us;
    gsize done = 0;

    together_begin(connection);
    do {
        run_together(desk, connection, jobs[done]);
        done++;
    } while (done < count && jobs[done]->together && clock_monotonic_us() < until_us);
    together_end(desk, connection);
    return done;
}

static bool only_reads(const DeskJob *job)
{
    return job->request != NULL && strcmp(http_request_method(job->request), "GET") == 0;
}

/* Who only reads goes first: then the answer need not wait for the commit of the others. All of them wait at
 * this moment, so none of them can tell. */
static void put_readers_first(DeskJob **jobs, gsize count)
{
    g_autofree DeskJob **others = g_new(DeskJob *, count);
    gsize readers = 0;

    for (gsize i = 0; i < count; i++) {
        if (only_reads(jobs[i])) {
            jobs[readers++] = jobs[i];
        } else {
            others[i - readers] = jobs[i];
        }
    }
    memcpy(jobs + readers, others, (count - readers) * sizeof *jobs);
}

static void run_jobs(gpointer state, gpointer *pointers, gsize count, gpointer user)
{
    Desk *desk = user;
    DeskJob **jobs = (DeskJob **)pointers;
    guint64 commits = odbc_connection_commits(state);
    gsize done = 0;

    g_atomic_int_set(&desk->taken_up, (gint)count);
    put_readers_first(jobs, count);
    while (done < count) {
        if (done + 1 < count && jobs[done]->together && jobs[done + 1]->together) {
            done += run_some(desk, state, jobs + done, count - done);
        } else {
            run_alone(desk, state, jobs[done]);
            done++;
        }
        if (desk->changes != NULL && odbc_connection_commits(state) != commits) {
            commits = odbc_connection_commits(state);
            changes_note(desk->changes);
        }
        odbc_tidy(state, true);
    }
    for (gsize i = 0; i < count; i++) {
        g_free(jobs[i]);
    }
}

static void tidy(gpointer state, gpointer user G_GNUC_UNUSED)
{
    odbc_tidy(state, false);
}

Desk *desk_new(const DeskOptions *options, ExitStatus *ret_exit_status, GError **error)
{
    Desk *desk = g_new0(Desk, 1);
    BatchLaneOptions lane_options = {
        .name = "desk",
        .capacity = DESK_QUEUE_MAX,
        .batch_max = TOGETHER_MAX,
        .state_new = open_store,
        .state_free = close_store,
        .run = run_jobs,
        .idle = tidy,
        .idle_ms = TIDY_AFTER_MS,
        .user = desk,
    };

    desk->options = options;
    desk->changes = options->changes;
    desk->together_us = options->together_us > 0 ? options->together_us : TOGETHER_US;
    desk->uncommitted = g_ptr_array_new();
    desk->lane = batch_lane_new(&lane_options, error);
    desk->options = NULL;
    if (desk->lane == NULL) {
        *ret_exit_status = desk->exit_status;
        g_ptr_array_unref(desk->uncommitted);
        g_free(desk);
        return NULL;
    }
    return desk;
}

void desk_stop(Desk *desk)
{
    batch_lane_stop(desk->lane);
}

void desk_free(Desk *desk)
{
    if (desk == NULL) {
        return;
    }
    batch_lane_free(desk->lane);
    g_ptr_array_unref(desk->uncommitted);
    g_free(desk);
}

static bool submit_job(Desk *desk, DeskJob job)
{
    DeskJob *copy = g_memdup2(&job, sizeof job);

    if (batch_lane_submit(desk->lane, copy)) {
        return true;
    }
    g_free(copy);
    return false;
}

bool desk_submit(Desk *desk, DeskWork work, gpointer data)
{
    return submit_job(desk, (DeskJob){.work = work, .data = data});
}

bool desk_submit_gathered(Desk *desk, DeskWork work, DeskDone done, gpointer data)
{
    return submit_job(desk, (DeskJob){.work = work, .done = done, .data = data, .together = true});
}

gboolean desk_submit_request(HttpRequest *request, gpointer data)
{
    return submit_job(data, (DeskJob){.request = request, .together = true});
}

bool desk_somebody_waits(const Desk *desk)
{
    return g_atomic_int_get(&desk->taken_up) > 0 || batch_lane_depth(desk->lane) > 0;
}

static void wait_for_call(DeskCall *call)
{
    g_mutex_lock(&call->mutex);
    while (!call->done) {
        g_cond_wait(&call->done_condition, &call->mutex);
    }
    g_mutex_unlock(&call->mutex);
}

static bool call_and_wait(Desk *desk, DeskCall *call, bool together)
{
    DeskJob job = {.work = run_call, .done = finish_call, .data = call, .together = together};
    bool accepted;

    g_mutex_init(&call->mutex);
    g_cond_init(&call->done_condition);
    while (!(accepted = submit_job(desk, job)) && !process_is_stopping()) {
        clock_sleep_ms(DESK_FULL_PAUSE_MS);
    }
    if (accepted) {
        wait_for_call(call);
    }
    g_mutex_clear(&call->mutex);
    g_cond_clear(&call->done_condition);
    return accepted && call->committed;
}

bool desk_call(Desk *desk, DeskWork work, gpointer data)
{
    DeskCall call = {.work = work, .data = data};

    return call_and_wait(desk, &call, false);
}

bool desk_call_gathered(Desk *desk, DeskWork work, gpointer data)
{
    DeskCall call = {.work = work, .data = data};

    return call_and_wait(desk, &call, true);
}
