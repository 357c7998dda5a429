#include "property/ledger/account_routes.h"

#include "property/audit/business_date.h"
#include "property/command/match.h"
#include "property/command/page.h"
#include "property/folio/folio_document.h"
#include "property/ledger/account_command.h"
#include "property/ledger/ledger_store.h"

/* ---- looking ---- */

static void get_accounts(HttpRequest *request, gpointer connection)
{
    const char *kind = http_request_query(request, "kind");
    g_autoptr(GError) error = NULL;
    AccountKind which = ACCOUNT_CITY;
    json_t *items = NULL;
    gint64 after = 0;
    int limit;

    if (kind == NULL || !account_kind_parse(kind, &which) || which == ACCOUNT_STAY) {
        page_refuse_query(request, "kind", "must be city, master or deposit");
        return;
    }
    if (!page_limit(request, &limit) ||
        !http_request_query_integer(request, "after", 0, G_MAXINT64, 0, &after)) {
        return;
    }
    DatabaseStatus status = accounts_json(connection, which, after, limit, &items, &error);
    if (status != DATABASE_OK) {
        desk_answer_failure(request, status, &error);
        return;
    }
    json_t *last = json_array_get(items, json_array_size(items) - 1);
    g_autofree char *cursor =
        g_strdup_printf("%" JSON_INTEGER_FORMAT, json_integer_value(json_object_get(last, "account_id")));
    page_respond(request, items, limit, "after", cursor);
}

static void get_account(HttpRequest *request, gpointer connection)
{
    g_autoptr(GError) error = NULL;
    g_auto(Account) account = {0};
    json_t *document = NULL;

    DatabaseStatus status = account_find(connection, request_number(request, "account"), &account, &error);
    if (status == DATABASE_OK && account.account_id >= ACCOUNT_FIRST) {
        status = account_document(connection, &account, &document, &error);
    }
    if (status != DATABASE_OK) {
        desk_answer_failure(request, status, &error);
    } else if (document == NULL) {
        http_request_respond_problem(request, 404, ACCOUNT_UNKNOWN);
    } else {
        respond_tagged(request, document);
    }
}

static void get_trial_balance(HttpRequest *request, gpointer connection)
{
    g_autoptr(GError) error = NULL;
    g_auto(LedgerDay) day = {0};
    Night today;
    Night date;

    DatabaseStatus status = business_date_read(connection, &today, &error);
    if (status == DATABASE_OK && !page_night(request, "date", today, &date)) {
        return;
    }
    if (status == DATABASE_OK) {
        status = ledger_day_read(connection, date, &day, &error);
    }
    if (status != DATABASE_OK) {
        desk_answer_failure(request, status, &error);
    } else if (!day.closed && date != today) {
        http_request_respond_problem(request, 404, "day_not_closed", "No night audit has closed this day.");
    } else {
        http_request_respond_json(request, 200, ledger_day_to_json(&day));
    }
}

/* ---- opening and changing ---- */

typedef struct AccountRequest {
    char *kind;
    char *name;
    char *address;
    char *tax_number;
    int64_t credit_limit_minor;
    int64_t terms_days;
    bool closed;
} AccountRequest;

#define PARTY_FIELDS                                                                                         \
    FIELD_TEXT("name", AccountRequest, name, .required = true, .max_length = 200),                           \
        FIELD_TEXT("address", AccountRequest, address, .allow_empty = true, .max_length = 500),              \
        FIELD_TEXT("tax_number", AccountRequest, tax_number, .allow_empty = true, .max_length = 40),         \
        FIELD_INT("credit_limit_minor", AccountRequest, credit_limit_minor, .min = 0,                        \
                  .max = INT64_C(1000000000000)),                                                            \
        FIELD_INT("terms_days", AccountRequest, terms_days, .min = 0, .max = 365)

static const JsonField open_fields[] = {
    FIELD_TEXT("kind", AccountRequest, kind, .required = true, .max_length = 10),
    PARTY_FIELDS,
};
static const JsonShape open_shape = JSON_SHAPE(AccountRequest, open_fields);

static const JsonField change_fields[] = {
    PARTY_FIELDS,
    FIELD_BOOL("closed", AccountRequest, closed),
};
static const JsonShape change_shape = JSON_SHAPE(AccountRequest, change_fields);

typedef struct AccountCall {
    const HttpRequest *request;
    AccountRequest body;
} AccountCall;

/* Borrows the texts of the request. */
static void take_over(Account *account, const AccountRequest *body)
{
    account_clear(account);
    account->name = g_strdup(body->name);
    account->address = g_strdup(body->address == NULL ? "" : body->address);
    account->tax_number = g_strdup(body->tax_number == NULL ? "" : body->tax_number);
    account->credit_limit_minor = body->credit_limit_minor;
    account->terms_days = (int)body->terms_days;
}

/* Who lends the house's money answers for it: a limit is set or raised by a manager, lowered by anybody. */
static DatabaseStatus check_limit(Command *command, int64_t limit_minor, int64_t wanted_minor)
{
    if (wanted_minor <= limit_minor || staff_may(command->staff->roles, STAFF_OVERRIDE)) {
        return DATABASE_OK;
    }
    return command_refuse_field(
        command, "/credit_limit_minor", "limit_by_manager",
        "A credit limit is set or raised by a manager. Leave it as it is, or ask one.");
}

static DatabaseStatus open_body(Command *command, gpointer data, GError **error)
{
    const AccountCall *call = data;
    g_auto(Account) account = {0};

    if (!account_kind_parse(call->body.kind, &account.kind) ||
        (account.kind != ACCOUNT_CITY && account.kind != ACCOUNT_MASTER)) {
        return command_refuse_field(command, "/kind", "kind_unknown", "Open a city or a master account.");
    }
    DatabaseStatus status = check_limit(command, 0, call->body.credit_limit_minor);
    if (status != DATABASE_OK) {
        return status;
    }
    take_over(&account, &call->body);
    status = account_add(command->connection, &account, command->now, error);
    if (status == DATABASE_OK) {
        command->answer_status = 201;
        command->answer = account_to_json(&account);
    }
    return status;
}

static DatabaseStatus change_body(Command *command, gpointer data, GError **error)
{
    const AccountCall *call = data;
    g_auto(Account) account = {0};

    DatabaseStatus status = command_find_account(command, &account, error);
    if (status != DATABASE_OK) {
        return status;
    }
    if (call->body.closed && account.balance_minor != 0) {
        return command_refuse(command, 409, "account_not_settled", "Settle the account before you close it.");
    }
    status = check_limit(command, account.credit_limit_minor, call->body.credit_limit_minor);
    if (status != DATABASE_OK) {
        return status;
    }
    take_over(&account, &call->body);
    account.open = !call->body.closed;
    status = account_save(command->connection, &account, error);
    if (status == DATABASE_OK) {
        command->answer = account_to_json(&account);
    }
    return status;
}

static void run_account(HttpRequest *request, gpointer connection, const JsonShape *shape, CommandBody body)
{
    AccountCall call = {.request = request, .body = {.terms_days = 30}};

    if (request_decode(request, shape, &call.body)) {
        command_run(http_request_context(request), connection, request, body, &call);
    }
    json_shape_clear(shape, &call.body);
}

static void post_account(HttpRequest *request, gpointer connection)
{
    run_account(request, connection, &open_shape, open_body);
}

static void post_change(HttpRequest *request, gpointer connection)
{
    run_account(request, connection, &change_shape, change_body);
}

#define ACCOUNT_ROUTE(Method, Template, Action, Flags, Handler)                                              \
    {                                                                                                        \
        .method = Method, .template = Template, .lane = HTTP_LANE_WORKER, .access = UINT64_C(1) << (Action), \
        .flags = (Flags), .handler = (Handler)                                                               \
    }
#define WRITE_FLAGS (HTTP_IDEMPOTENCY_KEY | HTTP_BODY_REQUIRED)

const HttpRoute account_routes[] = {
    ACCOUNT_ROUTE("GET", "/v1/accounts{?kind,limit,after}", STAFF_SERVE_GUESTS, 0, get_accounts),
    ACCOUNT_ROUTE("POST", "/v1/accounts", STAFF_CORRECT, WRITE_FLAGS, post_account),
    ACCOUNT_ROUTE("GET", "/v1/accounts/{account}", STAFF_SERVE_GUESTS, 0, get_account),
    ACCOUNT_ROUTE("POST", "/v1/accounts/{account}/details", STAFF_CORRECT, WRITE_FLAGS, post_change),
    ACCOUNT_ROUTE("GET", "/v1/trial-balance{?date}", STAFF_SERVE_GUESTS, 0, get_trial_balance),
};
const gsize account_route_count = G_N_ELEMENTS(account_routes);
