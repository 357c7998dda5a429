#include "property/ledger/direct_bill.h"

#include "ops/json.h"
#include "property/folio/folio_command.h"
#include "property/folio/folio_document.h"
#include "property/invoice/invoice_rules.h"
#include "property/invoice/mailer.h"
#include "property/invoice/mailing_store.h"
#include "property/ledger/city_store.h"

static json_t *stay_json(const BilledFolio *folio)
{
    const Stay *stay = folio->stay;

    if (folio->account != NULL) {
        return json_null();
    }
    return json_pack("{s:o, s:o, s:o, s:o, s:s}", "guest_name", json_from_text(stay->guest_name), "room",
                     json_from_text(stay->room), "arrival", json_from_night(stay->arrival), "departure",
                     json_from_night(stay->departure), "confirmation_number", stay->confirmation_number);
}

static json_t *party_json(const char *name, const char *address, const char *tax_number)
{
    return json_pack("{s:o, s:o, s:o}", "name", json_from_text(name), "address", json_from_text(address),
                     "tax_number", json_from_text(tax_number));
}

static DatabaseStatus find_payee(Command *command, const BilledFolio *folio, FolioPlace place,
                                 json_t **ret_payee, GError **error)
{
    DatabaseStatus status = folio_payee_json(command->connection, place, ret_payee, error);

    if (status != DATABASE_OK || *ret_payee != NULL) {
        return status;
    }
    *ret_payee = folio->account != NULL
                     ? party_json(folio->account->name, folio->account->address, folio->account->tax_number)
                     : party_json(folio->stay->guest_name, "", "");
    return DATABASE_OK;
}

static DatabaseStatus issue_any(Command *command, const BilledFolio *folio, int window, const json_t *payee,
                                const Account *billed_to, int64_t *ret_invoice, GError **error)
{
    PostingContext context = command_posting_context(command);
    json_auto_t *stay = stay_json(folio);
    InvoiceSubject subject = {
        .place = {folio->stay->stay_id, window},
        .payee = payee,
        .guest = stay,
        .billed_to = billed_to == NULL ? 0 : billed_to->account_id,
        .due_on = command->business_date + (billed_to == NULL ? 0 : billed_to->terms_days),
    };

    return invoice_issue(command->connection, &subject, &context, ret_invoice, error);
}

static DatabaseStatus issue(Command *command, const BilledFolio *folio, int window, const json_t *payee,
                            const Account *billed_to, int64_t *ret_invoice, GError **error)
{
    DatabaseStatus status = issue_any(command, folio, window, payee, billed_to, ret_invoice, error);

    if (status == DATABASE_OK && *ret_invoice == 0) {
        return command_refuse(command, 409, "nothing_to_invoice",
                              "Nothing stands in this window that is not on an invoice already.");
    }
    return status;
}

DatabaseStatus bill_issue(Command *command, const BilledFolio *folio, int window, int64_t *ret_invoice,
                          GError **error)
{
    json_auto_t *payee = NULL;

    DatabaseStatus status =
        find_payee(command, folio, (FolioPlace){folio->stay->stay_id, window}, &payee, error);
    return status == DATABASE_OK ? issue(command, folio, window, payee, NULL, ret_invoice, error) : status;
}

static DatabaseStatus send_window(Command *command, const BilledFolio *folio, int window, const char *email,
                                  GError **error)
{
    json_auto_t *payee = NULL;
    int64_t invoice = 0;

    DatabaseStatus status =
        find_payee(command, folio, (FolioPlace){folio->stay->stay_id, window}, &payee, error);
    if (status == DATABASE_OK) {
        status = issue_any(command, folio, window, payee, NULL, &invoice, error);
    }
    return status == DATABASE_OK && invoice != 0
               ? mailing_add(command->connection, invoice, email, command->now,
                             mailer_due(command->property->mailer), error)
               : status;
}

DatabaseStatus bills_to_send(Command *command, const BilledFolio *folio, const char *email, GError **error)
{
    DatabaseStatus status = DATABASE_OK;

    for (int window = 1; status == DATABASE_OK && window <= FOLIO_WINDOW_MAX; window++) {
        status = send_window(command, folio, window, email, error);
    }
    mailer_wake(command->property->mailer); /* it looks when this transaction is through */
    return status;
}

/* ---- direct bill ---- */

static DatabaseStatus check_credit(Command *command, const Account *account, int64_t due_minor, bool override)
{
    bool open = account->account_id != 0 && account->kind == ACCOUNT_CITY && account->open;

    if (!open) {
        return command_refuse_field(command, "/account_id", "account_not_open",
                                    "There is no open account on direct bill of this number.");
    }
    if (due_minor <= 0) {
        return command_refuse(command, 409, "nothing_due", "Nothing is left to pay in this window.");
    }
    bool within = account->balance_minor + due_minor <= account->credit_limit_minor;
    if (!within && !(override && staff_may(command->staff->roles, STAFF_OVERRIDE))) {
        return command_refuse(command, 409, "credit_limit_exceeded",
                              "This would go beyond the company's credit limit. A manager may allow it.");
    }
    return DATABASE_OK;
}

static DatabaseStatus move_window(Command *command, const BilledFolio *folio, int window, int64_t account_id,
                                  GError **error)
{
    PostingContext context = command_posting_context(command);
    g_autoptr(GArray) items = NULL;

    DatabaseStatus status = folio_items_read(command->connection, folio->stay->stay_id, 0, &items, error);
    for (guint i = 0; status == DATABASE_OK && i < items->len; i++) {
        const FolioItem *item = &g_array_index(items, FolioItem, i);
        if (item->place.window == window) {
            status = folio_move_item(command->connection, folio->stay, item, (FolioPlace){account_id, 1},
                                     item->amount_minor, &context, error);
        }
    }
    return status;
}

/* What stands on an invoice of the guest already cannot be on the company's too. */
static DatabaseStatus check_whole(Command *command, int64_t invoice_id, int64_t balance_minor, GError **error)
{
    g_auto(Invoice) invoice = {0};

    DatabaseStatus status = invoice_find(command->connection, invoice_id, &invoice, error);
    if (status == DATABASE_OK && invoice.due_minor != balance_minor) {
        return command_refuse(command, 409, "invoiced_in_part",
                              "A part of this window is on another invoice already. Take that back first.");
    }
    return status;
}

DatabaseStatus bill_to_account(Command *command, const BilledFolio *folio, int window, int64_t account_id,
                               bool override, int64_t *ret_invoice, GError **error)
{
    g_auto(Account) account = {0};
    int64_t balances_minor[FOLIO_WINDOW_MAX + 1];

    DatabaseStatus status = account_find(command->connection, account_id, &account, error);
    if (status == DATABASE_OK) {
        status = folio_window_balances(command->connection, folio->stay->stay_id, balances_minor, error);
    }
    if (status == DATABASE_OK) {
        status = check_credit(command, &account, balances_minor[window], override);
    }
    if (status != DATABASE_OK) {
        return status;
    }
    json_auto_t *payee = party_json(account.name, account.address, account.tax_number);
    status = issue(command, folio, window, payee, &account, ret_invoice, error);
    if (status == DATABASE_OK) {
        status = check_whole(command, *ret_invoice, balances_minor[window], error);
    }
    if (status == DATABASE_OK) {
        status = city_open_add(command->connection, *ret_invoice, account_id, balances_minor[window], error);
    }
    if (status == DATABASE_OK) {
        status = move_window(command, folio, window, account_id, error);
    }
    return status == DATABASE_OK ? invoice_bind(command->connection, *ret_invoice,
                                                (FolioPlace){folio->stay->stay_id, window}, error)
                                 : status;
}

/* ---- crediting what was sent to a company ---- */

static DatabaseStatus check_creditable(Command *command, const Invoice *invoice, int64_t *amount_minor,
                                       GError **error)
{
    g_auto(Account) account = {0};
    int64_t most_minor = MIN(invoice->due_minor, invoice->total_minor);

    if (most_minor <= 0) {
        return command_refuse(command, 409, "nothing_to_credit",
                              "No charge of this invoice was sent to the company.");
    }
    if (*amount_minor > most_minor) {
        return command_refuse_field(command, "/amount_minor", "more_than_billed",
                                    "Not as much was sent to the company with this invoice.");
    }
    *amount_minor = *amount_minor == 0 ? most_minor : *amount_minor;
    DatabaseStatus status = account_find(command->connection, invoice->billed_to, &account, error);
    return status == DATABASE_OK && !account.open
               ? command_refuse(command, 409, "account_closed",
                                "The company's account is closed. Open it first.")
               : status;
}

static DatabaseStatus post_credit(Command *command, const Invoice *invoice, const GArray *lines,
                                  const char *reason, GArray *numbers, GError **error)
{
    PostingContext context = command_posting_context(command);
    DatabaseStatus status = DATABASE_OK;

    for (guint i = 0; status == DATABASE_OK && i < lines->len; i++) {
        const InvoiceLine *line = &g_array_index(lines, InvoiceLine, i);
        Posting posting = posting_of_context(&context);
        int64_t number = 0;
        posting.entry = FOLIO_ALLOWANCE;
        posting.department = line->department;
        posting.code = line->code;
        posting.description = reason;
        posting.amount_minor = line->amount_minor;
        posting.included_tax_minor = line->included_tax_minor;
        posting.service_date = line->service_date;
        status = posting_append(command->connection, invoice->billed_to, &posting, &number, error);
        g_array_append_val(numbers, number);
    }
    return status;
}

/* Of what was paid already the credit stands on the account, as a payment too much would. */
static DatabaseStatus apply_credit(Command *command, const Invoice *invoice, int64_t amount_minor,
                                   int64_t posting, GError **error)
{
    g_autoptr(GArray) open = NULL;

    DatabaseStatus status = city_open_invoices(command->connection, invoice->billed_to, &open, error);
    for (guint i = 0; status == DATABASE_OK && i < open->len; i++) {
        const OpenInvoice *each = &g_array_index(open, OpenInvoice, i);
        if (each->invoice_id == invoice->invoice_id) {
            return city_apply(command->connection, posting, invoice->invoice_id,
                              MIN(amount_minor, each->open_minor), error);
        }
    }
    return status;
}

DatabaseStatus bill_credit(Command *command, const Invoice *invoice, int64_t amount_minor, const char *reason,
                           int64_t *ret_credit, GError **error)
{
    PostingContext context = command_posting_context(command);
    g_autoptr(GArray) numbers = g_array_new(FALSE, FALSE, sizeof(int64_t));
    g_autoptr(GArray) lines = NULL;

    DatabaseStatus status = check_creditable(command, invoice, &amount_minor, error);
    if (status != DATABASE_OK) {
        return status;
    }
    lines = invoice_credit_lines(invoice->document, amount_minor);
    status = post_credit(command, invoice, lines, reason, numbers, error);
    if (status == DATABASE_OK) {
        status = apply_credit(command, invoice, amount_minor, g_array_index(numbers, int64_t, 0), error);
    }
    return status == DATABASE_OK ? invoice_credit_part(command->connection, invoice, lines, numbers, reason,
                                                       &context, ret_credit, error)
                                 : status;
}

DatabaseStatus answer_invoice(Command *command, int64_t invoice_id, GError **error)
{
    g_auto(Invoice) invoice = {0};

    DatabaseStatus status = invoice_find(command->connection, invoice_id, &invoice, error);
    if (status == DATABASE_OK) {
        command->answer_status = 201;
        command->answer = invoice_to_json(&invoice);
    }
    return status;
}
