#include "property/report/statistic_store.h"

#include "property/command/statement.h"
#include "property/copy/copy_store.h"
#include "property/folio/folio_store.h"
#include "property/report/on_books_store.h"
#include "property/room/room_store.h"
#include <string.h>

/* Reading a reservation's document takes about 20 µs. */
#define SOURCES_AT_ONCE 64

#define PARTS                                                                                                \
    "COALESCE(s.room_type, ''), COALESCE(s.rate_plan, ''), COALESCE(x.segment, ''), COALESCE(x.channel, '')"
#define OF_STAY "FROM stay s LEFT JOIN stay_source x ON x.stay_id = s.stay_id "

/* Stays are numbered in the order in which they are made and never removed. */
static const OdbcStatement lacking_sources = {
    "stays_lacking_source",
    "SELECT s.stay_id, r.document FROM stay s LEFT JOIN copied_reservation r ON r.confirmation_number = "
    "s.confirmation_number WHERE s.stay_id > (SELECT COALESCE(MAX(stay_id), 0) FROM stay_source) "
    "ORDER BY s.stay_id LIMIT ?",
    1,
};

static const OdbcStatement add_source = {
    "add_stay_source",
    "INSERT INTO stay_source (stay_id, channel, segment) VALUES (?, ?, ?)",
    3,
};

/* A night that was charged but not slept (no-show, early departure) is revenue, not an occupied room. Guests
 * who share a room sleep in one. */
static const OdbcStatement count_nights = {
    "count_occupied_nights",
    "SELECT " PARTS ", CASE WHEN s.rate_plan = '" HOUSE_USE_PLAN
    "' THEN 2 WHEN p.amount_minor = 0 THEN 1 ELSE "
    "0 END AS kind, CASE WHEN s.checked_in_on < p.business_date THEN 1 ELSE 0 END AS stayed, COUNT(*) - "
    "COUNT(s.shares_with), "
    "SUM(s.adults), SUM(s.children + s.infants) "
    "FROM posting p JOIN stay s ON s.stay_id = p.stay_id LEFT JOIN stay_source x ON x.stay_id = s.stay_id "
    "WHERE p.business_date = ? AND p.entry = 'posting' AND p.department = 'room' AND p.night = "
    "p.business_date AND p.code = "
    "'" FOLIO_ROOM_CODE "' AND +p.corrects IS NULL AND " POSTING_NOT_TAKEN_BACK
    " AND s.status <> 'no_show' AND s.arrival < s.departure AND "
    "s.checked_in_on <= p.business_date AND (s.checked_out_on IS NULL OR s.checked_out_on > p.business_date) "
    "GROUP BY s.room_type, s.rate_plan, x.segment, x.channel, kind, stayed",
    1,
};

/* Of the open day: who is in the house and stays tonight, but is not charged for it yet. */
static const OdbcStatement count_expected = {
    "count_expected_nights",
    "SELECT " PARTS ", CASE WHEN s.rate_plan = '" HOUSE_USE_PLAN
    "' THEN 2 WHEN n.price_minor = 0 THEN 1 ELSE 0 END AS kind, CASE WHEN s.checked_in_on < h.business_date "
    "THEN 1 "
    "ELSE 0 END AS stayed, COUNT(*) - COUNT(s.shares_with), SUM(s.adults), SUM(s.children + s.infants), "
    "SUM(n.price_minor) FROM stay s JOIN hotel_state h ON h.business_date = ? LEFT JOIN stay_night n ON "
    "n.stay_id = s.stay_id AND "
    "n.night = h.business_date LEFT JOIN stay_source x ON x.stay_id = s.stay_id "
    "WHERE s.status = 'in_house' AND s.arrival < s.departure AND s.departure > h.business_date AND NOT "
    "EXISTS "
    "(SELECT 1 FROM posting p WHERE p.account_id = s.stay_id AND p.night = h.business_date AND "
    "p.business_date = h.business_date AND p.code = '" FOLIO_ROOM_CODE
    "' AND +p.corrects IS NULL AND " POSTING_NOT_TAKEN_BACK ") "
    "GROUP BY s.room_type, s.rate_plan, x.segment, x.channel, kind, stayed",
    1,
};

static const OdbcStatement sum_revenue = {
    "sum_revenue_by_part",
    "SELECT " PARTS ", p.department, SUM(p.amount_minor), SUM(p.included_tax_minor) "
    "FROM posting p LEFT JOIN stay s ON s.stay_id = p.stay_id LEFT JOIN stay_source x ON x.stay_id = "
    "p.stay_id WHERE p.business_date = ? AND p.department NOT IN ('payment', 'rounding', 'transfer') "
    "GROUP BY s.room_type, s.rate_plan, x.segment, x.channel, p.department",
    1,
};

/* Stays by what happened to them on the day; columns as MOVEMENT_… below. */
static const OdbcStatement count_movements = {
    "count_movements_by_part",
    "SELECT " PARTS ", 'arrival' AS what, COUNT(*) " OF_STAY
    "WHERE s.checked_in_on = ? AND s.undone_on IS NULL "
    "GROUP BY s.room_type, s.rate_plan, x.segment, x.channel UNION ALL "
    "SELECT " PARTS ", 'departure', COUNT(*) " OF_STAY "WHERE s.checked_out_on = ? "
    "GROUP BY s.room_type, s.rate_plan, x.segment, x.channel UNION ALL "
    "SELECT " PARTS ", 'day_use', COUNT(*) " OF_STAY
    "WHERE s.checked_in_on = ? AND s.undone_on IS NULL AND s.arrival = "
    "s.departure "
    "GROUP BY s.room_type, s.rate_plan, x.segment, x.channel UNION ALL "
    "SELECT " PARTS ", 'no_show', COUNT(*) " OF_STAY
    "WHERE s.status = 'no_show' AND s.undone_on IS NULL AND s.arrival = ? "
    "GROUP BY s.room_type, s.rate_plan, x.segment, x.channel",
    4,
};

static const OdbcStatement count_cancellations = {
    "count_cancellations_by_part",
    "SELECT c.room_type, c.rate_plan, COUNT(*) FROM cancelled_line c WHERE c.business_date = ? "
    "GROUP BY c.room_type, c.rate_plan",
    1,
};

static const OdbcStatement count_rooms = {
    "count_rooms_by_type",
    "SELECT r.room_type, COUNT(*), COUNT(o.outage_id) FROM room r LEFT JOIN room_night n ON n.room = r.room "
    "AND n.night = ? AND n.day_use = 0 LEFT JOIN room_outage o ON o.outage_id = n.outage AND o.kind = "
    "'out_of_order' WHERE r.in_use = 1 GROUP BY r.room_type",
    1,
};

#define MEASURE_COLUMNS                                                                                      \
    "rooms_total, rooms_out_of_order, rooms_occupied, complimentary, house_use, day_use, arrivals, "         \
    "departures, stay_overs, no_shows, cancellations, adults, children, revenue_minor, included_tax_minor, " \
    "other_revenue_minor, tax_minor"

static const OdbcStatement add_statistic = {
    "add_daily_statistic",
    "INSERT INTO daily_statistic (dimension, code, business_date, " MEASURE_COLUMNS
    ") VALUES (?, ?, ?, ?, ?, "
    "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    3 + STATISTIC_KEPT_COUNT,
};

static const OdbcStatement sum_statistics = {
    "sum_daily_statistics",
    "SELECT "
    "SUM(rooms_total), SUM(rooms_out_of_order), SUM(rooms_occupied), "
    "SUM(complimentary), SUM(house_use), SUM(day_use), "
    "SUM(arrivals), SUM(departures), SUM(stay_overs), "
    "SUM(no_shows), SUM(cancellations), SUM(adults), "
    "SUM(children), SUM(revenue_minor), SUM(included_tax_minor), "
    "SUM(other_revenue_minor), SUM(tax_minor) "
    "FROM daily_statistic WHERE dimension = 'house' AND code = '' AND business_date BETWEEN ? AND ?",
    2,
};

/* ---- how guests came ---- */

static const char *text_of(const json_t *object, const char *member)
{
    const char *text = json_string_value(json_object_get(object, member));
    return text != NULL ? text : "";
}

static DatabaseStatus keep_sources(OdbcConnection *connection, bool *ret_done, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &lacking_sources, &result, error, "i", SOURCES_AT_ONCE);
    guint rows = status == DATABASE_OK ? odbc_result_rows(result) : 0;
    for (guint row = 0; row < rows && status == DATABASE_OK; row++) {
        json_auto_t *document = copied_document(result, row, 1);
        status = statement_run(connection, &add_source, NULL, error, "lss", odbc_result_int64(result, row, 0),
                               text_of(document, "channel"),
                               text_of(json_object_get(document, "market"), "segment"));
    }
    *ret_done = rows < SOURCES_AT_ONCE;
    return status;
}

/* ---- counting ---- */

static StatisticParts parts_of(const OdbcResult *result, guint row)
{
    return (StatisticParts){
        .room_type = odbc_result_text(result, row, 0),
        .rate_plan = odbc_result_text(result, row, 1),
        .segment = odbc_result_text(result, row, 2),
        .channel = odbc_result_text(result, row, 3),
    };
}

static void add_night_row(const OdbcResult *result, guint row, StatisticDay *day)
{
    static const StatisticMeasure kinds[] = {STATISTIC_ROOMS_OCCUPIED, STATISTIC_COMPLIMENTARY,
                                             STATISTIC_HOUSE_USE};
    StatisticParts parts = parts_of(result, row);
    int64_t kind = odbc_result_int64(result, row, 4);
    int64_t count = odbc_result_int64(result, row, 6);

    statistic_day_add(day, &parts, STATISTIC_ROOMS_OCCUPIED, count);
    if (kind != 0) {
        statistic_day_add(day, &parts, kinds[kind], count);
    }
    if (odbc_result_int64(result, row, 5) != 0) {
        statistic_day_add(day, &parts, STATISTIC_STAY_OVERS, count);
    }
    statistic_day_add(day, &parts, STATISTIC_ADULTS, odbc_result_int64(result, row, 7));
    statistic_day_add(day, &parts, STATISTIC_CHILDREN, odbc_result_int64(result, row, 8));
}

static DatabaseStatus add_charged_nights(OdbcConnection *connection, Night date, StatisticDay *day,
                                         GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &count_nights, &result, error, "n", date);
    for (guint row = 0; status == DATABASE_OK && row < odbc_result_rows(result); row++) {
        add_night_row(result, row, day);
    }
    return status;
}

static DatabaseStatus add_expected_nights(OdbcConnection *connection, Night date, StatisticDay *day,
                                          GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &count_expected, &result, error, "n", date);
    for (guint row = 0; status == DATABASE_OK && row < odbc_result_rows(result); row++) {
        StatisticParts parts = parts_of(result, row);
        add_night_row(result, row, day);
        if (!odbc_result_is_null(result, row, 9)) {
            statistic_day_add(day, &parts, STATISTIC_EXPECTED_REVENUE, odbc_result_int64(result, row, 9));
        }
    }
    return status;
}

static StatisticMeasure measure_of_department(const char *department)
{
    if (strcmp(department, "room") == 0) {
        return STATISTIC_REVENUE;
    }
    return strcmp(department, "tax") == 0 ? STATISTIC_TAX : STATISTIC_OTHER_REVENUE;
}

static DatabaseStatus add_revenue(OdbcConnection *connection, Night date, StatisticDay *day, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &sum_revenue, &result, error, "n", date);
    for (guint row = 0; status == DATABASE_OK && row < odbc_result_rows(result); row++) {
        StatisticParts parts = parts_of(result, row);
        const char *department = odbc_result_text(result, row, 4);
        StatisticMeasure measure = measure_of_department(department);
        int64_t amount = odbc_result_int64(result, row, 5);
        int64_t included = odbc_result_int64(result, row, 6);
        StatisticRow *own = statistic_day_row(day, STATISTIC_DEPARTMENT, department);
        own->values[STATISTIC_REVENUE] += amount;
        own->values[STATISTIC_INCLUDED_TAX] += included;
        statistic_day_add(day, &parts, measure, amount);
        if (measure == STATISTIC_REVENUE) {
            statistic_day_add(day, &parts, STATISTIC_INCLUDED_TAX, included);
        }
    }
    return status;
}

static StatisticMeasure measure_of_movement(const char *movement)
{
    if (strcmp(movement, "arrival") == 0) {
        return STATISTIC_ARRIVALS;
    }
    if (strcmp(movement, "departure") == 0) {
        return STATISTIC_DEPARTURES;
    }
    return strcmp(movement, "day_use") == 0 ? STATISTIC_DAY_USE : STATISTIC_NO_SHOWS;
}

static DatabaseStatus add_movements(OdbcConnection *connection, Night date, StatisticDay *day, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status =
        statement_run(connection, &count_movements, &result, error, "nnnn", date, date, date, date);
    for (guint row = 0; status == DATABASE_OK && row < odbc_result_rows(result); row++) {
        StatisticParts parts = parts_of(result, row);
        statistic_day_add(day, &parts, measure_of_movement(odbc_result_text(result, row, 4)),
                          odbc_result_int64(result, row, 5));
    }
    return status;
}

static DatabaseStatus add_cancellations(OdbcConnection *connection, Night date, StatisticDay *day,
                                        GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &count_cancellations, &result, error, "n", date);
    for (guint row = 0; status == DATABASE_OK && row < odbc_result_rows(result); row++) {
        int64_t count = odbc_result_int64(result, row, 2);
        statistic_day_row(day, STATISTIC_HOUSE, "")->values[STATISTIC_CANCELLATIONS] += count;
        statistic_day_row(day, STATISTIC_ROOM_TYPE, odbc_result_text(result, row, 0))
            ->values[STATISTIC_CANCELLATIONS] += count;
        statistic_day_row(day, STATISTIC_RATE_PLAN, odbc_result_text(result, row, 1))
            ->values[STATISTIC_CANCELLATIONS] += count;
    }
    return status;
}

static void add_rooms_of(StatisticRow *row, const OdbcResult *result, guint line)
{
    row->values[STATISTIC_ROOMS_TOTAL] += odbc_result_int64(result, line, 1);
    row->values[STATISTIC_ROOMS_OUT_OF_ORDER] += odbc_result_int64(result, line, 2);
}

static DatabaseStatus add_rooms(OdbcConnection *connection, Night business_date, StatisticDay *day,
                                GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &count_rooms, &result, error, "n", business_date);
    for (guint row = 0; status == DATABASE_OK && row < odbc_result_rows(result); row++) {
        add_rooms_of(statistic_day_row(day, STATISTIC_HOUSE, ""), result, row);
        add_rooms_of(statistic_day_row(day, STATISTIC_ROOM_TYPE, odbc_result_text(result, row, 0)), result,
                     row);
    }
    return status;
}

static DatabaseStatus count_charged(OdbcConnection *connection, Night business_date, StatisticDay **ret_day,
                                    GError **error)
{
    g_autoptr(StatisticDay) day = statistic_day_new();

    statistic_day_row(day, STATISTIC_HOUSE, "");
    DatabaseStatus status = add_rooms(connection, business_date, day, error);
    if (status == DATABASE_OK) {
        status = add_charged_nights(connection, business_date, day, error);
    }
    if (status == DATABASE_OK) {
        status = add_revenue(connection, business_date, day, error);
    }
    if (status == DATABASE_OK) {
        status = add_movements(connection, business_date, day, error);
    }
    if (status == DATABASE_OK) {
        status = add_cancellations(connection, business_date, day, error);
    }
    if (status == DATABASE_OK) {
        *ret_day = g_steal_pointer(&day);
    }
    return status;
}

DatabaseStatus statistics_count(OdbcConnection *connection, Night business_date, StatisticDay **ret_day,
                                GError **error)
{
    DatabaseStatus status = count_charged(connection, business_date, ret_day, error);

    return status == DATABASE_OK ? add_expected_nights(connection, business_date, *ret_day, error) : status;
}

/* ---- keeping ---- */

static OdbcParameters *parameters_of_row(const StatisticRow *row, Night business_date)
{
    OdbcParameters *parameters = odbc_parameters_new();

    odbc_add_text(parameters, statistic_dimension_code(row->dimension));
    odbc_add_text(parameters, row->code);
    odbc_add_int64(parameters, business_date);
    for (unsigned i = 0; i < STATISTIC_KEPT_COUNT; i++) {
        odbc_add_int64(parameters, row->values[i]);
    }
    return parameters;
}

static void free_parameters(gpointer parameters)
{
    odbc_parameters_free(parameters);
}

static DatabaseStatus keep_day(OdbcConnection *connection, Night business_date, GError **error)
{
    g_autoptr(StatisticDay) day = NULL;
    g_autoptr(GPtrArray) parameters = g_ptr_array_new_with_free_func(free_parameters);

    DatabaseStatus status = count_charged(connection, business_date, &day, error);
    if (status != DATABASE_OK) {
        return status;
    }
    const GPtrArray *rows = statistic_day_rows(day);
    for (guint i = 0; i < rows->len; i++) {
        g_ptr_array_add(parameters, parameters_of_row(g_ptr_array_index(rows, i), business_date));
    }
    return odbc_execute_many(connection, &add_statistic, parameters, error);
}

/* Positions: 0 while sources are lacking, 1 the day's figures, from 2 on the books, part by part. */
DatabaseStatus statistics_keep_next(OdbcConnection *connection, Night business_date, int64_t *position,
                                    bool *ret_done, GError **error)
{
    bool complete = true;
    DatabaseStatus status;

    *ret_done = false;
    if (*position == 0) {
        status = keep_sources(connection, &complete, error);
    } else if (*position == 1) {
        status = keep_day(connection, business_date, error);
    } else {
        status = on_books_keep_part(connection, business_date, *position - 2, ret_done, error);
    }
    *position += complete ? 1 : 0;
    return status;
}

DatabaseStatus statistics_sum(OdbcConnection *connection, Night from, Night until, int64_t *ret_values,
                              GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &sum_statistics, &result, error, "nn", from, until);
    for (unsigned i = 0; status == DATABASE_OK && i < STATISTIC_KEPT_COUNT; i++) {
        ret_values[i] = odbc_result_is_null(result, 0, i) ? 0 : odbc_result_int64(result, 0, i);
    }
    return status;
}
