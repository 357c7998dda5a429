#include "ops/epoch.h"

#include <stdalign.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#define OUTSIDE 0
#define CACHE_LINE_BYTES 64

/* One for each thread that ever read; used again after its thread has ended, never freed. */
typedef struct EpochSlot {
    alignas(CACHE_LINE_BYTES) _Atomic uint64_t entered_at; /* OUTSIDE, or the time of the clock */
    guint depth;                                           /* of its thread only */
    atomic_bool is_taken;
    struct EpochSlot *next; /* set before the slot is in the list */
} EpochSlot;

typedef struct Retired {
    gpointer object;
    GDestroyNotify destroy;
    uint64_t at;
} Retired;

static _Atomic uint64_t epoch_clock = 1;
static _Atomic(EpochSlot *) first_slot;

/* Among writers only. The queue is in the order of time. */
static GMutex retired_mutex;
static GQueue retired = G_QUEUE_INIT;

static void slot_give_back(gpointer data)
{
    EpochSlot *slot = data;
    g_assert(slot->depth == 0);
    atomic_store(&slot->is_taken, false);
}

static GPrivate own_slot = G_PRIVATE_INIT(slot_give_back);

static EpochSlot *slot_take(void)
{
    for (EpochSlot *slot = atomic_load(&first_slot); slot != NULL; slot = slot->next) {
        bool is_taken = false;
        if (atomic_compare_exchange_strong(&slot->is_taken, &is_taken, true))
            return slot;
    }
    EpochSlot *slot = g_aligned_alloc0(1, sizeof *slot, CACHE_LINE_BYTES);
    slot->is_taken = true;
    slot->next = atomic_load(&first_slot);
    while (!atomic_compare_exchange_weak(&first_slot, &slot->next, slot))
        continue;
    return slot;
}

static EpochSlot *slot_of_thread(void)
{
    static _Thread_local EpochSlot *known;
    if (known == NULL) {
        known = slot_take();
        g_private_set(&own_slot, known);
    }
    return known;
}

void epoch_enter(void)
{
    EpochSlot *slot = slot_of_thread();
    if (slot->depth++ == 0)
        atomic_store(&slot->entered_at, atomic_load(&epoch_clock));
}

void epoch_leave(void)
{
    EpochSlot *slot = slot_of_thread();
    g_assert(slot->depth > 0);
    if (--slot->depth == 0)
        atomic_store(&slot->entered_at, OUTSIDE);
}

/* The time of the reader that has been inside for the longest; UINT64_MAX without readers. */
static uint64_t oldest_reader(void)
{
    uint64_t oldest = UINT64_MAX;
    for (EpochSlot *slot = atomic_load(&first_slot); slot != NULL; slot = slot->next) {
        uint64_t entered_at = atomic_load(&slot->entered_at);
        if (entered_at != OUTSIDE)
            oldest = MIN(oldest, entered_at);
    }
    return oldest;
}

static void retired_free(gpointer data)
{
    Retired *entry = data;
    entry->destroy(entry->object);
    g_free(entry);
}

guint epoch_collect(void)
{
    g_autoptr(GPtrArray) free_now = g_ptr_array_new_with_free_func(retired_free);
    g_mutex_lock(&retired_mutex);
    uint64_t oldest = oldest_reader();
    for (Retired *entry = g_queue_peek_head(&retired); entry != NULL && entry->at < oldest;
         entry = g_queue_peek_head(&retired))
        g_ptr_array_add(free_now, g_queue_pop_head(&retired));
    guint waiting = g_queue_get_length(&retired);
    g_mutex_unlock(&retired_mutex);
    return waiting; /* what is free is destroyed on return, outside the mutex: it may retire more */
}

void epoch_retire(gpointer object, GDestroyNotify destroy)
{
    if (object == NULL)
        return;
    Retired *entry = g_new(Retired, 1);
    *entry = (Retired){.object = object, .destroy = destroy};
    g_mutex_lock(&retired_mutex);
    entry->at = atomic_fetch_add(&epoch_clock, 1);
    g_queue_push_tail(&retired, entry);
    g_mutex_unlock(&retired_mutex);
    epoch_collect();
}
