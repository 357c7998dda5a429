#ifndef KEYRACK_PROPERTY_MAINTENANCE_TECHNICIAN_STORE_H
#define KEYRACK_PROPERTY_MAINTENANCE_TECHNICIAN_STORE_H

/* Skills, hours and absences of technicians. Desk thread only; writes inside a transaction. */

#include "property/maintenance/technician.h"

/* A technician with all that the rules ask about; owns its arrays. */
typedef struct TechnicianRecord {
    TechnicianView view; /* its arrays are those below */
    char *name;
    char *staff;
    GArray *closed_days; /* Night */
    GArray *busy;        /* BusySpan */
} TechnicianRecord;

/* Those who work here, by number (GPtrArray of TechnicianRecord). Absences and orders from `from` to `until`
 * on are read; the free function comes with the array. */
DatabaseStatus technicians_read(OdbcConnection *connection, const TechnicianQuestion *question,
                                GPtrArray **ret_technicians, GError **error);

typedef struct TechnicianSkill {
    int category;
    int64_t level;
} TechnicianSkill;

typedef struct TechnicianHours {
    int64_t weekday;
    int64_t from_minute;
    int64_t until_minute;
} TechnicianHours;

typedef struct TechnicianAbsence {
    Night from_day;
    Night until_day;
    char *reason;
} TechnicianAbsence;

/* Replaces all three. */
DatabaseStatus technician_calendar_write(OdbcConnection *connection, int64_t technician, const GArray *skills,
                                         const GArray *hours, const GArray *absences, GError **error);

/* Adds "skills", "hours" and "absences" to a document. */
DatabaseStatus technician_calendar_read(OdbcConnection *connection, int64_t technician, json_t *document,
                                        GError **error);

/* Orders that stand in somebody's calendar between two instants; new reference. */
DatabaseStatus technician_orders(OdbcConnection *connection, Instant from, Instant until, json_t **ret_orders,
                                 GError **error);

#endif
