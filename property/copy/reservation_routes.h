#ifndef KEYRACK_PROPERTY_COPY_RESERVATION_ROUTES_H
#define KEYRACK_PROPERTY_COPY_RESERVATION_ROUTES_H

/* Reservations as the hotel has them copied; changes before arrival are the centre's to make and are
 * forwarded. */

#include "property/command/command.h"
#include "property/copy/copy_rules.h"

/* True when the number in the path has the form and check digit of a confirmation number. */
bool reservation_number_valid(const HttpRequest *request);

/* Finds the reservation of the path for a command; refuses 404 when there is no copy of it. */
DatabaseStatus command_find_reservation(Command *command, CopiedReservation **ret_reservation,
                                        GError **error);

extern const HttpRoute reservation_routes[];
extern const gsize reservation_route_count;

#endif
