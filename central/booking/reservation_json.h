/**
 * Reading a reservation document back: the reservation a hotel made while it was cut off.
 */
#pragma once

#include "central/booking/reservation.h"
#include "schemas/chain.h"

/** The reservation of a document in the form of reservation_to_json(). NULL and an error naming the member
 * that is wrong; the guest's number is not taken over, because numbers of guests are the centre's. */
Reservation *reservation_from_json(const json_t *document, const ChainHotel *hotel, GError **error);
