#include "property/audit/audit_steps.h"

#include "ops/json.h"
#include "property/audit/audit_store.h"
#include "property/audit/business_date.h"
#include "property/command/command.h"
#include "property/command/command_store.h"
#include "property/housekeeping/housekeeping_day.h"
#include "property/maintenance/plan.h"
#include "property/outbox/outbox_store.h"
#include "property/report/report_pack.h"
#include "property/report/statistic_store.h"
#include "property/sale/asked_sale_store.h"
#include "property/stay/identity_store.h"
#include "property/stay/no_show.h"
#include "property/stay/stay_store.h"

/* So few that a unit takes one or two milliseconds. */
#define UNIT_GUESTS 8
#define UNIT_ORDERS 4
#define UNIT_RECORDS 50
#define AUDIT_STAFF "audit"

typedef DatabaseStatus (*AuditUnit)(OdbcConnection *connection, const AuditTask *task,
                                    AuditProgress *progress, GError **error);

static PostingContext posting_context(const AuditTask *task)
{
    return (PostingContext){
        .hotel = task->property->hotel,
        .business_date = task->business_date,
        .posted_at = task->now,
        .staff = AUDIT_STAFF,
    };
}

/* A line that is marked is expected no longer, so no position is needed. */
static DatabaseStatus mark_no_shows(OdbcConnection *connection, const AuditTask *task,
                                    AuditProgress *progress, GError **error)
{
    PostingContext context = posting_context(task);
    int marked = 0;

    DatabaseStatus status = no_shows_mark_expected(connection, UNIT_GUESTS, &context, &marked, error);
    progress->done = marked == 0;
    return status;
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

/* The position is the last stay that was posted: those before it need not be looked at again. */
static DatabaseStatus post_nights(OdbcConnection *connection, const AuditTask *task, AuditProgress *progress,
                                  GError **error)
{
    PostingContext context = posting_context(task);
    g_autoptr(GPtrArray) stays = NULL;

    DatabaseStatus status = stays_lacking_night(connection, context.business_date, progress->position,
                                                UNIT_GUESTS, &stays, error);
    for (guint i = 0; status == DATABASE_OK && i < stays->len; i++) {
        Stay *stay = g_ptr_array_index(stays, i);
        status = post_night(connection, stay, &context, error);
        progress->position = stay->stay_id;
    }
    progress->done = status == DATABASE_OK && stays->len == 0;
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

static DatabaseStatus tell_centre(OdbcConnection *connection, const AuditTask *task, json_t *statistics,
                                  GError **error)
{
    json_auto_t *body = json_pack("{s:o, s:O}", "business_date", json_from_night(task->business_date + 1),
                                  "statistics", statistics);

    return outbox_add(connection, "business_date", task->now, body, error);
}

/* What guests said of themselves is kept as long as the law of the country wants it, and no longer. */
static DatabaseStatus forget_identities(OdbcConnection *connection, const AuditTask *task, bool *ret_all,
                                        GError **error)
{
    const Property *property = task->property;
    Night before = task->business_date + 1 -
                   chain_registration_keep_days(property->chain, property->hotel->address.country);
    int deleted = 0;

    DatabaseStatus status = identities_purge(connection, before, UNIT_RECORDS, &deleted, error);
    *ret_all = deleted < UNIT_RECORDS;
    return status;
}

/* A day of a large house has left thousands of answers, so they go a few at a time. */
static DatabaseStatus forget_requests(OdbcConnection *connection, const Property *property, bool *ret_all,
                                      GError **error)
{
    Instant before = clock_now(property->wall) - COMMAND_RECORD_DAYS * INSTANT_DAY;
    int answers = 0;
    int questions = 0;

    DatabaseStatus status = command_record_prune(connection, before, UNIT_RECORDS, &answers, error);
    if (status == DATABASE_OK) {
        status = asked_sale_prune(connection, before, UNIT_RECORDS, &questions, error);
    }
    *ret_all = answers < UNIT_RECORDS && questions < UNIT_RECORDS;
    return status;
}

/* Report, ledger, the next date, and the news for the centre, all or nothing. */
static DatabaseStatus close_day(OdbcConnection *connection, const AuditTask *task, GError **error)
{
    g_auto(AuditDay) day = {0};

    DatabaseStatus status = audit_day_read(connection, task->business_date, &day, error);
    if (status != DATABASE_OK) {
        return status;
    }
    json_auto_t *report = report_json(task->business_date, &day);
    status = tell_centre(connection, task, report, error);
    json_object_set(report, "departments", day.departments);
    json_object_set(report, "overdue_departures", day.overdue);
    json_object_set(report, "unbalanced_folios", day.unbalanced);
    if (status == DATABASE_OK) {
        status = audit_keep_report(connection, task->business_date, &day.ledger, report, error);
    }
    if (status == DATABASE_OK) {
        status = business_date_roll(connection, task->business_date, error);
    }
    return status == DATABASE_OK
               ? housekeeping_day_begin(connection, task->business_date + 1, AUDIT_STAFF, task->now, error)
               : status;
}

/* A guest who checked in or a reservation that arrived meanwhile is not forgotten: the day is closed only
 * when nothing of it is left. */
static DatabaseStatus roll_date(OdbcConnection *connection, const AuditTask *task, AuditProgress *progress,
                                GError **error)
{
    AuditProgress late = {0};

    DatabaseStatus status = mark_no_shows(connection, task, &late, error);
    if (status == DATABASE_OK && late.done) {
        status = post_nights(connection, task, &late, error);
    }
    progress->done = status == DATABASE_OK && late.done;
    return progress->done ? close_day(connection, task, error) : status;
}

static DatabaseStatus count_day(OdbcConnection *connection, const AuditTask *task, AuditProgress *progress,
                                GError **error)
{
    return statistics_keep_next(connection, task->business_date, &progress->position, &progress->done, error);
}

/* Once the date is rolled: the preventive work of the new day is ordered, what is too old to be asked for
 * again forgotten, then the closed day counted. */
static DatabaseStatus begin_day(OdbcConnection *connection, const AuditTask *task, AuditProgress *progress,
                                GError **error)
{
    int made = 0;
    bool all_forgotten = false;

    DatabaseStatus status = plans_generate(connection, task->property, task->business_date + 1, task->now,
                                           UNIT_ORDERS, &made, error);
    if (status == DATABASE_OK && made < UNIT_ORDERS) {
        status = forget_requests(connection, task->property, &all_forgotten, error);
    }
    if (status == DATABASE_OK && all_forgotten) {
        status = forget_identities(connection, task, &all_forgotten, error);
    }
    return status == DATABASE_OK && all_forgotten ? count_day(connection, task, progress, error) : status;
}

static DatabaseStatus keep_reports(OdbcConnection *connection, const AuditTask *task, AuditProgress *progress,
                                   GError **error)
{
    return report_keep_next(connection, task->property->hotel, task->business_date, &progress->position,
                            &progress->done, error);
}

static const AuditUnit units[AUDIT_STEP_COUNT] = {
    [AUDIT_NO_SHOWS] = mark_no_shows, [AUDIT_ROOM_AND_TAX] = post_nights, [AUDIT_ROLL_DATE] = roll_date,
    [AUDIT_STATISTICS] = begin_day,   [AUDIT_REPORTS] = keep_reports,
};

DatabaseStatus audit_step_work(OdbcConnection *connection, AuditStep step, const AuditTask *task,
                               AuditProgress *progress, GError **error)
{
    g_assert(step < AUDIT_DONE && units[step] != NULL);
    return units[step](connection, task, progress, error);
}
