#ifndef KEYRACK_PROPERTY_STAY_CARD_ROUTES_H
#define KEYRACK_PROPERTY_STAY_CARD_ROUTES_H

/* The registration card of a guest in the house: shown, printed, signed. */

#include "ops/http.h"

extern const HttpRoute card_routes[];
extern const gsize card_route_count;

#endif
