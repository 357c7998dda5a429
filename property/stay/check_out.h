#ifndef KEYRACK_PROPERTY_STAY_CHECK_OUT_H
#define KEYRACK_PROPERTY_STAY_CHECK_OUT_H

/* A guest moves out: what is still due, the payment that settles it, the news for the centre. */

#include "property/cashier/tender_command.h"
#include "property/command/command.h"
#include "property/stay/stay.h"
#include "revenue/price_rules.h"

/* What settles the folio. */
typedef struct CheckOutPayment {
    PaidBy paid;
    TenderRequest tendered; /* for all bills that are open */
} CheckOutPayment;

/* Checks the guest out in the running transaction of a command. `payment` NULL: the folio must be settled already.
 * The command's answer is the stay. */
DatabaseStatus check_out_stay(Command *command, Stay *stay, const CheckOutPayment *payment, GError **error);

/* What the hotel's policy charges for the promised nights from `leaves_on` on. `charge` has been initialised.
 */
DatabaseStatus early_departure_price(OdbcConnection *connection, const ChainHotel *hotel, const Stay *stay,
                                     Night leaves_on, PriceBreakdown *charge, GError **error);

/* What a check-out now would post and ask for; new reference. Reads only. */
DatabaseStatus check_out_preview(Property *property, OdbcConnection *connection, const Stay *stay,
                                 json_t **ret_preview, GError **error);

#endif
