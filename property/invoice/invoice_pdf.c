#include "property/invoice/invoice_pdf.h"

#include "property/folio/folio_tax.h"
#include "property/invoice/paper.h"
#include <string.h>

/* Words of the paper: English, Chinese. */
typedef enum Word {
    WORD_INVOICE,
    WORD_CREDIT_NOTE,
    WORD_DATE,
    WORD_DUE,
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
    WORD_COUNT,
} Word;

static const PaperText words[WORD_COUNT] = {
    [WORD_INVOICE] = {"Invoice", "发票"},
    [WORD_CREDIT_NOTE] = {"Credit note", "红字发票"},
    [WORD_DATE] = {"Date", "日期"},
    [WORD_DUE] = {"Due", "付款期限"},
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

static bool is_credit(const json_t *document)
{
    return strcmp(paper_text(document, "kind"), "credit_note") == 0;
}

static const char *tax_name(const Paper *paper, const char *code)
{
    size_t index;
    json_t *tax;

    json_array_foreach(json_object_get(paper->document, "taxes"), index, tax)
    {
        if (strcmp(paper_text(tax, "code"), code) == 0) {
            return paper_name(paper, tax);
        }
    }
    return code;
}

/* A new string. */
static char *line_text(const Paper *paper, const json_t *line)
{
    const char *code = paper_text(line, "code");
    const json_t *means = json_object_get(line, "means");

    if (means != NULL) {
        return paper_means(paper, means);
    }
    for (gsize i = 0; i < G_N_ELEMENTS(codes); i++) {
        if (strcmp(codes[i].code, code) == 0) {
            return g_strdup(codes[i].text[paper->language]);
        }
    }
    return g_strdup(strcmp(paper_text(line, "department"), "tax") == 0 ? tax_name(paper, code)
                                                                    : paper_text(line, "description"));
}

static char *title_of(const Paper *paper)
{
    return g_strdup_printf("%s %s",
                           paper_word(paper, is_credit(paper->document) ? WORD_CREDIT_NOTE : WORD_INVOICE),
                           paper_text(paper->document, "number"));
}

static void draw_fields(const Paper *paper)
{
    const json_t *stay = json_object_get(paper->document, "stay");
    const json_t *payee = json_object_get(paper->document, "payee");
    g_autofree char *dates =
        json_is_object(stay)
            ? g_strdup_printf("%s – %s", paper_text(stay, "arrival"), paper_text(stay, "departure"))
            : g_strdup("");
    const PdfField fields[] = {
        {paper_word(paper, WORD_DATE), paper_text(paper->document, "business_date")},
        {paper_word(paper, WORD_DUE), paper_text(paper->document, "due_on")},
        {paper_word(paper, WORD_TAX_NUMBER), paper_text(payee, "tax_number")},
        {paper_word(paper, WORD_GUEST), paper_text(stay, "guest_name")},
        {paper_word(paper, WORD_ROOM), paper_text(stay, "room")},
        {paper_word(paper, WORD_STAY), dates},
        {paper_word(paper, WORD_CONFIRMATION), paper_text(stay, "confirmation_number")},
        {paper_word(paper, WORD_CREDITS), paper_text(paper->document, "credits")},
        {paper_word(paper, WORD_REASON), paper_text(paper->document, "reason")},
        {NULL, NULL},
    };

    paper_fields(paper, fields);
}

static void draw_sum(const Paper *paper, Word label, const char *member)
{
    g_autofree char *amount = paper_amount(paper, paper->document, member);
    const char *cells[] = {NULL, paper_word(paper, label), amount};

    pdf_table_row(paper->pdf, PDF_ROW_TOTAL, cells);
}

static void draw_lines(const Paper *paper)
{
    g_autofree char *head = paper_amount_head(paper, paper_word(paper, WORD_AMOUNT));
    PdfColumn columns[] = {
        {paper_word(paper, WORD_DATE), 2, PDF_LEFT}, {paper_word(paper, WORD_WHAT), 6, PDF_LEFT}, {head, 2, PDF_RIGHT}};
    size_t index;
    json_t *line;

    pdf_table_begin(paper->pdf, columns, G_N_ELEMENTS(columns));
    json_array_foreach(json_object_get(paper->document, "lines"), index, line)
    {
        g_autofree char *amount = paper_amount(paper, line, "amount_minor");
        g_autofree char *text = line_text(paper, line);
        const char *cells[] = {paper_text(line, "service_date"), text, amount};
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
    PdfColumn columns[] = {{paper_word(paper, WORD_TAX), 4, PDF_LEFT},
                           {paper_word(paper, WORD_RATE), 1, PDF_RIGHT},
                           {NULL, 2, PDF_LEFT},
                           {paper_word(paper, WORD_NET), 2, PDF_RIGHT},
                           {paper_word(paper, WORD_AMOUNT), 2, PDF_RIGHT}};
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
            included || rate[0] != '\0' ? paper_amount(paper, tax, "base_minor") : g_strdup("");
        g_autofree char *amount = paper_amount(paper, tax, "amount_minor");
        const char *cells[] = {paper_name(paper, tax), rate,
                               paper_word(paper, included ? WORD_INCLUDED : WORD_ADDED), net, amount};
        pdf_table_row(paper->pdf, PDF_ROW_PLAIN, cells);
    }
    pdf_table_end(paper->pdf);
}

GBytes *invoice_pdf(const json_t *document, bool chinese, GError **error)
{
    Paper paper;

    if (!paper_open(&paper, document, chinese, words, error)) {
        return NULL;
    }
    g_autofree char *title = title_of(&paper);
    paper_begin(&paper, title);
    paper_addressee(&paper, json_object_get(document, "payee"), title);
    draw_fields(&paper);
    draw_lines(&paper);
    draw_taxes(&paper);
    return paper_end(&paper, error);
}
