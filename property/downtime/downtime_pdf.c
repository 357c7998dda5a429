#include "ops/pdf.h"
#include "property/downtime/downtime_page.h"

#define BLANK_CARDS 4
#define BLANK_SLIPS 6

typedef struct Paper {
    PdfDocument *document;
    const DowntimePage *page;
    DowntimeLanguage language;
} Paper;

/* A column of a table: its words and how wide it is. */
typedef struct PaperColumn {
    DowntimeWords head;
    double share;
    PdfAlign align;
} PaperColumn;

static void add_heading(const Paper *paper, const char *english, const char *chinese)
{
    pdf_heading(paper->document, 2, paper->language == DOWNTIME_CHINESE ? chinese : english);
}

static void begin_table(const Paper *paper, const PaperColumn *columns, gsize count)
{
    g_autofree PdfColumn *heads = g_new0(PdfColumn, count);

    for (gsize i = 0; i < count; i++) {
        heads[i] = (PdfColumn){columns[i].head.in[paper->language], columns[i].share, columns[i].align};
    }
    pdf_table_begin(paper->document, heads, count);
}

static void add_row(const Paper *paper, GPtrArray *cells)
{
    pdf_table_row(paper->document, PDF_ROW_PLAIN, (const char *const *)cells->pdata);
    g_ptr_array_unref(cells);
}

static GPtrArray *new_row(void)
{
    return g_ptr_array_new_with_free_func(g_free);
}

static void add_instructions(const Paper *paper)
{
    add_heading(paper, "What to do when the computer is down", "系统停用时怎么办");
    for (gsize i = 0; i < DOWNTIME_INSTRUCTIONS; i++) {
        g_autofree char *text = g_strdup_printf("%" G_GSIZE_FORMAT ". %s: %s", i + 1,
                                                downtime_instructions[i].when.in[paper->language],
                                                downtime_instructions[i].what.in[paper->language]);
        pdf_paragraph(paper->document, text);
    }
}

static void add_arrivals(const Paper *paper)
{
    static const PaperColumn columns[] = {
        {{{"Guest", "客人"}}, 3, PDF_LEFT},
        {{{"Confirmation", "确认号"}}, 2, PDF_LEFT},
        {{{"Type", "房型"}}, 1, PDF_LEFT},
        {{{"Room", "房号"}}, 1, PDF_LEFT},
        {{{"Leaves", "离店"}}, 1.6, PDF_LEFT},
        {{{"Price of the stay", "总价"}}, 1.6, PDF_RIGHT},
        {{{"Came at, room", "抵店与房号"}}, 2, PDF_LEFT},
    };
    const OdbcResult *arrivals = paper->page->data->arrivals;

    add_heading(paper, "Expected guests", "预计抵店");
    begin_table(paper, columns, G_N_ELEMENTS(columns));
    for (guint row = 0; row < odbc_result_rows(arrivals); row++) {
        GPtrArray *cells = new_row();
        g_ptr_array_add(cells, downtime_text(arrivals, row, DOWNTIME_EXPECTED));
        g_ptr_array_add(cells, g_strdup(odbc_result_text(arrivals, row, DOWNTIME_EXPECTED_CONFIRMATION)));
        g_ptr_array_add(cells, downtime_text(arrivals, row, DOWNTIME_EXPECTED_TYPE));
        g_ptr_array_add(cells, downtime_text(arrivals, row, DOWNTIME_EXPECTED_ROOM));
        g_ptr_array_add(cells, downtime_night_text(arrivals, row, DOWNTIME_EXPECTED_DEPARTURE));
        g_ptr_array_add(cells, downtime_money_text(paper->page, arrivals, row, DOWNTIME_EXPECTED_TOTAL));
        g_ptr_array_add(cells, NULL);
        add_row(paper, cells);
    }
    pdf_table_end(paper->document);
}

static void add_rooms(const Paper *paper)
{
    static const PaperColumn columns[] = {
        {{{"Room", "房号"}}, 1, PDF_LEFT},     {{{"Type", "房型"}}, 1, PDF_LEFT},
        {{{"State", "状态"}}, 1.8, PDF_LEFT},  {{{"Guest", "客人"}}, 3, PDF_LEFT},
        {{{"Leaves", "离店"}}, 1.6, PDF_LEFT}, {{{"Balance", "余额"}}, 1.4, PDF_RIGHT},
        {{{"Notes", "备注"}}, 2, PDF_LEFT},
    };
    const DowntimeData *data = paper->page->data;

    add_heading(paper, "All rooms", "全部客房");
    begin_table(paper, columns, G_N_ELEMENTS(columns));
    for (guint row = 0; row < odbc_result_rows(data->rooms); row++) {
        GPtrArray *cells = new_row();
        g_ptr_array_add(cells, downtime_text(data->rooms, row, DOWNTIME_ROOM));
        g_ptr_array_add(cells, downtime_text(data->rooms, row, DOWNTIME_ROOM_TYPE));
        g_ptr_array_add(cells, g_strdup(downtime_room_state(data, row)->in[paper->language]));
        g_ptr_array_add(cells, downtime_text(data->rooms, row, DOWNTIME_GUEST));
        g_ptr_array_add(cells, downtime_night_text(data->rooms, row, DOWNTIME_DEPARTURE));
        g_ptr_array_add(cells, downtime_money_text(paper->page, data->rooms, row, DOWNTIME_BALANCE));
        g_ptr_array_add(cells, downtime_text(data->rooms, row, DOWNTIME_OUT_OF_ORDER));
        add_row(paper, cells);
    }
    pdf_table_end(paper->document);
}

static void add_guests(const Paper *paper)
{
    static const PaperColumn columns[] = {
        {{{"Guest", "客人"}}, 3, PDF_LEFT},      {{{"Room", "房号"}}, 1, PDF_LEFT},
        {{{"Leaves", "离店"}}, 1.6, PDF_LEFT},   {{{"Confirmation", "确认号"}}, 2, PDF_LEFT},
        {{{"Balance", "余额"}}, 1.4, PDF_RIGHT},
    };
    const OdbcResult *rooms = paper->page->data->rooms;
    g_autoptr(GArray) guests = downtime_guests_by_name(paper->page->data);

    add_heading(paper, "Guests by name", "客人姓名表");
    begin_table(paper, columns, G_N_ELEMENTS(columns));
    for (guint i = 0; i < guests->len; i++) {
        guint row = g_array_index(guests, guint, i);
        GPtrArray *cells = new_row();
        g_ptr_array_add(cells, downtime_text(rooms, row, DOWNTIME_GUEST));
        g_ptr_array_add(cells, downtime_text(rooms, row, DOWNTIME_ROOM));
        g_ptr_array_add(cells, downtime_night_text(rooms, row, DOWNTIME_DEPARTURE));
        g_ptr_array_add(cells, g_strdup(odbc_result_text(rooms, row, DOWNTIME_CONFIRMATION)));
        g_ptr_array_add(cells, downtime_money_text(paper->page, rooms, row, DOWNTIME_BALANCE));
        add_row(paper, cells);
    }
    pdf_table_end(paper->document);
}

static void add_forms(const Paper *paper, const DowntimeWords *lines, gsize count, int copies)
{
    g_autofree PdfField *fields = g_new0(PdfField, count);

    for (gsize i = 0; i < count; i++) {
        fields[i].label = lines[i].in[paper->language];
    }
    for (int i = 0; i < copies; i++) {
        pdf_fields(paper->document, fields, count, 2);
        pdf_space(paper->document, 4);
        pdf_rule(paper->document);
    }
}

static void add_blanks(const Paper *paper)
{
    static const DowntimeWords card[] = {{{"Surname, given name", "姓名"}},
                                         {{"Passport or identity card", "证件号码"}},
                                         {{"Home address, nationality", "住址与国籍"}},
                                         {{"Telephone, e-mail", "电话与电子邮箱"}},
                                         {{"Room, price for one night", "房号与每晚房价"}},
                                         {{"Arrival, departure, persons", "抵店、离店、人数"}},
                                         {{"Payment (no card number)", "付款方式（勿写卡号）"}},
                                         {{"Date, signature of the guest", "日期与客人签名"}}};
    static const DowntimeWords slip[] = {{{"Room, guest", "房号与客人"}},
                                         {{"What, how many", "项目与数量"}},
                                         {{"Amount with tax", "含税金额"}},
                                         {{"By, date, time, signature", "经手人、日期时间、客人签名"}}};

    pdf_page_break(paper->document);
    add_heading(paper, "Registration cards to fill in", "空白登记卡");
    add_forms(paper, card, G_N_ELEMENTS(card), BLANK_CARDS);
    pdf_page_break(paper->document);
    add_heading(paper, "Charge slips to fill in", "空白消费单");
    add_forms(paper, slip, G_N_ELEMENTS(slip), BLANK_SLIPS);
}

GBytes *downtime_page_pdf(const DowntimePage *page, DowntimeLanguage language, GError **error)
{
    static const char *const languages[DOWNTIME_LANGUAGE_COUNT] = {"en", "zh"};
    bool chinese = language == DOWNTIME_CHINESE;
    g_autofree char *time = downtime_time_text(page);
    g_autofree char *title = g_strdup_printf(chinese ? "应急资料 · %s" : "Downtime pack · %s", time);
    g_autoptr(PdfDocument) document = pdf_document_new(&(PdfOptions){
        .paper = PDF_A4,
        .title = title,
        .header_right = chinese ? page->hotel->name.zh : page->hotel->name.en,
        .footer = page->hotel->currency->code,
        .language = languages[language],
        .created = page->made_at,
    });
    const Paper paper = {document, page, language};

    pdf_heading(document, 0, time);
    pdf_paragraph(document, chinese ? "以下为该时间点的酒店状况。" : "The hotel as it was at this time.");
    add_instructions(&paper);
    add_arrivals(&paper);
    add_rooms(&paper);
    add_guests(&paper);
    add_blanks(&paper);
    return pdf_document_finish(document, error);
}
