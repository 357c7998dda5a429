/**
 * The decision on one command against the working set of its batch. No I/O: everything needed was read
 * before, and what is decided is left in the state to be written.
 *
 * Each function sets the command's outcome. A refused command leaves the state as it was, so its neighbours
 * in the batch are not touched.
 */
#pragma once

#include "central/booking/booking_state.h"

/** Decides a command of any kind. */
void booking_decide(BookingState *state, BookingCommand *command);

/** Applies a hotel's numbered entries (booking_entries.c). */
void booking_apply_entries(BookingState *state, BookingCommand *command);
