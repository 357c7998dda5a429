#ifndef KEYRACK_PROPERTY_INVOICE_INVOICE_PDF_H
#define KEYRACK_PROPERTY_INVOICE_INVOICE_PDF_H

/* An invoice or credit note on paper, drawn from the document that was stored when it was issued. Takes
 * milliseconds: not for the desk thread. */

#include "schemas/instant.h"
#include <glib.h>
#include <jansson.h>
#include <stdbool.h>

/* The file; NULL with an error when the document is not what invoice_issue() stores. */
GBytes *invoice_pdf(const json_t *document, bool chinese, GError **error);

#endif
