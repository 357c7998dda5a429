#include "property/audit/audit_routes.h"

#include "ops/json.h"
#include "property/audit/audit.h"
#include "property/audit/audit_store.h"
#include "property/audit/business_date.h"
#include "property/command/command.h"

typedef struct AuditRequest {
    Night business_date;
} AuditRequest;

static const JsonField audit_fields[] = {
    FIELD_NIGHT("business_date", AuditRequest, business_date, .required = true),
};
static const JsonShape audit_shape = JSON_SHAPE(AuditRequest, audit_fields);

/* The date itself makes a second request harmless, so no record of the key is needed: the report is the
 * record. */
static void post_audit_work(OdbcConnection *connection, gpointer data)
{
    HttpRequest *request = data;
    const Property *property = http_request_context(request);
    AuditRequest body = {0};

    if (request_decode(request, &audit_shape, &body)) {
        audit_request(property->audit, connection, request, body.business_date);
    }
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

static json_t *blockers_of(const json_t *overdue)
{
    json_t *blockers = json_array();

    for (size_t i = 0; i < json_array_size(overdue); i++) {
        const json_t *stay = json_array_get(overdue, i);
        json_array_append_new(
            blockers,
            json_pack("{s:s, s:s, s:O, s:O, s:O, s:O}", "code", "overdue_departure", "detail",
                      "The guest was to leave by today and is still in the house.", "stay_id",
                      json_object_get(stay, "stay_id"), "confirmation_number",
                      json_object_get(stay, "confirmation_number"), "room", json_object_get(stay, "room"),
                      "departure", json_object_get(stay, "departure")));
    }
    return blockers;
}

static DatabaseStatus current_to_json(OdbcConnection *connection, json_t **ret_audit, GError **error)
{
    json_auto_t *overdue = NULL;
    json_t *audit = NULL;
    int64_t total, done;
    Night business_date;

    DatabaseStatus status = business_date_read(connection, &business_date, error);
    if (status == DATABASE_OK) {
        status = audit_overdue_read(connection, business_date, &overdue, error);
    }
    if (status == DATABASE_OK) {
        status = audit_progress_read(connection, business_date, &total, &done, error);
    }
    if (status == DATABASE_OK) {
        status = audit_to_json(connection, business_date, &audit, error);
    }
    if (status != DATABASE_OK) {
        return status;
    }
    if (audit == NULL) {
        audit = json_pack("{s:o, s:s}", "business_date", json_from_night(business_date), "status", "due");
    }
    json_object_set_new(audit, "total", json_integer(total));
    json_object_set_new(audit, "done", json_integer(done));
    json_object_set_new(audit, "blockers", blockers_of(overdue));
    *ret_audit = audit;
    return DATABASE_OK;
}

static void get_current(HttpRequest *request, gpointer connection)
{
    g_autoptr(GError) error = NULL;
    json_t *audit = NULL;

    DatabaseStatus status = current_to_json(connection, &audit, &error);
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
