#include "ops/pdf.h"
#include "property/downtime/downtime_page.h"
#include <string.h>

typedef struct Paper {
    PdfDocument *document;
    const DowntimePage *page;
    DowntimeLanguage language;
    GStringChunk *both; /* words in both languages, while the document is told */
} Paper;

/* A column of a table: its words and how wide it is. */
typedef struct PaperColumn {
    DowntimeWords head;
    double share;
    PdfAlign align;
} PaperColumn;

static const char *word(const Paper *paper, const DowntimeWords *words)
{
    if (paper->language != DOWNTIME_BOTH) {
        return words->in[paper->language];
    }
    g_autofree char *text =
        g_strdup_printf("%s · %s", words->in[DOWNTIME_ENGLISH], words->in[DOWNTIME_CHINESE]);
    return g_string_chunk_insert_const(paper->both, text);
}

static void add_heading(const Paper *paper, const char *english, const char *chinese)
{
    pdf_heading(paper->document, 2, word(paper, &(DowntimeWords){{english, chinese}}));
}

static void begin_table(const Paper *paper, const PaperColumn *columns, gsize count)
{
    g_autofree PdfColumn *heads = g_new0(PdfColumn, count);

    for (gsize i = 0; i < count; i++) {
        heads[i] = (PdfColumn){word(paper, &columns[i].head), columns[i].share, columns[i].align};
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
    for (int language = 0; language < DOWNTIME_LANGUAGE_COUNT; language++) {
        bool wanted = paper->language == DOWNTIME_BOTH || (int)paper->language == language;
        for (gsize i = 0; wanted && i < DOWNTIME_INSTRUCTIONS; i++) {
            g_autofree char *text = g_strdup_printf("%" G_GSIZE_FORMAT ". %s: %s", i + 1,
                                                    downtime_instructions[i].when.in[language],
                                                    downtime_instructions[i].what.in[language]);
            pdf_paragraph(paper->document, text);
        }
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

#define READY_IN_A_ROW 32

static void add_ready_row(const Paper *paper, const char *type, GString *numbers)
{
    GPtrArray *cells = new_row();

    g_ptr_array_add(cells, g_strdup(type));
    g_ptr_array_add(cells, g_strdup(numbers->str));
    add_row(paper, cells);
    g_string_truncate(numbers, 0);
}

/* The numbers of the rooms of a type that can be moved into: close together, to be struck out with a pen. */
static void add_ready_rooms(const Paper *paper, const char *type)
{
    const DowntimeData *data = paper->page->data;
    g_autoptr(GString) numbers = g_string_new(NULL);
    int count = 0;

    for (guint row = 0; row < odbc_result_rows(data->rooms); row++) {
        g_autofree char *of_type = downtime_text(data->rooms, row, DOWNTIME_ROOM_TYPE);
        if (downtime_room_ready(data, row) && strcmp(of_type, type) == 0) {
            g_autofree char *room = downtime_text(data->rooms, row, DOWNTIME_ROOM);
            g_string_append_printf(numbers, "%s%s", numbers->len > 0 ? "    " : "", room);
            if (++count % READY_IN_A_ROW == 0) {
                add_ready_row(paper, type, numbers);
            }
        }
    }
    if (numbers->len > 0) {
        add_ready_row(paper, type, numbers);
    }
}

static void add_ready(const Paper *paper)
{
    static const PaperColumn columns[] = {
        {{{"Type", "房型"}}, 1, PDF_LEFT},
        {{{"Rooms, to strike out when given", "房号（分配后划去）"}}, 9, PDF_LEFT},
    };
    const GPtrArray *types = paper->page->hotel->room_types;

    add_heading(paper, "Rooms that are ready", "可入住客房");
    begin_table(paper, columns, G_N_ELEMENTS(columns));
    for (guint i = 0; i < types->len; i++) {
        const ChainRoomType *type = g_ptr_array_index(types, i);
        add_ready_rooms(paper, type->code);
    }
    pdf_table_end(paper->document);
}

static void add_departures(const Paper *paper)
{
    static const PaperColumn columns[] = {
        {{{"Room", "房号"}}, 1, PDF_LEFT},
        {{{"Guest", "客人"}}, 3, PDF_LEFT},
        {{{"Leaves", "离店"}}, 1.6, PDF_LEFT},
        {{{"Balance", "余额"}}, 1.4, PDF_RIGHT},
        {{{"Left at, paid", "离店时间与付款"}}, 3, PDF_LEFT},
    };
    const DowntimeData *data = paper->page->data;

    add_heading(paper, "Guests who leave today", "今日离店");
    begin_table(paper, columns, G_N_ELEMENTS(columns));
    for (guint row = 0; row < odbc_result_rows(data->rooms); row++) {
        if (downtime_room_due_out(data, row)) {
            GPtrArray *cells = new_row();
            g_ptr_array_add(cells, downtime_text(data->rooms, row, DOWNTIME_ROOM));
            g_ptr_array_add(cells, downtime_text(data->rooms, row, DOWNTIME_GUEST));
            g_ptr_array_add(cells, downtime_night_text(data->rooms, row, DOWNTIME_DEPARTURE));
            g_ptr_array_add(cells, downtime_money_text(paper->page, data->rooms, row, DOWNTIME_BALANCE));
            g_ptr_array_add(cells, NULL);
            add_row(paper, cells);
        }
    }
    pdf_table_end(paper->document);
}

static void add_rooms(const Paper *paper)
{
    static const PaperColumn columns[] = {
        {{{"Room", "房号"}}, 1.2, PDF_LEFT},   {{{"Type", "房型"}}, 1.2, PDF_LEFT},
        {{{"State", "状态"}}, 2.9, PDF_LEFT},  {{{"Guest", "客人"}}, 2.6, PDF_LEFT},
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
        g_ptr_array_add(cells, g_strdup(word(paper, downtime_room_state(data, row))));
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

static void add_prices(const Paper *paper)
{
    PdfColumn columns[1 + DOWNTIME_PRICE_NIGHTS];
    const DowntimePage *page = paper->page;
    g_autoptr(GPtrArray) dates = g_ptr_array_new_with_free_func(g_free);

    add_heading(paper, "Walk-in prices: one night for two, with all taxes", "散客房价：双人一晚，含全部税费");
    columns[0] = (PdfColumn){word(paper, &(DowntimeWords){{"Type", "房型"}}), 1.4, PDF_LEFT};
    for (guint night = 0; night < DOWNTIME_PRICE_NIGHTS; night++) {
        g_ptr_array_add(dates, night_format(page->data->business_date + (Night)night));
        columns[1 + night] = (PdfColumn){g_ptr_array_index(dates, night), 1.3, PDF_RIGHT};
    }
    pdf_table_begin(paper->document, columns, G_N_ELEMENTS(columns));
    for (guint type = 0; type < page->hotel->room_types->len; type++) {
        const ChainRoomType *room_type = g_ptr_array_index(page->hotel->room_types, type);
        GPtrArray *cells = new_row();
        g_ptr_array_add(cells, g_strdup(room_type->code));
        for (guint night = 0; night < DOWNTIME_PRICE_NIGHTS; night++) {
            g_ptr_array_add(cells, downtime_price_text(page, type, night));
        }
        add_row(paper, cells);
    }
    pdf_table_end(paper->document);
}

static void add_calls(const Paper *paper)
{
    static const PaperColumn columns[] = {
        {{{"Day", "日期"}}, 1.4, PDF_LEFT},  {{{"Time", "时间"}}, 1, PDF_LEFT},
        {{{"Room", "房号"}}, 1, PDF_LEFT},   {{{"Guest", "客人"}}, 2.5, PDF_LEFT},
        {{{"Remark", "备注"}}, 2, PDF_LEFT}, {{{"Woken by, at", "叫醒人与时间"}}, 2, PDF_LEFT}};
    const OdbcResult *calls = paper->page->data->calls;

    add_heading(paper, "Wake-up calls", "叫醒");
    begin_table(paper, columns, G_N_ELEMENTS(columns));
    for (guint row = 0; row < odbc_result_rows(calls); row++) {
        GPtrArray *cells = new_row();
        g_ptr_array_add(cells, downtime_night_text(calls, row, DOWNTIME_CALL_ON));
        g_ptr_array_add(cells, downtime_minute_text(calls, row, DOWNTIME_CALL_MINUTE));
        g_ptr_array_add(cells, downtime_text(calls, row, DOWNTIME_CALL_ROOM));
        g_ptr_array_add(cells, downtime_text(calls, row, DOWNTIME_CALL_GUEST));
        g_ptr_array_add(cells, downtime_text(calls, row, DOWNTIME_CALL_TEXT));
        g_ptr_array_add(cells, NULL);
        add_row(paper, cells);
    }
    pdf_table_end(paper->document);
}

static void add_notes(const Paper *paper)
{
    static const PaperColumn columns[] = {{{{"Kind", "类别"}}, 1.4, PDF_LEFT},
                                          {{{"Room", "房号"}}, 1, PDF_LEFT},
                                          {{{"Guest", "客人"}}, 2, PDF_LEFT},
                                          {{{"Text", "内容"}}, 4, PDF_LEFT},
                                          {{{"Day", "日期"}}, 1.4, PDF_LEFT}};
    const OdbcResult *notes = paper->page->data->notes;

    add_heading(paper, "Alerts, messages, things to do", "提醒、留言与待办");
    begin_table(paper, columns, G_N_ELEMENTS(columns));
    for (guint row = 0; row < odbc_result_rows(notes); row++) {
        GPtrArray *cells = new_row();
        g_ptr_array_add(cells, g_strdup(word(paper, downtime_note_kind(paper->page->data, row))));
        g_ptr_array_add(cells, downtime_text(notes, row, DOWNTIME_NOTE_ROOM));
        g_ptr_array_add(cells, downtime_text(notes, row, DOWNTIME_NOTE_GUEST));
        g_ptr_array_add(cells, downtime_text(notes, row, DOWNTIME_NOTE_TEXT));
        g_ptr_array_add(cells, downtime_night_text(notes, row, DOWNTIME_NOTE_DUE));
        add_row(paper, cells);
    }
    pdf_table_end(paper->document);
}

static void add_form(const Paper *paper, const DowntimeForm *form)
{
    PdfField fields[DOWNTIME_FORM_LINES] = {{NULL, NULL}};
    int count = downtime_form_lines(form);

    for (int i = 0; i < count; i++) {
        fields[i].label = word(paper, &form->lines[i]);
    }
    pdf_page_break(paper->document);
    pdf_heading(paper->document, 2, word(paper, &form->title));
    for (int i = 0; i < form->copies; i++) {
        pdf_fields(paper->document, fields, (gsize)count, 2);
        pdf_space(paper->document, 4);
        pdf_rule(paper->document);
    }
}

static void add_sheet(const Paper *paper)
{
    static const double shares[DOWNTIME_SHEET_COLUMNS] = {1, 2, 3, 1.6, 1.6};
    static const char *const blank[DOWNTIME_SHEET_COLUMNS] = {" \n ", NULL, NULL, NULL, NULL};
    PaperColumn columns[DOWNTIME_SHEET_COLUMNS];

    for (int i = 0; i < DOWNTIME_SHEET_COLUMNS; i++) {
        columns[i] = (PaperColumn){downtime_sheet_columns[i], shares[i], PDF_LEFT};
    }
    pdf_page_break(paper->document);
    add_heading(paper, "Rooms: state and faults, to fill in", "房态与报修（手工填写）");
    begin_table(paper, columns, DOWNTIME_SHEET_COLUMNS);
    for (int row = 0; row < DOWNTIME_SHEET_LINES; row++) {
        pdf_table_row(paper->document, PDF_ROW_PLAIN, blank);
    }
    pdf_table_end(paper->document);
}

static void add_all(const Paper *paper)
{
    add_instructions(paper);
    add_arrivals(paper);
    add_ready(paper);
    add_departures(paper);
    add_rooms(paper);
    add_guests(paper);
    add_prices(paper);
    add_calls(paper);
    add_notes(paper);
    for (gsize i = 0; i < DOWNTIME_FORMS; i++) {
        add_form(paper, &downtime_forms[i]);
    }
    add_sheet(paper);
}

GBytes *downtime_page_pdf(const DowntimePage *page, DowntimeLanguage language, GError **error)
{
    static const char *const languages[] = {"en", "zh", "zh"};
    static const DowntimeWords name = {{"Downtime pack", "应急资料"}};
    static const DowntimeWords as_of = {{"The hotel as it was at this time.", "以下为该时间点的酒店状况。"}};
    const DowntimeWords hotel = {{page->hotel->name.en, page->hotel->name.zh}};
    g_autofree char *time = downtime_time_text(page);
    Paper paper = {.page = page, .language = language, .both = g_string_chunk_new(4096)};
    g_autofree char *title = g_strdup_printf("%s · %s", word(&paper, &name), time);
    g_autoptr(PdfDocument) document = pdf_document_new(&(PdfOptions){
        .paper = PDF_A4,
        .title = title,
        .header_right = word(&paper, &hotel),
        .footer = page->hotel->currency->code,
        .language = languages[language],
        .created = page->made_at,
    });

    paper.document = document;
    pdf_heading(document, 1, title);
    pdf_paragraph(document, word(&paper, &as_of));
    add_all(&paper);
    g_string_chunk_free(paper.both);
    return pdf_document_finish(document, error);
}
