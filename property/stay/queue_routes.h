#ifndef KEYRACK_PROPERTY_STAY_QUEUE_ROUTES_H
#define KEYRACK_PROPERTY_STAY_QUEUE_ROUTES_H

/* Guests who wait for a room, when others said to come, and leaving without the desk: express and settled
 * check-outs. */

#include "ops/http.h"

extern const HttpRoute queue_routes[];
extern const gsize queue_route_count;

#endif
