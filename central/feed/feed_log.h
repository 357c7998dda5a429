/**
 * Reads the change feed where it arises: in the database's log, through a replication slot of this instance's
 * own that vanishes with it.
 *
 * The bus brings the same messages, through the instance that relays and through the bus's server; each of
 * these hands over costs time on a busy machine, and search and readers of the feed wait for all of them. So
 * an instance hears of each change twice, and whichever is first counts: the log when it can be read, the bus
 * when it cannot (no slot free, database failed over), and what neither brought shows as a gap and is listed.
 */
#pragma once

#include <glib.h>

typedef struct FeedLog FeedLog;

/** A committed message; `bytes` end with a NUL that is not counted and are gone after the call. On the log's
 * thread. */
typedef void (*FeedLogHeard)(const char *bytes, gsize length, gpointer data);

/** Starts the thread, which tries again whenever the log cannot be read. The strings are copied. */
FeedLog *feed_log_new(const char *conninfo, FeedLogHeard heard, gpointer data);

/** Stops the thread; `heard` is not called any more. NULL is ignored. */
void feed_log_free(FeedLog *log);
