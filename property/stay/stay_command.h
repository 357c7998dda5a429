#ifndef KEYRACK_PROPERTY_STAY_STAY_COMMAND_H
#define KEYRACK_PROPERTY_STAY_STAY_COMMAND_H

/* What all routes below /v1/stays/{stay} have in common. */

#include "property/command/command.h"
#include "property/stay/stay.h"

/* Finds the stay of the path for a command. Refuses 404 when there is none, and 412 when the request's
 * If-Match names another state than the present one. */
DatabaseStatus command_find_stay(Command *command, Stay **ret_stay, GError **error);

/* The same for what hangs from a stay and has an ETag of its own: If-Match is not looked at. */
DatabaseStatus command_find_stay_above(Command *command, Stay **ret_stay, GError **error);

/* As command_find_stay() for what only a guest in the house can have: refuses 409 otherwise. */
DatabaseStatus command_find_in_house(Command *command, Stay **ret_stay, GError **error);

/* The same for a read: answers the request itself and returns NULL when there is none. */
Stay *request_find_stay(HttpRequest *request, OdbcConnection *connection);

/* Entity tag of the stay as the API shows it, without quotes. Free with g_free(). */
char *stay_etag(const Stay *stay);

#endif
