#include "property/ledger/ledger_rules.h"

#include "schemas/codes.h"
#include <glib.h>

#define AGE_DAYS 30

static const char *const ledger_codes[LEDGER_COUNT] = {
    [LEDGER_GUEST] = "guest",
    [LEDGER_DEPOSIT] = "deposit",
    [LEDGER_CITY] = "city",
};

const char *ledger_code(Ledger ledger)
{
    g_assert(ledger < LEDGER_COUNT);
    return ledger_codes[ledger];
}

bool ledger_parse(const char *code, Ledger *ret_ledger)
{
    int index = code_index(ledger_codes, LEDGER_COUNT, code);

    if (index >= 0) {
        *ret_ledger = (Ledger)index;
    }
    return index >= 0;
}

bool ledger_sums_balance(const LedgerSums *sums)
{
    int64_t sum_minor = sums->opening_minor;

    return !__builtin_add_overflow(sum_minor, sums->charges_minor, &sum_minor) &&
           !__builtin_add_overflow(sum_minor, sums->payments_minor, &sum_minor) &&
           !__builtin_add_overflow(sum_minor, sums->transfers_minor, &sum_minor) &&
           sum_minor == sums->closing_minor;
}

LedgerSums ledgers_total(const LedgerSums ledgers[LEDGER_COUNT])
{
    LedgerSums total = {0};

    for (unsigned i = 0; i < LEDGER_COUNT; i++) {
        total.opening_minor += ledgers[i].opening_minor;
        total.charges_minor += ledgers[i].charges_minor;
        total.payments_minor += ledgers[i].payments_minor;
        total.transfers_minor += ledgers[i].transfers_minor;
        total.closing_minor += ledgers[i].closing_minor;
    }
    return total;
}

bool ledgers_balance(const LedgerSums ledgers[LEDGER_COUNT])
{
    for (unsigned i = 0; i < LEDGER_COUNT; i++) {
        if (!ledger_sums_balance(&ledgers[i])) {
            return false;
        }
    }
    return ledgers_total(ledgers).transfers_minor == 0;
}

int ledger_age(Night invoiced_on, Night on)
{
    int days = on - invoiced_on;

    if (days <= AGE_DAYS) {
        return 0;
    }
    return MIN((days - 1) / AGE_DAYS, LEDGER_AGES - 1);
}
