#include "property/downtime/downtime_words.h"

#include <stddef.h>

#define WORDS(English, Chinese)                                                                              \
    {                                                                                                        \
        {                                                                                                    \
            English, Chinese                                                                                 \
        }                                                                                                    \
    }

const DowntimeInstruction downtime_instructions[DOWNTIME_INSTRUCTIONS] = {
    {WORDS("First", "首先"),
     WORDS("Print this pack, or keep it open on a computer that works. It shows the hotel as it was at the "
           "time "
           "on top. From now on write everything down on paper, with the time and your name.",
           "打印本资料，或在可用的电脑上打开。它显示的是页首时间点的酒店状况。从现在起，一切都记在纸上，并写"
           "明时间和姓名。")},
    {WORDS("A guest arrives", "客人抵店"),
     WORDS(
         "Find the name in “Expected guests”. Take the room written there, or one of the right type from "
         "“Rooms "
         "that are ready”. Fill in a registration card and let the guest sign it. Strike the room out of the "
         "list of ready rooms, so that nobody gives it twice.",
         "在“预计抵店”中查找姓名。使用已排好的房间，或从“可入住客房”中选相应房型。填写登记卡并请客人签名。随"
         "即在可入住"
         "客房中划掉该房间，以免重复分配。")},
    {WORDS("A guest without a booking", "无预订客人"),
     WORDS("Count the expected guests of each type first: their rooms are not free. Take the price from "
           "“Walk-in prices”. "
           "Then as above, and write “walk-in” on the card.",
           "先清点各房型的预计抵店人数：这些房间不可另售。价格见“散客房价”。其余同上，并在登记卡上注明“散客”"
           "。")},
    {WORDS("A guest leaves", "客人离店"), WORDS("Find the room in “All rooms”. The balance is what the guest "
                                                "owed at the time on top; add the charge "
                                                "slips of the room written since then. Take the payment, "
                                                "write a receipt, note the time. The room is now "
                                                "vacant and dirty.",
                                                "在“全部客房”中查找房间。余额为页首时间点的欠款，再加上此后该"
                                                "房间的消费单。收款、开收据、记下时间。该房间现为空房"
                                                "待清洁。")},
    {WORDS("A guest consumes something", "客人消费"),
     WORDS("Write a charge slip: room, what, amount. Keep the slips of a room together.",
           "填写消费单：房号、项目、金额。同一房间的消费单放在一起。")},
    {WORDS("A guest pays", "客人付款"),
     WORDS("Cash: write a receipt. Card: use the card terminal, it works by itself; keep its slip. Never "
           "write down "
           "a card number.",
           "现金：开收据。银行卡：使用独立的刷卡机并保存签购单。切勿抄写卡号。")},
    {WORDS("Somebody asks for a guest", "有人找客人"),
     WORDS("Look in “Guests by name”. Never tell a room number; offer to call the room.",
           "查看“客人姓名表”。不得告知房号；可代为转接电话。")},
    {WORDS("Fire alarm or evacuation", "火警或疏散"),
     WORDS("“All rooms” is the list for the roll call. Give it to the officer in charge.",
           "“全部客房”即点名名单。请交给现场负责人。")},
    {WORDS("The computer works again", "系统恢复后"),
     WORDS("Enter what is on paper in the order of the times: arrivals, charges, payments, departures. Tick "
           "each "
           "paper off. Compare the rooms at the end, and keep the papers for the manager.",
           "按时间顺序补录纸上记录：入住、消费、付款、离店。每录一张即打勾。最后核对房态，并将纸张交经理保存"
           "。")},
};

const DowntimeForm downtime_forms[DOWNTIME_FORMS] = {
    {.anchor = "cards",
     .title = WORDS("Registration cards to fill in", "空白登记卡"),
     .lines = {WORDS("Surname, given name", "姓名"), WORDS("Nationality, date of birth", "国籍与出生日期"),
               WORDS("Kind and number of the document", "证件种类与号码"), WORDS("Home address", "住址"),
               WORDS("Telephone, e-mail", "电话与电子邮箱"), WORDS("Confirmation number", "确认号"),
               WORDS("Room, type, price for one night", "房号、房型、每晚房价"),
               WORDS("Arrival, departure, adults, children", "抵店、离店、成人、儿童"),
               WORDS("Means of payment (no card number)", "付款方式（勿写卡号）"),
               WORDS("Date, signature of the guest", "日期与客人签名")},
     .copies = 4},
    {.anchor = "slips",
     .title = WORDS("Charge slips to fill in", "空白消费单"),
     .lines = {WORDS("Room, guest", "房号与客人"), WORDS("What, how many", "项目与数量"),
               WORDS("Amount with tax", "含税金额"), WORDS("Signature of the guest", "客人签名"),
               WORDS("By, date, time", "经手人、日期、时间"), WORDS("Entered by, at", "补录人与时间")},
     .copies = 8},
    {.anchor = "receipts",
     .title = WORDS("Receipts to fill in", "空白收据"),
     .lines = {WORDS("Number, date, time", "编号、日期、时间"), WORDS("Received from, room", "付款人与房号"),
               WORDS("Amount in figures", "金额（小写）"), WORDS("Amount in words", "金额（大写）"),
               WORDS("Cash, card, other (no card number)", "现金、银行卡、其他（勿写卡号）"),
               WORDS("Received by, signature", "收款人签名")},
     .copies = 8},
};

const DowntimeWords downtime_sheet_columns[DOWNTIME_SHEET_COLUMNS] = {
    WORDS("Room", "房号"), WORDS("State: clean, dirty, inspected, out", "状态：净、脏、已查、停用"),
    WORDS("What is broken or missing", "故障或缺失"), WORDS("Seen by, at", "发现人与时间"),
    WORDS("Done by, at", "处理人与时间")};

int downtime_form_lines(const DowntimeForm *form)
{
    int lines = 0;

    while (lines < DOWNTIME_FORM_LINES && form->lines[lines].in[DOWNTIME_ENGLISH] != NULL) {
        lines++;
    }
    return lines;
}
