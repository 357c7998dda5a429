#ifndef KEYRACK_PROPERTY_STAY_SHARE_STORE_H
#define KEYRACK_PROPERTY_STAY_SHARE_STORE_H

/* Who is bound to whose room: while the row is there the store keeps both in the same one. Desk thread only.
 */

#include "ops/odbc.h"
#include "property/stay/share_rules.h"
#include "property/stay/stay.h"

/* `share_minor` counts with SHARE_CUSTOM only. */
DatabaseStatus share_add(OdbcConnection *connection, const Stay *sharer, ShareBasis basis,
                         int64_t share_minor, GError **error);

/* How the guest pays; SHARE_FULL for one who shares with nobody. */
DatabaseStatus share_read(OdbcConnection *connection, int64_t stay_id, ShareBasis *ret_basis,
                          int64_t *ret_share_minor, GError **error);

/* All who share the room of `host` split the rate from now on. */
DatabaseStatus shares_split(OdbcConnection *connection, int64_t host, GError **error);

/* Ends the sharing of one guest; nothing when the guest shares with nobody. */
DatabaseStatus share_remove(OdbcConnection *connection, int64_t stay_id, GError **error);

/* All who shared with one guest share with another from now on, other than that one. */
DatabaseStatus share_hand_over(OdbcConnection *connection, int64_t from, int64_t to, GError **error);

#endif
