/** What hotels are granted, and the policies by which they are. */
#pragma once

#include "ops/http.h"

extern const HttpRoute allotment_routes[];
extern const gsize allotment_route_count;
