#ifndef KEYRACK_PROPERTY_INVOICE_INVOICE_RULES_H
#define KEYRACK_PROPERTY_INVOICE_INVOICE_RULES_H

/* What an invoice says. Pure: no store, no clock. */

#include "property/folio/folio_rules.h"
#include "schemas/chain.h"
#include <jansson.h>

/* One line of an invoice. */
typedef struct InvoiceLine {
    FolioDepartment department;
    const char *code;
    const char *description;
    Night service_date;
    int64_t amount_minor;
    int64_t included_tax_minor;
    const char *means_kind; /* of a payment: with what it was made; NULL */
    const char *means_en;
    const char *means_zh;
    const char *reference;
    const char *last_four;
} InvoiceLine;

typedef struct InvoiceSums {
    int64_t total_minor;   /* charges and taxes */
    int64_t settled_minor; /* payments, negative */
    int64_t due_minor;
} InvoiceSums;

/* Lines (InvoiceLine) and sums of an invoice as members of a document: "lines", "taxes", "total_minor",
 * "settled_minor", "due_minor". New reference. */
json_t *invoice_lines_json(const ChainHotel *hotel, const GArray *lines, InvoiceSums *ret_sums);

/* The hotel as it stands on its papers; new reference. */
json_t *invoice_hotel_json(const ChainHotel *hotel);

/* What takes `amount_minor` back of an invoice's charges and taxes, each line by its share: GArray of
 * InvoiceLine, none of amount 0, together exactly -amount_minor. The lines borrow their texts from the
 * document. */
GArray *invoice_credit_lines(const json_t *document, int64_t amount_minor);

/* A document with other lines, for a credit note that takes back a part; new reference. */
json_t *invoice_with_lines(const json_t *document, json_t *lines);

/* A document with every amount turned round, for a credit note; new reference. */
json_t *invoice_reverse(const json_t *document);

#endif
