#include "property/cashier/means_rules.h"

#include "property/folio/folio_rules.h"
#include "schemas/card_number.h"
#include <string.h>

const char *const means_kinds[] = {
    [MEANS_CASH] = "cash",       [MEANS_CARD] = "card",   [MEANS_TRANSFER] = "transfer",
    [MEANS_VOUCHER] = "voucher", [MEANS_OTHER] = "other", [MEANS_CITY_LEDGER] = "city_ledger",
    [MEANS_KIND_COUNT] = NULL,
};

const char *const means_schemes[] = {"visa",   "mastercard", "amex",  "unionpay", "jcb",
                                     "diners", "discover",   "debit", "other",    NULL};

const VerdictWords means_verdicts[] = {
    [MEANS_ACCEPTED] = {"accepted", "The means of payment is accepted."},
    [MEANS_UNKNOWN] =
        {"payment_method_unknown",
         "The hotel's list has no such means of payment. Choose one of the list, or ask a manager to "
         "add it.",
         "/method"},
    [MEANS_NOT_IN_USE] = {"payment_method_not_in_use",
                          "This means of payment is not in use today. Choose another.", "/method"},
    [MEANS_CARD_NUMBER] =
        {"card_number_refused",
         "This looks like the number of a card, which is never kept. Enter the number of the slip, "
         "and of the card its last four digits.",
         "/reference"},
    [MEANS_LAST_FOUR_WRONG] = {"last_four_wrong",
                               "Enter the last four digits of the card: four digits, nothing else.",
                               "/last_four"},
    [MEANS_LAST_FOUR_NOT_CARD] =
        {"last_four_not_card", "Only a payment by card has the last four digits of a card. Leave them out.",
         "/last_four"},
    [MEANS_REFERENCE_MISSING] =
        {"reference_missing",
         "The hotel wants a reference with this means: the number of the slip, terminal, "
         "voucher or remittance.",
         "/reference"},
    [MEANS_LAST_FOUR_MISSING] = {"last_four_missing",
                                 "The hotel wants the last four digits of the card with this means.",
                                 "/last_four"},
    [MEANS_IS_DIRECT_BILL] = {"means_is_direct_bill",
                              "This is for companies that pay later. Bill the window to a company's account.",
                              "/method"},
    [MEANS_OTHER_MONEY] = {"tendered_other_money",
                           "This means is cash in other money. Say how much of that money was handed over.",
                           "/tendered"},
    [MEANS_CODE_WRONG] =
        {"means_code_wrong",
         "A code is made of the letters a to z, digits and underscores, begins with a letter, and is "
         "none that the house posts under itself.",
         "/code"},
    [MEANS_SCHEME_WRONG] = {"means_scheme_wrong", "Only a card has a scheme, one of the list.", "/scheme"},
    [MEANS_CURRENCY_WRONG] = {"means_currency_wrong",
                              "Only cash has a currency, and another than the hotel's own.", "/currency"},
    [MEANS_FIXED] = {"means_fixed",
                     "What a means is stays as it is, for payments were posted with it: kind, scheme and "
                     "currency. End it and add another.",
                     "/kind"},
    [MEANS_DATES_TURNED] = {"dates_turned", "The last day is before the first one. Check both.",
                            "/until_date"},
};

void payment_means_clear(PaymentMeans *means)
{
    g_clear_pointer(&means->name_en, g_free);
    g_clear_pointer(&means->name_zh, g_free);
}

static bool is_last_four(const char *text)
{
    return strlen(text) == MEANS_LAST_FOUR_SIZE - 1 && strspn(text, "0123456789") == MEANS_LAST_FOUR_SIZE - 1;
}

MeansVerdict means_detail_check(const PaymentMeans *means, const char *reference, const char *last_four,
                                const char *tendered)
{
    bool card = means->kind == MEANS_CARD;
    bool has_reference = reference != NULL && reference[0] != '\0';
    bool has_last_four = last_four != NULL && last_four[0] != '\0';

    /* In the field of a payment by card any such row of digits is refused: better asked twice than kept once.
     */
    if ((has_reference && card_number_find(reference, card, NULL, NULL)) ||
        (has_last_four && card_number_find(last_four, true, NULL, NULL))) {
        return MEANS_CARD_NUMBER;
    }
    if (has_last_four && !card) {
        return MEANS_LAST_FOUR_NOT_CARD;
    }
    if (has_last_four && !is_last_four(last_four)) {
        return MEANS_LAST_FOUR_WRONG;
    }
    if (means->wants_reference && !has_reference) {
        return MEANS_REFERENCE_MISSING;
    }
    if (means->wants_last_four && !has_last_four) {
        return MEANS_LAST_FOUR_MISSING;
    }
    return means->currency[0] != '\0' && g_strcmp0(means->currency, tendered) != 0 ? MEANS_OTHER_MONEY
                                                                                   : MEANS_ACCEPTED;
}

bool means_holds_on(const PaymentMeans *means, Night date)
{
    return (means->from_date == NIGHT_NONE || means->from_date <= date) &&
           (means->until_date == NIGHT_NONE || date <= means->until_date);
}

bool means_code_is_free(const char *code)
{
    gsize length = strlen(code);

    return length > 0 && length < MEANS_CODE_SIZE && g_ascii_islower(code[0]) &&
           strspn(code, "abcdefghijklmnopqrstuvwxyz0123456789_") == length &&
           strcmp(code, FOLIO_PAID_OUT_CODE) != 0 && strcmp(code, FOLIO_CASH_ROUNDING_CODE) != 0;
}

static bool scheme_fits(const PaymentMeans *entry)
{
    return entry->scheme[0] == '\0' ||
           (entry->kind == MEANS_CARD && g_strv_contains(means_schemes, entry->scheme));
}

MeansVerdict means_entry_check(const PaymentMeans *entry, const PaymentMeans *before, const char *local)
{
    bool foreign = entry->currency[0] != '\0';

    if (!means_code_is_free(entry->code)) {
        return MEANS_CODE_WRONG;
    }
    if (!scheme_fits(entry)) {
        return MEANS_SCHEME_WRONG;
    }
    if (foreign && (entry->kind != MEANS_CASH || strcmp(entry->currency, local) == 0)) {
        return MEANS_CURRENCY_WRONG;
    }
    if (entry->wants_last_four && entry->kind != MEANS_CARD) {
        return MEANS_LAST_FOUR_NOT_CARD;
    }
    if (entry->from_date != NIGHT_NONE && entry->until_date != NIGHT_NONE &&
        entry->until_date < entry->from_date) {
        return MEANS_DATES_TURNED;
    }
    bool same = before->code[0] == '\0' ||
                (before->kind == entry->kind && strcmp(before->scheme, entry->scheme) == 0 &&
                 strcmp(before->currency, entry->currency) == 0);
    return same ? MEANS_ACCEPTED : MEANS_FIXED;
}
