#ifndef KEYRACK_PROPERTY_OPENING_H
#define KEYRACK_PROPERTY_OPENING_H

/* Opening the hotel's store: what is written to a new one, and what is read from it once. */

#include "property/property.h"

/* Opens the desk of `property`, which has its hotel, zone, wall clock and link; writes the hotel's row and
 * rooms; sets its clock and business date. FALSE with an error and the status the daemon ends with. */
bool property_open_store(Property *property, const DeskOptions *options, ExitStatus *ret_exit_status,
                         GError **error);

#endif
