#include "property/invoice/receipt_routes.h"

#include "property/invoice/paper_routes.h"
#include "property/invoice/receipt_pdf.h"
#include "property/invoice/receipt_store.h"

#define RECEIPT_UNKNOWN "payment_not_found", "This account has no such payment."

static DatabaseStatus read_receipt(const HttpRequest *request, const ChainHotel *hotel,
                                   OdbcConnection *connection, json_t **ret_receipt, GError **error)
{
    return receipt_json(connection, hotel, request_number(request, "account"),
                        request_number(request, "posting"), ret_receipt, error);
}

static void get_receipt(HttpRequest *request, gpointer connection)
{
    const Property *property = http_request_context(request);
    g_autoptr(GError) error = NULL;
    json_t *receipt = NULL;

    DatabaseStatus status = read_receipt(request, property->hotel, connection, &receipt, &error);
    if (status != DATABASE_OK) {
        desk_answer_failure(request, status, &error);
    } else if (receipt == NULL) {
        http_request_respond_problem(request, 404, RECEIPT_UNKNOWN);
    } else {
        http_request_respond_json(request, 200, receipt);
    }
}

/* ---- the paper: drawn on a thread that may take its time ---- */

typedef struct PaperCall {
    const HttpRequest *request;
    const ChainHotel *hotel;
    json_t *receipt;
    DatabaseStatus status;
    GError *error;
} PaperCall;

static void read_paper(OdbcConnection *connection, gpointer data)
{
    PaperCall *call = data;

    call->status = read_receipt(call->request, call->hotel, connection, &call->receipt, &call->error);
}

static void run_paper(Property *property, HttpRequest *request)
{
    PaperCall call = {.request = request, .hotel = property->hotel, .status = DATABASE_SOFT};

    if (!desk_call(property->desk, read_paper, &call) || call.status != DATABASE_OK) {
        desk_answer_failure(request, call.status, &call.error);
    } else if (call.receipt == NULL) {
        http_request_respond_problem(request, 404, RECEIPT_UNKNOWN);
    } else {
        paper_respond(property, request, receipt_pdf, call.receipt,
                      json_string_value(json_object_get(call.receipt, "number")));
    }
    g_clear_error(&call.error);
    json_decref(call.receipt);
}

static void get_paper(HttpRequest *request, gpointer context)
{
    if (!property_call_out(context, request, run_paper)) {
        http_request_respond(request, property_busy_problem());
    }
}

#define RECEIPT_ROUTE(Template, Lane, Handler)                                                               \
    {                                                                                                        \
        .method = "GET", .template = (Template), .lane = (Lane),                                             \
        .access = UINT64_C(1) << STAFF_SERVE_GUESTS, .handler = (Handler)                                    \
    }

const HttpRoute receipt_routes[] = {
    RECEIPT_ROUTE("/v1/accounts/{account}/payments/{posting}/receipt", HTTP_LANE_WORKER, get_receipt),
    RECEIPT_ROUTE("/v1/accounts/{account}/payments/{posting}/receipt/pdf{?language}", HTTP_LANE_BOOKING,
                  get_paper),
};
const gsize receipt_route_count = G_N_ELEMENTS(receipt_routes);
