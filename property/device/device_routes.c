#include "property/device/device_routes.h"

#include "ops/json.h"
#include "property/audit/business_date.h"
#include "property/command/match.h"
#include "property/device/device_event.h"
#include "property/device/device_server.h"
#include "property/device/device_store.h"
#include "property/stay/check_in.h"
#include "property/stay/stay_command.h"
#include <string.h>

#define REFUSALS_SHOWN 5
#define LIMIT_MAX_MINOR INT64_C(100000000000)

/* ---- the devices ---- */

static json_t *link_json(const Property *property, const DeviceInterface *interface)
{
    DeviceLinkView view = {.heard_at = INSTANT_NONE, .since = INSTANT_NONE};

    device_server_view(property->devices, interface->id, &view);
    const char *state = view.alive ? "alive" : view.connected ? "connected" : "disconnected";
    return json_pack("{s:s, s:b, s:o, s:s, s:s, s:o, s:I, s:I, s:I, s:I}", "state", state, "telling_all",
                     view.telling_all, "since", json_from_instant(view.since), "address", view.address,
                     "version", view.version, "heard_at", json_from_instant(view.heard_at), "received",
                     (json_int_t)view.received, "sent", (json_int_t)view.sent, "malformed",
                     (json_int_t)view.malformed, "unknown", (json_int_t)view.unknown);
}

/* Of DeviceChoice, or what begins with one. */
static json_t *choices_json(const GPtrArray *choices)
{
    json_t *list = json_array();

    for (guint i = 0; i < choices->len; i++) {
        const DeviceChoice *choice = g_ptr_array_index(choices, i);
        json_array_append_new(list, json_pack("{s:s, s:{s:s, s:s}}", "number", choice->number, "name", "en",
                                              choice->name_en, "zh", choice->name_zh));
    }
    return list;
}

static const char *resync_code(DeviceResync resync)
{
    static const char *const codes[] = {"in_step", "needed", "under_way"};

    return codes[resync];
}

static DatabaseStatus interface_json(Property *property, OdbcConnection *connection,
                                     const DeviceInterface *interface, json_t **ret_item, GError **error)
{
    DeviceState state;
    json_t *day = NULL;
    json_t *refusals = NULL;
    Night business_date;

    DatabaseStatus status = business_date_read(connection, &business_date, error);
    if (status == DATABASE_OK) {
        status = device_state_read(connection, interface->id, &state, error);
    }
    if (status == DATABASE_OK) {
        status = device_day_json(connection, interface->id, business_date, &day, error);
    }
    if (status == DATABASE_OK) {
        status = device_refusals_json(connection, interface->id, REFUSALS_SHOWN, &refusals, error);
    }
    if (status == DATABASE_OK) {
        *ret_item = json_pack(
            "{s:s, s:{s:s, s:s}, s:s, s:b, s:s, s:I, s:o, s:o, s:o, s:o, s:o, s:o}", "interface",
            interface->id, "name", "en", interface->name_en, "zh", interface->name_zh, "family",
            interface->family, "paused", state.paused, "resync", resync_code(state.resync), "waiting",
            (json_int_t)state.waiting, "today", g_steal_pointer(&day), "refusals", g_steal_pointer(&refusals),
            "link", link_json(property, interface), "coders", choices_json(interface->coders), "outlets",
            choices_json(interface->outlets), "doors", choices_json(interface->doors));
    }
    g_clear_pointer(&day, json_decref);
    g_clear_pointer(&refusals, json_decref);
    return status;
}

static void get_devices(HttpRequest *request, gpointer connection)
{
    Property *property = http_request_context(request);
    const DeviceConfig *config = device_server_config(property->devices);
    g_autoptr(GError) error = NULL;
    json_t *items = json_array();
    DatabaseStatus status = DATABASE_OK;

    for (guint i = 0; config != NULL && i < config->interfaces->len && status == DATABASE_OK; i++) {
        json_t *item = NULL;
        status =
            interface_json(property, connection, g_ptr_array_index(config->interfaces, i), &item, &error);
        if (item != NULL) {
            json_array_append_new(items, item);
        }
    }
    if (status != DATABASE_OK) {
        json_decref(items);
        desk_answer_failure(request, status, &error);
        return;
    }
    http_request_respond_json(request, 200, json_pack("{s:o}", "items", items));
}

static const DeviceInterface *command_find_interface(Command *command, const char *id)
{
    const DeviceInterface *interface =
        device_config_find(device_server_config(command->property->devices), id);

    if (interface == NULL) {
        command_refuse(command, 404, "interface_not_found",
                       "This hotel has no such device. The list of devices names them.");
    }
    return interface;
}

static DatabaseStatus answer_interface(Command *command, const DeviceInterface *interface, GError **error)
{
    return interface_json(command->property, command->connection, interface, &command->answer, error);
}

/* Everything is told anew: at once, or when the device comes back. */
static DatabaseStatus resync_body(Command *command, gpointer data, GError **error)
{
    const DeviceInterface *interface =
        command_find_interface(command, http_request_path_parameter(data, "interface"));

    if (interface == NULL) {
        return DATABASE_ROLLBACK;
    }
    DatabaseStatus status =
        device_set_resync(command->connection, interface->id, DEVICE_RESYNC_NEEDED, error);
    return status == DATABASE_OK ? answer_interface(command, interface, error) : status;
}

static void post_resync(HttpRequest *request, gpointer connection)
{
    command_run(http_request_context(request), connection, request, resync_body, request);
}

typedef struct PauseRequest {
    bool paused;
} PauseRequest;

static const JsonField pause_fields[] = {
    FIELD_BOOL("paused", PauseRequest, paused, .required = true),
};
static const JsonShape pause_shape = JSON_SHAPE(PauseRequest, pause_fields);

static DatabaseStatus pause_body(Command *command, gpointer data, GError **error)
{
    const PauseRequest *body = data;
    const DeviceInterface *interface =
        command_find_interface(command, http_request_path_parameter(command->request, "interface"));

    if (interface == NULL) {
        return DATABASE_ROLLBACK;
    }
    DatabaseStatus status = device_set_paused(command->connection, interface->id, body->paused, error);
    return status == DATABASE_OK ? answer_interface(command, interface, error) : status;
}

static void post_pause(HttpRequest *request, gpointer connection)
{
    PauseRequest body = {0};

    command_run_decoded(request, connection, &pause_shape, &body, pause_body);
}

/* ---- rights of a guest ---- */

static json_t *rights_json(const StayRights *rights)
{
    return json_pack("{s:b, s:I, s:i, s:s, s:b, s:b, s:b, s:o}", "no_post", rights->no_post, "limit_minor",
                     (json_int_t)rights->limit_minor, "telephone_class", rights->telephone_class,
                     "television", stay_television_codes[rights->television], "minibar_locked",
                     rights->minibar_locked, "do_not_disturb", rights->do_not_disturb, "message_light",
                     rights->message_light, "language",
                     json_from_text(rights->language[0] != '\0' ? rights->language : NULL));
}

static void get_rights(HttpRequest *request, gpointer connection)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Stay) stay = request_find_stay(request, connection);
    StayRights rights;

    if (stay == NULL) {
        return;
    }
    DatabaseStatus status = stay_rights_read(connection, stay->stay_id, &rights, &error);
    if (status != DATABASE_OK) {
        desk_answer_failure(request, status, &error);
        return;
    }
    respond_tagged(request, rights_json(&rights));
}

/* -1 and NULL: as it is. */
typedef struct RightsRequest {
    bool no_post, has_no_post;
    int64_t limit_minor;
    int64_t telephone_class;
    int television;
    bool minibar_locked, has_minibar_locked;
    bool do_not_disturb, has_do_not_disturb;
    bool message_light, has_message_light;
    char *language;
} RightsRequest;

static bool language_check(const char *text, GError **error)
{
    bool good = strlen(text) == 2 && g_ascii_islower(text[0]) && g_ascii_islower(text[1]);

    if (!good) {
        g_set_error(error, JSON_ERROR, JSON_ERROR_SHAPE, "two small letters, such as en or zh");
    }
    return good;
}

static const JsonField rights_fields[] = {
    FIELD_BOOL("no_post", RightsRequest, no_post, .present_offset = offsetof(RightsRequest, has_no_post)),
    FIELD_INT("limit_minor", RightsRequest, limit_minor, .min = 0, .max = LIMIT_MAX_MINOR),
    FIELD_INT("telephone_class", RightsRequest, telephone_class, .min = 0, .max = 3),
    FIELD_CHOICE("television", RightsRequest, television, stay_television_codes),
    FIELD_BOOL("minibar_locked", RightsRequest, minibar_locked,
               .present_offset = offsetof(RightsRequest, has_minibar_locked)),
    FIELD_BOOL("do_not_disturb", RightsRequest, do_not_disturb,
               .present_offset = offsetof(RightsRequest, has_do_not_disturb)),
    FIELD_BOOL("message_light", RightsRequest, message_light,
               .present_offset = offsetof(RightsRequest, has_message_light)),
    FIELD_TEXT("language", RightsRequest, language, .validate = language_check),
};
static const JsonShape rights_shape = JSON_SHAPE(RightsRequest, rights_fields);

static void change_rights(StayRights *rights, const RightsRequest *wish)
{
    rights->no_post = wish->has_no_post ? wish->no_post : rights->no_post;
    rights->limit_minor = wish->limit_minor >= 0 ? wish->limit_minor : rights->limit_minor;
    rights->telephone_class =
        wish->telephone_class >= 0 ? (int)wish->telephone_class : rights->telephone_class;
    rights->television = wish->television >= 0 ? (StayTelevision)wish->television : rights->television;
    rights->minibar_locked = wish->has_minibar_locked ? wish->minibar_locked : rights->minibar_locked;
    rights->do_not_disturb = wish->has_do_not_disturb ? wish->do_not_disturb : rights->do_not_disturb;
    rights->message_light = wish->has_message_light ? wish->message_light : rights->message_light;
    if (wish->language != NULL) {
        g_strlcpy(rights->language, wish->language, sizeof rights->language);
    }
}

static DatabaseStatus rights_body(Command *command, gpointer data, GError **error)
{
    g_autoptr(Stay) stay = NULL;
    StayRights rights;

    DatabaseStatus status = command_find_stay_above(command, &stay, error);
    if (status == DATABASE_OK) {
        status = stay_rights_read(command->connection, stay->stay_id, &rights, error);
    }
    if (status == DATABASE_OK) {
        status = command_match(command, rights_json(&rights));
    }
    if (status != DATABASE_OK) {
        return status;
    }
    StayVerdict verdict = stay_in_house_decide(stay->status);
    if (verdict != STAY_ALLOWED) {
        return command_refuse_verdict(command, verdict);
    }
    change_rights(&rights, data);
    status = stay_rights_save(command->connection, stay, &rights, command->now, error);
    if (status == DATABASE_OK) {
        command->answer = rights_json(&rights);
    }
    return status;
}

static void post_rights(HttpRequest *request, gpointer connection)
{
    RightsRequest body = {.limit_minor = -1, .telephone_class = -1, .television = -1};

    command_run_decoded(request, connection, &rights_shape, &body, rights_body);
}

#define WRITE_FLAGS (HTTP_IDEMPOTENCY_KEY | HTTP_BODY_REQUIRED)

const HttpRoute device_routes[] = {
    {.method = "GET",
     .template = "/v1/devices",
     .lane = HTTP_LANE_WORKER,
     .access = UINT64_C(1) << STAFF_LOOK,
     .handler = get_devices},
    {.method = "POST",
     .template = "/v1/devices/{interface}/resync",
     .lane = HTTP_LANE_WORKER,
     .access = UINT64_C(1) << STAFF_CORRECT,
     .flags = HTTP_IDEMPOTENCY_KEY,
     .handler = post_resync},
    {.method = "POST",
     .template = "/v1/devices/{interface}/pause",
     .lane = HTTP_LANE_WORKER,
     .access = UINT64_C(1) << STAFF_CORRECT,
     .flags = WRITE_FLAGS,
     .handler = post_pause},
    {.method = "GET",
     .template = "/v1/stays/{stay}/device-rights",
     .lane = HTTP_LANE_WORKER,
     .access = UINT64_C(1) << STAFF_LOOK,
     .handler = get_rights},
    {.method = "POST",
     .template = "/v1/stays/{stay}/device-rights",
     .lane = HTTP_LANE_WORKER,
     .access = UINT64_C(1) << STAFF_SERVE_GUESTS,
     .flags = WRITE_FLAGS,
     .handler = post_rights},
};
const gsize device_route_count = G_N_ELEMENTS(device_routes);
