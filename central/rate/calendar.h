/** Flexible dates: what a stay costs at least, for every day of a month on which it may begin. */
#pragma once

#include "central/rate/search.h"

/**
 * {"month", "nights", "currency", "hotels", "days": [{"arrival", "departure", "cheapest": {…} | null}]} over
 * the hotels in `found` that sell in one currency: `currency`, or when it is NULL the one most of them have.
 * `question` says all but the dates. A new reference.
 */
GBytes *calendar_answer(Central *central, const GArray *found, const char *currency,
                        const OfferQuestion *question, Night first_night, int32_t nights);
