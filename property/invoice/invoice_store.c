#include "property/invoice/invoice_store.h"

#include "ops/json.h"
#include "property/command/statement.h"
#include "property/invoice/invoice_rules.h"
#include <string.h>

#define ON_NO_INVOICE                                                                                        \
    "NOT EXISTS (SELECT 1 FROM invoice_posting ip JOIN invoice i ON i.invoice_id = ip.invoice_id WHERE "     \
    "ip.posting_number = p.posting_number AND i.kind = 'invoice' AND NOT EXISTS (SELECT 1 FROM invoice c "   \
    "WHERE "                                                                                                 \
    "c.credits = i.invoice_id))"

/* A void, a transfer and the shift of a package's price stand with what they belong to. */
static const OdbcStatement read_lines = {
    "read_invoice_lines",
    "SELECT r.department, r.code, r.description, r.service_date, SUM(p.amount_minor), "
    "SUM(p.included_tax_minor), m.kind, m.name_en, m.name_zh, COALESCE(d.reference, ''), "
    "COALESCE(d.last_four, '') FROM posting p JOIN posting r ON r.posting_number = CASE p.entry WHEN 'transfer' THEN p.origin WHEN "
    "'package' THEN "
    "p.origin WHEN 'void' THEN COALESCE(p.origin, p.corrects) ELSE p.posting_number END "
    "LEFT JOIN payment_means m ON m.code = r.code AND r.department = 'payment' "
    "LEFT JOIN payment_detail d ON d.posting_number = r.posting_number "
    "WHERE p.account_id = ? AND p.folio_window = ? AND " ON_NO_INVOICE " "
    "GROUP BY r.posting_number, r.department, r.code, r.description, r.service_date, m.kind, m.name_en, "
    "m.name_zh, d.reference, d.last_four "
    "HAVING SUM(p.amount_minor) <> 0 ORDER BY r.service_date, r.posting_number",
    2,
};

static const OdbcStatement bind_postings = {
    "bind_postings_to_invoice",
    "INSERT INTO invoice_posting (posting_number, invoice_id) SELECT p.posting_number, CAST(? AS BIGINT) "
    "FROM posting p "
    "WHERE p.account_id = ? AND p.folio_window = ? AND " ON_NO_INVOICE,
    3,
};

static const OdbcStatement bind_posting = {
    "bind_posting_to_invoice",
    "INSERT INTO invoice_posting (posting_number, invoice_id) VALUES (?, ?)",
    2,
};

static const OdbcStatement bind_credited = {
    "bind_credited_postings",
    "INSERT INTO invoice_posting (posting_number, invoice_id) SELECT posting_number, CAST(? AS BIGINT) FROM "
    "invoice_posting WHERE invoice_id = ?",
    2,
};

/* Invoices are never removed, so the next numbers follow the highest ones: without a gap. */
static const OdbcStatement next_invoice = {
    "next_invoice",
    "SELECT COALESCE((SELECT MAX(invoice_id) FROM invoice), 0) + 1, COALESCE((SELECT MAX(number) FROM "
    "invoice WHERE "
    "kind = ?), 0) + 1",
    1,
};

static const OdbcStatement add_invoice = {
    "add_invoice",
    "INSERT INTO invoice (invoice_id, kind, number, number_text, account_id, folio_window, billed_to, "
    "business_date, "
    "issued_at, payee_name, total_minor, due_minor, document, digest, credits, staff) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    16,
};

#define INVOICE_COLUMNS                                                                                      \
    "i.invoice_id, i.kind, i.number_text, i.account_id, i.folio_window, i.billed_to, i.business_date, "      \
    "i.total_minor, "                                                                                        \
    "i.due_minor, COALESCE((SELECT -c.total_minor FROM invoice c WHERE c.credits = i.invoice_id), 0), "      \
    "(SELECT COUNT(*) FROM invoice c WHERE c.credits = i.invoice_id)"

static const OdbcStatement find_invoice = {
    "find_invoice",
    "SELECT " INVOICE_COLUMNS ", i.document FROM invoice i WHERE i.invoice_id = ?",
    1,
};

static const OdbcStatement list_invoices = {
    "list_invoices",
    "SELECT " INVOICE_COLUMNS
    ", i.payee_name, i.issued_at FROM invoice i WHERE i.invoice_id > ? ORDER BY i.invoice_id LIMIT ?",
    2,
};

static const OdbcStatement list_invoices_of_account = {
    "list_invoices_of_account",
    "SELECT " INVOICE_COLUMNS
    ", i.payee_name, i.issued_at FROM invoice i WHERE i.invoice_id IN (SELECT invoice_id FROM "
    "invoice WHERE account_id = ? UNION SELECT invoice_id FROM invoice WHERE billed_to = ?) AND i.invoice_id "
    "> ? ORDER BY "
    "i.invoice_id LIMIT ?",
    4,
};

void invoice_clear(Invoice *invoice)
{
    g_clear_pointer(&invoice->number_text, g_free);
    g_clear_pointer(&invoice->document, json_decref);
}

/* ---- issuing ---- */

static GArray *lines_of(const OdbcResult *result)
{
    GArray *lines = g_array_new(FALSE, FALSE, sizeof(InvoiceLine));

    for (guint row = 0; row < odbc_result_rows(result); row++) {
        InvoiceLine line = {
            .code = odbc_result_text(result, row, 1),
            .description = odbc_result_text(result, row, 2),
            .service_date = statement_night(result, row, 3),
            .amount_minor = odbc_result_int64(result, row, 4),
            .included_tax_minor = odbc_result_int64(result, row, 5),
        };
        if (!odbc_result_is_null(result, row, 6)) {
            line.means_kind = odbc_result_text(result, row, 6);
            line.means_en = odbc_result_text(result, row, 7);
            line.means_zh = odbc_result_text(result, row, 8);
            line.reference = odbc_result_text(result, row, 9);
            line.last_four = odbc_result_text(result, row, 10);
        }
        g_assert(folio_department_parse(odbc_result_text(result, row, 0), &line.department));
        g_array_append_val(lines, line);
    }
    return lines;
}

/* An invoice that is being written. */
typedef struct Draft {
    int64_t invoice_id;
    int64_t number;
    const char *kind;
    char *number_text;
    FolioPlace place;
    int64_t billed_to;
    int64_t credits;
    const char *payee_name;
    InvoiceSums sums;
    json_t *document;
} Draft;

static void draft_clear(Draft *draft)
{
    g_free(draft->number_text);
    json_decref(draft->document);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Draft, draft_clear)

static DatabaseStatus number_draft(OdbcConnection *connection, Draft *draft, const ChainHotel *hotel,
                                   GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &next_invoice, &result, error, "s", draft->kind);
    if (status == DATABASE_OK) {
        draft->invoice_id = odbc_result_int64(result, 0, 0);
        draft->number = odbc_result_int64(result, 0, 1);
        draft->number_text = g_strdup_printf("%s-%c-%06" G_GINT64_FORMAT, hotel->code,
                                             draft->credits == 0 ? 'I' : 'C', draft->number);
    }
    return status;
}

static DatabaseStatus write_draft(OdbcConnection *connection, Draft *draft, const PostingContext *context,
                                  GError **error)
{
    json_object_set_new(draft->document, "kind", json_string(draft->kind));
    json_object_set_new(draft->document, "number", json_string(draft->number_text));
    json_object_set_new(draft->document, "business_date", json_from_night(context->business_date));
    json_object_set_new(draft->document, "issued_at", json_from_instant(context->posted_at));
    g_autofree char *digest = json_digest(draft->document);
    return statement_run(connection, &add_invoice, NULL, error,
                         "lslslikn"
                         "asllj"
                         "sks",
                         draft->invoice_id, draft->kind, draft->number, draft->number_text,
                         draft->place.account_id, draft->place.window, draft->billed_to,
                         context->business_date, context->posted_at, draft->payee_name,
                         draft->sums.total_minor, draft->sums.due_minor, draft->document, digest,
                         draft->credits, context->staff);
}

static json_t *new_document(const InvoiceSubject *subject, const ChainHotel *hotel, json_t *lines)
{
    json_t *document =
        json_pack("{s:o, s:s, s:s, s:O, s:O, s:o}", "hotel", invoice_hotel_json(hotel), "language",
                  hotel->language, "currency", hotel->currency->code, "payee", subject->payee, "stay",
                  subject->guest, "due_on", json_from_night(subject->due_on));

    json_object_update_new(document, lines);
    return document;
}

DatabaseStatus invoice_bind(OdbcConnection *connection, int64_t invoice_id, FolioPlace place, GError **error)
{
    return statement_run(connection, &bind_postings, NULL, error, "lli", invoice_id, place.account_id,
                         place.window);
}

DatabaseStatus invoice_issue(OdbcConnection *connection, const InvoiceSubject *subject,
                             const PostingContext *context, int64_t *ret_invoice, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;
    g_auto(Draft) draft = {.kind = "invoice", .place = subject->place, .billed_to = subject->billed_to};

    *ret_invoice = 0;
    DatabaseStatus status = statement_run(connection, &read_lines, &result, error, "li",
                                          subject->place.account_id, subject->place.window);
    if (status != DATABASE_OK || odbc_result_rows(result) == 0) {
        return status;
    }
    g_autoptr(GArray) lines = lines_of(result);
    draft.document =
        new_document(subject, context->hotel, invoice_lines_json(context->hotel, lines, &draft.sums));
    draft.payee_name = json_string_value(json_object_get(subject->payee, "name"));
    status = number_draft(connection, &draft, context->hotel, error);
    if (status == DATABASE_OK) {
        status = write_draft(connection, &draft, context, error);
    }
    if (status == DATABASE_OK) {
        status = invoice_bind(connection, draft.invoice_id, subject->place, error);
    }
    *ret_invoice = draft.invoice_id;
    return status;
}

/* Numbers and writes a credit note whose document has its lines. */
static DatabaseStatus write_credit(OdbcConnection *connection, Draft *draft, const Invoice *invoice,
                                   const char *reason, const PostingContext *context, GError **error)
{
    json_object_set_new(draft->document, "credits", json_string(invoice->number_text));
    json_object_set_new(draft->document, "reason", json_string(reason));
    draft->payee_name = json_string_value(json_object_get(json_object_get(draft->document, "payee"), "name"));
    DatabaseStatus status = number_draft(connection, draft, context->hotel, error);
    return status == DATABASE_OK ? write_draft(connection, draft, context, error) : status;
}

DatabaseStatus invoice_credit(OdbcConnection *connection, const Invoice *invoice, const char *reason,
                              const PostingContext *context, int64_t *ret_invoice, GError **error)
{
    g_auto(Draft) draft = {
        .kind = "credit_note",
        .place = invoice->place,
        .billed_to = invoice->billed_to,
        .credits = invoice->invoice_id,
        .sums = {.total_minor = -invoice->total_minor, .due_minor = -invoice->due_minor},
        .document = invoice_reverse(invoice->document),
    };

    DatabaseStatus status = write_credit(connection, &draft, invoice, reason, context, error);
    if (status == DATABASE_OK) {
        status = statement_run(connection, &bind_credited, NULL, error, "ll", draft.invoice_id,
                               invoice->invoice_id);
    }
    *ret_invoice = draft.invoice_id;
    return status;
}

DatabaseStatus invoice_credit_part(OdbcConnection *connection, const Invoice *invoice, const GArray *lines,
                                   const GArray *postings, const char *reason, const PostingContext *context,
                                   int64_t *ret_invoice, GError **error)
{
    g_auto(Draft) draft = {
        .kind = "credit_note",
        .place = invoice->place,
        .billed_to = invoice->billed_to,
        .credits = invoice->invoice_id,
    };

    draft.document =
        invoice_with_lines(invoice->document, invoice_lines_json(context->hotel, lines, &draft.sums));
    DatabaseStatus status = write_credit(connection, &draft, invoice, reason, context, error);
    for (guint i = 0; status == DATABASE_OK && i < postings->len; i++) {
        status = statement_run(connection, &bind_posting, NULL, error, "ll",
                               g_array_index(postings, int64_t, i), draft.invoice_id);
    }
    *ret_invoice = draft.invoice_id;
    return status;
}

/* ---- finding ---- */

static void read_invoice(Invoice *invoice, const OdbcResult *result, guint row)
{
    invoice->invoice_id = odbc_result_int64(result, row, 0);
    invoice->is_credit = strcmp(odbc_result_text(result, row, 1), "credit_note") == 0;
    invoice->number_text = g_strdup(odbc_result_text(result, row, 2));
    invoice->place = (FolioPlace){odbc_result_int64(result, row, 3), (int)odbc_result_int64(result, row, 4)};
    invoice->billed_to = odbc_result_is_null(result, row, 5) ? 0 : odbc_result_int64(result, row, 5);
    invoice->business_date = statement_night(result, row, 6);
    invoice->total_minor = odbc_result_int64(result, row, 7);
    invoice->due_minor = odbc_result_int64(result, row, 8);
    invoice->credited_minor = odbc_result_int64(result, row, 9);
    invoice->credited = odbc_result_int64(result, row, 10) > 0;
}

DatabaseStatus invoice_find(OdbcConnection *connection, int64_t invoice_id, Invoice *ret_invoice,
                            GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &find_invoice, &result, error, "l", invoice_id);
    if (status == DATABASE_OK && odbc_result_rows(result) == 1) {
        read_invoice(ret_invoice, result, 0);
        ret_invoice->document = odbc_result_json(result, 0, 11);
    }
    return status;
}

static json_t *head_json(const Invoice *invoice)
{
    json_t *billed_to = invoice->billed_to == 0 ? json_null() : json_integer(invoice->billed_to);

    return json_pack("{s:I, s:s, s:s, s:I, s:i, s:o, s:o, s:I, s:I, s:b, s:I}", "invoice_id",
                     (json_int_t)invoice->invoice_id, "kind", invoice->is_credit ? "credit_note" : "invoice",
                     "number", invoice->number_text, "account_id", (json_int_t)invoice->place.account_id,
                     "window", invoice->place.window, "billed_to", billed_to, "business_date",
                     json_from_night(invoice->business_date), "total_minor", (json_int_t)invoice->total_minor,
                     "due_minor", (json_int_t)invoice->due_minor, "credited", invoice->credited,
                     "credited_minor", (json_int_t)invoice->credited_minor);
}

json_t *invoice_to_json(const Invoice *invoice)
{
    json_t *document = head_json(invoice);

    json_object_set(document, "document", invoice->document);
    return document;
}

DatabaseStatus invoices_json(OdbcConnection *connection, int64_t account_id, int64_t after, int limit,
                             json_t **ret_items, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status =
        account_id == 0 ? statement_run(connection, &list_invoices, &result, error, "li", after, limit)
                        : statement_run(connection, &list_invoices_of_account, &result, error, "llli",
                                        account_id, account_id, after, limit);
    if (status != DATABASE_OK) {
        return status;
    }
    *ret_items = json_array();
    for (guint row = 0; row < odbc_result_rows(result); row++) {
        g_auto(Invoice) invoice = {0};
        read_invoice(&invoice, result, row);
        json_t *item = head_json(&invoice);
        json_object_set_new(item, "payee_name", json_from_text(odbc_result_text(result, row, 11)));
        json_object_set_new(item, "issued_at", json_from_instant(odbc_result_int64(result, row, 12)));
        json_array_append_new(*ret_items, item);
    }
    return DATABASE_OK;
}
