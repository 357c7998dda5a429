#ifndef KEYRACK_PROPERTY_PRACTICE_PRACTICE_ROUTES_H
#define KEYRACK_PROPERTY_PRACTICE_PRACTICE_ROUTES_H

/* The time of a practice hotel, moved forward by a trainer. */

#include "ops/http.h"

extern const HttpRoute practice_routes[];
extern const gsize practice_route_count;

#endif
