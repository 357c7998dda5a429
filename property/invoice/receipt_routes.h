#ifndef KEYRACK_PROPERTY_INVOICE_RECEIPT_ROUTES_H
#define KEYRACK_PROPERTY_INVOICE_RECEIPT_ROUTES_H

#include "ops/http.h"

/* Receipts of payments, as often as they are asked for. */
extern const HttpRoute receipt_routes[];
extern const gsize receipt_route_count;

#endif
