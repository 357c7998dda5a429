#include "central/booking/booking_outage.h"

#include <string.h>

#include "central/booking/booking_answer.h"
#include "central/booking/booking_merge.h"
#include "ops/json.h"

typedef struct {
    json_int_t outage_id;
    const char *room;
    const char *room_type;
    gboolean out_of_order;
    Night from;
    Night until;
    const char *reason;
} OutageFacts;

static gboolean outage_facts(const json_t *outage, OutageFacts *ret_facts)
{
    const char *kind, *from, *until;
    if (json_unpack((json_t *)outage, "{s:I, s:s, s:s, s:s, s:s, s:s, s:s}", "outage_id",
                    &ret_facts->outage_id, "room", &ret_facts->room, "room_type", &ret_facts->room_type,
                    "kind", &kind, "reason", &ret_facts->reason, "from", &from, "until", &until) != 0)
        return FALSE;
    ret_facts->out_of_order = strcmp(kind, "out_of_order") == 0;
    return (ret_facts->out_of_order || strcmp(kind, "out_of_service") == 0) &&
           strlen(ret_facts->room_type) < ROOM_TYPE_CODE_SIZE && night_parse(from, &ret_facts->from, NULL) &&
           night_parse(until, &ret_facts->until, NULL) && ret_facts->from <= ret_facts->until &&
           ret_facts->until - ret_facts->from <= RESERVATION_NIGHTS_MAX;
}

static void take_out(BookingState *state, const InventoryCell *cell)
{
    g_autoptr(GArray) claim = booking_claims_new();
    booking_claim_add(claim, cell->hotel, cell->room_type, cell->night, cell->night + 1);
    InventoryAnswer answer;
    gboolean taken = booking_state_claim(state, INVENTORY_TAKE_OUT, cell->granted > 0 ? claim : NULL, claim,
                                         TRUE, &answer);
    g_assert(taken); /* the cell is there, and the limit gives way */
}

static void put_back(BookingState *state, const InventoryCell *cell)
{
    g_autoptr(GArray) claim = booking_claims_new();
    booking_claim_add(claim, cell->hotel, cell->room_type, cell->night, cell->night + 1);
    InventoryAnswer answer;
    booking_state_claim(state, INVENTORY_PUT_BACK, claim, NULL, FALSE, &answer);
}

/* Nights without a cell, before opening or beyond the horizon, are counted when their cell is made. */
static void move_nights(BookingState *state, const StateOutage *outage, const char *hotel, Night from,
                        Night until)
{
    Night first = MIN(outage->from, from);
    Night last = MAX(outage->until, until);
    for (Night night = first; night < last; night++) {
        gboolean was_out = night >= outage->from && night < outage->until;
        gboolean is_out = night >= from && night < until;
        const InventoryCell *cell =
            was_out != is_out ? booking_state_cell(state, hotel, outage->room_type, night) : NULL;
        if (cell && is_out)
            take_out(state, cell);
        else if (cell)
            put_back(state, cell);
    }
}

static void outage_describe(StateOutage *outage, const OutageFacts *facts)
{
    if (!outage->room) {
        outage->room = g_strdup(facts->room);
        g_strlcpy(outage->room_type, facts->room_type, sizeof outage->room_type);
        outage->out_of_order = facts->out_of_order;
        outage->from = outage->until = facts->from;
    }
    g_free(outage->reason);
    outage->reason = g_strdup(facts->reason);
}

void booking_apply_outage(BookingState *state, const BookingEntry *entry, const ChainHotel *hotel)
{
    OutageFacts facts;
    if (!outage_facts(json_object_get(entry->body, "outage"), &facts)) {
        booking_state_exception(state, hotel->number, entry, "", "unreadable",
                                "the room outage of this entry cannot be read");
        return;
    }
    StateOutage *outage = booking_state_outage(state, hotel->number, facts.outage_id);
    outage_describe(outage, &facts);
    if (outage->out_of_order) {
        g_autoptr(GArray) before = g_array_copy(state->cells);
        g_autofree char *why = g_strdup_printf("room %s is out of order: %s", facts.room, facts.reason);
        move_nights(state, outage, hotel->code, facts.from, facts.until);
        booking_list_over_limit(state, before, entry, hotel->number, "", "room_out_of_order", why);
    }
    outage->from = facts.from;
    outage->until = facts.until;
    outage->changed = TRUE;
}

static int32_t rooms_out(const BookingState *state, int hotel_id, const InventoryCell *cell)
{
    int32_t rooms = 0;
    for (guint i = 0; i < state->outages->len; i++) {
        const StateOutage *outage = state->outages->pdata[i];
        rooms += outage->hotel_id == hotel_id && outage->out_of_order && cell->night >= outage->from &&
                 cell->night < outage->until && strcmp(outage->room_type, cell->room_type) == 0;
    }
    return rooms;
}

void booking_outage_new_cells(BookingState *state, const StateHotel *hotel, guint first_new_cell)
{
    for (guint i = first_new_cell; i < state->new_cells->len; i++) {
        InventoryCell *cell = &g_array_index(state->new_cells, InventoryCell, i);
        if (strcmp(cell->hotel, hotel->hotel->code) != 0)
            continue;
        cell->out_of_order = rooms_out(state, hotel->hotel->number, cell);
        cell->oversell_authorised = MAX(cell->out_of_order - cell->sell_limit, 0);
    }
}
