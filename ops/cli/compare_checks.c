#include "ops/cli/compare.h"

#include "ops/cli/cli.h"

bool compare_wait_drained(const System *system, int64_t patience_ms, GError **error)
{
    for (unsigned hotel = 0; hotel < system->hotel_count; hotel++) {
        if (!system_wait_hotel(system, &system->hotels[hotel], SYSTEM_WAIT_FEED_AND_OUTBOX, patience_ms,
                               error)) {
            return false;
        }
    }
    return true;
}

/* ---- folios and limits -------------------------------------------------------------------------------- */

static unsigned print_check(const char *where, const char *what, int64_t count)
{
    g_print("%-7s %-28s %9" G_GINT64_FORMAT "  %s\n", where, what, count, count == 0 ? "good" : "WRONG");
    return count == 0 ? 0 : 1;
}

/* What must be zero at the centre and at a hotel, in the words of their answers. */
typedef struct {
    const char *member;
    const char *what;
} ZeroCheck;

static const ZeroCheck CENTRE_CHECKS[] = {
    {"cells_over_limit", "cells over their limit"},
    {"cells_counted_wrong", "cells that count wrong"},
    {"folios_unbalanced", "folios that do not balance"},
};

static const ZeroCheck HOTEL_CHECKS[] = {
    {"folios_unbalanced", "folios that do not balance"},
    {"folios_misadded", "folios that add up wrong"},
    {"rooms_doubly_occupied", "rooms with two guests"},
};

static bool check_all_zero(const json_t *answer, const char *where, const ZeroCheck *checks, size_t count,
                           unsigned *ret_differences, GError **error)
{
    for (size_t index = 0; index < count; index++) {
        int64_t number = 0;
        if (!system_member_integer(answer, "/v1/checks", checks[index].member, &number, error)) {
            return false;
        }
        *ret_differences += print_check(where, checks[index].what, number);
    }
    return true;
}

bool compare_checks(const System *system, unsigned *ret_differences, GError **error)
{
    *ret_differences = 0;
    g_print("\nchecks\n");
    json_auto_t *centre = api_fetch(system->caller, system->centre, "GET", "/v1/checks", NULL, NULL, error);
    if (!centre || !check_all_zero(centre, "centre", CENTRE_CHECKS, G_N_ELEMENTS(CENTRE_CHECKS),
                                   ret_differences, error)) {
        return false;
    }
    for (unsigned index = 0; index < system->hotel_count; index++) {
        const SystemHotel *hotel = &system->hotels[index];
        json_auto_t *checks = api_fetch(system->caller, hotel->desk, "GET", "/v1/checks", NULL, NULL, error);
        if (!checks || !check_all_zero(checks, hotel->code, HOTEL_CHECKS, G_N_ELEMENTS(HOTEL_CHECKS),
                                       ret_differences, error)) {
            return false;
        }
    }
    return true;
}
