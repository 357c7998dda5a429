#include "property/room/outage_rules.h"

#include "tests/support/cunit_main.h"

#define TODAY 20000

static OutageSituation empty_room(void)
{
    return (OutageSituation){
        .business_date = TODAY,
        .guest_leaves = NIGHT_NONE,
        .guest_expected = NIGHT_NONE,
        .other_outage = NIGHT_NONE,
    };
}

static OutageVerdict plan(Night from, Night until, const OutageSituation *situation)
{
    OutageNights nights = {from, until};

    return outage_plan_decide(&nights, situation);
}

static void test_nights_are_checked(void)
{
    OutageSituation empty = empty_room();

    CU_ASSERT_EQUAL(plan(TODAY, TODAY + 1, &empty), OUTAGE_ALLOWED);
    CU_ASSERT_EQUAL(plan(TODAY, TODAY, &empty), OUTAGE_NO_NIGHTS);
    CU_ASSERT_EQUAL(plan(TODAY + 3, TODAY + 1, &empty), OUTAGE_NO_NIGHTS);
    CU_ASSERT_EQUAL(plan(TODAY - 1, TODAY + 1, &empty), OUTAGE_IN_THE_PAST);
    CU_ASSERT_EQUAL(plan(TODAY, TODAY + OUTAGE_NIGHTS_MAX, &empty), OUTAGE_ALLOWED);
    CU_ASSERT_EQUAL(plan(TODAY, TODAY + OUTAGE_NIGHTS_MAX + 1, &empty), OUTAGE_TOO_LONG);
}

static void test_a_guest_in_the_room(void)
{
    OutageSituation guest = empty_room();

    guest.guest_leaves = TODAY + 2;
    CU_ASSERT_EQUAL(plan(TODAY, TODAY + 1, &guest), OUTAGE_ROOM_OCCUPIED);
    CU_ASSERT_EQUAL(plan(TODAY + 1, TODAY + 3, &guest), OUTAGE_ROOM_OCCUPIED);
    CU_ASSERT_EQUAL(plan(TODAY + 2, TODAY + 3, &guest), OUTAGE_ALLOWED);
    guest.guest_leaves = TODAY; /* leaves today, but is still there */
    CU_ASSERT_EQUAL(plan(TODAY, TODAY + 1, &guest), OUTAGE_ROOM_OCCUPIED);
    CU_ASSERT_EQUAL(plan(TODAY + 1, TODAY + 2, &guest), OUTAGE_ALLOWED);
}

static void test_who_is_expected_and_what_is_planned(void)
{
    OutageSituation situation = empty_room();

    situation.guest_expected = TODAY + 2;
    CU_ASSERT_EQUAL(plan(TODAY, TODAY + 2, &situation), OUTAGE_ALLOWED);
    CU_ASSERT_EQUAL(plan(TODAY, TODAY + 3, &situation), OUTAGE_ROOM_PROMISED);
    situation.guest_expected = NIGHT_NONE;
    situation.other_outage = TODAY + 4;
    CU_ASSERT_EQUAL(plan(TODAY, TODAY + 4, &situation), OUTAGE_ALLOWED);
    CU_ASSERT_EQUAL(plan(TODAY, TODAY + 5, &situation), OUTAGE_OVERLAPS);
}

static void test_another_end(void)
{
    OutageSituation situation = empty_room();
    OutageNights nights = {TODAY - 2, TODAY + 3};
    OutageNights over = {TODAY - 5, TODAY};
    OutageNights ahead = {TODAY + 4, TODAY + 6};

    CU_ASSERT_EQUAL(outage_change_decide(&nights, TODAY + 1, &situation), OUTAGE_ALLOWED);
    CU_ASSERT_EQUAL(outage_change_decide(&nights, TODAY, &situation), OUTAGE_IN_THE_PAST);
    CU_ASSERT_EQUAL(outage_change_decide(&nights, TODAY - 2, &situation), OUTAGE_NO_NIGHTS);
    CU_ASSERT_EQUAL(outage_change_decide(&over, TODAY + 1, &situation), OUTAGE_OVER);
    CU_ASSERT_EQUAL(outage_change_decide(&ahead, TODAY + 4, &situation), OUTAGE_NO_NIGHTS);
    CU_ASSERT_EQUAL(outage_change_decide(&nights, TODAY - 2 + OUTAGE_NIGHTS_MAX + 1, &situation),
                    OUTAGE_TOO_LONG);
    situation.other_outage = TODAY + 5;
    CU_ASSERT_EQUAL(outage_change_decide(&nights, TODAY + 5, &situation), OUTAGE_ALLOWED);
    CU_ASSERT_EQUAL(outage_change_decide(&nights, TODAY + 6, &situation), OUTAGE_OVERLAPS);
}

static void test_ending_it_now(void)
{
    OutageNights nights = {TODAY - 2, TODAY + 3};
    OutageNights ahead = {TODAY + 4, TODAY + 6};

    CU_ASSERT_EQUAL(outage_return_night(&nights, TODAY), TODAY);
    CU_ASSERT_EQUAL(outage_return_night(&ahead, TODAY), TODAY + 4);
    CU_ASSERT_TRUE(outage_is_on(&nights, TODAY));
    CU_ASSERT_FALSE(outage_is_on(&nights, TODAY + 3));
    CU_ASSERT_FALSE(outage_is_on(&ahead, TODAY));
}

static void test_codes(void)
{
    OutageKind kind;

    for (unsigned i = 0; i < OUTAGE_KIND_COUNT; i++) {
        CU_ASSERT_TRUE(outage_kind_parse(outage_kind_code((OutageKind)i), &kind));
        CU_ASSERT_EQUAL(kind, i);
    }
    CU_ASSERT_FALSE(outage_kind_parse("broken", &kind));
    for (unsigned i = 0; i < OUTAGE_VERDICT_COUNT; i++) {
        CU_ASSERT_TRUE(outage_verdicts[(OutageVerdict)i].code[0] != '\0');
        CU_ASSERT_TRUE(outage_verdicts[(OutageVerdict)i].text[0] != '\0');
    }
}

static CU_TestInfo tests[] = {
    {"nights are checked", test_nights_are_checked},
    {"a guest in the room", test_a_guest_in_the_room},
    {"who is expected and what is planned", test_who_is_expected_and_what_is_planned},
    {"another end", test_another_end},
    {"ending it now", test_ending_it_now},
    {"codes", test_codes},
    CU_TEST_INFO_NULL,
};

int main(void)
{
    return test_main("property/outage_rules", tests);
}
