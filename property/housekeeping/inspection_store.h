#ifndef KEYRACK_PROPERTY_HOUSEKEEPING_INSPECTION_STORE_H
#define KEYRACK_PROPERTY_HOUSEKEEPING_INSPECTION_STORE_H

/* The checklist of inspections, and what they found. Desk thread only; writes inside a transaction. */

#include "ops/odbc.h"
#include "schemas/instant.h"
#include "schemas/night.h"
#include <jansson.h>

typedef struct InspectionItem {
    char *item; /* code */
    char *english;
    char *chinese;
} InspectionItem;

typedef struct InspectionResult {
    char *item;
    bool passed;
    char *note; /* or NULL */
} InspectionResult;

typedef struct Inspection {
    int64_t inspection_id; /* drawn when it is kept */
    const char *room;
    bool passed;
    const char *note;
    const char *inspected_by;
    Instant inspected_at;
} Inspection;

/* [{item, english, chinese}] in their order; new reference. */
DatabaseStatus inspection_checklist_to_json(OdbcConnection *connection, json_t **ret_items, GError **error);

/* Replaces the checklist: InspectionItem, in the order given. Items that are gone stay with old inspections.
 */
DatabaseStatus inspection_checklist_write(OdbcConnection *connection, const GArray *items, GError **error);

DatabaseStatus inspection_item_exists(OdbcConnection *connection, const char *item, bool *ret_exists,
                                      GError **error);

/* Keeps an inspection with its results (InspectionResult). */
DatabaseStatus inspection_insert(OdbcConnection *connection, Inspection *inspection, Night business_date,
                                 const GArray *results, GError **error);

/* The newest inspections of a room: [{inspection_id, room, business_date, passed, note, inspected_by,
 * inspected_at, failed: [{item, note}]}]; new reference. */
DatabaseStatus inspections_to_json(OdbcConnection *connection, const char *room, int limit,
                                   json_t **ret_inspections, GError **error);

#endif
