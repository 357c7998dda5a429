#include "ops/cli/compare.h"

#include <string.h>

#include "ops/cli/cli.h"
#include "ops/clock.h"

enum {
    PAGE_ROWS = 1000,
    /* Differences of one table that are named; the rest is only counted. */
    NAMED_DIFFERENCES = 5,
    /* Looks at a table that differs, and the time in which what is on its way arrives. */
    LOOKS = 4,
    LOOK_PATIENCE_MS = 30000,
    LOOK_PAUSE_MS = 300,
};

static const char *const COPIED_TABLES[] = {"reservations", "stays", "cells", "rate_overrides",
                                            "restrictions"};

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

static void difference_add(GString *text, unsigned number, const char *key, const char *centre,
                           const char *hotel)
{
    if (number <= NAMED_DIFFERENCES) {
        g_string_append_printf(text, "        %s: centre %s, hotel %s\n", key, centre ? centre : "has none",
                               hotel ? hotel : "has none");
    } else if (number == NAMED_DIFFERENCES + 1) {
        g_string_append(text, "        …\n");
    }
}

static unsigned rows_compare(GHashTable *centre, GHashTable *hotel, GString *text)
{
    unsigned differences = 0;
    GHashTableIter iterator;
    gpointer key = NULL;
    gpointer row = NULL;
    g_hash_table_iter_init(&iterator, centre);
    while (g_hash_table_iter_next(&iterator, &key, &row)) {
        const char *other = g_hash_table_lookup(hotel, key);
        if (g_strcmp0(row, other) != 0) {
            difference_add(text, ++differences, key, row, other);
        }
    }
    g_hash_table_iter_init(&iterator, hotel);
    while (g_hash_table_iter_next(&iterator, &key, &row)) {
        if (!g_hash_table_contains(centre, key)) {
            difference_add(text, ++differences, key, NULL, row);
        }
    }
    return differences;
}

static bool look_at_table(const System *system, const SystemHotel *hotel, const char *name, GString *text,
                          unsigned *ret_differences, GError **error)
{
    g_autofree char *centre_path = g_strdup_printf("/v1/copies/%s/%s", hotel->code, name);
    g_autofree char *hotel_path = g_strdup_printf("/v1/copies/%s", name);
    g_autoptr(GHashTable) centre = table_fetch(system, system->centre, centre_path, error);
    g_autoptr(GHashTable) own = centre ? table_fetch(system, hotel->desk, hotel_path, error) : NULL;
    if (!own) {
        return false;
    }
    g_autoptr(GString) differing = g_string_new(NULL);
    g_autofree char *centre_rows = g_strdup_printf("%u", g_hash_table_size(centre));
    g_autofree char *hotel_rows = g_strdup_printf("%u", g_hash_table_size(own));
    g_autofree char *what = g_strconcat("copies of ", name, NULL);
    *ret_differences = rows_compare(centre, own, differing);
    g_string_printf(text, COMPARE_ROW, hotel->code, what, centre_rows, hotel_rows,
                    *ret_differences == 0 ? "equal" : "DIFFERS");
    if (*ret_differences > 0) {
        g_string_append(text, differing->str);
        g_string_append(text, "        remedy: the hotel puts it right by itself: see its GET "
                              "/v1/reconciliation\n");
    }
    return true;
}

static bool compare_table(const System *system, const SystemHotel *hotel, const char *name, GString *table,
                          unsigned *ret_differences, GError **error)
{
    g_autoptr(GString) text = g_string_new(NULL);
    unsigned differences = 1;
    for (int look = 0; look < LOOKS && differences > 0; look++) {
        if (look > 0) {
            clock_sleep_ms(LOOK_PAUSE_MS);
        }
        if (!system_wait_hotel(system, hotel, SYSTEM_WAIT_FEED_AND_OUTBOX, LOOK_PATIENCE_MS, error) ||
            !look_at_table(system, hotel, name, text, &differences, error)) {
            return false;
        }
    }
    g_string_append(table, text->str);
    *ret_differences += differences;
    return true;
}

GString *compare_table_new(void)
{
    GString *table = g_string_new("\n");
    g_string_append_printf(table, COMPARE_ROW, "where", "what", "centre", "hotel", "result");
    return table;
}

uint64_t compare_steps(const System *system)
{
    /* Every table of a hotel, its checks before and after, and those of the centre. */
    return system->hotel_count * (G_N_ELEMENTS(COPIED_TABLES) + 2) + 1;
}

void compare_progress(Progress *progress, const char *what)
{
    if (progress) {
        progress_step(progress, 1);
        progress_set_text(progress, what, "");
        progress_show(progress);
    }
}

bool compare_copies(const System *system, Progress *progress, GString *table, unsigned *ret_differences,
                    GError **error)
{
    *ret_differences = 0;
    for (unsigned hotel = 0; hotel < system->hotel_count; hotel++) {
        for (size_t index = 0; index < G_N_ELEMENTS(COPIED_TABLES); index++) {
            if (!compare_table(system, &system->hotels[hotel], COPIED_TABLES[index], table, ret_differences,
                               error)) {
                return false;
            }
            compare_progress(progress, system->hotels[hotel].code);
        }
    }
    return true;
}
