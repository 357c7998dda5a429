#include "property/folio/agreement_routes.h"

#include "property/audit/business_date.h"
#include "property/folio/advance.h"
#include "property/folio/folio_command.h"
#include "property/folio/folio_document.h"
#include "property/folio/routing_store.h"
#include "property/stay/stay_command.h"

/* ---- looking ---- */

static DatabaseStatus agreements_json(OdbcConnection *connection, int64_t stay_id, json_t **ret_agreements,
                                      GError **error)
{
    json_t *routing = NULL;
    json_t *exemptions = NULL;
    json_t *charges = NULL;
    Night business_date;

    DatabaseStatus status = business_date_read(connection, &business_date, error);
    if (status == DATABASE_OK) {
        status = routing_json(connection, stay_id, business_date, &routing, error);
    }
    if (status == DATABASE_OK) {
        status = tax_exemptions_json(connection, stay_id, &exemptions, error);
    }
    if (status == DATABASE_OK) {
        status = fixed_charges_json(connection, stay_id, &charges, error);
    }
    *ret_agreements = json_pack("{s:o?, s:o?, s:o?}", "routing", routing, "tax_exemptions", exemptions,
                                "fixed_charges", charges);
    return status;
}

static void get_agreements(HttpRequest *request, gpointer connection)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Stay) stay = request_find_stay(request, connection);
    json_auto_t *agreements = NULL;

    if (stay == NULL) {
        return;
    }
    DatabaseStatus status = agreements_json(connection, stay->stay_id, &agreements, &error);
    if (status != DATABASE_OK) {
        desk_answer_failure(request, status, &error);
    } else {
        http_request_respond_json(request, 200, json_incref(agreements));
    }
}

/* ---- what is to come ---- */

static void get_advance(HttpRequest *request, gpointer connection)
{
    const Property *property = http_request_context(request);
    g_autoptr(GError) error = NULL;
    g_autoptr(Stay) stay = request_find_stay(request, connection);
    json_t *advance = NULL;
    Night business_date;

    if (stay == NULL) {
        return;
    }
    DatabaseStatus status = business_date_read(connection, &business_date, &error);
    if (status == DATABASE_OK) {
        status = folio_advance_json(connection, property->hotel, stay, business_date, &advance, &error);
    }
    if (status != DATABASE_OK) {
        desk_answer_failure(request, status, &error);
    } else {
        http_request_respond_json(request, 200, advance);
    }
}

/* ---- changing: every write answers with what is agreed now ---- */

typedef struct AgreementCall {
    const HttpRequest *request;
    void *body;
    DatabaseStatus (*apply)(Command *command, const OpenFolio *folio, const void *body, GError **error);
} AgreementCall;

static DatabaseStatus agreement_body(Command *command, gpointer data, GError **error)
{
    const AgreementCall *call = data;
    g_auto(OpenFolio) folio = {0};

    DatabaseStatus status = open_folio(command, FOLIO_CHARGES, &folio, error);
    if (status == DATABASE_OK) {
        status = call->apply(command, &folio, call->body, error);
    }
    if (status == DATABASE_OK) {
        command->answer_status = 201;
        status = agreements_json(command->connection, folio.stay->stay_id, &command->answer, error);
    }
    return status;
}

static void run_agreement(HttpRequest *request, gpointer connection, const JsonShape *shape,
                          AgreementCall *call)
{
    call->request = request;
    if (request_decode(request, shape, call->body)) {
        command_run(http_request_context(request), connection, request, agreement_body, call);
    }
    json_shape_clear(shape, call->body);
}

static DatabaseStatus check_dates(Command *command, Night from, Night until)
{
    if (until < from) {
        return command_refuse_field(command, "/until_date", "until_before_from",
                                    "The last date is before the first.");
    }
    return DATABASE_OK;
}

/* ---- routing ---- */

typedef struct RoutingRequest {
    char *departments;
    Night from_date;
    Night until_date;
    int64_t window;
    int64_t account_id;
    int64_t share_basis_points;
    int64_t replaces; /* number of the instruction whose place it takes; 0: none */
    bool whole_group;
} RoutingRequest;

static const JsonField routing_fields[] = {
    FIELD_TEXT("departments", RoutingRequest, departments, .required = true),
    FIELD_NIGHT("from_date", RoutingRequest, from_date),
    FIELD_NIGHT("until_date", RoutingRequest, until_date),
    FIELD_INT("window", RoutingRequest, window, .required = true, .min = 1, .max = FOLIO_WINDOW_MAX),
    FIELD_INT("account_id", RoutingRequest, account_id, .min = 1, .max = INT64_MAX),
    FIELD_INT("share_basis_points", RoutingRequest, share_basis_points, .min = 1, .max = ROUTING_WHOLE),
    FIELD_INT("replaces", RoutingRequest, replaces, .min = 1, .max = INT64_MAX),
    FIELD_BOOL("whole_group", RoutingRequest, whole_group),
};
static const JsonShape routing_shape = JSON_SHAPE(RoutingRequest, routing_fields);

static DatabaseStatus end_agreement(Command *command, DatabaseStatus status, bool found)
{
    if (status == DATABASE_OK && !found) {
        return command_refuse(command, 404, "agreement_not_found",
                              "This stay has no such agreement, or it has ended.");
    }
    return status;
}

/* The others of the group have the same instruction, each until they leave; a guest who pays for them pays for
 * herself anyway. */
static DatabaseStatus route_group(Command *command, const OpenFolio *folio, const RoutingRequest *body,
                                  const Routing *routing, GError **error)
{
    g_autoptr(GArray) members = NULL;

    DatabaseStatus status =
        routing_group_read(command->connection, folio->stay->stay_id, &members, error);
    for (guint i = 0; status == DATABASE_OK && i < members->len; i++) {
        const GroupMember *member = &g_array_index(members, GroupMember, i);
        Routing own = *routing;
        own.until_date = body->until_date == NIGHT_NONE ? member->departure : body->until_date;
        if (member->stay_id != folio->stay->stay_id && member->stay_id != body->account_id &&
            own.until_date >= own.from_date) {
            status = routing_add(command->connection, member->stay_id, &own, &folio->context, error);
        }
    }
    return status;
}

/* One that takes the place of another ends it today, and is asked where that was. */
static DatabaseStatus route(Command *command, const OpenFolio *folio, const RoutingRequest *body,
                            Routing *routing, GError **error)
{
    DatabaseStatus status = DATABASE_OK;

    if (body->replaces != 0) {
        status = routing_end(command->connection, folio->stay->stay_id, body->replaces,
                             command->business_date, &routing->rank, error);
        status = end_agreement(command, status, routing->rank != 0);
    }
    if (status == DATABASE_OK) {
        status = routing_add(command->connection, folio->stay->stay_id, routing, &folio->context, error);
    }
    routing->rank = 0;
    return status == DATABASE_OK && body->whole_group ? route_group(command, folio, body, routing, error)
                                                      : status;
}

static DatabaseStatus apply_routing(Command *command, const OpenFolio *folio, const void *data,
                                    GError **error)
{
    const RoutingRequest *body = data;
    bool own = body->account_id == 0 || body->account_id == folio->stay->stay_id;
    Routing routing = {
        .departments = body->departments,
        .from_date = body->from_date == NIGHT_NONE ? command->business_date : body->from_date,
        .until_date = body->until_date == NIGHT_NONE ? folio->stay->departure : body->until_date,
        .to = {own ? 0 : body->account_id, (int)body->window},
        .share_basis_points = (int)body->share_basis_points,
    };

    if (!folio_departments_check(body->departments)) {
        return command_refuse_field(command, "/departments", "department_unknown",
                                    "Name departments with commas between them, or \"all\".");
    }
    if (body->whole_group && own) {
        return command_refuse_field(command, "/account_id", "group_needs_payer",
                                    "Name the account or guest who pays for the whole group.");
    }
    DatabaseStatus status = check_dates(command, routing.from_date, routing.until_date);
    if (status == DATABASE_OK && !own) {
        status = command_check_target(command, body->account_id, "/account_id", error);
    }
    return status == DATABASE_OK ? route(command, folio, body, &routing, error) : status;
}

static void post_routing(HttpRequest *request, gpointer connection)
{
    RoutingRequest body = {
        .from_date = NIGHT_NONE, .until_date = NIGHT_NONE, .share_basis_points = ROUTING_WHOLE};
    AgreementCall call = {.body = &body, .apply = apply_routing};

    run_agreement(request, connection, &routing_shape, &call);
}

/* ---- exemptions ---- */

typedef struct ExemptionRequest {
    char *reason;
    char *proof;
} ExemptionRequest;

static const JsonField exemption_fields[] = {
    FIELD_TEXT("reason", ExemptionRequest, reason, .required = true, .max_length = 40),
    FIELD_TEXT("proof", ExemptionRequest, proof, .required = true, .max_length = 200),
};
static const JsonShape exemption_shape = JSON_SHAPE(ExemptionRequest, exemption_fields);

static bool hotel_knows_exemption(const ChainHotel *hotel, const char *reason)
{
    for (guint i = 0; i < hotel->taxes->len; i++) {
        const ChainTax *tax = g_ptr_array_index(hotel->taxes, i);
        if (g_strv_contains((const gchar *const *)tax->exemptions, reason)) {
            return true;
        }
    }
    return false;
}

static DatabaseStatus apply_exemption(Command *command, const OpenFolio *folio, const void *data,
                                      GError **error)
{
    const ExemptionRequest *body = data;

    if (!hotel_knows_exemption(folio->context.hotel, body->reason)) {
        return command_refuse_field(command, "/reason", "exemption_unknown",
                                    "No tax of this hotel is waived for this reason.");
    }
    return tax_exemption_add(command->connection, folio->stay->stay_id, body->reason, body->proof,
                             &folio->context, error);
}

static void post_exemption(HttpRequest *request, gpointer connection)
{
    ExemptionRequest body = {0};
    AgreementCall call = {.body = &body, .apply = apply_exemption};

    run_agreement(request, connection, &exemption_shape, &call);
}

/* ---- charges of each night ---- */

typedef struct FixedRequest {
    char *department;
    char *description;
    int64_t amount_minor;
    bool included;
    Night from_date;
    Night until_date;
} FixedRequest;

static const JsonField fixed_fields[] = {
    FIELD_TEXT("department", FixedRequest, department, .required = true, .max_length = 20),
    FIELD_TEXT("description", FixedRequest, description, .required = true,
               .max_length = FOLIO_DESCRIPTION_MAX),
    FIELD_INT("amount_minor", FixedRequest, amount_minor, .required = true, .min = 1,
              .max = FOLIO_AMOUNT_MAX_MINOR),
    FIELD_BOOL("included", FixedRequest, included),
    FIELD_NIGHT("from_date", FixedRequest, from_date),
    FIELD_NIGHT("until_date", FixedRequest, until_date),
};
static const JsonShape fixed_shape = JSON_SHAPE(FixedRequest, fixed_fields);

static DatabaseStatus apply_fixed(Command *command, const OpenFolio *folio, const void *data, GError **error)
{
    const FixedRequest *body = data;
    FixedCharge charge = {
        .description = body->description,
        .amount_minor = body->amount_minor,
        .included = body->included,
        .from_date = body->from_date == NIGHT_NONE ? command->business_date : body->from_date,
        .until_date = body->until_date == NIGHT_NONE ? folio->stay->departure - 1 : body->until_date,
    };

    if (!folio_department_parse(body->department, &charge.department)) {
        return command_refuse_field(command, "/department", "department_unknown",
                                    "There is no such department.");
    }
    FolioVerdict verdict = folio_charge_check(charge.department, body->amount_minor, body->description);
    if (verdict != FOLIO_ACCEPTED) {
        return refuse_posting(command, folio_verdict_pointer(verdict), verdict);
    }
    DatabaseStatus status = check_dates(command, charge.from_date, charge.until_date);
    return status == DATABASE_OK
               ? fixed_charge_add(command->connection, folio->stay->stay_id, &charge, &folio->context, error)
               : status;
}

static void post_fixed(HttpRequest *request, gpointer connection)
{
    FixedRequest body = {.from_date = NIGHT_NONE, .until_date = NIGHT_NONE};
    AgreementCall call = {.body = &body, .apply = apply_fixed};

    run_agreement(request, connection, &fixed_shape, &call);
}

/* ---- ending one of them ---- */

typedef struct EndRequest {
    int64_t number;
} EndRequest;

static const JsonField end_routing_fields[] = {
    FIELD_INT("routing_id", EndRequest, number, .required = true, .min = 1, .max = INT64_MAX)};
static const JsonShape end_routing_shape = JSON_SHAPE(EndRequest, end_routing_fields);

static const JsonField end_fixed_fields[] = {
    FIELD_INT("charge_id", EndRequest, number, .required = true, .min = 1, .max = INT64_MAX)};
static const JsonShape end_fixed_shape = JSON_SHAPE(EndRequest, end_fixed_fields);

static DatabaseStatus apply_end_routing(Command *command, const OpenFolio *folio, const void *data,
                                        GError **error)
{
    const EndRequest *body = data;
    int64_t rank = 0;

    DatabaseStatus status = routing_end(command->connection, folio->stay->stay_id, body->number,
                                        command->business_date, &rank, error);
    return end_agreement(command, status, rank != 0);
}

static DatabaseStatus apply_end_fixed(Command *command, const OpenFolio *folio, const void *data,
                                      GError **error)
{
    const EndRequest *body = data;
    bool found = false;

    DatabaseStatus status = fixed_charge_end(command->connection, folio->stay->stay_id, body->number,
                                             command->business_date, &found, error);
    return end_agreement(command, status, found);
}

static void post_routing_end(HttpRequest *request, gpointer connection)
{
    EndRequest body = {0};
    AgreementCall call = {.body = &body, .apply = apply_end_routing};

    run_agreement(request, connection, &end_routing_shape, &call);
}

static void post_fixed_end(HttpRequest *request, gpointer connection)
{
    EndRequest body = {0};
    AgreementCall call = {.body = &body, .apply = apply_end_fixed};

    run_agreement(request, connection, &end_fixed_shape, &call);
}

/* ---- who pays a window ---- */

typedef struct PayeeRequest {
    int64_t window;
    char *name;
    char *address;
    char *tax_number;
} PayeeRequest;

static const JsonField payee_fields[] = {
    FIELD_INT("window", PayeeRequest, window, .required = true, .min = 1, .max = FOLIO_WINDOW_MAX),
    FIELD_TEXT("name", PayeeRequest, name, .required = true, .max_length = 200),
    FIELD_TEXT("address", PayeeRequest, address, .allow_empty = true, .max_length = 500),
    FIELD_TEXT("tax_number", PayeeRequest, tax_number, .allow_empty = true, .max_length = 40),
};
static const JsonShape payee_shape = JSON_SHAPE(PayeeRequest, payee_fields);

static DatabaseStatus apply_payee(Command *command, const OpenFolio *folio, const void *data, GError **error)
{
    const PayeeRequest *body = data;
    FolioPlace place = {folio->stay->stay_id, (int)body->window};

    return folio_payee_save(command->connection, place, body->name, body->address, body->tax_number, error);
}

static void post_payee(HttpRequest *request, gpointer connection)
{
    PayeeRequest body = {.address = g_strdup(""), .tax_number = g_strdup("")};
    AgreementCall call = {.body = &body, .apply = apply_payee};

    run_agreement(request, connection, &payee_shape, &call);
}

#define AGREEMENT_WRITE(Template, Action, Handler)                                                           \
    {                                                                                                        \
        .method = "POST", .template = Template, .lane = HTTP_LANE_WORKER, .access = UINT64_C(1) << (Action), \
        .flags = HTTP_IDEMPOTENCY_KEY | HTTP_BODY_REQUIRED, .handler = (Handler)                             \
    }

const HttpRoute agreement_routes[] = {
    {.method = "GET",
     .template = "/v1/stays/{stay}/agreements",
     .lane = HTTP_LANE_WORKER,
     .access = UINT64_C(1) << STAFF_LOOK,
     .handler = get_agreements},
    {.method = "GET",
     .template = "/v1/stays/{stay}/advance-folio",
     .lane = HTTP_LANE_WORKER,
     .access = UINT64_C(1) << STAFF_LOOK,
     .handler = get_advance},
    AGREEMENT_WRITE("/v1/stays/{stay}/routing", STAFF_SERVE_GUESTS, post_routing),
    AGREEMENT_WRITE("/v1/stays/{stay}/routing/end", STAFF_SERVE_GUESTS, post_routing_end),
    AGREEMENT_WRITE("/v1/stays/{stay}/tax-exemptions", STAFF_CORRECT, post_exemption),
    AGREEMENT_WRITE("/v1/stays/{stay}/fixed-charges", STAFF_SERVE_GUESTS, post_fixed),
    AGREEMENT_WRITE("/v1/stays/{stay}/fixed-charges/end", STAFF_SERVE_GUESTS, post_fixed_end),
    AGREEMENT_WRITE("/v1/stays/{stay}/payees", STAFF_SERVE_GUESTS, post_payee),
};
const gsize agreement_route_count = G_N_ELEMENTS(agreement_routes);
