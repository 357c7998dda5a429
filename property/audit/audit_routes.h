#ifndef KEYRACK_PROPERTY_AUDIT_AUDIT_ROUTES_H
#define KEYRACK_PROPERTY_AUDIT_AUDIT_ROUTES_H

/* Asking for the night audit, and looking at it. */

#include "ops/http.h"

extern const HttpRoute audit_routes[];
extern const gsize audit_route_count;

#endif
