#include "property/audit/audit_rules.h"

#include <glib.h>
#include <string.h>

/* For how long a piece begins further units: while somebody waits so short that nobody notices it; while
 * nobody does, long enough that its commit is the smaller part. */
#define PIECE_US 4000
#define PIECE_ALONE_US 10000

static const char *const step_codes[AUDIT_STEP_COUNT] = {
    [AUDIT_NO_SHOWS] = "no_shows",     [AUDIT_ROOM_AND_TAX] = "room_and_tax", [AUDIT_ROLL_DATE] = "roll_date",
    [AUDIT_STATISTICS] = "statistics", [AUDIT_REPORTS] = "reports",           [AUDIT_DONE] = "done",
};

const char *audit_step_code(AuditStep step)
{
    g_assert(step < AUDIT_STEP_COUNT);
    return step_codes[step];
}

bool audit_step_parse(const char *code, AuditStep *ret_step)
{
    for (unsigned i = 0; i < AUDIT_STEP_COUNT; i++) {
        if (strcmp(code, step_codes[i]) == 0) {
            *ret_step = (AuditStep)i;
            return true;
        }
    }
    return false;
}

AuditStep audit_step_next(AuditStep step)
{
    g_assert(step < AUDIT_DONE);
    return step + 1;
}

/* Closing the day, counting it and each report are one unit, however full the house is. */
static bool unit_is_long(AuditStep step, int64_t position)
{
    return step == AUDIT_ROLL_DATE || step == AUDIT_REPORTS || (step == AUDIT_STATISTICS && position > 0);
}

bool audit_piece_ends(AuditStep step, int64_t position, int64_t taken_us, bool somebody_waits)
{
    return step == AUDIT_DONE || unit_is_long(step, position) ||
           taken_us >= (somebody_waits ? PIECE_US : PIECE_ALONE_US);
}

AuditVerdict audit_request_decide(Night wanted, Night business_date, bool found, bool completed)
{
    g_assert(found || !completed);
    if (completed) {
        return AUDIT_ALREADY_COMPLETED;
    }
    if (found) {
        return AUDIT_RESUME;
    }
    return wanted == business_date ? AUDIT_START : AUDIT_DATE_NOT_CURRENT;
}

AuditStart audit_start_decide(bool blocked, bool reason_given, bool may_force)
{
    if (reason_given && !may_force) {
        return AUDIT_FORCE_NOT_ALLOWED;
    }
    return blocked && !reason_given ? AUDIT_IS_BLOCKED : AUDIT_MAY_START;
}

static int64_t divide_rounded(int64_t dividend, int64_t divisor)
{
    if (divisor <= 0) {
        return 0;
    }
    int64_t half = divisor / 2;
    return (dividend >= 0 ? dividend + half : dividend - half) / divisor;
}

AuditStatistics audit_statistics(const AuditCounts *counts)
{
    int64_t available = counts->rooms_total - counts->rooms_out_of_order;

    return (AuditStatistics){
        .occupancy_basis_points = divide_rounded(counts->rooms_sold * 10000, available),
        .average_daily_rate_minor = divide_rounded(counts->room_revenue_minor, counts->rooms_sold),
        .revenue_per_available_room_minor = divide_rounded(counts->room_revenue_minor, available),
    };
}

bool audit_ledger_balances(const LedgerTrial *trial)
{
    return trial->opening_minor + trial->charges_minor + trial->payments_minor == trial->closing_minor;
}
