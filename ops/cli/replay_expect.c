#include "ops/cli/replay_expect.h"

#include <string.h>

struct MonthTable {
    GTree *rows; /* "H1 2015-07" -> MonthTotals */
};

static int key_compare(const void *left, const void *right, void *data)
{
    (void)data;
    return strcmp(left, right);
}

MonthTable *month_table_new(void)
{
    MonthTable *table = g_new0(MonthTable, 1);
    table->rows = g_tree_new_full(key_compare, NULL, g_free, g_free);
    return table;
}

void month_table_free(MonthTable *table)
{
    if (table) {
        g_tree_unref(table->rows);
        g_free(table);
    }
}

MonthTotals *month_table_row(MonthTable *table, unsigned hotel, const char *month)
{
    g_autofree char *key = g_strdup_printf("%s %s", booking_hotel_code(hotel), month);
    MonthTotals *totals = g_tree_lookup(table->rows, key);
    if (!totals) {
        totals = g_new0(MonthTotals, 1);
        g_tree_insert(table->rows, g_steal_pointer(&key), totals);
    }
    return totals;
}

const MonthTotals *month_table_find(const MonthTable *table, unsigned hotel, const char *month)
{
    g_autofree char *key = g_strdup_printf("%s %s", booking_hotel_code(hotel), month);
    return g_tree_lookup(table->rows, key);
}

static gboolean key_collect(void *key, void *totals, void *data)
{
    (void)totals;
    GList **keys = data;
    *keys = g_list_prepend(*keys, key);
    return FALSE;
}

GList *month_table_keys(const MonthTable *table)
{
    GList *keys = NULL;
    g_tree_foreach(table->rows, key_collect, &keys);
    return g_list_reverse(keys);
}

void month_key_split(const char *key, unsigned *ret_hotel, const char **ret_month)
{
    *ret_hotel = g_str_has_prefix(key, booking_hotel_code(0)) ? 0 : 1;
    *ret_month = strchr(key, ' ') + 1;
}

bool month_totals_equal(const MonthTotals *left, const MonthTotals *right)
{
    return left->bookings == right->bookings && left->cancelled == right->cancelled &&
           left->no_show == right->no_show && left->checked_out == right->checked_out &&
           left->room_nights == right->room_nights && left->room_revenue_minor == right->room_revenue_minor;
}

MonthTable *replay_expect(const GArray *bookings, Night until)
{
    MonthTable *table = month_table_new();
    for (guint index = 0; index < bookings->len; index++) {
        const BookingRow *booking = &g_array_index(bookings, BookingRow, index);
        if (booking->booked_on > until) {
            continue;
        }
        char month[MONTH_TEXT_SIZE];
        MonthTotals *totals =
            month_table_row(table, booking->hotel, night_write_month(booking->arrival, month));
        totals->bookings++;
        if (booking->status_on > until) {
            continue;
        }
        totals->cancelled += booking->outcome == BOOKING_CANCELLED;
        totals->no_show += booking->outcome == BOOKING_NO_SHOW;
        if (booking->outcome == BOOKING_CHECKED_OUT) {
            totals->checked_out++;
            totals->room_nights += booking_row_nights(booking);
            totals->room_revenue_minor += booking->rate_minor * booking_row_nights(booking);
        }
    }
    return table;
}
