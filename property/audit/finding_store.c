#include "property/audit/finding_store.h"

#include "ops/json.h"
#include "property/command/statement.h"
#include "property/copy/link.h"
#include "property/stay/stay_store.h"

/* A kind of finding is a query and two sentences. Its columns: stay_id, confirmation_number, room,
 * guest_name, date, amount_minor, and how many there are in all. */
typedef struct FindingKind {
    const char *code;
    bool blocks;
    const char *detail;
    const char *remedy;
    OdbcStatement statement; /* every parameter is the business date */
} FindingKind;

#define STAY_FINDING                                                                                         \
    "SELECT s.stay_id, s.confirmation_number, s.room, s.guest_name, s.departure, s.balance_minor, "          \
    "COUNT(*) OVER () FROM stay s "
#define FIRST_FIFTY " ORDER BY s.departure, s.stay_id LIMIT 50"

#define SHIFT_FINDING                                                                                        \
    "SELECT 0, NULL, NULL, c.staff, c.opened_on, NULL, COUNT(*) OVER () FROM cashier_shift c WHERE "         \
    "c.status = 'open' AND "
#define FIRST_SHIFTS " ORDER BY c.opened_on, c.shift_id LIMIT 50"

static const FindingKind kinds[] = {
    {
        "overdue_departure",
        true,
        "The guest was to leave by today and is still in the house.",
        "Check the guest out, or extend the stay.",
        {
            "find_overdue_departures",
            STAY_FINDING "WHERE s.status = 'in_house' AND s.departure <= ?" FIRST_FIFTY,
            1,
        },
    },
    {
        "folio_misadded",
        true,
        "The postings of the folio do not add up to its balance.",
        "Do not post to this folio. Tell the engineers.",
        {
            "find_misadded_folios",
            /* Either condition has an index of its own; together they would be looked for in all years. */
            STAY_FINDING "WHERE s.stay_id IN (SELECT h.stay_id FROM stay h WHERE h.status = 'in_house' UNION "
                         "SELECT b.stay_id FROM stay b WHERE b.balance_minor <> 0) AND s.balance_minor <> "
                         "(SELECT COALESCE(SUM(p.amount_minor), 0) FROM posting p WHERE p.account_id = "
                         "s.stay_id)" FIRST_FIFTY,
            0,
        },
    },
    {
        "forgotten_shift",
        true,
        "A cashier's drawer of an earlier day has not been counted.",
        "Let the cashier, or a manager, count the drawer and close the shift.",
        {
            "find_forgotten_shifts",
            SHIFT_FINDING "c.opened_on < ?" FIRST_SHIFTS,
            1,
        },
    },
    {
        "open_shift",
        false,
        "A cashier's drawer of today is still open.",
        "Count the drawer and close the shift, or go on with it into the next day.",
        {
            "find_open_shifts",
            SHIFT_FINDING "c.opened_on >= ?" FIRST_SHIFTS,
            1,
        },
    },
    {
        "refused_posting",
        false,
        "A till or another device posted this and was refused: it is on nobody's bill.",
        "Post it to a guest or an account, or let a manager dismiss it with the reason.",
        {
            "find_refused_postings",
            "SELECT 0, NULL, d.room, NULL, d.business_date, d.amount_minor, COUNT(*) OVER () FROM "
            "device_suspense d "
            "WHERE d.outcome IS NULL ORDER BY d.suspense_number LIMIT 50",
            0,
        },
    },
    {
        "expected_arrival",
        false,
        "The guest has not arrived and will be marked as a no-show.",
        "Check the guest in, or let the audit mark the no-show.",
        {
            "find_expected_arrivals",
            "SELECT 0, l.confirmation_number, NULL, r.guest_name, l.arrival, l.total_minor, COUNT(*) OVER () "
            "FROM copied_line l JOIN copied_reservation r ON r.confirmation_number = l.confirmation_number "
            "WHERE l.status = 'reserved' AND l.arrival <= ? AND " LINE_NOT_ARRIVED " "
            "ORDER BY l.arrival, l.confirmation_number, l.line LIMIT 50",
            1,
        },
    },
    {
        "unbalanced_folio",
        false,
        "The guest has left and the folio is not settled.",
        "Take the payment, send the bill to a company's account, or correct the charge.",
        {
            "find_unbalanced_folios",
            STAY_FINDING "WHERE s.balance_minor <> 0 AND s.status = 'checked_out'" FIRST_FIFTY,
            0,
        },
    },
    {
        "high_balance",
        false,
        "The guest in the house owes much.",
        "Ask for a payment on account.",
        {
            "find_high_balances",
            STAY_FINDING
            "WHERE s.status = 'in_house' AND s.balance_minor <> 0 AND s.balance_minor >= (SELECT "
            "high_balance_minor FROM report_setting)" FIRST_FIFTY,
            0,
        },
    },
};

void audit_findings_clear(AuditFindings *findings)
{
    g_clear_pointer(&findings->blockers, json_decref);
    g_clear_pointer(&findings->warnings, json_decref);
}

static json_t *finding_of_row(const FindingKind *kind, const OdbcResult *result, guint row)
{
    int64_t stay_id = odbc_result_int64(result, row, 0);

    return json_pack(
        "{s:s, s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:o}", "code", kind->code, "detail", kind->detail, "remedy",
        kind->remedy, "stay_id", stay_id == 0 ? json_null() : json_integer(stay_id), "confirmation_number",
        json_from_text(odbc_result_text(result, row, 1)), "room",
        json_from_text(odbc_result_text(result, row, 2)), "guest_name",
        json_from_text(odbc_result_text(result, row, 3)), "date",
        json_from_night(statement_night(result, row, 4)), "amount_minor",
        odbc_result_is_null(result, row, 5) ? json_null() : json_integer(odbc_result_int64(result, row, 5)));
}

static DatabaseStatus read_kind(OdbcConnection *connection, const FindingKind *kind, Night business_date,
                                AuditFindings *findings, GError **error)
{
    g_autoptr(OdbcParameters) parameters = odbc_parameters_new();
    g_autoptr(OdbcResult) result = NULL;

    for (guint i = 0; i < kind->statement.parameter_count; i++) {
        odbc_add_int64(parameters, business_date);
    }
    DatabaseStatus status = odbc_execute(connection, &kind->statement, parameters, &result, error);
    if (status != DATABASE_OK || odbc_result_rows(result) == 0) {
        return status;
    }
    json_t *list = kind->blocks ? findings->blockers : findings->warnings;
    int64_t *count = kind->blocks ? &findings->blocker_count : &findings->warning_count;
    *count += odbc_result_int64(result, 0, 6);
    for (guint row = 0; row < odbc_result_rows(result); row++) {
        json_array_append_new(list, finding_of_row(kind, result, row));
    }
    return DATABASE_OK;
}

/* Guests who cancelled at the centre would be marked as no-shows, and charged. */
static void look_at_line(const Property *property, AuditFindings *findings)
{
    LinkState state;

    link_read(property->link, &state);
    if (state.connected) {
        return;
    }
    findings->warning_count++;
    json_array_append_new(
        findings->warnings,
        json_pack("{s:s, s:s, s:s, s:n, s:n, s:n, s:n, s:n, s:n}", "code", "line_cut", "detail",
                  "The line to the centre is cut: cancellations of today may not have arrived.", "remedy",
                  "If it can wait, run the audit when the line is back.", "stay_id", "confirmation_number",
                  "room", "guest_name", "date", "amount_minor"));
}

DatabaseStatus audit_findings_read(const Property *property, OdbcConnection *connection, Night business_date,
                                   AuditFindings *ret_findings, GError **error)
{
    DatabaseStatus status = DATABASE_OK;

    ret_findings->blockers = json_array();
    ret_findings->warnings = json_array();
    for (gsize i = 0; i < G_N_ELEMENTS(kinds) && status == DATABASE_OK; i++) {
        status = read_kind(connection, &kinds[i], business_date, ret_findings, error);
    }
    if (status == DATABASE_OK) {
        look_at_line(property, ret_findings);
    }
    return status;
}
