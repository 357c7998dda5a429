#ifndef KEYRACK_PROPERTY_MAINTENANCE_REPORT_STORE_H
#define KEYRACK_PROPERTY_MAINTENANCE_REPORT_STORE_H

/* What maintenance adds up to. Desk thread only. Each gives a new reference to an array. */

#include "ops/odbc.h"
#include "schemas/instant.h"
#include <jansson.h>

/* Rooms with at least `least` failures of a kind reported in [from, until), the most first: room, category,
 * failures, cost_minor, first_at, last_at, mean_repair_minutes, mean_between_minutes. */
DatabaseStatus report_repeats(OdbcConnection *connection, Instant from, Instant until, int64_t least,
                              json_t **ret_rows, GError **error);

/* By category: orders, preventive ones among them, closed, late, labour_minutes, cost_minor. */
DatabaseStatus report_categories(OdbcConnection *connection, Instant from, Instant until, json_t **ret_rows,
                                 GError **error);

/* By technician: orders repaired, in time, labour_minutes, returned by the check. */
DatabaseStatus report_technicians(OdbcConnection *connection, Instant from, Instant until, json_t **ret_rows,
                                  GError **error);

/* Parts below their minimum. */
DatabaseStatus report_short_parts(OdbcConnection *connection, json_t **ret_rows, GError **error);

/* Kinds of failure of a room since then, with how many there were and whether they are repeated. */
DatabaseStatus report_room_failures(OdbcConnection *connection, const char *room, Instant since,
                                    int64_t least, json_t **ret_rows, GError **error);

#endif
