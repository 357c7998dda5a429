#ifndef KEYRACK_PROPERTY_STAY_STAY_CHANGE_STORE_H
#define KEYRACK_PROPERTY_STAY_STAY_CHANGE_STORE_H

/* What was done to a stay, by whom and why; appended, never changed. Desk thread only. */

#include "property/command/command.h"

/* Adds an entry in the running transaction of a command. `kind`: "move", "swap", "upgrade", "extend", … Takes
 * over `detail`. `reason` may be NULL. */
DatabaseStatus stay_change_add(Command *command, int64_t stay_id, const char *kind, const char *reason,
                               json_t *detail, GError **error);

/* All of a stay, oldest first: [{kind, business_date, changed_at, staff, reason, detail}]; new reference. */
DatabaseStatus stay_changes_read(OdbcConnection *connection, int64_t stay_id, json_t **ret_changes,
                                 GError **error);

#endif
