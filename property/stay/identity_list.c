#include "property/stay/identity_list.h"

#include "ops/pdf.h"
#include "property/report/csv_rules.h"
#include "property/stay/identity_store.h"
#include <string.h>

typedef struct ListColumn {
    const char *member;
    const char *en;
    const char *zh;
    double share;
} ListColumn;

static const ListColumn columns[] = {
    {"room", "Room", "房号", 0.7},
    {"surname", "Surname", "姓", 1.5},
    {"given_name", "Given name", "名", 1.5},
    {"nationality", "Nationality", "国籍", 1.0},
    {"birth_date", "Date of birth", "出生日期", 1.2},
    {"document_type", "Document", "证件种类", 1.3},
    {"document_number", "Number", "证件号码", 1.6},
    {"address", "Address", "住址", 3.0},
    {"arrival", "Arrival", "抵店", 1.2},
    {"departure", "Departure", "离店", 1.2},
};

static const struct {
    const char *en;
    const char *zh;
} document_words[] = {{"Passport", "护照"},
                      {"Identity card", "身份证"},
                      {"Residence permit", "居留许可"},
                      {"Driving licence", "驾驶证"},
                      {"Other", "其他"}};

const char *identity_document_words(const char *type, bool is_chinese)
{
    for (guint i = 0; identity_document_types[i] != NULL; i++) {
        if (g_strcmp0(identity_document_types[i], type) == 0) {
            return is_chinese ? document_words[i].zh : document_words[i].en;
        }
    }
    return "";
}

/* A guest of whom nothing is known stands in the list by the name of the booking. */
static const char *cell(const json_t *row, const ListColumn *column, bool is_chinese)
{
    const char *text = json_string_value(json_object_get(row, column->member));

    if (strcmp(column->member, "document_type") == 0) {
        return identity_document_words(text, is_chinese);
    }
    if (text == NULL && strcmp(column->member, "surname") == 0) {
        text = json_string_value(json_object_get(row, "guest_name"));
    }
    return text != NULL ? text : "";
}

GString *identity_list_csv(const json_t *rows, bool is_chinese)
{
    GString *csv = csv_new();
    size_t index;
    json_t *row;

    for (guint i = 0; i < G_N_ELEMENTS(columns); i++) {
        csv_add(csv, is_chinese ? columns[i].zh : columns[i].en, false);
    }
    csv_end_row(csv);
    json_array_foreach(rows, index, row)
    {
        for (guint i = 0; i < G_N_ELEMENTS(columns); i++) {
            csv_add(csv, cell(row, &columns[i], is_chinese), true);
        }
        csv_end_row(csv);
    }
    return csv;
}

static void add_table(PdfDocument *document, const json_t *rows, bool is_chinese)
{
    PdfColumn heads[G_N_ELEMENTS(columns)];
    size_t index;
    json_t *row;

    for (guint i = 0; i < G_N_ELEMENTS(columns); i++) {
        heads[i] = (PdfColumn){is_chinese ? columns[i].zh : columns[i].en, columns[i].share, PDF_LEFT};
    }
    pdf_table_begin(document, heads, G_N_ELEMENTS(heads));
    json_array_foreach(rows, index, row)
    {
        const char *cells[G_N_ELEMENTS(columns)];
        for (guint i = 0; i < G_N_ELEMENTS(columns); i++) {
            cells[i] = cell(row, &columns[i], is_chinese);
        }
        pdf_table_row(document, PDF_ROW_PLAIN, cells);
    }
    pdf_table_end(document);
}

GBytes *identity_list_pdf(const ChainHotel *hotel, Night date, const json_t *rows, bool is_chinese,
                          GError **error)
{
    char day[NIGHT_TEXT_SIZE];
    const ChainAddress *address = &hotel->address;
    g_autofree char *title = g_strdup_printf("%s · %s", is_chinese ? "住客登记表" : "Registration of guests",
                                             night_write(date, day));
    g_autofree char *place = g_strdup_printf("%s, %s %s, %s", address->street, address->postal_code,
                                             address->city, address->country);
    g_autoptr(PdfDocument) document =
        pdf_document_new(&(PdfOptions){.paper = PDF_A4_LANDSCAPE,
                                       .title = title,
                                       .header_right = is_chinese ? hotel->name.zh : hotel->name.en,
                                       .footer = place,
                                       .language = is_chinese ? "zh" : "en"});

    pdf_heading(document, 1, title);
    pdf_note(document, place);
    add_table(document, rows, is_chinese);
    if (json_array_size(rows) == 0) {
        pdf_note(document, is_chinese ? "当日无人入住。" : "Nobody checked in on this day.");
    }
    return pdf_document_finish(document, error);
}
