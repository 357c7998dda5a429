#include "sync/simulation/copy.h"

#include "sync/copy_digest.h"

Copy *copy_new(int hotel, int nights)
{
    Copy *copy = g_new0(Copy, 1);
    copy->hotel = hotel;
    copy->nights = nights;
    copy->bookings = g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL, g_free);
    return copy;
}

void copy_free(Copy *copy)
{
    g_hash_table_unref(copy->bookings);
    g_free(copy);
}

const Booking *copy_booking(const Copy *copy, int64_t number)
{
    return g_hash_table_lookup(copy->bookings, &number);
}

static json_t *cell_json(const InventoryCell *cell)
{
    return json_pack("{s:s, s:i, s:i, s:i, s:i, s:i, s:i, s:i, s:i}", "room_type", cell->room_type, "night",
                     cell->night, "sell_limit", cell->sell_limit, "oversell_authorised",
                     cell->oversell_authorised, "sold", cell->sold, "held", cell->held, "blocked",
                     cell->blocked, "granted", cell->granted, "out_of_order", cell->out_of_order);
}

static json_t *booking_json(const Booking *booking)
{
    return json_pack("{s:I, s:i, s:i, s:i, s:i, s:i, s:i}", "key", (json_int_t)booking->key, "lives_in",
                     booking->lives_in, "moved_on", booking->moved_on, "room_type",
                     booking->room_type, "arrival", booking->arrival, "departure", booking->departure,
                     "status", (int)booking->status);
}

char *copy_text_digest(const Copy *copy)
{
    json_auto_t *all = json_pack("{s:i}", "business_date", copy->business_date);
    for (int i = 0; i < TYPES * copy->nights; i++) {
        g_autofree char *name = g_strdup_printf("cell %d", i);
        json_object_set_new(all, name, cell_json(&copy->cells[i]));
    }
    GHashTableIter iter;
    gpointer value;
    g_hash_table_iter_init(&iter, copy->bookings);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        const Booking *booking = value;
        g_autofree char *name = g_strdup_printf("booking %" G_GINT64_FORMAT, booking->number);
        json_object_set_new(all, name, booking_json(booking));
    }
    return copy_digest(all);
}

static void put_row(Copy *copy, const Row *row)
{
    if (row->kind == ROW_CELL) {
        copy->cells[row->cell_index] = row->cell;
    } else if (row->kind == ROW_HOTEL) {
        copy->business_date = row->business_date;
    } else {
        Booking *booking = g_memdup2(&row->booking, sizeof row->booking);
        g_hash_table_replace(copy->bookings, &booking->number, booking);
    }
}

void copy_put_rows(Copy *copy, const GArray *rows, int64_t newer_than)
{
    for (guint i = 0; i < rows->len; i++) {
        const Row *row = &g_array_index(rows, Row, i);
        if (row->version > newer_than)
            put_row(copy, row);
    }
}
