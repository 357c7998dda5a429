#include "property/folio/folio_routes.h"

#include "property/folio/folio_change.h"
#include "property/folio/folio_store.h"
#include "property/stay/check_in.h"
#include "property/stay/check_out.h"
#include "property/stay/stay_command.h"
#include "property/stay/stay_store.h"

typedef struct ChargeRequest {
    char *department;
    char *description;
    int64_t amount_minor;
} ChargeRequest;

static const JsonField charge_fields[] = {
    FIELD_TEXT("department", ChargeRequest, department, .required = true, .max_length = 20),
    FIELD_TEXT("description", ChargeRequest, description, .required = true, .allow_empty = true,
               .max_length = 500),
    FIELD_INT("amount_minor", ChargeRequest, amount_minor, .required = true),
};
static const JsonShape charge_shape = JSON_SHAPE(ChargeRequest, charge_fields);

typedef struct PaymentRequest {
    char *method;
    int64_t amount_minor;
} PaymentRequest;

static const JsonField payment_fields[] = {
    FIELD_TEXT("method", PaymentRequest, method, .required = true, .max_length = 20),
    FIELD_INT("amount_minor", PaymentRequest, amount_minor, .required = true),
};
static const JsonShape payment_shape = JSON_SHAPE(PaymentRequest, payment_fields);

typedef struct CorrectionRequest {
    int64_t posting_number;
    char *reason;
} CorrectionRequest;

static const JsonField correction_fields[] = {
    FIELD_INT("posting_number", CorrectionRequest, posting_number, .required = true, .min = 1,
              .max = INT64_MAX),
    FIELD_TEXT("reason", CorrectionRequest, reason, .required = true, .max_length = FOLIO_DESCRIPTION_MAX),
};
static const JsonShape correction_shape = JSON_SHAPE(CorrectionRequest, correction_fields);

/* ---- looking ---- */

static json_t *remaining_json(const json_t *preview)
{
    json_int_t room_minor = json_integer_value(json_object_get(preview, "early_departure_minor"));
    json_int_t tax_minor = json_integer_value(json_object_get(preview, "early_departure_tax_minor"));

    return json_pack("{s:I, s:I, s:I, s:I}", "nights",
                     (json_int_t)json_array_size(json_object_get(preview, "early_departure_nights")),
                     "room_minor", room_minor, "tax_minor", tax_minor, "total_minor", room_minor + tax_minor);
}

static json_t *folio_json(const Stay *stay, json_t *postings, const json_t *preview)
{
    const FolioTotals *totals = &stay->totals;
    json_int_t charges_minor = totals->room_minor + totals->tax_minor + totals->other_minor;

    return json_pack("{s:I, s:s, s:o, s:I, s:I, s:I, s:o}", "stay_id", (json_int_t)stay->stay_id, "currency",
                     stay->currency, "postings", postings, "charges_minor", charges_minor, "payments_minor",
                     (json_int_t)totals->payments_minor, "balance_minor",
                     (json_int_t)folio_totals_balance(totals), "remaining", remaining_json(preview));
}

static void get_folio(HttpRequest *request, gpointer connection)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Stay) stay = request_find_stay(request, connection);
    json_auto_t *preview = NULL;
    json_t *postings = NULL;

    if (stay == NULL) {
        return;
    }
    DatabaseStatus status =
        check_out_preview(http_request_context(request), connection, stay, &preview, &error);
    if (status == DATABASE_OK) {
        status = postings_json(connection, stay->stay_id, &postings, &error);
    }
    if (status != DATABASE_OK) {
        desk_answer_failure(request, status, &error);
        return;
    }
    g_autofree char *tag = stay_etag(stay);
    HttpResponse *response = http_response_new_json(200, folio_json(stay, postings, preview));
    http_response_set_etag(response, "%s", tag);
    http_request_respond(request, response);
}

/* ---- posting ---- */

/* A stay that takes postings, and who posts. */
typedef struct OpenFolio {
    Stay *stay;
    PostingContext context;
} OpenFolio;

static void open_folio_clear(OpenFolio *folio)
{
    stay_free(folio->stay);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(OpenFolio, open_folio_clear)

static DatabaseStatus open_folio(Command *command, const HttpRequest *request,
                                 StayVerdict (*decide)(StayStatus), OpenFolio *folio, GError **error)
{
    DatabaseStatus status = command_find_stay(command, request, &folio->stay, error);
    if (status != DATABASE_OK) {
        return status;
    }
    StayVerdict verdict = decide(folio->stay->status);
    if (verdict != STAY_ALLOWED) {
        return command_refuse_verdict(command, verdict);
    }
    folio->context = (PostingContext){command->property->hotel, command->business_date, command->now,
                                      command->staff->user};
    return DATABASE_OK;
}

/* Keeps the stay's new totals and shows them. The centre hears of a guest in the house at check-out; of a
 * no-show it would not hear again. */
static DatabaseStatus close_folio(Command *command, const OpenFolio *folio, GError **error)
{
    DatabaseStatus status =
        folio->stay->status == STAY_IN_HOUSE
            ? stay_save(command->connection, folio->stay, error)
            : stay_tell(command->connection, folio->stay, "stay_update", NULL, command->now, error);

    if (status == DATABASE_OK) {
        command->answer_status = 201;
        command->answer = stay_to_json(folio->stay);
    }
    return status;
}

static DatabaseStatus refuse_posting(Command *command, const char *pointer, FolioVerdict verdict)
{
    return command_refuse_field(command, pointer, folio_verdict_code(verdict), folio_verdict_text(verdict));
}

static const char *pointer_of(FolioVerdict verdict)
{
    switch (verdict) {
    case FOLIO_DEPARTMENT_NOT_BY_HAND:
        return "/department";
    case FOLIO_DESCRIPTION_MISSING:
    case FOLIO_DESCRIPTION_TOO_LONG:
        return "/description";
    case FOLIO_METHOD_UNKNOWN:
        return "/method";
    default:
        return "/amount_minor";
    }
}

typedef struct ChargeCall {
    const HttpRequest *request;
    ChargeRequest body;
} ChargeCall;

static DatabaseStatus charge_body(Command *command, gpointer data, GError **error)
{
    const ChargeCall *call = data;
    g_auto(OpenFolio) folio = {0};
    FolioDepartment department;

    if (!folio_department_parse(call->body.department, &department)) {
        return command_refuse_field(command, "/department", "department_unknown",
                                    "There is no such department.");
    }
    FolioVerdict verdict = folio_charge_check(department, call->body.amount_minor, call->body.description);
    if (verdict != FOLIO_ACCEPTED) {
        return refuse_posting(command, pointer_of(verdict), verdict);
    }
    DatabaseStatus status = open_folio(command, call->request, stay_in_house_decide, &folio, error);
    if (status == DATABASE_OK) {
        status = folio_post_charge(command->connection, folio.stay, department, call->body.description,
                                   call->body.amount_minor, &folio.context, error);
    }
    return status == DATABASE_OK ? close_folio(command, &folio, error) : status;
}

static void post_charge(HttpRequest *request, gpointer connection)
{
    ChargeCall call = {.request = request};

    if (request_decode(request, &charge_shape, &call.body)) {
        command_run(http_request_context(request), connection, request, charge_body, &call);
        json_shape_clear(&charge_shape, &call.body);
    }
}

typedef struct PaymentCall {
    const HttpRequest *request;
    PaymentRequest body;
} PaymentCall;

static DatabaseStatus payment_body(Command *command, gpointer data, GError **error)
{
    const PaymentCall *call = data;
    g_auto(OpenFolio) folio = {0};

    FolioVerdict verdict = folio_payment_check(call->body.method, call->body.amount_minor);
    if (verdict != FOLIO_ACCEPTED) {
        return refuse_posting(command, pointer_of(verdict), verdict);
    }
    DatabaseStatus status = open_folio(command, call->request, stay_payment_decide, &folio, error);
    if (status == DATABASE_OK) {
        status = folio_post_payment(command->connection, folio.stay, call->body.method,
                                    call->body.amount_minor, &folio.context, error);
    }
    return status == DATABASE_OK ? close_folio(command, &folio, error) : status;
}

static void post_payment(HttpRequest *request, gpointer connection)
{
    PaymentCall call = {.request = request};

    if (request_decode(request, &payment_shape, &call.body)) {
        command_run(http_request_context(request), connection, request, payment_body, &call);
        json_shape_clear(&payment_shape, &call.body);
    }
}

/* ---- correcting ---- */

typedef struct CorrectionCall {
    const HttpRequest *request;
    CorrectionRequest body;
} CorrectionCall;

static DatabaseStatus correction_body(Command *command, gpointer data, GError **error)
{
    const CorrectionCall *call = data;
    g_auto(OpenFolio) folio = {0};
    FolioVerdict verdict = FOLIO_ACCEPTED;
    bool found = false;

    DatabaseStatus status = open_folio(command, call->request, stay_payment_decide, &folio, error);
    if (status == DATABASE_OK) {
        status = folio_counter(command->connection, folio.stay, call->body.posting_number, call->body.reason,
                               &folio.context, &found, &verdict, error);
    }
    if (status != DATABASE_OK) {
        return status;
    }
    if (!found) {
        return command_refuse(command, 404, "posting_not_found", "This folio has no such posting.");
    }
    return verdict == FOLIO_ACCEPTED ? close_folio(command, &folio, error)
                                     : refuse_posting(command, "/posting_number", verdict);
}

static void post_correction(HttpRequest *request, gpointer connection)
{
    CorrectionCall call = {.request = request};

    if (request_decode(request, &correction_shape, &call.body)) {
        command_run(http_request_context(request), connection, request, correction_body, &call);
        json_shape_clear(&correction_shape, &call.body);
    }
}

#define WRITE_FLAGS (HTTP_IDEMPOTENCY_KEY | HTTP_BODY_REQUIRED)

const HttpRoute folio_routes[] = {
    {.method = "GET",
     .template = "/v1/stays/{stay}/folio",
     .lane = HTTP_LANE_WORKER,
     .access = UINT64_C(1) << STAFF_LOOK,
     .handler = get_folio},
    {.method = "POST",
     .template = "/v1/stays/{stay}/charges",
     .lane = HTTP_LANE_WORKER,
     .access = UINT64_C(1) << STAFF_SERVE_GUESTS,
     .flags = WRITE_FLAGS,
     .handler = post_charge},
    {.method = "POST",
     .template = "/v1/stays/{stay}/payments",
     .lane = HTTP_LANE_WORKER,
     .access = UINT64_C(1) << STAFF_SERVE_GUESTS,
     .flags = WRITE_FLAGS,
     .handler = post_payment},
    {.method = "POST",
     .template = "/v1/stays/{stay}/corrections",
     .lane = HTTP_LANE_WORKER,
     .access = UINT64_C(1) << STAFF_CORRECT,
     .flags = WRITE_FLAGS,
     .handler = post_correction},
};
const gsize folio_route_count = G_N_ELEMENTS(folio_routes);
