#include "tests/isolation/support/session.h"

#include <string.h>

#include "central/allotment/allotment_store.h"
#include "central/booking/booking_batch.h"
#include "ops/clock.h"

enum { RUNS_MAX = 5, STUCK_US = 20 * 1000 * 1000 };

void session_init(Session *session, const LaneFixture *fixture, const SpecSession *spec)
{
    *session = (Session){.spec = spec, .fixture = fixture};
    g_mutex_init(&session->mutex);
    g_cond_init(&session->changed);
    session->commands = g_ptr_array_new_with_free_func((GDestroyNotify)booking_command_free);
    if (spec->is_fault)
        return;
    session->application = g_strdup_printf("isolation %s", spec->name);
    int port = fixture->postgres.server.port;
    if (spec->via_proxy) {
        session->proxy = tcp_proxy_new(port);
        port = tcp_proxy_port(session->proxy);
    }
    g_autofree char *conninfo =
        g_strdup_printf("%s port=%d options='-c synchronous_commit=off -c deadlock_timeout=20ms'",
                        fixture->postgres.conninfo, port);
    PgOptions options = {.conninfo = conninfo, .application_name = session->application};
    g_autoptr(GError) error = NULL;
    session->connection = pg_connection_new(&options, &error);
    if (!session->connection)
        g_error("session %s: %s", spec->name, error->message);
}

void session_clear(Session *session)
{
    g_ptr_array_unref(session->commands);
    pg_connection_free(session->connection);
    tcp_proxy_free(session->proxy);
    g_free(session->application);
    g_cond_clear(&session->changed);
    g_mutex_clear(&session->mutex);
}

static void arrive(Session *session, guint step)
{
    session->arrived = MAX(session->arrived, step);
    g_cond_broadcast(&session->changed);
}

/* Steps before the one of this phase are over; goes on when the tester lets that one go. In a repeated
 * attempt the steps of the first have been let go already. */
static void gate(Session *session, Phase phase)
{
    guint step = spec_step_of_phase(session->spec, phase);
    g_mutex_lock(&session->mutex);
    if (session->allowed <= step)
        arrive(session, step);
    while (session->allowed <= step)
        g_cond_wait(&session->changed, &session->mutex);
    g_mutex_unlock(&session->mutex);
}

typedef struct {
    Session *session;
    BookingBatch *batch;
} Attempt;

static DatabaseStatus attempt_body(PgConnection *connection, gpointer data, GError **error)
{
    Attempt *attempt = data;
    Session *session = attempt->session;
    session->attempts++;
    gate(session, PHASE_READ);
    DatabaseStatus status = booking_batch_read(attempt->batch, connection, error);
    if (status != DATABASE_OK || booking_batch_is_settled(attempt->batch))
        return status;
    gate(session, PHASE_LOCK);
    status = booking_batch_lock(attempt->batch, connection, error);
    if (status != DATABASE_OK)
        return status;
    gate(session, PHASE_WRITE);
    booking_batch_decide(attempt->batch, connection);
    if (spec_step_of_phase(session->spec, PHASE_WRITE) != spec_step_of_phase(session->spec, PHASE_COMMIT)) {
        status = pg_collect(connection, NULL, error);
        if (status != DATABASE_OK)
            return status;
        gate(session, PHASE_COMMIT);
        return DATABASE_OK;
    }
    pg_queue_commit(connection);
    return pg_collect(connection, NULL, error);
}

/* The hotel is heard. */
static void renew(Session *session)
{
    gate(session, PHASE_COMMIT);
    g_autoptr(GPtrArray) hotels = g_ptr_array_new();
    g_ptr_array_add(hotels, (gpointer)session->fixture->hotel);
    g_autoptr(GArray) renewals = NULL;
    session->attempts++;
    session->status = lease_renew(session->connection, hotels, &renewals, NULL);
    booking_command_answer(session->commands->pdata[0], 200, json_object());
}

static gboolean renews(const Session *session)
{
    const SpecCommand *first = session->spec->commands->pdata[0];
    return strcmp(first->words[0], "renew") == 0;
}

/* As the lane does: what is unknown, or met a key that was just written, is run again. */
static void run_batch(Session *session)
{
    for (int run = 0; run < RUNS_MAX; run++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(BookingBatch) batch =
            booking_batch_new(session->fixture->chain, session->fixture->memory, session->commands);
        Attempt attempt = {session, batch};
        session->status =
            pg_run_transaction(session->connection, PG_READ_COMMITTED, attempt_body, &attempt, &error);
        if (session->status != DATABASE_UNKNOWN && session->status != DATABASE_UNIQUE)
            break;
    }
}

static gpointer session_run(gpointer data)
{
    Session *session = data;
    if (renews(session))
        renew(session);
    else
        run_batch(session);
    g_mutex_lock(&session->mutex);
    arrive(session, session->spec->steps->len);
    g_mutex_unlock(&session->mutex);
    return NULL;
}

void session_start(Session *session, const CommandNames *names)
{
    session->allowed = session->arrived = session->attempts = 0;
    if (session->spec->is_fault)
        return;
    g_ptr_array_set_size(session->commands, 0);
    for (guint i = 0; i < session->spec->commands->len; i++)
        g_ptr_array_add(session->commands,
                        command_make(session->fixture, names, session->spec->commands->pdata[i]));
    session->thread = g_thread_new(session->spec->name, session_run, session);
}

void session_release(Session *session)
{
    g_mutex_lock(&session->mutex);
    g_assert(session->allowed < session->spec->steps->len);
    session->allowed++;
    if (session->spec->is_fault)
        session->arrived = session->allowed;
    g_cond_broadcast(&session->changed);
    g_mutex_unlock(&session->mutex);
}

gboolean session_is_idle(Session *session, gint64 wait_us)
{
    gint64 deadline = clock_monotonic_us() + wait_us;
    g_mutex_lock(&session->mutex);
    while (session->arrived < session->allowed &&
           g_cond_wait_until(&session->changed, &session->mutex, deadline))
        ;
    gboolean is_idle = session->arrived >= session->allowed;
    g_mutex_unlock(&session->mutex);
    return is_idle;
}

gboolean session_is_released(Session *session)
{
    return session->allowed == session->spec->steps->len;
}

gboolean session_is_blocked(const Session *session, PgConnection *connection)
{
    static const PgStatement blocked = {
        "isolation_blocked",
        "SELECT count(*) FROM pg_stat_activity WHERE application_name = $1 AND wait_event_type = 'Lock' AND "
        "cardinality(pg_blocking_pids(pid)) > 0",
        1};
    g_autoptr(PgParameters) parameters = pg_parameters_new();
    pg_add_text(parameters, session->application);
    g_autoptr(PgResult) rows = NULL;
    g_autoptr(GError) error = NULL;
    if (pg_execute(connection, &blocked, parameters, &rows, &error) != DATABASE_OK)
        g_error("tester: %s", error->message);
    return pg_result_int64(rows, 0, 0) > 0;
}

void session_release_all(Session *session)
{
    g_mutex_lock(&session->mutex);
    session->allowed = session->spec->steps->len;
    g_cond_broadcast(&session->changed);
    g_mutex_unlock(&session->mutex);
}

gboolean session_finish(Session *session)
{
    if (session->spec->is_fault)
        return TRUE;
    if (!session_is_idle(session, STUCK_US))
        return FALSE;
    g_thread_join(g_steal_pointer(&session->thread));
    return TRUE;
}
