/**
 * Rooms a hotel took out of order or put back, applied at the centre. It is a fact: where the rooms are sold
 * already, the oversell is authorised and listed for people. What is granted to the hotel is used up first:
 * the hotel counts the room against its grant, too, so it sells it no more from that moment on.
 */
#pragma once

#include "central/booking/booking_state.h"

/** An entry {"outage": {outage_id, room, room_type, kind, reason, from, until}, "was": {from, until}|null}.
 */
void booking_apply_outage(BookingState *state, const BookingEntry *entry, const ChainHotel *hotel);

/** Counts the rooms that are out of order in cells just made, before they are first sold. */
void booking_outage_new_cells(BookingState *state, const StateHotel *hotel, guint first_new_cell);
