#include "central/hotel/hotel_store.h"

#include <string.h>

static const PgStatement hotels_known = {
    "hotels_known", "SELECT hotel_id, hotel_code FROM hotel ORDER BY hotel_id FOR UPDATE", 0};

static const PgStatement hotel_insert = {
    "hotel_insert",
    "INSERT INTO hotel (hotel_id, hotel_code, practice, business_date, cells_from, cells_until) "
    "VALUES ($1, $2, $3, $4, $4, $4) ON CONFLICT DO NOTHING",
    4};

static const PgStatement lease_insert = {
    "hotel_lease_insert", "INSERT INTO hotel_lease (hotel_id) VALUES ($1) ON CONFLICT DO NOTHING", 1};

/* New cells are numbered behind the newest change, so that readers see a gap and list. Nothing happens where
 * the cells reach the horizon already. */
static const PgStatement cells_extend = {
    "hotel_cells_extend",
    "WITH hotel_now AS (SELECT hotel_id, feed_version, cells_until, business_date + $2::integer AS horizon "
    "FROM hotel WHERE hotel_id = $1 FOR UPDATE), "
    "added AS (INSERT INTO inventory_cell (hotel_id, room_type, night, sell_limit, version) "
    "SELECT h.hotel_id, t.room_type, night::date, t.sell_limit, h.feed_version + row_number() OVER () "
    "FROM hotel_now h, generate_series(h.cells_until, h.horizon - 1, interval '1 day') AS night, "
    "unnest($3::text[], $4::integer[]) AS t(room_type, sell_limit) RETURNING 1) "
    "UPDATE hotel SET cells_until = greatest(hotel_now.horizon, hotel.cells_until), "
    "feed_version = hotel.feed_version + (SELECT count(*) FROM added) + 1, "
    "version = hotel.feed_version + (SELECT count(*) FROM added) + 1 "
    "FROM hotel_now WHERE hotel.hotel_id = hotel_now.hotel_id AND hotel_now.horizon > hotel.cells_until",
    4};

static const PgStatement positions_read = {
    "hotel_positions",
    "SELECT hotel_id, feed_version, applied_entry, business_date FROM hotel ORDER BY hotel_id", 0};

static const PgStatement clock_read = {"practice_clock_read", "SELECT now FROM practice_clock", 0};

static const PgStatement clock_write = {
    "practice_clock_write",
    "INSERT INTO practice_clock (now) VALUES ($1) ON CONFLICT (singleton) "
    "DO UPDATE SET now = greatest(practice_clock.now, excluded.now) RETURNING now",
    1};

typedef struct {
    const Chain *chain;
    Instant now;
} Catalogue;

/* A hotel that sells already begins with today; a practice hotel with the date it opens. */
static Night first_business_date(const ChainHotel *hotel, Instant now)
{
    if (hotel->practice)
        return hotel->opens;
    g_autoptr(GTimeZone) zone = g_time_zone_new_identifier(hotel->time_zone);
    return MAX(hotel->opens, instant_local_date(now, zone));
}

static DatabaseStatus check_known(const Chain *chain, PgConnection *connection, GError **error)
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
    }
    return DATABASE_OK;
}

static void hotel_queue(PgConnection *connection, const ChainHotel *hotel, Instant now)
{
    g_autoptr(PgParameters) row = pg_parameters_new();
    pg_add_int64(row, hotel->number);
    pg_add_text(row, hotel->code);
    pg_add_bool(row, hotel->practice);
    pg_add_night(row, first_business_date(hotel, now));
    pg_queue(connection, &hotel_insert, row);
    pg_parameters_clear(row);
    pg_add_int64(row, hotel->number);
    pg_queue(connection, &lease_insert, row);
    g_autoptr(PgArray) types = pg_array_new();
    g_autoptr(PgArray) limits = pg_array_new();
    for (guint i = 0; i < hotel->room_types->len; i++) {
        const ChainRoomType *type = hotel->room_types->pdata[i];
        pg_array_add_text(types, type->code);
        pg_array_add_int64(limits, type->sell_limit);
    }
    g_autoptr(PgParameters) cells = pg_parameters_new();
    pg_add_int64(cells, hotel->number);
    pg_add_int64(cells, hotel->horizon_nights);
    pg_add_array(cells, types);
    pg_add_array(cells, limits);
    pg_queue(connection, &cells_extend, cells);
}

static DatabaseStatus catalogue_body(PgConnection *connection, gpointer data, GError **error)
{
    const Catalogue *catalogue = data;
    DatabaseStatus status = check_known(catalogue->chain, connection, error);
    if (status != DATABASE_OK)
        return status;
    for (guint i = 0; i < catalogue->chain->hotels->len; i++)
        hotel_queue(connection, catalogue->chain->hotels->pdata[i], catalogue->now);
    return pg_collect(connection, NULL, error);
}

DatabaseStatus hotel_catalogue_write(PgConnection *connection, const Chain *chain, Instant now,
                                     GError **error)
{
    Catalogue catalogue = {.chain = chain, .now = now};
    return pg_run_transaction(connection, PG_READ_COMMITTED, catalogue_body, &catalogue, error);
}

DatabaseStatus hotel_positions(PgConnection *connection, GArray **ret_positions, GError **error)
{
    g_autoptr(PgParameters) none = pg_parameters_new();
    g_autoptr(PgResult) rows = NULL;
    DatabaseStatus status = pg_execute(connection, &positions_read, none, &rows, error);
    if (status != DATABASE_OK)
        return status;
    *ret_positions = g_array_new(FALSE, FALSE, sizeof(HotelPosition));
    for (guint i = 0; i < pg_result_rows(rows); i++) {
        HotelPosition position = {
            .hotel_id = (int)pg_result_int64(rows, i, 0),
            .feed_version = pg_result_int64(rows, i, 1),
            .applied_entry = pg_result_int64(rows, i, 2),
            .business_date = pg_result_night(rows, i, 3),
        };
        g_array_append_val(*ret_positions, position);
    }
    return DATABASE_OK;
}

DatabaseStatus practice_clock_load(PgConnection *connection, gboolean *ret_set, Instant *ret_now,
                                   GError **error)
{
    g_autoptr(PgParameters) none = pg_parameters_new();
    g_autoptr(PgResult) rows = NULL;
    DatabaseStatus status = pg_execute(connection, &clock_read, none, &rows, error);
    if (status != DATABASE_OK)
        return status;
    *ret_set = pg_result_rows(rows) > 0;
    if (*ret_set)
        *ret_now = pg_result_instant(rows, 0, 0);
    return DATABASE_OK;
}

DatabaseStatus practice_clock_store(PgConnection *connection, Instant now, Instant *ret_now, GError **error)
{
    g_autoptr(PgParameters) parameters = pg_parameters_new();
    pg_add_instant(parameters, now);
    g_autoptr(PgResult) rows = NULL;
    DatabaseStatus status = pg_execute(connection, &clock_write, parameters, &rows, error);
    if (status == DATABASE_OK)
        *ret_now = pg_result_instant(rows, 0, 0);
    return status;
}
