#include "central/rate/answer_cache.h"

#include <stdatomic.h>
#include <stddef.h>
#include <string.h>

#include "ops/epoch.h"

/* A question has one place, so looking is one step; two questions of the same place take turns. */
enum { PLACES = 65536 };

typedef struct {
    AnswerKey key;
    KeptAnswer answer;
} CachePlace;

struct AnswerCache {
    gsize bytes_max;
    _Atomic gsize bytes;
    _Atomic guint next_cleared; /* where room is made next */
    _Atomic(CachePlace *) places[PLACES];
    _Atomic guint32 asked[PLACES]; /* mark of the question that came last to each place */
};

static gsize text_bytes(const KeptAnswer *answer)
{
    return answer->text ? g_bytes_get_size(answer->text) : 0;
}

static gsize kept_bytes(const CachePlace *kept)
{
    return sizeof *kept + text_bytes(&kept->answer);
}

static void kept_free(gpointer data)
{
    CachePlace *kept = data;
    g_clear_pointer(&kept->answer.text, g_bytes_unref);
    g_free(kept);
}

AnswerCache *answer_cache_new(gsize bytes_max)
{
    AnswerCache *cache = g_new0(AnswerCache, 1);
    cache->bytes_max = bytes_max;
    return cache;
}

void answer_cache_free(AnswerCache *cache)
{
    if (!cache)
        return;
    for (guint i = 0; i < PLACES; i++) {
        CachePlace *kept = atomic_load(&cache->places[i]);
        if (kept)
            kept_free(kept);
    }
    g_free(cache);
    epoch_collect();
}

static gboolean texts_add(AnswerKey *key, gsize *used, char *const *texts)
{
    for (; texts && *texts; texts++) {
        gsize length = strlen(*texts) + 1;
        if (*used + length + 1 > sizeof key->texts)
            return FALSE;
        memcpy(key->texts + *used, *texts, length);
        *used += length;
    }
    ++*used; /* an empty text ends the list */
    return TRUE;
}

gboolean answer_key_init(AnswerKey *key, const ChainHotel *hotel, const HotelMemory *memory, Night today,
                         const OfferQuestion *question)
{
    memset(key, 0, sizeof *key); /* gaps between members are compared too */
    key->serial = hotel_memory_serial(memory);
    key->today = today;
    key->hotel = hotel->number;
    key->arrival = question->arrival;
    key->departure = question->departure;
    key->occupancy = question->occupancy;
    key->rooms = question->rooms;
    key->offers_limit = question->offers_limit;
    gsize used = 0;
    return texts_add(key, &used, question->access) && texts_add(key, &used, question->features);
}

/* Over what is asked; the state is left out, so that a new answer replaces the stale one. */
static guint64 key_hash(const AnswerKey *key)
{
    const gsize begin = offsetof(AnswerKey, hotel);
    guint64 hash = 0;
    for (gsize at = begin; at < sizeof *key; at += sizeof hash) {
        guint64 word = 0;
        memcpy(&word, (const char *)key + at, MIN(sizeof word, sizeof *key - at));
        hash = (hash ^ word) * 0x9e3779b97f4a7c15;
        hash ^= hash >> 32;
    }
    return hash;
}

static guint hash_place(guint64 hash)
{
    return (guint)(guint32)hash % PLACES;
}

/* TRUE when the same question came to its place last time. Another one of the same mark does no harm. */
static gboolean asked_again(AnswerCache *cache, guint64 hash)
{
    guint32 mark = (guint32)(hash >> 32) | 1;
    return atomic_exchange(&cache->asked[hash_place(hash)], mark) == mark;
}

gboolean answer_cache_find(AnswerCache *cache, const AnswerKey *key, KeptAnswer *ret_answer)
{
    epoch_enter();
    const CachePlace *kept = atomic_load(&cache->places[hash_place(key_hash(key))]);
    gboolean is_it = kept && memcmp(&kept->key, key, sizeof *key) == 0;
    if (is_it) {
        *ret_answer = kept->answer;
        if (ret_answer->text)
            g_bytes_ref(ret_answer->text);
    }
    epoch_leave();
    return is_it;
}

static void place_set(AnswerCache *cache, guint place, CachePlace *kept)
{
    if (kept)
        cache->bytes += kept_bytes(kept);
    CachePlace *old = atomic_exchange(&cache->places[place], kept);
    if (!old)
        return;
    cache->bytes -= kept_bytes(old);
    epoch_retire(old, kept_free);
}

void answer_cache_keep(AnswerCache *cache, const AnswerKey *key, const KeptAnswer *answer)
{
    guint64 hash = key_hash(key);
    if (text_bytes(answer) > cache->bytes_max / 64 || !asked_again(cache, hash))
        return;
    CachePlace *kept = g_new(CachePlace, 1);
    memcpy(&kept->key, key, sizeof *key); /* with its gaps, which an assignment need not copy */
    kept->answer = *answer;
    if (answer->text)
        g_bytes_ref(answer->text);
    place_set(cache, hash_place(hash), kept);
    while (cache->bytes > cache->bytes_max)
        place_set(cache, cache->next_cleared++ % PLACES, NULL);
}

gsize answer_cache_bytes(const AnswerCache *cache)
{
    return cache->bytes;
}
