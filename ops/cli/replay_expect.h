/* What the production report must say: totals by hotel and month of arrival, computed from the bookings
 * themselves or read from a reference file. Pure but for reading the reference. */
#pragma once

#include "ops/cli/bookings_csv.h"

/* Totals of one hotel and month of arrival. */
typedef struct {
    int64_t bookings;
    int64_t cancelled;
    int64_t no_show;
    int64_t checked_out;
    int64_t room_nights;        /* booked nights of checked-out stays */
    int64_t room_revenue_minor; /* their rate times nights */
} MonthTotals;

typedef struct MonthTable MonthTable;

MonthTable *month_table_new(void);
void month_table_free(MonthTable *table);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MonthTable, month_table_free)

/* The totals of a hotel and month ("2015-07"), made with zeros when they are not there yet. */
MonthTotals *month_table_row(MonthTable *table, unsigned hotel, const char *month);

/* The same without making them: NULL when there are none. */
const MonthTotals *month_table_find(const MonthTable *table, unsigned hotel, const char *month);

/* Keys "H1 2015-07" in order; free with g_list_free(), the keys belong to the table. */
GList *month_table_keys(const MonthTable *table);

/* Splits such a key; *ret_month points into it. */
void month_key_split(const char *key, unsigned *ret_hotel, const char **ret_month);

bool month_totals_equal(const MonthTotals *left, const MonthTotals *right);

/* Totals as they stand at the end of day `until`: only what has happened by then counts. */
MonthTable *replay_expect(const GArray *bookings, Night until);

/* Reads a reference file (hotel, month_of_arrival, bookings, cancelled, no_show, check_out,
 * room_nights_stayed, revenue_adr_x_nights_checked_out and further columns that are not used). Its lines
 * "ALL" are checked against the sum of their months. NULL with file:line:column-name on a bad value. */
MonthTable *reference_read(const char *path, GError **error);

/* The reference of these bookings as text in the same form. Free with g_free(). */
char *reference_text(const GArray *bookings);
