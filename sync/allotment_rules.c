#include "sync/allotment_rules.h"

enum { BASIS_POINTS = 10000 };

Night allotment_end(const AllotmentPolicy *policy, Night business_date)
{
    return business_date + MAX(policy->nights_ahead, 0);
}

static int32_t rooms_wanted(const AllotmentPolicy *policy, const InventoryCell *cell)
{
    if (policy->rooms > 0)
        return policy->rooms;
    int64_t limit = (int64_t)cell->sell_limit * policy->basis_points;
    return (int32_t)((limit + BASIS_POINTS - 1) / BASIS_POINTS);
}

int32_t allotment_grant(const AllotmentPolicy *policy, const InventoryCell *cell, Night business_date)
{
    if (cell->night < business_date || cell->night >= allotment_end(policy, business_date))
        return 0;
    int32_t spare = inventory_cell_left(cell) - MAX(policy->keep, 0);
    return CLAMP(rooms_wanted(policy, cell) - cell->granted, 0, MAX(spare, 0));
}

int32_t allotment_right(int32_t granted, int32_t used_since)
{
    return MAX(granted - used_since, 0);
}

static void missing_add(GArray *missing, const InventoryCell *cell, int32_t rooms)
{
    InventoryClaim claim = {.arrival = cell->night, .departure = cell->night + 1, .rooms = rooms};
    g_strlcpy(claim.hotel, cell->hotel, sizeof claim.hotel);
    g_strlcpy(claim.room_type, cell->room_type, sizeof claim.room_type);
    g_array_append_val(missing, claim);
}

bool allotment_recall_wanted(const InventoryCell *cells, gsize cell_count, const InventoryCommand *command,
                             GArray *missing)
{
    g_autofree InventoryCell *called_back = g_memdup2(cells, cell_count * sizeof *cells);
    for (gsize i = 0; i < cell_count; i++) {
        called_back[i].granted = 0;
        inventory_cell_settle(&called_back[i]); /* the first rooms that come back end an oversell, and sell nothing */
    }
    InventoryAnswer answer;
    if (!inventory_decide(called_back, cell_count, command, &answer))
        return false;
    for (gsize i = 0; i < cell_count; i++) {
        int64_t taken = (int64_t)called_back[i].sold + called_back[i].held + called_back[i].blocked +
                        called_back[i].out_of_order;
        int64_t limit = (int64_t)called_back[i].sell_limit + called_back[i].oversell_authorised;
        int64_t rooms = MIN(taken + cells[i].granted - limit, cells[i].granted);
        if (rooms > 0)
            missing_add(missing, &cells[i], (int32_t)rooms);
    }
    return missing->len > 0;
}
