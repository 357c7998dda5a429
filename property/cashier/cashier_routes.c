#include "property/cashier/cashier_routes.h"

#include "property/audit/business_date.h"
#include "property/cashier/exchange_rules.h"
#include "property/cashier/exchange_store.h"
#include "property/cashier/means_store.h"
#include "property/cashier/shift_store.h"
#include "property/command/match.h"
#include "property/command/page.h"
#include <string.h>

#define AMOUNT_MAX INT64_C(100000000)
#define NO_SHIFT "no_shift_open", "You have no open drawer. Open one first."

static CashContext cash_context(const Command *command)
{
    return (CashContext){command->staff->user, command->property->hotel->currency->code,
                         command->business_date, command->now};
}

/* ---- one's own drawer ---- */

static void get_shift(HttpRequest *request, gpointer connection)
{
    const StaffSession *staff = http_request_principal(request);
    g_autoptr(GError) error = NULL;
    json_t *document = NULL;
    int64_t shift = 0;

    DatabaseStatus status = shift_find_open(connection, staff->user, &shift, &error);
    if (status == DATABASE_OK && shift != 0) {
        status = shift_json(connection, shift, &document, &error);
    }
    if (status != DATABASE_OK) {
        desk_answer_failure(request, status, &error);
    } else if (document == NULL) {
        http_request_respond_problem(request, 404, NO_SHIFT);
    } else {
        http_request_respond_json(request, 200, document);
    }
}

static DatabaseStatus answer_shift(Command *command, int64_t shift, guint answer_status, GError **error)
{
    command->answer_status = answer_status;
    return shift_json(command->connection, shift, &command->answer, error);
}

typedef struct OpenRequest {
    int64_t float_minor;
} OpenRequest;

static const JsonField open_fields[] = {
    FIELD_INT("float_minor", OpenRequest, float_minor, .required = true, .min = 0, .max = AMOUNT_MAX)};
static const JsonShape open_shape = JSON_SHAPE(OpenRequest, open_fields);

static DatabaseStatus open_body(Command *command, gpointer data, GError **error)
{
    const OpenRequest *body = data;
    CashContext context = cash_context(command);
    int64_t shift = 0;

    DatabaseStatus status = shift_find_open(command->connection, context.staff, &shift, error);
    if (status != DATABASE_OK) {
        return status;
    }
    if (shift != 0) {
        return command_refuse(command, 409, "shift_open",
                              "Your drawer is open already. Close it before you open another.");
    }
    status = shift_open(command->connection, &context, body->float_minor, &shift, error);
    return status == DATABASE_OK ? answer_shift(command, shift, 201, error) : status;
}

static void post_shift(HttpRequest *request, gpointer connection)
{
    OpenRequest body = {0};

    if (request_decode(request, &open_shape, &body)) {
        command_run(http_request_context(request), connection, request, open_body, &body);
    }
}

/* The open shift of whoever asks; refuses when there is none. */
static DatabaseStatus own_shift(Command *command, int64_t *ret_shift, GError **error)
{
    DatabaseStatus status = shift_find_open(command->connection, command->staff->user, ret_shift, error);

    return status == DATABASE_OK && *ret_shift == 0 ? command_refuse(command, 409, NO_SHIFT) : status;
}

typedef struct DropRequest {
    const Currency *currency;
    int64_t amount_minor;
    char *note;
} DropRequest;

static const JsonField drop_fields[] = {
    FIELD_CURRENCY("currency", DropRequest, currency),
    FIELD_INT("amount_minor", DropRequest, amount_minor, .required = true, .min = 1, .max = AMOUNT_MAX),
    FIELD_TEXT("note", DropRequest, note, .required = true, .max_length = 120),
};
static const JsonShape drop_shape = JSON_SHAPE(DropRequest, drop_fields);

static DatabaseStatus drop_body(Command *command, gpointer data, GError **error)
{
    const DropRequest *body = data;
    CashContext context = cash_context(command);
    int64_t shift = 0;

    DatabaseStatus status = own_shift(command, &shift, error);
    if (status == DATABASE_OK) {
        status = shift_drop(command->connection, &context, shift,
                            body->currency != NULL ? body->currency->code : context.currency,
                            body->amount_minor, body->note, error);
    }
    return status == DATABASE_OK ? answer_shift(command, shift, 201, error) : status;
}

static void post_drop(HttpRequest *request, gpointer connection)
{
    DropRequest body = {0};

    if (request_decode(request, &drop_shape, &body)) {
        command_run(http_request_context(request), connection, request, drop_body, &body);
    }
    json_shape_clear(&drop_shape, &body);
}

typedef struct CountedCash {
    const Currency *currency;
    int64_t amount_minor;
} CountedCash;

static const JsonField counted_fields[] = {
    FIELD_CURRENCY("currency", CountedCash, currency, .required = true),
    FIELD_INT("amount_minor", CountedCash, amount_minor, .required = true, .min = 0,
              .max = INT64_C(1000000000000)),
};
static const JsonShape counted_shape = JSON_SHAPE(CountedCash, counted_fields);

typedef struct CountedMeans {
    char *means;
    int64_t amount_minor;
} CountedMeans;

static const JsonField counted_means_fields[] = {
    FIELD_TEXT("means", CountedMeans, means, .required = true, .max_length = MEANS_CODE_SIZE - 1),
    FIELD_INT("amount_minor", CountedMeans, amount_minor, .required = true, .min = -INT64_C(1000000000000),
              .max = INT64_C(1000000000000)),
};
static const JsonShape counted_means_shape = JSON_SHAPE(CountedMeans, counted_means_fields);

typedef struct CloseRequest {
    int64_t shift; /* of the path, when it is somebody else's */
    GArray *counts;
    GArray *means;
} CloseRequest;

static const JsonField close_fields[] = {
    FIELD_LIST("counts", CloseRequest, counts, &counted_shape, .required = true, .min = 1, .max = 50),
    FIELD_LIST("means", CloseRequest, means, &counted_means_shape, .max = 100),
};
static const JsonShape close_shape = JSON_SHAPE(CloseRequest, close_fields);

/* What was counted, by currency; NULL when one was counted twice. New reference. */
static json_t *counted_cash(const GArray *counts)
{
    json_auto_t *counted = json_object();

    for (guint i = 0; i < counts->len; i++) {
        const CountedCash *cash = &g_array_index(counts, CountedCash, i);
        if (json_object_get(counted, cash->currency->code) != NULL) {
            return NULL;
        }
        json_object_set_new(counted, cash->currency->code, json_integer(cash->amount_minor));
    }
    return g_steal_pointer(&counted);
}

/* What was counted, by means; refuses what is counted twice, is none of the list, or is cash. */
static DatabaseStatus counted_means(Command *command, const GArray *counts, json_t *counted, GError **error)
{
    DatabaseStatus status = DATABASE_OK;

    for (guint i = 0; status == DATABASE_OK && i < counts->len; i++) {
        const CountedMeans *each = &g_array_index(counts, CountedMeans, i);
        g_auto(PaymentMeans) means = {0};
        status = means_find(command->connection, each->means, &means, error);
        if (status == DATABASE_OK && (means.code[0] == '\0' || means.kind == MEANS_CASH)) {
            return command_refuse_field(command, "/means", "payment_method_unknown",
                                        "Count only means of the hotel's list, and cash by its currency.");
        }
        if (status == DATABASE_OK && json_object_get(counted, each->means) != NULL) {
            return command_refuse_field(command, "/means", "counted_twice",
                                        "A means of payment was counted twice. Give one sum for each.");
        }
        json_object_set_new(counted, each->means, json_integer(each->amount_minor));
    }
    return status;
}

static DatabaseStatus close_counted(Command *command, int64_t shift, const CloseRequest *body, GError **error)
{
    CashContext context = cash_context(command);
    json_auto_t *counted = counted_cash(body->counts);
    json_auto_t *by_means = body->means == NULL ? NULL : json_object();
    DatabaseStatus status = DATABASE_OK;

    if (counted == NULL) {
        return command_refuse_field(command, "/counts", "counted_twice",
                                    "A currency was counted twice. Give one sum for each.");
    }
    if (by_means != NULL) {
        status = counted_means(command, body->means, by_means, error);
    }
    if (status == DATABASE_OK) {
        status = shift_close(command->connection, &context, shift, counted, by_means, error);
    }
    return status == DATABASE_OK ? answer_shift(command, shift, 200, error) : status;
}

static DatabaseStatus close_own_body(Command *command, gpointer data, GError **error)
{
    const CloseRequest *body = data;
    int64_t shift = 0;

    DatabaseStatus status = own_shift(command, &shift, error);
    return status == DATABASE_OK ? close_counted(command, shift, body, error) : status;
}

/* A cashier who went home does not hold up the night audit: a manager counts the drawer, and it says who did.
 */
static DatabaseStatus close_other_body(Command *command, gpointer data, GError **error)
{
    const CloseRequest *body = data;
    g_autofree char *staff = NULL;
    bool is_open = false;

    DatabaseStatus status = shift_find(command->connection, body->shift, &staff, &is_open, error);
    if (status != DATABASE_OK) {
        return status;
    }
    if (staff == NULL) {
        return command_refuse(command, 404, "shift_not_found", "This hotel has no such drawer.");
    }
    if (!is_open) {
        return command_refuse(command, 409, "shift_closed",
                              "This drawer was counted and closed already. Its count stands in the list.");
    }
    return close_counted(command, body->shift, body, error);
}

static void post_close(HttpRequest *request, gpointer connection)
{
    CloseRequest body = {0};

    if (request_decode(request, &close_shape, &body)) {
        command_run(http_request_context(request), connection, request, close_own_body, &body);
    }
    json_shape_clear(&close_shape, &body);
}

static void post_close_other(HttpRequest *request, gpointer connection)
{
    CloseRequest body = {.shift = request_number(request, "shift")};

    if (request_decode(request, &close_shape, &body)) {
        command_run(http_request_context(request), connection, request, close_other_body, &body);
    }
    json_shape_clear(&close_shape, &body);
}

/* ---- all drawers, for managers ---- */

static void get_shifts(HttpRequest *request, gpointer connection)
{
    g_autoptr(GError) error = NULL;
    json_t *items = NULL;
    Night today;
    Night date;

    DatabaseStatus status = business_date_read(connection, &today, &error);
    if (status == DATABASE_OK && !page_night(request, "date", today, &date)) {
        return;
    }
    if (status == DATABASE_OK) {
        status = shifts_json(connection, date, &items, &error);
    }
    if (status != DATABASE_OK) {
        desk_answer_failure(request, status, &error);
        return;
    }
    http_request_respond_json(request, 200, json_pack("{s:o}", "items", items));
}

/* ---- rates ---- */

static DatabaseStatus rates_answer(OdbcConnection *connection, Night date, const char *currency,
                                   json_t **ret_answer, GError **error)
{
    json_t *items = NULL;

    DatabaseStatus status = exchange_rates_json(connection, date, &items, error);
    if (status == DATABASE_OK) {
        *ret_answer = json_pack("{s:s, s:o}", "currency", currency, "items", items);
    }
    return status;
}

static void get_rates(HttpRequest *request, gpointer connection)
{
    const Property *property = http_request_context(request);
    g_autoptr(GError) error = NULL;
    json_t *answer = NULL;
    Night today;

    DatabaseStatus status = business_date_read(connection, &today, &error);
    if (status == DATABASE_OK) {
        status = rates_answer(connection, today, property->hotel->currency->code, &answer, &error);
    }
    if (status != DATABASE_OK) {
        desk_answer_failure(request, status, &error);
    } else {
        respond_tagged(request, answer);
    }
}

typedef struct RateRequest {
    const Currency *currency;
    int64_t rate_millionths;
} RateRequest;

static const JsonField rate_fields[] = {
    FIELD_CURRENCY("currency", RateRequest, currency, .required = true),
    FIELD_INT("rate_millionths", RateRequest, rate_millionths, .required = true, .min = 1,
              .max = INT64_C(1000000000000)),
};
static const JsonShape rate_shape = JSON_SHAPE(RateRequest, rate_fields);

static DatabaseStatus rate_body(Command *command, gpointer data, GError **error)
{
    const RateRequest *body = data;
    const char *local = command->property->hotel->currency->code;

    if (strcmp(body->currency->code, local) == 0) {
        return command_refuse_field(command, "/currency", "own_currency", "This is the hotel's own money.");
    }
    json_t *before = NULL;

    DatabaseStatus status = rates_answer(command->connection, command->business_date, local, &before, error);
    if (status == DATABASE_OK) {
        status = command_match(command, before);
    }
    if (status == DATABASE_OK) {
        status = exchange_rate_set(command->connection, body->currency->code, command->business_date,
                                   body->rate_millionths, command->staff->user, error);
    }
    command->answer_status = 201;
    return status == DATABASE_OK
               ? rates_answer(command->connection, command->business_date, local, &command->answer, error)
               : status;
}

static void post_rate(HttpRequest *request, gpointer connection)
{
    RateRequest body = {0};

    if (request_decode(request, &rate_shape, &body)) {
        command_run(http_request_context(request), connection, request, rate_body, &body);
    }
}

#define CASHIER_ROUTE(Method, Template, Action, Flags, Handler)                                              \
    {                                                                                                        \
        .method = Method, .template = Template, .lane = HTTP_LANE_WORKER, .access = UINT64_C(1) << (Action), \
        .flags = (Flags), .handler = (Handler)                                                               \
    }
#define WRITE_FLAGS (HTTP_IDEMPOTENCY_KEY | HTTP_BODY_REQUIRED)

const HttpRoute cashier_routes[] = {
    CASHIER_ROUTE("GET", "/v1/cashier/shift", STAFF_SERVE_GUESTS, 0, get_shift),
    CASHIER_ROUTE("POST", "/v1/cashier/shift", STAFF_SERVE_GUESTS, WRITE_FLAGS, post_shift),
    CASHIER_ROUTE("POST", "/v1/cashier/shift/drops", STAFF_SERVE_GUESTS, WRITE_FLAGS, post_drop),
    CASHIER_ROUTE("POST", "/v1/cashier/shift/close", STAFF_SERVE_GUESTS, WRITE_FLAGS, post_close),
    CASHIER_ROUTE("GET", "/v1/cashier/shifts{?date}", STAFF_OVERRIDE, 0, get_shifts),
    CASHIER_ROUTE("POST", "/v1/cashier/shifts/{shift}/close", STAFF_OVERRIDE, WRITE_FLAGS, post_close_other),
    CASHIER_ROUTE("GET", "/v1/cashier/rates", STAFF_LOOK, 0, get_rates),
    CASHIER_ROUTE("POST", "/v1/cashier/rates", STAFF_OVERRIDE, WRITE_FLAGS, post_rate),
};
const gsize cashier_route_count = G_N_ELEMENTS(cashier_routes);
