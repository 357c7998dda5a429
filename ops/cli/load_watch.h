/* Those who watch a change become visible, each on a thread and a connection of its own, while bookings are
 * made: the search of a central instance, a hotel's daemon, readers of the change feed. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "ops/cli/load_series.h"
#include "schemas/chain.h"
#include "schemas/night.h"

/* Asks the same question over and over, or the next one of a feed, and notes when which value was first seen.
 */
typedef struct LoadWatch LoadWatch;

typedef struct {
    const char *url; /* http://address:port */
    char **headers;  /* of every request: the log-in; NULL: none */
    int64_t duration_us;
} LoadWatchOptions;

/* The search: value is minus the rooms available of `room_type` for the night. */
LoadWatch *load_watch_search(const LoadWatchOptions *options, const ChainHotel *hotel, const char *room_type,
                             const char *rate_plan, Night night);

/* A hotel's /v1/status: value is the version of the feed its copies have. */
LoadWatch *load_watch_hotel(const LoadWatchOptions *options);

/* Readers that wait at the feeds of `count` hotels, from hotel `first` of the chain on. */
LoadWatch *load_watch_feeds(const LoadWatchOptions *options, const Chain *chain, guint first, guint count);

/* Waits for the end. False with an error. */
bool load_watch_finish(LoadWatch *watch, GError **error);

/* What was seen; of a feed the hotel's index counts from `first`. After load_watch_finish(). */
const LoadSeries *load_watch_seen(const LoadWatch *watch, guint index);

void load_watch_free(LoadWatch *watch);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LoadWatch, load_watch_free)
