#include "property/stay/walk_in.h"

#include "property/command/statement.h"
#include "property/copy/copy_store.h"
#include "property/copy/feed.h"
#include "property/copy/forward.h"
#include "property/copy/link.h"
#include "property/stay/check_in.h"
#include "property/stay/offer.h"
#include <string.h>

#define REFRESH_TIMEOUT_MS 3000
#define ASK_A_MANAGER                                                                                        \
    "A manager may take the guest in all the same: send the walk-in again with an override_reason."

typedef struct WalkInGuest {
    char *given_name;
    char *surname;
    char *email;
    char *telephone;
    char *language;
    char *country;
} WalkInGuest;

static const JsonField guest_fields[] = {
    FIELD_TEXT("given_name", WalkInGuest, given_name, .allow_empty = true),
    FIELD_TEXT("surname", WalkInGuest, surname, .required = true),
    FIELD_TEXT("email", WalkInGuest, email, .allow_empty = true),
    FIELD_TEXT("telephone", WalkInGuest, telephone, .allow_empty = true, .max_length = 40),
    FIELD_TEXT("language", WalkInGuest, language, .allow_empty = true, .max_length = 35),
    FIELD_TEXT("country", WalkInGuest, country, .allow_empty = true, .max_length = 3),
};
static const JsonShape guest_shape = JSON_SHAPE(WalkInGuest, guest_fields);

typedef struct WalkInRequest {
    WalkInGuest guest;
    char *room_type;
    char *rate_plan;
    char *room;
    Night arrival;
    Night departure;
    int64_t adults;
    int64_t children;
    int64_t infants;
    char *override_reason;
} WalkInRequest;

static const JsonField walk_in_fields[] = {
    FIELD_OBJECT("guest", WalkInRequest, guest, &guest_shape, .required = true),
    FIELD_TEXT("room_type", WalkInRequest, room_type, .required = true, .validate = room_type_code_check),
    FIELD_TEXT("rate_plan", WalkInRequest, rate_plan, .required = true, .validate = rate_plan_code_check),
    FIELD_TEXT("room", WalkInRequest, room, .max_length = 16),
    FIELD_NIGHT("arrival", WalkInRequest, arrival),
    FIELD_NIGHT("departure", WalkInRequest, departure, .required = true),
    FIELD_INT("adults", WalkInRequest, adults, .min = 1, .max = 99),
    FIELD_INT("children", WalkInRequest, children, .min = 0, .max = 99),
    FIELD_INT("infants", WalkInRequest, infants, .min = 0, .max = 99),
    FIELD_TEXT("override_reason", WalkInRequest, override_reason, .max_length = 500),
};
static const JsonShape walk_in_shape = JSON_SHAPE(WalkInRequest, walk_in_fields);

typedef struct WalkIn {
    Property *property;
    HttpRequest *request;
    WalkInRequest wish;
    json_t *document; /* the reservation the centre made; NULL while cut off */
} WalkIn;

static json_t *guest_json(const WalkInGuest *guest)
{
    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o}", "given_name", json_from_text(guest->given_name ?: ""),
                     "surname", json_from_text(guest->surname), "email", json_from_text(guest->email ?: ""),
                     "telephone", json_from_text(guest->telephone ?: ""), "language",
                     json_from_text(guest->language ?: ""), "country", json_from_text(guest->country ?: ""));
}

/* ---- with the centre ---- */

static json_t *book_body(const WalkIn *walk_in, Night arrival)
{
    const WalkInRequest *wish = &walk_in->wish;

    return json_pack("{s:s, s:o, s:[{s:s, s:s, s:o, s:o, s:I, s:I, s:I}]}", "hotel",
                     walk_in->property->hotel->code, "guest", guest_json(&wish->guest), "rooms", "room_type",
                     wish->room_type, "rate_plan", wish->rate_plan, "arrival", json_from_night(arrival),
                     "departure", json_from_night(wish->departure), "adults", (json_int_t)wish->adults,
                     "children", (json_int_t)wish->children, "infants", (json_int_t)wish->infants);
}

/* The centre names places of the booking we made of the wish; the desk shall find them in its own form. */
static void pointers_translate(const json_t *problem)
{
    static const char ROOM[] = "/rooms/0";
    size_t index;
    json_t *finding;

    json_array_foreach(json_object_get(problem, "errors"), index, finding)
    {
        const char *pointer = json_string_value(json_object_get(finding, "pointer"));
        if (pointer != NULL && g_str_has_prefix(pointer, ROOM)) {
            json_object_set_new(finding, "pointer", json_string(pointer + strlen(ROOM)));
        }
    }
}

static DatabaseStatus check_in_document(Command *command, const CopiedReservation *reservation,
                                        const WalkIn *walk_in, const char *kind, const json_t *extra,
                                        GError **error)
{
    CheckInWish wish = {
        .line = 1,
        .room = walk_in->wish.room,
        .adults = -1,
        .kind = kind,
        .extra = extra,
    };

    return check_in_line(command, reservation, &wish, error);
}

/* The centre has sold the room. The feed has usually brought the reservation by now; if the line broke in
 * between, the centre's own answer serves, under version 0 so that the feed's row replaces it. */
static DatabaseStatus sold_body(Command *command, gpointer data, GError **error)
{
    const WalkIn *walk_in = data;
    CopyChange change = {.kind = COPY_RESERVATION, .row = walk_in->document};
    g_autoptr(CopiedReservation) reservation = NULL;
    const char *number = json_string_value(json_object_get(walk_in->document, "confirmation_number"));

    DatabaseStatus status = copy_reservation_find(command->connection, number, &reservation, NULL, error);
    if (status == DATABASE_OK && reservation == NULL) {
        status = copy_change_apply(command->connection, &change, error);
    }
    if (status == DATABASE_OK && reservation == NULL) {
        status = copy_reservation_find(command->connection, number, &reservation, NULL, error);
    }
    return status == DATABASE_OK ? check_in_document(command, reservation, walk_in, "check_in", NULL, error)
                                 : status;
}

/* ---- while cut off ---- */

static DatabaseStatus refuse_price(Command *command, const PriceRefusal *refusal)
{
    GString *text = g_string_new(price_refusal_text_en(refusal->code));
    g_autofree char *night = night_format(refusal->first_night);
    g_autofree char *bound = g_strdup_printf("%d", refusal->bound);

    g_string_replace(text, "{night}", night, 0);
    g_string_replace(text, "{bound}", bound, 0);
    command_refuse(command, 409, "rate_not_offered", "%s", text->str);
    http_problem_set_member(command->refusal, "why", json_string(price_refusal_code_text(refusal->code)));
    http_problem_set_member(command->refusal, "night", json_string(night));
    http_problem_set_member(command->refusal, "bound", json_integer(refusal->bound));
    g_string_free(text, TRUE);
    return DATABASE_ROLLBACK;
}

static json_t *line_json(const WalkIn *walk_in, Night arrival, const PriceBreakdown *price)
{
    const WalkInRequest *wish = &walk_in->wish;
    json_t *nights = json_array();

    for (guint i = 0; i < price->nights->len; i++) {
        json_array_append_new(nights, json_integer(g_array_index(price->nights, PriceNight, i).price_minor));
    }
    return json_pack("{s:i, s:s, s:s, s:s, s:o, s:o, s:o, s:I, s:I, s:I, s:s, s:o, s:I, s:i, s:s}", "line", 1,
                     "status", "reserved", "room_type", wish->room_type, "rate_plan", wish->rate_plan,
                     "arrival", json_from_night(arrival), "departure", json_from_night(wish->departure),
                     "holds_until", json_from_night(wish->departure), "adults", (json_int_t)wish->adults,
                     "children", (json_int_t)wish->children, "infants", (json_int_t)wish->infants,
                     "price_source", "quoted", "night_prices_minor", nights, "total_minor",
                     (json_int_t)price->room_minor, "penalty_minor", 0, "reason", "");
}

static json_t *document_json(const Command *command, const WalkIn *walk_in, const char *number,
                             const PriceBreakdown *price)
{
    Night arrival = command->business_date;

    return json_pack("{s:s, s:s, s:s, s:n, s:o, s:s, s:o, s:o, s:s, s:s, s:{}, s:o, s:[o], s:i}",
                     "confirmation_number", number, "hotel", walk_in->property->hotel->code, "channel",
                     "walk-in", "external_id", "booked_at", json_from_instant(command->now), "booked_by",
                     command->staff->user, "arrival", json_from_night(arrival), "departure",
                     json_from_night(walk_in->wish.departure), "currency", price->currency->code, "comments",
                     "", "market", "guest", guest_json(&walk_in->wish.guest), "lines",
                     line_json(walk_in, arrival, price), "revision", 1);
}

static DatabaseStatus draw_number(Command *command, ConfirmationNumber *ret_number, GError **error)
{
    int64_t sequence;

    DatabaseStatus status = counter_advance(command->connection, "confirmation", error);
    if (status == DATABASE_OK) {
        status = counter_last(command->connection, "confirmation", &sequence, error);
    }
    if (status == DATABASE_OK &&
        !confirmation_make_hotel(command->property->hotel->number, sequence, ret_number, error)) {
        return DATABASE_HARD;
    }
    return status;
}

static DatabaseStatus price_wish(Command *command, const WalkIn *walk_in, PriceBreakdown *price,
                                 GError **error)
{
    const ChainHotel *hotel = walk_in->property->hotel;
    const WalkInRequest *wish = &walk_in->wish;
    const ChainRatePlan *plan = hotel_rate_plan(hotel, wish->rate_plan);
    const ChainRoomType *room_type = hotel_room_type(hotel, wish->room_type);
    OfferQuestion question = {
        .arrival = command->business_date,
        .departure = wish->departure,
        .occupancy = {(int32_t)wish->adults, (int32_t)wish->children, (int32_t)wish->infants},
        .business_date = command->business_date,
    };
    PriceRefusal refusal;
    bool offered = false;

    if (plan == NULL) {
        return command_refuse_field(command, "/rate_plan", "unknown_rate_plan",
                                    "This hotel has no such rate plan.");
    }
    if (room_type == NULL) {
        return command_refuse_field(command, "/room_type", "unknown_room_type",
                                    "This hotel has no such room type.");
    }
    DatabaseStatus status = offer_price(walk_in->property, command->connection, &question, plan, room_type,
                                        price, &offered, &refusal, error);
    return status == DATABASE_OK && !offered ? refuse_price(command, &refusal) : status;
}

static DatabaseStatus sell_here(Command *command, const WalkIn *walk_in, const PriceBreakdown *price,
                                GError **error)
{
    ConfirmationNumber number;
    g_autoptr(CopiedReservation) reservation = NULL;

    DatabaseStatus status = draw_number(command, &number, error);
    if (status != DATABASE_OK) {
        return status;
    }
    json_auto_t *document = document_json(command, walk_in, number.digits, price);
    json_auto_t *extra = json_pack("{s:O, s:s, s:s}", "reservation", document, "override_reason",
                                   walk_in->wish.override_reason, "idempotency_key",
                                   http_request_idempotency_key(walk_in->request));
    CopyChange change = {.kind = COPY_RESERVATION, .row = document};
    reservation = copied_reservation_read(document, error);
    if (reservation == NULL) {
        return DATABASE_HARD;
    }
    status = copy_change_apply(command->connection, &change, error);
    return status == DATABASE_OK ? check_in_document(command, reservation, walk_in, "walk_in", extra, error)
                                 : status;
}

static DatabaseStatus cut_off_body(Command *command, gpointer data, GError **error)
{
    const WalkIn *walk_in = data;
    g_auto(PriceBreakdown) price;

    price_breakdown_init(&price, walk_in->property->hotel);
    if (!staff_may(command->staff->roles, STAFF_OVERRIDE)) {
        return command_refuse(command, 403, "not_permitted",
                              "Only a manager may sell a room while the hotel is cut off.");
    }
    if (walk_in->wish.arrival != NIGHT_NONE && walk_in->wish.arrival != command->business_date) {
        return command_refuse_field(command, "/arrival", "arrival_not_today", "A walk-in arrives today.");
    }
    DatabaseStatus status = price_wish(command, walk_in, &price, error);
    return status == DATABASE_OK ? sell_here(command, walk_in, &price, error) : status;
}

/* ---- the way of a walk-in, on a caller's thread ---- */

static Night business_date_now(const Property *property)
{
    LinkState state;

    link_read(property->link, &state);
    return state.business_date;
}

static void sell(WalkIn *walk_in)
{
    Property *property = walk_in->property;
    g_auto(ForwardAnswer) answer = {0};
    json_auto_t *body = book_body(walk_in, business_date_now(property));
    Forward forward = {.command = "walk_in", .body = body};

    ForwardOutcome outcome = forward_command(property, walk_in->request, &forward, &answer);
    if (outcome == FORWARD_DONE) {
        walk_in->document = answer.body;
        feed_catch_up(property->feed, REFRESH_TIMEOUT_MS, NULL);
        command_resume(property, walk_in->request, sold_body, walk_in);
    } else if (outcome != FORWARD_REFUSED && walk_in->wish.override_reason != NULL) {
        command_resume(property, walk_in->request, cut_off_body, walk_in);
    } else {
        pointers_translate(answer.body);
        command_abandon(property, walk_in->request, forward_problem(outcome, &answer, ASK_A_MANAGER));
    }
}

static HttpResponse *arrival_problem(const WalkIn *walk_in)
{
    Night today = business_date_now(walk_in->property);

    if (walk_in->wish.arrival == NIGHT_NONE || walk_in->wish.arrival == today) {
        return NULL;
    }
    HttpResponse *problem =
        http_problem_new(422, "arrival_not_today", "A walk-in arrives on the hotel's business date.");
    http_problem_add_error(problem, "/arrival", "not the business date");
    return problem;
}

static void walk_in_waiting(Property *property, HttpRequest *request)
{
    WalkIn walk_in = {.property = property, .request = request, .wish = {.arrival = NIGHT_NONE, .adults = 1}};

    if (command_answered_before(property, request)) {
        return;
    }
    HttpResponse *problem = request_decode_problem(request, &walk_in_shape, &walk_in.wish);
    if (problem != NULL) {
        command_abandon(property, request, problem);
        return;
    }
    problem = arrival_problem(&walk_in);
    if (problem != NULL) {
        command_abandon(property, request, problem);
    } else {
        sell(&walk_in);
    }
    json_shape_clear(&walk_in_shape, &walk_in.wish);
}

void walk_in_post(HttpRequest *request, gpointer context)
{
    command_call_out(context, request, walk_in_waiting);
}
