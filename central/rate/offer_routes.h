/** Search of all hotels and quotes, answered from memory. */
#pragma once

#include "central/central.h"

extern const HttpRoute offer_routes[];
extern const gsize offer_route_count;
