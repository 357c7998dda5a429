#include "property/invoice/invoice_pdf.h"

#include "ops/pdf.h"
#include "property/folio/folio_tax.h"
#include "schemas/money.h"
#include <string.h>

/* Words of the paper: English, Chinese. */
typedef enum Word {
    WORD_INVOICE,
    WORD_CREDIT_NOTE,
    WORD_NUMBER,
    WORD_DATE,
    WORD_DUE,
    WORD_TO,
    WORD_TAX_NUMBER,
    WORD_GUEST,
    WORD_ROOM,
    WORD_STAY,
    WORD_CONFIRMATION,
    WORD_CREDITS,
    WORD_REASON,
    WORD_WHAT,
    WORD_AMOUNT,
    WORD_TOTAL,
    WORD_PAID,
    WORD_OPEN,
    WORD_TAX,
    WORD_RATE,
    WORD_NET,
    WORD_INCLUDED,
    WORD_ADDED,
    WORD_SLIP,
    WORD_REFERENCE,
    WORD_COUNT,
} Word;

static const char *const words[WORD_COUNT][2] = {
    [WORD_INVOICE] = {"Invoice", "发票"},
    [WORD_CREDIT_NOTE] = {"Credit note", "红字发票"},
    [WORD_NUMBER] = {"Number", "编号"},
    [WORD_DATE] = {"Date", "日期"},
    [WORD_DUE] = {"Due", "付款期限"},
    [WORD_TO] = {"To", "付款方"},
    [WORD_TAX_NUMBER] = {"Tax number", "税号"},
    [WORD_GUEST] = {"Guest", "住客"},
    [WORD_ROOM] = {"Room", "房号"},
    [WORD_STAY] = {"Stay", "入住期间"},
    [WORD_CONFIRMATION] = {"Confirmation", "确认号"},
    [WORD_CREDITS] = {"Takes back invoice", "冲销发票"},
    [WORD_REASON] = {"Reason", "原因"},
    [WORD_WHAT] = {"Description", "项目"},
    [WORD_AMOUNT] = {"Amount", "金额"},
    [WORD_TOTAL] = {"Total", "合计"},
    [WORD_PAID] = {"Paid", "已付"},
    [WORD_OPEN] = {"To be paid", "应付余额"},
    [WORD_TAX] = {"Tax", "税种"},
    [WORD_RATE] = {"Rate", "税率"},
    [WORD_NET] = {"Net", "不含税额"},
    [WORD_INCLUDED] = {"included", "已含"},
    [WORD_ADDED] = {"added", "另加"},
    [WORD_SLIP] = {"slip", "凭单"},
    [WORD_REFERENCE] = {"reference", "参考号"},
};

/* What the house posts by itself is said in the language of the paper; what a person wrote stands as it is.
 */
static const struct {
    const char *code;
    const char *text[2];
} codes[] = {
    {"ROOM", {"Room", "房费"}},         {"cash", {"Cash", "现金"}},
    {"card", {"Card", "银行卡"}},       {"transfer", {"Bank transfer", "转账"}},
    {"voucher", {"Voucher", "代金券"}}, {FOLIO_CASH_ROUNDING_CODE, {"Cash rounding", "现金尾差"}},
};

typedef struct Paper {
    PdfDocument *pdf;
    const json_t *document;
    const Currency *currency;
    int language; /* index of words */
} Paper;

static const char *text_of(const json_t *object, const char *member)
{
    const char *text = json_string_value(json_object_get(object, member));

    return text == NULL ? "" : text;
}

static char *amount_of(const Paper *paper, const json_t *object, const char *member)
{
    return money_format((Money){json_integer_value(json_object_get(object, member)), paper->currency});
}

static const char *word(const Paper *paper, Word which)
{
    return words[which][paper->language];
}

static bool is_credit(const json_t *document)
{
    return strcmp(text_of(document, "kind"), "credit_note") == 0;
}

static const char *tax_name(const Paper *paper, const char *code)
{
    size_t index;
    json_t *tax;

    json_array_foreach(json_object_get(paper->document, "taxes"), index, tax)
    {
        if (strcmp(text_of(tax, "code"), code) == 0) {
            return text_of(tax, paper->language == 0 ? "name_en" : "name_zh");
        }
    }
    return code;
}

/* "Visa ·1234, slip 0042". */
static char *means_text(const Paper *paper, const json_t *means)
{
    GString *text = g_string_new(text_of(means, paper->language == 0 ? "name_en" : "name_zh"));
    bool card = strcmp(text_of(means, "kind"), "card") == 0;

    if (text_of(means, "last_four")[0] != '\0') {
        g_string_append_printf(text, " ·%s", text_of(means, "last_four"));
    }
    if (text_of(means, "reference")[0] != '\0') {
        g_string_append_printf(text, "%s%s %s", paper->language == 0 ? ", " : "，",
                               word(paper, card ? WORD_SLIP : WORD_REFERENCE), text_of(means, "reference"));
    }
    return g_string_free(text, FALSE);
}

/* A new string. */
static char *line_text(const Paper *paper, const json_t *line)
{
    const char *code = text_of(line, "code");
    const json_t *means = json_object_get(line, "means");

    if (means != NULL) {
        return means_text(paper, means);
    }
    for (gsize i = 0; i < G_N_ELEMENTS(codes); i++) {
        if (strcmp(codes[i].code, code) == 0) {
            return g_strdup(codes[i].text[paper->language]);
        }
    }
    return g_strdup(strcmp(text_of(line, "department"), "tax") == 0 ? tax_name(paper, code)
                                                                    : text_of(line, "description"));
}

static void draw_head(const Paper *paper)
{
    const json_t *hotel = json_object_get(paper->document, "hotel");
    const json_t *payee = json_object_get(paper->document, "payee");
    g_autofree char *address =
        g_strdup_printf("%s · %s %s · %s · %s", text_of(hotel, "street"), text_of(hotel, "postal_code"),
                        text_of(hotel, "city"), text_of(hotel, "telephone"), text_of(hotel, "email"));
    g_autofree char *to = g_strdup_printf("%s\n%s", text_of(payee, "name"), text_of(payee, "address"));
    g_autofree char *title =
        g_strdup_printf("%s %s", word(paper, is_credit(paper->document) ? WORD_CREDIT_NOTE : WORD_INVOICE),
                        text_of(paper->document, "number"));

    pdf_heading(paper->pdf, 2, text_of(hotel, paper->language == 0 ? "name_en" : "name_zh"));
    pdf_note(paper->pdf, address);
    if (text_of(hotel, "tax_number")[0] != '\0') {
        g_autofree char *number =
            g_strdup_printf("%s %s", word(paper, WORD_TAX_NUMBER), text_of(hotel, "tax_number"));
        pdf_note(paper->pdf, number);
    }
    pdf_space(paper->pdf, 6);
    pdf_paragraph(paper->pdf, to);
    pdf_space(paper->pdf, 4);
    pdf_heading(paper->pdf, 1, title);
}

static void add_field(GArray *fields, const char *label, const char *value)
{
    PdfField field = {label, value};

    if (value[0] != '\0') {
        g_array_append_val(fields, field);
    }
}

static void draw_fields(const Paper *paper)
{
    const json_t *stay = json_object_get(paper->document, "stay");
    g_autoptr(GArray) fields = g_array_new(FALSE, FALSE, sizeof(PdfField));
    g_autofree char *dates = json_is_object(stay) ? g_strdup_printf("%s – %s", text_of(stay, "arrival"),
                                                                    text_of(stay, "departure"))
                                                  : g_strdup("");

    add_field(fields, word(paper, WORD_DATE), text_of(paper->document, "business_date"));
    add_field(fields, word(paper, WORD_DUE), text_of(paper->document, "due_on"));
    add_field(fields, word(paper, WORD_TAX_NUMBER),
              text_of(json_object_get(paper->document, "payee"), "tax_number"));
    add_field(fields, word(paper, WORD_GUEST), text_of(stay, "guest_name"));
    add_field(fields, word(paper, WORD_ROOM), text_of(stay, "room"));
    add_field(fields, word(paper, WORD_STAY), dates);
    add_field(fields, word(paper, WORD_CONFIRMATION), text_of(stay, "confirmation_number"));
    add_field(fields, word(paper, WORD_CREDITS), text_of(paper->document, "credits"));
    add_field(fields, word(paper, WORD_REASON), text_of(paper->document, "reason"));
    pdf_fields(paper->pdf, (const PdfField *)(const void *)fields->data, fields->len, 3);
    pdf_space(paper->pdf, 3);
}

static void draw_sum(const Paper *paper, Word label, const char *member)
{
    g_autofree char *amount = amount_of(paper, paper->document, member);
    const char *cells[] = {NULL, word(paper, label), amount};

    pdf_table_row(paper->pdf, PDF_ROW_TOTAL, cells);
}

static void draw_lines(const Paper *paper)
{
    g_autofree char *head = g_strdup_printf("%s (%s)", word(paper, WORD_AMOUNT), paper->currency->code);
    PdfColumn columns[] = {
        {word(paper, WORD_DATE), 2, PDF_LEFT}, {word(paper, WORD_WHAT), 6, PDF_LEFT}, {head, 2, PDF_RIGHT}};
    size_t index;
    json_t *line;

    pdf_table_begin(paper->pdf, columns, G_N_ELEMENTS(columns));
    json_array_foreach(json_object_get(paper->document, "lines"), index, line)
    {
        g_autofree char *amount = amount_of(paper, line, "amount_minor");
        g_autofree char *text = line_text(paper, line);
        const char *cells[] = {text_of(line, "service_date"), text, amount};
        pdf_table_row(paper->pdf, PDF_ROW_PLAIN, cells);
    }
    draw_sum(paper, WORD_TOTAL, "total_minor");
    draw_sum(paper, WORD_PAID, "settled_minor");
    draw_sum(paper, WORD_OPEN, "due_minor");
    pdf_table_end(paper->pdf);
}

/* "6 %", "14.75 %"; empty for a tax that is no percentage, or of an invoice from before rates stood on them.
 */
static char *rate_of(const json_t *tax)
{
    const json_t *rate = json_object_get(tax, "rate_millionths");

    if (!json_is_integer(rate)) {
        return g_strdup("");
    }
    return folio_tax_rate_text(json_integer_value(rate));
}

static void draw_taxes(const Paper *paper)
{
    const json_t *taxes = json_object_get(paper->document, "taxes");
    PdfColumn columns[] = {{word(paper, WORD_TAX), 4, PDF_LEFT},
                           {word(paper, WORD_RATE), 1, PDF_RIGHT},
                           {NULL, 2, PDF_LEFT},
                           {word(paper, WORD_NET), 2, PDF_RIGHT},
                           {word(paper, WORD_AMOUNT), 2, PDF_RIGHT}};
    size_t index;
    json_t *tax;

    if (json_array_size(taxes) == 0) {
        return;
    }
    columns[2].head = "";
    pdf_space(paper->pdf, 4);
    pdf_table_begin(paper->pdf, columns, G_N_ELEMENTS(columns));
    json_array_foreach(taxes, index, tax)
    {
        bool included = json_is_true(json_object_get(tax, "included"));
        g_autofree char *rate = rate_of(tax);
        g_autofree char *net =
            included || rate[0] != '\0' ? amount_of(paper, tax, "base_minor") : g_strdup("");
        g_autofree char *amount = amount_of(paper, tax, "amount_minor");
        const char *cells[] = {text_of(tax, paper->language == 0 ? "name_en" : "name_zh"), rate,
                               word(paper, included ? WORD_INCLUDED : WORD_ADDED), net, amount};
        pdf_table_row(paper->pdf, PDF_ROW_PLAIN, cells);
    }
    pdf_table_end(paper->pdf);
}

GBytes *invoice_pdf(const json_t *document, bool chinese, GError **error)
{
    const char *hotel = text_of(json_object_get(document, "hotel"), chinese ? "name_zh" : "name_en");
    Paper paper = {.document = document,
                   .currency = currency_require(text_of(document, "currency"), error),
                   .language = chinese ? 1 : 0};

    if (paper.currency == NULL) {
        return NULL;
    }
    g_autofree char *title =
        g_strdup_printf("%s %s", word(&paper, is_credit(document) ? WORD_CREDIT_NOTE : WORD_INVOICE),
                        text_of(document, "number"));
    g_autoptr(PdfDocument) pdf = pdf_document_new(
        &(PdfOptions){.title = title, .header_right = hotel, .language = chinese ? "zh" : "en"});
    paper.pdf = pdf;
    draw_head(&paper);
    draw_fields(&paper);
    draw_lines(&paper);
    draw_taxes(&paper);
    return pdf_document_finish(pdf, error);
}
