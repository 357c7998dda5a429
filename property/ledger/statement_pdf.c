#include "property/ledger/statement_pdf.h"

#include "property/invoice/paper.h"
#include <string.h>

/* Words of the paper: English, Chinese. */
typedef enum Word {
    WORD_STATEMENT,
    WORD_ACCOUNT,
    WORD_DATE,
    WORD_PERIOD,
    WORD_TAX_NUMBER,
    WORD_WHAT,
    WORD_AMOUNT,
    WORD_BALANCE,
    WORD_OPENING,
    WORD_CLOSING,
    WORD_AGE,
    WORD_OPEN_INVOICES,
    WORD_NUMBER,
    WORD_BILLED,
    WORD_OPEN,
    WORD_NOTHING_OPEN,
    WORD_COUNT,
} Word;

static const PaperText words[WORD_COUNT] = {
    [WORD_STATEMENT] = {"Statement of account", "对账单"},
    [WORD_ACCOUNT] = {"Account", "账户"},
    [WORD_DATE] = {"Date", "日期"},
    [WORD_PERIOD] = {"Period", "期间"},
    [WORD_TAX_NUMBER] = {"Tax number", "税号"},
    [WORD_WHAT] = {"Description", "项目"},
    [WORD_AMOUNT] = {"Amount", "金额"},
    [WORD_BALANCE] = {"Balance", "余额"},
    [WORD_OPENING] = {"Brought forward", "上期结转"},
    [WORD_CLOSING] = {"Balance due", "应付余额"},
    [WORD_AGE] = {"What is open, by days since the invoice", "未付款账龄（自开票日起）"},
    [WORD_OPEN_INVOICES] = {"Open invoices", "未付发票"},
    [WORD_NUMBER] = {"Number", "编号"},
    [WORD_BILLED] = {"Billed", "开票金额"},
    [WORD_OPEN] = {"Open", "未付"},
    [WORD_NOTHING_OPEN] = {"All invoices are paid. Thank you.", "全部发票已付清，谢谢。"},
};

static const struct {
    const char *member;
    const char *head[2];
} ages[] = {
    {"days_0_30_minor", {"0–30", "0–30 天"}},
    {"days_31_60_minor", {"31–60", "31–60 天"}},
    {"days_61_90_minor", {"61–90", "61–90 天"}},
    {"days_91_120_minor", {"91–120", "91–120 天"}},
    {"days_over_120_minor", {"Over 120", "超过 120 天"}},
    {"not_invoiced_minor", {"Not on an invoice", "未开票"}},
    {"balance_minor", {"Balance", "余额"}},
};

/* What the house posts by itself is said in the language of the paper. */
static const struct {
    const char *kind;
    const char *text[2];
} kinds[] = {
    {"payment", {"Payment", "收款"}},
    {"rounding", {"Cash rounding", "现金尾差"}},
};

static void draw_fields(const Paper *paper)
{
    const json_t *account = json_object_get(paper->document, "account");
    const json_t *statement = json_object_get(paper->document, "statement");
    g_autofree char *number =
        g_strdup_printf("%" JSON_INTEGER_FORMAT, json_integer_value(json_object_get(account, "account_id")));
    g_autofree char *period =
        g_strdup_printf("%s – %s", paper_text(statement, "from"), paper_text(statement, "until"));
    const PdfField fields[] = {
        {paper_word(paper, WORD_ACCOUNT), number},
        {paper_word(paper, WORD_DATE), paper_text(paper->document, "on")},
        {paper_word(paper, WORD_PERIOD), period},
        {paper_word(paper, WORD_TAX_NUMBER), paper_text(account, "tax_number")},
        {NULL, NULL},
    };

    paper_fields(paper, fields);
}

static const char *line_text(const Paper *paper, const json_t *line)
{
    for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++) {
        if (strcmp(kinds[i].kind, paper_text(line, "kind")) == 0) {
            return kinds[i].text[paper->language];
        }
    }
    return paper_text(line, "text");
}

static void draw_balance(const Paper *paper, PdfRowStyle row, Word label, const char *date,
                         const char *member)
{
    g_autofree char *balance = paper_amount(paper, json_object_get(paper->document, "statement"), member);
    const char *cells[] = {date, paper_word(paper, label), NULL, balance};

    pdf_table_row(paper->pdf, row, cells);
}

static void draw_lines(const Paper *paper)
{
    const json_t *statement = json_object_get(paper->document, "statement");
    g_autofree char *head = paper_amount_head(paper, paper_word(paper, WORD_AMOUNT));
    PdfColumn columns[] = {{paper_word(paper, WORD_DATE), 2, PDF_LEFT},
                           {paper_word(paper, WORD_WHAT), 5, PDF_LEFT},
                           {head, 2, PDF_RIGHT},
                           {paper_word(paper, WORD_BALANCE), 2, PDF_RIGHT}};
    size_t index;
    json_t *line;

    pdf_table_begin(paper->pdf, columns, G_N_ELEMENTS(columns));
    draw_balance(paper, PDF_ROW_PLAIN, WORD_OPENING, paper_text(statement, "from"), "opening_minor");
    json_array_foreach(json_object_get(statement, "lines"), index, line)
    {
        g_autofree char *amount = paper_amount(paper, line, "amount_minor");
        g_autofree char *balance = paper_amount(paper, line, "balance_minor");
        const char *cells[] = {paper_text(line, "business_date"), line_text(paper, line), amount, balance};
        pdf_table_row(paper->pdf, PDF_ROW_PLAIN, cells);
    }
    draw_balance(paper, PDF_ROW_TOTAL, WORD_CLOSING, NULL, "closing_minor");
    pdf_table_end(paper->pdf);
}

static void draw_ages(const Paper *paper)
{
    const json_t *aging = json_object_get(paper->document, "aging");
    PdfColumn columns[G_N_ELEMENTS(ages)];
    char *cells[G_N_ELEMENTS(ages) + 1] = {NULL};

    pdf_space(paper->pdf, 5);
    pdf_heading(paper->pdf, 2, paper_word(paper, WORD_AGE));
    for (gsize i = 0; i < G_N_ELEMENTS(ages); i++) {
        columns[i] = (PdfColumn){ages[i].head[paper->language], 2, PDF_RIGHT};
        cells[i] = paper_amount(paper, aging, ages[i].member);
    }
    pdf_table_begin(paper->pdf, columns, G_N_ELEMENTS(columns));
    pdf_table_row(paper->pdf, PDF_ROW_PLAIN, (const char *const *)cells);
    pdf_table_end(paper->pdf);
    for (gsize i = 0; i < G_N_ELEMENTS(ages); i++) {
        g_free(cells[i]);
    }
}

static void draw_open(const Paper *paper)
{
    const json_t *invoices = json_object_get(paper->document, "open_invoices");
    PdfColumn columns[] = {{paper_word(paper, WORD_NUMBER), 4, PDF_LEFT},
                           {paper_word(paper, WORD_DATE), 2, PDF_LEFT},
                           {paper_word(paper, WORD_BILLED), 2, PDF_RIGHT},
                           {paper_word(paper, WORD_OPEN), 2, PDF_RIGHT}};
    size_t index;
    json_t *invoice;

    pdf_space(paper->pdf, 5);
    pdf_heading(paper->pdf, 2, paper_word(paper, WORD_OPEN_INVOICES));
    if (json_array_size(invoices) == 0) {
        pdf_paragraph(paper->pdf, paper_word(paper, WORD_NOTHING_OPEN));
        return;
    }
    pdf_table_begin(paper->pdf, columns, G_N_ELEMENTS(columns));
    json_array_foreach(invoices, index, invoice)
    {
        g_autofree char *billed = paper_amount(paper, invoice, "due_minor");
        g_autofree char *open = paper_amount(paper, invoice, "open_minor");
        const char *cells[] = {paper_text(invoice, "number"), paper_text(invoice, "business_date"), billed, open};
        pdf_table_row(paper->pdf, PDF_ROW_PLAIN, cells);
    }
    pdf_table_end(paper->pdf);
}

GBytes *statement_pdf(const json_t *document, bool chinese, GError **error)
{
    Paper paper;

    if (!paper_open(&paper, document, chinese, words, error)) {
        return NULL;
    }
    paper_begin(&paper, paper_word(&paper, WORD_STATEMENT));
    paper_addressee(&paper, json_object_get(document, "account"), paper_word(&paper, WORD_STATEMENT));
    draw_fields(&paper);
    draw_lines(&paper);
    draw_ages(&paper);
    draw_open(&paper);
    return paper_end(&paper, error);
}
