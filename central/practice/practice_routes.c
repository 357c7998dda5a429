#include "central/practice/practice_routes.h"

#include "central/hotel/hotel_store.h"
#include "central/staff/principal.h"
#include "ops/json.h"

typedef struct {
    Instant now;
} ClockForm;

static const JsonField CLOCK_FIELDS[] = {FIELD_INSTANT("now", ClockForm, now, .required = true)};
static const JsonShape CLOCK_SHAPE = JSON_SHAPE(ClockForm, CLOCK_FIELDS);

static void respond_clock(HttpRequest *request, const Central *central)
{
    http_request_respond_json(request, 200,
                              json_pack("{s:o}", "now", json_from_instant(clock_now(central->practice))));
}

static void clock_get(HttpRequest *request, gpointer context)
{
    respond_clock(request, context);
}

static void clock_put(HttpRequest *request, gpointer context)
{
    Worker *worker = context;
    ClockForm form = {0};
    JsonProblem problem = {0};
    if (!json_decode(http_request_json(request), &CLOCK_SHAPE, &form, &problem)) {
        central_respond_form(request, &problem);
        return;
    }
    if (form.now < clock_now(worker->central->practice)) {
        http_request_respond_problem(request, 409, "clock_backwards",
                                     "practice time only moves forward: see GET");
        return;
    }
    Instant stored;
    GError *error = NULL;
    DatabaseStatus status = practice_clock_store(worker->connection, form.now, &stored, &error);
    if (status != DATABASE_OK) {
        central_respond_database(request, status, error);
        return;
    }
    clock_set(worker->central->practice, stored, NULL); /* somebody was further: that stands */
    respond_clock(request, worker->central);
}

const HttpRoute practice_routes[] = {
    {"GET", "/v1/practice/clock", HTTP_LANE_MEMORY, ACCESS_READ, HTTP_PLAIN, clock_get, 0},
    {"PUT", "/v1/practice/clock", HTTP_LANE_WORKER, ACCESS_TRAIN, HTTP_BODY_REQUIRED, clock_put, 0},
};
const gsize practice_route_count = G_N_ELEMENTS(practice_routes);
