#include "property/downtime/downtime_routes.h"

#include "property/command/page.h"
#include "property/downtime/downtime.h"
#include "property/staff/staff_rules.h"
#include <string.h>

static void get_state(HttpRequest *request, gpointer context)
{
    const Property *property = context;

    http_request_respond_json(request, 200, downtime_to_json(property->downtime));
}

static void refuse_unmade(HttpRequest *request)
{
    HttpResponse *problem = http_problem_new(
        503, "downtime_pack_not_made", "No downtime pack has been made yet. Try again in a few seconds.");

    http_response_set_retry_after(problem, 2);
    http_request_respond(request, problem);
}

static void respond_file(HttpRequest *request, const Property *property, GBytes *bytes, const char *type,
                         const char *ending)
{
    g_autofree char *disposition =
        g_strdup_printf("attachment; filename=\"downtime-%s.%s\"", property->hotel->code, ending);
    HttpResponse *response = http_response_new_bytes(200, type, bytes);

    http_response_add_header(response, "Content-Disposition", disposition);
    http_request_respond(request, response);
}

/* On a caller's thread: laying out takes long. */
static void answer_paper(Property *property, HttpRequest *request)
{
    g_autoptr(GError) error = NULL;
    const char *language = http_request_query(request, "language");
    bool chinese = language != NULL && strcmp(language, "zh") == 0;

    g_autoptr(GBytes) bytes =
        downtime_pdf(property->downtime, chinese ? DOWNTIME_CHINESE : DOWNTIME_ENGLISH, &error);
    if (bytes == NULL && error == NULL) {
        refuse_unmade(request);
    } else if (bytes == NULL) {
        http_request_respond_problem(request, 500, "internal_error", "The pack cannot be laid out: %s.",
                                     error->message);
    } else {
        respond_file(request, property, bytes, "application/pdf", "pdf");
    }
}

static void get_paper(HttpRequest *request, gpointer context)
{
    const char *language = http_request_query(request, "language");

    if (language != NULL && strcmp(language, "en") != 0 && strcmp(language, "zh") != 0) {
        page_refuse_query(request, "language", "must be en or zh");
    } else if (!property_call_out(context, request, answer_paper)) {
        http_request_respond(request, property_busy_problem());
    }
}

static void get_file(HttpRequest *request, gpointer context)
{
    const Property *property = context;
    g_autoptr(GBytes) html = downtime_html(property->downtime);

    if (html == NULL) {
        refuse_unmade(request);
    } else {
        respond_file(request, property, html, "text/html; charset=utf-8", "html");
    }
}

const HttpRoute downtime_routes[] = {
    {.method = "GET",
     .template = "/v1/downtime-pack",
     .lane = HTTP_LANE_MEMORY,
     .access = UINT64_C(1) << STAFF_LOOK,
     .handler = get_state},
    {.method = "GET",
     .template = "/v1/downtime-pack/html",
     .lane = HTTP_LANE_MEMORY,
     .access = UINT64_C(1) << STAFF_SERVE_GUESTS,
     .handler = get_file},
    {.method = "GET",
     .template = "/v1/downtime-pack/pdf{?language}",
     .lane = HTTP_LANE_BOOKING,
     .access = UINT64_C(1) << STAFF_SERVE_GUESTS,
     .handler = get_paper},
};
const gsize downtime_route_count = G_N_ELEMENTS(downtime_routes);
