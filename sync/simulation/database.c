#include "sync/simulation/database.h"

#include "sync/simulation/centre.h"

#include <stdlib.h>
#include <string.h>

static void cells_make(Database *database, int hotel)
{
    HotelRow *row = &database->hotels[hotel];
    for (int room_type = 0; room_type < TYPES; room_type++) {
        int32_t limit = 3 + (int32_t)world_draw(database->world, 18);
        for (Night night = FIRST_NIGHT; night < FIRST_NIGHT + database->nights; night++) {
            int index = cell_index(database->nights, room_type, night);
            InventoryClaim claim = claim_of(hotel, room_type, night, night + 1, 1);
            InventoryCell *cell = &row->cells[index];
            *cell = (InventoryCell){.night = night, .sell_limit = limit};
            g_strlcpy(cell->hotel, claim.hotel, sizeof cell->hotel);
            g_strlcpy(cell->room_type, claim.room_type, sizeof cell->room_type);
            row->cell_versions[index] = ++row->feed_version;
        }
    }
}

Database *database_new(World *world)
{
    Database *database = g_new0(Database, 1);
    database->world = world;
    database->nights = world->settings.nights;
    for (int hotel = 0; hotel < HOTELS; hotel++) {
        HotelRow *row = &database->hotels[hotel];
        cells_make(database, hotel);
        row->business_date = FIRST_NIGHT;
        row->business_version = ++row->feed_version;
        row->taken_back_us = -1;
        row->bookings = g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL, g_free);
        row->in_order = g_ptr_array_new();
    }
    database->answers = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free);
    database->holds = g_ptr_array_new_with_free_func(g_free);
    database->log = g_ptr_array_new_with_free_func(changes_unref);
    database->slot_holder = NO_NODE;
    return database;
}

void database_free(Database *database)
{
    for (int hotel = 0; hotel < HOTELS; hotel++) {
        g_hash_table_unref(database->hotels[hotel].bookings);
        g_ptr_array_unref(database->hotels[hotel].in_order);
    }
    g_hash_table_unref(database->answers);
    g_ptr_array_unref(database->holds);
    g_ptr_array_unref(database->log);
    g_free(database);
}

/* ---- lists */

static gint row_compare(gconstpointer left, gconstpointer right)
{
    const Row *a = left;
    const Row *b = right;
    return (a->version > b->version) - (a->version < b->version);
}

static void add_newer(const HotelRow *row, int cells, int64_t after, GArray *rows)
{
    for (int i = 0; i < cells; i++) {
        Row change = {
            .kind = ROW_CELL, .version = row->cell_versions[i], .cell_index = i, .cell = row->cells[i]};
        if (change.version > after)
            g_array_append_val(rows, change);
    }
    for (guint i = 0; i < row->in_order->len; i++) {
        const Booking *booking = row->in_order->pdata[i];
        Row change = {.kind = ROW_BOOKING, .version = booking->version, .booking = *booking};
        if (change.version > after)
            g_array_append_val(rows, change);
    }
    Row date = {.kind = ROW_HOTEL, .version = row->business_version, .business_date = row->business_date};
    if (date.version > after)
        g_array_append_val(rows, date);
}

Changes *database_list(const Database *database, int hotel, int64_t after, int limit)
{
    if (database->down)
        return NULL;
    const HotelRow *row = &database->hotels[hotel];
    Changes *page = changes_new(hotel);
    page->applied_entry = row->applied_entry;
    page->to = row->feed_version;
    if (row->feed_version > after) {
        add_newer(row, TYPES * database->nights, after, page->rows);
        g_array_sort(page->rows, row_compare);
    }
    if (page->rows->len > (guint)limit) {
        g_array_set_size(page->rows, (guint)limit);
        page->more = true;
        page->to = g_array_index(page->rows, Row, limit - 1).version;
    }
    return page;
}

/* ---- failures */

void database_lose_slot(Database *database)
{
    database->slot_exists = false;
    database->slot_holder = NO_NODE;
    g_ptr_array_set_size(database->log, 0);
}

static void on_up(World *world, int node, int64_t argument, Letter *letter)
{
    (void)node;
    (void)argument;
    (void)letter;
    world->database->down = false;
}

void database_fail_over(Database *database, int64_t length_us)
{
    if (database->down)
        return;
    database->down = true;
    database_lose_slot(database);
    world_after(database->world, length_us, "database up", NO_NODE, on_up, 0, NULL);
}

/* ---- transactions */

Transaction *transaction_new(Database *database)
{
    Transaction *transaction = g_new0(Transaction, 1);
    transaction->database = database;
    for (int hotel = 0; hotel < HOTELS; hotel++) {
        const HotelRow *row = &database->hotels[hotel];
        transaction->applied_entry[hotel] = row->applied_entry;
        transaction->business_date[hotel] = row->business_date;
        transaction->renewal[hotel] = row->renewal;
        memcpy(transaction->cells[hotel], row->cells,
               sizeof(InventoryCell) * TYPES * (gsize)database->nights);
    }
    transaction->bookings = g_ptr_array_new_with_free_func(g_free);
    transaction->answers = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free);
    transaction->holds_new = g_ptr_array_new();
    transaction->holds_ended = g_array_new(FALSE, FALSE, sizeof(int64_t));
    transaction->last_number = database->last_number;
    transaction->messages = g_ptr_array_new_with_free_func(changes_unref);
    return transaction;
}

void transaction_free(Transaction *transaction)
{
    g_ptr_array_unref(transaction->bookings);
    g_hash_table_unref(transaction->answers);
    g_ptr_array_set_free_func(transaction->holds_new, g_free);
    g_ptr_array_unref(transaction->holds_new);
    g_array_unref(transaction->holds_ended);
    g_ptr_array_unref(transaction->messages);
    g_free(transaction);
}

const Booking *transaction_booking(const Transaction *transaction, int hotel, int64_t number)
{
    for (guint i = transaction->bookings->len; i > 0; i--) {
        const Booking *booking = transaction->bookings->pdata[i - 1];
        if (booking->number == number)
            return booking->hotel == hotel ? booking : NULL;
    }
    return g_hash_table_lookup(transaction->database->hotels[hotel].bookings, &number);
}

static bool hold_has_ended(const Transaction *transaction, int64_t number)
{
    for (guint i = 0; i < transaction->holds_ended->len; i++)
        if (g_array_index(transaction->holds_ended, int64_t, i) == number)
            return true;
    return false;
}

static const Hold *hold_in(const GPtrArray *holds, int64_t number)
{
    for (guint i = 0; i < holds->len; i++)
        if (((const Hold *)holds->pdata[i])->number == number)
            return holds->pdata[i];
    return NULL;
}

const Hold *transaction_hold(const Transaction *transaction, int64_t number)
{
    if (hold_has_ended(transaction, number))
        return NULL;
    const Hold *made = hold_in(transaction->holds_new, number);
    return made ? made : hold_in(transaction->database->holds, number);
}

const Answer *transaction_answer(const Transaction *transaction, int64_t key)
{
    const Answer *answer = g_hash_table_lookup(transaction->answers, &key);
    return answer ? answer : g_hash_table_lookup(transaction->database->answers, &key);
}

void transaction_put_booking(Transaction *transaction, const Booking *booking)
{
    for (guint i = 0; i < transaction->bookings->len; i++) {
        Booking *known = transaction->bookings->pdata[i];
        if (known->number == booking->number) {
            *known = *booking;
            return;
        }
    }
    g_ptr_array_add(transaction->bookings, g_memdup2(booking, sizeof *booking));
}

static void message_add(Changes *message, const Row *row)
{
    Row numbered = *row;
    numbered.version = ++message->to;
    numbered.booking.version = numbered.version;
    g_array_append_val(message->rows, numbered);
}

static Changes *message_make(const Transaction *transaction, int hotel)
{
    const Database *database = transaction->database;
    const HotelRow *row = &database->hotels[hotel];
    Changes *message = changes_new(hotel);
    message->to = row->feed_version;
    message->applied_entry = transaction->applied_entry[hotel];
    for (int i = 0; i < TYPES * database->nights; i++)
        if (memcmp(&transaction->cells[hotel][i], &row->cells[i], sizeof(InventoryCell)) != 0)
            message_add(message,
                        &(Row){.kind = ROW_CELL, .cell_index = i, .cell = transaction->cells[hotel][i]});
    for (guint i = 0; i < transaction->bookings->len; i++) {
        const Booking *booking = transaction->bookings->pdata[i];
        if (booking->hotel == hotel)
            message_add(message, &(Row){.kind = ROW_BOOKING, .booking = *booking});
    }
    /* Entries that change nothing else still tell the hotel that they are settled. */
    if (transaction->business_date[hotel] != row->business_date ||
        transaction->applied_entry[hotel] != row->applied_entry)
        message_add(message, &(Row){.kind = ROW_HOTEL, .business_date = transaction->business_date[hotel]});
    message->from = row->feed_version + 1;
    return message;
}

void transaction_make_messages(Transaction *transaction)
{
    g_ptr_array_set_size(transaction->messages, 0);
    for (int hotel = 0; hotel < HOTELS; hotel++) {
        Changes *message = message_make(transaction, hotel);
        if (message->to >= message->from)
            g_ptr_array_add(transaction->messages, message);
        else
            changes_unref(message);
    }
}

static void write_row(HotelRow *row, const Row *change)
{
    if (change->kind == ROW_CELL) {
        row->cells[change->cell_index] = change->cell;
        row->cell_versions[change->cell_index] = change->version;
    } else if (change->kind == ROW_HOTEL) {
        row->business_date = change->business_date;
        row->business_version = change->version;
    } else {
        Booking *booking = g_hash_table_lookup(row->bookings, &change->booking.number);
        if (booking) {
            *booking = change->booking;
        } else {
            booking = g_memdup2(&change->booking, sizeof change->booking);
            g_hash_table_insert(row->bookings, &booking->number, booking);
            g_ptr_array_add(row->in_order, booking);
        }
    }
}

static bool constraints_hold(const Transaction *transaction)
{
    const Database *database = transaction->database;
    for (int hotel = 0; hotel < HOTELS; hotel++) {
        for (int i = 0; i < TYPES * database->nights; i++) {
            const InventoryCell *cell = &transaction->cells[hotel][i];
            int32_t right = cell->sell_limit + cell->oversell_authorised - cell->sold - cell->held -
                            cell->blocked - cell->granted - cell->out_of_order;
            if (right < 0 || cell->sold < 0 || cell->held < 0 || cell->granted < 0 || cell->out_of_order < 0)
                return false;
        }
    }
    return true;
}

static void write_holds(Transaction *transaction)
{
    Database *database = transaction->database;
    for (guint i = 0; i < transaction->holds_new->len; i++)
        g_ptr_array_add(database->holds, transaction->holds_new->pdata[i]);
    g_ptr_array_set_size(transaction->holds_new, 0);
    for (guint i = database->holds->len; i > 0; i--)
        if (hold_has_ended(transaction, ((const Hold *)database->holds->pdata[i - 1])->number))
            g_ptr_array_remove_index(database->holds, i - 1);
}

static void write_answers(Transaction *transaction)
{
    GHashTableIter iter;
    gpointer key, value;
    g_hash_table_iter_init(&iter, transaction->answers);
    while (g_hash_table_iter_next(&iter, &key, &value)) {
        g_hash_table_iter_steal(&iter);
        g_hash_table_replace(transaction->database->answers, key, value);
    }
}

static void write_hotel(Transaction *transaction, int hotel)
{
    HotelRow *row = &transaction->database->hotels[hotel];
    World *world = transaction->database->world;
    row->applied_entry = transaction->applied_entry[hotel];
    row->renewal = transaction->renewal[hotel];
    if (transaction->renewed[hotel])
        row->heard_us = world->now_us;
    if (transaction->taken_back[hotel]) {
        row->rights_since = row->feed_version;
        row->taken_back_us = world->now_us;
        ledger_count(world, COUNT_TAKEN_BACK);
    }
    world->changed[hotel] = true;
}

static void write_message(Transaction *transaction, Changes *message)
{
    Database *database = transaction->database;
    HotelRow *row = &database->hotels[message->hotel];
    ledger_check(database->world, message->from == row->feed_version + 1, "feed numbers have a gap");
    for (guint i = 0; i < message->rows->len; i++)
        write_row(row, &g_array_index(message->rows, Row, i));
    row->feed_version = message->to;
    if (message->rows->len > (guint)database->world->settings.changes_max)
        g_clear_pointer(&message->rows, g_array_unref);
    if (database->slot_exists)
        g_ptr_array_add(database->log, changes_ref(message));
}

bool transaction_commit(Transaction *transaction)
{
    if (!constraints_hold(transaction))
        return false;
    transaction_make_messages(transaction);
    for (guint i = 0; i < transaction->messages->len; i++)
        write_message(transaction, transaction->messages->pdata[i]);
    for (int hotel = 0; hotel < HOTELS; hotel++)
        write_hotel(transaction, hotel);
    write_holds(transaction);
    write_answers(transaction);
    transaction->database->last_number = transaction->last_number;
    for (int cause = 0; cause < OVERSOLD_CAUSES; cause++)
        transaction->database->world->ledger->oversold[cause] += transaction->oversold[cause];
    transaction->database->world->ledger->oversold_ended += transaction->oversold_ended;
    relay_wake(transaction->database->world);
    return true;
}
