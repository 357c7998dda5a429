#include "property/downtime/downtime_rules.h"

#include <string.h>

#define CARD_DIGITS_MIN 12
#define CARD_DIGITS_MAX 19

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
    return behind && age_ms >= DOWNTIME_PAPER_MS;
}

bool downtime_late(bool made, int64_t age_ms)
{
    return !made || age_ms > DOWNTIME_LATE_MS;
}

/* The length of the run of digits, single spaces and dashes that begins here. */
static gsize run_length(const char *text, guint *ret_digits)
{
    gsize length = 0;
    gsize end = 0;

    *ret_digits = 0;
    for (; text[length] != '\0'; length++) {
        bool between = (text[length] == ' ' || text[length] == '-') && g_ascii_isdigit(text[length + 1]);
        if (g_ascii_isdigit(text[length])) {
            *ret_digits += 1;
            end = length + 1;
        } else if (!between) {
            break;
        }
    }
    return end;
}

char *downtime_blot(const char *text)
{
    GString *clean = g_string_new(NULL);

    while (*text != '\0') {
        guint digits = 0;
        gsize length = g_ascii_isdigit(*text) ? run_length(text, &digits) : 0;
        if (digits >= CARD_DIGITS_MIN && digits <= CARD_DIGITS_MAX) {
            g_string_append(clean, "••••");
        } else {
            g_string_append_len(clean, text, (gssize)MAX(length, 1));
        }
        text += MAX(length, 1);
    }
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
