#include "central/central.h"

#include <stdlib.h>
#include <string.h>

#include "ops/log.h"

Instant central_now(const Central *central, const ChainHotel *hotel)
{
    return clock_now(hotel->practice ? central->practice : central->wall);
}

/* A search asks this for every hotel of a city, thousands of times a second; within one second the answer is
 * the same, because days begin with a whole second. */
Night central_today(const Central *central, const ChainHotel *hotel)
{
    static _Thread_local struct {
        GTimeZone *zone;
        int64_t second;
        Night date;
    } known[16];
    Instant now = central_now(central, hotel);
    guint place = g_direct_hash(hotel->zone) / 16 % G_N_ELEMENTS(known);
    if (known[place].zone != hotel->zone || known[place].second != now / INSTANT_SECOND) {
        known[place].zone = hotel->zone;
        known[place].second = now / INSTANT_SECOND;
        known[place].date = instant_local_date(now, hotel->zone);
    }
    return known[place].date;
}

Night central_business_date(const Central *central, const ChainHotel *hotel)
{
    g_autoptr(HotelMemory) memory = hotel_memory_open(central->memory, hotel);
    return hotel_memory_business_date(memory);
}

const ChainHotel *central_path_hotel(Central *central, HttpRequest *request)
{
    const ChainHotel *hotel = chain_hotel(central->chain, http_request_path_parameter(request, "hotel"));
    if (!hotel)
        http_request_respond_problem(request, 404, "hotel_not_found",
                                     "the chain has no hotel of this code: see /v1/hotels");
    return hotel;
}

void central_respond(HttpRequest *request, int status, json_t *body)
{
    if (status < 400) {
        http_request_respond_json(request, (guint)status, body);
        return;
    }
    char *text = json_canonical(body);
    json_decref(body);
    g_autoptr(GBytes) bytes = g_bytes_new_take(text, strlen(text));
    HttpResponse *response = http_response_new_bytes((guint)status, "application/problem+json", bytes);
    if (status == 503)
        http_response_set_retry_after(response, 1);
    http_request_respond(request, response);
}

/* The question as it was asked, with another cursor. */
static char *next_page(const HttpRequest *request, int64_t cursor)
{
    g_autofree char *text = g_strdup_printf("%" G_GINT64_FORMAT, cursor);
    return http_request_target_with(request, "cursor", text);
}

void central_respond_page(HttpRequest *request, json_t *items, int64_t cursor)
{
    HttpResponse *response = http_response_new_json(200, json_pack("{s:o}", "items", items));
    if (cursor > 0) {
        g_autofree char *target = next_page(request, cursor);
        http_response_add_link(response, target, "next");
    }
    http_request_respond(request, response);
}

gboolean central_match_revision(HttpRequest *request, const char *code, int *ret_revision)
{
    const char *match = http_request_header(request, "If-Match");
    *ret_revision = 0;
    if (!match || strcmp(match, "*") == 0)
        return TRUE;
    char *end = NULL;
    long revision = match[0] == '"' ? strtol(match + 1, &end, 10) : 0;
    if (!end || revision < 1 || revision > G_MAXINT || strcmp(end, "\"") != 0) {
        http_request_respond_problem(request, 412, code,
                                     "If-Match is not an ETag of this resource: read it again");
        return FALSE;
    }
    *ret_revision = (int)revision;
    return TRUE;
}

void central_respond_form(HttpRequest *request, JsonProblem *problem)
{
    HttpResponse *refusal =
        http_problem_new(400, problem->code, "%s: %s", problem->pointer, problem->message);
    http_problem_add_error(refusal, problem->pointer, "%s", problem->message);
    http_request_respond(request, refusal);
    json_problem_clear(problem);
}

void central_respond_query(HttpRequest *request, const char *name, const char *detail)
{
    g_autofree char *pointer = g_strconcat("?", name, NULL);
    HttpResponse *refusal = http_problem_new(400, "invalid_value", "%s", detail);
    http_problem_add_error(refusal, pointer, "%s", detail);
    http_request_respond(request, refusal);
}

void central_respond_database(HttpRequest *request, DatabaseStatus status, GError *error)
{
    log_our_fault("database refused a question", log_text("status", database_status_name(status)),
                  log_text("route", http_request_route_path(request)),
                  log_text("why", error ? error->message : ""));
    g_clear_error(&error);
    HttpResponse *problem =
        http_problem_new(503, "database_unavailable", "the database does not answer: try again in a second");
    http_response_set_retry_after(problem, 1);
    http_request_respond(request, problem);
}
