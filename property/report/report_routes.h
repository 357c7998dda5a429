#ifndef KEYRACK_PROPERTY_REPORT_REPORT_ROUTES_H
#define KEYRACK_PROPERTY_REPORT_REPORT_ROUTES_H

#include "ops/http.h"

/* The reports of each day, as page, spreadsheet table and PDF; added with the Property as context. */
extern const HttpRoute report_routes[];
extern const gsize report_route_count;

#endif
