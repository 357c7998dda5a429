#include "property/folio/folio_change_routes.h"

#include "property/folio/folio_change.h"
#include "property/folio/folio_command.h"

#define ALLOWANCE_CODE "ALLOWANCE"

/* ---- adjustments ---- */

typedef struct AdjustmentRequest {
    int64_t posting_number;
    int64_t amount_minor;
    char *reason;
} AdjustmentRequest;

static const JsonField adjustment_fields[] = {
    FIELD_INT("posting_number", AdjustmentRequest, posting_number, .required = true, .min = 1,
              .max = INT64_MAX),
    FIELD_INT("amount_minor", AdjustmentRequest, amount_minor, .required = true),
    FIELD_TEXT("reason", AdjustmentRequest, reason, .required = true, .max_length = FOLIO_DESCRIPTION_MAX),
};
static const JsonShape adjustment_shape = JSON_SHAPE(AdjustmentRequest, adjustment_fields);

static DatabaseStatus adjustment_body(Command *command, gpointer data, GError **error)
{
    const AdjustmentRequest *body = data;
    g_auto(OpenFolio) folio = {0};
    FolioVerdict verdict = FOLIO_ACCEPTED;
    bool found = false;

    DatabaseStatus status = open_folio(command, FOLIO_SETTLES, &folio, error);
    if (status == DATABASE_OK) {
        status = folio_adjust(command->connection, folio.stay, body->posting_number, body->amount_minor,
                              body->reason, &folio.context, &found, &verdict, error);
    }
    const char *pointer = verdict == FOLIO_DEPARTMENT_NOT_BY_HAND || verdict == FOLIO_CORRECTS_A_CORRECTION ||
                                  verdict == FOLIO_ALREADY_CORRECTED
                              ? "/posting_number"
                              : "/amount_minor";
    return status == DATABASE_OK ? close_change(command, &folio, found, verdict, pointer, error) : status;
}

static void post_adjustment(HttpRequest *request, gpointer connection)
{
    AdjustmentRequest body = {0};

    command_run_decoded(request, connection, &adjustment_shape, &body, adjustment_body);
}

/* ---- allowances and paid-outs: an amount with a reason ---- */

typedef struct AmountRequest {
    char *department;
    char *reason;
    int64_t amount_minor;
    int64_t window;
} AmountRequest;

static const JsonField allowance_fields[] = {
    FIELD_TEXT("department", AmountRequest, department, .required = true, .max_length = 20),
    FIELD_TEXT("reason", AmountRequest, reason, .required = true, .max_length = FOLIO_DESCRIPTION_MAX),
    FIELD_INT("amount_minor", AmountRequest, amount_minor, .required = true, .min = 1,
              .max = FOLIO_AMOUNT_MAX_MINOR),
    FIELD_INT("window", AmountRequest, window, .min = 1, .max = FOLIO_WINDOW_MAX),
};
static const JsonShape allowance_shape = JSON_SHAPE(AmountRequest, allowance_fields);

static const JsonField paid_out_fields[] = {
    FIELD_TEXT("reason", AmountRequest, reason, .required = true, .max_length = FOLIO_DESCRIPTION_MAX),
    FIELD_INT("amount_minor", AmountRequest, amount_minor, .required = true, .min = 1,
              .max = FOLIO_AMOUNT_MAX_MINOR),
    FIELD_INT("window", AmountRequest, window, .min = 1, .max = FOLIO_WINDOW_MAX),
};
static const JsonShape paid_out_shape = JSON_SHAPE(AmountRequest, paid_out_fields);

typedef struct AmountCall {
    const HttpRequest *request;
    AmountRequest body;
} AmountCall;

static DatabaseStatus allowance_body(Command *command, gpointer data, GError **error)
{
    const AmountCall *call = data;
    g_auto(OpenFolio) folio = {0};
    FolioDepartment department;

    if (!folio_department_parse(call->body.department, &department) || department == FOLIO_TAX ||
        !folio_department_is_charge(department)) {
        return command_refuse_field(command, "/department", "department_unknown",
                                    "There is no such department.");
    }
    DatabaseStatus status = open_folio(command, FOLIO_SETTLES, &folio, error);
    if (status != DATABASE_OK) {
        return status;
    }
    Posting posting = posting_of_context(&folio.context);
    posting.entry = FOLIO_ALLOWANCE;
    posting.department = department;
    posting.code = ALLOWANCE_CODE;
    posting.description = call->body.reason;
    posting.amount_minor = -call->body.amount_minor;
    posting.window = (int)call->body.window;
    status = folio_post_taxed(command->connection, folio.stay, &posting, &folio.context, NULL, error);
    return status == DATABASE_OK ? close_folio(command, &folio, error) : status;
}

/* Cash that the house lays out for the guest: it is owed like a charge, but is no revenue. */
static DatabaseStatus paid_out_body(Command *command, gpointer data, GError **error)
{
    const AmountCall *call = data;
    g_auto(OpenFolio) folio = {0};

    DatabaseStatus status = open_folio(command, FOLIO_CHARGES, &folio, error);
    if (status == DATABASE_OK) {
        status = folio_pay_out(command->connection, folio.stay, (int)call->body.window, call->body.reason,
                               call->body.amount_minor, &folio.context, error);
    }
    return status == DATABASE_OK ? close_folio(command, &folio, error) : status;
}

static void run_amount(HttpRequest *request, gpointer connection, const JsonShape *shape, CommandBody body)
{
    AmountCall call = {.request = request, .body = {.window = 1}};

    if (request_decode(request, shape, &call.body)) {
        command_run(http_request_context(request), connection, request, body, &call);
        json_shape_clear(shape, &call.body);
    }
}

static void post_allowance(HttpRequest *request, gpointer connection)
{
    run_amount(request, connection, &allowance_shape, allowance_body);
}

static void post_paid_out(HttpRequest *request, gpointer connection)
{
    run_amount(request, connection, &paid_out_shape, paid_out_body);
}

/* ---- transfers ---- */

typedef struct TransferRequest {
    GArray *posting_numbers;
    int64_t from_window;
    int64_t window;
    int64_t account_id;
    int64_t amount_minor;
    int64_t percent;
} TransferRequest;

static const JsonField transfer_fields[] = {
    FIELD_INT_LIST("posting_numbers", TransferRequest, posting_numbers, .required = true, .min = 1,
                   .max = 200),
    FIELD_INT("from_window", TransferRequest, from_window, .min = 1, .max = FOLIO_WINDOW_MAX),
    FIELD_INT("window", TransferRequest, window, .required = true, .min = 1, .max = FOLIO_WINDOW_MAX),
    FIELD_INT("account_id", TransferRequest, account_id, .min = 1, .max = INT64_MAX),
    FIELD_INT("amount_minor", TransferRequest, amount_minor),
    FIELD_INT("percent", TransferRequest, percent, .min = 1, .max = 99),
};
static const JsonShape transfer_shape = JSON_SHAPE(TransferRequest, transfer_fields);

static DatabaseStatus check_places(Command *command, const Stay *stay, const TransferRequest *body,
                                   GError **error)
{
    if (body->amount_minor != 0 && body->percent != 0) {
        return command_refuse_field(command, "/percent", "amount_or_percent",
                                    "Give an amount or a percentage, not both.");
    }
    if (body->account_id != 0 && body->account_id != stay->stay_id) {
        return command_check_target(command, body->account_id, "/account_id", error);
    }
    return DATABASE_OK;
}

static DatabaseStatus transfer_body(Command *command, gpointer data, GError **error)
{
    const TransferRequest *body = data;
    g_auto(OpenFolio) folio = {0};
    FolioVerdict verdict = FOLIO_ACCEPTED;
    bool found = false;

    DatabaseStatus status = open_folio(command, FOLIO_SETTLES, &folio, error);
    if (status == DATABASE_OK) {
        status = check_places(command, folio.stay, body, error);
    }
    if (status != DATABASE_OK) {
        return status;
    }
    FolioTransfer transfer = {
        .numbers = body->posting_numbers,
        .from_window = (int)body->from_window,
        .to = {body->account_id != 0 ? body->account_id : folio.stay->stay_id, (int)body->window},
        .amount_minor = body->amount_minor,
        .percent_basis_points = (int32_t)body->percent * 100,
    };
    status =
        folio_transfer(command->connection, folio.stay, &transfer, &folio.context, &found, &verdict, error);
    return status == DATABASE_OK ? close_change(command, &folio, found, verdict, "/amount_minor", error)
                                 : status;
}

static void post_transfer(HttpRequest *request, gpointer connection)
{
    TransferRequest body = {0};

    command_run_decoded(request, connection, &transfer_shape, &body, transfer_body);
}

#define FOLIO_WRITE(Template, Action, Handler)                                                               \
    {                                                                                                        \
        .method = "POST", .template = Template, .lane = HTTP_LANE_WORKER, .access = UINT64_C(1) << (Action), \
        .flags = HTTP_IDEMPOTENCY_KEY | HTTP_BODY_REQUIRED, .handler = (Handler)                             \
    }

const HttpRoute folio_change_routes[] = {
    FOLIO_WRITE("/v1/stays/{stay}/adjustments", STAFF_CORRECT, post_adjustment),
    FOLIO_WRITE("/v1/stays/{stay}/allowances", STAFF_CORRECT, post_allowance),
    FOLIO_WRITE("/v1/stays/{stay}/paid-outs", STAFF_SERVE_GUESTS, post_paid_out),
    FOLIO_WRITE("/v1/stays/{stay}/transfers", STAFF_SERVE_GUESTS, post_transfer),
};
const gsize folio_change_route_count = G_N_ELEMENTS(folio_change_routes);
