/* The words that codes in reports stand for. */

#include "property/report/report.h"

#include <string.h>

typedef struct Label {
    const char *code;
    ReportWords words;
} Label;

#define LABEL(Code, English, Chinese)                                                                        \
    {                                                                                                        \
        Code,                                                                                                \
        {                                                                                                    \
            {                                                                                                \
                English, Chinese                                                                             \
            }                                                                                                \
        }                                                                                                    \
    }

static const Label labels[] = {
    /* figures */
    LABEL("rooms_total", "Rooms", "客房总数"),
    LABEL("rooms_out_of_order", "Rooms out of order", "停用客房"),
    LABEL("rooms_available", "Rooms available", "可售客房"),
    LABEL("rooms_occupied", "Rooms occupied", "占用客房"),
    LABEL("complimentary", "  of these complimentary", "  其中免费房"),
    LABEL("house_use", "  of these house use", "  其中自用房"),
    LABEL("rooms_sold", "Rooms sold", "售出客房"),
    LABEL("day_use", "Day use", "日用房"),
    LABEL("occupancy", "Occupancy", "出租率"),
    LABEL("average_daily_rate", "Average daily rate", "平均房价"),
    LABEL("average_daily_rate_net", "Average daily rate, without tax", "平均房价（不含税）"),
    LABEL("revenue_per_available_room", "Revenue per available room", "每间可售房收入"),
    LABEL("revenue_per_available_room_net", "Revenue per available room, without tax",
          "每间可售房收入（不含税）"),
    LABEL("room_revenue_expected", "Room revenue of tonight, not posted yet", "今晚客房收入（尚未入账）"),
    LABEL("room_revenue_tonight", "Room revenue with tonight", "客房收入（含今晚未入账）"),
    LABEL("average_daily_rate_tonight", "Average daily rate with tonight", "平均房价（含今晚未入账）"),
    LABEL("revenue_per_available_room_tonight", "Revenue per available room with tonight",
          "每间可售房收入（含今晚未入账）"),
    LABEL("arrivals", "Arrivals", "抵店"),
    LABEL("departures", "Departures", "离店"),
    LABEL("stay_overs", "Stay-overs", "续住"),
    LABEL("no_shows", "No-shows", "未到"),
    LABEL("cancellations", "Cancellations", "取消"),
    LABEL("adults", "Adults", "成人"),
    LABEL("children", "Children", "儿童"),
    LABEL("guests", "Guests", "客人总数"),
    LABEL("room_revenue", "Room revenue", "客房收入"),
    LABEL("included_tax", "  of this tax within prices", "  其中价内税"),
    LABEL("room_revenue_net", "Room revenue, without tax", "客房收入（不含税）"),
    LABEL("other_revenue", "Other revenue", "其他收入"),
    LABEL("total_revenue", "Total revenue", "总收入"),
    LABEL("tax_included", "Within prices", "价内"),
    LABEL("tax_added", "Added", "价外"),
    LABEL("added_tax", "Tax added to prices", "价外税费"),
    /* departments and means of payment */
    LABEL("room", "Room", "客房"),
    LABEL("tax", "Tax", "税费"),
    LABEL("food", "Food", "餐饮"),
    LABEL("beverage", "Beverage", "酒水"),
    LABEL("minibar", "Minibar", "迷你吧"),
    LABEL("parking", "Parking", "停车"),
    LABEL("laundry", "Laundry", "洗衣"),
    LABEL("spa", "Spa", "水疗"),
    LABEL("other", "Other", "其他"),
    LABEL("payment", "Payment", "付款"),
    LABEL("cash", "Cash", "现金"),
    LABEL("card", "Card", "银行卡"),
    LABEL("transfer", "Transfer", "转账"),
    LABEL("rounding", "Cash rounding", "现金尾差"),
    LABEL("voucher", "Voucher", "代金券"),
    LABEL("usali_rooms", "Rooms", "客房部"),
    LABEL("usali_food_and_beverage", "Food and beverage", "餐饮部"),
    LABEL("usali_other_operated", "Other operated departments", "其他经营部门"),
    LABEL("usali_miscellaneous", "Miscellaneous income", "杂项收入"),
    /* parts of the house */
    LABEL("room_type", "Room type", "房型"),
    LABEL("rate_plan", "Rate plan", "房价计划"),
    LABEL("segment", "Segment", "细分市场"),
    LABEL("channel", "Channel", "渠道"),
    /* entries */
    LABEL("void", "Void", "作废"),
    LABEL("correction", "Correction", "更正"),
    LABEL("adjustment", "Adjustment", "调整"),
    LABEL("allowance", "Allowance", "折让"),
    /* the trial balance */
    LABEL("guest", "Guest ledger", "客账"),
    LABEL("deposit", "Deposit ledger", "订金账"),
    LABEL("city", "City ledger", "应收账"),
    LABEL("all_ledgers", "All ledgers", "全部账目"),
    LABEL("transfers", "Transfers", "转账往来"),
    LABEL("opening", "Opening balance", "期初余额"),
    LABEL("charges", "Charges", "入账"),
    LABEL("payments", "Payments", "收款"),
    LABEL("closing", "Closing balance", "期末余额"),
    LABEL("difference", "Difference", "差额"),
};

const char *report_label(const char *code, ReportLanguage language)
{
    for (gsize i = 0; i < G_N_ELEMENTS(labels); i++) {
        if (strcmp(labels[i].code, code) == 0) {
            return labels[i].words.in[language];
        }
    }
    return code;
}
