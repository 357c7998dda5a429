#include "property/chart/chart_routes.h"

#include "ops/json.h"
#include "property/audit/business_date.h"
#include "property/chart/chart_store.h"
#include "property/command/command.h"
#include "property/command/page.h"

#define NIGHTS_DEFAULT 14
#define NIGHTS_MAX 62
#define ROOMS_DEFAULT 50
#define ROOMS_MAX 200
#define UNASSIGNED_MAX 500

/* FALSE after answering. */
static bool read_question(HttpRequest *request, OdbcConnection *connection, ChartQuestion *ret_question)
{
    g_autoptr(GError) error = NULL;
    ChartQuestion question = {0};
    gint64 nights, rooms, after;

    DatabaseStatus status = business_date_read(connection, &question.business_date, &error);
    if (status != DATABASE_OK) {
        desk_answer_failure(request, status, &error);
        return false;
    }
    if (!page_night(request, "from", question.business_date, &question.from) ||
        !http_request_query_integer(request, "nights", 1, NIGHTS_MAX, NIGHTS_DEFAULT, &nights) ||
        !http_request_query_integer(request, "rooms", 1, ROOMS_MAX, ROOMS_DEFAULT, &rooms) ||
        !http_request_query_integer(request, "after_position", 0, INT32_MAX, 0, &after)) {
        return false;
    }
    question.until = night_add(question.from, (int32_t)nights);
    question.rooms = (int)rooms;
    question.after_position = after;
    *ret_question = question;
    return true;
}

/* Taken before anything is read: what changes meanwhile is told by the next number. */
static int64_t number_before(HttpRequest *request)
{
    const Property *property = http_request_context(request);

    return property->changes != NULL ? changes_number(property->changes) : 0;
}

static void get_chart(HttpRequest *request, gpointer connection)
{
    g_autoptr(GError) error = NULL;
    int64_t number = number_before(request), next = 0, total = 0;
    json_t *rooms = NULL;
    ChartQuestion question;

    if (!read_question(request, connection, &question)) {
        return;
    }
    DatabaseStatus status = chart_rooms_read(connection, &question, &rooms, &next, &total, &error);
    if (status != DATABASE_OK) {
        json_decref(rooms);
        desk_answer_failure(request, status, &error);
        return;
    }
    http_request_respond_json(
        request, 200,
        json_pack("{s:I, s:o, s:o, s:o, s:I, s:o, s:o}", "number", (json_int_t)number, "from",
                  json_from_night(question.from), "until", json_from_night(question.until), "business_date",
                  json_from_night(question.business_date), "rooms_total", (json_int_t)total, "next_position",
                  next == 0 ? json_null() : json_integer(next), "rooms", rooms));
}

static void get_unassigned(HttpRequest *request, gpointer connection)
{
    g_autoptr(GError) error = NULL;
    int64_t number = number_before(request);
    json_t *guests = NULL;
    ChartQuestion question;

    if (!read_question(request, connection, &question)) {
        return;
    }
    DatabaseStatus status = chart_unassigned_read(connection, &question, UNASSIGNED_MAX, &guests, &error);
    if (status != DATABASE_OK) {
        desk_answer_failure(request, status, &error);
        return;
    }
    http_request_respond_json(request, 200,
                              json_pack("{s:I, s:o}", "number", (json_int_t)number, "items", guests));
}

const HttpRoute chart_routes[] = {
    {.method = "GET",
     .template = "/v1/chart{?from,nights,after_position,rooms}",
     .lane = HTTP_LANE_WORKER,
     .access = UINT64_C(1) << STAFF_LOOK,
     .handler = get_chart},
    {.method = "GET",
     .template = "/v1/chart/unassigned{?from,nights}",
     .lane = HTTP_LANE_WORKER,
     .access = UINT64_C(1) << STAFF_LOOK,
     .handler = get_unassigned},
};
const gsize chart_route_count = G_N_ELEMENTS(chart_routes);
