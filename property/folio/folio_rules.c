#include "property/folio/folio_rules.h"

#include <glib.h>
#include <string.h>

static const char *const department_codes[FOLIO_DEPARTMENT_COUNT] = {
    [FOLIO_ROOM] = "room",         [FOLIO_TAX] = "tax",         [FOLIO_FOOD] = "food",
    [FOLIO_BEVERAGE] = "beverage", [FOLIO_MINIBAR] = "minibar", [FOLIO_PARKING] = "parking",
    [FOLIO_LAUNDRY] = "laundry",   [FOLIO_SPA] = "spa",         [FOLIO_OTHER] = "other",
    [FOLIO_PAYMENT] = "payment",
};

static const char *const payment_methods[] = {"cash", "card", "transfer", "voucher"};

static const struct {
    const char *code;
    const char *text;
} verdicts[] = {
    [FOLIO_ACCEPTED] = {"accepted", "The posting is accepted."},
    [FOLIO_DEPARTMENT_NOT_BY_HAND] =
        {"department_not_by_hand",
         "Room, tax and payment are not posted as charges. Choose another department, "
         "take a payment, or correct the posting."},
    [FOLIO_AMOUNT_ZERO] = {"amount_zero", "An amount of zero is not posted. Enter the amount."},
    [FOLIO_AMOUNT_TOO_LARGE] = {"amount_too_large",
                                "The amount is larger than a single posting may be. Check the digits."},
    [FOLIO_DESCRIPTION_MISSING] = {"description_missing",
                                   "Say what the charge is for; the guest reads it on the bill."},
    [FOLIO_DESCRIPTION_TOO_LONG] = {"description_too_long",
                                    "The description is longer than 120 characters. Shorten it."},
    [FOLIO_CORRECTS_A_CORRECTION] = {"corrects_a_correction",
                                     "A correction is not corrected again. Post the charge anew instead."},
    [FOLIO_ALREADY_CORRECTED] = {"already_corrected", "This posting has already been corrected."},
    [FOLIO_METHOD_UNKNOWN] = {"payment_method_unknown", "Pay by cash, card, transfer or voucher."},
};

const char *folio_department_code(FolioDepartment department)
{
    g_assert(department < FOLIO_DEPARTMENT_COUNT);
    return department_codes[department];
}

bool folio_department_parse(const char *code, FolioDepartment *ret_department)
{
    for (unsigned i = 0; i < FOLIO_DEPARTMENT_COUNT; i++) {
        if (strcmp(code, department_codes[i]) == 0) {
            *ret_department = (FolioDepartment)i;
            return true;
        }
    }
    return false;
}

static int64_t *totals_slot(FolioTotals *totals, FolioDepartment department)
{
    switch (department) {
    case FOLIO_ROOM:
        return &totals->room_minor;
    case FOLIO_TAX:
        return &totals->tax_minor;
    case FOLIO_PAYMENT:
        return &totals->payments_minor;
    default:
        return &totals->other_minor;
    }
}

static bool totals_in_range(const FolioTotals *totals)
{
    int64_t sum = totals->room_minor;
    return !__builtin_add_overflow(sum, totals->tax_minor, &sum) &&
           !__builtin_add_overflow(sum, totals->other_minor, &sum) &&
           !__builtin_add_overflow(sum, totals->payments_minor, &sum);
}

bool folio_totals_add(FolioTotals *totals, FolioDepartment department, int64_t amount_minor)
{
    FolioTotals next = *totals;
    int64_t *slot = totals_slot(&next, department);

    if (__builtin_add_overflow(*slot, amount_minor, slot) || !totals_in_range(&next)) {
        return false;
    }
    *totals = next;
    return true;
}

int64_t folio_totals_balance(const FolioTotals *totals)
{
    g_assert(totals_in_range(totals));
    return totals->room_minor + totals->tax_minor + totals->other_minor + totals->payments_minor;
}

static FolioVerdict amount_check(int64_t amount_minor)
{
    if (amount_minor == 0) {
        return FOLIO_AMOUNT_ZERO;
    }
    if (amount_minor > FOLIO_AMOUNT_MAX_MINOR || amount_minor < -FOLIO_AMOUNT_MAX_MINOR) {
        return FOLIO_AMOUNT_TOO_LARGE;
    }
    return FOLIO_ACCEPTED;
}

FolioVerdict folio_charge_check(FolioDepartment department, int64_t amount_minor, const char *description)
{
    if (department == FOLIO_ROOM || department == FOLIO_TAX || department == FOLIO_PAYMENT) {
        return FOLIO_DEPARTMENT_NOT_BY_HAND;
    }
    if (description[0] == '\0') {
        return FOLIO_DESCRIPTION_MISSING;
    }
    if (g_utf8_strlen(description, -1) > FOLIO_DESCRIPTION_MAX) {
        return FOLIO_DESCRIPTION_TOO_LONG;
    }
    return amount_check(amount_minor);
}

FolioVerdict folio_payment_check(const char *method, int64_t amount_minor)
{
    for (size_t i = 0; i < G_N_ELEMENTS(payment_methods); i++) {
        if (strcmp(method, payment_methods[i]) == 0) {
            return amount_check(amount_minor);
        }
    }
    return FOLIO_METHOD_UNKNOWN;
}

FolioVerdict folio_correction_check(bool is_correction, bool corrected)
{
    if (is_correction) {
        return FOLIO_CORRECTS_A_CORRECTION;
    }
    return corrected ? FOLIO_ALREADY_CORRECTED : FOLIO_ACCEPTED;
}

const char *folio_verdict_code(FolioVerdict verdict)
{
    g_assert(verdict < G_N_ELEMENTS(verdicts));
    return verdicts[verdict].code;
}

const char *folio_verdict_text(FolioVerdict verdict)
{
    g_assert(verdict < G_N_ELEMENTS(verdicts));
    return verdicts[verdict].text;
}
