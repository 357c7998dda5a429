#include "central/rate/rate_routes.h"

#include <string.h>

#include "central/inventory/cell_request.h"
#include "central/inventory/inventory_store.h"
#include "central/rate/rate_store.h"
#include "central/staff/principal.h"
#include "ops/json.h"

enum {
    SPANS_MAX = 100,
    SPAN_NIGHTS = 30,
    SPAN_NIGHTS_MAX = 800,
    CHANGES_MAX = 20000,
    STAY_MAX = 365,
    LIMIT_MAX = 100000
};

/* One instruction: the nights from..until (inclusive) of a plan and type, or of all where "*" stands. */
typedef struct {
    char *rate_plan;
    char *room_type;
    Night from;
    Night until;
    int64_t amount_minor;
    bool priced;
    bool withdrawn;
    bool closed, closed_to_arrival, closed_to_departure;
    int64_t min_stay, max_stay;
    int64_t sell_limit;
} Span;

static bool plan_or_star(const char *text, GError **error)
{
    return strcmp(text, "*") == 0 || rate_plan_code_check(text, error);
}

static bool type_or_star(const char *text, GError **error)
{
    return strcmp(text, "*") == 0 || room_type_code_check(text, error);
}

#define SPAN_DATES                                                                                           \
    FIELD_NIGHT("from", Span, from, .required = true), FIELD_NIGHT("until", Span, until, .required = true)

static const JsonField RATE_FIELDS[] = {
    FIELD_TEXT("rate_plan", Span, rate_plan, .required = true, .validate = rate_plan_code_check),
    FIELD_TEXT("room_type", Span, room_type, .required = true, .validate = room_type_code_check),
    SPAN_DATES,
    FIELD_INT("amount_minor", Span, amount_minor, .min = 0, .max = PRICE_NIGHT_MINOR_MAX,
              .present_offset = offsetof(Span, priced)),
    FIELD_BOOL("withdrawn", Span, withdrawn),
};
static const JsonField RESTRICTION_FIELDS[] = {
    FIELD_TEXT("rate_plan", Span, rate_plan, .required = true, .validate = plan_or_star),
    FIELD_TEXT("room_type", Span, room_type, .required = true, .validate = type_or_star),
    SPAN_DATES,
    FIELD_BOOL("closed", Span, closed),
    FIELD_BOOL("closed_to_arrival", Span, closed_to_arrival),
    FIELD_BOOL("closed_to_departure", Span, closed_to_departure),
    FIELD_INT("min_stay", Span, min_stay, .min = 0, .max = STAY_MAX),
    FIELD_INT("max_stay", Span, max_stay, .min = 0, .max = STAY_MAX),
};
static const JsonField LIMIT_FIELDS[] = {
    FIELD_TEXT("room_type", Span, room_type, .required = true, .validate = room_type_code_check),
    SPAN_DATES,
    FIELD_INT("sell_limit", Span, sell_limit, .required = true, .min = 0, .max = LIMIT_MAX),
};
static const JsonShape RATE_SHAPE = JSON_SHAPE(Span, RATE_FIELDS);
static const JsonShape RESTRICTION_SHAPE = JSON_SHAPE(Span, RESTRICTION_FIELDS);
static const JsonShape LIMIT_SHAPE = JSON_SHAPE(Span, LIMIT_FIELDS);

typedef struct {
    GArray *spans;
} SpanList;

static const JsonField RATES_FIELDS[] = {
    FIELD_LIST("rates", SpanList, spans, &RATE_SHAPE, .required = true, .min = 1, .max = SPANS_MAX)};
static const JsonField RESTRICTIONS_FIELDS[] = {FIELD_LIST(
    "restrictions", SpanList, spans, &RESTRICTION_SHAPE, .required = true, .min = 1, .max = SPANS_MAX)};
static const JsonField LIMITS_FIELDS[] = {
    FIELD_LIST("limits", SpanList, spans, &LIMIT_SHAPE, .required = true, .min = 1, .max = SPANS_MAX)};
static const JsonShape RATES_SHAPE = JSON_SHAPE(SpanList, RATES_FIELDS);
static const JsonShape RESTRICTIONS_SHAPE = JSON_SHAPE(SpanList, RESTRICTIONS_FIELDS);
static const JsonShape LIMITS_SHAPE = JSON_SHAPE(SpanList, LIMITS_FIELDS);

static void respond_span(HttpRequest *request, const char *list, guint index, const char *field,
                         const char *detail)
{
    g_autofree char *pointer = g_strdup_printf("/%s/%u/%s", list, index, field);
    HttpResponse *problem = http_problem_new(422, "invalid_value", "%s: %s", pointer, detail);
    http_problem_add_error(problem, pointer, "%s", detail);
    http_request_respond(request, problem);
}

static gboolean is_rate(const char *list)
{
    return strcmp(list, "rates") == 0;
}

static gboolean plan_exists(const ChainHotel *hotel, const char *code)
{
    return !code || strcmp(code, "*") == 0 || hotel_rate_plan(hotel, code);
}

static gboolean type_exists(const ChainHotel *hotel, const char *code)
{
    return strcmp(code, "*") == 0 || hotel_room_type(hotel, code);
}

/* FALSE after the request was answered. */
static gboolean spans_hold(HttpRequest *request, const ChainHotel *hotel, const char *list,
                           const GArray *spans)
{
    int64_t changes = 0;
    for (guint i = 0; i < spans->len; i++) {
        const Span *span = &g_array_index(spans, Span, i);
        const char *field = NULL, *detail = NULL;
        if (!plan_exists(hotel, span->rate_plan))
            field = "rate_plan", detail = "the hotel has no rate plan of this code";
        else if (!type_exists(hotel, span->room_type))
            field = "room_type", detail = "the hotel has no room type of this code";
        else if (span->until < span->from || span->until - span->from >= SPAN_NIGHTS_MAX)
            field = "until", detail = "lies before from, or more than 800 nights after it";
        else if (is_rate(list) && span->priced == span->withdrawn)
            field = "amount_minor", detail = "give the amount of a night, or say withdrawn, and not both";
        else if (span->max_stay && span->min_stay > span->max_stay)
            field = "max_stay", detail = "is less than min_stay";
        if (field) {
            respond_span(request, list, i, field, detail);
            return FALSE;
        }
        changes += span->until - span->from + 1;
    }
    if (changes <= CHANGES_MAX)
        return TRUE;
    http_request_respond_problem(request, 422, "too_many_nights",
                                 "at most %d nights in one request: send several", CHANGES_MAX);
    return FALSE;
}

/* The instructions of a body, or NULL after the request was answered. */
static GArray *spans_read(HttpRequest *request, const ChainHotel *hotel, const char *list,
                          const JsonShape *shape)
{
    SpanList form = {0};
    JsonProblem problem = {0};
    if (!json_decode(http_request_json(request), shape, &form, &problem)) {
        central_respond_form(request, &problem);
        return NULL;
    }
    if (!spans_hold(request, hotel, list, form.spans)) {
        json_shape_clear(shape, &form);
        return NULL;
    }
    return form.spans;
}

static void spans_free(GArray *spans, const JsonShape *shape)
{
    SpanList form = {.spans = spans};
    json_shape_clear(shape, &form);
}

/* The same night named twice in one request would be one row written twice: the last instruction counts. */
static void change_put(GArray *changes, GHashTable *seen, gconstpointer change, const char *plan,
                       const char *type, Night night)
{
    g_autofree char *key = g_strdup_printf("%s/%s/%d", plan, type, night);
    gpointer index;
    if (g_hash_table_lookup_extended(seen, key, NULL, &index)) {
        guint size = g_array_get_element_size(changes);
        memcpy(changes->data + (gsize)GPOINTER_TO_UINT(index) * size, change, size);
        return;
    }
    g_hash_table_insert(seen, g_steal_pointer(&key), GUINT_TO_POINTER(changes->len));
    g_array_append_vals(changes, change, 1);
}

static GArray *rate_changes(const GArray *spans)
{
    GArray *changes = g_array_new(FALSE, TRUE, sizeof(RateChange));
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; i < spans->len; i++) {
        const Span *span = &g_array_index(spans, Span, i);
        for (Night night = span->from; night <= span->until; night++) {
            RateChange change = {
                .night = night, .withdrawn = span->withdrawn, .amount_minor = span->amount_minor};
            g_strlcpy(change.rate_plan, span->rate_plan, sizeof change.rate_plan);
            g_strlcpy(change.room_type, span->room_type, sizeof change.room_type);
            change_put(changes, seen, &change, span->rate_plan, span->room_type, night);
        }
    }
    return changes;
}

static void code_or_all(char *target, gsize size, const char *code)
{
    g_strlcpy(target, strcmp(code, "*") == 0 ? "" : code, size);
}

static GArray *restriction_changes(const GArray *spans)
{
    GArray *changes = g_array_new(FALSE, TRUE, sizeof(PriceRestriction));
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; i < spans->len; i++) {
        const Span *span = &g_array_index(spans, Span, i);
        for (Night night = span->from; night <= span->until; night++) {
            PriceRestriction change = {
                .night = night,
                .closed = span->closed,
                .closed_to_arrival = span->closed_to_arrival,
                .closed_to_departure = span->closed_to_departure,
                .min_stay_nights = (int32_t)span->min_stay,
                .max_stay_nights = (int32_t)span->max_stay,
            };
            code_or_all(change.rate_plan, sizeof change.rate_plan, span->rate_plan);
            code_or_all(change.room_type, sizeof change.room_type, span->room_type);
            change_put(changes, seen, &change, span->rate_plan, span->room_type, night);
        }
    }
    return changes;
}

static void write_and_respond(HttpRequest *request, Worker *worker, const ChainHotel *hotel,
                              const GArray *changes, const GArray *restrictions)
{
    GError *error = NULL;
    g_autoptr(FeedMessage) message = NULL;
    DatabaseStatus status =
        rate_changes_write(worker->connection, hotel, changes, restrictions, &message, &error);
    if (status != DATABASE_OK) {
        central_respond_database(request, status, error);
        return;
    }
    /* Whoever asks this instance next sees the change; if the memory was behind, the keeper brings it up. */
    json_auto_t *document = feed_message_to_json(message);
    inventory_memory_apply(worker->central->memory, document);
    http_request_respond_json(request, 200,
                              json_pack("{s:s, s:i, s:I}", "hotel", hotel->code, "nights_changed",
                                        (int)(changes->len + restrictions->len), "feed_version",
                                        (json_int_t)message->to));
}

static void rates_put(HttpRequest *request, gpointer context)
{
    Worker *worker = context;
    const ChainHotel *hotel = central_path_hotel(worker->central, request);
    GArray *spans = hotel ? spans_read(request, hotel, "rates", &RATES_SHAPE) : NULL;
    if (!spans)
        return;
    g_autoptr(GArray) changes = rate_changes(spans);
    g_autoptr(GArray) none = g_array_new(FALSE, TRUE, sizeof(PriceRestriction));
    write_and_respond(request, worker, hotel, changes, none);
    spans_free(spans, &RATES_SHAPE);
}

static void restrictions_put(HttpRequest *request, gpointer context)
{
    Worker *worker = context;
    const ChainHotel *hotel = central_path_hotel(worker->central, request);
    GArray *spans = hotel ? spans_read(request, hotel, "restrictions", &RESTRICTIONS_SHAPE) : NULL;
    if (!spans)
        return;
    g_autoptr(GArray) none = g_array_new(FALSE, TRUE, sizeof(RateChange));
    g_autoptr(GArray) changes = restriction_changes(spans);
    write_and_respond(request, worker, hotel, none, changes);
    spans_free(spans, &RESTRICTIONS_SHAPE);
}

/* ---- reading ---- */

static void rates_get(HttpRequest *request, gpointer context)
{
    Central *central = context;
    const ChainHotel *hotel = central_path_hotel(central, request);
    if (!hotel)
        return;
    json_t *items = json_array();
    HotelMemory *memory = hotel_memory_open(central->memory, hotel);
    const PriceBook *book = hotel_memory_book(memory);
    for (gsize i = 0; i < book->override_count; i++)
        json_array_append_new(
            items, rate_override_to_json(book->overrides[i].rate_plan, book->overrides[i].room_type,
                                         book->overrides[i].night, FALSE, book->overrides[i].amount_minor));
    hotel_memory_close(memory);
    http_request_respond_json(request, 200, json_pack("{s:o}", "items", items));
}

static void restrictions_get(HttpRequest *request, gpointer context)
{
    Central *central = context;
    const ChainHotel *hotel = central_path_hotel(central, request);
    if (!hotel)
        return;
    json_t *items = json_array();
    HotelMemory *memory = hotel_memory_open(central->memory, hotel);
    const PriceBook *book = hotel_memory_book(memory);
    for (gsize i = 0; i < book->restriction_count; i++)
        json_array_append_new(items, restriction_to_json(&book->restrictions[i]));
    hotel_memory_close(memory);
    http_request_respond_json(request, 200, json_pack("{s:o}", "items", items));
}

/* ---- limits: the booking lane decides, because rooms may be sold at the same moment ---- */

static json_t *limits_by_night(const GArray *spans)
{
    json_t *limits = json_array();
    for (guint i = 0; i < spans->len; i++) {
        const Span *span = &g_array_index(spans, Span, i);
        for (Night night = span->from; night <= span->until; night++)
            json_array_append_new(limits, json_pack("{s:s, s:o, s:I, s:I}", "room_type", span->room_type,
                                                    "night", json_from_night(night), "sell_limit",
                                                    (json_int_t)span->sell_limit, "entry", (json_int_t)i));
    }
    return limits;
}

static void limits_finish(BookingCommand *command, gpointer data)
{
    central_respond(data, command->outcome.status, g_steal_pointer(&command->outcome.body));
    booking_command_free(command);
}

static void limits_put(HttpRequest *request, gpointer context)
{
    Central *central = context;
    const ChainHotel *hotel = central_path_hotel(central, request);
    GArray *spans = hotel ? spans_read(request, hotel, "limits", &LIMITS_SHAPE) : NULL;
    if (!spans)
        return;
    BookingCommand *command = booking_command_new(BOOKING_LIMITS);
    command->hotel = hotel;
    command->at = central_now(central, hotel);
    command->limits = limits_by_night(spans);
    command->finish = limits_finish;
    command->finish_data = request;
    spans_free(spans, &LIMITS_SHAPE);
    booking_lane_submit(central->lane, command);
}

static void cells_get(HttpRequest *request, gpointer context)
{
    Worker *worker = context;
    const ChainHotel *hotel = central_path_hotel(worker->central, request);
    if (!hotel)
        return;
    CellSpan span = {
        .first = central_today(worker->central, hotel), .nights = SPAN_NIGHTS, .nights_max = SPAN_NIGHTS_MAX};
    g_autoptr(GArray) cells = cells_requested(request, worker, hotel, &span);
    if (!cells)
        return;
    json_t *items = json_array();
    for (guint i = 0; i < cells->len; i++)
        json_array_append_new(items, inventory_cell_to_json(&g_array_index(cells, InventoryCell, i)));
    http_request_respond_json(request, 200, json_pack("{s:o}", "items", items));
}

const HttpRoute rate_routes[] = {
    {"GET", "/v1/hotels/{hotel}/rates", HTTP_LANE_MEMORY, ACCESS_READ, HTTP_PLAIN, rates_get, 0},
    {"PUT", "/v1/hotels/{hotel}/rates", HTTP_LANE_WORKER, ACCESS_RATES, HTTP_BODY_REQUIRED, rates_put, 0},
    {"GET", "/v1/hotels/{hotel}/restrictions", HTTP_LANE_MEMORY, ACCESS_READ, HTTP_PLAIN, restrictions_get,
     0},
    {"PUT", "/v1/hotels/{hotel}/restrictions", HTTP_LANE_WORKER, ACCESS_RATES, HTTP_BODY_REQUIRED,
     restrictions_put, 0},
    {"PUT", "/v1/hotels/{hotel}/limits", HTTP_LANE_BOOKING, ACCESS_RATES, HTTP_BODY_REQUIRED, limits_put, 0},
    {"GET", "/v1/hotels/{hotel}/cells{?from,to}", HTTP_LANE_WORKER, ACCESS_READ | ACCESS_OPERATE, HTTP_PLAIN,
     cells_get, 0},
};
const gsize rate_route_count = G_N_ELEMENTS(rate_routes);
