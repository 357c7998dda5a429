#ifndef KEYRACK_PROPERTY_MAINTENANCE_TECHNICIAN_H
#define KEYRACK_PROPERTY_MAINTENANCE_TECHNICIAN_H

/* Who repairs: their skills, hours, absences and what they are to do. Desk thread only. */

#include "property/maintenance/catalog.h"
#include "property/maintenance/technician_rules.h"

extern const Catalog technician_catalog;

/* What has to be done, for which somebody is sought. */
typedef struct TechnicianQuestion {
    const char *category;
    int64_t minutes;
    Instant now;
    Instant due_at; /* INSTANT_NONE: nothing is due */
    int64_t except; /* the order itself: its own time is not in the way */
    GTimeZone *zone;
} TechnicianQuestion;

/* Technicians, the best first, each with when, and why: {"technician", "name", "from", "until", "level",
 * "open_orders", "load_minutes", "in_time", "reasons"}; new reference. */
DatabaseStatus technicians_suggest(OdbcConnection *connection, const TechnicianQuestion *question,
                                   json_t **ret_items, GError **error);

/* The log-in name of a technician; NULL for 0. Free with g_free(). */
DatabaseStatus technician_staff(OdbcConnection *connection, int64_t technician, char **ret_staff,
                                GError **error);

/* What an hour of `staff` costs, who may be no technician: then of the order's; 0 when there is none. */
DatabaseStatus technician_hourly(OdbcConnection *connection, const char *staff, int64_t technician,
                                 int64_t *ret_hourly_minor, GError **error);

extern const HttpRoute technician_routes[];
extern const gsize technician_route_count;

#endif
