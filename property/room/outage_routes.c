#include "property/room/outage_routes.h"

#include "ops/json.h"
#include "property/audit/business_date.h"
#include "property/command/match.h"
#include "property/command/page.h"
#include "property/room/outage.h"

#define LIST_NIGHTS 31
#define REASON_MAX 200

typedef struct OutageRequest {
    char *room;
    char *kind;
    Night from;
    Night until;
    char *reason;
    char *return_status;
} OutageRequest;

static const JsonField plan_fields[] = {
    FIELD_TEXT("room", OutageRequest, room, .required = true, .max_length = 16),
    FIELD_TEXT("kind", OutageRequest, kind, .required = true, .max_length = 20),
    FIELD_NIGHT("from", OutageRequest, from, .required = true),
    FIELD_NIGHT("until", OutageRequest, until, .required = true),
    FIELD_TEXT("reason", OutageRequest, reason, .required = true, .max_length = REASON_MAX),
    FIELD_TEXT("return_status", OutageRequest, return_status, .max_length = 20),
};
static const JsonShape plan_shape = JSON_SHAPE(OutageRequest, plan_fields);

static const JsonField change_fields[] = {
    FIELD_NIGHT("until", OutageRequest, until),
    FIELD_TEXT("reason", OutageRequest, reason, .max_length = REASON_MAX),
    FIELD_TEXT("return_status", OutageRequest, return_status, .max_length = 20),
};
static const JsonShape change_shape = JSON_SHAPE(OutageRequest, change_fields);

static const JsonField return_fields[] = {
    FIELD_TEXT("return_status", OutageRequest, return_status, .max_length = 20),
};
static const JsonShape return_shape = JSON_SHAPE(OutageRequest, return_fields);

/* ---- looking ---- */

static void get_outages(HttpRequest *request, gpointer connection)
{
    g_autoptr(GError) error = NULL;
    json_t *outages = NULL;
    Night business_date, from, until;

    DatabaseStatus status = business_date_read(connection, &business_date, &error);
    if (status == DATABASE_OK) {
        if (!page_night(request, "from", business_date, &from) ||
            !page_night(request, "until", from + LIST_NIGHTS, &until)) {
            return;
        }
        status = outages_to_json(connection, from, until, business_date, &outages, &error);
    }
    if (status != DATABASE_OK) {
        desk_answer_failure(request, status, &error);
        return;
    }
    http_request_respond_json(request, 200, json_pack("{s:o}", "items", outages));
}

static void get_outage(HttpRequest *request, gpointer connection)
{
    g_autoptr(GError) error = NULL;
    g_auto(Outage) outage = {0};
    Night business_date;

    DatabaseStatus status = business_date_read(connection, &business_date, &error);
    if (status == DATABASE_OK) {
        status = outage_find(connection, request_number(request, "outage"), &outage, &error);
    }
    if (status != DATABASE_OK) {
        desk_answer_failure(request, status, &error);
    } else if (outage.outage_id == 0) {
        http_request_respond_problem(request, 404, OUTAGE_UNKNOWN);
    } else {
        respond_tagged(request, outage_to_json(&outage, business_date));
    }
}

/* ---- writing ---- */

static DatabaseStatus answer_outage(Command *command, int64_t outage_id, GError **error)
{
    g_auto(Outage) outage = {0};

    DatabaseStatus status = outage_find(command->connection, outage_id, &outage, error);
    if (status == DATABASE_OK) {
        command->answer = outage_to_json(&outage, command->business_date);
    }
    return status;
}

/* The outage of the path, as the caller has seen it. */
static DatabaseStatus match_outage(Command *command, int64_t outage_id, GError **error)
{
    g_auto(Outage) outage = {0};

    DatabaseStatus status = outage_find(command->connection, outage_id, &outage, error);
    if (status == DATABASE_OK && outage.outage_id == 0) {
        return command_refuse(command, 404, OUTAGE_UNKNOWN);
    }
    return status == DATABASE_OK ? command_match(command, outage_to_json(&outage, command->business_date))
                                 : status;
}

/* FALSE after refusing; a status that was not given stays as it is. */
static bool read_return_status(Command *command, const OutageRequest *body, RoomHousekeeping *status)
{
    if (body->return_status == NULL || room_housekeeping_parse(body->return_status, status)) {
        return true;
    }
    command_refuse_field(command, "/return_status", "housekeeping_unknown",
                         "A room is clean, dirty, inspected or pickup.");
    return false;
}

static DatabaseStatus plan_body(Command *command, gpointer data, GError **error)
{
    const OutageRequest *body = data;
    OutageWish wish = {
        .room = body->room,
        .nights = {body->from, body->until},
        .reason = body->reason,
        .return_status = ROOM_DIRTY,
    };
    int64_t outage_id;

    if (!outage_kind_parse(body->kind, &wish.kind)) {
        return command_refuse_field(command, "/kind", "outage_kind_unknown",
                                    "A room is out_of_order or out_of_service.");
    }
    if (!read_return_status(command, body, &wish.return_status)) {
        return DATABASE_ROLLBACK;
    }
    DatabaseStatus status = room_take_out(command, &wish, &outage_id, error);
    command->answer_status = 201;
    return status == DATABASE_OK ? answer_outage(command, outage_id, error) : status;
}

static DatabaseStatus change_body(Command *command, gpointer data, GError **error)
{
    const OutageRequest *body = data;
    int64_t outage_id = request_number(command->request, "outage");
    RoomHousekeeping wanted = ROOM_DIRTY;

    if (!read_return_status(command, body, &wanted)) {
        return DATABASE_ROLLBACK;
    }
    DatabaseStatus status = match_outage(command, outage_id, error);
    if (status == DATABASE_OK) {
        status = room_outage_change(command, outage_id, body->until, body->reason,
                                    body->return_status != NULL ? &wanted : NULL, error);
    }
    return status == DATABASE_OK ? answer_outage(command, outage_id, error) : status;
}

static DatabaseStatus return_body(Command *command, gpointer data, GError **error)
{
    const OutageRequest *body = data;
    int64_t outage_id = request_number(command->request, "outage");
    RoomHousekeeping wanted = ROOM_DIRTY;

    if (!read_return_status(command, body, &wanted)) {
        return DATABASE_ROLLBACK;
    }
    DatabaseStatus status = match_outage(command, outage_id, error);
    if (status == DATABASE_OK) {
        status = room_put_back(command, outage_id, body->return_status != NULL ? &wanted : NULL, error);
    }
    return status == DATABASE_OK ? answer_outage(command, outage_id, error) : status;
}

static void run(HttpRequest *request, gpointer connection, const JsonShape *shape, CommandBody body)
{
    OutageRequest wish = {.from = NIGHT_NONE, .until = NIGHT_NONE};

    if (request_decode(request, shape, &wish)) {
        command_run(http_request_context(request), connection, request, body, &wish);
        json_shape_clear(shape, &wish);
    }
}

static void post_outage(HttpRequest *request, gpointer connection)
{
    run(request, connection, &plan_shape, plan_body);
}

static void post_change(HttpRequest *request, gpointer connection)
{
    run(request, connection, &change_shape, change_body);
}

static void post_return(HttpRequest *request, gpointer connection)
{
    run(request, connection, &return_shape, return_body);
}

const HttpRoute outage_routes[] = {
    {.method = "GET",
     .template = "/v1/outages{?from,until}",
     .lane = HTTP_LANE_WORKER,
     .access = UINT64_C(1) << STAFF_LOOK,
     .handler = get_outages},
    {.method = "GET",
     .template = "/v1/outages/{outage}",
     .lane = HTTP_LANE_WORKER,
     .access = UINT64_C(1) << STAFF_LOOK,
     .handler = get_outage},
    {.method = "POST",
     .template = "/v1/outages",
     .lane = HTTP_LANE_WORKER,
     .access = UINT64_C(1) << STAFF_TAKE_OUT_ROOMS,
     .flags = HTTP_IDEMPOTENCY_KEY | HTTP_BODY_REQUIRED,
     .handler = post_outage},
    {.method = "POST",
     .template = "/v1/outages/{outage}/change",
     .lane = HTTP_LANE_WORKER,
     .access = UINT64_C(1) << STAFF_TAKE_OUT_ROOMS,
     .flags = HTTP_IDEMPOTENCY_KEY | HTTP_BODY_REQUIRED,
     .handler = post_change},
    {.method = "POST",
     .template = "/v1/outages/{outage}/return",
     .lane = HTTP_LANE_WORKER,
     .access = UINT64_C(1) << STAFF_TAKE_OUT_ROOMS,
     .flags = HTTP_IDEMPOTENCY_KEY | HTTP_BODY_REQUIRED,
     .handler = post_return},
};
const gsize outage_route_count = G_N_ELEMENTS(outage_routes);
