#ifndef KEYRACK_PROPERTY_LEDGER_STATEMENT_ROUTES_H
#define KEYRACK_PROPERTY_LEDGER_STATEMENT_ROUTES_H

/* Statements of companies on direct bill, and how old what they owe is. */

#include "ops/http.h"

extern const HttpRoute statement_routes[];
extern const gsize statement_route_count;

#endif
