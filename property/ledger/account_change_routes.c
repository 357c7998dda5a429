#include "property/ledger/account_change_routes.h"

#include "property/folio/folio_change.h"
#include "property/folio/folio_command.h"
#include "property/ledger/account_command.h"
#include "property/ledger/city_store.h"

/* What the change of a posting gave: refuses, or shows the account. */
static DatabaseStatus close_account_change(Command *command, const OpenAccount *open, bool found,
                                           FolioVerdict verdict, const char *pointer, GError **error)
{
    if (!found) {
        return command_refuse(command, 404, "posting_not_found", "This account has no such posting.");
    }
    return verdict == FOLIO_ACCEPTED ? answer_open_account(command, open, error)
                                     : refuse_posting(command, pointer, verdict);
}

/* ---- taking back ---- */

typedef struct CorrectionCall {
    const HttpRequest *request;
    FolioCorrection body;
} CorrectionCall;

/* Invoices that a payment had paid are open again when it is taken back. */
static DatabaseStatus correction_body(Command *command, gpointer data, GError **error)
{
    const CorrectionCall *call = data;
    int64_t number = call->body.posting_number;
    g_auto(OpenAccount) open = {0};
    FolioVerdict verdict = FOLIO_ACCEPTED;
    bool found = false;

    DatabaseStatus status = open_account(command, &open, error);
    if (status == DATABASE_OK) {
        status = folio_counter(command->connection, open.stay, number, call->body.reason, &open.context,
                               &found, &verdict, error);
    }
    if (status == DATABASE_OK && found && verdict == FOLIO_ACCEPTED) {
        status = city_take_back(command->connection, number, error);
    }
    return status == DATABASE_OK
               ? close_account_change(command, &open, found, verdict, "/posting_number", error)
               : status;
}

static void post_correction(HttpRequest *request, gpointer connection)
{
    CorrectionCall call = {.request = request};

    if (request_decode(request, &folio_correction_shape, &call.body)) {
        command_run(http_request_context(request), connection, request, correction_body, &call);
    }
    json_shape_clear(&folio_correction_shape, &call.body);
}

/* ---- moving ---- */

typedef struct MoveRequest {
    GArray *posting_numbers;
    int64_t account_id;
    int64_t window;
} MoveRequest;

static const JsonField move_fields[] = {
    FIELD_INT_LIST("posting_numbers", MoveRequest, posting_numbers, .required = true, .min = 1, .max = 200),
    FIELD_INT("account_id", MoveRequest, account_id, .required = true, .min = 1, .max = INT64_MAX),
    FIELD_INT("window", MoveRequest, window, .min = 1, .max = FOLIO_WINDOW_MAX),
};
static const JsonShape move_shape = JSON_SHAPE(MoveRequest, move_fields);

typedef struct MoveCall {
    const HttpRequest *request;
    MoveRequest body;
} MoveCall;

/* A company owes by invoice: what is wrong there is put right on the invoice. */
static DatabaseStatus move_body(Command *command, gpointer data, GError **error)
{
    const MoveCall *call = data;
    g_auto(OpenAccount) open = {0};
    FolioVerdict verdict = FOLIO_ACCEPTED;
    bool found = false;

    DatabaseStatus status = open_account(command, &open, error);
    if (status == DATABASE_OK && open.account.kind != ACCOUNT_MASTER) {
        return command_refuse(command, 409, "account_by_invoice",
                              "A company owes by invoice. Credit the invoice and bill it anew.");
    }
    if (status == DATABASE_OK) {
        status = command_check_target(command, call->body.account_id, "/account_id", error);
    }
    if (status != DATABASE_OK) {
        return status;
    }
    FolioTransfer transfer = {.numbers = call->body.posting_numbers,
                              .to = {call->body.account_id, (int)call->body.window}};
    status =
        folio_transfer(command->connection, open.stay, &transfer, &open.context, &found, &verdict, error);
    return status == DATABASE_OK
               ? close_account_change(command, &open, found, verdict, "/posting_numbers", error)
               : status;
}

static void post_move(HttpRequest *request, gpointer connection)
{
    MoveCall call = {.request = request, .body = {.window = 1}};

    if (request_decode(request, &move_shape, &call.body)) {
        command_run(http_request_context(request), connection, request, move_body, &call);
    }
    json_shape_clear(&move_shape, &call.body);
}

#define CHANGE_ROUTE(Template, Action, Handler)                                                              \
    {                                                                                                        \
        .method = "POST", .template = Template, .lane = HTTP_LANE_WORKER, .access = UINT64_C(1) << (Action), \
        .flags = HTTP_IDEMPOTENCY_KEY | HTTP_BODY_REQUIRED, .handler = (Handler)                             \
    }

const HttpRoute account_change_routes[] = {
    CHANGE_ROUTE("/v1/accounts/{account}/corrections", STAFF_CORRECT, post_correction),
    CHANGE_ROUTE("/v1/accounts/{account}/transfers", STAFF_SERVE_GUESTS, post_move),
};
const gsize account_change_route_count = G_N_ELEMENTS(account_change_routes);
