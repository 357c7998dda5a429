#include "property/invoice/invoice_routes.h"

#include "property/command/page.h"
#include "property/folio/folio_command.h"
#include "property/invoice/invoice_pdf.h"
#include "property/invoice/mailer.h"
#include "property/invoice/mailing_store.h"
#include "property/invoice/paper_routes.h"
#include "property/ledger/direct_bill.h"

#define INVOICE_UNKNOWN "invoice_not_found", "This hotel has no such invoice."

/* ---- looking ---- */

static void get_invoice(HttpRequest *request, gpointer connection)
{
    g_autoptr(GError) error = NULL;
    g_auto(Invoice) invoice = {0};

    DatabaseStatus status = invoice_find(connection, request_number(request, "invoice"), &invoice, &error);
    if (status != DATABASE_OK) {
        desk_answer_failure(request, status, &error);
    } else if (invoice.invoice_id == 0) {
        http_request_respond_problem(request, 404, INVOICE_UNKNOWN);
    } else {
        http_request_respond_json(request, 200, invoice_to_json(&invoice));
    }
}

static void get_invoices(HttpRequest *request, gpointer connection)
{
    g_autoptr(GError) error = NULL;
    json_t *items = NULL;
    gint64 account = 0;
    gint64 after = 0;
    int limit;

    if (!page_limit(request, &limit) ||
        !http_request_query_integer(request, "account", 0, G_MAXINT64, 0, &account) ||
        !http_request_query_integer(request, "after", 0, G_MAXINT64, 0, &after)) {
        return;
    }
    DatabaseStatus status = invoices_json(connection, account, after, limit, &items, &error);
    if (status != DATABASE_OK) {
        desk_answer_failure(request, status, &error);
        return;
    }
    json_t *last = json_array_get(items, json_array_size(items) - 1);
    g_autofree char *cursor =
        g_strdup_printf("%" JSON_INTEGER_FORMAT, json_integer_value(json_object_get(last, "invoice_id")));
    page_respond(request, items, limit, "after", cursor);
}

/* ---- the paper: drawn on a thread that may take its time ---- */

typedef struct PaperCall {
    int64_t invoice_id;
    Invoice invoice;
    DatabaseStatus status;
    GError *error;
} PaperCall;

static void read_paper(OdbcConnection *connection, gpointer data)
{
    PaperCall *call = data;

    call->status = invoice_find(connection, call->invoice_id, &call->invoice, &call->error);
}

static void run_paper(Property *property, HttpRequest *request)
{
    PaperCall call = {.invoice_id = request_number(request, "invoice"), .status = DATABASE_SOFT};

    if (!desk_call(property->desk, read_paper, &call) || call.status != DATABASE_OK) {
        desk_answer_failure(request, call.status, &call.error);
    } else if (call.invoice.invoice_id == 0) {
        http_request_respond_problem(request, 404, INVOICE_UNKNOWN);
    } else {
        paper_respond(property, request, invoice_pdf, call.invoice.document, call.invoice.number_text);
    }
    g_clear_error(&call.error);
    invoice_clear(&call.invoice);
}

static void get_paper(HttpRequest *request, gpointer context)
{
    if (!property_call_out(context, request, run_paper)) {
        http_request_respond(request, property_busy_problem());
    }
}

/* ---- issuing ---- */

typedef struct BillRequest {
    int64_t window;
    int64_t account_id;
    bool override;
} BillRequest;

static const JsonField invoice_fields[] = {
    FIELD_INT("window", BillRequest, window, .min = 1, .max = FOLIO_WINDOW_MAX),
};
static const JsonShape invoice_shape = JSON_SHAPE(BillRequest, invoice_fields);

static const JsonField direct_fields[] = {
    FIELD_INT("window", BillRequest, window, .min = 1, .max = FOLIO_WINDOW_MAX),
    FIELD_INT("account_id", BillRequest, account_id, .required = true, .min = 1, .max = INT64_MAX),
    FIELD_BOOL("override", BillRequest, override),
};
static const JsonShape direct_shape = JSON_SHAPE(BillRequest, direct_fields);

typedef struct BillCall {
    const HttpRequest *request;
    BillRequest body;
} BillCall;

static DatabaseStatus bill_body(Command *command, gpointer data, GError **error)
{
    const BillCall *call = data;
    g_auto(OpenFolio) folio = {0};
    int64_t invoice = 0;

    /* A bill may be asked for after the guest has left. */
    DatabaseStatus status =
        open_folio(command, call->body.account_id == 0 ? FOLIO_READS : FOLIO_SETTLES, &folio, error);
    if (status != DATABASE_OK) {
        return status;
    }
    BilledFolio billed = {.stay = folio.stay};
    status = call->body.account_id == 0
                 ? bill_issue(command, &billed, (int)call->body.window, &invoice, error)
                 : bill_to_account(command, &billed, (int)call->body.window, call->body.account_id,
                                   call->body.override, &invoice, error);
    if (status == DATABASE_OK && call->body.account_id != 0) {
        status = close_folio(command, &folio, error);
        g_clear_pointer(&command->answer, json_decref);
    }
    return status == DATABASE_OK ? answer_invoice(command, invoice, error) : status;
}

static void run_bill(HttpRequest *request, gpointer connection, const JsonShape *shape)
{
    BillCall call = {.request = request, .body = {.window = 1}};

    if (request_decode(request, shape, &call.body)) {
        command_run(http_request_context(request), connection, request, bill_body, &call);
    }
}

static void post_invoice(HttpRequest *request, gpointer connection)
{
    run_bill(request, connection, &invoice_shape);
}

static void post_direct_bill(HttpRequest *request, gpointer connection)
{
    run_bill(request, connection, &direct_shape);
}

/* ---- taking back ---- */

typedef struct CreditRequest {
    char *reason;
    int64_t amount_minor; /* 0: all of it */
} CreditRequest;

static const JsonField credit_fields[] = {
    FIELD_TEXT("reason", CreditRequest, reason, .required = true, .max_length = FOLIO_DESCRIPTION_MAX),
    FIELD_INT("amount_minor", CreditRequest, amount_minor, .min = 1, .max = INT64_C(1000000000000)),
};
static const JsonShape credit_shape = JSON_SHAPE(CreditRequest, credit_fields);

typedef struct CreditCall {
    const HttpRequest *request;
    CreditRequest body;
} CreditCall;

static DatabaseStatus check_credit(Command *command, const Invoice *invoice, int64_t amount_minor)
{
    if (invoice->invoice_id == 0) {
        return command_refuse(command, 404, INVOICE_UNKNOWN);
    }
    if (invoice->is_credit || invoice->credited) {
        return command_refuse(command, 409, "already_credited",
                              "This is a credit note, or was taken back before.");
    }
    if (invoice->billed_to == 0 && amount_minor != 0) {
        return command_refuse_field(
            command, "/amount_minor", "taken_back_whole",
            "An invoice that was paid at the desk is taken back as a whole; its charges can "
            "then be adjusted and invoiced anew.");
    }
    return DATABASE_OK;
}

static DatabaseStatus credit_body(Command *command, gpointer data, GError **error)
{
    const CreditCall *call = data;
    PostingContext context = command_posting_context(command);
    g_auto(Invoice) invoice = {0};
    int64_t credit = 0;

    DatabaseStatus status =
        invoice_find(command->connection, request_number(call->request, "invoice"), &invoice, error);
    if (status == DATABASE_OK) {
        status = check_credit(command, &invoice, call->body.amount_minor);
    }
    if (status == DATABASE_OK) {
        status =
            invoice.billed_to != 0
                ? bill_credit(command, &invoice, call->body.amount_minor, call->body.reason, &credit, error)
                : invoice_credit(command->connection, &invoice, call->body.reason, &context, &credit, error);
    }
    return status == DATABASE_OK ? answer_invoice(command, credit, error) : status;
}

static void post_credit(HttpRequest *request, gpointer connection)
{
    CreditCall call = {.request = request};

    if (request_decode(request, &credit_shape, &call.body)) {
        command_run(http_request_context(request), connection, request, credit_body, &call);
    }
    json_shape_clear(&credit_shape, &call.body);
}

/* ---- sending ---- */

#define MAILINGS_SHOWN 100
#define EMAIL_MAX 254

static DatabaseStatus mailings_answer(const Property *property, OdbcConnection *connection,
                                      json_t **ret_answer, GError **error)
{
    json_t *items = NULL;

    DatabaseStatus status = mailings_read(connection, MAILINGS_SHOWN, &items, error);
    if (status == DATABASE_OK) {
        *ret_answer = json_pack("{s:b, s:o}", "by_mail", property->mailer != NULL, "items", items);
    }
    return status;
}

static void get_mailings(HttpRequest *request, gpointer connection)
{
    g_autoptr(GError) error = NULL;
    json_t *answer = NULL;

    DatabaseStatus status = mailings_answer(http_request_context(request), connection, &answer, &error);
    if (status != DATABASE_OK) {
        desk_answer_failure(request, status, &error);
        return;
    }
    http_request_respond_json(request, 200, answer);
}

/* All, as they are now; or that none of this number waits. */
static DatabaseStatus answer_mailings(Command *command, bool found, GError **error)
{
    if (!found) {
        return command_refuse(command, 404, "mailing_not_found",
                              "No invoice of this number waits to be sent.");
    }
    return mailings_answer(command->property, command->connection, &command->answer, error);
}

static DatabaseStatus sent_body(Command *command, gpointer data, GError **error)
{
    const HttpRequest *request = data;
    bool found = false;

    DatabaseStatus status = mailing_sent(command->connection, request_number(request, "mailing"),
                                         command->staff->user, command->now, &found, error);
    return status == DATABASE_OK ? answer_mailings(command, found, error) : status;
}

typedef struct AgainRequest {
    char *email; /* NULL: as before */
} AgainRequest;

static const JsonField again_fields[] = {
    FIELD_TEXT("email", AgainRequest, email, .max_length = EMAIL_MAX),
};
static const JsonShape again_shape = JSON_SHAPE(AgainRequest, again_fields);

typedef struct AgainCall {
    const HttpRequest *request;
    AgainRequest body;
} AgainCall;

static DatabaseStatus again_body(Command *command, gpointer data, GError **error)
{
    const AgainCall *call = data;
    Mailer *mailer = command->property->mailer;
    bool found = false;

    if (mailer == NULL) {
        return command_refuse(command, 409, "mail_off",
                              "This hotel has no mail server (mail_host in its settings): send it by hand.");
    }
    if (call->body.email != NULL && !mail_address_is_valid(call->body.email)) {
        return command_refuse_field(command, "/email", "email_invalid",
                                    "This is no e-mail address that can be written to.");
    }
    DatabaseStatus status = mailing_again(command->connection, request_number(call->request, "mailing"),
                                          call->body.email, mailer_due(mailer), &found, error);
    mailer_wake(mailer);
    return status == DATABASE_OK ? answer_mailings(command, found, error) : status;
}

static void post_again(HttpRequest *request, gpointer connection)
{
    AgainCall call = {.request = request};

    if (request_decode(request, &again_shape, &call.body)) {
        command_run(http_request_context(request), connection, request, again_body, &call);
        json_shape_clear(&again_shape, &call.body);
    }
}

static void post_sent(HttpRequest *request, gpointer connection)
{
    command_run(http_request_context(request), connection, request, sent_body, request);
}

#define INVOICE_ROUTE(Method, Template, Lane, Action, Flags, Handler)                                        \
    {                                                                                                        \
        .method = Method, .template = Template, .lane = (Lane), .access = UINT64_C(1) << (Action),           \
        .flags = (Flags), .handler = (Handler)                                                               \
    }
#define WRITE_FLAGS (HTTP_IDEMPOTENCY_KEY | HTTP_BODY_REQUIRED)

const HttpRoute invoice_routes[] = {
    INVOICE_ROUTE("GET", "/v1/invoices{?account,limit,after}", HTTP_LANE_WORKER, STAFF_SERVE_GUESTS, 0,
                  get_invoices),
    INVOICE_ROUTE("GET", "/v1/invoice-mailings", HTTP_LANE_WORKER, STAFF_SERVE_GUESTS, 0, get_mailings),
    INVOICE_ROUTE("POST", "/v1/invoice-mailings/{mailing}/sent", HTTP_LANE_WORKER, STAFF_SERVE_GUESTS,
                  HTTP_IDEMPOTENCY_KEY, post_sent),
    INVOICE_ROUTE("POST", "/v1/invoice-mailings/{mailing}/send-again", HTTP_LANE_WORKER, STAFF_SERVE_GUESTS,
                  WRITE_FLAGS, post_again),
    INVOICE_ROUTE("GET", "/v1/invoices/{invoice}", HTTP_LANE_WORKER, STAFF_SERVE_GUESTS, 0, get_invoice),
    INVOICE_ROUTE("GET", "/v1/invoices/{invoice}/pdf{?language}", HTTP_LANE_BOOKING, STAFF_SERVE_GUESTS, 0,
                  get_paper),
    INVOICE_ROUTE("POST", "/v1/invoices/{invoice}/credit-notes", HTTP_LANE_WORKER, STAFF_CORRECT, WRITE_FLAGS,
                  post_credit),
    INVOICE_ROUTE("POST", "/v1/stays/{stay}/invoices", HTTP_LANE_WORKER, STAFF_SERVE_GUESTS, WRITE_FLAGS,
                  post_invoice),
    INVOICE_ROUTE("POST", "/v1/stays/{stay}/direct-bills", HTTP_LANE_WORKER, STAFF_SERVE_GUESTS, WRITE_FLAGS,
                  post_direct_bill),
};
const gsize invoice_route_count = G_N_ELEMENTS(invoice_routes);
