#include "central/rate/search.h"

#include <string.h>

#include "central/rate/answer_cache.h"
#include "central/rate/offer_text.h"
#include "ops/json_text.h"

#define ITEMS_OPEN "{\"items\":["
#define ITEMS_CLOSE "]}"

enum { SCRATCH_BYTES = 64 * 1024 };

GArray *search_hotels(const Central *central, const Search *search)
{
    if (search->near && !search->hotel)
        return place_index_near(central->places, search->latitude_degrees, search->longitude_degrees,
                                search->radius_km * 1000);
    if (search->place && search->place[0] && !search->hotel)
        return place_index_by_words(central->places, search->place);
    GArray *found = g_array_new(FALSE, FALSE, sizeof(PlaceFound));
    for (guint i = 0; !search->hotel && i < central->chain->hotels->len; i++) {
        PlaceFound entry = {central->chain->hotels->pdata[i], -1};
        g_array_append_val(found, entry);
    }
    if (search->hotel) {
        PlaceFound entry = {search->hotel, -1};
        if (search->near)
            entry.distance_m =
                hotel_distance_m(search->hotel, search->latitude_degrees, search->longitude_degrees);
        g_array_append_val(found, entry);
    }
    return found;
}

/* ---- one hotel ---- */

static void scratch_free(gpointer text)
{
    g_string_free(text, TRUE);
}

/* An empty text of the calling thread that has grown to what answers need. */
static GString *scratch_text(void)
{
    static GPrivate scratch = G_PRIVATE_INIT(scratch_free);
    GString *text = g_private_get(&scratch);
    if (!text) {
        text = g_string_sized_new(SCRATCH_BYTES);
        g_private_set(&scratch, text);
    }
    return g_string_truncate(text, 0);
}

static GBytes *list_answer(const OfferList *list, const OfferQuestion *question)
{
    GString *text = scratch_text();
    json_text_literal(text, ITEMS_OPEN);
    hotel_offers_write(text, list, question);
    json_text_literal(text, ITEMS_CLOSE);
    return g_bytes_new(text->str, text->len);
}

/* The answer about one hotel, kept or made; without its text when only the price is asked. `list` is scratch
 * for several hotels, or NULL for one. */
static KeptAnswer hotel_answer(Central *central, const ChainHotel *hotel, const OfferQuestion *question,
                               gboolean with_text, OfferList *list)
{
    AnswerKey key;
    KeptAnswer answer = {0};
    Night today = central_today(central, hotel);
    g_autoptr(HotelMemory) memory = hotel_memory_open(central->memory, hotel);
    gboolean may_keep = answer_key_init(&key, hotel, memory, today, question);
    if (may_keep && answer_cache_find(central->answers, &key, &answer) && (answer.text || !with_text))
        return answer;
    g_auto(OfferList) own = {0};
    if (!list) {
        list = &own;
        offer_list_init(list);
    }
    offer_list_fill(list, hotel, memory, today, question);
    answer.has_offer = offer_list_cheapest(list, &answer.total_minor);
    answer.text = with_text ? list_answer(list, question) : NULL;
    if (may_keep)
        answer_cache_keep(central->answers, &key, &answer);
    return answer;
}

GBytes *search_hotel_answer(Central *central, const ChainHotel *hotel, const OfferQuestion *question)
{
    return hotel_answer(central, hotel, question, TRUE, NULL).text;
}

/* ---- several hotels ---- */

/* A hotel of the answer; owns the text. */
typedef struct {
    PlaceFound found;
    KeptAnswer answer;
} PageHotel;

static void page_hotel_clear(gpointer data)
{
    g_clear_pointer(&((PageHotel *)data)->answer.text, g_bytes_unref);
}

/* Amounts of different currencies cannot be compared: each currency by itself, in the order of their codes.
 */
static gint compare_prices(gconstpointer left, gconstpointer right)
{
    const PageHotel *a = left;
    const PageHotel *b = right;
    if (a->answer.has_offer != b->answer.has_offer)
        return a->answer.has_offer ? -1 : 1;
    int order = strcmp(a->found.hotel->currency->code, b->found.hotel->currency->code);
    if (order == 0 && a->answer.has_offer)
        order =
            (a->answer.total_minor > b->answer.total_minor) - (a->answer.total_minor < b->answer.total_minor);
    return order;
}

/* All hotels found, in the order asked for. Where the price decides it is asked of all of them, and the text
 * with it when most of them will be shown. */
static GArray *page_hotels(Central *central, const Search *search, const GArray *found, OfferList *list)
{
    gboolean by_price = search->order == SEARCH_ORDER_PRICE;
    gboolean with_text = found->len <= 2 * search->limit;
    GArray *hotels = g_array_sized_new(FALSE, FALSE, sizeof(PageHotel), found->len);
    g_array_set_clear_func(hotels, page_hotel_clear);
    for (guint i = 0; i < found->len; i++) {
        PageHotel entry = {.found = g_array_index(found, PlaceFound, i)};
        if (by_price)
            entry.answer = hotel_answer(central, entry.found.hotel, &search->offer, with_text, list);
        g_array_append_val(hotels, entry);
    }
    if (by_price)
        g_array_sort(hotels, compare_prices);
    return hotels;
}

/* The hotel's own answer, out of its frame, with the distance added. */
static void page_add(GString *text, const PageHotel *hotel)
{
    gsize length;
    const char *item = (const char *)g_bytes_get_data(hotel->answer.text, &length) + strlen(ITEMS_OPEN);
    length -= strlen(ITEMS_OPEN ITEMS_CLOSE);
    if (hotel->found.distance_m < 0) {
        json_text_append(text, item, length);
        return;
    }
    char digits[G_ASCII_DTOSTR_BUF_SIZE];
    json_text_append(text, item, length - 1);
    json_text_literal(text, ",\"distance_km\":");
    g_string_append(text, g_ascii_formatd(digits, sizeof digits, "%.3f", hotel->found.distance_m / 1000));
    g_string_append_c(text, '}');
}

GBytes *search_page_answer(Central *central, const Search *search, const GArray *found, guint *ret_next)
{
    g_auto(OfferList) list;
    offer_list_init(&list);
    g_autoptr(GArray) hotels = page_hotels(central, search, found, &list);
    guint first = MIN(search->offset, hotels->len);
    guint end = MIN(first + search->limit, hotels->len);
    GString *text = g_string_sized_new(SCRATCH_BYTES);
    json_text_literal(text, ITEMS_OPEN);
    for (guint i = first; i < end; i++) {
        PageHotel *hotel = &g_array_index(hotels, PageHotel, i);
        if (i > first)
            g_string_append_c(text, ',');
        if (!hotel->answer.text)
            hotel->answer = hotel_answer(central, hotel->found.hotel, &search->offer, TRUE, &list);
        page_add(text, hotel);
    }
    json_text_literal(text, ITEMS_CLOSE);
    *ret_next = end < hotels->len ? end : 0;
    return g_string_free_to_bytes(text);
}
