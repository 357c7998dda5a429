#ifndef KEYRACK_PROPERTY_DEVICE_DEVICE_ROUTES_H
#define KEYRACK_PROPERTY_DEVICE_DEVICE_ROUTES_H

/* The devices of the house as the console sees them, keys, and what a guest may do with the devices. */

#include "ops/http.h"

extern const HttpRoute device_routes[];
extern const gsize device_route_count;

#endif
