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

/** Grants a hotel what its policy wants, as far as the centre can spare it (booking_allotment.c). */
void booking_decide_grant(BookingState *state, BookingCommand *command);

/** Voids every right of a hotel, unless it has renewed its lease after all. */
void booking_decide_take_back(BookingState *state, BookingCommand *command);

/** Sets new limits. Rooms that are granted are called back where a limit would fall below them. */
void booking_decide_limits(BookingState *state, BookingCommand *command);
