/** Offers as the interfaces show them, written as JSON text. */
#pragma once

#include <jansson.h>

#include "central/rate/offer.h"
#include "revenue/policy_rules.h"

/** {"en": …, "zh": …}; new reference. */
json_t *chain_text_to_json(const ChainText *text);

enum { OFFER_KNOWN_TEXTS = 24 };

/** What the offers of one hotel share when they are written into the same text. Init, write, clear. */
typedef struct {
    PolicyScratch policy;
    guint known_count;
    struct {
        gconstpointer key;
        gsize at, length;
    } known[OFFER_KNOWN_TEXTS]; /* names and sentences that stand in the text already */
} OfferScratch;

void offer_scratch_init(OfferScratch *scratch, const ChainHotel *hotel);
void offer_scratch_clear(OfferScratch *scratch);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(OfferScratch, offer_scratch_clear)

/** Appends {"room_type", "rate_plan", …} of one offer of the list. `scratch` is of the list's hotel, and this
 * text is the only one it is used for; the text only grows meanwhile. */
void offer_write(GString *text, const OfferList *list, guint index, const OfferQuestion *question,
                 OfferScratch *scratch);

/** Appends {"hotel", "name", …, "offers", "reason"?} of a filled list. */
void hotel_offers_write(GString *text, const OfferList *list, const OfferQuestion *question);
