#include "central/booking/reservation_store.h"

#define RESERVATION_COLUMNS                                                                                  \
    "r.confirmation_number, r.hotel_id, r.channel, r.external_id, r.booked_at, r.booked_by, r.currency, "    \
    "r.comments, "                                                                                           \
    "r.market, r.revision, r.version, g.guest_id, g.reference, g.given_name, g.surname, g.email, "           \
    "g.telephone, "                                                                                          \
    "g.language, g.country FROM reservation r JOIN guest g USING (guest_id) "

#define LINE_COLUMNS                                                                                         \
    "l.confirmation_number, l.line, l.status, l.room_type, l.rate_plan, l.arrival, l.departure, "            \
    "l.holds_until, "                                                                                        \
    "l.adults, l.children, l.infants, l.price_source = 'channel', l.night_prices_minor, l.penalty_minor, "   \
    "l.reason, l.moves "                                                                                     \
    "FROM reservation_line l "

#define NAMED                                                                                                \
    "confirmation_number IN (SELECT unnest($1::text[]) UNION SELECT e.confirmation_number "                  \
    "FROM unnest($2::text[], $3::text[]) AS named(channel, external_id) JOIN reservation e USING (channel, " \
    "external_id)) "

static const PgStatement reservation_lock = {"reservation_lock",
                                             "SELECT " RESERVATION_COLUMNS "WHERE r." NAMED
                                             "ORDER BY r.confirmation_number FOR UPDATE OF r FOR SHARE OF g",
                                             3};

/* A statement of its own: it sees the lines as they are once the lock is held, not as they were before. */
static const PgStatement line_read_named = {
    "reservation_line_read_named",
    "SELECT " LINE_COLUMNS "WHERE l." NAMED "ORDER BY l.confirmation_number, l.line", 3};

static const PgStatement reservation_read = {
    "reservation_read",
    "SELECT " RESERVATION_COLUMNS
    "WHERE r.confirmation_number = ANY($1::text[]) ORDER BY r.confirmation_number",
    1};

static const PgStatement line_read = {
    "reservation_line_read",
    "SELECT " LINE_COLUMNS
    "WHERE l.confirmation_number = ANY($1::text[]) ORDER BY l.confirmation_number, l.line",
    1};

#define RESERVATION_INSERT                                                                                   \
    "INSERT INTO reservation (confirmation_number, hotel_id, guest_id, channel, external_id, booked_at, "    \
    "booked_by, arrival, departure, currency, comments, market, revision, version) "                         \
    "SELECT * FROM unnest($1::text[], $2::integer[], $3::bigint[], $4::text[], $5::text[], "                 \
    "$6::timestamptz[], $7::text[], $8::date[], $9::date[], $10::text[], $11::text[], $12::jsonb[], "        \
    "$13::integer[], $14::bigint[]) "

#define LINE_INSERT                                                                                          \
    "INSERT INTO reservation_line (confirmation_number, line, status, room_type, rate_plan, arrival, "       \
    "departure, holds_until, adults, children, infants, price_source, night_prices_minor, penalty_minor, "   \
    "reason, moves) "                                                                                        \
    "SELECT c, n, s, t, p, a, d, h, ad, ch, i, src, prices::bigint[], pen, why, moves "                      \
    "FROM unnest($1::text[], $2::smallint[], $3::text[], $4::text[], $5::text[], $6::date[], $7::date[], "   \
    "$8::date[], $9::smallint[], $10::smallint[], $11::smallint[], $12::text[], $13::text[], "               \
    "$14::bigint[], $15::text[], $16::jsonb[]) AS u(c, n, s, t, p, a, d, h, ad, ch, i, src, prices, pen, "   \
    "why, moves) "

/* What is new is inserted without asking first whether it is there, which costs the server a third more. */
static const PgStatement reservation_insert = {"reservation_insert", RESERVATION_INSERT, 14};
static const PgStatement line_insert = {"reservation_line_insert", LINE_INSERT, 16};

static const PgStatement reservation_write = {
    "reservation_write",
    RESERVATION_INSERT
    "ON CONFLICT (confirmation_number) DO UPDATE SET guest_id = excluded.guest_id, "
    "arrival = excluded.arrival, departure = excluded.departure, comments = excluded.comments, "
    "market = excluded.market, revision = excluded.revision, version = excluded.version",
    14};

static const PgStatement line_write = {
    "reservation_line_write",
    LINE_INSERT "ON CONFLICT (confirmation_number, line) DO UPDATE SET status = excluded.status, "
                "room_type = excluded.room_type, rate_plan = excluded.rate_plan, arrival = excluded.arrival, "
                "departure = excluded.departure, holds_until = excluded.holds_until, "
                "adults = excluded.adults, children = excluded.children, infants = excluded.infants, "
                "price_source = excluded.price_source, night_prices_minor = excluded.night_prices_minor, "
                "penalty_minor = excluded.penalty_minor, reason = excluded.reason, moves = excluded.moves",
    16};

static const PgStatement guest_insert = {"guest_insert",
                                         "INSERT INTO guest (guest_id, reference, given_name, surname, "
                                         "email, telephone, language, country, created_at, "
                                         "updated_at) SELECT u.*, $9::timestamptz, $9::timestamptz FROM "
                                         "unnest($1::bigint[], $2::text[], $3::text[], "
                                         "$4::text[], $5::text[], $6::text[], $7::text[], $8::text[]) u",
                                         9};

guint reservation_lock_queue(PgConnection *connection, const PgArray *confirmations, const PgArray *channels,
                             const PgArray *external_ids)
{
    g_autoptr(PgParameters) parameters = pg_parameters_new();
    pg_add_array(parameters, confirmations);
    pg_add_array(parameters, channels);
    pg_add_array(parameters, external_ids);
    guint first = pg_queue(connection, &reservation_lock, parameters);
    pg_queue(connection, &line_read_named, parameters);
    return first;
}

void guest_from_row(const PgResult *result, guint row, guint first_column, ReservationGuest *ret_guest)
{
    *ret_guest = (ReservationGuest){
        .guest_id = pg_result_int64(result, row, first_column),
        .reference = g_strdup(pg_result_text(result, row, first_column + 1)),
        .given_name = g_strdup(pg_result_text(result, row, first_column + 2)),
        .surname = g_strdup(pg_result_text(result, row, first_column + 3)),
        .email = g_strdup(pg_result_text(result, row, first_column + 4)),
        .telephone = g_strdup(pg_result_text(result, row, first_column + 5)),
        .language = g_strdup(pg_result_text(result, row, first_column + 6)),
        .country = g_strdup(pg_result_text(result, row, first_column + 7)),
    };
}

static Reservation *reservation_from_row(const Chain *chain, const PgResult *rows, guint row)
{
    Reservation *reservation = reservation_new();
    reservation->confirmation_number = g_strdup(pg_result_text(rows, row, 0));
    reservation->hotel_id = (int)pg_result_int64(rows, row, 1);
    const ChainHotel *hotel = chain_hotel_by_number(chain, reservation->hotel_id);
    g_assert(hotel); /* the daemon does not start with hotels in the database that its chain lacks */
    g_strlcpy(reservation->hotel_code, hotel->code, sizeof reservation->hotel_code);
    reservation->channel = g_strdup(pg_result_text(rows, row, 2));
    reservation->external_id = g_strdup(pg_result_text(rows, row, 3));
    reservation->booked_at = pg_result_instant(rows, row, 4);
    reservation->booked_by = g_strdup(pg_result_text(rows, row, 5));
    g_strlcpy(reservation->currency, pg_result_text(rows, row, 6), sizeof reservation->currency);
    reservation->comments = g_strdup(pg_result_text(rows, row, 7));
    json_decref(reservation->market);
    reservation->market = pg_result_json(rows, row, 8);
    reservation->revision = (int)pg_result_int64(rows, row, 9);
    reservation->version = pg_result_int64(rows, row, 10);
    guest_from_row(rows, row, 11, &reservation->guest);
    return reservation;
}

static ReservationLine *line_from_row(const PgResult *lines, guint row)
{
    ReservationLine *line = reservation_line_new();
    line->number = (int)pg_result_int64(lines, row, 1);
    gboolean known = line_status_parse(pg_result_text(lines, row, 2), &line->status, NULL);
    g_assert(known); /* a CHECK of the table says so */
    g_strlcpy(line->room_type, pg_result_text(lines, row, 3), sizeof line->room_type);
    g_strlcpy(line->rate_plan, pg_result_text(lines, row, 4), sizeof line->rate_plan);
    line->arrival = pg_result_night(lines, row, 5);
    line->departure = pg_result_night(lines, row, 6);
    line->holds_until = pg_result_night(lines, row, 7);
    line->adults = (int)pg_result_int64(lines, row, 8);
    line->children = (int)pg_result_int64(lines, row, 9);
    line->infants = (int)pg_result_int64(lines, row, 10);
    line->channel_price = pg_result_bool(lines, row, 11);
    g_array_unref(line->night_prices_minor);
    line->night_prices_minor = pg_result_int64_array(lines, row, 12);
    line->penalty_minor = pg_result_int64(lines, row, 13);
    line->reason = g_strdup(pg_result_text(lines, row, 14));
    json_auto_t *moves = pg_result_json(lines, row, 15);
    line->moves = line_moves_from_json(moves);
    return line;
}

GPtrArray *reservation_rows_read(const Chain *chain, const PgResult *rows, const PgResult *lines)
{
    GPtrArray *reservations = g_ptr_array_new_with_free_func((GDestroyNotify)reservation_free);
    g_autoptr(GHashTable) by_number = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < pg_result_rows(rows); i++) {
        Reservation *reservation = reservation_from_row(chain, rows, i);
        g_ptr_array_add(reservations, reservation);
        g_hash_table_insert(by_number, reservation->confirmation_number, reservation);
    }
    for (guint i = 0; i < pg_result_rows(lines); i++) {
        Reservation *reservation = g_hash_table_lookup(by_number, pg_result_text(lines, i, 0));
        if (reservation)
            g_ptr_array_add(reservation->lines, line_from_row(lines, i));
    }
    return reservations;
}

DatabaseStatus reservation_load(PgConnection *connection, const Chain *chain, const PgArray *confirmations,
                                GPtrArray **ret_reservations, GError **error)
{
    g_autoptr(PgParameters) parameters = pg_parameters_new();
    pg_add_array(parameters, confirmations);
    pg_queue(connection, &reservation_read, parameters);
    pg_queue(connection, &line_read, parameters);
    g_autoptr(GPtrArray) results = NULL;
    DatabaseStatus status = pg_collect(connection, &results, error);
    if (status == DATABASE_OK)
        *ret_reservations = reservation_rows_read(chain, results->pdata[0], results->pdata[1]);
    return status;
}

enum { RESERVATION_WRITE_COLUMNS = 14, LINE_WRITE_COLUMNS = 16, GUEST_WRITE_COLUMNS = 8 };

static void columns_init(PgArray **columns, guint count)
{
    for (guint i = 0; i < count; i++)
        columns[i] = pg_array_new();
}

static void columns_queue(PgConnection *connection, const PgStatement *statement, PgArray **columns,
                          guint count, const Instant *at)
{
    g_autoptr(PgParameters) parameters = pg_parameters_new();
    for (guint i = 0; i < count; i++) {
        pg_add_array(parameters, columns[i]);
        pg_array_free(columns[i]);
    }
    if (at)
        pg_add_instant(parameters, *at);
    pg_queue(connection, statement, parameters);
}

static void reservation_columns_add(PgArray **columns, const Reservation *reservation)
{
    Night arrival, departure;
    reservation_span(reservation, &arrival, &departure);
    pg_array_add_text(columns[0], reservation->confirmation_number);
    pg_array_add_int64(columns[1], reservation->hotel_id);
    pg_array_add_int64(columns[2], reservation->guest.guest_id);
    pg_array_add_text(columns[3], reservation->channel);
    pg_array_add_text(columns[4], reservation->external_id);
    pg_array_add_instant(columns[5], reservation->booked_at);
    pg_array_add_text(columns[6], reservation->booked_by);
    pg_array_add_night(columns[7], arrival);
    pg_array_add_night(columns[8], departure);
    pg_array_add_text(columns[9], reservation->currency);
    pg_array_add_text(columns[10], reservation->comments ? reservation->comments : "");
    pg_array_add_json(columns[11], reservation->market);
    pg_array_add_int64(columns[12], reservation->revision);
    pg_array_add_int64(columns[13], reservation->version);
}

static char *prices_literal(const GArray *prices)
{
    GString *text = g_string_new("{");
    for (guint i = 0; i < prices->len; i++)
        g_string_append_printf(text, "%s%" G_GINT64_FORMAT, i ? "," : "", g_array_index(prices, int64_t, i));
    g_string_append_c(text, '}');
    return g_string_free(text, FALSE);
}

static void line_columns_add(PgArray **columns, const char *confirmation_number, const ReservationLine *line)
{
    g_autofree char *prices = prices_literal(line->night_prices_minor);
    pg_array_add_text(columns[0], confirmation_number);
    pg_array_add_int64(columns[1], line->number);
    pg_array_add_text(columns[2], line_status_name(line->status));
    pg_array_add_text(columns[3], line->room_type);
    pg_array_add_text(columns[4], line->rate_plan);
    pg_array_add_night(columns[5], line->arrival);
    pg_array_add_night(columns[6], line->departure);
    pg_array_add_night(columns[7], line->holds_until);
    pg_array_add_int64(columns[8], line->adults);
    pg_array_add_int64(columns[9], line->children);
    pg_array_add_int64(columns[10], line->infants);
    pg_array_add_text(columns[11], line->channel_price ? "channel" : "quoted");
    pg_array_add_text(columns[12], prices);
    pg_array_add_int64(columns[13], line->penalty_minor);
    pg_array_add_text(columns[14], line->reason ? line->reason : "");
    json_auto_t *moves = line->moves ? line_moves_to_json(line->moves) : NULL;
    pg_array_add_json(columns[15], moves);
}

void reservation_write_queue(PgConnection *connection, GPtrArray *reservations, gboolean are_new)
{
    if (reservations->len == 0)
        return;
    PgArray *rows[RESERVATION_WRITE_COLUMNS];
    PgArray *lines[LINE_WRITE_COLUMNS];
    columns_init(rows, G_N_ELEMENTS(rows));
    columns_init(lines, G_N_ELEMENTS(lines));
    for (guint i = 0; i < reservations->len; i++) {
        const Reservation *reservation = reservations->pdata[i];
        reservation_columns_add(rows, reservation);
        for (guint j = 0; j < reservation->lines->len; j++)
            line_columns_add(lines, reservation->confirmation_number, reservation->lines->pdata[j]);
    }
    columns_queue(connection, are_new ? &reservation_insert : &reservation_write, rows, G_N_ELEMENTS(rows),
                  NULL);
    columns_queue(connection, are_new ? &line_insert : &line_write, lines, G_N_ELEMENTS(lines), NULL);
}

void guest_insert_queue(PgConnection *connection, GPtrArray *guests, Instant at)
{
    if (guests->len == 0)
        return;
    PgArray *columns[GUEST_WRITE_COLUMNS];
    columns_init(columns, G_N_ELEMENTS(columns));
    for (guint i = 0; i < guests->len; i++) {
        const ReservationGuest *guest = guests->pdata[i];
        const char *texts[] = {guest->given_name, guest->surname,  guest->email,
                               guest->telephone,  guest->language, guest->country};
        pg_array_add_int64(columns[0], guest->guest_id);
        pg_array_add_text(columns[1], guest->reference);
        for (guint t = 0; t < G_N_ELEMENTS(texts); t++)
            pg_array_add_text(columns[2 + t], texts[t] ? texts[t] : "");
    }
    columns_queue(connection, &guest_insert, columns, G_N_ELEMENTS(columns), &at);
}
