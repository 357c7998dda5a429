#include "property/folio/folio_routes.h"

#include "property/cashier/means_command.h"
#include "property/cashier/tender_command.h"
#include "property/folio/folio_change.h"
#include "property/folio/folio_command.h"
#include "property/folio/folio_document.h"
#include "property/stay/check_out.h"
#include "property/stay/stay_command.h"
#include <string.h>

typedef struct ChargeRequest {
    char *department;
    char *description;
    int64_t amount_minor;
    int64_t window; /* 0: where the routing says */
} ChargeRequest;

static const JsonField charge_fields[] = {
    FIELD_TEXT("department", ChargeRequest, department, .required = true, .max_length = 20),
    FIELD_TEXT("description", ChargeRequest, description, .required = true, .allow_empty = true,
               .max_length = 500),
    FIELD_INT("amount_minor", ChargeRequest, amount_minor, .required = true),
    FIELD_INT("window", ChargeRequest, window, .min = 1, .max = FOLIO_WINDOW_MAX),
};
static const JsonShape charge_shape = JSON_SHAPE(ChargeRequest, charge_fields);

typedef struct PaymentRequest {
    MeansRequest means;
    int64_t amount_minor;
    int64_t window;
    TenderRequest tendered;
} PaymentRequest;

static const JsonField payment_fields[] = {
    MEANS_FIELDS(PaymentRequest, means),
    FIELD_INT("amount_minor", PaymentRequest, amount_minor, .required = true),
    FIELD_INT("window", PaymentRequest, window, .min = 1, .max = FOLIO_WINDOW_MAX),
    FIELD_OBJECT("tendered", PaymentRequest, tendered, &tender_shape),
};
static const JsonShape payment_shape = JSON_SHAPE(PaymentRequest, payment_fields);

/* ---- looking ---- */

static json_t *remaining_json(const json_t *preview)
{
    json_int_t room_minor = json_integer_value(json_object_get(preview, "early_departure_minor"));
    json_int_t tax_minor = json_integer_value(json_object_get(preview, "early_departure_tax_minor"));

    return json_pack("{s:I, s:I, s:I, s:I}", "nights",
                     (json_int_t)json_array_size(json_object_get(preview, "early_departure_nights")),
                     "room_minor", room_minor, "tax_minor", tax_minor, "total_minor", room_minor + tax_minor);
}

static json_t *folio_json(const Stay *stay, json_t *postings, json_t *windows, const json_t *preview)
{
    const FolioTotals *totals = &stay->totals;
    json_int_t charges_minor = totals->room_minor + totals->tax_minor + totals->other_minor;

    return json_pack("{s:I, s:s, s:o, s:o, s:I, s:I, s:I, s:o}", "stay_id", (json_int_t)stay->stay_id,
                     "currency", stay->currency, "postings", postings, "windows", windows, "charges_minor",
                     charges_minor, "payments_minor", (json_int_t)totals->payments_minor, "balance_minor",
                     (json_int_t)folio_totals_balance(totals), "remaining", remaining_json(preview));
}

static void get_folio(HttpRequest *request, gpointer connection)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Stay) stay = request_find_stay(request, connection);
    json_auto_t *preview = NULL;
    json_auto_t *postings = NULL;
    json_auto_t *windows = NULL;

    if (stay == NULL) {
        return;
    }
    DatabaseStatus status =
        check_out_preview(http_request_context(request), connection, stay, &preview, &error);
    if (status == DATABASE_OK) {
        status = postings_json(connection, stay->stay_id, &postings, &error);
    }
    if (status == DATABASE_OK) {
        status = folio_windows_json(connection, stay->stay_id, &windows, &error);
    }
    if (status != DATABASE_OK) {
        desk_answer_failure(request, status, &error);
        return;
    }
    g_autofree char *tag = stay_etag(stay);
    HttpResponse *response =
        http_response_new_json(200, folio_json(stay, json_incref(postings), json_incref(windows), preview));
    http_response_set_etag(response, "%s", tag);
    http_request_respond(request, response);
}

/* ---- posting ---- */

typedef struct ChargeCall {
    const HttpRequest *request;
    ChargeRequest body;
    FolioUse use;
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
        return refuse_posting(command, folio_verdict_pointer(verdict), verdict);
    }
    DatabaseStatus status = open_folio(command, call->use, &folio, error);
    if (status == DATABASE_OK) {
        FolioCharge charge = {department, call->body.description, call->body.amount_minor,
                              (int)call->body.window};
        status = folio_charge(command, &folio, &charge, NULL, error);
    }
    return status == DATABASE_OK ? close_folio(command, &folio, error) : status;
}

static void run_charge(HttpRequest *request, gpointer connection, FolioUse use)
{
    ChargeCall call = {.request = request, .use = use};

    if (request_decode(request, &charge_shape, &call.body)) {
        command_run(http_request_context(request), connection, request, charge_body, &call);
        json_shape_clear(&charge_shape, &call.body);
    }
}

static void post_charge(HttpRequest *request, gpointer connection)
{
    run_charge(request, connection, FOLIO_CHARGES);
}

static void post_late_charge(HttpRequest *request, gpointer connection)
{
    run_charge(request, connection, FOLIO_LATE);
}

static DatabaseStatus payment_body(Command *command, gpointer data, GError **error)
{
    const PaymentRequest *body = data;
    g_auto(OpenFolio) folio = {0};
    Tender tender = {0};
    bool tendered = false;
    PaidBy paid;

    FolioVerdict verdict = folio_payment_check(body->amount_minor);
    if (verdict != FOLIO_ACCEPTED) {
        return refuse_posting(command, folio_verdict_pointer(verdict), verdict);
    }
    DatabaseStatus status = open_folio(command, FOLIO_SETTLES, &folio, error);
    if (status == DATABASE_OK) {
        status = command_check_means(command, "", &body->means, body->tendered.currency, &paid, error);
    }
    if (status == DATABASE_OK) {
        status = command_check_cash(command, (FolioPlace){folio.stay->stay_id, (int)body->window}, &paid,
                                    body->amount_minor, error);
    }
    if (status == DATABASE_OK) {
        status = command_read_tender(command, "", &body->tendered, &paid, body->amount_minor, &tender,
                                     &tendered, error);
    }
    if (status == DATABASE_OK) {
        FolioPayment payment = {
            .window = (int)body->window,
            .paid = &paid,
            .amount_minor = body->amount_minor,
            .tender = tendered ? &tender : NULL,
        };
        status = folio_pay(command->connection, folio.stay, &payment, &folio.context, NULL, error);
    }
    return status == DATABASE_OK ? close_folio(command, &folio, error) : status;
}

static void post_payment(HttpRequest *request, gpointer connection)
{
    PaymentRequest body = {.window = 1};

    command_run_decoded(request, connection, &payment_shape, &body, payment_body);
}

/* ---- correcting ---- */

static DatabaseStatus correction_body(Command *command, gpointer data, GError **error)
{
    const FolioCorrection *body = data;
    g_auto(OpenFolio) folio = {0};
    FolioVerdict verdict = FOLIO_ACCEPTED;
    bool found = false;

    DatabaseStatus status = open_folio(command, FOLIO_SETTLES, &folio, error);
    if (status == DATABASE_OK) {
        status = folio_counter(command->connection, folio.stay, body->posting_number, body->reason,
                               &folio.context, &found, &verdict, error);
    }
    return status == DATABASE_OK ? close_change(command, &folio, found, verdict, "/posting_number", error)
                                 : status;
}

static void post_correction(HttpRequest *request, gpointer connection)
{
    FolioCorrection body = {0};

    command_run_decoded(request, connection, &folio_correction_shape, &body, correction_body);
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
     .template = "/v1/stays/{stay}/late-charges",
     .lane = HTTP_LANE_WORKER,
     .access = UINT64_C(1) << STAFF_CORRECT,
     .flags = WRITE_FLAGS,
     .handler = post_late_charge},
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
