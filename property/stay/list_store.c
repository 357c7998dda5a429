#include "property/stay/list_store.h"

#include "ops/json.h"
#include "property/command/statement.h"
#include <string.h>

static const OdbcStatement arrivals = {
    "list_arrivals",
    "SELECT l.confirmation_number, l.line, r.guest_name, l.room_type, l.rate_plan, l.arrival, l.departure, "
    "l.adults, "
    "l.children, l.infants, l.total_minor, l.currency FROM copied_line l "
    "JOIN copied_reservation r ON r.confirmation_number = l.confirmation_number "
    "WHERE l.status = 'reserved' AND l.arrival = ? AND (l.confirmation_number, l.line) > (?, ?) AND NOT "
    "EXISTS "
    "(SELECT 1 FROM stay s WHERE s.confirmation_number = l.confirmation_number AND s.line = l.line) "
    "ORDER BY l.confirmation_number, l.line LIMIT ?",
    4,
};

#define STAY_LIST_COLUMNS                                                                                    \
    "s.confirmation_number, s.line, s.guest_name, s.room_type, s.rate_plan, s.arrival, s.departure, "        \
    "s.adults, "                                                                                             \
    "s.children, s.infants, s.balance_minor, s.currency, s.stay_id, s.room"

static const OdbcStatement in_house = {
    "list_in_house",
    "SELECT " STAY_LIST_COLUMNS " FROM stay s WHERE s.status = 'in_house' AND s.stay_id > ? "
    "ORDER BY s.stay_id LIMIT ?",
    2,
};

static const OdbcStatement departures = {
    "list_departures",
    "SELECT " STAY_LIST_COLUMNS " FROM stay s WHERE s.status = 'in_house' AND s.departure <= ? "
    "AND (s.departure, s.stay_id) > (?, ?) ORDER BY s.departure, s.stay_id LIMIT ?",
    4,
};

/* Columns 0..11 of all three lists; `amount` names column 10. */
static json_t *line_of_row(const OdbcResult *result, guint row, const char *status, const char *amount)
{
    return json_pack(
        "{s:s, s:I, s:o, s:s, s:s, s:o, s:o, s:I, s:I, s:I, s:s, s:I, s:s}", "confirmation_number",
        odbc_result_text(result, row, 0), "line", (json_int_t)odbc_result_int64(result, row, 1), "guest_name",
        json_from_text(odbc_result_text(result, row, 2)), "room_type", odbc_result_text(result, row, 3),
        "rate_plan", odbc_result_text(result, row, 4), "arrival",
        json_from_night(statement_night(result, row, 5)), "departure",
        json_from_night(statement_night(result, row, 6)), "adults",
        (json_int_t)odbc_result_int64(result, row, 7), "children",
        (json_int_t)odbc_result_int64(result, row, 8), "infants",
        (json_int_t)odbc_result_int64(result, row, 9), "status", status, amount,
        (json_int_t)odbc_result_int64(result, row, 10), "currency", odbc_result_text(result, row, 11));
}

static json_t *stay_of_row(const OdbcResult *result, guint row)
{
    json_t *item = line_of_row(result, row, "in_house", "balance_minor");

    json_object_set_new(item, "stay_id", json_integer(odbc_result_int64(result, row, 12)));
    json_object_set_new(item, "room", json_from_text(odbc_result_text(result, row, 13)));
    return item;
}

/* Splits "a/b"; a cursor that is not ours begins at the beginning. */
static int64_t cursor_number(const char *text)
{
    return text == NULL ? 0 : g_ascii_strtoll(text, NULL, 10);
}

DatabaseStatus list_arrivals(OdbcConnection *connection, Night date, const char *cursor, int limit,
                             DeskList *ret_list, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;
    g_auto(GStrv) parts = g_strsplit(cursor, "/", 2);
    const char *number = parts[0] != NULL ? parts[0] : "";
    int64_t line = parts[0] != NULL ? cursor_number(parts[1]) : 0;

    DatabaseStatus status =
        statement_run(connection, &arrivals, &result, error, "nsli", date, number, line, limit);
    if (status != DATABASE_OK) {
        return status;
    }
    guint rows = odbc_result_rows(result);
    *ret_list = (DeskList){.items = json_array()};
    for (guint row = 0; row < rows; row++) {
        json_array_append_new(ret_list->items, line_of_row(result, row, "reserved", "total_minor"));
    }
    if (rows > 0) {
        ret_list->next_cursor = g_strdup_printf("%s/%" G_GINT64_FORMAT, odbc_result_text(result, rows - 1, 0),
                                                odbc_result_int64(result, rows - 1, 1));
    }
    return DATABASE_OK;
}

static json_t *stays_of(const OdbcResult *result)
{
    json_t *items = json_array();

    for (guint row = 0; row < odbc_result_rows(result); row++) {
        json_array_append_new(items, stay_of_row(result, row));
    }
    return items;
}

DatabaseStatus list_in_house(OdbcConnection *connection, const char *cursor, int limit, DeskList *ret_list,
                             GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status =
        statement_run(connection, &in_house, &result, error, "li", cursor_number(cursor), limit);
    if (status != DATABASE_OK) {
        return status;
    }
    guint rows = odbc_result_rows(result);
    *ret_list = (DeskList){.items = stays_of(result)};
    if (rows > 0) {
        ret_list->next_cursor = g_strdup_printf("%" G_GINT64_FORMAT, odbc_result_int64(result, rows - 1, 12));
    }
    return DATABASE_OK;
}

DatabaseStatus list_departures(OdbcConnection *connection, Night date, const char *cursor, int limit,
                               DeskList *ret_list, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;
    g_auto(GStrv) parts = g_strsplit(cursor, "/", 2);
    Night after = NIGHT_MIN;
    int64_t stay_id = 0;

    if (parts[0] != NULL && night_parse(parts[0], &after, NULL)) {
        stay_id = cursor_number(parts[1]);
    }
    DatabaseStatus status =
        statement_run(connection, &departures, &result, error, "nnli", date, after, stay_id, limit);
    if (status != DATABASE_OK) {
        return status;
    }
    guint rows = odbc_result_rows(result);
    *ret_list = (DeskList){.items = stays_of(result)};
    if (rows > 0) {
        char text[NIGHT_TEXT_SIZE];
        ret_list->next_cursor =
            g_strdup_printf("%s/%" G_GINT64_FORMAT, night_write(statement_night(result, rows - 1, 6), text),
                            odbc_result_int64(result, rows - 1, 12));
    }
    return DATABASE_OK;
}
