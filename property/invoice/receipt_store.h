#ifndef KEYRACK_PROPERTY_INVOICE_RECEIPT_STORE_H
#define KEYRACK_PROPERTY_INVOICE_RECEIPT_STORE_H

/* What a receipt says of a payment: read anew from the books each time it is printed, so it needs no store of its own.
 * Desk thread only. */

#include "ops/odbc.h"
#include "schemas/chain.h"
#include <jansson.h>

/* The receipt of a payment of an account, or of money paid back there; with the other bills that were paid with the same
 * money. `*ret_receipt` stays NULL when the account has no such payment; new reference. */
DatabaseStatus receipt_json(OdbcConnection *connection, const ChainHotel *hotel, int64_t account_id,
                            int64_t posting_number, json_t **ret_receipt, GError **error);

#endif
