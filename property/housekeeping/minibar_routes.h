#ifndef KEYRACK_PROPERTY_HOUSEKEEPING_MINIBAR_ROUTES_H
#define KEYRACK_PROPERTY_HOUSEKEEPING_MINIBAR_ROUTES_H

/* The minibar: its price list, what attendants find taken, what is to be filled up. */

#include "ops/http.h"

extern const HttpRoute minibar_routes[];
extern const gsize minibar_route_count;

#endif
