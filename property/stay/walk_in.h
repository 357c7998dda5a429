#ifndef KEYRACK_PROPERTY_STAY_WALK_IN_H
#define KEYRACK_PROPERTY_STAY_WALK_IN_H

/* A guest without a reservation: sold through the centre and checked in, or, while the hotel is cut off, on a
 * manager's word into a room that is physically free. */

#include "ops/http.h"

/* Handler of POST /v1/walk-ins; booking lane. */
void walk_in_post(HttpRequest *request, gpointer context);

#endif
