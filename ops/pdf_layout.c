#include "ops/pdf_internal.h"

#include <cairo-pdf.h>
#include <pango/pangocairo.h>

/* Points of paper, 72 to the inch. */
#define MM(Millimetres) ((Millimetres)*72.0 / 25.4)
#define MARGIN MM(16)
#define HEADER_HEIGHT MM(9)
#define FOOTER_HEIGHT MM(9)
#define CELL_PADDING 3.0
#define FIELD_GAP 10.0
/* One family has Latin and Chinese of the same colour and weight; what it lacks the library finds elsewhere.
 */
#define FAMILY "Noto Sans CJK SC, Noto Sans, DejaVu Sans"

#define PAPER_SHORT_A4 595.276
#define PAPER_LONG_A4 841.890
#define PAPER_SHORT_LETTER 612.0
#define PAPER_LONG_LETTER 792.0

/* The document is laid out twice in the same way: the first time only to learn how many pages it has. */
typedef struct Sheet {
    const PdfDocument *document;
    cairo_t *cairo;
    PangoLayout *layout;
    double width; /* of the paper */
    double height;
    double y;
    guint page;                  /* 1 for the first */
    guint pages;                 /* 0 while they are counted */
    const PdfBlock *table;       /* whose head is repeated; NULL: none */
    gboolean table_head_on_page; /* the open table's head stands on this page */
} Sheet;

typedef struct TextLook {
    double size;
    gboolean bold;
    double before;
    double after;
    double grey;
} TextLook;

static const TextLook looks[] = {
    [PDF_TEXT_POSTER] = {30, TRUE, 0, 8, 0},   [PDF_TEXT_TITLE] = {17, TRUE, 2, 7, 0},
    [PDF_TEXT_PART] = {12.5, TRUE, 9, 4, 0},   [PDF_TEXT_SUBPART] = {10, TRUE, 6, 3, 0},
    [PDF_TEXT_BODY] = {9.5, FALSE, 0, 5, 0.1}, [PDF_TEXT_NOTE] = {7.5, FALSE, 0, 3, 0.35},
};

#define CELL_SIZE 8.5
#define LABEL_SIZE 7.0

static double content_width(const Sheet *sheet)
{
    return sheet->width - 2 * MARGIN;
}

static double content_bottom(const Sheet *sheet)
{
    return sheet->height - MARGIN - FOOTER_HEIGHT;
}

static double content_top(void)
{
    return MARGIN + HEADER_HEIGHT;
}

/* ---- text ---- */

/* Prepares the text in a width; its height in points. */
static double text_prepare(Sheet *sheet, const char *text, double size, gboolean bold, double width,
                           PdfAlign align)
{
    static const PangoAlignment alignments[] = {PANGO_ALIGN_LEFT, PANGO_ALIGN_RIGHT, PANGO_ALIGN_CENTER};
    PangoFontDescription *font = pango_font_description_new();
    int height;

    pango_font_description_set_family_static(font, FAMILY);
    pango_font_description_set_absolute_size(font, size * PANGO_SCALE);
    pango_font_description_set_weight(font, bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_layout_set_font_description(sheet->layout, font);
    pango_font_description_free(font);
    pango_layout_set_width(sheet->layout, (int)(MAX(width, 1) * PANGO_SCALE));
    pango_layout_set_alignment(sheet->layout, alignments[align]);
    pango_layout_set_text(sheet->layout, text != NULL ? text : "", -1);
    pango_layout_get_size(sheet->layout, NULL, &height);
    return (double)height / PANGO_SCALE;
}

/* The same for what cannot go on on the next page: higher than a page it ends with "…". */
static double text_fit(Sheet *sheet, const char *text, double size, gboolean bold, double width,
                       PdfAlign align)
{
    double height = text_prepare(sheet, text, size, bold, width, align);
    double most = content_bottom(sheet) - content_top() - MM(20);
    int end;

    if (height <= most) {
        return height;
    }
    pango_layout_xy_to_index(sheet->layout, 0, (int)(most * PANGO_SCALE), &end, NULL);
    g_autofree char *begins = g_strndup(text, (gsize)end);
    g_autofree char *cut = g_strconcat(begins, "…", NULL);
    return text_prepare(sheet, cut, size, bold, width, align);
}

/* Draws what was prepared last. */
static void text_draw(Sheet *sheet, double x, double y, double grey)
{
    cairo_set_source_rgb(sheet->cairo, grey, grey, grey);
    cairo_move_to(sheet->cairo, x, y);
    pango_cairo_show_layout(sheet->cairo, sheet->layout);
}

static void line_draw(Sheet *sheet, double x, double y, double width, double thickness, double grey)
{
    cairo_set_source_rgb(sheet->cairo, grey, grey, grey);
    cairo_rectangle(sheet->cairo, x, y, width, thickness);
    cairo_fill(sheet->cairo);
}

/* ---- pages ---- */

static void footer_draw(Sheet *sheet)
{
    double y = sheet->height - MARGIN - FOOTER_HEIGHT + MM(3);
    g_autofree char *number =
        sheet->document->is_chinese
            ? g_strdup_printf("第 %u 页，共 %u 页", sheet->page, MAX(sheet->pages, sheet->page))
            : g_strdup_printf("Page %u of %u", sheet->page, MAX(sheet->pages, sheet->page));

    line_draw(sheet, MARGIN, y, content_width(sheet), 0.5, 0.7);
    text_prepare(sheet, sheet->document->footer, LABEL_SIZE, FALSE, content_width(sheet) * 0.8, PDF_LEFT);
    text_draw(sheet, MARGIN, y + 4, 0.35);
    text_prepare(sheet, number, LABEL_SIZE, FALSE, content_width(sheet), PDF_RIGHT);
    text_draw(sheet, MARGIN, y + 4, 0.35);
}

static void page_begin(Sheet *sheet)
{
    sheet->page++;
    sheet->y = content_top();
    sheet->table_head_on_page = FALSE;
    text_prepare(sheet, sheet->document->title, LABEL_SIZE, FALSE, content_width(sheet) * 0.6, PDF_LEFT);
    text_draw(sheet, MARGIN, MARGIN, 0.35);
    text_prepare(sheet, sheet->document->header_right, LABEL_SIZE, TRUE, content_width(sheet), PDF_RIGHT);
    text_draw(sheet, MARGIN, MARGIN, 0.15);
}

static void page_end(Sheet *sheet)
{
    footer_draw(sheet);
    cairo_show_page(sheet->cairo);
}

static void page_turn(Sheet *sheet)
{
    page_end(sheet);
    page_begin(sheet);
}

/* Makes room for something of this height; what is higher than a page begins on a new one. */
static void room_make(Sheet *sheet, double height)
{
    if (sheet->y + height > content_bottom(sheet) && sheet->y > content_top()) {
        page_turn(sheet);
    }
}

/* ---- blocks ---- */

static gboolean is_heading(const PdfBlock *block)
{
    return block->kind == PDF_BLOCK_TEXT && block->text_style <= PDF_TEXT_SUBPART;
}

/* Draws prepared text line by line, so that it goes on on the next page. */
static void lines_draw(Sheet *sheet, double grey)
{
    PangoLayout *layout = pango_layout_copy(sheet->layout);
    int count = pango_layout_get_line_count(layout);

    for (int i = 0; i < count; i++) {
        PangoLayoutLine *line = pango_layout_get_line_readonly(layout, i);
        PangoRectangle extents;
        pango_layout_line_get_extents(line, NULL, &extents);
        double height = (double)extents.height / PANGO_SCALE;
        room_make(sheet, height);
        cairo_set_source_rgb(sheet->cairo, grey, grey, grey);
        cairo_move_to(sheet->cairo, MARGIN, sheet->y - (double)extents.y / PANGO_SCALE);
        pango_cairo_show_layout_line(sheet->cairo, line);
        sheet->y += height;
    }
    g_object_unref(layout);
}

static void text_block(Sheet *sheet, const PdfBlock *block)
{
    const TextLook *look = &looks[block->text_style];
    double height = text_prepare(sheet, block->text, look->size, look->bold, content_width(sheet), PDF_LEFT);

    if (is_heading(block)) {
        room_make(sheet, look->before + height + look->after + MM(18)); /* and something below it */
        text_prepare(sheet, block->text, look->size, look->bold, content_width(sheet), PDF_LEFT);
    }
    sheet->y += sheet->y > content_top() ? look->before : 0;
    lines_draw(sheet, look->grey);
    sheet->y += look->after;
}

/* One label with its value; its height. Only measured unless `draw`. */
static double field_place(Sheet *sheet, const char *label, const char *value, double x, double width,
                          gboolean draw)
{
    double label_height = text_prepare(sheet, label, LABEL_SIZE, FALSE, width, PDF_LEFT);
    if (draw) {
        text_draw(sheet, x, sheet->y, 0.35);
    }
    double value_height = text_fit(sheet, value, looks[PDF_TEXT_BODY].size, FALSE, width, PDF_LEFT);
    if (draw && value != NULL) {
        text_draw(sheet, x, sheet->y + label_height, 0);
    }
    if (draw && value == NULL) {
        line_draw(sheet, x, sheet->y + label_height + value_height, width, 0.5, 0.4);
    }
    return label_height + value_height + 5;
}

static void fields_block(Sheet *sheet, const PdfBlock *block)
{
    gsize across = (gsize)block->columns_across;
    double width = (content_width(sheet) - FIELD_GAP * (double)(across - 1)) / (double)across;

    for (gsize first = 0; first < block->count; first += across) {
        gsize until = MIN(first + across, block->count);
        double height = 0;
        for (gsize i = first; i < until; i++) {
            height = MAX(height,
                         field_place(sheet, block->texts[2 * i], block->texts[2 * i + 1], 0, width, FALSE));
        }
        room_make(sheet, height);
        for (gsize i = first; i < until; i++) {
            double x = MARGIN + (width + FIELD_GAP) * (double)(i - first);
            field_place(sheet, block->texts[2 * i], block->texts[2 * i + 1], x, width, TRUE);
        }
        sheet->y += height;
    }
    sheet->y += 4;
}

static double column_width(const Sheet *sheet, const PdfBlock *table, gsize column)
{
    double shares = 0;

    for (gsize i = 0; i < table->count; i++) {
        shares += table->columns[i].share;
    }
    return content_width(sheet) * table->columns[column].share / shares;
}

/* Cells side by side; the height of the row. Only measured unless `draw`. */
static double cells_place(Sheet *sheet, const PdfBlock *table, const char *const *texts, gboolean bold,
                          gboolean draw)
{
    double x = MARGIN;
    double height = 0;

    for (gsize i = 0; i < table->count; i++) {
        double width = column_width(sheet, table, i);
        const char *text = texts != NULL ? texts[i] : table->columns[i].head;
        double text_height = text_fit(sheet, text, texts != NULL ? CELL_SIZE : LABEL_SIZE, bold,
                                      width - 2 * CELL_PADDING, table->columns[i].align);
        if (draw) {
            text_draw(sheet, x + CELL_PADDING, sheet->y + CELL_PADDING, texts != NULL ? 0.05 : 0.3);
        }
        height = MAX(height, text_height);
        x += width;
    }
    return height + 2 * CELL_PADDING;
}

static void table_head_draw(Sheet *sheet)
{
    double height = cells_place(sheet, sheet->table, NULL, TRUE, FALSE);

    cells_place(sheet, sheet->table, NULL, TRUE, TRUE);
    sheet->y += height;
    line_draw(sheet, MARGIN, sheet->y, content_width(sheet), 1, 0.25);
    sheet->y += 1;
    sheet->table_head_on_page = TRUE;
}

static void table_begin(Sheet *sheet, const PdfBlock *block)
{
    sheet->table = block;
    sheet->table_head_on_page = FALSE;
    room_make(sheet, 2 * cells_place(sheet, block, NULL, TRUE, FALSE) + CELL_SIZE * 2);
    table_head_draw(sheet);
}

static void row_block(Sheet *sheet, const PdfBlock *block)
{
    gboolean bold = block->row_style != PDF_ROW_PLAIN;
    double height = cells_place(sheet, sheet->table, block->texts, bold, FALSE);

    room_make(sheet, height);
    if (!sheet->table_head_on_page) {
        table_head_draw(sheet);
    }
    if (block->row_style == PDF_ROW_GROUP) {
        line_draw(sheet, MARGIN, sheet->y, content_width(sheet), height, 0.93);
    }
    if (block->row_style == PDF_ROW_TOTAL) {
        line_draw(sheet, MARGIN, sheet->y, content_width(sheet), 0.8, 0.25);
    }
    cells_place(sheet, sheet->table, block->texts, bold, TRUE);
    sheet->y += height;
    line_draw(sheet, MARGIN, sheet->y - 0.4, content_width(sheet), 0.4, 0.85);
}

static void strokes_block(Sheet *sheet, const PdfBlock *block)
{
    double width = MIN(MM(block->width_mm), content_width(sheet));
    double height = MM(block->height_mm);

    room_make(sheet, height + 14);
    cairo_set_source_rgb(sheet->cairo, 0.05, 0.1, 0.35);
    cairo_set_line_width(sheet->cairo, 1.2);
    cairo_set_line_cap(sheet->cairo, CAIRO_LINE_CAP_ROUND);
    cairo_set_line_join(sheet->cairo, CAIRO_LINE_JOIN_ROUND);
    for (gsize i = 0; i < block->count; i++) {
        const PdfPoint *point = &block->points[i];
        double x = MARGIN + CLAMP(point->x, 0, 1) * width;
        double y = sheet->y + CLAMP(point->y, 0, 1) * height;
        if (point->begins_stroke || i == 0) {
            cairo_move_to(sheet->cairo, x, y);
        }
        cairo_line_to(sheet->cairo, x, y); /* a stroke of one point is a dot */
    }
    cairo_stroke(sheet->cairo);
    sheet->y += height;
    line_draw(sheet, MARGIN, sheet->y, width, 0.6, 0.3);
    double caption_height = text_prepare(sheet, block->text, LABEL_SIZE, FALSE, width, PDF_LEFT);
    text_draw(sheet, MARGIN, sheet->y + 2, 0.35);
    sheet->y += caption_height + 8;
}

#define LABEL_PADDING MM(4)
#define LABEL_TITLE_SIZE 30.0
#define LABEL_TITLE_SMALLEST 12.0
#define CODE_QUIET_MODULES 4 /* white around a code, or readers do not find it */

/* Dark modules as one shape, so that no hair lines stand between them. */
static void code_draw(Sheet *sheet, const char *text, double x, double y, double size)
{
    int side;
    g_autofree gboolean *dark = pdf_code_modules(text, &side);

    if (dark == NULL) {
        return;
    }
    double module = size / (side + 2 * CODE_QUIET_MODULES);
    cairo_set_source_rgb(sheet->cairo, 0, 0, 0);
    for (int i = 0; i < side * side; i++) {
        if (dark[i]) {
            cairo_rectangle(sheet->cairo, x + module * (i % side + CODE_QUIET_MODULES),
                            y + module * (i / side + CODE_QUIET_MODULES), module, module);
        }
    }
    cairo_fill(sheet->cairo);
}

static void label_draw(Sheet *sheet, const char *const *texts, double x, double width, double height)
{
    double code = MIN(height - LABEL_PADDING, width * 0.5);
    double left = x + code + 2;
    double text_width = x + width - LABEL_PADDING - left;
    double size = LABEL_TITLE_SIZE;
    int lines;

    cairo_set_source_rgb(sheet->cairo, 0.75, 0.75, 0.75);
    cairo_set_line_width(sheet->cairo, 0.4);
    cairo_rectangle(sheet->cairo, x, sheet->y, width, height);
    cairo_stroke(sheet->cairo);
    code_draw(sheet, texts[0], x, sheet->y + (height - code) / 2, code);
    double title_height = 0;
    do {
        title_height = text_prepare(sheet, texts[1], size, TRUE, text_width, PDF_LEFT);
        lines = pango_layout_get_line_count(sheet->layout);
        size -= 2;
    } while (lines > 1 && size >= LABEL_TITLE_SMALLEST);
    double note_height = text_prepare(sheet, texts[2], LABEL_SIZE, FALSE, text_width, PDF_LEFT);
    double top = sheet->y + MAX(0, (height - title_height - note_height) / 2);
    text_draw(sheet, left, top + title_height, 0.3);
    text_prepare(sheet, texts[1], size + 2, TRUE, text_width, PDF_LEFT);
    text_draw(sheet, left, top, 0);
}

static void labels_block(Sheet *sheet, const PdfBlock *block)
{
    gsize across = (gsize)block->columns_across;
    double width = content_width(sheet) / (double)across;
    double height = MM(block->height_mm);

    for (gsize i = 0; i < block->count; i++) {
        if (i % across == 0) {
            room_make(sheet, height);
        }
        label_draw(sheet, &block->texts[3 * i], MARGIN + width * (double)(i % across), width, height);
        if (i % across == across - 1 || i == block->count - 1) {
            sheet->y += height;
        }
    }
}

static void block_place(Sheet *sheet, const PdfBlock *block)
{
    switch (block->kind) {
    case PDF_BLOCK_TEXT:
        text_block(sheet, block);
        break;
    case PDF_BLOCK_FIELDS:
        fields_block(sheet, block);
        break;
    case PDF_BLOCK_TABLE:
        table_begin(sheet, block);
        break;
    case PDF_BLOCK_ROW:
        row_block(sheet, block);
        break;
    case PDF_BLOCK_TABLE_END:
        sheet->table = NULL;
        sheet->y += 8;
        break;
    case PDF_BLOCK_STROKES:
        strokes_block(sheet, block);
        break;
    case PDF_BLOCK_LABELS:
        labels_block(sheet, block);
        break;
    case PDF_BLOCK_SPACE:
        sheet->y += MM(block->height_mm);
        break;
    case PDF_BLOCK_RULE:
        room_make(sheet, 8);
        line_draw(sheet, MARGIN, sheet->y + 3, content_width(sheet), 0.6, 0.5);
        sheet->y += 8;
        break;
    case PDF_BLOCK_PAGE_BREAK:
        page_turn(sheet);
        break;
    }
}

/* ---- the file ---- */

static void paper_size(PdfPaper paper, double *ret_width, double *ret_height)
{
    gboolean is_letter = paper == PDF_LETTER || paper == PDF_LETTER_LANDSCAPE;
    gboolean is_wide = paper == PDF_A4_LANDSCAPE || paper == PDF_LETTER_LANDSCAPE;
    double narrow = is_letter ? PAPER_SHORT_LETTER : PAPER_SHORT_A4;
    double tall = is_letter ? PAPER_LONG_LETTER : PAPER_LONG_A4;

    *ret_width = is_wide ? tall : narrow;
    *ret_height = is_wide ? narrow : tall;
}

static cairo_status_t append(void *closure, const unsigned char *data, unsigned length)
{
    g_byte_array_append(closure, data, length);
    return CAIRO_STATUS_SUCCESS;
}

static void describe(cairo_surface_t *surface, const PdfDocument *document)
{
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, document->title);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, "Keyrack");
    /* Always set, or the library writes the time of day and no two files are alike. */
    g_autofree char *created = instant_format(document->created);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, created);
}

/* Quotes and dashes are as wide as a Chinese character in this family unless a text asks for their Latin
 * width. */
static void quotes_narrow(PangoLayout *layout)
{
    PangoAttrList *attributes = pango_attr_list_new();

    pango_attr_list_insert(attributes, pango_attr_font_features_new("pwid=1"));
    pango_layout_set_attributes(layout, attributes);
    pango_attr_list_unref(attributes);
}

/* Glyphs are as wide on every surface, so that a document counts its pages as it prints them. */
static PangoLayout *layout_new(cairo_t *cairo, gboolean is_chinese)
{
    PangoLayout *layout = pango_cairo_create_layout(cairo);
    cairo_font_options_t *options = cairo_font_options_create();

    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    pango_cairo_context_set_font_options(pango_layout_get_context(layout), options);
    cairo_font_options_destroy(options);
    pango_context_set_language(pango_layout_get_context(layout),
                               pango_language_from_string(is_chinese ? "zh-cn" : "en"));
    pango_layout_context_changed(layout);
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    if (!is_chinese) {
        quotes_narrow(layout);
    }
    return layout;
}

/* Lays out on a surface; the number of pages. */
static guint lay_out(const PdfDocument *document, cairo_surface_t *surface, double width, double height,
                     guint pages)
{
    Sheet sheet = {.document = document,
                   .cairo = cairo_create(surface),
                   .width = width,
                   .height = height,
                   .pages = pages};

    sheet.layout = layout_new(sheet.cairo, document->is_chinese);
    page_begin(&sheet);
    for (guint i = 0; i < document->blocks->len; i++) {
        block_place(&sheet, &g_array_index(document->blocks, PdfBlock, i));
    }
    page_end(&sheet);
    g_object_unref(sheet.layout);
    cairo_destroy(sheet.cairo);
    return sheet.page;
}

/* On a surface of one point, where nothing is drawn. */
static guint pages_count(const PdfDocument *document, double width, double height)
{
    cairo_surface_t *nowhere = cairo_image_surface_create(CAIRO_FORMAT_A8, 1, 1);
    guint pages = lay_out(document, nowhere, width, height, 0);

    cairo_surface_destroy(nowhere);
    return pages;
}

GBytes *pdf_document_finish(PdfDocument *document, GError **error)
{
    g_autoptr(GByteArray) file = g_byte_array_new();
    double width;
    double height;

    g_assert(document->table_begins == G_MAXSIZE);
    paper_size(document->paper, &width, &height);
    guint pages = pages_count(document, width, height);
    cairo_surface_t *surface = cairo_pdf_surface_create_for_stream(append, file, width, height);
    describe(surface, document);
    lay_out(document, surface, width, height, pages);
    cairo_surface_finish(surface);
    cairo_status_t status = cairo_surface_status(surface);
    cairo_surface_destroy(surface);
    pango_cairo_font_map_set_default(
        NULL); /* what this thread has loaded of fonts: megabytes, and rarely used */
    if (status != CAIRO_STATUS_SUCCESS) {
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_FAILED, "a document cannot be laid out: %s",
                    cairo_status_to_string(status));
        return NULL;
    }
    return g_byte_array_free_to_bytes(g_steal_pointer(&file));
}
