/*
 * What a hotel did, applied at the centre. The hotel is the one writer of the stay, so nothing here is
 * refused because the centre would have decided otherwise: where a limit stands in the way, the oversell is
 * authorised and listed for people.
 */
#include <string.h>

#include "central/booking/booking_answer.h"
#include "central/booking/booking_decide.h"
#include "central/booking/booking_merge.h"
#include "central/booking/booking_outage.h"
#include "central/booking/reservation_json.h"
#include "ops/json.h"
#include "ops/log.h"
#include "schemas/confirmation.h"
#include "sync/outbox_rules.h"

enum { BUSINESS_DATE_LEAP_MAX = 400 };

typedef struct {
    const char *confirmation_number;
    int line;
    const char *room_type; /* of the room given; NULL: not said */
    LineStatus status;
    Night arrival;
    Night departure;
    gboolean shares; /* another guest's room: this line needs none */
    gboolean undone; /* a check-in was taken back: the guest is expected again */
} StayFacts;

/* Every member the centre keeps in a column must be there and fit: a row that the database refuses would hold
 * up the hotel's outbox for ever. */
static gboolean stay_facts(const json_t *stay, StayFacts *ret_facts)
{
    const char *arrival_text, *departure_text, *status_text;
    json_int_t stay_id, revenue_minor, balance_minor, version;
    int nights_charged;
    const json_t *room = json_object_get(stay, "room");
    ret_facts->room_type = json_string_value(json_object_get(stay, "room_type"));
    ret_facts->shares = json_is_integer(json_object_get(stay, "shares_with"));
    return json_unpack((json_t *)stay, "{s:s, s:i, s:s, s:s, s:s, s:I, s:i, s:I, s:I, s:I}",
                       "confirmation_number", &ret_facts->confirmation_number, "line", &ret_facts->line,
                       "status", &status_text, "arrival", &arrival_text, "departure", &departure_text,
                       "stay_id", &stay_id, "nights_charged", &nights_charged, "room_revenue_minor",
                       &revenue_minor, "balance_minor", &balance_minor, "version", &version) == 0 &&
           (!room || json_is_null(room) || json_is_string(room)) &&
           night_parse(arrival_text, &ret_facts->arrival, NULL) &&
           night_parse(departure_text, &ret_facts->departure, NULL) &&
           line_status_parse(status_text, &ret_facts->status, NULL) &&
           (ret_facts->status == LINE_IN_HOUSE || ret_facts->status == LINE_CHECKED_OUT ||
            ret_facts->status == LINE_NO_SHOW) &&
           (!ret_facts->undone || ret_facts->status == LINE_NO_SHOW);
}

/* Until when a line in its new state holds its cells: a no-show its first night, a guest who left the nights
 * slept, one who shares another guest's room those before the hotel's date. */
static Night holds_until(const ReservationLine *line, const StayFacts *facts, Night business_date)
{
    if (facts->status == LINE_NO_SHOW && !facts->undone)
        return MIN(line->arrival + 1, line->departure);
    Night until = facts->shares ? MIN(facts->departure, business_date) : facts->departure;
    return CLAMP(until, line->arrival, line->departure);
}

/* A guest who is there has a room: where the limit stands in the way it is raised, and that is listed.
 *
 * Rooms granted to the hotel are not used for this, although the guest is there: the hotel counts what it
 * sells against its grant, not the nights of a stay that is moved unless the entry says `own_right`. It may have sold
 * the same granted rooms without the centre knowing yet, and they must be there when it says so. */
static gboolean claim_for_guest(BookingState *state, const BookingEntry *entry,
                                const Reservation *reservation, const GArray *from, const GArray *to,
                                InventoryAnswer *ret_answer)
{
    if (booking_state_claim(state, INVENTORY_MODIFY, from, to, FALSE, ret_answer))
        return TRUE;
    g_autoptr(GArray) before = g_array_copy(state->cells);
    if (!booking_state_claim(state, INVENTORY_MODIFY, from, to, TRUE, ret_answer))
        return FALSE;
    booking_list_over_limit(state, before, entry, reservation->hotel_id, reservation->confirmation_number,
                            "guest_is_there", "the guest is there");
    return TRUE;
}

/* Nights that a guest gave up while the line was cut: the hotel may have sold them again already. */
static gboolean leave_to_hotel(BookingState *state, const GArray *freed, InventoryAnswer *ret_answer)
{
    return booking_state_claim(state, INVENTORY_LEAVE_TO_HOTEL, freed, freed, FALSE, ret_answer);
}

static void move_claim(BookingState *state, const BookingEntry *entry, const Reservation *reservation,
                       ReservationLine *line, Night until)
{
    Night held = line->holds_until;
    gboolean own_right = json_is_true(json_object_get(entry->body, "own_right"));
    if (own_right && until > held) {
        booking_merge_taken_again(state, entry, reservation, line, until);
        return;
    }
    g_autoptr(GArray) from = booking_claims_new();
    g_autoptr(GArray) to = booking_claims_new();
    booking_claim_add_line(from, reservation->hotel_code, line, until, held);
    booking_claim_add_line(to, reservation->hotel_code, line, held, until);
    InventoryAnswer answer;
    if (own_right && until < held ? leave_to_hotel(state, from, &answer)
                                  : claim_for_guest(state, entry, reservation, from, to, &answer))
        line->holds_until = until;
    else
        log_our_fault("entry could not move its rooms", log_text("hotel", reservation->hotel_code),
                      log_int("entry", entry->number),
                      log_text("why", inventory_refusal_code(answer.refusal)));
}

/* Nights the hotel sold by itself to a guest in the house; what the centre sold is in the line already. */
static void take_extension(BookingState *state, const BookingEntry *entry, const Reservation *reservation,
                           ReservationLine *line, const StayFacts *facts)
{
    const json_t *prices = json_object_get(json_object_get(entry->body, "extension"), "night_prices_minor");
    Night first = facts->departure - (Night)json_array_size(prices);
    if (facts->departure <= line->departure || first > line->departure || first < line->arrival)
        return;
    g_autoptr(GArray) prices_minor = g_array_new(FALSE, FALSE, sizeof(int64_t));
    for (Night night = first; night < facts->departure; night++) {
        int64_t price_minor = json_integer_value(json_array_get(prices, (size_t)(night - first)));
        g_array_append_val(prices_minor, price_minor);
    }
    reservation_line_prices_from(line, first, prices_minor);
    line->departure = facts->departure;
    if (!facts->shares)
        booking_merge_extension(state, entry, reservation, line);
}

/* The night slept last stays with the type it was slept in. */
static void take_room_type(BookingState *state, const BookingEntry *entry, const Reservation *reservation,
                           ReservationLine *line, const StayFacts *facts, Night business_date)
{
    if ((facts->status == LINE_IN_HOUSE || facts->undone) && !facts->shares && facts->room_type)
        booking_merge_other_type(state, entry, reservation, line, facts->room_type,
                                 MAX(business_date, line->arrival));
}

/* One price a night: those there are, the last of them for nights beyond. */
static void fit_prices(ReservationLine *line)
{
    GArray *prices = line->night_prices_minor;
    guint known = prices->len;
    int64_t last_minor = known > 0 ? g_array_index(prices, int64_t, known - 1) : 0;
    g_array_set_size(prices, (guint)reservation_line_nights(line));
    for (guint i = known; i < prices->len; i++)
        g_array_index(prices, int64_t, i) = last_minor;
}

static gboolean arrives_on_other_dates(const ReservationLine *line, const StayFacts *facts)
{
    gboolean arrives = facts->status == LINE_IN_HOUSE && line->status != LINE_IN_HOUSE &&
                       line->status != LINE_CHECKED_OUT;
    return arrives && (facts->arrival != line->arrival || facts->departure != line->departure) &&
           facts->departure >= facts->arrival && facts->departure - facts->arrival <= RESERVATION_NIGHTS_MAX;
}

/* Changed at the centre while the hotel was cut off, and the guest came as it was before: the arrival stands. Folio and
 * prices are the hotel's; here the line gives up its nights, and takes those of the stay next. */
static void arrive_as_told(BookingState *state, const BookingEntry *entry, const Reservation *reservation,
                           ReservationLine *line, const StayFacts *facts)
{
    g_autoptr(GArray) from = booking_claims_new();
    InventoryAnswer answer;
    booking_claim_add_line(from, reservation->hotel_code, line, line->arrival, line->holds_until);
    if (!arrives_on_other_dates(line, facts) ||
        !booking_state_claim(state, INVENTORY_CANCEL, from, NULL, FALSE, &answer))
        return;
    reservation_line_forget_moves(line);
    line->arrival = line->holds_until = facts->arrival;
    line->departure = facts->departure;
    fit_prices(line);
    if (line->status != LINE_CANCELLED)
        booking_state_exception(state, reservation->hotel_id, entry, reservation->confirmation_number,
                                "changed_but_arrived",
                                "changed at the centre, but the guest had arrived: the arrival stands");
}

static void apply_line(BookingState *state, const BookingEntry *entry, const ChainHotel *hotel,
                       const StayFacts *facts)
{
    StateReservation *known = g_hash_table_lookup(state->reservations, facts->confirmation_number);
    gboolean own = known && known->reservation->hotel_id == hotel->number;
    ReservationLine *line = own ? reservation_line_find(known->reservation, facts->line) : NULL;
    if (!line) {
        booking_state_exception(state, hotel->number, entry, facts->confirmation_number, "stay_unknown",
                                "the hotel reports a stay of a reservation the centre does not have for it");
        return;
    }
    json_t *stay = json_object_get(entry->body, "stay");
    if (facts->undone && line->status != LINE_IN_HOUSE) { /* told once more: the line is the centre's again */
        booking_state_copy(state->stays, hotel->number, stay);
        return;
    }
    if (line->status == LINE_CANCELLED)
        booking_state_exception(state, hotel->number, entry, facts->confirmation_number,
                                "cancelled_but_arrived",
                                "cancelled at the centre, but the guest had arrived: the arrival stands");
    Night business_date = booking_state_hotel(state, hotel->number)->business_date;
    arrive_as_told(state, entry, known->reservation, line, facts);
    take_room_type(state, entry, known->reservation, line, facts, business_date);
    take_extension(state, entry, known->reservation, line, facts);
    move_claim(state, entry, known->reservation, line, holds_until(line, facts, business_date));
    LineStatus status = facts->undone ? LINE_RESERVED : facts->status;
    if (line->status != status) {
        line->status = status;
        known->reservation->revision++;
    }
    known->changed = TRUE;
    booking_state_copy(state->stays, hotel->number, stay);
}

static void apply_stay(BookingState *state, const BookingEntry *entry, const ChainHotel *hotel)
{
    StayFacts facts = {.undone = json_is_true(json_object_get(entry->body, "undone"))};
    if (!stay_facts(json_object_get(entry->body, "stay"), &facts)) {
        booking_state_exception(state, hotel->number, entry, "", "unreadable",
                                "the stay of this entry cannot be read");
        return;
    }
    apply_line(state, entry, hotel, &facts);
}

/* A number out of the hotel's own range that nothing else has; otherwise a person must look. */
static gboolean own_number_is_free(BookingState *state, const BookingEntry *entry, const ChainHotel *hotel,
                                   const Reservation *reservation)
{
    ConfirmationNumber number;
    gboolean read = confirmation_parse(reservation->confirmation_number, &number, NULL);
    g_assert(read); /* it was read from the document in this form */
    if (confirmation_hotel_number(&number) == hotel->number &&
        !g_hash_table_contains(state->reservations, number.digits))
        return TRUE;
    booking_state_exception(state, hotel->number, entry, number.digits, "number_taken",
                            "the number of this reservation is not the hotel's own, or is taken");
    return FALSE;
}

/* The reservation of an entry, made by the hotel while the line was cut; NULL after it was listed. */
static Reservation *own_reservation(BookingState *state, const BookingEntry *entry, const ChainHotel *hotel)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Reservation) reservation =
        reservation_from_json(json_object_get(entry->body, "reservation"), hotel, &error);
    if (!reservation) {
        log_their_fault("reservation of a hotel cannot be read", log_text("hotel", hotel->code),
                        log_int("entry", entry->number), log_text("why", error->message));
        booking_state_exception(state, hotel->number, entry, "", "unreadable",
                                "the reservation the hotel made cannot be read");
        return NULL;
    }
    return own_number_is_free(state, entry, hotel, reservation) ? g_steal_pointer(&reservation) : NULL;
}

static void merge_own(BookingState *state, const BookingEntry *entry, Reservation *reservation)
{
    const json_t *stay = json_object_get(entry->body, "stay");
    gboolean stored = booking_state_guest(state, &reservation->guest);
    g_assert(stored); /* a hotel never names a guest by number */
    if (json_is_integer(json_object_get(stay, "shares_with")))
        booking_merge_without_room(reservation);
    else
        booking_merge_reservation(state, entry, reservation,
                                  json_string_value(json_object_get(entry->body, "override_reason")));
    booking_state_add(state, reservation, TRUE);
}

/* A guest taken in while the line was cut comes with the reservation the hotel made, under the hotel's
 * number. */
static void apply_walk_in(BookingState *state, const BookingEntry *entry, const ChainHotel *hotel)
{
    StayFacts facts = {0};
    g_autoptr(Reservation) reservation = own_reservation(state, entry, hotel);
    if (!reservation)
        return;
    if (!stay_facts(json_object_get(entry->body, "stay"), &facts) ||
        strcmp(facts.confirmation_number, reservation->confirmation_number) != 0) {
        booking_state_exception(state, hotel->number, entry, reservation->confirmation_number, "unreadable",
                                "the stay of this walk-in is not that of its reservation");
        return;
    }
    merge_own(state, entry, g_steal_pointer(&reservation));
    apply_stay(state, entry, hotel);
}

/* Somebody telephoned the hotel while the line was cut. */
static void apply_reservation(BookingState *state, const BookingEntry *entry, const ChainHotel *hotel)
{
    Reservation *reservation = own_reservation(state, entry, hotel);
    if (!reservation)
        return;
    const char *channel =
        json_string_value(json_object_get(json_object_get(entry->body, "reservation"), "channel"));
    g_free(reservation->channel);
    reservation->channel = g_strdup(channel && channel[0] ? channel : "telephone");
    merge_own(state, entry, reservation);
}

/* Entries come in order: whatever the hotel sold of the nights before its new date has been applied. */
static void give_up_past_grants(BookingState *state, const ChainHotel *hotel, Night date)
{
    for (guint i = 0; i < state->cells->len; i++) {
        InventoryCell *cell = &g_array_index(state->cells, InventoryCell, i);
        if (cell->night >= date || strcmp(cell->hotel, hotel->code) != 0)
            continue;
        cell->granted = 0;
        inventory_cell_settle(cell);
    }
}

static void apply_business_date(BookingState *state, const BookingEntry *entry, StateHotel *row)
{
    Night date;
    const char *text = json_string_value(json_object_get(entry->body, "business_date"));
    /* Cells are made as far ahead as the date stands: a slip of the year must not make a million of them. */
    if (!text || !night_parse(text, &date, NULL) || date > row->business_date + BUSINESS_DATE_LEAP_MAX) {
        booking_state_exception(state, row->hotel->number, entry, "", "unreadable",
                                "the business date cannot be read or cannot be");
        return;
    }
    json_t *day = json_pack("{s:o, s:O?}", "business_date", json_from_night(date), "statistics",
                            json_object_get(entry->body, "statistics"));
    booking_state_copy(state->days, row->hotel->number, day);
    json_decref(day);
    if (date > row->business_date) {
        give_up_past_grants(state, row->hotel, date);
        row->business_date = date;
        row->row_changed = TRUE;
        guint made = state->new_cells->len;
        booking_state_extend_cells(state, row, date + row->hotel->horizon_nights);
        booking_outage_new_cells(state, row, made);
    }
}

static gboolean apply_entry(BookingState *state, const BookingEntry *entry, StateHotel *row)
{
    if (strcmp(entry->kind, "business_date") == 0)
        apply_business_date(state, entry, row);
    else if (strcmp(entry->kind, "walk_in") == 0)
        apply_walk_in(state, entry, row->hotel);
    else if (strcmp(entry->kind, "reservation") == 0)
        apply_reservation(state, entry, row->hotel);
    else if (strcmp(entry->kind, "allotment_return") == 0)
        booking_merge_return(state, entry, row->hotel);
    else if (strcmp(entry->kind, "room_outage") == 0) {
        booking_apply_outage(state, entry, row->hotel);
        booking_outage_new_cells(state, row, 0); /* those an earlier entry of this batch has opened */
    } else if (g_strv_contains((const char *const[]){"check_in", "check_out", "no_show", "stay_update",
                                                     "room_move", NULL},
                               entry->kind))
        apply_stay(state, entry, row->hotel);
    else
        return FALSE;
    return TRUE;
}

void booking_apply_entries(BookingState *state, BookingCommand *command)
{
    StateHotel *row = booking_state_hotel(state, command->hotel->number);
    for (guint i = 0; i < command->entries->len; i++) {
        const BookingEntry *entry = command->entries->pdata[i];
        OutboxDecision decision = outbox_decide(row->applied_entry, entry->number);
        if (decision == OUTBOX_GAP)
            break;
        if (decision == OUTBOX_DUPLICATE)
            continue;
        if (!apply_entry(state, entry, row)) {
            /* Written by a newer hotel program: it waits in the hotel's outbox until the centre is as new. */
            log_their_fault("outbox entry of unknown kind", log_text("hotel", command->hotel->code),
                            log_int("entry", entry->number), log_text("kind", entry->kind));
            break;
        }
        row->applied_entry = entry->number;
        row->entries_applied = TRUE;
    }
    booking_command_answer(command, 200,
                           json_pack("{s:I}", "applied_through", (json_int_t)row->applied_entry));
}
