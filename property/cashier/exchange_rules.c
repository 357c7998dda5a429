#include "property/cashier/exchange_rules.h"

#include "property/cashier/cash_rules.h"

#define VALUE_MAX_MINOR INT64_C(1000000000)

static int64_t power_of_ten(unsigned exponent)
{
    int64_t power = 1;

    while (exponent-- > 0) {
        power *= 10;
    }
    return power;
}

bool exchange_value(int64_t foreign_minor, const Currency *foreign, int64_t rate_millionths,
                    const Currency *local, int64_t *ret_local_minor)
{
    int64_t numerator;

    if (!amount_multiply(rate_millionths, power_of_ten(local->exponent), &numerator, NULL)) {
        return false;
    }
    return amount_scale(foreign_minor, numerator, EXCHANGE_ONE * power_of_ten(foreign->exponent),
                        ret_local_minor, NULL);
}

TenderVerdict tender_decide(int64_t due_minor, int64_t value_minor, int64_t step_minor,
                            int64_t *ret_change_minor)
{
    if (value_minor > VALUE_MAX_MINOR) {
        return TENDER_TOO_MUCH;
    }
    if (value_minor < due_minor) {
        return TENDER_TOO_LITTLE;
    }
    *ret_change_minor = cash_payable_minor(value_minor - due_minor, step_minor);
    return TENDER_ACCEPTED;
}
