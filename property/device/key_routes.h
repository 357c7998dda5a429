#ifndef KEYRACK_PROPERTY_DEVICE_KEY_ROUTES_H
#define KEYRACK_PROPERTY_DEVICE_KEY_ROUTES_H

/* Keys of guests over HTTP: made, listed, and read back from a card. */

#include "ops/http.h"

extern const HttpRoute key_routes[];
extern const gsize key_route_count;

#endif
