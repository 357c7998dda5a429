#include "property/device/key_routes.h"

#include "property/command/command.h"
#include "property/device/device_event.h"
#include "property/device/device_server.h"
#include "property/device/guest_record.h"
#include "property/device/key_store.h"
#include "property/stay/stay_command.h"
#include <string.h>

#define KEY_VALID (60 * INSTANT_SECOND) /* a key that is cut later goes to nobody who waits for it */
#define KEYS_MAX 9

/* ---- keys ---- */

static void get_keys(HttpRequest *request, gpointer connection)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Stay) stay = request_find_stay(request, connection);
    json_t *keys = NULL;

    if (stay == NULL) {
        return;
    }
    DatabaseStatus status = device_keys_json(connection, stay->stay_id, &keys, &error);
    if (status != DATABASE_OK) {
        desk_answer_failure(request, status, &error);
        return;
    }
    http_request_respond_json(request, 200, json_pack("{s:o}", "items", keys));
}

static const char *const key_kinds[] = {"new", "duplicate", "one_shot", NULL};
static const char *const fias_key_kinds[] = {"N", "D", "O"};

typedef struct KeyRequest {
    char *interface;
    char *coder;
    int kind;
    int64_t keys;
    char **doors; /* numbers; NULL: the room only */
} KeyRequest;

static const JsonField key_fields[] = {
    FIELD_TEXT("interface", KeyRequest, interface, .required = true, .max_length = 20),
    FIELD_TEXT("coder", KeyRequest, coder, .required = true, .max_length = 10),
    FIELD_CHOICE("kind", KeyRequest, kind, key_kinds),
    FIELD_INT("keys", KeyRequest, keys, .min = 1, .max = KEYS_MAX),
    FIELD_TEXT_LIST("doors", KeyRequest, doors, .max = DEVICE_CHOICES_MAX),
};
static const JsonShape key_shape = JSON_SHAPE(KeyRequest, key_fields);

static bool among(char **doors, const char *number)
{
    return doors != NULL && g_strv_contains((const char *const *)doors, number);
}

/* KO: one sign for each door of the lock system, 1 when the key opens it. NULL when it has none. Free with
 * g_free(). */
static char *key_options(const DeviceInterface *interface, char **doors)
{
    GString *options = g_string_new(NULL);

    for (guint i = 0; i < interface->doors->len; i++) {
        const DeviceChoice *door = g_ptr_array_index(interface->doors, i);
        g_string_append_c(options, among(doors, door->number) ? '1' : '0');
    }
    return g_string_free(options, options->len == 0);
}

/* NULL, or the first door that the lock system does not have. */
static const char *unknown_door(const DeviceInterface *interface, char **doors)
{
    for (guint i = 0; doors != NULL && doors[i] != NULL; i++) {
        bool known = false;
        for (guint j = 0; j < interface->doors->len; j++) {
            const DeviceChoice *door = g_ptr_array_index(interface->doors, j);
            known = known || strcmp(door->number, doors[i]) == 0;
        }
        if (!known) {
            return doors[i];
        }
    }
    return NULL;
}

static FiasRecord *key_record(const Command *command, const Stay *stay, const KeyRequest *wish,
                              const DeviceInterface *interface, const char *options, int64_t number)
{
    FiasRecord *record = fias_record_new("KR");

    fias_record_add(record, "KC", wish->coder);
    fias_record_add(record, "KT", fias_key_kinds[wish->kind]);
    fias_record_add(record, "RN", stay->room);
    fias_record_add_integer(record, "K#", wish->keys);
    fias_record_add_integer(record, "G#", stay->stay_id);
    fias_record_add_date(record, "GA", stay->arrival);
    fias_record_add_date(record, "GD", stay->departure);
    device_leaving_add(interface, command->property->hotel->check_out_minute, record);
    guest_name_add(record, stay->guest_name);
    if (options != NULL) {
        fias_record_add(record, "KO", options);
    }
    fias_record_add_integer(record, "WS", number); /* the answer brings it back */
    return record;
}

static DatabaseStatus ask_for_key(Command *command, const Stay *stay, const KeyRequest *wish,
                                  const DeviceInterface *interface, GError **error)
{
    g_autofree char *options = key_options(interface, wish->doors);
    DeviceKey key = {.stay_id = stay->stay_id,
                     .interface = wish->interface,
                     .coder = wish->coder,
                     .kind = key_kinds[wish->kind],
                     .keys = (int)wish->keys,
                     .staff = command->staff->user,
                     .departure = stay->departure,
                     .options = options};
    int64_t number;

    DatabaseStatus status = device_key_add(command->connection, &key, command->now, &number, error);
    if (status != DATABASE_OK) {
        return status;
    }
    g_autoptr(FiasRecord) record = key_record(command, stay, wish, interface, options, number);
    status = device_event_add(command->connection, record, wish->interface, command->now + KEY_VALID,
                              command->now, error);
    if (status == DATABASE_OK) {
        command->answer_status = 202;
        command->answer = json_pack("{s:I}", "key_number", (json_int_t)number);
    }
    return status;
}

/* Refuses what no encoder could do now. */
static DatabaseStatus check_encoder(Command *command, const DeviceInterface *interface, const char *coder)
{
    DeviceLinkView view;

    if (!device_interface_has_coder(interface, coder)) {
        return command_refuse_field(command, "/coder", "coder_not_found",
                                    "The lock system has no such encoder. The list of devices names them.");
    }
    if (!device_server_view(command->property->devices, interface->id, &view) || !view.alive) {
        return command_refuse(command, 409, "device_not_connected",
                              "The key encoder does not answer at the moment. Use another one, or the "
                              "encoder's own keyboard.");
    }
    return DATABASE_OK;
}

static DatabaseStatus key_body(Command *command, gpointer data, GError **error)
{
    const KeyRequest *body = data;
    const DeviceConfig *config = device_server_config(command->property->devices);
    const DeviceInterface *interface = device_config_find(config, body->interface);
    g_autoptr(Stay) stay = NULL;

    DatabaseStatus status = command_find_in_house(command, &stay, error);
    if (status != DATABASE_OK) {
        return status;
    }
    if (interface == NULL) {
        return command_refuse_field(command, "/interface", "interface_not_found",
                                    "This hotel has no such device. The list of devices names them.");
    }
    if (unknown_door(interface, body->doors) != NULL) {
        return command_refuse_field(command, "/doors", "door_not_found",
                                    "The lock system has no such door. The list of devices names them.");
    }
    status = check_encoder(command, interface, body->coder);
    return status == DATABASE_OK ? ask_for_key(command, stay, body, interface, error) : status;
}

static void post_key(HttpRequest *request, gpointer connection)
{
    KeyRequest body = {.keys = 1};

    command_run_decoded(request, connection, &key_shape, &body, key_body);
}

/* ---- whose card is this? ---- */

typedef struct ReadingRequest {
    char *coder;
} ReadingRequest;

static const JsonField reading_fields[] = {
    FIELD_TEXT("coder", ReadingRequest, coder, .required = true, .max_length = 10),
};
static const JsonShape reading_shape = JSON_SHAPE(ReadingRequest, reading_fields);

static DatabaseStatus ask_for_reading(Command *command, const DeviceInterface *interface, const char *coder,
                                      GError **error)
{
    g_autoptr(FiasRecord) record = fias_record_new("KZ");
    int64_t number;

    DatabaseStatus status = device_reading_add(command->connection, interface->id, coder,
                                               command->staff->user, command->now, &number, error);
    if (status != DATABASE_OK) {
        return status;
    }
    fias_record_add(record, "KC", coder);
    fias_record_add_integer(record, "WS", number);
    status = device_event_add(command->connection, record, interface->id, command->now + KEY_VALID,
                              command->now, error);
    if (status == DATABASE_OK) {
        command->answer_status = 202;
        command->answer = json_pack("{s:I}", "reading_number", (json_int_t)number);
    }
    return status;
}

static DatabaseStatus reading_body(Command *command, gpointer data, GError **error)
{
    const ReadingRequest *body = data;
    const DeviceConfig *config = device_server_config(command->property->devices);
    const DeviceInterface *interface =
        device_config_find(config, http_request_path_parameter(command->request, "interface"));

    if (interface == NULL) {
        return command_refuse(command, 404, "interface_not_found",
                              "This hotel has no such device. The list of devices names them.");
    }
    DatabaseStatus status = check_encoder(command, interface, body->coder);
    return status == DATABASE_OK ? ask_for_reading(command, interface, body->coder, error) : status;
}

static void post_reading(HttpRequest *request, gpointer connection)
{
    ReadingRequest body = {0};

    command_run_decoded(request, connection, &reading_shape, &body, reading_body);
}

static void get_reading(HttpRequest *request, gpointer connection)
{
    g_autoptr(GError) error = NULL;
    const char *text = http_request_path_parameter(request, "reading");
    json_t *reading = NULL;
    gint64 number;

    if (!g_ascii_string_to_signed(text, 10, 1, INT64_MAX, &number, NULL)) {
        number = 0;
    }
    DatabaseStatus status = device_reading_json(connection, http_request_path_parameter(request, "interface"),
                                                number, &reading, &error);
    if (status != DATABASE_OK) {
        desk_answer_failure(request, status, &error);
    } else if (reading == NULL) {
        http_request_respond_problem(request, 404, "reading_not_found",
                                     "No card was read under this number at this device.");
    } else {
        http_request_respond_json(request, 200, reading);
    }
}

#define WRITE_FLAGS (HTTP_IDEMPOTENCY_KEY | HTTP_BODY_REQUIRED)

const HttpRoute key_routes[] = {
    {.method = "GET",
     .template = "/v1/stays/{stay}/keys",
     .lane = HTTP_LANE_WORKER,
     .access = UINT64_C(1) << STAFF_LOOK,
     .handler = get_keys},
    {.method = "POST",
     .template = "/v1/stays/{stay}/keys",
     .lane = HTTP_LANE_WORKER,
     .access = UINT64_C(1) << STAFF_SERVE_GUESTS,
     .flags = WRITE_FLAGS,
     .handler = post_key},
    {.method = "POST",
     .template = "/v1/devices/{interface}/key-readings",
     .lane = HTTP_LANE_WORKER,
     .access = UINT64_C(1) << STAFF_SERVE_GUESTS,
     .flags = WRITE_FLAGS,
     .handler = post_reading},
    {.method = "GET",
     .template = "/v1/devices/{interface}/key-readings/{reading}",
     .lane = HTTP_LANE_WORKER,
     .access = UINT64_C(1) << STAFF_SERVE_GUESTS,
     .handler = get_reading},
};
const gsize key_route_count = G_N_ELEMENTS(key_routes);
