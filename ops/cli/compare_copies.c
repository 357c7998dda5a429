#include "ops/cli/compare.h"

#include <string.h>

#include "ops/cli/cli.h"

enum {
    PAGE_ROWS = 1000,
    /* Differences of one table that are named; the rest is only counted. */
    NAMED_DIFFERENCES = 5,
};

static const char *const COPIED_TABLES[] = {"reservations", "stays", "cells"};

/* ---- reading a table ----------------------------------------------------------------------------------- */

/* Adds a page to key -> "version digest"; *ret_last is its last key, NULL for an empty page. */
static bool page_add(const json_t *page, GHashTable *rows, char **ret_last, GError **error)
{
    size_t index = 0;
    const json_t *item = NULL;
    g_autofree char *last = NULL;
    json_array_foreach(json_object_get(page, "items"), index, item)
    {
        const char *key = json_string_value(json_object_get(item, "key"));
        const char *digest = json_string_value(json_object_get(item, "digest"));
        const json_t *version = json_object_get(item, "version");
        if (!key || !digest || !json_is_integer(version)) {
            g_set_error(error, CLI_ERROR, CLI_ERROR_FAILED,
                        "copies: an item lacks key, version or digest; run programs of one version");
            return false;
        }
        g_hash_table_replace(
            rows, g_strdup(key),
            g_strdup_printf("%" G_GINT64_FORMAT " %s", (gint64)json_integer_value(version), digest));
        g_free(last);
        last = g_strdup(key);
    }
    *ret_last = g_steal_pointer(&last);
    return true;
}

/* All rows of a table: key -> "version digest". Free with g_hash_table_unref(). */
static GHashTable *table_fetch(const System *system, ApiParty *party, const char *path, GError **error)
{
    g_autoptr(GHashTable) rows = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_autofree char *after = g_strdup("");
    while (after) {
        g_autofree char *escaped = g_uri_escape_string(after, NULL, FALSE);
        g_autofree char *request =
            g_strdup_printf("%s?limit=%d%s%s", path, PAGE_ROWS, *after ? "&after=" : "", escaped);
        json_auto_t *page = api_fetch(system->caller, party, "GET", request, NULL, NULL, error);
        g_clear_pointer(&after, g_free);
        if (!page || !page_add(page, rows, &after, error)) {
            return NULL;
        }
    }
    return g_steal_pointer(&rows);
}

/* ---- comparing ----------------------------------------------------------------------------------------- */

static void print_difference(unsigned number, const char *key, const char *centre, const char *hotel)
{
    if (number <= NAMED_DIFFERENCES) {
        g_print("      %s: centre %s, hotel %s\n", key, centre ? centre : "has none",
                hotel ? hotel : "has none");
    } else if (number == NAMED_DIFFERENCES + 1) {
        g_print("      …\n");
    }
}

static unsigned rows_compare(GHashTable *centre, GHashTable *hotel)
{
    unsigned differences = 0;
    GHashTableIter iterator;
    gpointer key = NULL;
    gpointer row = NULL;
    g_hash_table_iter_init(&iterator, centre);
    while (g_hash_table_iter_next(&iterator, &key, &row)) {
        const char *other = g_hash_table_lookup(hotel, key);
        if (g_strcmp0(row, other) != 0) {
            print_difference(++differences, key, row, other);
        }
    }
    g_hash_table_iter_init(&iterator, hotel);
    while (g_hash_table_iter_next(&iterator, &key, &row)) {
        if (!g_hash_table_contains(centre, key)) {
            print_difference(++differences, key, NULL, row);
        }
    }
    return differences;
}

static bool compare_table(const System *system, const SystemHotel *hotel, const char *table,
                          unsigned *ret_differences, GError **error)
{
    g_autofree char *centre_path = g_strdup_printf("/v1/copies/%s/%s", hotel->code, table);
    g_autofree char *hotel_path = g_strdup_printf("/v1/copies/%s", table);
    g_autoptr(GHashTable) centre = table_fetch(system, system->centre, centre_path, error);
    g_autoptr(GHashTable) own = centre ? table_fetch(system, hotel->desk, hotel_path, error) : NULL;
    if (!own) {
        return false;
    }
    const unsigned differences = rows_compare(centre, own);
    g_print("%-5s %-13s %9u %9u  %s\n", hotel->code, table, g_hash_table_size(centre), g_hash_table_size(own),
            differences == 0 ? "equal" : "DIFFERS");
    *ret_differences += differences;
    return true;
}

bool compare_copies(const System *system, unsigned *ret_differences, GError **error)
{
    *ret_differences = 0;
    g_print("\ncopies, row by row\n%-5s %-13s %9s %9s\n", "hotel", "table", "centre", "hotel");
    for (unsigned hotel = 0; hotel < system->hotel_count; hotel++) {
        for (size_t table = 0; table < G_N_ELEMENTS(COPIED_TABLES); table++) {
            if (!compare_table(system, &system->hotels[hotel], COPIED_TABLES[table], ret_differences,
                               error)) {
                return false;
            }
        }
    }
    return true;
}
