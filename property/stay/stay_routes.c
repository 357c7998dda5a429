#include "property/stay/stay_routes.h"

#include "property/cashier/means_command.h"
#include "property/copy/copy_store.h"
#include "property/copy/feed.h"
#include "property/copy/reservation_routes.h"
#include "property/stay/check_in.h"
#include "property/stay/check_out.h"
#include "property/stay/no_show.h"
#include "property/stay/stay_command.h"
#include "property/stay/stay_move.h"
#include "property/stay/stay_store.h"
#include "property/stay/walk_in.h"

#define LIST_FIRST_TIMEOUT_MS 3000

typedef struct CheckInRequest {
    int64_t line;
    char *room_type;
    char *room;
    int64_t adults;
} CheckInRequest;

static const JsonField check_in_fields[] = {
    FIELD_INT("line", CheckInRequest, line, .min = 1, .max = 99),
    FIELD_TEXT("room_type", CheckInRequest, room_type, .validate = room_type_code_check),
    FIELD_TEXT("room", CheckInRequest, room, .max_length = 16),
    FIELD_INT("adults", CheckInRequest, adults, .min = 0, .max = 99),
};
static const JsonShape check_in_shape = JSON_SHAPE(CheckInRequest, check_in_fields);

typedef struct NoShowRequest {
    int64_t line;
} NoShowRequest;

static const JsonField no_show_fields[] = {
    FIELD_INT("line", NoShowRequest, line, .min = 1, .max = 99),
};
static const JsonShape no_show_shape = JSON_SHAPE(NoShowRequest, no_show_fields);

typedef struct MoveRequest {
    char *room;
    char *reason;
} MoveRequest;

static const JsonField move_fields[] = {
    FIELD_TEXT("room", MoveRequest, room, .required = true, .max_length = 16),
    FIELD_TEXT("reason", MoveRequest, reason, .max_length = 500),
};
static const JsonShape move_shape = JSON_SHAPE(MoveRequest, move_fields);

typedef struct SettleRequest {
    MeansRequest means;
    TenderRequest tendered;
} SettleRequest;

static const JsonField settle_fields[] = {
    MEANS_FIELDS(SettleRequest, means),
    FIELD_OBJECT("tendered", SettleRequest, tendered, &tender_shape),
};
static const JsonShape settle_shape = JSON_SHAPE(SettleRequest, settle_fields);

typedef struct CheckOutRequest {
    SettleRequest settle;
} CheckOutRequest;

static const JsonField check_out_fields[] = {
    FIELD_OBJECT("settle", CheckOutRequest, settle, &settle_shape),
};
static const JsonShape check_out_shape = JSON_SHAPE(CheckOutRequest, check_out_fields);

/* ---- check-in ---- */

typedef struct CheckInCall {
    const HttpRequest *request;
    CheckInRequest body;
    bool listed; /* the centre has been asked: what is unknown now does not exist */
} CheckInCall;

static void check_in_after_listing(Property *property, HttpRequest *request);

static DatabaseStatus check_in_body(Command *command, gpointer data, GError **error)
{
    const CheckInCall *call = data;
    g_autoptr(CopiedReservation) reservation = NULL;
    CheckInWish wish = {
        .line = (int)call->body.line,
        .room_type = call->body.room_type,
        .room = call->body.room,
        .adults = (int)call->body.adults,
        .kind = "check_in",
    };

    DatabaseStatus status = command_find_reservation(command, &reservation, error);
    if (status == DATABASE_ROLLBACK && !call->listed && reservation_number_valid(call->request)) {
        command->call_out = check_in_after_listing;
    }
    return status == DATABASE_OK ? check_in_line(command, reservation, &wish, error) : status;
}

static CheckInCall check_in_call(const HttpRequest *request, bool listed)
{
    return (CheckInCall){.request = request, .body = {.line = 1, .adults = -1}, .listed = listed};
}

/* The centre did not answer, so nobody can say whether the number is good. */
static HttpResponse *unknown_and_cut_off(void)
{
    HttpResponse *problem = http_problem_new(503, "unknown_here_and_cut_off",
                                             "The reservation is not among this hotel's copies, and the "
                                             "centre does not answer. Try again in a moment, or "
                                             "take the guest as a walk-in.");
    http_response_set_retry_after(problem, 2);
    return problem;
}

static void check_in_after_listing(Property *property, HttpRequest *request)
{
    g_autoptr(GError) error = NULL;
    CheckInCall call = check_in_call(request, true);

    if (!feed_catch_up(property->feed, LIST_FIRST_TIMEOUT_MS, &error)) {
        command_abandon(property, request, unknown_and_cut_off());
        return;
    }
    HttpResponse *problem = request_decode_problem(request, &check_in_shape, &call.body);
    g_assert(problem == NULL); /* it was read before the call went out */
    command_resume(property, request, check_in_body, &call);
    json_shape_clear(&check_in_shape, &call.body);
}

static void check_in_work(OdbcConnection *connection, gpointer data)
{
    HttpRequest *request = data;
    CheckInCall call = check_in_call(request, false);

    if (!request_decode(request, &check_in_shape, &call.body)) {
        return;
    }
    Property *property = http_request_context(request);
    command_run(property, connection, request, check_in_body, &call);
    json_shape_clear(&check_in_shape, &call.body);
}

static void post_check_in(HttpRequest *request, gpointer context)
{
    const Property *property = context;

    if (!desk_submit_gathered(property->desk, check_in_work, NULL, request)) {
        http_request_respond(request, property_busy_problem());
    }
}

/* ---- no-show ---- */

static DatabaseStatus mark_no_show(Command *command, const CopiedReservation *reservation,
                                   const CopiedLine *line, GError **error)
{
    PostingContext context = {command->property->hotel, command->business_date, command->now,
                              command->staff->user};
    g_autoptr(Stay) stay = NULL;

    DatabaseStatus status =
        stay_find_line(command->connection, reservation->confirmation_number, line->line, &stay, error);
    if (status != DATABASE_OK) {
        return status;
    }
    StayVerdict verdict = stay_no_show_decide(line->status, stay_has_arrived(stay) ? stay->status : STAY_NONE,
                                              line->arrival, command->business_date);
    if (verdict != STAY_ALLOWED) {
        return command_refuse_verdict(command, verdict);
    }
    g_clear_pointer(&stay, stay_free);
    status = no_show_mark(command->connection, reservation, line, &context, &stay, error);
    if (status == DATABASE_OK) {
        command->answer = stay_to_json(stay);
    }
    return status;
}

static DatabaseStatus no_show_body(Command *command, gpointer data, GError **error)
{
    const NoShowRequest *body = data;
    g_autoptr(CopiedReservation) reservation = NULL;

    DatabaseStatus status = command_find_reservation(command, &reservation, error);
    if (status != DATABASE_OK) {
        return status;
    }
    const CopiedLine *line = copied_reservation_line(reservation, (int)body->line);
    if (line == NULL) {
        return command_refuse(command, 404, "line_not_found", "The reservation has no such room line.");
    }
    return mark_no_show(command, reservation, line, error);
}

static void post_no_show(HttpRequest *request, gpointer connection)
{
    NoShowRequest body = {.line = 1};

    command_run_decoded(request, connection, &no_show_shape, &body, no_show_body);
}

/* ---- a stay ---- */

static void get_stay(HttpRequest *request, gpointer connection)
{
    g_autoptr(Stay) stay = request_find_stay(request, connection);

    if (stay == NULL) {
        return;
    }
    g_autofree char *tag = stay_etag(stay);
    HttpResponse *response = http_response_new_json(200, stay_to_json(stay));
    http_response_set_etag(response, "%s", tag);
    http_request_respond(request, response);
}

static DatabaseStatus move_body(Command *command, gpointer data, GError **error)
{
    const MoveRequest *body = data;
    g_autoptr(Stay) stay = NULL;

    DatabaseStatus status = command_find_stay(command, &stay, error);
    if (status != DATABASE_OK) {
        return status;
    }
    StayVerdict verdict = stay_in_house_decide(stay->status);
    return verdict == STAY_ALLOWED ? stay_move(command, stay, body->room, body->reason, error)
                                   : command_refuse_verdict(command, verdict);
}

static void post_move(HttpRequest *request, gpointer connection)
{
    MoveRequest body = {0};

    command_run_decoded(request, connection, &move_shape, &body, move_body);
}

/* ---- check-out ---- */

static DatabaseStatus check_out_body(Command *command, gpointer data, GError **error)
{
    const CheckOutRequest *body = data;
    const SettleRequest *settle = &body->settle;
    CheckOutPayment payment = {.tendered = settle->tendered};
    bool pays = settle->means.method != NULL;
    g_autoptr(Stay) stay = NULL;

    DatabaseStatus status = pays ? command_check_means(command, "/settle", &settle->means,
                                                       settle->tendered.currency, &payment.paid, error)
                                 : DATABASE_OK;
    if (status == DATABASE_OK) {
        status = command_find_stay(command, &stay, error);
    }
    return status == DATABASE_OK ? check_out_stay(command, stay, pays ? &payment : NULL, error) : status;
}

static void post_check_out(HttpRequest *request, gpointer connection)
{
    CheckOutRequest body = {0};

    command_run_decoded(request, connection, &check_out_shape, &body, check_out_body);
}

static void get_check_out_preview(HttpRequest *request, gpointer connection)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Stay) stay = request_find_stay(request, connection);
    json_t *preview = NULL;

    if (stay == NULL) {
        return;
    }
    DatabaseStatus status =
        check_out_preview(http_request_context(request), connection, stay, &preview, &error);
    if (status != DATABASE_OK) {
        desk_answer_failure(request, status, &error);
        return;
    }
    http_request_respond_json(request, 200, preview);
}

#define LOOK (UINT64_C(1) << STAFF_LOOK)
#define SERVE (UINT64_C(1) << STAFF_SERVE_GUESTS)

const HttpRoute stay_routes[] = {
    {.method = "POST",
     .template = "/v1/reservations/{confirmation}/check-in",
     .lane = HTTP_LANE_BOOKING,
     .access = SERVE,
     .flags = HTTP_IDEMPOTENCY_KEY,
     .handler = post_check_in},
    {.method = "POST",
     .template = "/v1/reservations/{confirmation}/no-show",
     .lane = HTTP_LANE_WORKER,
     .access = SERVE,
     .flags = HTTP_IDEMPOTENCY_KEY,
     .handler = post_no_show},
    {.method = "POST",
     .template = "/v1/walk-ins",
     .lane = HTTP_LANE_BOOKING,
     .access = SERVE,
     .flags = HTTP_IDEMPOTENCY_KEY | HTTP_BODY_REQUIRED,
     .handler = walk_in_post},
    {.method = "GET",
     .template = "/v1/stays/{stay}",
     .lane = HTTP_LANE_WORKER,
     .access = LOOK,
     .handler = get_stay},
    {.method = "POST",
     .template = "/v1/stays/{stay}/move",
     .lane = HTTP_LANE_WORKER,
     .access = SERVE,
     .flags = HTTP_IDEMPOTENCY_KEY | HTTP_BODY_REQUIRED,
     .handler = post_move},
    {.method = "GET",
     .template = "/v1/stays/{stay}/check-out-preview",
     .lane = HTTP_LANE_WORKER,
     .access = LOOK,
     .handler = get_check_out_preview},
    {.method = "POST",
     .template = "/v1/stays/{stay}/check-out",
     .lane = HTTP_LANE_WORKER,
     .access = SERVE,
     .flags = HTTP_IDEMPOTENCY_KEY,
     .handler = post_check_out},
};
const gsize stay_route_count = G_N_ELEMENTS(stay_routes);
