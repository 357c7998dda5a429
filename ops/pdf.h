#ifndef KEYRACK_OPS_PDF_H
#define KEYRACK_OPS_PDF_H

/* Documents for people: invoices, registration cards, reports. A document is told its content from top to
 * bottom and lays it out on pages by itself, with a header and "Page 1 of 3" on each; the head of a table is
 * repeated where the table goes on. Latin and Chinese text, and whatever the installed fonts can show.
 *
 *     g_autoptr(PdfDocument) document = pdf_document_new(&(PdfOptions){.title = "Invoice 4711"});
 *     pdf_heading(document, 1, "Invoice 4711");
 *     pdf_table_begin(document, columns, G_N_ELEMENTS(columns));
 *     pdf_table_row(document, PDF_ROW_PLAIN, cells);
 *     pdf_table_end(document);
 *     g_autoptr(GBytes) file = pdf_document_finish(document, &error);
 *
 * Texts are UTF-8 and copied; bytes that are not are replaced. The same content with the same `created` gives
 * the same bytes on one machine. One thread at a time for a document; not the desk's: a page takes
 * milliseconds. Measures are millimetres. */

#include "schemas/instant.h"
#include <glib.h>

typedef enum PdfPaper { PDF_A4, PDF_A4_LANDSCAPE, PDF_LETTER, PDF_LETTER_LANDSCAPE } PdfPaper;

typedef struct PdfOptions {
    PdfPaper paper;
    const char *title;        /* of the file, and in the header; never NULL */
    const char *header_right; /* such as the hotel's name; NULL: nothing */
    const char *footer;       /* stands left of the page number; NULL: nothing */
    const char *language;     /* "en" (also for NULL) or "zh": words of the layout itself, shapes of glyphs */
    Instant created;          /* written into the file */
} PdfOptions;

typedef struct PdfDocument PdfDocument;

PdfDocument *pdf_document_new(const PdfOptions *options);
void pdf_document_free(PdfDocument *document);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PdfDocument, pdf_document_free)

/* Level 0 is a poster's size, 1 the title of a document, 2 and 3 of its parts. Never the last of a page. */
void pdf_heading(PdfDocument *document, int level, const char *text);

/* Text that is broken into lines; '\n' begins a new one. */
void pdf_paragraph(PdfDocument *document, const char *text);

/* The same, small and grey: conditions, explanations. */
void pdf_note(PdfDocument *document, const char *text);

typedef struct PdfField {
    const char *label;
    const char *value; /* NULL: an empty line to write on */
} PdfField;

/* Labels with their values, side by side in `columns` columns (1 to 4), filled row by row. */
void pdf_fields(PdfDocument *document, const PdfField *fields, gsize count, int columns);

typedef enum PdfAlign { PDF_LEFT, PDF_RIGHT, PDF_CENTRE } PdfAlign;

typedef struct PdfColumn {
    const char *head;
    double share; /* of the width, beside those of the others */
    PdfAlign align;
} PdfColumn;

typedef enum PdfRowStyle {
    PDF_ROW_PLAIN,
    PDF_ROW_TOTAL, /* bold below a line */
    PDF_ROW_GROUP, /* bold on a tint: what the rows below have in common */
} PdfRowStyle;

/* A table: at most 24 columns, one row after another. `cells` has a text for each column; NULL is empty. A
 * row stays on one page unless it is higher than a page. Nothing else may come before pdf_table_end(). */
void pdf_table_begin(PdfDocument *document, const PdfColumn *columns, gsize count);
void pdf_table_row(PdfDocument *document, PdfRowStyle style, const char *const *cells);
void pdf_table_end(PdfDocument *document);

typedef struct PdfPoint {
    double x; /* 0 left to 1 right */
    double y; /* 0 top to 1 bottom */
    gboolean begins_stroke;
} PdfPoint;

/* Strokes of a pen in a box, such as a signature, with a line below and a caption under that. No points: a
 * box to sign in. */
void pdf_strokes(PdfDocument *document, const PdfPoint *points, gsize count, double width_mm,
                 double height_mm, const char *caption);

/* A label to be cut out and stuck on: a code that phones read, and what people read beside it. */
typedef struct PdfLabel {
    const char *code;  /* what the QR code says; at most 100 bytes */
    const char *title; /* large; made smaller until it fits */
    const char *note;
} PdfLabel;

/* Labels in a grid of `columns` (1 to 4), row by row, with lines to cut along. */
void pdf_labels(PdfDocument *document, const PdfLabel *labels, gsize count, int columns, double height_mm);

void pdf_space(PdfDocument *document, double height_mm);
void pdf_rule(PdfDocument *document);
void pdf_page_break(PdfDocument *document);

/* Lays the document out: the bytes of the file. Once for a document. NULL with an error when the library
 * cannot. */
GBytes *pdf_document_finish(PdfDocument *document, GError **error);

#endif
