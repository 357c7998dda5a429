#include "central/reconcile/reconcile_routes.h"

#include "central/reconcile/reconcile_memory.h"
#include "central/staff/principal.h"

enum { LINES_DEFAULT = 1000, LINES_MAX = 10000 };

static void of_hotel(HttpRequest *request, gpointer context)
{
    Central *central = context;
    const ChainHotel *hotel = central_path_hotel(central, request);
    if (hotel)
        http_request_respond_json(
            request, 200, reconcile_memory_report(central->reconciled, hotel, clock_now(central->wall)));
}

static void of_chain(HttpRequest *request, gpointer context)
{
    Central *central = context;
    const GPtrArray *hotels = central->chain->hotels;
    gint64 limit, cursor;
    if (!http_request_query_integer(request, "limit", 1, LINES_MAX, LINES_DEFAULT, &limit) ||
        !http_request_query_integer(request, "cursor", 0, G_MAXINT32, 0, &cursor))
        return;
    json_t *items = json_array();
    guint64 end = MIN((guint64)(cursor + limit), hotels->len);
    for (guint64 i = (guint64)cursor; i < end; i++)
        json_array_append_new(
            items, reconcile_memory_line(central->reconciled, hotels->pdata[i], clock_now(central->wall)));
    central_respond_page(request, items, end < hotels->len ? (int64_t)end : 0);
}

const HttpRoute reconcile_routes[] = {
    {"GET", "/v1/hotels/{hotel}/reconciliation", HTTP_LANE_MEMORY, ACCESS_OPERATE | ACCESS_GUESTS, HTTP_PLAIN,
     of_hotel, 0},
    {"GET", "/v1/reconciliations{?limit,cursor}", HTTP_LANE_MEMORY, ACCESS_OPERATE | ACCESS_READ, HTTP_PLAIN,
     of_chain, 0},
};
const gsize reconcile_route_count = G_N_ELEMENTS(reconcile_routes);
