#include "property/assignment/automatic_routes.h"

#include "property/assignment/auto_assign.h"
#include "property/command/page.h"

/* ---- what it would do ---- */

static bool query_flag(HttpRequest *request, const char *name, bool *ret_flag)
{
    gint64 value;

    if (!http_request_query_integer(request, name, 0, 1, 0, &value)) {
        return false;
    }
    *ret_flag = value != 0;
    return true;
}

static void propose(Property *property, HttpRequest *request)
{
    g_autoptr(GError) error = NULL;
    const StaffSession *staff = http_request_principal(request);
    AutoAssign task = {.property = property, .staff = staff->user, .dry_run = true};
    json_t *answer = NULL;

    if (!page_night(request, "arrival", NIGHT_NONE, &task.arrival) ||
        !query_flag(request, "again", &task.again) || !query_flag(request, "upgrades", &task.upgrades)) {
        return;
    }
    DatabaseStatus status = auto_assign(&task, &answer, &error);
    if (status != DATABASE_OK) {
        json_decref(answer);
        desk_answer_failure(request, status, &error);
        return;
    }
    http_request_respond_json(request, 200, answer);
}

static void get_proposal(HttpRequest *request, gpointer context)
{
    if (!property_call_out(context, request, propose)) {
        http_request_respond(request, property_busy_problem());
    }
}

/* ---- doing it ---- */

static const JsonField pair_fields[] = {
    FIELD_CONFIRMATION("confirmation_number", GivenPair, confirmation_number, .required = true),
    FIELD_INT("line", GivenPair, line, .required = true, .min = 1, .max = 99),
    FIELD_TEXT("room", GivenPair, room, .required = true, .max_length = 16),
};
static const JsonShape pair_shape = JSON_SHAPE(GivenPair, pair_fields);

typedef struct AutomaticRequest {
    Night arrival;
    bool again;
    bool upgrades;
    GArray *accept; /* GivenPair */
} AutomaticRequest;

static const JsonField automatic_fields[] = {
    FIELD_NIGHT("arrival", AutomaticRequest, arrival),
    FIELD_BOOL("again", AutomaticRequest, again),
    FIELD_BOOL("upgrades", AutomaticRequest, upgrades),
    FIELD_LIST("accept", AutomaticRequest, accept, &pair_shape, .min = 1, .max = 1000),
};
static const JsonShape automatic_shape = JSON_SHAPE(AutomaticRequest, automatic_fields);

static DatabaseStatus keep_answer(Command *command, gpointer data, GError **error G_GNUC_UNUSED)
{
    command->answer = json_incref(data);
    return DATABASE_OK;
}

static void assign(Property *property, HttpRequest *request, const AutomaticRequest *wish)
{
    g_autoptr(GError) error = NULL;
    const StaffSession *staff = http_request_principal(request);
    AutoAssign task = {.property = property,
                       .staff = staff->user,
                       .arrival = wish->arrival,
                       .again = wish->again,
                       .upgrades = wish->upgrades || wish->accept != NULL,
                       .given = wish->accept};
    json_t *answer = NULL;

    DatabaseStatus status = auto_assign(&task, &answer, &error);
    if (status != DATABASE_OK) {
        command_abandon(property, request,
                        http_problem_new(503, "store_unavailable",
                                         "The hotel's store did not answer. Send the same request again."));
    } else {
        command_resume(property, request, keep_answer, answer);
    }
    json_decref(answer);
}

static void assign_waiting(Property *property, HttpRequest *request)
{
    AutomaticRequest wish = {.arrival = NIGHT_NONE};

    if (command_answered_before(property, request, NULL, NULL)) {
        return;
    }
    HttpResponse *problem = request_decode_problem(request, &automatic_shape, &wish);
    if (problem != NULL) {
        command_abandon(property, request, problem);
        return;
    }
    assign(property, request, &wish);
    json_shape_clear(&automatic_shape, &wish);
}

static void post_automatic(HttpRequest *request, gpointer context)
{
    command_call_out(context, request, assign_waiting);
}

const HttpRoute automatic_routes[] = {
    {.method = "GET",
     .template = "/v1/room-assignments/proposal{?arrival,again,upgrades}",
     .lane = HTTP_LANE_BOOKING,
     .access = UINT64_C(1) << STAFF_LOOK,
     .handler = get_proposal},
    {.method = "POST",
     .template = "/v1/room-assignments/automatic",
     .lane = HTTP_LANE_BOOKING,
     .access = UINT64_C(1) << STAFF_SERVE_GUESTS,
     .flags = HTTP_IDEMPOTENCY_KEY | HTTP_BODY_REQUIRED,
     .handler = post_automatic},
};
const gsize automatic_route_count = G_N_ELEMENTS(automatic_routes);
