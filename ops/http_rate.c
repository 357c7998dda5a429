#include "ops/http_rate.h"

#include <pthread.h>

/* Beyond this many clients those with a full bucket are forgotten: they lose nothing by it. When that frees
 * too little, all are: a flood of addresses must cost neither memory nor a search for each of them. */
#define CLIENTS_MAX 65536

typedef struct RateBucket {
    gint64 level_us; /* of the window that is used up; refills by the passing of time */
    gint64 seen_us;
} RateBucket;

struct HttpRates {
    pthread_mutex_t mutex;
    GHashTable *buckets; /* client id to RateBucket */
    guint requests;
    gint64 window_us;
    gint64 cost_us; /* of one request, as a share of the window */
};

HttpRates *http_rates_new(guint requests, guint window_s)
{
    g_assert(requests > 0 && window_s > 0);
    HttpRates *rates = g_new0(HttpRates, 1);
    pthread_mutex_init(&rates->mutex, NULL);
    rates->buckets = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    rates->requests = requests;
    rates->window_us = (gint64)window_s * G_USEC_PER_SEC;
    rates->cost_us = MAX(rates->window_us / requests, 1);
    return rates;
}

void http_rates_free(HttpRates *rates)
{
    if (rates == NULL)
        return;
    g_hash_table_unref(rates->buckets);
    pthread_mutex_destroy(&rates->mutex);
    g_free(rates);
}

static void bucket_refill(RateBucket *bucket, gint64 now_us)
{
    bucket->level_us = MAX(bucket->level_us - MAX(now_us - bucket->seen_us, 0), 0);
    bucket->seen_us = MAX(now_us, bucket->seen_us);
}

static gboolean bucket_is_full(gpointer key, gpointer value, gpointer now_us)
{
    (void)key;
    bucket_refill(value, *(const gint64 *)now_us);
    return ((RateBucket *)value)->level_us == 0;
}

static RateBucket *rates_bucket(HttpRates *rates, const char *client_id, gint64 now_us)
{
    RateBucket *bucket = g_hash_table_lookup(rates->buckets, client_id);
    if (bucket != NULL)
        return bucket;
    if (g_hash_table_size(rates->buckets) >= CLIENTS_MAX &&
        g_hash_table_foreach_remove(rates->buckets, bucket_is_full, &now_us) < CLIENTS_MAX / 8)
        g_hash_table_remove_all(rates->buckets);
    bucket = g_new0(RateBucket, 1);
    bucket->seen_us = now_us;
    g_hash_table_insert(rates->buckets, g_strdup(client_id), bucket);
    return bucket;
}

static guint seconds_up(gint64 duration_us)
{
    return (guint)((duration_us + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC);
}

gboolean http_rates_take(HttpRates *rates, const char *client_id, gint64 now_us, HttpRateState *ret_state)
{
    pthread_mutex_lock(&rates->mutex);
    RateBucket *bucket = rates_bucket(rates, client_id, now_us);
    bucket_refill(bucket, now_us);
    gboolean taken = bucket->level_us + rates->cost_us <= rates->window_us;
    if (taken)
        bucket->level_us += rates->cost_us;
    gint64 level_us = bucket->level_us;
    pthread_mutex_unlock(&rates->mutex);
    gint64 free_us = rates->window_us - level_us;
    *ret_state = (HttpRateState){
        .remaining = (guint)(free_us / rates->cost_us),
        .reset_s = seconds_up(level_us),
        .retry_after_s = taken ? 0 : MAX(seconds_up(rates->cost_us - free_us), 1),
    };
    return taken;
}

guint http_rates_size(HttpRates *rates)
{
    pthread_mutex_lock(&rates->mutex);
    guint size = g_hash_table_size(rates->buckets);
    pthread_mutex_unlock(&rates->mutex);
    return size;
}
