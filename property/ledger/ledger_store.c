#include "property/ledger/ledger_store.h"

#include "ops/json.h"
#include "property/command/statement.h"
#include <string.h>

static const OdbcStatement read_closed = {
    "read_ledger_day",
    "SELECT ledger, opening_minor, closing_minor FROM ledger_day WHERE business_date = ?",
    1,
};

static const OdbcStatement read_openings = {
    "read_ledger_openings",
    "SELECT ledger, closing_minor FROM ledger_day WHERE business_date = "
    "(SELECT MAX(business_date) FROM ledger_day WHERE business_date < ?)",
    1,
};

static const OdbcStatement read_closings = {
    "read_ledger_closings",
    "SELECT ledger, SUM(balance_minor) FROM account WHERE balance_minor <> 0 GROUP BY ledger",
    0,
};

static const OdbcStatement read_lines = {
    "read_ledger_lines",
    "SELECT a.ledger, p.department, p.code, SUM(p.amount_minor), COUNT(*) FROM posting p "
    "JOIN account a ON a.account_id = p.account_id WHERE p.business_date = ? "
    "GROUP BY a.ledger, p.department, p.code ORDER BY a.ledger, p.department, p.code",
    1,
};

static const OdbcStatement close_day = {
    "close_ledger_day",
    "INSERT INTO ledger_day (business_date, ledger, opening_minor, charges_minor, payments_minor, "
    "transfers_minor, closing_minor) VALUES (?, ?, ?, ?, ?, ?, ?)",
    7,
};

static void line_clear(gpointer line_pointer)
{
    LedgerLine *line = line_pointer;

    g_free(line->department);
    g_free(line->code);
}

void ledger_day_clear(LedgerDay *day)
{
    g_clear_pointer(&day->lines, g_array_unref);
}

static Ledger ledger_of_row(const OdbcResult *result, guint row)
{
    Ledger ledger = LEDGER_GUEST;

    g_assert(ledger_parse(odbc_result_text(result, row, 0), &ledger));
    return ledger;
}

static void add_line(LedgerDay *day, const OdbcResult *result, guint row)
{
    LedgerLine line = {
        .ledger = ledger_of_row(result, row),
        .department = g_strdup(odbc_result_text(result, row, 1)),
        .code = g_strdup(odbc_result_text(result, row, 2)),
        .amount_minor = odbc_result_int64(result, row, 3),
        .count = odbc_result_int64(result, row, 4),
    };
    LedgerSums *sums = &day->ledgers[line.ledger];

    if (strcmp(line.department, "payment") == 0 || strcmp(line.department, "rounding") == 0) {
        sums->payments_minor += line.amount_minor;
    } else if (strcmp(line.department, "transfer") == 0) {
        sums->transfers_minor += line.amount_minor;
    } else {
        sums->charges_minor += line.amount_minor;
    }
    g_array_append_val(day->lines, line);
}

static DatabaseStatus read_postings(OdbcConnection *connection, LedgerDay *day, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &read_lines, &result, error, "n", day->business_date);
    day->lines = g_array_new(FALSE, FALSE, sizeof(LedgerLine));
    g_array_set_clear_func(day->lines, line_clear);
    for (guint row = 0; status == DATABASE_OK && row < odbc_result_rows(result); row++) {
        add_line(day, result, row);
    }
    return status;
}

static DatabaseStatus read_kept(OdbcConnection *connection, LedgerDay *day, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &read_closed, &result, error, "n", day->business_date);
    for (guint row = 0; status == DATABASE_OK && row < odbc_result_rows(result); row++) {
        LedgerSums *sums = &day->ledgers[ledger_of_row(result, row)];
        sums->opening_minor = odbc_result_int64(result, row, 1);
        sums->closing_minor = odbc_result_int64(result, row, 2);
        day->closed = true;
    }
    return status;
}

static DatabaseStatus read_present(OdbcConnection *connection, LedgerDay *day, GError **error)
{
    g_autoptr(OdbcResult) openings = NULL;
    g_autoptr(OdbcResult) closings = NULL;

    DatabaseStatus status =
        statement_run(connection, &read_openings, &openings, error, "n", day->business_date);
    if (status == DATABASE_OK) {
        status = statement_run(connection, &read_closings, &closings, error, "");
    }
    if (status != DATABASE_OK) {
        return status;
    }
    for (guint row = 0; row < odbc_result_rows(openings); row++) {
        day->ledgers[ledger_of_row(openings, row)].opening_minor = odbc_result_int64(openings, row, 1);
    }
    for (guint row = 0; row < odbc_result_rows(closings); row++) {
        day->ledgers[ledger_of_row(closings, row)].closing_minor = odbc_result_int64(closings, row, 1);
    }
    return DATABASE_OK;
}

DatabaseStatus ledger_day_read(OdbcConnection *connection, Night business_date, LedgerDay *ret_day,
                               GError **error)
{
    ret_day->business_date = business_date;
    DatabaseStatus status = read_postings(connection, ret_day, error);
    if (status == DATABASE_OK) {
        status = read_kept(connection, ret_day, error);
    }
    if (status == DATABASE_OK && !ret_day->closed) {
        status = read_present(connection, ret_day, error);
    }
    return status;
}

DatabaseStatus ledger_day_close(OdbcConnection *connection, const LedgerDay *day, GError **error)
{
    DatabaseStatus status = DATABASE_OK;

    for (unsigned i = 0; i < LEDGER_COUNT && status == DATABASE_OK; i++) {
        const LedgerSums *sums = &day->ledgers[i];
        status = statement_run(connection, &close_day, NULL, error, "nslllll", day->business_date,
                               ledger_code((Ledger)i), sums->opening_minor, sums->charges_minor,
                               sums->payments_minor, sums->transfers_minor, sums->closing_minor);
    }
    return status;
}

static json_t *sums_to_json(const LedgerSums *sums)
{
    return json_pack("{s:I, s:I, s:I, s:I, s:I}", "opening_minor", (json_int_t)sums->opening_minor,
                     "charges_minor", (json_int_t)sums->charges_minor, "payments_minor",
                     (json_int_t)sums->payments_minor, "transfers_minor", (json_int_t)sums->transfers_minor,
                     "closing_minor", (json_int_t)sums->closing_minor);
}

static json_t *lines_to_json(const GArray *lines)
{
    json_t *items = json_array();

    for (guint i = 0; i < lines->len; i++) {
        const LedgerLine *line = &g_array_index(lines, LedgerLine, i);
        json_array_append_new(items,
                              json_pack("{s:s, s:s, s:s, s:I, s:I}", "ledger", ledger_code(line->ledger),
                                        "department", line->department, "code", line->code, "amount_minor",
                                        (json_int_t)line->amount_minor, "count", (json_int_t)line->count));
    }
    return items;
}

json_t *ledger_day_to_json(const LedgerDay *day)
{
    LedgerSums total = ledgers_total(day->ledgers);
    json_t *ledgers = json_object();

    for (unsigned i = 0; i < LEDGER_COUNT; i++) {
        json_object_set_new(ledgers, ledger_code((Ledger)i), sums_to_json(&day->ledgers[i]));
    }
    return json_pack("{s:o, s:b, s:b, s:o, s:o, s:o}", "business_date", json_from_night(day->business_date),
                     "closed", day->closed, "balances", ledgers_balance(day->ledgers), "ledgers", ledgers,
                     "total", sums_to_json(&total), "lines", lines_to_json(day->lines));
}
