#include "property/report/report_rules.h"

#include "property/report/statistic_rules.h"
#include <string.h>

/* ---- figures ---- */

static int64_t occupancy(const int64_t *values)
{
    return statistic_share(values[STATISTIC_ROOMS_OCCUPIED], statistic_rooms_available(values));
}

static int64_t average_rate(const int64_t *values)
{
    return statistic_average(values[STATISTIC_REVENUE], statistic_rooms_sold(values));
}

static int64_t average_rate_net(const int64_t *values)
{
    return statistic_average(statistic_net_revenue(values), statistic_rooms_sold(values));
}

static int64_t revenue_per_room(const int64_t *values)
{
    return statistic_average(values[STATISTIC_REVENUE], statistic_rooms_available(values));
}

static int64_t revenue_per_room_net(const int64_t *values)
{
    return statistic_average(statistic_net_revenue(values), statistic_rooms_available(values));
}

/* Of an open day: the room revenue with what tonight's guests are still to be charged. */
static int64_t revenue_tonight(const int64_t *values)
{
    return values[STATISTIC_REVENUE] + values[STATISTIC_EXPECTED_REVENUE];
}

static int64_t average_rate_tonight(const int64_t *values)
{
    return statistic_average(revenue_tonight(values), statistic_rooms_sold(values));
}

static int64_t revenue_per_room_tonight(const int64_t *values)
{
    return statistic_average(revenue_tonight(values), statistic_rooms_available(values));
}

static int64_t guests(const int64_t *values)
{
    return values[STATISTIC_ADULTS] + values[STATISTIC_CHILDREN];
}

static int64_t total_revenue(const int64_t *values)
{
    return values[STATISTIC_REVENUE] + values[STATISTIC_OTHER_REVENUE];
}

/* Either a measure as it was counted, or computed from several. */
typedef struct Figure {
    const char *code;
    json_t *(*cell)(int64_t value);
    StatisticMeasure measure;
    int64_t (*compute)(const int64_t *values);
    bool of_open_day; /* says nothing of a day that has ended */
} Figure;

static const Figure figures[] = {
    {"rooms_total", report_count, STATISTIC_ROOMS_TOTAL, NULL, false},
    {"rooms_out_of_order", report_count, STATISTIC_ROOMS_OUT_OF_ORDER, NULL, false},
    {"rooms_available", report_count, 0, statistic_rooms_available, false},
    {"rooms_occupied", report_count, STATISTIC_ROOMS_OCCUPIED, NULL, false},
    {"complimentary", report_count, STATISTIC_COMPLIMENTARY, NULL, false},
    {"house_use", report_count, STATISTIC_HOUSE_USE, NULL, false},
    {"rooms_sold", report_count, 0, statistic_rooms_sold, false},
    {"day_use", report_count, STATISTIC_DAY_USE, NULL, false},
    {"occupancy", report_share, 0, occupancy, false},
    {"average_daily_rate", report_money, 0, average_rate, false},
    {"revenue_per_available_room", report_money, 0, revenue_per_room, false},
    {"average_daily_rate_net", report_money, 0, average_rate_net, false},
    {"revenue_per_available_room_net", report_money, 0, revenue_per_room_net, false},
    {"room_revenue_expected", report_money, STATISTIC_EXPECTED_REVENUE, NULL, true},
    {"room_revenue_tonight", report_money, 0, revenue_tonight, true},
    {"average_daily_rate_tonight", report_money, 0, average_rate_tonight, true},
    {"revenue_per_available_room_tonight", report_money, 0, revenue_per_room_tonight, true},
    {"arrivals", report_count, STATISTIC_ARRIVALS, NULL, false},
    {"departures", report_count, STATISTIC_DEPARTURES, NULL, false},
    {"stay_overs", report_count, STATISTIC_STAY_OVERS, NULL, false},
    {"no_shows", report_count, STATISTIC_NO_SHOWS, NULL, false},
    {"cancellations", report_count, STATISTIC_CANCELLATIONS, NULL, false},
    {"adults", report_count, STATISTIC_ADULTS, NULL, false},
    {"children", report_count, STATISTIC_CHILDREN, NULL, false},
    {"guests", report_count, 0, guests, false},
    {"room_revenue", report_money, STATISTIC_REVENUE, NULL, false},
    {"included_tax", report_money, STATISTIC_INCLUDED_TAX, NULL, false},
    {"room_revenue_net", report_money, 0, statistic_net_revenue, false},
    {"other_revenue", report_money, STATISTIC_OTHER_REVENUE, NULL, false},
    {"total_revenue", report_money, 0, total_revenue, false},
    {"added_tax", report_money, STATISTIC_TAX, NULL, false},
};

guint report_figure_count(void)
{
    return G_N_ELEMENTS(figures);
}

const char *report_figure_code(guint index)
{
    g_assert(index < G_N_ELEMENTS(figures));
    return figures[index].code;
}

bool report_figure_of_open_day(guint index)
{
    g_assert(index < G_N_ELEMENTS(figures));
    return figures[index].of_open_day;
}

json_t *report_figure_value(guint index, const int64_t *values)
{
    g_assert(index < G_N_ELEMENTS(figures));
    const Figure *figure = &figures[index];
    return figure->cell(figure->compute != NULL ? figure->compute(values) : values[figure->measure]);
}

const char *report_usali_department(const char *department)
{
    static const struct {
        const char *department;
        const char *schedule;
    } schedules[] = {
        {"room", "usali_rooms"},
        {"food", "usali_food_and_beverage"},
        {"beverage", "usali_food_and_beverage"},
        {"minibar", "usali_food_and_beverage"},
        {"parking", "usali_other_operated"},
        {"laundry", "usali_other_operated"},
        {"spa", "usali_other_operated"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(schedules); i++) {
        if (strcmp(schedules[i].department, department) == 0) {
            return schedules[i].schedule;
        }
    }
    return "usali_miscellaneous";
}

/* ---- dates ---- */

Night report_last_year(Night date)
{
    int year, month, day;

    night_to_date(date, &year, &month, &day);
    return night_from_date(year - 1, month, night_date_is_valid(year - 1, month, day) ? day : day - 1);
}

Night report_year_start(Night date)
{
    int year, month, day;

    night_to_date(date, &year, &month, &day);
    return night_from_date(year, 1, 1);
}

/* ---- cells ---- */

static char *share_text(int64_t basis_points)
{
    int64_t tenths = (ABS(basis_points) + 5) / 10;

    return g_strdup_printf("%s%" G_GINT64_FORMAT ".%" G_GINT64_FORMAT " %%",
                           basis_points < 0 && tenths > 0 ? "-" : "", tenths / 10, tenths % 10);
}

static char *value_text(const json_t *cell, const Currency *currency)
{
    static const ReportKind kinds[] = {REPORT_COUNT, REPORT_MONEY, REPORT_SHARE};

    for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++) {
        const json_t *value = json_object_get(cell, report_kind_code(kinds[i]));
        if (value != NULL) {
            return report_cell_text(value, kinds[i], currency, REPORT_ENGLISH);
        }
    }
    return g_strdup("");
}

char *report_cell_text(const json_t *cell, ReportKind kind, const Currency *currency, ReportLanguage language)
{
    if (cell == NULL || json_is_null(cell)) {
        return g_strdup("");
    }
    switch (kind) {
    case REPORT_COUNT:
        return g_strdup_printf("%" JSON_INTEGER_FORMAT, json_integer_value(cell));
    case REPORT_MONEY:
        return money_format((Money){json_integer_value(cell), currency});
    case REPORT_SHARE:
        return share_text(json_integer_value(cell));
    case REPORT_VALUE:
        return value_text(cell, currency);
    case REPORT_LABEL:
        return g_strdup(report_label(json_string_value(cell), language));
    default:
        return g_strdup(json_string_value(cell));
    }
}

json_t *report_totals(const ReportDefinition *definition, const json_t *rows)
{
    json_t *totals = json_array();
    bool any = false;

    for (guint column = 0; column < definition->column_count; column++) {
        json_int_t sum = 0;
        any = any || definition->columns[column].total;
        for (size_t row = 0; row < json_array_size(rows); row++) {
            sum += json_integer_value(json_array_get(json_array_get(rows, row), column));
        }
        json_array_append_new(totals, definition->columns[column].total ? json_integer(sum) : json_null());
    }
    if (!any) {
        g_clear_pointer(&totals, json_decref);
    }
    return totals;
}
