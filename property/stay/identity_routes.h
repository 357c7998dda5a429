#ifndef KEYRACK_PROPERTY_STAY_IDENTITY_ROUTES_H
#define KEYRACK_PROPERTY_STAY_IDENTITY_ROUTES_H

/* What the law asks of every guest: typed in or scanned, read by whoever may, and listed for the authorities.
 */

#include "ops/http.h"

extern const HttpRoute identity_routes[];
extern const gsize identity_route_count;

#endif
