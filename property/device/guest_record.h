#ifndef KEYRACK_PROPERTY_DEVICE_GUEST_RECORD_H
#define KEYRACK_PROPERTY_DEVICE_GUEST_RECORD_H

/* What a guest and a room look like to the devices of the house. Desk thread only; reads only. */

#include "ops/odbc.h"
#include "property/device/device_event.h"

/* Whether devices know of others than this guest in a room. */
DatabaseStatus device_room_shared(OdbcConnection *connection, const char *room, int64_t stay_id,
                                  bool *ret_shared, GError **error);

/* What of a guest comes from the reservation. */
typedef struct GuestTraits {
    char language[3]; /* ISO 639; empty: not known */
    char *tier;       /* NULL: none */
    char *party;      /* group; NULL: none */
} GuestTraits;

void guest_traits_clear(GuestTraits *traits);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(GuestTraits, guest_traits_clear)

/* `ret_traits` has been zeroed. */
DatabaseStatus guest_traits_read(OdbcConnection *connection, const Stay *stay, GuestTraits *ret_traits,
                                 GError **error);

/* Language (GL), VIP status (GV) and group (GG). With `always` also those that are not known, empty: in a
 * list each guest must have them. */
void guest_traits_add(FiasRecord *record, const GuestTraits *traits, bool always);

/* Surname (GN) and given name (GF) of a guest who is called "Surname, Given". */
void guest_name_add(FiasRecord *record, const char *guest_name);

/* The GI record of a guest in the house, without date and time. Caller frees. */
DatabaseStatus device_guest_record(OdbcConnection *connection, const Stay *stay, FiasRecord **ret_record,
                                   GError **error);

/* The RE record of what a guest in a room may do with its equipment. Caller frees. */
FiasRecord *device_equipment_record(const Stay *stay, const StayRights *rights);

/* The RE record of a room's status (RS); `*ret_record` stays NULL when there is no such room. Caller frees.
 */
DatabaseStatus device_room_record(OdbcConnection *connection, const char *room, FiasRecord **ret_record,
                                  GError **error);

#endif
