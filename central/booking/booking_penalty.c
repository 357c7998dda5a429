#include "central/booking/booking_penalty.h"

#include "revenue/policy_rules.h"

static PolicyStay policy_stay(const ChainHotel *hotel, const ReservationLine *line)
{
    return (PolicyStay){
        .hotel = hotel,
        .plan = hotel_rate_plan(hotel, line->rate_plan),
        .arrival = line->arrival,
        .departure = line->departure,
        .night_prices_minor = (const int64_t *)(gconstpointer)line->night_prices_minor->data,
        .priced_day = line->arrival == line->departure && line->night_prices_minor->len == 1,
        .occupancy = {.adults = line->adults, .children = line->children, .infants = line->infants},
    };
}

int64_t booking_penalty_minor(const ChainHotel *hotel, const ReservationLine *line, Instant at)
{
    PolicyStay stay = policy_stay(hotel, line);
    g_auto(PriceBreakdown) penalty;
    price_breakdown_init(&penalty, hotel);
    policy_cancellation_penalty(&stay, at, &penalty);
    return penalty.total_minor;
}

gboolean booking_free_until(const ChainHotel *hotel, const ReservationLine *line, Instant *ret_until)
{
    PolicyStay stay = policy_stay(hotel, line);
    Instant until;
    if (!policy_free_until(&stay, &until) || until == INT64_MAX)
        return FALSE;
    *ret_until = until;
    return TRUE;
}
