/* The small decisions of the desk: rooms, keys of commands, roles and credentials. */

#include "property/command/command_rules.h"
#include "property/room/room_rules.h"
#include "property/staff/staff_rules.h"
#include "tests/support/cunit_main.h"
#include <string.h>

static const Room house[] = {
    {"101", "A", ROOM_DIRTY, false, false, false},    {"102", "A", ROOM_CLEAN, false, false, true},
    {"103", "A", ROOM_CLEAN, true, false, false},     {"104", "A", ROOM_CLEAN, false, false, false},
    {"105", "A", ROOM_CLEAN, false, false, false},    {"201", "B", ROOM_INSPECTED, false, false, false},
    {"301", "C", ROOM_DIRTY, false, false, false},    {"302", "C", ROOM_DIRTY, false, false, true},
    {"401", "D", ROOM_INSPECTED, false, false, true},
};

static void test_the_best_room_is_given(void)
{
    CU_ASSERT_STRING_EQUAL(room_choose(house, G_N_ELEMENTS(house), "A")->room, "104");
    CU_ASSERT_STRING_EQUAL(room_choose(house, G_N_ELEMENTS(house), "B")->room, "201");
    /* A dirty room is better than none. */
    CU_ASSERT_STRING_EQUAL(room_choose(house, G_N_ELEMENTS(house), "C")->room, "301");
    CU_ASSERT_PTR_NULL(room_choose(house, G_N_ELEMENTS(house), "D"));
    CU_ASSERT_PTR_NULL(room_choose(house, G_N_ELEMENTS(house), "E"));
    CU_ASSERT_PTR_NULL(room_choose(NULL, 0, "A"));
}

static void test_a_named_room(void)
{
    CU_ASSERT_EQUAL(room_check(NULL, "A"), ROOM_UNKNOWN);
    CU_ASSERT_EQUAL(room_check(&house[0], "A"), ROOM_FREE);
    CU_ASSERT_EQUAL(room_check(&house[0], NULL), ROOM_FREE);
    CU_ASSERT_EQUAL(room_check(&house[1], "A"), ROOM_OCCUPIED);
    CU_ASSERT_EQUAL(room_check(&house[2], "A"), ROOM_OUT_OF_ORDER);
    CU_ASSERT_EQUAL(room_check(&house[5], "A"), ROOM_OF_ANOTHER_TYPE);
}

/* Whatever the house looks like, the room given is free, of the type, and none cleaner stands before it. */
static void test_any_house(void)
{
    GRand *random = test_random_new();

    for (int round = 0; round < 2000; round++) {
        Room rooms[12];
        size_t count = (size_t)test_random_between(random, 0, G_N_ELEMENTS(rooms));
        for (size_t i = 0; i < count; i++) {
            rooms[i] = (Room){"1",
                              test_random_between(random, 0, 1) ? "A" : "B",
                              (RoomHousekeeping)test_random_between(random, 0, ROOM_HOUSEKEEPING_COUNT - 1),
                              test_random_between(random, 0, 3) == 0,
                              test_random_between(random, 0, 7) == 0,
                              test_random_between(random, 0, 1) == 0};
        }
        const Room *chosen = room_choose(rooms, count, "A");
        for (size_t i = 0; i < count; i++) {
            bool free_one = room_check(&rooms[i], "A") == ROOM_FREE;
            CU_ASSERT_TRUE(!free_one || (chosen != NULL && chosen->housekeeping <= rooms[i].housekeeping));
        }
        CU_ASSERT_TRUE(chosen == NULL || room_check(chosen, "A") == ROOM_FREE);
    }
    g_rand_free(random);
}

static void test_housekeeping_codes(void)
{
    RoomHousekeeping parsed = ROOM_CLEAN;

    for (unsigned i = 0; i < ROOM_HOUSEKEEPING_COUNT; i++) {
        CU_ASSERT_TRUE(room_housekeeping_parse(room_housekeeping_code((RoomHousekeeping)i), &parsed));
        CU_ASSERT_EQUAL(parsed, i);
    }
    CU_ASSERT_FALSE(room_housekeeping_parse("spotless", &parsed));
    for (unsigned i = ROOM_FREE; i <= ROOM_NONE_FREE; i++) {
        CU_ASSERT_TRUE(strlen(room_verdicts[(RoomVerdict)i].code) > 0);
        CU_ASSERT_TRUE(strlen(room_verdicts[(RoomVerdict)i].text) > 0);
    }
}

static void test_commands(void)
{
    CU_ASSERT_EQUAL(command_decide("a", NULL, NULL), COMMAND_RUN);
    CU_ASSERT_EQUAL(command_decide("a", "a", NULL), COMMAND_ANSWER_AGAIN);
    CU_ASSERT_EQUAL(command_decide("a", "b", NULL), COMMAND_OTHER_REQUEST);
    CU_ASSERT_EQUAL(command_decide("a", NULL, "a"), COMMAND_STILL_RUNNING);
    CU_ASSERT_EQUAL(command_decide("a", NULL, "b"), COMMAND_OTHER_REQUEST);
    CU_ASSERT_EQUAL(command_decide("a", "a", "a"), COMMAND_ANSWER_AGAIN);
}

static void test_roles(void)
{
    CU_ASSERT_TRUE(staff_may(STAFF_FRONTDESK, STAFF_SERVE_GUESTS));
    CU_ASSERT_FALSE(staff_may(STAFF_FRONTDESK, STAFF_OVERRIDE));
    CU_ASSERT_FALSE(staff_may(STAFF_FRONTDESK, STAFF_SET_CLOCK));
    CU_ASSERT_TRUE(staff_may(STAFF_MANAGER, STAFF_OVERRIDE));
    CU_ASSERT_TRUE(staff_may(STAFF_HOUSEKEEPING, STAFF_CARE_FOR_ROOMS));
    CU_ASSERT_FALSE(staff_may(STAFF_HOUSEKEEPING, STAFF_SERVE_GUESTS));
    CU_ASSERT_FALSE(staff_may(STAFF_MAINTENANCE, STAFF_LOOK)); /* technicians see no guest */
    CU_ASSERT_TRUE(staff_may(STAFF_MAINTENANCE, STAFF_REPAIR));
    CU_ASSERT_FALSE(staff_may(STAFF_FRONTDESK, STAFF_REPAIR));
    CU_ASSERT_FALSE(staff_may(STAFF_MAINTENANCE, STAFF_PLAN_MAINTENANCE));
    CU_ASSERT_TRUE(staff_may(STAFF_TRAINER | STAFF_HOUSEKEEPING, STAFF_SET_CLOCK));
    for (unsigned action = 0; action < STAFF_ACTION_COUNT; action++) {
        CU_ASSERT_FALSE(staff_may(0, (StaffAction)action));
    }
}

static void test_role_names(void)
{
    g_autofree char *list = staff_roles_format(STAFF_MANAGER | STAFF_FRONTDESK);

    CU_ASSERT_STRING_EQUAL(list, "frontdesk,manager");
    CU_ASSERT_EQUAL(staff_roles_parse(list), STAFF_MANAGER | STAFF_FRONTDESK);
    CU_ASSERT_EQUAL(staff_roles_parse("manager,emperor"), STAFF_MANAGER);
    CU_ASSERT_EQUAL(staff_roles_parse(""), 0);
}

static void test_credentials_run_out(void)
{
    const int64_t hour_us = INT64_C(3600000000);

    CU_ASSERT_TRUE(staff_credential_counts(hour_us, hour_us));
    CU_ASSERT_TRUE(staff_credential_counts(hour_us, hour_us + STAFF_CREDENTIAL_HOURS * hour_us));
    CU_ASSERT_FALSE(staff_credential_counts(hour_us, hour_us + STAFF_CREDENTIAL_HOURS * hour_us + 1));
    CU_ASSERT_FALSE(staff_credential_counts(hour_us, hour_us - 1)); /* the machine's clock was set back */
}

static CU_TestInfo tests[] = {
    {"the best room is given", test_the_best_room_is_given},
    {"a named room", test_a_named_room},
    {"any house", test_any_house},
    {"housekeeping codes", test_housekeeping_codes},
    {"commands", test_commands},
    {"roles", test_roles},
    {"role names", test_role_names},
    {"credentials run out", test_credentials_run_out},
    CU_TEST_INFO_NULL,
};

int main(void)
{
    return test_main("property/desk_rules", tests);
}
