#include "property/invoice/receipt_pdf.h"

#include "property/invoice/paper.h"

#define RATE_ONE 1000000.0

/* Words of the paper: English, Chinese. */
typedef enum Word {
    WORD_RECEIPT,
    WORD_PAID_BACK,
    WORD_DATE,
    WORD_ROOM,
    WORD_CONFIRMATION,
    WORD_MEANS,
    WORD_CASHIER,
    WORD_SHIFT,
    WORD_WHAT,
    WORD_AMOUNT,
    WORD_DUE,
    WORD_BILL,
    WORD_ROUNDING,
    WORD_PAID,
    WORD_RETURNED,
    WORD_TENDERED,
    WORD_RATE,
    WORD_WORTH,
    WORD_CHANGE,
    WORD_TAKEN_BACK,
    WORD_SIGNATURE,
    WORD_COUNT,
} Word;

static const PaperText words[WORD_COUNT] = {
    [WORD_RECEIPT] = {"Receipt", "收据"},
    [WORD_PAID_BACK] = {"Receipt for money paid back", "退款收据"},
    [WORD_DATE] = {"Date", "日期"},
    [WORD_ROOM] = {"Room", "房号"},
    [WORD_CONFIRMATION] = {"Confirmation", "确认号"},
    [WORD_MEANS] = {"Paid with", "支付方式"},
    [WORD_CASHIER] = {"Cashier", "收银员"},
    [WORD_SHIFT] = {"Cashier shift", "收银班次"},
    [WORD_WHAT] = {"Description", "项目"},
    [WORD_AMOUNT] = {"Amount", "金额"},
    [WORD_DUE] = {"Due", "应付"},
    [WORD_BILL] = {"Bill", "账单"},
    [WORD_ROUNDING] = {"Cash rounding", "现金尾差"},
    [WORD_PAID] = {"Paid", "已付"},
    [WORD_RETURNED] = {"Paid back", "已退"},
    [WORD_TENDERED] = {"Handed over", "实收"},
    [WORD_RATE] = {", at the rate", "，汇率"},
    [WORD_WORTH] = {", worth", "，折合"},
    [WORD_CHANGE] = {"Change given", "找零"},
    [WORD_TAKEN_BACK] = {"This payment was taken back.", "此笔付款已撤销。"},
    [WORD_SIGNATURE] = {"Signature of the cashier", "收银员签字"},
};

static void draw_fields(const Paper *paper)
{
    const json_t *document = paper->document;
    json_t *shift = json_object_get(document, "shift_id");
    g_autofree char *means = paper_means(paper, json_object_get(document, "means"));
    g_autofree char *number = json_is_integer(shift)
                                  ? g_strdup_printf("%" JSON_INTEGER_FORMAT, json_integer_value(shift))
                                  : g_strdup("");
    const PdfField fields[] = {
        {paper_word(paper, WORD_DATE), paper_text(document, "business_date")},
        {paper_word(paper, WORD_ROOM), paper_text(document, "room")},
        {paper_word(paper, WORD_CONFIRMATION), paper_text(document, "confirmation_number")},
        {paper_word(paper, WORD_MEANS), means},
        {paper_word(paper, WORD_CASHIER), paper_text(document, "staff")},
        {paper_word(paper, WORD_SHIFT), number},
        {NULL, NULL},
    };

    paper_fields(paper, fields);
}

static void draw_row(const Paper *paper, PdfRowStyle style, const char *text, const char *amount)
{
    const char *cells[] = {text, amount};

    pdf_table_row(paper->pdf, style, cells);
}

static void draw_amount(const Paper *paper, PdfRowStyle style, Word label, const json_t *object,
                        const char *member)
{
    g_autofree char *amount = paper_amount(paper, object, member);

    draw_row(paper, style, paper_word(paper, label), amount);
}

/* Bills are told apart when the money paid several. */
static void draw_bills(const Paper *paper)
{
    const json_t *bills = json_object_get(paper->document, "bills");
    size_t index;
    json_t *bill;

    if (json_array_size(bills) < 2) {
        return;
    }
    json_array_foreach(bills, index, bill)
    {
        g_autofree char *amount = paper_amount(paper, bill, "due_minor");
        g_autofree char *text =
            g_strdup_printf("%s %" JSON_INTEGER_FORMAT, paper_word(paper, WORD_BILL),
                            json_integer_value(json_object_get(bill, "window")));
        draw_row(paper, PDF_ROW_PLAIN, text, amount);
    }
}

/* "Handed over 20.00 EUR, at the rate 0.94 CHF, worth 18.80" and the change. */
static void draw_tendered(const Paper *paper)
{
    const json_t *tendered = json_object_get(paper->document, "tendered");
    const char *code = paper_text(tendered, "currency");
    const Currency *currency = currency_find(code);

    if (currency == NULL) {
        return;
    }
    g_autofree char *notes =
        money_format((Money){json_integer_value(json_object_get(tendered, "amount_minor")), currency});
    g_autofree char *worth = paper_amount(paper, tendered, "value_minor");
    g_autofree char *text = NULL;
    if (currency == paper->currency) {
        text = g_strdup(paper_word(paper, WORD_TENDERED));
    } else {
        double rate = (double)json_integer_value(json_object_get(tendered, "rate_millionths")) / RATE_ONE;
        text = g_strdup_printf("%s %s %s%s 1 %s = %.10g %s%s", paper_word(paper, WORD_TENDERED), notes, code,
                               paper_word(paper, WORD_RATE), code, rate, paper->currency->code,
                               paper_word(paper, WORD_WORTH));
    }
    draw_row(paper, PDF_ROW_PLAIN, text, worth);
    draw_amount(paper, PDF_ROW_TOTAL, WORD_CHANGE, tendered, "change_minor");
}

static void draw_amounts(const Paper *paper, bool paid_back)
{
    g_autofree char *head = paper_amount_head(paper, paper_word(paper, WORD_AMOUNT));
    const PdfColumn columns[] = {{paper_word(paper, WORD_WHAT), 7, PDF_LEFT}, {head, 2, PDF_RIGHT}};

    pdf_table_begin(paper->pdf, columns, G_N_ELEMENTS(columns));
    draw_bills(paper);
    draw_amount(paper, PDF_ROW_PLAIN, WORD_DUE, paper->document, "due_minor");
    if (json_integer_value(json_object_get(paper->document, "rounding_minor")) != 0) {
        draw_amount(paper, PDF_ROW_PLAIN, WORD_ROUNDING, paper->document, "rounding_minor");
    }
    draw_amount(paper, PDF_ROW_TOTAL, paid_back ? WORD_RETURNED : WORD_PAID, paper->document, "paid_minor");
    draw_tendered(paper);
    pdf_table_end(paper->pdf);
}

static bool is_taken_back(const json_t *document)
{
    size_t index;
    json_t *bill;

    json_array_foreach(json_object_get(document, "bills"), index, bill)
    {
        if (json_is_true(json_object_get(bill, "taken_back"))) {
            return true;
        }
    }
    return false;
}

GBytes *receipt_pdf(const json_t *document, bool chinese, GError **error)
{
    bool paid_back = json_integer_value(json_object_get(document, "paid_minor")) < 0;
    Paper paper;

    if (!paper_open(&paper, document, chinese, words, error)) {
        return NULL;
    }
    g_autofree char *title = g_strdup_printf("%s %s", paper_word(&paper, paid_back ? WORD_PAID_BACK : WORD_RECEIPT),
                                             paper_text(document, "number"));
    paper_begin(&paper, title);
    paper_addressee(&paper, json_object_get(document, "payer"), title);
    draw_fields(&paper);
    draw_amounts(&paper, paid_back);
    if (is_taken_back(document)) {
        pdf_paragraph(paper.pdf, paper_word(&paper, WORD_TAKEN_BACK));
    }
    pdf_space(paper.pdf, 8);
    pdf_strokes(paper.pdf, NULL, 0, 60, 14, paper_word(&paper, WORD_SIGNATURE));
    return paper_end(&paper, error);
}
