#ifndef KEYRACK_PROPERTY_RECONCILE_RECONCILE_ROUTES_H
#define KEYRACK_PROPERTY_RECONCILE_RECONCILE_ROUTES_H

/* Do hotel and centre agree? */

#include "ops/http.h"

extern const HttpRoute reconcile_routes[];
extern const gsize reconcile_route_count;

#endif
