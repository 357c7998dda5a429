#ifndef KEYRACK_PROPERTY_INVOICE_RECEIPT_PDF_H
#define KEYRACK_PROPERTY_INVOICE_RECEIPT_PDF_H

/* A receipt on paper: what was due, what was handed over, the change. Takes milliseconds: not for the desk thread. */

#include <glib.h>
#include <jansson.h>
#include <stdbool.h>

/* The file; NULL with an error when the document is not of receipt_json(). */
GBytes *receipt_pdf(const json_t *document, bool chinese, GError **error);

#endif
