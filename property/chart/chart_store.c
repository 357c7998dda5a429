#include "property/chart/chart_store.h"

#include "ops/json.h"
#include "property/chart/chart_rules.h"
#include "property/command/statement.h"
#include "property/copy/copy_store.h"
#include "property/stay/stay_store.h"

static const OdbcStatement rooms_after = {
    "chart_rooms",
    "SELECT room, room_type, position, housekeeping FROM room WHERE in_use = 1 AND position > ? "
    "ORDER BY position LIMIT ?",
    2,
};

static const OdbcStatement count_rooms = {
    "chart_count_rooms",
    "SELECT COUNT(*) FROM room WHERE in_use = 1",
    0,
};

/* The document is asked for only where it can say something of group or tier: reading it costs more than all the rest. */
#define MARKED_DOCUMENT "CASE WHEN r.document LIKE '%\"market\":{}%' THEN NULL ELSE r.document END"
#define PARTY_SIZE "(SELECT COUNT(*) FROM copied_line c WHERE c.confirmation_number = r.confirmation_number)"

static const OdbcStatement bars = {
    "chart_bars",
    "SELECT b.room, b.first_night, b.last_night, b.nights, b.day_use, b.confirmation_number, b.line, "
    "b.outage, s.stay_id, s.status, s.room, COALESCE(s.guest_name, r.guest_name), "
    "COALESCE(s.sold_type, l.room_type), COALESCE(s.arrival, l.arrival), COALESCE(s.departure, l.departure), "
    "COALESCE(a.do_not_move, 0), " PARTY_SIZE ", " MARKED_DOCUMENT " FROM ("
    "SELECT n.room, m.position, n.day_use, n.confirmation_number, n.line, n.outage, "
    "MIN(n.night) AS first_night, MAX(n.night) AS last_night, COUNT(*) AS nights FROM room m "
    "JOIN room_night n ON n.room = m.room WHERE m.in_use = 1 AND m.position >= ? AND m.position <= ? "
    "AND n.night >= ? AND n.night < ? "
    "GROUP BY n.room, m.position, n.day_use, n.confirmation_number, n.line, n.outage) b "
    "LEFT JOIN stay s ON s.confirmation_number = b.confirmation_number AND s.line = b.line "
    "LEFT JOIN copied_line l ON l.confirmation_number = b.confirmation_number AND l.line = b.line "
    "LEFT JOIN copied_reservation r ON r.confirmation_number = b.confirmation_number "
    "LEFT JOIN room_assignment a ON a.confirmation_number = b.confirmation_number AND a.line = b.line "
    "ORDER BY b.position, b.first_night, b.day_use",
    4,
};

static const OdbcStatement nights_of_bar = {
    "chart_nights_of_bar",
    "SELECT night FROM room_night WHERE confirmation_number = ? AND line = ? AND room = ? AND night >= ? AND "
    "night < ? ORDER BY night",
    5,
};

static const OdbcStatement overdue = {
    "chart_overdue",
    "SELECT s.room, s.departure, s.confirmation_number, s.line, s.stay_id, s.guest_name, s.sold_type, "
    "s.arrival FROM room m JOIN stay s ON s.room = m.room WHERE m.in_use = 1 AND m.position >= ? AND "
    "m.position <= ? "
    "AND s.status = 'in_house' AND s.departure <= ? AND s.shares_with IS NULL ORDER BY m.position",
    3,
};

static const OdbcStatement unassigned = {
    "chart_unassigned",
    "SELECT l.confirmation_number, l.line, r.guest_name, l.room_type, l.arrival, l.departure, l.adults, "
    "l.children, l.infants, " PARTY_SIZE ", " MARKED_DOCUMENT " FROM copied_line l "
    "JOIN copied_reservation r ON r.confirmation_number = l.confirmation_number "
    "WHERE l.status = 'reserved' AND l.arrival >= ? AND l.arrival < ? "
    "AND " LINE_NOT_ARRIVED " "
    "AND (SELECT COUNT(*) FROM room_night n WHERE n.confirmation_number = l.confirmation_number AND n.line = "
    "l.line) < CASE WHEN l.departure > l.arrival THEN l.departure - l.arrival ELSE 1 END "
    "ORDER BY l.arrival, l.confirmation_number, l.line LIMIT ?",
    3,
};

/* ---- rooms ---- */

static json_t *room_of_row(const OdbcResult *result, guint row)
{
    return json_pack("{s:s, s:s, s:I, s:s, s:[]}", "room", odbc_result_text(result, row, 0), "room_type",
                     odbc_result_text(result, row, 1), "position",
                     (json_int_t)odbc_result_int64(result, row, 2), "housekeeping",
                     odbc_result_text(result, row, 3), "bars");
}

/* Rooms and their bars come in the same order: the bars of the next room are those of a later one. */
typedef struct RoomCursor {
    json_t *rooms; /* borrowed */
    size_t index;
} RoomCursor;

static json_t *bars_of_room(RoomCursor *cursor, const char *room)
{
    for (; cursor->index < json_array_size(cursor->rooms); cursor->index++) {
        const json_t *each = json_array_get(cursor->rooms, cursor->index);
        if (g_str_equal(json_string_value(json_object_get(each, "room")), room)) {
            return json_object_get(each, "bars");
        }
    }
    return NULL;
}

/* ---- bars ---- */

enum {
    BAR_ROOM,
    BAR_FIRST,
    BAR_LAST,
    BAR_NIGHTS,
    BAR_DAY_USE,
    BAR_NUMBER,
    BAR_LINE,
    BAR_OUTAGE,
    BAR_STAY,
    BAR_STAY_STATUS,
    BAR_STAY_ROOM,
    BAR_GUEST,
    BAR_TYPE,
    BAR_ARRIVAL,
    BAR_DEPARTURE,
    BAR_FIXED,
    BAR_PARTY,
    BAR_DOCUMENT,
};

/* Adds what marks the guest: rooms of the reservation, group, tier. */
static void add_marks(json_t *bar, const OdbcResult *result, guint row, guint party, guint document_column)
{
    json_auto_t *document = odbc_result_is_null(result, row, document_column)
                                ? NULL
                                : copied_document(result, row, document_column);
    const json_t *market = json_object_get(document, "market");
    int64_t rooms = odbc_result_int64(result, row, party);

    if (rooms > 1) {
        json_object_set_new(bar, "party_rooms", json_integer(rooms));
    }
    if (chart_group(market) != NULL) {
        json_object_set_new(bar, "group", json_string(chart_group(market)));
    }
    if (chart_tier(market) != NULL) {
        json_object_set_new(bar, "tier", json_string(chart_tier(market)));
    }
}

static ChartState state_of_row(const OdbcResult *result, guint row, Night business_date)
{
    ChartHolder holder = {
        .outage = !odbc_result_is_null(result, row, BAR_OUTAGE),
        .stay_status = odbc_result_text(result, row, BAR_STAY_STATUS),
        .stay_room = odbc_result_text(result, row, BAR_STAY_ROOM),
        .room = odbc_result_text(result, row, BAR_ROOM),
        .departure = statement_night(result, row, BAR_DEPARTURE),
    };

    return chart_state(&holder, business_date);
}

static json_t *guest_bar(const OdbcResult *result, guint row)
{
    json_t *bar = json_pack(
        "{s:s, s:I, s:o, s:o, s:o, s:o}", "confirmation_number", odbc_result_text(result, row, BAR_NUMBER),
        "line", (json_int_t)odbc_result_int64(result, row, BAR_LINE), "guest_name",
        json_from_text(odbc_result_text(result, row, BAR_GUEST)), "sold_type",
        json_from_text(odbc_result_text(result, row, BAR_TYPE)), "arrival",
        json_from_night(statement_night(result, row, BAR_ARRIVAL)), "departure",
        json_from_night(statement_night(result, row, BAR_DEPARTURE)));

    if (!odbc_result_is_null(result, row, BAR_STAY)) {
        json_object_set_new(bar, "stay_id", json_integer(odbc_result_int64(result, row, BAR_STAY)));
    }
    if (odbc_result_int64(result, row, BAR_FIXED) != 0) {
        json_object_set_new(bar, "do_not_move", json_true());
    }
    if (!odbc_result_is_null(result, row, BAR_PARTY)) {
        add_marks(bar, result, row, BAR_PARTY, BAR_DOCUMENT);
    }
    return bar;
}

static json_t *bar_of_row(const OdbcResult *result, guint row, Night business_date)
{
    bool outage = !odbc_result_is_null(result, row, BAR_OUTAGE);
    json_t *bar = outage ? json_pack("{s:I}", "outage", (json_int_t)odbc_result_int64(result, row, BAR_OUTAGE))
                         : guest_bar(result, row);

    json_object_set_new(bar, "state",
                        json_string(chart_state_code(state_of_row(result, row, business_date))));
    if (odbc_result_int64(result, row, BAR_DAY_USE) != 0) {
        json_object_set_new(bar, "day_use", json_true());
    }
    return bar;
}

static void append_span(json_t *list, json_t *bar, Night from, Night until)
{
    json_object_set_new(bar, "from", json_from_night(from));
    json_object_set_new(bar, "until", json_from_night(until));
    json_array_append_new(list, bar);
}

/* A guest who leaves the room and comes back has several bars in it. */
static DatabaseStatus append_broken_bar(OdbcConnection *connection, const ChartQuestion *question,
                                        const OdbcResult *result, guint row, json_t *list, GError **error)
{
    g_autoptr(OdbcResult) nights = NULL;

    DatabaseStatus status = statement_run(
        connection, &nights_of_bar, &nights, error, "slsnn", odbc_result_text(result, row, BAR_NUMBER),
        odbc_result_int64(result, row, BAR_LINE), odbc_result_text(result, row, BAR_ROOM), question->from,
        question->until);
    guint count = status == DATABASE_OK ? odbc_result_rows(nights) : 0;
    for (guint first = 0, last; first < count; first = last + 1) {
        for (last = first; last + 1 < count && statement_night(nights, last + 1, 0) ==
                                                   statement_night(nights, last, 0) + 1;) {
            last++;
        }
        append_span(list, bar_of_row(result, row, question->business_date), statement_night(nights, first, 0),
                    statement_night(nights, last, 0) + 1);
    }
    return status;
}

static DatabaseStatus append_bar(OdbcConnection *connection, const ChartQuestion *question,
                                 const OdbcResult *result, guint row, json_t *list, GError **error)
{
    Night first = statement_night(result, row, BAR_FIRST);
    Night last = statement_night(result, row, BAR_LAST);
    bool broken = odbc_result_int64(result, row, BAR_NIGHTS) != last - first + 1;

    if (broken && odbc_result_is_null(result, row, BAR_OUTAGE)) {
        return append_broken_bar(connection, question, result, row, list, error);
    }
    append_span(list, bar_of_row(result, row, question->business_date), first, last + 1);
    return DATABASE_OK;
}

static DatabaseStatus bars_read(OdbcConnection *connection, const ChartQuestion *question, int64_t first,
                                int64_t last, json_t *rooms, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;
    RoomCursor cursor = {.rooms = rooms};

    DatabaseStatus status = statement_run(connection, &bars, &result, error, "llnn", first, last,
                                          question->from, question->until);
    for (guint row = 0; status == DATABASE_OK && row < odbc_result_rows(result); row++) {
        json_t *list = bars_of_room(&cursor, odbc_result_text(result, row, BAR_ROOM));
        if (list != NULL) {
            status = append_bar(connection, question, result, row, list, error);
        }
    }
    return status;
}

/* Guests who should have left hold no night any more; they are shown until somebody sends them home. */
static DatabaseStatus overdue_read(OdbcConnection *connection, const ChartQuestion *question, int64_t first,
                                   int64_t last, json_t *rooms, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;
    RoomCursor cursor = {.rooms = rooms};
    Night today = question->business_date;

    if (today < question->from || today >= question->until) {
        return DATABASE_OK;
    }
    DatabaseStatus status =
        statement_run(connection, &overdue, &result, error, "lln", first, last, today - 1);
    for (guint row = 0; status == DATABASE_OK && row < odbc_result_rows(result); row++) {
        json_t *list = bars_of_room(&cursor, odbc_result_text(result, row, 0));
        Night departure = statement_night(result, row, 1);
        if (list != NULL) {
            json_t *bar = json_pack("{s:s, s:I, s:I, s:o, s:s, s:o, s:o, s:s}", "confirmation_number",
                                    odbc_result_text(result, row, 2), "line",
                                    (json_int_t)odbc_result_int64(result, row, 3), "stay_id",
                                    (json_int_t)odbc_result_int64(result, row, 4), "guest_name",
                                    json_from_text(odbc_result_text(result, row, 5)), "sold_type",
                                    odbc_result_text(result, row, 6), "arrival",
                                    json_from_night(statement_night(result, row, 7)), "departure",
                                    json_from_night(departure), "state", chart_state_code(CHART_OVERDUE));
            append_span(list, bar, MAX(departure, question->from), today + 1);
        }
    }
    return status;
}

DatabaseStatus chart_rooms_read(OdbcConnection *connection, const ChartQuestion *question,
                                json_t **ret_rooms, int64_t *ret_next_position, int64_t *ret_total,
                                GError **error)
{
    g_autoptr(OdbcResult) result = NULL;
    g_autoptr(OdbcResult) total = NULL;
    json_auto_t *rooms = json_array();

    DatabaseStatus status = statement_run(connection, &rooms_after, &result, error, "li",
                                          question->after_position, question->rooms);
    if (status == DATABASE_OK) {
        status = statement_run(connection, &count_rooms, &total, error, "");
    }
    if (status != DATABASE_OK) {
        return status;
    }
    guint count = odbc_result_rows(result);
    for (guint row = 0; row < count; row++) {
        json_array_append_new(rooms, room_of_row(result, row));
    }
    if (count > 0) {
        int64_t first = odbc_result_int64(result, 0, 2), last = odbc_result_int64(result, count - 1, 2);
        status = bars_read(connection, question, first, last, rooms, error);
        if (status == DATABASE_OK) {
            status = overdue_read(connection, question, first, last, rooms, error);
        }
    }
    *ret_total = odbc_result_int64(total, 0, 0);
    *ret_next_position = count == (guint)question->rooms ? odbc_result_int64(result, count - 1, 2) : 0;
    *ret_rooms = json_incref(rooms);
    return status;
}

DatabaseStatus chart_unassigned_read(OdbcConnection *connection, const ChartQuestion *question, int limit,
                                     json_t **ret_guests, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &unassigned, &result, error, "nni", question->from,
                                          question->until, limit);
    if (status != DATABASE_OK) {
        return status;
    }
    *ret_guests = json_array();
    for (guint row = 0; row < odbc_result_rows(result); row++) {
        json_t *guest = json_pack(
            "{s:s, s:I, s:o, s:s, s:o, s:o, s:I, s:I, s:I}", "confirmation_number",
            odbc_result_text(result, row, 0), "line", (json_int_t)odbc_result_int64(result, row, 1),
            "guest_name", json_from_text(odbc_result_text(result, row, 2)), "sold_type",
            odbc_result_text(result, row, 3), "arrival", json_from_night(statement_night(result, row, 4)),
            "departure", json_from_night(statement_night(result, row, 5)), "adults",
            (json_int_t)odbc_result_int64(result, row, 6), "children",
            (json_int_t)odbc_result_int64(result, row, 7), "infants",
            (json_int_t)odbc_result_int64(result, row, 8));
        add_marks(guest, result, row, 9, 10);
        json_array_append_new(*ret_guests, guest);
    }
    return DATABASE_OK;
}
