/**
 * Offers: what a room of a type costs under a plan, night by night with its taxes, computed from memory.
 */
#pragma once

#include "central/inventory/inventory_memory.h"
#include "revenue/price_rules.h"

typedef struct {
    Night arrival;
    Night departure;
    PriceOccupancy occupancy; /* of one room */
    int rooms;
    char **access;      /* NULL-terminated; may be NULL */
    char **features;    /* that a room type must all have; NULL-terminated; may be NULL */
    guint offers_limit; /* offers of a hotel, the cheapest ones; 0: all */
} OfferQuestion;

typedef struct {
    const ChainRatePlan *plan;
    const ChainRoomType *type;
    int32_t available; /* rooms left on every night */
    guint first_night; /* in the list's night prices; as many as the stay has */
    guint first_tax;   /* in the list's tax lines */
    guint tax_count;
    int64_t room_minor; /* sum of the night prices */
    int64_t included_tax_minor;
    int64_t exclusive_tax_minor;
    int64_t total_minor; /* what the guest pays */
} Offer;

/** Offers of one hotel. Init, fill, read, clear; filled again it forgets the hotel before. */
typedef struct {
    const ChainHotel *hotel;
    Night booked_on;
    const char *reason;         /* why there is no offer: "sold_out", "closed", "min-stay" … */
    GArray *offers;             /* Offer */
    GArray *night_prices_minor; /* int64_t */
    GArray *tax_lines;          /* PriceTaxLine */
    PriceBreakdown price;       /* scratch */
} OfferList;

void offer_list_init(OfferList *list);
void offer_list_clear(OfferList *list);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(OfferList, offer_list_clear)

/** Empties the list for a hotel as its memory shows it. `today` is the date at the hotel. */
void offer_list_begin(OfferList *list, const ChainHotel *hotel, const HotelMemory *memory, Night today);

/** Adds one offer, whatever is left of the type. FALSE: *ret_refusal says why not. */
gboolean offer_list_add(OfferList *list, const HotelMemory *memory, const ChainRatePlan *plan,
                        const ChainRoomType *type, const OfferQuestion *question, PriceRefusal *ret_refusal);

/** All offers of a hotel in order of their price; without any, the list's reason is set. */
void offer_list_fill(OfferList *list, const ChainHotel *hotel, const HotelMemory *memory, Night today,
                     const OfferQuestion *question);

/** Total of the cheapest offer of a filled list; FALSE when there is none. */
gboolean offer_list_cheapest(const OfferList *list, int64_t *ret_total_minor);
