#ifndef KEYRACK_PROPERTY_ALLOTMENT_ALLOTMENT_ROUTES_H
#define KEYRACK_PROPERTY_ALLOTMENT_ALLOTMENT_ROUTES_H

/* What the hotel may do by itself: its rights night by night, and every action of the desk with whether it is
 * possible now, why, and how old the figures are that it rests on. */

#include "ops/http.h"

extern const HttpRoute allotment_routes[];
extern const gsize allotment_route_count;

#endif
