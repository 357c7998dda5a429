/* Who pays for what was taken from a minibar. */
#include "property/folio/folio_rules.h"
#include "property/housekeeping/minibar_rules.h"
#include "tests/support/cunit_main.h"

#define TODAY 20000

static MinibarVerdict decide(MinibarPayer payer)
{
    return minibar_payer_decide(&payer, TODAY);
}

static void test_who_pays(void)
{
    MinibarPayer guest = {
        .found = true, .had_room = true, .status = STAY_IN_HOUSE, .checked_out_on = NIGHT_NONE};

    CU_ASSERT_EQUAL(decide(guest), MINIBAR_CHARGED);
    guest.no_post = true;
    CU_ASSERT_EQUAL(decide(guest), MINIBAR_NO_POST);
    guest.no_post = false;
    guest.named = true;
    CU_ASSERT_EQUAL(decide(guest), MINIBAR_CHARGED);
    guest.had_room = false;
    CU_ASSERT_EQUAL(decide(guest), MINIBAR_GUEST_OF_ANOTHER);
    CU_ASSERT_EQUAL(decide((MinibarPayer){0}), MINIBAR_NOBODY);
    CU_ASSERT_EQUAL(decide((MinibarPayer){.named = true}), MINIBAR_GUEST_OF_ANOTHER);
}

static void test_who_has_left(void)
{
    MinibarPayer left = {
        .found = true, .had_room = true, .status = STAY_CHECKED_OUT, .checked_out_on = TODAY};

    CU_ASSERT_EQUAL(decide(left), MINIBAR_CHARGED_LATE);
    left.checked_out_on = TODAY - MINIBAR_LATE_DAYS;
    CU_ASSERT_EQUAL(decide(left), MINIBAR_CHARGED_LATE);
    left.checked_out_on -= 1;
    CU_ASSERT_EQUAL(decide(left), MINIBAR_NOBODY);
    left.named = true;
    CU_ASSERT_EQUAL(decide(left), MINIBAR_GUEST_OF_ANOTHER);
    left.checked_out_on = TODAY;
    left.no_post = true;
    CU_ASSERT_EQUAL(decide(left), MINIBAR_NO_POST);
    left.status = STAY_NO_SHOW;
    CU_ASSERT_EQUAL(decide(left), MINIBAR_GUEST_OF_ANOTHER);
}

static void test_amount(void)
{
    int64_t amount_minor = -1;

    CU_ASSERT_TRUE(minibar_amount(450, 3, &amount_minor));
    CU_ASSERT_EQUAL(amount_minor, 1350);
    CU_ASSERT_TRUE(minibar_amount(FOLIO_AMOUNT_MAX_MINOR / 2, 2, &amount_minor));
    CU_ASSERT_FALSE(minibar_amount(FOLIO_AMOUNT_MAX_MINOR / 2 + 1, 2, &amount_minor));
    CU_ASSERT_FALSE(minibar_amount(450, 0, &amount_minor));
    CU_ASSERT_FALSE(minibar_amount(450, MINIBAR_QUANTITY_MAX + 1, &amount_minor));
    CU_ASSERT_FALSE(minibar_amount(0, 1, &amount_minor));
    CU_ASSERT_EQUAL(amount_minor, FOLIO_AMOUNT_MAX_MINOR);
}

static CU_TestInfo tests[] = {
    {"who pays", test_who_pays},
    {"who has left", test_who_has_left},
    {"amount", test_amount},
    CU_TEST_INFO_NULL,
};

int main(void)
{
    return test_main("property/minibar_rules", tests);
}
