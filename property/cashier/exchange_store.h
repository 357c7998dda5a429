#ifndef KEYRACK_PROPERTY_CASHIER_EXCHANGE_STORE_H
#define KEYRACK_PROPERTY_CASHIER_EXCHANGE_STORE_H

/* Rates of exchange by business date. Desk thread only; writes inside a transaction. */

#include "ops/odbc.h"
#include "schemas/night.h"
#include <jansson.h>

/* Replaces a rate that was set for the same date. */
DatabaseStatus exchange_rate_set(OdbcConnection *connection, const char *currency, Night valid_from,
                                 int64_t rate_millionths, const char *staff, GError **error);

/* The rate of a date; 0 when none was ever set. */
DatabaseStatus exchange_rate_find(OdbcConnection *connection, const char *currency, Night date,
                                  int64_t *ret_rate_millionths, GError **error);

/* The rates that hold on a date; new reference. */
DatabaseStatus exchange_rates_json(OdbcConnection *connection, Night date, json_t **ret_items,
                                   GError **error);

#endif
