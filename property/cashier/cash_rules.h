#ifndef KEYRACK_PROPERTY_CASHIER_CASH_RULES_H
#define KEYRACK_PROPERTY_CASHIER_CASH_RULES_H

/* What can be paid in coins. Pure: no store, no clock. Amounts are minor units of the hotel's currency. */

#include <stdbool.h>
#include <stdint.h>

/* The amount that coins of `step_minor` can make up, nearest to `amount_minor`; half a step goes away from
 * zero, so that 0.025 of a step of 0.05 is paid. The amount is within what a single posting may be. */
int64_t cash_payable_minor(int64_t amount_minor, int64_t step_minor);

/* Whether coins make up the amount exactly. */
bool cash_is_payable(int64_t amount_minor, int64_t step_minor);

#endif
