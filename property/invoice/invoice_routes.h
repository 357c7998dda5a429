#ifndef KEYRACK_PROPERTY_INVOICE_INVOICE_ROUTES_H
#define KEYRACK_PROPERTY_INVOICE_INVOICE_ROUTES_H

/* Invoices: issue, send to a company, take back, look at, print. */

#include "ops/http.h"

extern const HttpRoute invoice_routes[];
extern const gsize invoice_route_count;

#endif
