#include "sync/lease_rules.h"
#include "tests/support/cunit_main.h"

#define MINUTES(n) ((int64_t)(n)*INSTANT_MINUTE)

static Lease hour_lease(void)
{
    return (Lease){.asked = {.boot_us = MINUTES(100), .wall = MINUTES(5000), .boot_id = "one"},
                   .duration_ms = 3600000};
}

static LeaseMoment later(const Lease *lease, int64_t minutes)
{
    LeaseMoment moment = lease->asked;
    moment.boot_us += MINUTES(minutes);
    moment.wall += MINUTES(minutes);
    return moment;
}

static void test_it_runs_out(void)
{
    Lease lease = hour_lease();
    LeaseMoment now = later(&lease, 59);
    CU_ASSERT_EQUAL(lease_left_ms(&lease, &now), 60000);
    now = later(&lease, 60);
    CU_ASSERT_EQUAL(lease_left_ms(&lease, &now), 0);
    CU_ASSERT_FALSE(lease_is_live(&lease, &now, 0));
}

static void test_no_lease_before_the_first(void)
{
    Lease none = {0};
    LeaseMoment now = {.boot_id = "one"};
    CU_ASSERT_FALSE(lease_is_live(&none, &now, 100));
}

static void test_a_restarted_machine_has_none(void)
{
    Lease lease = hour_lease();
    LeaseMoment now = later(&lease, 1);
    now.boot_id[0] = 'x';
    CU_ASSERT_EQUAL(lease_left_ms(&lease, &now), 0);
}

static void test_jumping_clocks_err_on_the_safe_side(void)
{
    Lease lease = hour_lease();
    LeaseMoment now = later(&lease, 10);
    now.wall += MINUTES(30); /* the longer time counts */
    CU_ASSERT_EQUAL(lease_left_ms(&lease, &now), 20 * 60000);
    now = later(&lease, 10);
    now.wall -= MINUTES(600); /* set back: the clock since boot knows better */
    CU_ASSERT_EQUAL(lease_left_ms(&lease, &now), 50 * 60000);
    now = later(&lease, -1); /* restored from a picture of the machine */
    CU_ASSERT_EQUAL(lease_left_ms(&lease, &now), 0);
}

static void test_rights_before_the_taking_back_are_void(void)
{
    Lease lease = hour_lease();
    lease.rights_since = 17;
    LeaseMoment now = later(&lease, 1);
    CU_ASSERT_FALSE(lease_is_live(&lease, &now, 16));
    CU_ASSERT_TRUE(lease_is_live(&lease, &now, 17));
}

static void test_the_centre_waits_lease_and_margin(void)
{
    LeaseWatch watch = {0};
    CU_ASSERT_FALSE(lease_watch_is_over(&watch, 1000, 100, MINUTES(1000)));
    lease_watch_note(&watch, 3, MINUTES(1));
    lease_watch_note(&watch, 3, MINUTES(2)); /* the same renewal, seen again */
    CU_ASSERT_FALSE(lease_watch_is_over(&watch, 60000, 1000, MINUTES(2) + 1000000));
    CU_ASSERT_TRUE(lease_watch_is_over(&watch, 60000, 1000, MINUTES(2) + 1000001));
    lease_watch_note(&watch, 4, MINUTES(2));
    CU_ASSERT_FALSE(lease_watch_is_over(&watch, 60000, 1000, MINUTES(2) + 1000001));
}

/* What a page brings may be older than what was taken back: see lease_listed(). */
static void test_half_a_list_gives_no_rights(void)
{
    Lease lease = hour_lease();
    LeaseMoment now = later(&lease, 1);
    lease_listed(&lease, true);
    CU_ASSERT_FALSE(lease_is_live(&lease, &now, 1000));
    lease_renewed(&lease, &now, 60000, 12); /* a renewal does not heal it */
    CU_ASSERT_FALSE(lease_is_live(&lease, &now, 1000));
    lease_listed(&lease, true);
    lease_listed(&lease, false);
    CU_ASSERT_TRUE(lease_is_live(&lease, &now, 19));
    lease_listed(&lease, false); /* a list of one page asks for nothing */
    CU_ASSERT_TRUE(lease_is_live(&lease, &now, 19));
}

/* The list was read before the taking back, the renewal was answered after it. */
static void test_a_renewal_during_a_list_is_remembered(void)
{
    Lease lease = hour_lease();
    LeaseMoment now = later(&lease, 1);
    lease_listed(&lease, true);
    lease_renewed(&lease, &now, 60000, 25);
    lease_listed(&lease, false); /* the copies stand at 19 */
    CU_ASSERT_EQUAL(lease.rights_since, 25);
    CU_ASSERT_FALSE(lease_is_live(&lease, &now, 19));
    CU_ASSERT_FALSE(lease_is_live(&lease, &now, 24));
    CU_ASSERT_TRUE(lease_is_live(&lease, &now, 25));
}

static void test_a_renewal_never_lowers_what_is_void(void)
{
    Lease lease = hour_lease();
    LeaseMoment now = later(&lease, 30);
    lease_renewed(&lease, &now, 60000, 20);
    lease_renewed(&lease, &now, 60000, 7); /* an older answer that came late */
    CU_ASSERT_EQUAL(lease.rights_since, 20);
    CU_ASSERT_EQUAL(lease_left_ms(&lease, &now), 60000);
}

static CU_TestInfo tests[] = {
    {"half a list gives no rights", test_half_a_list_gives_no_rights},
    {"a renewal during a list is remembered", test_a_renewal_during_a_list_is_remembered},
    {"a renewal never lowers what is void", test_a_renewal_never_lowers_what_is_void},
    {"it runs out", test_it_runs_out},
    {"no lease before the first", test_no_lease_before_the_first},
    {"a restarted machine has none", test_a_restarted_machine_has_none},
    {"jumping clocks err on the safe side", test_jumping_clocks_err_on_the_safe_side},
    {"rights before the taking back are void", test_rights_before_the_taking_back_are_void},
    {"the centre waits lease and margin", test_the_centre_waits_lease_and_margin},
    CU_TEST_INFO_NULL,
};

int main(void)
{
    return test_main("lease_rules", tests);
}
