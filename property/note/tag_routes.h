#ifndef KEYRACK_PROPERTY_NOTE_TAG_ROUTES_H
#define KEYRACK_PROPERTY_NOTE_TAG_ROUTES_H

/* Tickets on paper for bags and cars that are kept: one part hangs on them, the guest takes the other. */

#include "ops/http.h"

extern const HttpRoute tag_routes[];
extern const gsize tag_route_count;

#endif
