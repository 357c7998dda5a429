#ifndef KEYRACK_PROPERTY_COPY_FACT_STORE_H
#define KEYRACK_PROPERTY_COPY_FACT_STORE_H

/* What the desk's lists ask of a reservation, taken out of its document once. Desk thread only. */

#include "ops/odbc.h"
#include <jansson.h>
#include <stdbool.h>

/* Writes the facts of a document just copied; in its transaction. */
DatabaseStatus reservation_facts_put(OdbcConnection *connection, const char *confirmation_number,
                                     const json_t *document, GError **error);

/* Fills in what is missing for reservations that were copied before there were facts, at most `limit`, in a
 * transaction. `*ret_more`: some are left. */
DatabaseStatus reservation_facts_fill(OdbcConnection *connection, int limit, bool *ret_more, GError **error);

#endif
