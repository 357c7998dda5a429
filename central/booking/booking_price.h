/**
 * Room lines as somebody wants them become lines with a stored price for each night.
 */
#pragma once

#include "central/booking/booking_state.h"

/**
 * Makes a new line. A channel's own prices stand as they are; otherwise the price engine decides, with what
 * the centre changed by the hour. NULL: refused, and the command's outcome says why, naming /rooms/`index`.
 */
ReservationLine *booking_line_price(BookingState *state, BookingCommand *command, const ChainHotel *hotel,
                                    const BookingLine *wanted, guint index);

/**
 * A changed copy of `line`. Nights that stay as they were (same type, plan and occupancy) keep the price they
 * were sold at; the others are priced as above.
 */
ReservationLine *booking_line_reprice(BookingState *state, BookingCommand *command, const ChainHotel *hotel,
                                      const ReservationLine *line, const BookingLine *wanted, guint index);
