#include "ops/cli/compare.h"

#include "ops/cli/cli.h"
#include "ops/clock.h"

enum { POLL_MS = 200 };

/* ---- waiting until nothing is on its way ------------------------------------------------------------ */

static bool member_integer(const json_t *object, const char *where, const char *member, int64_t *ret_value,
                           GError **error)
{
    const json_t *value = json_object_get(object, member);
    if (!json_is_integer(value)) {
        g_set_error(error, CLI_ERROR, CLI_ERROR_FAILED,
                    "%s: the answer has no number '%s'; run programs of one version", where, member);
        return false;
    }
    *ret_value = json_integer_value(value);
    return true;
}

/* What a hotel still has to send and to hear: entries of its outbox, changes of the centre's feed. */
static bool hotel_backlog(const System *system, const SystemHotel *hotel, int64_t *ret_outbox,
                          int64_t *ret_feed, GError **error)
{
    g_autofree char *path = g_strdup_printf("/v1/hotels/%s", hotel->code);
    json_auto_t *centre = api_fetch(system->caller, system->centre, "GET", path, NULL, NULL, error);
    json_auto_t *status =
        centre ? api_fetch(system->caller, hotel->desk, "GET", "/v1/status", NULL, NULL, error) : NULL;
    int64_t head = 0;
    int64_t reached = 0;
    if (!status || !member_integer(centre, path, "feed_version", &head, error) ||
        !member_integer(status, "/v1/status", "feed_version", &reached, error) ||
        !member_integer(status, "/v1/status", "outbox_pending", ret_outbox, error)) {
        return false;
    }
    *ret_feed = head - reached;
    return true;
}

static bool wait_hotel(const System *system, const SystemHotel *hotel, int64_t patience_ms, GError **error)
{
    int64_t least = INT64_MAX;
    int64_t headway_us = clock_monotonic_us();
    for (;;) {
        int64_t outbox = 0;
        int64_t feed = 0;
        if (!hotel_backlog(system, hotel, &outbox, &feed, error)) {
            return false;
        }
        if (outbox == 0 && feed == 0) {
            return true;
        }
        const int64_t now_us = clock_monotonic_us();
        if (outbox + ABS(feed) < least) {
            least = outbox + ABS(feed);
            headway_us = now_us;
        } else if (now_us - headway_us > patience_ms * 1000) {
            g_set_error(error, CLI_ERROR, CLI_ERROR_FAILED,
                        "hotel %s: %" G_GINT64_FORMAT " outbox entries and %" G_GINT64_FORMAT
                        " changes are not delivered; look at ops/status",
                        hotel->code, outbox, feed);
            return false;
        }
        clock_sleep_ms(POLL_MS);
    }
}

bool compare_wait_drained(const System *system, int64_t patience_ms, GError **error)
{
    for (unsigned hotel = 0; hotel < system->hotel_count; hotel++) {
        if (!wait_hotel(system, &system->hotels[hotel], patience_ms, error)) {
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
    if (!checks || !member_integer(checks, "/v1/checks", "folios_unbalanced", &unbalanced, error)) {
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
    if (!checks || !member_integer(checks, "/v1/checks", "cells_over_limit", &over_limit, error) ||
        !member_integer(checks, "/v1/checks", "folios_unbalanced", &unbalanced, error)) {
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
