/* Where places of the earth lie to each other. Pure. */
#ifndef KEYRACK_SCHEMAS_PLACE_H
#define KEYRACK_SCHEMAS_PLACE_H

#include <stdint.h>

/* A point of the earth in millionths of a degree; north and east are positive. */
typedef struct Place {
    int32_t latitude_microdegrees;
    int32_t longitude_microdegrees;
} Place;

/* Great-circle distance in metres: haversine on a sphere of 6,371,008.8 m (IUGG mean radius). */
double place_distance_m(Place from, Place to);

#endif
