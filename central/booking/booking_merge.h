/**
 * What a hotel sold while its line was cut, merged into the centre's counts.
 *
 * The sale is a fact. It is taken out of what the hotel is granted, also where a manager sold without asking
 * for a right; what is no longer granted, because the rights were used up or taken back in the meantime, out
 * of the centre's own right; and where that is not enough, the limit is raised and the sale listed for
 * people.
 */
#pragma once

#include "central/booking/booking_state.h"

/* Sells the nights that the line has gained and does not hold yet, against what is granted to the hotel first. */
void booking_merge_extension(BookingState *state, const BookingEntry *entry, const Reservation *reservation,
                             ReservationLine *line);

/* Sells the nights up to `until` that the guest has again, against what is granted to the hotel first. */
void booking_merge_taken_again(BookingState *state, const BookingEntry *entry, const Reservation *reservation,
                               ReservationLine *line, Night until);

/** The guest lives in a room of `room_type` from the night `from` on: the line holds that type's cells, taken out of
 * what is granted to the hotel first, and gives up those it held. Where the limit stands in the way it is raised and
 * listed. A type that is not counted in these nights changes nothing. */
void booking_merge_other_type(BookingState *state, const BookingEntry *entry, const Reservation *reservation,
                              ReservationLine *line, const char *room_type, Night from);

/* The guest shares the room of another: nothing is sold. */
void booking_merge_without_room(Reservation *reservation);

/** Sells every line of a reservation that the hotel made, from its arrival on, and lists what went over the
 * limit. `override_reason`: a manager's, for selling without a right; NULL: sold in the hotel's right. */
void booking_merge_reservation(BookingState *state, const BookingEntry *entry, Reservation *reservation,
                               const char *override_reason);

/** Lists by room type where the limits had to be raised since the cells were as in `before`; `reason` is a
 * stable code, `why` says it in plain words. */
void booking_list_over_limit(BookingState *state, const GArray *before, const BookingEntry *entry,
                             int hotel_id, const char *confirmation_number, const char *reason,
                             const char *why);

/** Rooms the hotel gives back: {"cells": [{"room_type", "night", "rooms"}]}. */
void booking_merge_return(BookingState *state, const BookingEntry *entry, const ChainHotel *hotel);
