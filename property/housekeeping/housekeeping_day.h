#ifndef KEYRACK_PROPERTY_HOUSEKEEPING_HOUSEKEEPING_DAY_H
#define KEYRACK_PROPERTY_HOUSEKEEPING_HOUSEKEEPING_DAY_H

/* What a new business date means to the rooms. */

#include "ops/odbc.h"
#include "schemas/instant.h"
#include "schemas/night.h"

/* For the night audit, in the transaction that moves the business date to `date`, after it has moved: rooms
 * whose outage ends come back in the status that was planned and no work order (`staff` notes it) keeps them,
 * those of guests who stay are dirty and due for service, and what attendants saw yesterday is closed. Desk
 * thread. */
DatabaseStatus housekeeping_day_begin(OdbcConnection *connection, Night date, const char *staff, Instant now,
                                      GError **error);

#endif
