#ifndef KEYRACK_PROPERTY_AUDIT_BUSINESS_DATE_H
#define KEYRACK_PROPERTY_AUDIT_BUSINESS_DATE_H

/* The hotel's row about itself: which hotel the store is of, and the business date that only the night audit
 * moves. Desk thread only. */

#include "ops/odbc.h"
#include "schemas/instant.h"
#include "schemas/night.h"

/* Writes the row of a new store: the hotel's code, its first business date, and for a practice hotel its
 * first time (otherwise INSTANT_NONE). An existing row stays. DATABASE_HARD when the store belongs to another
 * hotel. */
DatabaseStatus hotel_state_ensure(OdbcConnection *connection, const char *hotel, Night business_date,
                                  Instant practice_now, GError **error);

DatabaseStatus business_date_read(OdbcConnection *connection, Night *ret_business_date, GError **error);

/* Moves the date on by one night; DATABASE_HARD when it was not `from`. */
DatabaseStatus business_date_roll(OdbcConnection *connection, Night from, GError **error);

#endif
