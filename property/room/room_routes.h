#ifndef KEYRACK_PROPERTY_ROOM_ROOM_ROUTES_H
#define KEYRACK_PROPERTY_ROOM_ROOM_ROUTES_H

/* The rooms of the house, and what can be sold tonight. */

#include "ops/http.h"

extern const HttpRoute room_routes[];
extern const gsize room_route_count;

#endif
