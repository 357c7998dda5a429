/**
 * Readers that wait for the change feed of a hotel: a question is kept, without a thread or a connection of
 * the database, until there is something newer than what its reader has.
 *
 * The changes of the last moments are kept in memory, in all hotels together at most FEED_RECENT_BYTES; only
 * of hotels that somebody has watched in the last minute. Who asks for older ones is answered from the
 * database by a worker. Every question is answered by itself, by the watch's own thread: neither the feed nor
 * another reader ever waits for a slow one.
 */
#pragma once

#include <glib.h>
#include <jansson.h>

#include "ops/http.h"
#include "ops/lane.h"
#include "schemas/chain.h"

enum {
    FEED_RECENT_BYTES = 64 * 1024 * 1024,
    FEED_WAITING_MAX = 3000,           /* questions waiting at this instance */
    FEED_WAITING_MAX_OF_CLIENT = 1500, /* of one client */
    FEED_WAIT_SECONDS_MAX = 30,
};

typedef struct FeedWatch FeedWatch;

/** Starts the watch's thread. `workers` list from the database; both must outlive it. */
FeedWatch *feed_watch_new(const Chain *chain, WorkerLane *workers);

/** Answers all who wait and lets nobody wait any more; then the HTTP server need not wait for them. */
void feed_watch_stop(FeedWatch *watch);

/** Stops and frees. */
void feed_watch_free(FeedWatch *watch);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(FeedWatch, feed_watch_free)

/**
 * Takes a message of the feed ({"hotel", "from", "to", "changes"}), in any order and as often as it comes.
 * Never waits for a reader. Any thread.
 */
void feed_watch_take(FeedWatch *watch, const json_t *message);

/** The hotel is known to stand at `version`, without its changes: who waits for them lists. Any thread. */
void feed_watch_position(FeedWatch *watch, const ChainHotel *hotel, int64_t version);

/** Version up to which the watch knows the hotel's changes. Any thread. */
int64_t feed_watch_reached(FeedWatch *watch, const ChainHotel *hotel);

typedef struct {
    const ChainHotel *hotel;
    int64_t after;     /* version the reader stands at */
    guint limit;       /* changes in one answer at most */
    guint wait_s;      /* 0: answer at once, from the database */
    const char *owner; /* sees only reservations booked by it; NULL: all */
    const char *client;
} FeedQuestion;

/**
 * Takes over the answering of a suspended request: at once from memory, at once through a worker (the
 * request's handler runs again with the worker's state), or later. Texts are copied. Any thread.
 */
void feed_watch_ask(FeedWatch *watch, HttpRequest *request, const FeedQuestion *question);
