/**
 * Rooms that hotels took out of order or out of service: copies of what the hotels own, applied from their
 * outboxes. Only rooms out of order take rooms from what can be sold.
 *
 * For the lane's thread, inside its transaction, behind the locked row of the hotel.
 */
#pragma once

#include "central/booking/booking_state.h"
#include "ops/postgres.h"

/** Queues the question for what may still change, or reach beyond the cells, of these hotels (an array of
 * numbers). Returns the number of its result. */
guint outage_read_queue(PgConnection *connection, const PgArray *hotels);

/** Takes the result into `state->outages`. */
void outage_rows_take(BookingState *state, const PgResult *rows);

/** Queues the writing of the StateOutages that changed; nothing when none did. */
void outage_write_queue(PgConnection *connection, const GPtrArray *outages);
