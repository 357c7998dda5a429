/* Figures of a day, cells of reports, and tables for spreadsheets. */

#include "property/report/csv_rules.h"
#include "property/report/report_rules.h"
#include "property/report/statistic_rules.h"
#include "tests/support/cunit_main.h"
#include <string.h>

/* ---- figures ---- */

static void test_parts_add_up_to_the_house(void)
{
    g_autoptr(StatisticDay) day = statistic_day_new();
    const StatisticParts first = {"A", "BAR", "Groups", "web"};
    const StatisticParts second = {"A", "MEMBER", "Groups", "desk"};

    statistic_day_add(day, &second, STATISTIC_ROOMS_OCCUPIED, 2);
    statistic_day_add(day, &first, STATISTIC_ROOMS_OCCUPIED, 3);
    CU_ASSERT_EQUAL(statistic_day_row(day, STATISTIC_HOUSE, "")->values[STATISTIC_ROOMS_OCCUPIED], 5);
    CU_ASSERT_EQUAL(statistic_day_row(day, STATISTIC_ROOM_TYPE, "A")->values[STATISTIC_ROOMS_OCCUPIED], 5);
    CU_ASSERT_EQUAL(statistic_day_row(day, STATISTIC_RATE_PLAN, "BAR")->values[STATISTIC_ROOMS_OCCUPIED], 3);
    CU_ASSERT_EQUAL(statistic_day_row(day, STATISTIC_CHANNEL, "desk")->values[STATISTIC_ROOMS_OCCUPIED], 2);
    const GPtrArray *rows = statistic_day_rows(day);
    CU_ASSERT_EQUAL(rows->len, 1 + 1 + 2 + 1 + 2);
    for (guint i = 1; i < rows->len; i++) {
        const StatisticRow *before = g_ptr_array_index(rows, i - 1);
        const StatisticRow *row = g_ptr_array_index(rows, i);
        CU_ASSERT_TRUE(before->dimension < row->dimension ||
                       (before->dimension == row->dimension && strcmp(before->code, row->code) < 0));
    }
}

/* 100 rooms of which 4 are out of order; 50 occupied, 3 of them for nothing and 2 by the house. */
static const int64_t values[STATISTIC_MEASURE_COUNT] = {
    [STATISTIC_ROOMS_TOTAL] = 100, [STATISTIC_ROOMS_OUT_OF_ORDER] = 4, [STATISTIC_ROOMS_OCCUPIED] = 50,
    [STATISTIC_COMPLIMENTARY] = 3, [STATISTIC_HOUSE_USE] = 2,          [STATISTIC_REVENUE] = 450045,
    [STATISTIC_INCLUDED_TAX] = 45, [STATISTIC_OTHER_REVENUE] = 5000,   [STATISTIC_ADULTS] = 80,
    [STATISTIC_CHILDREN] = 7,
};

static int64_t figure(const char *code, const char *kind)
{
    for (guint i = 0; i < report_figure_count(); i++) {
        if (strcmp(report_figure_code(i), code) == 0) {
            json_auto_t *cell = report_figure_value(i, values);
            const json_t *value = json_object_get(cell, kind);
            CU_ASSERT_PTR_NOT_NULL_FATAL(value);
            return json_integer_value(value);
        }
    }
    CU_FAIL_FATAL("no such figure");
    return 0;
}

static void test_ratios_are_those_of_the_trade(void)
{
    CU_ASSERT_EQUAL(figure("rooms_available", "count"), 96);
    CU_ASSERT_EQUAL(figure("rooms_sold", "count"), 45);
    CU_ASSERT_EQUAL(figure("occupancy", "share"), 5208); /* 50 of 96 */
    CU_ASSERT_EQUAL(figure("average_daily_rate", "money"), 10001);
    CU_ASSERT_EQUAL(figure("average_daily_rate_net", "money"), 10000);
    CU_ASSERT_EQUAL(figure("revenue_per_available_room", "money"), 4688);
    CU_ASSERT_EQUAL(figure("total_revenue", "money"), 455045);
    CU_ASSERT_EQUAL(figure("guests", "count"), 87);
    CU_ASSERT_EQUAL(statistic_average(5, 0), 0);
    CU_ASSERT_EQUAL(statistic_average(-5, 2), -3);
}

static void test_a_year_earlier(void)
{
    CU_ASSERT_EQUAL(report_last_year(night_from_date(2024, 2, 29)), night_from_date(2023, 2, 28));
    CU_ASSERT_EQUAL(report_last_year(night_from_date(2025, 2, 28)), night_from_date(2024, 2, 28));
    CU_ASSERT_EQUAL(report_year_start(night_from_date(2025, 12, 31)), night_from_date(2025, 1, 1));
}

/* ---- cells ---- */

static void assert_cell(json_t *cell, ReportKind kind, const char *currency, const char *expected)
{
    g_autofree char *text = report_cell_text(cell, kind, currency_find(currency), REPORT_ENGLISH);

    CU_ASSERT_STRING_EQUAL(text, expected);
    json_decref(cell);
}

static void test_cells_as_texts(void)
{
    assert_cell(json_integer(-1205), REPORT_MONEY, "EUR", "-12.05");
    assert_cell(json_integer(1205), REPORT_MONEY, "JPY", "1205");
    assert_cell(json_integer(7512), REPORT_SHARE, "EUR", "75.1 %");
    assert_cell(json_integer(-55), REPORT_SHARE, "EUR", "-0.6 %");
    assert_cell(json_integer(-4), REPORT_SHARE, "EUR", "0.0 %");
    assert_cell(report_money(99), REPORT_VALUE, "EUR", "0.99");
    assert_cell(report_count(3), REPORT_VALUE, "EUR", "3");
    assert_cell(json_null(), REPORT_MONEY, "EUR", "");
    assert_cell(json_string("room"), REPORT_LABEL, "EUR", "Room");
    assert_cell(json_string("unheard_of"), REPORT_LABEL, "EUR", "unheard_of");
}

static void test_every_label_has_both_languages(void)
{
    guint count;
    const ReportDefinition *const *definitions = report_definitions(&count);

    for (guint i = 0; i < count; i++) {
        CU_ASSERT_PTR_EQUAL(report_find(definitions[i]->code), definitions[i]);
        CU_ASSERT_TRUE((definitions[i]->rows != NULL) != (definitions[i]->statement != NULL));
    }
    for (guint i = 0; i < report_figure_count(); i++) {
        const char *code = report_figure_code(i);
        CU_ASSERT_STRING_NOT_EQUAL(report_label(code, REPORT_ENGLISH), code);
        CU_ASSERT_STRING_NOT_EQUAL(report_label(code, REPORT_CHINESE), report_label(code, REPORT_ENGLISH));
    }
    CU_ASSERT_PTR_NULL(report_find("gossip"));
}

static void test_totals_stand_below_their_columns(void)
{
    const ReportDefinition *cashier = report_find("cashier");
    json_auto_t *rows = json_pack("[[s, s, i, i, i, i], [s, s, i, i, i, i]]", "ana", "cash", 2, 500, 100, 400,
                                  "bo", "card", 1, 70, 0, 70);
    json_auto_t *totals = report_totals(cashier, rows);

    CU_ASSERT_TRUE(json_is_null(json_array_get(totals, 0)));
    CU_ASSERT_EQUAL(json_integer_value(json_array_get(totals, 2)), 3);
    CU_ASSERT_EQUAL(json_integer_value(json_array_get(totals, 5)), 470);
    CU_ASSERT_PTR_NULL(report_totals(report_find("manager"), rows));
}

/* ---- tables ---- */

/* Reads a table as RFC 4180 says, joining cells with '|' and rows with '/'. */
static char *read_back(const char *csv)
{
    GString *read = g_string_new(NULL);
    bool quoted = false;

    CU_ASSERT_TRUE_FATAL(g_str_has_prefix(csv, "\xEF\xBB\xBF"));
    for (csv += 3; *csv != '\0'; csv++) {
        if (quoted && csv[0] == '"' && csv[1] == '"') {
            g_string_append_c(read, *++csv);
        } else if (*csv == '"') {
            quoted = !quoted;
        } else if (!quoted && *csv == ',') {
            g_string_append_c(read, '|');
        } else if (!quoted && csv[0] == '\r') {
            CU_ASSERT_EQUAL(csv[1], '\n');
            g_string_append_c(read, '/');
            csv++;
        } else {
            g_string_append_c(read, *csv);
        }
    }
    CU_ASSERT_FALSE(quoted);
    return g_string_free(read, FALSE);
}

static void test_tables_are_read_back(void)
{
    g_autoptr(GString) csv = csv_new();

    csv_add(csv, "", true);
    csv_add(csv, "García, \"Ana\"", true);
    csv_add(csv, "two\r\nlines", true);
    csv_end_row(csv);
    csv_add(csv, "-12.05", false);
    csv_add(csv, "", false);
    csv_end_row(csv);
    g_autofree char *read = read_back(csv->str);
    CU_ASSERT_STRING_EQUAL(read, "|García, \"Ana\"|two\r\nlines/-12.05|/");
}

static void test_formulas_are_texts(void)
{
    static const char *const typed[] = {
        "=HYPERLINK(\"http://x\")", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"};

    for (gsize i = 0; i < G_N_ELEMENTS(typed); i++) {
        g_autoptr(GString) csv = csv_new();
        csv_add(csv, typed[i], true);
        csv_end_row(csv);
        g_autofree char *read = read_back(csv->str);
        CU_ASSERT_EQUAL(read[0], '\'');
    }
}

static CU_TestInfo tests[] = {
    {"parts add up to the house", test_parts_add_up_to_the_house},
    {"ratios are those of the trade", test_ratios_are_those_of_the_trade},
    {"a year earlier", test_a_year_earlier},
    {"cells as texts", test_cells_as_texts},
    {"every label has both languages", test_every_label_has_both_languages},
    {"totals stand below their columns", test_totals_stand_below_their_columns},
    {"tables are read back", test_tables_are_read_back},
    {"formulas are texts", test_formulas_are_texts},
    CU_TEST_INFO_NULL,
};

int main(void)
{
    return test_main("property/report_rules", tests);
}
