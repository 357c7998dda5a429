#include "central/stay/exception_routes.h"

#include "central/central.h"
#include "central/rate/offer_text.h"
#include "central/rate/place_rules.h"
#include "central/staff/principal.h"
#include "central/stay/exception_store.h"
#include "ops/json.h"

enum {
    LIMIT_DEFAULT = 50,
    LIMIT_MAX = 200,
    WALK_HOTELS_MAX = 3,
    WALK_NEAR_M = 50000,
    WALK_FAR_M = 300000, /* further no guest is sent for a night */
    METRES_A_KILOMETRE = 1000,
};

/* ---- where a guest could be walked to ---- */

static int32_t rooms_left(Central *central, const ChainHotel *hotel, Night night)
{
    int32_t rooms = 0;
    g_autoptr(HotelMemory) memory = hotel_memory_open(central->memory, hotel);
    for (guint i = 0; i < hotel->room_types->len; i++)
        rooms += hotel_memory_left(memory, hotel->room_types->pdata[i], night, night + 1);
    return rooms;
}

static json_t *walk_hotels(Central *central, const ChainHotel *from, Night night, double radius_m)
{
    json_t *list = json_array();
    g_autoptr(GArray) found = place_index_near(central->places, from->latitude_microdegrees / 1e6,
                                               from->longitude_microdegrees / 1e6, radius_m);
    for (guint i = 0; i < found->len && json_array_size(list) < WALK_HOTELS_MAX; i++) {
        const PlaceFound *place = &g_array_index(found, PlaceFound, i);
        const ChainHotel *hotel = place->hotel;
        /* A practice hotel lives in another time than the others. */
        int32_t left =
            hotel == from || hotel->practice != from->practice ? 0 : rooms_left(central, hotel, night);
        if (left > 0)
            json_array_append_new(
                list, json_pack("{s:s, s:o, s:s, s:f, s:i}", "hotel", hotel->code, "name",
                                chain_text_to_json(&hotel->name), "telephone", hotel->telephone,
                                "distance_km", place->distance_m / METRES_A_KILOMETRE, "rooms_left", left));
    }
    return list;
}

/* The first night that is not past and still over its limit asks for a room elsewhere; otherwise null. */
static json_t *walk_suggestion(Central *central, const ChainHotel *hotel, const DeskException *exception)
{
    if (exception->nights == 0 || exception->rooms_over_now == 0)
        return json_null();
    Night night = MAX(exception->first_night, exception->business_date);
    json_t *hotels = walk_hotels(central, hotel, night, WALK_NEAR_M);
    if (json_array_size(hotels) == 0) {
        json_decref(hotels);
        hotels = walk_hotels(central, hotel, night, WALK_FAR_M);
    }
    return json_pack("{s:o, s:o}", "night", json_from_night(night), "hotels", hotels);
}

/* ---- the list ---- */

static json_t *text_or_null(const char *text)
{
    return text[0] ? json_string(text) : json_null();
}

static json_t *exception_to_json(Central *central, const DeskException *exception)
{
    const ChainHotel *hotel = chain_hotel_by_number(central->chain, exception->hotel_id);
    return json_pack("{s:I, s:s, s:I, s:s, s:o, s:s, s:s, s:o, s:o, s:o, s:i, s:i, s:i, s:o}", "exception",
                     (json_int_t)exception->exception_id, "hotel", hotel->code, "entry",
                     (json_int_t)exception->entry, "kind", exception->kind, "confirmation_number",
                     text_or_null(exception->confirmation_number), "reason", exception->reason, "detail",
                     exception->detail, "at", json_from_instant(exception->at), "room_type",
                     text_or_null(exception->room_type), "first_night",
                     exception->nights > 0 ? json_from_night(exception->first_night) : json_null(), "nights",
                     exception->nights, "rooms", exception->rooms, "rooms_over_now",
                     exception->rooms_over_now, "walk", walk_suggestion(central, hotel, exception));
}

static void exceptions_get(HttpRequest *request, gpointer context)
{
    Worker *worker = context;
    const char *code = http_request_query(request, "hotel");
    const ChainHotel *hotel = code ? chain_hotel(worker->central->chain, code) : NULL;
    gint64 limit, cursor;
    if (code && !hotel) {
        http_request_respond_problem(request, 404, "hotel_not_found",
                                     "the chain has no hotel of this code: see /v1/hotels");
        return;
    }
    if (!http_request_query_integer(request, "limit", 1, LIMIT_MAX, LIMIT_DEFAULT, &limit) ||
        !http_request_query_integer(request, "cursor", 0, G_MAXINT64, 0, &cursor))
        return;
    g_autoptr(GPtrArray) exceptions = NULL;
    GError *error = NULL;
    DatabaseStatus status =
        exception_list(worker->connection, hotel, cursor, (int)limit, &exceptions, &error);
    if (status != DATABASE_OK) {
        central_respond_database(request, status, error);
        return;
    }
    json_t *items = json_array();
    for (guint i = 0; i < exceptions->len; i++)
        json_array_append_new(items, exception_to_json(worker->central, exceptions->pdata[i]));
    gboolean full = exceptions->len == (guint)limit;
    const DeskException *last = full ? exceptions->pdata[exceptions->len - 1] : NULL;
    central_respond_page(request, items, last ? last->exception_id : 0);
}

const HttpRoute exception_routes[] = {
    {"GET", "/v1/exceptions{?hotel,limit,cursor}", HTTP_LANE_WORKER, ACCESS_OPERATE, HTTP_PLAIN,
     exceptions_get, 0},
};
const gsize exception_route_count = G_N_ELEMENTS(exception_routes);
