#include "central/feed/feed_log.h"

#include "central/feed/feed_message.h"
#include "ops/clock.h"
#include "ops/log.h"
#include "ops/metrics.h"
#include "ops/postgres_replication.h"
#include "ops/token.h"

enum { RETRY_MS = 1000 };

struct FeedLog {
    char *conninfo;
    char *slot;
    FeedLogHeard heard;
    gpointer data;
    GThread *thread;
    GMutex mutex;
    GCond stop;
    PgReplication *replication; /* under mutex: the stream to be stopped */
    gboolean stopping;          /* under mutex */
    Gauge *reading;
};

static bool deliver(const PgReplicationTransaction *transaction, gpointer data, GError **error G_GNUC_UNUSED)
{
    FeedLog *log = data;
    for (guint i = 0; i < transaction->message_count; i++)
        log->heard(transaction->messages[i].bytes, transaction->messages[i].length, log->data);
    return true;
}

static void replication_set(FeedLog *log, PgReplication *replication)
{
    g_mutex_lock(&log->mutex);
    log->replication = replication;
    if (replication && log->stopping)
        pg_replication_stop(replication);
    g_mutex_unlock(&log->mutex);
    gauge_set(log->reading, replication != NULL);
}

/* Reads until the stream breaks or is stopped. */
static void log_read(FeedLog *log, GError **error)
{
    PgReplicationOptions options = {
        .conninfo = log->conninfo,
        .slot = log->slot,
        .publication = "keyrack",
        .prefix = FEED_PREFIX,
        .temporary = true,
    };
    g_autoptr(PgReplication) replication = pg_replication_open(&options, error);
    if (!replication)
        return;
    replication_set(log, replication);
    pg_replication_run(replication, deliver, log, error);
    replication_set(log, NULL);
}

/* FALSE: stopping. */
static gboolean wait_to_retry(FeedLog *log)
{
    int64_t until_us = clock_monotonic_us() + RETRY_MS * INSTANT_MILLISECOND;
    g_mutex_lock(&log->mutex);
    while (!log->stopping && g_cond_wait_until(&log->stop, &log->mutex, until_us))
        continue;
    gboolean go_on = !log->stopping;
    g_mutex_unlock(&log->mutex);
    return go_on;
}

/* The same reason, second after second, is said once. */
static void report(const GError *error, char **told)
{
    if (!error || g_strcmp0(error->message, *told) == 0)
        return;
    log_warning("the log is not read, changes come over the bus", log_text("why", error->message));
    g_free(*told);
    *told = g_strdup(error->message);
}

static gpointer log_run(gpointer data)
{
    FeedLog *log = data;
    g_autofree char *told = NULL;
    do {
        g_autoptr(GError) error = NULL;
        log_read(log, &error);
        report(error, &told);
    } while (wait_to_retry(log));
    return NULL;
}

FeedLog *feed_log_new(const char *conninfo, FeedLogHeard heard, gpointer data)
{
    FeedLog *log = g_new0(FeedLog, 1);
    log->conninfo = g_strdup(conninfo);
    log->slot = g_strdup_printf("keyrack_memory_%08x%08x", token_random_below(UINT32_MAX),
                                token_random_below(UINT32_MAX));
    log->heard = heard;
    log->data = data;
    g_mutex_init(&log->mutex);
    g_cond_init(&log->stop);
    log->reading = metrics_gauge("keyrack_feed_log_reading",
                                 "1 while this instance reads changes from the database's log", NULL);
    log->thread = g_thread_new("feed log", log_run, log);
    return log;
}

void feed_log_free(FeedLog *log)
{
    if (!log)
        return;
    g_mutex_lock(&log->mutex);
    log->stopping = TRUE;
    if (log->replication)
        pg_replication_stop(log->replication);
    g_cond_signal(&log->stop);
    g_mutex_unlock(&log->mutex);
    g_thread_join(log->thread);
    g_cond_clear(&log->stop);
    g_mutex_clear(&log->mutex);
    g_free(log->slot);
    g_free(log->conninfo);
    g_free(log);
}
