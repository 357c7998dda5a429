#include "central/rate/offer.h"

#include <string.h>

#include "ops/json.h"
#include "revenue/policy_rules.h"

json_t *chain_text_to_json(const ChainText *text)
{
    return json_pack("{s:s, s:s}", "en", text->en, "zh", text->zh);
}

/* Taxes of the stay, each kind once. */
static json_t *taxes_to_json(const PriceBreakdown *breakdown)
{
    json_t *list = json_array();
    for (guint i = 0; i < breakdown->tax_lines->len; i++) {
        const PriceTaxLine *line = &g_array_index(breakdown->tax_lines, PriceTaxLine, i);
        json_t *same = NULL, *item;
        size_t index;
        json_array_foreach(list, index, item) if (strcmp(json_string_value(json_object_get(item, "code")),
                                                         line->tax->code) == 0) same = item;
        if (!same) {
            same = json_pack("{s:s, s:o, s:I, s:b}", "code", line->tax->code, "name",
                             chain_text_to_json(&line->tax->name), "amount_minor", (json_int_t)0, "included",
                             line->included);
            json_array_append_new(list, same);
        }
        json_t *amount = json_object_get(same, "amount_minor");
        json_integer_set(amount, json_integer_value(amount) + line->amount_minor);
    }
    return list;
}

static json_t *preview_line_to_json(const PolicyPreviewLine *line)
{
    json_t *item = json_pack("{s:s, s:s, s:s, s:I}", "key", line->text_key, "en", line->text_en, "zh",
                             line->text_zh, "amount_minor", (json_int_t)line->amount_minor);
    if (line->has_from)
        json_object_set_new(item, "from", json_from_instant(line->from));
    if (line->has_until)
        json_object_set_new(item, "until", json_from_instant(line->until));
    if (line->has_due)
        json_object_set_new(item, "due_on", json_from_night(line->due_on));
    return item;
}

static json_t *policies_to_json(const ChainHotel *hotel, const ChainRatePlan *plan,
                                const OfferQuestion *question, const PriceBreakdown *breakdown,
                                Night booked_on)
{
    g_autoptr(GArray) prices = g_array_new(FALSE, FALSE, sizeof(int64_t));
    for (guint i = 0; i < breakdown->nights->len; i++)
        g_array_append_val(prices, g_array_index(breakdown->nights, PriceNight, i).price_minor);
    PolicyStay stay = {
        .hotel = hotel,
        .plan = plan,
        .arrival = question->arrival,
        .departure = question->departure,
        .night_prices_minor = (const int64_t *)(gconstpointer)prices->data,
        .occupancy = question->occupancy,
    };
    g_autoptr(GArray) lines = policy_preview(&stay, booked_on);
    json_t *preview = json_array();
    for (guint i = 0; i < lines->len; i++)
        json_array_append_new(preview, preview_line_to_json(&g_array_index(lines, PolicyPreviewLine, i)));
    json_t *policies = json_pack("{s:o}", "preview", preview);
    if (plan->cancellation_policy)
        json_object_set_new(policies, "cancellation", chain_text_to_json(&plan->cancellation_policy->name));
    if (plan->deposit_policy)
        json_object_set_new(policies, "deposit", chain_text_to_json(&plan->deposit_policy->name));
    json_object_set_new(policies, "no_show", chain_text_to_json(&hotel->no_show_policy.name));
    json_object_set_new(policies, "early_departure", chain_text_to_json(&hotel->early_departure_policy.name));
    return policies;
}

static json_t *night_prices_to_json(const PriceBreakdown *breakdown)
{
    json_t *prices = json_array();
    for (guint i = 0; i < breakdown->nights->len; i++)
        json_array_append_new(prices,
                              json_integer(g_array_index(breakdown->nights, PriceNight, i).price_minor));
    return prices;
}

json_t *offer_make(const ChainHotel *hotel, const HotelMemory *memory, const ChainRatePlan *plan,
                   const ChainRoomType *type, const OfferQuestion *question, Night booked_on,
                   int32_t available, PriceRefusal *ret_refusal)
{
    PriceRequest request = {
        .hotel = hotel,
        .plan = plan,
        .room_type = type,
        .arrival = question->arrival,
        .departure = question->departure,
        .booked_on = booked_on,
        .occupancy = question->occupancy,
        .access = (const char *const *)question->access,
        .book = hotel_memory_book(memory),
    };
    g_auto(PriceBreakdown) breakdown;
    price_breakdown_init(&breakdown, hotel);
    if (!price_offer(&request, &breakdown, ret_refusal))
        return NULL;
    return json_pack("{s:s, s:s, s:s, s:s, s:i, s:o, s:o, s:I, s:I, s:I, s:I, s:s, s:o, s:o}", "room_type",
                     type->code, "rate_plan", plan->code, "kind", chain_rate_plan_kind_text(plan->kind),
                     "meal", plan->meal, "available", available, "name", chain_text_to_json(&plan->name),
                     "night_prices_minor", night_prices_to_json(&breakdown), "total_minor",
                     (json_int_t)breakdown.room_minor, "tax_minor", (json_int_t)breakdown.exclusive_tax_minor,
                     "included_tax_minor", (json_int_t)breakdown.included_tax_minor, "total_with_tax_minor",
                     (json_int_t)breakdown.total_minor, "currency", hotel->currency->code, "taxes",
                     taxes_to_json(&breakdown), "policies",
                     policies_to_json(hotel, plan, question, &breakdown, booked_on));
}

static int compare_price(const void *left, const void *right)
{
    json_int_t a = json_integer_value(json_object_get(*(json_t *const *)left, "total_with_tax_minor"));
    json_int_t b = json_integer_value(json_object_get(*(json_t *const *)right, "total_with_tax_minor"));
    return (a > b) - (a < b);
}

static json_t *offers_sorted(GPtrArray *offers)
{
    g_ptr_array_sort(offers, compare_price);
    json_t *list = json_array();
    for (guint i = 0; i < offers->len; i++)
        json_array_append_new(list, offers->pdata[i]);
    return list;
}

/* The reason a guest can do most about: a refusal by the plan's rules says more than "not for you". */
static void reason_keep(const char **reason, PriceRefusalCode code)
{
    if (code != PRICE_REFUSED_ACCESS && code != PRICE_REFUSED_ROOM_TYPE)
        *reason = price_refusal_code_text(code);
}

json_t *hotel_offers(Central *central, const ChainHotel *hotel, const OfferQuestion *question)
{
    g_autoptr(GPtrArray) offers = g_ptr_array_new();
    const char *reason = "sold_out";
    Night today = central_today(central, hotel);
    g_autoptr(HotelMemory) memory = hotel_memory_open(central->memory, hotel);
    Night booked_on = MIN(today, hotel_memory_business_date(memory));
    for (guint t = 0; t < hotel->room_types->len; t++) {
        const ChainRoomType *type = hotel->room_types->pdata[t];
        int32_t left = hotel_memory_left(memory, type, question->arrival, question->departure);
        for (guint p = 0; left >= question->rooms && p < hotel->rate_plans->len; p++) {
            PriceRefusal refusal;
            json_t *offer = offer_make(hotel, memory, hotel->rate_plans->pdata[p], type, question, booked_on,
                                       left, &refusal);
            if (offer)
                g_ptr_array_add(offers, offer);
            else
                reason_keep(&reason, refusal.code);
        }
    }
    json_t *answer =
        json_pack("{s:s, s:o, s:s, s:s, s:s, s:o}", "hotel", hotel->code, "name",
                  chain_text_to_json(&hotel->name), "city", hotel->address.city, "country",
                  hotel->address.country, "currency", hotel->currency->code, "offers", offers_sorted(offers));
    if (json_array_size(json_object_get(answer, "offers")) == 0)
        json_object_set_new(answer, "reason", json_string(reason));
    return answer;
}
