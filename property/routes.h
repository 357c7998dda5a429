#ifndef KEYRACK_PROPERTY_ROUTES_H
#define KEYRACK_PROPERTY_ROUTES_H

/* Every route of the hotel's node. */

#include "ops/http.h"
#include "property/property.h"

/* Adds all route tables to the server. */
void property_routes_add(HttpServer *server, Property *property);

/* Prints 'METHOD path' of each route, and of those every server has, to standard output. */
void property_routes_print(void);

#endif
