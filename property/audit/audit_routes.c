#include "property/audit/audit_routes.h"

#include "ops/json.h"
#include "property/audit/audit.h"
#include "property/audit/audit_store.h"
#include "property/audit/business_date.h"
#include "property/audit/finding_store.h"
#include "property/command/command.h"

#define REASON_MAX 200

typedef struct AuditRequest {
    Night business_date;
    char *override_reason;
} AuditRequest;

static const JsonField audit_fields[] = {
    FIELD_NIGHT("business_date", AuditRequest, business_date, .required = true),
    FIELD_TEXT("override_reason", AuditRequest, override_reason, .max_length = REASON_MAX),
};
static const JsonShape audit_shape = JSON_SHAPE(AuditRequest, audit_fields);

/* The date itself makes a second request harmless, so no record of the key is needed: the report is the
 * record. */
static void post_audit_work(OdbcConnection *connection, gpointer data)
{
    HttpRequest *request = data;
    const Property *property = http_request_context(request);
    AuditRequest body = {0};

    if (!request_decode(request, &audit_shape, &body)) {
        return;
    }
    const StaffSession *staff = http_request_principal(request);
    AuditWish wish = {
        .business_date = body.business_date,
        .override_reason = body.override_reason,
        .staff = staff->user,
        .may_force = staff_may(staff->roles, STAFF_OVERRIDE),
    };
    audit_request(property->audit, connection, request, &wish);
    json_shape_clear(&audit_shape, &body);
}

static void post_audit(HttpRequest *request, gpointer context)
{
    const Property *property = context;

    if (!desk_submit(property->desk, post_audit_work, request)) {
        http_request_respond(request, property_busy_problem());
    }
}

static void get_audit(HttpRequest *request, gpointer connection)
{
    g_autoptr(GError) error = NULL;
    json_t *document = NULL;
    Night business_date;

    if (!night_parse(http_request_path_parameter(request, "date"), &business_date, &error)) {
        http_request_respond_problem(request, 404, "audit_not_found", "%s", error->message);
        return;
    }
    DatabaseStatus status = audit_to_json(connection, business_date, &document, &error);
    if (status != DATABASE_OK) {
        desk_answer_failure(request, status, &error);
    } else if (document == NULL) {
        http_request_respond_problem(request, 404, "audit_not_found",
                                     "No audit of this date has been begun.");
    } else {
        http_request_respond_json(request, 200, document);
    }
}

static void add_findings(json_t *audit, const AuditFindings *findings)
{
    json_object_set(audit, "blockers", findings->blockers);
    json_object_set_new(audit, "blocker_count", json_integer(findings->blocker_count));
    json_object_set(audit, "warnings", findings->warnings);
    json_object_set_new(audit, "warning_count", json_integer(findings->warning_count));
}

/* The audit that is at work; otherwise what the one of the business date would do, and what is in its way. */
static DatabaseStatus current_to_json(const Property *property, OdbcConnection *connection,
                                      json_t **ret_audit, GError **error)
{
    g_auto(AuditFindings) findings = {0};
    json_t *audit = NULL;
    int64_t total, done;
    Night business_date, running;

    DatabaseStatus status = business_date_read(connection, &business_date, error);
    if (status == DATABASE_OK) {
        status = audit_find_running(connection, &running, error);
    }
    Night date = status == DATABASE_OK && running != NIGHT_NONE ? running : business_date;
    if (status == DATABASE_OK) {
        status = audit_findings_read(property, connection, date, &findings, error);
    }
    if (status == DATABASE_OK) {
        status = audit_progress_read(connection, date, &total, &done, error);
    }
    if (status == DATABASE_OK) {
        status = audit_to_json(connection, date, &audit, error);
    }
    if (status != DATABASE_OK) {
        return status;
    }
    if (audit == NULL) {
        audit = json_pack("{s:o, s:s}", "business_date", json_from_night(date), "status", "due");
    }
    json_object_set_new(audit, "total", json_integer(total));
    json_object_set_new(audit, "done", json_integer(done));
    add_findings(audit, &findings);
    *ret_audit = audit;
    return DATABASE_OK;
}

static void get_current(HttpRequest *request, gpointer connection)
{
    g_autoptr(GError) error = NULL;
    json_t *audit = NULL;

    DatabaseStatus status = current_to_json(http_request_context(request), connection, &audit, &error);
    if (status != DATABASE_OK) {
        desk_answer_failure(request, status, &error);
        return;
    }
    http_request_respond_json(request, 200, audit);
}

const HttpRoute audit_routes[] = {
    {.method = "POST",
     .template = "/v1/night-audits",
     .lane = HTTP_LANE_BOOKING,
     .access = UINT64_C(1) << STAFF_RUN_AUDIT,
     .flags = HTTP_IDEMPOTENCY_KEY | HTTP_BODY_REQUIRED,
     .handler = post_audit},
    {.method = "GET",
     .template = "/v1/night-audits/current",
     .lane = HTTP_LANE_WORKER,
     .access = UINT64_C(1) << STAFF_LOOK,
     .handler = get_current},
    {.method = "GET",
     .template = "/v1/night-audits/{date}",
     .lane = HTTP_LANE_WORKER,
     .access = UINT64_C(1) << STAFF_LOOK,
     .handler = get_audit},
};
const gsize audit_route_count = G_N_ELEMENTS(audit_routes);
