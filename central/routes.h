/** All routes of the data centre, from the rooms that own them. */
#pragma once

#include "central/central.h"

/** Adds every room's routes before the server starts. */
void central_routes_add(HttpServer *server, Central *central);

/** Prints "METHOD path" lines, for the test that holds the OpenAPI description against the code. */
void central_routes_print(void);
