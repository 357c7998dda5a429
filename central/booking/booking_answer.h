/**
 * What all decisions of the booking lane have in common: what rooms are asked of which cells, and how a
 * refusal or a reservation is answered.
 */
#pragma once

#include "central/booking/booking_state.h"

/** An empty list of InventoryClaim; free with g_array_unref(). */
GArray *booking_claims_new(void);

/** Adds the nights [arrival, until) of one room; nothing when there are none. */
void booking_claim_add(GArray *claims, const char *hotel_code, const char *room_type, Night arrival,
                       Night until);

/** Adds the cells that the line holds in the nights [from, until), whichever types they are of. */
void booking_claim_add_line(GArray *claims, const char *hotel_code, const ReservationLine *line, Night from,
                            Night until);

/** The cells that lines (ReservationLine *) hold, as a new list. */
GArray *booking_claims_of_lines(const char *hotel_code, const GPtrArray *lines);

/** Refuses for want of rooms: 409 with type, night, what is left, and other types that are free for the
 * dates. */
void booking_refuse_inventory(BookingState *state, BookingCommand *command, const ChainHotel *hotel,
                              const InventoryAnswer *answer, const GPtrArray *lines);

/**
 * TRUE: the command was refused for want of rooms that the hotel can give back (`state->missing`), and it now
 * waits for them instead: its outcome is not the last word.
 */
gboolean booking_waits_for_recall(BookingState *state, BookingCommand *command, const ChainHotel *hotel);

/** Sum of the lines' night prices, minor units. */
int64_t booking_lines_total(const GPtrArray *lines);

/** FALSE after a refusal: the lines cost something else than the caller was told. */
gboolean booking_price_is_as_told(BookingCommand *command, const GPtrArray *lines);

/** FALSE after a refusal: the command names a guest by a number that nobody has. Changes nothing. */
gboolean booking_guest_exists(BookingState *state, BookingCommand *command);

/**
 * Replaces `guest` by the stored guest whom the command means, who is made when new. FALSE as above. The
 * command stays as it came: when the transaction is run again, a guest made in the first run is not there.
 */
gboolean booking_take_guest(BookingState *state, BookingCommand *command, ReservationGuest *guest);

/** Answers with the reservation's document. */
void booking_answer_reservation(BookingCommand *command, int status, const Reservation *reservation);
