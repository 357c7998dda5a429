#include "property/folio/deposit_routes.h"

#include "ops/json.h"
#include "property/audit/business_date.h"
#include "property/copy/copy_store.h"
#include "property/cashier/means_command.h"
#include "property/cashier/tender_command.h"
#include "property/folio/deposit.h"
#include "property/folio/folio_command.h"
#include "property/stay/stay_store.h"

#define RESERVATION_UNKNOWN "reservation_not_found", "This hotel has no such reservation."

/* ---- looking ---- */

static json_t *line_json(const ChainHotel *hotel, const CopiedLine *line, const Account *account, Night today)
{
    PolicyStay booked = deposit_policy_stay(hotel, line);
    bool found = account->account_id != 0;
    json_t *number = found ? json_integer(account->account_id) : json_null();

    return json_pack("{s:i, s:s, s:I, s:o, s:o, s:I}", "line", line->line, "status",
                     line_status_name(line->status), "asked_minor", (json_int_t)policy_deposit_minor(&booked),
                     "due_on", json_from_night(policy_deposit_due_on(&booked, today)), "account_id", number,
                     "held_minor", (json_int_t)(found ? -account->balance_minor : 0));
}

static DatabaseStatus deposits_json(OdbcConnection *connection, const ChainHotel *hotel,
                                    const CopiedReservation *reservation, Night today, json_t **ret_deposits,
                                    GError **error)
{
    json_auto_t *items = json_array();
    DatabaseStatus status = DATABASE_OK;

    for (guint i = 0; i < reservation->lines->len && status == DATABASE_OK; i++) {
        const CopiedLine *line = g_ptr_array_index(reservation->lines, i);
        g_auto(Account) account = {0};
        status =
            account_find_deposit(connection, reservation->confirmation_number, line->line, &account, error);
        if (status == DATABASE_OK) {
            json_array_append_new(items, line_json(hotel, line, &account, today));
        }
    }
    if (status == DATABASE_OK) {
        *ret_deposits = json_pack("{s:s, s:s, s:O}", "confirmation_number", reservation->confirmation_number,
                                  "currency", hotel->currency->code, "items", items);
    }
    return status;
}

static void get_deposits(HttpRequest *request, gpointer connection)
{
    const Property *property = http_request_context(request);
    g_autoptr(GError) error = NULL;
    g_autoptr(CopiedReservation) reservation = NULL;
    json_t *deposits = NULL;
    Night today;

    DatabaseStatus status = business_date_read(connection, &today, &error);
    if (status == DATABASE_OK) {
        status = copy_reservation_find(connection, http_request_path_parameter(request, "confirmation"),
                                       &reservation, NULL, &error);
    }
    if (status == DATABASE_OK && reservation != NULL) {
        status = deposits_json(connection, property->hotel, reservation, today, &deposits, &error);
    }
    if (status != DATABASE_OK) {
        desk_answer_failure(request, status, &error);
    } else if (deposits == NULL) {
        http_request_respond_problem(request, 404, RESERVATION_UNKNOWN);
    } else {
        http_request_respond_json(request, 200, deposits);
    }
}

/* ---- taking and paying back ---- */

typedef struct DepositRequest {
    int64_t line;
    MeansRequest means;
    int64_t amount_minor;
    TenderRequest tendered;
} DepositRequest;

static const JsonField deposit_fields[] = {
    FIELD_INT("line", DepositRequest, line, .min = 1, .max = 99),
    MEANS_FIELDS(DepositRequest, means),
    FIELD_INT("amount_minor", DepositRequest, amount_minor, .required = true, .min = 1,
              .max = FOLIO_AMOUNT_MAX_MINOR),
    FIELD_OBJECT("tendered", DepositRequest, tendered, &tender_shape),
};
static const JsonShape deposit_shape = JSON_SHAPE(DepositRequest, deposit_fields);

static const JsonField refund_fields[] = {
    FIELD_INT("line", DepositRequest, line, .min = 1, .max = 99),
    MEANS_FIELDS(DepositRequest, means),
};
static const JsonShape refund_shape = JSON_SHAPE(DepositRequest, refund_fields);

typedef struct DepositCall {
    const HttpRequest *request;
    DepositRequest body;
} DepositCall;

static DatabaseStatus find_line(Command *command, const DepositCall *call,
                                CopiedReservation **ret_reservation, const CopiedLine **ret_line,
                                PaidBy *ret_paid, GError **error)
{
    DatabaseStatus status =
        copy_reservation_find(command->connection, http_request_path_parameter(call->request, "confirmation"),
                              ret_reservation, NULL, error);
    if (status != DATABASE_OK) {
        return status;
    }
    *ret_line =
        *ret_reservation == NULL ? NULL : copied_reservation_line(*ret_reservation, (int)call->body.line);
    if (*ret_line == NULL) {
        return command_refuse(command, 404, RESERVATION_UNKNOWN);
    }
    return command_check_means(command, "", &call->body.means, call->body.tendered.currency, ret_paid, error);
}

static DatabaseStatus answer_deposits(Command *command, const CopiedReservation *reservation, GError **error)
{
    command->answer_status = 201;
    return deposits_json(command->connection, command->property->hotel, reservation, command->business_date,
                         &command->answer, error);
}

static DatabaseStatus take(Command *command, const CopiedReservation *reservation, const DepositRequest *body,
                           const PaidBy *paid, GError **error)
{
    PostingContext context = command_posting_context(command);
    FolioVerdict verdict =
        folio_cash_check(paid->kind == MEANS_CASH, body->amount_minor, 0, context.hotel->cash_step_minor);
    g_auto(Account) account = {0};
    Posting posting = posting_of_context(&context);
    Tender tender = {0};
    bool tendered = false;

    if (verdict != FOLIO_ACCEPTED) {
        return refuse_posting(command, "/amount_minor", verdict);
    }
    DatabaseStatus status = command_read_tender(command, "", &body->tendered, paid, body->amount_minor, &tender,
                                                &tendered, error);
    if (status == DATABASE_OK) {
        status =
            deposit_account(command->connection, reservation, (int)body->line, &context, &account, error);
    }
    if (status != DATABASE_OK) {
        return status;
    }
    posting.department = FOLIO_PAYMENT;
    posting.paid = paid;
    posting.tender = tendered ? &tender : NULL;
    posting.code = paid->code;
    posting.description = "Deposit";
    posting.amount_minor = -body->amount_minor;
    return posting_append(command->connection, account.account_id, &posting, NULL, error);
}

static DatabaseStatus deposit_body(Command *command, gpointer data, GError **error)
{
    const DepositCall *call = data;
    g_autoptr(CopiedReservation) reservation = NULL;
    g_autoptr(Stay) stay = NULL;
    const CopiedLine *line = NULL;
    PaidBy paid;

    DatabaseStatus status = find_line(command, call, &reservation, &line, &paid, error);
    if (status == DATABASE_OK) {
        status =
            stay_find_line(command->connection, reservation->confirmation_number, line->line, &stay, error);
    }
    if (status != DATABASE_OK) {
        return status;
    }
    if (line->status != LINE_RESERVED || stay_has_arrived(stay)) {
        return command_refuse(
            command, 409, "not_expected",
            "A deposit is taken before the guest arrives. Post a payment to the folio instead.");
    }
    status = take(command, reservation, &call->body, &paid, error);
    return status == DATABASE_OK ? answer_deposits(command, reservation, error) : status;
}

/* What the house keeps follows from the policy at the moment the deposit is settled, or at the cut-off of the
 * day of arrival when that has passed. */
static DatabaseStatus refund_body(Command *command, gpointer data, GError **error)
{
    const DepositCall *call = data;
    PostingContext context = command_posting_context(command);
    g_autoptr(CopiedReservation) reservation = NULL;
    g_auto(Account) account = {0};
    DepositSettlement settlement;
    const CopiedLine *line = NULL;
    PaidBy paid;

    DatabaseStatus status = find_line(command, call, &reservation, &line, &paid, error);
    if (status == DATABASE_OK && line->status != LINE_CANCELLED) {
        return command_refuse(command, 409, "not_cancelled",
                              "Only the deposit of a cancelled room is settled. Cancel the room first.");
    }
    if (status == DATABASE_OK) {
        status = account_find_deposit(command->connection, reservation->confirmation_number, line->line,
                                      &account, error);
    }
    if (status == DATABASE_OK && account.balance_minor >= 0) {
        return command_refuse(command, 409, "no_deposit", "No deposit is held for this room.");
    }
    if (status == DATABASE_OK) {
        status = deposit_settle(command->connection, reservation, line, &account, command->now,
                                &paid, &context, &settlement, error);
    }
    return status == DATABASE_OK ? answer_deposits(command, reservation, error) : status;
}

static void run_deposit(HttpRequest *request, gpointer connection, const JsonShape *shape, CommandBody body)
{
    DepositCall call = {.request = request, .body = {.line = 1}};

    if (request_decode(request, shape, &call.body)) {
        command_run(http_request_context(request), connection, request, body, &call);
    }
    json_shape_clear(shape, &call.body);
}

static void post_deposit(HttpRequest *request, gpointer connection)
{
    run_deposit(request, connection, &deposit_shape, deposit_body);
}

static void post_refund(HttpRequest *request, gpointer connection)
{
    run_deposit(request, connection, &refund_shape, refund_body);
}

#define DEPOSIT_WRITE(Template, Handler)                                                                     \
    {                                                                                                        \
        .method = "POST", .template = Template, .lane = HTTP_LANE_WORKER,                                    \
        .access = UINT64_C(1) << STAFF_SERVE_GUESTS, .flags = HTTP_IDEMPOTENCY_KEY | HTTP_BODY_REQUIRED,     \
        .handler = (Handler)                                                                                 \
    }

const HttpRoute deposit_routes[] = {
    {.method = "GET",
     .template = "/v1/reservations/{confirmation}/deposits",
     .lane = HTTP_LANE_WORKER,
     .access = UINT64_C(1) << STAFF_LOOK,
     .handler = get_deposits},
    DEPOSIT_WRITE("/v1/reservations/{confirmation}/deposits", post_deposit),
    DEPOSIT_WRITE("/v1/reservations/{confirmation}/deposits/refund", post_refund),
};
const gsize deposit_route_count = G_N_ELEMENTS(deposit_routes);
