#include "property/command/page.h"
#include "property/maintenance/asset.h"
#include "property/maintenance/plan.h"
#include "property/maintenance/technician.h"
#include "property/maintenance/work_order.h"
#include "property/maintenance/work_order_store.h"
#include "property/stay/stay_store.h"
#include <string.h>

/* ---- reporting ---- */

typedef struct ReportRequest {
    char *room;
    char *area;
    char *symptom;
    char *detail;
    int category;
    int priority;
    int origin;
    int64_t asset;
    int64_t stay_id;
    bool take_room_out;
} ReportRequest;

/* Preventive work is made by plans. */
static const char *const reported_origins[] = {"desk", "housekeeping", "guest", "inspection", NULL};

static const JsonField report_fields[] = {
    FIELD_TEXT("room", ReportRequest, room, .max_length = 10),
    FIELD_TEXT("area", ReportRequest, area, .max_length = 80),
    FIELD_TEXT("symptom", ReportRequest, symptom, .required = true, .max_length = 200),
    FIELD_TEXT("detail", ReportRequest, detail, .max_length = 2000),
    FIELD_CHOICE("category", ReportRequest, category, work_category_codes),
    FIELD_CHOICE("priority", ReportRequest, priority, work_priority_codes),
    FIELD_CHOICE("origin", ReportRequest, origin, reported_origins),
    FIELD_INT("asset", ReportRequest, asset, .min = 1, .max = INT64_MAX),
    FIELD_INT("stay_id", ReportRequest, stay_id, .min = 1, .max = INT64_MAX),
    FIELD_BOOL("take_room_out", ReportRequest, take_room_out),
};
static const JsonShape report_shape = JSON_SHAPE(ReportRequest, report_fields);

typedef struct ReportCall {
    const HttpRequest *request;
    ReportRequest body;
} ReportCall;

/* A fault of an asset is of the asset's kind unless somebody says otherwise. */
static DatabaseStatus category_of(Command *command, const ReportRequest *body, int *ret_category,
                                  GError **error)
{
    Asset asset = {0};
    bool found = false;

    *ret_category =
        body->category >= 0 ? body->category : (int)g_strv_length((char **)work_category_codes) - 1;
    if (body->asset == 0 || body->category >= 0) {
        return DATABASE_OK;
    }
    DatabaseStatus status =
        record_find(command->connection, "asset", asset_catalog.row, body->asset, &asset, &found, error);
    if (found) {
        *ret_category = asset.category;
    }
    json_shape_clear(asset_catalog.row, &asset);
    return status;
}

static DatabaseStatus check_stay(Command *command, int64_t stay_id, GError **error)
{
    g_autoptr(Stay) stay = NULL;

    if (stay_id == 0) {
        return DATABASE_OK;
    }
    DatabaseStatus status = stay_find(command->connection, stay_id, &stay, error);
    return status == DATABASE_OK && stay == NULL
               ? command_refuse_field(command, "/stay_id", "stay_unknown", "This hotel has no such stay.")
               : status;
}

static DatabaseStatus check_report(Command *command, const ReportRequest *body, GError **error)
{
    if (body->take_room_out && !staff_may(command->staff->roles, STAFF_TAKE_OUT_ROOMS) &&
        !staff_may(command->staff->roles, STAFF_REPAIR)) {
        return command_refuse(command, 403, "not_permitted",
                              "Only housekeeping, maintenance and managers take rooms out of order.");
    }
    DatabaseStatus status = catalog_check_place(command, body->room, body->area, error);
    if (status == DATABASE_OK) {
        status = catalog_check_key(command, &asset_catalog, "/asset", body->asset, error);
    }
    return status == DATABASE_OK ? check_stay(command, body->stay_id, error) : status;
}

static int origin_of(const Command *command, const ReportRequest *body)
{
    bool keeper = (command->staff->roles & STAFF_HOUSEKEEPING) != 0;

    if (body->origin >= 0) {
        return body->origin;
    }
    if (body->stay_id != 0) {
        return WORK_ORIGIN_GUEST;
    }
    return keeper ? WORK_ORIGIN_HOUSEKEEPING : WORK_ORIGIN_DESK;
}

static WorkOrder order_of(const Command *command, const ReportRequest *body, int category)
{
    WorkOrder order = {
        .origin = origin_of(command, body),
        .priority = body->priority >= 0 ? body->priority : PRIORITY_NORMAL,
        .category = category,
        .symptom = g_strdup(body->symptom),
        .detail = g_strdup(body->detail),
        .room = g_strdup(body->room),
        .area = g_strdup(body->area),
        .asset = body->asset,
        .stay_id = body->stay_id,
        .reported_by = g_strdup(command->staff->user),
        .estimated_minutes = 30,
    };

    order.preferred_on = NIGHT_NONE;
    order.scheduled_from = order.scheduled_until = INSTANT_NONE;
    order.repaired_at = order.checked_at = order.closed_at = INSTANT_NONE;
    return order;
}

static DatabaseStatus open_reported(Command *command, const ReportRequest *body, int category, GError **error)
{
    g_auto(MaintenanceSettings) settings = {0};
    g_auto(WorkOrder) order = order_of(command, body, category);

    DatabaseStatus status =
        maintenance_settings_read(command->connection, command->property->zone, &settings, error);
    if (status == DATABASE_OK) {
        status = work_order_open(command->connection, &order, WORK_REPORTED, &settings, command->staff->user,
                                 command->now, error);
    }
    if (status == DATABASE_OK && body->take_room_out) {
        status = work_order_take_room(command, &order, OUTAGE_OUT_OF_ORDER, error);
    }
    return status == DATABASE_OK ? work_order_finish(command, &order, 201, error) : status;
}

static DatabaseStatus report_body(Command *command, gpointer data, GError **error)
{
    const ReportCall *call = data;
    int category;

    DatabaseStatus status = check_report(command, &call->body, error);
    if (status == DATABASE_OK) {
        status = category_of(command, &call->body, &category, error);
    }
    return status == DATABASE_OK ? open_reported(command, &call->body, category, error) : status;
}

static void post_report(HttpRequest *request, gpointer connection)
{
    ReportCall call = {.request = request};

    record_init(&report_shape, &call.body);
    if (request_decode(request, &report_shape, &call.body)) {
        command_run(http_request_context(request), connection, request, report_body, &call);
        json_shape_clear(&report_shape, &call.body);
    }
}

/* ---- looking ---- */

static void get_order(HttpRequest *request, gpointer connection)
{
    catalog_get(request, connection, &work_order_catalog);
}

/* What a list was narrowed to. */
typedef struct OrderFilter {
    GString *where;
    OdbcParameters *parameters;
} OrderFilter;

static void narrow_text(HttpRequest *request, OrderFilter *filter, const char *name)
{
    const char *text = http_request_query(request, name);

    if (text != NULL) {
        g_string_append_printf(filter->where, " AND %s = ?", name);
        odbc_add_text(filter->parameters, text);
    }
}

static bool narrow_number(HttpRequest *request, OrderFilter *filter, const char *name)
{
    gint64 number;

    if (!http_request_query_integer(request, name, 0, G_MAXINT64, -1, &number)) {
        return false;
    }
    if (number >= 0) {
        g_string_append_printf(filter->where, " AND %s = ?", name);
        odbc_add_int64(filter->parameters, number);
    }
    return true;
}

static bool asked(HttpRequest *request, const char *name)
{
    const char *text = http_request_query(request, name);

    return text != NULL && strcmp(text, "1") == 0;
}

static void narrow_flags(HttpRequest *request, OrderFilter *filter)
{
    const Property *property = http_request_context(request);
    const StaffSession *staff = http_request_principal(request);

    if (asked(request, "open")) {
        g_string_append(filter->where, " AND state NOT IN ('closed', 'cancelled', 'duplicate')");
    }
    if (asked(request, "late")) {
        g_string_append(filter->where,
                        " AND (due_at < ? OR (due_at IS NULL AND clock_used_us > complete_minutes * "
                        "60000000))");
        odbc_add_int64(filter->parameters, clock_now(property->clock));
    }
    if (asked(request, "mine")) {
        g_string_append(filter->where,
                        " AND technician IN (SELECT technician FROM technician WHERE staff = ?)");
        odbc_add_text(filter->parameters, staff->user);
    }
    if (asked(request, "repeat")) {
        g_string_append(filter->where,
                        " AND repeat_count >= (SELECT repeat_failures FROM maintenance_setting)");
    }
}

/* FALSE after answering 400. */
static bool narrow(HttpRequest *request, OrderFilter *filter)
{
    static const char *const texts[] = {"state", "room", "category", "priority"};
    static const char *const numbers[] = {"technician", "asset", "plan"};
    gint64 before;

    if (!http_request_query_integer(request, "cursor", 1, G_MAXINT64, G_MAXINT64, &before)) {
        return false;
    }
    odbc_add_int64(filter->parameters, before);
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
        narrow_text(request, filter, texts[i]);
    }
    for (gsize i = 0; i < G_N_ELEMENTS(numbers); i++) {
        if (!narrow_number(request, filter, numbers[i])) {
            return false;
        }
    }
    narrow_flags(request, filter);
    return true;
}

static void list_narrowed(HttpRequest *request, OdbcConnection *connection, OrderFilter *filter, int limit)
{
    g_autoptr(GError) error = NULL;
    json_t *items = NULL;

    g_string_append_printf(filter->where, " ORDER BY work_order DESC LIMIT %d", limit);
    DatabaseStatus status =
        record_list(connection, &work_order_row, filter->where->str, filter->parameters, &items, &error);
    if (status != DATABASE_OK) {
        desk_answer_failure(request, status, &error);
    } else {
        page_respond_by_number(request, items, limit, "work_order");
    }
}

/* Preventive work that has come due since the last look is there when somebody looks. */
static void get_orders(HttpRequest *request, gpointer connection)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GString) where = g_string_new("work_order WHERE work_order < ?");
    g_autoptr(OdbcParameters) parameters = odbc_parameters_new();
    OrderFilter filter = {where, parameters};
    int limit;

    DatabaseStatus status = plans_catch_up(connection, http_request_context(request), &error);
    if (status != DATABASE_OK) {
        desk_answer_failure(request, status, &error);
    } else if (page_limit(request, &limit) && narrow(request, &filter)) {
        list_narrowed(request, connection, &filter, limit);
    }
}

/* ---- who, and when ---- */

static DatabaseStatus suggest(const Property *property, OdbcConnection *connection, int64_t number,
                              json_t **ret_items, GError **error)
{
    g_auto(WorkOrder) order = {0};
    bool found = false;

    DatabaseStatus status =
        record_find(connection, "work_order", &work_order_row, number, &order, &found, error);
    if (status != DATABASE_OK || !found) {
        return status;
    }
    TechnicianQuestion question = {
        .category = work_category_codes[order.category],
        .minutes = order.estimated_minutes,
        .now = clock_now(property->clock),
        .due_at = order.due_at,
        .except = number,
        .zone = property->zone,
    };
    return technicians_suggest(connection, &question, ret_items, error);
}

static void get_suggestions(HttpRequest *request, gpointer connection)
{
    g_autoptr(GError) error = NULL;
    json_t *items = NULL;

    DatabaseStatus status = suggest(http_request_context(request), connection,
                                    request_number(request, "work_order"), &items, &error);
    if (status != DATABASE_OK) {
        desk_answer_failure(request, status, &error);
    } else if (items == NULL) {
        respond_document(request, "work_order", NULL);
    } else {
        http_request_respond_json(request, 200, json_pack("{s:o}", "items", items));
    }
}

const HttpRoute work_order_routes[] = {
    MAINTENANCE_GET(
        "/v1/"
        "work-orders{?state,room,category,priority,technician,asset,plan,open,late,mine,repeat,limit,cursor}",
        STAFF_SEE_MAINTENANCE, get_orders),
    MAINTENANCE_POST("/v1/work-orders", STAFF_REPORT_FAULT, post_report),
    MAINTENANCE_GET("/v1/work-orders/{work_order}", STAFF_SEE_MAINTENANCE, get_order),
    MAINTENANCE_GET("/v1/work-orders/{work_order}/suggestions", STAFF_SEE_MAINTENANCE, get_suggestions),
};
const gsize work_order_route_count = G_N_ELEMENTS(work_order_routes);
