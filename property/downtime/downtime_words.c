#include "property/downtime/downtime_words.h"

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
     WORDS(
         "Count the expected guests of each type first: their rooms are not free. Ask the manager for the "
         "price. "
         "Then as above, and write “walk-in” on the card.",
         "先清点各房型的预计抵店人数：这些房间不可另售。价格请询问经理。其余同上，并在登记卡上注明“散客”。")},
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
