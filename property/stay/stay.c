#include "property/stay/stay.h"

#include "ops/json.h"

Stay *stay_new(void)
{
    Stay *stay = g_new0(Stay, 1);

    stay->checked_in_on = NIGHT_NONE;
    stay->checked_out_on = NIGHT_NONE;
    stay->undone_on = NIGHT_NONE;
    stay->checked_in_at = INSTANT_NONE;
    stay->checked_out_at = INSTANT_NONE;
    return stay;
}

void stay_free(Stay *stay)
{
    if (stay == NULL) {
        return;
    }
    g_free(stay->digest);
    g_free(stay->guest_name);
    g_free(stay->room);
    g_free(stay);
}

bool stay_has_arrived(const Stay *stay)
{
    return stay != NULL && stay->undone_on == NIGHT_NONE;
}

static json_t *money_members(const Stay *stay)
{
    return json_pack("{s:i, s:I, s:I, s:I, s:I, s:I, s:s}", "nights_charged", stay->nights_charged,
                     "room_revenue_minor", (json_int_t)stay->totals.room_minor, "tax_minor",
                     (json_int_t)stay->totals.tax_minor, "other_revenue_minor",
                     (json_int_t)stay->totals.other_minor, "payments_minor",
                     (json_int_t)stay->totals.payments_minor, "balance_minor",
                     (json_int_t)folio_totals_balance(&stay->totals), "currency", stay->currency);
}

/* A guest who left early gives the remaining nights back, whatever was charged for them. */
static Night departure_told(const Stay *stay)
{
    bool left = stay->status == STAY_CHECKED_OUT && stay->checked_out_on < stay->departure;

    return left ? MAX(stay->checked_out_on, stay->arrival) : stay->departure;
}

json_t *stay_row_json(const Stay *stay)
{
    json_t *row = json_pack(
        "{s:I, s:s, s:i, s:s, s:s, s:s, s:o, s:o, s:o, s:o, s:I}", "stay_id", (json_int_t)stay->stay_id,
        "confirmation_number", stay->confirmation_number, "line", stay->line, "room",
        stay->room != NULL ? stay->room : "", "room_type", stay->room_type, "status",
        stay_status_code(stay->status), "arrival", json_from_night(stay->arrival), "departure",
        json_from_night(departure_told(stay)), "checked_in_at", json_from_instant(stay->checked_in_at),
        "checked_out_at", json_from_instant(stay->checked_out_at), "version", (json_int_t)stay->version);

    json_object_update_new(row, money_members(stay));
    if (stay->shares_with != 0) {
        json_object_set_new(row, "shares_with", json_integer(stay->shares_with));
    }
    return row;
}

PriceTerms stay_price_terms(const Stay *stay, const ChainHotel *hotel, const char *const *exemptions)
{
    return (PriceTerms){
        .hotel = hotel,
        .plan = hotel_rate_plan(hotel, stay->rate_plan),
        .arrival = stay->arrival,
        .occupancy = {stay->adults, stay->children, stay->infants},
        .exemptions = exemptions,
    };
}

json_t *stay_to_json(const Stay *stay)
{
    json_t *document = stay_row_json(stay);

    json_object_update_new(document, json_pack("{s:o, s:s, s:s, s:i, s:i, s:i, s:o, s:o, s:o}", "guest_name",
                                               json_from_text(stay->guest_name), "sold_type", stay->sold_type,
                                               "rate_plan", stay->rate_plan, "adults", stay->adults,
                                               "children", stay->children, "infants", stay->infants,
                                               "checked_in_on", json_from_night(stay->checked_in_on),
                                               "checked_out_on", json_from_night(stay->checked_out_on),
                                               "booked_departure", json_from_night(stay->departure)));
    return document;
}
