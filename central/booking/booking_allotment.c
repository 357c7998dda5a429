/* Decisions about the rooms a hotel is granted: how many it gets, when all are void, and what a lower limit
 * takes from it. */
#include "central/booking/booking_answer.h"
#include "central/booking/booking_decide.h"
#include "ops/json.h"

/* ---- granting ---- */

static gboolean grant_cell(BookingState *state, const BookingCommand *command,
                           const BookingAllotment *allotment, Night night)
{
    const InventoryCell *cell = booking_state_cell(state, command->hotel->code, allotment->room_type, night);
    Night business_date = booking_state_hotel(state, command->hotel->number)->business_date;
    int32_t rooms = cell ? allotment_grant(&allotment->policy, cell, business_date) : 0;
    if (rooms == 0)
        return FALSE;
    g_autoptr(GArray) to = booking_claims_new();
    booking_claim_add(to, command->hotel->code, allotment->room_type, night, night + 1);
    g_array_index(to, InventoryClaim, 0).rooms = rooms;
    InventoryAnswer answer;
    gboolean granted = booking_state_claim(state, INVENTORY_GRANT, NULL, to, FALSE, &answer);
    g_assert(granted); /* no more than the centre can spare was asked */
    return TRUE;
}

void booking_decide_grant(BookingState *state, BookingCommand *command)
{
    int cells = 0;
    for (guint i = 0; i < command->allotments->len; i++) {
        const BookingAllotment *allotment = &g_array_index(command->allotments, BookingAllotment, i);
        Night until = allotment_end(&allotment->policy, command->business_date);
        for (Night night = command->business_date; night < until; night++)
            cells += grant_cell(state, command, allotment, night);
    }
    booking_command_answer(command, 200, json_pack("{s:i}", "cells", cells));
}

/* ---- taking back from a hotel that is silent ---- */

/* The lease is locked: a renewal came before, and is seen here, or comes after, and says what is void. */
void booking_decide_take_back(BookingState *state, BookingCommand *command)
{
    const int64_t *renewal = g_hash_table_lookup(state->renewals, GINT_TO_POINTER(command->hotel->number));
    if (!renewal || *renewal != command->renewal) {
        booking_command_refuse(command, 409, "hotel_heard", NULL,
                               "the hotel has renewed its lease: its rights stand");
        return;
    }
    int rooms = 0;
    for (guint i = 0; i < state->cells->len; i++) {
        InventoryCell *cell = &g_array_index(state->cells, InventoryCell, i);
        if (!g_str_equal(cell->hotel, command->hotel->code))
            continue;
        rooms += cell->granted;
        cell->granted = 0;
        inventory_cell_settle(cell);
    }
    booking_state_hotel(state, command->hotel->number)->taken_back = rooms > 0;
    booking_command_answer(command, 200, json_pack("{s:i}", "rooms", rooms));
}

/* ---- limits ---- */

static InventoryCell *limit_cell(BookingState *state, const BookingCommand *command, const json_t *wanted)
{
    Night night;
    gboolean parsed = night_parse(json_string_value(json_object_get(wanted, "night")), &night, NULL);
    g_assert(parsed); /* the route has checked it */
    return booking_state_cell(state, command->hotel->code,
                              json_string_value(json_object_get(wanted, "room_type")), night);
}

static int32_t limit_wanted(const json_t *wanted)
{
    return (int32_t)json_integer_value(json_object_get(wanted, "sell_limit"));
}

/* Rooms by which the limit falls below what is taken of the cell; 0 or less: it fits. */
static int32_t limit_excess(const InventoryCell *cell, int32_t limit)
{
    return cell->sold + cell->held + cell->blocked + cell->granted + cell->out_of_order -
           cell->oversell_authorised - limit;
}

static void refuse_limit(BookingCommand *command, const InventoryCell *cell, const json_t *wanted)
{
    json_int_t entry = json_integer_value(json_object_get(wanted, "entry"));
    const char *room_type = json_string_value(json_object_get(wanted, "room_type"));
    const char *night = json_string_value(json_object_get(wanted, "night"));
    g_autofree char *pointer = g_strdup_printf("/limits/%" JSON_INTEGER_FORMAT, entry);
    int32_t taken = cell ? cell->sold + cell->held + cell->blocked + cell->out_of_order : 0;
    if (!cell)
        booking_command_refuse(command, 409, "not_on_sale", pointer,
                               "%s has no room on sale for the night of %s: see /v1/hotels/%s/cells", room_type,
                               night, command->hotel->code);
    else if (cell->granted > 0)
        booking_command_refuse(command, 409, "limit_below_sold", pointer,
                               "%d rooms of %s are sold, held or out of order in the night of %s, and %d are granted to "
                               "the hotel, which cannot be asked for them now",
                               taken, room_type, night, cell->granted);
    else
        booking_command_refuse(command, 409, "limit_below_sold", pointer,
                               "%d rooms of %s are sold, held or out of order in the night of %s", taken, room_type,
                               night);
}

/* TRUE when all limits fit. Otherwise the command is refused, or waits for `state->missing`. */
static gboolean limits_fit(BookingState *state, BookingCommand *command)
{
    size_t index;
    json_t *wanted;
    g_array_set_size(state->missing, 0);
    json_array_foreach(command->limits, index, wanted)
    {
        const InventoryCell *cell = limit_cell(state, command, wanted);
        int32_t excess = cell ? limit_excess(cell, limit_wanted(wanted)) : 1;
        if (excess <= 0)
            continue;
        refuse_limit(command, cell, wanted);
        if (!cell || excess > cell->granted)
            return FALSE; /* no recall would help */
        booking_claim_add(state->missing, cell->hotel, cell->room_type, cell->night, cell->night + 1);
        g_array_index(state->missing, InventoryClaim, state->missing->len - 1).rooms = excess;
    }
    if (state->missing->len == 0)
        return TRUE;
    booking_waits_for_recall(state, command, command->hotel);
    return FALSE;
}

/* As they are answered: what the route noted for refusals is left out. */
static json_t *limits_answer(const json_t *limits)
{
    json_t *list = json_array();
    size_t index;
    json_t *wanted;
    json_array_foreach((json_t *)limits, index, wanted)
    {
        json_t *set = json_copy(wanted);
        json_object_del(set, "entry");
        json_array_append_new(list, set);
    }
    return list;
}

void booking_decide_limits(BookingState *state, BookingCommand *command)
{
    size_t index;
    json_t *wanted;
    if (!limits_fit(state, command))
        return;
    json_array_foreach(command->limits, index, wanted)
    {
        InventoryCell *cell = limit_cell(state, command, wanted);
        cell->sell_limit = limit_wanted(wanted);
        inventory_cell_settle(cell);
    }
    booking_command_answer(command, 200, json_pack("{s:o}", "limits", limits_answer(command->limits)));
}
