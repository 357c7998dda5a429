#include "ops/cli/compare.h"

#include "ops/cli/cli.h"
#include <string.h>

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

/* ---- what must be zero ----------------------------------------------------------------------------------
 */

/* A member of the answers of /v1/checks, what it counts, and what to do when there is any. */
typedef struct {
    const char *member;
    const char *what;
    const char *remedy;
} ZeroCheck;

static const ZeroCheck CENTRE_CHECKS[] = {
    {"cells_over_limit", "cells over their limit",
     "raise the cell's limit in PUT /v1/hotels/{hotel}/limits, or move guests to a sister hotel"},
    {"cells_rights_wrong", "cells whose rights do not add up",
     "the database's constraint is gone: migrate it anew, then set the cell right"},
    {"cells_counted_wrong", "cells that count wrong",
     "set sold and held of the cell to the nights its reservations and holds keep, then tell the hotels by "
     "any "
     "change of its limit"},
    {"folios_misadded", "folios that add up wrong", "the hotel sends the stay again: see its reconciliation"},
    {"versions_ahead", "rows newer than their feed", "restore the hotel's row, or raise its feed_version"},
    {"versions_doubled", "versions given twice", "change one of the rows again, so that it is told anew"},
};

static const ZeroCheck HOTEL_CHECKS[] = {
    {"folios_unbalanced", "folios that do not balance", "settle the folio at the desk"},
    {"folios_misadded", "folios that add up wrong", "compare the stay with its postings; postings are right"},
    {"rooms_doubly_occupied", "rooms with two guests", "move one of the guests"},
    {"rights_overused", "rights used beyond the grant", "look at the exceptions of the centre, walk a guest"},
    {"outbox_gaps", "entries missing in the outbox", "restore the hotel's store from its backup"},
};

static unsigned check_add(GString *table, const char *where, const char *what, int64_t count)
{
    g_string_append_printf(table, COMPARE_ROW, where, what, "", "", count == 0 ? "good" : "WRONG");
    if (count != 0) {
        g_string_truncate(table, table->len - 1);
        g_string_append_printf(table, " (%" G_GINT64_FORMAT ")\n", count);
    }
    return count == 0 ? 0 : 1;
}

static const char *text_of(const json_t *object, const char *member)
{
    const char *text = json_string_value(json_object_get(object, member));
    return text ? text : "";
}

/* The places a check names, and the remedy. */
static void findings_add(GString *table, const json_t *answer, const ZeroCheck *check)
{
    size_t index = 0;
    const json_t *finding = NULL;
    json_array_foreach(json_object_get(answer, "findings"), index, finding)
    {
        if (strcmp(text_of(finding, "check"), check->member) == 0) {
            g_string_append_printf(table, "        %s %s: %s\n", text_of(finding, "hotel"),
                                   text_of(finding, "place"), text_of(finding, "detail"));
        }
    }
    g_string_append_printf(table, "        remedy: %s\n", check->remedy);
}

static bool check_all_zero(GString *table, const json_t *answer, const char *where, const ZeroCheck *checks,
                           size_t count, unsigned *ret_differences, GError **error)
{
    for (size_t index = 0; index < count; index++) {
        int64_t number = 0;
        if (!system_member_integer(answer, "/v1/checks", checks[index].member, &number, error)) {
            return false;
        }
        if (check_add(table, where, checks[index].what, number) > 0) {
            findings_add(table, answer, &checks[index]);
            *ret_differences += 1;
        }
    }
    return true;
}

/* ---- outbox entries at both ends ------------------------------------------------------------------------
 */

static int64_t applied_entry(const json_t *centre, const char *code)
{
    size_t index = 0;
    const json_t *hotel = NULL;
    json_array_foreach(json_object_get(centre, "hotels"), index, hotel)
    {
        if (strcmp(text_of(hotel, "hotel"), code) == 0) {
            return json_integer_value(json_object_get(hotel, "applied_entry"));
        }
    }
    return 0;
}

/* `before` was asked before the centre, `after` behind it, so that entries on their way do not count: what
 * was acknowledged before must be applied, and nothing may be applied that the hotel has not written. */
static bool entries_check(GString *table, const json_t *centre, const char *code, const json_t *before,
                          const json_t *after, unsigned *ret_differences, GError **error)
{
    const int64_t applied = applied_entry(centre, code);
    int64_t last_before = 0;
    int64_t pending = 0;
    int64_t last_after = 0;
    if (!system_member_integer(before, "/v1/checks", "last_entry", &last_before, error) ||
        !system_member_integer(before, "/v1/checks", "outbox_pending", &pending, error) ||
        !system_member_integer(after, "/v1/checks", "last_entry", &last_after, error)) {
        return false;
    }
    const int64_t lost = MAX(last_before - pending - applied, 0) + MAX(applied - last_after, 0);
    if (check_add(table, code, "entries lost on the way", lost) > 0) {
        g_string_append_printf(table,
                               "        the centre has applied %" G_GINT64_FORMAT
                               ", the hotel has written %" G_GINT64_FORMAT
                               " and thinks all but %" G_GINT64_FORMAT
                               " applied\n        remedy: one of the two stores is older than the other: "
                               "restore it\n",
                               applied, last_after, pending);
        *ret_differences += 1;
    }
    return true;
}

/* ---- all of them -----------------------------------------------------------------------------------------
 */

static json_t *fetch_checks(const System *system, ApiParty *party, Progress *progress, GError **error)
{
    json_t *answer = api_fetch(system->caller, party, "GET", "/v1/checks", NULL, NULL, error);
    compare_progress(progress, "checks");
    return answer;
}

static bool hotel_checks(const System *system, const SystemHotel *hotel, const json_t *centre,
                         const json_t *before, Progress *progress, GString *table, unsigned *ret_differences,
                         GError **error)
{
    json_auto_t *after = fetch_checks(system, hotel->desk, progress, error);
    return after &&
           check_all_zero(table, after, hotel->code, HOTEL_CHECKS, G_N_ELEMENTS(HOTEL_CHECKS),
                          ret_differences, error) &&
           entries_check(table, centre, hotel->code, before, after, ret_differences, error);
}

static bool all_checks(const System *system, GPtrArray *before, Progress *progress, GString *table,
                       unsigned *ret_differences, GError **error)
{
    for (unsigned index = 0; index < system->hotel_count; index++) {
        json_t *answer = fetch_checks(system, system->hotels[index].desk, progress, error);
        if (!answer) {
            return false;
        }
        g_ptr_array_add(before, answer);
    }
    json_auto_t *centre = fetch_checks(system, system->centre, progress, error);
    if (!centre || !check_all_zero(table, centre, "centre", CENTRE_CHECKS, G_N_ELEMENTS(CENTRE_CHECKS),
                                   ret_differences, error)) {
        return false;
    }
    for (unsigned index = 0; index < system->hotel_count; index++) {
        if (!hotel_checks(system, &system->hotels[index], centre, before->pdata[index], progress, table,
                          ret_differences, error)) {
            return false;
        }
    }
    return true;
}

static void answer_free(gpointer answer)
{
    json_decref(answer);
}

bool compare_checks(const System *system, Progress *progress, GString *table, unsigned *ret_differences,
                    GError **error)
{
    g_autoptr(GPtrArray) before = g_ptr_array_new_with_free_func(answer_free);
    *ret_differences = 0;
    return all_checks(system, before, progress, table, ret_differences, error);
}
