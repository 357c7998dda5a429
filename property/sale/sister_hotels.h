#ifndef KEYRACK_PROPERTY_SALE_SISTER_HOTELS_H
#define KEYRACK_PROPERTY_SALE_SISTER_HOTELS_H

/* Where a guest whom this hotel cannot take may be walked to: the nearest hotels of the chain, from the chain
 * file alone. Whether they have a room only the centre, or a call, can tell. */

#include "schemas/chain.h"
#include <jansson.h>

#define SISTER_HOTELS_MAX 3

/* [{hotel, name, telephone, address, distance_km}], nearest first, at most SISTER_HOTELS_MAX; hotels that
 * live in another time (practice or real) are no help. New reference. */
json_t *sister_hotels_json(const Chain *chain, const ChainHotel *hotel);

#endif
