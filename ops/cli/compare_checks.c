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

static bool check_hotel(const System *system, const SystemHotel *hotel, unsigned *ret_differences,
                        GError **error)
{
    json_auto_t *checks = api_fetch(system->caller, hotel->desk, "GET", "/v1/checks", NULL, NULL, error);
    int64_t unbalanced = 0;
    if (!checks || !system_member_integer(checks, "/v1/checks", "folios_unbalanced", &unbalanced, error)) {
        return false;
    }
    *ret_differences += print_check(hotel->code, "folios that do not balance", unbalanced);
    return true;
}

bool compare_checks(const System *system, unsigned *ret_differences, GError **error)
{
    *ret_differences = 0;
    g_print("\nchecks\n");
    json_auto_t *checks = api_fetch(system->caller, system->centre, "GET", "/v1/checks", NULL, NULL, error);
    int64_t over_limit = 0;
    int64_t unbalanced = 0;
    if (!checks || !system_member_integer(checks, "/v1/checks", "cells_over_limit", &over_limit, error) ||
        !system_member_integer(checks, "/v1/checks", "folios_unbalanced", &unbalanced, error)) {
        return false;
    }
    *ret_differences += print_check("centre", "cells over their limit", over_limit);
    *ret_differences += print_check("centre", "folios that do not balance", unbalanced);
    for (unsigned hotel = 0; hotel < system->hotel_count; hotel++) {
        if (!check_hotel(system, &system->hotels[hotel], ret_differences, error)) {
            return false;
        }
    }
    return true;
}
