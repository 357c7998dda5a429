#include "property/downtime/downtime_rules.h"

#include "schemas/card_number.h"
#include <string.h>

bool downtime_due(const DowntimeAge *age)
{
    if (age->failed) {
        return age->age_ms >= DOWNTIME_AGAIN_MS;
    }
    if (!age->made) {
        return true;
    }
    return age->age_ms >= (age->changed ? DOWNTIME_GATHER_MS : DOWNTIME_EVERY_MS);
}

bool downtime_paper_due(bool behind, int64_t age_ms)
{
    return age_ms >= (behind ? DOWNTIME_PAPER_MS : DOWNTIME_PAPER_EVERY_MS);
}

bool downtime_late(bool made, int64_t age_ms)
{
    return !made || age_ms > DOWNTIME_LATE_MS;
}

char *downtime_blot(const char *text)
{
    GString *clean = g_string_new(NULL);
    gsize start, length;

    while (card_number_find(text, false, &start, &length)) {
        g_string_append_len(clean, text, (gssize)start);
        g_string_append(clean, "••••");
        text += start + length;
    }
    g_string_append(clean, text);
    return g_string_free(clean, FALSE);
}

static gint compare_names(gconstpointer left, gconstpointer right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

GPtrArray *downtime_surplus(GPtrArray *names, guint keep)
{
    GPtrArray *surplus = g_ptr_array_new();

    g_ptr_array_sort(names, compare_names);
    for (guint i = 0; i + keep < names->len; i++) {
        g_ptr_array_add(surplus, g_ptr_array_index(names, i));
    }
    return surplus;
}
