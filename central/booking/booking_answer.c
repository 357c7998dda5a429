#include "central/booking/booking_answer.h"

#include <string.h>

void booking_claim_add(GArray *claims, const char *hotel_code, const char *room_type, Night arrival,
                       Night until)
{
    if (arrival >= until)
        return;
    InventoryClaim claim = {.arrival = arrival, .departure = until, .rooms = 1};
    g_strlcpy(claim.hotel, hotel_code, sizeof claim.hotel);
    g_strlcpy(claim.room_type, room_type, sizeof claim.room_type);
    g_array_append_val(claims, claim);
}

void booking_claim_add_line(GArray *claims, const char *hotel_code, const ReservationLine *line, Night from,
                            Night until)
{
    while (from < until) {
        const char *room_type = reservation_line_type(line, from);
        Night next = from + 1;
        while (next < until && strcmp(reservation_line_type(line, next), room_type) == 0)
            next++;
        booking_claim_add(claims, hotel_code, room_type, from, next);
        from = next;
    }
}

GArray *booking_claims_new(void)
{
    return g_array_new(FALSE, FALSE, sizeof(InventoryClaim));
}

GArray *booking_claims_of_lines(const char *hotel_code, const GPtrArray *lines)
{
    GArray *claims = booking_claims_new();
    for (guint i = 0; i < lines->len; i++) {
        const ReservationLine *line = lines->pdata[i];
        booking_claim_add_line(claims, hotel_code, line, line->arrival, line->holds_until);
    }
    return claims;
}

/* Other room types that have a room for every one of the nights: what an agent offers next. */
static json_t *alternatives(BookingState *state, const ChainHotel *hotel, const InventoryAnswer *answer,
                            const GPtrArray *lines)
{
    json_t *list = json_array();
    const ReservationLine *wanted = NULL;
    for (guint i = 0; i < lines->len && !wanted; i++) {
        const ReservationLine *line = lines->pdata[i];
        if (strcmp(line->room_type, answer->room_type) == 0)
            wanted = line;
    }
    if (!wanted)
        return list;
    g_autoptr(HotelMemory) memory = hotel_memory_open(state->memory, hotel);
    for (guint i = 0; i < hotel->room_types->len; i++) {
        const ChainRoomType *type = hotel->room_types->pdata[i];
        int32_t left = hotel_memory_left(memory, type, wanted->arrival, wanted->departure);
        if (left > 0 && strcmp(type->code, answer->room_type) != 0)
            json_array_append_new(list, json_pack("{s:s, s:i}", "room_type", type->code, "left", left));
    }
    return list;
}

gboolean booking_waits_for_recall(BookingState *state, BookingCommand *command, const ChainHotel *hotel)
{
    const BookingRecall *recall = state->recall;
    if (state->missing->len == 0 || command->recalls >= BOOKING_RECALLS_MAX || !recall ||
        !recall->possible(hotel, recall->data))
        return FALSE;
    g_clear_pointer(&command->missing, g_array_unref);
    command->missing = g_array_copy(state->missing);
    return TRUE;
}

void booking_refuse_inventory(BookingState *state, BookingCommand *command, const ChainHotel *hotel,
                              const InventoryAnswer *answer, const GPtrArray *lines)
{
    char night[NIGHT_TEXT_SIZE];
    night_write(answer->first_night, night);
    if (answer->refusal == INVENTORY_REFUSED_NO_CELL) {
        booking_command_refuse(command, 409, "not_on_sale", NULL,
                               "room type %s is not on sale for the night of %s", answer->room_type, night);
    } else {
        booking_command_refuse(command, 409, "sold_out", NULL, "room type %s has %d left for the night of %s",
                               answer->room_type, answer->left, night);
        json_object_set_new(command->outcome.body, "alternatives", alternatives(state, hotel, answer, lines));
    }
    json_object_set_new(command->outcome.body, "room_type", json_string(answer->room_type));
    json_object_set_new(command->outcome.body, "night", json_string(night));
    json_object_set_new(command->outcome.body, "left", json_integer(answer->left));
    booking_waits_for_recall(state, command, hotel);
}

int64_t booking_lines_total(const GPtrArray *lines)
{
    int64_t total = 0;
    for (guint i = 0; i < lines->len; i++)
        total += reservation_line_total_minor(lines->pdata[i]);
    return total;
}

gboolean booking_price_is_as_told(BookingCommand *command, const GPtrArray *lines)
{
    int64_t total = booking_lines_total(lines);
    if (command->expected_total_minor < 0 || command->expected_total_minor == total)
        return TRUE;
    booking_command_refuse(
        command, 409, "price_changed", "/expected_total_minor",
        "the rooms now cost %" G_GINT64_FORMAT " minor units: tell the guest, then book at it", total);
    json_object_set_new(command->outcome.body, "total_minor", json_integer(total));
    return FALSE;
}

void booking_answer_reservation(BookingCommand *command, int status, const Reservation *reservation)
{
    booking_command_answer(command, status, reservation_to_json(reservation));
}

gboolean booking_take_guest(BookingState *state, BookingCommand *command, ReservationGuest *guest)
{
    ReservationGuest said = {0};
    reservation_guest_copy(&said, &command->guest);
    if (booking_state_guest(state, &said)) {
        reservation_guest_clear(guest);
        *guest = said;
        return TRUE;
    }
    reservation_guest_clear(&said);
    booking_command_refuse(command, 422, "guest_not_found", "/guest/guest_id",
                           "there is no guest of this number");
    return FALSE;
}

gboolean booking_guest_exists(BookingState *state, BookingCommand *command)
{
    if (!command->guest.guest_id || g_hash_table_contains(state->guests, &command->guest.guest_id))
        return TRUE;
    booking_command_refuse(command, 422, "guest_not_found", "/guest/guest_id",
                           "there is no guest of this number");
    return FALSE;
}
