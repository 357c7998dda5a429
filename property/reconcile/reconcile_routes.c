#include "property/reconcile/reconcile_routes.h"

#include "property/property.h"
#include "property/reconcile/reconciler.h"
#include "property/staff/authorise.h"

#define ROWS_SHOWN 100

static void get_reconciliation(HttpRequest *request, gpointer context)
{
    const Property *property = context;

    http_request_respond_json(request, 200, reconciler_report(property->reconciler, ROWS_SHOWN));
}

const HttpRoute reconcile_routes[] = {
    {.method = "GET",
     .template = "/v1/reconciliation",
     .lane = HTTP_LANE_MEMORY,
     .access = UINT64_C(1) << STAFF_LOOK,
     .handler = get_reconciliation},
};
const gsize reconcile_route_count = G_N_ELEMENTS(reconcile_routes);
