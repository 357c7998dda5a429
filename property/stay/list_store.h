#ifndef KEYRACK_PROPERTY_STAY_LIST_STORE_H
#define KEYRACK_PROPERTY_STAY_LIST_STORE_H

/* The three lists a front desk lives by. Desk thread only. Each gives at most `limit` items as JSON,
 * beginning after the cursor ("" for the first page), and a new string with the cursor after the last (NULL
 * when there is none). */

#include "ops/odbc.h"
#include "schemas/night.h"
#include <jansson.h>

typedef struct DeskList {
    json_t *items;
    char *next_cursor;
} DeskList;

/* Lines that arrive on `date` and have not been checked in or given up. */
DatabaseStatus list_arrivals(OdbcConnection *connection, Night date, const char *cursor, int limit,
                             DeskList *ret_list, GError **error);

DatabaseStatus list_in_house(OdbcConnection *connection, const char *cursor, int limit, DeskList *ret_list,
                             GError **error);

/* Guests in the house who were to leave by `date`. */
DatabaseStatus list_departures(OdbcConnection *connection, Night date, const char *cursor, int limit,
                               DeskList *ret_list, GError **error);

#endif
