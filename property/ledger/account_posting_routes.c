#include "property/ledger/account_posting_routes.h"

#include "property/cashier/means_command.h"
#include "property/cashier/tender_command.h"
#include "property/folio/folio_command.h"
#include "property/ledger/account_command.h"
#include "property/ledger/city_store.h"
#include "property/ledger/direct_bill.h"

/* ---- charges and allowances ---- */

typedef struct ChargeRequest {
    char *department;
    char *description;
    int64_t amount_minor;
    int64_t window;
} ChargeRequest;

static const JsonField charge_fields[] = {
    FIELD_TEXT("department", ChargeRequest, department, .required = true, .max_length = 20),
    FIELD_TEXT("description", ChargeRequest, description, .required = true,
               .max_length = FOLIO_DESCRIPTION_MAX),
    FIELD_INT("amount_minor", ChargeRequest, amount_minor, .required = true),
    FIELD_INT("window", ChargeRequest, window, .min = 1, .max = FOLIO_WINDOW_MAX),
};
static const JsonShape charge_shape = JSON_SHAPE(ChargeRequest, charge_fields);

typedef struct ChargeCall {
    const HttpRequest *request;
    ChargeRequest body;
} ChargeCall;

/* Less than nothing is an allowance. */
static DatabaseStatus charge_body(Command *command, gpointer data, GError **error)
{
    const ChargeCall *call = data;
    const ChargeRequest *body = &call->body;
    g_auto(OpenAccount) open = {0};
    FolioDepartment department;

    if (!folio_department_parse(body->department, &department)) {
        return command_refuse_field(command, "/department", "department_unknown",
                                    "There is no such department.");
    }
    FolioVerdict verdict = folio_charge_check(department, body->amount_minor, body->description);
    if (verdict != FOLIO_ACCEPTED) {
        return refuse_posting(command, folio_verdict_pointer(verdict), verdict);
    }
    DatabaseStatus status = open_account(command, &open, error);
    if (status != DATABASE_OK) {
        return status;
    }
    Posting posting = posting_of_context(&open.context);
    posting.entry = body->amount_minor < 0 ? FOLIO_ALLOWANCE : FOLIO_POSTED;
    posting.department = department;
    posting.code = folio_department_code(department);
    posting.description = body->description;
    posting.amount_minor = body->amount_minor;
    posting.window = (int)body->window;
    status = folio_post_taxed(command->connection, open.stay, &posting, &open.context, NULL, error);
    return status == DATABASE_OK ? answer_open_account(command, &open, error) : status;
}

static void post_charge(HttpRequest *request, gpointer connection)
{
    ChargeCall call = {.request = request, .body = {.window = 1}};

    if (request_decode(request, &charge_shape, &call.body)) {
        command_run(http_request_context(request), connection, request, charge_body, &call);
    }
    json_shape_clear(&charge_shape, &call.body);
}

/* ---- payments, applied to invoices ---- */

typedef struct AppliedRequest {
    int64_t invoice_id;
    int64_t amount_minor;
} AppliedRequest;

static const JsonField applied_fields[] = {
    FIELD_INT("invoice_id", AppliedRequest, invoice_id, .required = true, .min = 1, .max = INT64_MAX),
    FIELD_INT("amount_minor", AppliedRequest, amount_minor, .required = true, .min = 1,
              .max = FOLIO_AMOUNT_MAX_MINOR),
};
static const JsonShape applied_shape = JSON_SHAPE(AppliedRequest, applied_fields);

typedef struct PaymentRequest {
    MeansRequest means;
    int64_t amount_minor;
    int64_t window;
    TenderRequest tendered;
    GArray *invoices;
} PaymentRequest;

static const JsonField payment_fields[] = {
    MEANS_FIELDS(PaymentRequest, means),
    FIELD_INT("amount_minor", PaymentRequest, amount_minor, .required = true),
    FIELD_INT("window", PaymentRequest, window, .min = 1, .max = FOLIO_WINDOW_MAX),
    FIELD_OBJECT("tendered", PaymentRequest, tendered, &tender_shape),
    FIELD_LIST("invoices", PaymentRequest, invoices, &applied_shape, .max = 100),
};
static const JsonShape payment_shape = JSON_SHAPE(PaymentRequest, payment_fields);

typedef struct PaymentCall {
    const HttpRequest *request;
    PaymentRequest body;
} PaymentCall;

static const OpenInvoice *find_open(const GArray *invoices, int64_t invoice_id)
{
    for (guint i = 0; i < invoices->len; i++) {
        const OpenInvoice *invoice = &g_array_index(invoices, OpenInvoice, i);
        if (invoice->invoice_id == invoice_id) {
            return invoice;
        }
    }
    return NULL;
}

/* As the payer says. */
static bool is_named_before(const GArray *invoices, guint index)
{
    int64_t invoice_id = g_array_index(invoices, AppliedRequest, index).invoice_id;

    for (guint i = 0; i < index; i++) {
        if (g_array_index(invoices, AppliedRequest, i).invoice_id == invoice_id) {
            return true;
        }
    }
    return false;
}

static DatabaseStatus apply_named(Command *command, const GArray *invoices, int64_t left_minor,
                                  const GArray *open, int64_t payment, GError **error)
{
    DatabaseStatus status = DATABASE_OK;

    for (guint i = 0; i < invoices->len && status == DATABASE_OK; i++) {
        const AppliedRequest *applied = &g_array_index(invoices, AppliedRequest, i);
        const OpenInvoice *invoice = find_open(open, applied->invoice_id);
        left_minor -= applied->amount_minor;
        if (invoice == NULL || applied->amount_minor > invoice->open_minor || left_minor < 0 ||
            is_named_before(invoices, i)) {
            return command_refuse_field(
                command, "/invoices", "invoice_not_open",
                "An invoice is not open on this account, or not as much is open or paid.");
        }
        status = city_apply(command->connection, payment, applied->invoice_id, applied->amount_minor, error);
    }
    return status;
}

/* The oldest first. */
static DatabaseStatus apply_oldest(OdbcConnection *connection, int64_t left_minor, const GArray *open,
                                   int64_t payment, GError **error)
{
    DatabaseStatus status = DATABASE_OK;

    for (guint i = 0; i < open->len && left_minor > 0 && status == DATABASE_OK; i++) {
        const OpenInvoice *invoice = &g_array_index(open, OpenInvoice, i);
        int64_t part_minor = MIN(left_minor, invoice->open_minor);
        status = city_apply(connection, payment, invoice->invoice_id, part_minor, error);
        left_minor -= part_minor;
    }
    return status;
}

static DatabaseStatus apply_payment(Command *command, const PaymentRequest *body, const OpenAccount *account,
                                    int64_t payment, GError **error)
{
    g_autoptr(GArray) open = NULL;

    if (account->account.kind != ACCOUNT_CITY || body->amount_minor < 0) {
        return DATABASE_OK;
    }
    DatabaseStatus status =
        city_open_invoices(command->connection, account->account.account_id, &open, error);
    if (status != DATABASE_OK) {
        return status;
    }
    return body->invoices != NULL
               ? apply_named(command, body->invoices, body->amount_minor, open, payment, error)
               : apply_oldest(command->connection, body->amount_minor, open, payment, error);
}

/* Takes the money; `ret_number` is the payment's. */
static DatabaseStatus take_payment(Command *command, const PaymentRequest *body, OpenAccount *open,
                                   int64_t *ret_number, GError **error)
{
    Tender tender = {0};
    bool tendered = false;
    PaidBy paid;

    DatabaseStatus status =
        command_check_means(command, "", &body->means, body->tendered.currency, &paid, error);
    if (status == DATABASE_OK) {
        status = command_check_cash(command, (FolioPlace){open->account.account_id, (int)body->window}, &paid,
                                    body->amount_minor, error);
    }
    if (status == DATABASE_OK) {
        status = command_read_tender(command, "", &body->tendered, &paid, body->amount_minor, &tender,
                                     &tendered, error);
    }
    if (status != DATABASE_OK) {
        return status;
    }
    FolioPayment payment = {
        .window = (int)body->window,
        .paid = &paid,
        .amount_minor = body->amount_minor,
        .tender = tendered ? &tender : NULL,
    };
    return folio_pay(command->connection, open->stay, &payment, &open->context, ret_number, error);
}

static DatabaseStatus payment_body(Command *command, gpointer data, GError **error)
{
    const PaymentCall *call = data;
    const PaymentRequest *body = &call->body;
    g_auto(OpenAccount) open = {0};
    int64_t number = 0;

    FolioVerdict verdict = folio_payment_check(body->amount_minor);
    if (verdict != FOLIO_ACCEPTED) {
        return refuse_posting(command, folio_verdict_pointer(verdict), verdict);
    }
    DatabaseStatus status = open_account(command, &open, error);
    if (status == DATABASE_OK) {
        status = take_payment(command, body, &open, &number, error);
    }
    if (status == DATABASE_OK) {
        status = apply_payment(command, body, &open, number, error);
    }
    return status == DATABASE_OK ? answer_open_account(command, &open, error) : status;
}

static void post_payment(HttpRequest *request, gpointer connection)
{
    PaymentCall call = {.request = request, .body = {.window = 1}};

    if (request_decode(request, &payment_shape, &call.body)) {
        command_run(http_request_context(request), connection, request, payment_body, &call);
    }
    json_shape_clear(&payment_shape, &call.body);
}

/* ---- what was left over of a payment ---- */

typedef struct ApplicationRequest {
    int64_t posting_number;
    GArray *invoices;
} ApplicationRequest;

static const JsonField application_fields[] = {
    FIELD_INT("posting_number", ApplicationRequest, posting_number, .required = true, .min = 1,
              .max = INT64_MAX),
    FIELD_LIST("invoices", ApplicationRequest, invoices, &applied_shape, .required = true, .min = 1,
               .max = 100),
};
static const JsonShape application_shape = JSON_SHAPE(ApplicationRequest, application_fields);

typedef struct ApplicationCall {
    const HttpRequest *request;
    ApplicationRequest body;
} ApplicationCall;

static DatabaseStatus application_body(Command *command, gpointer data, GError **error)
{
    const ApplicationCall *call = data;
    g_auto(OpenAccount) account = {0};
    g_autoptr(GArray) open = NULL;
    int64_t left_minor = 0;

    DatabaseStatus status = open_account(command, &account, error);
    if (status == DATABASE_OK) {
        status = city_unapplied(command->connection, account.account.account_id, call->body.posting_number,
                                &left_minor, error);
    }
    if (status == DATABASE_OK && left_minor <= 0) {
        return command_refuse_field(command, "/posting_number", "nothing_unapplied",
                                    "Nothing is left over of this payment, or this account has none of that "
                                    "number. Look at its payments again.");
    }
    if (status == DATABASE_OK) {
        status = city_open_invoices(command->connection, account.account.account_id, &open, error);
    }
    if (status == DATABASE_OK) {
        status =
            apply_named(command, call->body.invoices, left_minor, open, call->body.posting_number, error);
    }
    return status == DATABASE_OK ? answer_open_account(command, &account, error) : status;
}

static void post_application(HttpRequest *request, gpointer connection)
{
    ApplicationCall call = {.request = request};

    if (request_decode(request, &application_shape, &call.body)) {
        command_run(http_request_context(request), connection, request, application_body, &call);
    }
    json_shape_clear(&application_shape, &call.body);
}

/* ---- bills of a house account ---- */

typedef struct BillRequest {
    int64_t window;
    int64_t account_id;
    bool override;
} BillRequest;

static const JsonField bill_fields[] = {
    FIELD_INT("window", BillRequest, window, .min = 1, .max = FOLIO_WINDOW_MAX),
    FIELD_INT("account_id", BillRequest, account_id, .min = 1, .max = INT64_MAX),
    FIELD_BOOL("override", BillRequest, override),
};
static const JsonShape bill_shape = JSON_SHAPE(BillRequest, bill_fields);

static DatabaseStatus bill_body(Command *command, gpointer data, GError **error)
{
    const BillRequest *body = data;
    g_auto(OpenAccount) open = {0};
    int64_t invoice = 0;

    DatabaseStatus status = open_account(command, &open, error);
    if (status != DATABASE_OK) {
        return status;
    }
    if (open.account.kind != ACCOUNT_MASTER) {
        return command_refuse(command, 409, "account_closed", "Only house accounts are billed in this way.");
    }
    BilledFolio billed = {.stay = open.stay, .account = &open.account};
    status = body->account_id == 0 ? bill_issue(command, &billed, (int)body->window, &invoice, error)
                                   : bill_to_account(command, &billed, (int)body->window, body->account_id,
                                                     body->override, &invoice, error);
    return status == DATABASE_OK ? answer_invoice(command, invoice, error) : status;
}

static void post_bill(HttpRequest *request, gpointer connection)
{
    BillRequest body = {.window = 1};

    command_run_decoded(request, connection, &bill_shape, &body, bill_body);
}

#define POSTING_ROUTE(Template, Action, Handler)                                                             \
    {                                                                                                        \
        .method = "POST", .template = Template, .lane = HTTP_LANE_WORKER, .access = UINT64_C(1) << (Action), \
        .flags = HTTP_IDEMPOTENCY_KEY | HTTP_BODY_REQUIRED, .handler = (Handler)                             \
    }

const HttpRoute account_posting_routes[] = {
    POSTING_ROUTE("/v1/accounts/{account}/charges", STAFF_CORRECT, post_charge),
    POSTING_ROUTE("/v1/accounts/{account}/payments", STAFF_SERVE_GUESTS, post_payment),
    POSTING_ROUTE("/v1/accounts/{account}/applications", STAFF_SERVE_GUESTS, post_application),
    POSTING_ROUTE("/v1/accounts/{account}/invoices", STAFF_SERVE_GUESTS, post_bill),
};
const gsize account_posting_route_count = G_N_ELEMENTS(account_posting_routes);
