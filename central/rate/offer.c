#include "central/rate/offer.h"

#include <string.h>

void offer_list_init(OfferList *list)
{
    *list = (OfferList){
        .offers = g_array_new(FALSE, FALSE, sizeof(Offer)),
        .night_prices_minor = g_array_new(FALSE, FALSE, sizeof(int64_t)),
        .tax_lines = g_array_new(FALSE, FALSE, sizeof(PriceTaxLine)),
        .price = {.nights = g_array_new(FALSE, FALSE, sizeof(PriceNight)),
                  .tax_lines = g_array_new(FALSE, FALSE, sizeof(PriceTaxLine))},
    };
}

void offer_list_clear(OfferList *list)
{
    g_clear_pointer(&list->offers, g_array_unref);
    g_clear_pointer(&list->night_prices_minor, g_array_unref);
    g_clear_pointer(&list->tax_lines, g_array_unref);
    price_breakdown_clear(&list->price);
}

void offer_list_begin(OfferList *list, const ChainHotel *hotel, const HotelMemory *memory, Night today)
{
    list->hotel = hotel;
    list->price.currency = hotel->currency;
    list->booked_on = MIN(today, hotel_memory_business_date(memory));
    list->reason = NULL;
    g_array_set_size(list->offers, 0);
    g_array_set_size(list->night_prices_minor, 0);
    g_array_set_size(list->tax_lines, 0);
}

static void offer_list_append(OfferList *list, const ChainRatePlan *plan, const ChainRoomType *type,
                              int32_t available)
{
    const PriceBreakdown *price = &list->price;
    Offer offer = {
        .plan = plan,
        .type = type,
        .available = available,
        .first_night = list->night_prices_minor->len,
        .first_tax = list->tax_lines->len,
        .tax_count = price->tax_lines->len,
        .room_minor = price->room_minor,
        .included_tax_minor = price->included_tax_minor,
        .exclusive_tax_minor = price->exclusive_tax_minor,
        .total_minor = price->total_minor,
    };
    for (guint i = 0; i < price->nights->len; i++)
        g_array_append_val(list->night_prices_minor, g_array_index(price->nights, PriceNight, i).price_minor);
    g_array_append_vals(list->tax_lines, price->tax_lines->data, price->tax_lines->len);
    g_array_append_val(list->offers, offer);
}

/* What is asked under one plan and type. */
static gboolean offer_try(OfferList *list, const HotelMemory *memory, const ChainRatePlan *plan,
                          const ChainRoomType *type, int32_t available, const OfferQuestion *question,
                          PriceRefusal *ret_refusal)
{
    PriceRequest request = {
        .hotel = list->hotel,
        .plan = plan,
        .room_type = type,
        .arrival = question->arrival,
        .departure = question->departure,
        .booked_on = list->booked_on,
        .occupancy = question->occupancy,
        .access = (const char *const *)question->access,
        .book = hotel_memory_book(memory),
    };
    if (!price_offer(&request, &list->price, ret_refusal))
        return FALSE;
    offer_list_append(list, plan, type, available);
    return TRUE;
}

gboolean offer_list_add(OfferList *list, const HotelMemory *memory, const ChainRatePlan *plan,
                        const ChainRoomType *type, const OfferQuestion *question, PriceRefusal *ret_refusal)
{
    int32_t left =
        hotel_memory_left(memory, type, question->arrival, MAX(question->arrival, question->departure));
    return offer_try(list, memory, plan, type, left, question, ret_refusal);
}

/* The reason a guest can do most about: a refusal by the plan's rules says more than "not for you". */
static void reason_keep(OfferList *list, PriceRefusalCode code)
{
    if (code != PRICE_REFUSED_ACCESS && code != PRICE_REFUSED_ROOM_TYPE)
        list->reason = price_refusal_code_text(code);
}

static gboolean type_has_features(const ChainRoomType *type, char *const *features)
{
    for (; features && *features; features++)
        if (!g_strv_contains((const char *const *)type->features, *features))
            return FALSE;
    return TRUE;
}

static gint compare_offers(gconstpointer left, gconstpointer right)
{
    const Offer *a = left;
    const Offer *b = right;
    return (a->total_minor > b->total_minor) - (a->total_minor < b->total_minor);
}

/* All plans of one type. */
static void offer_list_fill_type(OfferList *list, const HotelMemory *memory, const ChainRoomType *type,
                                 const OfferQuestion *question)
{
    const GPtrArray *plans = list->hotel->rate_plans;
    int32_t left = hotel_memory_left(memory, type, question->arrival, question->departure);
    for (guint i = 0; left >= question->rooms && i < plans->len; i++) {
        PriceRefusal refusal;
        if (!offer_try(list, memory, plans->pdata[i], type, left, question, &refusal))
            reason_keep(list, refusal.code);
    }
}

/* Nights of the past and beyond the horizon are not sold out, they have no cells. */
static const char *reason_of_dates(const OfferList *list, const OfferQuestion *question)
{
    PriceRequest request = {.hotel = list->hotel,
                            .arrival = question->arrival,
                            .departure = question->departure,
                            .booked_on = list->booked_on};
    PriceRefusalCode code = price_dates_check(&request).code;
    return code == PRICE_OFFERED ? NULL : price_refusal_code_text(code);
}

void offer_list_fill(OfferList *list, const ChainHotel *hotel, const HotelMemory *memory, Night today,
                     const OfferQuestion *question)
{
    offer_list_begin(list, hotel, memory, today);
    list->reason = reason_of_dates(list, question);
    if (list->reason)
        return;
    list->reason = "sold_out";
    guint types = 0;
    for (guint i = 0; i < hotel->room_types->len; i++) {
        const ChainRoomType *type = hotel->room_types->pdata[i];
        if (!type_has_features(type, question->features))
            continue;
        types++;
        offer_list_fill_type(list, memory, type, question);
    }
    if (types == 0)
        list->reason = "no_such_room";
    g_array_sort(list->offers, compare_offers);
}

gboolean offer_list_cheapest(const OfferList *list, int64_t *ret_total_minor)
{
    if (list->offers->len == 0)
        return FALSE;
    *ret_total_minor = g_array_index(list->offers, Offer, 0).total_minor;
    return TRUE;
}
