#ifndef KEYRACK_PROPERTY_ASSIGNMENT_ASSIGNMENT_ROUTES_H
#define KEYRACK_PROPERTY_ASSIGNMENT_ASSIGNMENT_ROUTES_H

/* Rooms and nights: the plan, giving a guest a room, exchanging rooms, what guests asked for, who travels
 * together. */

#include "ops/http.h"

extern const HttpRoute assignment_routes[];
extern const gsize assignment_route_count;

#endif
