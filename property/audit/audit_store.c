#include "property/audit/audit_store.h"

#include "ops/json.h"
#include "property/command/statement.h"
#include "property/device/device_event.h"
#include "property/folio/posting_store.h"
#include "property/room/room_store.h"
#include <string.h>

static const OdbcStatement find_audit = {
    "find_audit",
    "SELECT status, step, started_at, completed_at, report, position, forced_by, force_reason FROM "
    "night_audit "
    "WHERE business_date = ?",
    1,
};

static const OdbcStatement find_running = {
    "find_running_audit",
    "SELECT business_date FROM night_audit WHERE status = 'running'",
    0,
};

static const OdbcStatement begin_audit = {
    "begin_audit",
    "INSERT INTO night_audit (business_date, status, step, position, started_at, forced_by, force_reason) "
    "VALUES (?, 'running', ?, 0, ?, ?, ?)",
    5,
};

static const OdbcStatement set_place = {
    "set_audit_place",
    "UPDATE night_audit SET step = ?, position = ? WHERE business_date = ? AND status = 'running'",
    3,
};

static const OdbcStatement keep_report = {
    "keep_audit_report",
    "UPDATE night_audit SET ledger_closing_minor = ?, report = ? WHERE business_date = ? AND status = "
    "'running'",
    3,
};

static const OdbcStatement complete_audit = {
    "complete_audit",
    "UPDATE night_audit SET status = 'completed', step = 'done', position = 0, completed_at = ? "
    "WHERE business_date = ? AND status = 'running'",
    2,
};

/* A night that was charged but not slept (no-show, early departure) is revenue, not an occupied room. */
static const OdbcStatement count_rooms_sold = {
    "count_rooms_sold",
    "SELECT COUNT(*) FROM posting p JOIN stay s ON s.stay_id = p.stay_id WHERE p.business_date = ? AND "
    "p.night = ? "
    "AND p.code = 'ROOM' AND +p.corrects IS NULL AND " POSTING_NOT_TAKEN_BACK
    " AND s.status = 'in_house' AND s.shares_with IS NULL AND "
    "s.arrival < "
    "s.departure",
    2,
};

static const OdbcStatement count_movements = {
    "count_movements",
    "SELECT (SELECT COUNT(*) FROM stay WHERE checked_in_on = ?), (SELECT COUNT(*) FROM stay WHERE "
    "checked_out_on = ?), "
    "(SELECT COUNT(*) FROM stay WHERE status = 'no_show' AND undone_on IS NULL AND arrival = ?), "
    "(SELECT COUNT(*) FROM stay WHERE status = 'in_house')",
    3,
};

static const OdbcStatement list_overdue = {
    "list_overdue",
    "SELECT stay_id, confirmation_number, room, departure, balance_minor FROM stay "
    "WHERE status = 'in_house' AND departure <= ? ORDER BY departure, stay_id LIMIT 50",
    1,
};

static const OdbcStatement list_unbalanced = {
    "list_unbalanced",
    "SELECT stay_id, confirmation_number, room, departure, balance_minor FROM stay "
    "WHERE balance_minor <> 0 AND status = 'checked_out' ORDER BY stay_id LIMIT 50",
    0,
};

static const OdbcStatement count_progress = {
    "count_audit_progress",
    "SELECT (SELECT COUNT(*) FROM stay WHERE status = 'in_house' AND arrival <= ? AND departure > ?), "
    "(SELECT COUNT(*) FROM posting p WHERE p.business_date = ? AND p.night = ? AND p.code = 'ROOM' AND "
    "+p.corrects IS NULL AND " POSTING_NOT_TAKEN_BACK ")",
    4,
};

void audit_record_clear(AuditRecord *record)
{
    g_clear_pointer(&record->report, json_decref);
    g_clear_pointer(&record->forced_by, g_free);
    g_clear_pointer(&record->force_reason, g_free);
}

DatabaseStatus audit_find(OdbcConnection *connection, Night business_date, AuditRecord *ret_record,
                          GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &find_audit, &result, error, "n", business_date);
    if (status == DATABASE_OK && odbc_result_rows(result) == 1) {
        ret_record->found = true;
        ret_record->completed = strcmp(odbc_result_text(result, 0, 0), "completed") == 0;
        g_assert(audit_step_parse(odbc_result_text(result, 0, 1), &ret_record->step));
        ret_record->started_at = odbc_result_int64(result, 0, 2);
        ret_record->completed_at = statement_instant(result, 0, 3);
        ret_record->report = odbc_result_json(result, 0, 4);
        ret_record->position = odbc_result_int64(result, 0, 5);
        ret_record->forced_by = g_strdup(odbc_result_text(result, 0, 6));
        ret_record->force_reason = g_strdup(odbc_result_text(result, 0, 7));
    }
    return status;
}

DatabaseStatus audit_find_running(OdbcConnection *connection, Night *ret_business_date, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &find_running, &result, error, "");
    if (status == DATABASE_OK) {
        *ret_business_date = odbc_result_rows(result) == 0 ? NIGHT_NONE : statement_night(result, 0, 0);
    }
    return status;
}

DatabaseStatus audit_begin(OdbcConnection *connection, Night business_date, Instant now,
                           const AuditForce *force, GError **error)
{
    DatabaseStatus status = statement_run(connection, &begin_audit, NULL, error, "nsass", business_date,
                                          audit_step_code(AUDIT_NO_SHOWS), now, force->by, force->reason);

    return status == DATABASE_OK ? device_event_audit(connection, true, now, error) : status;
}

DatabaseStatus audit_set_place(OdbcConnection *connection, Night business_date, AuditStep step,
                               int64_t position, GError **error)
{
    return statement_change_one(connection, &set_place, error, "sln", audit_step_code(step), position,
                                business_date);
}

DatabaseStatus audit_keep_report(OdbcConnection *connection, Night business_date, const LedgerDay *ledger,
                                 const json_t *report, GError **error)
{
    DatabaseStatus status = ledger_day_close(connection, ledger, error);

    if (status != DATABASE_OK) {
        return status;
    }
    return statement_change_one(connection, &keep_report, error, "ljn",
                                ledgers_total(ledger->ledgers).closing_minor, report, business_date);
}

DatabaseStatus audit_complete(OdbcConnection *connection, Night business_date, Instant now, GError **error)
{
    DatabaseStatus status =
        statement_change_one(connection, &complete_audit, error, "an", now, business_date);

    return status == DATABASE_OK ? device_event_audit(connection, false, now, error) : status;
}

void audit_day_clear(AuditDay *day)
{
    ledger_day_clear(&day->ledger);
    g_clear_pointer(&day->departments, json_decref);
    g_clear_pointer(&day->overdue, json_decref);
    g_clear_pointer(&day->unbalanced, json_decref);
}

/* Transfers cancel out, so they are no department of the day. */
static void add_line(AuditDay *day, const LedgerLine *line)
{
    json_int_t sum_minor = json_integer_value(json_object_get(day->departments, line->department));

    if (strcmp(line->department, "transfer") == 0) {
        return;
    }
    json_object_set_new(day->departments, line->department, json_integer(sum_minor + line->amount_minor));
    if (strcmp(line->department, "room") == 0) {
        day->counts.room_revenue_minor += line->amount_minor;
    } else if (strcmp(line->department, "tax") == 0) {
        day->tax_minor += line->amount_minor;
    }
}

/* The three ledgers together: what moves between them is neither charge nor payment. */
static DatabaseStatus read_ledgers(OdbcConnection *connection, Night business_date, AuditDay *day,
                                   GError **error)
{
    DatabaseStatus status = ledger_day_read(connection, business_date, &day->ledger, error);

    if (status != DATABASE_OK) {
        return status;
    }
    LedgerSums total = ledgers_total(day->ledger.ledgers);
    day->trial =
        (LedgerTrial){total.opening_minor, total.charges_minor, total.payments_minor, total.closing_minor};
    day->departments = json_object();
    for (guint i = 0; i < day->ledger.lines->len; i++) {
        add_line(day, &g_array_index(day->ledger.lines, LedgerLine, i));
    }
    return DATABASE_OK;
}

static DatabaseStatus read_counts(OdbcConnection *connection, Night business_date, AuditCounts *counts,
                                  GError **error)
{
    g_autoptr(OdbcResult) sold = NULL;
    g_autoptr(OdbcResult) movements = NULL;

    DatabaseStatus status =
        statement_run(connection, &count_rooms_sold, &sold, error, "nn", business_date, business_date);
    if (status == DATABASE_OK) {
        status = statement_run(connection, &count_movements, &movements, error, "nnn", business_date,
                               business_date, business_date);
    }
    if (status == DATABASE_OK) {
        status = rooms_count(connection, &counts->rooms_total, &counts->rooms_out_of_order, error);
    }
    if (status == DATABASE_OK) {
        counts->rooms_sold = odbc_result_int64(sold, 0, 0);
        counts->arrivals = odbc_result_int64(movements, 0, 0);
        counts->departures = odbc_result_int64(movements, 0, 1);
        counts->no_shows = odbc_result_int64(movements, 0, 2);
        counts->in_house = odbc_result_int64(movements, 0, 3);
    }
    return status;
}

static json_t *findings_of(const OdbcResult *result)
{
    json_t *findings = json_array();

    for (guint row = 0; row < odbc_result_rows(result); row++) {
        json_array_append_new(findings,
                              json_pack("{s:I, s:s, s:o, s:o, s:I}", "stay_id",
                                        (json_int_t)odbc_result_int64(result, row, 0), "confirmation_number",
                                        odbc_result_text(result, row, 1), "room",
                                        json_from_text(odbc_result_text(result, row, 2)), "departure",
                                        json_from_night(statement_night(result, row, 3)), "balance_minor",
                                        (json_int_t)odbc_result_int64(result, row, 4)));
    }
    return findings;
}

static DatabaseStatus read_overdue(OdbcConnection *connection, Night business_date, json_t **ret_overdue,
                                   GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &list_overdue, &result, error, "n", business_date);
    if (status == DATABASE_OK) {
        *ret_overdue = findings_of(result);
    }
    return status;
}

static DatabaseStatus read_unbalanced(OdbcConnection *connection, json_t **ret_unbalanced, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &list_unbalanced, &result, error, "");
    if (status == DATABASE_OK) {
        *ret_unbalanced = findings_of(result);
    }
    return status;
}

DatabaseStatus audit_day_read(OdbcConnection *connection, Night business_date, AuditDay *ret_day,
                              GError **error)
{
    DatabaseStatus status = read_ledgers(connection, business_date, ret_day, error);

    if (status == DATABASE_OK) {
        status = read_counts(connection, business_date, &ret_day->counts, error);
    }
    if (status == DATABASE_OK) {
        status = read_overdue(connection, business_date, &ret_day->overdue, error);
    }
    return status == DATABASE_OK ? read_unbalanced(connection, &ret_day->unbalanced, error) : status;
}

DatabaseStatus audit_progress_read(OdbcConnection *connection, Night business_date, int64_t *ret_total,
                                   int64_t *ret_done, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &count_progress, &result, error, "nnnn", business_date,
                                          business_date, business_date, business_date);
    if (status == DATABASE_OK) {
        *ret_total = odbc_result_int64(result, 0, 0);
        *ret_done = MIN(odbc_result_int64(result, 0, 1), *ret_total);
    }
    return status;
}
