#ifndef KEYRACK_OPS_PDF_INTERNAL_H
#define KEYRACK_OPS_PDF_INTERNAL_H

/* What pdf.c (a document's content) and pdf_layout.c (its pages) share. */

#include "ops/pdf.h"

typedef enum PdfBlockKind {
    PDF_BLOCK_TEXT,
    PDF_BLOCK_FIELDS,
    PDF_BLOCK_TABLE, /* `count` columns of it are in `columns` */
    PDF_BLOCK_ROW,
    PDF_BLOCK_TABLE_END,
    PDF_BLOCK_STROKES,
    PDF_BLOCK_LABELS, /* code, title and note of each are in `texts` */
    PDF_BLOCK_SPACE,
    PDF_BLOCK_RULE,
    PDF_BLOCK_PAGE_BREAK,
} PdfBlockKind;

typedef enum PdfTextStyle {
    PDF_TEXT_POSTER,
    PDF_TEXT_TITLE,
    PDF_TEXT_PART,
    PDF_TEXT_SUBPART,
    PDF_TEXT_BODY,
    PDF_TEXT_NOTE,
} PdfTextStyle;

/* One piece of content; which members count depends on its kind. Texts live in the document's chunk. */
typedef struct PdfBlock {
    PdfBlockKind kind;
    PdfTextStyle text_style;
    PdfRowStyle row_style;
    const char *text;
    const char **texts; /* cells; or labels and values in turn */
    gsize count;
    int columns_across; /* of fields and labels */
    PdfColumn *columns; /* of a table */
    PdfPoint *points;
    double width_mm;
    double height_mm;
} PdfBlock;

struct PdfDocument {
    PdfPaper paper;
    const char *title;
    const char *header_right;
    const char *footer;
    gboolean is_chinese;
    Instant created;
    GStringChunk *texts;
    GArray *blocks;     /* PdfBlock */
    gsize table_begins; /* index of the open table's block; G_MAXSIZE: none is open */
};

/* The QR code of a text: `*ret_side` times as many modules, row by row, TRUE where one is dark. NULL when the
 * text is too long. Free with g_free(). */
gboolean *pdf_code_modules(const char *text, int *ret_side);

#endif
