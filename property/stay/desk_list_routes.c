#include "property/stay/desk_list_routes.h"

#include "property/audit/business_date.h"
#include "property/command/command.h"
#include "property/command/page.h"
#include "property/stay/desk_list_store.h"

static bool filter_known(DeskListKind kind, const char *code)
{
    return code == NULL || g_strv_contains((const gchar *const *)desk_filter_codes(kind), code);
}

static bool read_words(HttpRequest *request, DeskQuestion *question)
{
    question->filter = http_request_query(request, "filter");
    question->sort = http_request_query(request, "sort");
    question->text = http_request_query(request, "query");
    question->cursor = http_request_query(request, "cursor");
    if (question->cursor == NULL) {
        question->cursor = "";
    }
    if (!filter_known(question->kind, question->filter)) {
        page_refuse_query(request, "filter", "none of this list's filters");
        return false;
    }
    if (question->sort != NULL && !desk_sort_known(question->sort)) {
        page_refuse_query(request, "sort", "name, room or time");
        return false;
    }
    return page_limit(request, &question->limit);
}

/* What the hotel's clock says: guests should be here only on the day that it is. */
static void look_at_clock(const Property *property, DeskQuestion *question)
{
    Instant now = clock_now(property->clock);

    question->day_begins = instant_from_local(question->date, 0, 0, property->zone);
    question->minute = instant_local_date(now, property->zone) == question->date
                           ? (int)((now - question->day_begins) / INSTANT_MINUTE)
                           : -1;
}

/* Of the hotel's plans, as the store is asked; new string. */
static char *deposit_plans(const ChainHotel *hotel)
{
    GString *codes = g_string_new(",");

    for (guint i = 0; i < hotel->rate_plans->len; i++) {
        const ChainRatePlan *plan = g_ptr_array_index(hotel->rate_plans, i);
        if (plan->deposit_policy != NULL && plan->deposit_policy->charge.kind != CHAIN_CHARGE_NONE) {
            g_string_append_printf(codes, "%s,", plan->code);
        }
    }
    return g_string_free(codes, FALSE);
}

/* FALSE after answering. */
static bool read_question(HttpRequest *request, OdbcConnection *connection, DeskListKind kind,
                          DeskQuestion *question)
{
    g_autoptr(GError) error = NULL;
    Night date;

    *question = (DeskQuestion){.kind = kind};
    DatabaseStatus status = business_date_read(connection, &date, &error);
    if (status != DATABASE_OK) {
        desk_answer_failure(request, status, &error);
        return false;
    }
    if (!page_night(request, "date", date, &question->date) || !read_words(request, question)) {
        return false;
    }
    look_at_clock(http_request_context(request), question);
    return true;
}

static void get_list(HttpRequest *request, OdbcConnection *connection, DeskListKind kind)
{
    g_autoptr(GError) error = NULL;
    const Property *property = http_request_context(request);
    g_autofree char *plans = deposit_plans(property->hotel);
    DeskQuestion question;
    DeskList list = {0};

    if (!read_question(request, connection, kind, &question)) {
        return;
    }
    question.deposit_plans = plans;
    DatabaseStatus status = desk_list_read(connection, &question, &list, &error);
    if (status != DATABASE_OK) {
        desk_answer_failure(request, status, &error);
        return;
    }
    page_respond(request, list.items, question.limit, "cursor", list.next_cursor);
    g_free(list.next_cursor);
}

static void get_counts(HttpRequest *request, OdbcConnection *connection, DeskListKind kind)
{
    g_autoptr(GError) error = NULL;
    const Property *property = http_request_context(request);
    g_autofree char *plans = deposit_plans(property->hotel);
    DeskQuestion question;
    json_t *counts = NULL;

    if (!read_question(request, connection, kind, &question)) {
        return;
    }
    question.deposit_plans = plans;
    DatabaseStatus status = desk_list_counts(connection, &question, &counts, &error);
    if (status != DATABASE_OK) {
        desk_answer_failure(request, status, &error);
        return;
    }
    http_request_respond_json(request, 200, counts);
}

static void get_arrivals(HttpRequest *request, gpointer connection)
{
    get_list(request, connection, DESK_ARRIVALS);
}

static void get_in_house(HttpRequest *request, gpointer connection)
{
    get_list(request, connection, DESK_IN_HOUSE);
}

static void get_departures(HttpRequest *request, gpointer connection)
{
    get_list(request, connection, DESK_DEPARTURES);
}

static void get_departed(HttpRequest *request, gpointer connection)
{
    get_list(request, connection, DESK_DEPARTED);
}

static void get_arrival_counts(HttpRequest *request, gpointer connection)
{
    get_counts(request, connection, DESK_ARRIVALS);
}

static void get_in_house_counts(HttpRequest *request, gpointer connection)
{
    get_counts(request, connection, DESK_IN_HOUSE);
}

static void get_departure_counts(HttpRequest *request, gpointer connection)
{
    get_counts(request, connection, DESK_DEPARTURES);
}

static void get_departed_counts(HttpRequest *request, gpointer connection)
{
    get_counts(request, connection, DESK_DEPARTED);
}

#define LIST(Template, Handler)                                                                              \
    {                                                                                                        \
        .method = "GET", .template = (Template), .lane = HTTP_LANE_WORKER,                                   \
        .access = UINT64_C(1) << STAFF_LOOK, .handler = (Handler)                                            \
    }

const HttpRoute desk_list_routes[] = {
    LIST("/v1/arrivals{?date,filter,sort,query,limit,cursor}", get_arrivals),
    LIST("/v1/in-house{?filter,sort,query,limit,cursor}", get_in_house),
    LIST("/v1/departures{?date,filter,sort,query,limit,cursor}", get_departures),
    LIST("/v1/departed{?date,filter,sort,query,limit,cursor}", get_departed),
    LIST("/v1/arrivals/counts{?date}", get_arrival_counts),
    LIST("/v1/in-house/counts{?date}", get_in_house_counts),
    LIST("/v1/departures/counts{?date}", get_departure_counts),
    LIST("/v1/departed/counts{?date}", get_departed_counts),
};
const gsize desk_list_route_count = G_N_ELEMENTS(desk_list_routes);
