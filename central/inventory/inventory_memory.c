#include "central/inventory/inventory_memory.h"

#include <stdatomic.h>
#include <string.h>

#include "central/inventory/memory_state.h"
#include "ops/epoch.h"

/* One hotel's place: readers load `now`, writers take turns at the mutex. */
typedef struct {
    const ChainHotel *hotel;
    GMutex writing;
    _Atomic(HotelMemory *) now;
} HotelPlace;

struct InventoryMemory {
    GHashTable *places; /* code -> HotelPlace; unchanged once made */
};

static void hotel_place_free(gpointer data)
{
    HotelPlace *place = data;
    memory_state_free_all(atomic_load(&place->now));
    g_mutex_clear(&place->writing);
    g_free(place);
}

InventoryMemory *inventory_memory_new(const Chain *chain)
{
    InventoryMemory *memory = g_new0(InventoryMemory, 1);
    memory->places = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, hotel_place_free);
    for (guint i = 0; i < chain->hotels->len; i++) {
        const ChainHotel *hotel = chain->hotels->pdata[i];
        HotelPlace *place = g_new0(HotelPlace, 1);
        place->hotel = hotel;
        g_mutex_init(&place->writing);
        atomic_store(&place->now, memory_state_new(hotel));
        g_hash_table_insert(memory->places, (gpointer)hotel->code, place);
    }
    return memory;
}

void inventory_memory_free(InventoryMemory *memory)
{
    if (!memory)
        return;
    g_hash_table_unref(memory->places);
    g_free(memory);
    epoch_collect();
}

static HotelPlace *place_of(InventoryMemory *memory, const char *hotel_code)
{
    return g_hash_table_lookup(memory->places, hotel_code);
}

/* ---- writing: a draft of the next state, then one exchange ---- */

static void place_publish(HotelPlace *place, MemoryDraft *draft)
{
    HotelMemory *old = atomic_load(&place->now);
    atomic_store(&place->now, memory_draft_finish(draft));
    memory_state_retire(old, atomic_load(&place->now));
}

void inventory_memory_take(InventoryMemory *memory, const ChainHotel *hotel,
                           const InventorySnapshot *snapshot)
{
    HotelPlace *place = place_of(memory, hotel->code);
    g_assert(place);
    g_mutex_lock(&place->writing);
    const HotelMemory *now = atomic_load(&place->now);
    if (snapshot->version >= memory_state_version(now)) {
        MemoryDraft draft;
        memory_draft_load(&draft, now, snapshot);
        place_publish(place, &draft);
    }
    g_mutex_unlock(&place->writing);
}

DatabaseStatus inventory_memory_load(InventoryMemory *memory, const ChainHotel *hotel,
                                     PgConnection *connection, GError **error)
{
    g_auto(InventorySnapshot) snapshot = {0};
    DatabaseStatus status = inventory_snapshot_load(connection, hotel, &snapshot, error);
    if (status == DATABASE_OK)
        inventory_memory_take(memory, hotel, &snapshot);
    return status;
}

FeedDecision inventory_memory_apply(InventoryMemory *memory, const json_t *message)
{
    const char *code = json_string_value(json_object_get(message, "hotel"));
    HotelPlace *place = code ? place_of(memory, code) : NULL;
    if (!place)
        return FEED_IGNORE;
    int64_t from = json_integer_value(json_object_get(message, "from"));
    int64_t to = json_integer_value(json_object_get(message, "to"));
    const json_t *changes = json_object_get(message, "changes");
    g_mutex_lock(&place->writing);
    const HotelMemory *now = atomic_load(&place->now);
    FeedDecision decision = feed_decide(memory_state_version(now), from, to, changes != NULL);
    if (decision == FEED_APPLY) {
        MemoryDraft draft;
        memory_draft_begin(&draft, now);
        memory_draft_apply(&draft, changes, to);
        place_publish(place, &draft);
    }
    g_mutex_unlock(&place->writing);
    return decision;
}

void inventory_memory_set_connected(InventoryMemory *memory, const ChainHotel *hotel, gboolean connected)
{
    HotelPlace *place = place_of(memory, hotel->code);
    g_assert(place);
    g_mutex_lock(&place->writing);
    const HotelMemory *now = atomic_load(&place->now);
    if (memory_state_connected(now) != connected) {
        MemoryDraft draft;
        memory_draft_begin(&draft, now);
        memory_draft_set_connected(&draft, connected);
        place_publish(place, &draft);
    }
    g_mutex_unlock(&place->writing);
}

/* ---- reading ---- */

HotelMemory *hotel_memory_open(InventoryMemory *memory, const ChainHotel *hotel)
{
    HotelPlace *place = place_of(memory, hotel->code);
    if (!place)
        return NULL;
    epoch_enter();
    return atomic_load(&place->now);
}

void hotel_memory_close(HotelMemory *memory)
{
    g_assert(memory);
    epoch_leave();
}

int64_t inventory_memory_version(InventoryMemory *memory, const ChainHotel *hotel)
{
    g_autoptr(HotelMemory) state = hotel_memory_open(memory, hotel);
    return memory_state_version(state);
}
