#include "central/stay/outage_store.h"

static const PgStatement outages_read = {
    "outages_read",
    "SELECT o.hotel_id, o.outage_id, o.room, o.room_type, o.kind = 'out_of_order', o.from_night, "
    "o.until_night, o.reason FROM room_outage o JOIN hotel h USING (hotel_id) WHERE o.hotel_id = "
    "ANY($1::integer[]) AND o.until_night >= h.business_date",
    1};

static const PgStatement outages_write = {
    "outages_write",
    "INSERT INTO room_outage (hotel_id, outage_id, room, room_type, kind, from_night, until_night, reason) "
    "SELECT * FROM unnest($1::integer[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::date[], "
    "$7::date[], $8::text[]) ON CONFLICT (hotel_id, outage_id) DO UPDATE SET from_night = "
    "excluded.from_night, until_night = excluded.until_night, reason = excluded.reason",
    8};

guint outage_read_queue(PgConnection *connection, const PgArray *hotels)
{
    g_autoptr(PgParameters) parameters = pg_parameters_new();
    pg_add_array(parameters, hotels);
    return pg_queue(connection, &outages_read, parameters);
}

void outage_rows_take(BookingState *state, const PgResult *rows)
{
    for (guint i = 0; i < pg_result_rows(rows); i++) {
        StateOutage *outage =
            booking_state_outage(state, (int)pg_result_int64(rows, i, 0), pg_result_int64(rows, i, 1));
        g_free(outage->room);
        g_free(outage->reason);
        outage->room = g_strdup(pg_result_text(rows, i, 2));
        g_strlcpy(outage->room_type, pg_result_text(rows, i, 3), sizeof outage->room_type);
        outage->out_of_order = pg_result_bool(rows, i, 4);
        outage->from = pg_result_night(rows, i, 5);
        outage->until = pg_result_night(rows, i, 6);
        outage->reason = g_strdup(pg_result_text(rows, i, 7));
    }
}

static void columns_add(PgArray **columns, const StateOutage *outage)
{
    pg_array_add_int64(columns[0], outage->hotel_id);
    pg_array_add_int64(columns[1], outage->outage_id);
    pg_array_add_text(columns[2], outage->room);
    pg_array_add_text(columns[3], outage->room_type);
    pg_array_add_text(columns[4], outage->out_of_order ? "out_of_order" : "out_of_service");
    pg_array_add_night(columns[5], outage->from);
    pg_array_add_night(columns[6], outage->until);
    pg_array_add_text(columns[7], outage->reason);
}

void outage_write_queue(PgConnection *connection, const GPtrArray *outages)
{
    PgArray *columns[8];
    for (guint i = 0; i < G_N_ELEMENTS(columns); i++)
        columns[i] = pg_array_new();
    for (guint i = 0; i < outages->len; i++) {
        const StateOutage *outage = outages->pdata[i];
        if (outage->changed)
            columns_add(columns, outage);
    }
    gboolean any = pg_array_length(columns[0]) > 0;
    g_autoptr(PgParameters) parameters = pg_parameters_new();
    for (guint i = 0; i < G_N_ELEMENTS(columns); i++) {
        pg_add_array(parameters, columns[i]);
        pg_array_free(columns[i]);
    }
    if (any)
        pg_queue(connection, &outages_write, parameters);
}
