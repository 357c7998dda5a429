#ifndef KEYRACK_PROPERTY_FOLIO_ADVANCE_H
#define KEYRACK_PROPERTY_FOLIO_ADVANCE_H

/* The advance folio: what the nights to come will post, computed by the same engine that posts them. Desk
 * thread only.
 */

#include "property/folio/folio_store.h"

/* {"nights": [{"night", "room_minor", "tax_minor", "fixed_minor"}], "to_come_minor", "elsewhere_minor",
 * "balance_minor", "expected_minor"}: `elsewhere` is what other accounts will take over, `expected` what the
 * guest will owe at the booked departure. New reference. */
DatabaseStatus folio_advance_json(OdbcConnection *connection, const ChainHotel *hotel, const Stay *stay,
                                  Night business_date, json_t **ret_advance, GError **error);

#endif
