#include "property/maintenance/report_routes.h"

#include "property/command/page.h"
#include "property/maintenance/asset_store.h"
#include "property/maintenance/report_store.h"
#include "property/maintenance/work_order.h"

#define PERIOD_DAYS 30
#define HISTORY 50

/* What the reports are about. */
typedef struct Period {
    Night from_day;
    Night until_day; /* the last day */
    Instant from;
    Instant until;
} Period;

/* FALSE after answering 400. */
static bool read_period(HttpRequest *request, Period *ret_period)
{
    const Property *property = http_request_context(request);
    Night today = instant_local_date(clock_now(property->clock), property->zone);

    if (!page_night(request, "until", today, &ret_period->until_day) ||
        !page_night(request, "from", ret_period->until_day - PERIOD_DAYS, &ret_period->from_day)) {
        return false;
    }
    if (ret_period->from_day > ret_period->until_day) {
        page_refuse_query(request, "from", "no later than until");
        return false;
    }
    ret_period->from = instant_from_local(ret_period->from_day, 0, 0, property->zone);
    ret_period->until = instant_from_local(ret_period->until_day + 1, 0, 0, property->zone);
    return true;
}

static DatabaseStatus read_report(OdbcConnection *connection, const Period *period, int64_t least,
                                  json_t *document, GError **error)
{
    json_t *rows = NULL;

    DatabaseStatus status = report_repeats(connection, period->from, period->until, least, &rows, error);
    if (status == DATABASE_OK) {
        json_object_set_new(document, "repeats", rows);
        status = report_categories(connection, period->from, period->until, &rows, error);
    }
    if (status == DATABASE_OK) {
        json_object_set_new(document, "categories", rows);
        status = report_technicians(connection, period->from, period->until, &rows, error);
    }
    if (status == DATABASE_OK) {
        json_object_set_new(document, "technicians", rows);
        status = report_short_parts(connection, &rows, error);
    }
    if (status == DATABASE_OK) {
        json_object_set_new(document, "short_parts", rows);
    }
    return status;
}

static void get_report(HttpRequest *request, gpointer connection)
{
    const Property *property = http_request_context(request);
    g_autoptr(GError) error = NULL;
    g_auto(MaintenanceSettings) settings = {0};
    Period period;

    if (!read_period(request, &period)) {
        return;
    }
    json_auto_t *document =
        json_pack("{s:o, s:o, s:s}", "from", json_from_night(period.from_day), "until",
                  json_from_night(period.until_day), "currency", property->hotel->currency->code);
    DatabaseStatus status = maintenance_settings_read(connection, property->zone, &settings, &error);
    if (status == DATABASE_OK) {
        status = read_report(connection, &period, settings.repeat_failures, document, &error);
    }
    if (status != DATABASE_OK) {
        desk_answer_failure(request, status, &error);
        return;
    }
    http_request_respond_json(request, 200, json_incref(document));
}

/* ---- a room ---- */

static DatabaseStatus read_room(const Property *property, OdbcConnection *connection, const char *room,
                                json_t *document, GError **error)
{
    g_auto(MaintenanceSettings) settings = {0};
    g_autoptr(OdbcParameters) parameters = odbc_parameters_new();
    json_t *rows = NULL;

    odbc_add_text(parameters, room);
    DatabaseStatus status = maintenance_settings_read(connection, property->zone, &settings, error);
    if (status == DATABASE_OK) {
        Instant since = clock_now(property->clock) - settings.repeat_days * INSTANT_DAY;
        status = report_room_failures(connection, room, since, settings.repeat_failures, &rows, error);
    }
    if (status == DATABASE_OK) {
        json_object_set_new(document, "failures", rows);
        status = assets_of_room(connection, room, "", &rows, error);
    }
    if (status == DATABASE_OK) {
        json_object_set_new(document, "assets", rows);
        status = record_list(connection, &work_order_row,
                             "work_order WHERE room = ? ORDER BY work_order DESC LIMIT " G_STRINGIFY(HISTORY),
                             parameters, &rows, error);
    }
    if (status == DATABASE_OK) {
        json_object_set_new(document, "orders", rows);
    }
    return status;
}

static void get_room(HttpRequest *request, gpointer connection)
{
    const char *room = http_request_path_parameter(request, "room");
    g_autoptr(GError) error = NULL;
    json_auto_t *document = json_pack("{s:s}", "room", room);

    DatabaseStatus status = read_room(http_request_context(request), connection, room, document, &error);
    if (status != DATABASE_OK) {
        desk_answer_failure(request, status, &error);
        return;
    }
    http_request_respond_json(request, 200, json_incref(document));
}

const HttpRoute maintenance_report_routes[] = {
    MAINTENANCE_GET("/v1/maintenance/report{?from,until}", STAFF_SEE_MAINTENANCE, get_report),
    MAINTENANCE_GET("/v1/maintenance/rooms/{room}", STAFF_SEE_MAINTENANCE, get_room),
};
const gsize maintenance_report_route_count = G_N_ELEMENTS(maintenance_report_routes);
