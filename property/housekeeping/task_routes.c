#include "property/housekeeping/task_routes.h"

#include "ops/json.h"
#include "property/audit/business_date.h"
#include "property/command/command.h"
#include "property/command/page.h"
#include "property/housekeeping/inspection_store.h"
#include "property/housekeeping/sheet.h"
#include "property/housekeeping/sighting_store.h"
#include "property/room/room_command.h"
#include "property/room/room_store.h"

#define CODE_MAX 20
#define NOTE_MAX 500
#define INSPECTIONS_SHOWN 20

/* A request with the body that came with it. */
typedef struct Call {
    const HttpRequest *request;
    gpointer body;
} Call;

static void run(HttpRequest *request, gpointer connection, const JsonShape *shape, gpointer target,
                CommandBody body)
{
    Call call = {.request = request, .body = target};

    if (request_decode(request, shape, target)) {
        command_run(http_request_context(request), connection, request, body, &call);
        json_shape_clear(shape, target);
    }
}

/* ---- sheets ---- */

static void get_sheets(HttpRequest *request, gpointer connection)
{
    g_autoptr(GError) error = NULL;
    json_t *sheets = NULL;
    Night business_date, date;

    DatabaseStatus status = business_date_read(connection, &business_date, &error);
    if (status == DATABASE_OK) {
        if (!page_night(request, "date", business_date, &date)) {
            return;
        }
        status = sheets_to_json(connection, date, &sheets, &error);
    }
    if (status != DATABASE_OK) {
        desk_answer_failure(request, status, &error);
        return;
    }
    page_respond_watched(request, sheets);
}

static DatabaseStatus make_body(Command *command, gpointer data G_GNUC_UNUSED, GError **error)
{
    DatabaseStatus status = sheets_make(command->connection, command->business_date, error);

    return status == DATABASE_OK
               ? sheets_to_json(command->connection, command->business_date, &command->answer, error)
               : status;
}

typedef struct Nothing {
    bool ignored;
} Nothing;

static const JsonShape nothing_shape = {.fields = NULL, .field_count = 0, .size = sizeof(Nothing)};

static void post_sheets(HttpRequest *request, gpointer connection)
{
    Nothing body = {0};

    run(request, connection, &nothing_shape, &body, make_body);
}

/* ---- one task ---- */

static DatabaseStatus find_task_or_refuse(Command *command, const HttpRequest *request, Task **ret_task,
                                          GError **error)
{
    DatabaseStatus status = task_find(command->connection, request_number(request, "task"), ret_task, error);

    if (status == DATABASE_OK && *ret_task == NULL) {
        return command_refuse(command, 404, "task_not_found",
                              "This task is not on any sheet any more. Look at the sheet again.");
    }
    return status;
}

static DatabaseStatus answer_task(Command *command, int64_t task_id, GError **error)
{
    g_autoptr(Task) task = NULL;

    DatabaseStatus status = task_find(command->connection, task_id, &task, error);
    if (status == DATABASE_OK) {
        command->answer =
            json_pack("{s:I, s:s, s:s, s:s, s:o}", "task_id", (json_int_t)task->task_id, "room", task->room,
                      "service", service_code(task->service), "status", task_status_code(task->status),
                      "attendant", json_from_text(task->attendant));
    }
    return status;
}

typedef struct TaskRequest {
    char *room;
    char *service;
    char *attendant;
} TaskRequest;

static const JsonField task_fields[] = {
    FIELD_TEXT("room", TaskRequest, room, .required = true, .max_length = 16),
    FIELD_TEXT("service", TaskRequest, service, .required = true, .max_length = CODE_MAX),
    FIELD_TEXT("attendant", TaskRequest, attendant, .max_length = CODE_MAX),
};
static const JsonShape task_shape = JSON_SHAPE(TaskRequest, task_fields);

static DatabaseStatus require_attendant(Command *command, const char *attendant, GError **error)
{
    bool exists;

    if (attendant == NULL) {
        return DATABASE_OK;
    }
    DatabaseStatus status = attendant_exists(command->connection, attendant, &exists, error);
    if (status == DATABASE_OK && !exists) {
        return command_refuse_field(command, "/attendant", "attendant_unknown",
                                    "There is no such attendant. Add the attendant first.");
    }
    return status;
}

static DatabaseStatus keep_task(Command *command, Task *task, const char *room_type, GError **error)
{
    json_auto_t *credits = NULL;

    DatabaseStatus status = credits_to_json(command->connection, &credits, error);
    if (status == DATABASE_OK) {
        task->credits = credits_find(credits, room_type, task->service);
        status = task_insert(command->connection, task, command->business_date, error);
    }
    if (status == DATABASE_UNIQUE) {
        g_clear_error(error);
        return command_refuse(command, 409, "task_exists", "The room has this task today already.");
    }
    return status == DATABASE_OK ? answer_task(command, task->task_id, error) : status;
}

static DatabaseStatus plan_body(Command *command, gpointer data, GError **error)
{
    const TaskRequest *body = ((const Call *)data)->body;
    g_autofree char *room_type = NULL;
    g_autoptr(Task) task = g_new0(Task, 1);

    if (!service_parse(body->service, &task->service)) {
        return command_refuse_field(command, "/service", "service_unknown",
                                    "A service is departure, stay_over, refresh, deep_clean or turndown.");
    }
    DatabaseStatus status = command_require_room(command, body->room, &room_type, error);
    if (status == DATABASE_OK) {
        status = require_attendant(command, body->attendant, error);
    }
    if (status != DATABASE_OK) {
        return status;
    }
    task->room = g_strdup(body->room);
    task->attendant = g_strdup(body->attendant);
    task->by_hand = true;
    task->linen = task->service == SERVICE_DEPARTURE || task->service == SERVICE_DEEP_CLEAN;
    command->answer_status = 201;
    return keep_task(command, task, room_type, error);
}

static void post_task(HttpRequest *request, gpointer connection)
{
    TaskRequest body = {0};

    run(request, connection, &task_shape, &body, plan_body);
}

typedef struct GiveRequest {
    char *attendant;
} GiveRequest;

static const JsonField give_fields[] = {
    FIELD_TEXT("attendant", GiveRequest, attendant, .max_length = CODE_MAX),
};
static const JsonShape give_shape = JSON_SHAPE(GiveRequest, give_fields);

static DatabaseStatus give_body(Command *command, gpointer data, GError **error)
{
    const Call *call = data;
    const GiveRequest *body = call->body;
    g_autoptr(Task) task = NULL;

    DatabaseStatus status = find_task_or_refuse(command, call->request, &task, error);
    if (status == DATABASE_OK) {
        status = require_attendant(command, body->attendant, error);
    }
    if (status == DATABASE_OK) {
        status = task_give(command->connection, task->task_id, body->attendant, body->attendant != NULL,
                           task->credits, task->linen, error);
    }
    return status == DATABASE_OK ? answer_task(command, task->task_id, error) : status;
}

static void post_give(HttpRequest *request, gpointer connection)
{
    GiveRequest body = {0};

    run(request, connection, &give_shape, &body, give_body);
}

/* ---- progress ---- */

typedef struct ProgressRequest {
    char *status;
    char *note;
    char *minibar;
} ProgressRequest;

static const JsonField progress_fields[] = {
    FIELD_TEXT("status", ProgressRequest, status, .required = true, .max_length = CODE_MAX),
    FIELD_TEXT("note", ProgressRequest, note, .allow_empty = true, .max_length = NOTE_MAX),
    FIELD_TEXT("minibar", ProgressRequest, minibar, .allow_empty = true, .max_length = NOTE_MAX),
};
static const JsonShape progress_shape = JSON_SHAPE(ProgressRequest, progress_fields);

static DatabaseStatus keep_progress(Command *command, const Task *task, TaskStatus wanted,
                                    const ProgressRequest *body, GError **error)
{
    RoomHousekeeping housekeeping;

    DatabaseStatus status = task_set_status(command->connection, task->task_id, wanted, command->staff->user,
                                            body->note, body->minibar, command->now, error);
    if (status == DATABASE_OK && wanted == TASK_DONE &&
        task_done_housekeeping(task->service, &housekeeping)) {
        status = room_set_housekeeping(command->connection, task->room, housekeeping, command->now, error);
    }
    return status == DATABASE_OK ? answer_task(command, task->task_id, error) : status;
}

static DatabaseStatus progress_body(Command *command, gpointer data, GError **error)
{
    const Call *call = data;
    const ProgressRequest *body = call->body;
    g_autoptr(Task) task = NULL;
    TaskStatus wanted;

    if (!task_status_parse(body->status, &wanted)) {
        return command_refuse_field(command, "/status", "task_status_unknown",
                                    "A task is open, started, done, do_not_disturb or declined.");
    }
    DatabaseStatus status = find_task_or_refuse(command, call->request, &task, error);
    if (status != DATABASE_OK) {
        return status;
    }
    TaskVerdict verdict = task_progress_decide(task->service, task->status, wanted, task->occupied);
    return verdict == TASK_ALLOWED ? keep_progress(command, task, wanted, body, error)
                                   : command_refuse_words(command, 409, &task_verdicts[verdict]);
}

static void post_progress(HttpRequest *request, gpointer connection)
{
    ProgressRequest body = {0};

    run(request, connection, &progress_shape, &body, progress_body);
}

/* ---- what was seen ---- */

typedef struct SightingRequest {
    char *room;
    bool occupied;
    int64_t persons;
    Night business_date;
} SightingRequest;

static const JsonField sighting_fields[] = {
    FIELD_TEXT("room", SightingRequest, room, .required = true, .max_length = 16),
    FIELD_BOOL("occupied", SightingRequest, occupied, .required = true),
    FIELD_INT("persons", SightingRequest, persons, .min = 0, .max = 99),
    FIELD_NIGHT("business_date", SightingRequest, business_date),
};
static const JsonShape sighting_shape = JSON_SHAPE(SightingRequest, sighting_fields);

static DatabaseStatus answer_sighting(Command *command, const char *room, GError **error)
{
    json_auto_t *discrepancies = NULL;

    DatabaseStatus status = discrepancies_to_json(command->connection, room, &discrepancies, error);
    if (status != DATABASE_OK) {
        return status;
    }
    const json_t *found = json_object_get(json_array_get(discrepancies, 0), "discrepancy");
    command->answer_status = 201;
    command->answer =
        json_pack("{s:s, s:s}", "room", room, "discrepancy",
                  found == NULL ? discrepancy_code(DISCREPANCY_NONE) : json_string_value(found));
    return DATABASE_OK;
}

static DatabaseStatus sighting_body(Command *command, gpointer data, GError **error)
{
    const SightingRequest *body = ((const Call *)data)->body;
    Sighting sighting = {
        .room = body->room,
        .occupied = body->occupied,
        .persons = body->occupied ? (int)body->persons : -1,
        .seen_by = command->staff->user,
        .seen_at = command->now,
    };

    DatabaseStatus status = command_require_day(command, body->business_date);
    if (status == DATABASE_OK) {
        status = command_require_room(command, body->room, NULL, error);
    }
    if (status == DATABASE_OK) {
        status = sighting_put(command->connection, &sighting, command->business_date, error);
    }
    return status == DATABASE_OK ? answer_sighting(command, body->room, error) : status;
}

static void post_sighting(HttpRequest *request, gpointer connection)
{
    SightingRequest body = {.persons = -1, .business_date = NIGHT_NONE};

    run(request, connection, &sighting_shape, &body, sighting_body);
}

static void get_discrepancies(HttpRequest *request, gpointer connection)
{
    g_autoptr(GError) error = NULL;
    json_t *items = NULL;

    DatabaseStatus status = discrepancies_to_json(connection, NULL, &items, &error);
    if (status != DATABASE_OK) {
        desk_answer_failure(request, status, &error);
        return;
    }
    http_request_respond_json(request, 200, json_pack("{s:o}", "items", items));
}

typedef struct ResolveRequest {
    char *resolution;
} ResolveRequest;

static const JsonField resolve_fields[] = {
    FIELD_TEXT("resolution", ResolveRequest, resolution, .required = true, .max_length = 200),
};
static const JsonShape resolve_shape = JSON_SHAPE(ResolveRequest, resolve_fields);

static DatabaseStatus resolve_body(Command *command, gpointer data, GError **error)
{
    const Call *call = data;
    const ResolveRequest *body = call->body;
    int64_t sighting_id = request_number(call->request, "sighting");
    bool found = false;

    DatabaseStatus status = sighting_resolve(command->connection, sighting_id, body->resolution,
                                             command->staff->user, command->now, &found, error);
    if (status == DATABASE_OK && !found) {
        return command_refuse(command, 404, "discrepancy_not_found", "This discrepancy is resolved already.");
    }
    if (status == DATABASE_OK) {
        command->answer = json_pack("{s:I}", "sighting_id", (json_int_t)sighting_id);
    }
    return status;
}

static void post_resolve(HttpRequest *request, gpointer connection)
{
    ResolveRequest body = {0};

    run(request, connection, &resolve_shape, &body, resolve_body);
}

/* ---- inspections ---- */

typedef struct InspectionRequest {
    char *room;
    char *note;
    GArray *results;
    Night business_date;
} InspectionRequest;

static const JsonField result_fields[] = {
    FIELD_TEXT("item", InspectionResult, item, .required = true, .max_length = 40),
    FIELD_BOOL("passed", InspectionResult, passed, .required = true),
    FIELD_TEXT("note", InspectionResult, note, .allow_empty = true, .max_length = NOTE_MAX),
};
static const JsonShape result_shape = JSON_SHAPE(InspectionResult, result_fields);

static const JsonField inspection_fields[] = {
    FIELD_TEXT("room", InspectionRequest, room, .required = true, .max_length = 16),
    FIELD_TEXT("note", InspectionRequest, note, .allow_empty = true, .max_length = NOTE_MAX),
    FIELD_NIGHT("business_date", InspectionRequest, business_date),
    FIELD_LIST("results", InspectionRequest, results, &result_shape, .required = true, .min = 1, .max = 60),
};
static const JsonShape inspection_shape = JSON_SHAPE(InspectionRequest, inspection_fields);

static DatabaseStatus check_items(Command *command, const GArray *results, bool *ret_passed, GError **error)
{
    DatabaseStatus status = DATABASE_OK;

    *ret_passed = true;
    for (guint i = 0; i < results->len && status == DATABASE_OK; i++) {
        const InspectionResult *result = &g_array_index(results, InspectionResult, i);
        bool exists;
        status = inspection_item_exists(command->connection, result->item, &exists, error);
        if (status == DATABASE_OK && !exists) {
            return command_refuse_field(command, "/results", "inspection_item_unknown",
                                        "The checklist has changed. Load it again.");
        }
        *ret_passed = *ret_passed && result->passed;
    }
    return status;
}

/* A room that did not pass is dirty again, and whoever cleaned it has it back on the sheet. */
static DatabaseStatus follow_inspection(Command *command, const Inspection *inspection, GError **error)
{
    DatabaseStatus status =
        room_set_housekeeping(command->connection, inspection->room,
                              inspection->passed ? ROOM_INSPECTED : ROOM_DIRTY, command->now, error);

    return status == DATABASE_OK && !inspection->passed
               ? tasks_reopen(command->connection, inspection->room, command->business_date, inspection->note,
                              error)
               : status;
}

static DatabaseStatus inspection_body(Command *command, gpointer data, GError **error)
{
    const InspectionRequest *body = ((const Call *)data)->body;
    Inspection inspection = {
        .room = body->room,
        .note = body->note != NULL ? body->note : "",
        .inspected_by = command->staff->user,
        .inspected_at = command->now,
    };

    DatabaseStatus status = command_require_day(command, body->business_date);
    if (status == DATABASE_OK) {
        status = command_require_room(command, body->room, NULL, error);
    }
    if (status == DATABASE_OK) {
        status = check_items(command, body->results, &inspection.passed, error);
    }
    if (status == DATABASE_OK) {
        status =
            inspection_insert(command->connection, &inspection, command->business_date, body->results, error);
    }
    if (status == DATABASE_OK) {
        status = follow_inspection(command, &inspection, error);
    }
    command->answer_status = 201;
    if (status == DATABASE_OK) {
        command->answer = json_pack("{s:I, s:s, s:b}", "inspection_id", (json_int_t)inspection.inspection_id,
                                    "room", inspection.room, "passed", inspection.passed);
    }
    return status;
}

static void post_inspection(HttpRequest *request, gpointer connection)
{
    InspectionRequest body = {.business_date = NIGHT_NONE};

    run(request, connection, &inspection_shape, &body, inspection_body);
}

static void get_inspections(HttpRequest *request, gpointer connection)
{
    g_autoptr(GError) error = NULL;
    json_t *items = NULL;

    DatabaseStatus status = inspections_to_json(connection, http_request_path_parameter(request, "room"),
                                                INSPECTIONS_SHOWN, &items, &error);
    if (status != DATABASE_OK) {
        desk_answer_failure(request, status, &error);
        return;
    }
    http_request_respond_json(request, 200, json_pack("{s:o}", "items", items));
}

#define LOOK UINT64_C(1) << STAFF_LOOK
#define CARE UINT64_C(1) << STAFF_CARE_FOR_ROOMS
#define RUN_HOUSEKEEPING UINT64_C(1) << STAFF_TAKE_OUT_ROOMS
#define WRITES HTTP_IDEMPOTENCY_KEY | HTTP_BODY_REQUIRED

const HttpRoute task_routes[] = {
    {"GET", "/v1/housekeeping/sheets{?date}", HTTP_LANE_WORKER, LOOK, 0, get_sheets, 0},
    {"POST", "/v1/housekeeping/sheets", HTTP_LANE_WORKER, RUN_HOUSEKEEPING, WRITES, post_sheets, 0},
    {"POST", "/v1/housekeeping/tasks", HTTP_LANE_WORKER, RUN_HOUSEKEEPING, WRITES, post_task, 0},
    {"POST", "/v1/housekeeping/tasks/{task}/give", HTTP_LANE_WORKER, RUN_HOUSEKEEPING, WRITES, post_give, 0},
    {"POST", "/v1/housekeeping/tasks/{task}/progress", HTTP_LANE_WORKER, CARE, WRITES, post_progress, 0},
    {"POST", "/v1/housekeeping/sightings", HTTP_LANE_WORKER, CARE, WRITES, post_sighting, 0},
    {"GET", "/v1/housekeeping/discrepancies", HTTP_LANE_WORKER, LOOK, 0, get_discrepancies, 0},
    {"POST", "/v1/housekeeping/discrepancies/{sighting}/resolve", HTTP_LANE_WORKER, CARE, WRITES,
     post_resolve, 0},
    {"POST", "/v1/housekeeping/inspections", HTTP_LANE_WORKER, CARE, WRITES, post_inspection, 0},
    {"GET", "/v1/rooms/{room}/inspections", HTTP_LANE_WORKER, LOOK, 0, get_inspections, 0},
};
const gsize task_route_count = G_N_ELEMENTS(task_routes);
