/** Night amounts, restrictions and sell limits over HTTP. */
#pragma once

#include "central/central.h"

extern const HttpRoute rate_routes[];
extern const gsize rate_route_count;
