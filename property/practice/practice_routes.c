#include "property/practice/practice_routes.h"

#include "property/command/command.h"
#include "property/practice/practice_store.h"

typedef struct ClockRequest {
    Instant now;
} ClockRequest;

static const JsonField clock_fields[] = {
    FIELD_INSTANT("now", ClockRequest, now, .required = true),
};
static const JsonShape clock_shape = JSON_SHAPE(ClockRequest, clock_fields);

static DatabaseStatus write_body(OdbcConnection *connection, gpointer data, GError **error)
{
    return practice_now_write(connection, *(const Instant *)data, error);
}

static bool refuse_real_time(HttpRequest *request, const Property *property)
{
    if (clock_is_controlled(property->clock)) {
        return false;
    }
    http_request_respond_problem(request, 404, "no_practice_clock",
                                 "This hotel lives in real time; only practice hotels have a clock to set.");
    return true;
}

static void answer_clock(HttpRequest *request, const Property *property)
{
    http_request_respond_json(request, 200,
                              json_pack("{s:o}", "now", json_from_instant(clock_now(property->clock))));
}

static void get_clock(HttpRequest *request, gpointer context)
{
    if (!refuse_real_time(request, context)) {
        answer_clock(request, context);
    }
}

/* The store first: a time that was shown must not be forgotten by a restart. */
static void put_clock(HttpRequest *request, gpointer connection)
{
    const Property *property = http_request_context(request);
    g_autoptr(GError) error = NULL;
    ClockRequest body = {0};

    if (refuse_real_time(request, property) || !request_decode(request, &clock_shape, &body)) {
        return;
    }
    if (body.now < clock_now(property->clock)) {
        http_request_respond_problem(request, 409, "clock_backwards",
                                     "The practice clock only goes forward. Send a later time.");
        return;
    }
    DatabaseStatus status = odbc_run_transaction(connection, write_body, &body.now, &error);
    if (status != DATABASE_OK) {
        desk_answer_failure(request, status, &error);
        return;
    }
    g_assert(clock_set(property->clock, body.now, NULL));
    answer_clock(request, property);
}

const HttpRoute practice_routes[] = {
    {.method = "GET",
     .template = "/v1/practice/clock",
     .lane = HTTP_LANE_MEMORY,
     .access = UINT64_C(1) << STAFF_LOOK,
     .handler = get_clock},
    {.method = "PUT",
     .template = "/v1/practice/clock",
     .lane = HTTP_LANE_WORKER,
     .access = UINT64_C(1) << STAFF_SET_CLOCK,
     .flags = HTTP_BODY_REQUIRED,
     .handler = put_clock},
};
const gsize practice_route_count = G_N_ELEMENTS(practice_routes);
