/** What the chain office and the engineers ask: production by month, copies row by row, and what must never
 * be. */
#pragma once

#include "central/central.h"

extern const HttpRoute report_routes[];
extern const gsize report_route_count;
