#include "sync/inventory_rules.h"

#include <stdlib.h>
#include <string.h>

/* What one command does to one cell. */
typedef struct CellChange {
    gsize cell; /* index in the working cells */
    gint64 sold;
    gint64 held;
    gint64 granted;
    gint64 out_of_order;
    gint64 given_back; /* of any count, before anything is taken */
} CellChange;

typedef enum CellCount {
    COUNT_SOLD,
    COUNT_HELD,
    COUNT_GRANTED,
    COUNT_OUT_OF_ORDER,
} CellCount;

static int cell_order(const char *left_hotel, const char *left_type, Night left_night,
                      const char *right_hotel, const char *right_type, Night right_night)
{
    int order = strcmp(left_hotel, right_hotel);
    if (order == 0)
        order = strcmp(left_type, right_type);
    if (order == 0)
        order = (left_night > right_night) - (left_night < right_night);
    return order;
}

gint inventory_cell_compare(gconstpointer left, gconstpointer right)
{
    const InventoryCell *a = left;
    const InventoryCell *b = right;
    return cell_order(a->hotel, a->room_type, a->night, b->hotel, b->room_type, b->night);
}

void inventory_cells_sort(InventoryCell *cells, gsize cell_count)
{
    if (cell_count > 1)
        qsort(cells, cell_count, sizeof *cells, inventory_cell_compare);
}

InventoryCell *inventory_cell_find(InventoryCell *cells, gsize cell_count, const char *hotel,
                                   const char *room_type, Night night)
{
    gsize low = 0;
    gsize high = cell_count;
    while (low < high) {
        gsize middle = low + (high - low) / 2;
        InventoryCell *cell = &cells[middle];
        int order = cell_order(cell->hotel, cell->room_type, cell->night, hotel, room_type, night);
        if (order == 0)
            return cell;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

static gint64 cell_limit(const InventoryCell *cell)
{
    return (gint64)cell->sell_limit + cell->oversell_authorised;
}

static gint64 cell_taken(const InventoryCell *cell)
{
    return (gint64)cell->sold + cell->held + cell->blocked + cell->granted + cell->out_of_order;
}

int32_t inventory_cell_left(const InventoryCell *cell)
{
    return (int32_t)CLAMP(cell_limit(cell) - cell_taken(cell), 0, INT32_MAX);
}

int32_t inventory_cell_settle(InventoryCell *cell)
{
    gint64 over = MAX(cell_taken(cell) - cell->sell_limit, 0);
    int32_t ended = (int32_t)MAX(cell->oversell_authorised - over, 0);
    cell->oversell_authorised -= ended;
    return ended;
}

static bool answer_refuse(InventoryAnswer *answer, InventoryRefusal refusal, const char *hotel,
                          const char *room_type, Night night, gint64 left)
{
    *answer = (InventoryAnswer){.refusal = refusal, .first_night = night};
    g_strlcpy(answer->hotel, hotel, sizeof answer->hotel);
    g_strlcpy(answer->room_type, room_type, sizeof answer->room_type);
    answer->left = (int32_t)CLAMP(left, 0, INT32_MAX);
    return false;
}

/* Of several nights in the way the earliest date is named: it is what a clerk moves first. */
static bool answer_is_earlier(const InventoryAnswer *answer, Night night)
{
    return answer->refusal == INVENTORY_ACCEPTED || night < answer->first_night;
}

/* Adds the cells of one claim; the rooms count is positive for taking and negative for giving back. */
static void changes_add_claim(GArray *changes, InventoryCell *cells, gsize cell_count,
                              const InventoryClaim *claim, CellCount count, int direction,
                              InventoryAnswer *answer)
{
    g_assert(claim->rooms > 0);
    g_assert(claim->arrival <= claim->departure);
    for (Night night = claim->arrival; night < claim->departure; night++) {
        InventoryCell *cell = inventory_cell_find(cells, cell_count, claim->hotel, claim->room_type, night);
        if (cell == NULL) {
            if (answer_is_earlier(answer, night))
                answer_refuse(answer, INVENTORY_REFUSED_NO_CELL, claim->hotel, claim->room_type, night, 0);
            return;
        }
        gint64 rooms = (gint64)direction * claim->rooms;
        CellChange change = {.cell = (gsize)(cell - cells),
                             .sold = count == COUNT_SOLD ? rooms : 0,
                             .held = count == COUNT_HELD ? rooms : 0,
                             .granted = count == COUNT_GRANTED ? rooms : 0,
                             .out_of_order = count == COUNT_OUT_OF_ORDER ? rooms : 0,
                             .given_back = direction < 0 ? claim->rooms : 0};
        g_array_append_val(changes, change);
    }
}

static gint change_compare(gconstpointer left, gconstpointer right)
{
    gsize a = ((const CellChange *)left)->cell;
    gsize b = ((const CellChange *)right)->cell;
    return (a > b) - (a < b);
}

/* A command may touch one cell several times: only the sum counts, or moving within one's own rooms would
 * fail. */
static void changes_merge(GArray *changes)
{
    g_array_sort(changes, change_compare);
    guint kept = 0;
    for (guint i = 0; i < changes->len; i++) {
        CellChange change = g_array_index(changes, CellChange, i);
        CellChange *last = kept > 0 ? &g_array_index(changes, CellChange, kept - 1) : NULL;
        if (last != NULL && last->cell == change.cell) {
            last->sold += change.sold;
            last->held += change.held;
            last->granted += change.granted;
            last->out_of_order += change.out_of_order;
            last->given_back += change.given_back;
        } else {
            g_array_index(changes, CellChange, kept++) = change;
        }
    }
    g_array_set_size(changes, kept);
}

typedef struct CommandShape {
    bool gives;
    CellCount from;
    bool takes;
    CellCount to;
} CommandShape;

static const CommandShape shapes[] = {
    [INVENTORY_BOOK] = {.takes = true, .to = COUNT_SOLD},
    [INVENTORY_HOLD] = {.takes = true, .to = COUNT_HELD},
    [INVENTORY_COMMIT_HOLD] = {.gives = true, .from = COUNT_HELD, .takes = true, .to = COUNT_SOLD},
    [INVENTORY_MODIFY] = {.gives = true, .from = COUNT_SOLD, .takes = true, .to = COUNT_SOLD},
    [INVENTORY_CANCEL] = {.gives = true, .from = COUNT_SOLD},
    [INVENTORY_RELEASE_HOLD] = {.gives = true, .from = COUNT_HELD},
    [INVENTORY_GRANT] = {.takes = true, .to = COUNT_GRANTED},
    [INVENTORY_GIVE_BACK] = {.gives = true, .from = COUNT_GRANTED},
    [INVENTORY_USE_GRANT] = {.gives = true, .from = COUNT_GRANTED, .takes = true, .to = COUNT_SOLD},
    [INVENTORY_LEAVE_TO_HOTEL] = {.gives = true, .from = COUNT_SOLD, .takes = true, .to = COUNT_GRANTED},
    [INVENTORY_TAKE_OUT] = {.gives = true, .from = COUNT_GRANTED, .takes = true, .to = COUNT_OUT_OF_ORDER},
    [INVENTORY_PUT_BACK] = {.gives = true, .from = COUNT_OUT_OF_ORDER},
};

static const CommandShape *command_shape(const InventoryCommand *command)
{
    g_assert((gsize)command->kind < G_N_ELEMENTS(shapes));
    const CommandShape *shape = &shapes[command->kind];
    g_assert(shape->gives || command->from_count == 0);
    g_assert(shape->takes || command->to_count == 0);
    return shape;
}

static void changes_collect(GArray *changes, InventoryCell *cells, gsize cell_count,
                            const InventoryCommand *command, InventoryAnswer *answer)
{
    const CommandShape *shape = command_shape(command);
    for (gsize i = 0; i < command->from_count; i++)
        changes_add_claim(changes, cells, cell_count, &command->from[i], shape->from, -1, answer);
    for (gsize i = 0; i < command->to_count; i++)
        changes_add_claim(changes, cells, cell_count, &command->to[i], shape->to, +1, answer);
    changes_merge(changes);
}

static gint64 change_growth(const CellChange *change)
{
    return change->sold + change->held + change->granted + change->out_of_order;
}

/* By how many rooms the change exceeds the cell; 0 when it fits or does not grow the count. */
static gint64 change_excess(const InventoryCell *cell, const CellChange *change)
{
    gint64 growth = change_growth(change);
    gint64 excess = cell_taken(cell) + growth - cell_limit(cell);
    return growth > 0 && excess > 0 ? excess : 0;
}

static void change_check(const InventoryCell *cell, const CellChange *change, const InventoryCommand *command,
                         InventoryAnswer *answer)
{
    if (!answer_is_earlier(answer, cell->night))
        return;
    bool beyond_grant = cell->granted + change->granted < 0;
    if (beyond_grant && command->kind == INVENTORY_USE_GRANT)
        answer_refuse(answer, INVENTORY_REFUSED_SHORT, cell->hotel, cell->room_type, cell->night,
                      cell->granted);
    else if (beyond_grant || cell->sold + change->sold < 0 || cell->held + change->held < 0 ||
             cell->out_of_order + change->out_of_order < 0)
        answer_refuse(answer, INVENTORY_REFUSED_NOT_TAKEN, cell->hotel, cell->room_type, cell->night, 0);
    else if (!command->authorise_oversell && change_excess(cell, change) > 0)
        answer_refuse(answer, INVENTORY_REFUSED_SHORT, cell->hotel, cell->room_type, cell->night,
                      cell_limit(cell) - cell_taken(cell) + change->given_back);
}

static void change_apply(InventoryCell *cell, const CellChange *change, InventoryAnswer *answer)
{
    gint64 excess = change_excess(cell, change);
    cell->oversell_authorised += (int32_t)excess;
    cell->sold += (int32_t)change->sold;
    cell->held += (int32_t)change->held;
    cell->granted += (int32_t)change->granted;
    cell->out_of_order += (int32_t)change->out_of_order;
    answer->oversold += (int32_t)excess;
    answer->ended += inventory_cell_settle(cell);
    g_assert(cell->sold >= 0 && cell->held >= 0 && cell->granted >= 0 && cell->out_of_order >= 0);
    g_assert(change_growth(change) <= 0 || cell_taken(cell) <= cell_limit(cell));
}

bool inventory_decide(InventoryCell *cells, gsize cell_count, const InventoryCommand *command,
                      InventoryAnswer *ret_answer)
{
    *ret_answer = (InventoryAnswer){.refusal = INVENTORY_ACCEPTED};
    g_autoptr(GArray) changes = g_array_new(FALSE, FALSE, sizeof(CellChange));
    changes_collect(changes, cells, cell_count, command, ret_answer);
    for (guint i = 0; i < changes->len; i++) {
        const CellChange *change = &g_array_index(changes, CellChange, i);
        change_check(&cells[change->cell], change, command, ret_answer);
    }
    if (ret_answer->refusal != INVENTORY_ACCEPTED)
        return false;
    for (guint i = 0; i < changes->len; i++) {
        const CellChange *change = &g_array_index(changes, CellChange, i);
        change_apply(&cells[change->cell], change, ret_answer);
    }
    return true;
}

const char *inventory_refusal_code(InventoryRefusal refusal)
{
    switch (refusal) {
    case INVENTORY_ACCEPTED:
        return "inventory-accepted";
    case INVENTORY_REFUSED_SHORT:
        return "inventory-short";
    case INVENTORY_REFUSED_NO_CELL:
        return "inventory-no-cell";
    case INVENTORY_REFUSED_NOT_TAKEN:
        return "inventory-not-taken";
    }
    g_assert_not_reached();
}
