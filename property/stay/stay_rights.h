#ifndef KEYRACK_PROPERTY_STAY_STAY_RIGHTS_H
#define KEYRACK_PROPERTY_STAY_STAY_RIGHTS_H

/* What becomes of the nights a guest gives up, takes again, or spends in another type of room, at the desk. They are
 * the hotel's to move, as the stay is. While the centre answers they go back to it: it sells them to whoever comes
 * first. While the line is cut they stay with the hotel as its own right, at once, and the entry says so: the centre
 * then counts them as granted instead of free, so that nobody else has sold them when the hotel tells of its sale.
 * That holds for guests the centre knew to be there, and for the hotel's own walk-ins; the reservation of anybody else
 * may have been changed at the centre in the meantime, and their nights go back to it. */

#include "property/command/command.h"
#include "property/stay/stay.h"

/* Tells the centre of the stay with an entry of `kind`; its nights [from, until) are free now and nobody who
 * shared the room keeps them. Nothing is moved when there is no night. */
DatabaseStatus stay_tell_freed(Command *command, Stay *stay, const char *kind, Night from, Night until,
                               GError **error);

/* The same with a "stay_update" for nights the guest has again after all: out of the hotel's right where it
 * has any, for the guest is there. */
DatabaseStatus stay_tell_taken(Command *command, Stay *stay, Night from, Night until, GError **error);

/* The same for a guest who was given the room in `stay`; until now the stay counted for a room of `left_type`, or
 * was to. Where the types differ, the nights to come of the new one come out of the hotel's right, and those of the
 * other are free: the centre's, or the hotel's own while the line is cut. `is_new`: announced under the version it
 * was inserted with. `extra`: as for stay_tell(), or NULL. */
DatabaseStatus stay_tell_placed(Command *command, Stay *stay, bool is_new, const char *kind, const json_t *extra,
                                const char *left_type, GError **error);

#endif
