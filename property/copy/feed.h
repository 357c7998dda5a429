#ifndef KEYRACK_PROPERTY_COPY_FEED_H
#define KEYRACK_PROPERTY_COPY_FEED_H

/* The reader of the centre's change feed: lists, then watches. It asks for everything newer than what it has
 * at the start, when the line comes back, when a number is missing, and every few seconds as a safety net; in
 * between it applies what the bus brings. The same asking tells whether the centre is there at all. */

#include "ops/bus.h"
#include "property/property.h"

/* Does not read anything yet. `property` must outlive it and have its desk and link. */
Feed *feed_new(Property *property);

/* Reads the version reached, subscribes and starts the listing thread. Needs `property->bus`. */
bool feed_start(Feed *feed, GError **error);

/* Ends the subscription and the thread; nothing is submitted to the desk any more. */
void feed_stop(Feed *feed);

/* After the desk has stopped. NULL is allowed. */
void feed_free(Feed *feed);

/* Has the listing thread ask soon. Any thread. */
void feed_want_list(Feed *feed);

/* Lists until the copies are as new as the centre, for at most about `timeout_ms`. FALSE with a BUS_ERROR or
 * COPY_ERROR when the centre did not answer. Waits: on a caller's thread only. */
bool feed_catch_up(Feed *feed, unsigned timeout_ms, GError **error);

#endif
