#include "property/housekeeping/housekeeping_rules.h"

#include "schemas/codes.h"
#include <glib.h>

static const char *const service_codes[SERVICE_COUNT] = {
    [SERVICE_DEPARTURE] = "departure",   [SERVICE_STAY_OVER] = "stay_over", [SERVICE_REFRESH] = "refresh",
    [SERVICE_DEEP_CLEAN] = "deep_clean", [SERVICE_TURNDOWN] = "turndown",
};

static const char *const status_codes[TASK_STATUS_COUNT] = {
    [TASK_OPEN] = "open",         [TASK_STARTED] = "started",
    [TASK_DONE] = "done",         [TASK_DO_NOT_DISTURB] = "do_not_disturb",
    [TASK_DECLINED] = "declined",
};

static const char *const discrepancy_codes[DISCREPANCY_COUNT] = {
    [DISCREPANCY_NONE] = "none",
    [DISCREPANCY_SKIP] = "skip",
    [DISCREPANCY_SLEEP] = "sleep",
    [DISCREPANCY_PERSONS] = "persons",
};

const VerdictWords task_verdicts[TASK_VERDICT_COUNT] = {
    [TASK_ALLOWED] = {"allowed", "The task can be changed."},
    [TASK_FINISHED_BEFORE] = {"task_finished_before", "Somebody has finished this room already."},
    [TASK_GUEST_STILL_THERE] = {"guest_not_checked_out",
                                "The front desk has not checked the guest out. If the room is empty, report "
                                "it as vacant; the desk will look into it."},
};

const char *service_code(Service service)
{
    g_assert(service < SERVICE_COUNT);
    return service_codes[service];
}

bool service_parse(const char *code, Service *ret_service)
{
    int index = code_index(service_codes, SERVICE_COUNT, code);

    if (index >= 0) {
        *ret_service = (Service)index;
    }
    return index >= 0;
}

const char *task_status_code(TaskStatus status)
{
    g_assert(status < TASK_STATUS_COUNT);
    return status_codes[status];
}

bool task_status_parse(const char *code, TaskStatus *ret_status)
{
    int index = code_index(status_codes, TASK_STATUS_COUNT, code);

    if (index >= 0) {
        *ret_status = (TaskStatus)index;
    }
    return index >= 0;
}

const char *discrepancy_code(Discrepancy discrepancy)
{
    g_assert(discrepancy < DISCREPANCY_COUNT);
    return discrepancy_codes[discrepancy];
}

static bool guest_stays(const RoomDay *day)
{
    return day->occupied && day->departure > day->business_date;
}

static bool vacant_service(RoomHousekeeping housekeeping, Service *ret_service)
{
    if (housekeeping == ROOM_DIRTY) {
        *ret_service = SERVICE_DEPARTURE;
        return true;
    }
    *ret_service = SERVICE_REFRESH;
    return housekeeping == ROOM_PICKUP;
}

bool room_day_service(const RoomDay *day, Service *ret_service)
{
    if (day->is_out) {
        return false;
    }
    if (!day->occupied) {
        return vacant_service(day->housekeeping, ret_service);
    }
    if (!guest_stays(day)) {
        *ret_service = SERVICE_DEPARTURE;
        return true;
    }
    *ret_service = SERVICE_STAY_OVER;
    return day->arrival < day->business_date && !day->service_declined;
}

bool room_day_turndown(const RoomDay *day)
{
    return !day->is_out && guest_stays(day) && day->turndown;
}

bool room_day_linen(const RoomDay *day, Service service, int linen_nights)
{
    if (service == SERVICE_DEPARTURE || service == SERVICE_DEEP_CLEAN) {
        return true;
    }
    if (service != SERVICE_STAY_OVER || linen_nights <= 0 || day->linen_declined) {
        return false;
    }
    Night slept = day->business_date - day->arrival; /* of a guest: only then does the room have an arrival */
    return slept > 0 && slept % linen_nights == 0;
}

TaskVerdict task_progress_decide(Service service, TaskStatus from, TaskStatus to, bool occupied)
{
    if (from == TASK_DONE) {
        return TASK_FINISHED_BEFORE;
    }
    return to == TASK_DONE && service == SERVICE_DEPARTURE && occupied ? TASK_GUEST_STILL_THERE
                                                                       : TASK_ALLOWED;
}

bool task_done_housekeeping(Service service, RoomHousekeeping *ret_housekeeping)
{
    *ret_housekeeping = ROOM_CLEAN;
    return service != SERVICE_TURNDOWN;
}

Discrepancy discrepancy_decide(bool desk_occupied, int desk_persons, bool seen_occupied, int seen_persons)
{
    if (desk_occupied != seen_occupied) {
        return desk_occupied ? DISCREPANCY_SKIP : DISCREPANCY_SLEEP;
    }
    return desk_occupied && seen_persons >= 0 && seen_persons != desk_persons ? DISCREPANCY_PERSONS
                                                                              : DISCREPANCY_NONE;
}
