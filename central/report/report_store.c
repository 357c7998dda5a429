#include "central/report/report_store.h"

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
