#ifndef KEYRACK_PROPERTY_CASHIER_MEANS_ROUTES_H
#define KEYRACK_PROPERTY_CASHIER_MEANS_ROUTES_H

/* The hotel's list of means of payment: read by everybody, kept by managers. */

#include "ops/http.h"

extern const HttpRoute means_routes[];
extern const gsize means_route_count;

#endif
