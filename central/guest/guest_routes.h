/** Guest records: found by name, e-mail or telephone, made and changed. */
#pragma once

#include "central/central.h"

extern const HttpRoute guest_routes[];
extern const gsize guest_route_count;
