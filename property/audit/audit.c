#include "property/audit/audit.h"

#include "ops/json.h"
#include "ops/log.h"
#include "ops/metrics.h"
#include "property/audit/audit_store.h"
#include "property/audit/business_date.h"
#include "property/command/command.h"
#include "property/command/command_store.h"
#include "property/copy/link.h"
#include "property/outbox/outbox.h"
#include "property/outbox/outbox_store.h"
#include "property/sale/asked_sale_store.h"
#include "property/stay/no_show.h"
#include "property/stay/stay_store.h"

/* Small enough that nobody at the desk notices the piece before them. */
#define PIECE_MAX 20
#define AUDIT_STAFF "audit"

/* Used on the desk thread only. */
struct Audit {
    Property *property;
    bool running;
    bool begun; /* its record is in the store */
    Night business_date;
    AuditStep step;
    GPtrArray *waiting; /* HttpRequest * to answer when it is complete */
    Histogram *piece_histogram;
};

/* One piece of the audit: a transaction. */
typedef struct AuditPiece {
    Audit *audit;
    Instant now;
    AuditStep step; /* what this piece turned out to be */
} AuditPiece;

Audit *audit_new(Property *property)
{
    Audit *audit = g_new0(Audit, 1);

    audit->property = property;
    audit->waiting = g_ptr_array_new();
    audit->piece_histogram = metrics_histogram_us("keyrack_property_audit_piece_seconds",
                                                  "time the desk is taken by one audit piece", NULL);
    return audit;
}

void audit_free(Audit *audit)
{
    if (audit == NULL) {
        return;
    }
    g_ptr_array_unref(audit->waiting);
    g_free(audit);
}

DatabaseStatus audit_to_json(OdbcConnection *connection, Night business_date, json_t **ret_audit,
                             GError **error)
{
    g_auto(AuditRecord) record = {0};

    DatabaseStatus status = audit_find(connection, business_date, &record, error);
    if (status == DATABASE_OK && record.found) {
        *ret_audit = json_pack(
            "{s:o, s:s, s:s, s:o, s:o, s:O?}", "business_date", json_from_night(business_date), "status",
            record.completed ? "completed" : "running", "step", audit_step_code(record.step), "started_at",
            json_from_instant(record.started_at), "completed_at",
            record.completed ? json_from_instant(record.completed_at) : json_null(), "report", record.report);
    }
    return status;
}

/* ---- the pieces ---- */

static PostingContext posting_context(const AuditPiece *piece)
{
    return (PostingContext){
        .hotel = piece->audit->property->hotel,
        .business_date = piece->audit->business_date,
        .posted_at = piece->now,
        .staff = AUDIT_STAFF,
    };
}

static DatabaseStatus post_night(OdbcConnection *connection, Stay *stay, const PostingContext *context,
                                 GError **error)
{
    int64_t price_minor;

    DatabaseStatus status = stay_night_price(connection, stay, context->business_date, &price_minor, error);
    if (status == DATABASE_OK) {
        status =
            folio_post_slept_night(connection, stay, context->business_date, price_minor, context, error);
    }
    return status == DATABASE_OK ? stay_save(connection, stay, error) : status;
}

static DatabaseStatus post_nights(OdbcConnection *connection, const AuditPiece *piece, int *ret_posted,
                                  GError **error)
{
    PostingContext context = posting_context(piece);
    g_autoptr(GPtrArray) stays = NULL;

    DatabaseStatus status = stays_lacking_night(connection, context.business_date, PIECE_MAX, &stays, error);
    if (status != DATABASE_OK) {
        return status;
    }
    for (guint i = 0; i < stays->len && status == DATABASE_OK; i++) {
        status = post_night(connection, g_ptr_array_index(stays, i), &context, error);
    }
    *ret_posted = (int)stays->len;
    return status;
}

static json_t *report_json(Night business_date, const AuditDay *day)
{
    const AuditCounts *counts = &day->counts;
    AuditStatistics statistics = audit_statistics(counts);

    return json_pack(
        "{s:o, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:b}", "date",
        json_from_night(business_date), "rooms_total", (json_int_t)counts->rooms_total, "rooms_out_of_order",
        (json_int_t)counts->rooms_out_of_order, "rooms_sold", (json_int_t)counts->rooms_sold,
        "room_revenue_minor", (json_int_t)counts->room_revenue_minor, "tax_minor", (json_int_t)day->tax_minor,
        "arrivals", (json_int_t)counts->arrivals, "departures", (json_int_t)counts->departures, "no_shows",
        (json_int_t)counts->no_shows, "in_house", (json_int_t)counts->in_house, "occupancy_basis_points",
        (json_int_t)statistics.occupancy_basis_points, "average_daily_rate_minor",
        (json_int_t)statistics.average_daily_rate_minor, "revenue_per_available_room_minor",
        (json_int_t)statistics.revenue_per_available_room_minor, "ledger_opening_minor",
        (json_int_t)day->trial.opening_minor, "ledger_charges_minor", (json_int_t)day->trial.charges_minor,
        "ledger_payments_minor", (json_int_t)day->trial.payments_minor, "ledger_closing_minor",
        (json_int_t)day->trial.closing_minor, "ledger_balances", audit_ledger_balances(&day->trial));
}

static DatabaseStatus tell_centre(OdbcConnection *connection, const AuditPiece *piece, json_t *statistics,
                                  GError **error)
{
    json_auto_t *body = json_pack("{s:o, s:O}", "business_date",
                                  json_from_night(piece->audit->business_date + 1), "statistics", statistics);

    return outbox_add(connection, "business_date", piece->now, body, error);
}

static DatabaseStatus forget_requests(OdbcConnection *connection, const Property *property, GError **error)
{
    Instant before = clock_now(property->wall) - COMMAND_RECORD_DAYS * INSTANT_DAY;

    DatabaseStatus status = command_record_prune(connection, before, error);
    return status == DATABASE_OK ? asked_sale_prune(connection, before, error) : status;
}

/* The last piece: report, ledger, the next date, and the news for the centre, all or nothing. */
static DatabaseStatus roll_date(OdbcConnection *connection, const AuditPiece *piece, GError **error)
{
    Night business_date = piece->audit->business_date;
    g_auto(AuditDay) day = {0};

    DatabaseStatus status = audit_day_read(connection, business_date, &day, error);
    if (status != DATABASE_OK) {
        return status;
    }
    json_auto_t *report = report_json(business_date, &day);
    status = tell_centre(connection, piece, report, error);
    json_object_set(report, "departments", day.departments);
    json_object_set(report, "overdue_departures", day.overdue);
    json_object_set(report, "unbalanced_folios", day.unbalanced);
    if (status == DATABASE_OK) {
        status = audit_complete(connection, business_date, piece->now, &day.ledger, report, error);
    }
    if (status == DATABASE_OK) {
        status = forget_requests(connection, piece->audit->property, error);
    }
    return status == DATABASE_OK ? business_date_roll(connection, business_date, error) : status;
}

static DatabaseStatus show_step(OdbcConnection *connection, const AuditPiece *piece, GError **error)
{
    if (piece->step == piece->audit->step) {
        return DATABASE_OK;
    }
    return audit_set_step(connection, piece->audit->business_date, piece->step, error);
}

static DatabaseStatus piece_body(OdbcConnection *connection, gpointer data, GError **error)
{
    AuditPiece *piece = data;
    PostingContext context = posting_context(piece);
    int marked = 0;
    int posted = 0;

    DatabaseStatus status =
        piece->audit->begun ? DATABASE_OK : audit_begin(connection, context.business_date, piece->now, error);
    if (status == DATABASE_OK) {
        status = no_shows_mark_expected(connection, PIECE_MAX, &context, &marked, error);
    }
    if (status == DATABASE_OK && marked == 0) {
        status = post_nights(connection, piece, &posted, error);
    }
    if (status != DATABASE_OK) {
        return status;
    }
    piece->step = audit_step_decide(marked > 0, posted > 0);
    return piece->step == AUDIT_ROLL_DATE ? roll_date(connection, piece, error)
                                          : show_step(connection, piece, error);
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
    link_set_business_date(audit->property->link, audit->business_date + 1);
    log_info("night audit completed", log_text("business_date", night_write(audit->business_date, text)));
    answer_waiting(audit, connection);
    outbox_wake(audit->property->outbox);
}

static void run_piece(OdbcConnection *connection, gpointer data)
{
    Audit *audit = data;
    g_autoptr(GError) error = NULL;
    AuditPiece piece = {.audit = audit, .now = clock_now(audit->property->clock)};
    int64_t began_us = clock_monotonic_us();

    DatabaseStatus status = odbc_run_transaction(connection, piece_body, &piece, &error);
    histogram_observe(audit->piece_histogram, clock_monotonic_us() - began_us);
    if (status != DATABASE_OK) {
        log_error("night audit interrupted", log_text("step", audit_step_code(audit->step)),
                  log_error_text(error));
        fail(audit, status, error);
        return;
    }
    audit->begun = true;
    audit->step = piece.step;
    if (piece.step == AUDIT_ROLL_DATE) {
        finish(audit, connection);
    } else if (!desk_submit(audit->property->desk, run_piece, audit)) {
        fail(audit, DATABASE_SOFT, NULL);
    }
}

/* ---- asking for it ---- */

static void run_from(Audit *audit, OdbcConnection *connection, Night business_date, const AuditRecord *record)
{
    audit->running = true;
    audit->begun = record->found;
    audit->business_date = business_date;
    audit->step = record->found ? record->step : AUDIT_NO_SHOWS;
    run_piece(connection, audit);
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

void audit_request(Audit *audit, OdbcConnection *connection, HttpRequest *request, Night wanted)
{
    g_autoptr(GError) error = NULL;
    g_auto(AuditRecord) record = {0};
    Night business_date;

    DatabaseStatus status = read_situation(connection, wanted, &business_date, &record, &error);
    if (status != DATABASE_OK) {
        desk_answer_failure(request, status, &error);
        return;
    }
    AuditVerdict verdict = audit_request_decide(wanted, business_date, record.found, record.completed);
    if (verdict == AUDIT_DATE_NOT_CURRENT) {
        refuse_date(request, business_date);
        return;
    }
    if (verdict == AUDIT_ALREADY_COMPLETED) {
        answer_completed(connection, request, wanted);
        return;
    }
    g_ptr_array_add(audit->waiting, request);
    if (!audit->running) {
        run_from(audit, connection, wanted, &record);
    }
}

static void resume_work(OdbcConnection *connection, gpointer data)
{
    Audit *audit = data;
    g_autoptr(GError) error = NULL;
    Night business_date;

    DatabaseStatus status = audit_find_running(connection, &business_date, &error);
    if (status != DATABASE_OK) {
        log_error("unfinished night audit not looked for", log_error_text(error));
    } else if (business_date != NIGHT_NONE && !audit->running) {
        const AuditRecord begun = {.found = true, .step = AUDIT_NO_SHOWS};
        log_info("night audit goes on after a restart");
        run_from(audit, connection, business_date, &begun);
    }
}

void audit_resume(Audit *audit)
{
    desk_submit(audit->property->desk, resume_work, audit);
}
