#include "property/allotment/allotment_routes.h"

#include "property/allotment/allotment.h"
#include "property/allotment/capability_rules.h"
#include "property/audit/business_date.h"
#include "property/command/command.h"
#include "property/copy/link.h"

#define MILLISECONDS 1000

/* What both answers are made of. */
typedef struct Standing {
    Night business_date;
    AllotmentRights rights; /* from the business date on */
    LinkState link;
} Standing;

static void standing_clear(Standing *standing)
{
    allotment_rights_clear(&standing->rights);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Standing, standing_clear)

static DatabaseStatus standing_read(const Property *property, OdbcConnection *connection, Standing *standing,
                                    GError **error)
{
    link_read(property->link, &standing->link);
    DatabaseStatus status = business_date_read(connection, &standing->business_date, error);
    if (status != DATABASE_OK) {
        return status;
    }
    return allotment_rights_read(property, connection, ALLOTMENT_OWN_CELLS, standing->business_date,
                                 standing->business_date + property->hotel->horizon_nights, &standing->rights,
                                 error);
}

static json_t *lease_json(const AllotmentRights *rights)
{
    return json_pack("{s:b, s:I, s:o, s:b}", "live", rights->live, "left_seconds",
                     (json_int_t)(rights->left_ms / MILLISECONDS), "asked_at",
                     json_from_instant(rights->asked_at), "copies_short", rights->copies_short);
}

/* ---- rights ---- */

static json_t *cell_json(const AllotmentRights *rights, const AllotmentCell *cell)
{
    return json_pack("{s:o, s:s, s:i, s:i, s:i}", "night", json_from_night(cell->cell.night), "room_type",
                     cell->cell.room_type, "granted", cell->cell.granted, "used", cell->used_since, "right",
                     allotment_cell_right(rights, cell));
}

static gint by_night(gconstpointer left, gconstpointer right)
{
    const AllotmentCell *a = left;
    const AllotmentCell *b = right;

    return a->cell.night != b->cell.night ? (a->cell.night > b->cell.night) - (a->cell.night < b->cell.night)
                                          : g_strcmp0(a->cell.room_type, b->cell.room_type);
}

static json_t *cells_json(const AllotmentRights *rights)
{
    json_t *items = json_array();

    g_array_sort(rights->cells, by_night);
    for (guint i = 0; i < rights->cells->len; i++) {
        const AllotmentCell *cell = &g_array_index(rights->cells, AllotmentCell, i);
        if (cell->cell.granted > 0 || cell->used_since != 0) {
            json_array_append_new(items, cell_json(rights, cell));
        }
    }
    return items;
}

static void get_allotments(HttpRequest *request, gpointer connection)
{
    g_autoptr(GError) error = NULL;
    g_auto(Standing) standing = {0};

    DatabaseStatus status = standing_read(http_request_context(request), connection, &standing, &error);
    if (status != DATABASE_OK) {
        desk_answer_failure(request, status, &error);
        return;
    }
    http_request_respond_json(request, 200,
                              json_pack("{s:o, s:o, s:o}", "business_date",
                                        json_from_night(standing.business_date), "lease",
                                        lease_json(&standing.rights), "items", cells_json(&standing.rights)));
}

/* ---- what can be done ---- */

static CapabilityState capability_state(const Standing *standing)
{
    CapabilityState state = {
        .connected = standing->link.connected,
        .directory_silent = standing->link.directory == DIRECTORY_STATE_UNREACHABLE,
        .lease_live = standing->rights.live,
    };

    for (guint i = 0; i < standing->rights.cells->len; i++) {
        const AllotmentCell *cell = &g_array_index(standing->rights.cells, AllotmentCell, i);
        int32_t right = allotment_cell_right(&standing->rights, cell);
        state.room_nights += right;
        state.rooms_tonight += cell->cell.night == standing->business_date ? right : 0;
    }
    return state;
}

static json_t *actions_json(const CapabilityState *state)
{
    json_t *actions = json_array();

    for (int i = 0; i < CAPABILITY_ACTION_COUNT; i++) {
        Capability capability = capability_of((CapabilityAction)i, state);
        json_array_append_new(actions, json_pack("{s:s, s:b, s:s}", "action",
                                                 capability_action_code((CapabilityAction)i), "possible",
                                                 capability.possible, "reason",
                                                 capability_reason_code(capability.reason)));
    }
    return actions;
}

/* Rooms by type that the hotel may sell by itself tonight. */
static json_t *tonight_json(const Property *property, const Standing *standing)
{
    const GPtrArray *types = property->hotel->room_types;
    json_t *tonight = json_array();

    for (guint i = 0; i < types->len; i++) {
        const ChainRoomType *type = g_ptr_array_index(types, i);
        int32_t right = allotment_rooms_left(&standing->rights, type->code, standing->business_date,
                                             standing->business_date + 1);
        if (right > 0) {
            json_array_append_new(tonight, json_pack("{s:s, s:i}", "room_type", type->code, "right", right));
        }
    }
    return tonight;
}

/* What is told is as old as the last word of whoever owns it. */
static json_t *figures_json(const Standing *standing)
{
    json_t *copied = json_from_instant(standing->link.heard_at);

    return json_pack("[{s:s, s:o}, {s:s, s:O}, {s:s, s:O}, {s:s, s:o}, {s:s, s:o}]", "figure", "reservations",
                     "as_of", copied, "figure", "availability", "as_of", copied, "figure", "rates", "as_of",
                     copied, "figure", "rights", "as_of", json_from_instant(standing->rights.asked_at),
                     "figure", "staff", "as_of", json_from_instant(standing->link.directory_at));
}

static void get_capabilities(HttpRequest *request, gpointer connection)
{
    const Property *property = http_request_context(request);
    g_autoptr(GError) error = NULL;
    g_auto(Standing) standing = {0};

    DatabaseStatus status = standing_read(property, connection, &standing, &error);
    if (status != DATABASE_OK) {
        desk_answer_failure(request, status, &error);
        return;
    }
    CapabilityState state = capability_state(&standing);
    http_request_respond_json(request, 200,
                              json_pack("{s:b, s:o, s:I, s:o, s:o, s:o, s:o}", "connected", state.connected,
                                        "since", json_from_instant(standing.link.since), "outbox_pending",
                                        (json_int_t)standing.link.outbox_pending, "lease",
                                        lease_json(&standing.rights), "tonight",
                                        tonight_json(property, &standing), "actions", actions_json(&state),
                                        "figures", figures_json(&standing)));
}

#define LOOK (UINT64_C(1) << STAFF_LOOK)

const HttpRoute allotment_routes[] = {
    {.method = "GET",
     .template = "/v1/allotments",
     .lane = HTTP_LANE_WORKER,
     .access = LOOK,
     .handler = get_allotments},
    {.method = "GET",
     .template = "/v1/capabilities",
     .lane = HTTP_LANE_WORKER,
     .access = LOOK,
     .handler = get_capabilities},
};
const gsize allotment_route_count = G_N_ELEMENTS(allotment_routes);
