#ifndef KEYRACK_PROPERTY_STAY_DESK_AGREEMENT_STORE_H
#define KEYRACK_PROPERTY_STAY_DESK_AGREEMENT_STORE_H

/* What the desk and a guest agreed on: leaving later, leaving without coming to the desk. Desk thread only.
 */

#include "ops/odbc.h"
#include "property/cashier/means_rules.h"
#include "schemas/instant.h"
#include "schemas/night.h"
#include <jansson.h>

/* The fee of the late check-out that stands for the stay; 0 without one. */
DatabaseStatus late_check_out_fee_agreed(OdbcConnection *connection, int64_t stay_id, int64_t *ret_fee_minor,
                                         GError **error);

DatabaseStatus late_check_out_put(OdbcConnection *connection, int64_t stay_id, int until_minute,
                                  int64_t fee_minor, const char *staff, Instant at, GError **error);

DatabaseStatus express_check_out_put(OdbcConnection *connection, int64_t stay_id, const PaidBy *paid,
                                     const char *email, const char *staff, Instant at, GError **error);

/* {late: {until_minute, fee_minor} or null, express: {method, email, reference, last_four} or
 * null}; new reference. */
DatabaseStatus desk_agreements_read(OdbcConnection *connection, int64_t stay_id, json_t **ret_agreements,
                                    GError **error);

/* Name of who is to have the room in that night, other than the guest of this line; NULL when nobody is. New
 * string. */
DatabaseStatus room_next_guest(OdbcConnection *connection, const char *room, Night night,
                               const char *confirmation_number, int line, char **ret_name, GError **error);

/* Stays due out by `date` whose folio is settled, or who agreed on an express check-out, by their id after
 * `after`: GArray of int64_t, caller frees. */
DatabaseStatus stays_ready_to_leave(OdbcConnection *connection, Night date, int64_t after, int limit,
                                    GArray **ret_stays, GError **error);

#endif
