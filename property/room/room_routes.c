#include "property/room/room_routes.h"

#include "property/audit/business_date.h"
#include "property/command/command.h"
#include "property/command/page.h"
#include "property/room/outage.h"
#include "property/room/room_store.h"
#include "property/sale/sale.h"
#include "property/stay/offer.h"
#include <string.h>

typedef struct RoomRequest {
    char *housekeeping;
    char *out_of_order_reason;
    Night out_of_order_until;
    bool in_order;
    Night business_date;
} RoomRequest;

static const JsonField room_fields[] = {
    FIELD_TEXT("housekeeping", RoomRequest, housekeeping, .max_length = 20),
    FIELD_TEXT("out_of_order_reason", RoomRequest, out_of_order_reason, .max_length = 200),
    FIELD_NIGHT("out_of_order_until", RoomRequest, out_of_order_until),
    FIELD_BOOL("in_order", RoomRequest, in_order),
    FIELD_NIGHT("business_date", RoomRequest, business_date),
};
static const JsonShape room_shape = JSON_SHAPE(RoomRequest, room_fields);

static void get_rooms(HttpRequest *request, gpointer connection)
{
    g_autoptr(GError) error = NULL;
    json_t *rooms = NULL;

    DatabaseStatus status = rooms_to_json(connection, &rooms, &error);
    if (status != DATABASE_OK) {
        desk_answer_failure(request, status, &error);
        return;
    }
    page_respond_watched(request, json_pack("{s:o}", "items", rooms));
}

typedef struct RoomCall {
    const HttpRequest *request;
    RoomRequest body;
} RoomCall;

static DatabaseStatus refuse_status(Command *command)
{
    return command_refuse_field(command, "/housekeeping", "housekeeping_unknown",
                                "A room is clean, dirty, inspected or pickup.");
}

static DatabaseStatus change_housekeeping(Command *command, const char *room, const char *code,
                                          GError **error)
{
    RoomHousekeeping housekeeping;

    if (!room_housekeeping_parse(code, &housekeeping)) {
        return refuse_status(command);
    }
    return room_set_housekeeping(command->connection, room, housekeeping, command->now, error);
}

static DatabaseStatus take_out_now(Command *command, const Room *room, const RoomRequest *body,
                                   GError **error)
{
    Night today = command->business_date;
    Night until = body->out_of_order_until;
    int64_t outage_id;
    OutageWish wish = {
        .room = room->room,
        .kind = OUTAGE_OUT_OF_ORDER,
        .nights = {today, until == NIGHT_NONE ? today + OUTAGE_NIGHTS_DEFAULT : until},
        .reason = body->out_of_order_reason,
        .return_status = ROOM_DIRTY,
    };

    return room_take_out(command, &wish, &outage_id, error);
}

/* In the status it has, or that the same request gave it. */
static DatabaseStatus put_back_now(Command *command, const Room *room, const RoomRequest *body,
                                   GError **error)
{
    g_auto(Outage) outage = {0};
    RoomHousekeeping housekeeping = room->housekeeping;

    if (body->housekeeping != NULL && !room_housekeeping_parse(body->housekeeping, &housekeeping)) {
        g_assert_not_reached(); /* it was set before */
    }
    DatabaseStatus status =
        outage_of_night(command->connection, room->room, command->business_date, &outage, error);
    return status == DATABASE_OK && outage.outage_id != 0
               ? room_put_back(command, outage.outage_id, &housekeeping, error)
               : status;
}

static DatabaseStatus change_order(Command *command, const Room *room, const RoomRequest *body,
                                   GError **error)
{
    if (!staff_may(command->staff->roles, STAFF_TAKE_OUT_ROOMS)) {
        return command_refuse(command, 403, "not_permitted",
                              "Only housekeeping and managers take rooms out of order.");
    }
    return body->in_order ? put_back_now(command, room, body, error)
                          : take_out_now(command, room, body, error);
}

static DatabaseStatus change_room(Command *command, const Room *room, const RoomRequest *body, GError **error)
{
    DatabaseStatus status = DATABASE_OK;

    if (body->housekeeping != NULL) {
        status = change_housekeeping(command, room->room, body->housekeeping, error);
    }
    if (status == DATABASE_OK && (body->out_of_order_reason != NULL || body->in_order)) {
        status = change_order(command, room, body, error);
    }
    return status;
}

static DatabaseStatus room_body(Command *command, gpointer data, GError **error)
{
    const RoomCall *call = data;
    g_auto(RoomList) list = {0};
    const char *number = http_request_path_parameter(call->request, "room");

    DatabaseStatus status = command_require_day(command, call->body.business_date);
    if (status == DATABASE_OK) {
        status = room_find(command->connection, number, &list, error);
    }
    if (status != DATABASE_OK) {
        return status;
    }
    if (list.rooms->len == 0) {
        return command_refuse_words(command, 404, &room_verdicts[ROOM_UNKNOWN]);
    }
    status = change_room(command, &g_array_index(list.rooms, Room, 0), &call->body, error);
    if (status == DATABASE_OK) {
        command->answer = json_pack("{s:s}", "room", number);
    }
    return status;
}

static void post_room_status(HttpRequest *request, gpointer connection)
{
    RoomCall call = {.request = request,
                     .body = {.out_of_order_until = NIGHT_NONE, .business_date = NIGHT_NONE}};

    if (request_decode(request, &room_shape, &call.body)) {
        command_run(http_request_context(request), connection, request, room_body, &call);
        json_shape_clear(&room_shape, &call.body);
    }
}

/* ---- many rooms at once: a floor that was cleaned, a wing that was inspected ---- */

#define ROOMS_TOGETHER_MAX 500

typedef struct TogetherRequest {
    char **rooms;
    char *housekeeping;
} TogetherRequest;

static const JsonField together_fields[] = {
    FIELD_TEXT_LIST("rooms", TogetherRequest, rooms, .required = true, .min = 1, .max = ROOMS_TOGETHER_MAX),
    FIELD_TEXT("housekeeping", TogetherRequest, housekeeping, .required = true, .max_length = 20),
};
static const JsonShape together_shape = JSON_SHAPE(TogetherRequest, together_fields);

/* What became of one room: a wrong number does not hold up the others. */
static DatabaseStatus change_one_of_many(Command *command, const char *number, RoomHousekeeping housekeeping,
                                         const char **ret_outcome, GError **error)
{
    g_auto(RoomList) list = {0};

    DatabaseStatus status = room_find(command->connection, number, &list, error);
    if (status != DATABASE_OK) {
        return status;
    }
    if (list.rooms->len == 0) {
        *ret_outcome = room_verdicts[ROOM_UNKNOWN].code;
        return DATABASE_OK;
    }
    if (g_array_index(list.rooms, Room, 0).housekeeping == housekeeping) {
        *ret_outcome = "unchanged";
        return DATABASE_OK;
    }
    *ret_outcome = "changed";
    return room_set_housekeeping(command->connection, number, housekeeping, command->now, error);
}

static DatabaseStatus together_body(Command *command, gpointer data, GError **error)
{
    const TogetherRequest *body = data;
    RoomHousekeeping housekeeping;
    json_auto_t *items = json_array();
    DatabaseStatus status = DATABASE_OK;

    if (!room_housekeeping_parse(body->housekeeping, &housekeeping)) {
        return refuse_status(command);
    }
    for (char **room = body->rooms; *room != NULL && status == DATABASE_OK; room++) {
        const char *outcome = NULL;
        status = change_one_of_many(command, *room, housekeeping, &outcome, error);
        if (status == DATABASE_OK) {
            json_array_append_new(items, json_pack("{s:s, s:s}", "room", *room, "outcome", outcome));
        }
    }
    if (status == DATABASE_OK) {
        command->answer = json_pack("{s:O}", "items", items);
    }
    return status;
}

static void post_room_statuses(HttpRequest *request, gpointer connection)
{
    TogetherRequest body = {0};

    if (request_decode(request, &together_shape, &body)) {
        command_run(http_request_context(request), connection, request, together_body, &body);
        json_shape_clear(&together_shape, &body);
    }
}

/* ---- what can be sold ---- */

static bool read_occupancy(HttpRequest *request, PriceOccupancy *ret_occupancy)
{
    gint64 adults, children, infants;

    if (!http_request_query_integer(request, "adults", 1, 99, 1, &adults) ||
        !http_request_query_integer(request, "children", 0, 99, 0, &children) ||
        !http_request_query_integer(request, "infants", 0, 99, 0, &infants)) {
        return false;
    }
    *ret_occupancy = (PriceOccupancy){(int32_t)adults, (int32_t)children, (int32_t)infants};
    return true;
}

/* Rates of the house itself are shown to who may give them, and only when asked for. FALSE after answering. */
static bool ask_of_the_house(HttpRequest *request, OfferQuestion *question)
{
    const StaffSession *staff = http_request_principal(request);

    question->access = staff_rate_access(staff->roles);
    question->of_the_house = true;
    if (question->access[0] == NULL) {
        http_request_respond(request, staff_rate_problem(NULL));
    }
    return question->access[0] != NULL;
}

/* `*ret_codes` holds what the question borrows. FALSE after answering. */
static bool read_access(HttpRequest *request, OfferQuestion *question, char ***ret_codes)
{
    const char *asked = http_request_query(request, "access");

    if (asked == NULL) {
        return true;
    }
    if (strcmp(asked, CHAIN_ACCESS_STAFF) == 0) {
        return ask_of_the_house(request, question);
    }
    g_auto(GStrv) codes = g_strsplit(asked, ",", SALE_ACCESS_MAX + 1);
    const char *const *named = (const char *const *)codes;
    if (g_strv_length(codes) > SALE_ACCESS_MAX || g_strv_contains(named, "") ||
        g_strv_contains(named, CHAIN_ACCESS_STAFF)) {
        page_refuse_query(request, "access",
                          "up to 9 codes separated by commas, or " CHAIN_ACCESS_STAFF
                          " alone for the rates of the house itself");
        return false;
    }
    question->access = named;
    *ret_codes = g_steal_pointer(&codes);
    return true;
}

/* FALSE after answering. */
static bool read_question(HttpRequest *request, Night business_date, OfferQuestion *ret_question,
                          char ***ret_codes)
{
    OfferQuestion question = {.business_date = business_date};

    if (!page_night(request, "arrival", business_date, &question.arrival) ||
        !page_night(request, "departure", question.arrival + 1, &question.departure) ||
        !read_occupancy(request, &question.occupancy) || !read_access(request, &question, ret_codes)) {
        return false;
    }
    if (question.departure < question.arrival || question.departure - question.arrival > 365) {
        page_refuse_query(request, "departure", "on or after the arrival, and no more than 365 nights later");
        return false;
    }
    *ret_question = question;
    return true;
}

static void get_availability(HttpRequest *request, gpointer connection)
{
    g_autoptr(GError) error = NULL;
    g_auto(GStrv) codes = NULL;
    OfferQuestion question;
    json_t *offers = NULL;
    Night business_date;

    DatabaseStatus status = business_date_read(connection, &business_date, &error);
    if (status == DATABASE_OK) {
        if (!read_question(request, business_date, &question, &codes)) {
            return;
        }
        status = offers_to_json(http_request_context(request), connection, &question, &offers, &error);
    }
    if (status != DATABASE_OK) {
        desk_answer_failure(request, status, &error);
        return;
    }
    http_request_respond_json(request, 200, json_pack("{s:o}", "items", offers));
}

const HttpRoute room_routes[] = {
    {.method = "GET",
     .template = "/v1/rooms",
     .lane = HTTP_LANE_WORKER,
     .access = UINT64_C(1) << STAFF_LOOK,
     .handler = get_rooms},
    {.method = "POST",
     .template = "/v1/rooms/{room}/status",
     .lane = HTTP_LANE_WORKER,
     .access = UINT64_C(1) << STAFF_CARE_FOR_ROOMS,
     .flags = HTTP_IDEMPOTENCY_KEY | HTTP_BODY_REQUIRED,
     .handler = post_room_status},
    {.method = "POST",
     .template = "/v1/room-statuses",
     .lane = HTTP_LANE_WORKER,
     .access = UINT64_C(1) << STAFF_CARE_FOR_ROOMS,
     .flags = HTTP_IDEMPOTENCY_KEY | HTTP_BODY_REQUIRED,
     .handler = post_room_statuses},
    {.method = "GET",
     .template = "/v1/availability{?arrival,departure,adults,children,infants,access}",
     .lane = HTTP_LANE_WORKER,
     .access = UINT64_C(1) << STAFF_LOOK,
     .handler = get_availability},
};
const gsize room_route_count = G_N_ELEMENTS(room_routes);
