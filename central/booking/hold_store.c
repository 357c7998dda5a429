#include "central/booking/hold_store.h"

#include "ops/json.h"

static const PgStatement hold_lock = {"hold_lock",
                                      "SELECT hold_id, hotel_id, status, expires_at, created_by, lines FROM "
                                      "hold WHERE hold_id = ANY($1::text[]) "
                                      "ORDER BY hold_id FOR UPDATE",
                                      1};

static const PgStatement hold_write = {
    "hold_write",
    "INSERT INTO hold (hold_id, hotel_id, status, expires_at, created_by, lines) "
    "SELECT * FROM unnest($1::text[], $2::integer[], $3::text[], $4::timestamptz[], $5::text[], $6::jsonb[]) "
    "ON CONFLICT (hold_id) DO UPDATE SET status = excluded.status",
    6};

static const PgStatement hold_expired = {"hold_expired",
                                         "SELECT hold_id FROM hold JOIN hotel USING (hotel_id) "
                                         "WHERE status = 'held' AND practice = $1::boolean AND expires_at <= "
                                         "$2::timestamptz ORDER BY expires_at LIMIT $3::integer",
                                         3};

guint hold_lock_queue(PgConnection *connection, const PgArray *hold_ids)
{
    g_autoptr(PgParameters) parameters = pg_parameters_new();
    pg_add_array(parameters, hold_ids);
    return pg_queue(connection, &hold_lock, parameters);
}

static ReservationLine *line_from_json(const json_t *document)
{
    g_autoptr(ReservationLine) line = reservation_line_new();
    const char *room_type, *rate_plan, *arrival, *departure;
    json_t *prices;
    int read = json_unpack((json_t *)document, "{s:i, s:s, s:s, s:s, s:s, s:i, s:i, s:i, s:o}", "line",
                           &line->number, "room_type", &room_type, "rate_plan", &rate_plan, "arrival",
                           &arrival, "departure", &departure, "adults", &line->adults, "children",
                           &line->children, "infants", &line->infants, "night_prices_minor", &prices);
    gboolean dated = read == 0 && night_parse(arrival, &line->arrival, NULL) &&
                     night_parse(departure, &line->departure, NULL);
    g_assert(dated); /* this program wrote it */
    line->status = LINE_RESERVED;
    line->holds_until = line->departure;
    g_strlcpy(line->room_type, room_type, sizeof line->room_type);
    g_strlcpy(line->rate_plan, rate_plan, sizeof line->rate_plan);
    for (size_t i = 0; i < json_array_size(prices); i++) {
        int64_t price = json_integer_value(json_array_get(prices, i));
        g_array_append_val(line->night_prices_minor, price);
    }
    return g_steal_pointer(&line);
}

void hold_rows_take(BookingState *state, const PgResult *rows)
{
    for (guint i = 0; i < pg_result_rows(rows); i++) {
        StateHold *hold = booking_state_add_hold(state, pg_result_text(rows, i, 0),
                                                 (int)pg_result_int64(rows, i, 1), pg_result_text(rows, i, 2),
                                                 pg_result_instant(rows, i, 3), pg_result_text(rows, i, 4));
        json_t *lines = pg_result_json(rows, i, 5);
        size_t index;
        json_t *line;
        json_array_foreach(lines, index, line) g_ptr_array_add(hold->lines, line_from_json(line));
        json_decref(lines);
    }
}

void hold_write_queue(PgConnection *connection, GPtrArray *holds)
{
    if (holds->len == 0)
        return;
    g_autoptr(PgArray) ids = pg_array_new();
    g_autoptr(PgArray) hotels = pg_array_new();
    g_autoptr(PgArray) statuses = pg_array_new();
    g_autoptr(PgArray) expiries = pg_array_new();
    g_autoptr(PgArray) owners = pg_array_new();
    g_autoptr(PgArray) lines = pg_array_new();
    for (guint i = 0; i < holds->len; i++) {
        const StateHold *hold = holds->pdata[i];
        json_t *document = reservation_lines_to_json(hold->lines);
        pg_array_add_text(ids, hold->hold_id);
        pg_array_add_int64(hotels, hold->hotel_id);
        pg_array_add_text(statuses, hold->status);
        pg_array_add_instant(expiries, hold->expires_at);
        pg_array_add_text(owners, hold->created_by);
        pg_array_add_json(lines, document);
        json_decref(document);
    }
    g_autoptr(PgParameters) parameters = pg_parameters_new();
    const PgArray *columns[] = {ids, hotels, statuses, expiries, owners, lines};
    for (guint i = 0; i < G_N_ELEMENTS(columns); i++)
        pg_add_array(parameters, columns[i]);
    pg_queue(connection, &hold_write, parameters);
}

DatabaseStatus hold_list_expired(PgConnection *connection, gboolean practice, Instant now, int limit,
                                 GPtrArray **ret_hold_ids, GError **error)
{
    g_autoptr(PgParameters) parameters = pg_parameters_new();
    pg_add_bool(parameters, practice);
    pg_add_instant(parameters, now);
    pg_add_int64(parameters, limit);
    g_autoptr(PgResult) rows = NULL;
    DatabaseStatus status = pg_execute(connection, &hold_expired, parameters, &rows, error);
    if (status != DATABASE_OK)
        return status;
    *ret_hold_ids = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < pg_result_rows(rows); i++)
        g_ptr_array_add(*ret_hold_ids, g_strdup(pg_result_text(rows, i, 0)));
    return DATABASE_OK;
}
