#include "ops/cli/load_durable.h"

#include "ops/clock.h"
#include "ops/postgres.h"

enum { ASK_EVERY_MS = 1 };

typedef struct {
    uint64_t flushed;
    Instant asked_at; /* before the question left */
} Sample;

struct LoadDurable {
    PgConnection *connection;
    Clock *clock;
    GThread *thread;
    GMutex lock;
    GArray *samples; /* Sample, under the lock */
    guint next;      /* samples before it are below every place still to be asked about */
    gint stopping;
};

static const PgStatement read_flushed = {
    "read_flushed",
    "SELECT (pg_current_wal_flush_lsn() - '0/0'::pg_lsn)::bigint",
    0,
};

static bool ask(LoadDurable *durable, Sample *ret_sample, GError **error)
{
    g_autoptr(PgResult) result = NULL;
    g_autoptr(PgParameters) none = pg_parameters_new();
    ret_sample->asked_at = clock_now(durable->clock);
    if (pg_execute(durable->connection, &read_flushed, none, &result, error) != DATABASE_OK)
        return false;
    ret_sample->flushed = (uint64_t)pg_result_int64(result, 0, 0);
    return true;
}

static gpointer durable_run(gpointer data)
{
    LoadDurable *durable = data;
    g_autoptr(GError) error = NULL;
    Sample sample;
    while (!g_atomic_int_get(&durable->stopping) && ask(durable, &sample, &error)) {
        g_mutex_lock(&durable->lock);
        g_array_append_val(durable->samples, sample);
        g_mutex_unlock(&durable->lock);
        clock_sleep_ms(ASK_EVERY_MS);
    }
    if (error)
        g_printerr("how far the log is on disk cannot be read any further: %s\n", error->message);
    return NULL;
}

LoadDurable *load_durable_new(const char *conninfo, GError **error)
{
    PgOptions options = {.conninfo = conninfo, .application_name = "keyrack load"};
    g_autoptr(PgConnection) connection = pg_connection_new(&options, error);
    if (!connection)
        return NULL;
    LoadDurable *durable = g_new0(LoadDurable, 1);
    durable->connection = g_steal_pointer(&connection);
    durable->clock = clock_new_real();
    durable->samples = g_array_new(FALSE, FALSE, sizeof(Sample));
    g_mutex_init(&durable->lock);
    durable->thread = g_thread_new("durable", durable_run, durable);
    return durable;
}

void load_durable_free(LoadDurable *durable)
{
    if (!durable)
        return;
    g_atomic_int_set(&durable->stopping, 1);
    g_thread_join(durable->thread);
    g_array_unref(durable->samples);
    g_mutex_clear(&durable->lock);
    clock_free(durable->clock);
    pg_connection_free(durable->connection);
    g_free(durable);
}

Instant load_durable_moment(LoadDurable *durable, uint64_t lsn)
{
    g_mutex_lock(&durable->lock);
    const Sample *samples = &g_array_index(durable->samples, Sample, 0);
    while (durable->next < durable->samples->len && samples[durable->next].flushed < lsn)
        durable->next++;
    Instant moment = durable->next > 0 ? samples[durable->next - 1].asked_at : INSTANT_NONE;
    g_mutex_unlock(&durable->lock);
    return moment;
}
