#ifndef KEYRACK_PROPERTY_DEVICE_KEY_STORE_H
#define KEYRACK_PROPERTY_DEVICE_KEY_STORE_H

/* Keys the encoders were asked for, and cards they were asked to read. Both are numbered in one sequence: the
 * number goes out as WS and comes back with the answer. Desk thread only; writes inside a transaction. */

#include "ops/odbc.h"
#include "property/stay/stay.h"
#include "schemas/fias.h"
#include "schemas/instant.h"
#include <jansson.h>

/* A key asked for at the desk. */
typedef struct DeviceKey {
    int64_t stay_id;
    const char *interface;
    const char *coder;
    const char *kind;
    int keys;
    const char *staff;
    Night departure;     /* that it is good for */
    const char *options; /* KO; NULL: none */
} DeviceKey;

DatabaseStatus device_key_add(OdbcConnection *connection, const DeviceKey *key, Instant now,
                              int64_t *ret_number, GError **error);

/* The newest keys of a stay: [{key_number, interface, coder, kind, keys, asked_at, staff, answered_at,
 * answer, departure}].
 */
DatabaseStatus device_keys_json(OdbcConnection *connection, int64_t stay_id, json_t **ret_keys,
                                GError **error);

/* A card is put on an encoder to be read. */
DatabaseStatus device_reading_add(OdbcConnection *connection, const char *interface, const char *coder,
                                  const char *staff, Instant now, int64_t *ret_number, GError **error);

/* {reading_number, interface, coder, asked_at, staff, answered_at, answer, room, stay_id, guest_name,
 * departure}: what the encoder said stands on the card, and the guest's name when the stay is known here.
 * NULL when there is no such reading.
 */
DatabaseStatus device_reading_json(OdbcConnection *connection, const char *interface, int64_t number,
                                   json_t **ret_reading, GError **error);

/* The encoder's answer (KA) to the request `number`; nothing when it is none of the interface's, or was
 * answered. */
DatabaseStatus device_key_answer(OdbcConnection *connection, const char *interface, int64_t number,
                                 const FiasRecord *answer, Instant now, GError **error);

/* ---- what locks are told ---- */

/* The keys of a guest no longer open a room that was left; `shares`: others stay in it. For every lock that
 * wants it, also later. */
DatabaseStatus device_keys_end(OdbcConnection *connection, int64_t stay_id, const char *room, bool shares,
                               Instant now, GError **error);

/* A guest moved, and the keys with them: `room_left` is nobody's of theirs any more; `shares`: others stay in
 * it. */
DatabaseStatus device_keys_moved(OdbcConnection *connection, const Stay *stay, const char *room_left,
                                 bool shares, Instant now, GError **error);

/* The keys of a guest in the house are good for other dates than those `told` before (a GI record; may be
 * NULL). Nothing when they are the same, or the guest has no room. */
DatabaseStatus device_keys_changed(OdbcConnection *connection, const Stay *stay, const FiasRecord *told,
                                   Instant now, GError **error);

#endif
