/**
 * Offers: what a room of a type costs under a plan, night by night with its taxes and policies, computed from
 * memory.
 */
#pragma once

#include <jansson.h>

#include "central/central.h"
#include "revenue/price_rules.h"

typedef struct {
    Night arrival;
    Night departure;
    PriceOccupancy occupancy; /* of one room */
    int rooms;
    char **access; /* NULL-terminated; may be NULL */
} OfferQuestion;

/** {"en": …, "zh": …}; new reference. */
json_t *chain_text_to_json(const ChainText *text);

/**
 * One offer, or NULL with *ret_refusal. `memory` is the hotel's, locked; `available` what of the type is
 * left. New reference.
 */
json_t *offer_make(const ChainHotel *hotel, const HotelMemory *memory, const ChainRatePlan *plan,
                   const ChainRoomType *type, const OfferQuestion *question, Night booked_on,
                   int32_t available, PriceRefusal *ret_refusal);

/**
 * All offers of a hotel in order of their price: {"hotel", "name", …, "offers", "reason"}. Without an offer,
 * reason says why ("sold_out", "closed", "min-stay" …). New reference.
 */
json_t *hotel_offers(Central *central, const ChainHotel *hotel, const OfferQuestion *question);
