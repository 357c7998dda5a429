#include "central/rate/offer_text.h"

#include <string.h>

#include "ops/json_text.h"

json_t *chain_text_to_json(const ChainText *text)
{
    return json_pack("{s:s, s:s}", "en", text->en, "zh", text->zh);
}

void offer_scratch_init(OfferScratch *scratch, const ChainHotel *hotel)
{
    scratch->known_count = 0;
    policy_scratch_init(&scratch->policy, hotel);
}

void offer_scratch_clear(OfferScratch *scratch)
{
    policy_scratch_clear(&scratch->policy);
}

/* Offers of a hotel differ in their amounts; most of their letters are names and sentences that stand further
 * up in the text, and copying them takes less than writing them anew. FALSE: this one does not. */
static gboolean write_again(GString *text, const OfferScratch *scratch, gconstpointer key)
{
    for (guint i = 0; i < scratch->known_count; i++) {
        if (scratch->known[i].key != key)
            continue;
        gsize end = text->len;
        g_string_set_size(text, end + scratch->known[i].length);
        memcpy(text->str + end, text->str + scratch->known[i].at, scratch->known[i].length);
        return TRUE;
    }
    return FALSE;
}

/* What was written from `at` on is what `key` stands for. */
static void write_remember(const GString *text, OfferScratch *scratch, gconstpointer key, gsize at)
{
    if (scratch->known_count == OFFER_KNOWN_TEXTS)
        return;
    guint place = scratch->known_count++;
    scratch->known[place].key = key;
    scratch->known[place].at = at;
    scratch->known[place].length = text->len - at;
}

static void write_chain_text(GString *text, const ChainText *value, OfferScratch *scratch)
{
    gsize at = text->len;
    if (write_again(text, scratch, value))
        return;
    json_text_literal(text, "{\"en\":");
    json_text_string(text, value->en);
    json_text_literal(text, ",\"zh\":");
    json_text_string(text, value->zh);
    g_string_append_c(text, '}');
    write_remember(text, scratch, value, at);
}

/* ---- taxes of the stay, each kind once ---- */

static gboolean tax_came_before(const PriceTaxLine *lines, guint index)
{
    for (guint i = 0; i < index; i++)
        if (lines[i].tax == lines[index].tax)
            return TRUE;
    return FALSE;
}

static void write_taxes(GString *text, const PriceTaxLine *lines, guint count, OfferScratch *scratch)
{
    gboolean is_first = TRUE;
    g_string_append_c(text, '[');
    for (guint i = 0; i < count; i++) {
        if (tax_came_before(lines, i))
            continue;
        int64_t amount_minor = 0;
        for (guint j = i; j < count; j++)
            if (lines[j].tax == lines[i].tax)
                amount_minor += lines[j].amount_minor;
        g_string_append(text, is_first ? "{\"code\":" : ",{\"code\":");
        json_text_string(text, lines[i].tax->code);
        json_text_literal(text, ",\"name\":");
        write_chain_text(text, &lines[i].tax->name, scratch);
        json_text_literal(text, ",\"amount_minor\":");
        json_text_int64(text, amount_minor);
        json_text_literal(text, ",\"included\":");
        json_text_bool(text, lines[i].included);
        g_string_append_c(text, '}');
        is_first = FALSE;
    }
    g_string_append_c(text, ']');
}

/* ---- policies ---- */

/* Each sentence has one English text, so that stands for all three. */
static void write_preview_texts(GString *text, const PolicyPreviewLine *line, OfferScratch *scratch)
{
    gsize at = text->len;
    if (write_again(text, scratch, line->text_en))
        return;
    json_text_literal(text, "{\"key\":");
    json_text_string(text, line->text_key);
    json_text_literal(text, ",\"en\":");
    json_text_string(text, line->text_en);
    json_text_literal(text, ",\"zh\":");
    json_text_string(text, line->text_zh);
    json_text_literal(text, ",\"amount_minor\":");
    write_remember(text, scratch, line->text_en, at);
}

static void write_preview_line(GString *text, const PolicyPreviewLine *line, OfferScratch *scratch)
{
    write_preview_texts(text, line, scratch);
    json_text_int64(text, line->amount_minor);
    if (line->has_from) {
        json_text_literal(text, ",\"from\":");
        json_text_instant(text, line->from);
    }
    if (line->has_until) {
        json_text_literal(text, ",\"until\":");
        json_text_instant(text, line->until);
    }
    if (line->has_due) {
        json_text_literal(text, ",\"due_on\":");
        json_text_night(text, line->due_on);
    }
    g_string_append_c(text, '}');
}

static const int64_t *offer_night_prices_minor(const OfferList *list, const Offer *offer)
{
    return &g_array_index(list->night_prices_minor, int64_t, offer->first_night);
}

static void write_preview(GString *text, const OfferList *list, const Offer *offer,
                          const OfferQuestion *question, OfferScratch *scratch)
{
    PolicyStay stay = {
        .hotel = list->hotel,
        .plan = offer->plan,
        .arrival = question->arrival,
        .departure = question->departure,
        .night_prices_minor = offer_night_prices_minor(list, offer),
        .priced_day = question->arrival == question->departure,
        .occupancy = question->occupancy,
    };
    const GArray *lines = policy_preview(&stay, list->booked_on, &scratch->policy);
    g_string_append_c(text, '[');
    for (guint i = 0; i < lines->len; i++) {
        if (i > 0)
            g_string_append_c(text, ',');
        write_preview_line(text, &g_array_index(lines, PolicyPreviewLine, i), scratch);
    }
    g_string_append_c(text, ']');
}

static void write_policies(GString *text, const OfferList *list, const Offer *offer,
                           const OfferQuestion *question, OfferScratch *scratch)
{
    json_text_literal(text, "{\"preview\":");
    write_preview(text, list, offer, question, scratch);
    if (offer->plan->cancellation_policy) {
        json_text_literal(text, ",\"cancellation\":");
        write_chain_text(text, &offer->plan->cancellation_policy->name, scratch);
    }
    if (offer->plan->deposit_policy) {
        json_text_literal(text, ",\"deposit\":");
        write_chain_text(text, &offer->plan->deposit_policy->name, scratch);
    }
    json_text_literal(text, ",\"no_show\":");
    write_chain_text(text, &list->hotel->no_show_policy.name, scratch);
    json_text_literal(text, ",\"early_departure\":");
    write_chain_text(text, &list->hotel->early_departure_policy.name, scratch);
    g_string_append_c(text, '}');
}

/* ---- offers ---- */

static void write_night_prices(GString *text, const OfferList *list, const Offer *offer, int32_t night_count)
{
    const int64_t *prices_minor = offer_night_prices_minor(list, offer);
    g_string_append_c(text, '[');
    for (int32_t i = 0; i < night_count; i++) {
        if (i > 0)
            g_string_append_c(text, ',');
        json_text_int64(text, prices_minor[i]);
    }
    g_string_append_c(text, ']');
}

static void write_amounts(GString *text, const OfferList *list, const Offer *offer, OfferScratch *scratch)
{
    json_text_literal(text, ",\"total_minor\":");
    json_text_int64(text, offer->room_minor);
    json_text_literal(text, ",\"tax_minor\":");
    json_text_int64(text, offer->exclusive_tax_minor);
    json_text_literal(text, ",\"included_tax_minor\":");
    json_text_int64(text, offer->included_tax_minor);
    json_text_literal(text, ",\"total_with_tax_minor\":");
    json_text_int64(text, offer->total_minor);
    json_text_literal(text, ",\"currency\":");
    json_text_string(text, list->hotel->currency->code);
    json_text_literal(text, ",\"taxes\":");
    write_taxes(text, &g_array_index(list->tax_lines, PriceTaxLine, offer->first_tax), offer->tax_count,
                scratch);
}

void offer_write(GString *text, const OfferList *list, guint index, const OfferQuestion *question,
                 OfferScratch *scratch)
{
    const Offer *offer = &g_array_index(list->offers, Offer, index);
    json_text_literal(text, "{\"room_type\":");
    json_text_string(text, offer->type->code);
    json_text_literal(text, ",\"rate_plan\":");
    json_text_string(text, offer->plan->code);
    json_text_literal(text, ",\"kind\":");
    json_text_string(text, chain_rate_plan_kind_text(offer->plan->kind));
    json_text_literal(text, ",\"meal\":");
    json_text_string(text, offer->plan->meal);
    json_text_literal(text, ",\"available\":");
    json_text_int64(text, offer->available);
    json_text_literal(text, ",\"name\":");
    write_chain_text(text, &offer->plan->name, scratch);
    json_text_literal(text, ",\"night_prices_minor\":");
    write_night_prices(text, list, offer, MAX(question->departure - question->arrival, 1));
    write_amounts(text, list, offer, scratch);
    json_text_literal(text, ",\"policies\":");
    write_policies(text, list, offer, question, scratch);
    g_string_append_c(text, '}');
}

void hotel_offers_write(GString *text, const OfferList *list, const OfferQuestion *question)
{
    const ChainHotel *hotel = list->hotel;
    guint count = list->offers->len;
    g_auto(OfferScratch) scratch;
    offer_scratch_init(&scratch, hotel);
    if (question->offers_limit > 0)
        count = MIN(count, question->offers_limit);
    json_text_literal(text, "{\"hotel\":");
    json_text_string(text, hotel->code);
    json_text_literal(text, ",\"name\":");
    write_chain_text(text, &hotel->name, &scratch);
    json_text_literal(text, ",\"city\":");
    json_text_string(text, hotel->address.city);
    json_text_literal(text, ",\"country\":");
    json_text_string(text, hotel->address.country);
    json_text_literal(text, ",\"currency\":");
    json_text_string(text, hotel->currency->code);
    json_text_literal(text, ",\"offers\":[");
    for (guint i = 0; i < count; i++) {
        if (i > 0)
            g_string_append_c(text, ',');
        offer_write(text, list, i, question, &scratch);
    }
    g_string_append_c(text, ']');
    if (list->offers->len == 0) {
        json_text_literal(text, ",\"reason\":");
        json_text_string(text, list->reason);
    }
    g_string_append_c(text, '}');
}
