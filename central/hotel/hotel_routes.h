/** The chain's hotels as the interfaces show them, and their change feeds for any reader. */
#pragma once

#include "central/central.h"

extern const HttpRoute hotel_routes[];
extern const gsize hotel_route_count;
