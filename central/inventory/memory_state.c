#include "central/inventory/memory_state.h"

#include <stdatomic.h>
#include <string.h>

#include "ops/epoch.h"
#include "sync/inventory_rules.h"

/* Eight bytes a night: a chain of Hilton's size has forty million of them. */
typedef struct {
    int32_t own;     /* rooms the centre itself may still sell; below 0 when the cell is over its limit */
    int32_t granted; /* rooms leased to the hotel */
} MemoryCell;

G_STATIC_ASSERT(sizeof(MemoryCell) == 8);

struct TypeNights {
    guint count;
    MemoryCell cells[];
};

struct MemoryBook {
    PriceBook prices;     /* points into the two arrays */
    GArray *overrides;    /* PriceOverride, sorted */
    GArray *restrictions; /* PriceRestriction, sorted */
};

struct HotelMemory {
    const ChainHotel *hotel;
    guint64 serial;
    int64_t version;
    gboolean connected;
    Night business_date;
    Night first_night;
    MemoryBook *book;
    guint type_count;
    TypeNights *types[]; /* in the hotel's order; NULL: no night is known */
};

/* ---- parts ---- */

static MemoryBook *book_new(const GArray *overrides, const GArray *restrictions)
{
    MemoryBook *book = g_new0(MemoryBook, 1);
    book->overrides = g_array_new(FALSE, FALSE, sizeof(PriceOverride));
    book->restrictions = g_array_new(FALSE, FALSE, sizeof(PriceRestriction));
    if (overrides)
        g_array_append_vals(book->overrides, overrides->data, overrides->len);
    if (restrictions)
        g_array_append_vals(book->restrictions, restrictions->data, restrictions->len);
    return book;
}

static void book_free(gpointer data)
{
    MemoryBook *book = data;
    g_array_unref(book->overrides);
    g_array_unref(book->restrictions);
    g_free(book);
}

static void book_finish(MemoryBook *book)
{
    book->prices = (PriceBook){
        .overrides = (const PriceOverride *)(gconstpointer)book->overrides->data,
        .override_count = book->overrides->len,
        .restrictions = (const PriceRestriction *)(gconstpointer)book->restrictions->data,
        .restriction_count = book->restrictions->len,
    };
}

static TypeNights *nights_copy(const TypeNights *nights, guint count)
{
    gsize header = sizeof(TypeNights);
    TypeNights *copy = g_malloc(header + count * sizeof(MemoryCell));
    guint known = nights ? MIN(nights->count, count) : 0;
    copy->count = count;
    if (known > 0)
        memcpy(copy->cells, nights->cells, known * sizeof(MemoryCell));
    memset(copy->cells + known, 0, (count - known) * sizeof(MemoryCell));
    return copy;
}

/* ---- states ---- */

static gsize state_size(guint type_count)
{
    return sizeof(HotelMemory) + type_count * sizeof(TypeNights *);
}

HotelMemory *memory_state_new(const ChainHotel *hotel)
{
    HotelMemory *state = g_malloc0(state_size(hotel->room_types->len));
    state->hotel = hotel;
    state->business_date = NIGHT_NONE;
    state->first_night = hotel->opens;
    state->type_count = hotel->room_types->len;
    state->book = book_new(NULL, NULL);
    book_finish(state->book);
    return state;
}

void memory_state_free_all(HotelMemory *state)
{
    for (guint i = 0; i < state->type_count; i++)
        g_free(state->types[i]);
    book_free(state->book);
    g_free(state);
}

void memory_state_retire(HotelMemory *old, const HotelMemory *next)
{
    for (guint i = 0; i < old->type_count; i++)
        if (old->types[i] != next->types[i])
            epoch_retire(old->types[i], g_free);
    if (old->book != next->book)
        epoch_retire(old->book, book_free);
    epoch_retire(old, g_free);
}

int64_t memory_state_version(const HotelMemory *state)
{
    return state->version;
}

gboolean memory_state_connected(const HotelMemory *state)
{
    return state->connected;
}

/* ---- drafts ---- */

void memory_draft_begin(MemoryDraft *draft, const HotelMemory *old)
{
    *draft = (MemoryDraft){.old = old, .state = g_memdup2(old, state_size(old->type_count))};
}

static int room_type_index(const ChainHotel *hotel, const char *code)
{
    for (guint i = 0; i < hotel->room_types->len; i++)
        if (strcmp(((const ChainRoomType *)hotel->room_types->pdata[i])->code, code) == 0)
            return (int)i;
    return -1;
}

/* The nights of a type that this draft may write, with at least `count` of them. */
static TypeNights *draft_nights(MemoryDraft *draft, guint type, guint count)
{
    TypeNights *nights = draft->state->types[type];
    gboolean is_own = nights && nights != draft->old->types[type];
    if (is_own && nights->count >= count)
        return nights;
    guint room = is_own ? nights->count * 2 : nights ? nights->count : 0;
    draft->state->types[type] = nights_copy(nights, MAX(count, room));
    if (is_own)
        g_free(nights);
    return draft->state->types[type];
}

/* A cell before the first night known is of no use to a search and is passed over. */
static void draft_put_cell(MemoryDraft *draft, const InventoryCell *cell)
{
    int type = room_type_index(draft->state->hotel, cell->room_type);
    if (type < 0 || cell->night < draft->state->first_night)
        return;
    guint index = (guint)(cell->night - draft->state->first_night);
    TypeNights *nights = draft_nights(draft, (guint)type, index + 1);
    gint64 taken = (gint64)cell->sold + cell->held + cell->blocked + cell->granted + cell->out_of_order;
    gint64 own = (gint64)cell->sell_limit + cell->oversell_authorised - taken;
    nights->cells[index] =
        (MemoryCell){.own = (int32_t)CLAMP(own, G_MININT32, G_MAXINT32), .granted = cell->granted};
}

static guint snapshot_night_count(const InventorySnapshot *snapshot)
{
    Night last = snapshot->business_date - 1;
    for (guint i = 0; i < snapshot->cells->len; i++)
        last = MAX(last, g_array_index(snapshot->cells, InventoryCell, i).night);
    return (guint)(last - snapshot->business_date + 1);
}

void memory_draft_load(MemoryDraft *draft, const HotelMemory *old, const InventorySnapshot *snapshot)
{
    memory_draft_begin(draft, old);
    HotelMemory *state = draft->state;
    state->version = snapshot->version;
    state->business_date = state->first_night = snapshot->business_date;
    guint count = snapshot_night_count(snapshot);
    for (guint i = 0; i < state->type_count; i++)
        state->types[i] = nights_copy(NULL, count);
    for (guint i = 0; i < snapshot->cells->len; i++)
        draft_put_cell(draft, &g_array_index(snapshot->cells, InventoryCell, i));
    state->book = draft->book = book_new(snapshot->overrides, snapshot->restrictions);
    price_overrides_sort((PriceOverride *)(gpointer)draft->book->overrides->data,
                         draft->book->overrides->len);
    price_restrictions_sort((PriceRestriction *)(gpointer)draft->book->restrictions->data,
                            draft->book->restrictions->len);
}

static MemoryBook *draft_book(MemoryDraft *draft)
{
    if (!draft->book) {
        const MemoryBook *old = draft->state->book;
        draft->state->book = draft->book = book_new(old->overrides, old->restrictions);
    }
    return draft->book;
}

/* Where the entry stands in the sorted array, or would have to; TRUE when it is there. */
static gboolean sorted_find(const GArray *array, gconstpointer entry, GCompareFunc compare, guint *ret_place)
{
    guint size = g_array_get_element_size((GArray *)array);
    guint low = 0, high = array->len;
    while (low < high) {
        guint middle = low + (high - low) / 2;
        int order = compare(array->data + (gsize)middle * size, entry);
        if (order == 0) {
            *ret_place = middle;
            return TRUE;
        }
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    *ret_place = low;
    return FALSE;
}

static void sorted_put(GArray *array, gconstpointer entry, GCompareFunc compare, gboolean withdrawn)
{
    guint place;
    if (sorted_find(array, entry, compare, &place))
        g_array_remove_index(array, place);
    if (!withdrawn)
        g_array_insert_vals(array, place, entry, 1);
}

static void draft_apply_change(MemoryDraft *draft, const char *kind, const json_t *row)
{
    if (g_strcmp0(kind, "cell") == 0) {
        InventoryCell cell;
        if (inventory_cell_from_json(draft->state->hotel->code, row, &cell))
            draft_put_cell(draft, &cell);
    } else if (g_strcmp0(kind, "rate_override") == 0) {
        PriceOverride override;
        gboolean withdrawn;
        if (rate_override_from_json(row, &override, &withdrawn))
            sorted_put(draft_book(draft)->overrides, &override, price_override_compare, withdrawn);
    } else if (g_strcmp0(kind, "restriction") == 0) {
        PriceRestriction restriction;
        if (restriction_from_json(row, &restriction))
            sorted_put(draft_book(draft)->restrictions, &restriction, price_restriction_compare, FALSE);
    } else if (g_strcmp0(kind, "hotel") == 0) {
        night_parse(json_string_value(json_object_get(row, "business_date")), &draft->state->business_date,
                    NULL);
    }
}

void memory_draft_apply(MemoryDraft *draft, const json_t *changes, int64_t version)
{
    size_t index;
    json_t *change;
    json_array_foreach(changes, index, change) draft_apply_change(
        draft, json_string_value(json_object_get(change, "kind")), json_object_get(change, "row"));
    draft->state->version = version;
}

void memory_draft_set_connected(MemoryDraft *draft, gboolean connected)
{
    draft->state->connected = connected;
}

HotelMemory *memory_draft_finish(MemoryDraft *draft)
{
    static _Atomic guint64 last_serial;
    draft->state->serial = atomic_fetch_add(&last_serial, 1) + 1;
    if (draft->book)
        book_finish(draft->book);
    return draft->state;
}

/* ---- what a reader asks ---- */

const PriceBook *hotel_memory_book(const HotelMemory *memory)
{
    return &memory->book->prices;
}

Night hotel_memory_business_date(const HotelMemory *memory)
{
    return memory->business_date;
}

guint64 hotel_memory_serial(const HotelMemory *memory)
{
    return memory->serial;
}

int32_t hotel_memory_granted(const HotelMemory *memory, Night night)
{
    int32_t rooms = 0;
    for (guint i = 0; i < memory->hotel->room_types->len; i++) {
        const TypeNights *nights = memory->types[i];
        if (nights && night >= memory->first_night && (guint)(night - memory->first_night) < nights->count)
            rooms += nights->cells[night - memory->first_night].granted;
    }
    return rooms;
}

int32_t hotel_memory_left(const HotelMemory *memory, const ChainRoomType *room_type, Night arrival,
                          Night departure)
{
    guint type;
    gboolean is_ours = g_ptr_array_find(memory->hotel->room_types, room_type, &type);
    g_assert(is_ours);
    const TypeNights *nights = memory->types[type];
    int32_t left = arrival < departure ? G_MAXINT32 : MAX(room_type->sell_limit, room_type->room_count);
    for (Night night = arrival; night < departure; night++) {
        if (!nights || night < memory->first_night || (guint)(night - memory->first_night) >= nights->count)
            return 0;
        const MemoryCell *cell = &nights->cells[night - memory->first_night];
        int64_t here = memory->connected ? (int64_t)cell->own + cell->granted : cell->own;
        left = (int32_t)CLAMP(here, 0, left);
    }
    return left;
}
