#include "property/report/report_figures_store.h"

#include "ops/json.h"
#include "property/command/statement.h"
#include "property/ledger/ledger_store.h"
#include "property/report/on_books_store.h"
#include "property/report/report_define.h"
#include "property/report/report_rules.h"
#include "property/report/statistic_store.h"
#include <string.h>

/* ---- the manager's report ---- */

enum { PERIOD_DAY, PERIOD_MONTH, PERIOD_YEAR, PERIOD_LAST_YEAR, PERIOD_COUNT };

static const ReportColumn manager_columns[] = {
    COLUMN("figure", REPORT_LABEL, "Figure", "指标"),
    COLUMN("day", REPORT_VALUE, "Day", "当日"),
    COLUMN("month", REPORT_VALUE, "Month to date", "本月累计"),
    COLUMN("year", REPORT_VALUE, "Year to date", "本年累计"),
    COLUMN("last_year", REPORT_VALUE, "Same day last year", "去年同日"),
};

static DatabaseStatus house_of_day(OdbcConnection *connection, Night date, int64_t *ret_values,
                                   GError **error)
{
    g_autoptr(StatisticDay) day = NULL;

    DatabaseStatus status = statistics_count(connection, date, &day, error);
    if (status == DATABASE_OK) {
        const StatisticRow *house = statistic_day_row(day, STATISTIC_HOUSE, "");
        memcpy(ret_values, house->values, sizeof house->values);
    }
    return status;
}

static void add_values(int64_t *values, const int64_t *more)
{
    for (unsigned i = 0; i < STATISTIC_MEASURE_COUNT; i++) {
        values[i] += more[i];
    }
}

/* The day is counted, the days before it are as they were kept. */
static DatabaseStatus manager_rows(OdbcConnection *connection, const ReportDay *day, json_t *rows,
                                   GError **error)
{
    int64_t values[PERIOD_COUNT][STATISTIC_MEASURE_COUNT] = {0};
    Night date = day->business_date;
    Night last_year = report_last_year(date);

    DatabaseStatus status = house_of_day(connection, date, values[PERIOD_DAY], error);
    if (status == DATABASE_OK) {
        status = statistics_sum(connection, night_month_start(date), date - 1, values[PERIOD_MONTH], error);
    }
    if (status == DATABASE_OK) {
        status = statistics_sum(connection, report_year_start(date), date - 1, values[PERIOD_YEAR], error);
    }
    if (status == DATABASE_OK) {
        status = statistics_sum(connection, last_year, last_year, values[PERIOD_LAST_YEAR], error);
    }
    if (status != DATABASE_OK) {
        return status;
    }
    add_values(values[PERIOD_MONTH], values[PERIOD_DAY]);
    add_values(values[PERIOD_YEAR], values[PERIOD_DAY]);
    for (guint i = 0; i < report_figure_count(); i++) {
        if (day->closed && report_figure_of_open_day(i)) {
            continue;
        }
        json_t *row = json_array();
        json_array_append_new(row, json_string(report_figure_code(i)));
        for (unsigned period = 0; period < PERIOD_COUNT; period++) {
            json_array_append_new(row, report_figure_value(i, values[period]));
        }
        json_array_append_new(rows, row);
    }
    return DATABASE_OK;
}

const ReportDefinition report_manager = {
    .code = "manager",
    .title = TITLE("Manager’s report", "经理日报"),
    .purpose =
        TITLE("The day in figures, with the month and the year so far.", "当日各项指标及本月、本年累计。"),
    .columns = manager_columns,
    .column_count = G_N_ELEMENTS(manager_columns),
    .rows = manager_rows,
};

/* ---- the trial balance ---- */

static const ReportColumn trial_columns[] = {
    COLUMN("ledger", REPORT_LABEL, "Ledger", "账目"), COLUMN("line", REPORT_LABEL, "Line", "项目"),
    COLUMN("code", REPORT_LABEL, "Kind", "明细"),     COLUMN("postings", REPORT_COUNT, "Postings", "笔数"),
    COLUMN("amount", REPORT_MONEY, "Amount", "金额"),
};

static void add_trial_row(json_t *rows, const char *ledger, const char *line, int64_t amount_minor)
{
    json_array_append_new(rows, json_pack("[s, s, n, n, I]", ledger, line, (json_int_t)amount_minor));
}

static void add_trial_lines(json_t *rows, const LedgerDay *day, Ledger ledger)
{
    for (guint i = 0; i < day->lines->len; i++) {
        const LedgerLine *line = &g_array_index(day->lines, LedgerLine, i);
        if (line->ledger == ledger) {
            json_array_append_new(rows, json_pack("[s, s, s, I, I]", ledger_code(ledger), line->department,
                                                  line->code, (json_int_t)line->count,
                                                  (json_int_t)line->amount_minor));
        }
    }
}

/* Opening and what was posted must give what the accounts add up to, which is counted by itself. */
static int64_t trial_difference(const LedgerSums *sums)
{
    return sums->opening_minor + sums->charges_minor + sums->payments_minor + sums->transfers_minor -
           sums->closing_minor;
}

static void add_trial_end(json_t *rows, const char *ledger, const LedgerSums *sums)
{
    add_trial_row(rows, ledger, "closing", sums->closing_minor);
    add_trial_row(rows, ledger, "difference", trial_difference(sums));
}

static DatabaseStatus trial_rows(OdbcConnection *connection, const ReportDay *day, json_t *rows,
                                 GError **error)
{
    g_auto(LedgerDay) ledgers = {0};

    DatabaseStatus status = ledger_day_read(connection, day->business_date, &ledgers, error);
    if (status != DATABASE_OK) {
        return status;
    }
    for (unsigned i = 0; i < LEDGER_COUNT; i++) {
        const LedgerSums *sums = &ledgers.ledgers[i];
        add_trial_row(rows, ledger_code((Ledger)i), "opening", sums->opening_minor);
        add_trial_lines(rows, &ledgers, (Ledger)i);
        add_trial_end(rows, ledger_code((Ledger)i), sums);
    }
    const LedgerSums total = ledgers_total(ledgers.ledgers);
    add_trial_row(rows, "all_ledgers", "opening", total.opening_minor);
    add_trial_row(rows, "all_ledgers", "charges", total.charges_minor);
    add_trial_row(rows, "all_ledgers", "payments", total.payments_minor);
    add_trial_row(rows, "all_ledgers", "transfers", total.transfers_minor);
    add_trial_end(rows, "all_ledgers", &total);
    return DATABASE_OK;
}

const ReportDefinition report_trial_balance = {
    .code = "trial_balance",
    .title = TITLE("Trial balance", "试算平衡"),
    .purpose =
        TITLE("Guest, deposit and city ledger: what was owed in the morning, what was posted, and what is "
              "owed now. The differences must be zero.",
              "客账、订金账与应收账：期初余额、当日发生额与期末余额；差额必须为零。"),
    .columns = trial_columns,
    .column_count = G_N_ELEMENTS(trial_columns),
    .rows = trial_rows,
};

/* ---- revenue by department ---- */

static const OdbcStatement sum_postings = {
    "sum_postings_of_day",
    "SELECT department, COUNT(*), SUM(amount_minor), SUM(included_tax_minor) FROM posting WHERE "
    "business_date "
    "= ? AND department NOT IN ('payment', 'rounding', 'transfer', 'tax') GROUP BY department ORDER BY "
    "department",
    1,
};

static const ReportColumn revenue_columns[] = {
    COLUMN("schedule", REPORT_LABEL, "USALI department", "USALI 部门"),
    COLUMN("department", REPORT_LABEL, "Kind", "类别"),
    TOTAL("postings", REPORT_COUNT, "Postings", "笔数"),
    TOTAL("revenue", REPORT_MONEY, "Revenue", "收入"),
    TOTAL("included_tax", REPORT_MONEY, "Tax within", "价内税"),
    TOTAL("net", REPORT_MONEY, "Net", "净收入"),
    TOTAL("month", REPORT_MONEY, "Net, month to date", "本月累计净收入"),
};

/* Of the days before, as they were kept. */
static const OdbcStatement sum_departments = {
    "sum_departments_of_days",
    "SELECT code, SUM(revenue_minor - included_tax_minor) FROM daily_statistic WHERE dimension = "
    "'department' "
    "AND business_date BETWEEN ? AND ? GROUP BY code",
    2,
};

static int64_t sum_of_code(const OdbcResult *sums, const char *code)
{
    for (guint row = 0; row < odbc_result_rows(sums); row++) {
        if (strcmp(odbc_result_text(sums, row, 0), code) == 0) {
            return odbc_result_int64(sums, row, 1);
        }
    }
    return 0;
}

static json_t *revenue_row(const char *department, int64_t postings, int64_t revenue, int64_t included,
                           int64_t before)
{
    int64_t net = revenue - included;

    return json_pack("[s, s, I, I, I, I, I]", report_usali_department(department), department,
                     (json_int_t)postings, (json_int_t)revenue, (json_int_t)included, (json_int_t)net,
                     (json_int_t)(before + net));
}

static bool posted_today(const OdbcResult *postings, const char *department)
{
    for (guint row = 0; row < odbc_result_rows(postings); row++) {
        if (strcmp(odbc_result_text(postings, row, 0), department) == 0) {
            return true;
        }
    }
    return false;
}

/* Departments with revenue today first, then those that had some earlier in the month. */
static DatabaseStatus revenue_rows(OdbcConnection *connection, const ReportDay *day, json_t *rows,
                                   GError **error)
{
    g_autoptr(OdbcResult) postings = NULL;
    g_autoptr(OdbcResult) month = NULL;
    Night date = day->business_date;

    DatabaseStatus status = statement_run(connection, &sum_postings, &postings, error, "n", date);
    if (status == DATABASE_OK) {
        status = statement_run(connection, &sum_departments, &month, error, "nn", night_month_start(date),
                               date - 1);
    }
    if (status != DATABASE_OK) {
        return status;
    }
    for (guint row = 0; row < odbc_result_rows(postings); row++) {
        const char *department = odbc_result_text(postings, row, 0);
        json_array_append_new(rows, revenue_row(department, odbc_result_int64(postings, row, 1),
                                                odbc_result_int64(postings, row, 2),
                                                odbc_result_int64(postings, row, 3),
                                                sum_of_code(month, department)));
    }
    for (guint row = 0; row < odbc_result_rows(month); row++) {
        const char *department = odbc_result_text(month, row, 0);
        if (strcmp(department, "tax") != 0 && !posted_today(postings, department)) {
            json_array_append_new(rows, revenue_row(department, 0, 0, 0, odbc_result_int64(month, row, 1)));
        }
    }
    return DATABASE_OK;
}

const ReportDefinition report_revenue = {
    .code = "revenue",
    .title = TITLE("Revenue by department", "部门收入"),
    .purpose = TITLE("Revenue of the day by the departments of the Uniform System of Accounts.",
                     "按《住宿业统一会计制度》部门划分的当日收入。"),
    .columns = revenue_columns,
    .column_count = G_N_ELEMENTS(revenue_columns),
    .rows = revenue_rows,
};

/* ---- segments ---- */

static const ReportColumn segment_columns[] = {
    COLUMN("dimension", REPORT_LABEL, "By", "维度"),
    COLUMN("code", REPORT_TEXT, "Code", "代码"),
    COLUMN("rooms", REPORT_COUNT, "Rooms", "间夜"),
    COLUMN("share", REPORT_SHARE, "Share", "占比"),
    COLUMN("guests", REPORT_COUNT, "Guests", "人数"),
    COLUMN("revenue", REPORT_MONEY, "Room revenue", "客房收入"),
    COLUMN("rate", REPORT_MONEY, "Average rate", "平均房价"),
    COLUMN("other", REPORT_MONEY, "Other revenue", "其他收入"),
};

static json_t *segment_row(const StatisticRow *row, int64_t occupied)
{
    const int64_t *values = row->values;

    return json_pack("[s, s, I, I, I, I, I, I]", statistic_dimension_code(row->dimension), row->code,
                     (json_int_t)values[STATISTIC_ROOMS_OCCUPIED],
                     (json_int_t)statistic_share(values[STATISTIC_ROOMS_OCCUPIED], occupied),
                     (json_int_t)(values[STATISTIC_ADULTS] + values[STATISTIC_CHILDREN]),
                     (json_int_t)values[STATISTIC_REVENUE],
                     (json_int_t)statistic_average(values[STATISTIC_REVENUE], statistic_rooms_sold(values)),
                     (json_int_t)values[STATISTIC_OTHER_REVENUE]);
}

static DatabaseStatus segment_rows(OdbcConnection *connection, const ReportDay *day, json_t *rows,
                                   GError **error)
{
    g_autoptr(StatisticDay) counted = NULL;

    DatabaseStatus status = statistics_count(connection, day->business_date, &counted, error);
    if (status != DATABASE_OK) {
        return status;
    }
    int64_t occupied = statistic_day_row(counted, STATISTIC_HOUSE, "")->values[STATISTIC_ROOMS_OCCUPIED];
    const GPtrArray *parts = statistic_day_rows(counted);
    for (guint i = 0; i < parts->len; i++) {
        const StatisticRow *row = g_ptr_array_index(parts, i);
        if (row->dimension != STATISTIC_HOUSE && row->dimension != STATISTIC_DEPARTMENT) {
            json_array_append_new(rows, segment_row(row, occupied));
        }
    }
    return DATABASE_OK;
}

const ReportDefinition report_segments = {
    .code = "segments",
    .title = TITLE("Segments", "客源结构"),
    .purpose = TITLE("Rooms and revenue by room type, rate plan, market segment and channel.",
                     "按房型、房价计划、细分市场和渠道划分的间夜与收入。"),
    .columns = segment_columns,
    .column_count = G_N_ELEMENTS(segment_columns),
    .rows = segment_rows,
};

/* ---- pickup ---- */

static const ReportColumn pickup_columns[] = {
    COLUMN("night", REPORT_NIGHT, "Night", "日期"),
    TOTAL("rooms", REPORT_COUNT, "On the books", "在手预订"),
    COLUMN("occupancy", REPORT_SHARE, "Occupancy", "出租率"),
    TOTAL("pickup", REPORT_COUNT, "Pickup", "新增"),
    TOTAL("day_use", REPORT_COUNT, "Day use", "日用房"),
    TOTAL("revenue", REPORT_MONEY, "Revenue", "收入"),
    TOTAL("revenue_pickup", REPORT_MONEY, "Revenue pickup", "收入新增"),
    COLUMN("rate", REPORT_MONEY, "Average rate", "平均房价"),
};

static const OdbcStatement count_house = {
    "count_rooms_of_house",
    "SELECT COUNT(*) FROM room WHERE in_use = 1",
    0,
};

static json_t *pickup_row(Night night, const OnBooksNight *now, const OnBooksNight *before, int64_t rooms)
{
    return json_pack("[o, I, I, I, I, I, I, I]", json_from_night(night), (json_int_t)now->rooms,
                     (json_int_t)statistic_share(now->rooms, rooms), (json_int_t)(now->rooms - before->rooms),
                     (json_int_t)now->day_use, (json_int_t)now->revenue_minor,
                     (json_int_t)(now->revenue_minor - before->revenue_minor),
                     (json_int_t)statistic_average(now->revenue_minor, now->rooms));
}

/* A day that has ended is compared as it was kept; the one that is open as it is now. */
static DatabaseStatus pickup_rows(OdbcConnection *connection, const ReportDay *day, json_t *rows,
                                  GError **error)
{
    OnBooksNight now[ON_BOOKS_NIGHTS] = {0};
    OnBooksNight before[ON_BOOKS_NIGHTS] = {0};
    g_autoptr(OdbcResult) house = NULL;

    DatabaseStatus status = statement_run(connection, &count_house, &house, error, "");
    if (status == DATABASE_OK) {
        status = day->closed ? on_books_read(connection, day->business_date, now, error)
                             : on_books_count(connection, day->business_date, now, error);
    }
    if (status == DATABASE_OK) {
        status = on_books_day_use(connection, day->business_date, now, error);
    }
    if (status == DATABASE_OK) {
        status = on_books_read(connection, day->business_date - 1, before, error);
    }
    /* The day before kept as many nights, of which the first has passed. */
    for (int i = 0; status == DATABASE_OK && i + 1 < ON_BOOKS_NIGHTS; i++) {
        json_array_append_new(rows, pickup_row(day->business_date + 1 + i, &now[i], &before[i + 1],
                                               odbc_result_int64(house, 0, 0)));
    }
    return status;
}

const ReportDefinition report_pickup = {
    .code = "pickup",
    .title = TITLE("Pickup and forecast", "预订新增与预测"),
    .purpose = TITLE("What is on the books for the coming nights, and what came since the day before.",
                     "未来各晚的在手预订及较前一日的新增。"),
    .columns = pickup_columns,
    .column_count = G_N_ELEMENTS(pickup_columns),
    .rows = pickup_rows,
};
