#include "revenue/price_rules.h"

typedef struct RefusalText {
    const char *code;
    const char *en;
    const char *zh;
} RefusalText;

static const RefusalText texts[] = {
    [PRICE_OFFERED] = {"offered", "Available", "可预订"},
    [PRICE_REFUSED_DATES] = {"dates", "Departure must not be before arrival, nor arrival in the past",
                             "离店日期不能早于入住日期，入住日期不能早于今天"},
    [PRICE_REFUSED_NOT_OPEN] = {"not-open", "The hotel is not open yet on {night}", "酒店在{night}尚未开业"},
    [PRICE_REFUSED_HORIZON] = {"horizon", "Nights from {night} on are not on sale yet",
                               "{night}起的房晚尚未开放预订"},
    [PRICE_REFUSED_ACCESS] = {"access", "This rate needs a membership or company code",
                              "此房价需要会员身份或公司代码"},
    [PRICE_REFUSED_ROOM_TYPE] = {"room-type", "This rate does not include this room type",
                                 "此房价不适用于该房型"},
    [PRICE_REFUSED_OCCUPANCY] = {"occupancy", "At least one adult, and at most {bound} fit in this room",
                                 "至少一位成人，此房型最多可住{bound}位"},
    [PRICE_REFUSED_MIN_STAY] = {"min-stay", "Stays arriving on {night} need at least {bound} nights",
                                "{night}入住至少需住{bound}晚"},
    [PRICE_REFUSED_MAX_STAY] = {"max-stay", "Stays arriving on {night} may have at most {bound} nights",
                                "{night}入住最多可住{bound}晚"},
    [PRICE_REFUSED_MIN_ADVANCE] = {"min-advance",
                                   "This rate must be booked at least {bound} days before arrival",
                                   "此房价须至少提前{bound}天预订"},
    [PRICE_REFUSED_MAX_ADVANCE] = {"max-advance",
                                   "This rate can be booked at most {bound} days before arrival",
                                   "此房价最多可提前{bound}天预订"},
    [PRICE_REFUSED_CLOSED] = {"closed", "The night of {night} is closed for this rate",
                              "{night}晚此房价已关闭"},
    [PRICE_REFUSED_CLOSED_TO_ARRIVAL] = {"closed-to-arrival", "No arrivals on {night} at this rate",
                                         "此房价不接受{night}入住"},
    [PRICE_REFUSED_CLOSED_TO_DEPARTURE] = {"closed-to-departure", "No departures on {night} at this rate",
                                           "此房价不接受{night}离店"},
};

static const RefusalText *refusal_text(PriceRefusalCode code)
{
    g_assert((gsize)code < G_N_ELEMENTS(texts));
    return &texts[code];
}

const char *price_refusal_code_text(PriceRefusalCode code)
{
    return refusal_text(code)->code;
}

const char *price_refusal_text_en(PriceRefusalCode code)
{
    return refusal_text(code)->en;
}

const char *price_refusal_text_zh(PriceRefusalCode code)
{
    return refusal_text(code)->zh;
}
