/** Holds in the database. */
#pragma once

#include "central/booking/booking_state.h"
#include "ops/postgres.h"

/** Queues the statement that locks and reads holds by id; its rows go to hold_rows_take(). Returns the
 * number of its result. */
guint hold_lock_queue(PgConnection *connection, const PgArray *hold_ids);
void hold_rows_take(BookingState *state, const PgResult *rows);

/** Queues the statement that writes new and changed holds (StateHold *). */
void hold_write_queue(PgConnection *connection, GPtrArray *holds);

/** Ids (char *) of holds of practice hotels, or of the others, whose time is over at `now`; at most `limit`.
 */
DatabaseStatus hold_list_expired(PgConnection *connection, gboolean practice, Instant now, int limit,
                                 GPtrArray **ret_hold_ids, GError **error);
