#include "property/downtime/downtime_page.h"

#include "property/command/statement.h"
#include "property/downtime/downtime_rules.h"
#include "schemas/money.h"
#include <string.h>

char *downtime_time_text(const DowntimePage *page)
{
    g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(page->made_at / INSTANT_SECOND);
    g_autoptr(GDateTime) local = g_date_time_to_timezone(utc, page->zone);

    return g_date_time_format(local, "%Y-%m-%d %H:%M");
}

char *downtime_text(const OdbcResult *result, guint row, guint column)
{
    const char *text = odbc_result_text(result, row, column);

    return text == NULL ? g_strdup("") : downtime_blot(text);
}

char *downtime_night_text(const OdbcResult *result, guint row, guint column)
{
    Night night = statement_night(result, row, column);

    return night == NIGHT_NONE ? g_strdup("") : night_format(night);
}

char *downtime_money_text(const DowntimePage *page, const OdbcResult *result, guint row, guint column)
{
    if (odbc_result_is_null(result, row, column)) {
        return g_strdup("");
    }
    return money_format((Money){odbc_result_int64(result, row, column), page->hotel->currency});
}

char *downtime_minute_text(const OdbcResult *result, guint row, guint column)
{
    int minute = (int)odbc_result_int64(result, row, column);

    return g_strdup_printf("%02d:%02d", minute / 60, minute % 60);
}

char *downtime_price_text(const DowntimePage *page, guint type, guint night)
{
    int64_t price_minor = page->data->prices[type * DOWNTIME_PRICE_NIGHTS + night];

    return price_minor == DOWNTIME_NO_PRICE ? g_strdup("")
                                            : money_format((Money){price_minor, page->hotel->currency});
}

const DowntimeWords *downtime_note_kind(const DowntimeData *data, guint row)
{
    static const DowntimeWords alert = {{"Alert", "提醒"}};
    static const DowntimeWords message = {{"Message", "留言"}};
    static const DowntimeWords trace = {{"To do", "待办"}};
    const char *kind = odbc_result_text(data->notes, row, DOWNTIME_NOTE_KIND);

    if (strcmp(kind, "alert") == 0) {
        return &alert;
    }
    return strcmp(kind, "message") == 0 ? &message : &trace;
}

static bool is_ready(const DowntimeData *data, guint row)
{
    return odbc_result_int64(data->rooms, row, DOWNTIME_READY) != 0;
}

static bool is_occupied(const DowntimeData *data, guint row)
{
    return !odbc_result_is_null(data->rooms, row, DOWNTIME_CONFIRMATION);
}

static bool is_out_of_order(const DowntimeData *data, guint row)
{
    return !odbc_result_is_null(data->rooms, row, DOWNTIME_OUT_OF_ORDER);
}

bool downtime_room_ready(const DowntimeData *data, guint row)
{
    return !is_occupied(data, row) && !is_out_of_order(data, row) && is_ready(data, row);
}

bool downtime_room_due_out(const DowntimeData *data, guint row)
{
    return is_occupied(data, row) &&
           statement_night(data->rooms, row, DOWNTIME_DEPARTURE) <= data->business_date;
}

static gint compare_guests(gconstpointer left, gconstpointer right, gpointer user)
{
    const DowntimeData *data = user;
    guint first = *(const guint *)left;
    guint second = *(const guint *)right;
    int order = strcmp(odbc_result_text(data->rooms, first, DOWNTIME_GUEST),
                       odbc_result_text(data->rooms, second, DOWNTIME_GUEST));

    return order != 0 ? order : (first > second) - (first < second);
}

GArray *downtime_guests_by_name(const DowntimeData *data)
{
    GArray *rows = g_array_new(FALSE, FALSE, sizeof(guint));

    for (guint row = 0; row < odbc_result_rows(data->rooms); row++) {
        if (is_occupied(data, row)) {
            g_array_append_val(rows, row);
        }
    }
    g_array_sort_with_data(rows, compare_guests, (gpointer)data);
    return rows;
}

const DowntimeWords *downtime_room_state(const DowntimeData *data, guint row)
{
    static const DowntimeWords due_out = {{"leaves today", "今日离店"}};
    static const DowntimeWords occupied = {{"occupied", "住客"}};
    static const DowntimeWords closed = {{"out of order", "停用"}};
    static const DowntimeWords dirty = {{"vacant, dirty", "空房待清洁"}};
    static const DowntimeWords inspect = {{"vacant, to inspect", "空房待查房"}};
    static const DowntimeWords ready = {{"vacant, ready", "空房可入住"}};

    if (downtime_room_due_out(data, row)) {
        return &due_out;
    }
    if (is_occupied(data, row)) {
        return &occupied;
    }
    if (is_out_of_order(data, row)) {
        return &closed;
    }
    if (is_ready(data, row)) {
        return &ready;
    }
    return strcmp(odbc_result_text(data->rooms, row, DOWNTIME_HOUSEKEEPING), "clean") == 0 ? &inspect
                                                                                           : &dirty;
}
