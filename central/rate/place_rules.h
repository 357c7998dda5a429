/** Where a hotel is, for searches by place and by distance. Pure. */
#pragma once

#include <glib.h>

#include "schemas/chain.h"

/** TRUE when every word of `place` begins a word of the hotel's code, name, city, region or country; any
 * case. */
gboolean hotel_matches_place(const ChainHotel *hotel, const char *place);

/** Great-circle distance to the hotel, metres; haversine on a sphere of 6,371,008.8 m (IUGG mean radius). */
double hotel_distance_m(const ChainHotel *hotel, double latitude_degrees, double longitude_degrees);
