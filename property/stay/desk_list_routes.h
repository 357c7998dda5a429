#ifndef KEYRACK_PROPERTY_STAY_DESK_LIST_ROUTES_H
#define KEYRACK_PROPERTY_STAY_DESK_LIST_ROUTES_H

/* Arrivals, guests in the house, departures: filtered, sorted, searched, counted. */

#include "ops/http.h"

extern const HttpRoute desk_list_routes[];
extern const gsize desk_list_route_count;

#endif
