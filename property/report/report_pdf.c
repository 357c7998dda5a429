#include "ops/pdf.h"
#include "property/report/report_page.h"
#include "property/report/report_rules.h"

/* Width of a column beside the others, by what stands in it. */
static double share_of(ReportKind kind)
{
    switch (kind) {
    case REPORT_COUNT:
        return 0.7;
    case REPORT_SHARE:
        return 0.9;
    case REPORT_NIGHT:
        return 1.1;
    case REPORT_LABEL:
        return 2.0;
    default:
        return 1.4;
    }
}

static bool is_text(ReportKind kind)
{
    return kind == REPORT_TEXT || kind == REPORT_LABEL || kind == REPORT_NIGHT;
}

static void begin_table(PdfDocument *document, const ReportPage *page)
{
    const ReportDefinition *definition = page->definition;
    g_autofree PdfColumn *columns = g_new0(PdfColumn, definition->column_count);

    for (guint i = 0; i < definition->column_count; i++) {
        columns[i].head = definition->columns[i].title.in[page->language];
        columns[i].share = share_of(definition->columns[i].kind);
        columns[i].align = is_text(definition->columns[i].kind) ? PDF_LEFT : PDF_RIGHT;
    }
    pdf_table_begin(document, columns, definition->column_count);
}

static void add_row(PdfDocument *document, const ReportPage *page, PdfRowStyle style, const json_t *row)
{
    g_autoptr(GPtrArray) cells = g_ptr_array_new_with_free_func(g_free);

    for (guint i = 0; i < page->definition->column_count; i++) {
        g_ptr_array_add(cells, report_cell_text(json_array_get(row, i), page->definition->columns[i].kind,
                                                page->hotel->currency, page->language));
    }
    pdf_table_row(document, style, (const char *const *)cells->pdata);
}

static void add_table(PdfDocument *document, const ReportPage *page)
{
    const json_t *rows = json_object_get(page->document, "rows");
    json_auto_t *totals = report_totals(page->definition, rows);

    begin_table(document, page);
    for (size_t i = 0; i < json_array_size(rows); i++) {
        add_row(document, page, PDF_ROW_PLAIN, json_array_get(rows, i));
    }
    if (totals != NULL && json_array_size(rows) > 0) {
        add_row(document, page, PDF_ROW_TOTAL, totals);
    }
    pdf_table_end(document);
    if (json_array_size(rows) == 0) {
        pdf_note(document, page->language == REPORT_CHINESE ? "当日没有记录。" : "Nothing on this day.");
    }
}

GBytes *report_page_pdf(const ReportPage *page, GError **error)
{
    static const char *const languages[REPORT_LANGUAGE_COUNT] = {"en", "zh"};
    const char *title = page->definition->title.in[page->language];
    const char *date = json_string_value(json_object_get(page->document, "business_date"));
    bool chinese = page->language == REPORT_CHINESE;
    g_autofree char *heading = g_strdup_printf("%s · %s", title, date);
    g_autofree char *footer =
        g_strdup_printf("%s · %s%s", page->hotel->code, page->hotel->currency->code,
                        page->kept ? "" : (chinese ? " · 尚未日结" : " · the day is not closed yet"));
    const char *hotel = chinese ? page->hotel->name.zh : page->hotel->name.en;
    g_autoptr(PdfDocument) document = pdf_document_new(&(PdfOptions){.paper = PDF_A4_LANDSCAPE,
                                                                     .title = heading,
                                                                     .header_right = hotel,
                                                                     .footer = footer,
                                                                     .language = languages[page->language],
                                                                     .created = page->made_at});

    pdf_heading(document, 1, heading);
    pdf_note(document, page->definition->purpose.in[page->language]);
    add_table(document, page);
    return pdf_document_finish(document, error);
}
