#ifndef KEYRACK_PROPERTY_STAY_DESK_LIST_STORE_H
#define KEYRACK_PROPERTY_STAY_DESK_LIST_STORE_H

/* The lists a front desk lives by, with what a clerk asks of them in the evening: who has no room yet,
 * whose room is not ready, who should be here by now. Desk thread only. */

#include "ops/odbc.h"
#include "schemas/instant.h"
#include "schemas/night.h"
#include <jansson.h>
#include <stdbool.h>

typedef enum DeskListKind {
    DESK_ARRIVALS,   /* lines that arrive on the date and have not been checked in or given up */
    DESK_IN_HOUSE,   /* guests in the house */
    DESK_DEPARTURES, /* guests in the house who were to leave by the date */
    DESK_DEPARTED,   /* guests who have left and whose folio is not settled */
} DeskListKind;

typedef struct DeskQuestion {
    DeskListKind kind;
    Night date;
    const char *filter; /* a code of desk_filter_codes(); NULL: all */
    const char *sort;   /* "name", "room" or "time"; NULL: by confirmation number, or the order of check-in */
    const char *text;   /* beginning of a surname or confirmation number, or a room; NULL: any */
    Instant day_begins; /* when the date began, for bookings of the same day */
    int minute;         /* of the day, for guests who should be here; -1: the date is not today */
    const char *deposit_plans; /* rate plans that ask for a deposit: ",PREPAID,HALF,"; "," when none does */
    const char *cursor;        /* "" for the first page */
    int limit;
} DeskQuestion;

typedef struct DeskList {
    json_t *items;
    char *next_cursor; /* after the last item; NULL when there is none */
} DeskList;

/* Filters of a list, NULL-terminated. */
const char *const *desk_filter_codes(DeskListKind kind);

bool desk_sort_known(const char *code);

DatabaseStatus desk_list_read(OdbcConnection *connection, const DeskQuestion *question, DeskList *ret_list,
                              GError **error);

/* How many there are, and how many each filter leaves: {"all": 212, "unassigned": 14, …}; new reference. */
DatabaseStatus desk_list_counts(OdbcConnection *connection, const DeskQuestion *question, json_t **ret_counts,
                                GError **error);

#endif
