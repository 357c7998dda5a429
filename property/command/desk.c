#include "property/command/desk.h"

#include "ops/clock.h"
#include "ops/lane.h"
#include "ops/migrate.h"

/* Enough for every client of a busy desk and the change feed to wait; beyond it a refusal is kinder. */
#define DESK_QUEUE_MAX 4096
#define DESK_FULL_PAUSE_MS 5

struct Desk {
    WorkerLane *lane;
    const DeskOptions *options; /* borrowed while desk_new() runs */
    Changes *changes;
    ExitStatus exit_status;
};

typedef struct DeskJob {
    DeskWork work;
    gpointer data;
    HttpRequest *request; /* instead of `work` */
} DeskJob;

typedef struct DeskCall {
    DeskWork work;
    gpointer data;
    GMutex mutex;
    GCond done_condition;
    bool done;
} DeskCall;

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

static void run_job(gpointer state, gpointer job_pointer, gpointer user)
{
    const Desk *desk = user;
    g_autofree DeskJob *job = job_pointer;
    guint64 commits = odbc_connection_commits(state);

    if (job->request != NULL) {
        http_request_run(job->request, state);
    } else {
        job->work(state, job->data);
    }
    if (desk->changes != NULL && odbc_connection_commits(state) != commits) {
        changes_note(desk->changes);
    }
}

Desk *desk_new(const DeskOptions *options, ExitStatus *ret_exit_status, GError **error)
{
    Desk *desk = g_new0(Desk, 1);
    WorkerLaneOptions lane_options = {
        .name = "desk",
        .threads = 1,
        .capacity = DESK_QUEUE_MAX,
        .state_new = open_store,
        .state_free = close_store,
        .run = run_job,
        .user = desk,
    };

    desk->options = options;
    desk->changes = options->changes;
    desk->lane = worker_lane_new(&lane_options, error);
    desk->options = NULL;
    if (desk->lane == NULL) {
        *ret_exit_status = desk->exit_status;
        g_free(desk);
        return NULL;
    }
    return desk;
}

void desk_stop(Desk *desk)
{
    worker_lane_stop(desk->lane);
}

void desk_free(Desk *desk)
{
    if (desk == NULL) {
        return;
    }
    worker_lane_free(desk->lane);
    g_free(desk);
}

static bool submit_job(Desk *desk, DeskJob job)
{
    DeskJob *copy = g_memdup2(&job, sizeof job);

    if (worker_lane_submit(desk->lane, copy)) {
        return true;
    }
    g_free(copy);
    return false;
}

bool desk_submit(Desk *desk, DeskWork work, gpointer data)
{
    return submit_job(desk, (DeskJob){.work = work, .data = data});
}

gboolean desk_submit_request(HttpRequest *request, gpointer data)
{
    return submit_job(data, (DeskJob){.request = request});
}

static void run_call(OdbcConnection *connection, gpointer data)
{
    DeskCall *call = data;

    call->work(connection, call->data);
    g_mutex_lock(&call->mutex);
    call->done = true;
    g_cond_signal(&call->done_condition);
    g_mutex_unlock(&call->mutex);
}

static void wait_for_call(DeskCall *call)
{
    g_mutex_lock(&call->mutex);
    while (!call->done) {
        g_cond_wait(&call->done_condition, &call->mutex);
    }
    g_mutex_unlock(&call->mutex);
}

bool desk_call(Desk *desk, DeskWork work, gpointer data)
{
    DeskCall call = {.work = work, .data = data};
    bool accepted;

    g_mutex_init(&call.mutex);
    g_cond_init(&call.done_condition);
    while (!(accepted = desk_submit(desk, run_call, &call)) && !process_is_stopping()) {
        clock_sleep_ms(DESK_FULL_PAUSE_MS);
    }
    if (accepted) {
        wait_for_call(&call);
    }
    g_mutex_clear(&call.mutex);
    g_cond_clear(&call.done_condition);
    return accepted;
}
