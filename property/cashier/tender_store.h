#ifndef KEYRACK_PROPERTY_CASHIER_TENDER_STORE_H
#define KEYRACK_PROPERTY_CASHIER_TENDER_STORE_H

/* Bills that were paid with money handed over once. Desk thread only; writes inside a transaction. */

#include "ops/odbc.h"

/* The payment `posting_number` was made from the change of the money that was handed over for `tender_number`. */
DatabaseStatus paid_together_add(OdbcConnection *connection, int64_t posting_number, int64_t tender_number,
                                 GError **error);

#endif
