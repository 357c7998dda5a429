#include "central/inventory/inventory_memory.h"

#include <string.h>

#include "central/inventory/inventory_store.h"
#include "ops/json.h"
#include "sync/inventory_rules.h"

struct HotelMemory {
    const ChainHotel *hotel;
    GRWLock lock;
    int64_t version;
    Night business_date;
    Night first_night;
    GPtrArray *cells;     /* one GArray of InventoryCell a room type, indexed by night - first_night */
    GArray *overrides;    /* PriceOverride, sorted */
    GArray *restrictions; /* PriceRestriction, sorted */
    PriceBook book;
};

struct InventoryMemory {
    GHashTable *hotels; /* code -> HotelMemory */
};

static void hotel_memory_free(gpointer data)
{
    HotelMemory *memory = data;
    g_rw_lock_clear(&memory->lock);
    g_ptr_array_unref(memory->cells);
    g_array_unref(memory->overrides);
    g_array_unref(memory->restrictions);
    g_free(memory);
}

static void cells_reset(HotelMemory *memory)
{
    g_ptr_array_set_size(memory->cells, 0);
    for (guint i = 0; i < memory->hotel->room_types->len; i++)
        g_ptr_array_add(memory->cells, g_array_new(FALSE, TRUE, sizeof(InventoryCell)));
}

static HotelMemory *hotel_memory_new(const ChainHotel *hotel)
{
    HotelMemory *memory = g_new0(HotelMemory, 1);
    memory->hotel = hotel;
    g_rw_lock_init(&memory->lock);
    memory->business_date = NIGHT_NONE;
    memory->first_night = hotel->opens;
    memory->cells = g_ptr_array_new_with_free_func((GDestroyNotify)g_array_unref);
    memory->overrides = g_array_new(FALSE, FALSE, sizeof(PriceOverride));
    memory->restrictions = g_array_new(FALSE, FALSE, sizeof(PriceRestriction));
    cells_reset(memory);
    return memory;
}

InventoryMemory *inventory_memory_new(const Chain *chain)
{
    InventoryMemory *memory = g_new0(InventoryMemory, 1);
    memory->hotels = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, hotel_memory_free);
    for (guint i = 0; i < chain->hotels->len; i++) {
        const ChainHotel *hotel = chain->hotels->pdata[i];
        g_hash_table_insert(memory->hotels, (gpointer)hotel->code, hotel_memory_new(hotel));
    }
    return memory;
}

void inventory_memory_free(InventoryMemory *memory)
{
    if (!memory)
        return;
    g_hash_table_unref(memory->hotels);
    g_free(memory);
}

static int room_type_index(const ChainHotel *hotel, const char *code)
{
    for (guint i = 0; i < hotel->room_types->len; i++)
        if (strcmp(((const ChainRoomType *)hotel->room_types->pdata[i])->code, code) == 0)
            return (int)i;
    return -1;
}

static void book_refresh(HotelMemory *memory)
{
    price_overrides_sort((PriceOverride *)(gpointer)memory->overrides->data, memory->overrides->len);
    price_restrictions_sort((PriceRestriction *)(gpointer)memory->restrictions->data,
                            memory->restrictions->len);
    memory->book = (PriceBook){
        .overrides = (const PriceOverride *)(gconstpointer)memory->overrides->data,
        .override_count = memory->overrides->len,
        .restrictions = (const PriceRestriction *)(gconstpointer)memory->restrictions->data,
        .restriction_count = memory->restrictions->len,
    };
}

/* A cell before the first night known is of no use to a search and is passed over. */
static void cell_put(HotelMemory *memory, const InventoryCell *cell)
{
    int type = room_type_index(memory->hotel, cell->room_type);
    if (type < 0 || cell->night < memory->first_night)
        return;
    GArray *cells = memory->cells->pdata[type];
    guint index = (guint)(cell->night - memory->first_night);
    if (index >= cells->len)
        g_array_set_size(cells, index + 1);
    g_array_index(cells, InventoryCell, index) = *cell;
}

static void override_put(HotelMemory *memory, const PriceOverride *override, gboolean withdrawn)
{
    for (guint i = 0; i < memory->overrides->len; i++) {
        if (price_override_compare(&g_array_index(memory->overrides, PriceOverride, i), override) == 0) {
            g_array_remove_index_fast(memory->overrides, i);
            break;
        }
    }
    if (!withdrawn)
        g_array_append_val(memory->overrides, *override);
}

static void restriction_put(HotelMemory *memory, const PriceRestriction *restriction)
{
    for (guint i = 0; i < memory->restrictions->len; i++) {
        if (price_restriction_compare(&g_array_index(memory->restrictions, PriceRestriction, i),
                                      restriction) == 0) {
            g_array_remove_index_fast(memory->restrictions, i);
            break;
        }
    }
    g_array_append_val(memory->restrictions, *restriction);
}

DatabaseStatus inventory_memory_load(InventoryMemory *memory, const ChainHotel *hotel,
                                     PgConnection *connection, GError **error)
{
    HotelMemory *target = g_hash_table_lookup(memory->hotels, hotel->code);
    g_assert(target);
    g_auto(InventorySnapshot) snapshot = {0};
    DatabaseStatus status = inventory_snapshot_load(connection, hotel, &snapshot, error);
    if (status != DATABASE_OK)
        return status;
    g_rw_lock_writer_lock(&target->lock);
    if (snapshot.version >= target->version) {
        target->version = snapshot.version;
        target->business_date = snapshot.business_date;
        target->first_night = snapshot.business_date;
        cells_reset(target);
        for (guint i = 0; i < snapshot.cells->len; i++)
            cell_put(target, &g_array_index(snapshot.cells, InventoryCell, i));
        g_array_unref(target->overrides);
        target->overrides = g_steal_pointer(&snapshot.overrides);
        g_array_unref(target->restrictions);
        target->restrictions = g_steal_pointer(&snapshot.restrictions);
        book_refresh(target);
    }
    g_rw_lock_writer_unlock(&target->lock);
    return DATABASE_OK;
}

static void change_apply(HotelMemory *memory, const char *kind, const json_t *row)
{
    if (strcmp(kind, "cell") == 0) {
        InventoryCell cell;
        if (inventory_cell_from_json(memory->hotel->code, row, &cell))
            cell_put(memory, &cell);
    } else if (strcmp(kind, "rate_override") == 0) {
        PriceOverride override;
        gboolean withdrawn;
        if (rate_override_from_json(row, &override, &withdrawn))
            override_put(memory, &override, withdrawn);
    } else if (strcmp(kind, "restriction") == 0) {
        PriceRestriction restriction;
        if (restriction_from_json(row, &restriction))
            restriction_put(memory, &restriction);
    } else if (strcmp(kind, "hotel") == 0) {
        night_parse(json_string_value(json_object_get(row, "business_date")), &memory->business_date, NULL);
    }
}

static gboolean changes_touch_book(const json_t *changes)
{
    size_t index;
    json_t *change;
    json_array_foreach(changes, index, change)
    {
        const char *kind = json_string_value(json_object_get(change, "kind"));
        if (g_strcmp0(kind, "rate_override") == 0 || g_strcmp0(kind, "restriction") == 0)
            return TRUE;
    }
    return FALSE;
}

static void changes_apply(HotelMemory *memory, const json_t *changes)
{
    size_t index;
    json_t *change;
    json_array_foreach(changes, index, change) change_apply(
        memory, json_string_value(json_object_get(change, "kind")), json_object_get(change, "row"));
    if (changes_touch_book(changes))
        book_refresh(memory);
}

FeedDecision inventory_memory_apply(InventoryMemory *memory, const json_t *message)
{
    const char *code = json_string_value(json_object_get(message, "hotel"));
    HotelMemory *hotel = code ? g_hash_table_lookup(memory->hotels, code) : NULL;
    if (!hotel)
        return FEED_IGNORE;
    int64_t from = json_integer_value(json_object_get(message, "from"));
    int64_t to = json_integer_value(json_object_get(message, "to"));
    const json_t *changes = json_object_get(message, "changes");
    g_rw_lock_writer_lock(&hotel->lock);
    FeedDecision decision = feed_decide(hotel->version, from, to, changes != NULL);
    if (decision == FEED_APPLY) {
        changes_apply(hotel, changes);
        hotel->version = to;
    }
    g_rw_lock_writer_unlock(&hotel->lock);
    return decision;
}

int64_t inventory_memory_version(InventoryMemory *memory, const ChainHotel *hotel)
{
    HotelMemory *locked = hotel_memory_lock(memory, hotel);
    int64_t version = locked->version;
    hotel_memory_unlock(locked);
    return version;
}

HotelMemory *hotel_memory_lock(InventoryMemory *memory, const ChainHotel *hotel)
{
    HotelMemory *found = g_hash_table_lookup(memory->hotels, hotel->code);
    if (found)
        g_rw_lock_reader_lock(&found->lock);
    return found;
}

void hotel_memory_unlock(HotelMemory *memory)
{
    g_rw_lock_reader_unlock(&memory->lock);
}

const PriceBook *hotel_memory_book(const HotelMemory *memory)
{
    return &memory->book;
}

Night hotel_memory_business_date(const HotelMemory *memory)
{
    return memory->business_date;
}

int32_t hotel_memory_left(const HotelMemory *memory, const ChainRoomType *room_type, Night arrival,
                          Night departure)
{
    int type = room_type_index(memory->hotel, room_type->code);
    g_assert(type >= 0);
    const GArray *cells = memory->cells->pdata[type];
    int32_t left = MAX(room_type->sell_limit, room_type->room_count);
    for (Night night = arrival; night < departure; night++) {
        if (night < memory->first_night || (guint)(night - memory->first_night) >= cells->len)
            return 0;
        const InventoryCell *cell = &g_array_index(cells, InventoryCell, night - memory->first_night);
        left = MIN(left, inventory_cell_left(cell));
    }
    return left;
}
