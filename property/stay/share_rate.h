#ifndef KEYRACK_PROPERTY_STAY_SHARE_RATE_H
#define KEYRACK_PROPERTY_STAY_SHARE_RATE_H

/* What the guests in one room pay for it, and which of them holds its nights. What a room costs in a night is
 * what its guests are to pay for it together; who joins, leaves or stays longer changes who pays, not the
 * sum. All in the running transaction of a command. */

#include "property/command/command.h"
#include "property/stay/stay.h"

/* The guests in the room of this stay, who has it first: GPtrArray of Stay. Only this stay when nobody
 * shares.
 */
DatabaseStatus sharing_guests(OdbcConnection *connection, const Stay *stay, GPtrArray **ret_guests,
                              GError **error);

/* Until when somebody else in the room of this guest stays; NIGHT_MIN when nobody does. */
DatabaseStatus sharing_covered_until(OdbcConnection *connection, const Stay *stay, Night *ret_night,
                                     GError **error);

/* A new guest of the room pays nothing of the nights others stay, and the own price of those after. `joining`
 * is written and bound; `guests` are those already there. */
DatabaseStatus sharing_rate_join(Command *command, const GPtrArray *guests, const Stay *joining,
                                 GError **error);

/* What the guest was to pay from `from` on is paid by those who stay. Refuses when all of them have such a
 * night on their folios already, so that nobody would. */
DatabaseStatus sharing_rate_take_over(Command *command, const GPtrArray *guests, const Stay *leaving,
                                      Night from, GError **error);

/* Gives out anew what the guests of the room of `stay` pay, and the nights they hold: after any change of who
 * stays how long or what the room costs, once it is written. Refuses with names when somebody else holds a
 * night that only a guest who shares stays. */
DatabaseStatus sharing_settle(Command *command, const Stay *stay, GError **error);

/* Those who share give back the nights they hold, before another takes them. */
DatabaseStatus sharing_let_go(Command *command, const Stay *stay, GError **error);

#endif
