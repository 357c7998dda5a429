#ifndef KEYRACK_PROPERTY_CASHIER_EXCHANGE_RULES_H
#define KEYRACK_PROPERTY_CASHIER_EXCHANGE_RULES_H

/* Foreign money at the desk. Pure: no store, no clock. */

#include "schemas/money.h"

#define EXCHANGE_ONE INT64_C(1000000)

/* What foreign money is worth in the hotel's: `rate_millionths` of its unit for one foreign unit, whatever
 * decimals either has; rounded half away from zero. FALSE when it does not fit. */
bool exchange_value(int64_t foreign_minor, const Currency *foreign, int64_t rate_millionths,
                    const Currency *local, int64_t *ret_local_minor);

typedef enum TenderVerdict {
    TENDER_ACCEPTED,
    TENDER_TOO_LITTLE,
    TENDER_TOO_MUCH, /* beyond what a single payment may be */
} TenderVerdict;

/* Whether money worth `value_minor` pays `due_minor`, and the change that is given back in the hotel's money,
 * in coins of `step_minor`. What is lost or won by that belongs to the exchange. */
TenderVerdict tender_decide(int64_t due_minor, int64_t value_minor, int64_t step_minor,
                            int64_t *ret_change_minor);

#endif
