/** What came of comparing the copies of each hotel, for people at the centre. */
#pragma once

#include "central/central.h"

extern const HttpRoute reconcile_routes[];
extern const gsize reconcile_route_count;
