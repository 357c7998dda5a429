#ifndef KEYRACK_PROPERTY_HOUSEKEEPING_SIGHTING_STORE_H
#define KEYRACK_PROPERTY_HOUSEKEEPING_SIGHTING_STORE_H

/* What attendants saw in rooms, compared with what the front desk believes. Desk thread only; writes inside a
 * transaction. */

#include "ops/odbc.h"
#include "property/housekeeping/housekeeping_rules.h"
#include "schemas/instant.h"
#include <jansson.h>

typedef struct Sighting {
    const char *room;
    bool occupied;
    int persons; /* -1: not counted */
    const char *seen_by;
    Instant seen_at;
} Sighting;

/* Notes it in the place of an earlier one of the room that is still open. */
DatabaseStatus sighting_put(OdbcConnection *connection, const Sighting *sighting, Night business_date,
                            GError **error);

/* Open sightings that do not agree with the desk, by room: [{sighting_id, room, discrepancy, seen_occupied,
 * seen_persons, seen_by, seen_at, desk_occupied, desk_persons, stay_id, guest_name, departure}]. `room` NULL:
 * of the whole house. New reference. */
DatabaseStatus discrepancies_to_json(OdbcConnection *connection, const char *room, json_t **ret_discrepancies,
                                     GError **error);

/* Closes an open sighting; `*ret_found` FALSE when there is none. */
DatabaseStatus sighting_resolve(OdbcConnection *connection, int64_t sighting_id, const char *resolution,
                                const char *staff, Instant now, bool *ret_found, GError **error);

/* Closes all that are open: a new day is looked at anew. */
DatabaseStatus sightings_day_begin(OdbcConnection *connection, Instant now, GError **error);

#endif
