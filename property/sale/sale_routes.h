#ifndef KEYRACK_PROPERTY_SALE_SALE_ROUTES_H
#define KEYRACK_PROPERTY_SALE_SALE_ROUTES_H

/* A new reservation made at the desk, for somebody who calls. */

#include "ops/http.h"

extern const HttpRoute sale_routes[];
extern const gsize sale_route_count;

#endif
