#include "property/ledger/statement_routes.h"

#include "ops/json.h"
#include "property/audit/business_date.h"
#include "property/command/page.h"
#include "property/invoice/invoice_rules.h"
#include "property/invoice/paper_routes.h"
#include "property/ledger/account_command.h"
#include "property/ledger/city_store.h"
#include "property/ledger/statement_pdf.h"

#define STATEMENT_NIGHTS 30

/* What a statement is about. */
typedef struct StatementAsked {
    Account account; /* account_id 0: none of a company */
    Night today;
    Night from;
    Night until;
    bool answered; /* the query could not be read, and the request knows it */
} StatementAsked;

static DatabaseStatus read_asked(HttpRequest *request, OdbcConnection *connection, StatementAsked *ret_asked,
                                 GError **error)
{
    DatabaseStatus status = business_date_read(connection, &ret_asked->today, error);

    if (status != DATABASE_OK) {
        return status;
    }
    ret_asked->answered = !page_night(request, "until", ret_asked->today, &ret_asked->until) ||
                          !page_night(request, "from", ret_asked->until - STATEMENT_NIGHTS, &ret_asked->from);
    if (ret_asked->answered) {
        return DATABASE_OK;
    }
    status = account_find(connection, request_number(request, "account"), &ret_asked->account, error);
    if (ret_asked->account.kind != ACCOUNT_CITY) {
        ret_asked->account.account_id = 0;
    }
    return status;
}

static void get_statement(HttpRequest *request, gpointer connection)
{
    g_autoptr(GError) error = NULL;
    StatementAsked asked = {0};
    json_t *statement = NULL;

    DatabaseStatus status = read_asked(request, connection, &asked, &error);
    if (status == DATABASE_OK && asked.account.account_id != 0) {
        status = city_statement_json(connection, asked.account.account_id, asked.from, asked.until,
                                     &statement, &error);
    }
    if (status != DATABASE_OK) {
        desk_answer_failure(request, status, &error);
    } else if (statement != NULL) {
        http_request_respond_json(request, 200, statement);
    } else if (!asked.answered) {
        http_request_respond_problem(request, 404, ACCOUNT_UNKNOWN);
    }
    account_clear(&asked.account);
}

/* ---- the paper: drawn on a thread that may take its time ---- */

typedef struct PaperCall {
    HttpRequest *request;
    const ChainHotel *hotel;
    StatementAsked asked;
    json_t *document; /* NULL when there is nothing to draw */
    DatabaseStatus status;
    GError *error;
} PaperCall;

static void read_paper(OdbcConnection *connection, gpointer data)
{
    PaperCall *call = data;
    const Account *account = &call->asked.account;
    g_autoptr(GArray) invoices = NULL;
    json_t *statement = NULL;
    json_t *aging = NULL;

    call->status = read_asked(call->request, connection, &call->asked, &call->error);
    if (call->status != DATABASE_OK || account->account_id == 0) {
        return;
    }
    call->status = city_statement_json(connection, account->account_id, call->asked.from, call->asked.until,
                                       &statement, &call->error);
    if (call->status == DATABASE_OK) {
        call->status = city_open_invoices(connection, account->account_id, &invoices, &call->error);
    }
    if (call->status == DATABASE_OK) {
        aging = city_account_aging_json(account, invoices, call->asked.today);
        call->document =
            json_pack("{s:o, s:s, s:o, s:o, s:o, s:o, s:o}", "hotel", invoice_hotel_json(call->hotel),
                      "currency", call->hotel->currency->code, "on", json_from_night(call->asked.today),
                      "account", account_to_json(account), "statement", json_incref(statement), "aging",
                      aging, "open_invoices", city_open_invoices_json(invoices));
    }
    json_decref(statement);
}

static void answer_paper(Property *property, const PaperCall *call)
{
    char until[NIGHT_TEXT_SIZE];
    g_autofree char *name =
        g_strdup_printf("%s-%" G_GINT64_FORMAT "-%s", property->hotel->code, call->asked.account.account_id,
                        night_write(call->asked.until, until));

    paper_respond(property, call->request, statement_pdf, call->document, name);
}

static void run_paper(Property *property, HttpRequest *request)
{
    PaperCall call = {.request = request, .hotel = property->hotel, .status = DATABASE_SOFT};

    if (!desk_call(property->desk, read_paper, &call) || call.status != DATABASE_OK) {
        desk_answer_failure(request, call.status, &call.error);
    } else if (call.document != NULL) {
        answer_paper(property, &call);
    } else if (!call.asked.answered) {
        http_request_respond_problem(request, 404, ACCOUNT_UNKNOWN);
    }
    g_clear_error(&call.error);
    account_clear(&call.asked.account);
    json_decref(call.document);
}

static void get_paper(HttpRequest *request, gpointer context)
{
    if (!property_call_out(context, request, run_paper)) {
        http_request_respond(request, property_busy_problem());
    }
}

static void get_aging(HttpRequest *request, gpointer connection)
{
    g_autoptr(GError) error = NULL;
    json_t *aging = NULL;
    Night today;

    DatabaseStatus status = business_date_read(connection, &today, &error);
    if (status == DATABASE_OK) {
        status = city_aging_json(connection, today, &aging, &error);
    }
    if (status != DATABASE_OK) {
        desk_answer_failure(request, status, &error);
    } else {
        http_request_respond_json(request, 200, aging);
    }
}

#define STATEMENT_ROUTE(Template, Lane, Handler)                                                             \
    {                                                                                                        \
        .method = "GET", .template = (Template), .lane = (Lane),                                             \
        .access = UINT64_C(1) << STAFF_SERVE_GUESTS, .handler = (Handler)                                    \
    }

const HttpRoute statement_routes[] = {
    STATEMENT_ROUTE("/v1/accounts/{account}/statement{?from,until}", HTTP_LANE_WORKER, get_statement),
    STATEMENT_ROUTE("/v1/accounts/{account}/statement/pdf{?from,until,language}", HTTP_LANE_BOOKING,
                    get_paper),
    STATEMENT_ROUTE("/v1/aging", HTTP_LANE_WORKER, get_aging),
};
const gsize statement_route_count = G_N_ELEMENTS(statement_routes);
