#include "property/folio/folio_rules.h"

#include "property/cashier/cash_rules.h"
#include "schemas/codes.h"
#include "schemas/money.h"
#include <glib.h>
#include <string.h>

static const struct {
    const char *code;
    const char *usali;
} departments[FOLIO_DEPARTMENT_COUNT] = {
    [FOLIO_ROOM] = {"room", "rooms"},
    [FOLIO_TAX] = {"tax", "taxes"},
    [FOLIO_FOOD] = {"food", "food_and_beverage"},
    [FOLIO_BEVERAGE] = {"beverage", "food_and_beverage"},
    [FOLIO_MINIBAR] = {"minibar", "food_and_beverage"},
    [FOLIO_PARKING] = {"parking", "other_operated"},
    [FOLIO_LAUNDRY] = {"laundry", "other_operated"},
    [FOLIO_SPA] = {"spa", "other_operated"},
    [FOLIO_TELEPHONE] = {"telephone", "other_operated"},
    [FOLIO_INTERNET] = {"internet", "other_operated"},
    [FOLIO_OTHER] = {"other", "miscellaneous_income"},
    [FOLIO_PAYMENT] = {"payment", "settlements"},
    [FOLIO_TRANSFER] = {"transfer", "settlements"},
    [FOLIO_ROUNDING] = {"rounding", "administrative_and_general"},
};

static const char *const entry_codes[FOLIO_ENTRY_COUNT] = {
    [FOLIO_POSTED] = "posting",        [FOLIO_VOID] = "void",           [FOLIO_CORRECTION] = "correction",
    [FOLIO_ADJUSTMENT] = "adjustment", [FOLIO_ALLOWANCE] = "allowance", [FOLIO_PACKAGE] = "package",
    [FOLIO_MOVED] = "transfer",
};

const VerdictWords folio_verdicts[] = {
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
    [FOLIO_MOVED_AWAY] = {"moved_away",
                          "A part of this posting was moved to another bill. Move it back first."},
    [FOLIO_ADJUSTED_TOO_FAR] =
        {"adjusted_too_far", "An adjustment cannot take away more than is left of the charge on this bill."},
    [FOLIO_MORE_THAN_THERE] = {"more_than_there", "There is not as much of this posting on the bill."},
    [FOLIO_NOT_IN_COINS] =
        {"not_in_coins", "There are no coins for this amount. Take all that is open in the window, which is "
                         "rounded, or a sum that coins can make up."},
    [FOLIO_ROUNDING_WITH_PAYMENT] = {"rounding_with_payment",
                                     "This is the rounding of a payment. Correct the payment."},
};

const char *folio_department_code(FolioDepartment department)
{
    g_assert(department < FOLIO_DEPARTMENT_COUNT);
    return departments[department].code;
}

bool folio_department_parse(const char *code, FolioDepartment *ret_department)
{
    for (unsigned i = 0; i < FOLIO_DEPARTMENT_COUNT; i++) {
        if (strcmp(code, departments[i].code) == 0) {
            *ret_department = (FolioDepartment)i;
            return true;
        }
    }
    return false;
}

const char *folio_entry_code(FolioEntry entry)
{
    g_assert(entry < FOLIO_ENTRY_COUNT);
    return entry_codes[entry];
}

bool folio_entry_parse(const char *code, FolioEntry *ret_entry)
{
    int index = code_index(entry_codes, FOLIO_ENTRY_COUNT, code);

    if (index >= 0) {
        *ret_entry = (FolioEntry)index;
    }
    return index >= 0;
}

const char *folio_department_usali(FolioDepartment department)
{
    g_assert(department < FOLIO_DEPARTMENT_COUNT);
    return departments[department].usali;
}

bool folio_department_is_charge(FolioDepartment department)
{
    return department != FOLIO_PAYMENT && department != FOLIO_TRANSFER && department != FOLIO_ROUNDING;
}

FolioEntry folio_counter_entry(bool same_day, bool invoiced, bool paid_since)
{
    return same_day && !invoiced && !paid_since ? FOLIO_VOID : FOLIO_CORRECTION;
}

FolioVerdict folio_move_check(int64_t net_minor, int64_t amount_minor)
{
    if (amount_minor == 0) {
        return FOLIO_AMOUNT_ZERO;
    }
    bool fits = net_minor > 0 ? amount_minor > 0 && amount_minor <= net_minor
                              : amount_minor < 0 && amount_minor >= net_minor;
    return fits ? FOLIO_ACCEPTED : FOLIO_MORE_THAN_THERE;
}

FolioVerdict folio_adjustment_check(int64_t net_minor, int64_t amount_minor)
{
    int64_t left_minor;

    if (amount_minor == 0) {
        return FOLIO_AMOUNT_ZERO;
    }
    if (amount_minor > FOLIO_AMOUNT_MAX_MINOR || amount_minor < -FOLIO_AMOUNT_MAX_MINOR ||
        __builtin_add_overflow(net_minor, amount_minor, &left_minor)) {
        return FOLIO_AMOUNT_TOO_LARGE;
    }
    bool turned = net_minor >= 0 ? left_minor < 0 : left_minor > 0;
    return turned ? FOLIO_ADJUSTED_TOO_FAR : FOLIO_ACCEPTED;
}

int64_t folio_share(int64_t whole_minor, int64_t part_minor, int64_t total_minor)
{
    g_assert(total_minor != 0);
    int64_t share_minor = 0;
    bool done = amount_scale(total_minor < 0 ? -whole_minor : whole_minor, part_minor,
                             total_minor < 0 ? -total_minor : total_minor, &share_minor, NULL);

    g_assert(done);
    return share_minor;
}

bool folio_departments_include(const char *list, FolioDepartment department)
{
    g_auto(GStrv) codes = g_strsplit(list, ",", -1);

    return g_strv_contains((const gchar *const *)codes, "all") ||
           g_strv_contains((const gchar *const *)codes, folio_department_code(department));
}

bool folio_departments_check(const char *list)
{
    g_auto(GStrv) codes = g_strsplit(list, ",", -1);
    FolioDepartment department;

    for (gchar **code = codes; *code != NULL; code++) {
        bool known = folio_department_parse(*code, &department) && folio_department_is_charge(department) &&
                     department != FOLIO_TAX;
        if (!known && strcmp(*code, "all") != 0) {
            return false;
        }
    }
    return codes[0] != NULL;
}

static int64_t *totals_slot(FolioTotals *totals, FolioDepartment department)
{
    switch (department) {
    case FOLIO_ROOM:
        return &totals->room_minor;
    case FOLIO_TAX:
        return &totals->tax_minor;
    case FOLIO_PAYMENT:
    case FOLIO_TRANSFER:
    case FOLIO_ROUNDING:
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

static bool is_blank(const char *text)
{
    while (g_unichar_isspace(g_utf8_get_char(text))) {
        text = g_utf8_next_char(text);
    }
    return text[0] == '\0';
}

FolioVerdict folio_charge_check(FolioDepartment department, int64_t amount_minor, const char *description)
{
    if (department == FOLIO_ROOM || department == FOLIO_TAX || !folio_department_is_charge(department)) {
        return FOLIO_DEPARTMENT_NOT_BY_HAND;
    }
    if (is_blank(description)) {
        return FOLIO_DESCRIPTION_MISSING;
    }
    if (g_utf8_strlen(description, -1) > FOLIO_DESCRIPTION_MAX) {
        return FOLIO_DESCRIPTION_TOO_LONG;
    }
    return amount_check(amount_minor);
}

FolioVerdict folio_payment_check(int64_t amount_minor)
{
    return amount_check(amount_minor);
}

FolioVerdict folio_cash_check(bool cash, int64_t amount_minor, int64_t open_minor, int64_t step_minor)
{
    bool fits = !cash || amount_minor == open_minor || cash_is_payable(amount_minor, step_minor);

    return fits ? FOLIO_ACCEPTED : FOLIO_NOT_IN_COINS;
}

FolioVerdict folio_correction_check(bool is_correction, bool corrected)
{
    if (is_correction) {
        return FOLIO_CORRECTS_A_CORRECTION;
    }
    return corrected ? FOLIO_ALREADY_CORRECTED : FOLIO_ACCEPTED;
}
