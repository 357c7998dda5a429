#include "central/reconcile/reconcile_memory.h"

#include "ops/json.h"

typedef struct {
    json_t *report;
    Instant heard_at;
} Heard;

struct ReconcileMemory {
    GMutex mutex;
    GHashTable *hotels; /* number of the hotel -> Heard */
};

static void heard_free(gpointer data)
{
    Heard *heard = data;
    json_decref(heard->report);
    g_free(heard);
}

ReconcileMemory *reconcile_memory_new(void)
{
    ReconcileMemory *memory = g_new0(ReconcileMemory, 1);
    g_mutex_init(&memory->mutex);
    memory->hotels = g_hash_table_new_full(NULL, NULL, NULL, heard_free);
    return memory;
}

void reconcile_memory_free(ReconcileMemory *memory)
{
    if (!memory)
        return;
    g_hash_table_unref(memory->hotels);
    g_mutex_clear(&memory->mutex);
    g_free(memory);
}

void reconcile_memory_put(ReconcileMemory *memory, const ChainHotel *hotel, json_t *report, Instant now)
{
    Heard *heard = g_new0(Heard, 1);
    heard->report = report;
    heard->heard_at = now;
    g_mutex_lock(&memory->mutex);
    g_hash_table_replace(memory->hotels, GINT_TO_POINTER(hotel->number), heard);
    g_mutex_unlock(&memory->mutex);
}

/* Under the lock: counts of references are not for two threads. */
static json_t *report_copy(ReconcileMemory *memory, const ChainHotel *hotel, Instant *ret_heard_at)
{
    g_mutex_lock(&memory->mutex);
    const Heard *heard = g_hash_table_lookup(memory->hotels, GINT_TO_POINTER(hotel->number));
    json_t *report = heard ? json_deep_copy(heard->report) : json_object();
    *ret_heard_at = heard ? heard->heard_at : INSTANT_NONE;
    g_mutex_unlock(&memory->mutex);
    return report;
}

/* The age the hotel told, and what has passed since; NULL: it never checked. */
static json_t *age_now(const json_t *report, Instant heard_at, Instant now)
{
    const json_t *age = json_object_get(report, "age_ms");
    if (!json_is_integer(age))
        return NULL;
    return json_integer(json_integer_value(age) + MAX(now - heard_at, 0) / INSTANT_MILLISECOND);
}

json_t *reconcile_memory_report(ReconcileMemory *memory, const ChainHotel *hotel, Instant now)
{
    Instant heard_at;
    json_t *report = report_copy(memory, hotel, &heard_at);
    json_t *age = age_now(report, heard_at, now);
    if (age)
        json_object_set_new(report, "age_ms", age);
    json_object_set_new(report, "hotel", json_string(hotel->code));
    json_object_set_new(report, "heard_at", json_from_instant(heard_at));
    return report;
}

static json_int_t sum_of(const json_t *tables, const char *member)
{
    size_t index;
    const json_t *table;
    json_int_t sum = 0;
    json_array_foreach(tables, index, table) sum += json_integer_value(json_object_get(table, member));
    return sum;
}

static json_t *member_copy(const json_t *report, const char *member)
{
    const json_t *value = json_object_get(report, member);
    return value ? json_deep_copy(value) : json_null();
}

/* Under the lock, of which little is taken: a chain has thousands of reports, with many rows each. */
static json_t *line_of_report(const ChainHotel *hotel, const json_t *report, Instant heard_at, Instant now)
{
    const json_t *tables = json_object_get(report, "tables");
    json_t *age = age_now(report, heard_at, now);
    return json_pack("{s:s, s:o, s:o, s:o, s:o, s:I, s:I}", "hotel", hotel->code, "heard_at",
                     json_from_instant(heard_at), "agrees", member_copy(report, "agrees"), "checked_at",
                     member_copy(report, "checked_at"), "age_ms", age ? age : member_copy(report, "age_ms"),
                     "open", sum_of(tables, "open"), "repaired", sum_of(tables, "repaired"));
}

json_t *reconcile_memory_line(ReconcileMemory *memory, const ChainHotel *hotel, Instant now)
{
    g_mutex_lock(&memory->mutex);
    const Heard *heard = g_hash_table_lookup(memory->hotels, GINT_TO_POINTER(hotel->number));
    json_t *line =
        line_of_report(hotel, heard ? heard->report : NULL, heard ? heard->heard_at : INSTANT_NONE, now);
    g_mutex_unlock(&memory->mutex);
    return line;
}
