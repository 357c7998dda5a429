#ifndef KEYRACK_PROPERTY_COPY_COPY_ROUTES_H
#define KEYRACK_PROPERTY_COPY_COPY_ROUTES_H

/* How far this hotel's copies are, and whether everything adds up: status, rows to compare, checks. */

#include "ops/http.h"

extern const HttpRoute copy_routes[];
extern const gsize copy_route_count;

#endif
