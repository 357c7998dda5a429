/** What people at the centre must look at: what hotels reported that did not go as agreed. */
#pragma once

#include "ops/http.h"

extern const HttpRoute exception_routes[];
extern const gsize exception_route_count;
