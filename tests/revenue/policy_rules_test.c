#include "revenue/policy_rules.h"

#include "tests/support/chain_fixture.h"
#include "tests/support/cunit_main.h"

#include <string.h>

static Chain *chain;
static const ChainHotel *hotel;

static const int64_t PRICES[] = {10000, 10000, 11000, 12001};

/* Four nights from Monday 6 June 2016, when the city tax of 1.00 an adult and night is due (three nights at
 * most). */
static PolicyStay stay_of(const char *plan)
{
    Night arrival = night_from_date(2016, 6, 6);
    return (PolicyStay){.hotel = hotel,
                        .plan = plan != NULL ? hotel_rate_plan(hotel, plan) : NULL,
                        .arrival = arrival,
                        .departure = arrival + (Night)G_N_ELEMENTS(PRICES),
                        .night_prices_minor = PRICES,
                        .occupancy = {.adults = 2}};
}

static Instant at(const char *text)
{
    Instant instant = INSTANT_NONE;
    g_assert(instant_parse(text, &instant, NULL));
    return instant;
}

static void assert_penalty(const PolicyStay *stay, const char *when, int64_t total_minor, guint nights)
{
    g_auto(PriceBreakdown) charge;
    price_breakdown_init(&charge, hotel);
    policy_cancellation_penalty(stay, at(when), &charge);
    CU_ASSERT_EQUAL(charge.total_minor, total_minor);
    CU_ASSERT_EQUAL(charge.nights->len, nights);
    CU_ASSERT_EQUAL(charge.exclusive_tax_minor, 0); /* no city tax for nights nobody sleeps */
}

/* ---- cancellation -------------------------------------------------------------------------------- */

static void test_free_until_local_cut_off(void)
{
    PolicyStay stay = stay_of("BAR");
    Instant until = 0;
    /* 18:00 in Lisbon on 5 June is 17:00 UTC */
    assert_penalty(&stay, "2016-06-05T16:59:59Z", 0, 0);
    assert_penalty(&stay, "2016-06-05T17:00:00Z", 10000, 1);
    CU_ASSERT_TRUE(policy_free_until(&stay, &until));
    CU_ASSERT_EQUAL(until, at("2016-06-05T17:00:00Z"));
}

static void test_days_follow_the_calendar_over_a_clock_change(void)
{
    PolicyStay stay = stay_of("BAR");
    Instant until = 0;
    stay.arrival = night_from_date(2016, 3, 27); /* clocks go forward in the night before */
    stay.departure = stay.arrival + 4;
    CU_ASSERT_TRUE(policy_free_until(&stay, &until));
    CU_ASSERT_EQUAL(until, at("2016-03-26T18:00:00Z"));
}

static void test_steps_rise(void)
{
    PolicyStay stay = stay_of("CORP");
    assert_penalty(&stay, "2016-05-30T13:59:59Z", 0, 0);
    assert_penalty(&stay, "2016-05-30T14:00:00Z", 12900, 4); /* 30 % of 430.01 = 129.003 */
    assert_penalty(&stay, "2016-06-05T13:59:59Z", 12900, 4);
    assert_penalty(&stay, "2016-06-05T14:00:00Z", 43001, 4);
}

static void test_strict_plan_is_never_free(void)
{
    PolicyStay stay = stay_of("EARLY");
    Instant until = 42;
    CU_ASSERT_FALSE(policy_free_until(&stay, &until));
    CU_ASSERT_EQUAL(until, 42);
    assert_penalty(&stay, "2015-01-01T00:00:00Z", 43001, 4);
}

static void test_channel_booking_is_always_free(void)
{
    PolicyStay stay = stay_of(NULL);
    Instant until = 0;
    CU_ASSERT_TRUE(policy_free_until(&stay, &until));
    CU_ASSERT_EQUAL(until, INT64_MAX);
    assert_penalty(&stay, "2016-06-06T23:00:00Z", 0, 0);
    CU_ASSERT_EQUAL(policy_deposit_minor(&stay), 0);
}

/* ---- no-show and early departure ------------------------------------------------------------------ */

static int64_t no_show_total(const char *plan)
{
    g_auto(PriceBreakdown) charge;
    PolicyStay stay = stay_of(plan);
    price_breakdown_init(&charge, hotel);
    policy_no_show_charge(&stay, &charge);
    CU_ASSERT_EQUAL(charge.exclusive_tax_minor, 0);
    return charge.total_minor;
}

static void test_no_show_is_the_dearer_of_two_policies(void)
{
    CU_ASSERT_EQUAL(no_show_total("BAR"), 10000);
    CU_ASSERT_EQUAL(no_show_total("EARLY"), 43001);
    CU_ASSERT_EQUAL(no_show_total(NULL), 10000);
}

static int64_t early_departure_total(const char *plan, int32_t nights_stayed)
{
    g_auto(PriceBreakdown) charge;
    PolicyStay stay = stay_of(plan);
    price_breakdown_init(&charge, hotel);
    policy_early_departure_charge(&stay, stay.arrival + nights_stayed, &charge);
    return charge.total_minor;
}

/* Nights that were given away are nights all the same: the house counts them as sold. */
static void test_early_departure_counts_nights_without_a_price(void)
{
    static const int64_t FREE[] = {10000, 0, 0, 12001};
    g_auto(PriceBreakdown) charge;
    PolicyStay stay = stay_of("EARLY");
    stay.night_prices_minor = FREE;
    price_breakdown_init(&charge, hotel);
    policy_early_departure_charge(&stay, stay.arrival + 1, &charge);
    CU_ASSERT_EQUAL(charge.total_minor, 12001);
    CU_ASSERT_EQUAL(charge.nights->len, 3);
    CU_ASSERT_EQUAL(charge.exclusive_tax_minor, 0);
    policy_early_departure_charge(&stay, stay.departure, &charge);
    CU_ASSERT_EQUAL(charge.nights->len, 0);
}

static void test_early_departure(void)
{
    CU_ASSERT_EQUAL(early_departure_total("BAR", 2), 11000);
    CU_ASSERT_EQUAL(early_departure_total("BAR", 4), 0);
    CU_ASSERT_EQUAL(early_departure_total("EARLY", 2), 23001);
}

static void test_late_check_out_costs_what_held_that_day(void)
{
    Night old = night_from_date(2016, 12, 31);
    CU_ASSERT_EQUAL(policy_late_check_out_minor(hotel, old, hotel->check_out_minute, 10001, NULL), 0);
    CU_ASSERT_EQUAL(policy_late_check_out_minor(hotel, old, 14 * 60, 10001, NULL), 0);
    CU_ASSERT_EQUAL(policy_late_check_out_minor(hotel, old, 14 * 60 + 1, 10001, NULL), 5001);
    CU_ASSERT_EQUAL(policy_late_check_out_minor(hotel, old, 23 * 60, 10001, "gold"), 5001);
    CU_ASSERT_FALSE(policy_late_check_out_exempts(hotel, old, "gold"));
    CU_ASSERT_EQUAL(policy_late_check_out_minor(hotel, old + 1, 18 * 60, 10001, "silver"), 2000);
    CU_ASSERT_EQUAL(policy_late_check_out_minor(hotel, old + 1, 23 * 60, 10001, NULL), 10001);
    CU_ASSERT_EQUAL(policy_late_check_out_minor(hotel, old + 1, 23 * 60, 10001, "gold"), 0);
    CU_ASSERT_TRUE(policy_late_check_out_exempts(hotel, old + 1, "gold"));
}

static void test_practice_hotels_charge_the_booked_nights(void)
{
    g_autoptr(Chain) demo = chain_fixture_demo(KEYRACK_SOURCE_DIR);
    const ChainHotel *resort = chain_hotel(demo, "H1");
    g_auto(PriceBreakdown) charge;
    PolicyStay stay = stay_of(NULL);
    stay.hotel = resort;
    price_breakdown_init(&charge, resort);
    policy_early_departure_charge(&stay, stay.arrival + 1, &charge);
    CU_ASSERT_EQUAL(charge.room_minor, 33001);
    CU_ASSERT_EQUAL(charge.nights->len, 3);
    CU_ASSERT_EQUAL(charge.total_minor, 33001);
}

/* ---- deposit and refund --------------------------------------------------------------------------- */

static void test_deposits(void)
{
    PolicyStay bar = stay_of("BAR");
    PolicyStay early = stay_of("EARLY");
    PolicyStay corporate = stay_of("CORP");
    Night booked_on = early.arrival - 30;
    CU_ASSERT_EQUAL(policy_deposit_minor(&bar), 0);
    CU_ASSERT_EQUAL(policy_deposit_minor(&early),
                    21801); /* half of 430.01 + 6.00 = 218.005, away from zero */
    CU_ASSERT_EQUAL(policy_deposit_minor(&corporate), 5000);
    CU_ASSERT_EQUAL(policy_deposit_due_on(&early, booked_on), early.arrival - 14);
    CU_ASSERT_EQUAL(policy_deposit_due_on(&early, early.arrival - 3), early.arrival - 3);
    CU_ASSERT_EQUAL(policy_deposit_due_on(&corporate, booked_on), booked_on);
    corporate.departure = corporate.arrival; /* a day without a price costs nothing, so nothing is asked for */
    CU_ASSERT_EQUAL(policy_deposit_minor(&corporate), 0);
    corporate.priced_day = true;
    CU_ASSERT_TRUE(policy_deposit_minor(&corporate) > 0);
}

static void test_refund_is_what_remains(void)
{
    g_auto(PriceBreakdown) penalty;
    PolicyStay stay = stay_of("BAR");
    price_breakdown_init(&penalty, hotel);
    policy_cancellation_penalty(&stay, at("2016-06-06T10:00:00Z"), &penalty);
    CU_ASSERT_EQUAL(policy_refund_minor(&penalty, 43601), 33601);
    CU_ASSERT_EQUAL(policy_refund_minor(&penalty, 10000), 0);
    CU_ASSERT_EQUAL(policy_refund_minor(&penalty, 4000), 0);
}

static void test_deposit_of_nights_and_amounts_in_cancellation(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Chain) nights =
        chain_fixture_spoilt("charge: {amount: '50.00'}", "charge: {nights: 2}", &error);
    g_autoptr(Chain) fee =
        chain_fixture_spoilt("{hours: 24, charge: all}", "{hours: 24, charge: {amount: 120}}", &error);
    g_auto(PriceBreakdown) charge;
    PolicyStay stay = stay_of("CORP");
    stay.hotel = chain_hotel(nights, "SEA");
    stay.plan = hotel_rate_plan(stay.hotel, "CORP");
    CU_ASSERT_EQUAL(policy_deposit_minor(&stay),
                    20400); /* two nights of 100.00 and the city tax of two adults */
    stay.departure = stay.arrival + 1;
    CU_ASSERT_EQUAL(policy_deposit_minor(&stay), 10200); /* there is only one night */
    stay.hotel = chain_hotel(fee, "SEA");
    stay.plan = hotel_rate_plan(stay.hotel, "CORP");
    stay.departure = stay.arrival + 4;
    price_breakdown_init(&charge, stay.hotel);
    policy_cancellation_penalty(&stay, at("2016-06-06T12:00:00Z"), &charge);
    CU_ASSERT_EQUAL(charge.total_minor, 12000);
    CU_ASSERT_EQUAL(charge.nights->len, 2);
    CU_ASSERT_EQUAL(g_array_index(charge.nights, PriceNight, 1).price_minor, 2000);
}

/* Zero and negative nights, which channels do bring, are never charged by a fixed amount. */
static void test_free_nights_carry_no_fee(void)
{
    static const int64_t prices[] = {0, -638, 9000};
    g_autoptr(GError) error = NULL;
    g_autoptr(Chain) fee =
        chain_fixture_spoilt("zh: 首晚}, charge: {nights: 1}}", "zh: 首晚}, charge: {amount: 50}}", &error);
    g_auto(PriceBreakdown) charge;
    PolicyStay stay = stay_of(NULL);
    stay.hotel = chain_hotel(fee, "SEA");
    stay.departure = stay.arrival + 3;
    stay.night_prices_minor = prices;
    price_breakdown_init(&charge, stay.hotel);
    policy_no_show_charge(&stay, &charge);
    CU_ASSERT_EQUAL(charge.total_minor, 5000);
    CU_ASSERT_EQUAL(charge.nights->len, 1);
    CU_ASSERT_EQUAL(g_array_index(charge.nights, PriceNight, 0).night, stay.arrival + 2);
}

static void test_deposit_due_on_arrival(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Chain) late =
        chain_fixture_spoilt("due_days_before_arrival: 14", "due_days_before_arrival: 0", &error);
    PolicyStay stay = stay_of("EARLY");
    stay.plan = hotel_rate_plan(chain_hotel(late, "SEA"), "EARLY");
    CU_ASSERT_EQUAL(policy_deposit_due_on(&stay, stay.arrival - 30), stay.arrival);
}

/* ---- preview -------------------------------------------------------------------------------------- */

static void assert_preview(const char *plan, const char *const *keys, const int64_t *amounts, guint count)
{
    PolicyStay stay = stay_of(plan);
    g_auto(PolicyScratch) scratch;
    policy_scratch_init(&scratch, hotel);
    const GArray *lines = policy_preview(&stay, stay.arrival - 30, &scratch);
    CU_ASSERT_EQUAL_FATAL(lines->len, count);
    for (guint i = 0; i < count; i++) {
        const PolicyPreviewLine *line = &g_array_index(lines, PolicyPreviewLine, i);
        CU_ASSERT_STRING_EQUAL(line->text_key, keys[i]);
        CU_ASSERT_EQUAL(line->amount_minor, amounts[i]);
        CU_ASSERT_EQUAL(strstr(line->text_en, "{until}") != NULL,
                        line->has_until && strcmp(line->text_key, "cancellation-free") == 0);
        CU_ASSERT_EQUAL(strstr(line->text_zh, "{from}") != NULL, line->has_from);
        CU_ASSERT_EQUAL(strstr(line->text_zh, "{due}") != NULL, line->has_due);
    }
}

static void test_preview(void)
{
    const char *const steps[] = {"deposit", "cancellation-free", "cancellation-charge", "cancellation-charge",
                                 "no-show", "early-departure"};
    const int64_t steps_amounts[] = {5000, 0, 12900, 43001, 43001, 33001};
    const char *const strict[] = {"deposit", "cancellation-charge", "no-show", "early-departure"};
    const int64_t strict_amounts[] = {21801, 43001, 43001, 33001};
    const char *const channel[] = {"cancellation-free", "no-show", "early-departure"};
    const int64_t channel_amounts[] = {0, 10000, 10000};
    assert_preview("CORP", steps, steps_amounts, G_N_ELEMENTS(steps));
    assert_preview("EARLY", strict, strict_amounts, G_N_ELEMENTS(strict));
    assert_preview(NULL, channel, channel_amounts, G_N_ELEMENTS(channel));
}

static const PolicyPreviewLine *preview_line(const GArray *lines, const char *key)
{
    for (guint i = 0; i < lines->len; i++) {
        const PolicyPreviewLine *line = &g_array_index(lines, PolicyPreviewLine, i);
        if (strcmp(line->text_key, key) == 0)
            return line;
    }
    return NULL;
}

static void test_preview_steps_meet(void)
{
    PolicyStay stay = stay_of("CORP");
    g_auto(PolicyScratch) scratch;
    policy_scratch_init(&scratch, hotel);
    const GArray *lines = policy_preview(&stay, stay.arrival - 30, &scratch);
    const PolicyPreviewLine *free_line = preview_line(lines, "cancellation-free");
    CU_ASSERT_TRUE(free_line->has_until);
    CU_ASSERT_EQUAL(free_line->until, at("2016-05-30T14:00:00Z"));
    CU_ASSERT_TRUE(free_line[1].has_from);
    CU_ASSERT_EQUAL(free_line[1].from, free_line->until);
    CU_ASSERT_TRUE(free_line[1].has_until);
    CU_ASSERT_EQUAL(free_line[1].until, free_line[2].from);
    CU_ASSERT_FALSE(free_line[2].has_until);
    CU_ASSERT_FALSE(preview_line(lines, "no-show")->has_from);
}

static void assert_lines_equal(const PolicyPreviewLine *line, const PolicyPreviewLine *expected)
{
    CU_ASSERT_STRING_EQUAL(line->text_key, expected->text_key);
    CU_ASSERT_EQUAL(line->has_from, expected->has_from);
    CU_ASSERT_EQUAL(line->from, expected->from);
    CU_ASSERT_EQUAL(line->until, expected->until);
    CU_ASSERT_EQUAL(line->due_on, expected->due_on);
    CU_ASSERT_EQUAL(line->amount_minor, expected->amount_minor);
}

/* The instants that the scratch remembers are those of another stay only where they are the same. */
static void test_preview_scratch_is_shared(void)
{
    const char *const plans[] = {"CORP", "BAR", "EARLY", "CORP"};
    g_auto(PolicyScratch) shared;
    policy_scratch_init(&shared, hotel);
    for (int day = 0; day < 40; day++)
        for (guint i = 0; i < G_N_ELEMENTS(plans); i++) {
            PolicyStay stay = stay_of(plans[i]);
            stay.arrival += day % 25;
            stay.departure += day % 25;
            g_auto(PolicyScratch) own;
            policy_scratch_init(&own, hotel);
            const GArray *expected = policy_preview(&stay, stay.arrival - 30, &own);
            const GArray *lines = policy_preview(&stay, stay.arrival - 30, &shared);
            CU_ASSERT_EQUAL_FATAL(lines->len, expected->len);
            for (guint j = 0; j < lines->len; j++)
                assert_lines_equal(&g_array_index(lines, PolicyPreviewLine, j),
                                   &g_array_index(expected, PolicyPreviewLine, j));
        }
}

static void test_preview_leaves_out_what_is_free(void)
{
    static const int64_t nothing[] = {0, 0, 0, 0};
    PolicyStay stay = stay_of("CORP");
    g_auto(PolicyScratch) scratch;
    policy_scratch_init(&scratch, hotel);
    stay.departure = stay.arrival + 2;
    const GArray *two_nights = policy_preview(&stay, stay.arrival, &scratch);
    CU_ASSERT_PTR_NOT_NULL(preview_line(two_nights, "early-departure"));
    stay.departure = stay.arrival + 1;
    const GArray *one_night = policy_preview(&stay, stay.arrival, &scratch);
    CU_ASSERT_PTR_NULL(preview_line(one_night, "early-departure"));
    stay.departure = stay.arrival + 4;
    stay.night_prices_minor = nothing;
    stay.exemptions = (const char *const[]){"medical", NULL};
    const GArray *complimentary = policy_preview(&stay, stay.arrival, &scratch);
    CU_ASSERT_EQUAL(complimentary->len, 1);
    CU_ASSERT_PTR_NOT_NULL(preview_line(complimentary, "cancellation-free"));
    stay.plan = NULL;
    const GArray *channel = policy_preview(&stay, stay.arrival, &scratch);
    CU_ASSERT_FALSE(preview_line(channel, "cancellation-free")->has_until);
}

static CU_TestInfo TESTS[] = {
    {"free until the local cut-off", test_free_until_local_cut_off},
    {"days follow the calendar over a clock change", test_days_follow_the_calendar_over_a_clock_change},
    {"steps rise", test_steps_rise},
    {"a strict plan is never free", test_strict_plan_is_never_free},
    {"a channel's booking is always free", test_channel_booking_is_always_free},
    {"a no-show costs the dearer of two policies", test_no_show_is_the_dearer_of_two_policies},
    {"early departure", test_early_departure},
    {"early departure counts nights without a price", test_early_departure_counts_nights_without_a_price},
    {"a late check-out costs what held that day", test_late_check_out_costs_what_held_that_day},
    {"practice hotels charge the booked nights", test_practice_hotels_charge_the_booked_nights},
    {"deposits", test_deposits},
    {"a refund is what remains", test_refund_is_what_remains},
    {"a deposit of nights, an amount for cancelling", test_deposit_of_nights_and_amounts_in_cancellation},
    {"free nights carry no fee", test_free_nights_carry_no_fee},
    {"a deposit may be due on arrival", test_deposit_due_on_arrival},
    {"preview", test_preview},
    {"steps of the preview meet", test_preview_steps_meet},
    {"stays share what a preview works out", test_preview_scratch_is_shared},
    {"the preview leaves out what is free", test_preview_leaves_out_what_is_free},
    CU_TEST_INFO_NULL,
};

int main(void)
{
    chain = chain_fixture_small();
    hotel = chain_hotel(chain, "SEA");
    int status = test_main("revenue/policy_rules", TESTS);
    chain_free(chain);
    return status;
}
