#include "ops/pdf_internal.h"

#include <string.h>

#define TABLE_NONE G_MAXSIZE
#define COLUMNS_MAX 24

static const char *keep(PdfDocument *document, const char *text)
{
    if (text == NULL) {
        return NULL;
    }
    if (g_utf8_validate(text, -1, NULL)) {
        return g_string_chunk_insert(document->texts, text);
    }
    g_autofree char *valid = g_utf8_make_valid(text, -1);
    return g_string_chunk_insert(document->texts, valid);
}

static void block_clear(gpointer data)
{
    PdfBlock *block = data;

    g_free(block->texts);
    g_free(block->columns);
    g_free(block->points);
}

PdfDocument *pdf_document_new(const PdfOptions *options)
{
    PdfDocument *document = g_new0(PdfDocument, 1);

    g_assert(options->title != NULL);
    document->texts = g_string_chunk_new(4096);
    document->blocks = g_array_new(FALSE, TRUE, sizeof(PdfBlock));
    g_array_set_clear_func(document->blocks, block_clear);
    document->table_begins = TABLE_NONE;
    document->paper = options->paper;
    document->title = keep(document, options->title);
    document->header_right = keep(document, options->header_right);
    document->footer = keep(document, options->footer);
    document->is_chinese = options->language != NULL && g_str_has_prefix(options->language, "zh");
    document->created = options->created;
    return document;
}

void pdf_document_free(PdfDocument *document)
{
    if (document == NULL) {
        return;
    }
    g_array_unref(document->blocks);
    g_string_chunk_free(document->texts);
    g_free(document);
}

static void add(PdfDocument *document, const PdfBlock *block)
{
    g_assert(document->table_begins == TABLE_NONE);
    g_array_append_vals(document->blocks, block, 1);
}

static void add_text(PdfDocument *document, PdfTextStyle style, const char *text)
{
    add(document, &(PdfBlock){.kind = PDF_BLOCK_TEXT, .text_style = style, .text = keep(document, text)});
}

void pdf_heading(PdfDocument *document, int level, const char *text)
{
    static const PdfTextStyle styles[] = {PDF_TEXT_POSTER, PDF_TEXT_TITLE, PDF_TEXT_PART, PDF_TEXT_SUBPART};

    g_assert(level >= 0 && level < (int)G_N_ELEMENTS(styles));
    add_text(document, styles[level], text);
}

void pdf_paragraph(PdfDocument *document, const char *text)
{
    add_text(document, PDF_TEXT_BODY, text);
}

void pdf_note(PdfDocument *document, const char *text)
{
    add_text(document, PDF_TEXT_NOTE, text);
}

void pdf_fields(PdfDocument *document, const PdfField *fields, gsize count, int columns)
{
    PdfBlock block = {.kind = PDF_BLOCK_FIELDS, .count = count, .columns_across = columns};

    g_assert(columns >= 1 && columns <= 4);
    block.texts = g_new(const char *, 2 * count);
    for (gsize i = 0; i < count; i++) {
        block.texts[2 * i] = keep(document, fields[i].label);
        block.texts[2 * i + 1] = keep(document, fields[i].value);
    }
    add(document, &block);
}

void pdf_table_begin(PdfDocument *document, const PdfColumn *columns, gsize count)
{
    PdfBlock block = {.kind = PDF_BLOCK_TABLE, .count = count};

    g_assert(count >= 1 && count <= COLUMNS_MAX);
    block.columns = g_new(PdfColumn, count);
    for (gsize i = 0; i < count; i++) {
        g_assert(columns[i].share > 0);
        block.columns[i] = columns[i];
        block.columns[i].head = keep(document, columns[i].head);
    }
    add(document, &block);
    document->table_begins = document->blocks->len - 1;
}

void pdf_table_row(PdfDocument *document, PdfRowStyle style, const char *const *cells)
{
    g_assert(document->table_begins != TABLE_NONE);
    gsize count = g_array_index(document->blocks, PdfBlock, document->table_begins).count;
    PdfBlock block = {.kind = PDF_BLOCK_ROW, .row_style = style, .count = count};

    block.texts = g_new(const char *, count);
    for (gsize i = 0; i < count; i++) {
        block.texts[i] = keep(document, cells[i]);
    }
    g_array_append_vals(document->blocks, &block, 1);
}

void pdf_table_end(PdfDocument *document)
{
    g_assert(document->table_begins != TABLE_NONE);
    document->table_begins = TABLE_NONE;
    add(document, &(PdfBlock){.kind = PDF_BLOCK_TABLE_END});
}

void pdf_strokes(PdfDocument *document, const PdfPoint *points, gsize count, double width_mm,
                 double height_mm, const char *caption)
{
    add(document, &(PdfBlock){.kind = PDF_BLOCK_STROKES,
                              .points = g_memdup2(points, count * sizeof *points),
                              .count = count,
                              .width_mm = width_mm,
                              .height_mm = height_mm,
                              .text = keep(document, caption)});
}

void pdf_labels(PdfDocument *document, const PdfLabel *labels, gsize count, int columns, double height_mm)
{
    PdfBlock block = {
        .kind = PDF_BLOCK_LABELS, .count = count, .columns_across = columns, .height_mm = height_mm};

    g_assert(columns >= 1 && columns <= 4);
    block.texts = g_new(const char *, 3 * count);
    for (gsize i = 0; i < count; i++) {
        block.texts[3 * i] = keep(document, labels[i].code);
        block.texts[3 * i + 1] = keep(document, labels[i].title);
        block.texts[3 * i + 2] = keep(document, labels[i].note);
    }
    add(document, &block);
}

void pdf_space(PdfDocument *document, double height_mm)
{
    add(document, &(PdfBlock){.kind = PDF_BLOCK_SPACE, .height_mm = height_mm});
}

void pdf_rule(PdfDocument *document)
{
    add(document, &(PdfBlock){.kind = PDF_BLOCK_RULE});
}

void pdf_page_break(PdfDocument *document)
{
    add(document, &(PdfBlock){.kind = PDF_BLOCK_PAGE_BREAK});
}
