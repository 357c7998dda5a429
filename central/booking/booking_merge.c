#include "central/booking/booking_merge.h"

#include <string.h>

#include "central/booking/booking_answer.h"
#include "ops/log.h"

/* The nights of one room type that a reservation sold over the limit. */
typedef struct {
    char room_type[ROOM_TYPE_CODE_SIZE];
    Night first;
    Night last;
    int32_t rooms; /* in the worst night */
} OverLimit;

/* One room of one night. What is granted is the hotel's own, whether it sold in its right or a manager sold
 * without asking for one: the hotel, too, counts every sale against what it was granted. FALSE: the night has
 * no cell. */
static gboolean sell_night(BookingState *state, const Reservation *reservation, const ReservationLine *line,
                           Night night)
{
    const char *room_type = reservation_line_type(line, night);
    const InventoryCell *cell = booking_state_cell(state, reservation->hotel_code, room_type, night);
    if (!cell)
        return FALSE;
    g_autoptr(GArray) claim = booking_claims_new();
    booking_claim_add(claim, reservation->hotel_code, room_type, night, night + 1);
    InventoryAnswer answer;
    gboolean granted = cell->granted > 0;
    gboolean sold = booking_state_claim(state, granted ? INVENTORY_USE_GRANT : INVENTORY_BOOK,
                                        granted ? claim : NULL, claim, TRUE, &answer);
    g_assert(sold); /* the cell is there, and the limit gives way */
    return TRUE;
}

/* The line holds one night more after the other, up to `until` or to the first that has no cell. */
static void sell_until(BookingState *state, const Reservation *reservation, ReservationLine *line, Night until)
{
    while (line->holds_until < until && sell_night(state, reservation, line, line->holds_until))
        line->holds_until++;
}

/* Nights that are not on sale, before opening or beyond the horizon, are not counted anywhere. */
static void sell_line(BookingState *state, const BookingEntry *entry, const Reservation *reservation,
                      ReservationLine *line)
{
    line->holds_until = line->arrival;
    if (line->status == LINE_CANCELLED)
        return;
    sell_until(state, reservation, line, line->departure);
    if (line->holds_until < line->departure)
        booking_state_exception(state, reservation->hotel_id, entry, reservation->confirmation_number,
                                "not_on_sale", "the hotel sold a night that is not on sale");
}

static OverLimit *over_of_type(GArray *over, const char *room_type)
{
    for (guint i = 0; i < over->len; i++)
        if (strcmp(g_array_index(over, OverLimit, i).room_type, room_type) == 0)
            return &g_array_index(over, OverLimit, i);
    OverLimit added = {.first = NIGHT_NONE, .last = NIGHT_NONE};
    g_strlcpy(added.room_type, room_type, sizeof added.room_type);
    g_array_append_val(over, added);
    return &g_array_index(over, OverLimit, over->len - 1);
}

static void over_add(GArray *over, const InventoryCell *cell, int32_t rooms)
{
    OverLimit *type = over_of_type(over, cell->room_type);
    type->first = type->first == NIGHT_NONE ? cell->night : MIN(type->first, cell->night);
    type->last = MAX(type->last, cell->night);
    type->rooms = MAX(type->rooms, rooms);
}

static GArray *limits_raised(const BookingState *state, const GArray *before)
{
    GArray *over = g_array_new(FALSE, TRUE, sizeof(OverLimit));
    for (guint i = 0; i < before->len; i++) {
        const InventoryCell *now = &g_array_index(state->cells, InventoryCell, i);
        int32_t rooms =
            now->oversell_authorised - g_array_index(before, InventoryCell, i).oversell_authorised;
        if (rooms > 0)
            over_add(over, now, rooms);
    }
    return over;
}

void booking_list_over_limit(BookingState *state, const GArray *before, const BookingEntry *entry,
                             int hotel_id, const char *confirmation_number, const char *reason,
                             const char *why)
{
    g_autoptr(GArray) over = limits_raised(state, before);
    for (guint i = 0; i < over->len; i++) {
        const OverLimit *type = &g_array_index(over, OverLimit, i);
        g_autofree char *detail = g_strdup_printf("%s over the limit: %s", type->room_type, why);
        StateException *exception =
            booking_state_exception(state, hotel_id, entry, confirmation_number, reason, detail);
        g_strlcpy(exception->room_type, type->room_type, sizeof exception->room_type);
        exception->first_night = type->first;
        exception->nights = type->last - type->first + 1;
        exception->rooms = type->rooms;
    }
}

void booking_merge_extension(BookingState *state, const BookingEntry *entry, const Reservation *reservation,
                             ReservationLine *line)
{
    const char *override_reason = json_string_value(json_object_get(entry->body, "override_reason"));
    g_autoptr(GArray) before = g_array_copy(state->cells);
    g_autofree char *why = override_reason ? g_strdup_printf("a manager sold it: %s", override_reason)
                                           : g_strdup("the hotel let a guest stay longer while cut off");
    sell_until(state, reservation, line, line->departure);
    booking_list_over_limit(state, before, entry, reservation->hotel_id, reservation->confirmation_number,
                            override_reason ? "sold_by_manager" : "told_too_late", why);
}

/* Nights of a guest who is there after all: the hotel counts them against its own right. */
void booking_merge_taken_again(BookingState *state, const BookingEntry *entry, const Reservation *reservation,
                               ReservationLine *line, Night until)
{
    g_autoptr(GArray) before = g_array_copy(state->cells);
    sell_until(state, reservation, line, until);
    booking_list_over_limit(state, before, entry, reservation->hotel_id, reservation->confirmation_number,
                            "guest_is_there", "the guest is there");
}

/* Nights before opening or beyond the horizon have no cell: a line holds none there. */
static gboolean type_is_counted(BookingState *state, const Reservation *reservation, const char *room_type,
                                Night from, Night until)
{
    if (!hotel_room_type(chain_hotel(state->chain, reservation->hotel_code), room_type))
        return FALSE;
    for (Night night = from; night < until; night++)
        if (!booking_state_cell(state, reservation->hotel_code, room_type, night))
            return FALSE;
    return TRUE;
}

/* The nights to come of the type the guest lived in are free: the hotel's own while it is cut off. */
static gboolean give_up_nights(BookingState *state, const BookingEntry *entry, const Reservation *reservation,
                               const ReservationLine *line, Night from)
{
    InventoryAnswer answer;
    g_autoptr(GArray) freed = booking_claims_new();
    booking_claim_add_line(freed, reservation->hotel_code, line, from, line->holds_until);
    if (json_is_true(json_object_get(entry->body, "own_right")))
        return booking_state_claim(state, INVENTORY_LEAVE_TO_HOTEL, freed, freed, FALSE, &answer);
    return booking_state_claim(state, INVENTORY_CANCEL, freed, NULL, FALSE, &answer);
}

void booking_merge_other_type(BookingState *state, const BookingEntry *entry, const Reservation *reservation,
                              ReservationLine *line, const char *room_type, Night from)
{
    if (strcmp(reservation_line_type(line, from), room_type) == 0 ||
        !type_is_counted(state, reservation, room_type, from, line->holds_until))
        return;
    g_autoptr(GArray) before = g_array_copy(state->cells);
    if (!give_up_nights(state, entry, reservation, line, from)) {
        log_our_fault("a line holds nights that are not counted", log_text("hotel", reservation->hotel_code),
                      log_int("entry", entry->number));
        return;
    }
    reservation_line_move(line, from, room_type);
    for (Night night = from; night < line->holds_until; night++)
        sell_night(state, reservation, line, night);
    booking_list_over_limit(state, before, entry, reservation->hotel_id, reservation->confirmation_number,
                            "guest_is_there", "a guest was given a room of this type");
}

void booking_merge_without_room(Reservation *reservation)
{
    for (guint i = 0; i < reservation->lines->len; i++) {
        ReservationLine *line = reservation->lines->pdata[i];
        line->holds_until = line->arrival;
    }
}

void booking_merge_reservation(BookingState *state, const BookingEntry *entry, Reservation *reservation,
                               const char *override_reason)
{
    g_autoptr(GArray) before = g_array_copy(state->cells);
    guint listed = state->exceptions->len;
    for (guint i = 0; i < reservation->lines->len; i++)
        sell_line(state, entry, reservation, reservation->lines->pdata[i]);
    if (!override_reason) {
        booking_list_over_limit(state, before, entry, reservation->hotel_id, reservation->confirmation_number,
                                "told_too_late",
                                "the hotel sold it while cut off and told it after its lease had run out");
        return;
    }
    g_autofree char *why = g_strdup_printf("a manager sold it: %s", override_reason);
    booking_list_over_limit(state, before, entry, reservation->hotel_id, reservation->confirmation_number,
                            "sold_by_manager", why);
    if (state->exceptions->len > listed)
        return;
    g_autofree char *detail =
        g_strdup_printf("a manager sold without a right of the hotel; rooms were left: %s", override_reason);
    booking_state_exception(state, reservation->hotel_id, entry, reservation->confirmation_number,
                            "without_right", detail);
}

/* Less than the hotel says when the rights were taken back before it said so. */
static void return_rooms(BookingState *state, const ChainHotel *hotel, const char *room_type, Night night,
                         json_int_t rooms)
{
    const InventoryCell *cell = booking_state_cell(state, hotel->code, room_type, night);
    int32_t returned = cell ? (int32_t)CLAMP(rooms, 0, cell->granted) : 0;
    if (returned == 0)
        return;
    g_autoptr(GArray) from = booking_claims_new();
    booking_claim_add(from, hotel->code, room_type, night, night + 1);
    g_array_index(from, InventoryClaim, 0).rooms = returned;
    InventoryAnswer answer;
    gboolean given = booking_state_claim(state, INVENTORY_GIVE_BACK, from, NULL, FALSE, &answer);
    g_assert(given);
}

void booking_merge_return(BookingState *state, const BookingEntry *entry, const ChainHotel *hotel)
{
    size_t index;
    json_t *cell;
    json_array_foreach(json_object_get(entry->body, "cells"), index, cell)
    {
        const char *room_type, *text;
        json_int_t rooms;
        Night night;
        if (json_unpack(cell, "{s:s, s:s, s:I}", "room_type", &room_type, "night", &text, "rooms", &rooms) ==
                0 &&
            night_parse(text, &night, NULL))
            return_rooms(state, hotel, room_type, night, rooms);
        else
            log_their_fault("a returned room cannot be read", log_text("hotel", hotel->code),
                            log_int("entry", entry->number));
    }
}
