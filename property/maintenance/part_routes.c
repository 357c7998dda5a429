#include "property/maintenance/part.h"
#include "property/maintenance/part_store.h"
#include "property/maintenance/work_order.h"
#include "property/maintenance/work_order_rules.h"
#include "property/maintenance/work_order_store.h"
#include <string.h>

#define QUANTITY_MAX 1000000

static const JsonField part_fields[] = {
    CATALOG_HEAD_FIELDS("part", Part),
    FIELD_INT("stock", Part, stock, .required = true),
    FIELD_TEXT("code", Part, code, .required = true, .max_length = 40),
    FIELD_TEXT("name_en", Part, name_en, .required = true, .max_length = 120),
    FIELD_TEXT("name_zh", Part, name_zh, .required = true, .max_length = 120),
    FIELD_CHOICE("category", Part, category, work_category_codes, .required = true),
    FIELD_TEXT("unit", Part, unit, .required = true, .max_length = 20),
    FIELD_INT("minimum", Part, minimum, .required = true, .min = 0, .max = QUANTITY_MAX),
    FIELD_INT("cost_minor", Part, cost_minor, .required = true, .min = 0, .max = INT64_C(100000000)),
    FIELD_TEXT("place", Part, place, .max_length = 80),
    FIELD_BOOL("retired", Part, retired),
};
const JsonShape part_row = JSON_SHAPE(Part, part_fields);
static const JsonShape part_body = CATALOG_BODY_SHAPE(Part, part_fields, 4);

static DatabaseStatus complete_part(OdbcConnection *connection, int64_t key, json_t *document, GError **error)
{
    json_t *movements = NULL;

    DatabaseStatus status = part_movements(connection, key, &movements, error);
    if (status == DATABASE_OK) {
        json_object_set_new(document, "movements", movements);
    }
    return status;
}

static const char *const part_filters[] = {"category", NULL};
const Catalog part_catalog = {.table = "part",
                              .row = &part_row,
                              .body = &part_body,
                              .unique = "code",
                              .filters = part_filters,
                              .complete = complete_part};

DatabaseStatus part_move(Command *command, Part *part, const PartMovement *movement, GError **error)
{
    if (part->stock + movement->quantity < 0) {
        return command_refuse(command, 409, "stock_short",
                              "Only %" G_GINT64_FORMAT " of these are in stock. Count again, or order some.",
                              part->stock);
    }
    part->stock += movement->quantity;
    DatabaseStatus status =
        part_movement_add(command->connection, part, movement, command->staff->user, command->now, error);
    return status == DATABASE_OK ? catalog_save(command, &part_catalog, part, error) : status;
}

/* ---- receiving and counting ---- */

typedef enum StockKind {
    STOCK_RECEIPT,
    STOCK_COUNT,
} StockKind;

static const char *const stock_kinds[] = {"receipt", "count", NULL};

typedef struct StockRequest {
    int kind;
    int64_t quantity; /* received, or what is really there */
    int64_t cost_minor;
    bool has_cost;
    char *note;
} StockRequest;

static const JsonField stock_fields[] = {
    FIELD_CHOICE("kind", StockRequest, kind, stock_kinds, .required = true),
    FIELD_INT("quantity", StockRequest, quantity, .required = true, .min = 0, .max = QUANTITY_MAX),
    FIELD_INT("cost_minor", StockRequest, cost_minor, .min = 0, .max = INT64_C(100000000),
              .present_offset = offsetof(StockRequest, has_cost)),
    FIELD_TEXT("note", StockRequest, note, .max_length = 200),
};
static const JsonShape stock_shape = JSON_SHAPE(StockRequest, stock_fields);

/* A delivery at another price changes what one costs from now on. */
static DatabaseStatus move_stock(Command *command, Part *part, const StockRequest *body, GError **error)
{
    int64_t change = body->kind == STOCK_RECEIPT ? body->quantity : body->quantity - part->stock;

    if (change == 0) {
        return body->kind == STOCK_COUNT
                   ? DATABASE_OK
                   : command_refuse_field(command, "/quantity", "nothing_moved", "Say how many came.");
    }
    part->cost_minor = body->has_cost ? body->cost_minor : part->cost_minor;
    PartMovement movement = {.kind = stock_kinds[body->kind],
                             .quantity = change,
                             .cost_minor = part->cost_minor,
                             .note = body->note};
    return part_move(command, part, &movement, error);
}

static DatabaseStatus stock_body(Command *command, gpointer data, GError **error)
{
    const StockRequest *body = data;
    Part part = {0};

    DatabaseStatus status = catalog_find(command, &part_catalog, &part, error);
    if (status == DATABASE_OK) {
        status = move_stock(command, &part, body, error);
    }
    if (status == DATABASE_OK) {
        status = catalog_answer(command, &part_catalog, part.head.key, 201, error);
    }
    json_shape_clear(&part_row, &part);
    return status;
}

static void post_movement(HttpRequest *request, gpointer connection)
{
    StockRequest body = {0};

    command_run_decoded(request, connection, &stock_shape, &body, stock_body);
}

/* ---- using ---- */

typedef struct UseRequest {
    int64_t part;
    int64_t quantity; /* negative: brought back */
} UseRequest;

static const JsonField use_fields[] = {
    FIELD_INT("part", UseRequest, part, .required = true, .min = 1, .max = INT64_MAX),
    FIELD_INT("quantity", UseRequest, quantity, .required = true, .min = -QUANTITY_MAX, .max = QUANTITY_MAX),
};
static const JsonShape use_shape = JSON_SHAPE(UseRequest, use_fields);

/* What comes back does so at the price at which it went; nothing comes back that never went. */
static DatabaseStatus check_use(Command *command, const WorkOrder *order, const UseRequest *body,
                                const Part *part, int64_t *ret_cost_minor, GError **error)
{
    int64_t used = 0;

    if (body->quantity == 0) {
        return command_refuse_field(command, "/quantity", "nothing_moved", "Say how many.");
    }
    if (!work_state_is_open((WorkState)order->state)) {
        return command_refuse(command, 409, "order_is_over", "The order is over. Open it again first.");
    }
    if (body->quantity > 0) {
        *ret_cost_minor = part->cost_minor;
        return DATABASE_OK;
    }
    DatabaseStatus status =
        part_used(command->connection, body->part, order->head.key, &used, ret_cost_minor, error);
    return status == DATABASE_OK && used < -body->quantity
               ? command_refuse_field(command, "/quantity", "more_than_used",
                                      "The order did not use that many. Check the figure.")
               : status;
}

static DatabaseStatus use_found(Command *command, WorkOrder *order, Part *part, const UseRequest *body,
                                GError **error)
{
    int64_t cost_minor = 0;

    DatabaseStatus status = check_use(command, order, body, part, &cost_minor, error);
    if (status != DATABASE_OK) {
        return status;
    }
    PartMovement movement = {.work_order = order->head.key,
                             .kind = body->quantity > 0 ? "use" : "return",
                             .quantity = -body->quantity,
                             .cost_minor = cost_minor};
    WorkOrderEvent event = {.work_order = order->head.key,
                            .at = command->now,
                            .staff = command->staff->user,
                            .kind = "part",
                            .note = part->code,
                            .quantity = body->quantity,
                            .amount_minor = body->quantity * cost_minor};
    order->parts_minor += event.amount_minor;
    status = part_move(command, part, &movement, error);
    if (status == DATABASE_OK) {
        status = work_order_event_add(command->connection, &event, error);
    }
    return status == DATABASE_OK ? work_order_finish(command, order, 201, error) : status;
}

static DatabaseStatus use_body(Command *command, gpointer data, GError **error)
{
    const UseRequest *body = data;
    g_auto(WorkOrder) order = {0};
    Part part = {0};
    bool found = false;

    DatabaseStatus status = work_order_of_request(command, &order, error);
    if (status == DATABASE_OK) {
        status = record_find(command->connection, "part", &part_row, body->part, &part, &found, error);
    }
    if (status == DATABASE_OK) {
        status = found ? use_found(command, &order, &part, body, error)
                       : command_refuse_field(command, "/part", "part_unknown",
                                              "This hotel has no such part. Choose one from the list.");
    }
    json_shape_clear(&part_row, &part);
    return status;
}

static void post_use(HttpRequest *request, gpointer connection)
{
    UseRequest body = {0};

    command_run_decoded(request, connection, &use_shape, &body, use_body);
}

CATALOG_HANDLERS(part)

const HttpRoute part_routes[] = {
    CATALOG_ROUTES(part, "/v1/parts", "{part}", "{?category,limit,cursor}", STAFF_PLAN_MAINTENANCE),
    MAINTENANCE_POST("/v1/parts/{part}/movements", STAFF_REPAIR, post_movement),
    MAINTENANCE_POST("/v1/work-orders/{work_order}/parts", STAFF_REPAIR, post_use),
};
const gsize part_route_count = G_N_ELEMENTS(part_routes);
