#include "property/report/report_variance_store.h"

#include "ops/json.h"
#include "property/command/statement.h"
#include "property/copy/copy_store.h"
#include "property/folio/folio_store.h"
#include "property/report/report_define.h"
#include "property/report/statistic_rules.h"
#include "revenue/price_rules.h"
#include <string.h>

static const ReportColumn variance_columns[] = {
    COLUMN("room", REPORT_TEXT, "Room", "房号"),
    COLUMN("guest", REPORT_TEXT, "Guest", "客人"),
    COLUMN("confirmation_number", REPORT_TEXT, "Confirmation", "确认号"),
    COLUMN("room_type", REPORT_TEXT, "Type sold", "售出房型"),
    COLUMN("rate_plan", REPORT_TEXT, "Rate plan", "房价计划"),
    TOTAL("plan_price", REPORT_MONEY, "Price of the plan", "计划房价"),
    TOTAL("charged", REPORT_MONEY, "Charged", "实收房价"),
    TOTAL("difference", REPORT_MONEY, "Difference", "差额"),
    COLUMN("share", REPORT_SHARE, "Difference in %", "差额比例"),
};

static const OdbcStatement charged_nights = {
    "charged_nights_of_day",
    "SELECT s.room, s.guest_name, s.confirmation_number, s.sold_type, s.rate_plan, s.adults, s.children, "
    "s.infants, p.amount_minor FROM posting p JOIN stay s ON s.stay_id = p.stay_id WHERE p.business_date = ? "
    "AND p.entry = 'posting' AND p.department = 'room' AND p.night = p.business_date AND p.code = "
    "'" FOLIO_ROOM_CODE "' AND +p.corrects IS NULL AND " POSTING_NOT_TAKEN_BACK
    " AND s.status <> 'no_show' AND s.arrival < s.departure AND (s.checked_out_on IS "
    "NULL OR s.checked_out_on > p.business_date) ORDER BY s.room, s.stay_id",
    1,
};

static const ChainRoomType *type_sold(const ChainRatePlan *plan, const char *code)
{
    for (guint i = 0; i < plan->room_types->len; i++) {
        const ChainRoomType *room_type = g_ptr_array_index(plan->room_types, i);
        if (strcmp(room_type->code, code) == 0) {
            return room_type;
        }
    }
    return NULL;
}

/* False when the night has no plan to be compared with. */
static bool plan_price(const ReportDay *day, const PriceBook *book, const OdbcResult *result, guint row,
                       int64_t *ret_minor)
{
    const ChainRatePlan *plan = hotel_rate_plan(day->hotel, odbc_result_text(result, row, 4));
    const ChainRoomType *room_type = plan == NULL ? NULL : type_sold(plan, odbc_result_text(result, row, 3));
    PriceOccupancy occupancy = {
        .adults = (int32_t)odbc_result_int64(result, row, 5),
        .children = (int32_t)odbc_result_int64(result, row, 6),
        .infants = (int32_t)odbc_result_int64(result, row, 7),
    };

    if (room_type == NULL) {
        return false;
    }
    *ret_minor = price_of_night(day->hotel, plan, room_type, day->business_date, occupancy, book);
    return true;
}

static void add_variance(const OdbcResult *result, guint row, int64_t plan_minor, json_t *rows)
{
    int64_t charged_minor = odbc_result_int64(result, row, 8);
    int64_t difference_minor = charged_minor - plan_minor;
    json_t *cells = json_array();

    for (guint column = 0; column < 5; column++) {
        json_array_append_new(cells, json_from_text(odbc_result_text(result, row, column)));
    }
    json_array_append_new(cells, json_integer(plan_minor));
    json_array_append_new(cells, json_integer(charged_minor));
    json_array_append_new(cells, json_integer(difference_minor));
    json_array_append_new(cells, json_integer(statistic_share(difference_minor, plan_minor)));
    json_array_append_new(rows, cells);
}

static DatabaseStatus variance_rows(OdbcConnection *connection, const ReportDay *day, json_t *rows,
                                    GError **error)
{
    g_autoptr(GArray) overrides = g_array_new(FALSE, FALSE, sizeof(PriceOverride));
    g_autoptr(GArray) restrictions = g_array_new(FALSE, FALSE, sizeof(PriceRestriction));
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status =
        copy_prices_read(connection, day->business_date, day->business_date, overrides, restrictions, error);
    if (status == DATABASE_OK) {
        status = statement_run(connection, &charged_nights, &result, error, "n", day->business_date);
    }
    const PriceBook book = {
        .overrides = (const PriceOverride *)(const void *)overrides->data,
        .override_count = overrides->len,
    };
    for (guint row = 0; status == DATABASE_OK && row < odbc_result_rows(result); row++) {
        int64_t plan_minor;
        if (plan_price(day, &book, result, row, &plan_minor) &&
            plan_minor != odbc_result_int64(result, row, 8)) {
            add_variance(result, row, plan_minor, rows);
        }
    }
    return status;
}

const ReportDefinition report_rate_variance = {
    .code = "rate_variance",
    .title = {{"Rate variance", "房价差异"}},
    .purpose = {{"Nights charged at another price than their rate plan has now.",
                 "实收房价与房价计划现价不一致的间夜。"}},
    .columns = variance_columns,
    .column_count = G_N_ELEMENTS(variance_columns),
    .rows = variance_rows,
};
