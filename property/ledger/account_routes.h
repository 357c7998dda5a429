#ifndef KEYRACK_PROPERTY_LEDGER_ACCOUNT_ROUTES_H
#define KEYRACK_PROPERTY_LEDGER_ACCOUNT_ROUTES_H

/* House accounts (posting masters) and companies on direct bill; the trial balance. */

#include "ops/http.h"

extern const HttpRoute account_routes[];
extern const gsize account_route_count;

#endif
