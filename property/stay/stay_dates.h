#ifndef KEYRACK_PROPERTY_STAY_STAY_DATES_H
#define KEYRACK_PROPERTY_STAY_STAY_DATES_H

/* A guest in the house leaves earlier or later than booked. Leaving later is a sale: the centre decides it while it
 * answers, otherwise the hotel within its rights, or a manager. */

#include "ops/http.h"

/* Handler of POST /v1/stays/{stay}/departure; booking lane. */
void stay_departure_post(HttpRequest *request, gpointer context);

#endif
