#include "property/maintenance/asset.h"
#include "property/maintenance/technician.h"
#include "property/maintenance/work_order.h"
#include "property/maintenance/work_order_store.h"

/* ---- notes, time and bills ---- */

typedef enum EntryKind {
    ENTRY_NOTE,
    ENTRY_LABOUR,
    ENTRY_VENDOR_COST,
} EntryKind;

static const char *const entry_kinds[] = {"note", "labour", "vendor_cost", NULL};

typedef struct EntryRequest {
    int kind;
    char *note;
    int64_t minutes;
    int64_t amount_minor;
} EntryRequest;

static const JsonField entry_fields[] = {
    FIELD_CHOICE("kind", EntryRequest, kind, entry_kinds, .required = true),
    FIELD_TEXT("note", EntryRequest, note, .max_length = 1000),
    FIELD_INT("minutes", EntryRequest, minutes, .min = 1, .max = 1440),
    FIELD_INT("amount_minor", EntryRequest, amount_minor, .min = 1, .max = INT64_C(10000000000)),
};
static const JsonShape entry_shape = JSON_SHAPE(EntryRequest, entry_fields);

static DatabaseStatus check_entry(Command *command, const EntryRequest *body)
{
    if (body->kind != ENTRY_NOTE && !staff_may(command->staff->roles, STAFF_REPAIR)) {
        return command_refuse(command, 403, "not_permitted",
                              "Time and bills are entered by maintenance and managers.");
    }
    if (body->kind == ENTRY_NOTE && body->note == NULL) {
        return command_refuse_field(command, "/note", "note_missing", "Write the note.");
    }
    if (body->kind == ENTRY_LABOUR && body->minutes == 0) {
        return command_refuse_field(command, "/minutes", "minutes_missing", "Say how many minutes it took.");
    }
    if (body->kind == ENTRY_VENDOR_COST && body->amount_minor == 0) {
        return command_refuse_field(command, "/amount_minor", "amount_missing",
                                    "Say what the vendor charged.");
    }
    return DATABASE_OK;
}

static DatabaseStatus add_entry(Command *command, WorkOrder *order, const EntryRequest *body, GError **error)
{
    WorkOrderEvent event = {.work_order = order->head.key,
                            .at = command->now,
                            .staff = command->staff->user,
                            .kind = entry_kinds[body->kind],
                            .note = body->note};
    int64_t hourly_minor = 0;
    DatabaseStatus status = DATABASE_OK;

    if (body->kind == ENTRY_LABOUR) {
        status = technician_hourly(command->connection, command->staff->user, order->technician,
                                   &hourly_minor, error);
        event.quantity = body->minutes;
        event.amount_minor = (hourly_minor * body->minutes + 30) / 60;
        order->labour_minutes += event.quantity;
        order->labour_minor += event.amount_minor;
    } else if (body->kind == ENTRY_VENDOR_COST) {
        event.amount_minor = body->amount_minor;
        order->vendor_minor += event.amount_minor;
    }
    if (status == DATABASE_OK) {
        status = work_order_event_add(command->connection, &event, error);
    }
    return status == DATABASE_OK ? work_order_finish(command, order, 201, error) : status;
}

static DatabaseStatus entry_body(Command *command, gpointer data, GError **error)
{
    const EntryRequest *body = data;
    g_auto(WorkOrder) order = {0};

    DatabaseStatus status = work_order_of_request(command, &order, error);
    if (status == DATABASE_OK) {
        status = check_entry(command, body);
    }
    return status == DATABASE_OK ? add_entry(command, &order, body, error) : status;
}

static void post_entry(HttpRequest *request, gpointer connection)
{
    EntryRequest body = {0};

    command_run_decoded(request, connection, &entry_shape, &body, entry_body);
}

/* ---- putting right what was reported ---- */

typedef struct EditRequest {
    char *room;
    char *area;
    char *symptom;
    char *detail;
    int category;
    int priority;
    int64_t asset;
    int64_t estimated_minutes;
} EditRequest;

static const JsonField edit_fields[] = {
    FIELD_TEXT("room", EditRequest, room, .max_length = 10),
    FIELD_TEXT("area", EditRequest, area, .max_length = 80),
    FIELD_TEXT("symptom", EditRequest, symptom, .required = true, .max_length = 200),
    FIELD_TEXT("detail", EditRequest, detail, .max_length = 2000),
    FIELD_CHOICE("category", EditRequest, category, work_category_codes, .required = true),
    FIELD_CHOICE("priority", EditRequest, priority, work_priority_codes, .required = true),
    FIELD_INT("asset", EditRequest, asset, .min = 1, .max = INT64_MAX),
    FIELD_INT("estimated_minutes", EditRequest, estimated_minutes, .required = true, .min = 1, .max = 10000),
};
static const JsonShape edit_shape = JSON_SHAPE(EditRequest, edit_fields);

typedef struct EditCall {
    const HttpRequest *request;
    EditRequest body;
} EditCall;

static void put_right(WorkOrder *order, const EditRequest *body, const MaintenanceSettings *settings,
                      Instant now)
{
    char **texts[] = {&order->room, &order->area, &order->symptom, &order->detail};
    const char *const values[] = {body->room, body->area, body->symptom, body->detail};

    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_free(*texts[i]);
        *texts[i] = g_strdup(values[i]);
    }
    order->category = body->category;
    order->priority = body->priority;
    order->asset = body->asset;
    order->estimated_minutes = body->estimated_minutes;
    work_order_enter(order, (WorkState)order->state, settings, now);
}

static DatabaseStatus check_edit(Command *command, const WorkOrder *order, const EditRequest *body,
                                 GError **error)
{
    if (!work_state_is_open((WorkState)order->state)) {
        return command_refuse(command, 409, "order_is_over", "The order is over. Open it again first.");
    }
    if (order->room_out && g_strcmp0(order->room, body->room) != 0) {
        return command_refuse_field(command, "/room", "room_is_out",
                                    "This order keeps its room out of order. Put the room back first.");
    }
    DatabaseStatus status = catalog_check_place(command, body->room, body->area, error);
    return status == DATABASE_OK ? catalog_check_key(command, &asset_catalog, "/asset", body->asset, error)
                                 : status;
}

static DatabaseStatus edit_found(Command *command, WorkOrder *order, const EditRequest *body, GError **error)
{
    g_auto(MaintenanceSettings) settings = {0};
    WorkOrderEvent event = {.work_order = order->head.key,
                            .at = command->now,
                            .staff = command->staff->user,
                            .kind = "edit",
                            .note = order->symptom};

    DatabaseStatus status =
        maintenance_settings_read(command->connection, command->property->zone, &settings, error);
    if (status == DATABASE_OK) {
        status = work_order_event_add(command->connection, &event, error);
    }
    if (status != DATABASE_OK) {
        return status;
    }
    put_right(order, body, &settings, command->now);
    return work_order_finish(command, order, 200, error);
}

static DatabaseStatus edit_body(Command *command, gpointer data, GError **error)
{
    const EditCall *call = data;
    g_auto(WorkOrder) order = {0};

    DatabaseStatus status = work_order_of_request(command, &order, error);
    if (status == DATABASE_OK) {
        status = check_edit(command, &order, &call->body, error);
    }
    return status == DATABASE_OK ? edit_found(command, &order, &call->body, error) : status;
}

static void post_edit(HttpRequest *request, gpointer connection)
{
    EditCall call = {.request = request};

    record_init(&edit_shape, &call.body);
    if (request_decode(request, &edit_shape, &call.body)) {
        command_run(http_request_context(request), connection, request, edit_body, &call);
        json_shape_clear(&edit_shape, &call.body);
    }
}

/* ---- the room ---- */

typedef enum RoomWish {
    ROOM_WISH_OUT_OF_ORDER,
    ROOM_WISH_OUT_OF_SERVICE,
    ROOM_WISH_IN_ORDER,
} RoomWish;

static const char *const room_wishes[] = {"out_of_order", "out_of_service", "in_order", NULL};

typedef struct RoomRequest {
    int room;
} RoomRequest;

static const JsonField room_fields[] = {
    FIELD_CHOICE("room", RoomRequest, room, room_wishes, .required = true)};
static const JsonShape room_shape = JSON_SHAPE(RoomRequest, room_fields);

static DatabaseStatus room_body(Command *command, gpointer data, GError **error)
{
    const RoomRequest *body = data;
    g_auto(WorkOrder) order = {0};

    DatabaseStatus status = work_order_of_request(command, &order, error);
    if (status == DATABASE_OK && !work_state_is_open((WorkState)order.state)) {
        status = command_refuse(command, 409, "order_is_over", "The order is over. Open it again first.");
    }
    if (status == DATABASE_OK) {
        status = body->room == ROOM_WISH_IN_ORDER
                     ? work_order_give_room_back(command, &order, error)
                     : work_order_take_room(command, &order,
                                            body->room == ROOM_WISH_OUT_OF_SERVICE ? OUTAGE_OUT_OF_SERVICE
                                                                                   : OUTAGE_OUT_OF_ORDER,
                                            error);
    }
    return status == DATABASE_OK ? work_order_finish(command, &order, 200, error) : status;
}

static void post_room(HttpRequest *request, gpointer connection)
{
    RoomRequest body = {0};

    command_run_decoded(request, connection, &room_shape, &body, room_body);
}

const HttpRoute work_order_cost_routes[] = {
    MAINTENANCE_POST("/v1/work-orders/{work_order}/entries", STAFF_REPORT_FAULT, post_entry),
    MAINTENANCE_POST("/v1/work-orders/{work_order}/edit", STAFF_REPAIR, post_edit),
    MAINTENANCE_POST("/v1/work-orders/{work_order}/room", STAFF_REPAIR, post_room),
};
const gsize work_order_cost_route_count = G_N_ELEMENTS(work_order_cost_routes);
