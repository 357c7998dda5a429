#ifndef KEYRACK_PROPERTY_COPY_FACT_STORE_H
#define KEYRACK_PROPERTY_COPY_FACT_STORE_H

/* What the desk's lists ask of a reservation, taken out of its document once. Desk thread only. */

#include "ops/odbc.h"
#include "schemas/confirmation.h"
#include <jansson.h>
#include <stdbool.h>

/* Writes the facts of a document just copied; in its transaction. */
DatabaseStatus reservation_facts_put(OdbcConnection *connection, const char *confirmation_number,
                                     const json_t *document, GError **error);

/* An alert, message or trace of this reservation was written or closed; in the transaction of that. */
DatabaseStatus reservation_facts_count_notes(OdbcConnection *connection, const char *confirmation_number,
                                             GError **error);

/* The loyalty tier the reservation was made with, or NULL; new string. */
DatabaseStatus reservation_tier_read(OdbcConnection *connection, const char *confirmation_number,
                                     char **ret_tier, GError **error);

/* Whether all reservations were looked through; from then on reservation_facts_put() keeps it so. */
DatabaseStatus reservation_facts_known(OdbcConnection *connection, bool *ret_known, GError **error);

/* Fills in what is missing for reservations that were copied before there were facts, at most `limit` of
 * those with a number above `after` ("" for the first time), in a transaction. `ret_last` is the last number
 * filled in; "" when none lacked anything any more, and then that is known from now on. */
DatabaseStatus reservation_facts_fill(OdbcConnection *connection, const char *after, int limit,
                                      char ret_last[CONFIRMATION_DIGITS + 1], GError **error);

#endif
