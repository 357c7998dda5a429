#ifndef KEYRACK_PROPERTY_NOTE_WAKE_UP_STORE_H
#define KEYRACK_PROPERTY_NOTE_WAKE_UP_STORE_H

/* Wake-up calls that a person must make: those that are due and not known to be made, and those that the
 * telephone exchange tried in vain. Desk thread only; reads only. */

#include "ops/odbc.h"
#include "schemas/instant.h"
#include <jansson.h>

/* So long before its time a call is listed as coming. */
#define WAKE_UP_AHEAD_MINUTES 60

/* Calls of the next hour and before, soonest first: [{note_id, room, stay_id, guest_name, due_on, due_at,
 * state, outcome}]. A call is `coming` until its time, and `due` from `grace_minutes` after it - while the
 * exchange has it - until somebody closes the note. One that the exchange could not make is `failed`, under
 * the number of the note that sends somebody, until that is closed. New reference. */
DatabaseStatus wake_ups_json(OdbcConnection *connection, LocalTime now, int grace_minutes, json_t **ret_items,
                             GError **error);

#endif
