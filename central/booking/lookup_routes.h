/** Reading reservations: by number, by what else is known of them, and what cancelling one would cost. */
#pragma once

#include "central/central.h"

extern const HttpRoute lookup_routes[];
extern const gsize lookup_route_count;
