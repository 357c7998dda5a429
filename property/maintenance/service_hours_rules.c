#include "property/maintenance/service_hours_rules.h"

#define DAYS_AHEAD_MAX 732

static bool is_closed(const ServiceHours *hours, Night day)
{
    for (guint i = 0; hours->closed_days != NULL && i < hours->closed_days->len; i++) {
        if (g_array_index(hours->closed_days, Night, i) == day) {
            return true;
        }
    }
    return false;
}

/* 24:00 is the next date's first minute. */
static Instant local_minute(const ServiceHours *hours, Night day, int minute)
{
    return minute == DAY_MINUTES ? instant_from_local(day + 1, 0, 0, hours->zone)
                                 : instant_from_local(day, minute / 60, minute % 60, hours->zone);
}

bool service_hours_of_day(const ServiceHours *hours, Night day, Instant *ret_from, Instant *ret_until)
{
    int weekday = night_weekday(day);

    if (hours->from_minute[weekday] >= hours->until_minute[weekday] || is_closed(hours, day)) {
        return false;
    }
    *ret_from = local_minute(hours, day, hours->from_minute[weekday]);
    *ret_until = local_minute(hours, day, hours->until_minute[weekday]);
    return true;
}

int64_t service_time_between(const ServiceHours *hours, bool around_the_clock, Instant from, Instant until)
{
    int64_t sum_us = 0;

    if (until <= from) {
        return 0;
    }
    if (around_the_clock) {
        return until - from;
    }
    Night last = instant_local_date(until, hours->zone);
    for (Night day = instant_local_date(from, hours->zone); day <= last; day++) {
        Instant opens, closes;
        if (service_hours_of_day(hours, day, &opens, &closes)) {
            sum_us += MAX(MIN(closes, until) - MAX(opens, from), 0);
        }
    }
    return sum_us;
}

Instant service_time_add(const ServiceHours *hours, bool around_the_clock, Instant from, int64_t service_us)
{
    if (service_us <= 0) {
        return from;
    }
    if (around_the_clock) {
        return from + service_us;
    }
    Night first = instant_local_date(from, hours->zone);
    for (Night day = first; day <= first + DAYS_AHEAD_MAX; day++) {
        Instant opens, closes;
        if (!service_hours_of_day(hours, day, &opens, &closes)) {
            continue;
        }
        Instant begins = MAX(opens, from);
        int64_t open_us = MAX(closes - begins, 0);
        if (open_us >= service_us) {
            return begins + service_us;
        }
        service_us -= open_us;
    }
    return INSTANT_NONE;
}
