#include "central/rate/place_rules.h"

#include <math.h>

gboolean hotel_matches_place(const ChainHotel *hotel, const char *place)
{
    /* What has no letter or digit is no place; the matching would take it for all of them. */
    g_auto(GStrv) words = g_str_tokenize_and_fold(place, NULL, NULL);
    if (words[0] == NULL)
        return FALSE;
    g_autofree char *about = g_strjoin(" ", hotel->code, hotel->name.en, hotel->name.zh, hotel->address.city,
                                       hotel->address.region, hotel->address.country, NULL);
    return g_str_match_string(place, about, TRUE);
}

static double radians(double degrees)
{
    return degrees * (G_PI / 180.0);
}

double hotel_distance_m(const ChainHotel *hotel, double latitude_degrees, double longitude_degrees)
{
    const double radius_m = 6371008.8;
    double latitude = radians(hotel->latitude_microdegrees / 1e6);
    double other = radians(latitude_degrees);
    double dlat = other - latitude;
    double dlon = radians(longitude_degrees - hotel->longitude_microdegrees / 1e6);
    double a = pow(sin(dlat / 2), 2) + cos(latitude) * cos(other) * pow(sin(dlon / 2), 2);
    return 2 * radius_m * asin(fmin(1.0, sqrt(a)));
}
