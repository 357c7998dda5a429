#include "property/ledger/city_store.h"

#include "ops/json.h"
#include "property/command/statement.h"
#include "property/ledger/ledger_rules.h"

#define OPEN_INVOICES                                                                                        \
    "SELECT o.invoice_id, o.account_id, i.number_text, i.business_date, i.due_minor, o.open_minor FROM "     \
    "open_invoice o JOIN "                                                                                   \
    "invoice i ON i.invoice_id = o.invoice_id WHERE o.open_minor > 0 "

static const OdbcStatement open_of_account = {
    "open_invoices_of_account",
    OPEN_INVOICES "AND o.account_id = ? ORDER BY o.invoice_id",
    1,
};

static const OdbcStatement open_of_all = {
    "open_invoices",
    OPEN_INVOICES "ORDER BY o.account_id, o.invoice_id",
    0,
};

static const OdbcStatement add_open = {
    "add_open_invoice",
    "INSERT INTO open_invoice (invoice_id, account_id, open_minor) VALUES (?, ?, ?)",
    3,
};

static const OdbcStatement take_from_open = {
    "take_from_open_invoice",
    "UPDATE open_invoice SET open_minor = open_minor - ? WHERE invoice_id = ?",
    2,
};

static const OdbcStatement apply_payment = {
    "apply_payment",
    "INSERT INTO invoice_payment (posting_number, invoice_id, amount_minor) VALUES (?, ?, ?) "
    "ON CONFLICT (posting_number, invoice_id) DO UPDATE SET amount_minor = invoice_payment.amount_minor + "
    "excluded.amount_minor",
    3,
};

/* Payments that still stand. A refund has nothing to apply. */
#define UNAPPLIED                                                                                            \
    "SELECT p.posting_number, p.business_date, -p.amount_minor AS paid_minor, -p.amount_minor - "             \
    "COALESCE((SELECT SUM(y.amount_minor) FROM invoice_payment y WHERE y.posting_number = p.posting_number AND y.taken_back " \
    "= 0), 0) AS unapplied_minor FROM posting p WHERE p.account_id = ? AND p.stay_id IS NULL AND p.department = 'payment' AND " \
    "p.entry = 'posting' AND p.amount_minor < 0 AND NOT EXISTS (SELECT 1 FROM posting c WHERE c.corrects = " \
    "p.posting_number) "

static const OdbcStatement list_unapplied = {
    "list_unapplied_payments",
    "SELECT * FROM (" UNAPPLIED "ORDER BY p.posting_number DESC LIMIT 200) u WHERE unapplied_minor > 0 ORDER BY posting_number",
    1,
};

static const OdbcStatement find_unapplied = {
    "find_unapplied_payment",
    UNAPPLIED "AND p.posting_number = ?",
    2,
};

static const OdbcStatement reopen_paid = {
    "reopen_paid_invoices",
    "UPDATE open_invoice SET open_minor = open_minor + (SELECT y.amount_minor FROM invoice_payment y WHERE "
    "y.posting_number = ? AND y.invoice_id = open_invoice.invoice_id) WHERE invoice_id IN (SELECT "
    "y.invoice_id FROM invoice_payment y WHERE y.posting_number = ? AND y.taken_back = 0)",
    2,
};

static const OdbcStatement mark_taken_back = {
    "mark_payment_taken_back",
    "UPDATE invoice_payment SET taken_back = 1 WHERE posting_number = ?",
    1,
};

static const OdbcStatement list_debtors = {
    "list_debtors",
    "SELECT account_id, name, balance_minor, credit_limit_minor FROM account WHERE kind = 'city' AND ledger "
    "= 'city' AND "
    "balance_minor <> 0 ORDER BY account_id",
    0,
};

static const OdbcStatement balance_before = {
    "balance_before",
    "SELECT a.balance_minor - COALESCE((SELECT SUM(p.amount_minor) FROM posting p WHERE p.account_id = "
    "a.account_id AND "
    "p.stay_id IS NULL AND p.business_date >= ?), 0) FROM account a WHERE a.account_id = ?",
    2,
};

/* Invoices and credit notes come as their sums, all else as it was posted. */
static const OdbcStatement statement_lines = {
    "city_statement_lines",
    "SELECT business_date, kind, text, amount_minor FROM (SELECT i.business_date AS business_date, i.kind AS "
    "kind, "
    "i.number_text AS text, i.due_minor AS amount_minor, i.invoice_id AS place FROM invoice i WHERE "
    "i.billed_to = ? AND "
    "i.business_date BETWEEN ? AND ? UNION ALL SELECT p.business_date, p.department, p.description, "
    "p.amount_minor, "
    "1000000000 + p.posting_number FROM posting p WHERE p.account_id = ? AND p.stay_id IS NULL AND "
    "p.business_date BETWEEN "
    "? AND ? AND p.department <> 'transfer' AND NOT EXISTS (SELECT 1 FROM invoice_posting ip WHERE "
    "ip.posting_number = p.posting_number)) l ORDER BY business_date, place",
    6,
};

static void open_invoice_clear(gpointer invoice)
{
    g_free(((OpenInvoice *)invoice)->number_text);
}

DatabaseStatus city_open_invoices(OdbcConnection *connection, int64_t account_id, GArray **ret_invoices,
                                  GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status =
        account_id == 0 ? statement_run(connection, &open_of_all, &result, error, "")
                        : statement_run(connection, &open_of_account, &result, error, "l", account_id);
    if (status != DATABASE_OK) {
        return status;
    }
    *ret_invoices = g_array_new(FALSE, FALSE, sizeof(OpenInvoice));
    g_array_set_clear_func(*ret_invoices, open_invoice_clear);
    for (guint row = 0; row < odbc_result_rows(result); row++) {
        OpenInvoice invoice = {
            .invoice_id = odbc_result_int64(result, row, 0),
            .account_id = odbc_result_int64(result, row, 1),
            .number_text = g_strdup(odbc_result_text(result, row, 2)),
            .business_date = statement_night(result, row, 3),
            .due_minor = odbc_result_int64(result, row, 4),
            .open_minor = odbc_result_int64(result, row, 5),
        };
        g_array_append_val(*ret_invoices, invoice);
    }
    return DATABASE_OK;
}

DatabaseStatus city_open_add(OdbcConnection *connection, int64_t invoice_id, int64_t account_id,
                             int64_t due_minor, GError **error)
{
    return statement_run(connection, &add_open, NULL, error, "lll", invoice_id, account_id, due_minor);
}

DatabaseStatus city_apply(OdbcConnection *connection, int64_t posting_number, int64_t invoice_id,
                          int64_t amount_minor, GError **error)
{
    DatabaseStatus status = statement_run(connection, &apply_payment, NULL, error, "lll", posting_number,
                                          invoice_id, amount_minor);

    return status == DATABASE_OK
               ? statement_change_one(connection, &take_from_open, error, "ll", amount_minor, invoice_id)
               : status;
}

DatabaseStatus city_take_back(OdbcConnection *connection, int64_t posting_number, GError **error)
{
    DatabaseStatus status =
        statement_run(connection, &reopen_paid, NULL, error, "ll", posting_number, posting_number);

    return status == DATABASE_OK
               ? statement_run(connection, &mark_taken_back, NULL, error, "l", posting_number)
               : status;
}

DatabaseStatus city_unapplied_json(OdbcConnection *connection, int64_t account_id, json_t **ret_payments,
                                   GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &list_unapplied, &result, error, "l", account_id);
    if (status != DATABASE_OK) {
        return status;
    }
    *ret_payments = json_array();
    for (guint row = 0; row < odbc_result_rows(result); row++) {
        json_array_append_new(*ret_payments,
                              json_pack("{s:I, s:o, s:I, s:I}", "posting_number",
                                        (json_int_t)odbc_result_int64(result, row, 0), "business_date",
                                        json_from_night(statement_night(result, row, 1)), "amount_minor",
                                        (json_int_t)odbc_result_int64(result, row, 2), "unapplied_minor",
                                        (json_int_t)odbc_result_int64(result, row, 3)));
    }
    return DATABASE_OK;
}

DatabaseStatus city_unapplied(OdbcConnection *connection, int64_t account_id, int64_t posting_number,
                              int64_t *ret_unapplied_minor, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status =
        statement_run(connection, &find_unapplied, &result, error, "ll", account_id, posting_number);
    if (status == DATABASE_OK) {
        *ret_unapplied_minor = odbc_result_rows(result) == 0 ? 0 : odbc_result_int64(result, 0, 3);
    }
    return status;
}

json_t *city_open_invoices_json(const GArray *invoices)
{
    json_t *items = json_array();

    for (guint i = 0; i < invoices->len; i++) {
        const OpenInvoice *invoice = &g_array_index(invoices, OpenInvoice, i);
        json_array_append_new(
            items, json_pack("{s:I, s:s, s:o, s:I, s:I}", "invoice_id", (json_int_t)invoice->invoice_id,
                             "number", invoice->number_text, "business_date",
                             json_from_night(invoice->business_date), "due_minor",
                             (json_int_t)invoice->due_minor, "open_minor", (json_int_t)invoice->open_minor));
    }
    return items;
}

/* ---- aging ---- */

/* What an account owes by age; what is not on any open invoice stands apart. */
typedef struct Aged {
    int64_t by_age_minor[LEDGER_AGES];
    int64_t other_minor; /* payments not applied yet, and what was posted without an invoice */
    int64_t balance_minor;
} Aged;

static Aged age_account(int64_t account_id, int64_t balance_minor, const GArray *invoices, Night on)
{
    Aged aged = {.other_minor = balance_minor, .balance_minor = balance_minor};

    for (guint i = 0; i < invoices->len; i++) {
        const OpenInvoice *invoice = &g_array_index(invoices, OpenInvoice, i);
        if (invoice->account_id == account_id) {
            aged.by_age_minor[ledger_age(invoice->business_date, on)] += invoice->open_minor;
            aged.other_minor -= invoice->open_minor;
        }
    }
    return aged;
}

static void add_aged(Aged *total, const Aged *aged)
{
    for (int i = 0; i < LEDGER_AGES; i++) {
        total->by_age_minor[i] += aged->by_age_minor[i];
    }
    total->other_minor += aged->other_minor;
    total->balance_minor += aged->balance_minor;
}

static json_t *aged_json(const Aged *aged)
{
    return json_pack("{s:I, s:I, s:I, s:I, s:I, s:I, s:I}", "days_0_30_minor",
                     (json_int_t)aged->by_age_minor[0], "days_31_60_minor", (json_int_t)aged->by_age_minor[1],
                     "days_61_90_minor", (json_int_t)aged->by_age_minor[2], "days_91_120_minor",
                     (json_int_t)aged->by_age_minor[3], "days_over_120_minor",
                     (json_int_t)aged->by_age_minor[4], "not_invoiced_minor", (json_int_t)aged->other_minor,
                     "balance_minor", (json_int_t)aged->balance_minor);
}

json_t *city_account_aging_json(const Account *account, const GArray *invoices, Night on)
{
    Aged aged = age_account(account->account_id, account->balance_minor, invoices, on);

    return aged_json(&aged);
}

DatabaseStatus city_aging_json(OdbcConnection *connection, Night on, json_t **ret_aging, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;
    g_autoptr(GArray) invoices = NULL;
    Aged total = {0};

    DatabaseStatus status = statement_run(connection, &list_debtors, &result, error, "");
    if (status == DATABASE_OK) {
        status = city_open_invoices(connection, 0, &invoices, error);
    }
    if (status != DATABASE_OK) {
        return status;
    }
    json_t *items = json_array();
    for (guint row = 0; row < odbc_result_rows(result); row++) {
        int64_t account_id = odbc_result_int64(result, row, 0);
        Aged aged = age_account(account_id, odbc_result_int64(result, row, 2), invoices, on);
        json_t *item = aged_json(&aged);
        json_object_set_new(item, "account_id", json_integer(account_id));
        json_object_set_new(item, "name", json_from_text(odbc_result_text(result, row, 1)));
        json_object_set_new(item, "credit_limit_minor", json_integer(odbc_result_int64(result, row, 3)));
        json_array_append_new(items, item);
        add_aged(&total, &aged);
    }
    *ret_aging =
        json_pack("{s:o, s:o, s:o}", "on", json_from_night(on), "items", items, "total", aged_json(&total));
    return DATABASE_OK;
}

/* ---- statements ---- */

DatabaseStatus city_statement_json(OdbcConnection *connection, int64_t account_id, Night from, Night until,
                                   json_t **ret_statement, GError **error)
{
    g_autoptr(OdbcResult) before = NULL;
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status =
        statement_run(connection, &balance_before, &before, error, "nl", from, account_id);
    if (status == DATABASE_OK) {
        status = statement_run(connection, &statement_lines, &result, error, "lnnlnn", account_id, from,
                               until, account_id, from, until);
    }
    if (status != DATABASE_OK) {
        return status;
    }
    int64_t opening_minor = odbc_result_int64(before, 0, 0);
    int64_t balance_minor = opening_minor;
    json_t *lines = json_array();
    for (guint row = 0; row < odbc_result_rows(result); row++) {
        balance_minor += odbc_result_int64(result, row, 3);
        json_array_append_new(lines, json_pack("{s:o, s:s, s:s, s:I, s:I}", "business_date",
                                               json_from_night(statement_night(result, row, 0)), "kind",
                                               odbc_result_text(result, row, 1), "text",
                                               odbc_result_text(result, row, 2), "amount_minor",
                                               (json_int_t)odbc_result_int64(result, row, 3), "balance_minor",
                                               (json_int_t)balance_minor));
    }
    *ret_statement =
        json_pack("{s:I, s:o, s:o, s:I, s:o, s:I}", "account_id", (json_int_t)account_id, "from",
                  json_from_night(from), "until", json_from_night(until), "opening_minor",
                  (json_int_t)opening_minor, "lines", lines, "closing_minor", (json_int_t)balance_minor);
    return DATABASE_OK;
}
