#include "ops/cli/compare.h"

#include <string.h>

#include "ops/cli/cli.h"

/* "1234567" -> "12,345.67". */
static char *amount_text(int64_t minor)
{
    g_autofree char *whole = g_strdup_printf("%" G_GINT64_FORMAT, ABS(minor) / 100);
    GString *text = g_string_new(minor < 0 ? "-" : "");
    const size_t digits = strlen(whole);
    for (size_t index = 0; index < digits; index++) {
        g_string_append_c(text, whole[index]);
        if ((digits - index) % 3 == 1 && index + 1 < digits) {
            g_string_append_c(text, ',');
        }
    }
    g_string_append_printf(text, ".%02d", (int)(ABS(minor) % 100));
    return g_string_free(text, FALSE);
}

static void print_line(const char *hotel, const char *month, const MonthTotals *totals, const char *verdict)
{
    g_autofree char *revenue = amount_text(totals->room_revenue_minor);
    g_print("%-5s %-7s %9" G_GINT64_FORMAT " %9" G_GINT64_FORMAT " %8" G_GINT64_FORMAT " %11" G_GINT64_FORMAT
            " %11" G_GINT64_FORMAT " %15s  %s\n",
            hotel, month, totals->bookings, totals->cancelled, totals->no_show, totals->checked_out,
            totals->room_nights, revenue, verdict);
}

static void totals_sum(MonthTotals *sum, const MonthTotals *totals)
{
    sum->bookings += totals->bookings;
    sum->cancelled += totals->cancelled;
    sum->no_show += totals->no_show;
    sum->checked_out += totals->checked_out;
    sum->room_nights += totals->room_nights;
    sum->room_revenue_minor += totals->room_revenue_minor;
}

/* Months that either side has, in order. Free with g_list_free_full(…, g_free). */
static GList *all_keys(const MonthTable *expected, const MonthTable *found)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    const MonthTable *const tables[] = {expected, found};
    GList *keys = NULL;
    for (size_t index = 0; index < G_N_ELEMENTS(tables); index++) {
        g_autoptr(GList) own = month_table_keys(tables[index]);
        for (const GList *at = own; at; at = at->next) {
            if (g_hash_table_add(seen, at->data)) {
                keys = g_list_prepend(keys, g_strdup(at->data));
            }
        }
    }
    return g_list_sort(keys, (GCompareFunc)strcmp);
}

/* Prints one month; true when it agrees. */
static bool compare_month(const char *key, const MonthTable *expected, const MonthTable *found,
                          MonthTotals *sum)
{
    static const MonthTotals NOTHING = {0};
    unsigned hotel = 0;
    const char *month = NULL;
    month_key_split(key, &hotel, &month);
    const MonthTotals *want = month_table_find(expected, hotel, month);
    const MonthTotals *have = month_table_find(found, hotel, month);
    want = want ? want : &NOTHING;
    have = have ? have : &NOTHING;
    const bool agrees = month_totals_equal(want, have);
    print_line(booking_hotel_code(hotel), month, have, agrees ? "equal" : "DIFFERS");
    if (!agrees) {
        print_line("", "wanted", want, "");
    }
    totals_sum(sum, have);
    return agrees;
}

unsigned compare_production(const char *title, const MonthTable *expected, const MonthTable *found)
{
    g_print("\n%s\n%-5s %-7s %9s %9s %8s %11s %11s %15s\n", title, "hotel", "month", "bookings", "cancelled",
            "no-show", "checked out", "room nights", "revenue");
    unsigned differences = 0;
    MonthTotals sum = {0};
    GList *keys = all_keys(expected, found);
    for (const GList *at = keys; at; at = at->next) {
        differences += !compare_month(at->data, expected, found, &sum);
    }
    g_list_free_full(keys, g_free);
    print_line("all", "", &sum, differences == 0 ? "equal" : "DIFFERS");
    return differences;
}

/* ---- the centre's report ------------------------------------------------------------------------------ */

static bool item_integer(const json_t *item, const char *member, int64_t *ret_value, GError **error)
{
    const json_t *value = json_object_get(item, member);
    if (!json_is_integer(value)) {
        g_set_error(error, CLI_ERROR, CLI_ERROR_FAILED,
                    "production report: an item has no number '%s'; run programs of one version", member);
        return false;
    }
    *ret_value = json_integer_value(value);
    return true;
}

static bool item_read(const json_t *item, MonthTotals *totals, GError **error)
{
    return item_integer(item, "bookings", &totals->bookings, error) &&
           item_integer(item, "cancelled", &totals->cancelled, error) &&
           item_integer(item, "no_show", &totals->no_show, error) &&
           item_integer(item, "checked_out", &totals->checked_out, error) &&
           item_integer(item, "room_nights", &totals->room_nights, error) &&
           item_integer(item, "room_revenue_minor", &totals->room_revenue_minor, error);
}

static bool items_read(const json_t *items, unsigned hotel, MonthTable *table, GError **error)
{
    size_t index = 0;
    const json_t *item = NULL;
    json_array_foreach(items, index, item)
    {
        const char *month = json_string_value(json_object_get(item, "month"));
        MonthTotals totals = {0};
        if (!month || !item_read(item, &totals, error)) {
            return false;
        }
        *month_table_row(table, hotel, month) = totals;
    }
    return true;
}

MonthTable *compare_fetch_production(const System *system, GError **error)
{
    g_autoptr(MonthTable) table = month_table_new();
    for (unsigned hotel = 0; hotel < system->hotel_count; hotel++) {
        g_autofree char *path =
            g_strdup_printf("/v1/reports/production?hotel=%s", system->hotels[hotel].code);
        json_auto_t *report = api_fetch(system->caller, system->centre, "GET", path, NULL, NULL, error);
        if (!report || !items_read(json_object_get(report, "items"), hotel, table, error)) {
            return NULL;
        }
    }
    return g_steal_pointer(&table);
}
