#include "property/maintenance/settings_store.h"

#include "property/command/statement.h"

static const OdbcStatement read_setting = {
    "read_maintenance_setting",
    "SELECT revision, repeat_failures, repeat_days FROM maintenance_setting WHERE singleton = 1",
    0,
};
static const OdbcStatement write_setting = {
    "write_maintenance_setting",
    "UPDATE maintenance_setting SET revision = revision + 1, repeat_failures = ?, repeat_days = ? WHERE "
    "singleton = 1",
    2,
};
static const OdbcStatement read_hours = {
    "read_maintenance_hours",
    "SELECT weekday, from_minute, until_minute FROM maintenance_hours",
    0,
};
static const OdbcStatement write_hours = {
    "write_maintenance_hours",
    "UPDATE maintenance_hours SET from_minute = ?, until_minute = ? WHERE weekday = ?",
    3,
};
static const OdbcStatement read_closed_days = {
    "read_maintenance_closed_days",
    "SELECT night FROM maintenance_closed_day ORDER BY night",
    0,
};
static const OdbcStatement clear_closed_days = {
    "clear_maintenance_closed_days",
    "DELETE FROM maintenance_closed_day",
    0,
};
static const OdbcStatement add_closed_day = {
    "add_maintenance_closed_day",
    "INSERT INTO maintenance_closed_day (night) VALUES (?) ON CONFLICT (night) DO NOTHING",
    1,
};
static const OdbcStatement read_promises = {
    "read_maintenance_promises",
    "SELECT priority, respond_minutes, complete_minutes, around_the_clock FROM maintenance_priority",
    0,
};
static const OdbcStatement write_promise = {
    "write_maintenance_promise",
    "UPDATE maintenance_priority SET respond_minutes = ?, complete_minutes = ?, around_the_clock = ? WHERE "
    "priority = ?",
    4,
};
static const OdbcStatement read_checklist = {
    "read_checklist",
    "SELECT points_en, points_zh FROM maintenance_checklist WHERE category = ?",
    1,
};
static const OdbcStatement list_checklists = {
    "list_checklists",
    "SELECT category, points_en, points_zh FROM maintenance_checklist ORDER BY category",
    0,
};
static const OdbcStatement write_checklist = {
    "write_checklist",
    "UPDATE maintenance_checklist SET revision = revision + 1, points_en = ?, points_zh = ? WHERE category = "
    "?",
    3,
};

void maintenance_settings_clear(MaintenanceSettings *settings)
{
    g_clear_pointer(&settings->closed_days, g_array_unref);
}

static WorkPriority priority_of(const char *code)
{
    for (int priority = 0; priority < PRIORITY_COUNT; priority++) {
        if (g_strcmp0(work_priority_codes[priority], code) == 0) {
            return (WorkPriority)priority;
        }
    }
    g_assert_not_reached();
}

static DatabaseStatus take_hours(OdbcConnection *connection, MaintenanceSettings *settings, GError **error)
{
    g_autoptr(OdbcResult) hours = NULL;
    g_autoptr(OdbcResult) closed = NULL;

    DatabaseStatus status = statement_run(connection, &read_hours, &hours, error, "");
    if (status == DATABASE_OK) {
        status = statement_run(connection, &read_closed_days, &closed, error, "");
    }
    if (status != DATABASE_OK) {
        return status;
    }
    for (guint row = 0; row < odbc_result_rows(hours); row++) {
        int64_t weekday = odbc_result_int64(hours, row, 0);
        settings->hours.from_minute[weekday] = (int)odbc_result_int64(hours, row, 1);
        settings->hours.until_minute[weekday] = (int)odbc_result_int64(hours, row, 2);
    }
    for (guint row = 0; row < odbc_result_rows(closed); row++) {
        Night day = (Night)odbc_result_int64(closed, row, 0);
        g_array_append_val(settings->closed_days, day);
    }
    return DATABASE_OK;
}

static DatabaseStatus take_promises(OdbcConnection *connection, MaintenanceSettings *settings, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &read_promises, &result, error, "");
    for (guint row = 0; status == DATABASE_OK && row < odbc_result_rows(result); row++) {
        settings->promises[priority_of(odbc_result_text(result, row, 0))] = (WorkPromise){
            .respond_minutes = odbc_result_int64(result, row, 1),
            .complete_minutes = odbc_result_int64(result, row, 2),
            .around_the_clock = odbc_result_bool(result, row, 3),
        };
    }
    return status;
}

DatabaseStatus maintenance_settings_read(OdbcConnection *connection, GTimeZone *zone,
                                         MaintenanceSettings *ret_settings, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &read_setting, &result, error, "");
    if (status != DATABASE_OK) {
        return status;
    }
    g_clear_pointer(&ret_settings->closed_days, g_array_unref);
    ret_settings->closed_days = g_array_new(FALSE, FALSE, sizeof(Night));
    ret_settings->hours.closed_days = ret_settings->closed_days;
    ret_settings->hours.zone = zone;
    ret_settings->revision = odbc_result_int64(result, 0, 0);
    ret_settings->repeat_failures = odbc_result_int64(result, 0, 1);
    ret_settings->repeat_days = odbc_result_int64(result, 0, 2);
    status = take_hours(connection, ret_settings, error);
    return status == DATABASE_OK ? take_promises(connection, ret_settings, error) : status;
}

static DatabaseStatus put_hours(OdbcConnection *connection, const MaintenanceSettings *settings,
                                GError **error)
{
    DatabaseStatus status = DATABASE_OK;

    for (int weekday = 1; weekday <= 7 && status == DATABASE_OK; weekday++) {
        status =
            statement_change_one(connection, &write_hours, error, "iii", settings->hours.from_minute[weekday],
                                 settings->hours.until_minute[weekday], weekday);
    }
    if (status == DATABASE_OK) {
        status = statement_run(connection, &clear_closed_days, NULL, error, "");
    }
    for (guint i = 0; i < settings->closed_days->len && status == DATABASE_OK; i++) {
        status = statement_run(connection, &add_closed_day, NULL, error, "n",
                               g_array_index(settings->closed_days, Night, i));
    }
    return status;
}

DatabaseStatus maintenance_settings_write(OdbcConnection *connection, const MaintenanceSettings *settings,
                                          GError **error)
{
    DatabaseStatus status = statement_change_one(connection, &write_setting, error, "ll",
                                                 settings->repeat_failures, settings->repeat_days);

    if (status == DATABASE_OK) {
        status = put_hours(connection, settings, error);
    }
    for (int priority = 0; priority < PRIORITY_COUNT && status == DATABASE_OK; priority++) {
        const WorkPromise *promise = &settings->promises[priority];
        status = statement_change_one(connection, &write_promise, error, "llis", promise->respond_minutes,
                                      promise->complete_minutes, promise->around_the_clock ? 1 : 0,
                                      work_priority_codes[priority]);
    }
    return status;
}

DatabaseStatus checklist_points(OdbcConnection *connection, const char *category, char **ret_en,
                                char **ret_zh, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &read_checklist, &result, error, "s", category);
    if (status == DATABASE_OK) {
        *ret_en = g_strdup(odbc_result_text(result, 0, 0));
        *ret_zh = g_strdup(odbc_result_text(result, 0, 1));
    }
    return status;
}

json_t *checklist_lines(const char *points)
{
    g_auto(GStrv) lines = g_strsplit(points == NULL ? "" : points, "\n", -1);
    json_t *list = json_array();

    for (guint i = 0; lines[i] != NULL; i++) {
        json_array_append_new(list, json_string(lines[i]));
    }
    return list;
}

DatabaseStatus checklist_write(OdbcConnection *connection, const char *category, const char *points_en,
                               const char *points_zh, GError **error)
{
    return statement_change_one(connection, &write_checklist, error, "sss", points_en, points_zh, category);
}

DatabaseStatus checklists_to_json(OdbcConnection *connection, json_t **ret_checklists, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &list_checklists, &result, error, "");
    if (status != DATABASE_OK) {
        return status;
    }
    *ret_checklists = json_array();
    for (guint row = 0; row < odbc_result_rows(result); row++) {
        json_array_append_new(*ret_checklists,
                              json_pack("{s:s, s:o, s:o}", "category", odbc_result_text(result, row, 0),
                                        "points_en", checklist_lines(odbc_result_text(result, row, 1)),
                                        "points_zh", checklist_lines(odbc_result_text(result, row, 2))));
    }
    return DATABASE_OK;
}
