#include "central/allotment/lines.h"

#include "ops/json.h"
#include "sync/lease_rules.h"

enum {
    MILLISECOND_US = 1000,
    HEARD_MS = 15000, /* three renewals in a row were not heard: the line is cut */
};

typedef struct {
    const ChainHotel *hotel;
    LeaseWatch watch;
    int64_t heard_us; /* monotonic; only while `renewal` > 0 */
    int64_t renewal;  /* 0: never heard */
    Instant heard_at;
    Instant row_heard_at; /* as the database said last */
    LeaseTerms given;     /* the same */
    gboolean lost;        /* did not answer since the newest renewal */
    gboolean told;        /* the memory believes it connected */
} Line;

struct Lines {
    InventoryMemory *memory;
    GMutex mutex;
    GHashTable *lines; /* hotel number -> Line */
};

Lines *lines_new(const Chain *chain, InventoryMemory *memory)
{
    Lines *lines = g_new0(Lines, 1);
    lines->memory = memory;
    lines->lines = g_hash_table_new_full(g_direct_hash, g_direct_equal, NULL, g_free);
    g_mutex_init(&lines->mutex);
    for (guint i = 0; i < chain->hotels->len; i++) {
        Line *line = g_new0(Line, 1);
        line->hotel = chain->hotels->pdata[i];
        g_hash_table_insert(lines->lines, GINT_TO_POINTER(line->hotel->number), line);
    }
    return lines;
}

void lines_free(Lines *lines)
{
    if (!lines)
        return;
    g_hash_table_unref(lines->lines);
    g_mutex_clear(&lines->mutex);
    g_free(lines);
}

static Line *line_of(Lines *lines, const ChainHotel *hotel)
{
    return g_hash_table_lookup(lines->lines, GINT_TO_POINTER(hotel->number));
}

static gboolean line_is_heard(const Line *line, int64_t now_us)
{
    return line->renewal > 0 && !line->lost && now_us - line->heard_us < (int64_t)HEARD_MS * MILLISECOND_US;
}

/* Mutex held. */
static void line_tell(Lines *lines, Line *line, int64_t now_us)
{
    gboolean heard = line_is_heard(line, now_us);
    if (heard == line->told)
        return;
    line->told = heard;
    inventory_memory_set_connected(lines->memory, line->hotel, heard);
}

static void line_note(Line *line, int64_t renewal, Instant at, int64_t heard_us, int64_t now_us)
{
    if (renewal != line->renewal)
        line->lost = FALSE;
    line->renewal = renewal;
    line->heard_us = heard_us;
    line->heard_at = at;
    lease_watch_note(&line->watch, renewal, now_us);
}

/* A database that lost renewals in a failover counts the next ones with numbers that were seen before. They
 * are new by their moment: the number they bring is taken, and the time of taking back starts anew. */
static void line_note_row(Line *line, const LeaseRow *row, int64_t now_us)
{
    if (row->renewal < line->renewal && row->heard_at <= line->heard_at)
        return; /* read before another thread heard the next */
    if (row->heard_at != line->row_heard_at)
        line->watch = (LeaseWatch){0};
    line->row_heard_at = row->heard_at;
    line->given = row->given;
    line_note(line, row->renewal, row->heard_at, now_us - MAX(row->age_ms, 0) * MILLISECOND_US, now_us);
}

void lines_take(Lines *lines, const GArray *rows, int64_t now_us)
{
    g_mutex_lock(&lines->mutex);
    for (guint i = 0; i < rows->len; i++) {
        const LeaseRow *row = &g_array_index(rows, LeaseRow, i);
        Line *line = g_hash_table_lookup(lines->lines, GINT_TO_POINTER(row->hotel_id));
        if (!line)
            continue;
        line_note_row(line, row, now_us);
        line_tell(lines, line, now_us);
    }
    g_mutex_unlock(&lines->mutex);
}

void lines_heard(Lines *lines, const ChainHotel *hotel, int64_t renewal, Instant at, int64_t now_us)
{
    g_mutex_lock(&lines->mutex);
    Line *line = line_of(lines, hotel);
    line->watch = (LeaseWatch){0};
    line_note(line, renewal, at, now_us, now_us);
    line_tell(lines, line, now_us);
    g_mutex_unlock(&lines->mutex);
}

void lines_lost(Lines *lines, const ChainHotel *hotel)
{
    g_mutex_lock(&lines->mutex);
    Line *line = line_of(lines, hotel);
    line->lost = TRUE;
    line_tell(lines, line, line->heard_us);
    g_mutex_unlock(&lines->mutex);
}

gboolean lines_is_heard(Lines *lines, const ChainHotel *hotel, int64_t now_us)
{
    g_mutex_lock(&lines->mutex);
    gboolean heard = line_is_heard(line_of(lines, hotel), now_us);
    g_mutex_unlock(&lines->mutex);
    return heard;
}

gboolean lines_is_over(Lines *lines, const ChainHotel *hotel, int64_t now_us, int64_t *ret_renewal)
{
    LeaseTerms terms = lease_terms(hotel);
    g_mutex_lock(&lines->mutex);
    const Line *line = line_of(lines, hotel);
    /* The hotel lives on the lease it was given, whatever the configuration has become since. */
    gboolean over = !line_is_heard(line, now_us) &&
                    lease_watch_is_over(&line->watch, MAX(terms.lease_ms, line->given.lease_ms),
                                        MAX(terms.margin_ms, line->given.margin_ms), now_us);
    if (over)
        *ret_renewal = line->watch.renewal;
    g_mutex_unlock(&lines->mutex);
    return over;
}

void lines_describe(Lines *lines, const ChainHotel *hotel, int64_t now_us, json_t *answer)
{
    g_mutex_lock(&lines->mutex);
    const Line *line = line_of(lines, hotel);
    gboolean connected = line_is_heard(line, now_us);
    Instant heard_at = line->heard_at;
    g_mutex_unlock(&lines->mutex);
    json_object_set_new(answer, "connected", json_boolean(connected));
    json_object_set_new(answer, "heard_at", heard_at == 0 ? json_null() : json_from_instant(heard_at));
}
