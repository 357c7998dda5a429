#ifndef KEYRACK_PROPERTY_COPY_COPY_ROUTES_H
#define KEYRACK_PROPERTY_COPY_COPY_ROUTES_H

/* How far this hotel's copies are, and whether everything adds up: status, rows to compare, checks. */

#include "ops/http.h"
#include "schemas/chain.h"

/* What /v1/status says of the hotel and does not change while the node runs, as a JSON object; free(). For
 * Property.described. */
char *copy_hotel_described(const ChainHotel *hotel);

extern const HttpRoute copy_routes[];
extern const gsize copy_route_count;

#endif
