#ifndef KEYRACK_PROPERTY_DEVICE_DEVICE_EVENT_H
#define KEYRACK_PROPERTY_DEVICE_DEVICE_EVENT_H

/* What the devices of the house are told. Each function is one call inside the transaction in which the thing
 * became true; the server sends it after the commit, in order, also after the device or this node was away.
 * Nothing is written while no device listens. Desk thread only. */

#include "ops/odbc.h"
#include "property/stay/stay.h"
#include "schemas/fias.h"

/* A stay is as it is now: a guest moved in, out, to another room, or changed. What that means for the devices
 * follows from what they were told before, so it may be called too often. stay_announce() and stay_tell()
 * call it; others need to only when rights have changed. */
DatabaseStatus device_event_stay(OdbcConnection *connection, const Stay *stay, Instant now, GError **error);

/* The housekeeping status of a room was changed, or whether somebody lives in it. */
DatabaseStatus device_event_room(OdbcConnection *connection, const char *room, Instant now, GError **error);

/* The night audit begins, or has ended. */
DatabaseStatus device_event_audit(OdbcConnection *connection, bool begins, Instant now, GError **error);

/* A wake-up call of a room at a local time is wanted, or no longer. */
DatabaseStatus device_event_wake_up(OdbcConnection *connection, const char *room, Night date, int hour,
                                    int minute, bool cleared, Instant now, GError **error);

/* A message for a guest, or that it was deleted (`text` NULL). The message light is a right of the stay. */
DatabaseStatus device_event_message(OdbcConnection *connection, const Stay *stay, int64_t message,
                                    const char *text, Instant now, GError **error);

/* Any other record. `interface` NULL: for every device that wants it; `expires_at` INSTANT_NONE: never. */
DatabaseStatus device_event_add(OdbcConnection *connection, const FiasRecord *record, const char *interface,
                                Instant expires_at, Instant now, GError **error);

/* ---- what a guest may do with the devices of the room ---- */

typedef enum StayTelevision {
    STAY_TELEVISION_ALL,
    STAY_TELEVISION_RESTRICTED,
    STAY_TELEVISION_NONE,
    STAY_TELEVISION_COUNT,
} StayTelevision;

typedef struct StayRights {
    bool no_post;
    int64_t limit_minor; /* of what the guest may owe; 0: as the interface says */
    int telephone_class; /* 0 barred, 1 local, 2 national, 3 all */
    StayTelevision television;
    bool minibar_locked;
    bool do_not_disturb;
    bool message_light;
    char language[3]; /* ISO 639; empty: the hotel's */
} StayRights;

extern const char *const stay_television_codes[]; /* NULL-terminated, in the order of StayTelevision */

DatabaseStatus stay_rights_read(OdbcConnection *connection, int64_t stay_id, StayRights *ret_rights,
                                GError **error);

/* Keeps them and tells the devices. */
DatabaseStatus stay_rights_save(OdbcConnection *connection, const Stay *stay, const StayRights *rights,
                                Instant now, GError **error);

#endif
