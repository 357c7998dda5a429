#include "property/report/statistic_rules.h"

#include <string.h>

#define WHOLE_BASIS_POINTS 10000

struct StatisticDay {
    GPtrArray *rows; /* StatisticRow *, sorted */
};

static const char *const dimension_codes[STATISTIC_DIMENSION_COUNT] = {
    [STATISTIC_HOUSE] = "house",         [STATISTIC_ROOM_TYPE] = "room_type",
    [STATISTIC_RATE_PLAN] = "rate_plan", [STATISTIC_SEGMENT] = "segment",
    [STATISTIC_CHANNEL] = "channel",     [STATISTIC_DEPARTMENT] = "department",
};

static const char *const measure_columns[STATISTIC_KEPT_COUNT] = {
    [STATISTIC_ROOMS_TOTAL] = "rooms_total",
    [STATISTIC_ROOMS_OUT_OF_ORDER] = "rooms_out_of_order",
    [STATISTIC_ROOMS_OCCUPIED] = "rooms_occupied",
    [STATISTIC_COMPLIMENTARY] = "complimentary",
    [STATISTIC_HOUSE_USE] = "house_use",
    [STATISTIC_DAY_USE] = "day_use",
    [STATISTIC_ARRIVALS] = "arrivals",
    [STATISTIC_DEPARTURES] = "departures",
    [STATISTIC_STAY_OVERS] = "stay_overs",
    [STATISTIC_NO_SHOWS] = "no_shows",
    [STATISTIC_CANCELLATIONS] = "cancellations",
    [STATISTIC_ADULTS] = "adults",
    [STATISTIC_CHILDREN] = "children",
    [STATISTIC_REVENUE] = "revenue_minor",
    [STATISTIC_INCLUDED_TAX] = "included_tax_minor",
    [STATISTIC_OTHER_REVENUE] = "other_revenue_minor",
    [STATISTIC_TAX] = "tax_minor",
};

static void free_row(gpointer pointer)
{
    StatisticRow *row = pointer;

    g_free(row->code);
    g_free(row);
}

StatisticDay *statistic_day_new(void)
{
    StatisticDay *day = g_new0(StatisticDay, 1);

    day->rows = g_ptr_array_new_with_free_func(free_row);
    return day;
}

void statistic_day_free(StatisticDay *day)
{
    if (day == NULL) {
        return;
    }
    g_ptr_array_unref(day->rows);
    g_free(day);
}

static int compare_row(const StatisticRow *row, StatisticDimension dimension, const char *code)
{
    return row->dimension != dimension ? (int)row->dimension - (int)dimension : strcmp(row->code, code);
}

StatisticRow *statistic_day_row(StatisticDay *day, StatisticDimension dimension, const char *code)
{
    guint low = 0;
    guint high = day->rows->len;

    while (low < high) {
        guint middle = (low + high) / 2;
        StatisticRow *row = g_ptr_array_index(day->rows, middle);
        int order = compare_row(row, dimension, code);
        if (order == 0) {
            return row;
        }
        low = order < 0 ? middle + 1 : low;
        high = order < 0 ? high : middle;
    }
    StatisticRow *added = g_new0(StatisticRow, 1);
    added->dimension = dimension;
    added->code = g_strdup(code);
    g_ptr_array_insert(day->rows, (gint)low, added);
    return added;
}

void statistic_day_add(StatisticDay *day, const StatisticParts *parts, StatisticMeasure measure,
                       int64_t amount)
{
    statistic_day_row(day, STATISTIC_HOUSE, "")->values[measure] += amount;
    statistic_day_row(day, STATISTIC_ROOM_TYPE, parts->room_type)->values[measure] += amount;
    statistic_day_row(day, STATISTIC_RATE_PLAN, parts->rate_plan)->values[measure] += amount;
    statistic_day_row(day, STATISTIC_SEGMENT, parts->segment)->values[measure] += amount;
    statistic_day_row(day, STATISTIC_CHANNEL, parts->channel)->values[measure] += amount;
}

GPtrArray *statistic_day_rows(const StatisticDay *day)
{
    return day->rows;
}

const char *statistic_dimension_code(StatisticDimension dimension)
{
    g_assert(dimension < STATISTIC_DIMENSION_COUNT);
    return dimension_codes[dimension];
}

const char *statistic_measure_column(StatisticMeasure measure)
{
    g_assert(measure < STATISTIC_KEPT_COUNT);
    return measure_columns[measure];
}

int64_t statistic_rooms_sold(const int64_t *values)
{
    return values[STATISTIC_ROOMS_OCCUPIED] - values[STATISTIC_COMPLIMENTARY] - values[STATISTIC_HOUSE_USE];
}

int64_t statistic_rooms_available(const int64_t *values)
{
    return values[STATISTIC_ROOMS_TOTAL] - values[STATISTIC_ROOMS_OUT_OF_ORDER];
}

int64_t statistic_net_revenue(const int64_t *values)
{
    return values[STATISTIC_REVENUE] - values[STATISTIC_INCLUDED_TAX];
}

int64_t statistic_share(int64_t part, int64_t whole)
{
    return statistic_average(part * WHOLE_BASIS_POINTS, whole);
}

int64_t statistic_average(int64_t amount_minor, int64_t count)
{
    if (count <= 0) {
        return 0;
    }
    int64_t half = count / 2;
    return (amount_minor >= 0 ? amount_minor + half : amount_minor - half) / count;
}
