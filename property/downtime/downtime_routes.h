#ifndef KEYRACK_PROPERTY_DOWNTIME_DOWNTIME_ROUTES_H
#define KEYRACK_PROPERTY_DOWNTIME_DOWNTIME_ROUTES_H

#include "ops/http.h"

/* The downtime pack: how fresh it is, and the pack itself; added with the Property as context. */
extern const HttpRoute downtime_routes[];
extern const gsize downtime_route_count;

#endif
