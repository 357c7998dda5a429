/**
 * The newest changes of the hotels, as they are sent to readers: a bounded window on the change feed.
 *
 * Not safe for threads: its owner (feed_watch.c) locks.
 */
#pragma once

#include <glib.h>
#include <jansson.h>

#include "schemas/chain.h"

typedef struct FeedMemory FeedMemory; /* of all hotels */
typedef struct FeedRecent FeedRecent; /* of one hotel */
typedef struct FeedSlice FeedSlice;   /* some changes, taken out for one reader */

/** A memory that keeps at most `bytes_max` bytes of changes, of all hotels together. */
FeedMemory *feed_memory_new(const Chain *chain, gsize bytes_max);
void feed_memory_free(FeedMemory *memory);

/** The hotel's window; NULL for a hotel of another chain. */
FeedRecent *feed_memory_hotel(FeedMemory *memory, const char *hotel_code);

/**
 * Takes a message of the feed. Its rows are kept only while the hotel is watched (feed_recent_watched());
 * after a gap, or a message without rows, the window begins anew. TRUE when the hotel moved forward.
 */
gboolean feed_memory_take(FeedMemory *memory, FeedRecent *recent, const json_t *message);

/** The hotel stands at `version`, without its changes being known. TRUE when that is forward. */
gboolean feed_recent_position(FeedRecent *recent, int64_t version);

/** Somebody reads the hotel's feed: its changes are kept until `until_us` of the monotonic clock. */
void feed_recent_watched(FeedRecent *recent, int64_t until_us);

/** Version up to which the hotel's changes are known. */
int64_t feed_recent_reached(const FeedRecent *recent);

/**
 * At most `limit` changes behind `after`, of which `owner` sees only its own reservations (NULL: all). NULL
 * when the window does not reach back so far, or nobody has heard of `after` yet: the database knows. Free
 * with feed_slice_free(), on any thread.
 */
FeedSlice *feed_recent_slice(const FeedRecent *recent, int64_t after, guint limit, const char *owner);
void feed_slice_free(FeedSlice *slice);

/** {"changes", "from", "head", "hotel", "more", "to"} as text. Any thread. */
GBytes *feed_slice_text(const FeedSlice *slice);
