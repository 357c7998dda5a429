#ifndef KEYRACK_PROPERTY_CASHIER_SHIFT_MEANS_STORE_H
#define KEYRACK_PROPERTY_CASHIER_SHIFT_MEANS_STORE_H

/* What the owner of a drawer took and gave back while it was open, by means of payment. Amounts are in the hotel's
 * money; what is taken back again counts as given back. Desk thread only. */

#include "ops/odbc.h"
#include <jansson.h>
#include <stdint.h>

/* Keeps the sums of a drawer that has just been closed beside what was counted of each means, {"visa": 5000, …}; a
 * means that is not among them was not there. NULL: nobody counted. Cash is counted by its currencies. Writes inside
 * a transaction. */
DatabaseStatus shift_means_close(OdbcConnection *connection, int64_t shift, const json_t *counted,
                                 GError **error);

/* Sets "means" of a drawer's document: of a closed one the sums and counts, of an open one only which there are, for
 * its count is blind. */
DatabaseStatus shift_means_json(OdbcConnection *connection, int64_t shift, json_t *document, GError **error);

#endif
