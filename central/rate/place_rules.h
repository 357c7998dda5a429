/** Where hotels are, for searches by place and by distance. Pure. */
#pragma once

#include <glib.h>

#include "schemas/chain.h"

/** Great-circle distance to the hotel, metres: place_distance_m() of a point given in degrees. */
double hotel_distance_m(const ChainHotel *hotel, double latitude_degrees, double longitude_degrees);

/** All hotels of a chain, sorted for searching: no question looks at every one of them. Unchanged once made;
 * any thread. The chain must outlive it. */
typedef struct PlaceIndex PlaceIndex;

PlaceIndex *place_index_new(const Chain *chain);
void place_index_free(PlaceIndex *index);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PlaceIndex, place_index_free)

typedef struct {
    const ChainHotel *hotel;
    double distance_m; /* -1 when no point was asked for */
} PlaceFound;

/** Hotels of which every word of `place` begins a word of code, name, city, region or country, any case; in
 * chain order. What has no letter or digit is no place: nothing is found. GArray of PlaceFound; unref it. */
GArray *place_index_by_words(const PlaceIndex *index, const char *place);

/** Hotels within a distance of a point, the nearest first; of equals by their number. Likewise. */
GArray *place_index_near(const PlaceIndex *index, double latitude_degrees, double longitude_degrees,
                         double radius_m);
