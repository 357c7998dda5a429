#include "central/booking/booking_read.h"

#include <string.h>

#include "central/booking/hold_store.h"
#include "central/booking/reservation_store.h"
#include "central/inventory/inventory_store.h"
#include "central/stay/outage_store.h"

static const PgStatement answer_read = {
    "idempotency_read",
    "SELECT i.scope, i.key, i.request_digest, i.status, i.answer "
    "FROM unnest($1::text[], $2::text[]) AS asked(scope, key) JOIN idempotency i USING (scope, key)",
    2};

static const PgStatement guest_read_named = {
    "guest_read_named",
    "SELECT guest_id, reference, given_name, surname, email, telephone, language, country FROM guest "
    "WHERE guest_id = ANY($1::bigint[]) OR reference = ANY($2::text[]) FOR SHARE",
    2};

static const PgStatement numbers_draw = {
    "numbers_draw",
    "SELECT nextval('confirmation_sequence'), nextval('guest_sequence') FROM generate_series(1, $1::integer)",
    1};

static const PgStatement leases_lock = {"leases_lock",
                                        "SELECT hotel_id, renewal FROM hotel_lease WHERE hotel_id = "
                                        "ANY($1::integer[]) ORDER BY hotel_id FOR UPDATE",
                                        1};

static const PgStatement cells_lock = {
    "cells_lock",
    "SELECT hotel_id, room_type, night, sell_limit, oversell_authorised, sold, held, blocked, granted, "
    "out_of_order FROM "
    "inventory_cell "
    "WHERE (hotel_id, room_type, night) IN (SELECT * FROM unnest($1::integer[], $2::text[], $3::date[])) "
    "ORDER BY hotel_id, room_type, night FOR UPDATE",
    3};

/* The same, and what the hotels of $4 are granted before the nights of $5. A grant committed meanwhile is
 * missed; the next taking back, or the next business date, finds it. */
static const PgStatement cells_lock_granted = {
    "cells_lock_granted",
    "SELECT hotel_id, room_type, night, sell_limit, oversell_authorised, sold, held, blocked, granted, "
    "out_of_order FROM "
    "inventory_cell WHERE (hotel_id, room_type, night) IN (SELECT * FROM unnest($1::integer[], $2::text[], "
    "$3::date[]) UNION SELECT c.hotel_id, c.room_type, c.night FROM unnest($4::integer[], $5::date[]) AS "
    "wanted(hotel_id, until) JOIN inventory_cell c USING (hotel_id) WHERE c.granted > 0 AND c.night < "
    "wanted.until) ORDER BY hotel_id, room_type, night FOR UPDATE",
    5};

static const PgStatement hotels_lock = {
    "hotels_lock",
    "SELECT hotel_id, feed_version, applied_entry, business_date, cells_from, cells_until FROM hotel "
    "WHERE hotel_id = ANY($1::integer[]) ORDER BY hotel_id FOR UPDATE",
    1};

typedef struct {
    PgArray *scopes, *keys;
    PgArray *confirmations, *channels, *external_ids;
    PgArray *holds;
    PgArray *guest_ids, *references;
    PgArray *taken_back; /* hotels whose lease is locked, before anything else */
    int new_numbers;
} Named;

static void named_init(Named *named)
{
    PgArray **arrays[] = {&named->scopes,    &named->keys,         &named->confirmations,
                          &named->channels,  &named->external_ids, &named->holds,
                          &named->guest_ids, &named->references,   &named->taken_back};
    for (guint i = 0; i < G_N_ELEMENTS(arrays); i++)
        *arrays[i] = pg_array_new();
    named->new_numbers = 0;
}

static void named_clear(Named *named)
{
    PgArray *arrays[] = {named->scopes,    named->keys,         named->confirmations,
                         named->channels,  named->external_ids, named->holds,
                         named->guest_ids, named->references,   named->taken_back};
    for (guint i = 0; i < G_N_ELEMENTS(arrays); i++)
        pg_array_free(arrays[i]);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Named, named_clear)

static void named_add_entries(Named *named, const BookingCommand *command)
{
    for (guint i = 0; i < command->entries->len; i++) {
        const BookingEntry *entry = command->entries->pdata[i];
        const json_t *stay = json_object_get(entry->body, "stay");
        const json_t *reservation = json_object_get(entry->body, "reservation");
        const char *number = json_string_value(json_object_get(stay, "confirmation_number"));
        const char *made = json_string_value(json_object_get(reservation, "confirmation_number"));
        if (number)
            pg_array_add_text(named->confirmations, number);
        if (made)
            pg_array_add_text(named->confirmations, made);
        named->new_numbers++; /* a reservation of the hotel may bring a new guest */
    }
}

static void named_add(Named *named, const BookingCommand *command)
{
    if (command->key) {
        pg_array_add_text(named->scopes, command->scope);
        pg_array_add_text(named->keys, command->key);
    }
    if (command->confirmation_number)
        pg_array_add_text(named->confirmations, command->confirmation_number);
    if (command->external_id) {
        pg_array_add_text(named->channels, command->channel);
        pg_array_add_text(named->external_ids, command->external_id);
    }
    if (command->hold_id)
        pg_array_add_text(named->holds, command->hold_id);
    if (command->guest.guest_id)
        pg_array_add_int64(named->guest_ids, command->guest.guest_id);
    if (command->guest.reference)
        pg_array_add_text(named->references, command->guest.reference);
    if (command->kind == BOOKING_BOOK || command->kind == BOOKING_MODIFY)
        named->new_numbers++;
    if (command->kind == BOOKING_TAKE_BACK)
        pg_array_add_int64(named->taken_back, command->hotel->number);
    named_add_entries(named, command);
}

static void answers_take(BookingState *state, const PgResult *rows)
{
    for (guint i = 0; i < pg_result_rows(rows); i++) {
        StateAnswer *answer = g_new0(StateAnswer, 1);
        answer->request_digest = g_strdup(pg_result_text(rows, i, 2));
        answer->status = (int)pg_result_int64(rows, i, 3);
        answer->answer = g_strdup(pg_result_text(rows, i, 4));
        g_hash_table_insert(state->answers,
                            g_strconcat(pg_result_text(rows, i, 0), "\n", pg_result_text(rows, i, 1), NULL),
                            answer);
    }
}

static void reservations_take(BookingState *state, const PgResult *rows, const PgResult *lines)
{
    g_autoptr(GPtrArray) reservations = reservation_rows_read(state->chain, rows, lines);
    while (reservations->len > 0)
        booking_state_add(state, g_ptr_array_steal_index(reservations, reservations->len - 1), FALSE);
}

static void guests_take(BookingState *state, const PgResult *rows)
{
    for (guint i = 0; i < pg_result_rows(rows); i++) {
        ReservationGuest guest;
        guest_from_row(rows, i, 0, &guest);
        booking_state_add_guest(state, &guest);
    }
}

static void numbers_take(BookingState *state, const PgResult *rows)
{
    for (guint i = 0; i < pg_result_rows(rows); i++) {
        int64_t confirmation = pg_result_int64(rows, i, 0);
        int64_t guest = pg_result_int64(rows, i, 1);
        g_array_append_val(state->confirmation_sequences, confirmation);
        g_array_append_val(state->guest_ids, guest);
    }
}

static void leases_take(BookingState *state, const PgResult *rows)
{
    for (guint i = 0; i < pg_result_rows(rows); i++) {
        int64_t renewal = pg_result_int64(rows, i, 1);
        g_hash_table_insert(state->renewals, GINT_TO_POINTER((int)pg_result_int64(rows, i, 0)),
                            g_memdup2(&renewal, sizeof renewal));
    }
}

/* Number of the result of each question; NOT_ASKED: nobody names such a thing, and the server plans nothing.
 */
typedef struct {
    int leases, answers, reservations, holds, guests, numbers;
} Asked;

enum { NOT_ASKED = -1 };

static int ask_two(PgConnection *connection, const PgStatement *statement, const PgArray *first,
                   const PgArray *second)
{
    if (pg_array_length(first) == 0 && (!second || pg_array_length(second) == 0))
        return NOT_ASKED;
    g_autoptr(PgParameters) parameters = pg_parameters_new();
    pg_add_array(parameters, first);
    if (second)
        pg_add_array(parameters, second);
    return (int)pg_queue(connection, statement, parameters);
}

static int ask_reservations(const Named *named, PgConnection *connection)
{
    if (pg_array_length(named->confirmations) == 0 && pg_array_length(named->external_ids) == 0)
        return NOT_ASKED;
    return (int)reservation_lock_queue(connection, named->confirmations, named->channels,
                                       named->external_ids);
}

static int ask_numbers(const Named *named, PgConnection *connection)
{
    if (named->new_numbers == 0)
        return NOT_ASKED;
    g_autoptr(PgParameters) parameters = pg_parameters_new();
    pg_add_int64(parameters, named->new_numbers);
    return (int)pg_queue(connection, &numbers_draw, parameters);
}

static Asked named_queue(const Named *named, PgConnection *connection)
{
    Asked asked;
    asked.leases = ask_two(connection, &leases_lock, named->taken_back, NULL);
    asked.answers = ask_two(connection, &answer_read, named->scopes, named->keys);
    asked.reservations = ask_reservations(named, connection);
    asked.holds =
        pg_array_length(named->holds) == 0 ? NOT_ASKED : (int)hold_lock_queue(connection, named->holds);
    asked.guests = ask_two(connection, &guest_read_named, named->guest_ids, named->references);
    asked.numbers = ask_numbers(named, connection);
    return asked;
}

static void named_take(BookingState *state, const Asked *asked, const GPtrArray *results)
{
    if (asked->leases != NOT_ASKED)
        leases_take(state, results->pdata[asked->leases]);
    if (asked->answers != NOT_ASKED)
        answers_take(state, results->pdata[asked->answers]);
    if (asked->reservations != NOT_ASKED)
        reservations_take(state, results->pdata[asked->reservations],
                          results->pdata[asked->reservations + 1]);
    if (asked->holds != NOT_ASKED)
        hold_rows_take(state, results->pdata[asked->holds]);
    if (asked->guests != NOT_ASKED)
        guests_take(state, results->pdata[asked->guests]);
    if (asked->numbers != NOT_ASKED)
        numbers_take(state, results->pdata[asked->numbers]);
}

DatabaseStatus booking_read_named(BookingState *state, PgConnection *connection, GPtrArray *commands,
                                  GError **error)
{
    g_auto(Named) named;
    named_init(&named);
    for (guint i = 0; i < commands->len; i++)
        named_add(&named, commands->pdata[i]);
    Asked asked = named_queue(&named, connection);
    g_autoptr(GPtrArray) results = NULL;
    DatabaseStatus status = pg_collect(connection, &results, error);
    if (status == DATABASE_OK)
        named_take(state, &asked, results);
    return status;
}

/* ---- cells ---- */

typedef struct {
    GHashTable *hotels;     /* set of hotel numbers */
    GHashTable *cells;      /* set of InventoryCell, by hotel, type and night */
    PgArray *granted_of;    /* numbers of hotels of which every granted cell is wanted, and … */
    PgArray *granted_until; /* … before which night */
    PgArray *outages_of;    /* numbers of hotels whose outages are wanted */
} Wanted;

static guint cell_hash(gconstpointer data)
{
    const InventoryCell *cell = data;
    return g_str_hash(cell->hotel) * 31u + g_str_hash(cell->room_type) * 7u + (guint)cell->night;
}

static gboolean cell_equal(gconstpointer left, gconstpointer right)
{
    return inventory_cell_compare(left, right) == 0;
}

static void want_nights(Wanted *wanted, const ChainHotel *hotel, const char *room_type, Night from,
                        Night until)
{
    if (from == NIGHT_NONE || until == NIGHT_NONE || until - from > RESERVATION_NIGHTS_MAX)
        return; /* decided later: refused, or nothing to lock */
    for (Night night = from; night < until; night++) {
        InventoryCell key = {.night = night};
        g_strlcpy(key.hotel, hotel->code, sizeof key.hotel);
        g_strlcpy(key.room_type, room_type, sizeof key.room_type);
        if (!g_hash_table_contains(wanted->cells, &key))
            g_hash_table_add(wanted->cells, g_memdup2(&key, sizeof key));
    }
}

static void want_lines(Wanted *wanted, const ChainHotel *hotel, const GPtrArray *lines)
{
    for (guint i = 0; i < lines->len; i++) {
        const ReservationLine *line = lines->pdata[i];
        want_nights(wanted, hotel, line->room_type, line->arrival, line->departure);
        for (guint j = 0; line->moves && j < line->moves->len; j++) {
            const LineMove *move = &g_array_index(line->moves, LineMove, j);
            want_nights(wanted, hotel, move->room_type, move->from, line->departure);
        }
    }
}

/* A wish may change the type, the dates, or both: what it does not say stays as the line has it. */
static void want_wishes(Wanted *wanted, const ChainHotel *hotel, const BookingCommand *command,
                        const Reservation *reservation)
{
    for (guint i = 0; i < command->lines->len; i++) {
        const BookingLine *wish = command->lines->pdata[i];
        const ReservationLine *line =
            reservation && wish->line ? reservation_line_find(reservation, wish->line) : NULL;
        const char *room_type = wish->room_type[0] || !line ? wish->room_type : line->room_type;
        Night arrival = wish->arrival != NIGHT_NONE || !line ? wish->arrival : line->arrival;
        Night departure = wish->departure != NIGHT_NONE || !line ? wish->departure : line->departure;
        want_nights(wanted, hotel, room_type, arrival, departure);
        /* Who lives in another type and stays longer takes the nights gained in that. */
        for (guint j = 0; line && line->moves && j < line->moves->len; j++)
            want_nights(wanted, hotel, g_array_index(line->moves, LineMove, j).room_type, arrival, departure);
    }
}

static void want_limits(Wanted *wanted, const BookingCommand *command)
{
    size_t index;
    json_t *limit;
    json_array_foreach(command->limits, index, limit)
    {
        Night night;
        if (night_parse(json_string_value(json_object_get(limit, "night")), &night, NULL))
            want_nights(wanted, command->hotel, json_string_value(json_object_get(limit, "room_type")), night,
                        night + 1);
    }
}

static void want_granted(Wanted *wanted, const ChainHotel *hotel, Night until)
{
    pg_array_add_int64(wanted->granted_of, hotel->number);
    pg_array_add_night(wanted->granted_until, until);
}

static void want_allotments(Wanted *wanted, const BookingCommand *command)
{
    if (command->kind == BOOKING_TAKE_BACK)
        want_granted(wanted, command->hotel, NIGHT_MAX);
    for (guint i = 0; command->allotments && i < command->allotments->len; i++) {
        const BookingAllotment *allotment = &g_array_index(command->allotments, BookingAllotment, i);
        want_nights(wanted, command->hotel, allotment->room_type, command->business_date,
                    allotment_end(&allotment->policy, command->business_date));
    }
}

static void want_returns(Wanted *wanted, const BookingCommand *command, const BookingEntry *entry)
{
    size_t index;
    json_t *cell;
    json_array_foreach(json_object_get(entry->body, "cells"), index, cell)
    {
        Night night;
        const char *room_type = json_string_value(json_object_get(cell, "room_type"));
        const char *text = json_string_value(json_object_get(cell, "night"));
        if (room_type && text && night_parse(text, &night, NULL))
            want_nights(wanted, command->hotel, room_type, night, night + 1);
    }
}

static void want_outage(Wanted *wanted, const BookingCommand *command, const json_t *outage,
                        const json_t *nights)
{
    const char *room_type = json_string_value(json_object_get(outage, "room_type"));
    const char *from = json_string_value(json_object_get(nights, "from"));
    const char *until = json_string_value(json_object_get(nights, "until"));
    Night first, last;
    if (room_type && from && until && night_parse(from, &first, NULL) && night_parse(until, &last, NULL))
        want_nights(wanted, command->hotel, room_type, first, last);
}

/* The nights an outage has now, and those it had; new cells may lie in any outage. */
static void want_outages(Wanted *wanted, const BookingCommand *command, const BookingEntry *entry)
{
    const json_t *outage = json_object_get(entry->body, "outage");
    want_outage(wanted, command, outage, outage);
    want_outage(wanted, command, outage, json_object_get(entry->body, "was"));
    if (outage || strcmp(entry->kind, "business_date") == 0)
        pg_array_add_int64(wanted->outages_of, command->hotel->number);
}

/* With a new business date the nights before it are given up. */
static void want_past_grants(Wanted *wanted, const BookingCommand *command, const BookingEntry *entry)
{
    Night date;
    const char *text = json_string_value(json_object_get(entry->body, "business_date"));
    if (strcmp(entry->kind, "business_date") == 0 && text && night_parse(text, &date, NULL))
        want_granted(wanted, command->hotel, date);
}

/* The nights that an object of an entry names, the first as `first`. */
static void want_named(Wanted *wanted, const BookingCommand *command, const json_t *nights, const char *first)
{
    const char *room_type = json_string_value(json_object_get(nights, "room_type"));
    const char *arrival = json_string_value(json_object_get(nights, first));
    const char *departure = json_string_value(json_object_get(nights, "departure"));
    Night from, until;
    if (room_type && arrival && departure && night_parse(arrival, &from, NULL) &&
        night_parse(departure, &until, NULL))
        want_nights(wanted, command->hotel, room_type, from, until);
}

static void want_entries(Wanted *wanted, const BookingCommand *command)
{
    for (guint i = 0; i < command->entries->len; i++) {
        const BookingEntry *entry = command->entries->pdata[i];
        size_t index;
        json_t *line;
        json_array_foreach(json_object_get(json_object_get(entry->body, "reservation"), "lines"), index, line)
            want_named(wanted, command, line, "arrival");
        want_named(wanted, command, json_object_get(entry->body, "extension"), "from");
        want_named(wanted, command, json_object_get(entry->body, "stay"), "arrival");
        want_returns(wanted, command, entry);
        want_past_grants(wanted, command, entry);
        want_outages(wanted, command, entry);
    }
}

static void want_command(Wanted *wanted, BookingState *state, const BookingCommand *command)
{
    StateReservation *named = booking_state_reservation(state, command);
    StateHold *hold = command->hold_id ? booking_state_hold(state, command->hold_id) : NULL;
    const ChainHotel *hotel = command->hotel;
    if (named)
        hotel = chain_hotel_by_number(state->chain, named->reservation->hotel_id);
    if (hold && !hotel)
        hotel = chain_hotel_by_number(state->chain, hold->hotel_id);
    if (!hotel)
        return; /* nothing of that number: refused without touching a cell */
    g_hash_table_add(wanted->hotels, GINT_TO_POINTER(hotel->number));
    if (named)
        want_lines(wanted, hotel, named->reservation->lines);
    if (hold)
        want_lines(wanted, hotel, hold->lines);
    want_wishes(wanted, hotel, command, named ? named->reservation : NULL);
    want_limits(wanted, command);
    want_entries(wanted, command);
    want_allotments(wanted, command);
}

/* Reservations that outbox entries speak of are not named by the command itself. */
static void want_reported(Wanted *wanted, BookingState *state)
{
    GHashTableIter iter;
    StateReservation *entry;
    g_hash_table_iter_init(&iter, state->reservations);
    while (g_hash_table_iter_next(&iter, NULL, (gpointer *)&entry))
        if (!entry->claimed_by)
            want_lines(wanted, chain_hotel_by_number(state->chain, entry->reservation->hotel_id),
                       entry->reservation->lines);
}

static void cells_queue(const Wanted *wanted, const Chain *chain, PgConnection *connection)
{
    g_autoptr(PgArray) hotels = pg_array_new();
    g_autoptr(PgArray) types = pg_array_new();
    g_autoptr(PgArray) nights = pg_array_new();
    GHashTableIter iter;
    InventoryCell *cell;
    g_hash_table_iter_init(&iter, wanted->cells);
    while (g_hash_table_iter_next(&iter, (gpointer *)&cell, NULL)) {
        pg_array_add_int64(hotels, chain_hotel(chain, cell->hotel)->number);
        pg_array_add_text(types, cell->room_type);
        pg_array_add_night(nights, cell->night);
    }
    g_autoptr(PgParameters) parameters = pg_parameters_new();
    pg_add_array(parameters, hotels);
    pg_add_array(parameters, types);
    pg_add_array(parameters, nights);
    gboolean granted = pg_array_length(wanted->granted_of) > 0;
    if (granted) {
        pg_add_array(parameters, wanted->granted_of);
        pg_add_array(parameters, wanted->granted_until);
    }
    pg_queue(connection, granted ? &cells_lock_granted : &cells_lock, parameters);
}

static void hotels_queue(const Wanted *wanted, PgConnection *connection)
{
    g_autoptr(PgArray) numbers = pg_array_new();
    GHashTableIter iter;
    gpointer number;
    g_hash_table_iter_init(&iter, wanted->hotels);
    while (g_hash_table_iter_next(&iter, &number, NULL))
        pg_array_add_int64(numbers, GPOINTER_TO_INT(number));
    g_autoptr(PgParameters) parameters = pg_parameters_new();
    pg_add_array(parameters, numbers);
    pg_queue(connection, &hotels_lock, parameters);
}

static void cells_take(BookingState *state, const PgResult *rows)
{
    for (guint i = 0; i < pg_result_rows(rows); i++) {
        const ChainHotel *hotel = chain_hotel_by_number(state->chain, (int32_t)pg_result_int64(rows, i, 0));
        InventoryCell cell;
        inventory_cell_from_row(rows, i, 1, hotel->code, &cell);
        g_array_append_val(state->cells, cell);
    }
    booking_state_cells_ready(state);
}

static void hotels_take(BookingState *state, const PgResult *rows)
{
    for (guint i = 0; i < pg_result_rows(rows); i++) {
        StateHotel *hotel = g_new0(StateHotel, 1);
        int number = (int)pg_result_int64(rows, i, 0);
        hotel->hotel = chain_hotel_by_number(state->chain, number);
        hotel->feed_version = pg_result_int64(rows, i, 1);
        hotel->applied_entry = pg_result_int64(rows, i, 2);
        hotel->business_date = pg_result_night(rows, i, 3);
        hotel->cells_from = pg_result_night(rows, i, 4);
        hotel->cells_until = pg_result_night(rows, i, 5);
        g_hash_table_insert(state->hotels, GINT_TO_POINTER(number), hotel);
    }
}

DatabaseStatus booking_read_cells(BookingState *state, PgConnection *connection, GPtrArray *commands,
                                  GError **error)
{
    Wanted wanted = {
        .hotels = g_hash_table_new(g_direct_hash, g_direct_equal),
        .cells = g_hash_table_new_full(cell_hash, cell_equal, g_free, NULL),
        .granted_of = pg_array_new(),
        .granted_until = pg_array_new(),
        .outages_of = pg_array_new(),
    };
    for (guint i = 0; i < commands->len; i++)
        want_command(&wanted, state, commands->pdata[i]);
    want_reported(&wanted, state);
    cells_queue(&wanted, state->chain, connection);
    hotels_queue(&wanted, connection);
    gboolean outages = pg_array_length(wanted.outages_of) > 0;
    if (outages)
        outage_read_queue(connection, wanted.outages_of);
    g_hash_table_unref(wanted.cells);
    g_hash_table_unref(wanted.hotels);
    pg_array_free(wanted.granted_of);
    pg_array_free(wanted.granted_until);
    pg_array_free(wanted.outages_of);
    g_autoptr(GPtrArray) results = NULL;
    DatabaseStatus status = pg_collect(connection, &results, error);
    if (status != DATABASE_OK)
        return status;
    cells_take(state, results->pdata[0]);
    hotels_take(state, results->pdata[1]);
    if (outages)
        outage_rows_take(state, results->pdata[2]);
    return DATABASE_OK;
}
