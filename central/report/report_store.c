#include "central/report/report_store.h"

#include <string.h>

static const PgStatement production_read = {
    "report_production",
    "SELECT r.hotel_id, to_char(l.arrival, 'YYYY-MM') AS month, count(*), "
    "count(*) FILTER (WHERE l.status = 'cancelled'), count(*) FILTER (WHERE l.status = 'no_show'), "
    "count(*) FILTER (WHERE l.status = 'checked_out'), "
    "coalesce(sum(s.nights_charged) FILTER (WHERE l.status = 'checked_out'), 0), "
    "coalesce(sum(s.room_revenue_minor) FILTER (WHERE l.status = 'checked_out'), 0), r.currency "
    "FROM reservation r JOIN reservation_line l USING (confirmation_number) "
    "LEFT JOIN stay s ON s.hotel_id = r.hotel_id AND s.confirmation_number = l.confirmation_number AND "
    "s.line = l.line "
    "WHERE ($1::integer = 0 OR r.hotel_id = $1::integer) AND l.arrival >= $2::date AND l.arrival < $3::date "
    "GROUP BY r.hotel_id, month, r.currency ORDER BY r.hotel_id, month",
    3};

DatabaseStatus report_production(PgConnection *connection, const Chain *chain, const ChainHotel *hotel,
                                 Night from, Night until, json_t **ret_report, GError **error)
{
    g_autoptr(PgParameters) parameters = pg_parameters_new();
    pg_add_int64(parameters, hotel ? hotel->number : 0);
    pg_add_night(parameters, from);
    pg_add_night(parameters, until);
    g_autoptr(PgResult) rows = NULL;
    DatabaseStatus status = pg_execute(connection, &production_read, parameters, &rows, error);
    if (status != DATABASE_OK)
        return status;
    json_t *items = json_array();
    for (guint i = 0; i < pg_result_rows(rows); i++) {
        const ChainHotel *of = chain_hotel_by_number(chain, (int32_t)pg_result_int64(rows, i, 0));
        json_array_append_new(items, json_pack("{s:s, s:s, s:I, s:I, s:I, s:I, s:I, s:I, s:s}", "hotel",
                                               of->code, "month", pg_result_text(rows, i, 1), "bookings",
                                               (json_int_t)pg_result_int64(rows, i, 2), "cancelled",
                                               (json_int_t)pg_result_int64(rows, i, 3), "no_show",
                                               (json_int_t)pg_result_int64(rows, i, 4), "checked_out",
                                               (json_int_t)pg_result_int64(rows, i, 5), "room_nights",
                                               (json_int_t)pg_result_int64(rows, i, 6), "room_revenue_minor",
                                               (json_int_t)pg_result_int64(rows, i, 7), "currency",
                                               pg_result_text(rows, i, 8)));
    }
    *ret_report = json_pack("{s:o}", "items", items);
    return DATABASE_OK;
}

static const PgStatement checks_read = {
    "report_checks",
    "SELECT (SELECT count(*) FROM inventory_cell WHERE sold + held > sell_limit + oversell_authorised), "
    "(SELECT count(*) FROM inventory_cell c LEFT JOIN "
    "(SELECT r.hotel_id, l.room_type, night::date AS night, count(*) AS lines FROM reservation r "
    "JOIN reservation_line l USING (confirmation_number), "
    "generate_series(l.arrival, l.holds_until - 1, interval '1 day') AS night GROUP BY 1, 2, 3) AS held "
    "USING (hotel_id, room_type, night) LEFT JOIN "
    "(SELECT h.hotel_id, l->>'room_type' AS room_type, night::date AS night, count(*) AS lines FROM hold h, "
    "jsonb_array_elements(h.lines) AS l, "
    "generate_series((l->>'arrival')::date, (l->>'departure')::date - 1, interval '1 day') AS night "
    "WHERE h.status = 'held' GROUP BY 1, 2, 3) AS kept USING (hotel_id, room_type, night) "
    "WHERE c.sold <> coalesce(held.lines, 0) OR c.held <> coalesce(kept.lines, 0)), "
    "(SELECT count(*) FROM stay WHERE status = 'checked_out' AND balance_minor <> 0), "
    "(SELECT count(*) FROM desk_exception)",
    0};

static const PgStatement positions_read = {
    "report_positions",
    "SELECT hotel_code, feed_version, applied_entry, business_date FROM hotel ORDER BY hotel_id", 0};

DatabaseStatus report_checks(PgConnection *connection, json_t **ret_checks, GError **error)
{
    g_autoptr(PgParameters) none = pg_parameters_new();
    pg_queue(connection, &checks_read, none);
    pg_queue(connection, &positions_read, none);
    g_autoptr(GPtrArray) results = NULL;
    DatabaseStatus status = pg_collect(connection, &results, error);
    if (status != DATABASE_OK)
        return status;
    const PgResult *counts = results->pdata[0];
    const PgResult *rows = results->pdata[1];
    json_t *hotels = json_array();
    for (guint i = 0; i < pg_result_rows(rows); i++)
        json_array_append_new(hotels, json_pack("{s:s, s:I, s:I, s:s}", "hotel", pg_result_text(rows, i, 0),
                                                "feed_version", (json_int_t)pg_result_int64(rows, i, 1),
                                                "applied_entry", (json_int_t)pg_result_int64(rows, i, 2),
                                                "business_date", pg_result_text(rows, i, 3)));
    *ret_checks =
        json_pack("{s:I, s:I, s:I, s:I, s:o}", "cells_over_limit", (json_int_t)pg_result_int64(counts, 0, 0),
                  "cells_counted_wrong", (json_int_t)pg_result_int64(counts, 0, 1), "folios_unbalanced",
                  (json_int_t)pg_result_int64(counts, 0, 2), "exceptions",
                  (json_int_t)pg_result_int64(counts, 0, 3), "hotels", hotels);
    return DATABASE_OK;
}
