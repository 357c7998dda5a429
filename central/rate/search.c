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

/* The answer about one hotel, kept or made; without its text when only the price is asked. */
static KeptAnswer hotel_answer(Central *central, const ChainHotel *hotel, const OfferQuestion *question,
                               gboolean with_text)
{
    AnswerKey key;
    KeptAnswer answer = {0};
    Night today = central_today(central, hotel);
    g_autoptr(HotelMemory) memory = hotel_memory_open(central->memory, hotel);
    gboolean may_keep = answer_key_init(&key, hotel, memory, today, question);
    if (may_keep && answer_cache_find(central->answers, &key, &answer) && (answer.text || !with_text))
        return answer;
    g_auto(OfferList) list;
    offer_list_init(&list);
    offer_list_fill(&list, hotel, memory, today, question);
    answer.has_offer = offer_list_cheapest(&list, &answer.total_minor);
    answer.text = with_text ? list_answer(&list, question) : NULL;
    if (may_keep)
        answer_cache_keep(central->answers, &key, &answer);
    return answer;
}

GBytes *search_hotel_answer(Central *central, const ChainHotel *hotel, const OfferQuestion *question)
{
    return hotel_answer(central, hotel, question, TRUE).text;
}

/* ---- several hotels ---- */

typedef struct {
    PlaceFound found;
    KeptAnswer answer; /* of its text nothing is used */
} PricedHotel;

/* Amounts of different currencies cannot be compared: each currency by itself, in the order of their codes.
 */
static gint compare_priced(gconstpointer left, gconstpointer right)
{
    const PricedHotel *a = left;
    const PricedHotel *b = right;
    if (a->answer.has_offer != b->answer.has_offer)
        return a->answer.has_offer ? -1 : 1;
    int order = strcmp(a->found.hotel->currency->code, b->found.hotel->currency->code);
    if (order == 0 && a->answer.has_offer)
        order =
            (a->answer.total_minor > b->answer.total_minor) - (a->answer.total_minor < b->answer.total_minor);
    return order;
}

static void found_sort_by_price(Central *central, const OfferQuestion *question, GArray *found)
{
    g_autoptr(GArray) priced = g_array_sized_new(FALSE, FALSE, sizeof(PricedHotel), found->len);
    for (guint i = 0; i < found->len; i++) {
        PricedHotel entry = {.found = g_array_index(found, PlaceFound, i)};
        entry.answer = hotel_answer(central, entry.found.hotel, question, FALSE);
        g_clear_pointer(&entry.answer.text, g_bytes_unref);
        g_array_append_val(priced, entry);
    }
    g_array_sort(priced, compare_priced);
    for (guint i = 0; i < found->len; i++)
        g_array_index(found, PlaceFound, i) = g_array_index(priced, PricedHotel, i).found;
}

/* The hotel's own answer, out of its frame, with the distance added. */
static void page_add(GString *text, Central *central, const PlaceFound *found, const OfferQuestion *question)
{
    g_autoptr(GBytes) answer = search_hotel_answer(central, found->hotel, question);
    gsize length;
    const char *item = (const char *)g_bytes_get_data(answer, &length) + strlen(ITEMS_OPEN);
    length -= strlen(ITEMS_OPEN ITEMS_CLOSE);
    if (found->distance_m < 0) {
        json_text_append(text, item, length);
        return;
    }
    char digits[G_ASCII_DTOSTR_BUF_SIZE];
    json_text_append(text, item, length - 1);
    json_text_literal(text, ",\"distance_km\":");
    g_string_append(text, g_ascii_formatd(digits, sizeof digits, "%.3f", found->distance_m / 1000));
    g_string_append_c(text, '}');
}

GBytes *search_page_answer(Central *central, const Search *search, GArray *found, guint *ret_next)
{
    if (search->order == SEARCH_ORDER_PRICE)
        found_sort_by_price(central, &search->offer, found);
    guint first = MIN(search->offset, found->len);
    guint end = MIN(first + search->limit, found->len);
    GString *text = g_string_sized_new(SCRATCH_BYTES);
    json_text_literal(text, ITEMS_OPEN);
    for (guint i = first; i < end; i++) {
        if (i > first)
            g_string_append_c(text, ',');
        page_add(text, central, &g_array_index(found, PlaceFound, i), &search->offer);
    }
    json_text_literal(text, ITEMS_CLOSE);
    *ret_next = end < found->len ? end : 0;
    return g_string_free_to_bytes(text);
}
