#include "central/allotment/allotment_routes.h"

#include <string.h>

#include "central/allotment/allotment_keeper.h"
#include "central/allotment/allotment_store.h"
#include "central/allotment/lines.h"
#include "central/inventory/cell_request.h"
#include "central/inventory/inventory_store.h"
#include "central/staff/principal.h"
#include "ops/json.h"

enum {
    NIGHTS_SHOWN = 7,
    NIGHTS_SHOWN_MAX = 62,
    NIGHTS_AHEAD_MAX = 60,
    ROOMS_MAX = 9999,
    BASIS_POINTS_MAX = 10000,
    POLICIES_MAX = 100,
};

/* ---- cells ---- */

static json_t *cells_to_json(const GArray *cells)
{
    json_t *items = json_array();
    for (guint i = 0; i < cells->len; i++) {
        const InventoryCell *cell = &g_array_index(cells, InventoryCell, i);
        json_t *item = inventory_cell_to_json(cell);
        json_object_set_new(item, "centre_right", json_integer(inventory_cell_left(cell)));
        json_array_append_new(items, item);
    }
    return items;
}

static void allotments_get(HttpRequest *request, gpointer context)
{
    Worker *worker = context;
    Central *central = worker->central;
    const ChainHotel *hotel = central_path_hotel(central, request);
    if (!hotel)
        return;
    Night business_date = central_business_date(central, hotel);
    CellSpan span = {.first = business_date, .nights = NIGHTS_SHOWN, .nights_max = NIGHTS_SHOWN_MAX};
    g_autoptr(GArray) cells = cells_requested(request, worker, hotel, &span);
    if (!cells)
        return;
    json_t *answer = json_pack("{s:s, s:o, s:o}", "hotel", hotel->code, "business_date",
                               json_from_night(business_date), "items", cells_to_json(cells));
    lines_describe(central->lines, hotel, clock_monotonic_us(), answer);
    http_request_respond_json(request, 200, answer);
}

/* ---- policies ---- */

typedef struct {
    char *room_type;
    int64_t nights_ahead;
    int64_t rooms;
    int64_t basis_points;
    int64_t keep;
} PolicyForm;

typedef struct {
    GArray *policies;
} PolicyList;

static const JsonField POLICY_FIELDS[] = {
    FIELD_TEXT("room_type", PolicyForm, room_type, .required = true, .max_length = 8),
    FIELD_INT("nights_ahead", PolicyForm, nights_ahead, .required = true, .min = 0, .max = NIGHTS_AHEAD_MAX),
    FIELD_INT("rooms", PolicyForm, rooms, .min = 0, .max = ROOMS_MAX),
    FIELD_INT("basis_points", PolicyForm, basis_points, .min = 0, .max = BASIS_POINTS_MAX),
    FIELD_INT("keep", PolicyForm, keep, .min = 0, .max = ROOMS_MAX),
};
static const JsonShape POLICY_SHAPE = JSON_SHAPE(PolicyForm, POLICY_FIELDS);
static const JsonField POLICIES_FIELDS[] = {FIELD_LIST("policies", PolicyList, policies, &POLICY_SHAPE,
                                                       .required = true, .min = 0, .max = POLICIES_MAX)};
static const JsonShape POLICIES_SHAPE = JSON_SHAPE(PolicyList, POLICIES_FIELDS);

static json_t *policy_to_json(const char *room_type, const AllotmentPolicy *policy)
{
    return json_pack("{s:s, s:i, s:i, s:i, s:i}", "room_type", room_type, "nights_ahead",
                     policy->nights_ahead, "rooms", policy->rooms, "basis_points", policy->basis_points,
                     "keep", policy->keep);
}

static json_t *set_to_json(const ChainHotel *hotel, const GArray *rows)
{
    json_t *list = json_array();
    for (guint i = 0; i < rows->len; i++) {
        const AllotmentPolicyRow *row = &g_array_index(rows, AllotmentPolicyRow, i);
        if (row->hotel_id == hotel->number)
            json_array_append_new(list, policy_to_json(row->room_type, &row->policy));
    }
    return list;
}

static json_t *effective_to_json(Central *central, const ChainHotel *hotel)
{
    json_t *list = json_array();
    for (guint i = 0; i < hotel->room_types->len; i++) {
        const ChainRoomType *room_type = hotel->room_types->pdata[i];
        AllotmentPolicy policy = allotment_book_policy(central->allotments, hotel, room_type);
        json_array_append_new(list, policy_to_json(room_type->code, &policy));
    }
    return list;
}

/* Reads all policies, so that the book of this instance is as new as the answer. */
static void respond_policies(HttpRequest *request, Worker *worker, const ChainHotel *hotel)
{
    g_autoptr(GArray) rows = NULL;
    GError *error = NULL;
    g_autoptr(GPtrArray) changed = NULL;
    DatabaseStatus status =
        allotment_policies_refresh(worker->connection, worker->central->allotments, &changed, &rows, &error);
    if (status != DATABASE_OK) {
        central_respond_database(request, status, error);
        return;
    }
    for (guint i = 0; i < changed->len; i++)
        allotment_keeper_look(worker->central->allotment_keeper, changed->pdata[i]);
    http_request_respond_json(
        request, 200,
        json_pack("{s:s, s:o, s:o, s:i, s:i}", "hotel", hotel->code, "policies", set_to_json(hotel, rows),
                  "effective", effective_to_json(worker->central, hotel), "lease_minutes",
                  hotel->allotment.lease_minutes, "margin_minutes", hotel->allotment.margin_minutes));
}

static void policy_get(HttpRequest *request, gpointer context)
{
    Worker *worker = context;
    const ChainHotel *hotel = central_path_hotel(worker->central, request);
    if (hotel)
        respond_policies(request, worker, hotel);
}

static const char *policy_fault(const ChainHotel *hotel, const GArray *forms, guint index,
                                const char **ret_field)
{
    const PolicyForm *form = &g_array_index(forms, PolicyForm, index);
    *ret_field = "room_type";
    if (strcmp(form->room_type, "*") != 0 && !hotel_room_type(hotel, form->room_type))
        return "the hotel has no room type of this code: '*' means every type";
    for (guint i = 0; i < index; i++)
        if (strcmp(g_array_index(forms, PolicyForm, i).room_type, form->room_type) == 0)
            return "stands twice: give each type one policy";
    *ret_field = "basis_points";
    if (form->rooms > 0 && form->basis_points > 0)
        return "give rooms or a part of the limit, not both";
    return NULL;
}

/* FALSE after the request was answered. */
static gboolean policies_hold(HttpRequest *request, const ChainHotel *hotel, const GArray *forms)
{
    for (guint i = 0; i < forms->len; i++) {
        const char *field;
        const char *fault = policy_fault(hotel, forms, i, &field);
        if (!fault)
            continue;
        g_autofree char *pointer = g_strdup_printf("/policies/%u/%s", i, field);
        HttpResponse *problem = http_problem_new(422, "invalid_value", "%s: %s", pointer, fault);
        http_problem_add_error(problem, pointer, "%s", fault);
        http_request_respond(request, problem);
        return FALSE;
    }
    return TRUE;
}

static GArray *rows_of_forms(const ChainHotel *hotel, const GArray *forms)
{
    GArray *rows = g_array_new(FALSE, TRUE, sizeof(AllotmentPolicyRow));
    for (guint i = 0; i < forms->len; i++) {
        const PolicyForm *form = &g_array_index(forms, PolicyForm, i);
        AllotmentPolicyRow row = {
            .hotel_id = hotel->number,
            .policy = {.nights_ahead = (int32_t)form->nights_ahead,
                       .rooms = (int32_t)form->rooms,
                       .basis_points = (int32_t)form->basis_points,
                       .keep = (int32_t)form->keep},
        };
        g_strlcpy(row.room_type, form->room_type, sizeof row.room_type);
        g_array_append_val(rows, row);
    }
    return rows;
}

static void policies_store(HttpRequest *request, Worker *worker, const ChainHotel *hotel, const GArray *forms)
{
    g_autoptr(GArray) rows = rows_of_forms(hotel, forms);
    GError *error = NULL;
    DatabaseStatus status =
        allotment_policies_write(worker->connection, hotel, rows, request_principal(request)->id,
                                 clock_now(worker->central->wall), &error);
    if (status == DATABASE_OK)
        respond_policies(request, worker, hotel);
    else
        central_respond_database(request, status, error);
}

static void policy_put(HttpRequest *request, gpointer context)
{
    Worker *worker = context;
    const ChainHotel *hotel = central_path_hotel(worker->central, request);
    PolicyList form = {0};
    JsonProblem problem = {0};
    if (!hotel)
        return;
    if (!json_decode(http_request_json(request), &POLICIES_SHAPE, &form, &problem)) {
        central_respond_form(request, &problem);
        return;
    }
    if (policies_hold(request, hotel, form.policies))
        policies_store(request, worker, hotel, form.policies);
    json_shape_clear(&POLICIES_SHAPE, &form);
}

const HttpRoute allotment_routes[] = {
    {"GET", "/v1/hotels/{hotel}/allotments{?from,to}", HTTP_LANE_WORKER, ACCESS_OPERATE, HTTP_PLAIN,
     allotments_get, 0},
    {"GET", "/v1/hotels/{hotel}/allotment-policy", HTTP_LANE_WORKER, ACCESS_OPERATE, HTTP_PLAIN, policy_get,
     0},
    {"PUT", "/v1/hotels/{hotel}/allotment-policy", HTTP_LANE_WORKER, ACCESS_RATES, HTTP_BODY_REQUIRED,
     policy_put, 0},
};
const gsize allotment_route_count = G_N_ELEMENTS(allotment_routes);
