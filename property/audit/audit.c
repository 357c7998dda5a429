#include "property/audit/audit.h"

#include "ops/json.h"
#include "ops/log.h"
#include "ops/metrics.h"
#include "property/audit/audit_steps.h"
#include "property/audit/audit_store.h"
#include "property/audit/business_date.h"
#include "property/audit/finding_store.h"
#include "property/command/command.h"
#include "property/copy/link.h"
#include "property/outbox/outbox.h"

/* One piece of the audit: a transaction, and where it came to. */
typedef struct AuditPiece {
    const Audit *audit;
    AuditStep step;
    int64_t position;
    DatabaseStatus status;
    GError *error;
} AuditPiece;

/* Used on the desk thread only. */
struct Audit {
    Property *property;
    bool running;
    bool begun; /* its record is in the store */
    Night business_date;
    AuditStep step; /* where it stands in the store */
    int64_t position;
    AuditPiece piece; /* the one at work */
    bool alone;       /* it is not gathered with others */
    char *forced_by;  /* of an audit that is not in the store yet; NULL */
    char *force_reason;
    GPtrArray *waiting; /* HttpRequest * to answer when it is complete */
    Histogram *piece_histogram;
};

Audit *audit_new(Property *property)
{
    Audit *audit = g_new0(Audit, 1);

    audit->property = property;
    audit->waiting = g_ptr_array_new();
    audit->piece_histogram =
        metrics_histogram_us("keyrack_property_audit_piece_seconds",
                             "time the desk is taken by one audit piece, without a commit it shares", NULL);
    return audit;
}

void audit_free(Audit *audit)
{
    if (audit == NULL) {
        return;
    }
    g_ptr_array_unref(audit->waiting);
    g_clear_error(&audit->piece.error);
    g_free(audit->forced_by);
    g_free(audit->force_reason);
    g_free(audit);
}

DatabaseStatus audit_to_json(OdbcConnection *connection, Night business_date, json_t **ret_audit,
                             GError **error)
{
    g_auto(AuditRecord) record = {0};

    DatabaseStatus status = audit_find(connection, business_date, &record, error);
    if (status == DATABASE_OK && record.found) {
        *ret_audit = json_pack(
            "{s:o, s:s, s:s, s:o, s:o, s:o, s:o, s:O?}", "business_date", json_from_night(business_date),
            "status", record.completed ? "completed" : "running", "step", audit_step_code(record.step),
            "started_at", json_from_instant(record.started_at), "completed_at",
            record.completed ? json_from_instant(record.completed_at) : json_null(), "forced_by",
            json_from_text(record.forced_by), "force_reason", json_from_text(record.force_reason), "report",
            record.report);
    }
    return status;
}

/* ---- the pieces ---- */

static DatabaseStatus keep_place(OdbcConnection *connection, const AuditPiece *piece, const AuditTask *task,
                                 GError **error)
{
    return piece->step == AUDIT_DONE
               ? audit_complete(connection, task->business_date, task->now, error)
               : audit_set_place(connection, task->business_date, piece->step, piece->position, error);
}

/* Units of one step after the other until the time is up. The body may run again, so it begins where the
 * audit stands. */
static DatabaseStatus piece_body(OdbcConnection *connection, gpointer data, GError **error)
{
    AuditPiece *piece = data;
    const Audit *audit = piece->audit;
    const AuditForce force = {audit->forced_by, audit->force_reason};
    AuditTask task = {audit->property, audit->business_date, clock_now(audit->property->clock)};
    int64_t began_us = clock_monotonic_us();

    piece->step = audit->step;
    piece->position = audit->position;
    DatabaseStatus status =
        audit->begun ? DATABASE_OK : audit_begin(connection, task.business_date, task.now, &force, error);
    bool ends = false;
    while (status == DATABASE_OK && !ends) {
        AuditProgress progress = {.position = piece->position};
        status = audit_step_work(connection, piece->step, &task, &progress, error);
        piece->step = progress.done ? audit_step_next(piece->step) : piece->step;
        piece->position = progress.done ? 0 : progress.position;
        ends = audit_piece_ends(piece->step, piece->position, clock_monotonic_us() - began_us,
                                desk_somebody_waits(audit->property->desk));
    }
    return status == DATABASE_OK ? keep_place(connection, piece, &task, error) : status;
}

/* ---- the chain of pieces ---- */

static void answer_completed(OdbcConnection *connection, HttpRequest *request, Night business_date)
{
    g_autoptr(GError) error = NULL;
    json_t *document = NULL;

    DatabaseStatus status = audit_to_json(connection, business_date, &document, &error);
    if (status != DATABASE_OK) {
        desk_answer_failure(request, status, &error);
    } else {
        http_request_respond_json(request, 201, document);
    }
}

static void answer_waiting(Audit *audit, OdbcConnection *connection)
{
    for (guint i = 0; i < audit->waiting->len; i++) {
        answer_completed(connection, g_ptr_array_index(audit->waiting, i), audit->business_date);
    }
    g_ptr_array_set_size(audit->waiting, 0);
}

static void fail(Audit *audit, DatabaseStatus status, const GError *cause)
{
    audit->running = false;
    for (guint i = 0; i < audit->waiting->len; i++) {
        g_autoptr(GError) error = cause == NULL ? NULL : g_error_copy(cause);
        desk_answer_failure(g_ptr_array_index(audit->waiting, i), status, &error);
    }
    g_ptr_array_set_size(audit->waiting, 0);
}

static void finish(Audit *audit, OdbcConnection *connection)
{
    char text[NIGHT_TEXT_SIZE];

    audit->running = false;
    log_info("night audit completed", log_text("business_date", night_write(audit->business_date, text)));
    answer_waiting(audit, connection);
}

/* The rest of the house is told as soon as the day has changed. */
static void stand_at(Audit *audit, AuditStep step, int64_t position)
{
    bool rolled = audit->step <= AUDIT_ROLL_DATE && step > AUDIT_ROLL_DATE;

    audit->step = step;
    audit->position = position;
    if (rolled) {
        link_set_business_date(audit->property->link, audit->business_date + 1);
        outbox_wake(audit->property->outbox);
    }
}

static void stand_where_stored(Audit *audit, const AuditRecord *record)
{
    audit->begun = record->found;
    stand_at(audit, record->found ? record->step : AUDIT_NO_SHOWS, record->position);
}

static void run_piece(OdbcConnection *connection, gpointer data)
{
    Audit *audit = data;
    int64_t began_us = clock_monotonic_us();

    g_clear_error(&audit->piece.error);
    audit->piece = (AuditPiece){.audit = audit};
    audit->piece.status = odbc_run_gathered(connection, piece_body, &audit->piece, &audit->piece.error);
    histogram_observe(audit->piece_histogram, clock_monotonic_us() - began_us);
}

static void piece_done(OdbcConnection *connection, gpointer data, bool committed);

static void queue_piece(Audit *audit)
{
    audit->alone = false;
    if (!desk_submit_gathered(audit->property->desk, run_piece, piece_done, audit)) {
        fail(audit, DATABASE_SOFT, NULL);
    }
}

/* What was gathered with others came to nothing, or nobody knows to what: on from where the store stands, in
 * a transaction of its own, which is repeated as often as it is worth it. */
static void run_alone(OdbcConnection *connection, gpointer data)
{
    Audit *audit = data;
    g_autoptr(GError) error = NULL;
    g_auto(AuditRecord) record = {0};

    DatabaseStatus status = audit_find(connection, audit->business_date, &record, &error);
    if (status != DATABASE_OK) {
        fail(audit, status, error);
        return;
    }
    stand_where_stored(audit, &record);
    if (record.completed) {
        finish(audit, connection);
    } else {
        run_piece(connection, audit);
        piece_done(connection, audit, true);
    }
}

static void queue_alone(Audit *audit)
{
    audit->alone = true;
    if (!desk_submit(audit->property->desk, run_alone, audit)) {
        fail(audit, DATABASE_SOFT, NULL);
    }
}

static void go_on(Audit *audit, OdbcConnection *connection)
{
    audit->begun = true;
    stand_at(audit, audit->piece.step, audit->piece.position);
    if (audit->step == AUDIT_DONE) {
        finish(audit, connection);
    } else {
        queue_piece(audit);
    }
}

static void piece_done(OdbcConnection *connection, gpointer data, bool committed)
{
    Audit *audit = data;
    const AuditPiece *piece = &audit->piece;
    bool may_be_repeated = piece->status == DATABASE_SOFT || piece->status == DATABASE_CONNECTION_LOST;

    if (piece->status == DATABASE_OK && committed) {
        go_on(audit, connection);
    } else if (!audit->alone && (may_be_repeated || piece->status == DATABASE_OK)) {
        queue_alone(audit);
    } else {
        log_error("night audit interrupted", log_text("step", audit_step_code(audit->step)),
                  log_error_text(piece->error));
        fail(audit, piece->status, piece->error);
    }
}

/* ---- asking for it ---- */

static void run_from(Audit *audit, Night business_date, const AuditRecord *record)
{
    audit->running = true;
    audit->business_date = business_date;
    stand_where_stored(audit, record);
    queue_piece(audit);
}

static DatabaseStatus read_situation(OdbcConnection *connection, Night wanted, Night *ret_business_date,
                                     AuditRecord *record, GError **error)
{
    DatabaseStatus status = business_date_read(connection, ret_business_date, error);

    return status == DATABASE_OK ? audit_find(connection, wanted, record, error) : status;
}

static void refuse_date(HttpRequest *request, Night business_date)
{
    char text[NIGHT_TEXT_SIZE];
    HttpResponse *problem = http_problem_new(409, "business_date_differs",
                                             "The hotel's business date is %s; only that one can be audited.",
                                             night_write(business_date, text));

    http_problem_set_member(problem, "business_date", json_from_night(business_date));
    http_request_respond(request, problem);
}

static void refuse_meanwhile(HttpRequest *request, Night business_date)
{
    char text[NIGHT_TEXT_SIZE];
    HttpResponse *problem =
        http_problem_new(409, "audit_running", "The audit of %s is still at work. Ask again in a moment.",
                         night_write(business_date, text));

    http_response_set_retry_after(problem, 1);
    http_request_respond(request, problem);
}

/* NULL when the audit may begin. */
static HttpResponse *start_problem(const AuditFindings *findings, const AuditWish *wish)
{
    switch (audit_start_decide(findings->blocker_count > 0, wish->override_reason != NULL, wish->may_force)) {
    case AUDIT_MAY_START:
        return NULL;
    case AUDIT_FORCE_NOT_ALLOWED:
        return http_problem_new(403, "forbidden", "Only a manager may close the day against what blocks it.");
    default: {
        HttpResponse *problem = http_problem_new(
            409, "audit_blocked",
            "%" G_GINT64_FORMAT " things stand in the way of the audit. Put them right, or let a "
            "manager give a reason to go on (`override_reason`).",
            findings->blocker_count);
        http_problem_set_member(problem, "blockers", json_incref(findings->blockers));
        return problem;
    }
    }
}

static void begin_new(Audit *audit, OdbcConnection *connection, HttpRequest *request, const AuditWish *wish)
{
    g_autoptr(GError) error = NULL;
    g_auto(AuditFindings) findings = {0};

    DatabaseStatus status =
        audit_findings_read(audit->property, connection, wish->business_date, &findings, &error);
    if (status != DATABASE_OK) {
        desk_answer_failure(request, status, &error);
        return;
    }
    HttpResponse *problem = start_problem(&findings, wish);
    if (problem != NULL) {
        http_request_respond(request, problem);
        return;
    }
    bool forced = findings.blocker_count > 0;
    g_free(audit->forced_by);
    g_free(audit->force_reason);
    audit->forced_by = forced ? g_strdup(wish->staff) : NULL;
    audit->force_reason = forced ? g_strdup(wish->override_reason) : NULL;
    const AuditRecord none = {0};
    g_ptr_array_add(audit->waiting, request);
    run_from(audit, wish->business_date, &none);
}

/* An audit of an earlier day that was interrupted is done first. */
static void go_on_first(Audit *audit, OdbcConnection *connection, HttpRequest *request, Night unfinished)
{
    g_autoptr(GError) error = NULL;
    g_auto(AuditRecord) record = {0};

    DatabaseStatus status = audit_find(connection, unfinished, &record, &error);
    if (status != DATABASE_OK) {
        desk_answer_failure(request, status, &error);
        return;
    }
    refuse_meanwhile(request, unfinished);
    run_from(audit, unfinished, &record);
}

void audit_request(Audit *audit, OdbcConnection *connection, HttpRequest *request, const AuditWish *wish)
{
    g_autoptr(GError) error = NULL;
    g_auto(AuditRecord) record = {0};
    Night business_date;
    Night unfinished = NIGHT_NONE;

    DatabaseStatus status = read_situation(connection, wish->business_date, &business_date, &record, &error);
    if (status == DATABASE_OK) {
        status = audit_find_running(connection, &unfinished, &error);
    }
    if (status != DATABASE_OK) {
        desk_answer_failure(request, status, &error);
        return;
    }
    AuditVerdict verdict =
        audit_request_decide(wish->business_date, business_date, record.found, record.completed);
    if (verdict == AUDIT_DATE_NOT_CURRENT) {
        refuse_date(request, business_date);
    } else if (verdict == AUDIT_ALREADY_COMPLETED) {
        answer_completed(connection, request, wish->business_date);
    } else if (audit->running && audit->business_date != wish->business_date) {
        refuse_meanwhile(request, audit->business_date);
    } else if (audit->running) {
        g_ptr_array_add(audit->waiting, request);
    } else if (verdict == AUDIT_START && unfinished != NIGHT_NONE) {
        go_on_first(audit, connection, request, unfinished);
    } else if (verdict == AUDIT_START) {
        begin_new(audit, connection, request, wish);
    } else {
        g_ptr_array_add(audit->waiting, request);
        run_from(audit, wish->business_date, &record);
    }
}

static void resume_work(OdbcConnection *connection, gpointer data)
{
    Audit *audit = data;
    g_autoptr(GError) error = NULL;
    g_auto(AuditRecord) record = {0};
    Night business_date;

    DatabaseStatus status = audit_find_running(connection, &business_date, &error);
    if (status == DATABASE_OK && business_date != NIGHT_NONE) {
        status = audit_find(connection, business_date, &record, &error);
    }
    if (status != DATABASE_OK) {
        log_error("unfinished night audit not looked for", log_error_text(error));
    } else if (record.found && !audit->running) {
        log_info("night audit goes on after a restart", log_text("step", audit_step_code(record.step)));
        run_from(audit, business_date, &record);
    }
}

void audit_resume(Audit *audit)
{
    desk_submit(audit->property->desk, resume_work, audit);
}
