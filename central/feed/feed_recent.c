#include "central/feed/feed_recent.h"

#include <string.h>

#include "ops/clock.h"
#include "ops/json.h"
#include "sync/feed_rules.h"

/* One change as it is sent, and who may see it. */
typedef struct {
    FeedRecent *recent;
    int64_t version;
    char *owner; /* who booked the reservation; NULL: everybody sees it */
    char *text;
    gsize length;
} Change;

struct FeedRecent {
    const ChainHotel *hotel;
    int64_t reached;
    GQueue changes; /* Change *, without a gap, the last one being `reached`; or none */
    int64_t watched_until_us;
};

struct FeedMemory {
    GHashTable *hotels; /* code -> FeedRecent */
    GQueue kept;        /* Change * of all hotels, oldest first; some are in no window any more */
    gsize bytes;
    gsize bytes_max;
};

struct FeedSlice {
    const ChainHotel *hotel;
    int64_t from;
    int64_t to;
    int64_t head;
    GPtrArray *changes; /* Change *, those its reader may see */
};

static void change_clear(gpointer data)
{
    Change *change = data;
    g_free(change->owner);
    g_free(change->text);
}

static void change_unref(gpointer change)
{
    g_atomic_rc_box_release_full(change, change_clear);
}

static Change *change_new(FeedRecent *recent, const json_t *document)
{
    Change *change = g_atomic_rc_box_new0(Change);
    change->recent = recent;
    change->version = json_integer_value(json_object_get(document, "version"));
    if (g_strcmp0(json_string_value(json_object_get(document, "kind")), "reservation") == 0) {
        const json_t *row = json_object_get(document, "row");
        const char *owner = json_string_value(json_object_get(row, "booked_by"));
        change->owner = g_strdup(owner ? owner : "");
    }
    change->text = json_canonical(document);
    change->length = strlen(change->text);
    return change;
}

static void recent_forget(FeedRecent *recent)
{
    g_queue_clear_full(&recent->changes, change_unref);
}

static void recent_free(gpointer data)
{
    recent_forget(data);
    g_free(data);
}

FeedMemory *feed_memory_new(const Chain *chain, gsize bytes_max)
{
    FeedMemory *memory = g_new0(FeedMemory, 1);
    memory->hotels = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, recent_free);
    memory->bytes_max = bytes_max;
    for (guint i = 0; i < chain->hotels->len; i++) {
        FeedRecent *recent = g_new0(FeedRecent, 1);
        recent->hotel = chain->hotels->pdata[i];
        g_hash_table_insert(memory->hotels, (gpointer)recent->hotel->code, recent);
    }
    return memory;
}

void feed_memory_free(FeedMemory *memory)
{
    if (!memory)
        return;
    g_hash_table_unref(memory->hotels);
    g_queue_clear_full(&memory->kept, change_unref);
    g_free(memory);
}

FeedRecent *feed_memory_hotel(FeedMemory *memory, const char *hotel_code)
{
    return hotel_code ? g_hash_table_lookup(memory->hotels, hotel_code) : NULL;
}

static void keep(FeedMemory *memory, FeedRecent *recent, const json_t *document)
{
    Change *change = change_new(recent, document);
    g_queue_push_tail(&recent->changes, change);
    g_queue_push_tail(&memory->kept, g_atomic_rc_box_acquire(change));
    memory->bytes += change->length;
}

static void forget_oldest(FeedMemory *memory)
{
    while (memory->bytes > memory->bytes_max) {
        Change *oldest = g_queue_pop_head(&memory->kept);
        GQueue *window = &oldest->recent->changes;
        memory->bytes -= oldest->length;
        if (g_queue_peek_head(window) == oldest)
            change_unref(g_queue_pop_head(window));
        change_unref(oldest);
    }
}

gboolean feed_memory_take(FeedMemory *memory, FeedRecent *recent, const json_t *message)
{
    int64_t from = json_integer_value(json_object_get(message, "from"));
    int64_t to = json_integer_value(json_object_get(message, "to"));
    const json_t *changes = json_object_get(message, "changes");
    if (to <= recent->reached || from < 1 || from > to)
        return FALSE;
    if (feed_decide(recent->reached, from, to, changes != NULL) != FEED_APPLY)
        recent_forget(recent);
    if (recent->watched_until_us < clock_monotonic_us())
        recent_forget(recent);
    else if (from > recent->reached) {
        size_t index;
        json_t *change;
        json_array_foreach(changes, index, change) keep(memory, recent, change);
    }
    recent->reached = to;
    forget_oldest(memory);
    return TRUE;
}

gboolean feed_recent_position(FeedRecent *recent, int64_t version)
{
    if (version <= recent->reached)
        return FALSE;
    recent_forget(recent);
    recent->reached = version;
    return TRUE;
}

void feed_recent_watched(FeedRecent *recent, int64_t until_us)
{
    recent->watched_until_us = MAX(recent->watched_until_us, until_us);
}

int64_t feed_recent_reached(const FeedRecent *recent)
{
    return recent->reached;
}

static gboolean may_see(const Change *change, const char *owner)
{
    return !owner || !change->owner || strcmp(change->owner, owner) == 0;
}

/* The first change behind `after`: found from the end, where readers that follow are. */
static GList *first_behind(const FeedRecent *recent, int64_t after)
{
    GList *found = NULL;
    for (GList *link = recent->changes.tail; link && ((Change *)link->data)->version > after;
         link = link->prev)
        found = link;
    return found;
}

FeedSlice *feed_recent_slice(const FeedRecent *recent, int64_t after, guint limit, const char *owner)
{
    const Change *oldest = recent->changes.head ? recent->changes.head->data : NULL;
    int64_t covered_after = oldest ? oldest->version - 1 : recent->reached;
    if (after < covered_after || after > recent->reached)
        return NULL;
    FeedSlice *slice = g_new0(FeedSlice, 1);
    slice->hotel = recent->hotel;
    slice->from = after + 1;
    slice->to = after;
    slice->head = recent->reached;
    slice->changes = g_ptr_array_new_with_free_func(change_unref);
    GList *link = first_behind(recent, after);
    for (guint taken = 0; link && taken < limit; taken++, link = link->next) {
        Change *change = link->data;
        slice->to = change->version;
        if (may_see(change, owner))
            g_ptr_array_add(slice->changes, g_atomic_rc_box_acquire(change));
    }
    return slice;
}

void feed_slice_free(FeedSlice *slice)
{
    if (!slice)
        return;
    g_ptr_array_unref(slice->changes);
    g_free(slice);
}

GBytes *feed_slice_text(const FeedSlice *slice)
{
    GString *text = g_string_new("{\"changes\":[");
    for (guint i = 0; i < slice->changes->len; i++) {
        const Change *change = slice->changes->pdata[i];
        if (i > 0)
            g_string_append_c(text, ',');
        g_string_append_len(text, change->text, (gssize)change->length);
    }
    g_string_append_printf(text,
                           "],\"from\":%" G_GINT64_FORMAT ",\"head\":%" G_GINT64_FORMAT
                           ",\"hotel\":\"%s\",\"more\":%s,\"to\":%" G_GINT64_FORMAT "}",
                           slice->from, slice->head, slice->hotel->code,
                           slice->to < slice->head ? "true" : "false", slice->to);
    return g_string_free_to_bytes(text);
}
