#include "property/device/suspense_routes.h"

#include "property/command/command.h"
#include "property/command/page.h"
#include "property/device/device_server.h"
#include "property/device/device_talk.h"
#include "property/device/suspense_store.h"
#include "property/folio/folio_command.h"
#include "property/ledger/account_command.h"
#include "property/stay/stay_store.h"
#include <string.h>

#define REASON_MAX 200

static void get_list(HttpRequest *request, gpointer connection)
{
    const char *handled = http_request_query(request, "handled");
    g_autoptr(GError) error = NULL;
    json_t *items = NULL;
    gint64 after;
    int limit;

    if (handled != NULL && strcmp(handled, "yes") != 0 && strcmp(handled, "no") != 0) {
        page_refuse_query(request, "handled", "yes or no");
        return;
    }
    if (!page_limit(request, &limit) ||
        !http_request_query_integer(request, "after", 0, INT64_MAX, 0, &after)) {
        return;
    }
    bool open = handled == NULL || strcmp(handled, "no") == 0;
    DatabaseStatus status = suspense_list_json(connection, open, after, limit, &items, &error);
    if (status != DATABASE_OK) {
        desk_answer_failure(request, status, &error);
        return;
    }
    page_respond_by_number(request, items, limit, "suspense_number");
}

/* Refuses what is not there, or was handled. */
static DatabaseStatus find_open(Command *command, const HttpRequest *request, Suspense *suspense,
                                GError **error)
{
    const char *text = http_request_path_parameter(request, "suspense");
    gint64 number;

    if (!g_ascii_string_to_signed(text, 10, 1, INT64_MAX, &number, NULL)) {
        number = 0;
    }
    DatabaseStatus status = suspense_find(command->connection, number, suspense, error);
    if (status != DATABASE_OK) {
        return status;
    }
    if (suspense->number == 0) {
        return command_refuse(command, 404, "suspense_not_found", "No such posting was refused.");
    }
    return suspense->outcome == NULL
               ? DATABASE_OK
               : command_refuse(command, 409, "suspense_handled",
                                "Somebody has decided on this posting already: it is %s.", suspense->outcome);
}

static DatabaseStatus end(Command *command, const Suspense *suspense, const char *outcome, int64_t account_id,
                          const char *reason, GError **error)
{
    SuspenseEnd ending = {outcome, account_id, reason, command->staff->user, command->now};

    DatabaseStatus status = suspense_end(command->connection, suspense->number, &ending, error);
    if (status == DATABASE_OK) {
        command->answer_status = 201;
        status = suspense_json(command->connection, suspense->number, &command->answer, error);
    }
    return status;
}

/* ---- onto a bill ---- */

typedef struct PostRequest {
    int64_t account_id;
} PostRequest;

static const JsonField post_fields[] = {
    FIELD_INT("account_id", PostRequest, account_id, .required = true, .min = 1, .max = INT64_MAX),
};
static const JsonShape post_shape = JSON_SHAPE(PostRequest, post_fields);

/* The bill of a guest, be it one who has left: then it is open again, and the reason is kept with the stay.
 */
static DatabaseStatus charge_guest(Command *command, const DeviceTalk *talk, Stay *stay,
                                   const DevicePosting *posting, GError **error)
{
    DatabaseStatus status = DATABASE_OK;

    if (stay->status == STAY_CHECKED_OUT) {
        FolioCharge charge = {
            .department =
                posting->line_count > 0 ? posting->lines[0].department : talk->interface->department,
            .description = talk->interface->name_en,
            .amount_minor = posting->total_minor,
        };
        status = folio_late_note(command, stay, &charge, error);
    }
    if (status == DATABASE_OK) {
        status = device_talk_charge(talk, command->connection, stay, posting, command->staff->user, error);
    }
    return status == DATABASE_OK ? folio_stay_keep(command, stay, error) : status;
}

/* The account's bill takes the lines as the device would have posted them. */
static DatabaseStatus charge_account(Command *command, const DeviceTalk *talk, int64_t account_id,
                                     const DevicePosting *posting, GError **error)
{
    g_auto(Account) account = {0};
    g_autoptr(Stay) stay = NULL;

    DatabaseStatus status = account_find(command->connection, account_id, &account, error);
    if (status == DATABASE_OK && account.kind == ACCOUNT_STAY) {
        status = stay_find(command->connection, account_id, &stay, error);
    }
    if (status != DATABASE_OK) {
        return status;
    }
    if (stay != NULL) {
        return charge_guest(command, talk, stay, posting, error);
    }
    stay = stay_of_account(&account, command->property->hotel->currency->code);
    return device_talk_charge(talk, command->connection, stay, posting, command->staff->user, error);
}

/* Besides who may take over any debt, a guest who has left. */
static DatabaseStatus check_payer(Command *command, int64_t account_id, GError **error)
{
    g_autoptr(Stay) stay = NULL;

    DatabaseStatus status = stay_find(command->connection, account_id, &stay, error);
    if (status != DATABASE_OK || (stay != NULL && stay->status == STAY_CHECKED_OUT)) {
        return status;
    }
    return command_check_target(command, account_id, "/account_id", error);
}

static DatabaseStatus charge(Command *command, const Suspense *suspense, int64_t account_id, GError **error)
{
    const DeviceConfig *config = device_server_config(command->property->devices);
    const DeviceInterface *interface = device_config_find(config, suspense->interface);
    g_autoptr(FiasRecord) record = fias_record_parse(suspense->record, strlen(suspense->record), "UTF-8");
    g_auto(DevicePosting) posting = {0};

    if (interface == NULL || record == NULL ||
        device_posting_read(interface, record, &posting) != DEVICE_OK) {
        return command_refuse(
            command, 409, "suspense_unreadable",
            "What the device sent cannot be charged as it is. Post the amount by hand on the "
            "guest's bill, and dismiss this with that reason.");
    }
    DeviceTalk talk = {
        .property = command->property,
        .interface = interface,
        .record = record,
        .now = command->now,
        .business_date = command->business_date,
    };
    return charge_account(command, &talk, account_id, &posting, error);
}

static DatabaseStatus post_body(Command *command, gpointer data, GError **error)
{
    const PostRequest *body = data;
    g_auto(Suspense) suspense = {0};

    DatabaseStatus status = find_open(command, command->request, &suspense, error);
    if (status == DATABASE_OK) {
        status = check_payer(command, body->account_id, error);
    }
    if (status == DATABASE_OK) {
        status = charge(command, &suspense, body->account_id, error);
    }
    return status == DATABASE_OK ? end(command, &suspense, "posted", body->account_id, NULL, error) : status;
}

static void post_posting(HttpRequest *request, gpointer connection)
{
    PostRequest body = {0};

    command_run_decoded(request, connection, &post_shape, &body, post_body);
}

/* ---- dealt with otherwise ---- */

typedef struct DismissRequest {
    char *reason;
} DismissRequest;

static const JsonField dismiss_fields[] = {
    FIELD_TEXT("reason", DismissRequest, reason, .required = true, .max_length = REASON_MAX),
};
static const JsonShape dismiss_shape = JSON_SHAPE(DismissRequest, dismiss_fields);

static DatabaseStatus dismiss_body(Command *command, gpointer data, GError **error)
{
    const DismissRequest *body = data;
    g_auto(Suspense) suspense = {0};

    DatabaseStatus status = find_open(command, command->request, &suspense, error);
    return status == DATABASE_OK ? end(command, &suspense, "dismissed", 0, body->reason, error) : status;
}

static void post_dismissal(HttpRequest *request, gpointer connection)
{
    DismissRequest body = {0};

    command_run_decoded(request, connection, &dismiss_shape, &body, dismiss_body);
}

#define WRITE_FLAGS (HTTP_IDEMPOTENCY_KEY | HTTP_BODY_REQUIRED)

/* Whoever serves guests may charge what was refused; that it is charged to nobody is a manager's word. */
const HttpRoute suspense_routes[] = {
    {.method = "GET",
     .template = "/v1/suspense{?handled,after,limit}",
     .lane = HTTP_LANE_WORKER,
     .access = UINT64_C(1) << STAFF_SERVE_GUESTS,
     .handler = get_list},
    {.method = "POST",
     .template = "/v1/suspense/{suspense}/post",
     .lane = HTTP_LANE_WORKER,
     .access = UINT64_C(1) << STAFF_SERVE_GUESTS,
     .flags = WRITE_FLAGS,
     .handler = post_posting},
    {.method = "POST",
     .template = "/v1/suspense/{suspense}/dismiss",
     .lane = HTTP_LANE_WORKER,
     .access = UINT64_C(1) << STAFF_OVERRIDE,
     .flags = WRITE_FLAGS,
     .handler = post_dismissal},
};
const gsize suspense_route_count = G_N_ELEMENTS(suspense_routes);
