#include "central/booking/lookup_routes.h"

#include "central/booking/booking_penalty.h"
#include "central/booking/reservation_store.h"
#include "central/guest/guest_store.h"
#include "central/staff/principal.h"

enum { PAGE_MAX = 200, PAGE_DEFAULT = 50 };

/* Newest stays first, as an agent looks for them; the cursor is the number of rows passed. */
static const PgStatement search_read = {
    "reservation_search",
    "SELECT r.confirmation_number FROM reservation r JOIN guest g USING (guest_id) "
    "WHERE ($1::integer = 0 OR r.hotel_id = $1::integer) AND ($2::text IS NULL OR g.surname_key LIKE "
    "$2::text) "
    "AND ($3::date IS NULL OR r.arrival = $3::date) AND ($4::text IS NULL OR g.email_key = $4::text) "
    "AND ($5::text IS NULL OR r.external_id = $5::text) AND ($6::bigint = 0 OR r.guest_id = $6::bigint) "
    "ORDER BY r.arrival DESC, r.confirmation_number LIMIT $7::integer OFFSET $8::integer",
    8};

typedef struct {
    const ChainHotel *hotel;
    Night arrival;
    gint64 guest_id, limit, offset;
    char *surname, *email;
} Lookup;

static gboolean lookup_read(HttpRequest *request, const Central *central, Lookup *lookup)
{
    const char *hotel = http_request_query(request, "hotel");
    const char *arrival = http_request_query(request, "arrival");
    lookup->arrival = NIGHT_NONE;
    lookup->hotel = hotel ? chain_hotel(central->chain, hotel) : NULL;
    if (hotel && !lookup->hotel) {
        http_request_respond_problem(request, 404, "hotel_not_found",
                                     "the chain has no hotel of this code: see /v1/hotels");
        return FALSE;
    }
    if (arrival && !night_parse(arrival, &lookup->arrival, NULL)) {
        central_respond_query(request, "arrival", "arrival is a date, YYYY-MM-DD");
        return FALSE;
    }
    return http_request_query_integer(request, "guest_id", 0, G_MAXINT64, 0, &lookup->guest_id) &&
           http_request_query_integer(request, "limit", 1, PAGE_MAX, PAGE_DEFAULT, &lookup->limit) &&
           http_request_query_integer(request, "cursor", 0, 1000000, 0, &lookup->offset);
}

static DatabaseStatus lookup_numbers(Worker *worker, HttpRequest *request, const Lookup *lookup,
                                     PgArray *numbers, GError **error)
{
    const char *surname = http_request_query(request, "surname");
    const char *email = http_request_query(request, "email");
    g_autofree char *surname_key = surname ? guest_surname_prefix(surname) : NULL;
    g_autofree char *email_key = email ? g_utf8_strdown(email, -1) : NULL;
    g_autoptr(PgParameters) parameters = pg_parameters_new();
    pg_add_int64(parameters, lookup->hotel ? lookup->hotel->number : 0);
    pg_add_text(parameters, surname_key);
    if (lookup->arrival == NIGHT_NONE)
        pg_add_null(parameters);
    else
        pg_add_night(parameters, lookup->arrival);
    pg_add_text(parameters, email_key);
    pg_add_text(parameters, http_request_query(request, "external_id"));
    pg_add_int64(parameters, lookup->guest_id);
    pg_add_int64(parameters, lookup->limit);
    pg_add_int64(parameters, lookup->offset);
    g_autoptr(PgResult) rows = NULL;
    DatabaseStatus status = pg_execute(worker->connection, &search_read, parameters, &rows, error);
    for (guint i = 0; status == DATABASE_OK && i < pg_result_rows(rows); i++)
        pg_array_add_text(numbers, pg_result_text(rows, i, 0));
    return status;
}

static gint by_arrival(gconstpointer left, gconstpointer right)
{
    Night a, b, departure;
    reservation_span(*(const Reservation *const *)left, &a, &departure);
    reservation_span(*(const Reservation *const *)right, &b, &departure);
    return (a < b) - (a > b);
}

static void search(HttpRequest *request, gpointer context)
{
    Worker *worker = context;
    Lookup lookup = {0};
    if (!lookup_read(request, worker->central, &lookup))
        return;
    g_autoptr(PgArray) numbers = pg_array_new();
    g_autoptr(GPtrArray) found = NULL;
    GError *error = NULL;
    DatabaseStatus status = lookup_numbers(worker, request, &lookup, numbers, &error);
    if (status == DATABASE_OK)
        status = reservation_load(worker->connection, worker->central->chain, numbers, &found, &error);
    if (status != DATABASE_OK) {
        central_respond_database(request, status, error);
        return;
    }
    g_ptr_array_sort(found, by_arrival);
    json_t *items = json_array();
    for (guint i = 0; i < found->len; i++)
        json_array_append_new(items, reservation_to_json(found->pdata[i]));
    central_respond_page(request, items, found->len == lookup.limit ? lookup.offset + lookup.limit : 0);
}

static json_t *line_penalty(const Central *central, const ChainHotel *hotel, const ReservationLine *line)
{
    Instant free_until;
    json_t *item = json_pack("{s:i, s:I}", "line", line->number, "penalty_minor",
                             (json_int_t)booking_penalty_minor(hotel, line, central_now(central, hotel)));
    gboolean has_end = booking_free_until(hotel, line, &free_until);
    json_object_set_new(item, "free_until", has_end ? json_from_instant(free_until) : json_null());
    return item;
}

/* The reservation whose number stands in the path; NULL after the request was answered. */
static Reservation *path_reservation(HttpRequest *request, Worker *worker)
{
    g_autoptr(PgArray) numbers = pg_array_new();
    ConfirmationNumber number;
    g_autoptr(GError) invalid = NULL;
    if (!confirmation_parse(http_request_path_parameter(request, "confirmation"), &number, &invalid)) {
        http_request_respond_problem(request, 404, "confirmation_number_invalid", "%s", invalid->message);
        return NULL;
    }
    pg_array_add_text(numbers, number.digits);
    g_autoptr(GPtrArray) found = NULL;
    GError *error = NULL;
    DatabaseStatus status =
        reservation_load(worker->connection, worker->central->chain, numbers, &found, &error);
    if (status != DATABASE_OK) {
        central_respond_database(request, status, error);
        return NULL;
    }
    if (found->len == 0) {
        http_request_respond_problem(request, 404, "reservation_not_found",
                                     "there is no reservation of this number: check it digit by digit");
        return NULL;
    }
    return g_ptr_array_steal_index(found, 0);
}

static void read_one(HttpRequest *request, gpointer context)
{
    g_autoptr(Reservation) reservation = path_reservation(request, context);
    if (!reservation)
        return;
    HttpResponse *response = http_response_new_json(200, reservation_to_json(reservation));
    http_response_set_etag(response, "%d", reservation->revision);
    http_request_respond(request, response);
}

/* What cancelling now would cost, line by line: shown before it binds. */
static void cancellation(HttpRequest *request, gpointer context)
{
    Worker *worker = context;
    g_autoptr(Reservation) reservation = path_reservation(request, worker);
    if (!reservation)
        return;
    const ChainHotel *hotel = chain_hotel(worker->central->chain, reservation->hotel_code);
    json_t *lines = json_array();
    for (guint i = 0; i < reservation->lines->len; i++) {
        const ReservationLine *line = reservation->lines->pdata[i];
        if (line->status == LINE_RESERVED)
            json_array_append_new(lines, line_penalty(worker->central, hotel, line));
    }
    http_request_respond_json(request, 200,
                              json_pack("{s:o, s:s}", "lines", lines, "currency", reservation->currency));
}

const HttpRoute lookup_routes[] = {
    {"GET", "/v1/reservations{?hotel,surname,arrival,email,external_id,guest_id,limit,cursor}",
     HTTP_LANE_WORKER, ACCESS_BOOK, HTTP_PLAIN, search, 0},
    {"GET", "/v1/reservations/{confirmation}", HTTP_LANE_WORKER, ACCESS_BOOK, HTTP_PLAIN, read_one, 0},
    {"GET", "/v1/reservations/{confirmation}/cancellation", HTTP_LANE_WORKER, ACCESS_BOOK, HTTP_PLAIN,
     cancellation, 0},
};
const gsize lookup_route_count = G_N_ELEMENTS(lookup_routes);
