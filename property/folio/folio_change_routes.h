#ifndef KEYRACK_PROPERTY_FOLIO_FOLIO_CHANGE_ROUTES_H
#define KEYRACK_PROPERTY_FOLIO_FOLIO_CHANGE_ROUTES_H

/* Adjustments, allowances, paid-outs and transfers of a stay's folio. */

#include "ops/http.h"

extern const HttpRoute folio_change_routes[];
extern const gsize folio_change_route_count;

#endif
