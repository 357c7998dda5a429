#include "property/cashier/cash_rules.h"

#include "schemas/money.h"
#include <glib.h>

int64_t cash_payable_minor(int64_t amount_minor, int64_t step_minor)
{
    int64_t steps = 0;

    g_assert(step_minor > 0);
    bool done = amount_scale(amount_minor, 1, step_minor, &steps, NULL);
    g_assert(done); /* a quotient fits */
    return steps * step_minor;
}

bool cash_is_payable(int64_t amount_minor, int64_t step_minor)
{
    return amount_minor % step_minor == 0;
}
