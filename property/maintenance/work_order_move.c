#include "property/maintenance/asset.h"
#include "property/maintenance/knowledge.h"
#include "property/maintenance/technician.h"
#include "property/maintenance/work_order.h"
#include "property/maintenance/work_order_store.h"
#include <string.h>

/* ---- what may be asked ---- */

typedef struct MoveRequest {
    int to;
    char *note;
    int64_t technician;
    Instant from;
    int64_t minutes;
    int category;
    int priority;
    int64_t asset;
    int64_t vendor;
    int64_t duplicate_of;
    char *cause;
    char *remedy;
    int64_t article;
} MoveRequest;

static const JsonField move_fields[] = {
    FIELD_CHOICE("to", MoveRequest, to, work_state_codes, .required = true),
    FIELD_TEXT("note", MoveRequest, note, .max_length = 1000),
    FIELD_INT("technician", MoveRequest, technician, .min = 1, .max = INT64_MAX),
    FIELD_INSTANT("from", MoveRequest, from),
    FIELD_INT("minutes", MoveRequest, minutes, .min = 1, .max = 10000),
    FIELD_CHOICE("category", MoveRequest, category, work_category_codes),
    FIELD_CHOICE("priority", MoveRequest, priority, work_priority_codes),
    FIELD_INT("asset", MoveRequest, asset, .min = 1, .max = INT64_MAX),
    FIELD_INT("vendor", MoveRequest, vendor, .min = 1, .max = INT64_MAX),
    FIELD_INT("duplicate_of", MoveRequest, duplicate_of, .min = 1, .max = INT64_MAX),
    FIELD_TEXT("cause", MoveRequest, cause, .max_length = 1000),
    FIELD_TEXT("remedy", MoveRequest, remedy, .max_length = 1000),
    FIELD_INT("article", MoveRequest, article, .min = 1, .max = INT64_MAX),
};
static const JsonShape move_shape = JSON_SHAPE(MoveRequest, move_fields);

typedef struct MoveCall {
    const HttpRequest *request;
    MoveRequest body;
} MoveCall;

static DatabaseStatus check_hands(Command *command, WorkState to)
{
    static const StaffAction actions[] = {
        [HANDS_REPORTER] = STAFF_REPORT_FAULT,
        [HANDS_REPAIRER] = STAFF_REPAIR,
        [HANDS_PLANNER] = STAFF_PLAN_MAINTENANCE,
    };

    return staff_may(command->staff->roles, actions[work_move_hands(to)])
               ? DATABASE_OK
               : command_refuse(command, 403, "not_permitted",
                                "Your role does not permit this step. Ask maintenance or a manager.");
}

static DatabaseStatus check_needs(Command *command, const MoveRequest *body)
{
    unsigned needs = work_move_needs((WorkState)body->to);

    if ((needs & MOVE_NEEDS_NOTE) != 0 && body->note == NULL) {
        return command_refuse_field(command, "/note", "note_missing",
                                    "Say why, for whoever reads this next.");
    }
    if ((needs & MOVE_NEEDS_TECHNICIAN) != 0 && body->technician == 0) {
        return command_refuse_field(command, "/technician", "technician_missing", "Say who is to do it.");
    }
    if ((needs & MOVE_NEEDS_REMEDY) != 0 && body->remedy == NULL) {
        return command_refuse_field(command, "/remedy", "remedy_missing", "Say what was done.");
    }
    if ((needs & MOVE_NEEDS_ORIGINAL) != 0 && body->duplicate_of == 0) {
        return command_refuse_field(command, "/duplicate_of", "original_missing",
                                    "Say which order this is a duplicate of.");
    }
    return DATABASE_OK;
}

static DatabaseStatus check_keys(Command *command, const MoveRequest *body, GError **error)
{
    const struct {
        const Catalog *catalog;
        const char *pointer;
        int64_t key;
    } keys[] = {
        {&technician_catalog, "/technician", body->technician},
        {&asset_catalog, "/asset", body->asset},
        {&vendor_catalog, "/vendor", body->vendor},
        {&article_catalog, "/article", body->article},
    };
    DatabaseStatus status = DATABASE_OK;

    for (gsize i = 0; i < G_N_ELEMENTS(keys) && status == DATABASE_OK; i++) {
        status = catalog_check_key(command, keys[i].catalog, keys[i].pointer, keys[i].key, error);
    }
    return status;
}

static DatabaseStatus check_move(Command *command, const WorkOrder *order, const MoveRequest *body,
                                 GError **error)
{
    WorkState to = (WorkState)body->to;

    DatabaseStatus status = check_hands(command, to);
    if (status != DATABASE_OK) {
        return status;
    }
    if (to == WORK_CHECKED) {
        return command_refuse(command, 409, "check_needed",
                              "A repair is accepted by looking at it: record a check.");
    }
    if (!work_move_exists((WorkState)order->state, to)) {
        return command_refuse(command, 409, "move_not_possible", "An order that is %s cannot become %s.",
                              work_state_codes[order->state], work_state_codes[to]);
    }
    status = check_needs(command, body);
    return status == DATABASE_OK ? check_keys(command, body, error) : status;
}

/* ---- what a move does ---- */

static void replace(char **text, const char *by)
{
    if (by != NULL) {
        g_free(*text);
        *text = g_strdup(by);
    }
}

static void take_changes(WorkOrder *order, const MoveRequest *body)
{
    order->category = body->category >= 0 ? body->category : order->category;
    order->priority = body->priority >= 0 ? body->priority : order->priority;
    order->asset = body->asset != 0 ? body->asset : order->asset;
    order->vendor = body->vendor != 0 ? body->vendor : order->vendor;
    order->estimated_minutes = body->minutes != 0 ? body->minutes : order->estimated_minutes;
    order->article = body->article != 0 ? body->article : order->article;
    replace(&order->cause, body->cause);
    replace(&order->remedy, body->remedy);
}

static void schedule(WorkOrder *order, const MoveRequest *body)
{
    order->technician = body->technician;
    order->scheduled_from = body->from;
    order->scheduled_until =
        body->from == INSTANT_NONE ? INSTANT_NONE : body->from + order->estimated_minutes * INSTANT_MINUTE;
}

static void unschedule(WorkOrder *order)
{
    order->technician = 0;
    order->scheduled_from = order->scheduled_until = INSTANT_NONE;
}

static void open_again(WorkOrder *order)
{
    g_clear_pointer(&order->repaired_by, g_free);
    g_clear_pointer(&order->checked_by, g_free);
    order->repaired_at = order->checked_at = order->closed_at = INSTANT_NONE;
    order->duplicate_of = 0;
}

static void settle_in(const Command *command, WorkOrder *order, const MoveRequest *body)
{
    switch ((WorkState)body->to) {
    case WORK_TRIAGED:
        unschedule(order);
        break;
    case WORK_ASSIGNED:
        schedule(order, body);
        break;
    case WORK_REPAIRED:
        replace(&order->repaired_by, command->staff->user);
        order->repaired_at = command->now;
        break;
    case WORK_CLOSED:
        order->closed_at = command->now;
        break;
    case WORK_REOPENED:
        open_again(order);
        break;
    default:
        break;
    }
}

static DatabaseStatus record_move(Command *command, const WorkOrder *order, WorkState from, const char *note,
                                  GError **error)
{
    WorkOrderEvent event = {.work_order = order->head.key,
                            .at = command->now,
                            .staff = command->staff->user,
                            .kind = "state",
                            .from_state = work_state_codes[from],
                            .to_state = work_state_codes[order->state],
                            .note = note};

    return work_order_event_add(command->connection, &event, error);
}

/* ---- duplicates ---- */

/* The older order goes on: its clock began first. It takes the more urgent of both priorities, and the room.
 */
static DatabaseStatus hand_over(Command *command, WorkOrder *order, WorkOrder *original,
                                const MaintenanceSettings *settings, GError **error)
{
    bool same_room = g_strcmp0(order->room, original->room) == 0;
    g_autofree char *note = g_strdup_printf("#%" G_GINT64_FORMAT, order->head.key);

    order->duplicate_of = original->head.key;
    original->priority = MIN(original->priority, order->priority);
    work_order_enter(original, (WorkState)original->state, settings, command->now);
    if (order->room_out && same_room && !original->room_out) {
        original->room_out = true;
        original->room_outage = order->room_outage;
        order->room_out = false;
        order->room_outage = 0;
    }
    WorkOrderEvent event = {.work_order = original->head.key,
                            .at = command->now,
                            .staff = command->staff->user,
                            .kind = "note",
                            .note = note};
    DatabaseStatus status = work_order_event_add(command->connection, &event, error);
    return status == DATABASE_OK ? catalog_save(command, &work_order_catalog, original, error) : status;
}

static DatabaseStatus link_original(Command *command, WorkOrder *order, int64_t number,
                                    const MaintenanceSettings *settings, GError **error)
{
    g_auto(WorkOrder) original = {0};
    bool found = false;

    DatabaseStatus status =
        record_find(command->connection, "work_order", &work_order_row, number, &original, &found, error);
    if (status != DATABASE_OK) {
        return status;
    }
    if (!found || !work_state_is_open((WorkState)original.state)) {
        return command_refuse_field(command, "/duplicate_of", "original_not_open",
                                    "There is no open order of that number.");
    }
    if (number >= order->head.key) {
        return command_refuse_field(command, "/duplicate_of", "original_is_younger",
                                    "The older order goes on. Make the younger one the duplicate.");
    }
    status = hand_over(command, order, &original, settings, error);
    return status == DATABASE_OK ? work_order_give_room_back(command, order, error) : status;
}

static DatabaseStatus carry_out(Command *command, WorkOrder *order, const MoveRequest *body,
                                const MaintenanceSettings *settings, GError **error)
{
    WorkState from = (WorkState)order->state;
    DatabaseStatus status = DATABASE_OK;

    take_changes(order, body);
    settle_in(command, order, body);
    work_order_enter(order, (WorkState)body->to, settings, command->now);
    if (body->to == WORK_DUPLICATE) {
        status = link_original(command, order, body->duplicate_of, settings, error);
    } else if (body->to == WORK_CANCELLED) {
        status = work_order_give_room_back(command, order, error);
    }
    if (status == DATABASE_OK) {
        status = record_move(command, order, from, body->note, error);
    }
    return status == DATABASE_OK ? work_order_finish(command, order, 200, error) : status;
}

static DatabaseStatus move_body(Command *command, gpointer data, GError **error)
{
    const MoveCall *call = data;
    g_auto(WorkOrder) order = {0};
    g_auto(MaintenanceSettings) settings = {0};

    DatabaseStatus status = work_order_of_request(command, &order, error);
    if (status == DATABASE_OK) {
        status = check_move(command, &order, &call->body, error);
    }
    if (status == DATABASE_OK) {
        status = maintenance_settings_read(command->connection, command->property->zone, &settings, error);
    }
    return status == DATABASE_OK ? carry_out(command, &order, &call->body, &settings, error) : status;
}

static void post_move(HttpRequest *request, gpointer connection)
{
    MoveCall call = {.request = request};

    record_init(&move_shape, &call.body);
    if (request_decode(request, &move_shape, &call.body)) {
        command_run(http_request_context(request), connection, request, move_body, &call);
        json_shape_clear(&move_shape, &call.body);
    }
}

/* ---- looking at a repair ---- */

typedef struct CheckRequest {
    char *points;
    char *note;
} CheckRequest;

static const JsonField check_fields[] = {
    FIELD_TEXT("points", CheckRequest, points, .required = true, .max_length = 50),
    FIELD_TEXT("note", CheckRequest, note, .max_length = 1000),
};
static const JsonShape check_shape = JSON_SHAPE(CheckRequest, check_fields);

static DatabaseStatus check_points(Command *command, const WorkOrder *order, const CheckRequest *body,
                                   GError **error)
{
    g_autofree char *points_en = NULL;
    g_autofree char *points_zh = NULL;

    DatabaseStatus status = checklist_points(command->connection, work_category_codes[order->category],
                                             &points_en, &points_zh, error);
    if (status != DATABASE_OK) {
        return status;
    }
    g_auto(GStrv) lines = g_strsplit(points_en, "\n", -1);
    if (strspn(body->points, "+-") != strlen(body->points) || strlen(body->points) != g_strv_length(lines)) {
        return command_refuse_field(command, "/points", "points_differ",
                                    "Say '+' or '-' for each point of the checklist.");
    }
    return strchr(body->points, '-') != NULL && body->note == NULL
               ? command_refuse_field(command, "/note", "note_missing", "Say what is not right yet.")
               : DATABASE_OK;
}

/* Neither the technician nor who wrote the repair down looks at it. */
static DatabaseStatus check_checker(Command *command, const WorkOrder *order, GError **error)
{
    g_autofree char *technician = NULL;

    if (order->state != WORK_REPAIRED) {
        return command_refuse(command, 409, "not_repaired", "The order is not repaired, or checked already.");
    }
    DatabaseStatus status = technician_staff(command->connection, order->technician, &technician, error);
    bool own = g_strcmp0(order->repaired_by, command->staff->user) == 0 ||
               g_strcmp0(technician, command->staff->user) == 0;
    return status == DATABASE_OK && own
               ? command_refuse(command, 409, "own_repair", "Somebody else looks at this repair.")
               : status;
}

static DatabaseStatus accept_or_return(Command *command, WorkOrder *order, const CheckRequest *body,
                                       const MaintenanceSettings *settings, GError **error)
{
    bool passed = strchr(body->points, '-') == NULL;

    DatabaseStatus status =
        work_order_check_add(command->connection, order->head.key, command->now, command->staff->user, passed,
                             body->points, body->note, error);
    if (passed) {
        replace(&order->checked_by, command->staff->user);
        order->checked_at = command->now;
    } else {
        open_again(order);
    }
    work_order_enter(order, passed ? WORK_CHECKED : WORK_REOPENED, settings, command->now);
    if (status == DATABASE_OK) {
        status = record_move(command, order, WORK_REPAIRED, body->note, error);
    }
    if (status == DATABASE_OK && passed) {
        status = work_order_give_room_back(command, order, error);
    }
    return status == DATABASE_OK ? work_order_finish(command, order, 201, error) : status;
}

static DatabaseStatus check_body(Command *command, gpointer data, GError **error)
{
    const CheckRequest *body = data;
    g_auto(WorkOrder) order = {0};
    g_auto(MaintenanceSettings) settings = {0};

    DatabaseStatus status = work_order_of_request(command, &order, error);
    if (status == DATABASE_OK) {
        status = check_checker(command, &order, error);
    }
    if (status == DATABASE_OK) {
        status = check_points(command, &order, body, error);
    }
    if (status == DATABASE_OK) {
        status = maintenance_settings_read(command->connection, command->property->zone, &settings, error);
    }
    return status == DATABASE_OK ? accept_or_return(command, &order, body, &settings, error) : status;
}

static void post_check(HttpRequest *request, gpointer connection)
{
    CheckRequest body = {0};

    command_run_decoded(request, connection, &check_shape, &body, check_body);
}

const HttpRoute work_order_move_routes[] = {
    MAINTENANCE_POST("/v1/work-orders/{work_order}/moves", STAFF_REPORT_FAULT, post_move),
    MAINTENANCE_POST("/v1/work-orders/{work_order}/checks", STAFF_REPORT_FAULT, post_check),
};
const gsize work_order_move_route_count = G_N_ELEMENTS(work_order_move_routes);
