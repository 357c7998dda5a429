#ifndef KEYRACK_PROPERTY_DEVICE_DEVICE_STORE_H
#define KEYRACK_PROPERTY_DEVICE_DEVICE_STORE_H

/* What is kept of the interfaces: how far each has heard the events, what it posted, what was refused. Desk
 * thread only; writes inside a transaction. */

#include "ops/odbc.h"
#include "property/device/device_config.h"
#include "schemas/instant.h"
#include <jansson.h>

/* Beyond so many events, or such an age, everything is told anew instead. */
#define DEVICE_QUEUE_MAX 5000
#define DEVICE_QUEUE_AGE (72 * INSTANT_HOUR)
#define DEVICE_REFUSALS_KEPT 50

typedef enum DeviceResync {
    DEVICE_IN_STEP,
    DEVICE_RESYNC_NEEDED,
    DEVICE_RESYNC_UNDER_WAY,
} DeviceResync;

typedef struct DeviceState {
    bool paused;
    DeviceResync resync;
    int64_t delivered;
    int64_t waiting; /* events it has not had */
} DeviceState;

/* Brings the store's interfaces in line with the configuration; NULL: there are none. New ones, and those
 * that were away from the configuration, must be told everything first. */
DatabaseStatus device_interfaces_configure(OdbcConnection *connection, const DeviceConfig *config,
                                           GError **error);

DatabaseStatus device_state_read(OdbcConnection *connection, const char *interface, DeviceState *ret_state,
                                 GError **error);

DatabaseStatus device_set_paused(OdbcConnection *connection, const char *interface, bool paused,
                                 GError **error);
DatabaseStatus device_set_resync(OdbcConnection *connection, const char *interface, DeviceResync resync,
                                 GError **error);

/* It has heard everything up to this event. */
DatabaseStatus device_set_delivered(OdbcConnection *connection, const char *interface, int64_t event_number,
                                    GError **error);

/* Telling everything anew begins: what waits up to now is in it. */
DatabaseStatus device_resync_begin(OdbcConnection *connection, const char *interface, GError **error);

/* Everything was told. A wish that came meanwhile to tell it once more stands. */
DatabaseStatus device_resync_end(OdbcConnection *connection, const char *interface, GError **error);

typedef struct DeviceEvent {
    int64_t number;
    Instant at;
    Instant expires_at; /* INSTANT_NONE: never */
    bool addressed;     /* to this interface, not to all */
    char *record;       /* NULL: not for this interface, or too old to be of use */
} DeviceEvent;

/* The next events after `after`: GArray of DeviceEvent, which frees its records. */
DatabaseStatus device_events_read(OdbcConnection *connection, const char *interface, int64_t after, int limit,
                                  Instant now, GArray **ret_events, GError **error);

/* Gives up queues that are too long or too old, and forgets events that nobody waits for. */
DatabaseStatus device_keep_house(OdbcConnection *connection, Instant now, GError **error);

/* ---- postings and refusals ---- */

typedef struct DevicePostingRow {
    const char *key;
    const char *interface;
    const char *sequence; /* may be NULL */
    int64_t stay_id;
    int64_t amount_minor;
    int64_t first_posting; /* 0: nothing was to be charged */
    int64_t last_posting;
    Instant received_at;
    Night business_date;
    const char *record;
} DevicePostingRow;

/* The stay a posting of that key was charged to; 0 when there was none. */
DatabaseStatus device_posting_find(OdbcConnection *connection, const char *key, int64_t *ret_stay_id,
                                   GError **error);
DatabaseStatus device_posting_add(OdbcConnection *connection, const DevicePostingRow *row, GError **error);
DatabaseStatus device_refusal_add(OdbcConnection *connection, const char *interface, const char *answer,
                                  const char *record, Instant now, GError **error);

/* The number of the last posting on any folio; 0: none. */
DatabaseStatus device_last_posting(OdbcConnection *connection, int64_t *ret_number, GError **error);

/* ---- for the console ---- */

/* {postings, amount_minor} of a business date. New reference. */
DatabaseStatus device_day_json(OdbcConnection *connection, const char *interface, Night business_date,
                               json_t **ret_day, GError **error);

/* The last refusals of an interface, newest first: [{at, answer, record, room}]. New reference. */
DatabaseStatus device_refusals_json(OdbcConnection *connection, const char *interface, int limit,
                                    json_t **ret_refusals, GError **error);

#endif
