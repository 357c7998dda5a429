#ifndef KEYRACK_PROPERTY_DEVICE_SUSPENSE_ROUTES_H
#define KEYRACK_PROPERTY_DEVICE_SUSPENSE_ROUTES_H

/* Refused postings over HTTP: listed, put onto a bill after all, or dismissed. */

#include "ops/http.h"

extern const HttpRoute suspense_routes[];
extern const gsize suspense_route_count;

#endif
