#ifndef KEYRACK_PROPERTY_LEDGER_STATEMENT_PDF_H
#define KEYRACK_PROPERTY_LEDGER_STATEMENT_PDF_H

/* The statement of a company's account on paper: what happened in a period, how old what it owes is, and the
 * invoices that are open. Any thread. */

#include <glib.h>
#include <jansson.h>
#include <stdbool.h>

/* `document`: {"hotel" (as on invoices), "currency", "on", "account" (as the API shows it), "statement",
 * "aging" (one account's), "open_invoices"}. NULL and `error` when it cannot be drawn. */
GBytes *statement_pdf(const json_t *document, bool chinese, GError **error);

#endif
