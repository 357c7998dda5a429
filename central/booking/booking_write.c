#include "central/booking/booking_write.h"

#include <string.h>

#include "central/booking/hold_store.h"
#include "central/booking/reservation_store.h"
#include "central/feed/feed_message.h"
#include "central/inventory/inventory_store.h"
#include "central/stay/outage_store.h"
#include "central/stay/stay_store.h"
#include "ops/json.h"

static const PgStatement cells_write = {
    "cells_write",
    "UPDATE inventory_cell c SET sell_limit = u.sell_limit, oversell_authorised = u.oversell, sold = u.sold, "
    "held = u.held, granted = u.granted, out_of_order = u.out_of_order, version = u.version FROM "
    "unnest($1::integer[], $2::text[], "
    "$3::date[], $4::integer[], "
    "$5::integer[], "
    "$6::integer[], $7::integer[], $8::integer[], $9::integer[], $10::bigint[]) "
    "AS u(hotel_id, room_type, night, sell_limit, oversell, sold, held, granted, out_of_order, version) "
    "WHERE c.hotel_id = u.hotel_id AND c.room_type = u.room_type AND c.night = u.night",
    10};

static const PgStatement cells_insert = {
    "cells_insert",
    "INSERT INTO inventory_cell (hotel_id, room_type, night, "
    "sell_limit, oversell_authorised, sold, held, granted, out_of_order, "
    "version) "
    "SELECT * FROM unnest($1::integer[], $2::text[], $3::date[], "
    "$4::integer[], $5::integer[], $6::integer[], "
    "$7::integer[], $8::integer[], $9::integer[], $10::bigint[])",
    10};

static const PgStatement hotels_write = {
    "hotels_write",
    "UPDATE hotel h SET feed_version = u.feed_version, applied_entry = u.applied_entry, "
    "business_date = u.business_date, cells_until = u.cells_until, "
    "version = CASE WHEN u.row_version > 0 THEN u.row_version ELSE h.version END "
    "FROM unnest($1::integer[], $2::bigint[], $3::bigint[], $4::date[], $5::date[], $6::bigint[]) "
    "AS u(hotel_id, feed_version, applied_entry, business_date, cells_until, row_version) "
    "WHERE h.hotel_id = u.hotel_id",
    6};

static const PgStatement rights_write = {"hotel_lease_rights_since",
                                         "UPDATE hotel_lease SET rights_since = $2 WHERE hotel_id = $1", 2};

static const PgStatement answers_write = {
    "idempotency_write",
    "INSERT INTO idempotency (scope, key, request_digest, status, answer, created_at) "
    "SELECT u.*, $6::timestamptz FROM unnest($1::text[], $2::text[], $3::text[], $4::integer[], $5::text[]) "
    "u",
    6};

enum { CELL_COLUMNS = 10 };

typedef struct {
    BookingState *state;
    GHashTable *messages; /* hotel number -> FeedMessage * */
    PgArray *changed[CELL_COLUMNS];
    PgArray *added[CELL_COLUMNS];
    GHashTable *row_versions; /* hotel number -> version of the hotel's own row */
} Write;

static FeedMessage *message_of(Write *write, int hotel_id)
{
    FeedMessage *message = g_hash_table_lookup(write->messages, GINT_TO_POINTER(hotel_id));
    if (message)
        return message;
    const StateHotel *hotel = booking_state_hotel(write->state, hotel_id);
    g_assert(hotel); /* whatever changed was locked behind its hotel's row */
    message = feed_message_new(hotel->hotel, hotel->feed_version, hotel->applied_entry);
    g_hash_table_insert(write->messages, GINT_TO_POINTER(hotel_id), message);
    return message;
}

static void cell_add(Write *write, PgArray **columns, const InventoryCell *cell)
{
    int hotel_id = chain_hotel(write->state->chain, cell->hotel)->number;
    g_autofree char *key = inventory_cell_key(cell);
    int64_t version =
        feed_message_add(message_of(write, hotel_id), "cell", key, inventory_cell_to_json(cell));
    pg_array_add_int64(columns[0], hotel_id);
    pg_array_add_text(columns[1], cell->room_type);
    pg_array_add_night(columns[2], cell->night);
    pg_array_add_int64(columns[3], cell->sell_limit);
    pg_array_add_int64(columns[4], cell->oversell_authorised);
    pg_array_add_int64(columns[5], cell->sold);
    pg_array_add_int64(columns[6], cell->held);
    pg_array_add_int64(columns[7], cell->granted);
    pg_array_add_int64(columns[8], cell->out_of_order);
    pg_array_add_int64(columns[9], version);
}

static gboolean cell_changed(const InventoryCell *now, const InventoryCell *before)
{
    return now->sold != before->sold || now->held != before->held || now->sell_limit != before->sell_limit ||
           now->oversell_authorised != before->oversell_authorised || now->granted != before->granted ||
           now->out_of_order != before->out_of_order;
}

static void cells_add(Write *write)
{
    BookingState *state = write->state;
    for (guint i = 0; i < state->cells->len; i++) {
        const InventoryCell *cell = &g_array_index(state->cells, InventoryCell, i);
        if (cell_changed(cell, &g_array_index(state->stored_cells, InventoryCell, i)))
            cell_add(write, write->changed, cell);
    }
    for (guint i = 0; i < state->new_cells->len; i++)
        cell_add(write, write->added, &g_array_index(state->new_cells, InventoryCell, i));
}

static void cells_queue(PgConnection *connection, const PgStatement *statement, PgArray **columns)
{
    if (pg_array_length(columns[0]) == 0)
        return;
    g_autoptr(PgParameters) parameters = pg_parameters_new();
    for (guint i = 0; i < CELL_COLUMNS; i++)
        pg_add_array(parameters, columns[i]);
    pg_queue(connection, statement, parameters);
}

static void reservations_queue(Write *write, PgConnection *connection)
{
    g_autoptr(GPtrArray) changed = g_ptr_array_new();
    g_autoptr(GPtrArray) made = g_ptr_array_new();
    GHashTableIter iter;
    StateReservation *entry;
    g_hash_table_iter_init(&iter, write->state->reservations);
    while (g_hash_table_iter_next(&iter, NULL, (gpointer *)&entry)) {
        if (!entry->changed)
            continue;
        Reservation *reservation = entry->reservation;
        reservation->version =
            feed_message_add(message_of(write, reservation->hotel_id), "reservation",
                             reservation->confirmation_number, reservation_to_json(reservation));
        g_ptr_array_add(entry->is_new ? made : changed, reservation);
    }
    reservation_write_queue(connection, made, TRUE);
    reservation_write_queue(connection, changed, FALSE);
}

static void holds_queue(const BookingState *state, PgConnection *connection)
{
    g_autoptr(GPtrArray) changed = g_ptr_array_new();
    GHashTableIter iter;
    StateHold *hold;
    g_hash_table_iter_init(&iter, state->holds);
    while (g_hash_table_iter_next(&iter, NULL, (gpointer *)&hold))
        if (hold->changed)
            g_ptr_array_add(changed, hold);
    hold_write_queue(connection, changed);
}

static json_t *hotel_row_to_json(const StateHotel *hotel)
{
    return json_pack("{s:s, s:o, s:o, s:o}", "hotel", hotel->hotel->code, "business_date",
                     json_from_night(hotel->business_date), "cells_from", json_from_night(hotel->cells_from),
                     "cells_until", json_from_night(hotel->cells_until));
}

static void hotel_rows_add(Write *write)
{
    GHashTableIter iter;
    gpointer number;
    StateHotel *hotel;
    g_hash_table_iter_init(&iter, write->state->hotels);
    while (g_hash_table_iter_next(&iter, &number, (gpointer *)&hotel)) {
        if (!hotel->row_changed)
            continue;
        int64_t *version = g_new(int64_t, 1);
        *version = feed_message_add(message_of(write, GPOINTER_TO_INT(number)), "hotel", hotel->hotel->code,
                                    hotel_row_to_json(hotel));
        g_hash_table_insert(write->row_versions, number, version);
    }
}

static void hotels_queue(Write *write, PgConnection *connection)
{
    enum { COLUMNS = 6 };
    PgArray *columns[COLUMNS];
    for (guint i = 0; i < COLUMNS; i++)
        columns[i] = pg_array_new();
    GHashTableIter iter;
    gpointer number;
    StateHotel *hotel;
    g_hash_table_iter_init(&iter, write->state->hotels);
    while (g_hash_table_iter_next(&iter, &number, (gpointer *)&hotel)) {
        const FeedMessage *message = g_hash_table_lookup(write->messages, number);
        const int64_t *row_version = g_hash_table_lookup(write->row_versions, number);
        if (!message && !hotel->entries_applied)
            continue;
        pg_array_add_int64(columns[0], GPOINTER_TO_INT(number));
        pg_array_add_int64(columns[1], message ? message->to : hotel->feed_version);
        pg_array_add_int64(columns[2], hotel->applied_entry);
        pg_array_add_night(columns[3], hotel->business_date);
        pg_array_add_night(columns[4], hotel->cells_until);
        pg_array_add_int64(columns[5], row_version ? *row_version : 0);
    }
    g_autoptr(PgParameters) parameters = pg_parameters_new();
    gboolean any = pg_array_length(columns[0]) > 0;
    for (guint i = 0; i < COLUMNS; i++) {
        pg_add_array(parameters, columns[i]);
        pg_array_free(columns[i]);
    }
    if (any)
        pg_queue(connection, &hotels_write, parameters);
}

/* Copies of a hotel that have not come to this version may show it rights that are void. */
static void rights_queue(Write *write, PgConnection *connection)
{
    GHashTableIter iter;
    gpointer number;
    const StateHotel *hotel;
    g_hash_table_iter_init(&iter, write->state->hotels);
    while (g_hash_table_iter_next(&iter, &number, (gpointer *)&hotel)) {
        const FeedMessage *message = g_hash_table_lookup(write->messages, number);
        if (!hotel->taken_back || !message)
            continue;
        g_autoptr(PgParameters) parameters = pg_parameters_new();
        pg_add_int64(parameters, GPOINTER_TO_INT(number));
        pg_add_int64(parameters, message->to);
        pg_queue(connection, &rights_write, parameters);
    }
}

/* What was decided is stored with its key, refusals too: the same question gets the same answer for good. */
static void answers_queue(PgConnection *connection, GPtrArray *commands)
{
    g_autoptr(PgArray) scopes = pg_array_new();
    g_autoptr(PgArray) keys = pg_array_new();
    g_autoptr(PgArray) digests = pg_array_new();
    g_autoptr(PgArray) statuses = pg_array_new();
    g_autoptr(PgArray) answers = pg_array_new();
    Instant at = 0;
    for (guint i = 0; i < commands->len; i++) {
        BookingCommand *command = commands->pdata[i];
        if (!command->key || command->outcome.status >= 500)
            continue;
        pg_array_add_text(scopes, command->scope);
        pg_array_add_text(keys, command->key);
        pg_array_add_text(digests, command->request_digest);
        pg_array_add_int64(statuses, command->outcome.status);
        pg_array_add_text(answers, booking_command_text(command));
        at = MAX(at, command->recorded_at);
    }
    if (pg_array_length(keys) == 0)
        return;
    g_autoptr(PgParameters) parameters = pg_parameters_new();
    const PgArray *columns[] = {scopes, keys, digests, statuses, answers};
    for (guint i = 0; i < G_N_ELEMENTS(columns); i++)
        pg_add_array(parameters, columns[i]);
    pg_add_instant(parameters, at);
    pg_queue(connection, &answers_write, parameters);
}

static void guests_queue(const BookingState *state, PgConnection *connection, GPtrArray *commands)
{
    if (state->new_guests->len == 0)
        return;
    const BookingCommand *first = commands->pdata[0];
    guest_insert_queue(connection, state->new_guests, first->at);
}

static void write_init(Write *write, BookingState *state)
{
    write->state = state;
    write->messages = g_hash_table_new(g_direct_hash, g_direct_equal);
    write->row_versions = g_hash_table_new_full(g_direct_hash, g_direct_equal, NULL, g_free);
    for (guint i = 0; i < CELL_COLUMNS; i++) {
        write->changed[i] = pg_array_new();
        write->added[i] = pg_array_new();
    }
}

static void write_clear(Write *write)
{
    g_hash_table_unref(write->messages);
    g_hash_table_unref(write->row_versions);
    for (guint i = 0; i < CELL_COLUMNS; i++) {
        pg_array_free(write->changed[i]);
        pg_array_free(write->added[i]);
    }
}

static void write_queue(Write *write, PgConnection *connection, GPtrArray *commands)
{
    guests_queue(write->state, connection, commands);
    reservations_queue(write, connection);
    holds_queue(write->state, connection);
    stay_write_queue(connection, write->state);
    outage_write_queue(connection, write->state->outages);
    cells_add(write);
    cells_queue(connection, &cells_write, write->changed);
    cells_queue(connection, &cells_insert, write->added);
    hotel_rows_add(write);
    hotels_queue(write, connection);
    rights_queue(write, connection);
    answers_queue(connection, commands);
}

void booking_write_queue(BookingState *state, PgConnection *connection, GPtrArray *commands,
                         GPtrArray *messages)
{
    Write write;
    write_init(&write, state);
    write_queue(&write, connection, commands);
    GHashTableIter iter;
    FeedMessage *message;
    g_hash_table_iter_init(&iter, write.messages);
    while (g_hash_table_iter_next(&iter, NULL, (gpointer *)&message))
        g_ptr_array_add(messages, message);
    write_clear(&write);
    feed_emit_queue(connection, messages);
}
