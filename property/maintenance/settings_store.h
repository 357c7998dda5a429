#ifndef KEYRACK_PROPERTY_MAINTENANCE_SETTINGS_STORE_H
#define KEYRACK_PROPERTY_MAINTENANCE_SETTINGS_STORE_H

/* What the hotel promises itself: service hours, closed days, times by priority, when failures count as
 * repeated, what is looked at before a repair is accepted. Desk thread only; writes inside a transaction. */

#include "ops/odbc.h"
#include "property/maintenance/work_order_rules.h"
#include <jansson.h>

typedef struct MaintenanceSettings {
    int64_t revision;
    ServiceHours hours;  /* its closed days are `closed_days` */
    GArray *closed_days; /* Night */
    WorkPromise promises[PRIORITY_COUNT];
    int64_t repeat_failures;
    int64_t repeat_days;
} MaintenanceSettings;

void maintenance_settings_clear(MaintenanceSettings *settings);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(MaintenanceSettings, maintenance_settings_clear)

/* `ret_settings` has been zeroed; `zone` is borrowed by it. */
DatabaseStatus maintenance_settings_read(OdbcConnection *connection, GTimeZone *zone,
                                         MaintenanceSettings *ret_settings, GError **error);

/* Writes all of it as the next revision. */
DatabaseStatus maintenance_settings_write(OdbcConnection *connection, const MaintenanceSettings *settings,
                                          GError **error);

/* The points of a category's checklist in a language ("en", "zh"), one a line. Free with g_free(). */
DatabaseStatus checklist_points(OdbcConnection *connection, const char *category, char **ret_en,
                                char **ret_zh, GError **error);
/* Those points, as a list; new reference. */
json_t *checklist_lines(const char *points);

/* Every category's; new reference. */
DatabaseStatus checklists_to_json(OdbcConnection *connection, json_t **ret_checklists, GError **error);

DatabaseStatus checklist_write(OdbcConnection *connection, const char *category, const char *points_en,
                               const char *points_zh, GError **error);

#endif
