#include "property/downtime/downtime_page.h"

#include <string.h>

#define LOG_LINES 30

/* Prints in black on white, each list on its own page; nothing is loaded from anywhere. */
static const char head[] =
    "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
    "script-src 'unsafe-inline'\">"
    "<style>"
    "body{font:15px/1.4 system-ui,'Noto Sans','Noto Sans CJK SC',sans-serif;margin:0 auto;max-width:1100px;"
    "padding:16px 24px;color:#111;background:#fff}"
    "html[lang=en] .zh,html[lang=zh] .en{display:none}"
    ".made{border:3px solid #111;padding:12px 18px;margin:12px 0;font-size:20px}"
    ".made b{font-size:34px;display:block}.old{background:#b00020;color:#fff;border-color:#b00020}"
    "nav{display:flex;flex-wrap:wrap;gap:8px 18px;margin:12px 0}button{font:inherit;padding:6px 14px}"
    "h1{margin:0}h2{margin:28px 0 8px;border-bottom:2px solid "
    "#111;page-break-before:always;break-before:page}"
    "h2.first{page-break-before:auto;break-before:auto}"
    "table{border-collapse:collapse;width:100%}th,td{border:1px solid #777;padding:3px 6px;text-align:left;"
    "vertical-align:top}th{background:#eee}thead{display:table-header-group}tr{break-inside:avoid}"
    "td.n,th.n{text-align:right;white-space:nowrap}td.w{min-width:90px}dt{font-weight:700;margin-top:8px}dd{"
    "margin:0 0 0 18px}"
    ".form{border:1px solid #111;padding:10px 14px;margin:0 0 14px;break-inside:avoid}"
    ".form p{margin:10px 0;border-bottom:1px solid "
    "#777;min-height:22px}.sum{display:flex;flex-wrap:wrap;gap:8px 28px}"
    ".sum b{font-size:22px;display:block}@media print{nav,.screen{display:none}body{padding:0;font-size:12px}"
    "a{color:inherit}}</style>";

/* The age is counted by the reader's clock; without scripts the time itself stands there. */
static const char script[] =
    "<script>const "
    "made=document.querySelector('.made'),at=Number(made.dataset.at),age=document.querySelectorAll("
    "'.age');function tick(){const m=Math.max(0,Math.floor((Date.now()-at)/60000)),h=Math.floor(m/60);"
    "age[0].textContent=m<1?'less than a minute old':h<1?m+' min old':h+' h '+m%60+' min old';"
    "age[1].textContent=m<1?'不到 1 分钟前':h<1?m+' 分钟前':h+' 小时 '+m%60+' 分钟前';"
    "made.classList.toggle('old',m>=60)}tick();setInterval(tick,10000);"
    "const show=l=>document.documentElement.lang=l;if((navigator.language||'').startsWith('zh'))show('zh');"
    "document.getElementById('en').onclick=()=>show('en');document.getElementById('zh').onclick=()=>show('zh'"
    ");"
    "document.getElementById('print').onclick=()=>print();</script>";

static void add_words(GString *html, const DowntimeWords *words)
{
    g_autofree char *english = g_markup_escape_text(words->in[DOWNTIME_ENGLISH], -1);
    g_autofree char *chinese = g_markup_escape_text(words->in[DOWNTIME_CHINESE], -1);

    g_string_append_printf(html, "<span class=\"en\">%s</span><span class=\"zh\">%s</span>", english,
                           chinese);
}

static void add_text(GString *html, const char *text)
{
    g_autofree char *escaped = g_markup_escape_text(text, -1);

    g_string_append(html, escaped);
}

/* A cell with a text of the data; takes it over. */
static void add_cell(GString *html, const char *class_name, char *text)
{
    g_autofree char *owned = text;

    g_string_append_printf(html, class_name == NULL ? "<td>" : "<td class=\"%s\">", class_name);
    add_text(html, owned);
    g_string_append(html, "</td>");
}

static void add_heading(GString *html, const char *anchor, const DowntimeWords *words, bool first)
{
    g_string_append_printf(html, "<h2 id=\"%s\"%s>", anchor, first ? " class=\"first\"" : "");
    add_words(html, words);
    g_string_append(html, "</h2>");
}

static void begin_table(GString *html, const DowntimeWords *heads, gsize count)
{
    g_string_append(html, "<table><thead><tr>");
    for (gsize i = 0; i < count; i++) {
        g_string_append(html, "<th>");
        add_words(html, &heads[i]);
        g_string_append(html, "</th>");
    }
    g_string_append(html, "</tr></thead><tbody>");
}

static void end_table(GString *html)
{
    g_string_append(html, "</tbody></table>");
}

/* ---- the sections ---- */

typedef struct Section {
    const char *anchor;
    DowntimeWords title;
    void (*add)(GString *html, const DowntimePage *page);
} Section;

static void add_instructions(GString *html, const DowntimePage *page G_GNUC_UNUSED)
{
    g_string_append(html, "<dl>");
    for (gsize i = 0; i < DOWNTIME_INSTRUCTIONS; i++) {
        g_string_append_printf(html, "<dt>%" G_GSIZE_FORMAT ". ", i + 1);
        add_words(html, &downtime_instructions[i].when);
        g_string_append(html, "</dt><dd>");
        add_words(html, &downtime_instructions[i].what);
        g_string_append(html, "</dd>");
    }
    g_string_append(html, "</dl>");
}

static void add_arrivals(GString *html, const DowntimePage *page)
{
    static const DowntimeWords heads[] = {{{"Guest", "客人"}},
                                          {{"Confirmation", "确认号"}},
                                          {{"Type", "房型"}},
                                          {{"Room", "房号"}},
                                          {{"Leaves", "离店"}},
                                          {{"Adults + children", "成人+儿童"}},
                                          {{"Price of the stay", "总价"}},
                                          {{"Came at, room given", "抵店时间与房号"}}};
    const OdbcResult *arrivals = page->data->arrivals;

    begin_table(html, heads, G_N_ELEMENTS(heads));
    for (guint row = 0; row < odbc_result_rows(arrivals); row++) {
        g_string_append(html, "<tr>");
        add_cell(html, NULL, downtime_text(arrivals, row, DOWNTIME_EXPECTED));
        add_cell(html, NULL, g_strdup(odbc_result_text(arrivals, row, DOWNTIME_EXPECTED_CONFIRMATION)));
        add_cell(html, NULL, downtime_text(arrivals, row, DOWNTIME_EXPECTED_TYPE));
        add_cell(html, NULL, downtime_text(arrivals, row, DOWNTIME_EXPECTED_ROOM));
        add_cell(html, NULL, downtime_night_text(arrivals, row, DOWNTIME_EXPECTED_DEPARTURE));
        add_cell(html, "n",
                 g_strdup_printf("%s + %s", odbc_result_text(arrivals, row, DOWNTIME_EXPECTED_ADULTS),
                                 odbc_result_text(arrivals, row, DOWNTIME_EXPECTED_CHILDREN)));
        add_cell(html, "n", downtime_money_text(page, arrivals, row, DOWNTIME_EXPECTED_TOTAL));
        g_string_append(html, "<td class=\"w\"></td></tr>");
    }
    end_table(html);
}

static void add_ready(GString *html, const DowntimePage *page)
{
    static const DowntimeWords heads[] = {
        {{"Room", "房号"}}, {{"Type", "房型"}}, {{"Given to", "分配给"}}, {{"At", "时间"}}};
    const DowntimeData *data = page->data;

    begin_table(html, heads, G_N_ELEMENTS(heads));
    for (guint row = 0; row < odbc_result_rows(data->rooms); row++) {
        if (downtime_room_ready(data, row)) {
            g_string_append(html, "<tr>");
            add_cell(html, NULL, downtime_text(data->rooms, row, DOWNTIME_ROOM));
            add_cell(html, NULL, downtime_text(data->rooms, row, DOWNTIME_ROOM_TYPE));
            g_string_append(html, "<td class=\"w\"></td><td class=\"w\"></td></tr>");
        }
    }
    end_table(html);
}

static void add_departures(GString *html, const DowntimePage *page)
{
    static const DowntimeWords heads[] = {{{"Room", "房号"}},
                                          {{"Guest", "客人"}},
                                          {{"Leaves", "离店"}},
                                          {{"Balance", "余额"}},
                                          {{"Left at, paid", "离店时间与付款"}}};
    const DowntimeData *data = page->data;

    begin_table(html, heads, G_N_ELEMENTS(heads));
    for (guint row = 0; row < odbc_result_rows(data->rooms); row++) {
        if (downtime_room_due_out(data, row)) {
            g_string_append(html, "<tr>");
            add_cell(html, NULL, downtime_text(data->rooms, row, DOWNTIME_ROOM));
            add_cell(html, NULL, downtime_text(data->rooms, row, DOWNTIME_GUEST));
            add_cell(html, NULL, downtime_night_text(data->rooms, row, DOWNTIME_DEPARTURE));
            add_cell(html, "n", downtime_money_text(page, data->rooms, row, DOWNTIME_BALANCE));
            g_string_append(html, "<td class=\"w\"></td></tr>");
        }
    }
    end_table(html);
}

static void add_rooms(GString *html, const DowntimePage *page)
{
    static const DowntimeWords heads[] = {{{"Room", "房号"}},  {{"Type", "房型"}},   {{"State", "状态"}},
                                          {{"Guest", "客人"}}, {{"Leaves", "离店"}}, {{"Balance", "余额"}},
                                          {{"Notes", "备注"}}};
    const DowntimeData *data = page->data;

    begin_table(html, heads, G_N_ELEMENTS(heads));
    for (guint row = 0; row < odbc_result_rows(data->rooms); row++) {
        g_string_append(html, "<tr>");
        add_cell(html, NULL, downtime_text(data->rooms, row, DOWNTIME_ROOM));
        add_cell(html, NULL, downtime_text(data->rooms, row, DOWNTIME_ROOM_TYPE));
        g_string_append(html, "<td>");
        add_words(html, downtime_room_state(data, row));
        g_string_append(html, "</td>");
        add_cell(html, NULL, downtime_text(data->rooms, row, DOWNTIME_GUEST));
        add_cell(html, NULL, downtime_night_text(data->rooms, row, DOWNTIME_DEPARTURE));
        add_cell(html, "n", downtime_money_text(page, data->rooms, row, DOWNTIME_BALANCE));
        add_cell(html, "w", downtime_text(data->rooms, row, DOWNTIME_OUT_OF_ORDER));
        g_string_append(html, "</tr>");
    }
    end_table(html);
}

static void add_guests(GString *html, const DowntimePage *page)
{
    static const DowntimeWords heads[] = {{{"Guest", "客人"}},
                                          {{"Room", "房号"}},
                                          {{"Arrived", "抵店"}},
                                          {{"Leaves", "离店"}},
                                          {{"Adults + children", "成人+儿童"}},
                                          {{"Confirmation", "确认号"}},
                                          {{"Balance", "余额"}}};
    const OdbcResult *rooms = page->data->rooms;
    g_autoptr(GArray) guests = downtime_guests_by_name(page->data);

    begin_table(html, heads, G_N_ELEMENTS(heads));
    for (guint i = 0; i < guests->len; i++) {
        guint row = g_array_index(guests, guint, i);
        g_string_append(html, "<tr>");
        add_cell(html, NULL, downtime_text(rooms, row, DOWNTIME_GUEST));
        add_cell(html, NULL, downtime_text(rooms, row, DOWNTIME_ROOM));
        add_cell(html, NULL, downtime_night_text(rooms, row, DOWNTIME_ARRIVED));
        add_cell(html, NULL, downtime_night_text(rooms, row, DOWNTIME_DEPARTURE));
        add_cell(html, "n",
                 g_strdup_printf("%s + %s", odbc_result_text(rooms, row, DOWNTIME_ADULTS),
                                 odbc_result_text(rooms, row, DOWNTIME_CHILDREN)));
        add_cell(html, NULL, g_strdup(odbc_result_text(rooms, row, DOWNTIME_CONFIRMATION)));
        add_cell(html, "n", downtime_money_text(page, rooms, row, DOWNTIME_BALANCE));
        g_string_append(html, "</tr>");
    }
    end_table(html);
}

static void add_prices(GString *html, const DowntimePage *page)
{
    static const DowntimeWords type_head = {{"One night for two, with all taxes", "双人一晚，含全部税费"}};

    g_string_append(html, "<table><thead><tr><th>");
    add_words(html, &type_head);
    g_string_append(html, "</th>");
    for (guint night = 0; night < DOWNTIME_PRICE_NIGHTS; night++) {
        g_autofree char *date = night_format(page->data->business_date + (Night)night);
        g_string_append_printf(html, "<th class=\"n\">%s</th>", date);
    }
    g_string_append(html, "</tr></thead><tbody>");
    for (guint type = 0; type < page->hotel->room_types->len; type++) {
        const ChainRoomType *room_type = g_ptr_array_index(page->hotel->room_types, type);
        const DowntimeWords name = {{room_type->name.en, room_type->name.zh}};
        g_string_append_printf(html, "<tr><td><b>%s</b> ", room_type->code);
        add_words(html, &name);
        g_string_append(html, "</td>");
        for (guint night = 0; night < DOWNTIME_PRICE_NIGHTS; night++) {
            add_cell(html, "n", downtime_price_text(page, type, night));
        }
        g_string_append(html, "</tr>");
    }
    end_table(html);
}

static void add_calls(GString *html, const DowntimePage *page)
{
    static const DowntimeWords heads[] = {{{"Day", "日期"}},    {{"Time", "时间"}},
                                          {{"Room", "房号"}},   {{"Guest", "客人"}},
                                          {{"Remark", "备注"}}, {{"Woken by, at", "叫醒人与时间"}}};
    const OdbcResult *calls = page->data->calls;

    begin_table(html, heads, G_N_ELEMENTS(heads));
    for (guint row = 0; row < odbc_result_rows(calls); row++) {
        g_string_append(html, "<tr>");
        add_cell(html, NULL, downtime_night_text(calls, row, DOWNTIME_CALL_ON));
        add_cell(html, NULL, downtime_minute_text(calls, row, DOWNTIME_CALL_MINUTE));
        add_cell(html, NULL, downtime_text(calls, row, DOWNTIME_CALL_ROOM));
        add_cell(html, NULL, downtime_text(calls, row, DOWNTIME_CALL_GUEST));
        add_cell(html, NULL, downtime_text(calls, row, DOWNTIME_CALL_TEXT));
        g_string_append(html, "<td class=\"w\"></td></tr>");
    }
    end_table(html);
}

static void add_notes(GString *html, const DowntimePage *page)
{
    static const DowntimeWords heads[] = {{{"Kind", "类别"}},  {{"Room", "房号"}},
                                          {{"Guest", "客人"}}, {{"Text", "内容"}},
                                          {{"Day", "日期"}},   {{"Done by, at", "处理人与时间"}}};
    const OdbcResult *notes = page->data->notes;

    begin_table(html, heads, G_N_ELEMENTS(heads));
    for (guint row = 0; row < odbc_result_rows(notes); row++) {
        g_string_append(html, "<tr><td>");
        add_words(html, downtime_note_kind(page->data, row));
        g_string_append(html, "</td>");
        add_cell(html, NULL, downtime_text(notes, row, DOWNTIME_NOTE_ROOM));
        add_cell(html, NULL, downtime_text(notes, row, DOWNTIME_NOTE_GUEST));
        add_cell(html, NULL, downtime_text(notes, row, DOWNTIME_NOTE_TEXT));
        add_cell(html, NULL, downtime_night_text(notes, row, DOWNTIME_NOTE_DUE));
        g_string_append(html, "<td class=\"w\"></td></tr>");
    }
    end_table(html);
}

static void add_form(GString *html, const DowntimeForm *form)
{
    for (int copy = 0; copy < form->copies; copy++) {
        g_string_append(html, "<div class=\"form\">");
        for (int i = 0; i < downtime_form_lines(form); i++) {
            g_string_append(html, "<p>");
            add_words(html, &form->lines[i]);
            g_string_append(html, ":</p>");
        }
        g_string_append(html, "</div>");
    }
}

static void add_blank_rows(GString *html, gsize columns, int rows)
{
    for (int row = 0; row < rows; row++) {
        g_string_append(html, "<tr>");
        for (gsize column = 0; column < columns; column++) {
            g_string_append(html, "<td class=\"w\">&nbsp;</td>");
        }
        g_string_append(html, "</tr>");
    }
}

static void add_sheet(GString *html, const DowntimePage *page G_GNUC_UNUSED)
{
    begin_table(html, downtime_sheet_columns, DOWNTIME_SHEET_COLUMNS);
    add_blank_rows(html, DOWNTIME_SHEET_COLUMNS, DOWNTIME_SHEET_LINES);
    end_table(html);
}

static void add_log(GString *html, const DowntimePage *page G_GNUC_UNUSED)
{
    static const DowntimeWords heads[] = {{{"Time", "时间"}},          {{"Room", "房号"}},
                                          {{"What was done", "事项"}}, {{"Amount", "金额"}},
                                          {{"By", "经手人"}},          {{"Entered", "已补录"}}};

    begin_table(html, heads, G_N_ELEMENTS(heads));
    add_blank_rows(html, G_N_ELEMENTS(heads), LOG_LINES);
    end_table(html);
}

static const Section sections[] = {
    {"instructions", {{"What to do when the computer is down", "系统停用时怎么办"}}, add_instructions},
    {"arrivals", {{"Expected guests", "预计抵店"}}, add_arrivals},
    {"ready", {{"Rooms that are ready", "可入住客房"}}, add_ready},
    {"departures", {{"Guests who leave today", "今日离店"}}, add_departures},
    {"rooms", {{"All rooms", "全部客房"}}, add_rooms},
    {"guests", {{"Guests by name", "客人姓名表"}}, add_guests},
    {"prices", {{"Walk-in prices", "散客房价"}}, add_prices},
    {"calls", {{"Wake-up calls", "叫醒"}}, add_calls},
    {"notes", {{"Alerts, messages, things to do", "提醒、留言与待办"}}, add_notes},
    {"sheet", {{"Rooms: state and faults, to fill in", "房态与报修（手工填写）"}}, add_sheet},
    {"log", {{"What was done on paper", "手工记录"}}, add_log},
};

static void add_top(GString *html, const DowntimePage *page)
{
    static const DowntimeWords title = {{"Downtime pack", "应急资料"}};
    static const DowntimeWords state = {{"The hotel as it was at", "酒店状况，截至"}};
    static const DowntimeWords business = {{"business date", "营业日"}};
    static const DowntimeWords print = {{"Print", "打印"}};
    const DowntimeWords name = {{page->hotel->name.en, page->hotel->name.zh}};
    g_autofree char *time = downtime_time_text(page);
    g_autofree char *date = night_format(page->data->business_date);

    g_string_append(html, "<h1>");
    add_words(html, &title);
    g_string_append(html, " · ");
    add_words(html, &name);
    g_string_append_printf(html, "</h1><div class=\"made\" data-at=\"%" G_GINT64_FORMAT "\">",
                           page->made_at / (INSTANT_SECOND / 1000));
    add_words(html, &state);
    g_string_append_printf(html, "<b>%s</b>", time);
    g_string_append(html, "<span class=\"en age\"></span><span class=\"zh age\"></span> · ");
    add_words(html, &business);
    g_string_append_printf(html, " %s · %s</div><nav><button id=\"print\">", date,
                           page->hotel->currency->code);
    add_words(html, &print);
    g_string_append(html, "</button><button id=\"en\">English</button><button id=\"zh\">中文</button>");
    for (gsize i = 0; i < G_N_ELEMENTS(sections); i++) {
        g_string_append_printf(html, "<a href=\"#%s\">", sections[i].anchor);
        add_words(html, &sections[i].title);
        g_string_append(html, "</a>");
    }
    for (gsize i = 0; i < DOWNTIME_FORMS; i++) {
        g_string_append_printf(html, "<a href=\"#%s\">", downtime_forms[i].anchor);
        add_words(html, &downtime_forms[i].title);
        g_string_append(html, "</a>");
    }
    g_string_append(html, "</nav>");
}

GString *downtime_page_html(const DowntimePage *page)
{
    GString *html = g_string_new(head);
    g_autofree char *name = g_markup_escape_text(page->hotel->name.en, -1);

    g_string_append_printf(html, "<title>%s · downtime pack</title></head><body>", name);
    add_top(html, page);
    for (gsize i = 0; i < G_N_ELEMENTS(sections); i++) {
        add_heading(html, sections[i].anchor, &sections[i].title, i == 0);
        sections[i].add(html, page);
    }
    for (gsize i = 0; i < DOWNTIME_FORMS; i++) {
        add_heading(html, downtime_forms[i].anchor, &downtime_forms[i].title, false);
        add_form(html, &downtime_forms[i]);
    }
    g_string_append(html, script);
    g_string_append(html, "</body></html>\n");
    return html;
}
