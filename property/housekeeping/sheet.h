#ifndef KEYRACK_PROPERTY_HOUSEKEEPING_SHEET_H
#define KEYRACK_PROPERTY_HOUSEKEEPING_SHEET_H

/* Making the task sheets of a day. Desk thread only, inside a transaction. */

#include "property/housekeeping/task_store.h"

/* Finds what every room needs, adds what is missing, opens again what was done and is dirty once more, takes
 * away what nobody has begun and is needed no more, and gives the rest out evenly to those who work today.
 * Work that is begun, done, planned by hand or given by hand stays with whom it is. */
DatabaseStatus sheets_make(OdbcConnection *connection, Night business_date, GError **error);

#endif
