#include "schemas/money.h"
#include "tests/support/cunit_main.h"

#include <string.h>

static Money euro(int64_t amount_minor)
{
    return (Money){amount_minor, currency_find("EUR")};
}

static void test_currency_table_is_sorted_and_searchable(void)
{
    gsize count = 0;
    const Currency *table = currency_table(&count);

    CU_ASSERT(count > 150);
    for (gsize index = 0; index < count; index++) {
        CU_ASSERT(index == 0 || strcmp(table[index - 1].code, table[index].code) < 0);
        CU_ASSERT_PTR_EQUAL(currency_find(table[index].code), &table[index]);
    }
    CU_ASSERT_EQUAL(currency_find("EUR")->exponent, 2);
    CU_ASSERT_EQUAL(currency_find("JPY")->exponent, 0);
    CU_ASSERT_EQUAL(currency_find("KWD")->exponent, 3);
    CU_ASSERT_PTR_NULL(currency_find("eur"));
    CU_ASSERT_PTR_NULL(currency_find(""));
    CU_ASSERT_PTR_NULL(currency_find(NULL));
}

static void test_unknown_currency_is_named(void)
{
    GError *error = NULL;

    CU_ASSERT_PTR_NULL(currency_require("XXQ", &error));
    TEST_ASSERT_ERROR(error, MONEY_ERROR, MONEY_ERROR_CURRENCY, "XXQ");
}

static void check_round_trip(const char *code, const char *text, int64_t amount_minor)
{
    GError *error = NULL;
    Money money = {0};

    CU_ASSERT_TRUE(money_parse(text, currency_find(code), &money, &error));
    TEST_ASSERT_NO_ERROR(error);
    CU_ASSERT_EQUAL(money.amount_minor, amount_minor);
    g_autofree char *written = money_format(money);
    CU_ASSERT_STRING_EQUAL(written, text);
}

static void test_texts_and_amounts_agree(void)
{
    check_round_trip("EUR", "0.00", 0);
    check_round_trip("EUR", "96.50", 9650);
    check_round_trip("EUR", "-6.38", -638);
    check_round_trip("EUR", "-0.01", -1);
    check_round_trip("EUR", "5400.00", 540000);
    check_round_trip("JPY", "12000", 12000);
    check_round_trip("KWD", "1.005", 1005);
    check_round_trip("EUR", "92233720368547758.07", INT64_MAX);
    check_round_trip("EUR", "-92233720368547758.08", INT64_MIN);
}

static void test_short_and_padded_decimals(void)
{
    Money money = {0};

    CU_ASSERT_TRUE(money_parse("96", currency_find("EUR"), &money, NULL));
    CU_ASSERT_EQUAL(money.amount_minor, 9600);
    CU_ASSERT_TRUE(money_parse("96.5", currency_find("EUR"), &money, NULL));
    CU_ASSERT_EQUAL(money.amount_minor, 9650);
    CU_ASSERT_TRUE(money_parse("96.5000", currency_find("EUR"), &money, NULL));
    CU_ASSERT_EQUAL(money.amount_minor, 9650);
    CU_ASSERT_TRUE(money_parse("100.0", currency_find("JPY"), &money, NULL));
    CU_ASSERT_EQUAL(money.amount_minor, 100);
    g_autofree char *text = money_format_with_code(money);
    CU_ASSERT_STRING_EQUAL(text, "100 JPY");
}

static void test_bad_texts_are_refused(void)
{
    static const char *const BAD[] = {"",     "-",     ".",        ".5",   "5.", "+5",    " 5",
                                      "5 ",   "1,000", "1e3",      "--5",  "5-", "5.5.5", "0x10",
                                      "5.-5", "NaN",   "\xc2\xb2", "5.5a", "١"};
    GError *error = NULL;
    Money money = euro(77);

    for (gsize index = 0; index < G_N_ELEMENTS(BAD); index++) {
        CU_ASSERT_FALSE(money_parse(BAD[index], currency_find("EUR"), &money, &error));
        TEST_ASSERT_ERROR(error, MONEY_ERROR, MONEY_ERROR_SYNTAX, "is not an amount");
    }
    CU_ASSERT_FALSE(money_parse("1.005", currency_find("EUR"), &money, &error));
    TEST_ASSERT_ERROR(error, MONEY_ERROR, MONEY_ERROR_PRECISION, "EUR has 2 decimals");
    CU_ASSERT_FALSE(money_parse("92233720368547758.08", currency_find("EUR"), &money, &error));
    TEST_ASSERT_ERROR(error, MONEY_ERROR, MONEY_ERROR_OVERFLOW, "too large");
    CU_ASSERT_FALSE(money_parse("99999999999999999999999999", currency_find("JPY"), &money, &error));
    TEST_ASSERT_ERROR(error, MONEY_ERROR, MONEY_ERROR_OVERFLOW, "too large");
    CU_ASSERT_EQUAL(money.amount_minor, 77);
}

static void test_random_amounts_survive_text(void)
{
    gsize count = 0;
    const Currency *table = currency_table(&count);
    g_autoptr(GRand) random = test_random_new();

    for (int round = 0; round < 20000; round++) {
        int64_t magnitude = test_random_between(random, 0, 62);
        Money money = {test_random_between(random, INT64_MIN, INT64_MAX) >> magnitude,
                       &table[test_random_between(random, 0, (int64_t)count - 1)]};
        Money again = {0};
        g_autofree char *text = money_format(money);
        CU_ASSERT_TRUE_FATAL(money_parse(text, money.currency, &again, NULL));
        CU_ASSERT_TRUE_FATAL(money_equal(money, again));
    }
}

static void test_sums_and_products(void)
{
    GError *error = NULL;
    Money result = {0};

    CU_ASSERT_TRUE(money_add(euro(150), euro(-638), &result, &error));
    CU_ASSERT_TRUE(money_equal(result, euro(-488)));
    CU_ASSERT_TRUE(money_subtract(euro(150), euro(638), &result, &error));
    CU_ASSERT_TRUE(money_equal(result, euro(-488)));
    CU_ASSERT_TRUE(money_multiply(euro(-638), 3, &result, &error));
    CU_ASSERT_TRUE(money_equal(result, euro(-1914)));
    TEST_ASSERT_NO_ERROR(error);
}

static void test_overflow_is_reported_and_nothing_written(void)
{
    GError *error = NULL;
    Money result = euro(77);

    CU_ASSERT_FALSE(money_add(euro(INT64_MAX), euro(1), &result, &error));
    TEST_ASSERT_ERROR(error, MONEY_ERROR, MONEY_ERROR_OVERFLOW, "too large");
    CU_ASSERT_FALSE(money_subtract(euro(INT64_MIN), euro(1), &result, &error));
    TEST_ASSERT_ERROR(error, MONEY_ERROR, MONEY_ERROR_OVERFLOW, "too large");
    CU_ASSERT_FALSE(money_multiply(euro(INT64_MIN), -1, &result, &error));
    TEST_ASSERT_ERROR(error, MONEY_ERROR, MONEY_ERROR_OVERFLOW, "too large");
    CU_ASSERT_FALSE(money_percent(euro(INT64_MAX), 10001, &result, &error));
    TEST_ASSERT_ERROR(error, MONEY_ERROR, MONEY_ERROR_OVERFLOW, "too large");
    CU_ASSERT_TRUE(money_equal(result, euro(77)));
}

static void test_currencies_do_not_mix(void)
{
    GError *error = NULL;
    Money yen = {100, currency_find("JPY")};
    Money result;

    CU_ASSERT_FALSE(money_add(euro(1), yen, &result, &error));
    TEST_ASSERT_ERROR(error, MONEY_ERROR, MONEY_ERROR_MIXED, "EUR with JPY");
    CU_ASSERT_FALSE(money_subtract(euro(1), yen, &result, &error));
    TEST_ASSERT_ERROR(error, MONEY_ERROR, MONEY_ERROR_MIXED, "EUR with JPY");
    CU_ASSERT_FALSE(money_equal(euro(100), yen));
}

static void check_scale(int64_t amount, int64_t numerator, int64_t denominator, int64_t expected)
{
    int64_t result = 0;

    CU_ASSERT_TRUE(amount_scale(amount, numerator, denominator, &result, NULL));
    CU_ASSERT_EQUAL(result, expected);
}

static void test_rounding_is_half_away_from_zero(void)
{
    check_scale(5, 1, 10, 1);
    check_scale(-5, 1, 10, -1);
    check_scale(4, 1, 10, 0);
    check_scale(-4, 1, 10, 0);
    check_scale(15, 1, 10, 2);
    check_scale(-15, 1, 10, -2);
    check_scale(1, 1, 3, 0);
    check_scale(2, 1, 3, 1);
    check_scale(10000, 600, 10600, 566);
    check_scale(INT64_MAX, INT64_MAX, INT64_MAX, INT64_MAX);
    check_scale(INT64_MIN, INT64_MAX, INT64_MAX, INT64_MIN);
    check_scale(7, 0, 9, 0);
}

/* The defining property, in integers: |2·(result·denominator - product)| <= denominator, and a tie goes
 * outward. */
static void test_random_scaling_is_nearest(void)
{
    g_autoptr(GRand) random = test_random_new();

    for (int round = 0; round < 20000; round++) {
        int64_t amount = test_random_between(random, -100000000, 100000000);
        int64_t numerator = test_random_between(random, -20000, 20000);
        int64_t denominator = test_random_between(random, 1, 20000);
        int64_t result = 0;
        CU_ASSERT_TRUE_FATAL(amount_scale(amount, numerator, denominator, &result, NULL));
        int64_t product = amount * numerator;
        int64_t beyond = result * denominator - product;
        CU_ASSERT_FATAL(2 * ABS(beyond) <= denominator);
        if (2 * ABS(beyond) == denominator) {
            CU_ASSERT_FATAL(ABS(result * denominator) > ABS(product));
        }
    }
}

int main(void)
{
    CU_TestInfo tests[] = {
        {"currency table is sorted and searchable", test_currency_table_is_sorted_and_searchable},
        {"unknown currency is named", test_unknown_currency_is_named},
        {"texts and amounts agree", test_texts_and_amounts_agree},
        {"short and padded decimals", test_short_and_padded_decimals},
        {"bad texts are refused", test_bad_texts_are_refused},
        {"random amounts survive text", test_random_amounts_survive_text},
        {"sums and products", test_sums_and_products},
        {"overflow is reported and nothing written", test_overflow_is_reported_and_nothing_written},
        {"currencies do not mix", test_currencies_do_not_mix},
        {"rounding is half away from zero", test_rounding_is_half_away_from_zero},
        {"random scaling is nearest", test_random_scaling_is_nearest},
        CU_TEST_INFO_NULL,
    };
    return test_main("schemas/money", tests);
}
