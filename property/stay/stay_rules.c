#include "property/stay/stay_rules.h"

#include <glib.h>

static const char *const stay_codes[STAY_STATUS_COUNT] = {
    [STAY_NONE] = "none",
    [STAY_IN_HOUSE] = "in_house",
    [STAY_CHECKED_OUT] = "checked_out",
    [STAY_NO_SHOW] = "no_show",
};

const VerdictWords stay_verdicts[] = {
    [STAY_ALLOWED] = {"allowed", "Allowed."},
    [STAY_LINE_CANCELLED] =
        {"reservation_cancelled",
         "This room of the reservation was cancelled. Reinstate it with the reservation centre, "
         "or take the guest as a walk-in."},
    [STAY_ALREADY_IN_HOUSE] = {"already_in_house", "The guest has already been checked in."},
    [STAY_ALREADY_CHECKED_OUT] = {"already_checked_out", "The guest has already checked out."},
    [STAY_ALREADY_NO_SHOW] = {"already_no_show", "The reservation is already marked as a no-show."},
    [STAY_BEFORE_ARRIVAL] = {"before_arrival",
                             "The reservation arrives on a later date. Change its dates before checking in."},
    [STAY_AFTER_DEPARTURE] = {"after_departure",
                              "All nights of the reservation have passed. Take the guest as a walk-in."},
    [STAY_NOT_IN_HOUSE] = {"not_in_house", "The guest is not in the house."},
    [STAY_BALANCE_OPEN] = {"balance_open",
                           "The folio is not settled. Take the payment first, or send `settle`."},
    [STAY_NOT_CHECKED_OUT] =
        {"not_checked_out",
         "The guest has not checked out. Post an ordinary charge while the guest is here."},
};

const char *stay_status_code(StayStatus status)
{
    g_assert(status < STAY_STATUS_COUNT);
    return stay_codes[status];
}

bool stay_status_parse(const char *code, StayStatus *ret_status)
{
    int index = code_index(stay_codes, STAY_STATUS_COUNT, code);

    if (index >= 0) {
        *ret_status = (StayStatus)index;
    }
    return index >= 0;
}

StayVerdict stay_check_in_decide(LineStatus line, StayStatus stay, Night arrival, Night departure,
                                 Night business_date)
{
    g_assert(arrival <= departure);
    if (stay == STAY_IN_HOUSE) {
        return STAY_ALREADY_IN_HOUSE;
    }
    if (stay == STAY_CHECKED_OUT) {
        return STAY_ALREADY_CHECKED_OUT;
    }
    if (line == LINE_CANCELLED) {
        return STAY_LINE_CANCELLED;
    }
    if (business_date < arrival) {
        return STAY_BEFORE_ARRIVAL;
    }
    Night last_day = arrival == departure ? arrival : departure - 1;
    return business_date > last_day ? STAY_AFTER_DEPARTURE : STAY_ALLOWED;
}

StayVerdict stay_no_show_decide(LineStatus line, StayStatus stay, Night arrival, Night business_date)
{
    if (stay == STAY_IN_HOUSE) {
        return STAY_ALREADY_IN_HOUSE;
    }
    if (stay == STAY_CHECKED_OUT) {
        return STAY_ALREADY_CHECKED_OUT;
    }
    if (stay == STAY_NO_SHOW || line == LINE_NO_SHOW) {
        return STAY_ALREADY_NO_SHOW;
    }
    if (line == LINE_CANCELLED) {
        return STAY_LINE_CANCELLED;
    }
    return business_date < arrival ? STAY_BEFORE_ARRIVAL : STAY_ALLOWED;
}

StayVerdict stay_in_house_decide(StayStatus stay)
{
    if (stay == STAY_CHECKED_OUT) {
        return STAY_ALREADY_CHECKED_OUT;
    }
    return stay == STAY_IN_HOUSE ? STAY_ALLOWED : STAY_NOT_IN_HOUSE;
}

StayVerdict stay_settle_decide(StayStatus stay, int64_t open_minor)
{
    bool open_after_all = stay == STAY_CHECKED_OUT && open_minor != 0;

    return stay == STAY_NO_SHOW || open_after_all ? STAY_ALLOWED : stay_in_house_decide(stay);
}

StayVerdict stay_late_charge_decide(StayStatus stay)
{
    return stay == STAY_CHECKED_OUT ? STAY_ALLOWED : STAY_NOT_CHECKED_OUT;
}

StayVerdict stay_check_out_decide(StayStatus stay, int64_t balance_minor, bool settles)
{
    StayVerdict verdict = stay_in_house_decide(stay);
    if (verdict != STAY_ALLOWED) {
        return verdict;
    }
    return balance_minor != 0 && !settles ? STAY_BALANCE_OPEN : STAY_ALLOWED;
}

Night stay_leaves_on(Night business_date, Night charged_until, Night departure)
{
    return MIN(MAX(business_date, charged_until), departure);
}
