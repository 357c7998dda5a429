/* What the practice hotels can hold while bookings are made up: authorised limits by reserved type at every
 * moment of booking, physical rooms by assigned type at every moment of staying, in the order in which a
 * replay walks a day. Pure. */
#pragma once

#include "ops/cli/bookings_csv.h"

typedef struct {
    const char *letter;
    int rooms;  /* physical */
    int limit;  /* on the books */
    int weight; /* how often it is reserved, among the types of the hotel; 0: only assigned */
} GenerateType;

/* Room types of a practice hotel. */
const GenerateType *generate_types(unsigned hotel, size_t *ret_count);

typedef struct GenerateRooms GenerateRooms;

/* Counters for bookings made from `first_day` and stays until `last_night`. */
GenerateRooms *generate_rooms_new(Night first_day, Night last_night);
void generate_rooms_free(GenerateRooms *rooms);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GenerateRooms, generate_rooms_free)

/* True when the booking fits in beside those taken so far; then it is counted. */
bool generate_rooms_take(GenerateRooms *rooms, const BookingRow *booking);
