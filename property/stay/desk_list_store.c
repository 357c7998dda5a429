#include "property/stay/desk_list_store.h"

#include "ops/json.h"
#include "property/command/statement.h"
#include "property/copy/copy_rules.h"
#include "property/room/room_store.h"
#include "property/stay/stay_store.h"
#include <string.h>

/* Each list is a table of the same columns, made in a subquery; filters, order and search are the same for
 * all. */
#define SAME_COLUMNS                                                                                         \
    "confirmation_number, line, guest_name, room_type, rate_plan, arrival, departure, adults, children, "    \
    "infants, amount_minor, currency, stay_id, room, housekeeping, occupied, noted, tier, party, "           \
    "booked_at, "                                                                                            \
    "eta_minute, queue_priority, do_not_move, next_room, late_until, express, shares_with, deposit_minor, "  \
    "night_price_minor"
#define COLUMN_COUNT 29

/* The guest wrote a comment, or somebody here wrote something down that is still open. */
#define NOTED_FACT "CASE WHEN f.noted = 1 OR f.open_notes > 0 THEN 1 ELSE 0 END"

#define EXPECTED                                                                                             \
    "SELECT l.confirmation_number, l.line, r.guest_name, r.surname_folded, l.room_type, l.rate_plan, "       \
    "l.arrival, l.departure, l.adults, l.children, l.infants, l.total_minor AS amount_minor, l.currency, "   \
    "CAST(NULL AS BIGINT) AS stay_id, n.room, m.housekeeping, m.position, "                                  \
    "CASE WHEN EXISTS (SELECT 1 FROM stay i WHERE i.room = n.room AND i.status = 'in_house') THEN 1 ELSE 0 " \
    "END "                                                                                                   \
    "AS occupied, " NOTED_FACT " AS noted, f.tier, COALESCE(t.party, f.party) AS party, f.booked_at, "       \
    "e.eta_minute, q.priority AS queue_priority, COALESCE(a.do_not_move, 0) AS do_not_move, "                \
    "CAST(NULL AS TEXT) AS next_room, CAST(NULL AS BIGINT) AS late_until, CAST(NULL AS TEXT) AS express, "   \
    "CAST(NULL AS BIGINT) AS shares_with, COALESCE(-d.balance_minor, 0) AS deposit_minor, "                  \
    "CAST(NULL AS BIGINT) AS night_price_minor "                                                             \
    "FROM copied_line l JOIN copied_reservation r ON r.confirmation_number = l.confirmation_number "         \
    "LEFT JOIN room_night n ON n.confirmation_number = l.confirmation_number AND n.line = l.line AND "       \
    "n.night = l.arrival LEFT JOIN room m ON m.room = n.room "                                               \
    "LEFT JOIN reservation_fact f ON f.confirmation_number = l.confirmation_number "                         \
    "LEFT JOIN travel_party t ON t.confirmation_number = l.confirmation_number "                             \
    "LEFT JOIN expected_time e ON e.confirmation_number = l.confirmation_number AND e.line = l.line "        \
    "LEFT JOIN room_queue q ON q.confirmation_number = l.confirmation_number AND q.line = l.line "           \
    "LEFT JOIN room_assignment a ON a.confirmation_number = l.confirmation_number AND a.line = l.line "      \
    "LEFT JOIN account d ON d.confirmation_number = l.confirmation_number AND d.line = l.line "              \
    "WHERE l.status = 'reserved' AND l.arrival = ? AND " LINE_NOT_ARRIVED

/* What tonight costs; of a guest who leaves today, what the last night cost. */
#define NIGHT_PRICE                                                                                          \
    "(SELECT p.price_minor FROM stay_night p WHERE p.stay_id = s.stay_id AND "                               \
    "p.night <= (SELECT business_date FROM hotel_state) ORDER BY p.night DESC LIMIT 1)"

/* `next_room`: where the guest sleeps tonight, when that is another room than now. */
#define OF_STAYS(Departure)                                                                                  \
    "SELECT s.confirmation_number, s.line, s.guest_name, COALESCE(r.surname_folded, '') AS surname_folded, " \
    "s.room_type, s.rate_plan, s.arrival, " Departure " AS departure, s.adults, s.children, s.infants, "     \
    "s.balance_minor AS amount_minor, s.currency, s.stay_id, s.room, m.housekeeping, m.position, "           \
    "0 AS occupied, " NOTED_FACT " AS noted, f.tier, COALESCE(t.party, f.party) AS party, "                  \
    "f.booked_at, "                                                                                          \
    "CAST(NULL AS BIGINT) AS eta_minute, CAST(NULL AS BIGINT) AS queue_priority, "                           \
    "COALESCE(a.do_not_move, 0) AS do_not_move, CASE WHEN n.room <> s.room THEN n.room END AS next_room, "   \
    "c.until_minute AS late_until, x.method AS express, s.shares_with, 0 AS deposit_minor, " NIGHT_PRICE     \
    " AS night_price_minor "                                                                                 \
    "FROM stay s LEFT JOIN copied_reservation r ON r.confirmation_number = s.confirmation_number "           \
    "JOIN room m ON m.room = s.room "                                                                        \
    "LEFT JOIN room_night n ON n.confirmation_number = s.confirmation_number AND n.line = s.line AND "       \
    "n.night = (SELECT business_date FROM hotel_state) AND n.day_use = 0 "                                   \
    "LEFT JOIN reservation_fact f ON f.confirmation_number = s.confirmation_number "                         \
    "LEFT JOIN travel_party t ON t.confirmation_number = s.confirmation_number "                             \
    "LEFT JOIN room_assignment a ON a.confirmation_number = s.confirmation_number AND a.line = s.line "      \
    "LEFT JOIN late_check_out c ON c.stay_id = s.stay_id "                                                   \
    "LEFT JOIN express_check_out x ON x.stay_id = s.stay_id "
#define GUESTS_IN_HOUSE OF_STAYS("s.departure") "WHERE s.status = 'in_house'"
#define IN_HOUSE GUESTS_IN_HOUSE " AND s.departure <= ?"
#define DEPARTED                                                                                             \
    OF_STAYS("s.checked_out_on")                                                                             \
    "WHERE s.status = 'checked_out' AND s.balance_minor <> 0 AND s.checked_out_on <= ?"

#define ONE_IF(Condition) "CASE WHEN " Condition " THEN 1 ELSE 0 END"
#define UNASSIGNED ONE_IF("room IS NULL")
#define NOT_READY ONE_IF("room IS NOT NULL AND (occupied = 1 OR NOT " ROOM_READY("housekeeping") ")")
#define HAS_TIER ONE_IF("tier IS NOT NULL")
#define HAS_GROUP ONE_IF("party IS NOT NULL")
#define NOTED "noted"
#define QUEUED ONE_IF("queue_priority IS NOT NULL")
#define OPEN_BALANCE ONE_IF("amount_minor <> 0")
#define SETTLED ONE_IF("amount_minor = 0")
#define OWES ONE_IF("amount_minor > 0")
#define IN_CREDIT ONE_IF("amount_minor < 0")
#define MOVES ONE_IF("next_room IS NOT NULL")
#define SHARES ONE_IF("shares_with IS NOT NULL")
#define LATE ONE_IF("late_until IS NOT NULL")
#define EXPRESS ONE_IF("express IS NOT NULL")
#define OVERDUE ONE_IF("departure < CAST(? AS BIGINT)")
#define SAME_DAY ONE_IF("booked_at >= CAST(? AS BIGINT)")
#define ETA_PASSED ONE_IF("eta_minute < CAST(? AS BIGINT)")

/* Plans that ask for a deposit are named ",PREPAID,HALF,". Without one, and with nothing paid, nobody has to
 * come. */
#define ASKS_DEPOSIT "CAST(? AS TEXT) LIKE '%,' || rate_plan || ',%'"
#define NO_DEPOSIT ONE_IF("deposit_minor <= 0 AND " ASKS_DEPOSIT)
#define UNGUARANTEED ONE_IF("deposit_minor <= 0 AND NOT " ASKS_DEPOSIT)

/* A filter is asked for by its code, so one prepared statement serves all of them. */
#define FILTER                                                                                               \
    "CASE CAST(? AS TEXT) WHEN '' THEN 1 WHEN 'unassigned' THEN " UNASSIGNED                                 \
    " WHEN 'not_ready' THEN " NOT_READY " WHEN 'tier' THEN " HAS_TIER " WHEN 'group' THEN " HAS_GROUP        \
    " WHEN 'noted' THEN " NOTED " WHEN 'queue' THEN " QUEUED " WHEN 'balance' THEN " OPEN_BALANCE            \
    " WHEN 'settled' THEN " SETTLED " WHEN 'move' THEN " MOVES " WHEN 'sharing' THEN " SHARES                \
    " WHEN 'late' THEN " LATE " WHEN 'express' THEN " EXPRESS " WHEN 'overdue' THEN " OVERDUE                \
    " WHEN 'same_day' THEN " SAME_DAY " WHEN 'eta_passed' THEN " ETA_PASSED " WHEN 'owes' THEN " OWES        \
    " WHEN 'credit' THEN " IN_CREDIT " WHEN 'no_deposit' THEN " NO_DEPOSIT                                   \
    " WHEN 'unguaranteed' THEN " UNGUARANTEED " ELSE 0 END"

#define SORT_KEY                                                                                             \
    "CASE CAST(? AS TEXT) WHEN 'name' THEN surname_folded || ' ' || guest_name "                             \
    "WHEN 'room' THEN CAST(1000000 + COALESCE(position, 0) AS TEXT) "                                        \
    "WHEN 'time' THEN CAST(10000 + COALESCE(eta_minute, late_until, 5000) AS TEXT) ELSE '' END"

#define SEARCH                                                                                               \
    "(CAST(? AS TEXT) = '' OR room = CAST(? AS TEXT) OR surname_folded LIKE CAST(? AS TEXT) OR "             \
    "confirmation_number LIKE CAST(? AS TEXT))"

#define PAGE(Table)                                                                                          \
    "SELECT " SAME_COLUMNS ", sort_key FROM (SELECT b.*, " SORT_KEY " AS sort_key FROM (" Table              \
    ") b) k WHERE " FILTER " = 1 AND " SEARCH                                                                \
    " AND (sort_key, COALESCE(stay_id, 0), confirmation_number, line) > (CAST(? AS TEXT), CAST(? AS "        \
    "BIGINT), CAST(? AS TEXT), CAST(? AS BIGINT)) "                                                          \
    "ORDER BY sort_key, COALESCE(stay_id, 0), confirmation_number, line LIMIT ?"
#define PAGE_PARAMETERS 17

/* In no particular order the rows come as an index has them, and reading ends when the page is full. */
#define PLAIN_PAGE(Table, Place, Order)                                                                      \
    "SELECT " SAME_COLUMNS ", '' AS sort_key FROM (" Table ") b WHERE " FILTER " = 1 AND " SEARCH            \
    " AND " Place " ORDER BY " Order " LIMIT ?"

#define SUM_OF(Filter) "COALESCE(SUM(" Filter "), 0)"

static const OdbcStatement arrivals_page = {"list_arrivals", PAGE(EXPECTED), PAGE_PARAMETERS};
static const OdbcStatement in_house_page = {"list_in_house", PAGE(IN_HOUSE), PAGE_PARAMETERS};
static const OdbcStatement departed_page = {"list_departed", PAGE(DEPARTED), PAGE_PARAMETERS};

static const OdbcStatement plain_arrivals_page = {
    "list_arrivals_plainly",
    PLAIN_PAGE(EXPECTED, "(confirmation_number, line) > (CAST(? AS TEXT), CAST(? AS BIGINT))",
               "confirmation_number, line"),
    14,
};
static const OdbcStatement plain_in_house_page = {
    "list_in_house_plainly",
    PLAIN_PAGE(GUESTS_IN_HOUSE, "stay_id > CAST(? AS BIGINT)", "stay_id"),
    12,
};

/* In the order of the filters below. */
static const OdbcStatement arrivals_count = {
    "count_arrivals",
    "SELECT COUNT(*), " SUM_OF(UNASSIGNED) ", " SUM_OF(NOT_READY) ", " SUM_OF(HAS_TIER) ", " SUM_OF(HAS_GROUP) ", " SUM_OF(
        NOTED) ", " SUM_OF(QUEUED) ", " SUM_OF(SAME_DAY) ", " SUM_OF(ETA_PASSED) ", " SUM_OF(NO_DEPOSIT) ","
                                                                                                         " " SUM_OF(
                                                                                                             UNGUARANTEED) " FROM (" EXPECTED
                                                                                                                           ") b",
    5,
};

static const OdbcStatement in_house_count = {
    "count_in_house",
    "SELECT COUNT(*), " SUM_OF(HAS_TIER) ", " SUM_OF(HAS_GROUP) ", " SUM_OF(NOTED) ", " SUM_OF(
        OPEN_BALANCE) ", " SUM_OF(MOVES) ", " SUM_OF(SHARES) ", " SUM_OF(LATE) " FROM (" IN_HOUSE ") b",
    1,
};

static const OdbcStatement departures_count = {
    "count_departures",
    "SELECT COUNT(*), " SUM_OF(OVERDUE) ", " SUM_OF(OPEN_BALANCE) ", " SUM_OF(SETTLED) ", " SUM_OF(
        EXPRESS) ", " SUM_OF(LATE) ", " SUM_OF(HAS_TIER) ", " SUM_OF(HAS_GROUP) ", " SUM_OF(NOTED) " FROM "
                                                                                                   "(" IN_HOUSE
                                                                                                   ") b",
    2,
};

static const OdbcStatement departed_count = {
    "count_departed",
    "SELECT COUNT(*), " SUM_OF(OWES) ", " SUM_OF(IN_CREDIT) " FROM (" DEPARTED ") b",
    1,
};

static const char *const arrival_filters[] = {"unassigned", "not_ready",    "tier",     "group",
                                              "noted",      "queue",        "same_day", "eta_passed",
                                              "no_deposit", "unguaranteed", NULL};
static const char *const in_house_filters[] = {"tier", "group",   "noted", "balance",
                                               "move", "sharing", "late",  NULL};
static const char *const departure_filters[] = {"overdue", "balance", "settled", "express", "late",
                                                "tier",    "group",   "noted",   NULL};

static const char *const departed_filters[] = {"owes", "credit", NULL};

static const char *const *const filters[] = {
    [DESK_ARRIVALS] = arrival_filters,
    [DESK_IN_HOUSE] = in_house_filters,
    [DESK_DEPARTURES] = departure_filters,
    [DESK_DEPARTED] = departed_filters,
};

static const OdbcStatement *const pages[] = {
    [DESK_ARRIVALS] = &arrivals_page,
    [DESK_IN_HOUSE] = &in_house_page,
    [DESK_DEPARTURES] = &in_house_page,
    [DESK_DEPARTED] = &departed_page,
};

const char *const *desk_filter_codes(DeskListKind kind)
{
    return filters[kind];
}

bool desk_sort_known(const char *code)
{
    static const char *const codes[] = {"name", "room", "time", NULL};

    return g_strv_contains((const gchar *const *)codes, code);
}

/* ---- rows ---- */

static json_t *number_or_null(const OdbcResult *result, guint row, guint column)
{
    return odbc_result_is_null(result, row, column) ? json_null()
                                                    : json_integer(odbc_result_int64(result, row, column));
}

/* Columns 0..11; `amount` names column 10. */
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

static void add_marks(json_t *item, const OdbcResult *result, guint row)
{
    json_object_update_new(item, json_pack("{s:o, s:o, s:b, s:o, s:o, s:b}", "room",
                                           json_from_text(odbc_result_text(result, row, 13)), "room_status",
                                           json_from_text(odbc_result_text(result, row, 14)), "noted",
                                           odbc_result_int64(result, row, 16) != 0, "tier",
                                           json_from_text(odbc_result_text(result, row, 17)), "group",
                                           json_from_text(odbc_result_text(result, row, 18)), "do_not_move",
                                           odbc_result_int64(result, row, 22) != 0));
}

static bool deposit_missing(const OdbcResult *result, guint row, const char *deposit_plans)
{
    g_autofree char *plan = g_strdup_printf(",%s,", odbc_result_text(result, row, 4));

    return odbc_result_int64(result, row, 27) <= 0 && strstr(deposit_plans, plan) != NULL;
}

static json_t *arrival_of_row(const OdbcResult *result, guint row, const char *deposit_plans)
{
    json_t *item = line_of_row(result, row, "reserved", "total_minor");

    add_marks(item, result, row);
    json_object_update_new(item, json_pack("{s:b, s:o, s:o, s:I, s:b}", "room_occupied",
                                           odbc_result_int64(result, row, 15) != 0, "eta_minute",
                                           number_or_null(result, row, 20), "queue_priority",
                                           number_or_null(result, row, 21), "deposit_minor",
                                           (json_int_t)odbc_result_int64(result, row, 27), "deposit_missing",
                                           deposit_missing(result, row, deposit_plans)));
    return item;
}

static json_t *stay_of_row(const OdbcResult *result, guint row, const char *status)
{
    json_t *item = line_of_row(result, row, status, "balance_minor");

    add_marks(item, result, row);
    json_object_update_new(item, json_pack("{s:I, s:o, s:o, s:b, s:o, s:o}", "stay_id",
                                           (json_int_t)odbc_result_int64(result, row, 12), "next_room",
                                           json_from_text(odbc_result_text(result, row, 23)),
                                           "late_until_minute", number_or_null(result, row, 24), "express",
                                           !odbc_result_is_null(result, row, 25), "shares_with",
                                           number_or_null(result, row, 26), "night_price_minor",
                                           number_or_null(result, row, 28)));
    return item;
}

static json_t *item_of_row(const DeskQuestion *question, const OdbcResult *result, guint row)
{
    return question->kind == DESK_ARRIVALS
               ? arrival_of_row(result, row, question->deposit_plans)
               : stay_of_row(result, row, question->kind == DESK_DEPARTED ? "checked_out" : "in_house");
}

/* ---- pages ---- */

/* Where a page begins: the last row of the one before. */
typedef struct Place {
    char *sort_key;
    int64_t stay_id;
    char *confirmation_number;
    int64_t line;
} Place;

static Place place_read(const char *cursor)
{
    gsize length;
    g_autofree guchar *text = g_base64_decode(cursor, &length);
    g_autofree char *copy = g_strndup((const char *)text, length);
    g_auto(GStrv) parts = g_strsplit(copy, "\n", 4);
    bool ours = g_strv_length(parts) == 4 && g_utf8_validate(copy, -1, NULL);

    return (Place){.sort_key = g_strdup(ours ? parts[0] : ""),
                   .stay_id = ours ? g_ascii_strtoll(parts[1], NULL, 10) : -1,
                   .confirmation_number = g_strdup(ours ? parts[2] : ""),
                   .line = ours ? g_ascii_strtoll(parts[3], NULL, 10) : 0};
}

static void place_clear(Place *place)
{
    g_free(place->sort_key);
    g_free(place->confirmation_number);
}

static char *cursor_after(const OdbcResult *result, guint row)
{
    int64_t stay_id = odbc_result_is_null(result, row, 12) ? 0 : odbc_result_int64(result, row, 12);
    g_autofree char *text = g_strdup_printf(
        "%s\n%" G_GINT64_FORMAT "\n%s\n%" G_GINT64_FORMAT, odbc_result_text(result, row, COLUMN_COUNT),
        stay_id, odbc_result_text(result, row, 0), odbc_result_int64(result, row, 1));

    return g_base64_encode((const guchar *)text, strlen(text));
}

/* A guest in the house has a departure; a list of all has none as its bound. */
static Night bound_of(const DeskQuestion *question)
{
    return question->kind == DESK_IN_HOUSE ? NIGHT_MAX : question->date;
}

/* The words of a question as the statements want them. */
typedef struct Words {
    const char *sort;
    const char *filter;
    const char *text;
    char *begins;
    char *digits;
} Words;

static Words words_of(const DeskQuestion *question)
{
    const char *text = question->text != NULL ? question->text : "";
    g_autofree char *folded = copy_fold_name(text);

    return (Words){.sort = question->sort != NULL ? question->sort : "",
                   .filter = question->filter != NULL ? question->filter : "",
                   .text = text,
                   .begins = g_strconcat(folded, "%", NULL),
                   .digits = g_strconcat(text, "%", NULL)};
}

static void words_clear(Words *words)
{
    g_free(words->begins);
    g_free(words->digits);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Words, words_clear)

static DatabaseStatus run_page(OdbcConnection *connection, const DeskQuestion *question, const Place *after,
                               OdbcResult **ret_result, GError **error)
{
    g_auto(Words) words = words_of(question);
    bool plain = *words.sort == '\0';

    if (plain && question->kind == DESK_ARRIVALS) {
        return statement_run(connection, &plain_arrivals_page, ret_result, error, "nsnaisssssssli",
                             question->date, words.filter, question->date, question->day_begins,
                             question->minute, question->deposit_plans, question->deposit_plans, words.text,
                             words.text, words.begins, words.digits, after->confirmation_number, after->line,
                             question->limit);
    }
    if (plain && question->kind == DESK_IN_HOUSE) {
        return statement_run(connection, &plain_in_house_page, ret_result, error, "snaissssssli",
                             words.filter, question->date, question->day_begins, question->minute,
                             question->deposit_plans, question->deposit_plans, words.text, words.text,
                             words.begins, words.digits, after->stay_id, question->limit);
    }
    return statement_run(connection, pages[question->kind], ret_result, error, "snsnaissssssslsli",
                         words.sort, bound_of(question), words.filter, question->date, question->day_begins,
                         question->minute, question->deposit_plans, question->deposit_plans, words.text,
                         words.text, words.begins, words.digits, after->sort_key, after->stay_id,
                         after->confirmation_number, after->line, question->limit);
}

DatabaseStatus desk_list_read(OdbcConnection *connection, const DeskQuestion *question, DeskList *ret_list,
                              GError **error)
{
    g_autoptr(OdbcResult) result = NULL;
    Place after = place_read(question->cursor);

    DatabaseStatus status = run_page(connection, question, &after, &result, error);
    place_clear(&after);
    if (status != DATABASE_OK) {
        return status;
    }
    guint rows = odbc_result_rows(result);
    *ret_list = (DeskList){.items = json_array()};
    for (guint row = 0; row < rows; row++) {
        json_array_append_new(ret_list->items, item_of_row(question, result, row));
    }
    ret_list->next_cursor = rows > 0 ? cursor_after(result, rows - 1) : NULL;
    return DATABASE_OK;
}

static DatabaseStatus run_counts(OdbcConnection *connection, const DeskQuestion *question,
                                 OdbcResult **ret_result, GError **error)
{
    if (question->kind == DESK_ARRIVALS) {
        return statement_run(connection, &arrivals_count, ret_result, error, "aissn", question->day_begins,
                             question->minute, question->deposit_plans, question->deposit_plans,
                             question->date);
    }
    if (question->kind == DESK_IN_HOUSE) {
        return statement_run(connection, &in_house_count, ret_result, error, "n", NIGHT_MAX);
    }
    if (question->kind == DESK_DEPARTED) {
        return statement_run(connection, &departed_count, ret_result, error, "n", question->date);
    }
    return statement_run(connection, &departures_count, ret_result, error, "nn", question->date,
                         question->date);
}

DatabaseStatus desk_list_counts(OdbcConnection *connection, const DeskQuestion *question, json_t **ret_counts,
                                GError **error)
{
    g_autoptr(OdbcResult) result = NULL;
    const char *const *codes = desk_filter_codes(question->kind);

    DatabaseStatus status = run_counts(connection, question, &result, error);
    if (status != DATABASE_OK) {
        return status;
    }
    *ret_counts = json_pack("{s:I}", "all", (json_int_t)odbc_result_int64(result, 0, 0));
    for (guint i = 0; codes[i] != NULL; i++) {
        json_object_set_new(*ret_counts, codes[i], json_integer(odbc_result_int64(result, 0, i + 1)));
    }
    return DATABASE_OK;
}
