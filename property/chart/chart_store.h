#ifndef KEYRACK_PROPERTY_CHART_CHART_STORE_H
#define KEYRACK_PROPERTY_CHART_CHART_STORE_H

/* The tape chart read from the store: rooms down, nights across. It is read in pieces of some rooms, so that
 * the first screen is there at once and nobody at the desk waits for a thousand rooms. Desk thread only. */

#include "ops/odbc.h"
#include "schemas/night.h"
#include <jansson.h>
#include <stdbool.h>

/* What of the chart is asked for. */
typedef struct ChartQuestion {
    Night from;
    Night until; /* exclusive */
    Night business_date;
    int64_t after_position; /* rooms behind this place in the order of the house */
    int rooms;              /* at most so many */
} ChartQuestion;

/* The rooms with their bars, as the API shows them; new reference. A bar is an unbroken span of one guest or
 * outage in one room; nights outside of the question are cut off. `*ret_next_position` is what to ask for
 * after, 0 when these were the last rooms; `*ret_total` counts the rooms of the house. */
DatabaseStatus chart_rooms_read(OdbcConnection *connection, const ChartQuestion *question,
                                json_t **ret_rooms, int64_t *ret_next_position, int64_t *ret_total,
                                GError **error);

/* Guests expected in these nights who have no room for some of theirs, earliest arrival first, at most
 * `limit`; new reference. */
DatabaseStatus chart_unassigned_read(OdbcConnection *connection, const ChartQuestion *question, int limit,
                                     json_t **ret_guests, GError **error);

#endif
