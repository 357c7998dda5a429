#ifndef KEYRACK_PROPERTY_CHART_CHART_ROUTES_H
#define KEYRACK_PROPERTY_CHART_CHART_ROUTES_H

/* The tape chart for the console: rooms with their bars, and guests without a room. */

#include "ops/http.h"

extern const HttpRoute chart_routes[];
extern const gsize chart_route_count;

#endif
