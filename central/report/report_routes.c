#include "central/report/report_routes.h"

#include <string.h>

#include "central/report/report_store.h"
#include "central/staff/principal.h"

enum { COPIES_MAX = 5000, COPIES_DEFAULT = 1000 };

static gboolean query_month(HttpRequest *request, const char *name, Night fallback, Night *ret_month)
{
    const char *text = http_request_query(request, name);
    *ret_month = fallback;
    if (!text || night_parse_month(text, ret_month, NULL))
        return TRUE;
    central_respond_query(request, name, "a month, YYYY-MM");
    return FALSE;
}

static void respond_or_fail(HttpRequest *request, DatabaseStatus status, json_t *answer, GError *error)
{
    if (status == DATABASE_OK)
        http_request_respond_json(request, 200, answer);
    else
        central_respond_database(request, status, error);
}

static void production(HttpRequest *request, gpointer context)
{
    Worker *worker = context;
    const char *code = http_request_query(request, "hotel");
    const ChainHotel *hotel = code ? chain_hotel(worker->central->chain, code) : NULL;
    if (code && !hotel) {
        http_request_respond_problem(request, 404, "hotel_not_found",
                                     "the chain has no hotel of this code: see /v1/hotels");
        return;
    }
    Night from, to;
    if (!query_month(request, "from", night_from_date(1900, 1, 1), &from) ||
        !query_month(request, "to", night_from_date(2999, 12, 1), &to))
        return;
    json_t *answer = NULL;
    GError *error = NULL;
    DatabaseStatus status = report_production(worker->connection, worker->central->chain, hotel, from,
                                              night_month_next(to), &answer, &error);
    respond_or_fail(request, status, answer, error);
}

static void copies(HttpRequest *request, gpointer context)
{
    Worker *worker = context;
    const ChainHotel *hotel = central_path_hotel(worker->central, request);
    gint64 limit;
    if (!hotel || !http_request_query_integer(request, "limit", 1, COPIES_MAX, COPIES_DEFAULT, &limit))
        return;
    const char *table = http_request_path_parameter(request, "table");
    const char *after = http_request_query(request, "after");
    json_t *answer = NULL;
    GError *error = NULL;
    CopyPage page = {
        .chain = worker->central->chain, .hotel = hotel, .after = after ? after : "", .limit = (int)limit};
    if (!copy_table_is_known(table)) {
        http_request_respond_problem(
            request, 404, "table_not_found",
            "tables are reservations, stays, cells, rate_overrides and restrictions");
        return;
    }
    DatabaseStatus status = copy_page_read(worker->connection, &page, table, &answer, &error);
    respond_or_fail(request, status, answer, error);
}

static void checks(HttpRequest *request, gpointer context)
{
    Worker *worker = context;
    json_t *answer = NULL;
    GError *error = NULL;
    DatabaseStatus status = report_checks(worker->connection, &answer, &error);
    respond_or_fail(request, status, answer, error);
}

const HttpRoute report_routes[] = {
    {"GET", "/v1/reports/production{?hotel,from,to}", HTTP_LANE_WORKER, ACCESS_OPERATE, HTTP_PLAIN,
     production, 0},
    {"GET", "/v1/copies/{hotel}/{table}{?after,limit}", HTTP_LANE_WORKER, ACCESS_OPERATE, HTTP_PLAIN, copies,
     0},
    {"GET", "/v1/checks", HTTP_LANE_WORKER, ACCESS_OPERATE, HTTP_PLAIN, checks, 0},
};
const gsize report_route_count = G_N_ELEMENTS(report_routes);
