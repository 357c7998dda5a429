/** The time of the practice hotels, moved forward by a trainer. */
#pragma once

#include "central/central.h"

extern const HttpRoute practice_routes[];
extern const gsize practice_route_count;
