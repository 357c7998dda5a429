#ifndef KEYRACK_PROPERTY_STAFF_STAFF_ROUTES_H
#define KEYRACK_PROPERTY_STAFF_STAFF_ROUTES_H

/* Logging in and out. A log-in asks the directory; while the directory cannot be reached, a proof kept from
 * an earlier log-in counts for STAFF_CREDENTIAL_HOURS. */

#include "ops/http.h"

extern const HttpRoute staff_routes[];
extern const gsize staff_route_count;

#endif
