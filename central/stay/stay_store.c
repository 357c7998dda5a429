#include "central/stay/stay_store.h"

static const PgStatement stay_write = {
    "stay_write",
    "INSERT INTO stay (hotel_id, stay_id, confirmation_number, line, status, arrival, departure, room, "
    "nights_charged, "
    "room_revenue_minor, balance_minor, version, row) "
    "SELECT h, (r->>'stay_id')::bigint, r->>'confirmation_number', (r->>'line')::smallint, r->>'status', "
    "(r->>'arrival')::date, (r->>'departure')::date, coalesce(r->>'room', ''), "
    "(r->>'nights_charged')::integer, "
    "(r->>'room_revenue_minor')::bigint, (r->>'balance_minor')::bigint, (r->>'version')::bigint, r "
    "FROM (SELECT DISTINCT ON (h, r->>'stay_id') h, r FROM unnest($1::integer[], $2::jsonb[]) WITH "
    "ORDINALITY AS u(h, r, n) "
    "ORDER BY h, r->>'stay_id', n DESC) AS newest "
    "ON CONFLICT (hotel_id, stay_id) DO UPDATE SET confirmation_number = excluded.confirmation_number, "
    "line = excluded.line, status = excluded.status, arrival = excluded.arrival, "
    "departure = excluded.departure, room = excluded.room, nights_charged = excluded.nights_charged, "
    "room_revenue_minor = excluded.room_revenue_minor, balance_minor = excluded.balance_minor, "
    "version = excluded.version, row = excluded.row",
    2};

static const PgStatement day_write = {
    "hotel_day_write",
    "INSERT INTO hotel_day (hotel_id, business_date, statistics) "
    "SELECT DISTINCT ON (h, r->>'business_date') h, (r->>'business_date')::date, coalesce(r->'statistics', "
    "'{}') "
    "FROM unnest($1::integer[], $2::jsonb[]) WITH ORDINALITY AS u(h, r, n) ORDER BY h, r->>'business_date', "
    "n DESC "
    "ON CONFLICT (hotel_id, business_date) DO UPDATE SET statistics = excluded.statistics",
    2};

static const PgStatement exception_write = {
    "desk_exception_write",
    "INSERT INTO desk_exception (hotel_id, entry, kind, confirmation_number, detail, at, "
    "room_type, first_night, nights, rooms, reason) "
    "SELECT * FROM unnest($1::integer[], $2::bigint[], $3::text[], $4::text[], $5::text[], "
    "$6::timestamptz[], $7::text[], $8::date[], $9::integer[], $10::integer[], $11::text[]) "
    "ON CONFLICT (hotel_id, entry, detail) DO NOTHING",
    11};

static void copies_queue(PgConnection *connection, const PgStatement *statement, const GPtrArray *copies)
{
    if (copies->len == 0)
        return;
    g_autoptr(PgArray) hotels = pg_array_new();
    g_autoptr(PgArray) rows = pg_array_new();
    for (guint i = 0; i < copies->len; i++) {
        const StateCopy *copy = copies->pdata[i];
        pg_array_add_int64(hotels, copy->hotel_id);
        pg_array_add_json(rows, copy->row);
    }
    g_autoptr(PgParameters) parameters = pg_parameters_new();
    pg_add_array(parameters, hotels);
    pg_add_array(parameters, rows);
    pg_queue(connection, statement, parameters);
}

static void exceptions_queue(PgConnection *connection, const GPtrArray *exceptions)
{
    if (exceptions->len == 0)
        return;
    PgArray *columns[11];
    for (guint i = 0; i < G_N_ELEMENTS(columns); i++)
        columns[i] = pg_array_new();
    for (guint i = 0; i < exceptions->len; i++) {
        const StateException *exception = exceptions->pdata[i];
        pg_array_add_int64(columns[0], exception->hotel_id);
        pg_array_add_int64(columns[1], exception->entry);
        pg_array_add_text(columns[2], exception->kind);
        pg_array_add_text(columns[3], exception->confirmation_number);
        pg_array_add_text(columns[4], exception->detail);
        pg_array_add_instant(columns[5], exception->at);
        pg_array_add_text(columns[6], exception->room_type);
        if (exception->nights > 0)
            pg_array_add_night(columns[7], exception->first_night);
        else
            pg_array_add_null(columns[7]);
        pg_array_add_int64(columns[8], exception->nights);
        pg_array_add_int64(columns[9], exception->rooms);
        pg_array_add_text(columns[10], exception->reason);
    }
    g_autoptr(PgParameters) parameters = pg_parameters_new();
    for (guint i = 0; i < G_N_ELEMENTS(columns); i++) {
        pg_add_array(parameters, columns[i]);
        pg_array_free(columns[i]);
    }
    pg_queue(connection, &exception_write, parameters);
}

void stay_write_queue(PgConnection *connection, const BookingState *state)
{
    copies_queue(connection, &stay_write, state->stays);
    copies_queue(connection, &day_write, state->days);
    exceptions_queue(connection, state->exceptions);
}
