#include "property/housekeeping/sheet_rules.h"

#include "tests/support/cunit_main.h"
#include <string.h>

enum { TASKS_MAX = 120, PEOPLE_MAX = 9, ROUNDS = 400 };

typedef struct House {
    SheetTask tasks[TASKS_MAX];
    size_t task_count;
    SheetAttendant people[PEOPLE_MAX];
    size_t people_count;
} House;

static void house_draw(GRand *random, House *house)
{
    static const int credits[] = {8, 10, 20, 30, 45, 60};

    house->task_count = (size_t)test_random_between(random, 0, TASKS_MAX);
    house->people_count = (size_t)test_random_between(random, 1, PEOPLE_MAX);
    for (size_t i = 0; i < house->people_count; i++) {
        house->people[i] = (SheetAttendant){.capacity = (int)test_random_between(random, 200, 480)};
    }
    for (size_t i = 0; i < house->task_count; i++) {
        bool fixed = test_random_between(random, 0, 9) == 0;
        house->tasks[i] = (SheetTask){
            .floor = (int)i / 12 + 1,
            .credits = credits[test_random_between(random, 0, G_N_ELEMENTS(credits) - 1)],
            .is_fixed = fixed,
            .attendant =
                fixed ? (int)test_random_between(random, 0, (gint64)house->people_count - 1) : SHEET_NOBODY,
        };
    }
}

static int load_of(const House *house, int who)
{
    int load = 0;

    for (size_t i = 0; i < house->task_count; i++) {
        load += house->tasks[i].attendant == who ? house->tasks[i].credits : 0;
    }
    return load;
}

/* Who has the most of a day's work, and who the least. */
static void find_ends(const House *house, size_t *ret_full, size_t *ret_empty)
{
    size_t full = 0;
    size_t empty = 0;

    for (size_t i = 1; i < house->people_count; i++) {
        const SheetAttendant *person = &house->people[i];
        full = person->load * house->people[full].capacity > house->people[full].load * person->capacity
                   ? i
                   : full;
        empty = person->load * house->people[empty].capacity < house->people[empty].load * person->capacity
                    ? i
                    : empty;
    }
    *ret_full = full;
    *ret_empty = empty;
}

/* No single room handed from the fullest to the emptiest would make the fullest emptier: nobody can complain
 * that one room more elsewhere would have been fairer. */
static bool is_balanced(const House *house)
{
    size_t full, empty;

    find_ends(house, &full, &empty);
    for (size_t i = 0; i < house->task_count; i++) {
        const SheetTask *task = &house->tasks[i];
        if (!task->is_fixed && task->attendant == (int)full &&
            house->people[full].load * house->people[empty].capacity >
                (house->people[empty].load + task->credits) * house->people[full].capacity) {
            return false;
        }
    }
    return true;
}

/* A room goes from who has least to who has most; false when there is none to go. */
static bool spoil(House *house)
{
    size_t full, empty;

    find_ends(house, &full, &empty);
    for (size_t i = 0; i < house->task_count && full != empty; i++) {
        SheetTask *task = &house->tasks[i];
        if (!task->is_fixed && task->attendant == (int)empty) {
            task->attendant = (int)full;
            house->people[full].load += task->credits;
            house->people[empty].load -= task->credits;
            return true;
        }
    }
    return false;
}

static void test_the_check_notices_an_unfair_sheet(void)
{
    g_autoptr(GRand) random = test_random_new();
    int spoilt = 0;

    for (int round = 0; round < ROUNDS; round++) {
        House house = {0};
        house_draw(random, &house);
        sheets_balance(house.tasks, house.task_count, house.people, house.people_count);
        if (spoil(&house)) {
            CU_ASSERT_FALSE(is_balanced(&house));
            spoilt++;
        }
    }
    CU_ASSERT_TRUE(spoilt > 0);
}

static void test_any_house(void)
{
    g_autoptr(GRand) random = test_random_new();

    for (int round = 0; round < ROUNDS; round++) {
        House house = {0};
        House again;
        house_draw(random, &house);
        again = house;
        House before = house;
        sheets_balance(house.tasks, house.task_count, house.people, house.people_count);
        sheets_balance(again.tasks, again.task_count, again.people, again.people_count);
        CU_ASSERT_EQUAL(memcmp(&house, &again, sizeof house), 0);
        CU_ASSERT_TRUE(is_balanced(&house));
        for (size_t i = 0; i < house.people_count; i++) {
            CU_ASSERT_EQUAL(house.people[i].load, load_of(&house, (int)i));
        }
        for (size_t i = 0; i < house.task_count; i++) {
            CU_ASSERT_TRUE(house.tasks[i].attendant != SHEET_NOBODY);
            CU_ASSERT_TRUE(!before.tasks[i].is_fixed ||
                           house.tasks[i].attendant == before.tasks[i].attendant);
        }
    }
}

/* Twenty equal rooms on two floors for two people: each has one floor. */
static void test_everybody_has_a_stretch(void)
{
    SheetTask tasks[20];
    SheetAttendant people[2] = {{.capacity = 400}, {.capacity = 400}};

    for (int i = 0; i < 20; i++) {
        tasks[i] = (SheetTask){.floor = i / 10 + 1, .credits = 30, .attendant = SHEET_NOBODY};
    }
    sheets_balance(tasks, 20, people, 2);
    for (int i = 0; i < 20; i++) {
        CU_ASSERT_EQUAL(tasks[i].attendant, i / 10);
    }
    CU_ASSERT_EQUAL(sheet_fullness(&people[0]), 750);
}

static void test_half_a_day_is_half_the_rooms(void)
{
    SheetTask tasks[30];
    SheetAttendant people[2] = {{.capacity = 400}, {.capacity = 200}};

    for (int i = 0; i < 30; i++) {
        tasks[i] = (SheetTask){.floor = 1, .credits = 20, .attendant = SHEET_NOBODY};
    }
    sheets_balance(tasks, 30, people, 2);
    CU_ASSERT_EQUAL(people[0].load, 400);
    CU_ASSERT_EQUAL(people[1].load, 200);
}

static void test_what_is_begun_counts(void)
{
    SheetTask tasks[] = {
        {.floor = 1, .credits = 60, .is_fixed = true, .attendant = 0},
        {.floor = 1, .credits = 30, .attendant = SHEET_NOBODY},
        {.floor = 1, .credits = 30, .attendant = SHEET_NOBODY},
    };
    SheetAttendant people[2] = {{.capacity = 400}, {.capacity = 400}};

    sheets_balance(tasks, 3, people, 2);
    CU_ASSERT_EQUAL(tasks[0].attendant, 0);
    CU_ASSERT_EQUAL(tasks[1].attendant, 1);
    CU_ASSERT_EQUAL(tasks[2].attendant, 1);
}

static void test_nobody_works(void)
{
    SheetTask tasks[] = {{.floor = 1, .credits = 30, .attendant = SHEET_NOBODY}};

    sheets_balance(tasks, 1, NULL, 0);
    CU_ASSERT_EQUAL(tasks[0].attendant, SHEET_NOBODY);
}

static CU_TestInfo tests[] = {
    {"any house", test_any_house},
    {"the check notices an unfair sheet", test_the_check_notices_an_unfair_sheet},
    {"everybody has a stretch", test_everybody_has_a_stretch},
    {"half a day is half the rooms", test_half_a_day_is_half_the_rooms},
    {"what is begun counts", test_what_is_begun_counts},
    {"nobody works", test_nobody_works},
    CU_TEST_INFO_NULL,
};

int main(void)
{
    return test_main("property/sheet_rules", tests);
}
