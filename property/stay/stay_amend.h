#ifndef KEYRACK_PROPERTY_STAY_STAY_AMEND_H
#define KEYRACK_PROPERTY_STAY_STAY_AMEND_H

/* What a desk changes of a stay besides its room and its dates, in the running transaction of a command. The answer is
 * the stay. */

#include "property/command/command.h"
#include "property/stay/stay.h"

/* Moves the guest into a room of another type, with `change_minor` more (or less, when negative) for each night that is
 * not charged yet. `room` NULL: the house chooses. */
DatabaseStatus stay_upgrade(Command *command, Stay *stay, const char *room_type, const char *room,
                            int64_t change_minor, const char *reason, GError **error);

/* What keeping the room until `until_minute` of the day of departure costs by the house's schedule, and who is to have
 * the room that night: {fee_minor, currency, next_guest}; new reference. */
DatabaseStatus late_check_out_preview(const Property *property, OdbcConnection *connection, const Stay *stay,
                                      int until_minute, json_t **ret_preview, GError **error);

/* Agrees on it and charges `fee_minor` (-1: by the schedule). Refuses 409 `room_needed` when the room is assigned for
 * that night, unless `despite`. */
DatabaseStatus late_check_out_agree(Command *command, Stay *stay, int until_minute, int64_t fee_minor, bool despite,
                                    const char *reason, GError **error);

/* Takes a check-in of today back: nothing may have been charged. The guest is expected again, in the same room. */
DatabaseStatus stay_undo_check_in(Command *command, Stay *stay, bool room_used, const char *reason,
                                  GError **error);

/* Takes a check-out of today back. `room` NULL: the same as before. */
DatabaseStatus stay_reinstate(Command *command, Stay *stay, const char *room, const char *reason,
                              GError **error);

#endif
