#ifndef KEYRACK_PROPERTY_DOWNTIME_DOWNTIME_STORE_H
#define KEYRACK_PROPERTY_DOWNTIME_DOWNTIME_STORE_H

/* What stands in the downtime pack, read at one moment. */

#include "ops/odbc.h"
#include "schemas/chain.h"
#include "schemas/night.h"

#define DOWNTIME_PRICE_NIGHTS 7
#define DOWNTIME_NO_PRICE INT64_MIN

/* Immutable once it is read; any number of threads may look at it. Counted references. */
typedef struct DowntimeData {
    gint references;
    const ChainHotel *hotel;
    Night business_date;
    OdbcResult *rooms;    /* DowntimeRoomColumn, in the order of the house */
    OdbcResult *arrivals; /* DowntimeArrivalColumn, by name */
    OdbcResult *calls;    /* DowntimeCallColumn, by time */
    OdbcResult *notes;    /* DowntimeNoteColumn, by kind and room */
    int64_t *prices; /* DOWNTIME_PRICE_NIGHTS for each room type in the hotel's order: one night for two with
                      * all taxes, minor units; DOWNTIME_NO_PRICE: not sold */
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
    DOWNTIME_READY,   /* 1: as the housekeepers left it a guest may be sent there */
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

/* Wake-up calls of today and tomorrow. */
typedef enum DowntimeCallColumn {
    DOWNTIME_CALL_ON,
    DOWNTIME_CALL_MINUTE,
    DOWNTIME_CALL_ROOM,
    DOWNTIME_CALL_GUEST,
    DOWNTIME_CALL_TEXT,
} DowntimeCallColumn;

/* Open alerts, messages and traces of guests in the house or expected, and of the house. */
typedef enum DowntimeNoteColumn {
    DOWNTIME_NOTE_KIND, /* "alert", "message" or "trace" */
    DOWNTIME_NOTE_ROOM,
    DOWNTIME_NOTE_GUEST,
    DOWNTIME_NOTE_TEXT,
    DOWNTIME_NOTE_DUE,
} DowntimeNoteColumn;

/* Reads it in one snapshot; the caller unrefs. The thread that owns the connection. */
DatabaseStatus downtime_read(OdbcConnection *connection, const ChainHotel *hotel, DowntimeData **ret_data,
                             GError **error);

DowntimeData *downtime_data_ref(DowntimeData *data);
void downtime_data_unref(DowntimeData *data);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DowntimeData, downtime_data_unref)

#endif
