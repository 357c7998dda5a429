#include "property/sale/sale_routes.h"

#include "property/copy/feed.h"
#include "property/outbox/outbox_store.h"
#include "property/sale/sale.h"

#define REFRESH_TIMEOUT_MS 3000
#define ROOMS_MAX 99

static const JsonField room_fields[] = {
    FIELD_TEXT("room_type", SaleRoom, room_type, .required = true, .validate = room_type_code_check),
    FIELD_TEXT("rate_plan", SaleRoom, rate_plan, .required = true, .validate = rate_plan_code_check),
    FIELD_NIGHT("arrival", SaleRoom, arrival, .required = true),
    FIELD_NIGHT("departure", SaleRoom, departure, .required = true),
    FIELD_INT("adults", SaleRoom, adults, .required = true, .min = 1, .max = 99),
    FIELD_INT("children", SaleRoom, children, .min = 0, .max = 99),
    FIELD_INT("infants", SaleRoom, infants, .min = 0, .max = 99),
};
static const JsonShape room_shape = JSON_SHAPE(SaleRoom, room_fields);

typedef struct ReservationRequest {
    SaleGuest guest;
    GArray *rooms; /* SaleRoom */
    char **access;
    char *comments;
    char *override_reason;
} ReservationRequest;

static const JsonField reservation_fields[] = {
    FIELD_OBJECT("guest", ReservationRequest, guest, &sale_guest_shape, .required = true),
    FIELD_LIST("rooms", ReservationRequest, rooms, &room_shape, .required = true, .min = 1, .max = ROOMS_MAX),
    FIELD_TEXT_LIST("access", ReservationRequest, access, .max = SALE_ACCESS_MAX),
    FIELD_TEXT("comments", ReservationRequest, comments, .allow_empty = true, .max_length = 2000),
    FIELD_TEXT("override_reason", ReservationRequest, override_reason, .max_length = 500),
};
static const JsonShape reservation_shape = JSON_SHAPE(ReservationRequest, reservation_fields);

/* ---- with the centre ---- */

static DatabaseStatus keep_answer(Command *command, gpointer data, GError **error G_GNUC_UNUSED)
{
    const ForwardAnswer *answer = data;

    command->answer_status = answer->status;
    command->answer = json_copy(answer->body);
    json_object_set_new(command->answer, "sold_by", json_string("centre"));
    return DATABASE_OK;
}

/* ---- while cut off ---- */

static DatabaseStatus cut_off_body(Command *command, gpointer data, GError **error)
{
    const Sale *sale = data;
    g_auto(SoldHere) sold = {0};

    DatabaseStatus status = sale_here(command, sale, &sold, error);
    if (command->answer != NULL) {
        return status;
    }
    if (status == DATABASE_OK) {
        status = outbox_add(command->connection, "reservation", command->now, sold.extra, error);
    }
    if (status == DATABASE_OK) {
        status = sale_use(command, &sold, error);
    }
    if (status == DATABASE_OK) {
        command->answer_status = 201;
        command->answer = json_copy(sold.document);
        sale_mark_answer(command, &sold);
    }
    return status;
}

/* ---- on a caller's thread ---- */

static void sell(const Sale *sale)
{
    g_auto(ForwardAnswer) answer = {0};

    ForwardOutcome outcome = sale_ask_centre(sale, "book", NULL, &answer);
    if (outcome == FORWARD_DONE) {
        /* The screen is to be right at once; if this fails the feed will see to it. */
        feed_catch_up(sale->property->feed, REFRESH_TIMEOUT_MS, NULL);
        command_resume(sale->property, sale->request, keep_answer, &answer);
    } else if (outcome == FORWARD_UNREACHABLE) {
        command_resume(sale->property, sale->request, cut_off_body, (gpointer)sale);
    } else {
        command_abandon(sale->property, sale->request, sale_problem(sale, outcome, &answer));
    }
}

static void reservation_waiting(Property *property, HttpRequest *request)
{
    ReservationRequest wish = {0};

    if (command_answered_before(property, request, NULL, NULL)) {
        return;
    }
    HttpResponse *problem = request_decode_problem(request, &reservation_shape, &wish);
    if (problem != NULL) {
        command_abandon(property, request, problem);
        return;
    }
    Sale sale = {.property = property,
                 .request = request,
                 .guest = &wish.guest,
                 .rooms = (const SaleRoom *)(const void *)wish.rooms->data,
                 .room_count = wish.rooms->len,
                 .access = wish.access,
                 .comments = wish.comments,
                 .channel = "front-desk",
                 .override_reason = wish.override_reason,
                 .room_pointer = "/rooms/0"};
    problem = sale_access_problem(&sale);
    if (problem != NULL) {
        command_abandon(property, request, problem);
    } else {
        sell(&sale);
    }
    json_shape_clear(&reservation_shape, &wish);
}

static void post_reservation(HttpRequest *request, gpointer context)
{
    command_call_out(context, request, reservation_waiting);
}

const HttpRoute sale_routes[] = {
    {.method = "POST",
     .template = "/v1/reservations",
     .lane = HTTP_LANE_BOOKING,
     .access = UINT64_C(1) << STAFF_SERVE_GUESTS,
     .flags = HTTP_IDEMPOTENCY_KEY | HTTP_BODY_REQUIRED,
     .handler = post_reservation},
};
const gsize sale_route_count = G_N_ELEMENTS(sale_routes);
