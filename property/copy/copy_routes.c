#include "property/copy/copy_routes.h"

#include "ops/json.h"
#include "property/command/command.h"
#include "property/command/page.h"
#include "property/copy/check_store.h"
#include "property/copy/copy_store.h"
#include "property/copy/link.h"
#include "property/outbox/outbox_store.h"
#include "property/stay/stay_store.h"
#include <string.h>

#define STATUS_CHANGING_BYTES 512 /* beside what is described once */

/* ---- status ---- */

static json_t *text_json(const ChainText *text)
{
    return json_pack("{s:s, s:s}", "en", text->en, "zh", text->zh);
}

static json_t *room_types_json(const ChainHotel *hotel)
{
    json_t *types = json_array();

    for (guint i = 0; i < hotel->room_types->len; i++) {
        const ChainRoomType *type = g_ptr_array_index(hotel->room_types, i);
        json_array_append_new(types, json_pack("{s:s, s:o, s:i, s:i, s:i}", "code", type->code, "name",
                                               text_json(&type->name), "max_occupancy", type->max_occupancy,
                                               "max_adults", type->max_adults, "rooms", type->room_count));
    }
    return types;
}

/* With the conditions in words: a guest at the desk asks what a rate includes and what changing one's mind
 * costs. */
static json_t *rate_plan_json(const ChainRatePlan *plan)
{
    json_t *item =
        json_pack("{s:s, s:o, s:s}", "code", plan->code, "name", text_json(&plan->name), "meal", plan->meal);

    if (plan->cancellation_policy != NULL) {
        json_object_set_new(item, "cancellation", text_json(&plan->cancellation_policy->name));
    }
    if (plan->deposit_policy != NULL) {
        json_object_set_new(item, "deposit", text_json(&plan->deposit_policy->name));
    }
    return item;
}

static json_t *rate_plans_json(const ChainHotel *hotel)
{
    json_t *plans = json_array();

    for (guint i = 0; i < hotel->rate_plans->len; i++) {
        json_array_append_new(plans, rate_plan_json(g_ptr_array_index(hotel->rate_plans, i)));
    }
    return plans;
}

/* A folio names its taxes by code; this is what people call them. */
static json_t *taxes_json(const ChainHotel *hotel)
{
    json_t *taxes = json_array();

    for (guint i = 0; i < hotel->taxes->len; i++) {
        const ChainTax *tax = g_ptr_array_index(hotel->taxes, i);
        json_t *exempt = json_array();
        for (char **reason = tax->exemptions; reason != NULL && *reason != NULL; reason++) {
            json_array_append_new(exempt, json_string(*reason));
        }
        json_array_append_new(taxes, json_pack("{s:s, s:o, s:o}", "code", tax->code, "name",
                                               text_json(&tax->name), "exempt", exempt));
    }
    return taxes;
}

static json_t *policies_json(const ChainHotel *hotel)
{
    return json_pack("{s:o, s:o}", "no_show", text_json(&hotel->no_show_policy.name), "early_departure",
                     text_json(&hotel->early_departure_policy.name));
}

static const char *directory_text(DirectoryState state)
{
    static const char *const texts[] = {"unknown", "reached", "unreachable"};

    return texts[state];
}

static json_t *link_json(const LinkState *state)
{
    return json_pack("{s:b, s:o, s:o, s:I, s:I, s:I, s:o, s:s}", "connected", state->connected, "since",
                     json_from_instant(state->since), "heard_at", json_from_instant(state->heard_at),
                     "feed_version", (json_int_t)state->feed_version, "centre_version",
                     (json_int_t)state->centre_version, "outbox_pending", (json_int_t)state->outbox_pending,
                     "business_date", json_from_night(state->business_date), "directory",
                     directory_text(state->directory));
}

static int append_text(const char *bytes, size_t length, void *text)
{
    g_string_append_len(text, bytes, (gssize)length);
    return 0;
}

char *copy_hotel_described(const ChainHotel *hotel)
{
    json_auto_t *described =
        json_pack("{s:s, s:o, s:s, s:s, s:s, s:I, s:b, s:o, s:o, s:o, s:o}", "hotel", hotel->code, "name",
                  text_json(&hotel->name), "zone", hotel->time_zone, "country", hotel->address.country,
                  "currency", hotel->currency->code, "cash_step_minor", (json_int_t)hotel->cash_step_minor,
                  "practice", hotel->practice, "room_types", room_types_json(hotel), "rate_plans",
                  rate_plans_json(hotel), "policies", policies_json(hotel), "taxes", taxes_json(hotel));
    g_assert(described != NULL);
    return json_dumps(described, JSON_COMPACT);
}

/* Every console asks again and again: what does not change is not written anew each time, it follows as it
 * stands, without its brace. */
static void get_status(HttpRequest *request, gpointer context)
{
    const Property *property = context;
    LinkState state;

    link_read(property->link, &state);
    json_auto_t *status = link_json(&state);
    json_object_set_new(status, "now", json_from_instant(clock_now(property->clock)));
    g_autoptr(GString) text = g_string_sized_new(strlen(property->described) + STATUS_CHANGING_BYTES);
    json_dump_callback(status, append_text, text, JSON_COMPACT);
    text->str[text->len - 1] = ',';
    g_string_append(text, property->described + 1);
    g_autoptr(GBytes) answer = g_string_free_to_bytes(g_steal_pointer(&text));
    http_request_respond(request, http_response_new_bytes(200, "application/json", answer));
}

/* ---- rows to compare ---- */

static DatabaseStatus read_page(OdbcConnection *connection, const char *table, const char *after, int limit,
                                json_t **ret_items, GError **error)
{
    if (strcmp(table, "reservations") == 0) {
        return copy_reservation_page(connection, after, limit, ret_items, error);
    }
    if (strcmp(table, "cells") == 0) {
        return copy_cell_page(connection, after, limit, ret_items, error);
    }
    if (strcmp(table, "rate_overrides") == 0) {
        return copy_setting_page(connection, COPY_RATE_OVERRIDE, after, limit, ret_items, error);
    }
    if (strcmp(table, "restrictions") == 0) {
        return copy_setting_page(connection, COPY_RESTRICTION, after, limit, ret_items, error);
    }
    if (strcmp(table, "stays") == 0) {
        return stay_page(connection, g_ascii_strtoll(after, NULL, 10), limit, ret_items, error);
    }
    return DATABASE_OK;
}

static void get_copies(HttpRequest *request, gpointer connection)
{
    g_autoptr(GError) error = NULL;
    const char *after = http_request_query(request, "after");
    json_t *items = NULL;
    int limit;

    if (!page_limit(request, &limit)) {
        return;
    }
    DatabaseStatus status = read_page(connection, http_request_path_parameter(request, "table"),
                                      after != NULL ? after : "", limit, &items, &error);
    if (status != DATABASE_OK) {
        desk_answer_failure(request, status, &error);
        return;
    }
    if (items == NULL) {
        http_request_respond_problem(request, 404, "table_not_found",
                                     "Compare one of the tables reservations, stays, cells, "
                                     "rate_overrides, restrictions.");
        return;
    }
    size_t count = json_array_size(items);
    g_autofree char *last =
        count == 0 ? NULL
                   : g_strdup(json_string_value(json_object_get(json_array_get(items, count - 1), "key")));
    page_respond(request, items, limit, "after", last);
}

/* ---- checks: as long as the hotel's history, so in pieces ---- */

#define FOLIOS_PER_PIECE 500

typedef struct CheckRun {
    HttpRequest *request;
    Property *property;
    CheckCounts counts;
    int64_t after;
} CheckRun;

static json_t *checks_json(const CheckRun *run, int64_t outbox_pending)
{
    const CheckCounts *counts = &run->counts;
    LinkState state;

    link_read(run->property->link, &state);
    return json_pack(
        "{s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:b, s:o}", "stays", (json_int_t)counts->stays,
        "folios_unbalanced", (json_int_t)counts->folios_unbalanced, "folios_misadded",
        (json_int_t)counts->folios_misadded, "rooms_doubly_occupied",
        (json_int_t)counts->rooms_doubly_occupied, "rights_overused", (json_int_t)counts->rights_overused,
        "outbox_gaps", (json_int_t)counts->outbox_gaps, "last_entry", (json_int_t)counts->last_entry,
        "outbox_pending", (json_int_t)outbox_pending, "feed_lag",
        (json_int_t)MAX(state.centre_version - state.feed_version, 0), "connected", state.connected,
        "findings", counts->findings != NULL ? json_incref(counts->findings) : json_array());
}

static DatabaseStatus finish_checks(OdbcConnection *connection, CheckRun *run, GError **error)
{
    int64_t pending = 0;

    DatabaseStatus status = check_rooms(connection, &run->counts, error);
    if (status == DATABASE_OK) {
        status = check_rights(connection, &run->counts, error);
    }
    if (status == DATABASE_OK) {
        status = check_outbox(connection, &run->counts, error);
    }
    if (status == DATABASE_OK) {
        status = outbox_pending(connection, &pending, error);
    }
    if (status == DATABASE_OK) {
        http_request_respond_json(run->request, 200, checks_json(run, pending));
    }
    return status;
}

static void check_piece(OdbcConnection *connection, gpointer data)
{
    CheckRun *run = data;
    g_autoptr(GError) error = NULL;
    bool more = false;

    DatabaseStatus status =
        check_folios(connection, FOLIOS_PER_PIECE, &run->after, &run->counts, &more, &error);
    if (status == DATABASE_OK && more && desk_submit(run->property->desk, check_piece, run)) {
        return;
    }
    if (status == DATABASE_OK && more) {
        http_request_respond(run->request, property_busy_problem());
    } else if (status == DATABASE_OK) {
        status = finish_checks(connection, run, &error);
    }
    if (status != DATABASE_OK) {
        desk_answer_failure(run->request, status, &error);
    }
    json_decref(run->counts.findings);
    g_free(run);
}

static void get_checks(HttpRequest *request, gpointer context)
{
    CheckRun *run = g_new0(CheckRun, 1);

    run->request = request;
    run->property = context;
    if (!desk_submit(run->property->desk, check_piece, run)) {
        http_request_respond(request, property_busy_problem());
        g_free(run);
    }
}

#define LOOK (UINT64_C(1) << STAFF_LOOK)

const HttpRoute copy_routes[] = {
    {.method = "GET", .template = "/v1/status", .lane = HTTP_LANE_MEMORY, .handler = get_status},
    {.method = "GET",
     .template = "/v1/copies/{table}{?after,limit}",
     .lane = HTTP_LANE_WORKER,
     .access = LOOK,
     .handler = get_copies},
    {.method = "GET",
     .template = "/v1/checks",
     .lane = HTTP_LANE_BOOKING,
     .access = LOOK,
     .handler = get_checks},
};
const gsize copy_route_count = G_N_ELEMENTS(copy_routes);
