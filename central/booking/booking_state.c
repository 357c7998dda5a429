#include "central/booking/booking_state.h"

#include <string.h>

#include "schemas/confirmation.h"

static void state_reservation_free(gpointer data)
{
    StateReservation *entry = data;
    reservation_free(entry->reservation);
    g_free(entry);
}

static void state_hold_free(gpointer data)
{
    StateHold *hold = data;
    g_free(hold->hold_id);
    g_free(hold->status);
    g_free(hold->created_by);
    g_ptr_array_unref(hold->lines);
    g_free(hold);
}

static void state_answer_free(gpointer data)
{
    StateAnswer *answer = data;
    g_free(answer->request_digest);
    g_free(answer->answer);
    g_free(answer);
}

static void state_copy_free(gpointer data)
{
    StateCopy *copy = data;
    json_decref(copy->row);
    g_free(copy);
}

static void state_outage_free(gpointer data)
{
    StateOutage *outage = data;
    g_free(outage->room);
    g_free(outage->reason);
    g_free(outage);
}

static void state_exception_free(gpointer data)
{
    StateException *exception = data;
    g_free(exception->kind);
    g_free(exception->confirmation_number);
    g_free(exception->detail);
    g_free(exception);
}

static void state_guest_free(gpointer data)
{
    reservation_guest_clear(data);
    g_free(data);
}

BookingState *booking_state_new(const Chain *chain, InventoryMemory *memory)
{
    BookingState *state = g_new0(BookingState, 1);
    state->chain = chain;
    state->memory = memory;
    state->reservations = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, state_reservation_free);
    state->external = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    state->holds = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, state_hold_free);
    state->answers = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, state_answer_free);
    state->hotels = g_hash_table_new_full(g_direct_hash, g_direct_equal, NULL, g_free);
    state->guests = g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL, state_guest_free);
    state->references = g_hash_table_new(g_str_hash, g_str_equal);
    state->new_guests = g_ptr_array_new();
    state->cells = g_array_new(FALSE, TRUE, sizeof(InventoryCell));
    state->new_cells = g_array_new(FALSE, TRUE, sizeof(InventoryCell));
    state->confirmation_sequences = g_array_new(FALSE, FALSE, sizeof(int64_t));
    state->guest_ids = g_array_new(FALSE, FALSE, sizeof(int64_t));
    state->stays = g_ptr_array_new_with_free_func(state_copy_free);
    state->days = g_ptr_array_new_with_free_func(state_copy_free);
    state->outages = g_ptr_array_new_with_free_func(state_outage_free);
    state->exceptions = g_ptr_array_new_with_free_func(state_exception_free);
    state->renewals = g_hash_table_new_full(g_direct_hash, g_direct_equal, NULL, g_free);
    state->missing = g_array_new(FALSE, FALSE, sizeof(InventoryClaim));
    return state;
}

void booking_state_free(BookingState *state)
{
    if (!state)
        return;
    g_hash_table_unref(state->external);
    g_hash_table_unref(state->reservations);
    g_hash_table_unref(state->holds);
    g_hash_table_unref(state->answers);
    g_hash_table_unref(state->hotels);
    g_ptr_array_unref(state->new_guests);
    g_hash_table_unref(state->references);
    g_hash_table_unref(state->guests);
    g_array_unref(state->cells);
    g_clear_pointer(&state->stored_cells, g_array_unref);
    g_array_unref(state->new_cells);
    g_array_unref(state->confirmation_sequences);
    g_array_unref(state->guest_ids);
    g_ptr_array_unref(state->stays);
    g_ptr_array_unref(state->days);
    g_ptr_array_unref(state->outages);
    g_ptr_array_unref(state->exceptions);
    g_hash_table_unref(state->renewals);
    g_array_unref(state->missing);
    g_free(state);
}

/* With its length, so that no channel's name can run into the number. */
static char *external_key(const char *channel, const char *external_id)
{
    return g_strdup_printf("%zu %s %s", strlen(channel), channel, external_id);
}

StateReservation *booking_state_add(BookingState *state, Reservation *reservation, gboolean is_new)
{
    StateReservation *entry = g_new0(StateReservation, 1);
    entry->reservation = reservation;
    entry->is_new = is_new;
    entry->changed = is_new;
    g_hash_table_insert(state->reservations, reservation->confirmation_number, entry);
    if (reservation->external_id)
        g_hash_table_insert(state->external, external_key(reservation->channel, reservation->external_id),
                            entry);
    return entry;
}

StateReservation *booking_state_reservation(BookingState *state, const BookingCommand *command)
{
    if (command->confirmation_number)
        return g_hash_table_lookup(state->reservations, command->confirmation_number);
    if (!command->channel || !command->external_id)
        return NULL;
    g_autofree char *key = external_key(command->channel, command->external_id);
    return g_hash_table_lookup(state->external, key);
}

StateHold *booking_state_add_hold(BookingState *state, const char *hold_id, int hotel_id, const char *status,
                                  Instant expires_at, const char *created_by)
{
    StateHold *hold = g_new0(StateHold, 1);
    hold->hold_id = g_strdup(hold_id);
    hold->hotel_id = hotel_id;
    hold->status = g_strdup(status);
    hold->expires_at = expires_at;
    hold->created_by = g_strdup(created_by);
    hold->lines = g_ptr_array_new_with_free_func((GDestroyNotify)reservation_line_free);
    g_hash_table_insert(state->holds, hold->hold_id, hold);
    return hold;
}

StateHold *booking_state_hold(BookingState *state, const char *hold_id)
{
    return g_hash_table_lookup(state->holds, hold_id);
}

StateHotel *booking_state_hotel(BookingState *state, int hotel_id)
{
    return g_hash_table_lookup(state->hotels, GINT_TO_POINTER(hotel_id));
}

StateAnswer *booking_state_answer(BookingState *state, const char *scope, const char *key)
{
    g_autofree char *name = g_strconcat(scope, "\n", key, NULL);
    return g_hash_table_lookup(state->answers, name);
}

char *booking_state_confirmation(BookingState *state)
{
    g_assert(state->confirmations_used < state->confirmation_sequences->len);
    int64_t sequence = g_array_index(state->confirmation_sequences, int64_t, state->confirmations_used++);
    ConfirmationNumber number;
    gboolean made = confirmation_make_central(sequence, &number, NULL);
    g_assert(made);
    return g_strdup(number.digits);
}

void reservation_guest_copy(ReservationGuest *target, const ReservationGuest *source)
{
    target->guest_id = source->guest_id;
    target->reference = g_strdup(source->reference);
    target->given_name = g_strdup(source->given_name);
    target->surname = g_strdup(source->surname);
    target->email = g_strdup(source->email);
    target->telephone = g_strdup(source->telephone);
    target->language = g_strdup(source->language);
    target->country = g_strdup(source->country);
}

void booking_state_add_guest(BookingState *state, ReservationGuest *guest)
{
    if (g_hash_table_contains(state->guests, &guest->guest_id)) {
        reservation_guest_clear(guest);
        return;
    }
    ReservationGuest *kept = g_memdup2(guest, sizeof *guest);
    *guest = (ReservationGuest){0};
    g_hash_table_insert(state->guests, &kept->guest_id, kept);
    if (kept->reference)
        g_hash_table_insert(state->references, kept->reference, kept);
}

static ReservationGuest *state_guest_create(BookingState *state, const ReservationGuest *said)
{
    g_assert(state->guest_ids_used < state->guest_ids->len);
    ReservationGuest made = {0};
    reservation_guest_copy(&made, said);
    made.guest_id = g_array_index(state->guest_ids, int64_t, state->guest_ids_used++);
    int64_t guest_id = made.guest_id;
    booking_state_add_guest(state, &made);
    ReservationGuest *kept = g_hash_table_lookup(state->guests, &guest_id);
    g_ptr_array_add(state->new_guests, kept);
    return kept;
}

gboolean booking_state_guest(BookingState *state, ReservationGuest *guest)
{
    ReservationGuest *kept = NULL;
    if (guest->guest_id) {
        kept = g_hash_table_lookup(state->guests, &guest->guest_id);
        if (!kept)
            return FALSE;
    } else if (guest->reference) {
        kept = g_hash_table_lookup(state->references, guest->reference);
    }
    if (!kept)
        kept = state_guest_create(state, guest);
    reservation_guest_clear(guest);
    reservation_guest_copy(guest, kept);
    return TRUE;
}

void booking_state_cells_ready(BookingState *state)
{
    inventory_cells_sort((InventoryCell *)(gpointer)state->cells->data, state->cells->len);
    state->stored_cells = g_array_copy(state->cells);
}

InventoryCell *booking_state_cell(BookingState *state, const char *hotel, const char *room_type, Night night)
{
    return inventory_cell_find((InventoryCell *)(gpointer)state->cells->data, state->cells->len, hotel,
                               room_type, night);
}

static gboolean anything_is_granted(const GArray *cells)
{
    for (guint i = 0; i < cells->len; i++)
        if (g_array_index(cells, InventoryCell, i).granted > 0)
            return TRUE;
    return FALSE;
}

gboolean booking_state_claim(BookingState *state, InventoryCommandKind kind, const GArray *from,
                             const GArray *to, gboolean authorise_oversell, InventoryAnswer *ret_answer)
{
    InventoryCommand command = {
        .kind = kind,
        .from = from ? (const InventoryClaim *)(gconstpointer)from->data : NULL,
        .from_count = from ? from->len : 0,
        .to = to ? (const InventoryClaim *)(gconstpointer)to->data : NULL,
        .to_count = to ? to->len : 0,
        .authorise_oversell = authorise_oversell,
    };
    InventoryCell *cells = (InventoryCell *)(gpointer)state->cells->data;
    g_array_set_size(state->missing, 0);
    if (inventory_decide(cells, state->cells->len, &command, ret_answer))
        return TRUE;
    if (ret_answer->refusal == INVENTORY_REFUSED_SHORT && anything_is_granted(state->cells))
        allotment_recall_wanted(cells, state->cells->len, &command, state->missing);
    return FALSE;
}

void booking_state_extend_cells(BookingState *state, StateHotel *hotel, Night until)
{
    for (Night night = hotel->cells_until; night < until; night++) {
        for (guint i = 0; i < hotel->hotel->room_types->len; i++) {
            const ChainRoomType *type = hotel->hotel->room_types->pdata[i];
            InventoryCell cell = {.night = night, .sell_limit = type->sell_limit};
            g_strlcpy(cell.hotel, hotel->hotel->code, sizeof cell.hotel);
            g_strlcpy(cell.room_type, type->code, sizeof cell.room_type);
            g_array_append_val(state->new_cells, cell);
        }
    }
    if (until > hotel->cells_until) {
        hotel->cells_until = until;
        hotel->row_changed = TRUE;
    }
}

void booking_state_copy(GPtrArray *list, int hotel_id, json_t *row)
{
    StateCopy *copy = g_new0(StateCopy, 1);
    copy->hotel_id = hotel_id;
    copy->row = json_incref(row);
    g_ptr_array_add(list, copy);
}

StateOutage *booking_state_outage(BookingState *state, int hotel_id, int64_t outage_id)
{
    for (guint i = 0; i < state->outages->len; i++) {
        StateOutage *known = state->outages->pdata[i];
        if (known->hotel_id == hotel_id && known->outage_id == outage_id)
            return known;
    }
    StateOutage *outage = g_new0(StateOutage, 1);
    outage->hotel_id = hotel_id;
    outage->outage_id = outage_id;
    g_ptr_array_add(state->outages, outage);
    return outage;
}

StateException *booking_state_exception(BookingState *state, int hotel_id, const BookingEntry *entry,
                                        const char *confirmation_number, const char *reason,
                                        const char *detail)
{
    StateException *exception = g_new0(StateException, 1);
    exception->hotel_id = hotel_id;
    exception->entry = entry->number;
    exception->kind = g_strdup(entry->kind);
    exception->confirmation_number = g_strdup(confirmation_number);
    exception->reason = reason;
    exception->detail = g_strdup(detail);
    exception->at = entry->at;
    exception->first_night = NIGHT_NONE;
    g_ptr_array_add(state->exceptions, exception);
    return exception;
}
