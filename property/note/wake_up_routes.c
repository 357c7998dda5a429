#include "property/note/wake_up_routes.h"

#include "ops/clock.h"
#include "property/command/command.h"
#include "property/device/device_server.h"
#include "property/note/wake_up_store.h"
#include <string.h>

#define EXCHANGE_FAMILY "PB"
/* The exchange rings for a while, and rings again, before it says how a call ended. */
#define EXCHANGE_GRACE_MINUTES 3

static bool exchange_works(const Property *property)
{
    const DeviceConfig *config = device_server_config(property->devices);
    DeviceLinkView view;

    for (guint i = 0; config != NULL && i < config->interfaces->len; i++) {
        const DeviceInterface *interface = g_ptr_array_index(config->interfaces, i);
        if (strcmp(interface->family, EXCHANGE_FAMILY) == 0 &&
            device_server_view(property->devices, interface->id, &view) && view.alive) {
            return true;
        }
    }
    return false;
}

static void get_wake_ups(HttpRequest *request, gpointer connection)
{
    const Property *property = http_request_context(request);
    bool works = exchange_works(property);
    g_autoptr(GError) error = NULL;
    json_t *items = NULL;
    LocalTime now = instant_to_local(clock_now(property->clock), property->zone);

    DatabaseStatus status =
        wake_ups_json(connection, now, works ? EXCHANGE_GRACE_MINUTES : 0, &items, &error);
    if (status != DATABASE_OK) {
        desk_answer_failure(request, status, &error);
        return;
    }
    http_request_respond_json(request, 200, json_pack("{s:b, s:o}", "exchange", works, "items", items));
}

const HttpRoute wake_up_routes[] = {
    {.method = "GET",
     .template = "/v1/wake-ups",
     .lane = HTTP_LANE_WORKER,
     .access = UINT64_C(1) << STAFF_LOOK,
     .handler = get_wake_ups},
};
const gsize wake_up_route_count = G_N_ELEMENTS(wake_up_routes);
