#include "property/housekeeping/minibar_routes.h"

#include "ops/json.h"
#include "property/audit/business_date.h"
#include "property/command/command.h"
#include "property/command/match.h"
#include "property/command/page.h"
#include "property/device/device_event.h"
#include "property/folio/folio_command.h"
#include "property/housekeeping/minibar_rules.h"
#include "property/housekeeping/minibar_store.h"
#include "property/room/room_command.h"
#include "property/stay/stay_store.h"
#include <string.h>

#define ITEMS_MAX 100
#define ITEM_NAME_MAX 80

/* ---- the list ---- */

static DatabaseStatus minibar_to_json(OdbcConnection *connection, const ChainHotel *hotel, Night date,
                                      json_t **ret_minibar, GError **error)
{
    json_auto_t *items = NULL;
    json_auto_t *left = NULL;
    json_auto_t *no_post = NULL;
    json_auto_t *refills = NULL;
    Night left_from = date - MINIBAR_LATE_DAYS;

    DatabaseStatus status = minibar_items_to_json(connection, hotel, date, &items, error);
    if (status == DATABASE_OK) {
        status = minibar_left_to_json(connection, left_from, &left, error);
    }
    if (status == DATABASE_OK) {
        status = minibar_no_post_to_json(connection, left_from, &no_post, error);
    }
    if (status == DATABASE_OK) {
        status = minibar_refills_to_json(connection, &refills, error);
    }
    if (status == DATABASE_OK) {
        *ret_minibar = json_pack("{s:s, s:O, s:O, s:O, s:O}", "currency", hotel->currency->code, "items",
                                 items, "left", left, "no_post", no_post, "refills", refills);
    }
    return status;
}

typedef DatabaseStatus (*MinibarReader)(OdbcConnection *connection, const ChainHotel *hotel, Night date,
                                        json_t **ret_answer, GError **error);

/* What is so today; NULL after a failure that the request has been told. New reference. */
static json_t *read_today(HttpRequest *request, OdbcConnection *connection, MinibarReader reader)
{
    const Property *property = http_request_context(request);
    g_autoptr(GError) error = NULL;
    json_t *answer = NULL;
    Night date;

    DatabaseStatus status = business_date_read(connection, &date, &error);
    if (status == DATABASE_OK) {
        status = reader(connection, property->hotel, date, &answer, &error);
    }
    if (status == DATABASE_OK) {
        return answer;
    }
    desk_answer_failure(request, status, &error);
    return NULL;
}

static void get_minibar(HttpRequest *request, gpointer connection)
{
    json_t *minibar = read_today(request, connection, minibar_to_json);

    if (minibar != NULL) {
        page_respond_watched(request, minibar);
    }
}

/* The price list alone: what of the minibars somebody changes, and not what happens to them all day. */
static DatabaseStatus prices_to_json(OdbcConnection *connection, const ChainHotel *hotel, Night date,
                                     json_t **ret_prices, GError **error)
{
    json_t *items = NULL;

    DatabaseStatus status = minibar_items_to_json(connection, hotel, date, &items, error);
    *ret_prices = status == DATABASE_OK
                      ? json_pack("{s:s, s:o}", "currency", hotel->currency->code, "items", items)
                      : NULL;
    return status;
}

static void get_prices(HttpRequest *request, gpointer connection)
{
    json_t *prices = read_today(request, connection, prices_to_json);

    if (prices != NULL) {
        respond_tagged(request, prices);
    }
}

typedef struct ListRequest {
    GArray *items; /* MinibarItem */
} ListRequest;

static const JsonField item_fields[] = {
    FIELD_TEXT("item", MinibarItem, item, .required = true, .max_length = 40),
    FIELD_TEXT("english", MinibarItem, english, .required = true, .max_length = ITEM_NAME_MAX),
    FIELD_TEXT("chinese", MinibarItem, chinese, .required = true, .max_length = ITEM_NAME_MAX),
    FIELD_INT("price_minor", MinibarItem, price_minor, .required = true, .min = 1,
              .max = FOLIO_AMOUNT_MAX_MINOR),
    FIELD_TEXT("department", MinibarItem, department, .required = true, .max_length = 20),
};
static const JsonShape item_shape = JSON_SHAPE(MinibarItem, item_fields);

static const JsonField list_fields[] = {
    FIELD_LIST("items", ListRequest, items, &item_shape, .required = true, .max = ITEMS_MAX),
};
static const JsonShape list_shape = JSON_SHAPE(ListRequest, list_fields);

static DatabaseStatus check_item(Command *command, const GArray *items, guint index)
{
    const MinibarItem *item = &g_array_index(items, MinibarItem, index);
    FolioDepartment department;

    if (!folio_department_parse(item->department, &department)) {
        return command_refuse_field(command, "/items", "department_unknown", "There is no such department.");
    }
    FolioVerdict verdict = folio_charge_check(department, item->price_minor, item->english);
    if (verdict != FOLIO_ACCEPTED) {
        return refuse_posting(command, "/items", verdict);
    }
    for (guint i = 0; i < index; i++) {
        if (strcmp(g_array_index(items, MinibarItem, i).item, item->item) == 0) {
            return command_refuse_field(
                command, "/items", "minibar_item_twice",
                "The same item stands on the list twice. Give each a name of its own.");
        }
    }
    return DATABASE_OK;
}

static DatabaseStatus command_prices(Command *command, json_t **ret_prices, GError **error)
{
    return prices_to_json(command->connection, command->property->hotel, command->business_date, ret_prices,
                          error);
}

/* The first list needs none. */
static DatabaseStatus check_condition(Command *command, json_t *before)
{
    if (json_array_size(json_object_get(before, "items")) > 0 &&
        http_request_header(command->request, "If-Match") == NULL) {
        json_decref(before);
        return command_refuse(command, 428, "condition_missing",
                              "A price list that is there is replaced with If-Match and its ETag.");
    }
    return command_match(command, before);
}

static DatabaseStatus list_body(Command *command, gpointer data, GError **error)
{
    const ListRequest *body = data;
    json_t *before = NULL;

    DatabaseStatus status = command_prices(command, &before, error);
    if (status == DATABASE_OK) {
        status = check_condition(command, before);
    }
    for (guint i = 0; i < body->items->len && status == DATABASE_OK; i++) {
        status = check_item(command, body->items, i);
    }
    if (status == DATABASE_OK) {
        status = minibar_items_write(command->connection, body->items, error);
    }
    return status == DATABASE_OK ? command_prices(command, &command->answer, error) : status;
}

static void post_prices(HttpRequest *request, gpointer connection)
{
    ListRequest body = {0};

    if (request_decode(request, &list_shape, &body)) {
        command_run(http_request_context(request), connection, request, list_body, &body);
        json_shape_clear(&list_shape, &body);
    }
}

/* ---- what was taken ---- */

typedef struct TakenItem {
    char *item;
    int64_t quantity;
} TakenItem;

static const JsonField taken_fields[] = {
    FIELD_TEXT("item", TakenItem, item, .required = true, .max_length = 40),
    FIELD_INT("quantity", TakenItem, quantity, .required = true, .min = 1, .max = MINIBAR_QUANTITY_MAX),
};
static const JsonShape taken_shape = JSON_SHAPE(TakenItem, taken_fields);

typedef struct TakenRequest {
    GArray *items; /* TakenItem */
    int64_t stay_id;
} TakenRequest;

static const JsonField request_fields[] = {
    FIELD_LIST("items", TakenRequest, items, &taken_shape, .required = true, .min = 1, .max = ITEMS_MAX),
    FIELD_INT("stay_id", TakenRequest, stay_id, .min = 1, .max = INT64_MAX),
};
static const JsonShape request_shape = JSON_SHAPE(TakenRequest, request_fields);

typedef struct TakenCall {
    const HttpRequest *request;
    TakenRequest body;
} TakenCall;

static DatabaseStatus refuse(Command *command, MinibarVerdict verdict)
{
    return command_refuse_words(command, 409, &minibar_verdicts[verdict]);
}

/* Who noted it where the line was cut may know another guest than the one who is in the room now. */
static DatabaseStatus find_payer(Command *command, const char *room, int64_t named, Stay **ret_stay,
                                 MinibarPayer *payer, GError **error)
{
    Night left_from = command->business_date - MINIBAR_LATE_DAYS;
    int64_t stay_id = named;
    StayRights rights;
    DatabaseStatus status = DATABASE_OK;

    payer->named = named != 0;
    if (named == 0) {
        status = minibar_payer_find(command->connection, room, left_from, &stay_id, error);
    }
    if (status == DATABASE_OK && stay_id != 0) {
        status = stay_find(command->connection, stay_id, ret_stay, error);
    }
    if (status != DATABASE_OK || *ret_stay == NULL) {
        return status;
    }
    payer->found = true;
    payer->status = (*ret_stay)->status;
    payer->checked_out_on = (*ret_stay)->checked_out_on;
    status = minibar_had_room(command->connection, stay_id, room, left_from - 1, &payer->had_room, error);
    if (status == DATABASE_OK) {
        status = stay_rights_read(command->connection, stay_id, &rights, error);
        payer->no_post = status == DATABASE_OK && rights.no_post;
    }
    return status;
}

static DatabaseStatus open_payer(Command *command, const char *room, int64_t named, OpenFolio *folio,
                                 GError **error)
{
    MinibarPayer payer = {0};

    DatabaseStatus status = command_require_room(command, room, NULL, error);
    if (status == DATABASE_OK) {
        status = find_payer(command, room, named, &folio->stay, &payer, error);
    }
    if (status != DATABASE_OK) {
        return status;
    }
    MinibarVerdict verdict = minibar_payer_decide(&payer, command->business_date);
    if (verdict != MINIBAR_CHARGED && verdict != MINIBAR_CHARGED_LATE) {
        return refuse(command, verdict);
    }
    folio->context = command_posting_context(command);
    return DATABASE_OK;
}

/* The bill speaks the language of the house, as all its charges do. */
static char *describe(const ChainHotel *hotel, const MinibarItem *item, int64_t quantity)
{
    const char *name = g_str_has_prefix(hotel->language, "zh") ? item->chinese : item->english;

    return quantity == 1 ? g_strdup(name) : g_strdup_printf("%s × %d", name, (int)quantity);
}

static DatabaseStatus charge_item(Command *command, OpenFolio *folio, const char *room,
                                  const TakenItem *taken, int64_t *total_minor, GError **error)
{
    g_auto(MinibarItem) item = {0};
    FolioDepartment department = FOLIO_MINIBAR;
    int64_t amount_minor = 0;
    int64_t number = 0;

    DatabaseStatus status = minibar_item_find(command->connection, taken->item, &item, error);
    if (status != DATABASE_OK) {
        return status;
    }
    if (item.item == NULL || !folio_department_parse(item.department, &department)) {
        return refuse(command, MINIBAR_ITEM_UNKNOWN);
    }
    if (!minibar_amount(item.price_minor, taken->quantity, &amount_minor)) {
        return refuse(command, MINIBAR_TOO_DEAR);
    }
    g_autofree char *text = describe(command->property->hotel, &item, taken->quantity);
    FolioCharge charge = {.department = department, .description = text, .amount_minor = amount_minor};
    status = folio_charge(command, folio, &charge, &number, error);
    MinibarUse use = {
        .business_date = command->business_date,
        .room = room,
        .stay_id = folio->stay->stay_id,
        .item = item.item,
        .quantity = (int)taken->quantity,
        .amount_minor = amount_minor,
        .posting_number = number,
        .late = folio->stay->status == STAY_CHECKED_OUT,
        .noted_by = command->staff->user,
        .noted_at = command->now,
    };
    *total_minor += amount_minor;
    return status == DATABASE_OK ? minibar_use_add(command->connection, &use, error) : status;
}

static DatabaseStatus taken_body(Command *command, gpointer data, GError **error)
{
    const TakenCall *call = data;
    const char *room = http_request_path_parameter(call->request, "room");
    const GArray *items = call->body.items;
    g_auto(OpenFolio) folio = {0};
    int64_t total_minor = 0;

    DatabaseStatus status = open_payer(command, room, call->body.stay_id, &folio, error);
    for (guint i = 0; i < items->len && status == DATABASE_OK; i++) {
        status = charge_item(command, &folio, room, &g_array_index(items, TakenItem, i), &total_minor, error);
    }
    if (status == DATABASE_OK) {
        status = close_folio(command, &folio, error);
    }
    if (status == DATABASE_OK) {
        json_decref(command->answer);
        command->answer =
            json_pack("{s:s, s:I, s:b, s:I}", "room", room, "stay_id", (json_int_t)folio.stay->stay_id,
                      "late", folio.stay->status == STAY_CHECKED_OUT, "total_minor", (json_int_t)total_minor);
    }
    return status;
}

static void post_taken(HttpRequest *request, gpointer connection)
{
    TakenCall call = {.request = request};

    if (request_decode(request, &request_shape, &call.body)) {
        command_run(http_request_context(request), connection, request, taken_body, &call);
        json_shape_clear(&request_shape, &call.body);
    }
}

/* ---- filling up ---- */

static void get_uses(HttpRequest *request, gpointer connection)
{
    g_autoptr(GError) error = NULL;
    json_t *uses = NULL;
    Night business_date, date;

    DatabaseStatus status = business_date_read(connection, &business_date, &error);
    if (status == DATABASE_OK) {
        if (!page_night(request, "date", business_date, &date)) {
            return;
        }
        status = minibar_uses_to_json(connection, date, date == business_date, &uses, &error);
    }
    if (status != DATABASE_OK) {
        desk_answer_failure(request, status, &error);
        return;
    }
    http_request_respond_json(request, 200, json_pack("{s:o}", "items", uses));
}

static DatabaseStatus refill_body(Command *command, gpointer data, GError **error)
{
    const char *room = http_request_path_parameter(data, "room");

    DatabaseStatus status = command_require_room(command, room, NULL, error);
    if (status == DATABASE_OK) {
        status = minibar_refilled(command->connection, room, command->staff->user, command->now, error);
    }
    if (status == DATABASE_OK) {
        command->answer = json_pack("{s:s}", "room", room);
    }
    return status;
}

static void post_refill(HttpRequest *request, gpointer connection)
{
    static const JsonShape nothing = {.fields = NULL, .field_count = 0, .size = 1};
    char ignored = 0;

    if (request_decode(request, &nothing, &ignored)) {
        command_run(http_request_context(request), connection, request, refill_body, request);
    }
}

#define LOOK UINT64_C(1) << STAFF_LOOK
#define CARE UINT64_C(1) << STAFF_CARE_FOR_ROOMS
#define RUN_HOUSEKEEPING UINT64_C(1) << STAFF_TAKE_OUT_ROOMS
#define WRITES HTTP_IDEMPOTENCY_KEY | HTTP_BODY_REQUIRED

const HttpRoute minibar_routes[] = {
    {"GET", "/v1/minibar", HTTP_LANE_WORKER, LOOK, 0, get_minibar, 0},
    {"GET", "/v1/minibar/prices", HTTP_LANE_WORKER, LOOK, 0, get_prices, 0},
    {"POST", "/v1/minibar/prices", HTTP_LANE_WORKER, RUN_HOUSEKEEPING, WRITES, post_prices, 0},
    {"GET", "/v1/minibar/uses{?date}", HTTP_LANE_WORKER, LOOK, 0, get_uses, 0},
    {"POST", "/v1/rooms/{room}/minibar", HTTP_LANE_WORKER, CARE, WRITES, post_taken, 0},
    {"POST", "/v1/rooms/{room}/minibar/refill", HTTP_LANE_WORKER, CARE, WRITES, post_refill, 0},
};
const gsize minibar_route_count = G_N_ELEMENTS(minibar_routes);
