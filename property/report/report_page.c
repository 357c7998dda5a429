#include "property/report/report_page.h"

#include "ops/json.h"
#include "property/report/csv_rules.h"
#include "property/report/report_rules.h"

static const json_t *rows_of(const ReportPage *page)
{
    return json_object_get(page->document, "rows");
}

static char *cell_text(const ReportPage *page, const json_t *row, guint column)
{
    return report_cell_text(json_array_get(row, column), page->definition->columns[column].kind,
                            page->hotel->currency, page->language);
}

static json_t *columns_json(const ReportPage *page)
{
    json_t *columns = json_array();

    for (guint i = 0; i < page->definition->column_count; i++) {
        const ReportColumn *column = &page->definition->columns[i];
        json_array_append_new(columns, json_pack("{s:s, s:s, s:s}", "key", column->key, "kind",
                                                 report_kind_code(column->kind), "title",
                                                 column->title.in[page->language]));
    }
    return columns;
}

/* Labels become words; everything else stays as it is, for the page to format. */
static json_t *row_json(const ReportPage *page, const json_t *row)
{
    json_t *cells = json_array();

    for (guint i = 0; i < page->definition->column_count; i++) {
        json_t *cell = json_array_get(row, i);
        bool label = page->definition->columns[i].kind == REPORT_LABEL && json_is_string(cell);
        json_array_append_new(cells, label
                                         ? json_string(report_label(json_string_value(cell), page->language))
                                         : json_incref(cell));
    }
    return cells;
}

static json_t *rows_json(const ReportPage *page)
{
    json_t *rows = json_array();

    for (size_t i = 0; i < json_array_size(rows_of(page)); i++) {
        json_array_append_new(rows, row_json(page, json_array_get(rows_of(page), i)));
    }
    return rows;
}

json_t *report_page_json(const ReportPage *page)
{
    json_t *totals = report_totals(page->definition, rows_of(page));

    return json_pack("{s:s, s:O, s:s, s:s, s:s, s:b, s:o, s:o, s:o, s:o}", "report", page->definition->code,
                     "business_date", json_object_get(page->document, "business_date"), "title",
                     page->definition->title.in[page->language], "purpose",
                     page->definition->purpose.in[page->language], "currency", page->hotel->currency->code,
                     "kept", page->kept, "made_at", json_from_instant(page->made_at), "columns",
                     columns_json(page), "rows", rows_json(page), "totals",
                     totals != NULL ? totals : json_null());
}

static void add_csv_row(const ReportPage *page, const json_t *row, GString *csv)
{
    for (guint i = 0; i < page->definition->column_count; i++) {
        g_autofree char *text = cell_text(page, row, i);
        csv_add(csv, text, page->definition->columns[i].kind == REPORT_TEXT);
    }
    csv_end_row(csv);
}

GString *report_page_csv(const ReportPage *page)
{
    GString *csv = csv_new();

    for (guint i = 0; i < page->definition->column_count; i++) {
        csv_add(csv, page->definition->columns[i].title.in[page->language], false);
    }
    csv_end_row(csv);
    for (size_t i = 0; i < json_array_size(rows_of(page)); i++) {
        add_csv_row(page, json_array_get(rows_of(page), i), csv);
    }
    return csv;
}
