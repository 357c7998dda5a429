#ifndef KEYRACK_PROPERTY_CASHIER_CASHIER_ROUTES_H
#define KEYRACK_PROPERTY_CASHIER_CASHIER_ROUTES_H

/* One's own drawer: open, drop, close with a blind count; for managers all drawers of a day; rates of
 * exchange. */

#include "ops/http.h"

extern const HttpRoute cashier_routes[];
extern const gsize cashier_route_count;

#endif
