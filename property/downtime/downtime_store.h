#ifndef KEYRACK_PROPERTY_DOWNTIME_DOWNTIME_STORE_H
#define KEYRACK_PROPERTY_DOWNTIME_DOWNTIME_STORE_H

/* What stands in the downtime pack, read at one moment. */

#include "ops/odbc.h"
#include "schemas/night.h"

/* Immutable once it is read; any number of threads may look at it. Counted references. */
typedef struct DowntimeData {
    gint references;
    Night business_date;
    OdbcResult *rooms;    /* DowntimeRoomColumn, in the order of the house */
    OdbcResult *arrivals; /* DowntimeArrivalColumn, by name */
} DowntimeData;

typedef enum DowntimeRoomColumn {
    DOWNTIME_ROOM,
    DOWNTIME_ROOM_TYPE,
    DOWNTIME_HOUSEKEEPING,
    DOWNTIME_OUT_OF_ORDER, /* the reason; NULL: in order */
    DOWNTIME_GUEST,        /* who is in it; NULL: nobody. So are the columns below */
    DOWNTIME_CONFIRMATION,
    DOWNTIME_ARRIVED,
    DOWNTIME_DEPARTURE,
    DOWNTIME_ADULTS,
    DOWNTIME_CHILDREN,
    DOWNTIME_RATE_PLAN,
    DOWNTIME_BALANCE, /* minor units */
} DowntimeRoomColumn;

typedef enum DowntimeArrivalColumn {
    DOWNTIME_EXPECTED,
    DOWNTIME_EXPECTED_CONFIRMATION,
    DOWNTIME_EXPECTED_TYPE,
    DOWNTIME_EXPECTED_ARRIVAL,
    DOWNTIME_EXPECTED_DEPARTURE,
    DOWNTIME_EXPECTED_ADULTS,
    DOWNTIME_EXPECTED_CHILDREN,
    DOWNTIME_EXPECTED_PLAN,
    DOWNTIME_EXPECTED_TOTAL, /* minor units */
    DOWNTIME_EXPECTED_ROOM,  /* that was assigned; NULL */
} DowntimeArrivalColumn;

/* Reads it in one snapshot; the caller unrefs. The thread that owns the connection. */
DatabaseStatus downtime_read(OdbcConnection *connection, DowntimeData **ret_data, GError **error);

DowntimeData *downtime_data_ref(DowntimeData *data);
void downtime_data_unref(DowntimeData *data);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DowntimeData, downtime_data_unref)

#endif
