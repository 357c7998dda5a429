#include "property/stay/walk_in.h"

#include "property/copy/copy_store.h"
#include "property/copy/link.h"
#include "property/sale/sale.h"
#include "property/staff/authorise.h"
#include "property/stay/check_in.h"
#include "property/stay/offer.h"

typedef struct WalkInRequest {
    SaleGuest guest;
    char *room_type;
    char *rate_plan;
    char *room;
    Night arrival;
    Night departure;
    int64_t adults;
    int64_t children;
    int64_t infants;
    char **access;
    char *override_reason;
    int64_t price_minor; /* a night, in place of the plan's */
    bool has_price;
    char *price_reason;
} WalkInRequest;

static const JsonField walk_in_fields[] = {
    FIELD_OBJECT("guest", WalkInRequest, guest, &sale_guest_shape, .required = true),
    FIELD_TEXT("room_type", WalkInRequest, room_type, .required = true, .validate = room_type_code_check),
    FIELD_TEXT("rate_plan", WalkInRequest, rate_plan, .required = true, .validate = rate_plan_code_check),
    FIELD_TEXT("room", WalkInRequest, room, .max_length = 16),
    FIELD_NIGHT("arrival", WalkInRequest, arrival),
    FIELD_NIGHT("departure", WalkInRequest, departure, .required = true),
    FIELD_INT("adults", WalkInRequest, adults, .min = 1, .max = 99),
    FIELD_INT("children", WalkInRequest, children, .min = 0, .max = 99),
    FIELD_INT("infants", WalkInRequest, infants, .min = 0, .max = 99),
    FIELD_TEXT_LIST("access", WalkInRequest, access, .max = SALE_ACCESS_MAX),
    FIELD_TEXT("override_reason", WalkInRequest, override_reason, .max_length = 500),
    FIELD_INT("price_minor", WalkInRequest, price_minor, .min = 0, .max = INT64_C(100000000),
              .present_offset = offsetof(WalkInRequest, has_price)),
    FIELD_TEXT("price_reason", WalkInRequest, price_reason, .max_length = 500),
};
static const JsonShape walk_in_shape = JSON_SHAPE(WalkInRequest, walk_in_fields);

typedef struct WalkIn {
    Sale sale;
    SaleRoom room;
    WalkInRequest wish;
    HttpResponse *problem; /* why it cannot be */
    SaleAsked asked;
    json_t *document;  /* the reservation the centre made; NULL while cut off */
} WalkIn;

/* ---- with the centre ---- */

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
        .price_reason = walk_in->wish.has_price ? walk_in->wish.price_reason : NULL,
        .price_minor = walk_in->wish.price_minor,
    };

    return check_in_line(command, reservation, &wish, error);
}

/* The centre has sold the room. The guest does not wait for the feed: where it has not brought the
 * reservation yet the centre's own answer serves, under version 0 so that the feed's row replaces it. */
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
    if (status == DATABASE_OK) {
        status = check_in_document(command, reservation, walk_in, "check_in", NULL, error);
    }
    if (status == DATABASE_OK) {
        json_object_set_new(command->answer, "sold_by", json_string("centre"));
    }
    return status;
}

/* ---- while cut off ---- */

static DatabaseStatus check_in_sold(Command *command, const WalkIn *walk_in, const SoldHere *sold,
                                    GError **error)
{
    g_autoptr(CopiedReservation) reservation = copied_reservation_read(sold->document, error);

    if (reservation == NULL) {
        return DATABASE_HARD;
    }
    DatabaseStatus status = check_in_document(command, reservation, walk_in, "walk_in", sold->extra, error);
    if (status == DATABASE_OK) {
        status = sale_use(command, sold, error);
    }
    if (status == DATABASE_OK) {
        sale_mark_answer(command, sold);
    }
    return status;
}

static DatabaseStatus cut_off_body(Command *command, gpointer data, GError **error)
{
    WalkIn *walk_in = data;
    g_auto(SoldHere) sold = {0};

    if (walk_in->wish.arrival != NIGHT_NONE && walk_in->wish.arrival != command->business_date) {
        return command_refuse_field(command, "/arrival", "arrival_not_today", "A walk-in arrives today.");
    }
    walk_in->room.arrival = command->business_date;
    DatabaseStatus status = sale_here(command, &walk_in->sale, &sold, error);
    return status == DATABASE_OK && command->answer == NULL ? check_in_sold(command, walk_in, &sold, error)
                                                            : status;
}

/* ---- the way of a walk-in, on a caller's thread ---- */

static void sell(WalkIn *walk_in)
{
    Property *property = walk_in->sale.property;
    HttpRequest *request = walk_in->sale.request;
    g_auto(ForwardAnswer) answer = {0};

    ForwardOutcome outcome = sale_ask_centre(&walk_in->sale, "walk_in", &walk_in->asked, &answer);
    if (outcome == FORWARD_DONE) {
        walk_in->document = answer.body;
        command_resume(property, request, sold_body, walk_in);
    } else if (outcome == FORWARD_UNREACHABLE) {
        command_resume(property, request, cut_off_body, walk_in);
    } else {
        command_abandon(property, request, sale_problem(&walk_in->sale, outcome, &answer));
    }
}

/* A price of the desk's own is a manager's, and says why; seen before the centre has sold anything. */
static HttpResponse *price_problem(const WalkIn *walk_in)
{
    const WalkInRequest *wish = &walk_in->wish;
    const StaffSession *staff = http_request_principal(walk_in->sale.request);

    if (!wish->has_price) {
        return NULL;
    }
    if (!staff_may(staff->roles, STAFF_OVERRIDE)) {
        return http_problem_new(403, "not_permitted", "Only a manager gives a room at another price.");
    }
    if (wish->price_reason != NULL) {
        return NULL;
    }
    HttpResponse *problem = http_problem_new(422, "reason_missing", "Say why the room costs another price.");
    http_problem_add_error(problem, "/price_reason", "required with price_minor");
    return problem;
}

/* A walk-in arrives on the hotel's business date, whatever the request leaves out. */
static HttpResponse *take_wish(WalkIn *walk_in)
{
    const WalkInRequest *wish = &walk_in->wish;
    LinkState state;

    link_read(walk_in->sale.property->link, &state);
    if (wish->arrival != NIGHT_NONE && wish->arrival != state.business_date) {
        HttpResponse *problem =
            http_problem_new(422, "arrival_not_today", "A walk-in arrives on the hotel's business date.");
        http_problem_add_error(problem, "/arrival", "not the business date");
        return problem;
    }
    walk_in->room = (SaleRoom){.room_type = wish->room_type,
                               .rate_plan = wish->rate_plan,
                               .arrival = state.business_date,
                               .departure = wish->departure,
                               .adults = wish->adults,
                               .children = wish->children,
                               .infants = wish->infants};
    walk_in->sale.guest = &wish->guest;
    walk_in->sale.access = wish->access;
    walk_in->sale.override_reason = wish->override_reason;
    return sale_access_problem(&walk_in->sale);
}

typedef struct RoomLook {
    WalkIn *walk_in;
    RoomVerdict verdict;
    DatabaseStatus status;
} RoomLook;

static void look_for_room(OdbcConnection *connection, RoomLook *look)
{
    const WalkInRequest *wish = &look->walk_in->wish;
    Night arrival = look->walk_in->room.arrival;
    RoomNeed need = {.room = wish->room,
                     .room_type = wish->room_type,
                     .from = arrival,
                     .until = MAX(wish->departure, arrival)};

    look->status = check_in_room_verdict(connection, &need, &look->verdict, NULL);
}

/* A guest who stands here needs a room that stands empty: better to see that before the centre has sold one.
 * Whether the type exists is for the sale to say. */
static HttpResponse *room_problem(OdbcConnection *connection, WalkIn *walk_in)
{
    RoomLook look = {.walk_in = walk_in};

    if (hotel_room_type(walk_in->sale.property->hotel, walk_in->wish.room_type) == NULL) {
        return NULL;
    }
    look_for_room(connection, &look);
    if (look.status == DATABASE_OK && look.verdict != ROOM_FREE) {
        return http_problem_new(look.verdict == ROOM_UNKNOWN ? 422 : 409, room_verdicts[look.verdict].code,
                                "%s", room_verdicts[look.verdict].text);
    }
    return NULL;
}

/* All that is to be done at the desk before the centre is asked, in one visit. */
static void prepare(OdbcConnection *connection, gpointer data)
{
    WalkIn *walk_in = data;

    if (walk_in->problem == NULL) {
        walk_in->problem = room_problem(connection, walk_in);
    }
    if (walk_in->problem == NULL) {
        sale_note_question(connection, &walk_in->sale, &walk_in->asked);
    }
}

static void walk_in_waiting(Property *property, HttpRequest *request)
{
    WalkIn walk_in = {.wish = {.arrival = NIGHT_NONE, .adults = 1}};
    walk_in.sale = (Sale){.property = property,
                          .request = request,
                          .rooms = &walk_in.room,
                          .room_count = 1,
                          .channel = "walk-in",
                          .room_pointer = ""};

    walk_in.problem = request_decode_problem(request, &walk_in_shape, &walk_in.wish);
    if (walk_in.problem == NULL) {
        walk_in.problem = take_wish(&walk_in);
    }
    if (walk_in.problem == NULL) {
        walk_in.problem = price_problem(&walk_in);
    }
    if (command_answered_before(property, request, prepare, &walk_in)) {
        g_clear_pointer(&walk_in.problem, http_response_free);
    } else if (walk_in.problem != NULL) {
        command_abandon(property, request, walk_in.problem);
    } else {
        sell(&walk_in);
    }
    sale_asked_clear(&walk_in.asked);
    json_shape_clear(&walk_in_shape, &walk_in.wish);
}

void walk_in_post(HttpRequest *request, gpointer context)
{
    command_call_out(context, request, walk_in_waiting);
}
