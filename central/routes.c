#include "central/routes.h"

#include <stdio.h>

#include "central/allotment/allotment_routes.h"
#include "central/booking/booking_routes.h"
#include "central/booking/lookup_routes.h"
#include "central/feed/feed_routes.h"
#include "central/guest/guest_routes.h"
#include "central/hotel/hotel_routes.h"
#include "central/practice/practice_routes.h"
#include "central/rate/offer_routes.h"
#include "central/rate/rate_routes.h"
#include "central/reconcile/reconcile_routes.h"
#include "central/report/report_routes.h"
#include "central/staff/staff_routes.h"
#include "central/stay/exception_routes.h"

typedef struct {
    const HttpRoute *routes;
    const gsize *count;
} RouteTable;

static const RouteTable tables[] = {
    {allotment_routes, &allotment_route_count}, {exception_routes, &exception_route_count},
    {booking_routes, &booking_route_count},     {lookup_routes, &lookup_route_count},
    {guest_routes, &guest_route_count},         {hotel_routes, &hotel_route_count},
    {practice_routes, &practice_route_count},   {offer_routes, &offer_route_count},
    {rate_routes, &rate_route_count},           {report_routes, &report_route_count},
    {staff_routes, &staff_route_count},         {feed_routes, &feed_route_count},
    {reconcile_routes, &reconcile_route_count},
};

void central_routes_add(HttpServer *server, Central *central)
{
    for (gsize i = 0; i < G_N_ELEMENTS(tables); i++)
        http_server_add_routes(server, tables[i].routes, *tables[i].count, central);
}

void central_routes_print(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(tables); i++)
        for (gsize j = 0; j < *tables[i].count; j++)
            printf("%s %s\n", tables[i].routes[j].method, tables[i].routes[j].template);
}
