#ifndef KEYRACK_PROPERTY_PRACTICE_PRACTICE_STORE_H
#define KEYRACK_PROPERTY_PRACTICE_PRACTICE_STORE_H

/* The time of a practice hotel, kept so that a restart does not forget it. Desk thread only. */

#include "ops/odbc.h"
#include "schemas/instant.h"

/* The stored time; INSTANT_NONE in a hotel that lives in real time. */
DatabaseStatus practice_now_read(OdbcConnection *connection, Instant *ret_now, GError **error);

/* Inside a transaction. */
DatabaseStatus practice_now_write(OdbcConnection *connection, Instant now, GError **error);

#endif
