#include "schemas/place.h"

#include <glib.h>
#include <math.h>

#define EARTH_RADIUS_M 6371008.8
#define MICRODEGREES_PER_RADIAN (180e6 / G_PI)

static double radians(int64_t microdegrees)
{
    return (double)microdegrees / MICRODEGREES_PER_RADIAN;
}

double place_distance_m(Place from, Place to)
{
    double north = radians((int64_t)to.latitude_microdegrees - from.latitude_microdegrees);
    double east = radians((int64_t)to.longitude_microdegrees - from.longitude_microdegrees);
    double chord = pow(sin(north / 2), 2) + cos(radians(from.latitude_microdegrees)) *
                                                cos(radians(to.latitude_microdegrees)) *
                                                pow(sin(east / 2), 2);

    return 2 * EARTH_RADIUS_M * asin(fmin(1.0, sqrt(chord)));
}
