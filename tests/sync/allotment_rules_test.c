#include "sync/allotment_rules.h"

#include "tests/support/cunit_main.h"

enum { TODAY = 16000, MODEL_RUNS = 20000 };

static const AllotmentPolicy TENTH = {.nights_ahead = 2, .basis_points = 1000, .keep = 1};

static InventoryCell cell_of(const char *room_type, Night night, int32_t limit, int32_t sold, int32_t granted)
{
    InventoryCell cell = {.night = night, .sell_limit = limit, .sold = sold, .granted = granted};
    g_strlcpy(cell.hotel, "H1", sizeof cell.hotel);
    g_strlcpy(cell.room_type, room_type, sizeof cell.room_type);
    return cell;
}

static int32_t grant_of(const AllotmentPolicy *policy, int32_t limit, int32_t sold, int32_t granted)
{
    InventoryCell cell = cell_of("A", TODAY, limit, sold, granted);
    return allotment_grant(policy, &cell, TODAY);
}

static void test_only_the_nights_of_the_policy(void)
{
    InventoryCell nights[] = {cell_of("A", TODAY - 1, 50, 0, 0), cell_of("A", TODAY, 50, 0, 0),
                              cell_of("A", TODAY + 1, 50, 0, 0), cell_of("A", TODAY + 2, 50, 0, 0)};
    CU_ASSERT_EQUAL(allotment_end(&TENTH, TODAY), TODAY + 2);
    CU_ASSERT_EQUAL(allotment_grant(&TENTH, &nights[0], TODAY), 0);
    CU_ASSERT_EQUAL(allotment_grant(&TENTH, &nights[1], TODAY), 5);
    CU_ASSERT_EQUAL(allotment_grant(&TENTH, &nights[2], TODAY), 5);
    CU_ASSERT_EQUAL(allotment_grant(&TENTH, &nights[3], TODAY), 0);
}

static void test_a_part_is_rounded_up_and_rooms_go_before_it(void)
{
    AllotmentPolicy rooms = {.nights_ahead = 1, .rooms = 7, .basis_points = 1000};
    CU_ASSERT_EQUAL(grant_of(&TENTH, 11, 0, 0), 2);
    CU_ASSERT_EQUAL(grant_of(&TENTH, 10, 0, 0), 1);
    CU_ASSERT_EQUAL(grant_of(&TENTH, 0, 0, 0), 0);
    CU_ASSERT_EQUAL(grant_of(&rooms, 50, 0, 0), 7);
    CU_ASSERT_EQUAL(grant_of(&rooms, 50, 0, 4), 3);
    CU_ASSERT_EQUAL(grant_of(&rooms, 50, 0, 9), 0); /* more than wanted is left alone */
}

static void test_the_centre_keeps_its_own(void)
{
    CU_ASSERT_EQUAL(grant_of(&TENTH, 50, 46, 0), 3);
    CU_ASSERT_EQUAL(grant_of(&TENTH, 50, 49, 0), 0);
    CU_ASSERT_EQUAL(grant_of(&TENTH, 50, 60, 0), 0); /* the limit was lowered */
}

static void test_a_right_is_never_below_nothing(void)
{
    CU_ASSERT_EQUAL(allotment_right(3, 0), 3);
    CU_ASSERT_EQUAL(allotment_right(3, 2), 1);
    CU_ASSERT_EQUAL(allotment_right(1, 2), 0);
}

static bool wanted(const InventoryCell *cells, gsize count, Night arrival, Night departure, int32_t rooms,
                   GArray *missing)
{
    InventoryClaim claim = {.arrival = arrival, .departure = departure, .rooms = rooms};
    g_strlcpy(claim.hotel, "H1", sizeof claim.hotel);
    g_strlcpy(claim.room_type, "A", sizeof claim.room_type);
    InventoryCommand command = {.kind = INVENTORY_BOOK, .to = &claim, .to_count = 1};
    return allotment_recall_wanted(cells, count, &command, missing);
}

static void test_exactly_what_is_missing_is_called_back(void)
{
    InventoryCell cells[] = {cell_of("A", TODAY, 5, 3, 2), cell_of("A", TODAY + 1, 5, 2, 2),
                             cell_of("A", TODAY + 2, 5, 0, 2)};
    g_autoptr(GArray) missing = g_array_new(FALSE, FALSE, sizeof(InventoryClaim));
    CU_ASSERT_TRUE(wanted(cells, 3, TODAY, TODAY + 3, 2, missing));
    CU_ASSERT_EQUAL_FATAL(missing->len, 2);
    const InventoryClaim *first = &g_array_index(missing, InventoryClaim, 0);
    const InventoryClaim *second = &g_array_index(missing, InventoryClaim, 1);
    CU_ASSERT_EQUAL(first->arrival, TODAY);
    CU_ASSERT_EQUAL(first->departure, TODAY + 1);
    CU_ASSERT_EQUAL(first->rooms, 2);
    CU_ASSERT_EQUAL(second->arrival, TODAY + 1);
    CU_ASSERT_EQUAL(second->rooms, 1);
    CU_ASSERT_EQUAL(cells[0].granted, 2); /* nothing is changed by asking */
}

static void test_what_cannot_help_is_not_called_back(void)
{
    InventoryCell cells[] = {cell_of("A", TODAY, 5, 4, 1), cell_of("A", TODAY + 1, 5, 5, 0)};
    g_autoptr(GArray) missing = g_array_new(FALSE, FALSE, sizeof(InventoryClaim));
    CU_ASSERT_FALSE(wanted(cells, 2, TODAY, TODAY + 2, 1, missing)); /* the second night is sold out */
    CU_ASSERT_FALSE(wanted(cells, 2, TODAY, TODAY + 1, 2, missing)); /* one is too few */
    CU_ASSERT_EQUAL(missing->len, 0);
}

/* One room over the limit while the hotel still has two: the first that comes back is the guest's, the second can be sold. */
static void test_an_oversell_ends_before_anything_is_sold(void)
{
    InventoryCell cells[] = {cell_of("A", TODAY, 5, 4, 2), cell_of("A", TODAY + 1, 5, 5, 1)};
    g_autoptr(GArray) missing = g_array_new(FALSE, FALSE, sizeof(InventoryClaim));
    cells[0].oversell_authorised = cells[1].oversell_authorised = 1;
    CU_ASSERT_TRUE(wanted(cells, 2, TODAY, TODAY + 1, 1, missing));
    CU_ASSERT_EQUAL(g_array_index(missing, InventoryClaim, 0).rooms, 2);
    g_array_set_size(missing, 0);
    CU_ASSERT_FALSE(wanted(cells, 2, TODAY + 1, TODAY + 2, 1, missing));
}

/* Whatever the policy and the cell: a grant never takes what is not there, and once granted, nothing more. */
static void test_any_grant_fits(void)
{
    g_autoptr(GRand) random = test_random_new();
    for (int run = 0; run < MODEL_RUNS; run++) {
        AllotmentPolicy policy = {.nights_ahead = (int32_t)test_random_between(random, 0, 3),
                                  .rooms = (int32_t)test_random_between(random, 0, 9),
                                  .basis_points = (int32_t)test_random_between(random, 0, 10000),
                                  .keep = (int32_t)test_random_between(random, 0, 3)};
        InventoryCell cell =
            cell_of("A", TODAY + (Night)test_random_between(random, -1, 3),
                    (int32_t)test_random_between(random, 0, 30), (int32_t)test_random_between(random, 0, 15),
                    (int32_t)test_random_between(random, 0, 10));
        cell.held = (int32_t)test_random_between(random, 0, 5);
        cell.blocked = (int32_t)test_random_between(random, 0, 5);
        int32_t left = inventory_cell_left(&cell);
        int32_t rooms = allotment_grant(&policy, &cell, TODAY);
        CU_ASSERT_TRUE(rooms >= 0 && (rooms == 0 || rooms + policy.keep <= left));
        cell.granted += rooms;
        CU_ASSERT_EQUAL(allotment_grant(&policy, &cell, TODAY), 0);
    }
}

static CU_TestInfo TESTS[] = {
    {"only the nights of the policy", test_only_the_nights_of_the_policy},
    {"a part is rounded up, and rooms go before it", test_a_part_is_rounded_up_and_rooms_go_before_it},
    {"the centre keeps its own", test_the_centre_keeps_its_own},
    {"a right is never below nothing", test_a_right_is_never_below_nothing},
    {"exactly what is missing is called back", test_exactly_what_is_missing_is_called_back},
    {"what cannot help is not called back", test_what_cannot_help_is_not_called_back},
    {"an oversell ends before anything is sold", test_an_oversell_ends_before_anything_is_sold},
    {"any grant fits", test_any_grant_fits},
    CU_TEST_INFO_NULL,
};

int main(void)
{
    return test_main("sync/allotment_rules", TESTS);
}
