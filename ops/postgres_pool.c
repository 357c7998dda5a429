#include "ops/clock.h"
#include "ops/postgres_internal.h"

struct PgPool {
    char *conninfo;
    char *application_name;
    PgOptions options;
    guint size;
    GMutex mutex;
    GCond returned;
    GPtrArray *idle; /* last returned is first borrowed: its server-side caches are warm */
    guint made;      /* idle and borrowed */
};

PgPool *pg_pool_new(const PgOptions *options, guint size)
{
    g_assert(size > 0);
    PgPool *pool = g_new0(PgPool, 1);
    pool->conninfo = g_strdup(options->conninfo);
    pool->application_name = g_strdup(options->application_name);
    pool->options = *options;
    pool->options.conninfo = pool->conninfo;
    pool->options.application_name = pool->application_name;
    pool->size = size;
    pool->idle = g_ptr_array_new_with_free_func((GDestroyNotify)pg_connection_free);
    g_mutex_init(&pool->mutex);
    g_cond_init(&pool->returned);
    return pool;
}

void pg_pool_free(PgPool *pool)
{
    if (pool == NULL)
        return;
    g_assert(pool->idle->len == pool->made); /* every borrowed connection came back */
    g_ptr_array_unref(pool->idle);
    g_mutex_clear(&pool->mutex);
    g_cond_clear(&pool->returned);
    g_free(pool->application_name);
    g_free(pool->conninfo);
    g_free(pool);
}

/* true with an idle connection, or with NULL and the right to make one; false when all stayed busy. */
static bool place_take(PgPool *pool, guint timeout_ms, PgConnection **ret_connection)
{
    const int64_t deadline_us = clock_monotonic_us() + (int64_t)timeout_ms * 1000;
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&pool->mutex);
    while (pool->idle->len == 0 && pool->made == pool->size)
        if (!g_cond_wait_until(&pool->returned, &pool->mutex, deadline_us))
            return false;
    if (pool->idle->len > 0)
        *ret_connection = g_ptr_array_steal_index(pool->idle, pool->idle->len - 1);
    else
        pool->made++;
    return true;
}

static void place_give(PgPool *pool, PgConnection *connection)
{
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&pool->mutex);
    if (connection != NULL)
        g_ptr_array_add(pool->idle, connection);
    else
        pool->made--;
    g_cond_signal(&pool->returned);
}

PgConnection *pg_pool_acquire(PgPool *pool, guint timeout_ms, GError **error)
{
    PgConnection *connection = NULL;
    if (!place_take(pool, timeout_ms, &connection)) {
        database_fail(error, DATABASE_SOFT, NULL, NULL, "all %u database connections were busy for %u ms",
                      pool->size, timeout_ms);
        return NULL;
    }
    bool usable;
    if (connection == NULL) {
        connection = pg_connection_new(&pool->options, error);
        usable = connection != NULL;
    } else {
        usable = pg_connection_ensure(connection, error);
    }
    if (usable)
        return connection;
    place_give(pool, connection);
    return NULL;
}

void pg_pool_release(PgPool *pool, PgConnection *connection)
{
    if (connection == NULL)
        return;
    g_assert(!connection->in_transaction);
    pg_roll_back(connection, NULL);
    place_give(pool, connection);
}
