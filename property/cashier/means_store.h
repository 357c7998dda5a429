#ifndef KEYRACK_PROPERTY_CASHIER_MEANS_STORE_H
#define KEYRACK_PROPERTY_CASHIER_MEANS_STORE_H

/* The hotel's list of means of payment. Desk thread only; writes inside a transaction. */

#include "ops/odbc.h"
#include "property/cashier/means_rules.h"
#include <jansson.h>

/* The entry of a code; its code stays "" when there is none. `ret_means` has been zeroed. */
DatabaseStatus means_find(OdbcConnection *connection, const char *code, PaymentMeans *ret_means,
                          GError **error);

/* Adds the entry at the end, or changes names, dates and what is wanted of the one of its code. */
DatabaseStatus means_save(OdbcConnection *connection, const PaymentMeans *means, const char *staff,
                          GError **error);

/* The whole list in its order, each with whether it is in use on a date; new reference. */
DatabaseStatus means_json(OdbcConnection *connection, Night date, json_t **ret_items, GError **error);

#endif
