/** What cancelling a line costs, from its stored night prices. Pure. */
#pragma once

#include "central/booking/reservation.h"
#include "schemas/chain.h"

/** Total with taxes of the penalty at an instant, minor units. */
int64_t booking_penalty_minor(const ChainHotel *hotel, const ReservationLine *line, Instant at);

/** The last instant at which cancelling is free; FALSE when it never is, or when it always is. */
gboolean booking_free_until(const ChainHotel *hotel, const ReservationLine *line, Instant *ret_until);
