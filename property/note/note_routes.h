#ifndef KEYRACK_PROPERTY_NOTE_NOTE_ROUTES_H
#define KEYRACK_PROPERTY_NOTE_NOTE_ROUTES_H

/* Traces, alerts, messages, wake-up calls, locator, the shift's log, lost and found, luggage, valet. */

#include "ops/http.h"

extern const HttpRoute note_routes[];
extern const gsize note_route_count;

#endif
