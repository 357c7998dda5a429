#ifndef KEYRACK_PROPERTY_ASSIGNMENT_AUTOMATIC_ROUTES_H
#define KEYRACK_PROPERTY_ASSIGNMENT_AUTOMATIC_ROUTES_H

/* The automatic assignment: what it would do, and doing it. */

#include "ops/http.h"

extern const HttpRoute automatic_routes[];
extern const gsize automatic_route_count;

#endif
