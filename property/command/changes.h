#ifndef KEYRACK_PROPERTY_COMMAND_CHANGES_H
#define KEYRACK_PROPERTY_COMMAND_CHANGES_H

/* A number that grows with everything that is written in the hotel's store, and requests that wait for it to
 * grow: so every screen learns of another desk's work at once, and asks for nothing while nothing happens. It
 * tells that something changed, not what. Any thread. */

#include "ops/http.h"
#include <stdint.h>

typedef struct Changes Changes;

/* `first` must be above every number of an earlier run: the time of day in microseconds. Starts a thread. */
Changes *changes_new(int64_t first);

/* Answers whoever waits and ends the thread; after it, nobody waits any more. Twice does no harm. */
void changes_stop(Changes *changes);

/* Stops and frees. NULL is allowed. */
void changes_free(Changes *changes);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Changes, changes_free)

/* Something was committed. */
void changes_note(Changes *changes);

int64_t changes_number(Changes *changes);

/* Takes over a suspended request and answers it with {"number": N}: at once when N is not `since`, otherwise
 * when something changes, and after CHANGES_WAIT_S at the latest. */
void changes_wait(Changes *changes, HttpRequest *request, int64_t since);

#define CHANGES_WAIT_S 20

extern const HttpRoute changes_routes[];
extern const gsize changes_route_count;

#endif
