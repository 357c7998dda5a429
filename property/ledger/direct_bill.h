#ifndef KEYRACK_PROPERTY_LEDGER_DIRECT_BILL_H
#define KEYRACK_PROPERTY_LEDGER_DIRECT_BILL_H

/* Bills: an invoice of a window, paid at the desk or sent to a company's account. Desk thread only, inside a
 * transaction. */

#include "property/command/command.h"
#include "property/folio/folio_store.h"
#include "property/invoice/invoice_store.h"

/* A folio whose windows are billed: a guest's, or a house account's, whose Stay is only its number and its
 * sums. */
typedef struct BilledFolio {
    Stay *stay;
    const Account *account; /* NULL for a guest */
} BilledFolio;

/* Issues the invoice of a window to the payee named for it, else to the guest or account itself. Refuses when
 * nothing stands in it. */
DatabaseStatus bill_issue(Command *command, const BilledFolio *folio, int window, int64_t *ret_invoice,
                          GError **error);

/* The same for whatever windows hold anything that is on no invoice yet, each sent to `email` when somebody
 * gets to it; nothing when none does. */
DatabaseStatus bills_to_send(Command *command, const BilledFolio *folio, const char *email, GError **error);

/* Issues it to a company and moves what is open in the window to its account. `override`: beyond its credit
 * limit. */
DatabaseStatus bill_to_account(Command *command, const BilledFolio *folio, int window, int64_t account_id,
                               bool override, int64_t *ret_invoice, GError **error);

/* Credits a company for an invoice on direct bill, wholly (`amount_minor` 0) or in part: allowances on its
 * account by department and tax, a credit note, and that much less open of the invoice. Once for an invoice.
 */
DatabaseStatus bill_credit(Command *command, const Invoice *invoice, int64_t amount_minor, const char *reason,
                           int64_t *ret_credit, GError **error);

/* Answers 201 with an invoice. */
DatabaseStatus answer_invoice(Command *command, int64_t invoice_id, GError **error);

#endif
