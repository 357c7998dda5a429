#ifndef KEYRACK_PROPERTY_LEDGER_ACCOUNT_CHANGE_ROUTES_H
#define KEYRACK_PROPERTY_LEDGER_ACCOUNT_CHANGE_ROUTES_H

/* What was posted on the wrong account is taken back, or moved to whoever owes it. */

#include "ops/http.h"

extern const HttpRoute account_change_routes[];
extern const gsize account_change_route_count;

#endif
