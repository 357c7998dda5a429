/** The centre's copies of what hotels own: stays, closed days, and what needs a person's eye. */
#pragma once

#include "central/booking/booking_state.h"
#include "ops/postgres.h"

/** Queues the statements that write the stays, days and exceptions a batch has gathered. */
void stay_write_queue(PgConnection *connection, const BookingState *state);
