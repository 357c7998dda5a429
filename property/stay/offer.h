#ifndef KEYRACK_PROPERTY_STAY_OFFER_H
#define KEYRACK_PROPERTY_STAY_OFFER_H

/* What the desk can sell to somebody who stands there, priced from the hotel's own copies. Desk thread only.
 */

#include "property/property.h"
#include "revenue/price_rules.h"
#include <jansson.h>

typedef struct OfferQuestion {
    Night arrival;
    Night departure;
    PriceOccupancy occupancy;
    Night business_date;
    const char *const *access; /* codes of rate access of whoever asks, NULL-terminated; may be NULL */
    bool of_the_house;         /* lists only the rates that the house gives by itself */
} OfferQuestion;

/* Prices one room type under one plan. FALSE in `*ret_offered` with the refusal when it is not sold so;
 * `ret_price` has been initialised. */
DatabaseStatus offer_price(const Property *property, OdbcConnection *connection,
                           const OfferQuestion *question, const ChainRatePlan *plan,
                           const ChainRoomType *room_type, PriceBreakdown *ret_price, bool *ret_offered,
                           PriceRefusal *ret_refusal, GError **error);

/* All that can be sold: [{room_type, rate_plan, available, night_prices_minor, …}]; new reference. */
DatabaseStatus offers_to_json(const Property *property, OdbcConnection *connection,
                              const OfferQuestion *question, json_t **ret_offers, GError **error);

#endif
