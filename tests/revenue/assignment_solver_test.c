/* The solver against trying everything, on many small random cases; and one of the size of a large house. */

#include "ops/clock.h"
#include "revenue/assignment_solver.h"
#include "tests/support/cunit_main.h"

#define CASES 400
#define GUESTS_MAX 6
#define ROOMS_MAX 7
#define IMPOSSIBLE (-1)

typedef struct Case {
    int32_t guests;
    int32_t rooms;
    int32_t costs[GUESTS_MAX][ROOMS_MAX]; /* IMPOSSIBLE: no such pair */
    GArray *arcs;
} Case;

static void draw_case(GRand *random, Case *drawn)
{
    drawn->guests = (int32_t)test_random_between(random, 0, GUESTS_MAX);
    drawn->rooms = (int32_t)test_random_between(random, 1, ROOMS_MAX);
    drawn->arcs = g_array_new(FALSE, FALSE, sizeof(AssignmentArc));
    for (int32_t guest = 0; guest < drawn->guests; guest++) {
        for (int32_t room = 0; room < drawn->rooms; room++) {
            bool possible = test_random_between(random, 0, 9) < 6;
            AssignmentArc arc = {guest, room, (int32_t)test_random_between(random, 0, 900)};
            drawn->costs[guest][room] = possible ? arc.cost : IMPOSSIBLE;
            if (possible) {
                g_array_append_val(drawn->arcs, arc);
            }
        }
    }
}

/* The least cost of guests from `guest` on, when the rooms in `taken` are gone. */
static int64_t try_everything(const Case *drawn, int32_t guest, unsigned taken)
{
    if (guest == drawn->guests) {
        return 0;
    }
    int64_t best = ASSIGNMENT_NO_ROOM_COST + try_everything(drawn, guest + 1, taken);
    for (int32_t room = 0; room < drawn->rooms; room++) {
        if ((taken & 1U << room) == 0 && drawn->costs[guest][room] != IMPOSSIBLE) {
            int64_t cost = drawn->costs[guest][room] + try_everything(drawn, guest + 1, taken | 1U << room);
            best = MIN(best, cost);
        }
    }
    return best;
}

static const AssignmentArc *arcs_of(const Case *drawn)
{
    return (const AssignmentArc *)(const void *)drawn->arcs->data;
}

/* The answer is possible, and its costs are what was said. */
static void check_answer(const Case *drawn, const int32_t *rooms, int64_t said)
{
    unsigned taken = 0;
    int64_t cost = 0;

    for (int32_t guest = 0; guest < drawn->guests; guest++) {
        if (rooms[guest] < 0) {
            cost += ASSIGNMENT_NO_ROOM_COST;
            continue;
        }
        CU_ASSERT_NOT_EQUAL(drawn->costs[guest][rooms[guest]], IMPOSSIBLE);
        CU_ASSERT_EQUAL(taken & 1U << rooms[guest], 0);
        taken |= 1U << rooms[guest];
        cost += drawn->costs[guest][rooms[guest]];
    }
    CU_ASSERT_EQUAL(cost, said);
}

static void test_none_is_cheaper(void)
{
    GRand *random = test_random_new();

    for (int i = 0; i < CASES; i++) {
        Case drawn;
        int32_t rooms[GUESTS_MAX];
        draw_case(random, &drawn);
        int64_t cost = assignment_solve(drawn.guests, drawn.rooms, arcs_of(&drawn), drawn.arcs->len, rooms);
        CU_ASSERT_EQUAL(cost, try_everything(&drawn, 0, 0));
        check_answer(&drawn, rooms, cost);
        g_array_unref(drawn.arcs);
    }
    g_rand_free(random);
}

/* ---- parties ---- */

#define PARTIES_MAX 4
#define TUPLES_MAX 10

static gsize draw_tuples(GRand *random, int32_t parties, int32_t rooms, AssignmentTuple *tuples)
{
    gsize count = (gsize)test_random_between(random, 0, TUPLES_MAX);

    for (gsize i = 0; i < count; i++) {
        int32_t first = (int32_t)test_random_between(random, 0, rooms - 1);
        int32_t size = (int32_t)test_random_between(random, 1, MIN(rooms, ASSIGNMENT_TUPLE_MAX));
        tuples[i] = (AssignmentTuple){.party = (int32_t)test_random_between(random, 0, parties - 1),
                                      .room_count = size,
                                      .cost = (int32_t)test_random_between(random, 0, 900)};
        for (int32_t k = 0; k < size; k++) {
            tuples[i].rooms[k] = (first + k) % rooms;
        }
    }
    return count;
}

static unsigned rooms_of(const AssignmentTuple *tuple)
{
    unsigned rooms = 0;

    for (int32_t k = 0; k < tuple->room_count; k++) {
        rooms |= 1U << tuple->rooms[k];
    }
    return rooms;
}

static int64_t try_all_tuples(int32_t parties, const AssignmentTuple *tuples, gsize count, int32_t party,
                              unsigned taken)
{
    if (party == parties) {
        return 0;
    }
    int64_t best = ASSIGNMENT_NO_ROOM_COST + try_all_tuples(parties, tuples, count, party + 1, taken);
    for (gsize i = 0; i < count; i++) {
        if (tuples[i].party == party && (taken & rooms_of(&tuples[i])) == 0) {
            int64_t rest = try_all_tuples(parties, tuples, count, party + 1, taken | rooms_of(&tuples[i]));
            best = MIN(best, tuples[i].cost + rest);
        }
    }
    return best;
}

static void check_tuples(int32_t parties, const AssignmentTuple *tuples, const int32_t *chosen, int64_t said)
{
    unsigned taken = 0;
    int64_t cost = 0;

    for (int32_t party = 0; party < parties; party++) {
        if (chosen[party] < 0) {
            cost += ASSIGNMENT_NO_ROOM_COST;
            continue;
        }
        CU_ASSERT_EQUAL(tuples[chosen[party]].party, party);
        CU_ASSERT_EQUAL(taken & rooms_of(&tuples[chosen[party]]), 0);
        taken |= rooms_of(&tuples[chosen[party]]);
        cost += tuples[chosen[party]].cost;
    }
    CU_ASSERT_EQUAL(cost, said);
}

static void test_no_choice_of_tuples_is_cheaper(void)
{
    GRand *random = test_random_new();

    for (int i = 0; i < CASES; i++) {
        AssignmentTuple tuples[TUPLES_MAX];
        int32_t chosen[PARTIES_MAX];
        int32_t parties = (int32_t)test_random_between(random, 1, PARTIES_MAX);
        int32_t rooms = (int32_t)test_random_between(random, 2, ROOMS_MAX);
        gsize count = draw_tuples(random, parties, rooms, tuples);
        int64_t cost = assignment_solve_parties(parties, rooms, tuples, count, 10000, chosen);
        CU_ASSERT_EQUAL(cost, try_all_tuples(parties, tuples, count, 0, 0));
        check_tuples(parties, tuples, chosen, cost);
    }
    g_rand_free(random);
}

/* A thousand rooms and four hundred arrivals, each of which would do with most rooms. */
static void test_a_large_house_is_solved(void)
{
    GRand *random = test_random_new();
    g_autoptr(GArray) arcs = g_array_new(FALSE, FALSE, sizeof(AssignmentArc));
    int32_t rooms[400];

    for (int32_t guest = 0; guest < 400; guest++) {
        for (int32_t room = 0; room < 1000; room++) {
            AssignmentArc arc = {guest, room, (int32_t)test_random_between(random, 0, 900)};
            if (test_random_between(random, 0, 9) < 7) {
                g_array_append_val(arcs, arc);
            }
        }
    }
    int64_t began_us = clock_monotonic_us();
    int64_t cost =
        assignment_solve(400, 1000, (const AssignmentArc *)(const void *)arcs->data, arcs->len, rooms);
    int64_t took_us = clock_monotonic_us() - began_us;
    g_print("    400 guests, 1,000 rooms, %u pairs: %" G_GINT64_FORMAT " ms\n", arcs->len, took_us / 1000);
    CU_ASSERT_TRUE(cost < ASSIGNMENT_NO_ROOM_COST);
    g_rand_free(random);
}

static CU_TestInfo tests[] = {
    {"no assignment is cheaper", test_none_is_cheaper},
    {"no choice of tuples is cheaper", test_no_choice_of_tuples_is_cheaper},
    {"a large house is quick", test_a_large_house_is_solved},
    CU_TEST_INFO_NULL,
};

int main(void)
{
    return test_main("revenue/assignment solver", tests);
}
