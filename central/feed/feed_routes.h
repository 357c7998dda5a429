/** The change feed over HTTP: list from any number, then wait for what is newer. */
#pragma once

#include "ops/http.h"

extern const HttpRoute feed_routes[];
extern const gsize feed_route_count;
