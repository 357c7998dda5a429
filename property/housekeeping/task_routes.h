#ifndef KEYRACK_PROPERTY_HOUSEKEEPING_TASK_ROUTES_H
#define KEYRACK_PROPERTY_HOUSEKEEPING_TASK_ROUTES_H

/* The day's work: task sheets, what is begun and done, what was seen, and inspections. */

#include "ops/http.h"

extern const HttpRoute task_routes[];
extern const gsize task_route_count;

#endif
