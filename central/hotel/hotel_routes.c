#include "central/hotel/hotel_routes.h"

#include "central/allotment/lines.h"
#include "central/hotel/hotel_store.h"
#include "central/rate/offer_text.h"
#include "central/staff/principal.h"
#include "ops/json.h"

static json_t *texts_to_json(char *const *texts)
{
    json_t *list = json_array();
    for (guint i = 0; texts && texts[i]; i++)
        json_array_append_new(list, json_string(texts[i]));
    return list;
}

static json_t *hotel_summary(Central *central, const ChainHotel *hotel)
{
    HotelMemory *memory = hotel_memory_open(central->memory, hotel);
    Night business_date = hotel_memory_business_date(memory);
    int32_t granted = business_date == NIGHT_NONE ? 0 : hotel_memory_granted(memory, business_date);
    hotel_memory_close(memory);
    json_t *summary = json_pack(
        "{s:s, s:o, s:s, s:s, s:s, s:s, s:s, s:f, s:f, s:b, s:o, s:i}", "hotel", hotel->code, "name",
        chain_text_to_json(&hotel->name), "brand", hotel->brand->code, "city", hotel->address.city, "country",
        hotel->address.country, "zone", hotel->time_zone, "currency", hotel->currency->code, "latitude",
        hotel->latitude_microdegrees / 1e6, "longitude", hotel->longitude_microdegrees / 1e6, "practice",
        hotel->practice, "business_date", json_from_night(business_date), "granted_tonight", granted);
    lines_describe(central->lines, hotel, clock_monotonic_us(), summary);
    return summary;
}

static json_t *room_types_to_json(const ChainHotel *hotel)
{
    json_t *list = json_array();
    for (guint i = 0; i < hotel->room_types->len; i++) {
        const ChainRoomType *type = hotel->room_types->pdata[i];
        json_array_append_new(
            list, json_pack("{s:s, s:o, s:o, s:i, s:i, s:i, s:i, s:i, s:i, s:o}", "code", type->code, "name",
                            chain_text_to_json(&type->name), "description",
                            chain_text_to_json(&type->description), "standard_occupancy",
                            type->standard_occupancy, "max_occupancy", type->max_occupancy, "max_adults",
                            type->max_adults, "max_children", type->max_children, "rooms", type->room_count,
                            "sell_limit", type->sell_limit, "features", texts_to_json(type->features)));
    }
    return list;
}

static json_t *rate_plan_to_json(const ChainRatePlan *plan)
{
    json_t *item = json_pack(
        "{s:s, s:o, s:o, s:s, s:s, s:s?, s:s?}", "code", plan->code, "name", chain_text_to_json(&plan->name),
        "description", chain_text_to_json(&plan->description), "kind", chain_rate_plan_kind_text(plan->kind),
        "meal", plan->meal, "access", plan->access, "from", plan->from ? plan->from->code : NULL);
    if (plan->cancellation_policy)
        json_object_set_new(item, "cancellation_policy", json_string(plan->cancellation_policy->code));
    if (plan->deposit_policy)
        json_object_set_new(item, "deposit_policy", json_string(plan->deposit_policy->code));
    return item;
}

static json_t *rate_plans_to_json(const ChainHotel *hotel)
{
    json_t *list = json_array();
    for (guint i = 0; i < hotel->rate_plans->len; i++)
        json_array_append_new(list, rate_plan_to_json(hotel->rate_plans->pdata[i]));
    return list;
}

static json_t *minute_of_day(int32_t minute)
{
    return json_sprintf("%02d:%02d", minute / 60, minute % 60);
}

static json_t *hotel_detail(Central *central, const ChainHotel *hotel, const HotelPosition *position)
{
    json_t *detail = hotel_summary(central, hotel);
    g_autofree char *address =
        g_strjoin(", ", hotel->address.street, hotel->address.postal_code, hotel->address.city, NULL);
    json_object_set_new(detail, "description", chain_text_to_json(&hotel->description));
    json_object_set_new(detail, "address", json_string(address));
    json_object_set_new(detail, "telephone", json_string(hotel->telephone));
    json_object_set_new(detail, "email", json_string(hotel->email));
    json_object_set_new(detail, "check_in_time", minute_of_day(hotel->check_in_minute));
    json_object_set_new(detail, "check_out_time", minute_of_day(hotel->check_out_minute));
    json_object_set_new(detail, "room_types", room_types_to_json(hotel));
    json_object_set_new(detail, "rate_plans", rate_plans_to_json(hotel));
    json_object_set_new(detail, "business_date", json_from_night(position->business_date));
    json_object_set_new(detail, "feed_version", json_integer(position->feed_version));
    json_object_set_new(detail, "applied_entry", json_integer(position->applied_entry));
    return detail;
}

static void list(HttpRequest *request, gpointer context)
{
    Central *central = context;
    json_t *items = json_array();
    for (guint i = 0; i < central->chain->hotels->len; i++)
        json_array_append_new(items, hotel_summary(central, central->chain->hotels->pdata[i]));
    http_request_respond_json(request, 200, json_pack("{s:o}", "items", items));
}

static void read_one(HttpRequest *request, gpointer context)
{
    Worker *worker = context;
    const ChainHotel *hotel = central_path_hotel(worker->central, request);
    if (!hotel)
        return;
    HotelPosition position = {.business_date = NIGHT_NONE};
    GError *error = NULL;
    DatabaseStatus status = hotel_position(worker->connection, hotel, &position, &error);
    if (status != DATABASE_OK) {
        central_respond_database(request, status, error);
        return;
    }
    http_request_respond_json(request, 200, hotel_detail(worker->central, hotel, &position));
}

const HttpRoute hotel_routes[] = {
    {"GET", "/v1/hotels", HTTP_LANE_MEMORY, ACCESS_READ, HTTP_PLAIN, list, 0},
    {"GET", "/v1/hotels/{hotel}", HTTP_LANE_WORKER, ACCESS_READ, HTTP_PLAIN, read_one, 0},
};
const gsize hotel_route_count = G_N_ELEMENTS(hotel_routes);
