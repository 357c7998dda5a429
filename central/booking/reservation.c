#include "central/booking/reservation.h"

#include <string.h>

#include "ops/json.h"

ReservationLine *reservation_line_new(void)
{
    ReservationLine *line = g_new0(ReservationLine, 1);
    line->night_prices_minor = g_array_new(FALSE, FALSE, sizeof(int64_t));
    return line;
}

void reservation_line_free(ReservationLine *line)
{
    if (!line)
        return;
    g_array_unref(line->night_prices_minor);
    reservation_line_forget_moves(line);
    g_free(line->reason);
    g_free(line);
}

ReservationLine *reservation_line_copy(const ReservationLine *line)
{
    ReservationLine *copy = g_memdup2(line, sizeof *line);
    copy->night_prices_minor = g_array_copy(line->night_prices_minor);
    copy->moves = line->moves ? g_array_copy(line->moves) : NULL;
    copy->reason = g_strdup(line->reason);
    return copy;
}

void reservation_line_prices_from(ReservationLine *line, Night first, const GArray *prices_minor)
{
    guint from = (guint)(first - line->arrival);
    guint kept = MIN(from + prices_minor->len, line->night_prices_minor->len) - from;
    for (guint i = 0; i < kept; i++)
        g_array_index(line->night_prices_minor, int64_t, from + i) = g_array_index(prices_minor, int64_t, i);
    for (guint i = kept; i < prices_minor->len; i++)
        g_array_append_val(line->night_prices_minor, g_array_index(prices_minor, int64_t, i));
}

void reservation_line_forget_moves(ReservationLine *line)
{
    g_clear_pointer(&line->moves, g_array_unref);
}

const char *reservation_line_type(const ReservationLine *line, Night night)
{
    for (guint i = line->moves ? line->moves->len : 0; i > 0; i--) {
        const LineMove *move = &g_array_index(line->moves, LineMove, i - 1);
        if (move->from <= night)
            return move->room_type;
    }
    return line->room_type;
}

/* A move on the night of an earlier one takes its place; back to the type before, and there was none. */
void reservation_line_move(ReservationLine *line, Night from, const char *room_type)
{
    GArray *moves = line->moves ? line->moves : g_array_new(FALSE, FALSE, sizeof(LineMove));
    line->moves = moves;
    if (moves->len > 0) {
        Night last = g_array_index(moves, LineMove, moves->len - 1).from;
        g_assert(last <= from);
        if (last == from)
            g_array_set_size(moves, moves->len - 1);
    }
    LineMove move = {.from = from};
    g_strlcpy(move.room_type, room_type, sizeof move.room_type);
    if (strcmp(reservation_line_type(line, from), room_type) != 0)
        g_array_append_val(moves, move);
    if (moves->len == 0)
        reservation_line_forget_moves(line);
}

json_t *line_moves_to_json(const GArray *moves)
{
    json_t *list = json_array();
    for (guint i = 0; moves && i < moves->len; i++) {
        const LineMove *move = &g_array_index(moves, LineMove, i);
        json_array_append_new(list, json_pack("{s:o, s:s}", "from", json_from_night(move->from), "room_type",
                                              move->room_type));
    }
    return list;
}

GArray *line_moves_from_json(const json_t *moves)
{
    if (json_array_size(moves) == 0)
        return NULL;
    GArray *list = g_array_new(FALSE, TRUE, sizeof(LineMove));
    size_t index;
    json_t *item;
    json_array_foreach(moves, index, item)
    {
        LineMove move = {0};
        gboolean read = night_parse(json_string_value(json_object_get(item, "from")), &move.from, NULL);
        g_assert(read); /* the centre wrote it */
        g_strlcpy(move.room_type, json_string_value(json_object_get(item, "room_type")), sizeof move.room_type);
        g_array_append_val(list, move);
    }
    return list;
}

gboolean reservation_line_prices_fit(int prices, Night arrival, Night departure)
{
    return prices == departure - arrival || (arrival == departure && prices == 1);
}

int reservation_line_nights(const ReservationLine *line)
{
    g_assert(line->departure >= line->arrival);
    return line->departure - line->arrival;
}

int64_t reservation_line_total_minor(const ReservationLine *line)
{
    int64_t total = 0;
    for (guint i = 0; i < line->night_prices_minor->len; i++)
        total += g_array_index(line->night_prices_minor, int64_t, i);
    return total;
}

ReservationLine *reservation_line_find(const Reservation *reservation, int number)
{
    for (guint i = 0; i < reservation->lines->len; i++) {
        ReservationLine *line = reservation->lines->pdata[i];
        if (line->number == number)
            return line;
    }
    return NULL;
}

Reservation *reservation_new(void)
{
    Reservation *reservation = g_new0(Reservation, 1);
    reservation->lines = g_ptr_array_new_with_free_func((GDestroyNotify)reservation_line_free);
    reservation->market = json_object();
    reservation->revision = 1;
    return reservation;
}

void reservation_guest_clear(ReservationGuest *guest)
{
    g_free(guest->reference);
    g_free(guest->given_name);
    g_free(guest->surname);
    g_free(guest->email);
    g_free(guest->telephone);
    g_free(guest->language);
    g_free(guest->country);
    *guest = (ReservationGuest){0};
}

void reservation_free(Reservation *reservation)
{
    if (!reservation)
        return;
    g_ptr_array_unref(reservation->lines);
    reservation_guest_clear(&reservation->guest);
    g_free(reservation->confirmation_number);
    g_free(reservation->channel);
    g_free(reservation->external_id);
    g_free(reservation->booked_by);
    g_free(reservation->comments);
    json_decref(reservation->market);
    g_free(reservation);
}

void reservation_span(const Reservation *reservation, Night *ret_arrival, Night *ret_departure)
{
    g_assert(reservation->lines->len > 0);
    const ReservationLine *first = reservation->lines->pdata[0];
    Night arrival = first->arrival;
    Night departure = first->departure;
    for (guint i = 1; i < reservation->lines->len; i++) {
        const ReservationLine *line = reservation->lines->pdata[i];
        arrival = MIN(arrival, line->arrival);
        departure = MAX(departure, line->departure);
    }
    *ret_arrival = arrival;
    *ret_departure = departure;
}

static json_t *line_to_json(const ReservationLine *line)
{
    json_t *prices = json_array();
    for (guint i = 0; i < line->night_prices_minor->len; i++)
        json_array_append_new(prices, json_integer(g_array_index(line->night_prices_minor, int64_t, i)));
    json_t *document = json_pack("{s:i, s:s, s:s, s:s, s:o, s:o, s:o, s:i, s:i, s:i, s:s, s:o, s:I, s:I, s:s}", "line",
                     line->number, "status", line_status_name(line->status), "room_type", line->room_type,
                     "rate_plan", line->rate_plan, "arrival", json_from_night(line->arrival), "departure",
                     json_from_night(line->departure), "holds_until", json_from_night(line->holds_until),
                     "adults", line->adults, "children", line->children, "infants", line->infants,
                     "price_source", line->channel_price ? "channel" : "quoted", "night_prices_minor", prices,
                     "total_minor", (json_int_t)reservation_line_total_minor(line), "penalty_minor",
                     (json_int_t)line->penalty_minor, "reason", line->reason ? line->reason : "");
    if (line->moves)
        json_object_set_new(document, "moves", line_moves_to_json(line->moves));
    return document;
}

static json_t *guest_to_json(const ReservationGuest *guest)
{
    return json_pack("{s:I, s:s, s:s, s:s, s:s, s:s, s:s}", "guest_id", (json_int_t)guest->guest_id,
                     "given_name", guest->given_name ? guest->given_name : "", "surname",
                     guest->surname ? guest->surname : "", "email", guest->email ? guest->email : "",
                     "telephone", guest->telephone ? guest->telephone : "", "language",
                     guest->language ? guest->language : "", "country", guest->country ? guest->country : "");
}

json_t *reservation_lines_to_json(const GPtrArray *lines)
{
    json_t *list = json_array();
    for (guint i = 0; i < lines->len; i++)
        json_array_append_new(list, line_to_json(lines->pdata[i]));
    return list;
}

json_t *reservation_to_json(const Reservation *reservation)
{
    Night arrival, departure;
    reservation_span(reservation, &arrival, &departure);
    char booked_at[INSTANT_TEXT_SIZE];
    instant_write(reservation->booked_at, booked_at);
    return json_pack("{s:s, s:s, s:s, s:s?, s:s, s:s, s:o, s:o, s:s, s:s, s:O, s:o, s:o, s:i}",
                     "confirmation_number", reservation->confirmation_number, "hotel",
                     reservation->hotel_code, "channel", reservation->channel, "external_id",
                     reservation->external_id, "booked_at", booked_at, "booked_by", reservation->booked_by,
                     "arrival", json_from_night(arrival), "departure", json_from_night(departure), "currency",
                     reservation->currency, "comments", reservation->comments ? reservation->comments : "",
                     "market", reservation->market, "guest", guest_to_json(&reservation->guest), "lines",
                     reservation_lines_to_json(reservation->lines), "revision", reservation->revision);
}
