#include "property/maintenance/settings_routes.h"

#include "property/command/match.h"
#include "property/maintenance/work_order.h"
#include <string.h>

typedef struct PromiseRequest {
    int priority;
    WorkPromise promise;
} PromiseRequest;

static const JsonField promise_fields[] = {
    FIELD_CHOICE("priority", PromiseRequest, priority, work_priority_codes, .required = true),
    FIELD_INT("respond_minutes", PromiseRequest, promise.respond_minutes, .required = true, .min = 1,
              .max = 100000),
    FIELD_INT("complete_minutes", PromiseRequest, promise.complete_minutes, .required = true, .min = 1,
              .max = 1000000),
    FIELD_BOOL("around_the_clock", PromiseRequest, promise.around_the_clock, .required = true),
};
static const JsonShape promise_shape = JSON_SHAPE(PromiseRequest, promise_fields);

typedef struct HoursRequest {
    int64_t weekday;
    int64_t from_minute;
    int64_t until_minute;
} HoursRequest;

static const JsonField hours_fields[] = {
    FIELD_INT("weekday", HoursRequest, weekday, .required = true, .min = 1, .max = 7),
    FIELD_INT("from_minute", HoursRequest, from_minute, .required = true, .min = 0, .max = DAY_MINUTES),
    FIELD_INT("until_minute", HoursRequest, until_minute, .required = true, .min = 0, .max = DAY_MINUTES),
};
static const JsonShape hours_shape = JSON_SHAPE(HoursRequest, hours_fields);

typedef struct SettingsRequest {
    GArray *promises;
    GArray *hours;
    char **closed_days;
    int64_t repeat_failures;
    int64_t repeat_days;
} SettingsRequest;

static bool is_night(const char *text, GError **error)
{
    Night night;

    return night_parse(text, &night, error);
}

static const JsonField settings_fields[] = {
    FIELD_LIST("promises", SettingsRequest, promises, &promise_shape, .required = true, .min = PRIORITY_COUNT,
               .max = PRIORITY_COUNT),
    FIELD_LIST("hours", SettingsRequest, hours, &hours_shape, .required = true, .min = 7, .max = 7),
    FIELD_TEXT_LIST("closed_days", SettingsRequest, closed_days, .required = true, .max = 400,
                    .validate = is_night),
    FIELD_INT("repeat_failures", SettingsRequest, repeat_failures, .required = true, .min = 2, .max = 100),
    FIELD_INT("repeat_days", SettingsRequest, repeat_days, .required = true, .min = 1, .max = 730),
};
static const JsonShape settings_shape = JSON_SHAPE(SettingsRequest, settings_fields);

static json_t *promises_json(const MaintenanceSettings *settings)
{
    json_t *promises = json_array();

    for (int priority = 0; priority < PRIORITY_COUNT; priority++) {
        const WorkPromise *promise = &settings->promises[priority];
        json_array_append_new(promises,
                              json_pack("{s:s, s:I, s:I, s:b}", "priority", work_priority_codes[priority],
                                        "respond_minutes", (json_int_t)promise->respond_minutes,
                                        "complete_minutes", (json_int_t)promise->complete_minutes,
                                        "around_the_clock", promise->around_the_clock));
    }
    return promises;
}

static json_t *hours_json(const ServiceHours *hours)
{
    json_t *days = json_array();

    for (int weekday = 1; weekday <= 7; weekday++) {
        json_array_append_new(days, json_pack("{s:i, s:i, s:i}", "weekday", weekday, "from_minute",
                                              hours->from_minute[weekday], "until_minute",
                                              hours->until_minute[weekday]));
    }
    return days;
}

static json_t *settings_json(const MaintenanceSettings *settings)
{
    json_t *closed_days = json_array();

    for (guint i = 0; i < settings->closed_days->len; i++) {
        json_array_append_new(closed_days, json_from_night(g_array_index(settings->closed_days, Night, i)));
    }
    return json_pack("{s:I, s:o, s:o, s:o, s:I, s:I}", "revision", (json_int_t)settings->revision, "promises",
                     promises_json(settings), "hours", hours_json(&settings->hours), "closed_days",
                     closed_days, "repeat_failures", (json_int_t)settings->repeat_failures, "repeat_days",
                     (json_int_t)settings->repeat_days);
}

static void get_settings(HttpRequest *request, gpointer connection)
{
    const Property *property = http_request_context(request);
    g_autoptr(GError) error = NULL;
    g_auto(MaintenanceSettings) settings = {0};

    DatabaseStatus status = maintenance_settings_read(connection, property->zone, &settings, &error);
    if (status != DATABASE_OK) {
        desk_answer_failure(request, status, &error);
        return;
    }
    respond_document(request, "maintenance_setting", settings_json(&settings));
}

static DatabaseStatus take_promises(Command *command, const GArray *promises, MaintenanceSettings *settings)
{
    unsigned seen = 0;

    for (guint i = 0; i < promises->len; i++) {
        const PromiseRequest *wish = &g_array_index(promises, PromiseRequest, i);
        g_autofree char *pointer = g_strdup_printf("/promises/%u", i);
        if (wish->promise.complete_minutes < wish->promise.respond_minutes ||
            (seen & (1U << wish->priority)) != 0) {
            return command_refuse_field(
                command, pointer, "promise_invalid",
                "Each priority stands once, and nothing is repaired before somebody came.");
        }
        seen |= 1U << wish->priority;
        settings->promises[wish->priority] = wish->promise;
    }
    return DATABASE_OK;
}

static DatabaseStatus take_hours(Command *command, const GArray *hours, MaintenanceSettings *settings)
{
    unsigned seen = 0;

    for (guint i = 0; i < hours->len; i++) {
        const HoursRequest *day = &g_array_index(hours, HoursRequest, i);
        g_autofree char *pointer = g_strdup_printf("/hours/%u", i);
        if (day->until_minute < day->from_minute || (seen & (1U << day->weekday)) != 0) {
            return command_refuse_field(command, pointer, "hours_invalid",
                                        "Each weekday stands once, and ends after it begins.");
        }
        seen |= 1U << day->weekday;
        settings->hours.from_minute[day->weekday] = (int)day->from_minute;
        settings->hours.until_minute[day->weekday] = (int)day->until_minute;
    }
    return DATABASE_OK;
}

static void take_closed_days(char *const *days, MaintenanceSettings *settings)
{
    g_array_set_size(settings->closed_days, 0);
    for (gsize i = 0; days[i] != NULL; i++) {
        Night night;
        g_assert(night_parse(days[i], &night, NULL));
        g_array_append_val(settings->closed_days, night);
    }
}

/* What has run by now was counted by the old hours; from here on the new ones count. Orders that are open
 * keep the promise they were given. */
static DatabaseStatus settle_open_orders(Command *command, const MaintenanceSettings *before,
                                         const MaintenanceSettings *after, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = record_select(
        command->connection, &work_order_row,
        "work_order WHERE state NOT IN ('closed', 'cancelled', 'duplicate') AND clock_since IS NOT "
        "NULL ORDER BY work_order",
        NULL, &result, error);
    for (guint row = 0; status == DATABASE_OK && row < odbc_result_rows(result); row++) {
        g_auto(WorkOrder) order = {0};
        record_read(result, row, &work_order_row, &order);
        work_clock_settle(&order.clock, &order.promise, &before->hours, (WorkState)order.state, command->now);
        order.due_at = work_clock_due(&order.clock, &order.promise, &after->hours);
        order.respond_due_at = work_clock_respond_due(&order.clock, &order.promise, &after->hours);
        status = catalog_save(command, &work_order_catalog, &order, error);
    }
    return status;
}

static DatabaseStatus keep_settings(Command *command, const SettingsRequest *body,
                                    const MaintenanceSettings *before, MaintenanceSettings *after,
                                    GError **error)
{
    DatabaseStatus status = take_promises(command, body->promises, after);

    if (status == DATABASE_OK) {
        status = take_hours(command, body->hours, after);
    }
    if (status != DATABASE_OK) {
        return status;
    }
    take_closed_days(body->closed_days, after);
    after->repeat_failures = body->repeat_failures;
    after->repeat_days = body->repeat_days;
    status = maintenance_settings_write(command->connection, after, error);
    if (status == DATABASE_OK) {
        status = settle_open_orders(command, before, after, error);
    }
    if (status == DATABASE_OK) {
        after->revision++;
        command->answer = settings_json(after);
    }
    return status;
}

static DatabaseStatus settings_body(Command *command, gpointer data, GError **error)
{
    g_auto(MaintenanceSettings) before = {0};
    g_auto(MaintenanceSettings) after = {0};

    DatabaseStatus status =
        maintenance_settings_read(command->connection, command->property->zone, &before, error);
    if (status == DATABASE_OK) {
        status = maintenance_settings_read(command->connection, command->property->zone, &after, error);
    }
    if (status != DATABASE_OK) {
        return status;
    }
    status = command_match(command, settings_json(&before));
    return status == DATABASE_OK ? keep_settings(command, data, &before, &after, error) : status;
}

static void post_settings(HttpRequest *request, gpointer connection)
{
    SettingsRequest body = {0};

    command_run_decoded(request, connection, &settings_shape, &body, settings_body);
}

/* ---- checklists ---- */

typedef struct ChecklistRequest {
    int category;
    char **points_en;
    char **points_zh;
} ChecklistRequest;

static const JsonField checklist_fields[] = {
    FIELD_CHOICE("category", ChecklistRequest, category, work_category_codes, .required = true),
    FIELD_TEXT_LIST("points_en", ChecklistRequest, points_en, .required = true, .min = 1, .max = 20),
    FIELD_TEXT_LIST("points_zh", ChecklistRequest, points_zh, .required = true, .min = 1, .max = 20),
};
static const JsonShape checklist_shape = JSON_SHAPE(ChecklistRequest, checklist_fields);

static DatabaseStatus match_checklists(Command *command, GError **error)
{
    json_t *checklists = NULL;

    DatabaseStatus status = checklists_to_json(command->connection, &checklists, error);
    return status == DATABASE_OK ? command_match(command, json_pack("{s:o}", "items", checklists)) : status;
}

static DatabaseStatus checklist_body(Command *command, gpointer data, GError **error)
{
    const ChecklistRequest *body = data;
    g_autofree char *points_en = g_strjoinv("\n", body->points_en);
    g_autofree char *points_zh = g_strjoinv("\n", body->points_zh);
    guint count = g_strv_length(body->points_en);

    if (count != g_strv_length(body->points_zh)) {
        return command_refuse_field(command, "/points_zh", "points_differ",
                                    "Both languages need the same number of points.");
    }
    if (strchr(points_en, '\r') != NULL) {
        return command_refuse_field(command, "/points_en", "points_differ", "A point stands on one line.");
    }
    DatabaseStatus status = match_checklists(command, error);
    if (status == DATABASE_OK) {
        status = checklist_write(command->connection, work_category_codes[body->category], points_en,
                                 points_zh, error);
    }
    command->answer =
        json_pack("{s:s, s:i}", "category", work_category_codes[body->category], "points", (int)count);
    return status;
}

static void post_checklist(HttpRequest *request, gpointer connection)
{
    ChecklistRequest body = {0};

    command_run_decoded(request, connection, &checklist_shape, &body, checklist_body);
}

static void get_checklists(HttpRequest *request, gpointer connection)
{
    g_autoptr(GError) error = NULL;
    json_t *checklists = NULL;

    DatabaseStatus status = checklists_to_json(connection, &checklists, &error);
    if (status != DATABASE_OK) {
        desk_answer_failure(request, status, &error);
        return;
    }
    respond_tagged(request, json_pack("{s:o}", "items", checklists));
}

const HttpRoute maintenance_settings_routes[] = {
    MAINTENANCE_GET("/v1/maintenance/settings", STAFF_SEE_MAINTENANCE, get_settings),
    MAINTENANCE_POST("/v1/maintenance/settings", STAFF_PLAN_MAINTENANCE, post_settings),
    MAINTENANCE_GET("/v1/maintenance/checklists", STAFF_SEE_MAINTENANCE, get_checklists),
    MAINTENANCE_POST("/v1/maintenance/checklists", STAFF_PLAN_MAINTENANCE, post_checklist),
};
const gsize maintenance_settings_route_count = G_N_ELEMENTS(maintenance_settings_routes);
