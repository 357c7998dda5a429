#include "central/staff/authorise.h"

#include "tests/support/cunit_main.h"

static void test_scopes(void)
{
    CU_ASSERT_EQUAL(access_of_scopes(""), 0);
    CU_ASSERT_EQUAL(access_of_scopes("read"), ACCESS_READ);
    CU_ASSERT_EQUAL(access_of_scopes("reservations"), ACCESS_READ | ACCESS_BOOK | ACCESS_GUESTS);
    CU_ASSERT_EQUAL(access_of_scopes("notifications"), ACCESS_READ | ACCESS_NOTIFY);
    CU_ASSERT_EQUAL(access_of_scopes("operator read"), ACCESS_READ | ACCESS_OPERATE);
    CU_ASSERT_EQUAL(access_of_scopes("notifications reservations"),
                    ACCESS_READ | ACCESS_NOTIFY | ACCESS_BOOK | ACCESS_GUESTS);
    CU_ASSERT_EQUAL(access_of_scopes("Reservations reservation  agent"), 0);
    CU_ASSERT_TRUE(scope_is_known("operator"));
    CU_ASSERT_FALSE(scope_is_known("agent"));
    CU_ASSERT_FALSE(scope_is_known(""));
    CU_ASSERT_FALSE(scope_is_known("read reservations"));
}

static void test_roles(void)
{
    CU_ASSERT_EQUAL(access_of_role("agent"), ACCESS_SESSION | ACCESS_READ | ACCESS_BOOK | ACCESS_GUESTS);
    CU_ASSERT_EQUAL(access_of_role("manager"), access_of_role("agent") | ACCESS_OPERATE);
    CU_ASSERT_EQUAL(access_of_role("revenue"), ACCESS_SESSION | ACCESS_READ | ACCESS_RATES | ACCESS_OPERATE);
    CU_ASSERT_EQUAL(access_of_role("trainer"), ACCESS_SESSION | ACCESS_READ | ACCESS_TRAIN | ACCESS_OPERATE);
    CU_ASSERT_EQUAL(access_of_role("frontdesk"), 0); /* a hotel's role is nothing at the data centre */
    CU_ASSERT_EQUAL(access_of_role(""), 0);
}

/* Nobody but a website may bring its own prices, and no program has a session. */
static void test_what_nobody_else_may(void)
{
    static const char *const roles[] = {"agent", "manager", "revenue", "trainer"};
    static const char *const scopes[] = {"read", "reservations", "notifications", "operator"};
    for (gsize i = 0; i < G_N_ELEMENTS(roles); i++) {
        CU_ASSERT_EQUAL(access_of_role(roles[i]) & ACCESS_NOTIFY, 0);
        CU_ASSERT_TRUE(access_of_role(roles[i]) & ACCESS_READ);
        CU_ASSERT_EQUAL(access_of_scopes(scopes[i]) & (ACCESS_SESSION | ACCESS_RATES | ACCESS_TRAIN), 0);
        CU_ASSERT_TRUE(access_of_scopes(scopes[i]) & ACCESS_READ);
    }
}

static CU_TestInfo TESTS[] = {
    {"scopes", test_scopes},
    {"roles", test_roles},
    {"what nobody else may", test_what_nobody_else_may},
    CU_TEST_INFO_NULL,
};

int main(void)
{
    return test_main("central/authorise", TESTS);
}
