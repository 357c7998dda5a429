/**
 * Decisions on a reservation that is there already: other dates or guests, a cancellation, its undoing.
 * Called by booking_decide(), whose contract they share.
 */
#pragma once

#include "central/booking/booking_state.h"

void booking_decide_modify(BookingState *state, BookingCommand *command);
void booking_decide_cancel(BookingState *state, BookingCommand *command);
void booking_decide_reinstate(BookingState *state, BookingCommand *command);
