#include "property/audit/business_date.h"
#include "property/maintenance/asset.h"
#include "property/maintenance/plan.h"
#include "property/maintenance/plan_rules.h"
#include "property/maintenance/plan_store.h"
#include "property/maintenance/work_order.h"
#include "property/maintenance/work_order_store.h"

#define TARGETS_MAX 1000
#define CATCH_UP_PIECE 20
#define PLAN_STAFF "plan"
#define EVERY_MAX 3660 /* days, weeks or months: every round is a day of the calendar */

static const JsonField plan_fields[] = {
    CATALOG_HEAD_FIELDS("plan", Plan),
    FIELD_TEXT("name", Plan, name, .required = true, .max_length = 120),
    FIELD_CHOICE("category", Plan, category, work_category_codes, .required = true),
    FIELD_INT("every_count", Plan, every_count, .required = true, .min = 1, .max = 1000000),
    FIELD_CHOICE("every_unit", Plan, every_unit, plan_unit_codes, .required = true),
    FIELD_INT("lead_days", Plan, lead_days, .min = 0, .max = 90),
    FIELD_INT("slack_days", Plan, slack_days, .min = 0, .max = 90),
    FIELD_BOOL("prefer_vacant", Plan, prefer_vacant),
    FIELD_INT("estimated_minutes", Plan, estimated_minutes, .required = true, .min = 1, .max = 10000),
    FIELD_TEXT("instructions", Plan, instructions, .max_length = 2000),
    FIELD_BOOL("retired", Plan, retired),
};
const JsonShape plan_row = JSON_SHAPE(Plan, plan_fields);
static const JsonShape plan_body = CATALOG_BODY_SHAPE(Plan, plan_fields, 3);

static DatabaseStatus complete_plan(OdbcConnection *connection, int64_t key, json_t *document, GError **error)
{
    json_t *targets = NULL;

    DatabaseStatus status = plan_targets_json(connection, key, &targets, error);
    if (status == DATABASE_OK) {
        json_object_set_new(document, "targets", targets);
    }
    return status;
}

/* What a plan looks after is due by date or by meter, so the plan stays with one of them. */
static DatabaseStatus check_plan(CatalogWrite *write, GError **error G_GNUC_UNUSED)
{
    const Plan *plan = write->record;
    const Plan *before = write->before;

    if (plan->every_unit != PLAN_METER && plan->every_count > EVERY_MAX) {
        return command_refuse_field(write->command, "/every_count", "too_rare",
                                    "Choose at most 3660 days, weeks or months.");
    }
    if (before != NULL && (before->every_unit == PLAN_METER) != (plan->every_unit == PLAN_METER)) {
        return command_refuse_field(write->command, "/every_unit", "unit_fixed",
                                    "A plan by date cannot become one by meter. Make a new plan.");
    }
    return DATABASE_OK;
}

const Catalog plan_catalog = {
    .table = "plan", .row = &plan_row, .body = &plan_body, .check = check_plan, .complete = complete_plan};

/* ---- orders ---- */

static WorkOrder order_of(const Plan *plan, const PlanTarget *target, Night business_date)
{
    bool by_meter = target->next_due == NIGHT_NONE;
    Night due = by_meter ? business_date : target->next_due;
    WorkOrder order = {
        .origin = WORK_ORIGIN_PLAN,
        .priority = PRIORITY_LOW,
        .category = plan->category,
        .symptom = g_strdup(plan->name),
        .detail = g_strdup(plan->instructions),
        .room = g_strdup(target->room != NULL ? target->room : target->asset_room),
        .area = g_strdup(target->area != NULL ? target->area : target->asset_area),
        .asset = target->asset,
        .plan = plan->head.key,
        .plan_target = target->target,
        .plan_round = by_meter ? target->next_meter : target->next_due,
        .reported_by = g_strdup(PLAN_STAFF),
        .estimated_minutes = plan->estimated_minutes,
    };

    order.preferred_on = order.room != NULL && plan->prefer_vacant
                             ? plan_preferred_day(due, plan->slack_days, target->guest_leaves, business_date)
                             : MAX(due, business_date);
    order.scheduled_from = order.scheduled_until = INSTANT_NONE;
    order.repaired_at = order.checked_at = order.closed_at = INSTANT_NONE;
    return order;
}

static void advance(const Plan *plan, PlanTarget *target, Night business_date)
{
    if (target->next_due == NIGHT_NONE) {
        target->next_meter = plan_next_meter(plan->every_count, target->next_meter, target->reading);
    } else {
        target->next_due = plan_next_due((PlanUnit)plan->every_unit, plan->every_count, target->first_due,
                                         target->next_due, business_date);
    }
}

static DatabaseStatus generate_one(OdbcConnection *connection, PlanTarget *target,
                                   const MaintenanceSettings *settings, Night business_date, Instant now,
                                   GError **error)
{
    Plan plan = {0};
    bool found = false;

    DatabaseStatus status = record_find(connection, "plan", &plan_row, target->plan, &plan, &found, error);
    if (status != DATABASE_OK) {
        return status;
    }
    g_auto(WorkOrder) order = order_of(&plan, target, business_date);
    status = work_order_open(connection, &order, WORK_TRIAGED, settings, PLAN_STAFF, now, error);
    if (status == DATABASE_OK) {
        advance(&plan, target, business_date);
        status = plan_target_advance(connection, target, error);
    }
    json_shape_clear(&plan_row, &plan);
    return status;
}

DatabaseStatus plans_generate(OdbcConnection *connection, const Property *property, Night business_date,
                              Instant now, int limit, int *ret_made, GError **error)
{
    g_auto(MaintenanceSettings) settings = {0};
    g_autoptr(GPtrArray) due = NULL;

    *ret_made = 0;
    DatabaseStatus status = plan_targets_due(connection, business_date, limit, &due, error);
    if (status != DATABASE_OK || due->len == 0) {
        return status;
    }
    status = maintenance_settings_read(connection, property->zone, &settings, error);
    for (guint i = 0; i < due->len && status == DATABASE_OK; i++) {
        status = generate_one(connection, g_ptr_array_index(due, i), &settings, business_date, now, error);
    }
    *ret_made = (int)due->len;
    return status;
}

typedef struct CatchUp {
    const Property *property;
    Night business_date;
    int made;
} CatchUp;

static DatabaseStatus catch_up_body(OdbcConnection *connection, gpointer data, GError **error)
{
    CatchUp *piece = data;

    return plans_generate(connection, piece->property, piece->business_date,
                          clock_now(piece->property->clock), CATCH_UP_PIECE, &piece->made, error);
}

DatabaseStatus plans_catch_up(OdbcConnection *connection, const Property *property, GError **error)
{
    CatchUp piece = {.property = property};
    g_autoptr(GPtrArray) due = NULL;

    DatabaseStatus status = business_date_read(connection, &piece.business_date, error);
    if (status == DATABASE_OK) {
        status = plan_targets_due(connection, piece.business_date, 1, &due, error);
    }
    if (status != DATABASE_OK || due->len == 0) {
        return status;
    }
    return odbc_run_transaction(connection, catch_up_body, &piece, error);
}

/* ---- what a plan looks after ---- */

typedef struct TargetRequest {
    int64_t asset;
    char *room;
    char *area;
    Night next_due;
    int64_t next_meter;
} TargetRequest;

static const JsonField target_fields[] = {
    FIELD_INT("asset", TargetRequest, asset, .min = 1, .max = INT64_MAX),
    FIELD_TEXT("room", TargetRequest, room, .max_length = 10),
    FIELD_TEXT("area", TargetRequest, area, .max_length = 80),
    FIELD_NIGHT("next_due", TargetRequest, next_due),
    FIELD_INT("next_meter", TargetRequest, next_meter, .min = 1, .max = INT64_C(1000000000000)),
};
static const JsonShape target_shape = JSON_SHAPE(TargetRequest, target_fields);

typedef struct TargetsRequest {
    GArray *targets;
} TargetsRequest;

static const JsonField targets_fields[] = {
    FIELD_LIST("targets", TargetsRequest, targets, &target_shape, .required = true, .max = TARGETS_MAX),
};
static const JsonShape targets_shape = JSON_SHAPE(TargetsRequest, targets_fields);

static DatabaseStatus check_target(Command *command, const Plan *plan, const TargetRequest *target,
                                   guint index, GError **error)
{
    g_autofree char *pointer = g_strdup_printf("/targets/%u", index);
    bool by_meter = plan->every_unit == PLAN_METER;

    if (by_meter ? target->asset == 0 || target->next_meter == 0 : target->next_due == NIGHT_NONE) {
        return command_refuse_field(command, pointer, "due_missing",
                                    by_meter ? "Work by the meter needs the asset and its next reading."
                                             : "Say when it is due for the first time.");
    }
    if (target->asset != 0) {
        return catalog_check_key(command, &asset_catalog, pointer, target->asset, error);
    }
    return catalog_check_place(command, target->room, target->area, error);
}

static DatabaseStatus put_targets(Command *command, const Plan *plan, const GArray *targets, GError **error)
{
    int64_t last_before = 0;

    DatabaseStatus status = plan_targets_last(command->connection, plan->head.key, &last_before, error);
    for (guint i = 0; i < targets->len && status == DATABASE_OK; i++) {
        const TargetRequest *wish = &g_array_index(targets, TargetRequest, i);
        bool by_meter = plan->every_unit == PLAN_METER;
        PlanTarget target = {.plan = plan->head.key,
                             .asset = wish->asset,
                             .room = wish->asset == 0 ? wish->room : NULL,
                             .area = wish->asset == 0 ? wish->area : NULL,
                             .next_due = by_meter ? NIGHT_NONE : wish->next_due,
                             .next_meter = by_meter ? wish->next_meter : 0};
        status = check_target(command, plan, wish, i, error);
        if (status == DATABASE_OK) {
            status = plan_target_add(command->connection, &target, error);
        }
    }
    return status == DATABASE_OK ? plan_targets_clear(command->connection, plan->head.key, last_before, error)
                                 : status;
}

static DatabaseStatus targets_body(Command *command, gpointer data, GError **error)
{
    const TargetsRequest *body = data;
    Plan plan = {0};

    DatabaseStatus status = catalog_find(command, &plan_catalog, &plan, error);
    if (status == DATABASE_OK) {
        status = put_targets(command, &plan, body->targets, error);
    }
    if (status == DATABASE_OK) {
        status = catalog_save(command, &plan_catalog, &plan, error);
    }
    if (status == DATABASE_OK) {
        status = catalog_answer(command, &plan_catalog, plan.head.key, 200, error);
    }
    json_shape_clear(&plan_row, &plan);
    return status;
}

static void post_targets(HttpRequest *request, gpointer connection)
{
    TargetsRequest body = {0};

    command_run_decoded(request, connection, &targets_shape, &body, targets_body);
}

/* ---- what to begin with ---- */

static void get_starters(HttpRequest *request, gpointer connection G_GNUC_UNUSED)
{
    const Property *property = http_request_context(request);
    json_t *plans = property->starter_plans != NULL ? json_deep_copy(property->starter_plans) : json_array();

    http_request_respond_json(request, 200, json_pack("{s:o}", "items", plans));
}

CATALOG_HANDLERS(plan)

const HttpRoute plan_routes[] = {
    CATALOG_ROUTES(plan, "/v1/plans", "{plan}", "{?limit,cursor}", STAFF_PLAN_MAINTENANCE),
    MAINTENANCE_GET("/v1/starter-plans", STAFF_SEE_MAINTENANCE, get_starters),
    MAINTENANCE_POST("/v1/plans/{plan}/targets", STAFF_PLAN_MAINTENANCE, post_targets),
};
const gsize plan_route_count = G_N_ELEMENTS(plan_routes);
