/** The two rounds of reading and locking at the start of a batch. */
#pragma once

#include "central/booking/booking_state.h"
#include "ops/postgres.h"

/** Stored answers, and the reservations, holds and guests that the commands name; numbers for new ones. */
DatabaseStatus booking_read_named(BookingState *state, PgConnection *connection, GPtrArray *commands,
                                  GError **error);

/** All cells the commands could touch, then the rows of their hotels. */
DatabaseStatus booking_read_cells(BookingState *state, PgConnection *connection, GPtrArray *commands,
                                  GError **error);
