#ifndef KEYRACK_PROPERTY_FOLIO_AGREEMENT_ROUTES_H
#define KEYRACK_PROPERTY_FOLIO_AGREEMENT_ROUTES_H

/* What is agreed for a stay: who pays what, which taxes are not due, what is charged each night. */

#include "ops/http.h"

extern const HttpRoute agreement_routes[];
extern const gsize agreement_route_count;

#endif
