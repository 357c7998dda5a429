#ifndef KEYRACK_PROPERTY_CHART_CHART_RULES_H
#define KEYRACK_PROPERTY_CHART_CHART_RULES_H

/* What a bar of the tape chart says. Pure: no store, no clock. */

#include "schemas/night.h"
#include <jansson.h>
#include <stdbool.h>

typedef enum ChartState {
    CHART_EXPECTED,    /* a room is assigned, the guest has not come */
    CHART_IN_HOUSE,    /* the guest is in this room */
    CHART_DUE_OUT,     /* the guest leaves today */
    CHART_OVERDUE,     /* the guest should have left before today */
    CHART_MOVING,      /* a guest in the house who will change to this room, or was in it before */
    CHART_CHECKED_OUT, /* the guest was here */
    CHART_OUTAGE,      /* the room is out */
} ChartState;

/* What the store says of the holder of some nights in a room. */
typedef struct ChartHolder {
    bool outage;
    const char *stay_status; /* NULL: not arrived */
    const char *stay_room;   /* where the guest is; NULL: nowhere */
    const char *room;        /* whose nights these are */
    Night departure;
} ChartHolder;

ChartState chart_state(const ChartHolder *holder, Night business_date);

/* The stable code of the API. */
const char *chart_state_code(ChartState state);

/* What marks a reservation on the chart: the name of its group and its member tier, as the channel that
 * booked it said in `market`; NULL where it did not. Borrowed from `market`. */
const char *chart_group(const json_t *market);
const char *chart_tier(const json_t *market);

#endif
