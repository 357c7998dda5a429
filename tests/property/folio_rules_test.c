/* What may stand on a folio, and that any sequence of postings with the payment of its balance sums to zero.
 */

#include "property/folio/folio_rules.h"
#include "property/folio/folio_tax.h"
#include "tests/support/cunit_main.h"
#include <string.h>

static void test_departments_have_codes(void)
{
    for (unsigned i = 0; i < FOLIO_DEPARTMENT_COUNT; i++) {
        FolioDepartment parsed = FOLIO_DEPARTMENT_COUNT;
        CU_ASSERT_TRUE(folio_department_parse(folio_department_code((FolioDepartment)i), &parsed));
        CU_ASSERT_EQUAL(parsed, i);
    }
    FolioDepartment untouched = FOLIO_SPA;
    CU_ASSERT_FALSE(folio_department_parse("casino", &untouched));
    CU_ASSERT_EQUAL(untouched, FOLIO_SPA);
}

static void test_charges_by_hand(void)
{
    CU_ASSERT_EQUAL(folio_charge_check(FOLIO_FOOD, 1250, "Dinner"), FOLIO_ACCEPTED);
    CU_ASSERT_EQUAL(folio_charge_check(FOLIO_FOOD, -1250, "Dinner, allowance"), FOLIO_ACCEPTED);
    CU_ASSERT_EQUAL(folio_charge_check(FOLIO_ROOM, 1250, "Room"), FOLIO_DEPARTMENT_NOT_BY_HAND);
    CU_ASSERT_EQUAL(folio_charge_check(FOLIO_TAX, 1250, "Tax"), FOLIO_DEPARTMENT_NOT_BY_HAND);
    CU_ASSERT_EQUAL(folio_charge_check(FOLIO_PAYMENT, 1250, "Card"), FOLIO_DEPARTMENT_NOT_BY_HAND);
    CU_ASSERT_EQUAL(folio_charge_check(FOLIO_FOOD, 0, "Dinner"), FOLIO_AMOUNT_ZERO);
    CU_ASSERT_EQUAL(folio_charge_check(FOLIO_FOOD, FOLIO_AMOUNT_MAX_MINOR, "Feast"), FOLIO_ACCEPTED);
    CU_ASSERT_EQUAL(folio_charge_check(FOLIO_FOOD, FOLIO_AMOUNT_MAX_MINOR + 1, "Feast"),
                    FOLIO_AMOUNT_TOO_LARGE);
    CU_ASSERT_EQUAL(folio_charge_check(FOLIO_FOOD, -FOLIO_AMOUNT_MAX_MINOR - 1, "Feast"),
                    FOLIO_AMOUNT_TOO_LARGE);
    CU_ASSERT_EQUAL(folio_charge_check(FOLIO_FOOD, 1250, ""), FOLIO_DESCRIPTION_MISSING);
    CU_ASSERT_EQUAL(folio_charge_check(FOLIO_FOOD, 1250, " \t "), FOLIO_DESCRIPTION_MISSING);
    CU_ASSERT_EQUAL(folio_charge_check(FOLIO_FOOD, 1250, "\u3000\u3000"), FOLIO_DESCRIPTION_MISSING);
    CU_ASSERT_EQUAL(folio_charge_check(FOLIO_FOOD, 1250, " \u9910 "), FOLIO_ACCEPTED);
}

static void test_length_counts_letters_not_bytes(void)
{
    g_autofree char *fits = g_strnfill(FOLIO_DESCRIPTION_MAX, 'x');
    g_autofree char *longer = g_strnfill(FOLIO_DESCRIPTION_MAX + 1, 'x');
    GString *chinese = g_string_new(NULL);

    for (int i = 0; i < FOLIO_DESCRIPTION_MAX; i++) {
        g_string_append(chinese, "餐");
    }
    CU_ASSERT_EQUAL(folio_charge_check(FOLIO_FOOD, 1, fits), FOLIO_ACCEPTED);
    CU_ASSERT_EQUAL(folio_charge_check(FOLIO_FOOD, 1, longer), FOLIO_DESCRIPTION_TOO_LONG);
    CU_ASSERT_EQUAL(folio_charge_check(FOLIO_FOOD, 1, chinese->str), FOLIO_ACCEPTED);
    g_string_free(chinese, TRUE);
}

static void test_payments(void)
{
    CU_ASSERT_EQUAL(folio_payment_check(1), FOLIO_ACCEPTED);
    CU_ASSERT_EQUAL(folio_payment_check(-1), FOLIO_ACCEPTED);
    CU_ASSERT_EQUAL(folio_payment_check(0), FOLIO_AMOUNT_ZERO);
    CU_ASSERT_EQUAL(folio_payment_check(INT64_MIN), FOLIO_AMOUNT_TOO_LARGE);
}

static void test_corrections(void)
{
    CU_ASSERT_EQUAL(folio_correction_check(false, false), FOLIO_ACCEPTED);
    CU_ASSERT_EQUAL(folio_correction_check(true, false), FOLIO_CORRECTS_A_CORRECTION);
    CU_ASSERT_EQUAL(folio_correction_check(false, true), FOLIO_ALREADY_CORRECTED);
}

static void test_every_refusal_speaks(void)
{
    for (unsigned i = FOLIO_ACCEPTED; i <= FOLIO_ROUNDING_WITH_PAYMENT; i++) {
        CU_ASSERT_TRUE(strlen(folio_verdicts[(FolioVerdict)i].code) > 0);
        CU_ASSERT_TRUE(strlen(folio_verdicts[(FolioVerdict)i].text) > 10);
    }
}

static void test_overflow_is_refused(void)
{
    FolioTotals totals = {.room_minor = INT64_MAX - 10};
    const FolioTotals before = totals;

    CU_ASSERT_FALSE(folio_totals_add(&totals, FOLIO_ROOM, 11));
    CU_ASSERT_FALSE(folio_totals_add(&totals, FOLIO_FOOD, 11)); /* the sum, not the part, would overflow */
    CU_ASSERT_EQUAL(memcmp(&totals, &before, sizeof totals), 0);
    CU_ASSERT_TRUE(folio_totals_add(&totals, FOLIO_FOOD, 10));
    CU_ASSERT_EQUAL(folio_totals_balance(&totals), INT64_MAX);
}

/* Any postings in any order, some of them corrected, then the payment of what is left: nothing is left. */
static void test_any_sequence_balances(void)
{
    GRand *random = test_random_new();

    for (int round = 0; round < 2000; round++) {
        FolioTotals totals = {0};
        int64_t sum_minor = 0;
        int count = (int)test_random_between(random, 0, 60);
        for (int i = 0; i < count; i++) {
            FolioDepartment department =
                (FolioDepartment)test_random_between(random, 0, FOLIO_DEPARTMENT_COUNT - 1);
            int64_t amount_minor =
                test_random_between(random, -FOLIO_AMOUNT_MAX_MINOR, FOLIO_AMOUNT_MAX_MINOR);
            CU_ASSERT_TRUE(folio_totals_add(&totals, department, amount_minor));
            sum_minor += amount_minor;
            if (test_random_between(random, 0, 4) == 0) {
                CU_ASSERT_TRUE(folio_totals_add(&totals, department, -amount_minor));
                sum_minor -= amount_minor;
            }
        }
        CU_ASSERT_EQUAL(folio_totals_balance(&totals), sum_minor);
        CU_ASSERT_TRUE(folio_totals_add(&totals, FOLIO_PAYMENT, -folio_totals_balance(&totals)));
        CU_ASSERT_EQUAL(folio_totals_balance(&totals), 0);
    }
    g_rand_free(random);
}

/* Three taxes within one price, some of them waived for the guest: each gets what the price engine took for
 * it, a part of the price is shared to the cent. */
static void test_taxes_within_a_price(void)
{
    ChainTax rates[] = {{.rate_millionths = 60000}, {.rate_millionths = 100000}, {.rate_millionths = 12500}};
    g_autoptr(GPtrArray) taxes = g_ptr_array_new();
    GRand *random = test_random_new();

    for (guint i = 0; i < G_N_ELEMENTS(rates); i++) {
        g_ptr_array_add(taxes, &rates[i]);
    }
    for (int round = 0; round < 2000; round++) {
        guint set = (guint)test_random_between(random, 1, 7);
        int64_t amount_minor = test_random_between(random, 100000, 9000000);
        int64_t sum_rates = 0, included_minor = 0, shared_minor = 0;
        int64_t taken[G_N_ELEMENTS(rates)] = {0}, shares[G_N_ELEMENTS(rates)] = {0};
        for (guint i = 0; i < G_N_ELEMENTS(rates); i++) {
            sum_rates += (set >> i & 1) != 0 ? rates[i].rate_millionths : 0;
        }
        for (guint i = 0; i < G_N_ELEMENTS(rates); i++) {
            taken[i] = (set >> i & 1) != 0
                           ? folio_share(amount_minor, rates[i].rate_millionths, 1000000 + sum_rates)
                           : 0;
            included_minor += taken[i];
        }
        folio_tax_shares(taxes, amount_minor, included_minor, shares);
        CU_ASSERT_EQUAL(memcmp(shares, taken, sizeof shares), 0);
        int64_t part_minor = test_random_between(random, -50, 50);
        folio_tax_shares(taxes, amount_minor, part_minor, shares);
        for (guint i = 0; i < G_N_ELEMENTS(rates); i++) {
            shared_minor += shares[i];
        }
        CU_ASSERT_EQUAL(shared_minor, part_minor);
    }
    g_rand_free(random);
}

static CU_TestInfo tests[] = {
    {"departments have codes", test_departments_have_codes},
    {"charges by hand", test_charges_by_hand},
    {"length counts letters, not bytes", test_length_counts_letters_not_bytes},
    {"payments", test_payments},
    {"corrections", test_corrections},
    {"every refusal speaks", test_every_refusal_speaks},
    {"overflow is refused", test_overflow_is_refused},
    {"taxes within a price", test_taxes_within_a_price},
    {"any sequence balances", test_any_sequence_balances},
    CU_TEST_INFO_NULL,
};

int main(void)
{
    return test_main("property/folio_rules", tests);
}
