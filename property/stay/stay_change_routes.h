#ifndef KEYRACK_PROPERTY_STAY_STAY_CHANGE_ROUTES_H
#define KEYRACK_PROPERTY_STAY_STAY_CHANGE_ROUTES_H

/* What a desk changes of a stay: dates, type, sharing, late check-out, taking back. */

#include "ops/http.h"

extern const HttpRoute stay_change_routes[];
extern const gsize stay_change_route_count;

#endif
