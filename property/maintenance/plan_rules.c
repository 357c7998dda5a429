#include "property/maintenance/plan_rules.h"

const char *const plan_unit_codes[] = {"day", "week", "month", "meter", NULL};

/* On the day of the month on which it was first due, or on the last of a shorter month. */
static Night months_later(Night night, int64_t months, Night first)
{
    int year, month, day, ignored_year, ignored_month;

    night_to_date(night, &year, &month, &day);
    night_to_date(first, &ignored_year, &ignored_month, &day);
    int64_t count = (int64_t)year * 12 + (month - 1) + months;
    year = (int)(count / 12);
    month = (int)(count % 12) + 1;
    while (!night_date_is_valid(year, month, day)) {
        day--;
    }
    return night_from_date(year, month, day);
}

static Night round_after(PlanUnit unit, int64_t every, Night first, Night due, int64_t rounds)
{
    switch (unit) {
    case PLAN_DAY:
        return due + (Night)(every * rounds);
    case PLAN_WEEK:
        return due + (Night)(7 * every * rounds);
    default:
        return months_later(due, every * rounds, first);
    }
}

Night plan_next_due(PlanUnit unit, int64_t every, Night first, Night due, Night today)
{
    int64_t rounds = 1;

    g_assert(unit != PLAN_METER && every > 0);
    while (round_after(unit, every, first, due, rounds) <= today) {
        rounds++;
    }
    return round_after(unit, every, first, due, rounds);
}

int64_t plan_next_meter(int64_t every, int64_t due, int64_t reading)
{
    g_assert(every > 0);
    return reading < due ? due + every : due + ((reading - due) / every + 1) * every;
}

Night plan_preferred_day(Night due, int64_t slack_days, Night guest_leaves, Night today)
{
    if (guest_leaves == NIGHT_NONE) {
        return today;
    }
    Night vacant = MAX(guest_leaves, today);
    return vacant <= due + slack_days ? vacant : MAX(due, today);
}
