#ifndef KEYRACK_PROPERTY_LEDGER_ACCOUNT_POSTING_ROUTES_H
#define KEYRACK_PROPERTY_LEDGER_ACCOUNT_POSTING_ROUTES_H

/* Charges, allowances, payments and bills of the house's accounts. */

#include "ops/http.h"

extern const HttpRoute account_posting_routes[];
extern const gsize account_posting_route_count;

#endif
