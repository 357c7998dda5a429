#ifndef KEYRACK_PROPERTY_HOUSEKEEPING_HOUSEKEEPING_ROUTES_H
#define KEYRACK_PROPERTY_HOUSEKEEPING_HOUSEKEEPING_ROUTES_H

/* How the hotel keeps its rooms: settings, credits, attendants, checklist, and what guests want. */

#include "ops/http.h"

extern const HttpRoute housekeeping_routes[];
extern const gsize housekeeping_route_count;

#endif
