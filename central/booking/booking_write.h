/** The last round of a batch: everything that was decided, written and committed in one pipeline. */
#pragma once

#include "central/booking/booking_state.h"
#include "ops/postgres.h"

/** Writes and commits; fills `messages` (FeedMessage *) with what the feed will carry. The last act of the
 * transaction's body. */
DatabaseStatus booking_write(BookingState *state, PgConnection *connection, GPtrArray *commands,
                             GPtrArray *messages, GError **error);
