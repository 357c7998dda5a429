#include "sync/inventory_rules.h"

#include "tests/support/cunit_main.h"

#include <string.h>

enum {
    FIRST = 16000, /* a night; which one does not matter */
    MODEL_TYPES = 2,
    MODEL_NIGHTS = 6,
    MODEL_CELLS = MODEL_TYPES * MODEL_NIGHTS,
    MODEL_COMMANDS = 400,
    MODEL_RUNS = 60,
    CLAIMS_MAX = 3,
};

typedef bool (*DecideFunc)(InventoryCell *cells, gsize cell_count, const InventoryCommand *command,
                           InventoryAnswer *ret_answer);

static InventoryCell cell_of(const char *room_type, Night night, int32_t limit, int32_t sold, int32_t held)
{
    InventoryCell cell = {.night = night, .sell_limit = limit, .sold = sold, .held = held};
    g_strlcpy(cell.hotel, "H1", sizeof cell.hotel);
    g_strlcpy(cell.room_type, room_type, sizeof cell.room_type);
    return cell;
}

static InventoryClaim claim_of(const char *room_type, Night arrival, int32_t nights, int32_t rooms)
{
    InventoryClaim claim = {.arrival = arrival, .departure = arrival + nights, .rooms = rooms};
    g_strlcpy(claim.hotel, "H1", sizeof claim.hotel);
    g_strlcpy(claim.room_type, room_type, sizeof claim.room_type);
    return claim;
}

static InventoryCommand command_of(InventoryCommandKind kind, const InventoryClaim *from,
                                   const InventoryClaim *to)
{
    return (InventoryCommand){.kind = kind,
                              .from = from,
                              .from_count = from != NULL ? 1 : 0,
                              .to = to,
                              .to_count = to != NULL ? 1 : 0};
}

static bool decide(InventoryCell *cells, gsize cell_count, InventoryCommand command,
                   InventoryAnswer *ret_answer)
{
    return inventory_decide(cells, cell_count, &command, ret_answer);
}

/* ---- examples ------------------------------------------------------------------------------------ */

static void test_book_takes_every_night_but_the_last(void)
{
    InventoryCell cells[] = {cell_of("A", FIRST, 2, 0, 0), cell_of("A", FIRST + 1, 2, 0, 0),
                             cell_of("A", FIRST + 2, 2, 0, 0)};
    InventoryClaim stay = claim_of("A", FIRST, 2, 2);
    InventoryAnswer answer;
    CU_ASSERT_TRUE(decide(cells, 3, command_of(INVENTORY_BOOK, NULL, &stay), &answer));
    CU_ASSERT_EQUAL(answer.refusal, INVENTORY_ACCEPTED);
    CU_ASSERT_EQUAL(cells[0].sold, 2);
    CU_ASSERT_EQUAL(cells[1].sold, 2);
    CU_ASSERT_EQUAL(cells[2].sold, 0);
}

static void test_refusal_names_first_night_and_what_is_left(void)
{
    InventoryCell cells[] = {cell_of("A", FIRST, 5, 0, 0), cell_of("A", FIRST + 1, 5, 2, 2),
                             cell_of("A", FIRST + 2, 5, 5, 0)};
    InventoryCell before[G_N_ELEMENTS(cells)];
    InventoryClaim stay = claim_of("A", FIRST, 3, 2);
    InventoryAnswer answer;
    memcpy(before, cells, sizeof cells);
    CU_ASSERT_FALSE(decide(cells, 3, command_of(INVENTORY_BOOK, NULL, &stay), &answer));
    CU_ASSERT_EQUAL(answer.refusal, INVENTORY_REFUSED_SHORT);
    CU_ASSERT_STRING_EQUAL(answer.hotel, "H1");
    CU_ASSERT_STRING_EQUAL(answer.room_type, "A");
    CU_ASSERT_EQUAL(answer.first_night, FIRST + 1);
    CU_ASSERT_EQUAL(answer.left, 1);
    CU_ASSERT_EQUAL(memcmp(before, cells, sizeof cells), 0);
    CU_ASSERT_STRING_EQUAL(inventory_refusal_code(answer.refusal), "inventory-short");
}

static void test_last_room_of_a_batch_goes_to_the_first_command(void)
{
    InventoryCell cells[] = {cell_of("A", FIRST, 1, 0, 0)};
    InventoryClaim stay = claim_of("A", FIRST, 1, 1);
    InventoryCommand book = command_of(INVENTORY_BOOK, NULL, &stay);
    InventoryAnswer answer;
    CU_ASSERT_TRUE(decide(cells, 1, book, &answer));
    CU_ASSERT_FALSE(decide(cells, 1, book, &answer));
    CU_ASSERT_EQUAL(answer.left, 0);
}

static void test_missing_night_is_not_for_sale(void)
{
    InventoryCell cells[] = {cell_of("A", FIRST, 5, 0, 0)};
    InventoryClaim stay = claim_of("A", FIRST, 2, 1);
    InventoryAnswer answer;
    CU_ASSERT_FALSE(decide(cells, 1, command_of(INVENTORY_BOOK, NULL, &stay), &answer));
    CU_ASSERT_EQUAL(answer.refusal, INVENTORY_REFUSED_NO_CELL);
    CU_ASSERT_EQUAL(answer.first_night, FIRST + 1);
    CU_ASSERT_EQUAL(answer.left, 0);
    CU_ASSERT_EQUAL(cells[0].sold, 0);
}

static void test_day_use_takes_no_cell(void)
{
    InventoryClaim stay = claim_of("A", FIRST, 0, 1);
    InventoryAnswer answer;
    CU_ASSERT_TRUE(decide(NULL, 0, command_of(INVENTORY_BOOK, NULL, &stay), &answer));
}

static void test_hold_then_commit_at_the_limit(void)
{
    InventoryCell cells[] = {cell_of("A", FIRST, 3, 2, 0)};
    InventoryClaim stay = claim_of("A", FIRST, 1, 1);
    InventoryAnswer answer;
    CU_ASSERT_TRUE(decide(cells, 1, command_of(INVENTORY_HOLD, NULL, &stay), &answer));
    CU_ASSERT_EQUAL(cells[0].held, 1);
    CU_ASSERT_FALSE(decide(cells, 1, command_of(INVENTORY_BOOK, NULL, &stay), &answer));
    CU_ASSERT_TRUE(decide(cells, 1, command_of(INVENTORY_COMMIT_HOLD, &stay, &stay), &answer));
    CU_ASSERT_EQUAL(cells[0].held, 0);
    CU_ASSERT_EQUAL(cells[0].sold, 3);
}

static void test_release_frees_what_was_held(void)
{
    InventoryCell cells[] = {cell_of("A", FIRST, 1, 0, 1)};
    InventoryClaim stay = claim_of("A", FIRST, 1, 1);
    InventoryAnswer answer;
    CU_ASSERT_TRUE(decide(cells, 1, command_of(INVENTORY_RELEASE_HOLD, &stay, NULL), &answer));
    CU_ASSERT_EQUAL(inventory_cell_left(&cells[0]), 1);
    CU_ASSERT_FALSE(decide(cells, 1, command_of(INVENTORY_RELEASE_HOLD, &stay, NULL), &answer));
    CU_ASSERT_EQUAL(answer.refusal, INVENTORY_REFUSED_NOT_TAKEN);
    CU_ASSERT_EQUAL(answer.left, 0);
    CU_ASSERT_EQUAL(cells[0].held, 0);
}

static void test_modify_may_use_its_own_rooms(void)
{
    InventoryCell cells[] = {cell_of("A", FIRST, 2, 2, 0), cell_of("A", FIRST + 1, 2, 1, 0)};
    InventoryClaim from = claim_of("A", FIRST, 1, 2);
    InventoryClaim longer = claim_of("A", FIRST, 2, 1);
    InventoryClaim wider = claim_of("A", FIRST, 1, 3);
    InventoryAnswer answer;
    CU_ASSERT_FALSE(decide(cells, 2, command_of(INVENTORY_MODIFY, &from, &wider), &answer));
    CU_ASSERT_EQUAL(answer.left, 2); /* its own two come back first */
    CU_ASSERT_TRUE(decide(cells, 2, command_of(INVENTORY_MODIFY, &from, &longer), &answer));
    CU_ASSERT_EQUAL(cells[0].sold, 1);
    CU_ASSERT_EQUAL(cells[1].sold, 2);
}

static void test_refused_modify_keeps_the_old_rooms(void)
{
    InventoryCell cells[] = {cell_of("A", FIRST, 2, 1, 0), cell_of("B", FIRST, 1, 1, 0)};
    InventoryCell before[G_N_ELEMENTS(cells)];
    InventoryClaim from = claim_of("A", FIRST, 1, 1);
    InventoryClaim to = claim_of("B", FIRST, 1, 1);
    InventoryAnswer answer;
    memcpy(before, cells, sizeof cells);
    CU_ASSERT_FALSE(decide(cells, 2, command_of(INVENTORY_MODIFY, &from, &to), &answer));
    CU_ASSERT_STRING_EQUAL(answer.room_type, "B");
    CU_ASSERT_EQUAL(memcmp(before, cells, sizeof cells), 0);
}

static void test_giving_back_works_over_the_limit(void)
{
    InventoryCell cells[] = {cell_of("A", FIRST, 2, 5, 0)}; /* the limit was lowered after selling */
    InventoryClaim one = claim_of("A", FIRST, 1, 1);
    InventoryAnswer answer;
    CU_ASSERT_TRUE(decide(cells, 1, command_of(INVENTORY_CANCEL, &one, NULL), &answer));
    CU_ASSERT_TRUE(decide(cells, 1, command_of(INVENTORY_MODIFY, &one, &one), &answer));
    CU_ASSERT_EQUAL(cells[0].sold, 4);
    CU_ASSERT_EQUAL(inventory_cell_left(&cells[0]), 0);
    CU_ASSERT_FALSE(decide(cells, 1, command_of(INVENTORY_BOOK, NULL, &one), &answer));
    CU_ASSERT_EQUAL(answer.left, 0);
}

static void test_authorised_oversell_raises_exactly_what_is_missing(void)
{
    InventoryCell cells[] = {cell_of("A", FIRST, 2, 1, 1), cell_of("A", FIRST + 1, 2, 1, 0)};
    InventoryClaim walk_in = claim_of("A", FIRST, 2, 2);
    InventoryCommand command = command_of(INVENTORY_BOOK, NULL, &walk_in);
    InventoryAnswer answer;
    command.authorise_oversell = true;
    CU_ASSERT_TRUE(decide(cells, 2, command, &answer));
    CU_ASSERT_EQUAL(cells[0].oversell_authorised, 2);
    CU_ASSERT_EQUAL(cells[1].oversell_authorised, 1);
    CU_ASSERT_EQUAL(answer.oversold, 3);
}

static void test_several_claims_count_together(void)
{
    InventoryCell cells[] = {cell_of("A", FIRST, 2, 2, 0), cell_of("B", FIRST, 1, 1, 0)};
    InventoryClaim from[] = {claim_of("A", FIRST, 1, 1), claim_of("A", FIRST, 1, 1)};
    InventoryClaim wider = claim_of("A", FIRST, 1, 3);
    InventoryClaim both[] = {claim_of("B", FIRST, 1, 1), claim_of("A", FIRST, 1, 1)};
    InventoryCommand modify = {
        .kind = INVENTORY_MODIFY, .from = from, .from_count = 2, .to = &wider, .to_count = 1};
    InventoryCommand book = {.kind = INVENTORY_BOOK, .to = both, .to_count = 2};
    InventoryAnswer answer;
    CU_ASSERT_FALSE(decide(cells, 2, modify, &answer));
    CU_ASSERT_EQUAL(answer.left, 2);
    CU_ASSERT_FALSE(decide(cells, 2, book, &answer)); /* of one night, the type that sorts first is named */
    CU_ASSERT_STRING_EQUAL(answer.room_type, "A");
    CU_ASSERT_EQUAL(answer.left, 0);
}

static void test_find_needs_all_three(void)
{
    InventoryCell cells[] = {cell_of("B", FIRST, 1, 0, 0), cell_of("A", FIRST + 1, 1, 0, 0),
                             cell_of("A", FIRST, 1, 0, 0)};
    inventory_cells_sort(cells, 3);
    CU_ASSERT_STRING_EQUAL(cells[0].room_type, "A");
    CU_ASSERT_EQUAL(cells[0].night, FIRST);
    CU_ASSERT_PTR_EQUAL(inventory_cell_find(cells, 3, "H1", "A", FIRST + 1), &cells[1]);
    CU_ASSERT_PTR_NULL(inventory_cell_find(cells, 3, "H2", "A", FIRST));
    CU_ASSERT_PTR_NULL(inventory_cell_find(cells, 3, "H1", "C", FIRST));
    CU_ASSERT_PTR_NULL(inventory_cell_find(cells, 3, "H1", "B", FIRST + 1));
}

/* ---- rights of the hotel ------------------------------------------------------------------------- */

static void test_a_grant_comes_out_of_the_centres_right(void)
{
    InventoryCell cells[] = {cell_of("A", FIRST, 5, 2, 1)};
    InventoryClaim two = claim_of("A", FIRST, 1, 2);
    InventoryClaim one = claim_of("A", FIRST, 1, 1);
    InventoryAnswer answer;
    CU_ASSERT_TRUE(decide(cells, 1, command_of(INVENTORY_GRANT, NULL, &two), &answer));
    CU_ASSERT_EQUAL(cells[0].granted, 2);
    CU_ASSERT_EQUAL(inventory_cell_left(&cells[0]), 0);
    CU_ASSERT_FALSE(decide(cells, 1, command_of(INVENTORY_BOOK, NULL, &one), &answer));
    CU_ASSERT_FALSE(decide(cells, 1, command_of(INVENTORY_GRANT, NULL, &one), &answer));
    CU_ASSERT_EQUAL(answer.refusal, INVENTORY_REFUSED_SHORT);
    CU_ASSERT_TRUE(decide(cells, 1, command_of(INVENTORY_GIVE_BACK, &one, NULL), &answer));
    CU_ASSERT_TRUE(decide(cells, 1, command_of(INVENTORY_BOOK, NULL, &one), &answer));
    CU_ASSERT_EQUAL(cells[0].sold, 3);
    CU_ASSERT_EQUAL(cells[0].granted, 1);
}

static void test_the_hotel_sells_what_is_granted_and_no_more(void)
{
    InventoryCell cells[] = {cell_of("A", FIRST, 5, 2, 0), cell_of("A", FIRST + 1, 5, 2, 0)};
    InventoryClaim stay = claim_of("A", FIRST, 2, 2);
    InventoryAnswer answer;
    cells[0].granted = 2;
    cells[1].granted = 1;
    CU_ASSERT_FALSE(decide(cells, 2, command_of(INVENTORY_USE_GRANT, &stay, &stay), &answer));
    CU_ASSERT_EQUAL(answer.refusal, INVENTORY_REFUSED_SHORT); /* though the centre has rooms */
    CU_ASSERT_EQUAL(answer.first_night, FIRST + 1);
    CU_ASSERT_EQUAL(answer.left, 1);
    stay.rooms = 1;
    CU_ASSERT_TRUE(decide(cells, 2, command_of(INVENTORY_USE_GRANT, &stay, &stay), &answer));
    CU_ASSERT_EQUAL(cells[0].granted, 1);
    CU_ASSERT_EQUAL(cells[0].sold, 3);
    CU_ASSERT_EQUAL(cells[1].granted, 0);
    CU_ASSERT_EQUAL(inventory_cell_left(&cells[1]), 2); /* the centre's own right is as it was */
}

static void test_more_than_granted_cannot_be_given_back(void)
{
    InventoryCell cells[] = {cell_of("A", FIRST, 5, 0, 0)};
    InventoryClaim two = claim_of("A", FIRST, 1, 2);
    InventoryAnswer answer;
    cells[0].granted = 1;
    CU_ASSERT_FALSE(decide(cells, 1, command_of(INVENTORY_GIVE_BACK, &two, NULL), &answer));
    CU_ASSERT_EQUAL(answer.refusal, INVENTORY_REFUSED_NOT_TAKEN);
    CU_ASSERT_EQUAL(cells[0].granted, 1);
}

static void test_blocked_rooms_are_not_sold(void)
{
    InventoryCell cells[] = {cell_of("A", FIRST, 3, 1, 0)};
    InventoryClaim one = claim_of("A", FIRST, 1, 1);
    InventoryAnswer answer;
    cells[0].blocked = 1;
    CU_ASSERT_TRUE(decide(cells, 1, command_of(INVENTORY_BOOK, NULL, &one), &answer));
    CU_ASSERT_FALSE(decide(cells, 1, command_of(INVENTORY_HOLD, NULL, &one), &answer));
}

static void test_rooms_out_of_order_are_not_sold(void)
{
    InventoryCell cells[] = {cell_of("A", FIRST, 3, 1, 0)};
    InventoryClaim one = claim_of("A", FIRST, 1, 1);
    InventoryCommand granted = command_of(INVENTORY_TAKE_OUT, &one, &one);
    InventoryAnswer answer;
    cells[0].granted = 1;
    CU_ASSERT_TRUE(decide(cells, 1, granted, &answer));
    CU_ASSERT_EQUAL(cells[0].granted, 0);
    CU_ASSERT_EQUAL(cells[0].out_of_order, 1);
    CU_ASSERT_TRUE(decide(cells, 1, command_of(INVENTORY_BOOK, NULL, &one), &answer));
    CU_ASSERT_FALSE(decide(cells, 1, command_of(INVENTORY_BOOK, NULL, &one), &answer));
    CU_ASSERT_TRUE(decide(cells, 1, command_of(INVENTORY_PUT_BACK, &one, NULL), &answer));
    CU_ASSERT_TRUE(decide(cells, 1, command_of(INVENTORY_BOOK, NULL, &one), &answer));
    CU_ASSERT_FALSE(decide(cells, 1, command_of(INVENTORY_PUT_BACK, &one, NULL), &answer));
    CU_ASSERT_EQUAL(answer.refusal, INVENTORY_REFUSED_NOT_TAKEN);
}

/* What was authorised for want of a room ends with the next one that is free: nobody may sell over the limit after it. */
static void check_end_of_oversell(InventoryCommandKind takes, InventoryCommandKind frees)
{
    InventoryCell cells[] = {cell_of("A", FIRST, 2, 2, 0)};
    InventoryClaim one = claim_of("A", FIRST, 1, 1);
    InventoryCommand take = command_of(takes, NULL, &one);
    InventoryAnswer answer;
    CU_ASSERT_FALSE(decide(cells, 1, take, &answer));
    take.authorise_oversell = true;
    CU_ASSERT_TRUE(decide(cells, 1, take, &answer));
    CU_ASSERT_EQUAL(answer.oversold, 1);
    CU_ASSERT_EQUAL(cells[0].oversell_authorised, 1);
    CU_ASSERT_TRUE(decide(cells, 1, command_of(frees, &one, NULL), &answer));
    CU_ASSERT_EQUAL(answer.ended, 1);
    CU_ASSERT_EQUAL(cells[0].oversell_authorised, 0);
    CU_ASSERT_EQUAL(inventory_cell_left(&cells[0]), 0);
    CU_ASSERT_FALSE(decide(cells, 1, command_of(INVENTORY_BOOK, NULL, &one), &answer));
}

static void test_a_room_that_becomes_free_ends_an_oversell(void)
{
    check_end_of_oversell(INVENTORY_TAKE_OUT, INVENTORY_PUT_BACK);
    check_end_of_oversell(INVENTORY_BOOK, INVENTORY_CANCEL);
    check_end_of_oversell(INVENTORY_HOLD, INVENTORY_RELEASE_HOLD);
    check_end_of_oversell(INVENTORY_GRANT, INVENTORY_GIVE_BACK);
}

/* Nights given up while the line was cut stay with the hotel: nobody else gets them, and no limit is in the way. */
static void test_what_is_left_to_the_hotel_is_granted(void)
{
    InventoryCell cells[] = {cell_of("A", FIRST, 1, 1, 0)};
    InventoryClaim one = claim_of("A", FIRST, 1, 1);
    InventoryAnswer answer;
    CU_ASSERT_TRUE(decide(cells, 1, command_of(INVENTORY_LEAVE_TO_HOTEL, &one, &one), &answer));
    CU_ASSERT_EQUAL(cells[0].sold, 0);
    CU_ASSERT_EQUAL(cells[0].granted, 1);
    CU_ASSERT_FALSE(decide(cells, 1, command_of(INVENTORY_BOOK, NULL, &one), &answer));
    CU_ASSERT_TRUE(decide(cells, 1, command_of(INVENTORY_USE_GRANT, &one, &one), &answer));
}

/* ---- random commands against a model of plain counting ------------------------------------------- */

static int model_index(const InventoryClaim *claim, Night night)
{
    return (claim->room_type[0] - 'A') * MODEL_NIGHTS + (night - FIRST);
}

static void model_add(int64_t *counts, const InventoryClaim *claims, gsize claim_count, int direction)
{
    for (gsize i = 0; i < claim_count; i++)
        for (Night night = claims[i].arrival; night < claims[i].departure; night++)
            counts[model_index(&claims[i], night)] += direction * claims[i].rooms;
}

/* The count a command gives back from, and the one it takes to; written down once more, apart from the code.
 */
static int64_t *model_from(InventoryCommandKind kind, int64_t *sold, int64_t *held, int64_t *granted,
                           int64_t *out)
{
    if (kind == INVENTORY_PUT_BACK)
        return out;
    if (kind == INVENTORY_COMMIT_HOLD || kind == INVENTORY_RELEASE_HOLD)
        return held;
    return kind == INVENTORY_GIVE_BACK || kind == INVENTORY_USE_GRANT || kind == INVENTORY_TAKE_OUT ? granted
                                                                                                    : sold;
}

static int64_t *model_to(InventoryCommandKind kind, int64_t *sold, int64_t *held, int64_t *granted,
                         int64_t *out)
{
    if (kind == INVENTORY_TAKE_OUT)
        return out;
    if (kind == INVENTORY_GRANT || kind == INVENTORY_LEAVE_TO_HOTEL)
        return granted;
    return kind == INVENTORY_HOLD ? held : sold;
}

/* True when the command must be accepted; counted without any of the code under test. */
static bool model_accepts(const InventoryCell *cells, const InventoryCommand *command)
{
    int64_t sold[MODEL_CELLS] = {0};
    int64_t held[MODEL_CELLS] = {0};
    int64_t granted[MODEL_CELLS] = {0};
    int64_t out[MODEL_CELLS] = {0};
    model_add(model_from(command->kind, sold, held, granted, out), command->from, command->from_count, -1);
    model_add(model_to(command->kind, sold, held, granted, out), command->to, command->to_count, +1);
    for (int i = 0; i < MODEL_CELLS; i++) {
        int64_t growth = sold[i] + held[i] + granted[i] + out[i];
        int64_t after = cells[i].sold + cells[i].held + cells[i].granted + cells[i].blocked +
                        cells[i].out_of_order + growth;
        if (cells[i].sold + sold[i] < 0 || cells[i].held + held[i] < 0 || cells[i].granted + granted[i] < 0 ||
            cells[i].out_of_order + out[i] < 0)
            return false;
        if (growth > 0 && !command->authorise_oversell &&
            after > cells[i].sell_limit + cells[i].oversell_authorised)
            return false;
    }
    return true;
}

static void random_claims(GRand *random, InventoryClaim *claims, gsize *ret_count)
{
    *ret_count = (gsize)test_random_between(random, 1, CLAIMS_MAX);
    for (gsize i = 0; i < *ret_count; i++) {
        char room_type[] = {(char)('A' + test_random_between(random, 0, MODEL_TYPES - 1)), '\0'};
        int32_t arrival = (int32_t)test_random_between(random, 0, MODEL_NIGHTS - 1);
        int32_t nights = (int32_t)test_random_between(random, 0, MODEL_NIGHTS - arrival);
        claims[i] = claim_of(room_type, FIRST + arrival, nights, (int32_t)test_random_between(random, 1, 3));
    }
}

static InventoryCommand random_command(GRand *random, InventoryClaim *from, InventoryClaim *to)
{
    InventoryCommand command = {.kind =
                                    (InventoryCommandKind)test_random_between(random, 0, INVENTORY_PUT_BACK),
                                .from = from,
                                .to = to,
                                .authorise_oversell = test_random_between(random, 0, 7) == 0};
    bool gives =
        command.kind != INVENTORY_BOOK && command.kind != INVENTORY_HOLD && command.kind != INVENTORY_GRANT;
    bool takes = command.kind != INVENTORY_CANCEL && command.kind != INVENTORY_RELEASE_HOLD &&
                 command.kind != INVENTORY_GIVE_BACK && command.kind != INVENTORY_PUT_BACK;
    if (gives)
        random_claims(random, from, &command.from_count);
    if (takes)
        random_claims(random, to, &command.to_count);
    return command;
}

/* Counts what went wrong in one run of random commands. */
static int run_violations(DecideFunc decide_func, GRand *random)
{
    InventoryCell cells[MODEL_CELLS];
    InventoryCell before[MODEL_CELLS];
    int violations = 0;
    for (int i = 0; i < MODEL_CELLS; i++) {
        cells[i] = cell_of(i < MODEL_NIGHTS ? "A" : "B", FIRST + i % MODEL_NIGHTS,
                           (int32_t)test_random_between(random, 0, 12), 0, 0);
        cells[i].blocked = MIN(cells[i].sell_limit, 1);
    }
    for (int i = 0; i < MODEL_COMMANDS; i++) {
        InventoryClaim from[CLAIMS_MAX];
        InventoryClaim to[CLAIMS_MAX];
        InventoryCommand command = random_command(random, from, to);
        InventoryAnswer answer;
        memcpy(before, cells, sizeof cells);
        bool expected = model_accepts(cells, &command);
        bool accepted = decide_func(cells, MODEL_CELLS, &command, &answer);
        violations += accepted != expected;
        violations += !accepted && memcmp(before, cells, sizeof cells) != 0;
        for (int c = 0; c < MODEL_CELLS; c++) {
            int32_t taken = cells[c].sold + cells[c].held + cells[c].granted + cells[c].blocked + cells[c].out_of_order;
            violations +=
                cells[c].sold < 0 || cells[c].held < 0 || cells[c].granted < 0 || cells[c].out_of_order < 0 ||
                cells[c].oversell_authorised != MAX(taken - cells[c].sell_limit, 0);
        }
    }
    return violations;
}

static int all_violations(DecideFunc decide_func)
{
    g_autoptr(GRand) random = test_random_new();
    int violations = 0;
    for (int run = 0; run < MODEL_RUNS; run++)
        violations += run_violations(decide_func, random);
    return violations;
}

static void test_random_commands_agree_with_counting(void)
{
    CU_ASSERT_EQUAL(all_violations(inventory_decide), 0);
}

/* ---- mutants the check above must catch ----------------------------------------------------------- */

static bool mutant_ignores_held(InventoryCell *cells, gsize cell_count, const InventoryCommand *command,
                                InventoryAnswer *ret_answer)
{
    int32_t held[MODEL_CELLS];
    for (gsize i = 0; i < cell_count; i++) {
        held[i] = cells[i].held;
        cells[i].sell_limit += held[i];
    }
    bool accepted = inventory_decide(cells, cell_count, command, ret_answer);
    for (gsize i = 0; i < cell_count; i++)
        cells[i].sell_limit -= held[i];
    return accepted;
}

static bool mutant_one_too_many(InventoryCell *cells, gsize cell_count, const InventoryCommand *command,
                                InventoryAnswer *ret_answer)
{
    for (gsize i = 0; i < cell_count; i++)
        cells[i].sell_limit++;
    bool accepted = inventory_decide(cells, cell_count, command, ret_answer);
    for (gsize i = 0; i < cell_count; i++)
        cells[i].sell_limit--;
    return accepted;
}

/* Takes the claims one by one and leaves the first ones taken when a later one fails. */
static bool mutant_half_done(InventoryCell *cells, gsize cell_count, const InventoryCommand *command,
                             InventoryAnswer *ret_answer)
{
    bool gives = command->kind != INVENTORY_BOOK && command->kind != INVENTORY_HOLD;
    if (gives)
        return inventory_decide(cells, cell_count, command, ret_answer);
    for (gsize i = 0; i < command->to_count; i++) {
        InventoryCommand part = *command;
        part.to = &command->to[i];
        part.to_count = 1;
        if (!inventory_decide(cells, cell_count, &part, ret_answer))
            return false;
    }
    return true;
}

static bool mutant_refuses_over_own_rooms(InventoryCell *cells, gsize cell_count,
                                          const InventoryCommand *command, InventoryAnswer *ret_answer)
{
    if (command->kind != INVENTORY_MODIFY)
        return inventory_decide(cells, cell_count, command, ret_answer);
    InventoryCommand take = {.kind = INVENTORY_BOOK, .to = command->to, .to_count = command->to_count};
    InventoryCommand give = {
        .kind = INVENTORY_CANCEL, .from = command->from, .from_count = command->from_count};
    return inventory_decide(cells, cell_count, &take, ret_answer) &&
           inventory_decide(cells, cell_count, &give, ret_answer);
}

/* Sells what is granted to the hotel a second time. */
static bool mutant_ignores_granted(InventoryCell *cells, gsize cell_count, const InventoryCommand *command,
                                   InventoryAnswer *ret_answer)
{
    int32_t granted[MODEL_CELLS];
    if (command->kind != INVENTORY_BOOK)
        return inventory_decide(cells, cell_count, command, ret_answer);
    for (gsize i = 0; i < cell_count; i++) {
        granted[i] = cells[i].granted;
        cells[i].granted = 0;
    }
    bool accepted = inventory_decide(cells, cell_count, command, ret_answer);
    for (gsize i = 0; i < cell_count; i++)
        cells[i].granted = granted[i];
    return accepted;
}

/* A sale in the hotel's right that leaves the grant as it was, as long as there is room. */
static bool mutant_keeps_the_grant(InventoryCell *cells, gsize cell_count, const InventoryCommand *command,
                                   InventoryAnswer *ret_answer)
{
    if (command->kind != INVENTORY_USE_GRANT)
        return inventory_decide(cells, cell_count, command, ret_answer);
    InventoryCommand book = {.kind = INVENTORY_BOOK, .to = command->to, .to_count = command->to_count};
    return inventory_decide(cells, cell_count, &book, ret_answer);
}

static void test_mutants_are_caught(void)
{
    const DecideFunc mutants[] = {mutant_ignores_held,    mutant_one_too_many,
                                  mutant_half_done,       mutant_refuses_over_own_rooms,
                                  mutant_ignores_granted, mutant_keeps_the_grant};
    for (gsize i = 0; i < G_N_ELEMENTS(mutants); i++)
        CU_ASSERT_TRUE(all_violations(mutants[i]) > 0);
}

static CU_TestInfo TESTS[] = {
    {"a booking takes every night but the last", test_book_takes_every_night_but_the_last},
    {"a refusal names the first night and what is left", test_refusal_names_first_night_and_what_is_left},
    {"the last room of a batch goes to the first command",
     test_last_room_of_a_batch_goes_to_the_first_command},
    {"a missing night is not for sale", test_missing_night_is_not_for_sale},
    {"day use takes no cell", test_day_use_takes_no_cell},
    {"hold, then commit at the limit", test_hold_then_commit_at_the_limit},
    {"release frees what was held, once", test_release_frees_what_was_held},
    {"a change may use its own rooms", test_modify_may_use_its_own_rooms},
    {"a refused change keeps the old rooms", test_refused_modify_keeps_the_old_rooms},
    {"giving back works over the limit", test_giving_back_works_over_the_limit},
    {"authorised oversell raises exactly what is missing",
     test_authorised_oversell_raises_exactly_what_is_missing},
    {"several claims count together", test_several_claims_count_together},
    {"a cell is found by hotel, type and night", test_find_needs_all_three},
    {"a grant comes out of the centre's right", test_a_grant_comes_out_of_the_centres_right},
    {"the hotel sells what is granted and no more", test_the_hotel_sells_what_is_granted_and_no_more},
    {"more than granted cannot be given back", test_more_than_granted_cannot_be_given_back},
    {"blocked rooms are not sold", test_blocked_rooms_are_not_sold},
    {"rooms out of order are not sold", test_rooms_out_of_order_are_not_sold},
    {"a room that becomes free ends an oversell", test_a_room_that_becomes_free_ends_an_oversell},
    {"nights left to a hotel that is cut off", test_what_is_left_to_the_hotel_is_granted},
    {"random commands agree with counting", test_random_commands_agree_with_counting},
    {"mutants are caught", test_mutants_are_caught},
    CU_TEST_INFO_NULL,
};

int main(void)
{
    return test_main("sync/inventory_rules", TESTS);
}
