#ifndef KEYRACK_PROPERTY_NOTE_WAKE_UP_ROUTES_H
#define KEYRACK_PROPERTY_NOTE_WAKE_UP_ROUTES_H

/* The wake-up calls that somebody must make, for an alarm at every desk. */

#include "ops/http.h"

extern const HttpRoute wake_up_routes[];
extern const gsize wake_up_route_count;

#endif
