#ifndef KEYRACK_PROPERTY_INVOICE_INVOICE_STORE_H
#define KEYRACK_PROPERTY_INVOICE_INVOICE_STORE_H

/* Invoices and credit notes: numbered without gaps, each kind for itself, in the transaction that issues
 * them, and never changed afterwards. Desk thread only; writes inside a transaction. */

#include "property/folio/account_store.h"
#include "property/folio/posting_store.h"

/* What an invoice is about, beside its lines. */
typedef struct InvoiceSubject {
    FolioPlace place;
    const json_t *payee; /* {"name", "address", "tax_number"} */
    const json_t *guest; /* stay as the bill names it: guest, room, dates; JSON null for a house account */
    int64_t billed_to;   /* account on direct bill; 0: paid at the desk */
    Night due_on;
} InvoiceSubject;

typedef struct Invoice {
    int64_t invoice_id; /* 0: none */
    bool is_credit;
    char *number_text;
    FolioPlace place;
    int64_t billed_to;
    Night business_date;
    int64_t total_minor; /* charges, taxes included */
    int64_t due_minor;   /* what was left to pay when it was issued */
    bool credited;
    int64_t credited_minor; /* of total_minor */
    json_t *document;
} Invoice;

void invoice_clear(Invoice *invoice);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Invoice, invoice_clear)

/* Issues an invoice of all that stands in the window and is on no other; `*ret_invoice` is 0 when there is
 * nothing. */
DatabaseStatus invoice_issue(OdbcConnection *connection, const InvoiceSubject *subject,
                             const PostingContext *context, int64_t *ret_invoice, GError **error);

/* Counts what was posted to the window since then to the same invoice: how it was settled. */
DatabaseStatus invoice_bind(OdbcConnection *connection, int64_t invoice_id, FolioPlace place, GError **error);

/* Takes an invoice back; its postings can be invoiced anew. The invoice is no credit note and not credited.
 */
DatabaseStatus invoice_credit(OdbcConnection *connection, const Invoice *invoice, const char *reason,
                              const PostingContext *context, int64_t *ret_invoice, GError **error);

/* Takes a part of an invoice back, or all of it, by lines that were posted for it (`postings`: GArray of
 * their numbers). The postings of the invoice itself stay as they are. */
DatabaseStatus invoice_credit_part(OdbcConnection *connection, const Invoice *invoice, const GArray *lines,
                                   const GArray *postings, const char *reason, const PostingContext *context,
                                   int64_t *ret_invoice, GError **error);

/* `ret_invoice` has been zeroed. */
DatabaseStatus invoice_find(OdbcConnection *connection, int64_t invoice_id, Invoice *ret_invoice,
                            GError **error);

/* As the API shows it; new reference. */
json_t *invoice_to_json(const Invoice *invoice);

/* Invoices of an account (0: all) after `after`, at most `limit`, without their documents; new reference. */
DatabaseStatus invoices_json(OdbcConnection *connection, int64_t account_id, int64_t after, int limit,
                             json_t **ret_items, GError **error);

#endif
