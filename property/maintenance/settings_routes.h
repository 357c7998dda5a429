#ifndef KEYRACK_PROPERTY_MAINTENANCE_SETTINGS_ROUTES_H
#define KEYRACK_PROPERTY_MAINTENANCE_SETTINGS_ROUTES_H

/* What the hotel promises itself, looked at and changed. */

#include "ops/http.h"

extern const HttpRoute maintenance_settings_routes[];
extern const gsize maintenance_settings_route_count;

#endif
