/* When a guest may move in, out or be given up. */

#include "property/stay/share_rules.h"
#include "property/stay/stay_rules.h"
#include "tests/support/cunit_main.h"
#include <string.h>

#define ARRIVAL 16617 /* 2015-07-01 */

static void test_check_in_on_the_day(void)
{
    CU_ASSERT_EQUAL(stay_check_in_decide(LINE_RESERVED, STAY_NONE, ARRIVAL, ARRIVAL + 3, ARRIVAL),
                    STAY_ALLOWED);
    CU_ASSERT_EQUAL(stay_check_in_decide(LINE_RESERVED, STAY_NONE, ARRIVAL, ARRIVAL + 3, ARRIVAL + 2),
                    STAY_ALLOWED);
    CU_ASSERT_EQUAL(stay_check_in_decide(LINE_RESERVED, STAY_NONE, ARRIVAL, ARRIVAL + 3, ARRIVAL + 3),
                    STAY_AFTER_DEPARTURE);
    CU_ASSERT_EQUAL(stay_check_in_decide(LINE_RESERVED, STAY_NONE, ARRIVAL, ARRIVAL + 3, ARRIVAL - 1),
                    STAY_BEFORE_ARRIVAL);
}

static void test_day_use(void)
{
    CU_ASSERT_EQUAL(stay_check_in_decide(LINE_RESERVED, STAY_NONE, ARRIVAL, ARRIVAL, ARRIVAL), STAY_ALLOWED);
    CU_ASSERT_EQUAL(stay_check_in_decide(LINE_RESERVED, STAY_NONE, ARRIVAL, ARRIVAL, ARRIVAL + 1),
                    STAY_AFTER_DEPARTURE);
}

static void test_the_hotel_outranks_the_copy(void)
{
    CU_ASSERT_EQUAL(stay_check_in_decide(LINE_RESERVED, STAY_IN_HOUSE, ARRIVAL, ARRIVAL + 1, ARRIVAL),
                    STAY_ALREADY_IN_HOUSE);
    CU_ASSERT_EQUAL(stay_check_in_decide(LINE_CANCELLED, STAY_IN_HOUSE, ARRIVAL, ARRIVAL + 1, ARRIVAL),
                    STAY_ALREADY_IN_HOUSE);
    CU_ASSERT_EQUAL(stay_check_in_decide(LINE_RESERVED, STAY_CHECKED_OUT, ARRIVAL, ARRIVAL + 1, ARRIVAL),
                    STAY_ALREADY_CHECKED_OUT);
    CU_ASSERT_EQUAL(stay_check_in_decide(LINE_CANCELLED, STAY_NONE, ARRIVAL, ARRIVAL + 1, ARRIVAL),
                    STAY_LINE_CANCELLED);
}

static void test_a_late_guest_is_welcome(void)
{
    CU_ASSERT_EQUAL(stay_check_in_decide(LINE_NO_SHOW, STAY_NO_SHOW, ARRIVAL, ARRIVAL + 3, ARRIVAL + 1),
                    STAY_ALLOWED);
}

static void test_no_show(void)
{
    CU_ASSERT_EQUAL(stay_no_show_decide(LINE_RESERVED, STAY_NONE, ARRIVAL, ARRIVAL), STAY_ALLOWED);
    CU_ASSERT_EQUAL(stay_no_show_decide(LINE_RESERVED, STAY_NONE, ARRIVAL, ARRIVAL - 1), STAY_BEFORE_ARRIVAL);
    CU_ASSERT_EQUAL(stay_no_show_decide(LINE_CANCELLED, STAY_NONE, ARRIVAL, ARRIVAL), STAY_LINE_CANCELLED);
    CU_ASSERT_EQUAL(stay_no_show_decide(LINE_RESERVED, STAY_IN_HOUSE, ARRIVAL, ARRIVAL),
                    STAY_ALREADY_IN_HOUSE);
    CU_ASSERT_EQUAL(stay_no_show_decide(LINE_RESERVED, STAY_CHECKED_OUT, ARRIVAL, ARRIVAL),
                    STAY_ALREADY_CHECKED_OUT);
    CU_ASSERT_EQUAL(stay_no_show_decide(LINE_RESERVED, STAY_NO_SHOW, ARRIVAL, ARRIVAL), STAY_ALREADY_NO_SHOW);
    CU_ASSERT_EQUAL(stay_no_show_decide(LINE_NO_SHOW, STAY_NONE, ARRIVAL, ARRIVAL), STAY_ALREADY_NO_SHOW);
}

/* Whatever the ways of paying, the sum stays and nobody pays less than nothing. */
static void test_a_shared_night_is_divided(void)
{
    g_autoptr(GRand) draw = test_random_new();

    for (int round = 0; round < 2000; round++) {
        SharePart parts[5];
        gsize count = (gsize)g_rand_int_range(draw, 1, G_N_ELEMENTS(parts) + 1);
        int64_t before_minor = 0;
        int64_t after_minor = 0;
        for (gsize i = 0; i < count; i++) {
            parts[i] = (SharePart){.basis = (ShareBasis)g_rand_int_range(draw, 0, 3),
                                   .custom_minor = g_rand_int_range(draw, 0, 9000),
                                   .price_minor = g_rand_int_range(draw, 0, 20000)};
            before_minor += parts[i].price_minor;
        }
        share_night_divide(parts, count);
        for (gsize i = 0; i < count; i++) {
            after_minor += parts[i].price_minor;
            CU_ASSERT(parts[i].price_minor >= 0);
            CU_ASSERT(i == 0 || parts[i].basis != SHARE_FULL || parts[i].price_minor == 0);
            CU_ASSERT(i == 0 || parts[i].basis != SHARE_SPLIT ||
                      parts[0].price_minor - parts[i].price_minor < (int64_t)count);
        }
        CU_ASSERT_EQUAL(after_minor, before_minor);
    }
}

static void test_check_out(void)
{
    CU_ASSERT_EQUAL(stay_check_out_decide(STAY_IN_HOUSE, 0, false), STAY_ALLOWED);
    CU_ASSERT_EQUAL(stay_check_out_decide(STAY_IN_HOUSE, 1, false), STAY_BALANCE_OPEN);
    CU_ASSERT_EQUAL(stay_check_out_decide(STAY_IN_HOUSE, -1, false), STAY_BALANCE_OPEN);
    CU_ASSERT_EQUAL(stay_check_out_decide(STAY_IN_HOUSE, -638, true), STAY_ALLOWED);
    CU_ASSERT_EQUAL(stay_check_out_decide(STAY_CHECKED_OUT, 0, true), STAY_ALREADY_CHECKED_OUT);
    CU_ASSERT_EQUAL(stay_check_out_decide(STAY_NO_SHOW, 0, true), STAY_NOT_IN_HOUSE);
    CU_ASSERT_EQUAL(stay_check_out_decide(STAY_NONE, 0, true), STAY_NOT_IN_HOUSE);
}

static void test_payments_of_no_shows(void)
{
    CU_ASSERT_EQUAL(stay_settle_decide(STAY_IN_HOUSE, 0), STAY_ALLOWED);
    CU_ASSERT_EQUAL(stay_settle_decide(STAY_NO_SHOW, 0), STAY_ALLOWED);
    CU_ASSERT_EQUAL(stay_settle_decide(STAY_NONE, 5), STAY_NOT_IN_HOUSE);
    CU_ASSERT_EQUAL(stay_in_house_decide(STAY_NO_SHOW), STAY_NOT_IN_HOUSE);
}

static void test_what_is_found_after_check_out(void)
{
    CU_ASSERT_EQUAL(stay_late_charge_decide(STAY_CHECKED_OUT), STAY_ALLOWED);
    CU_ASSERT_EQUAL(stay_late_charge_decide(STAY_IN_HOUSE), STAY_NOT_CHECKED_OUT);
    CU_ASSERT_EQUAL(stay_late_charge_decide(STAY_NO_SHOW), STAY_NOT_CHECKED_OUT);
    CU_ASSERT_EQUAL(stay_settle_decide(STAY_CHECKED_OUT, 0), STAY_ALREADY_CHECKED_OUT);
    CU_ASSERT_EQUAL(stay_settle_decide(STAY_CHECKED_OUT, 900), STAY_ALLOWED);
    CU_ASSERT_EQUAL(stay_settle_decide(STAY_CHECKED_OUT, -900), STAY_ALLOWED);
}

static void test_no_night_is_charged_twice(void)
{
    Night departure = ARRIVAL + 5;

    /* Nothing posted yet: leaving on the day of arrival. */
    CU_ASSERT_EQUAL(stay_leaves_on(ARRIVAL, NIGHT_MIN, departure), ARRIVAL);
    /* Two nights posted, leaving on the third morning. */
    CU_ASSERT_EQUAL(stay_leaves_on(ARRIVAL + 2, ARRIVAL + 2, departure), ARRIVAL + 2);
    /* The audit has posted tonight and not yet rolled the date. */
    CU_ASSERT_EQUAL(stay_leaves_on(ARRIVAL + 2, ARRIVAL + 3, departure), ARRIVAL + 3);
    /* On the booked day, or after it, nothing remains. */
    CU_ASSERT_EQUAL(stay_leaves_on(ARRIVAL + 5, ARRIVAL + 5, departure), departure);
    CU_ASSERT_EQUAL(stay_leaves_on(ARRIVAL + 9, ARRIVAL + 5, departure), departure);
}

static void test_every_verdict_speaks(void)
{
    for (unsigned i = STAY_ALLOWED; i <= STAY_BALANCE_OPEN; i++) {
        CU_ASSERT_TRUE(strlen(stay_verdicts[(StayVerdict)i].code) > 0);
        CU_ASSERT_TRUE(strlen(stay_verdicts[(StayVerdict)i].text) > 0);
    }
    for (unsigned i = 0; i < STAY_STATUS_COUNT; i++) {
        StayStatus parsed = STAY_STATUS_COUNT;
        CU_ASSERT_TRUE(stay_status_parse(stay_status_code((StayStatus)i), &parsed));
        CU_ASSERT_EQUAL(parsed, i);
    }
    StayStatus untouched = STAY_NO_SHOW;
    CU_ASSERT_FALSE(stay_status_parse("asleep", &untouched));
    CU_ASSERT_EQUAL(untouched, STAY_NO_SHOW);
}

static CU_TestInfo tests[] = {
    {"check-in on the day", test_check_in_on_the_day},
    {"day use", test_day_use},
    {"the hotel outranks the copy", test_the_hotel_outranks_the_copy},
    {"a late guest is welcome", test_a_late_guest_is_welcome},
    {"no-show", test_no_show},
    {"check-out", test_check_out},
    {"a shared night is divided", test_a_shared_night_is_divided},
    {"payments of no-shows", test_payments_of_no_shows},
    {"what is found after check-out", test_what_is_found_after_check_out},
    {"no night is charged twice", test_no_night_is_charged_twice},
    {"every verdict speaks", test_every_verdict_speaks},
    CU_TEST_INFO_NULL,
};

int main(void)
{
    return test_main("property/stay_rules", tests);
}
