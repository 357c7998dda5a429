#ifndef KEYRACK_PROPERTY_FOLIO_FOLIO_ROUTES_H
#define KEYRACK_PROPERTY_FOLIO_FOLIO_ROUTES_H

/* The folio of a stay: look at it, charge, take payment, correct. */

#include "ops/http.h"

extern const HttpRoute folio_routes[];
extern const gsize folio_route_count;

#endif
