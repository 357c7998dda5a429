#include "central/hotel/hotel_store.h"

static const PgStatement positions_read = {
    "hotel_positions",
    "SELECT hotel_id, feed_version, applied_entry, business_date FROM hotel ORDER BY hotel_id", 0};

static const PgStatement position_read = {
    "hotel_position",
    "SELECT hotel_id, feed_version, applied_entry, business_date FROM hotel WHERE hotel_id = $1", 1};

static const PgStatement clock_read = {"practice_clock_read", "SELECT now FROM practice_clock", 0};

static const PgStatement clock_write = {
    "practice_clock_write",
    "INSERT INTO practice_clock (now) VALUES ($1) ON CONFLICT (singleton) "
    "DO UPDATE SET now = greatest(practice_clock.now, excluded.now) RETURNING now",
    1};

static HotelPosition position_of_row(const PgResult *rows, guint row)
{
    return (HotelPosition){
        .hotel_id = (int)pg_result_int64(rows, row, 0),
        .feed_version = pg_result_int64(rows, row, 1),
        .applied_entry = pg_result_int64(rows, row, 2),
        .business_date = pg_result_night(rows, row, 3),
    };
}

DatabaseStatus hotel_position(PgConnection *connection, const ChainHotel *hotel, HotelPosition *ret_position,
                              GError **error)
{
    g_autoptr(PgParameters) parameters = pg_parameters_new();
    pg_add_int64(parameters, hotel->number);
    g_autoptr(PgResult) rows = NULL;
    DatabaseStatus status = pg_execute(connection, &position_read, parameters, &rows, error);
    if (status == DATABASE_OK && pg_result_rows(rows) > 0)
        *ret_position = position_of_row(rows, 0);
    return status;
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
        HotelPosition position = position_of_row(rows, i);
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
