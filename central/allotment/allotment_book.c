#include "central/allotment/allotment_book.h"

#include <string.h>

struct AllotmentBook {
    const Chain *chain;
    GMutex refresh; /* held while rows are read and taken */
    GMutex mutex;
    GHashTable *rows; /* hotel number -> GArray of AllotmentPolicyRow */
};

AllotmentBook *allotment_book_new(const Chain *chain)
{
    AllotmentBook *book = g_new0(AllotmentBook, 1);
    book->chain = chain;
    book->rows = g_hash_table_new_full(g_direct_hash, g_direct_equal, NULL, (GDestroyNotify)g_array_unref);
    g_mutex_init(&book->refresh);
    g_mutex_init(&book->mutex);
    return book;
}

void allotment_book_free(AllotmentBook *book)
{
    if (!book)
        return;
    g_hash_table_unref(book->rows);
    g_mutex_clear(&book->refresh);
    g_mutex_clear(&book->mutex);
    g_free(book);
}

void allotment_book_refresh_begin(AllotmentBook *book)
{
    g_mutex_lock(&book->refresh);
}

void allotment_book_refresh_end(AllotmentBook *book)
{
    g_mutex_unlock(&book->refresh);
}

static GHashTable *rows_by_hotel(const GArray *rows)
{
    GHashTable *hotels =
        g_hash_table_new_full(g_direct_hash, g_direct_equal, NULL, (GDestroyNotify)g_array_unref);
    for (guint i = 0; i < rows->len; i++) {
        const AllotmentPolicyRow *row = &g_array_index(rows, AllotmentPolicyRow, i);
        GArray *own = g_hash_table_lookup(hotels, GINT_TO_POINTER(row->hotel_id));
        if (!own) {
            own = g_array_new(FALSE, TRUE, sizeof(AllotmentPolicyRow));
            g_hash_table_insert(hotels, GINT_TO_POINTER(row->hotel_id), own);
        }
        g_array_append_val(own, *row);
    }
    return hotels;
}

static gboolean rows_differ(const GArray *before, const GArray *after)
{
    guint before_count = before ? before->len : 0;
    guint after_count = after ? after->len : 0;
    return before_count != after_count ||
           (before_count > 0 &&
            memcmp(before->data, after->data, before_count * sizeof(AllotmentPolicyRow)) != 0);
}

GPtrArray *allotment_book_take(AllotmentBook *book, const GArray *rows)
{
    GPtrArray *changed = g_ptr_array_new();
    GHashTable *after = rows_by_hotel(rows);
    g_mutex_lock(&book->mutex);
    for (guint i = 0; i < book->chain->hotels->len; i++) {
        ChainHotel *hotel = book->chain->hotels->pdata[i];
        gconstpointer key = GINT_TO_POINTER(hotel->number);
        if (rows_differ(g_hash_table_lookup(book->rows, key), g_hash_table_lookup(after, key)))
            g_ptr_array_add(changed, hotel);
    }
    g_hash_table_unref(book->rows);
    book->rows = after;
    g_mutex_unlock(&book->mutex);
    return changed;
}

static AllotmentPolicy configured(const ChainRoomType *room_type)
{
    const ChainAllotmentRule *rule = &room_type->allotment;
    return (AllotmentPolicy){
        .nights_ahead = rule->nights_ahead,
        .rooms = rule->rooms,
        .basis_points = rule->basis_points,
        .keep = rule->keep,
    };
}

static AllotmentPolicy policy_of(const GArray *rows, const ChainRoomType *room_type)
{
    const AllotmentPolicyRow *all = NULL;
    for (guint i = 0; rows && i < rows->len; i++) {
        const AllotmentPolicyRow *row = &g_array_index(rows, AllotmentPolicyRow, i);
        if (strcmp(row->room_type, room_type->code) == 0)
            return row->policy;
        if (strcmp(row->room_type, "*") == 0)
            all = row;
    }
    return all ? all->policy : configured(room_type);
}

AllotmentPolicy allotment_book_policy(AllotmentBook *book, const ChainHotel *hotel,
                                      const ChainRoomType *room_type)
{
    g_mutex_lock(&book->mutex);
    AllotmentPolicy policy =
        policy_of(g_hash_table_lookup(book->rows, GINT_TO_POINTER(hotel->number)), room_type);
    g_mutex_unlock(&book->mutex);
    return policy;
}

int32_t allotment_book_nights(AllotmentBook *book, const ChainHotel *hotel)
{
    int32_t nights = 0;
    g_mutex_lock(&book->mutex);
    const GArray *rows = g_hash_table_lookup(book->rows, GINT_TO_POINTER(hotel->number));
    for (guint i = 0; i < hotel->room_types->len; i++)
        nights = MAX(nights, policy_of(rows, hotel->room_types->pdata[i]).nights_ahead);
    g_mutex_unlock(&book->mutex);
    return nights;
}
