#include "central/rate/offer_routes.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "central/booking/reservation.h"
#include "central/rate/offer.h"
#include "central/rate/place_rules.h"
#include "central/staff/principal.h"
#include "ops/json.h"

enum { ROOMS_MAX = 99, OCCUPANCY_MAX = 20, RADIUS_KM_DEFAULT = 50 };

typedef struct {
    OfferQuestion offer;
    const ChainHotel *hotel;
    const char *place;
    gboolean near;
    double latitude, longitude, radius_km;
} Search;

static gboolean query_night(HttpRequest *request, const char *name, Night *ret_night)
{
    const char *text = http_request_query(request, name);
    g_autoptr(GError) error = NULL;
    if (text && night_parse(text, ret_night, &error))
        return TRUE;
    g_autofree char *pointer = g_strconcat("?", name, NULL);
    HttpResponse *problem = http_problem_new(400, text ? "invalid_value" : "required", "%s: %s", name,
                                             text ? error->message : "give a date, YYYY-MM-DD");
    http_problem_add_error(problem, pointer, "a date, YYYY-MM-DD");
    http_request_respond(request, problem);
    return FALSE;
}

/* Decimal degrees or kilometres; *ret_given tells whether the parameter was there. */
static gboolean query_decimal(HttpRequest *request, const char *name, double bound, double *ret_value,
                              gboolean *ret_given)
{
    const char *text = http_request_query(request, name);
    *ret_given = text != NULL;
    if (!text)
        return TRUE;
    char *end = NULL;
    double value = g_ascii_strtod(text, &end);
    if (end != text && *end == '\0' && isfinite(value) && fabs(value) <= bound) {
        *ret_value = value;
        return TRUE;
    }
    g_autofree char *detail = g_strdup_printf("%s is a decimal number of at most %g", name, bound);
    central_respond_query(request, name, detail);
    return FALSE;
}

static gboolean query_dates(HttpRequest *request, OfferQuestion *question)
{
    if (!query_night(request, "arrival", &question->arrival) ||
        !query_night(request, "departure", &question->departure))
        return FALSE;
    if (question->departure >= question->arrival &&
        question->departure - question->arrival <= RESERVATION_NIGHTS_MAX)
        return TRUE;
    http_request_respond_problem(request, 400, "invalid_value",
                                 "departure lies before arrival, or the stay is over 365 nights");
    return FALSE;
}

static gboolean query_guests(HttpRequest *request, OfferQuestion *question)
{
    gint64 adults, children, infants, rooms;
    if (!http_request_query_integer(request, "adults", 1, OCCUPANCY_MAX, 2, &adults) ||
        !http_request_query_integer(request, "children", 0, OCCUPANCY_MAX, 0, &children) ||
        !http_request_query_integer(request, "infants", 0, OCCUPANCY_MAX, 0, &infants) ||
        !http_request_query_integer(request, "rooms", 1, ROOMS_MAX, 1, &rooms))
        return FALSE;
    question->occupancy = (PriceOccupancy){
        .adults = (int32_t)adults, .children = (int32_t)children, .infants = (int32_t)infants};
    question->rooms = (int)rooms;
    const char *access = http_request_query(request, "access");
    question->access = access && access[0] ? g_strsplit(access, ",", -1) : NULL;
    return TRUE;
}

static gboolean query_near(HttpRequest *request, Search *search)
{
    gboolean latitude, longitude, radius;
    search->radius_km = RADIUS_KM_DEFAULT;
    if (!query_decimal(request, "latitude", 90, &search->latitude, &latitude) ||
        !query_decimal(request, "longitude", 180, &search->longitude, &longitude) ||
        !query_decimal(request, "radius_km", 20040, &search->radius_km, &radius))
        return FALSE;
    search->near = latitude && longitude;
    if (latitude == longitude)
        return TRUE;
    http_request_respond_problem(request, 400, "required", "latitude and longitude go together");
    return FALSE;
}

static gboolean query_hotel(HttpRequest *request, const Central *central, Search *search)
{
    const char *code = http_request_query(request, "hotel");
    search->place = http_request_query(request, "place");
    if (!code || !code[0])
        return TRUE;
    search->hotel = chain_hotel(central->chain, code);
    if (search->hotel)
        return TRUE;
    http_request_respond_problem(request, 404, "hotel_not_found",
                                 "the chain has no hotel of this code: see /v1/hotels");
    return FALSE;
}

static gboolean is_asked(const Search *search, const ChainHotel *hotel)
{
    if (search->hotel)
        return hotel == search->hotel;
    if (search->near)
        return hotel_distance_m(hotel, search->latitude, search->longitude) <= search->radius_km * 1000;
    return !search->place || !search->place[0] || hotel_matches_place(hotel, search->place);
}

static gint by_distance(gconstpointer left, gconstpointer right)
{
    double a = json_real_value(json_object_get(*(json_t *const *)left, "distance_km"));
    double b = json_real_value(json_object_get(*(json_t *const *)right, "distance_km"));
    return (a > b) - (a < b);
}

static void availability_answer(HttpRequest *request, Central *central, const Search *search)
{
    g_autoptr(GPtrArray) found = g_ptr_array_new();
    for (guint i = 0; i < central->chain->hotels->len; i++) {
        const ChainHotel *hotel = central->chain->hotels->pdata[i];
        if (!is_asked(search, hotel))
            continue;
        json_t *item = hotel_offers(central, hotel, &search->offer);
        if (search->near)
            json_object_set_new(
                item, "distance_km",
                json_real(hotel_distance_m(hotel, search->latitude, search->longitude) / 1000));
        g_ptr_array_add(found, item);
    }
    if (search->near)
        g_ptr_array_sort(found, by_distance);
    json_t *items = json_array();
    for (guint i = 0; i < found->len; i++)
        json_array_append_new(items, found->pdata[i]);
    http_request_respond_json(request, 200, json_pack("{s:o}", "items", items));
}

static void availability(HttpRequest *request, gpointer context)
{
    Central *central = context;
    Search search = {0};
    if (query_hotel(request, central, &search) && query_dates(request, &search.offer) &&
        query_near(request, &search) && query_guests(request, &search.offer))
        availability_answer(request, central, &search);
    g_strfreev(search.offer.access);
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

/* The offer of one wished room; NULL after the request was answered. */
static json_t *quote_room(HttpRequest *request, Central *central, const ChainHotel *hotel,
                          const QuoteForm *form, guint index)
{
    const QuoteRoom *room = &g_array_index(form->rooms, QuoteRoom, index);
    const ChainRatePlan *plan = hotel_rate_plan(hotel, room->rate_plan);
    const ChainRoomType *type = hotel_room_type(hotel, room->room_type);
    if (!plan || !type) {
        respond_field(request, 422, plan ? "unknown_room_type" : "unknown_rate_plan", index,
                      plan ? "room_type" : "rate_plan", "the hotel has none of this code");
        return NULL;
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
    Night today = central_today(central, hotel);
    g_autoptr(HotelMemory) memory = hotel_memory_open(central->memory, hotel);
    PriceRefusal refusal;
    int32_t left = hotel_memory_left(memory, type, room->arrival, MAX(room->arrival, room->departure));
    json_t *offer = offer_make(hotel, memory, plan, type, &question,
                               MIN(today, hotel_memory_business_date(memory)), left, &refusal);
    if (!offer)
        respond_field(request, 409, "rate_not_offered", index, "rate_plan",
                      price_refusal_code_text(refusal.code));
    return offer;
}

static void quote_answer(HttpRequest *request, Central *central, const ChainHotel *hotel,
                         const QuoteForm *form)
{
    static const char *const sums[] = {"total_minor", "tax_minor", "total_with_tax_minor"};
    json_int_t totals[G_N_ELEMENTS(sums)] = {0};
    json_t *rooms = json_array();
    for (guint i = 0; i < form->rooms->len; i++) {
        json_t *offer = quote_room(request, central, hotel, form, i);
        if (!offer) {
            json_decref(rooms);
            return;
        }
        for (guint s = 0; s < G_N_ELEMENTS(sums); s++)
            totals[s] += json_integer_value(json_object_get(offer, sums[s]));
        json_array_append_new(rooms, offer);
    }
    json_t *answer =
        json_pack("{s:s, s:o, s:s}", "hotel", hotel->code, "rooms", rooms, "currency", hotel->currency->code);
    for (guint s = 0; s < G_N_ELEMENTS(sums); s++)
        json_object_set_new(answer, sums[s], json_integer(totals[s]));
    http_request_respond_json(request, 200, answer);
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
    if (hotel)
        quote_answer(request, central, hotel, &form);
    else
        http_request_respond_problem(request, 422, "hotel_not_found", "the chain has no hotel of this code");
    json_shape_clear(&QUOTE_SHAPE, &form);
}

const HttpRoute offer_routes[] = {
    {"GET", "/v1/availability", HTTP_LANE_MEMORY, ACCESS_READ, HTTP_PLAIN, availability, 0},
    /* A quote writes nothing, so an Idempotency-Key is welcome and not needed. */
    {"POST", "/v1/quotes", HTTP_LANE_MEMORY, ACCESS_READ, HTTP_BODY_REQUIRED, quote, 0},
};
const gsize offer_route_count = G_N_ELEMENTS(offer_routes);
