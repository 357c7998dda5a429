/** The last round of a batch: everything that was decided, written in one pipeline. */
#pragma once

#include "central/booking/booking_state.h"
#include "ops/postgres.h"

/** Queues everything that is to be written; fills `messages` (FeedMessage *) with what the feed will carry.
 * The caller collects it, in production together with the COMMIT: one round trip. */
void booking_write_queue(BookingState *state, PgConnection *connection, GPtrArray *commands,
                         GPtrArray *messages);
