/* Foreign money, the trial balance, the age of debts, and how folios are split: pure rules, some of them
 * against random input with the seed printed first. */

#include "property/cashier/cash_rules.h"
#include "property/cashier/exchange_rules.h"
#include "property/cashier/means_rules.h"
#include "property/folio/folio_rules.h"
#include "property/ledger/ledger_rules.h"
#include "tests/support/cunit_main.h"

static int64_t value_of(int64_t foreign_minor, const char *foreign, int64_t rate, const char *local)
{
    int64_t value_minor = -1;

    CU_ASSERT_TRUE(
        exchange_value(foreign_minor, currency_find(foreign), rate, currency_find(local), &value_minor));
    return value_minor;
}

static void test_foreign_money_by_its_decimals(void)
{
    CU_ASSERT_EQUAL(value_of(10000, "EUR", 940000, "CHF"), 9400);
    CU_ASSERT_EQUAL(value_of(10000, "JPY", 6100, "CHF"), 6100);     /* 10,000 yen at 0.0061 */
    CU_ASSERT_EQUAL(value_of(5000, "CHF", 170000000, "JPY"), 8500); /* 50 francs at 170 */
    CU_ASSERT_EQUAL(value_of(1500, "KWD", 3200000, "EUR"), 480);    /* three decimals */
    CU_ASSERT_EQUAL(value_of(1, "EUR", 1500000, "CHF"), 2);         /* half away from zero */
}

static void test_money_too_large_is_refused(void)
{
    int64_t value_minor;

    CU_ASSERT_FALSE(exchange_value(INT64_MAX, currency_find("EUR"), 2 * EXCHANGE_ONE, currency_find("CHF"),
                                   &value_minor));
}

static void test_change(void)
{
    int64_t change_minor = -1;

    CU_ASSERT_EQUAL(tender_decide(9350, 10000, 1, &change_minor), TENDER_ACCEPTED);
    CU_ASSERT_EQUAL(change_minor, 650);
    CU_ASSERT_EQUAL(tender_decide(10000, 10000, 1, &change_minor), TENDER_ACCEPTED);
    CU_ASSERT_EQUAL(change_minor, 0);
    CU_ASSERT_EQUAL(tender_decide(10001, 10000, 1, &change_minor), TENDER_TOO_LITTLE);
    CU_ASSERT_EQUAL(tender_decide(1, INT64_MAX, 1, &change_minor), TENDER_TOO_MUCH);
    CU_ASSERT_EQUAL(tender_decide(9350, 10002, 5, &change_minor), TENDER_ACCEPTED);
    CU_ASSERT_EQUAL(change_minor, 650);
}

static void test_a_trial_balance_balances_or_not(void)
{
    LedgerSums ledgers[LEDGER_COUNT] = {
        [LEDGER_GUEST] = {100, 50, -70, -20, 60},
        [LEDGER_DEPOSIT] = {-30, 0, -5, 10, -25},
        [LEDGER_CITY] = {0, 0, 0, 10, 10},
    };

    CU_ASSERT_TRUE(ledgers_balance(ledgers));
    ledgers[LEDGER_CITY].closing_minor++;
    CU_ASSERT_FALSE(ledgers_balance(ledgers)); /* an account that is not its postings */
    ledgers[LEDGER_CITY].transfers_minor++;
    CU_ASSERT_TRUE(ledger_sums_balance(&ledgers[LEDGER_CITY]));
    CU_ASSERT_FALSE(ledgers_balance(ledgers)); /* half of a transfer is lost */
    CU_ASSERT_EQUAL(ledgers_total(ledgers).opening_minor, 70);
}

static void test_ages(void)
{
    static const int expected[][2] = {{0, 0},  {30, 0}, {31, 1},  {60, 1},  {61, 2},
                                      {90, 2}, {91, 3}, {120, 3}, {121, 4}, {9999, 4}};

    for (size_t i = 0; i < G_N_ELEMENTS(expected); i++) {
        CU_ASSERT_EQUAL(ledger_age(1000, 1000 + expected[i][0]), expected[i][1]);
    }
}

static void test_a_posting_is_voided_or_corrected(void)
{
    CU_ASSERT_EQUAL(folio_counter_entry(true, false, false), FOLIO_VOID);
    CU_ASSERT_EQUAL(folio_counter_entry(false, false, false), FOLIO_CORRECTION);
    CU_ASSERT_EQUAL(folio_counter_entry(true, true, false), FOLIO_CORRECTION);
    CU_ASSERT_EQUAL(folio_counter_entry(true, false, true), FOLIO_CORRECTION);
}

static void test_departments_are_named(void)
{
    CU_ASSERT_TRUE(folio_departments_check("room,food"));
    CU_ASSERT_TRUE(folio_departments_check("all"));
    CU_ASSERT_FALSE(folio_departments_check("room,payment"));
    CU_ASSERT_FALSE(folio_departments_check("tax"));
    CU_ASSERT_FALSE(folio_departments_check(""));
    CU_ASSERT_TRUE(folio_departments_include("room,food", FOLIO_FOOD));
    CU_ASSERT_FALSE(folio_departments_include("room,food", FOLIO_SPA));
    CU_ASSERT_TRUE(folio_departments_include("all", FOLIO_SPA));
}

/* Shares of a whole never turn its sign, never exceed it, and with what is left make up the whole. */
static void test_shares_of_any_amount(void)
{
    g_autoptr(GRand) random = test_random_new();

    for (int i = 0; i < 20000; i++) {
        int64_t total_minor = test_random_between(random, 1, 1000000) * (i % 2 == 0 ? 1 : -1);
        int64_t part_minor = total_minor < 0 ? -test_random_between(random, 0, -total_minor)
                                             : test_random_between(random, 0, total_minor);
        int64_t whole_minor = test_random_between(random, -1000000, 1000000);
        int64_t share_minor = folio_share(whole_minor, part_minor, total_minor);
        CU_ASSERT_TRUE(whole_minor >= 0 ? share_minor >= 0 && share_minor <= whole_minor
                                        : share_minor <= 0 && share_minor >= whole_minor);
        CU_ASSERT_EQUAL(folio_share(whole_minor, total_minor, total_minor), whole_minor);
        CU_ASSERT_EQUAL(folio_move_check(total_minor, part_minor),
                        part_minor == 0 ? FOLIO_AMOUNT_ZERO : FOLIO_ACCEPTED);
        CU_ASSERT_EQUAL(folio_move_check(total_minor, total_minor + (total_minor > 0 ? 1 : -1)),
                        FOLIO_MORE_THAN_THERE);
        CU_ASSERT_EQUAL(folio_adjustment_check(total_minor, -total_minor), FOLIO_ACCEPTED);
        CU_ASSERT_EQUAL(folio_adjustment_check(total_minor, -total_minor - (total_minor > 0 ? 1 : -1)),
                        FOLIO_ADJUSTED_TOO_FAR);
    }
}

static void test_cash_is_what_coins_make_up(void)
{
    CU_ASSERT_EQUAL(cash_payable_minor(1002, 5), 1000);
    CU_ASSERT_EQUAL(cash_payable_minor(1003, 5), 1005);
    CU_ASSERT_EQUAL(cash_payable_minor(-1002, 5), -1000);
    CU_ASSERT_EQUAL(cash_payable_minor(-1003, 5), -1005);
    CU_ASSERT_EQUAL(cash_payable_minor(1005, 10), 1010);
    CU_ASSERT_EQUAL(cash_payable_minor(2, 5), 0);
    CU_ASSERT_EQUAL(cash_payable_minor(1003, 1), 1003);
    CU_ASSERT_TRUE(cash_is_payable(-1005, 5));
    CU_ASSERT_FALSE(cash_is_payable(1003, 5));
    CU_ASSERT_EQUAL(folio_cash_check(true, 1003, 1003, 5), FOLIO_ACCEPTED); /* all that is open is rounded */
    CU_ASSERT_EQUAL(folio_cash_check(true, 1003, 1004, 5), FOLIO_NOT_IN_COINS);
    CU_ASSERT_EQUAL(folio_cash_check(true, 1000, 1004, 5), FOLIO_ACCEPTED);
    CU_ASSERT_EQUAL(folio_cash_check(false, 1003, 1004, 5), FOLIO_ACCEPTED);
}

static void test_what_is_noted_of_a_payment(void)
{
    PaymentMeans visa = {
        .code = "visa", .kind = MEANS_CARD, .wants_reference = true, .wants_last_four = true};
    PaymentMeans dollars = {.code = "cash_usd", .kind = MEANS_CASH, .currency = "USD"};
    PaymentMeans voucher = {.code = "voucher", .kind = MEANS_VOUCHER};

    CU_ASSERT_EQUAL(means_detail_check(&visa, "0042", "1234", NULL), MEANS_ACCEPTED);
    CU_ASSERT_EQUAL(means_detail_check(&visa, NULL, "1234", NULL), MEANS_REFERENCE_MISSING);
    CU_ASSERT_EQUAL(means_detail_check(&visa, "0042", "", NULL), MEANS_LAST_FOUR_MISSING);
    CU_ASSERT_EQUAL(means_detail_check(&visa, "0042", "12a4", NULL), MEANS_LAST_FOUR_WRONG);
    CU_ASSERT_EQUAL(means_detail_check(&visa, "0042", "12345", NULL), MEANS_LAST_FOUR_WRONG);
    CU_ASSERT_EQUAL(means_detail_check(&visa, "0042", "4111111111111111", NULL), MEANS_CARD_NUMBER);
    CU_ASSERT_EQUAL(means_detail_check(&visa, "4111111111111111", "1111", NULL), MEANS_CARD_NUMBER);
    CU_ASSERT_EQUAL(means_detail_check(&voucher, "V 77", NULL, NULL), MEANS_ACCEPTED);
    CU_ASSERT_EQUAL(means_detail_check(&voucher, NULL, "1234", NULL), MEANS_LAST_FOUR_NOT_CARD);
    CU_ASSERT_EQUAL(means_detail_check(&dollars, NULL, NULL, "USD"), MEANS_ACCEPTED);
    CU_ASSERT_EQUAL(means_detail_check(&dollars, NULL, NULL, "EUR"), MEANS_OTHER_MONEY);
    CU_ASSERT_EQUAL(means_detail_check(&dollars, NULL, NULL, NULL), MEANS_OTHER_MONEY);
}

static void test_what_may_stand_in_the_list(void)
{
    PaymentMeans none = {.from_date = NIGHT_NONE, .until_date = NIGHT_NONE};
    PaymentMeans before = {.code = "visa", .kind = MEANS_CARD, .scheme = "visa"};
    PaymentMeans entry = before;

    entry.from_date = entry.until_date = NIGHT_NONE;
    CU_ASSERT_EQUAL(means_entry_check(&entry, &none, "EUR"), MEANS_ACCEPTED);
    CU_ASSERT_EQUAL(means_entry_check(&entry, &before, "EUR"), MEANS_ACCEPTED);
    entry.kind = MEANS_TRANSFER;
    CU_ASSERT_EQUAL(means_entry_check(&entry, &none, "EUR"), MEANS_SCHEME_WRONG);
    entry.scheme[0] = '\0';
    CU_ASSERT_EQUAL(means_entry_check(&entry, &before, "EUR"), MEANS_FIXED);
    g_strlcpy(entry.currency, "USD", sizeof entry.currency);
    CU_ASSERT_EQUAL(means_entry_check(&entry, &none, "EUR"), MEANS_CURRENCY_WRONG);
    entry.kind = MEANS_CASH;
    CU_ASSERT_EQUAL(means_entry_check(&entry, &none, "EUR"), MEANS_ACCEPTED);
    CU_ASSERT_EQUAL(means_entry_check(&entry, &none, "USD"), MEANS_CURRENCY_WRONG);
    entry.from_date = 10;
    entry.until_date = 9;
    CU_ASSERT_EQUAL(means_entry_check(&entry, &none, "EUR"), MEANS_DATES_TURNED);
    entry.until_date = 11;
    CU_ASSERT_FALSE(means_holds_on(&entry, 9));
    CU_ASSERT_TRUE(means_holds_on(&entry, 10));
    CU_ASSERT_TRUE(means_holds_on(&entry, 11));
    CU_ASSERT_FALSE(means_holds_on(&entry, 12));
    CU_ASSERT_FALSE(means_code_is_free("paid_out"));
    CU_ASSERT_FALSE(means_code_is_free("Visa"));
    CU_ASSERT_FALSE(means_code_is_free("4you"));
    CU_ASSERT_TRUE(means_code_is_free("visa_2"));
}

static CU_TestInfo tests[] = {
    {"what is noted of a payment", test_what_is_noted_of_a_payment},
    {"what may stand in the list of means", test_what_may_stand_in_the_list},
    {"cash is what coins make up", test_cash_is_what_coins_make_up},
    {"foreign money by its decimals", test_foreign_money_by_its_decimals},
    {"money too large is refused", test_money_too_large_is_refused},
    {"change", test_change},
    {"a trial balance balances or not", test_a_trial_balance_balances_or_not},
    {"ages of debts", test_ages},
    {"a posting is voided or corrected", test_a_posting_is_voided_or_corrected},
    {"departments are named", test_departments_are_named},
    {"shares of any amount", test_shares_of_any_amount},
    CU_TEST_INFO_NULL,
};

int main(void)
{
    return test_main("property/money_rules", tests);
}
