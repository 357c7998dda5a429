#include "ops/postgres_reader.h"

#include "ops/clock.h"

#include <stdatomic.h>

enum { LONGEST_PAUSE = 4 }; /* in retry_ms */

struct PgReader {
    PgReaderOptions options; /* its texts are owned */
    GThread *thread;
    GMutex mutex;
    GCond stop;
    PgReplication *replication; /* under mutex: the stream to be stopped */
    atomic_bool stopping;       /* written under mutex */
    atomic_bool reading;
    guint pause_ms; /* of the thread, as is `told` */
    char *told;     /* the failure that was told last, NULL once the stream was open */
};

static void replication_set(PgReader *reader, PgReplication *replication)
{
    g_mutex_lock(&reader->mutex);
    reader->replication = replication;
    if (replication && reader->stopping)
        pg_replication_stop(replication);
    g_mutex_unlock(&reader->mutex);
    reader->reading = replication != NULL;
    if (reader->options.reading)
        gauge_set(reader->options.reading, replication != NULL);
}

/* Reads until the stream breaks or is stopped. */
static void stream_read(PgReader *reader, GError **error)
{
    const PgReaderOptions *options = &reader->options;
    g_autoptr(PgReplication) replication = pg_replication_open(&options->replication, error);
    if (!replication)
        return;
    g_clear_pointer(&reader->told, g_free);
    reader->pause_ms = options->retry_ms;
    if (options->opened)
        options->opened(pg_replication_slot_was_made(replication), options->data);
    replication_set(reader, replication);
    pg_replication_run(replication, options->deliver, options->data, error);
    replication_set(reader, NULL);
}

static void failure_tell(PgReader *reader, const GError *error)
{
    bool repeated = g_strcmp0(error->message, reader->told) == 0;
    g_free(reader->told);
    reader->told = g_strdup(error->message);
    reader->options.failed(error, repeated, reader->options.data);
}

/* Sets how long to wait before the next try, too. */
static guint attempt(PgReader *reader)
{
    const PgReaderOptions *options = &reader->options;
    g_autoptr(GError) error = NULL;
    if (options->is_wanted && !options->is_wanted(options->data))
        return options->retry_ms;
    stream_read(reader, &error);
    if (!error || reader->stopping || g_error_matches(error, PG_REPLICATION_ERROR, PG_REPLICATION_BUSY))
        return options->retry_ms;
    failure_tell(reader, error);
    guint pause_ms = reader->pause_ms;
    reader->pause_ms = MIN(2 * pause_ms, LONGEST_PAUSE * options->retry_ms);
    return pause_ms;
}

static void pause_before_retry(PgReader *reader, guint pause_ms)
{
    int64_t until_us = clock_monotonic_us() + pause_ms * INSTANT_MILLISECOND;
    g_mutex_lock(&reader->mutex);
    while (!reader->stopping && g_cond_wait_until(&reader->stop, &reader->mutex, until_us))
        continue;
    g_mutex_unlock(&reader->mutex);
}

static gpointer reader_run(gpointer data)
{
    PgReader *reader = data;
    while (!reader->stopping)
        pause_before_retry(reader, attempt(reader));
    return NULL;
}

PgReader *pg_reader_new(const PgReaderOptions *options)
{
    PgReader *reader = g_new0(PgReader, 1);
    PgReplicationOptions *replication = &reader->options.replication;
    reader->options = *options;
    reader->options.name = g_strdup(options->name);
    replication->conninfo = g_strdup(replication->conninfo);
    replication->slot = g_strdup(replication->slot);
    replication->publication = g_strdup(replication->publication);
    replication->prefix = g_strdup(replication->prefix);
    reader->pause_ms = options->retry_ms;
    g_mutex_init(&reader->mutex);
    g_cond_init(&reader->stop);
    return reader;
}

void pg_reader_start(PgReader *reader)
{
    reader->thread = g_thread_new(reader->options.name, reader_run, reader);
}

static void thread_end(PgReader *reader)
{
    g_mutex_lock(&reader->mutex);
    reader->stopping = true;
    if (reader->replication)
        pg_replication_stop(reader->replication);
    g_cond_signal(&reader->stop);
    g_mutex_unlock(&reader->mutex);
    g_thread_join(reader->thread);
}

void pg_reader_free(PgReader *reader)
{
    if (!reader)
        return;
    if (reader->thread)
        thread_end(reader);
    g_cond_clear(&reader->stop);
    g_mutex_clear(&reader->mutex);
    g_free((char *)reader->options.name);
    g_free((char *)reader->options.replication.conninfo);
    g_free((char *)reader->options.replication.slot);
    g_free((char *)reader->options.replication.publication);
    g_free((char *)reader->options.replication.prefix);
    g_free(reader->told);
    g_free(reader);
}

bool pg_reader_is_reading(const PgReader *reader)
{
    return reader->reading;
}

bool pg_reader_is_stopping(const PgReader *reader)
{
    return reader->stopping;
}
