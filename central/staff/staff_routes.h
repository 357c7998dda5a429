/** Log-in of staff, and access tokens for the channels' programs (OAuth 2 client credentials). */
#pragma once

#include "central/central.h"

extern const HttpRoute staff_routes[];
extern const gsize staff_route_count;
