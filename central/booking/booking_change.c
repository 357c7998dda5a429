#include "central/booking/booking_change.h"

#include <string.h>

#include "central/booking/booking_answer.h"
#include "central/booking/booking_penalty.h"
#include "central/booking/booking_price.h"

static StateReservation *reservation_named(BookingState *state, BookingCommand *command)
{
    StateReservation *entry = booking_state_reservation(state, command);
    if (!entry) {
        if (command->external_id)
            booking_command_refuse(command, 404, "reservation_not_found", "/external_id",
                                   "the channel has told of no booking of this number yet: send it as new");
        else
            booking_command_refuse(command, 404, "reservation_not_found", NULL,
                                   "there is no reservation of this number: check it digit by digit");
        return NULL;
    }
    if (chain_hotel_by_number(state->chain, entry->reservation->hotel_id)->practice)
        command->at = command->practice_at;
    if (command->hotel && command->hotel->number != entry->reservation->hotel_id) {
        booking_command_refuse(command, 404, "reservation_not_found", NULL,
                               "the reservation is for another hotel");
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

static gboolean line_is_changeable(BookingCommand *command, const ReservationLine *line, int number,
                                   guint index)
{
    g_autofree char *pointer = g_strdup_printf("/rooms/%u/line", index);
    if (!line)
        booking_command_refuse(command, 422, "line_not_found", pointer, "the reservation has no line %d",
                               number);
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

/* A line named twice would give its rooms back twice. */
static gboolean wish_is_single(BookingCommand *command, guint index)
{
    const BookingLine *wanted = command->lines->pdata[index];
    for (guint i = 0; wanted->line && i < index; i++) {
        if (((const BookingLine *)command->lines->pdata[i])->line == wanted->line) {
            g_autofree char *pointer = g_strdup_printf("/rooms/%u/line", index);
            booking_command_refuse(command, 422, "line_repeated", pointer, "line %d stands here twice",
                                   wanted->line);
            return FALSE;
        }
    }
    return TRUE;
}

static gboolean line_fits(BookingCommand *command, int number, guint index)
{
    if (number <= RESERVATION_LINES_MAX)
        return TRUE;
    g_autofree char *pointer = g_strdup_printf("/rooms/%u", index);
    booking_command_refuse(command, 422, "too_many_lines", pointer,
                           "a reservation has at most %d lines: make another", RESERVATION_LINES_MAX);
    return FALSE;
}

/* A wish for a line that is there and may be changed, or for a new one. */
static gboolean wish_is_possible(BookingCommand *command, const Reservation *reservation,
                                 const ReservationLine *before, guint index, guint added)
{
    const BookingLine *wanted = command->lines->pdata[index];
    if (!wish_is_single(command, index))
        return FALSE;
    /* A website counts its rooms from 1; one beyond the last is a room it has added. */
    if (wanted->line && (before || !command->external_id))
        return line_is_changeable(command, before, wanted->line, index);
    return line_fits(command, next_line_number(reservation, added), index);
}

/* The night from which on the hotel named prices: where the booking ends, or where the guest who had meant to leave earlier
 * was to leave; NIGHT_NONE: neither. */
static Night extension_begins(const ReservationLine *before, const BookingLine *wanted)
{
    guint gained = wanted->night_prices_minor ? wanted->night_prices_minor->len : 0;
    Night held = MIN(before->holds_until, before->departure);
    if (wanted->departure == NIGHT_NONE || gained == 0)
        return NIGHT_NONE;
    Night first = wanted->departure - (Night)gained;
    return first == before->departure || first == held ? first : NIGHT_NONE;
}

/* The guest is in the house: only the departure may be later, and what the nights gained cost the hotel has said. */
static ReservationLine *line_extended(BookingCommand *command, const ReservationLine *before, const BookingLine *wanted,
                                      guint index, GArray *to)
{
    g_autofree char *pointer = g_strdup_printf("/rooms/%u/departure", index);
    if (!before || before->status != LINE_IN_HOUSE) {
        booking_command_refuse(command, 409, "not_in_house", NULL, "the centre does not know of a guest in this room");
        return NULL;
    }
    Night first = extension_begins(before, wanted);
    if (first == NIGHT_NONE) {
        booking_command_refuse(command, 422, "price_each_night", pointer,
                               "name a later departure, and a price for each night gained");
        return NULL;
    }
    ReservationLine *after = reservation_line_copy(before);
    reservation_line_prices_from(after, first, wanted->night_prices_minor);
    after->departure = MAX(before->departure, wanted->departure);
    after->holds_until = wanted->departure;
    booking_claim_add_line(to, command->hotel->code, after, MAX(first, MIN(before->holds_until, wanted->departure)),
                           wanted->departure);
    return after;
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
        const ReservationLine *before =
            wanted->line ? reservation_line_find(reservation, wanted->line) : NULL;
        if (command->extends) {
            ReservationLine *longer = line_extended(command, before, wanted, i, to);
            if (!longer)
                return NULL;
            g_ptr_array_add(changed, longer);
            continue;
        }
        if (!wish_is_possible(command, reservation, before, i, added))
            return NULL;
        ReservationLine *after = before ? booking_line_reprice(state, command, hotel, before, wanted, i)
                                        : booking_line_price(state, command, hotel, wanted, i);
        if (!after)
            return NULL;
        if (before)
            booking_claim_add_line(from, hotel->code, before, before->arrival, before->holds_until);
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
    return booking_take_guest(state, command, &reservation->guest);
}

void booking_decide_modify(BookingState *state, BookingCommand *command)
{
    StateReservation *entry = reservation_named(state, command);
    if (!entry || !booking_guest_exists(state, command))
        return;
    Reservation *reservation = entry->reservation;
    const ChainHotel *hotel = chain_hotel(state->chain, reservation->hotel_code);
    g_autoptr(GArray) from = booking_claims_new();
    g_autoptr(GArray) to = booking_claims_new();
    g_autoptr(GPtrArray) changed = lines_changed(state, command, reservation, from, to);
    if (!changed || !booking_price_is_as_told(command, changed))
        return;
    InventoryAnswer answer;
    if (!booking_state_claim(state, INVENTORY_MODIFY, from, to, FALSE, &answer)) {
        booking_refuse_inventory(state, command, hotel, &answer, changed);
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
    booking_answer_reservation(command, 200, reservation);
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
    reservation_line_forget_moves(line);
    g_free(line->reason);
    line->reason = g_strdup(command->reason ? command->reason : "");
}

/* Every line that a cancellation or its undoing names is one of the reservation's. */
static gboolean named_lines_exist(BookingCommand *command, const Reservation *reservation)
{
    for (guint i = 0; i < command->lines->len; i++) {
        int number = ((const BookingLine *)command->lines->pdata[i])->line;
        if (!reservation_line_find(reservation, number)) {
            g_autofree char *pointer = g_strdup_printf("/lines/%u", i);
            booking_command_refuse(command, 422, "line_not_found", pointer, "the reservation has no line %d",
                                   number);
            return FALSE;
        }
    }
    return TRUE;
}

/* Lines to cancel. A hotel's guest in the house stops the whole command; lines that are gone already do not.
 */
static GPtrArray *lines_to_cancel(BookingCommand *command, const Reservation *reservation)
{
    g_autoptr(GPtrArray) lines = g_ptr_array_new();
    if (!named_lines_exist(command, reservation))
        return NULL;
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

void booking_decide_cancel(BookingState *state, BookingCommand *command)
{
    StateReservation *entry = reservation_named(state, command);
    if (!entry)
        return;
    const ChainHotel *hotel = chain_hotel(state->chain, entry->reservation->hotel_code);
    g_autoptr(GPtrArray) lines = lines_to_cancel(command, entry->reservation);
    if (!lines)
        return;
    if (lines->len == 0 && !command->external_id) {
        booking_command_refuse(command, 409, "already_cancelled", NULL,
                               "nothing of the reservation is left to cancel");
        return;
    }
    g_autoptr(GArray) from = booking_claims_of_lines(hotel->code, lines);
    InventoryAnswer answer;
    gboolean given_back = booking_state_claim(state, INVENTORY_CANCEL, from, NULL, FALSE, &answer);
    g_assert(given_back);
    for (guint i = 0; i < lines->len; i++)
        cancel_line(command, hotel, lines->pdata[i]);
    if (lines->len > 0)
        reservation_changed(entry);
    booking_answer_reservation(command, 200, entry->reservation);
}

void booking_decide_reinstate(BookingState *state, BookingCommand *command)
{
    StateReservation *entry = reservation_named(state, command);
    if (!entry || !named_lines_exist(command, entry->reservation))
        return;
    Reservation *reservation = entry->reservation;
    const ChainHotel *hotel = chain_hotel(state->chain, reservation->hotel_code);
    g_autoptr(GArray) to = booking_claims_new();
    g_autoptr(GPtrArray) lines = g_ptr_array_new();
    for (guint i = 0; i < reservation->lines->len; i++) {
        ReservationLine *line = reservation->lines->pdata[i];
        if (line->status != LINE_CANCELLED || !line_is_named(command, line->number))
            continue;
        if (line->arrival < booking_state_hotel(state, hotel->number)->business_date) {
            booking_command_refuse(command, 409, "arrival_in_past", NULL,
                                   "line %d should have arrived before the hotel's business date",
                                   line->number);
            return;
        }
        booking_claim_add(to, hotel->code, line->room_type, line->arrival, line->departure);
        g_ptr_array_add(lines, line);
    }
    if (lines->len == 0) {
        booking_command_refuse(command, 409, "not_cancelled", NULL,
                               "no line of the reservation is cancelled");
        return;
    }
    InventoryAnswer answer;
    if (!booking_state_claim(state, INVENTORY_BOOK, NULL, to, FALSE, &answer)) {
        booking_refuse_inventory(state, command, hotel, &answer, lines);
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
    booking_answer_reservation(command, 200, reservation);
}
