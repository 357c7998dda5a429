#include "central/rate/calendar.h"

#include <string.h>

#include "ops/json_text.h"

enum { DAYS_MAX = 31 };

typedef struct {
    const ChainHotel *hotel; /* NULL: nothing to be had */
    Offer offer;
} CalendarDay;

static guint currency_count(const GArray *found, const char *currency)
{
    guint count = 0;
    for (guint i = 0; i < found->len; i++)
        count += strcmp(g_array_index(found, PlaceFound, i).hotel->currency->code, currency) == 0;
    return count;
}

/* Of equally many the one that stands first in the alphabet; NULL without hotels. */
static const char *currency_of_most(const GArray *found)
{
    const char *best = NULL;
    guint best_count = 0;
    for (guint i = 0; i < found->len; i++) {
        const char *code = g_array_index(found, PlaceFound, i).hotel->currency->code;
        guint count = currency_count(found, code);
        if (count > best_count || (count == best_count && strcmp(code, best) < 0)) {
            best = code;
            best_count = count;
        }
    }
    return best;
}

static void days_ask_hotel(CalendarDay *days, int32_t day_count, Central *central, const ChainHotel *hotel,
                           OfferQuestion question, OfferList *list)
{
    int32_t nights = question.departure - question.arrival;
    Night today = central_today(central, hotel);
    g_autoptr(HotelMemory) memory = hotel_memory_open(central->memory, hotel);
    for (int32_t day = 0; day < day_count; day++, question.arrival++) {
        question.departure = question.arrival + nights;
        offer_list_fill(list, hotel, memory, today, &question);
        if (list->offers->len == 0)
            continue;
        const Offer *cheapest = &g_array_index(list->offers, Offer, 0);
        if (!days[day].hotel || cheapest->total_minor < days[day].offer.total_minor)
            days[day] = (CalendarDay){hotel, *cheapest};
    }
}

static void day_write(GString *text, const CalendarDay *day, Night arrival, int32_t nights)
{
    json_text_literal(text, "{\"arrival\":");
    json_text_night(text, arrival);
    json_text_literal(text, ",\"departure\":");
    json_text_night(text, arrival + nights);
    json_text_literal(text, ",\"cheapest\":");
    if (!day->hotel) {
        json_text_literal(text, "null}");
        return;
    }
    json_text_literal(text, "{\"hotel\":");
    json_text_string(text, day->hotel->code);
    json_text_literal(text, ",\"room_type\":");
    json_text_string(text, day->offer.type->code);
    json_text_literal(text, ",\"rate_plan\":");
    json_text_string(text, day->offer.plan->code);
    json_text_literal(text, ",\"available\":");
    json_text_int64(text, day->offer.available);
    json_text_literal(text, ",\"total_minor\":");
    json_text_int64(text, day->offer.room_minor);
    json_text_literal(text, ",\"total_with_tax_minor\":");
    json_text_int64(text, day->offer.total_minor);
    json_text_literal(text, ",\"currency\":");
    json_text_string(text, day->hotel->currency->code);
    json_text_literal(text, "}}");
}

static GBytes *calendar_write(const CalendarDay *days, int32_t day_count, const char *currency, guint hotels,
                              Night first_night, int32_t nights)
{
    char month[MONTH_TEXT_SIZE];
    GString *text = g_string_sized_new(8192);
    json_text_literal(text, "{\"month\":");
    json_text_string(text, night_write_month(first_night, month));
    json_text_literal(text, ",\"nights\":");
    json_text_int64(text, nights);
    json_text_literal(text, ",\"currency\":");
    if (currency)
        json_text_string(text, currency);
    else
        json_text_literal(text, "null");
    json_text_literal(text, ",\"hotels\":");
    json_text_int64(text, hotels);
    json_text_literal(text, ",\"days\":[");
    for (int32_t day = 0; day < day_count; day++) {
        if (day > 0)
            g_string_append_c(text, ',');
        day_write(text, &days[day], first_night + day, nights);
    }
    json_text_literal(text, "]}");
    return g_string_free_to_bytes(text);
}

GBytes *calendar_answer(Central *central, const GArray *found, const char *currency,
                        const OfferQuestion *question, Night first_night, int32_t nights)
{
    CalendarDay days[DAYS_MAX] = {0};
    int32_t day_count = night_month_next(first_night) - first_night;
    const char *compared = currency ? currency : currency_of_most(found);
    OfferQuestion each = *question;
    each.arrival = first_night;
    each.departure = first_night + nights;
    g_auto(OfferList) list;
    offer_list_init(&list);
    guint hotels = 0;
    for (guint i = 0; i < found->len; i++) {
        const ChainHotel *hotel = g_array_index(found, PlaceFound, i).hotel;
        if (strcmp(hotel->currency->code, compared) != 0)
            continue;
        hotels++;
        days_ask_hotel(days, day_count, central, hotel, each, &list);
    }
    return calendar_write(days, day_count, compared, hotels, first_night, nights);
}
