#ifndef KEYRACK_PROPERTY_ROOM_OUTAGE_ROUTES_H
#define KEYRACK_PROPERTY_ROOM_OUTAGE_ROUTES_H

/* Rooms out of order and out of service, planned by night. */

#include "ops/http.h"

extern const HttpRoute outage_routes[];
extern const gsize outage_route_count;

#endif
