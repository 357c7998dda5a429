#include "central/booking/booking_decide.h"

#include <string.h>

#include "central/booking/booking_penalty.h"
#include "central/booking/booking_price.h"
#include "ops/json.h"
#include "ops/token.h"

void booking_claim_add(GArray *claims, const char *hotel_code, const char *room_type, Night arrival, Night until)
{
    if (arrival >= until)
        return;
    InventoryClaim claim = {.arrival = arrival, .departure = until, .rooms = 1};
    g_strlcpy(claim.hotel, hotel_code, sizeof claim.hotel);
    g_strlcpy(claim.room_type, room_type, sizeof claim.room_type);
    g_array_append_val(claims, claim);
}

static GArray *claims_new(void)
{
    return g_array_new(FALSE, FALSE, sizeof(InventoryClaim));
}

static GArray *claims_of_lines(const char *hotel_code, const GPtrArray *lines)
{
    GArray *claims = claims_new();
    for (guint i = 0; i < lines->len; i++) {
        const ReservationLine *line = lines->pdata[i];
        booking_claim_add(claims, hotel_code, line->room_type, line->arrival, line->holds_until);
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
    g_autoptr(HotelMemory) memory = hotel_memory_lock(state->memory, hotel);
    for (guint i = 0; i < hotel->room_types->len; i++) {
        const ChainRoomType *type = hotel->room_types->pdata[i];
        int32_t left = hotel_memory_left(memory, type, wanted->arrival, wanted->departure);
        if (left > 0 && strcmp(type->code, answer->room_type) != 0)
            json_array_append_new(list, json_pack("{s:s, s:i}", "room_type", type->code, "left", left));
    }
    return list;
}

static void refuse_inventory(BookingState *state, BookingCommand *command, const ChainHotel *hotel,
                             const InventoryAnswer *answer, const GPtrArray *lines)
{
    char night[NIGHT_TEXT_SIZE];
    night_write(answer->first_night, night);
    if (answer->refusal == INVENTORY_REFUSED_NO_CELL) {
        booking_command_refuse(command, 409, "not_on_sale", NULL, "room type %s is not on sale for the night of %s",
                               answer->room_type, night);
    } else {
        booking_command_refuse(command, 409, "sold_out", NULL, "room type %s has %d left for the night of %s",
                               answer->room_type, answer->left, night);
        json_object_set_new(command->outcome.body, "alternatives", alternatives(state, hotel, answer, lines));
    }
    json_object_set_new(command->outcome.body, "room_type", json_string(answer->room_type));
    json_object_set_new(command->outcome.body, "night", json_string(night));
    json_object_set_new(command->outcome.body, "left", json_integer(answer->left));
}

static int64_t lines_total(const GPtrArray *lines)
{
    int64_t total = 0;
    for (guint i = 0; i < lines->len; i++)
        total += reservation_line_total_minor(lines->pdata[i]);
    return total;
}

static gboolean price_is_as_told(BookingCommand *command, const GPtrArray *lines)
{
    int64_t total = lines_total(lines);
    if (command->expected_total_minor < 0 || command->expected_total_minor == total)
        return TRUE;
    booking_command_refuse(command, 409, "price_changed", "/expected_total_minor",
                           "the rooms now cost %" G_GINT64_FORMAT " minor units: tell the guest, then book at it", total);
    json_object_set_new(command->outcome.body, "total_minor", json_integer(total));
    return FALSE;
}

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

static void answer_reservation(BookingCommand *command, int status, const Reservation *reservation)
{
    booking_command_answer(command, status, reservation_to_json(reservation));
}

/* ---- holds ---- */

static json_t *hold_to_json(const StateHold *hold, const ChainHotel *hotel)
{
    return json_pack("{s:s, s:s, s:s, s:o, s:o, s:I, s:s}", "hold", hold->hold_id, "hotel", hotel->code, "status",
                     hold->status, "expires_at", json_from_instant(hold->expires_at), "rooms",
                     reservation_lines_to_json(hold->lines), "total_minor",
                     (json_int_t)lines_total(hold->lines), "currency", hotel->currency->code);
}

static StateHold *hold_usable(BookingState *state, BookingCommand *command)
{
    StateHold *hold = booking_state_hold(state, command->hold_id);
    if (!hold || strcmp(hold->created_by, command->scope) != 0) {
        booking_command_refuse(command, 404, "hold_not_found", "/hold", "there is no such hold of yours");
        return NULL;
    }
    if (strcmp(hold->status, "held") != 0 || hold->expires_at <= command->at) {
        booking_command_refuse(command, 409, "hold_over", "/hold", "the hold is %s: search again and hold anew",
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
    if (!lines || !price_is_as_told(command, lines))
        return;
    g_autoptr(GArray) to = claims_of_lines(command->hotel->code, lines);
    InventoryAnswer answer;
    if (!booking_state_claim(state, INVENTORY_HOLD, NULL, to, FALSE, &answer)) {
        refuse_inventory(state, command, command->hotel, &answer, lines);
        return;
    }
    g_autofree char *hold_id = token_random_id(16);
    Instant expires_at = command->at + command->hold_seconds * INSTANT_SECOND;
    StateHold *hold = booking_state_add_hold(state, hold_id, command->hotel->number, "held", expires_at, command->scope);
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
        g_autoptr(GArray) from = claims_of_lines(hotel->code, hold->lines);
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
    reservation_guest_copy(&reservation->guest, &command->guest);
    reservation->channel = g_strdup(command->channel);
    reservation->external_id = g_strdup(command->external_id);
    reservation->booked_at = command->at;
    reservation->booked_by = g_strdup(command->scope);
    g_strlcpy(reservation->currency, command->hotel->currency->code, sizeof reservation->currency);
    reservation->comments = g_strdup(command->comments ? command->comments : "");
    if (command->market)
        json_object_update(reservation->market, command->market);
    g_ptr_array_extend_and_steal(reservation->lines, lines);
    return booking_state_add(state, reservation, TRUE);
}

static gboolean guest_is_known(BookingState *state, BookingCommand *command)
{
    if (booking_state_guest(state, &command->guest))
        return TRUE;
    booking_command_refuse(command, 422, "guest_not_found", "/guest/guest_id", "there is no guest of this number");
    return FALSE;
}

static gboolean guest_exists(BookingState *state, BookingCommand *command)
{
    if (!command->guest.guest_id || g_hash_table_contains(state->guests, &command->guest.guest_id))
        return TRUE;
    booking_command_refuse(command, 422, "guest_not_found", "/guest/guest_id", "there is no guest of this number");
    return FALSE;
}

static void decide_book(BookingState *state, BookingCommand *command)
{
    StateReservation *known = command->external_id ? booking_state_reservation(state, command) : NULL;
    if (known) { /* a website that says the same booking twice gets the same booking */
        answer_reservation(command, 200, known->reservation);
        return;
    }
    StateHold *hold = command->hold_id ? hold_usable(state, command) : NULL;
    if (command->hold_id && !hold)
        return;
    g_autoptr(GPtrArray) lines = hold ? g_ptr_array_copy(hold->lines, (GCopyFunc)(void (*)(void))reservation_line_copy, NULL)
                                      : lines_priced(state, command);
    if (!lines || !price_is_as_told(command, lines) || !guest_exists(state, command))
        return;
    g_ptr_array_set_free_func(lines, (GDestroyNotify)reservation_line_free);
    g_autoptr(GArray) to = claims_of_lines(command->hotel->code, lines);
    InventoryAnswer answer;
    if (!booking_state_claim(state, hold ? INVENTORY_COMMIT_HOLD : INVENTORY_BOOK, hold ? to : NULL, to, FALSE,
                             &answer)) {
        refuse_inventory(state, command, command->hotel, &answer, lines);
        return;
    }
    if (hold)
        hold_set_status(hold, "committed");
    gboolean stored = guest_is_known(state, command);
    g_assert(stored);
    answer_reservation(command, 201, reservation_make(state, command, g_steal_pointer(&lines))->reservation);
}

/* ---- changes of reservations ---- */

static StateReservation *reservation_named(BookingState *state, BookingCommand *command)
{
    StateReservation *entry = booking_state_reservation(state, command);
    if (!entry) {
        booking_command_refuse(command, 404, "reservation_not_found", NULL,
                               "there is no reservation of this number: check it digit by digit");
        return NULL;
    }
    if (chain_hotel_by_number(state->chain, entry->reservation->hotel_id)->practice)
        command->at = command->practice_at;
    if (command->hotel && command->hotel->number != entry->reservation->hotel_id) {
        booking_command_refuse(command, 404, "reservation_not_found", NULL, "the reservation is for another hotel");
        return NULL;
    }
    if (command->expected_revision && command->expected_revision != entry->reservation->revision) {
        booking_command_refuse(command, 412, "reservation_changed", NULL,
                               "somebody changed the reservation meanwhile: read it again, then decide");
        return NULL;
    }
    return entry;
}

static void reservation_changed(StateReservation *entry)
{
    entry->changed = TRUE;
    entry->reservation->revision++;
}

static void replace_line(Reservation *reservation, ReservationLine *changed)
{
    for (guint i = 0; i < reservation->lines->len; i++) {
        ReservationLine *line = reservation->lines->pdata[i];
        if (line->number == changed->number) {
            reservation_line_free(line);
            reservation->lines->pdata[i] = changed;
            return;
        }
    }
    g_ptr_array_add(reservation->lines, changed);
}

static int next_line_number(const Reservation *reservation, guint added)
{
    int highest = 0;
    for (guint i = 0; i < reservation->lines->len; i++)
        highest = MAX(highest, ((const ReservationLine *)reservation->lines->pdata[i])->number);
    return highest + 1 + (int)added;
}

static gboolean line_is_changeable(BookingCommand *command, const ReservationLine *line, int number, guint index)
{
    g_autofree char *pointer = g_strdup_printf("/rooms/%u/line", index);
    if (!line)
        booking_command_refuse(command, 422, "line_not_found", pointer, "the reservation has no line %d", number);
    else if (line->status == LINE_IN_HOUSE || line->status == LINE_CHECKED_OUT)
        booking_command_refuse(command, 409, "owned_by_hotel", pointer,
                               "the guest has arrived: the hotel's front desk changes the stay");
    else if (line->status != LINE_RESERVED)
        booking_command_refuse(command, 409, "line_not_reserved", pointer, "line %d is %s", number,
                               line_status_name(line->status));
    else
        return TRUE;
    return FALSE;
}

/* The changed lines, and what they give back and take; NULL when one of the wishes cannot be. */
static GPtrArray *lines_changed(BookingState *state, BookingCommand *command, const Reservation *reservation,
                                GArray *from, GArray *to)
{
    const ChainHotel *hotel = chain_hotel(state->chain, reservation->hotel_code);
    g_autoptr(GPtrArray) changed = g_ptr_array_new_with_free_func((GDestroyNotify)reservation_line_free);
    guint added = 0;
    for (guint i = 0; i < command->lines->len; i++) {
        const BookingLine *wanted = command->lines->pdata[i];
        const ReservationLine *before = wanted->line ? reservation_line_find(reservation, wanted->line) : NULL;
        /* A website counts its rooms from 1; one beyond the last is a room it has added. */
        gboolean added_by_channel = !before && command->external_id;
        if (wanted->line && !added_by_channel && !line_is_changeable(command, before, wanted->line, i))
            return NULL;
        ReservationLine *after = before ? booking_line_reprice(state, command, hotel, before, wanted, i)
                                        : booking_line_price(state, command, hotel, wanted, i);
        if (!after)
            return NULL;
        if (before)
            booking_claim_add(from, hotel->code, before->room_type, before->arrival, before->holds_until);
        else
            after->number = next_line_number(reservation, added++);
        booking_claim_add(to, hotel->code, after->room_type, after->arrival, after->holds_until);
        g_ptr_array_add(changed, after);
    }
    return g_steal_pointer(&changed);
}

static void replace_text(char **target, char *const *wanted)
{
    if (!*wanted)
        return;
    g_free(*target);
    *target = g_strdup(*wanted);
}

static gboolean change_guest(BookingState *state, BookingCommand *command, Reservation *reservation)
{
    if (!command->guest.guest_id && !command->guest.surname)
        return TRUE;
    if (!guest_is_known(state, command))
        return FALSE;
    reservation_guest_clear(&reservation->guest);
    reservation_guest_copy(&reservation->guest, &command->guest);
    return TRUE;
}

static void decide_modify(BookingState *state, BookingCommand *command)
{
    StateReservation *entry = reservation_named(state, command);
    if (!entry || !guest_exists(state, command))
        return;
    Reservation *reservation = entry->reservation;
    const ChainHotel *hotel = chain_hotel(state->chain, reservation->hotel_code);
    g_autoptr(GArray) from = claims_new();
    g_autoptr(GArray) to = claims_new();
    g_autoptr(GPtrArray) changed = lines_changed(state, command, reservation, from, to);
    if (!changed || !price_is_as_told(command, changed))
        return;
    InventoryAnswer answer;
    if (!booking_state_claim(state, INVENTORY_MODIFY, from, to, FALSE, &answer)) {
        refuse_inventory(state, command, hotel, &answer, changed);
        return;
    }
    gboolean guest_changed = change_guest(state, command, reservation);
    g_assert(guest_changed);
    while (changed->len > 0)
        replace_line(reservation, g_ptr_array_steal_index(changed, 0));
    replace_text(&reservation->comments, &command->comments);
    if (command->market)
        json_object_update(reservation->market, command->market);
    reservation_changed(entry);
    answer_reservation(command, 200, reservation);
}

static gboolean line_is_named(const BookingCommand *command, int number)
{
    if (command->lines->len == 0)
        return TRUE;
    for (guint i = 0; i < command->lines->len; i++)
        if (((const BookingLine *)command->lines->pdata[i])->line == number)
            return TRUE;
    return FALSE;
}

static void cancel_line(const BookingCommand *command, const ChainHotel *hotel, ReservationLine *line)
{
    line->penalty_minor = booking_penalty_minor(hotel, line, command->at);
    line->status = LINE_CANCELLED;
    line->holds_until = line->arrival;
    g_free(line->reason);
    line->reason = g_strdup(command->reason ? command->reason : "");
}

/* Lines to cancel. A hotel's guest in the house stops the whole command; lines that are gone already do not. */
static GPtrArray *lines_to_cancel(BookingCommand *command, const Reservation *reservation)
{
    g_autoptr(GPtrArray) lines = g_ptr_array_new();
    for (guint i = 0; i < reservation->lines->len; i++) {
        ReservationLine *line = reservation->lines->pdata[i];
        if (!line_is_named(command, line->number))
            continue;
        if (line->status == LINE_IN_HOUSE || line->status == LINE_CHECKED_OUT) {
            booking_command_refuse(command, 409, "owned_by_hotel", NULL,
                                   "line %d has arrived: the hotel's front desk ends the stay", line->number);
            return NULL;
        }
        if (line->status == LINE_RESERVED)
            g_ptr_array_add(lines, line);
    }
    return g_steal_pointer(&lines);
}

static void decide_cancel(BookingState *state, BookingCommand *command)
{
    StateReservation *entry = reservation_named(state, command);
    if (!entry)
        return;
    const ChainHotel *hotel = chain_hotel(state->chain, entry->reservation->hotel_code);
    g_autoptr(GPtrArray) lines = lines_to_cancel(command, entry->reservation);
    if (!lines)
        return;
    if (lines->len == 0 && !command->external_id) {
        booking_command_refuse(command, 409, "already_cancelled", NULL, "nothing of the reservation is left to cancel");
        return;
    }
    g_autoptr(GArray) from = claims_of_lines(hotel->code, lines);
    InventoryAnswer answer;
    gboolean given_back = booking_state_claim(state, INVENTORY_CANCEL, from, NULL, FALSE, &answer);
    g_assert(given_back);
    for (guint i = 0; i < lines->len; i++)
        cancel_line(command, hotel, lines->pdata[i]);
    if (lines->len > 0)
        reservation_changed(entry);
    answer_reservation(command, 200, entry->reservation);
}

static void decide_reinstate(BookingState *state, BookingCommand *command)
{
    StateReservation *entry = reservation_named(state, command);
    if (!entry)
        return;
    Reservation *reservation = entry->reservation;
    const ChainHotel *hotel = chain_hotel(state->chain, reservation->hotel_code);
    g_autoptr(GArray) to = claims_new();
    g_autoptr(GPtrArray) lines = g_ptr_array_new();
    for (guint i = 0; i < reservation->lines->len; i++) {
        ReservationLine *line = reservation->lines->pdata[i];
        if (line->status != LINE_CANCELLED || !line_is_named(command, line->number))
            continue;
        if (line->arrival < booking_state_hotel(state, hotel->number)->business_date) {
            booking_command_refuse(command, 409, "arrival_in_past", NULL,
                                   "line %d should have arrived before the hotel's business date", line->number);
            return;
        }
        booking_claim_add(to, hotel->code, line->room_type, line->arrival, line->departure);
        g_ptr_array_add(lines, line);
    }
    if (lines->len == 0) {
        booking_command_refuse(command, 409, "not_cancelled", NULL, "no line of the reservation is cancelled");
        return;
    }
    InventoryAnswer answer;
    if (!booking_state_claim(state, INVENTORY_BOOK, NULL, to, FALSE, &answer)) {
        refuse_inventory(state, command, hotel, &answer, lines);
        return;
    }
    for (guint i = 0; i < lines->len; i++) {
        ReservationLine *line = lines->pdata[i];
        line->status = LINE_RESERVED;
        line->holds_until = line->departure;
        line->penalty_minor = 0;
        g_clear_pointer(&line->reason, g_free);
    }
    reservation_changed(entry);
    answer_reservation(command, 200, reservation);
}

/* ---- limits ---- */

static void decide_limits(BookingState *state, BookingCommand *command)
{
    size_t index;
    json_t *wanted;
    GPtrArray *cells = g_ptr_array_new();
    json_array_foreach (command->limits, index, wanted) {
        Night night;
        const char *room_type = json_string_value(json_object_get(wanted, "room_type"));
        gboolean parsed = night_parse(json_string_value(json_object_get(wanted, "night")), &night, NULL);
        g_assert(parsed);
        InventoryCell *cell = inventory_cell_find((InventoryCell *)(gpointer)state->cells->data, state->cells->len,
                                                  command->hotel->code, room_type, night);
        int32_t limit = (int32_t)json_integer_value(json_object_get(wanted, "sell_limit"));
        if (!cell || limit + cell->oversell_authorised < cell->sold + cell->held) {
            g_autofree char *pointer = g_strdup_printf("/limits/%u", (guint)index);
            booking_command_refuse(command, 409, cell ? "limit_below_sold" : "not_on_sale", pointer,
                                   cell ? "%d rooms are sold or held for that night already" : "no such cell (%d)",
                                   cell ? cell->sold + cell->held : 0);
            g_ptr_array_unref(cells);
            return;
        }
        g_ptr_array_add(cells, cell);
    }
    for (guint i = 0; i < cells->len; i++)
        ((InventoryCell *)cells->pdata[i])->sell_limit =
            (int32_t)json_integer_value(json_object_get(json_array_get(command->limits, i), "sell_limit"));
    g_ptr_array_unref(cells);
    booking_command_answer(command, 200, json_pack("{s:O}", "limits", command->limits));
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
        decide_modify(state, command);
        return;
    case BOOKING_CANCEL:
        decide_cancel(state, command);
        return;
    case BOOKING_REINSTATE:
        decide_reinstate(state, command);
        return;
    case BOOKING_LIMITS:
        decide_limits(state, command);
        return;
    case BOOKING_OUTBOX:
        booking_apply_entries(state, command);
        return;
    }
    g_assert_not_reached();
}
