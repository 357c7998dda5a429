#ifndef KEYRACK_PROPERTY_FOLIO_DEPOSIT_ROUTES_H
#define KEYRACK_PROPERTY_FOLIO_DEPOSIT_ROUTES_H

/* Deposits of a reservation: what is asked for, taken, kept, paid back. */

#include "ops/http.h"

extern const HttpRoute deposit_routes[];
extern const gsize deposit_route_count;

#endif
