/**
 * A replication stream that is kept: a thread opens it, delivers what comes, and opens it again whenever it
 * breaks, until it is freed. Callbacks run on that thread, all with `data`.
 *
 * Between two tries it pauses: `retry_ms` after a stream that broke or when the slot was busy, twice as long
 * after each try that failed for another reason, four times `retry_ms` at most.
 */
#pragma once

#include "ops/metrics.h"
#include "ops/postgres_replication.h"

typedef struct PgReader PgReader;

typedef struct {
    const char *name;                 /* of the thread */
    PgReplicationOptions replication; /* its texts are copied */
    guint retry_ms;
    Gauge *reading; /* 1 while the stream is open; NULL: none. Must outlive the reader */
    /* Whether to try at all; may wait while pg_reader_is_stopping is false. NULL: always. */
    bool (*is_wanted)(gpointer data);
    /* NULL: nobody wants to know. */
    void (*opened)(bool slot_was_made, gpointer data);
    PgReplicationDeliver deliver;
    /* The stream broke or could not be opened; not called for PG_REPLICATION_BUSY, nor when the reader is
     * being stopped. `repeated`: for the reason of last time, and the stream was not open in between. */
    void (*failed)(const GError *error, bool repeated, gpointer data);
    gpointer data;
} PgReaderOptions;

/** Does nothing before pg_reader_start. Caller frees. */
PgReader *pg_reader_new(const PgReaderOptions *options);

/** Starts the thread. Once. */
void pg_reader_start(PgReader *reader);

/** Stops the thread and waits for its end; no callback is called any more. NULL is ignored. */
void pg_reader_free(PgReader *reader);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PgReader, pg_reader_free)

/** Whether the stream is open. Any thread. */
bool pg_reader_is_reading(const PgReader *reader);

/** Whether pg_reader_free waits for the thread: a callback that waits for something should not. */
bool pg_reader_is_stopping(const PgReader *reader);
