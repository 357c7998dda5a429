#include "central/hotel/hotel_opening.h"

#include <string.h>

#include "ops/crew.h"

/* Large enough that the ends of transactions do not matter, small enough that a stop loses little. */
enum { CELLS_A_CHUNK = 50000 };

static const PgStatement hotels_known = {
    "hotels_known", "SELECT hotel_id, hotel_code, business_date, cells_until FROM hotel", 0};

static const PgStatement hotels_insert = {
    "hotels_insert",
    "INSERT INTO hotel (hotel_id, hotel_code, practice, business_date, cells_from, cells_until) "
    "SELECT hotel_id, hotel_code, practice, opens, opens, opens "
    "FROM unnest($1::integer[], $2::text[], $3::boolean[], $4::date[]) AS h(hotel_id, hotel_code, practice, "
    "opens) "
    "ORDER BY hotel_id ON CONFLICT DO NOTHING",
    4};

static const PgStatement leases_insert = {
    "hotel_leases_insert",
    "INSERT INTO hotel_lease (hotel_id) SELECT unnest($1::integer[]) ON CONFLICT DO NOTHING", 1};

/* New cells are numbered behind the newest change, so that readers see a gap and list. A hotel whose cells
 * reach the horizon already is left alone. */
static const PgStatement cells_extend = {
    "hotel_cells_extend",
    "WITH wanted AS (SELECT * FROM unnest($1::integer[], $2::integer[], $3::integer[]) "
    "AS w(hotel_id, nights, types)), "
    "hotel_now AS (SELECT h.hotel_id, h.feed_version, h.cells_until, w.types, "
    "h.business_date + w.nights - h.cells_until AS added FROM hotel h JOIN wanted w USING (hotel_id) "
    "WHERE h.business_date + w.nights > h.cells_until ORDER BY h.hotel_id FOR UPDATE OF h), "
    "cells AS (INSERT INTO inventory_cell (hotel_id, room_type, night, sell_limit, oversell_authorised, "
    "out_of_order, version) "
    "SELECT h.hotel_id, t.room_type, h.cells_until + n, t.sell_limit, greatest(o.rooms - t.sell_limit, 0), "
    "o.rooms, "
    "h.feed_version + 1 + t.ordinal::bigint * h.added + n "
    "FROM hotel_now h JOIN unnest($4::integer[], $5::integer[], $6::text[], $7::integer[]) "
    "AS t(hotel_id, ordinal, room_type, sell_limit) USING (hotel_id) "
    "CROSS JOIN LATERAL generate_series(0, h.added - 1) AS n "
    "CROSS JOIN LATERAL (SELECT count(*)::integer AS rooms FROM room_outage o WHERE o.hotel_id = h.hotel_id "
    "AND o.kind = 'out_of_order' AND o.room_type = t.room_type AND o.until_night > h.cells_until + n AND "
    "o.from_night <= h.cells_until + n) AS o) "
    "UPDATE hotel SET cells_until = h.cells_until + h.added, "
    "feed_version = h.feed_version + h.types::bigint * h.added + 1, "
    "version = h.feed_version + h.types::bigint * h.added + 1 "
    "FROM hotel_now h WHERE hotel.hotel_id = h.hotel_id",
    7};

typedef struct {
    guint first; /* of the list of hotels */
    guint count;
} Chunk;

typedef struct {
    const HotelOpening *opening;
    GPtrArray *hotels; /* const ChainHotel *: those that lack something, by number */
    GArray *chunks;    /* Chunk */
    GMutex telling;
    guint done;
} OpeningRun;

/* ---- what is missing ---- */

/* A hotel that sells already begins with today; a practice hotel with the date it opens. */
static Night first_business_date(const ChainHotel *hotel, Instant now)
{
    return hotel->practice ? hotel->opens : MAX(hotel->opens, instant_local_date(now, hotel->zone));
}

static gboolean row_is_complete(const PgResult *rows, guint row, const ChainHotel *hotel)
{
    return pg_result_night(rows, row, 2) + hotel->horizon_nights <= pg_result_night(rows, row, 3);
}

/* Adds the hotels of the chain that are complete in the database to the set. */
static DatabaseStatus check_known(PgConnection *connection, const Chain *chain, GHashTable *complete,
                                  GError **error)
{
    g_autoptr(PgParameters) none = pg_parameters_new();
    g_autoptr(PgResult) rows = NULL;
    DatabaseStatus status = pg_execute(connection, &hotels_known, none, &rows, error);
    if (status != DATABASE_OK)
        return status;
    for (guint i = 0; i < pg_result_rows(rows); i++) {
        const char *code = pg_result_text(rows, i, 1);
        const ChainHotel *hotel = chain_hotel_by_number(chain, (int32_t)pg_result_int64(rows, i, 0));
        if (!hotel || strcmp(hotel->code, code) != 0)
            return database_fail(error, DATABASE_HARD, NULL, NULL,
                                 "the database has hotel %s under number %" G_GINT64_FORMAT
                                 ", the chain's configuration does not: put it back there",
                                 code, pg_result_int64(rows, i, 0));
        if (row_is_complete(rows, i, hotel))
            g_hash_table_add(complete, (gpointer)hotel);
    }
    return DATABASE_OK;
}

/* Rows are locked in the order of numbers, so that instances that open the same hotels wait for each other
 * only. */
static void list_incomplete(OpeningRun *run, GHashTable *complete)
{
    g_autoptr(GPtrArray) hotels = chain_hotels_by_number(run->opening->chain);
    for (guint i = 0; i < hotels->len; i++)
        if (!g_hash_table_contains(complete, hotels->pdata[i]))
            g_ptr_array_add(run->hotels, hotels->pdata[i]);
    Chunk chunk = {0};
    guint cells = 0;
    for (guint i = 0; i < run->hotels->len; i++) {
        const ChainHotel *hotel = run->hotels->pdata[i];
        chunk.count++;
        cells += (guint)hotel->horizon_nights * hotel->room_types->len;
        if (cells >= CELLS_A_CHUNK || i + 1 == run->hotels->len) {
            g_array_append_val(run->chunks, chunk);
            chunk = (Chunk){.first = i + 1};
            cells = 0;
        }
    }
}

/* ---- one transaction ---- */

typedef struct {
    const OpeningRun *run;
    const Chunk *chunk;
} ChunkWrite;

static const ChainHotel *chunk_hotel(const ChunkWrite *write, guint index)
{
    return write->run->hotels->pdata[write->chunk->first + index];
}

static void hotels_queue(PgConnection *connection, const ChunkWrite *write)
{
    g_autoptr(PgArray) numbers = pg_array_new();
    g_autoptr(PgArray) codes = pg_array_new();
    g_autoptr(PgArray) practice = pg_array_new();
    g_autoptr(PgArray) opens = pg_array_new();
    for (guint i = 0; i < write->chunk->count; i++) {
        const ChainHotel *hotel = chunk_hotel(write, i);
        pg_array_add_int64(numbers, hotel->number);
        pg_array_add_text(codes, hotel->code);
        pg_array_add_bool(practice, hotel->practice);
        pg_array_add_night(opens, first_business_date(hotel, write->run->opening->now));
    }
    g_autoptr(PgParameters) parameters = pg_parameters_new();
    pg_add_array(parameters, numbers);
    pg_add_array(parameters, codes);
    pg_add_array(parameters, practice);
    pg_add_array(parameters, opens);
    pg_queue(connection, &hotels_insert, parameters);
    pg_parameters_clear(parameters);
    pg_add_array(parameters, numbers);
    pg_queue(connection, &leases_insert, parameters);
}

static void types_add(PgParameters *parameters, const ChunkWrite *write)
{
    g_autoptr(PgArray) numbers = pg_array_new();
    g_autoptr(PgArray) ordinals = pg_array_new();
    g_autoptr(PgArray) codes = pg_array_new();
    g_autoptr(PgArray) limits = pg_array_new();
    for (guint i = 0; i < write->chunk->count; i++) {
        const ChainHotel *hotel = chunk_hotel(write, i);
        for (guint t = 0; t < hotel->room_types->len; t++) {
            const ChainRoomType *type = hotel->room_types->pdata[t];
            pg_array_add_int64(numbers, hotel->number);
            pg_array_add_int64(ordinals, t);
            pg_array_add_text(codes, type->code);
            pg_array_add_int64(limits, type->sell_limit);
        }
    }
    pg_add_array(parameters, numbers);
    pg_add_array(parameters, ordinals);
    pg_add_array(parameters, codes);
    pg_add_array(parameters, limits);
}

static void cells_queue(PgConnection *connection, const ChunkWrite *write)
{
    g_autoptr(PgArray) numbers = pg_array_new();
    g_autoptr(PgArray) nights = pg_array_new();
    g_autoptr(PgArray) type_counts = pg_array_new();
    for (guint i = 0; i < write->chunk->count; i++) {
        const ChainHotel *hotel = chunk_hotel(write, i);
        pg_array_add_int64(numbers, hotel->number);
        pg_array_add_int64(nights, hotel->horizon_nights);
        pg_array_add_int64(type_counts, hotel->room_types->len);
    }
    g_autoptr(PgParameters) parameters = pg_parameters_new();
    pg_add_array(parameters, numbers);
    pg_add_array(parameters, nights);
    pg_add_array(parameters, type_counts);
    types_add(parameters, write);
    pg_queue(connection, &cells_extend, parameters);
}

static DatabaseStatus chunk_body(PgConnection *connection, gpointer data, GError **error)
{
    const ChunkWrite *write = data;
    hotels_queue(connection, write);
    cells_queue(connection, write);
    pg_queue_commit(connection);
    return pg_collect(connection, NULL, error);
}

static bool chunk_write(gpointer state, guint task, gpointer user, GError **error)
{
    OpeningRun *run = user;
    ChunkWrite write = {.run = run, .chunk = &g_array_index(run->chunks, Chunk, task)};
    if (pg_run_transaction(state, PG_READ_COMMITTED, chunk_body, &write, error) != DATABASE_OK)
        return false;
    g_mutex_lock(&run->telling);
    run->done += write.chunk->count;
    if (run->opening->told)
        run->opening->told(run->done, run->hotels->len, run->opening->data);
    g_mutex_unlock(&run->telling);
    return true;
}

/* ---- all of them ---- */

static gpointer opener_new(gpointer user, GError **error)
{
    const OpeningRun *run = user;
    PgOptions options = *run->opening->database;
    options.application_name = "keyrack opening";
    return pg_connection_new(&options, error);
}

static void opener_free(gpointer state)
{
    pg_connection_free(state);
}

static bool open_alone(PgConnection *connection, OpeningRun *run, GError **error)
{
    for (guint i = 0; i < run->chunks->len; i++)
        if (!chunk_write(connection, i, run, error))
            return false;
    return true;
}

static bool open_together(OpeningRun *run, GError **error)
{
    const Crew crew = {
        .name = "opening",
        .threads = run->opening->connections,
        .tasks = run->chunks->len,
        .state_new = opener_new,
        .state_free = opener_free,
        .run = chunk_write,
        .user = run,
    };
    return crew_run(&crew, error);
}

DatabaseStatus hotel_opening_run(PgConnection *connection, const HotelOpening *opening, GError **error)
{
    g_autoptr(GHashTable) complete = g_hash_table_new(g_direct_hash, g_direct_equal);
    DatabaseStatus status = check_known(connection, opening->chain, complete, error);
    if (status != DATABASE_OK)
        return status;
    OpeningRun run = {
        .opening = opening, .hotels = g_ptr_array_new(), .chunks = g_array_new(FALSE, FALSE, sizeof(Chunk))};
    g_mutex_init(&run.telling);
    list_incomplete(&run, complete);
    g_autoptr(GError) cause = NULL;
    bool opened = opening->database ? open_together(&run, &cause) : open_alone(connection, &run, &cause);
    if (!opened)
        status = (DatabaseStatus)cause->code;
    g_mutex_clear(&run.telling);
    g_ptr_array_unref(run.hotels);
    g_array_unref(run.chunks);
    if (cause)
        g_propagate_error(error, g_steal_pointer(&cause));
    return status;
}
