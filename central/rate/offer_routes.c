#include "central/rate/offer_routes.h"

#include <string.h>

#include "central/rate/calendar.h"
#include "central/rate/offer_text.h"
#include "central/rate/search_query.h"
#include "central/staff/principal.h"
#include "ops/json.h"
#include "ops/json_text.h"

enum { ROOMS_MAX = 99, OCCUPANCY_MAX = 20 };

/* ---- searches ---- */

static HttpResponse *json_response(GBytes *answer)
{
    return http_response_new_bytes(200, "application/json", answer);
}

/* What would keep an HTTP thread for long is refused. FALSE: answered. */
static gboolean found_few_enough(HttpRequest *request, const GArray *found, guint hotel_nights,
                                 int32_t nights)
{
    guint most = hotel_nights / (guint)MAX(nights, 1);
    if (found->len <= most)
        return TRUE;
    http_request_respond_problem(
        request, 400, "too_many_hotels",
        "prices of %u hotels cannot be compared at once; of a stay this long %u can: "
        "narrow the place",
        found->len, most);
    return FALSE;
}

static void availability_answer_page(HttpRequest *request, Central *central, const Search *search)
{
    g_autoptr(GArray) found = search_hotels(central, search);
    int32_t nights = search->offer.departure - search->offer.arrival;
    if (search->order == SEARCH_ORDER_PRICE &&
        !found_few_enough(request, found, SEARCH_PRICED_NIGHTS, nights))
        return;
    guint next;
    g_autoptr(GBytes) answer = search_page_answer(central, search, found, &next);
    HttpResponse *response = json_response(answer);
    if (next > 0)
        search_link_next(response, request, next);
    http_request_respond(request, response);
}

static void availability(HttpRequest *request, gpointer context)
{
    Central *central = context;
    g_auto(Search) search = {0};
    if (!search_query_where(request, central, &search) || !search_query_dates(request, &search) ||
        !search_query_guests(request, &search) || !search_query_page(request, &search))
        return;
    if (!search.hotel || search.near || search.offset > 0) {
        availability_answer_page(request, central, &search);
        return;
    }
    g_autoptr(GBytes) answer = search_hotel_answer(central, search.hotel, &search.offer);
    http_request_respond(request, json_response(answer));
}

static void calendar(HttpRequest *request, gpointer context)
{
    Central *central = context;
    g_auto(Search) search = {0};
    Night first_night;
    int32_t nights;
    if (!search_query_where(request, central, &search) ||
        !search_query_month(request, &first_night, &nights) || !search_query_guests(request, &search))
        return;
    g_autoptr(GArray) found = search_hotels(central, &search);
    if (!found_few_enough(request, found, SEARCH_CALENDAR_NIGHTS, nights))
        return;
    const char *currency = http_request_query(request, "currency");
    g_autoptr(GBytes) answer = calendar_answer(central, found, currency && currency[0] ? currency : NULL,
                                               &search.offer, first_night, nights);
    http_request_respond(request, json_response(answer));
}

/* ---- quotes ---- */

typedef struct {
    char *room_type;
    char *rate_plan;
    Night arrival;
    Night departure;
    int64_t adults, children, infants;
} QuoteRoom;

static const JsonField QUOTE_ROOM_FIELDS[] = {
    FIELD_TEXT("room_type", QuoteRoom, room_type, .required = true, .validate = room_type_code_check),
    FIELD_TEXT("rate_plan", QuoteRoom, rate_plan, .required = true, .validate = rate_plan_code_check),
    FIELD_NIGHT("arrival", QuoteRoom, arrival, .required = true),
    FIELD_NIGHT("departure", QuoteRoom, departure, .required = true),
    FIELD_INT("adults", QuoteRoom, adults, .required = true, .min = 1, .max = OCCUPANCY_MAX),
    FIELD_INT("children", QuoteRoom, children, .min = 0, .max = OCCUPANCY_MAX),
    FIELD_INT("infants", QuoteRoom, infants, .min = 0, .max = OCCUPANCY_MAX),
};
static const JsonShape QUOTE_ROOM_SHAPE = JSON_SHAPE(QuoteRoom, QUOTE_ROOM_FIELDS);

typedef struct {
    char *hotel;
    GArray *rooms;
    char **access;
} QuoteForm;

static const JsonField QUOTE_FIELDS[] = {
    FIELD_TEXT("hotel", QuoteForm, hotel, .required = true, .validate = hotel_code_check),
    FIELD_LIST("rooms", QuoteForm, rooms, &QUOTE_ROOM_SHAPE, .required = true, .min = 1, .max = ROOMS_MAX),
    FIELD_TEXT_LIST("access", QuoteForm, access, .max = 10),
};
static const JsonShape QUOTE_SHAPE = JSON_SHAPE(QuoteForm, QUOTE_FIELDS);

static void respond_field(HttpRequest *request, guint status, const char *code, guint room, const char *field,
                          const char *detail)
{
    g_autofree char *pointer = g_strdup_printf("/rooms/%u/%s", room, field);
    HttpResponse *problem = http_problem_new(status, code, "%s", detail);
    http_problem_add_error(problem, pointer, "%s", detail);
    http_request_respond(request, problem);
}

/* Adds the offer of one wished room to the list and its text; FALSE after the request was answered. */
static gboolean quote_room(HttpRequest *request, const HotelMemory *memory, const QuoteForm *form,
                           guint index, OfferList *list, GString *text)
{
    const QuoteRoom *room = &g_array_index(form->rooms, QuoteRoom, index);
    const ChainRatePlan *plan = hotel_rate_plan(list->hotel, room->rate_plan);
    const ChainRoomType *type = hotel_room_type(list->hotel, room->room_type);
    if (!plan || !type) {
        respond_field(request, 422, plan ? "unknown_room_type" : "unknown_rate_plan", index,
                      plan ? "room_type" : "rate_plan", "the hotel has none of this code");
        return FALSE;
    }
    OfferQuestion question = {
        .arrival = room->arrival,
        .departure = room->departure,
        .occupancy = {.adults = (int32_t)room->adults,
                      .children = (int32_t)room->children,
                      .infants = (int32_t)room->infants},
        .rooms = 1,
        .access = form->access,
    };
    PriceRefusal refusal;
    if (!offer_list_add(list, memory, plan, type, &question, &refusal)) {
        respond_field(request, 409, "rate_not_offered", index, "rate_plan",
                      price_refusal_code_text(refusal.code));
        return FALSE;
    }
    if (index > 0)
        g_string_append_c(text, ',');
    g_auto(OfferScratch) scratch;
    offer_scratch_init(&scratch, list->hotel);
    offer_write(text, list, index, &question, &scratch);
    return TRUE;
}

static void quote_write_sums(GString *text, const OfferList *list)
{
    Offer sum = {0};
    for (guint i = 0; i < list->offers->len; i++) {
        const Offer *offer = &g_array_index(list->offers, Offer, i);
        sum.room_minor += offer->room_minor;
        sum.exclusive_tax_minor += offer->exclusive_tax_minor;
        sum.total_minor += offer->total_minor;
    }
    json_text_literal(text, "],\"currency\":");
    json_text_string(text, list->hotel->currency->code);
    json_text_literal(text, ",\"total_minor\":");
    json_text_int64(text, sum.room_minor);
    json_text_literal(text, ",\"tax_minor\":");
    json_text_int64(text, sum.exclusive_tax_minor);
    json_text_literal(text, ",\"total_with_tax_minor\":");
    json_text_int64(text, sum.total_minor);
    g_string_append_c(text, '}');
}

static void quote_answer(HttpRequest *request, Central *central, const ChainHotel *hotel,
                         const QuoteForm *form)
{
    g_auto(OfferList) list;
    offer_list_init(&list);
    g_autoptr(HotelMemory) memory = hotel_memory_open(central->memory, hotel);
    offer_list_begin(&list, hotel, memory, central_today(central, hotel));
    g_autoptr(GString) text = g_string_new("{\"hotel\":");
    json_text_string(text, hotel->code);
    json_text_literal(text, ",\"rooms\":[");
    for (guint i = 0; i < form->rooms->len; i++)
        if (!quote_room(request, memory, form, i, &list, text))
            return;
    quote_write_sums(text, &list);
    g_autoptr(GBytes) answer = g_string_free_to_bytes(g_steal_pointer(&text));
    http_request_respond(request, json_response(answer));
}

static void quote(HttpRequest *request, gpointer context)
{
    Central *central = context;
    QuoteForm form = {0};
    JsonProblem problem = {0};
    if (!json_decode(http_request_json(request), &QUOTE_SHAPE, &form, &problem)) {
        central_respond_form(request, &problem);
        return;
    }
    const ChainHotel *hotel = chain_hotel(central->chain, form.hotel);
    if (!hotel)
        http_request_respond_problem(request, 422, "hotel_not_found", "the chain has no hotel of this code");
    else if (request_access_fits(request, (const char *const *)form.access))
        quote_answer(request, central, hotel, &form);
    json_shape_clear(&QUOTE_SHAPE, &form);
}

const HttpRoute offer_routes[] = {
    {"GET",
     "/v1/"
     "availability{?hotel,place,latitude,longitude,radius_km,arrival,departure,adults,children,infants,rooms,"
     "access,features,offers,order,limit,cursor}",
     HTTP_LANE_MEMORY, ACCESS_READ, HTTP_PLAIN, availability, 0},
    {"GET",
     "/v1/availability/"
     "calendar{?hotel,place,latitude,longitude,radius_km,month,nights,adults,children,infants,rooms,access,"
     "features,currency}",
     HTTP_LANE_MEMORY, ACCESS_READ, HTTP_PLAIN, calendar, 0},
    /* A quote writes nothing, so an Idempotency-Key is welcome and not needed. */
    {"POST", "/v1/quotes", HTTP_LANE_MEMORY, ACCESS_READ, HTTP_BODY_REQUIRED, quote, 0},
};
const gsize offer_route_count = G_N_ELEMENTS(offer_routes);
