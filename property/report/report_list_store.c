#include "property/report/report_list_store.h"

#include "property/report/report_define.h"

#define ROOM_COLUMN COLUMN("room", REPORT_TEXT, "Room", "房号")
#define GUEST_COLUMN COLUMN("guest", REPORT_TEXT, "Guest", "客人")
#define NUMBER_COLUMN COLUMN("confirmation_number", REPORT_TEXT, "Confirmation", "确认号")
#define TYPE_COLUMN COLUMN("room_type", REPORT_TEXT, "Type", "房型")
#define PLAN_COLUMN COLUMN("rate_plan", REPORT_TEXT, "Rate plan", "房价计划")
#define ARRIVAL_COLUMN COLUMN("arrival", REPORT_NIGHT, "Arrival", "抵店")
#define DEPARTURE_COLUMN COLUMN("departure", REPORT_NIGHT, "Departure", "离店")
#define ADULTS_COLUMN TOTAL("adults", REPORT_COUNT, "Adults", "成人")
#define CHILDREN_COLUMN TOTAL("children", REPORT_COUNT, "Children", "儿童")

/* ---- movements ---- */

static const ReportColumn stay_columns[] = {
    ROOM_COLUMN,      GUEST_COLUMN,
    NUMBER_COLUMN,    TYPE_COLUMN,
    PLAN_COLUMN,      ARRIVAL_COLUMN,
    DEPARTURE_COLUMN, ADULTS_COLUMN,
    CHILDREN_COLUMN,  TOTAL("balance", REPORT_MONEY, "Balance", "余额"),
};

#define STAY_CELLS                                                                                           \
    "SELECT s.room, s.guest_name, s.confirmation_number, s.room_type, s.rate_plan, s.arrival, s.departure, " \
    "s.adults, s.children + s.infants, " REPORT_BALANCE_AT_CLOSE

static const OdbcStatement arrivals_rows = {
    "report_arrivals",
    STAY_CELLS " FROM stay s WHERE s.checked_in_on = ? ORDER BY s.room, s.stay_id",
    2,
};

const ReportDefinition report_arrivals = {
    .code = "arrivals",
    .title = TITLE("Arrivals", "抵店客人"),
    .purpose = TITLE("Guests who checked in on the day.", "当日办理入住的客人。"),
    .columns = stay_columns,
    .column_count = G_N_ELEMENTS(stay_columns),
    .statement = &arrivals_rows,
};

static const OdbcStatement departures_rows = {
    "report_departures",
    STAY_CELLS " FROM stay s WHERE s.checked_out_on = ? ORDER BY s.room, s.stay_id",
    2,
};

const ReportDefinition report_departures = {
    .code = "departures",
    .title = TITLE("Departures", "离店客人"),
    .purpose =
        TITLE("Guests who checked out on the day, and what was left open.", "当日退房的客人及未结余额。"),
    .columns = stay_columns,
    .column_count = G_N_ELEMENTS(stay_columns),
    .statement = &departures_rows,
};

static const OdbcStatement in_house_rows = {
    "report_in_house",
    STAY_CELLS " FROM " REPORT_STAYS_AT_CLOSE " s ORDER BY s.room, s.stay_id",
    4,
};

const ReportDefinition report_in_house = {
    .code = "in_house",
    .title = TITLE("Guests in house", "在店客人"),
    .purpose =
        TITLE("Who was in the house when the day ended, and what they owe.", "日结时在店的客人及其欠款。"),
    .columns = stay_columns,
    .column_count = G_N_ELEMENTS(stay_columns),
    .statement = &in_house_rows,
};

/* ---- guests who did not come ---- */

static const ReportColumn no_show_columns[] = {
    GUEST_COLUMN,
    NUMBER_COLUMN,
    TYPE_COLUMN,
    PLAN_COLUMN,
    ARRIVAL_COLUMN,
    DEPARTURE_COLUMN,
    TOTAL("charged", REPORT_MONEY, "Charged", "已收费用"),
};

static const OdbcStatement no_show_rows = {
    "report_no_shows",
    "SELECT s.guest_name, s.confirmation_number, s.room_type, s.rate_plan, s.arrival, s.departure, "
    "(SELECT COALESCE(SUM(p.amount_minor), 0) FROM posting p WHERE p.account_id = s.stay_id AND "
    "p.business_date <= ? AND p.department NOT IN ('payment', 'rounding', 'transfer')) FROM stay s WHERE "
    "s.status = "
    "'no_show' AND s.undone_on IS NULL AND s.arrival = ? "
    "ORDER BY s.guest_name, s.stay_id",
    2,
};

const ReportDefinition report_no_shows = {
    .code = "no_shows",
    .title = TITLE("No-shows", "未到客人"),
    .purpose = TITLE("Guests who were expected on the day and did not come, and what the conditions charged.",
                     "当日预计抵店而未到的客人及按条款收取的费用。"),
    .columns = no_show_columns,
    .column_count = G_N_ELEMENTS(no_show_columns),
    .statement = &no_show_rows,
};

static const ReportColumn cancellation_columns[] = {
    GUEST_COLUMN,
    NUMBER_COLUMN,
    TYPE_COLUMN,
    PLAN_COLUMN,
    ARRIVAL_COLUMN,
    DEPARTURE_COLUMN,
    TOTAL("lost", REPORT_MONEY, "Booked value", "预订金额"),
};

static const OdbcStatement cancellation_rows = {
    "report_cancellations",
    "SELECT c.guest_name, c.confirmation_number, c.room_type, c.rate_plan, c.arrival, c.departure, "
    "c.total_minor FROM cancelled_line c WHERE c.business_date = ? "
    "ORDER BY c.arrival, c.confirmation_number, c.line",
    1,
};

const ReportDefinition report_cancellations = {
    .code = "cancellations",
    .title = TITLE("Cancellations", "取消的预订"),
    .purpose =
        TITLE("Rooms that were cancelled on the day, for any arrival.", "当日取消的预订（含各抵店日期）。"),
    .columns = cancellation_columns,
    .column_count = G_N_ELEMENTS(cancellation_columns),
    .statement = &cancellation_rows,
};

/* ---- money ---- */

static const ReportColumn high_balance_columns[] = {
    ROOM_COLUMN,      GUEST_COLUMN, NUMBER_COLUMN,
    DEPARTURE_COLUMN, PLAN_COLUMN,  TOTAL("balance", REPORT_MONEY, "Balance", "余额"),
};

static const OdbcStatement high_balance_rows = {
    "report_high_balance",
    "SELECT room, guest_name, confirmation_number, departure, rate_plan, owed FROM (SELECT s.stay_id, "
    "s.room, "
    "s.guest_name, s.confirmation_number, s.departure, s.rate_plan, " REPORT_BALANCE_AT_CLOSE
    " AS owed FROM " REPORT_STAYS_AT_CLOSE " s) o WHERE owed >= (SELECT high_balance_minor FROM "
    "report_setting) ORDER BY owed DESC, stay_id",
    4,
};

const ReportDefinition report_high_balance = {
    .code = "high_balance",
    .title = TITLE("High balances", "高额欠款"),
    .purpose = TITLE("Guests in the house who owe at least the amount the hotel has set.",
                     "欠款达到酒店设定金额的在店客人。"),
    .columns = high_balance_columns,
    .column_count = G_N_ELEMENTS(high_balance_columns),
    .statement = &high_balance_rows,
};

static const ReportColumn correction_columns[] = {
    ROOM_COLUMN,
    GUEST_COLUMN,
    COLUMN("entry", REPORT_LABEL, "What", "类型"),
    COLUMN("department", REPORT_LABEL, "Department", "部门"),
    COLUMN("description", REPORT_TEXT, "Text on the folio", "账单说明"),
    COLUMN("staff", REPORT_TEXT, "By", "操作人"),
    COLUMN("corrects", REPORT_TEXT, "Of posting", "原入账编号"),
    TOTAL("amount", REPORT_MONEY, "Amount", "金额"),
};

static const OdbcStatement correction_rows = {
    "report_corrections",
    "SELECT s.room, s.guest_name, p.entry, p.department, p.description, p.staff, COALESCE(p.corrects, "
    "p.origin), "
    "p.amount_minor "
    "FROM posting p LEFT JOIN stay s ON s.stay_id = p.stay_id WHERE p.business_date = ? AND p.entry IN "
    "('void', 'correction', 'adjustment', 'allowance') "
    "ORDER BY p.posting_number",
    1,
};

const ReportDefinition report_corrections = {
    .code = "corrections",
    .title = TITLE("Corrections and allowances", "更正与折让"),
    .purpose = TITLE("Postings that were voided, corrected, adjusted or allowed on the day.",
                     "当日作废、更正、调整或折让的入账。"),
    .columns = correction_columns,
    .column_count = G_N_ELEMENTS(correction_columns),
    .statement = &correction_rows,
};

static const ReportColumn cashier_columns[] = {
    COLUMN("staff", REPORT_TEXT, "By", "操作人"),
    COLUMN("method", REPORT_LABEL, "Means of payment", "支付方式"),
    TOTAL("postings", REPORT_COUNT, "Postings", "笔数"),
    TOTAL("received", REPORT_MONEY, "Received", "收款"),
    TOTAL("given_back", REPORT_MONEY, "Given back", "退款"),
    TOTAL("net", REPORT_MONEY, "Net", "净额"),
};

static const OdbcStatement cashier_rows = {
    "report_cashier",
    "SELECT p.staff, COALESCE(CASE WHEN m.staff <> '' THEN m.name_en || ' · ' || m.name_zh END, p.code) AS "
    "means, COUNT(*), SUM(CASE WHEN p.amount_minor < 0 THEN -p.amount_minor ELSE 0 END), "
    "SUM(CASE WHEN p.amount_minor > 0 THEN p.amount_minor ELSE 0 END), -SUM(p.amount_minor) FROM posting p "
    "LEFT JOIN payment_means m ON m.code = p.code WHERE p.business_date = ? AND p.department = 'payment' "
    "GROUP BY p.staff, means ORDER BY p.staff, means",
    1,
};

const ReportDefinition report_cashier = {
    .code = "cashier",
    .title = TITLE("Cashiers", "收银"),
    .purpose =
        TITLE("What each member of staff took and gave back on the day.", "当日每位员工的收款与退款。"),
    .columns = cashier_columns,
    .column_count = G_N_ELEMENTS(cashier_columns),
    .statement = &cashier_rows,
};

/* ---- rooms ---- */

static const ReportColumn out_of_order_columns[] = {
    ROOM_COLUMN,
    TYPE_COLUMN,
    COLUMN("reason", REPORT_TEXT, "Reason", "原因"),
};

static const OdbcStatement out_of_order_rows = {
    "report_out_of_order",
    "SELECT r.room, r.room_type, o.reason FROM room_night n JOIN room_outage o ON o.outage_id = n.outage "
    "JOIN room r ON r.room = n.room WHERE n.night = ? AND o.kind = 'out_of_order' AND r.in_use = 1 "
    "ORDER BY r.position, r.room",
    1,
};

const ReportDefinition report_out_of_order = {
    .code = "out_of_order",
    .title = TITLE("Rooms out of order", "停用客房"),
    .purpose = TITLE("Rooms that could not be sold in the night of the day.", "日结时不可售的客房。"),
    .columns = out_of_order_columns,
    .column_count = G_N_ELEMENTS(out_of_order_columns),
    .statement = &out_of_order_rows,
};
