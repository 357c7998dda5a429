#ifndef KEYRACK_PROPERTY_INVOICE_PAPER_H
#define KEYRACK_PROPERTY_INVOICE_PAPER_H

/* What the hotel's papers about money have in common: invoices, receipts and statements of account are drawn from a
 * document in the hotel's currency, under the hotel's head, in English or Chinese. Takes milliseconds: not for the
 * desk thread. */

#include "ops/pdf.h"
#include "schemas/money.h"
#include <jansson.h>
#include <stdbool.h>

/* What the house says in both languages: English, Chinese. */
typedef const char *const PaperText[2];

/* A paper that is being drawn. `document` and `texts` are borrowed. */
typedef struct Paper {
    PdfDocument *pdf;
    const json_t *document; /* with "hotel" of invoice_hotel_json() and "currency" */
    const Currency *currency;
    const PaperText *texts; /* of this kind of paper, by its own numbers */
    int language;           /* index of a PaperText */
} Paper;

/* Says of what and in which language a paper will be; nothing is drawn yet. FALSE when the document's currency is
 * unknown. */
bool paper_open(Paper *paper, const json_t *document, bool chinese, const PaperText *texts, GError **error);

/* Begins the paper: `title` in its header, the hotel's name, address and tax number. */
void paper_begin(Paper *paper, const char *title);

/* The bytes of the file; NULL with an error. The paper is over. */
GBytes *paper_end(Paper *paper, GError **error);

/* One of the paper's own texts in its language. */
const char *paper_word(const Paper *paper, int which);

/* "name_en" or "name_zh" of an object. */
const char *paper_name(const Paper *paper, const json_t *object);

/* A text of an object; "" when it has none. */
const char *paper_text(const json_t *object, const char *member);

/* An amount of an object in the hotel's money; a new string. */
char *paper_amount(const Paper *paper, const json_t *object, const char *member);

/* "Amount (CHF)"; a new string. */
char *paper_amount_head(const Paper *paper, const char *word);

/* "Visa ·1234, slip 0042" of a means of payment as documents have it; a new string. */
char *paper_means(const Paper *paper, const json_t *means);

/* To whom, and the title of the paper below. */
void paper_addressee(const Paper *paper, const json_t *to, const char *title);

/* Labels and values, three in a row; those without a value are left out. `fields` is ended by a NULL label. */
void paper_fields(const Paper *paper, const PdfField *fields);

#endif
