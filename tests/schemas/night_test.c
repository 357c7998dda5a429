#include "schemas/night.h"
#include "tests/support/cunit_main.h"

#include <string.h>

static void test_known_dates(void)
{
    CU_ASSERT_EQUAL(night_from_date(1970, 1, 1), 0);
    CU_ASSERT_EQUAL(night_from_date(1969, 12, 31), -1);
    CU_ASSERT_EQUAL(night_from_date(2015, 7, 1), 16617);
    CU_ASSERT_EQUAL(night_from_date(2000, 2, 29), 11016);
    CU_ASSERT_EQUAL(night_from_date(1, 1, 1), NIGHT_MIN);
    CU_ASSERT_EQUAL(night_from_date(9999, 12, 31), NIGHT_MAX);
}

/* GLib's calendar is an independent witness for every single day of four centuries and more. */
static void test_every_day_agrees_with_glib(void)
{
    GDate date;
    bool agree = true;

    g_date_clear(&date, 1);
    g_date_set_dmy(&date, 1, G_DATE_JANUARY, 1890);
    for (Night night = night_from_date(1890, 1, 1); night < night_from_date(2310, 1, 1); night++) {
        int year, month, day;
        night_to_date(night, &year, &month, &day);
        agree = agree && year == g_date_get_year(&date) && month == (int)g_date_get_month(&date) &&
                day == g_date_get_day(&date) && night_from_date(year, month, day) == night &&
                night_weekday(night) == (int)g_date_get_weekday(&date);
        g_date_add_days(&date, 1);
    }
    CU_ASSERT_TRUE(agree);
}

static void test_weekdays(void)
{
    CU_ASSERT_EQUAL(night_weekday(night_from_date(2015, 7, 1)), 3);
    CU_ASSERT_EQUAL(night_weekday(night_from_date(2026, 11, 22)), 7);
    CU_ASSERT_EQUAL(night_weekday(NIGHT_MIN), 1);
}

static void test_random_nights_survive_text(void)
{
    g_autoptr(GRand) random = test_random_new();
    char buffer[NIGHT_TEXT_SIZE];

    for (int round = 0; round < 20000; round++) {
        Night night =
            (Night)test_random_between(random, night_from_date(1900, 1, 1), night_from_date(2999, 12, 31));
        Night again = NIGHT_NONE;
        CU_ASSERT_TRUE_FATAL(night_parse(night_write(night, buffer), &again, NULL));
        CU_ASSERT_EQUAL_FATAL(again, night);
    }
    g_autofree char *text = night_format(night_from_date(2017, 8, 9));
    CU_ASSERT_STRING_EQUAL(text, "2017-08-09");
}

static void test_bad_dates_are_refused(void)
{
    static const char *const BAD_SYNTAX[] = {"",           "2015-7-01",   "2015-07-1",   "15-07-01",
                                             "2015/07/01", "2015-07-01 ", " 2015-07-01", "2015-07-01T",
                                             "2015-07",    "20150701",    "2015-07-0a",  "+015-07-01",
                                             "-015-07-01", "2015-07-011"};
    static const char *const BAD_DATE[] = {"2015-02-29", "2015-00-10", "2015-13-10", "2015-04-31",
                                           "2015-01-00", "1899-12-31", "3000-01-01", "1900-02-29"};
    GError *error = NULL;
    Night night = 42;

    for (gsize index = 0; index < G_N_ELEMENTS(BAD_SYNTAX); index++) {
        CU_ASSERT_FALSE(night_parse(BAD_SYNTAX[index], &night, &error));
        TEST_ASSERT_ERROR(error, NIGHT_ERROR, NIGHT_ERROR_SYNTAX, "write YYYY-MM-DD");
    }
    for (gsize index = 0; index < G_N_ELEMENTS(BAD_DATE); index++) {
        CU_ASSERT_FALSE(night_parse(BAD_DATE[index], &night, &error));
        TEST_ASSERT_ERROR(error, NIGHT_ERROR, NIGHT_ERROR_DATE, "calendar");
    }
    CU_ASSERT_EQUAL(night, 42);
}

static void test_months(void)
{
    char buffer[MONTH_TEXT_SIZE];
    GError *error = NULL;
    Night night = 0;

    CU_ASSERT_TRUE(night_parse_month("2016-02", &night, NULL));
    CU_ASSERT_EQUAL(night, night_from_date(2016, 2, 1));
    CU_ASSERT_STRING_EQUAL(night_write_month(night_from_date(2016, 2, 29), buffer), "2016-02");
    CU_ASSERT_EQUAL(night_month_start(night_from_date(2016, 2, 29)), night_from_date(2016, 2, 1));
    CU_ASSERT_EQUAL(night_month_next(night_from_date(2016, 2, 1)), night_from_date(2016, 3, 1));
    CU_ASSERT_EQUAL(night_month_next(night_from_date(2016, 12, 31)), night_from_date(2017, 1, 1));
    CU_ASSERT_FALSE(night_parse_month("2016-13", &night, &error));
    TEST_ASSERT_ERROR(error, NIGHT_ERROR, NIGHT_ERROR_DATE, "2016-13");
    CU_ASSERT_FALSE(night_parse_month("2016-02-01", &night, &error));
    TEST_ASSERT_ERROR(error, NIGHT_ERROR, NIGHT_ERROR_SYNTAX, "YYYY-MM");
}

static void test_arithmetic(void)
{
    Night arrival = night_from_date(2016, 2, 28);

    CU_ASSERT_EQUAL(night_add(arrival, 2), night_from_date(2016, 3, 1));
    CU_ASSERT_EQUAL(night_add(arrival, -59), night_from_date(2015, 12, 31));
    CU_ASSERT_EQUAL(night_count(arrival, night_add(arrival, 7)), 7);
    CU_ASSERT_EQUAL(night_count(arrival, arrival), 0);
    CU_ASSERT_TRUE(night_date_is_valid(2016, 2, 29));
    CU_ASSERT_FALSE(night_date_is_valid(2015, 2, 29));
    CU_ASSERT_FALSE(night_date_is_valid(0, 1, 1));
}

int main(void)
{
    CU_TestInfo tests[] = {
        {"known dates", test_known_dates},
        {"every day agrees with glib", test_every_day_agrees_with_glib},
        {"weekdays", test_weekdays},
        {"random nights survive text", test_random_nights_survive_text},
        {"bad dates are refused", test_bad_dates_are_refused},
        {"months", test_months},
        {"arithmetic", test_arithmetic},
        CU_TEST_INFO_NULL,
    };
    return test_main("schemas/night", tests);
}
