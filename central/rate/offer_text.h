/** Offers as the interfaces show them, written as JSON text. */
#pragma once

#include <jansson.h>

#include "central/rate/offer.h"
#include "revenue/policy_rules.h"

/** {"en": …, "zh": …}; new reference. */
json_t *chain_text_to_json(const ChainText *text);

/** Appends {"room_type", "rate_plan", …} of one offer of the list; `scratch` is of the list's hotel. */
void offer_write(GString *text, const OfferList *list, guint index, const OfferQuestion *question,
                 PolicyScratch *scratch);

/** Appends {"hotel", "name", …, "offers", "reason"?} of a filled list. */
void hotel_offers_write(GString *text, const OfferList *list, const OfferQuestion *question);
