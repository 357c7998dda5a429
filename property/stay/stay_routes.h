#ifndef KEYRACK_PROPERTY_STAY_STAY_ROUTES_H
#define KEYRACK_PROPERTY_STAY_STAY_ROUTES_H

/* The desk's lists, and a stay from check-in to check-out. */

#include "ops/http.h"

extern const HttpRoute stay_routes[];
extern const gsize stay_route_count;

#endif
