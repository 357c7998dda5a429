#include "central/rate/search_query.h"

#include <math.h>
#include <string.h>

#include "central/booking/reservation.h"
#include "central/staff/principal.h"

enum {
    ROOMS_MAX = 99,
    OCCUPANCY_MAX = 20,
    RADIUS_KM_DEFAULT = 50,
    HOTELS_DEFAULT = 50,
    HOTELS_MAX = 200,
    OFFERS_MAX = 1000,
    CALENDAR_NIGHTS_MAX = 30,
};

static void respond_date(HttpRequest *request, const char *name, const char *code, const char *why,
                         const char *form)
{
    g_autofree char *pointer = g_strconcat("?", name, NULL);
    HttpResponse *problem = http_problem_new(400, code, "%s: %s", name, why);
    http_problem_add_error(problem, pointer, "%s", form);
    http_request_respond(request, problem);
}

static gboolean query_night(HttpRequest *request, const char *name, Night *ret_night)
{
    const char *text = http_request_query(request, name);
    g_autoptr(GError) error = NULL;
    if (text && night_parse(text, ret_night, &error))
        return TRUE;
    respond_date(request, name, text ? "invalid_value" : "required",
                 text ? error->message : "give a date, YYYY-MM-DD", "a date, YYYY-MM-DD");
    return FALSE;
}

/* Decimal degrees or kilometres; *ret_given tells whether the parameter was there. */
static gboolean query_decimal(HttpRequest *request, const char *name, double low, double high,
                              double *ret_value, gboolean *ret_given)
{
    const char *text = http_request_query(request, name);
    *ret_given = text != NULL;
    if (!text)
        return TRUE;
    char *end = NULL;
    double value = g_ascii_strtod(text, &end); /* reads hexadecimal digits, too */
    gboolean decimal = text[strspn(text, "+-.0123456789eE")] == '\0';
    if (decimal && end != text && *end == '\0' && isfinite(value) && value >= low && value <= high) {
        *ret_value = value;
        return TRUE;
    }
    g_autofree char *detail = g_strdup_printf("%s is a decimal number from %g to %g", name, low, high);
    central_respond_query(request, name, detail);
    return FALSE;
}

gboolean search_query_dates(HttpRequest *request, Search *search)
{
    OfferQuestion *question = &search->offer;
    if (!query_night(request, "arrival", &question->arrival) ||
        !query_night(request, "departure", &question->departure))
        return FALSE;
    if (question->departure >= question->arrival &&
        question->departure - question->arrival <= RESERVATION_NIGHTS_MAX)
        return TRUE;
    central_respond_query(request, "departure",
                          "departure lies before arrival, or the stay is over 365 nights");
    return FALSE;
}

/* Words separated by commas; NULL without any. */
static char **query_list(const HttpRequest *request, const char *name)
{
    const char *text = http_request_query(request, name);
    return text && text[0] ? g_strsplit(text, ",", -1) : NULL;
}

gboolean search_query_guests(HttpRequest *request, Search *search)
{
    OfferQuestion *question = &search->offer;
    gint64 adults, children, infants, rooms;
    if (!http_request_query_integer(request, "adults", 1, OCCUPANCY_MAX, 2, &adults) ||
        !http_request_query_integer(request, "children", 0, OCCUPANCY_MAX, 0, &children) ||
        !http_request_query_integer(request, "infants", 0, OCCUPANCY_MAX, 0, &infants) ||
        !http_request_query_integer(request, "rooms", 1, ROOMS_MAX, 1, &rooms))
        return FALSE;
    question->occupancy = (PriceOccupancy){
        .adults = (int32_t)adults, .children = (int32_t)children, .infants = (int32_t)infants};
    question->rooms = (int)rooms;
    question->access = query_list(request, "access");
    question->features = query_list(request, "features");
    return request_access_fits(request, (const char *const *)question->access);
}

static gboolean query_near(HttpRequest *request, Search *search)
{
    gboolean latitude, longitude, radius;
    search->radius_km = RADIUS_KM_DEFAULT;
    if (!query_decimal(request, "latitude", -90, 90, &search->latitude_degrees, &latitude) ||
        !query_decimal(request, "longitude", -180, 180, &search->longitude_degrees, &longitude) ||
        !query_decimal(request, "radius_km", 0, 20040, &search->radius_km, &radius))
        return FALSE;
    search->near = latitude && longitude;
    if (latitude == longitude)
        return TRUE;
    http_request_respond_problem(request, 400, "required", "latitude and longitude go together");
    return FALSE;
}

gboolean search_query_where(HttpRequest *request, const Central *central, Search *search)
{
    const char *code = http_request_query(request, "hotel");
    search->place = http_request_query(request, "place");
    if (code && code[0]) {
        search->hotel = chain_hotel(central->chain, code);
        if (!search->hotel) {
            http_request_respond_problem(request, 404, "hotel_not_found",
                                         "the chain has no hotel of this code: see /v1/hotels");
            return FALSE;
        }
    }
    return query_near(request, search);
}

static gboolean query_order(HttpRequest *request, Search *search)
{
    const char *order = http_request_query(request, "order");
    search->order = search->near ? SEARCH_ORDER_DISTANCE : SEARCH_ORDER_CHAIN;
    if (!order || !order[0])
        return TRUE;
    if (strcmp(order, "price") == 0) {
        search->order = SEARCH_ORDER_PRICE;
        return TRUE;
    }
    if (strcmp(order, "distance") == 0 && search->near)
        return TRUE;
    central_respond_query(request, "order",
                          "order is price or distance; distance needs latitude and longitude");
    return FALSE;
}

gboolean search_query_page(HttpRequest *request, Search *search)
{
    gint64 limit, cursor, offers;
    if (!query_order(request, search) ||
        !http_request_query_integer(request, "limit", 1, HOTELS_MAX, HOTELS_DEFAULT, &limit) ||
        !http_request_query_integer(request, "cursor", 0, G_MAXINT32, 0, &cursor) ||
        !http_request_query_integer(request, "offers", 1, OFFERS_MAX, 0, &offers))
        return FALSE;
    guint nights = (guint)MAX(search->offer.departure - search->offer.arrival, 1);
    search->limit = MIN((guint)limit, MAX(SEARCH_PAGE_NIGHTS / nights, 1));
    search->offset = (guint)cursor;
    search->offer.offers_limit = (guint)offers;
    return TRUE;
}

gboolean search_query_month(HttpRequest *request, Night *ret_first_night, int32_t *ret_nights)
{
    const char *text = http_request_query(request, "month");
    g_autoptr(GError) error = NULL;
    gint64 nights;
    if (!text || !night_parse_month(text, ret_first_night, &error)) {
        respond_date(request, "month", text ? "invalid_value" : "required",
                     text ? error->message : "give a month, YYYY-MM", "a month, YYYY-MM");
        return FALSE;
    }
    if (!http_request_query_integer(request, "nights", 1, CALENDAR_NIGHTS_MAX, 1, &nights))
        return FALSE;
    *ret_nights = (int32_t)nights;
    return TRUE;
}

void search_clear(Search *search)
{
    g_clear_pointer(&search->offer.access, g_strfreev);
    g_clear_pointer(&search->offer.features, g_strfreev);
}

void search_link_next(HttpResponse *response, const HttpRequest *request, guint offset)
{
    g_autofree char *cursor = g_strdup_printf("%u", offset);
    g_autofree char *target = http_request_target_with(request, "cursor", cursor);
    http_response_add_link(response, target, "next");
}
