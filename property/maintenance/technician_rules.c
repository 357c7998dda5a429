#include "property/maintenance/technician_rules.h"

#define DAYS_AHEAD 14

/* The first gap of a working day that is long enough; INSTANT_NONE. */
static Instant gap_of_day(const TechnicianView *view, Instant opens, Instant closes, int64_t needed_us)
{
    Instant from = opens;

    for (guint i = 0; view->busy != NULL && i < view->busy->len; i++) {
        const BusySpan *span = &g_array_index(view->busy, BusySpan, i);
        if (span->until <= from) {
            continue;
        }
        if (span->from - from >= needed_us) {
            break;
        }
        from = span->until;
    }
    return closes - from >= needed_us ? from : INSTANT_NONE;
}

Instant technician_free_from(const TechnicianView *view, Instant now, int64_t minutes)
{
    Night today = instant_local_date(now, view->hours.zone);

    for (Night day = today; day < today + DAYS_AHEAD; day++) {
        Instant opens, closes;
        if (!service_hours_of_day(&view->hours, day, &opens, &closes) || closes <= now) {
            continue;
        }
        int64_t needed_us = MIN(minutes * INSTANT_MINUTE, closes - opens);
        Instant from = gap_of_day(view, MAX(opens, now), closes, needed_us);
        if (from != INSTANT_NONE) {
            return from;
        }
    }
    return INSTANT_NONE;
}

TechnicianOffer technician_offer(const TechnicianView *view, Instant now, int64_t minutes, Instant due_at)
{
    const int64_t day_minutes = DAY_MINUTES;
    TechnicianOffer offer = {.technician = view->technician};

    offer.from = technician_free_from(view, now, minutes);
    offer.until = offer.from == INSTANT_NONE ? INSTANT_NONE : offer.from + minutes * INSTANT_MINUTE;
    offer.in_time = offer.from != INSTANT_NONE && (due_at == INSTANT_NONE || offer.until <= due_at);
    offer.cost =
        offer.from == INSTANT_NONE ? 2 * DAYS_AHEAD * day_minutes : (offer.until - now) / INSTANT_MINUTE;
    offer.cost += view->load_minutes / 4;
    offer.cost -= view->level > 1 ? (view->level - 1) * INT64_C(30) : 0;
    offer.cost += view->level == 0 ? day_minutes : 0;
    offer.cost += offer.in_time ? 0 : 2 * day_minutes;
    return offer;
}
