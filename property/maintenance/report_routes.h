#ifndef KEYRACK_PROPERTY_MAINTENANCE_REPORT_ROUTES_H
#define KEYRACK_PROPERTY_MAINTENANCE_REPORT_ROUTES_H

/* A room as maintenance sees it, and what maintenance adds up to. */

#include "ops/http.h"

extern const HttpRoute maintenance_report_routes[];
extern const gsize maintenance_report_route_count;

#endif
