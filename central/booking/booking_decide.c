#include "central/booking/booking_decide.h"

#include <string.h>

#include "central/booking/booking_answer.h"
#include "central/booking/booking_change.h"
#include "central/booking/booking_price.h"
#include "ops/json.h"
#include "ops/token.h"

static GPtrArray *lines_priced(BookingState *state, BookingCommand *command)
{
    g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func((GDestroyNotify)reservation_line_free);
    for (guint i = 0; i < command->lines->len; i++) {
        ReservationLine *line =
            booking_line_price(state, command, command->hotel, command->lines->pdata[i], i);
        if (!line)
            return NULL;
        line->number = (int)i + 1;
        g_ptr_array_add(lines, line);
    }
    return g_steal_pointer(&lines);
}

/* ---- holds ---- */

static json_t *hold_to_json(const StateHold *hold, const ChainHotel *hotel)
{
    return json_pack("{s:s, s:s, s:s, s:o, s:o, s:I, s:s}", "hold", hold->hold_id, "hotel", hotel->code,
                     "status", hold->status, "expires_at", json_from_instant(hold->expires_at), "rooms",
                     reservation_lines_to_json(hold->lines), "total_minor",
                     (json_int_t)booking_lines_total(hold->lines), "currency", hotel->currency->code);
}

static StateHold *hold_usable(BookingState *state, BookingCommand *command)
{
    StateHold *hold = booking_state_hold(state, command->hold_id);
    if (!hold || strcmp(hold->created_by, command->scope) != 0 || hold->hotel_id != command->hotel->number) {
        booking_command_refuse(command, 404, "hold_not_found", "/hold",
                               "there is no such hold of yours at this hotel");
        return NULL;
    }
    if (strcmp(hold->status, "held") != 0 || hold->expires_at <= command->at) {
        booking_command_refuse(command, 409, "hold_over", "/hold",
                               "the hold is %s: search again and hold anew",
                               strcmp(hold->status, "held") == 0 ? "expired" : hold->status);
        return NULL;
    }
    return hold;
}

static void hold_set_status(StateHold *hold, const char *status)
{
    g_free(hold->status);
    hold->status = g_strdup(status);
    hold->changed = TRUE;
}

static void decide_hold(BookingState *state, BookingCommand *command)
{
    g_autoptr(GPtrArray) lines = lines_priced(state, command);
    if (!lines || !booking_price_is_as_told(command, lines))
        return;
    g_autoptr(GArray) to = booking_claims_of_lines(command->hotel->code, lines);
    InventoryAnswer answer;
    if (!booking_state_claim(state, INVENTORY_HOLD, NULL, to, FALSE, &answer)) {
        booking_refuse_inventory(state, command, command->hotel, &answer, lines);
        return;
    }
    g_autofree char *hold_id = token_random_id(16);
    Instant expires_at = command->at + command->hold_seconds * INSTANT_SECOND;
    StateHold *hold =
        booking_state_add_hold(state, hold_id, command->hotel->number, "held", expires_at, command->scope);
    g_ptr_array_extend_and_steal(hold->lines, g_steal_pointer(&lines));
    hold->changed = TRUE;
    booking_command_answer(command, 201, hold_to_json(hold, command->hotel));
}

/* A timer gives back what is over its time under no scope; a person gives back only what is theirs. */
static void decide_release(BookingState *state, BookingCommand *command)
{
    StateHold *hold = booking_state_hold(state, command->hold_id);
    gboolean by_timer = command->kind == BOOKING_EXPIRE_HOLD;
    if (!hold || (!by_timer && strcmp(hold->created_by, command->scope) != 0)) {
        booking_command_refuse(command, 404, "hold_not_found", NULL, "there is no such hold of yours");
        return;
    }
    const ChainHotel *hotel = chain_hotel_by_number(state->chain, hold->hotel_id);
    if (strcmp(hold->status, "held") == 0 && (!by_timer || hold->expires_at <= command->at)) {
        g_autoptr(GArray) from = booking_claims_of_lines(hotel->code, hold->lines);
        InventoryAnswer answer;
        gboolean given_back = booking_state_claim(state, INVENTORY_RELEASE_HOLD, from, NULL, FALSE, &answer);
        g_assert(given_back);
        hold_set_status(hold, by_timer ? "expired" : "released");
    }
    booking_command_answer(command, 200, hold_to_json(hold, hotel));
}

/* ---- new reservations ---- */

static StateReservation *reservation_make(BookingState *state, BookingCommand *command, GPtrArray *lines)
{
    Reservation *reservation = reservation_new();
    reservation->confirmation_number = booking_state_confirmation(state);
    reservation->hotel_id = command->hotel->number;
    g_strlcpy(reservation->hotel_code, command->hotel->code, sizeof reservation->hotel_code);
    gboolean stored = booking_take_guest(state, command, &reservation->guest);
    g_assert(stored); /* whether the guest exists was asked before anything was taken */
    reservation->channel = g_strdup(command->channel);
    reservation->external_id = g_strdup(command->external_id);
    reservation->booked_at = command->at;
    reservation->booked_by = g_strdup(command->booked_by ? command->booked_by : command->scope);
    g_strlcpy(reservation->currency, command->hotel->currency->code, sizeof reservation->currency);
    reservation->comments = g_strdup(command->comments ? command->comments : "");
    if (command->market)
        json_object_update(reservation->market, command->market);
    g_ptr_array_extend_and_steal(reservation->lines, lines);
    return booking_state_add(state, reservation, TRUE);
}

static void decide_book(BookingState *state, BookingCommand *command)
{
    StateReservation *known = command->external_id ? booking_state_reservation(state, command) : NULL;
    if (known) { /* a website that says the same booking twice gets the same booking */
        booking_answer_reservation(command, 200, known->reservation);
        return;
    }
    StateHold *hold = command->hold_id ? hold_usable(state, command) : NULL;
    if (command->hold_id && !hold)
        return;
    g_autoptr(GPtrArray) lines =
        hold ? g_ptr_array_copy(hold->lines, (GCopyFunc)(void (*)(void))reservation_line_copy, NULL)
             : lines_priced(state, command);
    if (!lines || !booking_price_is_as_told(command, lines) || !booking_guest_exists(state, command))
        return;
    g_ptr_array_set_free_func(lines, (GDestroyNotify)reservation_line_free);
    g_autoptr(GArray) to = booking_claims_of_lines(command->hotel->code, lines);
    InventoryAnswer answer;
    if (!booking_state_claim(state, hold ? INVENTORY_COMMIT_HOLD : INVENTORY_BOOK, hold ? to : NULL, to,
                             FALSE, &answer)) {
        booking_refuse_inventory(state, command, command->hotel, &answer, lines);
        return;
    }
    if (hold)
        hold_set_status(hold, "committed");
    booking_answer_reservation(command, 201,
                               reservation_make(state, command, g_steal_pointer(&lines))->reservation);
}

void booking_decide(BookingState *state, BookingCommand *command)
{
    switch (command->kind) {
    case BOOKING_BOOK:
        decide_book(state, command);
        return;
    case BOOKING_HOLD:
        decide_hold(state, command);
        return;
    case BOOKING_RELEASE_HOLD:
    case BOOKING_EXPIRE_HOLD:
        decide_release(state, command);
        return;
    case BOOKING_MODIFY:
        booking_decide_modify(state, command);
        return;
    case BOOKING_CANCEL:
        booking_decide_cancel(state, command);
        return;
    case BOOKING_REINSTATE:
        booking_decide_reinstate(state, command);
        return;
    case BOOKING_LIMITS:
        booking_decide_limits(state, command);
        return;
    case BOOKING_OUTBOX:
        booking_apply_entries(state, command);
        return;
    case BOOKING_GRANT:
        booking_decide_grant(state, command);
        return;
    case BOOKING_TAKE_BACK:
        booking_decide_take_back(state, command);
        return;
    }
    g_assert_not_reached();
}
