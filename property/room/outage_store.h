#ifndef KEYRACK_PROPERTY_ROOM_OUTAGE_STORE_H
#define KEYRACK_PROPERTY_ROOM_OUTAGE_STORE_H

/* Rooms taken out; their nights are held in room_night. Desk thread only; writes inside a transaction. The
 * commands of outage.h are what everybody else calls: they also tell the centre. */

#include "ops/odbc.h"
#include "property/room/outage_rules.h"
#include "schemas/codes.h"
#include "schemas/instant.h"
#include <jansson.h>

typedef struct Outage {
    int64_t outage_id; /* 0: none was found */
    char *room;
    char room_type[ROOM_TYPE_CODE_SIZE];
    OutageKind kind;
    OutageNights nights;
    char *reason;
    RoomHousekeeping return_status;
} Outage;

void outage_clear(Outage *outage);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Outage, outage_clear)

/* `ret_outage` has been zeroed. */
DatabaseStatus outage_find(OdbcConnection *connection, int64_t outage_id, Outage *ret_outage, GError **error);

/* The outage the room is in, in a night; outage_id 0 when it is in none. `ret_outage` has been zeroed. */
DatabaseStatus outage_of_night(OdbcConnection *connection, const char *room, Night night, Outage *ret_outage,
                               GError **error);

/* What stands in the way of taking the room out in [from, until). */
DatabaseStatus outage_situation_read(OdbcConnection *connection, const char *room, Night from,
                                     Night business_date, OutageSituation *ret_situation, GError **error);

/* Draws its id and writes it with its nights. */
DatabaseStatus outage_insert(OdbcConnection *connection, Outage *outage, const char *staff, Instant now,
                             GError **error);

/* Writes a new end, reason and return status; the nights of [business_date, …) follow. */
DatabaseStatus outage_save(OdbcConnection *connection, const Outage *outage, Night old_until, GError **error);

/* Notes who put the room back. */
DatabaseStatus outage_note_return(OdbcConnection *connection, int64_t outage_id, const char *staff,
                                  Instant now, GError **error);

/* Notes the outbox entry that tells the centre. */
DatabaseStatus outage_note_told(OdbcConnection *connection, int64_t outage_id, int64_t entry, GError **error);

/* The ids of outages the centre has never been told of (int64_t). Free with g_array_unref(). */
DatabaseStatus outages_untold(OdbcConnection *connection, GArray **ret_ids, GError **error);

/* Outages that ended when the business date became `date`: rooms and the status they come back in. */
DatabaseStatus outages_ended_set_status(OdbcConnection *connection, Night date, Instant now, GError **error);

/* Outages that touch the nights [from, until), by room, as the API shows them; new reference. */
DatabaseStatus outages_to_json(OdbcConnection *connection, Night from, Night until, Night business_date,
                               json_t **ret_outages, GError **error);

/* One outage as the API shows it; new reference. */
json_t *outage_to_json(const Outage *outage, Night business_date);

#endif
