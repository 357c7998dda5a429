/* The order of the night audit and the arithmetic of its report. */

#include "property/audit/audit_rules.h"
#include "tests/support/cunit_main.h"

#define DATE 16617

static void test_steps_follow_one_another(void)
{
    AuditStep step = AUDIT_NO_SHOWS;
    unsigned steps = 1;

    for (; step != AUDIT_DONE; steps++) {
        AuditStep next = audit_step_next(step);
        CU_ASSERT_TRUE(next > step);
        step = next;
    }
    CU_ASSERT_EQUAL(steps, AUDIT_STEP_COUNT);
    CU_ASSERT_TRUE(AUDIT_ROOM_AND_TAX < AUDIT_ROLL_DATE && AUDIT_ROLL_DATE < AUDIT_STATISTICS);
}

static void test_a_date_is_audited_once(void)
{
    CU_ASSERT_EQUAL(audit_request_decide(DATE, DATE, false, false), AUDIT_START);
    CU_ASSERT_EQUAL(audit_request_decide(DATE, DATE, true, false), AUDIT_RESUME);
    CU_ASSERT_EQUAL(audit_request_decide(DATE, DATE + 1, true, true), AUDIT_ALREADY_COMPLETED);
    CU_ASSERT_EQUAL(audit_request_decide(DATE + 1, DATE, false, false), AUDIT_DATE_NOT_CURRENT);
    CU_ASSERT_EQUAL(audit_request_decide(DATE - 1, DATE, false, false), AUDIT_DATE_NOT_CURRENT);
}

static void test_only_a_manager_closes_against_what_blocks(void)
{
    CU_ASSERT_EQUAL(audit_start_decide(false, false, false), AUDIT_MAY_START);
    CU_ASSERT_EQUAL(audit_start_decide(true, false, false), AUDIT_IS_BLOCKED);
    CU_ASSERT_EQUAL(audit_start_decide(true, false, true), AUDIT_IS_BLOCKED);
    CU_ASSERT_EQUAL(audit_start_decide(true, true, true), AUDIT_MAY_START);
    CU_ASSERT_EQUAL(audit_start_decide(true, true, false), AUDIT_FORCE_NOT_ALLOWED);
    CU_ASSERT_EQUAL(audit_start_decide(false, true, false), AUDIT_FORCE_NOT_ALLOWED);
}

static void test_a_piece_is_short_for_who_waits(void)
{
    CU_ASSERT_FALSE(audit_piece_ends(AUDIT_ROOM_AND_TAX, 7, 1000, true));
    CU_ASSERT_TRUE(audit_piece_ends(AUDIT_ROOM_AND_TAX, 7, 5000, true));
    CU_ASSERT_FALSE(audit_piece_ends(AUDIT_ROOM_AND_TAX, 7, 5000, false));
    CU_ASSERT_TRUE(audit_piece_ends(AUDIT_ROOM_AND_TAX, 7, 11000, false));
    CU_ASSERT_FALSE(audit_piece_ends(AUDIT_STATISTICS, 0, 1000, true)); /* old requests are forgotten */
    CU_ASSERT_TRUE(audit_piece_ends(AUDIT_STATISTICS, 1, 1, false));    /* the day is counted */
    CU_ASSERT_TRUE(audit_piece_ends(AUDIT_ROLL_DATE, 0, 1, false));
    CU_ASSERT_TRUE(audit_piece_ends(AUDIT_REPORTS, 3, 1, false));
    CU_ASSERT_TRUE(audit_piece_ends(AUDIT_DONE, 0, 1, false));
}

static void test_steps_have_codes(void)
{
    for (unsigned i = 0; i < AUDIT_STEP_COUNT; i++) {
        AuditStep parsed = AUDIT_STEP_COUNT;
        CU_ASSERT_TRUE(audit_step_parse(audit_step_code((AuditStep)i), &parsed));
        CU_ASSERT_EQUAL(parsed, i);
    }
    AuditStep untouched = AUDIT_DONE;
    CU_ASSERT_FALSE(audit_step_parse("coffee", &untouched));
    CU_ASSERT_EQUAL(untouched, AUDIT_DONE);
}

static void test_statistics(void)
{
    AuditCounts counts = {
        .rooms_total = 202, .rooms_out_of_order = 2, .rooms_sold = 150, .room_revenue_minor = 1500075};
    AuditStatistics statistics = audit_statistics(&counts);

    CU_ASSERT_EQUAL(statistics.occupancy_basis_points, 7500);
    CU_ASSERT_EQUAL(statistics.average_daily_rate_minor, 10001); /* 10000.5 away from zero */
    CU_ASSERT_EQUAL(statistics.revenue_per_available_room_minor, 7500);
}

static void test_an_empty_house_divides_by_nothing(void)
{
    AuditCounts closed = {.rooms_total = 3, .rooms_out_of_order = 3};
    AuditCounts empty = {.rooms_total = 3};
    AuditCounts refunded = {.rooms_total = 3, .rooms_sold = 2, .room_revenue_minor = -5};

    CU_ASSERT_EQUAL(audit_statistics(&closed).occupancy_basis_points, 0);
    CU_ASSERT_EQUAL(audit_statistics(&empty).average_daily_rate_minor, 0);
    CU_ASSERT_EQUAL(audit_statistics(&refunded).average_daily_rate_minor, -3); /* -2.5 away from zero */
}

static void test_ledger(void)
{
    LedgerTrial good = {
        .opening_minor = 500, .charges_minor = 12345, .payments_minor = -8000, .closing_minor = 4845};
    LedgerTrial bad = good;

    bad.closing_minor++;
    CU_ASSERT_TRUE(audit_ledger_balances(&good));
    CU_ASSERT_FALSE(audit_ledger_balances(&bad));
}

static CU_TestInfo tests[] = {
    {"steps follow one another", test_steps_follow_one_another},
    {"a date is audited once", test_a_date_is_audited_once},
    {"only a manager closes against what blocks", test_only_a_manager_closes_against_what_blocks},
    {"a piece is short for who waits", test_a_piece_is_short_for_who_waits},
    {"steps have codes", test_steps_have_codes},
    {"statistics", test_statistics},
    {"an empty house divides by nothing", test_an_empty_house_divides_by_nothing},
    {"ledger", test_ledger},
    CU_TEST_INFO_NULL,
};

int main(void)
{
    return test_main("property/audit_rules", tests);
}
