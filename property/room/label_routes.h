#ifndef KEYRACK_PROPERTY_ROOM_LABEL_ROUTES_H
#define KEYRACK_PROPERTY_ROOM_LABEL_ROUTES_H

/* Labels of rooms on paper, with a code that an attendant's phone reads. */

#include "ops/http.h"

extern const HttpRoute label_routes[];
extern const gsize label_route_count;

#endif
