#include "property/housekeeping/housekeeping_routes.h"

#include "ops/json.h"
#include "property/command/match.h"
#include "property/housekeeping/inspection_store.h"
#include "property/housekeeping/task_store.h"
#include "property/stay/stay_command.h"
#include <string.h>

#define CODE_MAX 20

/* ---- settings and credits ---- */

typedef struct CreditRequest {
    char *room_type;
    char *service;
    int64_t credits;
} CreditRequest;

static const JsonField credit_fields[] = {
    FIELD_TEXT("room_type", CreditRequest, room_type, .required = true, .max_length = CODE_MAX),
    FIELD_TEXT("service", CreditRequest, service, .required = true, .max_length = CODE_MAX),
    FIELD_INT("credits", CreditRequest, credits, .required = true, .min = 1, .max = 999),
};
static const JsonShape credit_shape = JSON_SHAPE(CreditRequest, credit_fields);

typedef struct SettingRequest {
    bool inspection_required;
    bool has_inspection_required;
    int64_t linen_nights;
    bool has_linen_nights;
    GArray *credits;
} SettingRequest;

static const JsonField setting_fields[] = {
    FIELD_BOOL("inspection_required", SettingRequest, inspection_required,
               .present_offset = offsetof(SettingRequest, has_inspection_required)),
    FIELD_INT("linen_nights", SettingRequest, linen_nights, .min = 0, .max = 30,
              .present_offset = offsetof(SettingRequest, has_linen_nights)),
    FIELD_LIST("credits", SettingRequest, credits, &credit_shape, .max = 500),
};
static const JsonShape setting_shape = JSON_SHAPE(SettingRequest, setting_fields);

static DatabaseStatus settings_to_json(OdbcConnection *connection, json_t **ret_settings, GError **error)
{
    HousekeepingSetting setting = {0};
    json_t *credits = NULL;

    DatabaseStatus status = housekeeping_setting_read(connection, &setting, error);
    if (status == DATABASE_OK) {
        status = credits_to_json(connection, &credits, error);
    }
    if (status == DATABASE_OK) {
        *ret_settings = json_pack("{s:b, s:i, s:o}", "inspection_required", setting.inspection_required,
                                  "linen_nights", setting.linen_nights, "credits", credits);
    }
    return status;
}

static void respond(HttpRequest *request, DatabaseStatus status, json_t *document, GError **error)
{
    if (status != DATABASE_OK) {
        desk_answer_failure(request, status, error);
    } else {
        respond_tagged(request, document);
    }
}

static void get_settings(HttpRequest *request, gpointer connection)
{
    g_autoptr(GError) error = NULL;
    json_t *settings = NULL;

    DatabaseStatus status = settings_to_json(connection, &settings, &error);
    respond(request, status, settings, &error);
}

static bool room_type_known(const Command *command, const char *code)
{
    return strcmp(code, "*") == 0 || hotel_room_type(command->property->hotel, code) != NULL;
}

static DatabaseStatus set_credits(Command *command, const CreditRequest *wanted, GError **error)
{
    Service service;

    if (!service_parse(wanted->service, &service)) {
        return command_refuse_field(command, "/credits", "service_unknown",
                                    "A service is departure, stay_over, refresh, deep_clean or turndown.");
    }
    if (!room_type_known(command, wanted->room_type)) {
        return command_refuse_field(command, "/credits", "room_type_unknown",
                                    "This hotel has no such room type. `*` stands for every type.");
    }
    return credits_write(command->connection, wanted->room_type, service, (int)wanted->credits, error);
}

static DatabaseStatus settings_body(Command *command, gpointer data, GError **error)
{
    const SettingRequest *body = data;
    HousekeepingSetting setting = {0};

    json_t *before = NULL;

    DatabaseStatus status = settings_to_json(command->connection, &before, error);
    if (status == DATABASE_OK) {
        status = command_match(command, before);
    }
    if (status == DATABASE_OK) {
        status = housekeeping_setting_read(command->connection, &setting, error);
    }
    if (status != DATABASE_OK) {
        return status;
    }
    if (body->has_inspection_required) {
        setting.inspection_required = body->inspection_required;
    }
    if (body->has_linen_nights) {
        setting.linen_nights = (int)body->linen_nights;
    }
    status = housekeeping_setting_write(command->connection, &setting, error);
    for (guint i = 0; body->credits != NULL && i < body->credits->len && status == DATABASE_OK; i++) {
        status = set_credits(command, &g_array_index(body->credits, CreditRequest, i), error);
    }
    return status == DATABASE_OK ? settings_to_json(command->connection, &command->answer, error) : status;
}

static void run(HttpRequest *request, gpointer connection, const JsonShape *shape, gpointer target,
                CommandBody body)
{
    if (request_decode(request, shape, target)) {
        command_run(http_request_context(request), connection, request, body, target);
        json_shape_clear(shape, target);
    }
}

static void post_settings(HttpRequest *request, gpointer connection)
{
    SettingRequest body = {0};

    run(request, connection, &setting_shape, &body, settings_body);
}

/* ---- attendants ---- */

typedef struct AttendantRequest {
    char *attendant;
    char *name;
    char *staff;
    int64_t credits;
    bool working;
} AttendantRequest;

static const JsonField attendant_fields[] = {
    FIELD_TEXT("attendant", AttendantRequest, attendant, .required = true, .max_length = CODE_MAX),
    FIELD_TEXT("name", AttendantRequest, name, .required = true, .max_length = 80),
    FIELD_TEXT("staff", AttendantRequest, staff, .max_length = 80),
    FIELD_INT("credits", AttendantRequest, credits, .min = 1, .max = 9999),
    FIELD_BOOL("working", AttendantRequest, working),
};
static const JsonShape attendant_shape = JSON_SHAPE(AttendantRequest, attendant_fields);

static json_t *attendant_json(const Attendant *attendant)
{
    return json_pack("{s:s, s:s, s:o, s:i, s:b}", "attendant", attendant->attendant, "name", attendant->name,
                     "staff", json_from_text(attendant->staff), "credits", attendant->credits, "working",
                     attendant->working);
}

static DatabaseStatus attendants_to_json(OdbcConnection *connection, json_t **ret_document, GError **error)
{
    g_autoptr(GPtrArray) attendants = NULL;

    DatabaseStatus status = attendants_read(connection, &attendants, error);
    if (status != DATABASE_OK) {
        return status;
    }
    json_t *items = json_array();
    for (guint i = 0; i < attendants->len; i++) {
        json_array_append_new(items, attendant_json(g_ptr_array_index(attendants, i)));
    }
    *ret_document = json_pack("{s:o}", "items", items);
    return DATABASE_OK;
}

static void get_attendants(HttpRequest *request, gpointer connection)
{
    g_autoptr(GError) error = NULL;
    json_t *document = NULL;

    DatabaseStatus status = attendants_to_json(connection, &document, &error);
    respond(request, status, document, &error);
}

static DatabaseStatus attendant_body(Command *command, gpointer data, GError **error)
{
    const AttendantRequest *body = data;
    Attendant attendant = {
        .attendant = body->attendant,
        .name = body->name,
        .staff = body->staff,
        .credits = (int)body->credits,
        .working = body->working,
    };

    json_t *before = NULL;

    DatabaseStatus status = attendants_to_json(command->connection, &before, error);
    if (status == DATABASE_OK) {
        status = command_match(command, before);
    }
    if (status == DATABASE_OK) {
        status = attendant_write(command->connection, &attendant, error);
    }
    if (status == DATABASE_UNIQUE) {
        g_clear_error(error);
        return command_refuse_field(command, "/staff", "staff_taken",
                                    "This log-in belongs to another attendant already.");
    }
    if (status == DATABASE_OK) {
        command->answer = attendant_json(&attendant);
    }
    return status;
}

static void post_attendant(HttpRequest *request, gpointer connection)
{
    AttendantRequest body = {.credits = 420, .working = true};

    run(request, connection, &attendant_shape, &body, attendant_body);
}

/* ---- checklist ---- */

typedef struct ChecklistRequest {
    GArray *items;
} ChecklistRequest;

static const JsonField item_fields[] = {
    FIELD_TEXT("item", InspectionItem, item, .required = true, .max_length = 40),
    FIELD_TEXT("english", InspectionItem, english, .required = true, .max_length = 200),
    FIELD_TEXT("chinese", InspectionItem, chinese, .required = true, .max_length = 200),
};
static const JsonShape item_shape = JSON_SHAPE(InspectionItem, item_fields);

static const JsonField checklist_fields[] = {
    FIELD_LIST("items", ChecklistRequest, items, &item_shape, .required = true, .min = 1, .max = 60),
};
static const JsonShape checklist_shape = JSON_SHAPE(ChecklistRequest, checklist_fields);

static DatabaseStatus checklist_to_json(OdbcConnection *connection, json_t **ret_document, GError **error)
{
    json_t *items = NULL;

    DatabaseStatus status = inspection_checklist_to_json(connection, &items, error);
    *ret_document = status == DATABASE_OK ? json_pack("{s:o}", "items", items) : NULL;
    return status;
}

static void get_checklist(HttpRequest *request, gpointer connection)
{
    g_autoptr(GError) error = NULL;
    json_t *document = NULL;

    DatabaseStatus status = checklist_to_json(connection, &document, &error);
    respond(request, status, document, &error);
}

static DatabaseStatus checklist_body(Command *command, gpointer data, GError **error)
{
    const ChecklistRequest *body = data;
    json_t *before = NULL;

    DatabaseStatus status = checklist_to_json(command->connection, &before, error);
    if (status == DATABASE_OK) {
        status = command_match(command, before);
    }
    if (status == DATABASE_OK) {
        status = inspection_checklist_write(command->connection, body->items, error);
    }
    return status == DATABASE_OK ? checklist_to_json(command->connection, &command->answer, error) : status;
}

static void post_checklist(HttpRequest *request, gpointer connection)
{
    ChecklistRequest body = {0};

    run(request, connection, &checklist_shape, &body, checklist_body);
}

/* ---- what a guest wants ---- */

typedef struct WishRequest {
    bool service_declined;
    bool linen_declined;
    bool turndown;
} WishRequest;

static const JsonField wish_fields[] = {
    FIELD_BOOL("service_declined", WishRequest, service_declined),
    FIELD_BOOL("linen_declined", WishRequest, linen_declined),
    FIELD_BOOL("turndown", WishRequest, turndown),
};
static const JsonShape wish_shape = JSON_SHAPE(WishRequest, wish_fields);

static DatabaseStatus wish_body(Command *command, gpointer data, GError **error)
{
    const WishRequest *wish = data;
    g_autoptr(Stay) stay = NULL;
    json_t *before = NULL;

    DatabaseStatus status = command_find_stay_above(command, &stay, error);
    if (status == DATABASE_OK) {
        status = stay_housekeeping_to_json(command->connection, stay->stay_id, &before, error);
    }
    if (status == DATABASE_OK) {
        status = command_match(command, before);
    }
    if (status == DATABASE_OK) {
        status = stay_housekeeping_write(command->connection, stay->stay_id, wish->service_declined,
                                         wish->linen_declined, wish->turndown, error);
    }
    return status == DATABASE_OK
               ? stay_housekeeping_to_json(command->connection, stay->stay_id, &command->answer, error)
               : status;
}

static void get_wishes(HttpRequest *request, gpointer connection)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Stay) stay = request_find_stay(request, connection);
    json_t *wishes = NULL;

    if (stay != NULL) {
        DatabaseStatus status = stay_housekeeping_to_json(connection, stay->stay_id, &wishes, &error);
        respond(request, status, wishes, &error);
    }
}

static void post_wishes(HttpRequest *request, gpointer connection)
{
    WishRequest body = {0};

    run(request, connection, &wish_shape, &body, wish_body);
}

#define LOOK UINT64_C(1) << STAFF_LOOK
#define RUN_HOUSEKEEPING UINT64_C(1) << STAFF_TAKE_OUT_ROOMS
#define WRITES HTTP_IDEMPOTENCY_KEY | HTTP_BODY_REQUIRED

const HttpRoute housekeeping_routes[] = {
    {"GET", "/v1/housekeeping/settings", HTTP_LANE_WORKER, LOOK, 0, get_settings, 0},
    {"POST", "/v1/housekeeping/settings", HTTP_LANE_WORKER, RUN_HOUSEKEEPING, WRITES, post_settings, 0},
    {"GET", "/v1/housekeeping/attendants", HTTP_LANE_WORKER, LOOK, 0, get_attendants, 0},
    {"POST", "/v1/housekeeping/attendants", HTTP_LANE_WORKER, RUN_HOUSEKEEPING, WRITES, post_attendant, 0},
    {"GET", "/v1/housekeeping/checklist", HTTP_LANE_WORKER, LOOK, 0, get_checklist, 0},
    {"POST", "/v1/housekeeping/checklist", HTTP_LANE_WORKER, RUN_HOUSEKEEPING, WRITES, post_checklist, 0},
    {"GET", "/v1/housekeeping/stays/{stay}/wishes", HTTP_LANE_WORKER, LOOK, 0, get_wishes, 0},
    {"POST", "/v1/housekeeping/stays/{stay}/wishes", HTTP_LANE_WORKER, UINT64_C(1) << STAFF_CARE_FOR_ROOMS,
     WRITES, post_wishes, 0},
};
const gsize housekeeping_route_count = G_N_ELEMENTS(housekeeping_routes);
